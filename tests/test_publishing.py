"""The rules of publishing, one by one (docs/editions.md)."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction

from articles import publishing, record
from articles.models import (
    FOREVER,
    Article,
    Change,
    Edition,
    EditionFile,
    Listing,
    Photo,
    Section,
    Topic,
)
from articles.publishing import Refused
from tests import cast
from tests.cast import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.database, pytest.mark.django_db]
MINUTE = timedelta(minutes=1)


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
    assert lists(edition=gone) == set()


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


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a constraint that PostgreSQL alone has")
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


# 8. Correcting what is live while the next version waits


@pytest.fixture
def waiting():
    """Live with one text, scheduled with another, and edited further since."""
    article = cast.story(headline="Live", byline="By: Xinhua", body="<p>Wrong name.</p>")
    cast.publish(article, MONDAY)
    cast.saves(article, headline="Scheduled")
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    return cast.saves(article, headline="Edited since")


def test_a_correction_takes_nothing_else_of_the_working_copy_to_readers(waiting):
    correct(waiting, MONDAY + HOUR, body="<p>Right name.</p>")
    seen = cast.live(waiting, MONDAY + HOUR).content
    assert (seen["headline"], seen["body"]) == ("Live", "<p>Right name.</p>")


def test_a_correction_is_merged_into_the_working_copy(waiting):
    outcome = correct(waiting, MONDAY + HOUR, body="<p>Right name.</p>", headline="Live, corrected")
    waiting.refresh_from_db()
    assert (waiting.headline, waiting.body) == ("Edited since", "<p>Right name.</p>")
    assert outcome.conflicts == {"headline": "Live, corrected"}


def test_a_correction_cancels_the_schedule_unless_it_is_issued_again_with_the_patch(waiting):
    correct(waiting, MONDAY + HOUR, body="<p>Right name.</p>")
    assert headline(waiting, MONDAY + DAY) == "Live"


def test_the_schedule_is_issued_again_with_the_patch(waiting):
    correct(waiting, MONDAY + HOUR, reissue=True, body="<p>Right name.</p>")
    later = cast.live(waiting, MONDAY + DAY)
    assert later.live_from == MONDAY + DAY
    assert (later.content["headline"], later.content["body"]) == ("Scheduled", "<p>Right name.</p>")
    assert cast.live(waiting, MONDAY + HOUR).content["body"] == "<p>Right name.</p>"


def test_a_correction_in_the_very_moment_of_going_live_keeps_the_schedule_too(waiting):
    correct(waiting, MONDAY, reissue=True, body="<p>Right name.</p>")
    assert cast.live(waiting, MONDAY + publishing.TICK).content["body"] == "<p>Right name.</p>"
    assert headline(waiting, MONDAY + DAY) == "Scheduled"


def test_a_correction_does_not_wait_for_the_embargo_of_the_next_version(waiting):
    cast.saves(waiting, embargo=MONDAY + 2 * DAY)
    assert correct(waiting, MONDAY + HOUR, body="<p>Right name.</p>").edition.live_from == MONDAY + HOUR


def test_a_correction_of_what_is_not_live_any_more_is_refused(waiting):
    with pytest.raises(Refused, match="What readers see has changed while you were correcting it"):
        correct(waiting, MONDAY + DAY, number=1, body="<p>Right name.</p>")


def test_a_correction_tells_readers_so():
    article = cast.story()
    cast.publish(article, MONDAY)
    outcome = publishing.correct(
        article, {"headline": "R"}, by=None, number=1, note="The name was wrong.", **clock(MONDAY + HOUR)
    )
    told = [{"kind": "Correction", "at": (MONDAY + HOUR).isoformat(), "note": "The name was wrong."}]
    assert outcome.edition.notices == told
    assert cast.publish(article, MONDAY + DAY).notices == told


def test_a_correction_stays_in_the_topics_that_readers_know_it_under():
    article, topic = cast.story(), Topic.objects.create(name="China", slug="china")
    article.topics.add(topic)
    cast.publish(article, MONDAY)
    article.topics.clear()
    edition = correct(article, MONDAY + HOUR, headline="Right").edition
    assert f"topic:{topic.pk}" in lists(edition=edition)


def test_another_time_is_for_what_was_scheduled_and_not_for_the_working_copy(waiting):
    publishing.retime(waiting, by=None, at=MONDAY + 2 * DAY, **clock(MONDAY + HOUR))
    assert headline(waiting, MONDAY + DAY) == "Live"
    assert headline(waiting, MONDAY + 2 * DAY) == "Scheduled"


def test_a_first_edition_that_is_put_off_has_the_date_and_the_address_of_its_new_day():
    article = cast.story(slug="resolution")
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    cast.saves(article, slug="changed-since")
    edition = publishing.retime(article, by=None, at=MONDAY + 2 * DAY, **clock(MONDAY)).edition
    assert (edition.dated, edition.path) == (MONDAY + 2 * DAY, "news/photos/2018/03/28/resolution")


def test_what_has_begun_cannot_be_given_another_time():
    article = cast.story()
    cast.publish(article, MONDAY)
    with pytest.raises(Refused, match="Nothing is scheduled"):
        publishing.retime(article, by=None, at=MONDAY + DAY, **clock(MONDAY))


def test_the_expiry_of_what_is_live_is_an_act_of_its_own():
    article = cast.story()
    cast.publish(article, MONDAY)
    cast.saves(article, expires=MONDAY + HOUR)
    assert cast.live(article, MONDAY + DAY)
    publishing.set_expiry(article, MONDAY + 2 * HOUR, by=None, **clock(MONDAY))
    assert cast.live(article, MONDAY + 2 * HOUR - publishing.TICK)
    assert cast.live(article, MONDAY + 2 * HOUR) is None
    article.refresh_from_db()
    assert article.expires == MONDAY + 2 * HOUR


@pytest.mark.parametrize(
    ("expires", "sentence"), [(MONDAY, "That moment is past"), (MONDAY + HOUR, "embargoed until March 27, 2018")]
)
def test_an_expiry_that_cannot_be_is_refused_with_a_sentence(expires, sentence):
    article = cast.story()
    cast.publish(article, MONDAY)
    cast.saves(article, embargo=MONDAY + DAY)
    with pytest.raises(Refused, match=sentence):
        publishing.set_expiry(article, expires, by=None, **clock(MONDAY))


# 9. Files go before the row


def test_public_copies_are_made_once_and_under_names_of_the_story():
    article, other = cast.illustrated(), cast.illustrated(slug="other")
    public = storages["public"]
    edition = cast.publish(article, MONDAY)
    made = cast.files_in(public)
    assert made
    assert {name.split("/")[0] for name in made} <= set(edition.keys.values())
    cast.publish(article, MONDAY + HOUR)
    assert cast.files_in(public) == made
    assert not set(cast.publish(other, MONDAY).keys.values()) & set(edition.keys.values())


def test_after_a_withdrawal_the_old_copies_are_gone_and_new_ones_have_new_names():
    article = cast.illustrated()
    first, public = cast.publish(article, MONDAY), storages["public"]
    withdraw(article, MONDAY + HOUR)
    assert cast.files_in(public) == set()
    article.refresh_from_db()
    second = cast.publish(article, MONDAY + DAY)
    assert not set(first.keys.values()) & set(second.keys.values())
    assert {name.split("/")[0] for name in cast.files_in(public)} <= set(second.keys.values())


def test_a_withdrawal_keeps_no_copy_that_a_refused_publishing_has_made():
    article = cast.illustrated()
    cast.publish(article, MONDAY)
    token = publishing.token_of(article)
    withdraw(article, MONDAY + HOUR)
    with pytest.raises(Refused):
        publishing.publish(article, by=cast.ada(), token=token, **clock(MONDAY + HOUR))
    assert article.withdrawals == 0, "the form knew nothing of the withdrawal"
    assert cast.files_in(storages["public"]) == set()


def test_the_gate_knows_the_files_of_an_edition():
    edition = cast.publish(cast.illustrated())
    rows = EditionFile.objects.filter(edition=edition)
    assert sorted(rows.values_list("file_name", "type")) == [
        ("hall.jpg", "image/jpeg"),
        ("resolution.pdf", "application/pdf"),
    ]


# 10. Addresses


def test_the_address_can_change_until_the_story_has_begun():
    article = cast.story(slug="first-try")
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    cast.saves(article, slug="second-try")
    assert cast.publish(article, MONDAY, at=MONDAY + DAY).path == "news/photos/2018/03/27/second-try"


def test_the_address_stays_once_the_story_has_begun():
    article = cast.story(slug="first-try")
    path = cast.publish(article, MONDAY).path
    cast.saves(article, slug="second-try", dated=MONDAY - DAY)
    assert cast.publish(article, MONDAY + HOUR).path == path


def test_a_moved_story_is_found_at_its_new_address_and_by_its_old_one(client):
    article = cast.story(slug="resolution")
    old = cast.publish(article).path
    cast.saves(article, section=cast.section("world"))
    new = cast.publish(article).path
    assert new.startswith("world/")
    answer = client.get(f"/{old}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/{new}/")
    assert client.get(f"/{new}/").status_code == 200


def test_another_storys_address_is_refused_with_a_sentence():
    cast.publish(cast.story(slug="resolution"), MONDAY)
    with pytest.raises(
        Refused, match=r"Another story has the address /news/photos/2018/03/26/resolution/\. Change the slug"
    ):
        cast.publish(cast.story(slug="resolution"), MONDAY)


def test_an_address_that_a_story_has_left_is_not_given_away():
    article = cast.story(slug="resolution")
    cast.publish(article, MONDAY)
    cast.saves(article, section=cast.section("world"))
    cast.publish(article, MONDAY + HOUR)
    with pytest.raises(Refused, match="Another story has the address"):
        cast.publish(cast.story(slug="resolution"), MONDAY + HOUR)


def test_a_withdrawn_story_answers_gone_at_its_address_and_a_vanished_one_like_nonsense(client):
    article = cast.story()
    path = cast.publish(article).path
    publishing.withdraw(article, by=None, reason="Wrong", note="A name was wrong.")
    assert client.get(f"/{path}/").status_code == 410
    publishing.withdraw(article, by=None, reason="Wrong", gone="vanish")
    nonsense = client.get("/news/photos/2018/03/26/never-was/")
    vanished = client.get(f"/{path}/")
    assert (vanished.status_code, vanished.content) == (404, nonsense.content)
    assert vanished.headers == nonsense.headers


@pytest.mark.parametrize("slug", ["admin", "files", "topics", "2018", "0000"])
def test_a_section_cannot_have_an_address_of_the_site_or_of_a_year(slug):
    with pytest.raises(ValidationError):
        Section(name="Room", slug=slug).full_clean(exclude=["path"])


def test_the_address_of_a_section_is_frozen_once_a_story_has_appeared_in_it_or_below():
    room = cast.section("news/photos")
    room.parent.slug = "headlines"
    room.parent.full_clean(exclude=["path"])
    cast.publish(cast.story(section=room), MONDAY)
    for used in (room, room.parent):
        used.refresh_from_db()
        used.name = "Another name"
        used.full_clean(exclude=["path"])
        used.slug = "another-slug"
        with pytest.raises(ValidationError, match="its address stays"):
            used.full_clean(exclude=["path"])


# 12. The tables beside the content


def test_an_edition_stands_in_every_list_it_belongs_to():
    article, topic = cast.story(), Topic.objects.create(name="China", slug="china")
    article.topics.add(topic)
    edition = cast.publish(article)
    room = article.section
    assert lists(edition=edition) == {
        "home",
        f"section:{room.pk}",
        f"section:{room.parent_id}",
        f"source:{article.source_id}",
        f"topic:{topic.pk}",
    }


def test_an_act_tells_every_list_whose_stories_it_changes():
    article, topic = cast.story(), Topic.objects.create(name="China", slug="china")
    article.topics.add(topic)
    cast.publish(article, MONDAY)
    article.topics.clear()
    cast.saves(article, section=cast.section("world"))
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    publishing.cancel(article, by=None, **clock(MONDAY + HOUR))
    withdraw(article, MONDAY + 2 * HOUR)
    scheduled, cancelled, withdrawn = (set(change.lists) for change in Change.objects.order_by("pk")[1:])
    before, after = lists(edition__number=1), lists(edition__number=2)
    assert before | after <= scheduled
    assert before | after <= cancelled
    assert before <= withdrawn


def test_held_back_editions_tell_their_lists():
    article = cast.story()
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    Article.objects.update(embargo_indefinite=True)
    publishing.hold_back(article, **clock(MONDAY))
    assert "home" in Change.objects.latest("pk").lists


# 13. The record


@pytest.fixture
def recorded():
    article = cast.illustrated()
    cast.publish(article, MONDAY)
    cast.publish(article, MONDAY + HOUR)
    withdraw(article, MONDAY + DAY)
    return article


def test_what_was_published_is_verified(recorded):
    assert list(record.verify()) == []


@pytest.mark.parametrize(
    ("number", "change", "sentence"),
    [
        (1, {"content": {"headline": "Altered"}}, "edition 1: the content or its seal was altered"),
        (1, {"live_until": MONDAY + MINUTE}, "edition 1: it should end at 2018-03-26T10:00:00"),
        (2, {"chain": "0" * 64}, "edition 2: the content or its seal was altered"),
        (2, {"path": "elsewhere"}, "edition 2: the content or its seal was altered"),
        (2, {"public_note": "Never said"}, "edition 2: the content or its seal was altered"),
        (3, {"gone": "vanish"}, "edition 3: the content or its seal was altered"),
        (3, {"live_until": MONDAY + 2 * DAY}, "edition 3: it should end at 3000-01-01"),
    ],
)
def test_an_alteration_is_noticed(recorded, number, change, sentence):
    head = record.head()
    recorded.editions.filter(number=number).update(**change)
    assert any(sentence in found for found in record.verify())
    assert (record.head() == head) == ("chain" not in change)


def test_a_file_that_was_exchanged_is_noticed(recorded):
    EditionFile.objects.filter(edition__number=1).update(sha256="0" * 64)
    assert any("edition 1" in found for found in record.verify())


def test_a_missing_edition_is_noticed(recorded):
    Edition.objects.filter(number=2).delete()
    assert any("edition 3" in found for found in record.verify())


def test_each_seal_holds_the_one_before(recorded):
    editions = list(recorded.editions.prefetch_related("files"))
    for before, after in pairwise(editions):
        assert after.chain == record.seal(after, list(after.files.all()), before.chain)
        assert after.chain != record.seal(after, list(after.files.all()), "")


def test_the_head_of_the_record_does_not_change_with_the_working_copies(recorded):
    cast.publish(cast.story(slug="other"))
    head = record.head()
    cast.saves(recorded, headline="Being rewritten")
    assert record.head() == head


def test_the_seal_goes_into_the_log(caplog):
    with caplog.at_level("INFO", "articles.publishing"):
        edition = cast.publish(cast.story())
    assert re.search(rf"published article={edition.article_id} edition=1 .*chain={edition.chain}", caplog.text)
