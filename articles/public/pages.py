"""The pages that readers see. Each reads the clock once and passes it on."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Edition
from articles.public import lists, render
from articles.public.sections import Sections


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = _page(request, "home")
    return _shown("home.html", {"title": "", "page": page, "stories": [render.teaser(e) for e in page.editions]})


@require_safe
def section(request: HttpRequest, path: str) -> HttpResponse:
    sections = Sections()
    found = sections.at(path)
    if not found:
        raise Http404
    page = _page(request, f"section:{found.pk}")
    stories = [render.teaser(edition) for edition in page.editions]
    context = {"title": found.name, "here": found, "trail": found.lineage(), "page": page, "stories": stories}
    return _shown("section.html", context, sections=sections)


@require_safe
def story(request: HttpRequest, path: str) -> HttpResponse:
    at = timezone.now()
    found = list(Edition.objects.at_path(path, at))
    # The story that has this address comes before one that only had it once.
    edition = min(found, key=lambda edition: edition.path != path, default=None)
    if edition is None or edition.gone == Edition.Gone.VANISH:
        raise Http404
    if edition.gone:
        return _shown("withdrawn.html", {"title": "Story withdrawn", "edition": edition}, status=410)
    if edition.path != path:
        # Not to be kept: a story can move back, and it can be withdrawn.
        return HttpResponsePermanentRedirect(f"/{edition.path}/", headers={"Cache-Control": "no-cache"})
    sections = Sections()
    here = sections[edition.section_id]
    more = lists.page(f"section:{here.pk}", at, size=5)
    context = {
        "title": edition.content["headline"],
        "description": edition.content["summary"],
        "here": here,
        "trail": here.lineage(),
        "story": render.story(edition, render.live_links(at)),
        "more": [render.teaser(other) for other in more.editions if other.article_id != edition.article_id][:4],
    }
    return _shown("story.html", context, sections=sections)


@require_safe
def with_slash(request: HttpRequest, path: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(f"/{path}/", headers={"Cache-Control": "no-cache"})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One and the same page for what never was, what is not yet and what is no more."""
    return _shown("not_found.html", {"title": "Page not found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("server_error.html"), status=500)


def _page(request: HttpRequest, name: str) -> lists.Page:
    try:
        page = lists.page(name, timezone.now(), older=request.GET.get("older", ""), newer=request.GET.get("newer", ""))
    except lists.BadKey:
        raise Http404 from None
    if not page.editions and request.GET.keys() & {"older", "newer"}:
        raise Http404
    return page


def _shown(template: str, context: dict, *, sections: Sections | None = None, status: int = 200) -> HttpResponse:
    """Rendered without the request: a public page depends on its address and the time, and on nobody."""
    sections = Sections() if sections is None else sections
    html = render_to_string(template, {"sections": sections, **context})
    return HttpResponse(html, status=status, headers={"Cache-Control": "no-cache"})
