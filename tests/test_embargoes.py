"""What the database holds to, and what embargo and status forbid."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from articles import publishing
from articles.models import (
    FOREVER,
    Edition,
)
from articles.publishing import Refused
from tests import cast
from tests.cast import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def clock(now: datetime) -> dict:
    return {"clock": lambda: now}


# 6. Constraints of the database


def test_an_interval_cannot_end_before_it_begins():
    edition = cast.publish(cast.story(), MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(live_until=MONDAY - HOUR)


def test_two_editions_cannot_both_be_open():
    article = cast.story()
    cast.publish(article, MONDAY)
    cast.publish(article, MONDAY + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        article.editions.update(live_until=FOREVER)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a constraint that PostgreSQL alone has")
def test_two_editions_cannot_overlap():
    article = cast.story()
    cast.publish(article, MONDAY)
    cast.publish(article, MONDAY + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        article.editions.filter(number=1).update(live_until=MONDAY + 2 * HOUR)


@pytest.mark.parametrize(
    ("words", "at"),
    [({"expires": MONDAY + HOUR}, MONDAY + HOUR), ({"expires": MONDAY - HOUR}, None)],
    ids=["scheduled beyond", "expired"],
)
def test_a_start_beyond_the_expiry_is_refused_with_a_sentence(words, at):
    with pytest.raises(Refused, match=r"^The story would begin at March 26, 2018, .* Change one of the two\.$"):
        cast.publish(cast.story(**words), MONDAY, at=at)


def test_an_expiry_before_the_embargo_is_refused_with_a_sentence():
    article = cast.story(embargo=MONDAY + DAY, expires=MONDAY + HOUR + DAY)
    article.expires = MONDAY
    with pytest.raises(ValidationError, match="The expiry must come after the embargo"):
        article.full_clean()


def test_scheduling_again_beyond_the_expiry_is_refused_with_a_sentence():
    article = cast.story(expires=MONDAY + 2 * DAY)
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    with pytest.raises(Refused, match="after its expiry at March 28, 2018"):
        publishing.retime(article, by=None, at=MONDAY + 3 * DAY, **clock(MONDAY))


# 7. Embargoes and the publishing status


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"embargo_indefinite": True}, "embargoed until further notice"),
        ({"pubstatus": "withheld"}, "marked withheld"),
        ({"pubstatus": "canceled"}, "marked canceled"),
    ],
)
def test_only_a_usable_story_without_an_open_embargo_is_published(words, sentence):
    article = cast.story(**words)
    with pytest.raises(Refused, match=sentence):
        cast.publish(article)


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ({"embargo": MONDAY + 2 * DAY}, True),
        ({"embargo": MONDAY + HOUR}, False),
        ({"embargo_indefinite": True}, True),
        ({"pubstatus": "withheld"}, True),
        ({"headline": "No embargo at all"}, False),
    ],
)
def test_a_tightened_embargo_cancels_what_would_begin_earlier(words, held):
    article = cast.story()
    scheduled = cast.publish(article, MONDAY, at=MONDAY + DAY)
    cast.saves(article, **words)
    assert publishing.hold_back(article, **clock(MONDAY)) == ([scheduled] if held else [])
    assert (cast.live(article, MONDAY + DAY) is None) == held


def test_an_embargo_takes_down_nothing_that_is_live():
    article = cast.story()
    first = cast.publish(article, MONDAY)
    cast.saves(article, embargo=MONDAY + 2 * DAY)
    publishing.hold_back(article, **clock(MONDAY + HOUR))
    assert cast.live(article, MONDAY + DAY) == first
