"""Lists of stories: pages of one index, turned by key and not by number."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

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


def page(name: str, at: datetime, *, older: str = "", newer: str = "", size: int = PAGE) -> Page:
    """The stories of one list that are live at `at`, newest first. Raises BadKey."""
    # Important: article_id, for `article` alone would sort by its working copy's default order, the last save.
    rows = Listing.objects.filter(list=name, live_from__lte=at, live_until__gt=at)
    if newer:
        dated, article = _parsed(newer)
        rows = rows.filter(Q(dated__gt=dated) | Q(article__gt=article), dated__gte=dated)
        rows = rows.order_by("dated", "article_id")
    else:
        rows = rows.order_by("-dated", "-article_id")
        if older:
            dated, article = _parsed(older)
            rows = rows.filter(Q(dated__lt=dated) | Q(article__lt=article), dated__lte=dated)
    found = list(rows.select_related("edition")[: size + 1])
    more, found = len(found) > size, found[:size]
    if newer:
        found.reverse()
    if not found:
        return Page([])
    return Page(
        [row.edition for row in found],
        older=_key(found[-1]) if (more or newer) else "",
        newer=_key(found[0]) if (older or (newer and more)) else "",
    )


def _key(row: Listing) -> str:
    return f"{row.dated:%Y%m%dT%H%M%S.%f}-{row.article_id}"


def _parsed(key: str) -> tuple[datetime, int]:
    moment, _, article = key.partition("-")
    if not (article.isascii() and article.isdigit() and len(article) < 19):
        raise BadKey(key)
    try:
        return datetime.strptime(f"{moment}+0000", "%Y%m%dT%H%M%S.%f%z"), int(article)
    except ValueError:
        raise BadKey(key) from None
