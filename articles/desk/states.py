"""What state a story is in: asked of its editions at a moment, never stored."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from articles import content as contents
from articles.models import Article, Edition


class State(NamedTuple):
    """`word` is for people, `name` for the style sheet; `at` is when it began or will begin."""

    name: str
    word: str
    at: datetime | None = None


def of(articles: Sequence[Article], now: datetime) -> dict[int, list[State]]:
    """The states of each article, in one query for their editions.

    Load the articles with content.related_rows: a live one is compared with its working copy.
    """
    editions = (
        Edition.objects.filter(article__in=articles, cancelled_at=None)
        .order_by("article", "number")
        .only("article", "gone", "live_from", "live_until", "digest")
    )
    chains = {pk: list(chain) for pk, chain in groupby(editions, lambda edition: edition.article_id)}
    return {article.pk: _states(article, chains.get(article.pk, []), now) for article in articles}


def _states(article: Article, chain: list[Edition], now: datetime) -> list[State]:
    current = next((edition for edition in chain if edition.live_from <= now < edition.live_until), None)
    pending = next((edition for edition in chain if edition.live_from > now), None)
    states = []
    if current and current.gone:
        states.append(State("withdrawn", "Withdrawn", current.live_from))
    elif current:
        changed = current.digest != contents.digest(contents.public(contents.snapshot(article)))
        states.append(
            State("changed" if changed else "live", "Live with changes" if changed else "Live", current.live_from)
        )
    elif chain and not pending:
        states.append(State("expired", "Expired", chain[-1].live_until))
    if pending:
        embargoed = bool(article.embargo and article.embargo > now)
        states.append(
            State(
                "embargoed" if embargoed else "scheduled", "Embargoed" if embargoed else "Scheduled", pending.live_from
            )
        )
    elif article.embargo_indefinite or (article.embargo and article.embargo > now):
        states.append(State("embargoed", "Embargoed", article.embargo))
    if article.pubstatus != Article.Pubstatus.USABLE:
        states.append(State("withdrawn", article.get_pubstatus_display()))
    return states or [State(article.desk_status, article.get_desk_status_display())]
