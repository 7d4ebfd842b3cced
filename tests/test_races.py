"""Several at once, each in a process of its own, on the same database."""

import sys

import pytest

from articles import publishing, record
from articles.models import FOREVER, Edition, Listing
from articles.publishing import Refused
from tests import cast
from tests.processes import DONE, together

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.no_cover,
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork"),
    pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning"),
]
ROUNDS = range(8)


def publishes(article, token=None, **words):
    token = token or publishing.token_of(article)
    return lambda: publishing.publish(article, by=None, token=token, **words)


def withdraws(article):
    return lambda: publishing.withdraw(article, by=None, reason="Wrong man named")


def intact(article) -> bool:
    """One edition at most is open, lists say what editions say, and the record holds."""
    assert list(record.verify()) == []
    assert article.editions.filter(live_until=FOREVER).count() <= 1
    for row in Listing.objects.select_related("edition"):
        assert (row.live_from, row.live_until) == (row.edition.live_from, row.edition.live_until)
    return True


@pytest.mark.parametrize("_", ROUNDS)
def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(_):
    article = cast.story()
    ends = sorted(together(publishes(article), publishes(article, kind=Edition.Kind.UPDATE)))
    assert ends[1] == DONE
    assert ends[0].startswith("Refused: This story was published, scheduled or withdrawn meanwhile.")
    assert article.editions.count() == 1
    assert intact(article)


@pytest.mark.parametrize("_", ROUNDS[:3])
def test_a_form_sent_many_times_makes_one_edition(_):
    article = cast.story()
    cast.publish(article)
    token = publishing.token_of(article)
    ends = together(*[publishes(article, token)] * 5)
    assert ends.count(DONE) == 1
    assert article.editions.count() == 2
    assert intact(article)


@pytest.mark.parametrize("_", ROUNDS)
def test_a_story_that_is_withdrawn_while_it_is_published_ends_withdrawn(_):
    article = cast.illustrated()
    cast.publish(article)
    published, withdrawn = together(publishes(article), withdraws(article))
    assert withdrawn == DONE
    last = article.editions.last()
    assert last.gone == "notice"
    assert last.live_until == FOREVER
    assert article.editions.count() == (3 if published == DONE else 2)
    assert cast.files_in(publishing.files.storages["public"]) == set()
    assert intact(article)


@pytest.mark.parametrize("_", ROUNDS[:3])
def test_all_acts_at_once_leave_the_record_intact(_):
    article = cast.story()
    first = cast.publish(article)
    later = cast.MONDAY.replace(year=2100)
    cast.publish(article, at=later)

    def corrects():
        publishing.correct(article, {"headline": "Right"}, by=None, number=first.number, reissue=True)

    ends = together(
        publishes(article),
        corrects,
        lambda: publishing.retime(article, by=None, at=later + cast.DAY),
        lambda: publishing.set_expiry(article, later, by=None),
        lambda: publishing.cancel(article, by=None),
        lambda: publishing.hold_back(article),
    )
    assert all(end == DONE or end.startswith(Refused.__name__) for end in ends), ends
    assert intact(article)


@pytest.mark.parametrize("_", ROUNDS[:3])
def test_of_two_stories_one_gets_the_address(_):
    stories = [cast.story(slug="same"), cast.story(slug="same")]
    ends = sorted(together(*[publishes(story) for story in stories]))
    assert ends[1] == DONE
    assert "Another story has the address" in ends[0]
    assert Edition.objects.count() == 1
