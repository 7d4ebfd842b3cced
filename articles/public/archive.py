"""Where stories are found again: by date, by topic, by source, and by what had to be corrected."""

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Source, Topic
from articles.public import lists, render
from articles.public.moment import timed
from articles.public.pages import turned_page
from articles.public.shown import shown

YEARS = 200  # a slip of the pen may date a story to the year 18


@timed
def years(request: HttpRequest, at: datetime) -> HttpResponse:
    """The years from the first story to the last, each with its months."""
    rows = lists.live("home", at)
    last, first = rows.first(), rows.reverse().first()
    if not first:
        return shown("archive.html", {"title": _("Archive"), "address": "/archive/", "years": []})
    span = range(_local(last.dated).year, _local(first.dated).year - 1, -1)[:YEARS]
    found = lists.together({str(year): _of(rows, *_year(year))[:1] for year in span})
    context = {"title": _("Archive"), "address": "/archive/", "years": [year for year in span if found[str(year)]]}
    return shown("archive.html", context)


@timed
def year(request: HttpRequest, at: datetime, year: str) -> HttpResponse:
    rows = lists.live("home", at)
    months = [datetime(int(year), month, 1) for month in range(1, 13)]
    found = lists.together({str(month.month): _of(rows, *_month(month))[:1] for month in months})
    months = [month for month in months if found[str(month.month)]]
    if not months:
        raise Http404
    context = {"title": year, "address": f"/archive/{year}/", "year": year, "months": months}
    return shown("archive.html", context)


@timed
def month(request: HttpRequest, at: datetime, year: str, month: str) -> HttpResponse:
    begins = _date(year, month)
    context = {"title": date_format(begins, "YEAR_MONTH_FORMAT"), "address": f"/archive/{begins:%Y/%m}/", "year": year}
    return _listed(request, at, "home", context, dated=_month(begins))


@timed
def day(request: HttpRequest, at: datetime, year: str, month: str, day: str) -> HttpResponse:
    begins = _date(year, month, day)
    context = {"title": date_format(begins), "address": f"/archive/{begins:%Y/%m/%d}/", "year": year, "month": begins}
    return _listed(request, at, "home", context, dated=(_moment(begins), _moment(begins + timedelta(days=1))))


@timed
def topic(request: HttpRequest, at: datetime, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic, slug=slug)
    address = f"/topics/{found.slug}/"
    context = {"title": found.name, "kicker": _("Topic"), "address": address, "feeds": address}
    return _listed(request, at, f"topic:{found.pk}", context)


@timed
def source(request: HttpRequest, at: datetime, slug: str) -> HttpResponse:
    found = get_object_or_404(Source, slug=slug)
    address = f"/sources/{found.slug}/"
    context = {"title": found.name, "kicker": _("Source"), "address": address, "feeds": address}
    return _listed(request, at, f"source:{found.pk}", context)


@timed
def corrections(request: HttpRequest, at: datetime) -> HttpResponse:
    page = turned_page(request, "corrections", at)
    context = {
        "title": _("Corrections"),
        "address": "/corrections/",
        "feeds": "/corrections/",
        "page": page,
        "corrected": [render.corrected(edition) for edition in page.editions],
    }
    return shown("corrections.html", context)


def _listed(request: HttpRequest, at: datetime, name: str, context: dict, **options) -> HttpResponse:
    """A list with nothing in it is no page: its name could be that of a story that is held."""
    page = turned_page(request, name, at, **options)
    if not page.editions:
        raise Http404
    stories = [render.teaser(edition) for edition in page.editions]
    return shown("list.html", {**context, "page": page, "stories": stories})


def _date(year: str, month: str, day: str = "1") -> datetime:
    try:
        return datetime(int(year), int(month), int(day))
    except ValueError:
        raise Http404 from None


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())


def _moment(day: datetime) -> datetime:
    """When that day begins where the site is."""
    return timezone.make_aware(day, timezone.get_default_timezone())


def _month(begins: datetime) -> tuple[datetime, datetime]:
    begins = begins.replace(day=1)
    return _moment(begins), _moment((begins + timedelta(days=31)).replace(day=1))


def _year(year: int) -> tuple[datetime, datetime]:
    return _moment(datetime(year, 1, 1)), _moment(datetime(year + 1, 1, 1))


def _of(rows, begins: datetime, ends: datetime):
    return rows.filter(dated__gte=begins, dated__lt=ends)
