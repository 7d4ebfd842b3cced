"""What leads the home page and the sections: the acts of the desk's fronts.

Like editions, fronts are only ever added to, each with the moment from which it holds, so that the page of any
earlier moment can be shown again.
"""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles.models import Change, Front, Site
from articles.publishing import TICK

Clock = Callable[[], datetime]


def lead(
    place: str,
    stories: list[int],
    *,
    by: AbstractBaseUser | None,
    at: datetime | None = None,
    clock: Clock = timezone.now,
) -> Front:
    """Let these stories lead that page, from `at` on or at once. What is scheduled for later stays scheduled."""
    with transaction.atomic():
        now = _locked(clock)
        last = Front.objects.leading(place, now)
        begins = max(moment for moment in (now, at, last and last.live_from + TICK) if moment)
        Change.objects.create(made_at=now, lists=[place])
        return Front.objects.create(place=place, stories=stories, live_from=begins, created_at=now, created_by=by)


def cancel(front: Front, *, clock: Clock = timezone.now) -> bool:
    """Cancel a front that has not begun. False when it has, or was cancelled before."""
    with transaction.atomic():
        now = _locked(clock)
        waiting = Front.objects.filter(pk=front.pk, cancelled_at=None, live_from__gt=now)
        if not waiting.update(cancelled_at=now):
            return False
        Change.objects.create(made_at=now, lists=[front.place])
        return True


def _locked(clock: Clock) -> datetime:
    """One front at a time; the clock is read when it is this one's turn."""
    Site.objects.get_or_create(pk=1)
    Site.objects.select_for_update().get()
    return clock()
