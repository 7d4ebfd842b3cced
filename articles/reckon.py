"""When each edition of one article ends, reckoned from wishes. Pure: no clock, no database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from articles.models.edition import FOREVER


class Wish(Protocol):
    """What an edition asks for. `live_from` grows strictly among the editions that are not cancelled."""

    live_from: datetime
    expires_at: datetime | None
    cancelled_at: datetime | None


def reckon(editions: Sequence[Wish]) -> list[datetime]:
    """The `live_until` of each edition, in the order given (that of their numbers).

    An edition ends at its own expiry or at its successor's start, whichever comes first. One that was
    cancelled before it began has an empty interval and gives its predecessor its time back.
    """
    ends = []
    successor = FOREVER
    for edition in reversed(editions):
        if edition.cancelled_at is not None:
            ends.append(edition.live_from)
            continue
        ends.append(max(edition.live_from, min(edition.expires_at or FOREVER, successor)))
        successor = edition.live_from
    return ends[::-1]
