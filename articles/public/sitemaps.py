"""What search engines read: the sitemaps and robots.txt."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from articles.formats import whole
from articles.formats.feeds import sayable
from articles.models import Edition
from articles.public.furniture import Furniture
from articles.public.moment import timed

SIZE = 10_000  # article numbers to a file
NEW, MOST_NEW = timedelta(hours=48), 1000  # what Google takes for news


@timed
def index(request: HttpRequest, at: datetime) -> HttpResponse:
    files = ["/sitemap-pages.xml", *(f"/sitemap-{number}.xml" for number in _numbers(at))]
    return _xml("sitemaps/index.xml", {"files": [whole(file) for file in files]})


@timed
def stories(request: HttpRequest, at: datetime, number: str) -> HttpResponse:
    begins = int(number) * SIZE
    live = Edition.objects.live(at).filter(article__gte=begins, article__lt=begins + SIZE).order_by("article_id")
    urls = [(whole(f"/{path}/"), changed.isoformat()) for path, changed in live.values_list("path", "live_from")]
    if not urls:
        raise Http404
    return _xml("sitemaps/urls.xml", {"urls": urls})


@timed
def pages(request: HttpRequest, at: datetime) -> HttpResponse:
    """Sections and standing pages. When one last changed is not known, and not made up."""
    frame = Furniture()
    paths = ["/", *(f"/{section.path}/" for section in frame.sections.values()), "/archive/", "/corrections/"]
    paths += [f"/{page.slug}/" for page in frame.pages]
    return _xml("sitemaps/urls.xml", {"urls": [(whole(path), None) for path in paths]})


@timed
def news(request: HttpRequest, at: datetime) -> HttpResponse:
    """The stories that readers first had in these two days."""
    rows = _new(at).values_list("path", "language", "live_from", "notices", KT("content__headline"))[:MOST_NEW]
    stories = [
        {
            "url": whole(f"/{path}/"),
            "language": _language(language),
            "published": notices[0]["at"] if notices else changed.isoformat(),
            "headline": sayable(headline),
        }
        for path, language, changed, notices, headline in rows
        if Edition.Kind.RETRACTION not in {notice["kind"] for notice in notices}  # that is no news to send readers to
    ]
    return _xml("sitemaps/news.xml", {"stories": stories, "name": sayable(Furniture().site.name)})


@timed
def robots(request: HttpRequest, at: datetime) -> HttpResponse:
    text = (
        f"User-agent: *\nDisallow: /admin/\n\nSitemap: {whole('/sitemap.xml')}\nSitemap: {whole('/news-sitemap.xml')}\n"
    )
    return HttpResponse(text, content_type="text/plain", headers={"Cache-Control": "no-cache"})


def _numbers(at: datetime) -> list[int]:
    """Of the files with a live story, each found by one look into the index."""
    live = Edition.objects.live(at).order_by("article_id").values_list("article_id", flat=True)
    begins, numbers = 0, []
    while (first := live.filter(article__gte=begins).first()) is not None:
        numbers.append(first // SIZE)
        begins = (numbers[-1] + 1) * SIZE
    return numbers


def _new(at: datetime) -> QuerySet[Edition]:
    before = Edition.objects.filter(
        article=OuterRef("article"), live_from__lte=at - NEW, live_until__gt=F("live_from"), cancelled_at=None
    )
    new = Edition.objects.live(at).filter(~Exists(before), live_from__gt=at - NEW)
    return new.order_by("-live_from", "-article_id")


def _language(tag: str) -> str:
    """As Google's news has it: two letters, or three, and for Chinese the script by the name of a country."""
    first, *others = tag.lower().split("-")
    if first != "zh":
        return first
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(others) else "zh-cn"


def _xml(template: str, context: dict) -> HttpResponse:
    text = render_to_string(template, context)
    return HttpResponse(text, content_type="application/xml", headers={"Cache-Control": "no-cache"})
