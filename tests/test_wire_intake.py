"""Versions, kills, embargoes and replays: whatever order a story's deliveries come in, the end is the same."""

import itertools
import json

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from articles import publishing
from articles.models import Article, Edition, Source, WireItem
from articles.wire import intake
from tests import cast
from tests.cast import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.database, pytest.mark.django_db]
GUID = "tag:example.org,2018:resolution"


def ninjs(version: int | str | None = 1, headline: str = "", **words) -> bytes:
    """A delivery of an agency that no one has, in ninjs 1.4."""
    item = {
        "uri": GUID,
        "type": "text",
        "version": None if version is None else str(version),
        "versioncreated": f"2018-03-2{version if isinstance(version, int) else 0}T09:00:00Z",
        "pubstatus": "usable",
        "headline": headline or f"Headline {version}",
        "body_html": f"<p>The Council met, version {version}.</p>",
        "infosource": [{"name": "Xinhua"}],
        **words,
    }
    return json.dumps({key: value for key, value in item.items() if value is not None}).encode()


def kill(version: int = 4) -> bytes:
    return ninjs(version, "KILL", pubstatus="canceled", body_html="")


def deliver(raw: bytes, **words) -> WireItem:
    words.setdefault("source", cast.xinhua())
    [received] = intake.deliver(raw, "delivery.json", **words)
    return received.row


def current() -> WireItem:
    return WireItem.objects.get(current=True)


def end_state() -> list:
    article = Article.objects.first()
    live = article and Edition.objects.live(timezone.now()).filter(article=article).exists()
    return [current().version, current().pubstatus, bool(article), article and article.pubstatus, live]


def test_a_delivery_is_kept_as_it_came_and_filed_with_one_outcome():
    row = deliver(ninjs())
    assert (row.outcome, row.reason, row.guid, row.version, row.headline) == ("imported", "", GUID, "1", "Headline 1")
    with default_storage.open(row.raw) as file:
        assert file.read() == ninjs()
    assert not Article.objects.exists(), "nothing comes to the desk unless a section is named or an editor takes it"


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3, "kill"])))
def test_a_killed_story_stays_killed_whatever_the_order(order):
    section = cast.section()
    for step in order:
        deliver(kill() if step == "kill" else ninjs(step), section=section)
        article = Article.objects.first()
        if article and step != "kill" and not article.editions.exists() and article.pubstatus == "usable":
            cast.publish(article, MONDAY)
    state = end_state()
    assert state[:2] == ["4", "canceled"]
    assert state[3] in (None, "canceled")
    assert not state[4]


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_the_newest_version_counts_whatever_the_order(order):
    for step in order:
        deliver(ninjs(step))
    assert current().version == "3"
    assert WireItem.objects.filter(current=True).count() == 1


def test_a_hundred_replays_change_nothing():
    deliver(ninjs(1), section=cast.section())
    deliver(ninjs(2))
    before = list(WireItem.objects.values()), list(Article.objects.values())
    for _ in range(50):
        assert deliver(ninjs(1)).outcome == "unchanged"
        assert deliver(ninjs(2)).outcome == "unchanged"
    assert (list(WireItem.objects.values()), list(Article.objects.values())) == before


def test_a_kill_takes_a_live_story_from_readers_at_once_and_is_loud(client):
    deliver(ninjs(1), section=cast.section())
    article = Article.objects.get()
    path = cast.publish(article).path
    cast.saves(article, headline="Rewritten here", body="<p>Ours.</p>")
    cast.publish(Article.objects.get())
    row = deliver(kill())
    assert client.get(f"/{path}/").status_code == 410
    assert (row.urgent, row.outcome) == (True, "updated")
    article.refresh_from_db()
    with pytest.raises(publishing.Refused, match="canceled"):
        cast.publish(article)
    assert deliver(ninjs(7)).outcome == "held"
    assert client.get(f"/{path}/").status_code == 410


def test_a_kill_before_its_story_is_remembered():
    assert deliver(kill(), section=cast.section()).outcome == "imported"
    row = deliver(ninjs(1), section=cast.section())
    assert (row.outcome, row.reason) == (
        "held",
        "The agency has killed this story. Ask it before you use another version.",
    )
    assert not Article.objects.exists()


def test_a_source_kills_its_own_stories_only():
    deliver(ninjs(1), section=cast.section())
    path = cast.publish(Article.objects.get()).path
    other = Source.objects.create(name="Other", slug="other")
    deliver(kill(), source=other)
    assert Edition.objects.live(timezone.now()).filter(path=path).exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"embargoed": "tomorrow"}, "cannot be read"),
        ({"embargoed": ""}, "cannot be read"),
        ({"embargoed": "2018-03-24T09:00:00"}, "cannot be read"),
        ({"pubstatus": "withheld"}, "withholds"),
        ({"pubstatus": "perhaps"}, "withholds"),
    ],
)
def test_what_restricts_and_cannot_be_read_holds_the_story(words, reason):
    row = deliver(ninjs(1, **words), section=cast.section())
    assert row.outcome == "held"
    assert reason in row.reason
    assert not Article.objects.exists()


def test_an_embargo_comes_to_the_desk_with_the_story_and_later_for_a_live_one_is_loud():
    deliver(ninjs(1, embargoed="2899-03-24T09:00:00Z"), section=cast.section())
    article = Article.objects.get()
    assert article.embargo.year == 2899
    Article.objects.update(embargo=None)
    cast.publish(article)
    row = deliver(ninjs(2, embargoed="2899-03-24T09:00:00Z"))
    assert (row.outcome, row.urgent) == ("held", True)
    assert "Nothing was taken down" in row.reason
    assert cast.live(article, MONDAY.replace(year=2890))


def test_the_same_version_with_another_text_waits_and_a_later_one_still_applies():
    deliver(ninjs(1))
    assert deliver(ninjs(1, "Another")).outcome == "held"
    assert deliver(ninjs(2)).outcome == "updated"
    assert current().version == "2"


@pytest.mark.parametrize(("older", "newer"), [("9", "10"), ("1", "1N"), (None, "1"), ("1132689232", "99999999999")])
def test_versions_are_numbers_even_where_they_are_not(older, newer):
    deliver(ninjs(newer, versioncreated="2018-03-24T10:00:00Z"))
    assert deliver(ninjs(older, "Old", versioncreated="2018-03-24T09:00:00Z")).outcome == "unchanged"
    assert current().version == newer


def test_a_broken_delivery_is_kept_with_its_reason_and_costs_the_others_nothing():
    [received] = intake.deliver(b'{"uri": ', "broken.json", source=cast.xinhua())
    assert received.row.outcome == "rejected"
    assert received.row.reason
    assert WireItem.objects.get().raw
    list(intake.deliver(b'{"uri": ', "broken.json", source=cast.xinhua()))
    assert WireItem.objects.count() == 1


def test_a_kill_cancels_what_is_scheduled():
    deliver(ninjs(1), section=cast.section())
    article = Article.objects.get()
    cast.publish(article, MONDAY, at=MONDAY + DAY)
    deliver(kill(), clock=lambda: MONDAY + HOUR)
    assert not Edition.objects.live(MONDAY + 2 * DAY).exists()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_version_made_in_a_time_to_come_stands_in_no_later_ones_way(order):
    wrong, right, later = ("2099-01-01T00:00:00Z", "2018-03-24T09:00:00Z", "2018-03-24T10:00:00Z")
    copies = [ninjs(None, f"Made {made[:13]}", versioncreated=made) for made in (wrong, right, later)]
    for at in order:
        deliver(copies[at])
    assert current().headline == "Made 2018-03-24T10"


def test_a_clock_that_is_some_hours_ahead_is_believed():
    ahead = (timezone.now() + 3 * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    deliver(ninjs(None, "Before", versioncreated="2018-03-24T09:00:00Z"))
    deliver(ninjs(None, "After", versioncreated=ahead))
    assert current().headline == "After"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["after", "before"])
def test_a_kill_that_names_no_agency_falls_on_its_story_all_the_same(order):
    story = ninjs(1, infosource=None, body_html="<p>GENEVA (Reuters) - The Council met.</p>")
    deliveries = [story, ninjs(2, "KILL", pubstatus="canceled", body_html="", infosource=None)]
    rows = [deliver(deliveries[number], source=None) for number in order]
    assert len({row.source for row in rows}) == 1
    assert current().pubstatus == "canceled"
