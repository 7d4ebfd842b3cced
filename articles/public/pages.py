"""The pages that readers open first: home, sections, stories, and the paper's standing pages."""

from datetime import datetime

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import html
from articles.models import Edition, Front, Listing, Page, Section
from articles.public import jsonld, lists, render
from articles.public.furniture import Furniture
from articles.public.moment import timed
from articles.public.shown import shown

LATEST = 4  # stories of each section on the home page
LEADING = 7  # stories that lead a page while no editor has chosen any
RELATED = 4
TOPICS = 3  # of a story's topics, so many are looked at for what is related


@timed
def home(request: HttpRequest, at: datetime) -> HttpResponse:
    if request.GET.keys() & {"older", "newer"}:
        return _latest(request, at)
    return home_page(at, Front.objects.leading("home", at))


@timed
def section(request: HttpRequest, at: datetime, path: str) -> HttpResponse:
    frame = Furniture()
    here = frame.at(path)
    if not here:
        return _standing(path, frame)
    turned = request.GET.keys() & {"older", "newer"}
    chosen = None if turned else Front.objects.leading(f"section:{here.pk}", at)
    page = turned_page(request, f"section:{here.pk}", at)
    return section_page(here, frame, at, chosen, page, own_address(request, f"/{here.path}/"))


def home_page(at: datetime, chosen: Front | None) -> HttpResponse:
    """With what an editor chose to lead it, while readers may read any of that; else with the latest stories."""
    frame = Furniture()
    rooms = {f"section:{section.pk}": section for section in frame.menu}
    wanted = chosen.stories if chosen else []
    many = LATEST + max(LEADING, len(wanted))
    found = lists.together(
        {
            "chosen": Edition.objects.live(at).filter(article__in=wanted),
            "latest": lists.live("home", at)[:many],
            **{name: lists.live(name, at)[:many] for name in rooms},
        }
    )
    front = _in_order(found["chosen"], wanted) or _pictured_first(found["latest"][:LEADING])
    shown_already = {edition.article_id for edition in front}
    latest = _without(shown_already, found["latest"])[:LATEST] if found["chosen"] else []
    shown_already |= {edition.article_id for edition in latest}
    bands = [_band("latest", _("Latest"), "/archive/", latest)]
    bands += [
        _band(section.pk, section.name, f"/{section.path}/", _without(shown_already, found[name]), section.layout)
        for name, section in rooms.items()
    ]
    last = latest[-1:] or sorted(front, key=lambda edition: (edition.dated, edition.article_id))[:1]
    context = {
        "address": "/",
        "feeds": "/",
        "description": frame.site.description,
        "front": [render.teaser(edition) for edition in front],
        "bands": [band for band in bands if band["stories"]],
        "older": lists.key(last[0]) if last and last != found["latest"][-1:] else "",
    }
    return shown("home.html", context, frame=frame, of="home")


def _band(pk: int | str, name: str, address: str, editions: list[Edition], layout: str = "") -> dict:
    """One of the strips of the home page."""
    stories = [render.teaser(edition) for edition in editions[:LATEST]]
    return {"id": pk, "name": name, "address": address, "layout": layout, "stories": stories}


def _without(articles: set[int], editions: list[Edition]) -> list[Edition]:
    return [edition for edition in editions if edition.article_id not in articles]


def section_page(
    here: Section, frame: Furniture, at: datetime, chosen: Front | None, page: lists.Page, address: str = ""
) -> HttpResponse:
    wanted = chosen.stories if chosen else []
    front = _in_order(list(Edition.objects.live(at).filter(article__in=wanted)), wanted) if wanted else []
    editions = [*front, *_without({edition.article_id for edition in front}, page.editions)]
    context = {
        "title": here.name,
        "address": address,
        "feeds": f"/{here.path}/",
        "here": here,
        "trail": here.lineage(),
        "below": [one for one in frame.sections.values() if one.parent_id == here.pk],
        "page": page,
        "stories": [render.teaser(edition) for edition in editions],
    }
    return shown("section.html", context, frame=frame, of=f"section:{here.pk}")


@timed
def story(request: HttpRequest, at: datetime, path: str) -> HttpResponse:
    found = list(_with_neighbours(Edition.objects.at_path(path, at), at))
    # The story that has this address comes before one that only had it once.
    edition = min(found, key=lambda edition: edition.path != path, default=None)
    if edition is None or edition.gone == Edition.Gone.VANISH:
        raise Http404
    if edition.gone:
        return shown("withdrawn.html", {"title": _("Story withdrawn"), "edition": edition}, status=410)
    if edition.path != path:
        # Not to be kept: a story can move back, and it can be withdrawn.
        return HttpResponsePermanentRedirect(f"/{edition.path}/", headers={"Cache-Control": "no-cache"})
    frame = Furniture()
    here = frame.sections[edition.section_id]
    told = render.story(edition, render.live_links(at))
    context = {
        "title": (not render.retracted(edition) and edition.content["search_headline"]) or render.titled(edition),
        "description": edition.content["summary"],
        "address": f"/{edition.path}/",
        "feeds": f"/{here.path}/",
        "here": here,
        "trail": here.lineage(),
        "story": told,
        "card": jsonld.card(edition, frame, here, told),
        "jsonld": jsonld.story(edition, frame, here, told),
        **{name: [render.teaser(other) for other in some] for name, some in _beside(edition, at).items()},
    }
    return shown("story.html", context, frame=frame)


@timed
def with_slash(request: HttpRequest, at: datetime, path: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(f"/{path}/", headers={"Cache-Control": "no-cache"})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def _pictured_first(editions: list[Edition]) -> list[Edition]:
    """Nobody chose: a photograph leads, and nothing that was retracted."""
    fit = next((edition for edition in editions if edition.photo_count and not render.retracted(edition)), None)
    return [fit, *(edition for edition in editions if edition is not fit)] if fit else editions


def _in_order(editions: list[Edition], wanted: list[int]) -> list[Edition]:
    return sorted(editions, key=lambda edition: wanted.index(edition.article_id))


def turned_page(request: HttpRequest, name: str, at: datetime, **options) -> lists.Page:
    """The page of a list to which the address has turned. Raises Http404."""
    try:
        page = lists.page(name, at, older=request.GET.get("older", ""), newer=request.GET.get("newer", ""), **options)
    except lists.BadKey:
        raise Http404 from None
    if not page.editions and request.GET.keys() & {"older", "newer"}:
        raise Http404
    return page


def own_address(request: HttpRequest, path: str) -> str:
    """Each page of a list is a page of its own for search engines."""
    turned = {name: request.GET[name] for name in ("older", "newer") if name in request.GET}
    return f"{path}?{urlencode(turned)}" if turned else path


def _latest(request: HttpRequest, at: datetime) -> HttpResponse:
    page = turned_page(request, "home", at)
    stories = [render.teaser(edition) for edition in page.editions]
    context = {"title": _("Latest stories"), "address": own_address(request, "/"), "feeds": "/"}
    return shown("list.html", {**context, "page": page, "stories": stories}, of="home")


def _standing(path: str, frame: Furniture) -> HttpResponse:
    page = Page.objects.filter(slug=path).first()
    if not page:
        raise Http404
    context = {
        "title": page.title,
        "address": f"/{page.slug}/",
        "standing": page,
        "body": mark_safe(html.clean(page.body)),  # the sanitizer's output
    }
    return shown("page.html", context, frame=frame)


def _with_neighbours(editions: QuerySet[Edition], at: datetime) -> QuerySet[Edition]:
    """With `newer` and `older`: the editions beside each in its own section's list, or None."""
    section = Concat(Value("section:"), Cast(OuterRef("section_id"), CharField()))
    rows, key = lists.live(section, at), (OuterRef("dated"), OuterRef("article_id"))
    return editions.annotate(
        newer=Subquery(lists.after(rows, *key).values("edition")[:1]),
        older=Subquery(lists.before(rows, *key).values("edition")[:1]),
    )


def _beside(edition: Edition, at: datetime) -> dict[str, list[Edition]]:
    """What a story leads on to. `related` is what the desk chose, else the latest of the same topics."""
    topics = Listing.objects.filter(edition=edition, list__startswith="topic:").order_by("list").values("list")
    of_topics = {
        f"topic {n}": lists.live(Subquery(topics[n : n + 1]), at)[: RELATED + 1]
        for n in range(min(len(edition.content["topics"]), TOPICS))
    }
    found = lists.together(
        {
            "newer": Edition.objects.filter(pk=edition.newer),
            "older": Edition.objects.filter(pk=edition.older),
            "related": Edition.objects.live(at).filter(article__guid__in=edition.content["related"]),
            **of_topics,
        }
    )
    latest = {other.pk: other for name in of_topics for other in found[name]}
    alike = sorted(latest.values(), key=lambda other: (other.dated, other.article_id), reverse=True)
    others = [other for other in found["related"] or alike if other.article_id != edition.article_id]
    return {"newer": found["newer"], "older": found["older"], "related": others[:RELATED]}
