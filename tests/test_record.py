"""Addresses, files, lists and the sealed record of editions."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages

from articles import publishing, record
from articles.models import (
    Article,
    Change,
    Edition,
    EditionFile,
    Listing,
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


def lists(**words) -> set[str]:
    return set(Listing.objects.filter(**words).values_list("list", flat=True))


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
        ("cover.jpg", "image/jpeg"),
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
