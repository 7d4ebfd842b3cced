"""An edition as readers had it, what it changed, and the way to give it to them again."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles import content as contents
from articles import diff, merge, publishing
from articles.desk.acting import PUBLISH, VIEW, about, done, story, to
from articles.desk.publish_forms import AgainForm
from articles.models import Article, Edition

PHOTO_WORDS = {"caption": "Caption", "credit": "Credit", "alt": "Alternative text"}


@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    article = story(request, pk, VIEW)
    return _page(request, article, get_object_or_404(article.editions, number=number))


@require_POST
def again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    article = story(request, pk, PUBLISH)
    edition = get_object_or_404(article.editions, number=number)
    form = AgainForm(request.POST)
    if form.is_valid():
        try:
            outcome = publishing.republish(article, number, by=request.user, **form.cleaned_data)
        except publishing.Refused as refusal:
            form.add_error(None, str(refusal))
            form.data = {**form.data.dict(), "last": article.editions.last().number}
        else:
            done(
                request,
                article,
                outcome,
                f"Published edition {number} again, as {about(outcome.edition)}. The working copy was not touched.",
            )
            return to("publish", pk)
    return _page(request, article, edition, form)


def _page(request: HttpRequest, article: Article, edition: Edition, form: AgainForm | None = None) -> HttpResponse:
    now = timezone.now()
    before = article.editions.filter(cancelled_at=None, gone="", number__lt=edition.number).last()
    compared = None if edition.gone else before
    live = edition.live_from <= now < edition.live_until
    been_read = edition.live_from <= now and edition.live_from < edition.live_until and not edition.gone
    if not form:
        form = AgainForm(initial={"kind": Edition.Kind.UPDATE, "last": article.editions.last().number})
    context = {
        **admin.site.each_context(request),
        "title": f"Edition {edition.number}",
        "article": article,
        "edition": edition,
        "before": before,
        "difference": diff.of(compared.content, edition.content) if compared else None,
        "live": live,
        "now": now,
        "again": form if request.user.has_perm(PUBLISH) and been_read and not live else None,
        "unmerged": _unmerged(article, compared, edition) if compared and "unmerged" in request.GET else [],
    }
    return render(request, "desk/edition.html", context)


def _unmerged(article: Article, before: Edition, edition: Edition) -> list[tuple[str, str, str]]:
    """After a correction: words that it changed and the working copy has otherwise. Label, readers' words, its own."""
    old, new = merge.words(before.content), merge.words(edition.content)
    mine = merge.words(contents.snapshot(article))
    changed = [name for name in new if old.get(name) != new[name] and mine.get(name, new[name]) != new[name]]
    return [(label(edition, name), new[name], mine[name]) for name in changed]


def label(edition: Edition, name: str) -> str:
    """The plain name of one of merge.words."""
    if name in diff.TEXTS or name == "body":
        return diff.TEXTS.get(name, "Text")
    _, pk, word = name.split(":")
    photo = next(photo for photo in edition.content["photos"] if photo["photo"] == int(pk))
    return f"{PHOTO_WORDS[word]} of {photo['file']['file_name']}"
