"""What of the wire somebody must look at, and what its state is called."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timeuntil

from articles.models import Article, Source, WireItem
from articles.wire.item import UNREADABLE

VIEW = "articles.view_wireitem"
MANY = 10


def context(request: HttpRequest) -> dict:
    """Kills and the like that nobody has seen, and sources that are silent, for whoever may see Incoming."""
    if not request.user.has_perm(VIEW):
        return {}
    urgent = WireItem.objects.filter(urgent=True).defer("parsed").select_related("source")
    return {
        "urgent": [(row, marks_of(row)) for row in urgent.order_by("-received_at", "-pk")[:MANY]],
        "silent": _silent(),
    }


def of_story(article: Article) -> list[WireItem]:
    """What came for a story and waits: a new version, a kill, words that both sides changed."""
    came = WireItem.objects.filter(article=article, current=True).defer("parsed").order_by("pk")
    waits = Q(urgent=True) | Q(state__in=[WireItem.State.NEW, WireItem.State.ON_HOLD]) | ~Q(conflicts=[])
    return list(came.filter(waits))


def _silent() -> list[Source]:
    """The sources that have sent nothing for longer than they should."""
    watched, now = Source.objects.filter(paused=False).exclude(quiet_hours=None), timezone.now()
    return [one for one in watched if not one.heard_at or (now - one.heard_at).total_seconds() > one.quiet_hours * 3600]


def marks_of(row: WireItem) -> list[tuple[str, str]]:
    """Small coloured words: class and word."""
    marks = []
    if row.pubstatus == "canceled":
        marks.append(("withdrawn", "Killed"))
    elif row.outcome in (WireItem.Outcome.HELD, WireItem.Outcome.REJECTED):
        marks.append(("embargoed", row.get_outcome_display()))
    elif row.outcome == WireItem.Outcome.UPDATED:
        marks.append(("changed", "New version"))
    if row.pubstatus != "canceled" and (embargo := embargo_of(row)):
        marks.append(("embargoed", embargo))
    if row.conflicts:
        marks.append(("changed", "Both changed it"))
    if row.state != WireItem.State.NEW:
        marks.append(("live" if row.state == WireItem.State.TAKEN else "draft", row.get_state_display()))
    return marks or [("draft", "New")]


def embargo_of(row: WireItem) -> str:
    """What is left of the embargo; nothing once it is over."""
    end = embargo_ends(row)
    if not end:
        return "Embargo without an end" if row.embargoed else ""
    return f"Embargoed for {timeuntil(end)}" if end > timezone.now() else ""


def embargo_ends(row: WireItem) -> datetime | None:
    """None too where there is one whose end cannot be read."""
    known = row.embargoed and row.embargoed != UNREADABLE
    return datetime.fromisoformat(row.embargoed) if known else None
