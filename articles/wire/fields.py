"""What a delivery says, as the fields of a working copy."""

import re
import textwrap
from datetime import datetime

from django.utils import timezone

from articles import dateline, html
from articles.models import Article
from articles.wire.item import UNREADABLE, Item


def texts(item: Item) -> dict[str, str]:
    """The words that a later version can change."""
    said = words(item)
    return {name: said[name] for name in ("headline", "summary", "dateline", "byline")} | {
        "body": html.clean(said["body"])
    }


def words(item: Item) -> dict:
    return {
        "source_version": item.version or "",
        "headline": (item.headline or first_words(item))[:255],
        "slugline": (item.slugline or "")[:120],
        "summary": item.abstract or "",
        "dateline": _dateline(item),
        "byline": item.byline or "",
        "language": item.language or "en",
        "body": item.body_html or "",
        "urgency": item.urgency or 5,
        "ednote": "\n".join(note["text"] for note in item.ednotes),
        "usage_terms": item.usageterms or "",
        "dated": _day(item.contentcreated or item.firstcreated),
        **_restrictions(item),
    }


def first_words(item: Item) -> str:
    """In the place of a headline, where the agency gives none, as with alerts: the first sentence, or its beginning."""
    text = " ".join((item.body_text or item.abstract or item.caption or "").split())
    sentence = re.split(r"(?<=[.!?。])\s", text, maxsplit=1)[0]
    return textwrap.shorten(sentence, 120, placeholder=" …") if " " in sentence else sentence[:120]


def stricter(article: Article, item: Item) -> dict:
    """What of the item's restrictions goes beyond the article's."""
    told, found = _restrictions(item), {}
    if told["pubstatus"] == Article.Pubstatus.WITHHELD and article.pubstatus == Article.Pubstatus.USABLE:
        found["pubstatus"] = told["pubstatus"]
    end = told["embargo"]
    if end and end > (article.embargo or end.min.replace(tzinfo=end.tzinfo)):
        # Beyond the expiry nobody could read it: an editor has to decide.
        found |= {"embargo_indefinite": True} if article.expires and article.expires <= end else {"embargo": end}
    if told["embargo_indefinite"] and not article.embargo_indefinite:
        found["embargo_indefinite"] = True
    return found


def _restrictions(item: Item) -> dict:
    """What keeps a story from readers. What cannot be read keeps it, too."""
    usable = item.pubstatus in (None, "usable")
    embargo = item.embargoed and item.embargoed != UNREADABLE and datetime.fromisoformat(item.embargoed)
    return {
        "pubstatus": Article.Pubstatus.USABLE if usable else Article.Pubstatus.WITHHELD,
        "embargo": embargo or None,
        "embargo_indefinite": item.embargoed == UNREADABLE,
        "expires": item.expires and datetime.fromisoformat(item.expires),
    }


def _dateline(item: Item) -> str:
    return dateline.printed(item.dateline) if item.dateline else ""


def _day(stamp: str | None) -> datetime | None:
    """The day printed in the copy, begun in the site's own zone: the date stays what the copy says."""
    if not stamp:
        return None
    return timezone.make_aware(datetime.strptime(stamp[:10], "%Y-%m-%d"))
