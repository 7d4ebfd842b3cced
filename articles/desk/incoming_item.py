"""One item of Incoming: what came, and what an editor does with it."""

from collections.abc import Iterator

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from articles import diff, html
from articles.desk import tasks
from articles.models import Article, Section, WireItem
from articles.wire import files, habits, intake, parts, retake
from articles.wire import item as wire_item
from articles.wire import take as wire_take

VIEW, CHANGE, TAKE, MERGE = tasks.VIEW, "articles.change_wireitem", "articles.add_article", "articles.change_article"
STATES = {"spike": WireItem.State.SPIKED, "hold": WireItem.State.ON_HOLD, "back": WireItem.State.NEW}
SAID = {"spike": "Spiked.", "hold": "On hold.", "back": "Back in Incoming.", "seen": "Seen."}
SETTLED = {
    "mine": "The desk's words stay.",
    "theirs": "The agency's words are in.",
    "both": "The agency's words are in, below the desk's.",
}
FACTS = {
    "headline": "Headline",
    "subheadline": "Sub-headline",
    "abstract": "Summary",
    "byline": "Byline",
    "dateline_element": "Dateline of the metadata",
    "pubstatus": "Status",
    "embargoed": "Embargo",
    "urgency": "Urgency",
    "usageterms": "Usage terms",
}
# By their first bytes; what else an agency calls a picture is not sent to a browser.
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"GIF8": "image/gif"}


class TakeForm(forms.Form):
    section = forms.ModelChoiceField(Section.objects.select_related("parent__parent__parent"), label="Take into")


def page(request: HttpRequest, pk: int, form: TakeForm | None = None) -> HttpResponse:
    """What came, as a reader of the desk sees it, and what may be done with it."""
    row = _row(request, pk, VIEW)
    item = wire_item.from_json(row.parsed) if row.parsed else wire_item.Item(path=row.path, format=row.format)
    versions = WireItem.objects.filter(source=row.source, guid=row.guid).exclude(guid="").order_by("-pk")
    before = next((other for other in versions if other.pk < row.pk), None)
    context = {
        **admin.site.each_context(request),
        "title": str(row),
        "row": row,
        "item": item,
        "body": mark_safe(html.clean(item.body_html or "")),  # the sanitizer's output
        "marks": tasks.marks_of(row),
        "ends": tasks.embargo_ends(row),
        "versions": versions.defer("parsed")[:20],
        "before": before,
        "changes": list(_changes(before, item)) if before and before.parsed else [],
        "pictures": _pictures(row, item),
        "members": parts.members(row, item) if parts.is_package(item) else [],
        "conflicts": [_sides(conflict) for conflict in row.conflicts],
        "form": form or TakeForm(initial={"section": row.source and habits.section(item, row.source)}),
        "may_take": request.user.has_perm(TAKE) and may_be_taken(row) and not row.article,
        "may_take_file": request.user.has_perm("articles.add_photo") and _may_be_filed(row),
        "may_take_again": request.user.has_perm(MERGE) and may_be_taken_again(row),
        "may_settle": request.user.has_perm(MERGE),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "desk/incoming.html", context)


@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A photograph that came with the item, for the desk's eyes."""
    row = _row(request, pk, VIEW)
    images = row.parsed.get("images") or []
    file = files.came(images[number], files.of_row(row)) if number < len(images) else None
    raw = file.read() if file else b""
    kind = next((kind for sign, kind in PICTURES.items() if raw.startswith(sign)), None)
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        kind = "image/webp"
    if not kind:
        raise Http404
    return HttpResponse(raw, content_type=kind, headers={"Cache-Control": "private, max-age=3600"})


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """A working copy in the section that was chosen."""
    row = _row(request, pk, VIEW, TAKE)
    form = TakeForm(request.POST)
    if row.article or not may_be_taken(row):
        killed = "The agency has killed this story." if row.pubstatus == "canceled" else "It has no text to be taken."
        messages.error(request, "This story is at the desk already." if row.article else killed)
        return _back(pk)
    if not form.is_valid():
        return page(request, pk, form)
    section = form.cleaned_data["section"]
    try:
        article, notes = wire_take.story(row, by=request.user, section=section)
    except ValidationError as error:
        return _refused(request, pk, error)
    for note in notes:
        messages.warning(request, note)
    messages.success(request, f"“{article}” is a working copy in {section} now.")
    return _to(article)


@require_POST
def take_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A photograph or a PDF into the library, and into the working copy that waits for it."""
    row = _row(request, pk, VIEW, "articles.add_photo", "articles.add_document")
    if not _may_be_filed(row) or (row.article and not request.user.has_perm(MERGE)):
        messages.error(request, "This cannot be taken: it is in the library already, was killed, or is no file.")
        return _back(pk)
    try:
        taken = wire_take.file(row, by=request.user)
    except ValidationError as error:
        return _refused(request, pk, error)
    where = f"with “{row.article}”" if row.article else "in the library"
    messages.success(request, f"“{taken}” is {where} now.")
    name = f"admin:articles_{taken._meta.model_name}_change"
    return _to(row.article) if row.article else HttpResponseRedirect(reverse(name, args=[taken.pk]))


@require_POST
def take_again(request: HttpRequest, pk: int) -> HttpResponse:
    """What the new version changed, into the working copy that is here."""
    row = _row(request, pk, VIEW, MERGE)
    if not may_be_taken_again(row):
        messages.error(request, "There is nothing new in this version for the desk.")
        return _back(pk)
    try:
        changed = retake.again(row, by=request.user)
    except ValidationError as error:
        return _refused(request, pk, error)
    named = ", ".join(diff.TEXTS.get(name, "Text").lower() for name in changed) or "nothing"
    messages.success(
        request, f"The new version changed in the working copy: {named}. What readers have has not changed."
    )
    if row.conflicts:
        messages.warning(request, "Some words were changed here and by the agency. Both stand below: settle them.")
        return _back(pk)
    return _to(row.article)


@require_POST
def settle(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """One of the words that both sides changed: the desk's stay, or the agency's take their place or stand below."""
    row = _row(request, pk, VIEW, MERGE)
    keep = next((side for side in SETTLED if side in request.POST), "mine")
    try:
        retake.settle(row, token, keep=keep, by=request.user)
    except ValidationError as error:
        return _refused(request, pk, error)
    messages.success(request, SETTLED[keep])
    return _back(pk)


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """What was refused, read once more: for after the product has learned to read it."""
    row = _row(request, pk, VIEW, CHANGE)
    if row.outcome == WireItem.Outcome.REJECTED:
        found = intake.again(row, by=request.user)
        read = [one for one in found if one.item.outcome != WireItem.Outcome.REJECTED]
        messages.success(request, f"{len(read)} of {len(found)} items of this delivery are read now.")
    if not WireItem.objects.filter(pk=pk).exists():
        return HttpResponseRedirect(reverse("admin:articles_wireitem_changelist"))
    return _back(pk)


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Spike what nobody needs, hold what waits, bring it back, or say that a task has been looked at."""
    row = _row(request, pk, CHANGE)
    if act not in SAID or (act != "seen" and row.state == WireItem.State.TAKEN):
        messages.error(request, "That cannot be done with this item.")
    else:
        WireItem.objects.filter(pk=pk).update(**({"urgent": False} if act == "seen" else {"state": STATES[act]}))
        messages.success(request, SAID[act])
    return _back(pk)


ACTS = [
    ("take/", take, "take"),
    ("file/", take_file, "file"),
    ("again/", take_again, "again"),
    ("settle/<str:token>/", settle, "settle"),
    ("read/", read_again, "read"),
    ("act/<str:act>/", act, "act"),
    ("picture/<int:number>/", picture, "picture"),
]


def may_be_taken(row: WireItem) -> bool:
    has_text = row.outcome != WireItem.Outcome.REJECTED and row.type in (*wire_take.TEXTS, "package")
    return has_text and row.pubstatus != "canceled"


def may_be_taken_again(row: WireItem) -> bool:
    waits = row.state in (WireItem.State.NEW, WireItem.State.ON_HOLD)
    return bool(row.article_id) and row.current and waits and may_be_taken(row) and row.type in wire_take.TEXTS


def _may_be_filed(row: WireItem) -> bool:
    kept = row.outcome != WireItem.Outcome.REJECTED and row.state != WireItem.State.TAKEN
    return row.type in parts.FILES and kept and row.pubstatus != "canceled"


def _row(request: HttpRequest, pk: int, *rights: str) -> WireItem:
    if not all(request.user.has_perm(right) for right in rights):
        raise PermissionDenied
    return get_object_or_404(WireItem.objects.select_related("source", "article"), pk=pk)


def _pictures(row: WireItem, item: wire_item.Item) -> list[tuple[dict, str]]:
    """The images with the address of each that is here."""
    here = files.here(row) if item.images else bool
    found = [here(image["file"]) or here(image["guid"]) for image in item.images]
    addresses = [reverse("admin:articles_wireitem_picture", args=[row.pk, number]) for number in range(len(found))]
    return [
        (image, address if is_here else "")
        for image, address, is_here in zip(item.images, addresses, found, strict=True)
    ]


def _sides(conflict: dict) -> dict:
    """Both texts, whole, as words: those of a body lose their marks for showing."""
    label = diff.TEXTS.get(conflict["name"], "Text")
    ours, theirs = diff.words(*(diff.plain(conflict[side]) for side in ("mine", "theirs")))
    both = retake.goes_with_both(conflict)
    return {"label": label, "ours": ours, "theirs": theirs, "both": both, "token": retake.token(conflict)}


def _changes(before: WireItem, item: wire_item.Item) -> Iterator[diff.Row]:
    """What an editor would want to know: its words first, then what was said of it, then its files."""
    old = wire_item.from_json(before.parsed)
    for name, label in FACTS.items():
        sides = [str(getattr(one, name) or "") for one in (old, item)]
        if sides[0] != sides[1]:
            yield diff.Row(label, *diff.words(*sides))
    yield from diff.body(old.body_html or "", item.body_html or "")
    for label, sides in (("Notes", map(_notes, (old, item))), ("Files", map(_files, (old, item)))):
        was, now = sides
        if was != now:
            yield diff.Row(label, *diff.words(was, now))


def _notes(item: wire_item.Item) -> str:
    return "; ".join(note["text"] for note in item.ednotes)


def _files(item: wire_item.Item) -> str:
    named = (one["file"] or one.get("guid") or one["href"] for one in [*item.images, *item.attachments])
    return ", ".join(filter(None, named))


def _refused(request: HttpRequest, pk: int, error: ValidationError) -> HttpResponse:
    messages.error(request, " ".join(error.messages))
    return _back(pk)


def _to(article: Article) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _back(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_wireitem_change", args=[pk]))
