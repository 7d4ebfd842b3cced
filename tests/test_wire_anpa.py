"""ANPA 1312: what American agencies send as lines becomes an item."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item
from tests import spoiled

SAMPLES = Path(__file__).parent / "samples" / "wire" / "anpa"
STORY, ALERT = SAMPLES / "vote-writethru.anpa", SAMPLES / "alert.anpa"


def read(raw: bytes | str) -> Item:
    [item] = recognise.read(raw.encode() if isinstance(raw, str) else raw, "x.anpa")
    return item


def message(
    *header: str,
    level: str = "r",
    category: str = "i",
    slug: str = "^BC-UN--Vote,30<",
    keyword: str = "BC-UN--Vote",
    body: str = "\t   GENEVA (AP) _ The council voted.",
) -> Item:
    lines = [f"a0471-----\n{level} {category} {keyword}   03-24 0310", slug, *header, body]
    return read("\n".join([*lines, "", "\t   AP-WF-03-24-18 0900GMT<\n\n"]))


def test_a_writethru():
    item = read(STORY.read_bytes())
    assert (item.format, item.pubstatus, item.urgency, item.version) == ("anpa", "usable", 4, "2")
    assert item.headline == "Synthetic sample: council adopts resolution"
    assert item.abstract == "The council adopted a resolution on Friday, 28-1."
    assert (item.slugline, item.signals) == ("BC-UN--Rights Vote", ["1st Ld-Writethru"])
    assert (item.byline, item.source) == ("A. WRITER, Associated Press", "AP")
    assert item.subjects == [{"scheme": "anpa", "code": "i", "name": "International"}]
    assert item.versioncreated == "2018-03-24T09:00:00Z"
    assert [image["guid"] for image in item.images] == ["GVA101", "GVA102"]
    assert item.ednotes == [
        {"role": "eds", "text": "Updates with quotes. With AP Photos. For global use.", "public": False}
    ]
    assert (item.dateline.raw, item.dateline.city) == ("GENEVA (AP) _", "GENEVA")
    assert item.body_html.split("\n") == [
        "<p>The council adopted a resolution on Friday — the first of its kind — after a debate.</p>",
        "<p>“This is a synthetic sample,” a delegate said. “It didn't happen.”</p>",
        "<p>The vote was 28½ to 1, with some abstentions.</p>",
        "<hr>",
        "<h3>WHAT COMES NEXT</h3>",
        "<p>The council meets again in June.</p>",
    ]


def test_an_alert_has_its_first_sentence_for_a_headline_and_says_so():
    item = read(ALERT.read_bytes())
    assert item.headline == "Synthetic sample: the council adopts the resolution by 28 votes."
    assert item.signals == ["bulletin", "headline made from the first sentence"]
    assert item.urgency == 2
    assert item.body_text.endswith("It was the first.")


def test_alerts_of_one_day_are_several_stories_and_a_writethru_is_a_version():
    raw = ALERT.read_bytes()
    assert read(raw).guid != read(raw.replace(b"a0472", b"a0473")).guid
    first, second = message("^Vote<"), message("^Vote<", slug="^BC-UN--Vote, 2nd Ld-Writethru,30<")
    assert (first.guid, first.version, second.version) == (second.guid, "1", "3")
    assert message("^Vote<", slug="^BC-UN--Other Vote,30<", keyword="BC-UN--OtherVote").guid != first.guid


@pytest.mark.parametrize(
    ("level", "category", "urgency"),
    [("f", "i", 1), ("b", "a", 2), ("u", "w", 3), ("r", "f", 4), ("d", "s", 5), ("f", "l", 5), ("z", "i", 5)],
)
def test_the_service_level_is_the_urgency_but_f_of_a_feature_is_no_flash(level, category, urgency):
    item = message("^Vote<", level=level, category=category)
    assert (item.urgency, item.subjects[0]["code"]) == (urgency, category)


@pytest.mark.parametrize(
    "item",
    [
        message("^Vote<", level="a"),
        message("^Adv 25<", "^Vote<"),
        message("^Adv25<", "^For release Sunday, March 25, and thereafter<", "^Vote<"),
        message("^Vote<", "^Eds: Embargoed until 0001 GMT.<"),
    ],
    ids=["level", "adv", "release", "eds"],
)
def test_an_advance_is_held(item):
    assert (item.embargoed, item.headline) == (UNREADABLE, "Vote")


@pytest.mark.parametrize(
    "line",
    [
        "^Eds: This story may not be published, broadcast or posted online before 3:01 a.m. EDT.<",
        "^Eds: Moved in advance. For use Sunday, March 25, and thereafter.<",
        "^FOR USE SUNDAY, MARCH 25, AND THEREAFTER<",
        "^Eds: Not for online use before 6 p.m.<",
        "^Eds: Advance for release 12:01 a.m. Monday.<",
        "^EDITORS' NOTE _ Embargoed.<",
        "^HFR<",
    ],
)
def test_a_note_that_a_story_is_not_to_be_used_yet_holds_it(line):
    item = message("^Vote<", line)
    assert (item.headline, item.abstract, item.embargoed) == ("Vote", None, UNREADABLE)
    assert [(note["role"], note["public"]) for note in item.ednotes] == [("embargo", False)]


@pytest.mark.parametrize("part", ["Adv25", "HFR"])
def test_a_slug_that_says_so_holds_the_story_too(part):
    assert message("^Vote<", slug=f"^BC-UN--Vote, {part},30<").embargoed == UNREADABLE


@pytest.mark.parametrize("line", ["^Eds: Stand by for an update before 6 p.m.<", "^Eds: For immediate release.<"])
def test_other_notes_hold_nothing(line):
    assert message("^Vote<", line).embargoed is None


def test_a_kill_and_an_advisory():
    assert message("^Vote<", slug="^BC-UN--Vote, KILL,30<").pubstatus == "canceled"
    assert message("^Vote<", keyword="BC-UN--Vote KILL").pubstatus == "canceled"
    assert message("^Skills: how to kill time<").pubstatus == "usable"
    assert message("^News digest<", slug="^BC-AP News Digest,30<").not_for_publication is True
    assert message("^Vote<", "^Eds: Please disregard.<", body="").not_for_publication is True


def test_header_lines_broken_in_two_and_notes_stay_out_of_the_copy():
    item = message("^A long headline that goes", "on here<", "^Eds: Adds a quote,", "a picture.<", "^With AP Video.<")
    assert (item.headline, item.abstract) == ("A long headline that goes on here", None)
    assert [note["text"] for note in item.ednotes] == ["Adds a quote, a picture.", "With AP Video."]
    assert item.body_text == "The council voted."


def test_a_table_of_results_keeps_its_rows_and_headings():
    table = "^LEAGUE=\n^ W   L   Pct=\nTeam One 7 5 .584\nTeam Two 6 6 .500\n"
    rows = f"{table}\t   ___=\n^Games=\n\t   One 6, Two 5\n\t   Two 4, One 3"
    item = message("^Results<", body=rows)
    assert item.body_text.split("\n\n") == [
        "LEAGUE", "W L Pct", "Team One 7 5 .584", "Team Two 6 6 .500", "Games", "One 6, Two 5", "Two 4, One 3",
    ]  # fmt: skip
    assert "<hr>" in item.body_html


def test_notes_in_brackets_are_for_editors_too():
    item = message("^Vote<", "^(Eds: Minor edits. With BC-UN--Rights Debate.)<", "^(Adv for Sunday, March 25)<")
    assert [note["text"] for note in item.ednotes] == [
        "Minor edits. With BC-UN--Rights Debate.",
        "Adv for Sunday, March 25",
    ]
    assert (item.headline, item.abstract, item.embargoed) == ("Vote", None, UNREADABLE)


def test_a_short_headline_that_names_the_agency_is_no_note():
    assert message("^AP source: Envoy to resign<").headline == "AP source: Envoy to resign"


def test_a_list_of_headlines_is_the_copy_and_a_code_is_no_headline():
    lines = [
        "^*9006< ^AP-Top-Culture-Headlines,0176<",
        "^Top culture news at 11:23 p.m.<",
        "^Choir sings",
        "^Play opens<",
    ]
    item = message(*lines, slug="", keyword="AP-Top-Culture-Hea", body="")
    assert (item.headline, item.slugline) == ("Top culture news at 11:23 p.m.", "AP-Top-Culture-Headlines")
    assert (item.abstract, item.body_text) == (None, "Choir sings\n\nPlay opens")


def test_standings_with_strokes_are_a_table_below_their_byline():
    rows = "^All Times GMT=\n^By The Associated Press=\n^LEAGUE=\n^;W;L;GB;Str \nTown;23;13;_;L-1 \nVale;2;9;6{;W-3 "
    item = message("^Standings=", body=rows)
    assert (item.headline, item.byline) == ("Standings", "The Associated Press")
    assert item.body_html == (
        "<h3>All Times GMT</h3>\n<h3>LEAGUE</h3>\n<table><tbody>"
        "<tr><td></td><td>W</td><td>L</td><td>GB</td><td>Str</td></tr>"
        "<tr><td>Town</td><td>23</td><td>13</td><td>—</td><td>L-1</td></tr>"
        "<tr><td>Vale</td><td>2</td><td>9</td><td>6½</td><td>W-3</td></tr></tbody></table>"
    )


def test_a_message_without_marks_has_its_headline_above_the_copy_and_its_own_clock():
    item = read((SAMPLES / "no-marks.anpa").read_bytes())
    assert (item.format, item.urgency, item.versioncreated) == ("anpa", 3, "2018-12-09T12:37:00Z")
    assert (item.headline, item.slugline) == ("Rowing: Synthetic crew wins cup", "BC-Rowing-Harbour-Cup")
    assert (item.dateline.raw, item.source) == ("SAITAMA, Japan, Dec. 9 Kyodo -", "Kyodo")
    assert item.body_text.split("\n\n") == [
        "A crew won the cup on Sunday after a long race.",
        '"We trained," one said.',
    ]


def test_a_transmission_of_several_messages_loses_none_for_a_broken_one():
    good = ALERT.read_bytes()
    items = recognise.read(good + b"\x01 this is no header, but it was sent\n\x04" + good, "x")
    assert [item.outcome for item in items] == [None, "rejected", None]


def test_the_command_shows_the_fields():
    out = StringIO()
    call_command("ingest", str(STORY), "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["byline"] == "A. WRITER, Associated Press"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "filling",
    [
        b"^" + b"x" * 400_000,
        b"^x<\n" * 15_000,
        b"^H<\n\t" + b"x\n" * 15_000,
        b"^H<\n" + b"\t" * 400_000,
        b"^H<\n" * 2_000_000,
    ],
    ids=["line", "headers", "lines", "tabs", "long"],
)
def test_absurd_messages_are_read_or_refused_at_once(filling):
    begun = time.process_time()
    [item] = recognise.read(b"a0001-----\nr i BC-X 03-24 0310\n" + filling, "x")
    assert time.process_time() - begun < 2
    assert item.outcome in (None, "rejected")


@pytest.mark.no_cover
@pytest.mark.parametrize("sample", [STORY, ALERT], ids=["story", "alert"])
def test_mutations_end_in_an_item_or_a_sentence(sample):
    for broken in spoiled.spoiled(sample.read_bytes()):
        assert all(item.reason or item.guid for item in spoiled.read(broken))
