"""The rules of publishing, one by one (docs/editions.md)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone

from articles import publishing
from articles.models import (
    FOREVER,
    Edition,
    Listing,
    Photo,
)
from articles.publishing import Refused
from tests import cast
from tests.cast import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def clock(now: datetime) -> dict:
    return {"clock": lambda: now}


def withdraw(article, now, **words):
    return publishing.withdraw(article, by=cast.ada(), reason="Wrong man named", **clock(now), **words).edition


def correct(article, now, number=1, reissue=False, **patch):
    return publishing.correct(article, patch, by=cast.ada(), number=number, reissue=reissue, **clock(now))


def headline(article, at):
    edition = cast.live(article, at)
    return edition and edition.content["headline"]


def lists(**words) -> set[str]:
    return set(Listing.objects.filter(**words).values_list("list", flat=True))


# 1. The content of an edition never changes; its interval does, by reckoning alone


def test_an_edition_cannot_be_saved_again():
    edition = cast.publish(cast.story())
    edition.content["headline"] = "Another"
    with pytest.raises(TypeError, match="never changes"):
        edition.save()


def test_later_editing_does_not_reach_readers():
    article = cast.story(headline="First")
    cast.publish(article, MONDAY)
    cast.saves(article, headline="Second")
    assert headline(article, MONDAY + HOUR) == "First"


def test_an_edition_ends_where_the_next_begins():
    article = cast.story()
    cast.publish(article, MONDAY)
    cast.publish(article, MONDAY + HOUR)
    assert list(article.editions.values_list("live_from", "live_until")) == [
        (MONDAY, MONDAY + HOUR),
        (MONDAY + HOUR, FOREVER),
    ]


def test_readers_never_get_the_note_to_editors():
    edition = cast.publish(cast.story(ednote="Call the embassy", slugline="rights"))
    assert "desk" not in edition.content
    assert "embassy" not in str(edition.content)


# 2. A withdrawal is an edition


def test_a_withdrawal_stands_in_the_chain_and_ends_what_was_live():
    article = cast.story()
    first = cast.publish(article, MONDAY)
    gone = withdraw(article, MONDAY + HOUR)
    assert (gone.number, gone.gone, gone.path, gone.content) == (2, "notice", first.path, {})
    assert cast.live(article, MONDAY + HOUR - publishing.TICK) == first
    assert cast.live(article, MONDAY + HOUR) is None
    assert Edition.objects.in_force(MONDAY + HOUR).get() == gone
    assert lists(edition=gone) == {"corrections"}


def test_a_withdrawn_story_returns_only_when_someone_publishes_it():
    article = cast.story(expires=None)
    cast.publish(article, MONDAY)
    withdraw(article, MONDAY + HOUR)
    cast.saves(article, headline="Put right")
    with pytest.raises(Refused, match="Nothing is scheduled"):
        publishing.cancel(article, by=None, **clock(MONDAY + 2 * HOUR))
    with pytest.raises(Refused, match="What readers see has changed"):
        correct(article, MONDAY + 2 * HOUR, number=2, headline="Put right")
    with pytest.raises(Refused, match="Nothing of this story is live"):
        publishing.set_expiry(article, None, by=None, **clock(MONDAY + 2 * HOUR))
    assert cast.live(article, MONDAY + 9 * DAY) is None
    cast.publish(article, MONDAY + 3 * HOUR)
    assert headline(article, MONDAY + 3 * HOUR) == "Put right"


def test_what_was_never_read_leaves_no_notice():
    article = cast.story()
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    assert withdraw(article, MONDAY).gone == "vanish"


# 3. A new edition cancels what has not begun


@pytest.mark.parametrize("act", [cast.publish, withdraw, lambda a, now: correct(a, now, headline="Right")])
def test_a_new_edition_cancels_what_is_scheduled(act):
    article = cast.story(headline="Libel")
    cast.publish(article, MONDAY)
    monday_text = cast.publish(article, MONDAY, at=MONDAY + DAY)
    cast.saves(article, headline="Right")
    act(article, MONDAY + HOUR)
    monday_text.refresh_from_db()
    assert monday_text.cancelled_at == MONDAY + HOUR
    assert monday_text.live_from == monday_text.live_until
    assert headline(article, MONDAY + 2 * DAY) != "Libel"


def test_the_outcome_says_what_was_cancelled():
    article = cast.story()
    scheduled = cast.publish(article, MONDAY, at=MONDAY + DAY)
    outcome = publishing.publish(article, by=None, token=publishing.token_of(article), **clock(MONDAY))
    assert outcome.cancelled == [scheduled]


def test_cancelling_gives_the_one_before_its_time_back():
    article = cast.story()
    first = cast.publish(article, MONDAY)
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    publishing.cancel(article, by=None, **clock(MONDAY + HOUR))
    first.refresh_from_db()
    assert first.live_until == FOREVER
    assert set(Listing.objects.filter(edition=first).values_list("live_until", flat=True)) == {FOREVER}


# 4. When an edition begins, and what date it has


@pytest.mark.parametrize(
    ("embargo", "at", "begins"),
    [
        (None, None, MONDAY),
        (None, MONDAY - DAY, MONDAY),
        (None, MONDAY + HOUR, MONDAY + HOUR),
        (MONDAY + DAY, None, MONDAY + DAY),
        (MONDAY + DAY, MONDAY + HOUR, MONDAY + DAY),
        (MONDAY - DAY, None, MONDAY),
    ],
    ids=["now", "not in the past", "as asked", "after the embargo", "embargo over wish", "embargo is over"],
)
def test_an_edition_begins_at_the_latest_of_the_wishes(embargo, at, begins):
    assert cast.publish(cast.story(embargo=embargo), MONDAY, at=at).live_from == begins


def test_two_editions_of_one_moment_follow_each_other():
    article = cast.story()
    cast.publish(article, MONDAY)
    assert cast.publish(article, MONDAY).live_from == MONDAY + publishing.TICK


def test_the_clock_is_read_when_the_lock_is_held():
    article, outside, read = cast.story(), len(connection.savepoint_ids), []

    def clock():
        read.append(len(connection.savepoint_ids))
        return MONDAY

    publishing.publish(article, by=None, token=publishing.token_of(article), clock=clock)
    assert read[0] > outside


def test_the_date_of_the_copy_makes_address_and_order():
    edition = cast.publish(cast.story(dated=datetime(2018, 3, 24, tzinfo=UTC), slug="resolution"), MONDAY)
    assert edition.path == "news/photos/2018/03/24/resolution"
    assert set(Listing.objects.values_list("dated", flat=True)) == {datetime(2018, 3, 24, tzinfo=UTC)}


def test_without_a_date_the_first_go_live_is_the_date(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    edition = cast.publish(cast.story(slug="late"), MONDAY, at=datetime(2018, 3, 26, 23, 0, tzinfo=UTC))
    assert edition.dated == edition.live_from
    assert edition.path == "news/photos/2018/03/27/late"


def test_a_correction_keeps_its_place():
    article = cast.story()
    first = cast.publish(article, MONDAY)
    corrected = correct(article, MONDAY + DAY, headline="Right").edition
    updated = cast.publish(article, MONDAY + 2 * DAY, kind=Edition.Kind.FIRST)
    assert corrected.dated == updated.dated == first.dated


# 5. The lock and the token


def test_a_story_saved_meanwhile_is_not_published_and_the_editor_hears_who_saved_it():
    article = cast.story()
    token = publishing.token_of(article)
    cast.saves(article, by=cast.ben(), headline="Ben was here")
    with pytest.raises(Refused, match=r"^ben saved this story while you were publishing it\. Look at it again"):
        publishing.publish(article, by=cast.ada(), token=token)
    assert not article.editions.exists()


def test_a_form_sent_twice_publishes_once():
    article = cast.story()
    token = publishing.token_of(article)
    publishing.publish(article, by=cast.ada(), token=token)
    with pytest.raises(Refused):
        publishing.publish(article, by=cast.ada(), token=token)
    assert article.editions.count() == 1


def test_a_caption_changed_in_the_library_is_looked_at_first():
    article = cast.illustrated()
    article.photos.update(caption="")
    token = publishing.token_of(article)
    Photo.objects.update(caption="Another man")
    with pytest.raises(Refused, match="Look at it again"):
        publishing.publish(article, by=cast.ada(), token=token)


def test_a_withdrawal_needs_no_token_and_makes_older_ones_void():
    article = cast.story()
    cast.publish(article, MONDAY)
    token = publishing.token_of(article)
    withdraw(article, MONDAY + HOUR)
    with pytest.raises(Refused):
        publishing.publish(article, by=cast.ada(), token=token, **clock(MONDAY + HOUR))
    assert cast.live(article, MONDAY + DAY) is None


# Giving readers an earlier edition again


@pytest.fixture
def twice():
    article = cast.illustrated(headline="First")
    cast.publish(article, MONDAY)
    cast.saves(article, headline="Second")
    cast.publish(article, MONDAY + HOUR)
    return cast.saves(article, headline="Working copy")


def again(article, now, number=1, last=2, **words):
    return publishing.republish(article, number, by=cast.ada(), last=last, **clock(now), **words).edition


def test_an_earlier_edition_is_published_again_and_the_working_copy_stays(twice):
    edition = again(twice, MONDAY + DAY, kind="correction", note="The second was wrong.")
    assert (edition.number, edition.kind) == (3, "correction")
    assert headline(twice, MONDAY + DAY) == "First"
    assert headline(twice, MONDAY + 2 * HOUR) == "Second"
    twice.refresh_from_db()
    assert twice.headline == "Working copy"
    assert edition.notices[-1]["note"] == "The second was wrong."
    assert set(edition.files.values_list("key")) == set(twice.editions.first().files.values_list("key"))


def test_after_a_withdrawal_its_files_have_new_addresses(twice):
    withdraw(twice, MONDAY + DAY)
    edition = again(twice, MONDAY + 2 * DAY, last=3)
    before = set(twice.editions.first().files.values_list("key", flat=True))
    assert before.isdisjoint(edition.files.values_list("key", flat=True))
    folders = {name.partition("/")[0] for name in cast.files_in(publishing.files.storages["public"])}
    assert folders
    assert folders <= set(edition.files.values_list("key", flat=True))


def test_publishing_again_twice_is_done_once(twice):
    again(twice, MONDAY + DAY)
    with pytest.raises(Refused, match="published, scheduled or withdrawn meanwhile"):
        again(twice, MONDAY + DAY)


def test_what_readers_never_had_is_not_published_again(twice):
    cast.publish(twice, MONDAY + 2 * HOUR, at=MONDAY + DAY)
    publishing.cancel(twice, by=None, **clock(MONDAY + 3 * HOUR))
    with pytest.raises(Refused, match="Readers have never had that edition"):
        again(twice, MONDAY + 2 * DAY, number=3, last=3)
    withdraw(twice, MONDAY + 2 * DAY)
    with pytest.raises(Refused, match="Readers have never had that edition"):
        again(twice, MONDAY + 3 * DAY, number=4, last=4)


def test_an_edition_whose_files_are_gone_is_refused_with_their_names(twice):
    content = twice.editions.first().content
    content["photos"][0]["file"]["name"] = "photos/nowhere/public.jpg"
    Edition.objects.filter(article=twice, number=1).update(content=content)
    with pytest.raises(Refused, match=r"The files of that edition are gone: hall\.jpg"):
        again(twice, MONDAY + DAY)
    assert twice.editions.count() == 2


def test_an_earlier_edition_ends_when_the_story_does(twice):
    cast.saves(twice, expires=MONDAY + 2 * DAY)
    assert again(twice, MONDAY + DAY).expires_at == MONDAY + 2 * DAY
    with pytest.raises(Refused, match="after its expiry"):
        again(twice, MONDAY + 3 * DAY, last=3)


def test_the_expiry_of_the_publish_form_is_kept_in_the_story():
    article = cast.story()
    edition = cast.publish(article, MONDAY, expires=MONDAY + DAY)
    article.refresh_from_db()
    assert edition.expires_at == article.expires == MONDAY + DAY
    assert article.revisions.first().content["desk"]["expires"] == (MONDAY + DAY).isoformat()


def test_an_expiry_before_the_embargo_is_refused_and_nothing_is_kept():
    article = cast.story(embargo=MONDAY + 2 * DAY)
    with pytest.raises(Refused, match="after that expiry"):
        cast.publish(article, MONDAY, expires=MONDAY + DAY)
    article.refresh_from_db()
    assert article.expires is None


def test_the_address_has_the_day_of_the_site_wherever_the_editor_sits(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    with timezone.override("America/New_York"):
        edition = cast.publish(cast.story(slug="late"), datetime(2018, 3, 26, 23, 0, tzinfo=UTC))
    assert edition.path == "news/photos/2018/03/27/late"
