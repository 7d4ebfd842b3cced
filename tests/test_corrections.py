"""What is live is corrected while the next version waits."""

from datetime import datetime
from functools import partial

import pytest

from articles import publishing
from articles.models import Edition, Listing, Topic
from articles.publishing import Refused
from tests import cast
from tests.cast import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def clock(now: datetime) -> dict:
    return {"clock": lambda: now}


def correct(article, now, number=1, reissue=False, **patch):
    return publishing.correct(article, patch, by=cast.ada(), number=number, reissue=reissue, **clock(now))


def headline(article, at):
    edition = cast.live(article, at)
    return edition and edition.content["headline"]


def lists(**words) -> set[str]:
    return set(Listing.objects.filter(**words).values_list("list", flat=True))


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
    told = [
        {"kind": "first", "at": MONDAY.isoformat(), "note": ""},
        {"kind": "correction", "at": (MONDAY + HOUR).isoformat(), "note": "The name was wrong."},
    ]
    assert outcome.edition.notices == told
    update = {"kind": "update", "at": (MONDAY + DAY).isoformat(), "note": ""}
    assert cast.publish(article, MONDAY + DAY).notices == [*told, update]


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


# The words of photographs, and what becomes of the working copy


def hall_of(article) -> str:
    return f"photo:{article.photos.get().photo_id}"


def words_of_photo(article, at):
    photo = cast.live(article, at).content["photos"][0]
    return photo["caption"], photo["credit"], photo["alt"]


def test_the_words_of_a_photograph_are_corrected_with_readers_and_in_the_working_copy():
    article = cast.illustrated()
    cast.publish(article, MONDAY)
    hall = hall_of(article)
    correct(article, MONDAY + HOUR, **{f"{hall}:caption": "The left hall", f"{hall}:credit": "Reuters"})
    assert words_of_photo(article, MONDAY + HOUR) == ("The left hall", "Reuters", "A hall")
    use = article.photos.get()
    assert (use.caption, use.credit, use.alt) == ("The left hall", "Reuters", "A hall")
    assert use.photo.credit_line != "Reuters"


def test_words_that_the_working_copy_has_changed_too_stay_and_are_told():
    article = cast.illustrated()
    cast.publish(article, MONDAY)
    article.photos.update(caption="The hall on Friday")
    outcome = correct(article, MONDAY + HOUR, **{f"{hall_of(article)}:caption": "The left hall"})
    assert outcome.conflicts == {f"{hall_of(article)}:caption": "The left hall"}
    assert article.photos.get().caption == "The hall on Friday"


def test_a_caption_that_only_the_library_has_cannot_be_emptied_unnoticed():
    article = cast.illustrated()
    article.photos.update(caption="")
    photo = article.photos.get().photo
    photo.caption = "Of the library"
    photo.save()
    cast.publish(article, MONDAY)
    outcome = correct(article, MONDAY + HOUR, **{f"{hall_of(article)}:caption": ""})
    assert words_of_photo(article, MONDAY + HOUR)[0] == ""
    assert outcome.conflicts == {f"{hall_of(article)}:caption": ""}


def test_a_photograph_that_the_working_copy_has_let_go_is_corrected_with_readers_alone():
    article = cast.illustrated()
    cast.publish(article, MONDAY)
    hall = hall_of(article)
    article.photos.all().delete()
    outcome = correct(article, MONDAY + HOUR, **{f"{hall}:caption": "The left hall"})
    assert words_of_photo(article, MONDAY + HOUR)[0] == "The left hall"
    assert outcome.conflicts == {}


def test_a_correction_is_a_save_of_the_working_copy():
    article = cast.story()
    cast.publish(article, MONDAY)
    before = article.revisions.first()
    correct(article, MONDAY + HOUR, headline="Right")
    article.refresh_from_db()
    kept = article.revisions.first()
    assert (kept.version, kept.content["headline"], kept.saved_by) == (before.version + 1, "Right", cast.ada())
    assert article.row_version == kept.version


def test_what_the_scheduled_edition_has_otherwise_is_told(waiting):
    outcome = correct(waiting, MONDAY + HOUR, reissue=True, headline="Live, corrected")
    assert outcome.kept == ["headline"]
    assert headline(waiting, MONDAY + DAY) == "Scheduled"


def test_another_expiry_is_a_save_of_the_working_copy_and_done_once():
    article = cast.story()
    cast.publish(article, MONDAY)
    saves = article.revisions.count()
    publishing.set_expiry(article, MONDAY + HOUR, by=cast.ada(), number=1, **clock(MONDAY))
    assert article.revisions.first().content["desk"]["expires"] == (MONDAY + HOUR).isoformat()
    with pytest.raises(Refused, match="That is its expiry already"):
        publishing.set_expiry(article, MONDAY + HOUR, by=cast.ada(), number=1, **clock(MONDAY))
    assert article.revisions.count() == saves + 1


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_nothing_goes_out_of_a_story_that_is_not_usable(waiting, status):
    cast.saves(waiting, pubstatus=status)
    for act in (
        lambda: correct(waiting, MONDAY + HOUR, headline="Right"),
        lambda: publishing.retime(waiting, by=None, at=MONDAY + 2 * DAY, **clock(MONDAY + HOUR)),
        lambda: publishing.republish(waiting, 1, by=None, last=2, **clock(MONDAY + HOUR)),
    ):
        with pytest.raises(Refused, match=f"The story is marked {status}"):
            act()
    assert waiting.editions.count() == 2


@pytest.mark.parametrize("gone", ["notice", "vanish"])
def test_no_clock_that_is_behind_undoes_a_withdrawal(gone):
    article = cast.story()
    edition = cast.publish(article, MONDAY)
    publishing.withdraw(article, by=cast.ada(), reason="Libel.", gone=gone, clock=lambda: MONDAY + HOUR)
    behind = {"by": cast.ada(), "clock": lambda: MONDAY + HOUR / 2}
    acts = [
        partial(publishing.cancel, article, **behind),
        partial(publishing.retime, article, at=MONDAY + DAY, **behind),
        partial(publishing.correct, article, {"headline": "Mended"}, number=edition.number, **behind),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    cast.saves(article, embargo_indefinite=True)
    assert publishing.hold_back(article, clock=behind["clock"]) == []
    assert Edition.objects.in_force(MONDAY + DAY).get().gone == gone
    assert cast.live(article, MONDAY + DAY) is None
