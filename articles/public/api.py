"""The stories for programs: ninjs 3.0, the latest version first, turned by key (docs/api.md)."""

import json
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from articles import html
from articles.formats import ninjs, whole
from articles.models import Edition, Listing, Section, Source, Topic
from articles.public import lists
from articles.public.moment import timed

PAGE = 20
ORDER = ("-live_from", "-article_id")
FILTERS = {"section": (Section, "path"), "source": (Source, "slug"), "topic": (Topic, "slug")}


@timed
def items(request: HttpRequest, at: datetime) -> HttpResponse:
    asked = {name: request.GET[name].replace("\0", " ") for name in FILTERS if request.GET.get(name)}
    rows = _listed([_list(name, value) for name, value in asked.items()], at) if asked else _in_force(at)
    found, older = _page(rows, request.GET.get("older", ""))
    body, headers = {"items": _items(found, at)}, {}
    if older:
        moment = {"as_of": request.GET["as_of"]} if "as_of" in request.GET else {}
        body["next"] = whole(f"{reverse('items')}?{urlencode({**asked, **moment, 'older': older})}")
        headers["Link"] = f'<{body["next"]}>; rel="next"'
    return _json(body, headers)


@timed
def item(request: HttpRequest, at: datetime, number: str) -> HttpResponse:
    found = list(_in_force(at).filter(article=int(number)))
    if not found:
        raise Http404
    return _json(_items(found, at)[0], {})


def _in_force(at: datetime) -> QuerySet[Edition]:
    """All that holds, notices of withdrawal among it: who has a story must hear that it is withdrawn."""
    return Edition.objects.in_force(at).exclude(gone=Edition.Gone.VANISH)


def _listed(names: list[Concat], at: datetime) -> QuerySet[Listing]:
    """What stands in all of these lists at that moment."""
    first, *others = names
    rows = Listing.objects.filter(list=first, live_from__lte=at, live_until__gt=at)
    for name in others:
        rows = rows.filter(Exists(Listing.objects.filter(edition=OuterRef("edition"), list=name)))
    return rows


def _list(filter: str, value: str) -> Concat:
    """The name of a list. One of a section, source or topic that is not known is the name of none."""
    model, field = FILTERS[filter]
    pk = Subquery(model.objects.filter(**{field: value}).order_by().values("pk")[:1])
    return Concat(Value(f"{filter}:"), Cast(pk, CharField()), output_field=CharField())


def _page(rows: QuerySet[Edition] | QuerySet[Listing], older: str) -> tuple[list[Edition], str]:
    """The editions of a page and the key of the next one, or nothing."""
    if older:
        try:
            moment, article = lists.parsed(older)
        except lists.BadKey:
            raise Http404 from None
        rows = rows.filter(Q(live_from__lt=moment) | Q(article__lt=article), live_from__lte=moment)
    rows = rows.order_by(*ORDER)[: PAGE + 1]
    if rows.model is Listing:  # the rows of a list are narrow: they are put in order before the editions are read
        rows = Edition.objects.filter(pk__in=rows.values("edition")).order_by(*ORDER)
    found = list(rows)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.live_from:%Y%m%dT%H%M%S.%f}-{last.article_id}" if last else ""


def _items(editions: list[Edition], at: datetime) -> list[dict]:
    others = _others(editions, at)
    return [ninjs.item(edition, others) for edition in editions]


def _others(editions: list[Edition], at: datetime) -> list[ninjs.Other]:
    """The stories that can be read, of all to which these lead."""
    live = [edition.content for edition in editions if not edition.gone]
    numbers = {number for content in live for number in html.references(content["body"])["story"]}
    guids = {guid for content in live for guid in content["related"]}
    if not numbers | guids:
        return []
    of_guids = Edition.objects.filter(article__guid__in=guids).order_by().values("article")
    found = Edition.objects.live(at).filter(Q(article__in=numbers) | Q(article__in=of_guids))
    return [ninjs.Other(*row) for row in found.values_list("article", "article__guid", "path", KT("content__headline"))]


def _json(body: dict, headers: dict[str, str]) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json", headers={"Cache-Control": "no-cache", **headers})
