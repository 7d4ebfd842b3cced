"""Where stories are found again: by date, by topic, by source, and by what had to be corrected."""

from datetime import datetime, timedelta

from django.db.models import CharField, Model, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Source, Topic
from articles.public import lists, render
from articles.public.moment import timed
from articles.public.pages import own_address, turned_page
from articles.public.shown import shown

YEARS = 200  # more than any paper has; a slip of the pen dates a story to the year 18


@timed
def years(request: HttpRequest, at: datetime) -> HttpResponse:
    """The years that have stories, the last first: a step of the index for each."""
    found, rows = [], lists.live("home", at)
    while len(found) < YEARS and (row := rows.first()):
        found.append(_local(row.dated).year)
        rows = lists.live("home", at).filter(dated__lt=_year(found[-1])[0])
    context = {"title": _("Archive"), "address": "/archive/", "years": found}
    return shown("archive.html", context, of="home")


@timed
def year(request: HttpRequest, at: datetime, year: str) -> HttpResponse:
    rows = lists.live("home", at)
    months = [datetime(int(year), month, 1) for month in range(1, 13)]
    found = lists.together({str(month.month): _of(rows, *_month(month))[:1] for month in months})
    months = [month for month in months if found[str(month.month)]]
    if not months:
        raise Http404
    context = {"title": year, "address": f"/archive/{year}/", "year": year, "months": months}
    return shown("archive.html", context, of="home")


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
    return _named(request, at, Topic, "topic", slug, _("Topic"))


@timed
def source(request: HttpRequest, at: datetime, slug: str) -> HttpResponse:
    return _named(request, at, Source, "source", slug, _("Source"))


@timed
def corrections(request: HttpRequest, at: datetime) -> HttpResponse:
    page = turned_page(request, "corrections", at)
    context = {
        "title": _("Corrections"),
        "address": own_address(request, "/corrections/"),
        "feeds": "/corrections/",
        "page": page,
        "corrected": [render.corrected(edition) for edition in page.editions],
    }
    return shown("corrections.html", context, of="corrections")


def _named(request: HttpRequest, at: datetime, model: type[Model], kind: str, slug: str, kicker: str) -> HttpResponse:
    """The list of a topic or source. One without a story takes no more time than one that never was."""
    number = Subquery(model.objects.filter(slug=slug).order_by().values("pk")[:1])
    page = _filled(request, at, Concat(Value(f"{kind}:"), Cast(number, CharField())))
    address, found = f"/{kind}s/{slug}/", model.objects.get(slug=slug)
    context = {"title": found.name, "kicker": kicker, "address": address, "feeds": address}
    return _shown(request, page, context, f"{kind}:{found.pk}")


def _listed(request: HttpRequest, at: datetime, name: str, context: dict, **options) -> HttpResponse:
    return _shown(request, _filled(request, at, name, **options), context, name)


def _filled(request: HttpRequest, at: datetime, name: str | Concat, **options) -> lists.Page:
    """A list with nothing in it is no page: its name could be that of a story that is held."""
    page = turned_page(request, name, at, **options)
    if not page.editions:
        raise Http404
    return page


def _shown(request: HttpRequest, page: lists.Page, context: dict, of: str) -> HttpResponse:
    context["address"] = own_address(request, context["address"])
    stories = [render.teaser(edition) for edition in page.editions]
    return shown("list.html", {**context, "page": page, "stories": stories}, of=of)


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
