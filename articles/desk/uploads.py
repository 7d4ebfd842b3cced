"""Files that arrive at the story form: each by itself while the editor writes, or all together with the form.

Either way a file goes into the library at once, before the form's transaction: a slow file must not hold the
story's lock, and a form that is sent back has lost none of them. What the form saves is a row that refers to
the library.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from articles.desk import cards, numbers, rows
from articles.media import intake
from articles.media.errors import Refused
from articles.models import Article, ArticlePhoto, Document, Photo

KNOWN = "This file is in the library already: here is the library's, with its own words."


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """One file for the story form: {kind, id, card, notes}, or {refused: sentence}."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"refused": "No file arrived. Choose it again."})
    kind = "document" if _is_pdf(sent) else "photo"
    try:
        row, notes = take(request, kind, sent)
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)})
    return JsonResponse({"kind": kind, "id": row.pk, "card": cards.blank(request, kind, row), "notes": notes})


def take(request: HttpRequest, kind: str, sent: UploadedFile) -> tuple[Photo | Document, list[str]]:
    """The library's row for the file, and what the editor should hear of it. Raises Refused.

    Bytes that the library holds are not taken in twice: its row has the words that were written for them.
    """
    if not request.user.has_perm(f"articles.add_{kind}"):
        raise Refused("You may not add files to the library. Ask someone who may.")
    known = intake.known_photo(sent) if kind == "photo" else intake.known_document(sent)
    if known:
        return known, [KNOWN]
    row = intake.photo(sent, by=request.user) if kind == "photo" else intake.document(sent, by=request.user)
    return row, [*getattr(row, "notes", ())]


def into_rows(request: HttpRequest, article: Article | None) -> None:
    """Take the files of a posted story form into the library and add a row of the form for each."""
    post, request.refused_files = request.POST.copy(), 0
    for kind, (prefix, library, model, _) in cards.KINDS.items():
        posted = rows.read(post, prefix)
        if article:
            _meet(posted, model, article)
        for pk in post.get(f"{prefix}_numbers", "").replace(",", " ").split():
            _add(posted, model, library.objects.filter(pk=numbers.of(pk)).first())
        for sent in request.FILES.getlist(f"{prefix}_upload"):
            try:
                row, notes = take(request, kind, sent)
            except Refused as refusal:
                request.refused_files += 1
                messages.error(request, f"“{sent.name}”: {refusal}")
                continue
            _add(posted, model, row)
            for note in notes:
                messages.info(request, f"“{row.file_name}”: {note}")
        if f"{prefix}-TOTAL_FORMS" in post:
            rows.write(post, prefix, posted)
    request.POST = post


def _add(posted: list[dict[str, str]], model, row: Photo | Document | None) -> None:
    """A row for the file at the end of the form, unless the form has one: that one stays, then."""
    kind = "photo" if model is ArticlePhoto else "document"
    here = next((other for other in posted if row and other.get(kind) == str(row.pk)), None)
    if here:
        here.pop("DELETE", None)
    if row is None or here:
        return
    new = {"id": "", kind: str(row.pk), "position": str(len(posted))}
    if model is ArticlePhoto:
        lead = any(other.get("role") == ArticlePhoto.Role.LEAD and not other.get("DELETE") for other in posted)
        new["role"] = ArticlePhoto.Role.GALLERY if lead else ArticlePhoto.Role.LEAD
    posted.append(new)


def _meet(posted: list[dict[str, str]], model, article: Article) -> None:
    """Let the posted rows meet what someone else has saved meanwhile, so that nobody's row is lost.

    Rows that were taken away become new ones: what was typed in them stays. Rows that were added join the form.
    """
    saved = {str(row.pk): row for row in model.objects.filter(article=article)}
    seen = {row.get("id") for row in posted}
    for row in posted:
        if row.get("id") not in saved:
            row["id"] = ""
    posted[:] = [row for row in posted if row["id"] or not row.get("DELETE")]
    for pk in sorted(saved.keys() - seen):
        values = model_to_dict(saved[pk], exclude=["article"])
        posted.append({name: "" if value is None else str(value) for name, value in values.items()})


def _is_pdf(sent: UploadedFile) -> bool:
    head = sent.read(5)
    sent.seek(0)
    return head == b"%PDF-"


def urls(guarded) -> list[URLPattern]:
    return [path("upload/", guarded(upload), name="articles_upload")]
