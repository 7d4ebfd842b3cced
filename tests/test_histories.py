"""Random histories of one story: whatever editors do, and whatever their clocks say, the record stays true."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from articles import publishing, record
from articles.models import Article, Edition, Listing
from tests import cast

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.no_cover]

MINUTE = timedelta(minutes=1)
# Moments of a day. Between any two of them there is at least a minute, so that equal ones are a case too.
minutes = some.integers(-30, 120)
# Clocks of several servers: mostly a little later than the one before, sometimes earlier, sometimes the same.
steps = some.integers(-10, 25)


def moment(minute: int | None) -> datetime | None:
    return None if minute is None else cast.MONDAY + minute * MINUTE


def publish(article: Article, now: datetime, at: int | None, expires: int | None, embargo: int | None) -> None:
    Article.objects.filter(pk=article.pk).update(embargo=None, expires=None)
    if expires is None or embargo is None or expires > embargo:
        Article.objects.filter(pk=article.pk).update(embargo=moment(embargo), expires=moment(expires))
    cast.publish(article, now, at=moment(at))


def retime(article: Article, now: datetime, at: int | None) -> None:
    publishing.retime(article, by=None, at=moment(at), clock=lambda: now)


def cancel(article: Article, now: datetime) -> None:
    publishing.cancel(article, by=None, clock=lambda: now)


def withdraw(article: Article, now: datetime, gone: str) -> None:
    publishing.withdraw(article, by=None, reason="Wrong man named", gone=gone, clock=lambda: now)


def correct(article: Article, now: datetime, reissue: bool, headline: str) -> None:
    seen = Edition.objects.live(now).filter(article=article).first()
    number = seen.number if seen else 0
    publishing.correct(article, {"headline": headline}, by=None, number=number, reissue=reissue, clock=lambda: now)


def republish(article: Article, now: datetime, back: int) -> None:
    last = article.editions.last().number
    publishing.republish(article, max(1, last - back), by=None, last=last, clock=lambda: now)


def set_expiry(article: Article, now: datetime, expires: int | None) -> None:
    publishing.set_expiry(article, moment(expires), by=None, clock=lambda: now)


def embargo(article: Article, now: datetime, until: int | None, indefinite: bool, status: str) -> None:
    expires = Article.objects.get(pk=article.pk).expires
    if expires is None or until is None or expires > moment(until):
        Article.objects.filter(pk=article.pk).update(embargo=moment(until))
    Article.objects.filter(pk=article.pk).update(embargo_indefinite=indefinite, pubstatus=status)
    publishing.hold_back(article, clock=lambda: now)


perhaps = some.none() | minutes
acts = some.one_of(
    some.builds(partial, some.just(publish), at=perhaps, expires=some.none(), embargo=some.none()),
    some.builds(partial, some.just(publish), at=perhaps, expires=perhaps, embargo=perhaps),
    some.builds(partial, some.just(retime), at=perhaps),
    some.just(partial(cancel)),
    some.builds(partial, some.just(withdraw), gone=some.sampled_from(["notice", "vanish"])),
    some.builds(partial, some.just(correct), reissue=some.booleans(), headline=some.sampled_from("abc")),
    some.builds(partial, some.just(republish), back=some.integers(0, 5)),
    some.builds(partial, some.just(set_expiry), expires=perhaps),
    some.builds(
        partial,
        some.just(embargo),
        until=perhaps,
        indefinite=some.sampled_from([False, False, False, True]),
        status=some.sampled_from(["usable", "usable", "usable", "withheld"]),
    ),
)
NOTICED = {"notice": {"corrections"}, "vanish": set()}
histories = some.lists(some.tuples(steps, acts), min_size=3, max_size=12)


def shown(rows: list[tuple[int, datetime, datetime]], edges: set[datetime]) -> dict[datetime, list[int]]:
    """The numbers of the editions in force at each edge and just before it."""
    moments = sorted(edges | {edge - publishing.TICK for edge in edges})
    return {at: [number for number, start, end in rows if start <= at < end] for at in moments}


def intervals(article: Article) -> list[tuple[int, datetime, datetime]]:
    return list(article.editions.values_list("number", "live_from", "live_until"))


def in_force(article: Article, at: datetime) -> list[int]:
    return list(Edition.objects.in_force(at).filter(article=article).values_list("number", flat=True))


def content_of(article: Article) -> dict[int, str]:
    return {edition.number: edition.chain + edition.digest for edition in article.editions.all()}


def check(article: Article, now: datetime, act: Callable[[Article, datetime], None]) -> None:
    rows, content = intervals(article), content_of(article)
    refused = None
    try:
        with transaction.atomic():
            act(article, now)
    except publishing.Refused as refusal:
        refused = refusal
    edges = {edge for row in rows + intervals(article) for edge in row[1:]} | {now, now + cast.HOUR}
    before, after = shown(rows, edges), shown(intervals(article), edges)
    assert all(len(numbers) <= 1 for numbers in after.values())
    for at, numbers in before.items():
        if at < now or refused:
            assert after[at] == numbers, f"{act} at {now} changed what was shown at {at}"
    for at in list(after)[::5]:
        assert in_force(article, at) == after[at]
    assert content.items() <= content_of(article).items()
    for edition in article.editions.prefetch_related("listings"):
        assert edition.live_from <= edition.live_until
        assert not edition.cancelled_at or edition.live_from == edition.live_until
        names = {row.list for row in edition.listings.all()}
        assert names - {"corrections"} if not edition.gone else names == NOTICED[edition.gone]
        for row in edition.listings.all():
            assert (row.live_from, row.live_until) == (edition.live_from, edition.live_until)
            assert row.dated == edition.dated or row.list == "corrections"
    assert list(record.verify()) == []


@settings(max_examples=60)
@given(histories)
def test_no_act_shows_two_editions_or_rewrites_the_past(history):
    with transaction.atomic():
        article = cast.story()
        now = cast.MONDAY
        cast.publish(article, now)
        for step, act in history:
            now += step * MINUTE
            check(article, now, act)
        assert Listing.objects.filter(article=article).count() == sum(
            edition.listings.count() for edition in article.editions.all()
        )
        transaction.set_rollback(True)
