"""An agency's habits, as its source has them: whom to trust, what to leave out, whose identifiers, which sections."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, SectionRule, Source, WireFeed, WireItem
from articles.wire import intake, poll
from tests import cast
from tests.desk import at_screen, fields
from tests.test_ingest import run
from tests.test_wire_intake import deliver, kill, ninjs

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LIST = "/admin/articles/wireitem/"
SOURCES = "/admin/articles/source/"


def habit(**words) -> Source:
    source = cast.xinhua()
    for name, value in words.items():
        setattr(source, name, value)
    source.save()
    return source


def told(raw: bytes) -> dict:
    return deliver(raw).parsed


COPY = ninjs(
    1,
    byline="Ben Example",
    dateline={"text": "MADRID, March 20"},
    body_html="<p>By Ana Example</p><p>GENEVA, March 24 (Xinhua) -- The Council met.</p><p>Follow us everywhere</p>",
)


@pytest.mark.parametrize(
    ("trust", "dateline", "byline"),
    [
        ("copy", "GENEVA", "By Ana Example"),
        ("metadata", "MADRID", "Ben Example"),
        ("neither", None, None),
    ],
)
def test_the_source_says_whom_to_trust_and_the_other_is_kept(trust, dateline, byline):
    habit(dateline_from=trust, byline_from=trust)
    item = told(COPY)
    assert (item["dateline"] and item["dateline"]["city"], item["byline"]) == (dateline, byline)
    said = json.dumps(item)
    for words in ("GENEVA", "MADRID", "Ana Example", "Ben Example"):
        assert words in said
    assert "The Council met." in item["body_text"]


def test_lines_that_an_agency_always_sends_are_left_out_and_nothing_else():
    habit(strip="Follow us *\n\n  (*writes for *)  ")
    item = told(COPY)
    assert "Follow us" not in item["body_html"] + item["body_text"]
    assert item["body_text"] == "The Council met."


def test_a_habit_that_is_learned_later_makes_no_replay_a_new_text():
    deliver(COPY)
    habit(strip="Follow us *", byline_from="neither")
    [received] = intake.deliver(COPY, "again.json", source=cast.xinhua())
    assert received.item.outcome == "unchanged"
    assert WireItem.objects.count() == 1


def test_a_source_gives_its_own_identifiers_only():
    habit(guid_prefixes="tag:xinhua.net\ntag:example.org,2018:")
    assert deliver(ninjs(1)).outcome == "imported"
    foreign = deliver(ninjs(1, uri="tag:reuters.com,2018:1"))
    assert foreign.outcome == "rejected"
    assert "tag:reuters.com,2018:1 is not one that Xinhua gives" in foreign.reason
    assert deliver(ninjs(9, uri="tag:reuters.com,2018:1", pubstatus="canceled")).outcome == "rejected"
    [received] = intake.deliver(b"Bridge opens\n\nBERLIN (AP) -- It opened.", "b.txt", source=cast.xinhua())
    assert received.item.outcome == "imported", "what has no identifier gets one here"


def test_a_rule_chooses_the_section_and_the_editor_may_choose_another():
    sport, world = cast.section("news/sport"), cast.section("news/world")
    SectionRule.objects.create(source=cast.xinhua(), subject="medtop:15000000", section=sport)
    SectionRule.objects.create(source=cast.xinhua(), subject="Diplomacy", section=world)
    screen = at_screen(cast.ada())
    for subject, section in [
        ({"code": "medtop:15000000", "name": "sport"}, sport.pk),
        ({"code": "medtop:11000000", "name": "diplomacy"}, world.pk),
        ({"code": "medtop:1", "name": "weather"}, ""),
    ]:
        row = deliver(ninjs(1, uri=f"tag:example.org,2018:{section}", subject=[subject]))
        assert fields(screen.get(f"{LIST}{row.pk}/change/"))["section"] == str(section)


def test_incoming_is_narrowed_to_a_subject():
    deliver(ninjs(1, subject=[{"code": "medtop:15000000", "name": "sport"}]))
    deliver(ninjs(1, "Sports law", uri="tag:example.org,2018:law", subject=[{"name": "sports law"}]))
    screen = at_screen(cast.ada())
    assert "subject=sport+law" in screen.get(LIST).text.replace("sports", "sport")
    shown = screen.get(f"{LIST}?subject=sport").text
    assert "Headline 1" in shown
    assert "Sports law" not in shown


def test_a_paused_source_is_not_asked_and_what_comes_is_held_but_for_kills():
    source = habit(paused=True)
    WireFeed.objects.create(source=source, address="https://example.org/rss.xml")
    assert list(poll.due(timezone.now())) == []
    row = deliver(ninjs(1))
    assert (row.outcome, row.reason) == ("held", "Xinhua is paused.")
    article = cast.story(guid="tag:example.org,2018:other")
    cast.publish(article)
    deliver(ninjs(9, uri=article.guid, pubstatus="canceled"))
    assert not article.editions.live(timezone.now()).exists()
    habit(paused=False)
    assert len(list(poll.due(timezone.now()))) == 1


def test_a_silent_source_shows_at_the_desk_until_it_speaks():
    screen = at_screen(cast.ada())
    habit(quiet_hours=6)
    assert "Xinhua is silent: nothing has ever come from it" in screen.get(LIST).text
    deliver(ninjs(1))
    assert "is silent" not in screen.get(LIST).text
    Source.objects.update(heard_at=timezone.now() - timedelta(hours=7))
    assert "Xinhua is silent: it sent something last 7" in screen.get("/admin/").text.replace("\xa0", " ")
    habit(quiet_hours=6, paused=True, heard_at=None)
    assert "is silent" not in screen.get(LIST).text


def test_the_habits_are_a_form_at_the_desk():
    source, section = cast.xinhua(), cast.section("news/sport")
    screen = at_screen(cast.ada())
    form = fields(screen.get(f"{SOURCES}{source.pk}/change/"))
    form |= {"strip": "Follow us *", "quiet_hours": "6", "rules-0-subject": "SPO", "rules-0-section": section.pk}
    assert screen.post(f"{SOURCES}{source.pk}/change/", form).status_code == 302
    source.refresh_from_db()
    assert (source.strip, source.quiet_hours) == ("Follow us *", 6)
    assert [(rule.subject, rule.section) for rule in source.rules.all()] == [("SPO", section)]


def test_what_was_refused_is_read_again_once_it_can_be():
    [received] = intake.deliver(ninjs(1), "a.json", source=cast.xinhua())
    raw = received.row.raw
    WireItem.objects.all().delete()
    broken = WireItem.objects.create(
        source=cast.xinhua(), path="a.json", raw=raw, sha256=received.row.sha256, outcome="rejected",
        reason="Not read as yet.", received_at=timezone.now(),
    )  # fmt: skip
    screen = at_screen(cast.ada())
    assert "Read it again" in screen.get(f"{LIST}{broken.pk}/change/").text
    answer = screen.post(f"{LIST}{broken.pk}/read/", follow=True)
    assert "1 of 1 items of this delivery are read now." in answer.text
    [row] = WireItem.objects.all()
    assert (row.pk, row.outcome, row.headline) == (broken.pk, "imported", "Headline 1")


def test_what_was_refused_and_came_otherwise_meanwhile_is_read_away():
    row = deliver(ninjs(1))
    words = {"raw": row.raw, "sha256": "0" * 64, "received_at": row.received_at, "outcome": "rejected"}
    refused = WireItem.objects.create(source=row.source, path="a.json", **words)
    WireItem.objects.filter(pk=refused.pk).update(sha256=row.sha256, position=0)
    [received] = intake.again(refused)
    assert received.item.outcome == "unchanged"
    assert list(WireItem.objects.all()) == [row]


def test_a_batch_with_a_broken_item_brings_the_others_and_the_rest_when_it_is_mended():
    good = [json.loads(ninjs(1, f"Headline {n}", uri=f"tag:example.org,2018:{n}")) for n in range(20)]
    broken = [*good[:6], {**good[6], "body_html": "word " * 200_000}, *good[7:]]
    first = [one.row.outcome for one in intake.deliver(json.dumps(broken).encode(), "batch.json", source=cast.xinhua())]
    assert first.count("imported") == 19
    assert first[6] == "rejected"
    assert WireItem.objects.get(outcome="rejected").reason
    again = [one.item.outcome for one in intake.deliver(json.dumps(good).encode(), "batch.json", source=cast.xinhua())]
    assert again == ["unchanged"] * 6 + ["imported"] + ["unchanged"] * 13


def test_the_command_reads_again_what_was_refused_and_asks_for_one_or_the_other():
    list(intake.deliver(b'{"uri": ', "broken.json", source=cast.xinhua()))
    assert run("ingest", "--again").startswith("rejected  broken.json")
    assert WireItem.objects.count() == 1


def test_what_waits_is_held_and_comes_back():
    row = deliver(ninjs(1))
    screen = at_screen(cast.ada())
    screen.post(f"{LIST}{row.pk}/act/hold/")
    assert "Headline 1" not in screen.get(LIST).text
    assert "On hold" in screen.get(f"{LIST}?state=hold").text
    deliver(ninjs(2))
    assert "Headline 2" in screen.get(LIST).text, "a new version asks anew"
    screen.post(f"{LIST}{row.pk}/act/back/")
    assert WireItem.objects.get(pk=row.pk).state == "new"


def test_an_embargo_tells_how_long_it_still_is():
    end = timezone.now() + timedelta(hours=3, minutes=5)
    row = deliver(ninjs(1, embargoed=end.strftime("%Y-%m-%dT%H:%M:%SZ")))
    screen = at_screen(cast.ada())
    assert "Embargoed for 3 hours, 4 minutes" in screen.get(LIST).text.replace("\xa0", " ")
    WireItem.objects.filter(pk=row.pk).update(embargoed="2018-03-24T09:00:00Z")
    assert "Embargoed for" not in screen.get(LIST).text


def test_a_version_that_waits_shows_on_the_story_itself():
    row = deliver(ninjs(1))
    screen = at_screen(cast.ada())
    screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk})
    article = Article.objects.get()
    form = f"/admin/articles/article/{article.pk}/change/"
    assert "The wire has" not in screen.get(form).text
    new = deliver(ninjs(2))
    assert f"{LIST}{new.pk}/change/" in screen.get(form).text
    screen.post(f"{LIST}{new.pk}/again/")
    assert "The wire has" not in screen.get(form).text
    deliver(kill())
    assert "The agency has killed this story" in screen.get(form).text
