"""The feeds that are due: asked, taken in, and asked less often while they fail."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from articles.models import WireFeed
from articles.wire import fetch, intake

LONGEST = 24 * 60  # minutes


def due(now: datetime) -> Iterator[WireFeed]:
    feeds = WireFeed.objects.filter(paused=False, source__paused=False).select_related("source", "section")
    yield from feeds.filter(Q(next_at=None) | Q(next_at__lte=now))


def ask(
    feed: WireFeed, *, clock: Callable[[], datetime] = timezone.now, allowed: Callable[[str], bool] | None = None
) -> str:
    """One visit. Returns, and keeps, what is to be said of it."""
    now = clock()
    try:
        found = fetch.get(feed.address, etag=feed.etag, modified=feed.modified, allowed=allowed)
    except fetch.Refused as refusal:
        feed.failures += 1
        feed.said = str(refusal)
    else:
        feed.said, heard = _taken(feed, found, clock)
        feed.failures, feed.etag, feed.modified = 0, found.etag, found.modified
        feed.heard_at = now if heard else feed.heard_at
    minutes = min(feed.minutes * 2 ** min(feed.failures, 12), LONGEST)
    feed.asked_at, feed.next_at, feed.said = now, now + timedelta(minutes=minutes), feed.said[:255]
    feed.save(update_fields=["failures", "said", "etag", "modified", "heard_at", "asked_at", "next_at"])
    return feed.said


def _taken(feed: WireFeed, found: fetch.Fetched, clock: Callable[[], datetime]) -> tuple[str, bool]:
    if found.raw is None:
        return "Nothing new.", False
    outcomes: dict[str, int] = {}
    reason = ""
    for received in intake.deliver(found.raw, feed.address, source=feed.source, section=feed.section, clock=clock):
        outcomes[received.item.outcome] = outcomes.get(received.item.outcome, 0) + 1
        reason = reason or (received.item.reason if received.item.outcome == "rejected" else "") or ""
    said = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())) or "It is empty"
    return f"{said}. {reason}".strip(), bool(outcomes.keys() - {"unchanged", "rejected"})
