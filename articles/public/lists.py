"""Lists of stories: pages of one index, turned by key and not by number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q, QuerySet, Value

from articles.models import Edition, Listing

PAGE = 20


@dataclass
class Page:
    """`older` and `newer` are keys for the next page in that direction, or empty."""

    editions: list[Edition]
    older: str = ""
    newer: str = ""


class BadKey(ValueError):
    pass


def live(name: str, at: datetime) -> QuerySet[Listing]:
    """One list as it is at that moment, newest first."""
    # Important: article_id, for `article` alone would sort by its working copy's default order, the last save.
    rows = Listing.objects.filter(list=name, live_from__lte=at, live_until__gt=at)
    return rows.order_by("-dated", "-article_id")


def page(
    name: str,
    at: datetime,
    *,
    older: str = "",
    newer: str = "",
    size: int = PAGE,
    dated: tuple[datetime, datetime] | None = None,
) -> Page:
    """The stories of one list that are live at `at`, newest first; those of a time alone. Raises BadKey."""
    rows = live(name, at)
    if dated:
        rows = rows.filter(dated__gte=dated[0], dated__lt=dated[1])
    if newer:
        rows = after(rows, *parsed(newer))
    elif older:
        rows = before(rows, *parsed(older))
    found = list(rows.select_related("edition")[: size + 1])
    more, found = len(found) > size, found[:size]
    if newer:
        found.reverse()
    if not found:
        return Page([])
    return Page(
        [row.edition for row in found],
        older=key(found[-1]) if (more or newer) else "",
        newer=key(found[0]) if (older or (newer and more)) else "",
    )


def before(rows: QuerySet[Listing], dated: datetime, article: int) -> QuerySet[Listing]:
    """What follows on that story in its list: the older ones, the nearest first."""
    return rows.filter(Q(dated__lt=dated) | Q(article__lt=article), dated__lte=dated)


def after(rows: QuerySet[Listing], dated: datetime, article: int) -> QuerySet[Listing]:
    """What stands above that story in its list: the newer ones, the nearest first."""
    rows = rows.filter(Q(dated__gt=dated) | Q(article__gt=article), dated__gte=dated)
    return rows.order_by("dated", "article_id")


def together(parts: Mapping[str, QuerySet[Edition] | QuerySet[Listing]]) -> dict[str, list[Edition]]:
    """The editions of several short lists, each by its name and newest first, in one query."""
    found: dict[str, list[Edition]] = {name: [] for name in parts}
    queries = [_named(name, rows) for name, rows in parts.items()]
    editions = queries[0].union(*queries[1:], all=True) if queries else []
    for edition in sorted(editions, key=lambda edition: (edition.dated, edition.article_id), reverse=True):
        found[edition.part].append(edition)
    return found


def _named(name: str, rows: QuerySet) -> QuerySet[Edition]:
    if rows.model is Listing:
        # A part of a union has no order and no limit of its own (SQLite): they stand one level deeper.
        rows = Edition.objects.filter(pk__in=rows.values("edition"))
    return rows.order_by().annotate(part=Value(name, output_field=CharField()))


def key(row: Listing | Edition) -> str:
    """A story's place in a list, as addresses have it."""
    return f"{row.dated:%Y%m%dT%H%M%S.%f}-{row.article_id}"


def parsed(key: str) -> tuple[datetime, int]:
    moment, _, article = key.partition("-")
    if not (article.isascii() and article.isdigit() and len(article) < 19):
        raise BadKey(key)
    try:
        return datetime.strptime(f"{moment}+0000", "%Y%m%dT%H%M%S.%f%z"), int(article)
    except ValueError:
        raise BadKey(key) from None
