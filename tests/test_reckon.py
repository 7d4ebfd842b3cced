"""The intervals of one article's editions, reckoned from wishes alone."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from articles.models import FOREVER
from articles.reckon import reckon
from tests.cast import HOUR, MONDAY

pytestmark = pytest.mark.no_cover  # thousands of examples of one small function: counting lines doubles their time


@dataclass
class Wish:
    live_from: datetime
    expires_at: datetime | None = None
    cancelled_at: datetime | None = None


def hour(number: int) -> datetime:
    return MONDAY + number * HOUR


hours = some.integers(0, 30).map(hour)


@some.composite
def histories(draw) -> list[Wish]:
    """Editions whose starts grow strictly, with cancelled ones anywhere between them."""
    starts = draw(some.lists(hours, unique=True, max_size=8).map(sorted))
    wishes = [Wish(start, draw(some.none() | hours)) for start in starts]
    for start in draw(some.lists(hours, max_size=4)):
        place = draw(some.integers(0, len(wishes)))
        wishes.insert(place, Wish(start, draw(some.none() | hours), cancelled_at=draw(hours)))
    return wishes


def shown(wishes: list[Wish], at: datetime) -> list[Wish]:
    return [wish for wish, end in zip(wishes, reckon(wishes), strict=True) if wish.live_from <= at < end]


@settings(max_examples=1000)
@given(histories(), hours)
def test_never_two_at_once_and_never_what_was_cancelled_or_has_expired(wishes, at):
    seen = shown(wishes, at)
    assert len(seen) <= 1
    assert all(wish.cancelled_at is None and (wish.expires_at is None or at < wish.expires_at) for wish in seen)


@settings(max_examples=1000)
@given(histories(), hours)
def test_the_last_that_has_begun_is_shown_unless_it_has_expired(wishes, at):
    begun = [wish for wish in wishes if wish.cancelled_at is None and wish.live_from <= at]
    standing = [wish for wish in begun[-1:] if wish.expires_at is None or at < wish.expires_at]
    assert shown(wishes, at) == standing


@settings(max_examples=500)
@given(histories())
def test_every_interval_is_within_reach_and_at_most_one_is_open(wishes):
    ends = reckon(wishes)
    assert all(wish.live_from <= end <= FOREVER for wish, end in zip(wishes, ends, strict=True))
    assert ends.count(FOREVER) <= 1


@settings(max_examples=500)
@given(histories(), hours, hours)
def test_a_further_edition_changes_nothing_before_its_start(wishes, start, at):
    wishes = [wish for wish in wishes if wish.live_from < start]
    before = shown(wishes, at)
    after = shown([*wishes, Wish(start)], at)
    assert after == ([Wish(start)] if at >= start else before)


@settings(max_examples=500)
@given(histories(), hours)
def test_cancelled_editions_might_as_well_not_be_there(wishes, at):
    assert shown(wishes, at) == shown([wish for wish in wishes if wish.cancelled_at is None], at)


@pytest.mark.parametrize(
    ("wishes", "ends"),
    [
        ([], []),
        ([Wish(hour(1))], [FOREVER]),
        ([Wish(hour(1)), Wish(hour(3))], [hour(3), FOREVER]),
        ([Wish(hour(1), expires_at=hour(2)), Wish(hour(3))], [hour(2), FOREVER]),
        ([Wish(hour(1), expires_at=hour(5)), Wish(hour(3))], [hour(3), FOREVER]),
        ([Wish(hour(1)), Wish(hour(3), cancelled_at=hour(2))], [FOREVER, hour(3)]),
        ([Wish(hour(1)), Wish(hour(3), cancelled_at=hour(2)), Wish(hour(2))], [hour(2), hour(3), FOREVER]),
        ([Wish(hour(2), expires_at=hour(1))], [hour(2)]),
    ],
    ids=["none", "one", "two", "expires first", "replaced first", "cancelled", "cancelled between", "ends at once"],
)
def test_by_hand(wishes, ends):
    assert reckon(wishes) == ends
