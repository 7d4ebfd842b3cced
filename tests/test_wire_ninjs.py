"""ninjs, from the bytes of a file to the fields that `ingest --json` prints."""

import contextlib
import json
import random
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item, Unreadable

SAMPLES = Path(__file__).parent / "samples" / "wire" / "ninjs"
STORY = {"uri": "urn:example:1", "type": "text", "headline": "A headline", "body_html": "<p>The copy.</p>"}


def read(**changes) -> Item:
    """The one item of STORY with these changes."""
    return recognise.read(json.dumps({**STORY, **changes}).encode(), "name")[0]


def sample(name: str) -> list[Item]:
    return recognise.read((SAMPLES / name).read_bytes(), name)


def test_a_composite_of_ninjs_1_brings_its_body_and_its_pictures():
    [item] = sample("iptc-1.4-ninjsExComplex2.json")
    assert (item.format, item.guid) == ("ninjs", "http://ninjs.example.com/newsitems/20130709cplx456")
    assert (item.version, item.pubstatus, item.versioncreated) == (None, "usable", "2013-07-09T10:39:00Z")
    assert (item.dateline.city, item.dateline.country, item.dateline.agency) == ("GROSSETO", "Italy", "AP")
    assert item.located == "Grossetto, Italy"
    assert item.body_html.count("<p>") == 4
    assert item.body_text.startswith("The trial of the captain")
    first, second = item.images
    assert first["guid"] == "http://ninjs.example.com/newsitems/20130709simpPh123"
    assert first["caption"].startswith("The Costa Concordia cruise ship lies on its side")
    assert [(one["name"], one["width"]) for one in first["renditions"]] == [("main", 429), ("small", 179)]
    assert first["href"] == first["renditions"][0]["href"]
    assert second["headline"] == "Francesco Schettino at court"


def test_ninjs_2_has_lists_with_roles():
    [item] = sample("iptc-2.1-ntb_text.json")
    assert (item.headline, item.byline, item.version) == ("Google har kjøpt giganttomt i Skien", "NTB", "6")
    assert item.abstract.startswith("IT-giganten Google")
    assert item.ednotes == [{"role": None, "text": "Noe utvidet.", "public": False}]
    assert item.copyrightnotice is None
    assert {"scheme": None, "code": "13010000", "name": "Teknologi"} in item.subjects
    assert not item.not_for_publication


def test_ninjs_3_has_the_same_in_other_letters():
    [item] = sample("iptc-3.0-tt_text_image.json")
    assert (item.pubstatus, item.versioncreated) == ("usable", "2021-05-26T11:40:18Z")
    assert (item.expires, item.source) == ("2023-05-30T22:00:00Z", "TT")
    assert item.body_text.startswith("Pandemin satte stopp")
    assert "Arkivbild" not in item.body_text
    assert item.body_html.count("<blockquote>") == 2
    [image] = item.images
    assert (image["byline"], len(image["renditions"])) == ("Karl Melander/TT", 4)
    assert image["renditions"][0]["size"] == 10326191


def test_the_items_of_a_server_are_read_one_by_one():
    first, second = sample("superdesk-wrapped.json")
    assert (first.guid, first.version) == ("urn:newsml:wire.example:2018-03-24T09:00:00:abc", "3")
    assert (first.headline, first.urgency, first.language) == ("Council & states adopt resolution", 3, "en-GB")
    assert (first.source, first.keywords) == ("Example Wire", ["rights", "council"])
    assert first.replaces == "urn:newsml:wire.example:2018-03-24T08:00:00:abb"
    assert {"scheme": "medtop", "code": "20000593", "name": "rights"} in first.subjects
    assert second.body_text == "First line of the second.\n\nSecond line of the second."


def test_the_dateline_is_that_of_the_copy_and_not_the_person_who_is_called_located():
    item = sample("superdesk-wrapped.json")[0]
    assert (item.dateline.city, item.dateline.year, item.dateline.agency) == ("GENEVA", 2018, "Xinhua")
    assert item.located == "Example Agency Person"


def test_markup_that_runs_is_gone_and_blocks_stay_apart():
    item = sample("superdesk-wrapped.json")[0]
    assert item.body_text.split("\n\n") == [
        "The council adopted the text on Friday.",
        "Twenty-eight members voted for it.",
        "One voted against.",
        "More words.",
    ]
    assert "javascript" not in json.dumps(item.as_json())
    assert "alert" not in item.body_html
    assert item.abstract == "The council adopted it."


def test_a_picture_without_a_status_is_shown_and_one_taken_back_is_not():
    item = sample("superdesk-wrapped.json")[0]
    [image] = item.images
    assert image["guid"] == "tag:wire.example:2018:picture"
    assert (image["caption"], image["alt"]) == ("Delegates in the hall.", "Rows of delegates at desks")
    assert (image["credit"], image["byline"]) == ("Example Wire", "Staff Photographer")
    assert [one["name"] for one in image["renditions"]] == ["original", "viewImage"]
    assert "picture canceled: tag:wire.example:2018:killed" in item.signals
    assert item.links == [{"rel": "related--1", "guid": "urn:newsml:wire.example:related", "href": None}]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, "usable"),
        ({"pubstatus": None}, "usable"),
        ({"pubStatus": "stat:Canceled"}, "canceled"),
        ({"pubstatus": "WITHHELD"}, "withheld"),
        ({"pubstatus": "resting"}, "withheld"),
    ],
)
def test_the_status_is_read_with_any_prefix_and_an_unknown_one_holds(said, status):
    item = read(**said)
    assert item.pubstatus == status
    assert item.signals == (["unknown status: resting"] if "resting" in said.values() else [])


@pytest.mark.parametrize(
    ("said", "embargo"),
    [
        ({"embargoed": None}, None),
        ({"embargoed": "2018-03-24T10:00:00+01:00"}, "2018-03-24T09:00:00Z"),
        ({"embargoedUntil": "2018-03-24T10:00:00Z"}, "2018-03-24T10:00:00Z"),
        ({"embargoed": "2018-03-24T10:00:00Z", "embargoedUntil": "2018-03-24T12:00:00Z"}, "2018-03-24T12:00:00Z"),
        ({"embargoed": "2018-03-24T10:00:00"}, UNREADABLE),
        ({"embargoed": "tomorrow"}, UNREADABLE),
        ({"embargoed": ""}, UNREADABLE),
        ({"embargoed": 1521882000}, UNREADABLE),
        ({"pubstatus": "embargoed"}, UNREADABLE),
        ({"ednote": "Embargoed to 0001 Friday September 9"}, UNREADABLE),
        ({"ednote": "Sperrfrist: heute 19.00 Uhr"}, UNREADABLE),
        ({"ednote": "Embargo lifted."}, None),
        ({"ednote": "Adds vote on the arms embargo."}, None),
        ({"body_text": "EMBARGOED UNTIL 0001 FRIDAY\n\nThe copy.", "body_html": ""}, UNREADABLE),
        (
            {"associations": [{"type": "picture", "uri": "p", "embargoedUntil": "2018-03-25T10:00:00Z"}]},
            "2018-03-25T10:00:00Z",
        ),
    ],
)
def test_the_strictest_embargo_holds_and_one_that_cannot_be_read_waits_for_an_editor(said, embargo):
    item = read(**said)
    assert item.embargoed == embargo
    assert item.body_text == "The copy."


@pytest.mark.parametrize(
    ("said", "version"), [({}, None), ({"version": 0}, "0"), ({"version": "1N"}, "1N"), ({"version": 2.0}, "2")]
)
def test_a_version_is_text_and_nought_is_one(said, version):
    assert read(**said).version == version


def test_uri_goes_before_guid_and_one_is_made_where_there_is_none():
    assert read(guid="other").guid == "urn:example:1"
    assert read(uri=None, guid="other").guid == "other"
    made = read(uri=" ").guid
    assert made.startswith("urn:newsroom:made:")
    assert made == read(uri=None, body_html="<p>Corrected copy.</p>").guid
    assert made != read(uri=None, headline="Another").guid


def test_a_headline_may_be_in_a_title_or_in_the_body_only():
    assert read(headline=None, title="Only a title").headline == "Only a title"
    item = read(headline=" ", body_html="<h1>In the body</h1><p>The copy.</p>")
    assert (item.headline, item.body_text) == ("In the body", "The copy.")
    several = [{"role": "sub", "value": "Below"}, {"role": "main", "value": "Above"}]
    item = read(headline=None, headlines=several)
    assert (item.headline, item.subheadline) == ("Above", "Below")


@pytest.mark.parametrize(
    "body",
    [
        {"body_html": "&lt;p&gt;One &amp;amp; two.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;"},
        {"body_text": "<p>One &amp; two.</p><p>Three.</p>"},
        {"body_text": "One & two.\n\nThree."},
        {"body_text": "Worse", "body_xhtml": "<div><p>One &amp; two.</p><p>Three.</p></div>"},
        {
            "bodies": [
                {"contentType": "text/plain", "value": "Worse"},
                {"role": "html", "value": "One &amp; two.<br>Three."},
            ]
        },
        {"bodies": [{"role": "html", "value": " "}, {"contentType": "text/plain", "value": "One & two.\n\nThree."}]},
    ],
)
def test_the_best_body_is_taken_and_markup_escaped_by_mistake_is_markup(body):
    assert read(**{"body_html": None, **body}).body_text == "One & two.\n\nThree."


def test_rights_are_kept_and_what_only_machines_read_is_told():
    item = read(
        copyrightHolder="Example", usageTerms="No archive.", rightsinfo={"langid": "odrl", "encodedrights": "{}"}
    )
    assert (item.copyrightholder, item.usageterms) == ("Example", "No archive.")
    assert item.signals == ["restricted: rights in odrl"]
    assert read(rightsinfo={"linktorights": "https://example.org/r"}).links[0]["href"] == "https://example.org/r"


def test_a_body_of_marks_without_end_loses_no_words():
    assert read(body_html="<div>" * 99_000 + "It met.").body_text == "It met."


def test_a_message_that_is_only_a_note_is_not_for_publication():
    assert read(body_html="", ednotes=[{"value": "Photos will follow."}]).not_for_publication
    assert not read(ednotes=[{"value": "Photos will follow."}]).not_for_publication
    assert not read(body_html="", ednote="Kill it.", pubstatus="canceled").not_for_publication


def test_a_kill_may_hold_a_name_and_a_status_only():
    [item] = recognise.read(b'{"uri": "urn:example:1", "version": "3", "pubStatus": "canceled"}', "name")
    assert (item.guid, item.version, item.pubstatus, item.body_html) == ("urn:example:1", "3", "canceled", None)


def test_a_wrapper_with_a_title_is_no_story():
    wrapped = {"title": "A feed", "version": "1", "items": [STORY]}
    [item] = recognise.read(json.dumps(wrapped).encode(), "name")
    assert item.headline == "A headline"


def test_the_text_members_of_a_package_without_copy_are_items_too():
    member = {**STORY, "uri": "urn:example:2", "body_html": "<p>The copy of the member.</p>"}
    package, text = recognise.read(
        json.dumps({**STORY, "type": "composite", "body_html": "", "associations": {"main": member}}).encode(), "name"
    )
    assert package.links == [{"rel": "main", "guid": "urn:example:2", "href": None}]
    assert (text.guid, text.body_text) == ("urn:example:2", "The copy of the member.")


def test_a_picture_alone_is_a_photograph():
    item = read(
        type="picture",
        body_html=None,
        byline="A Photographer",
        description_text="What is seen.",
        renditions={"main": {"href": "photo.jpg", "width": 800, "height": 600}},
    )
    assert (item.type, item.caption, item.creator) == ("picture", "What is seen.", "A Photographer")
    assert (item.width, item.height, item.images[0]["file"]) == (800, 600, "photo.jpg")


def test_the_command_prints_every_field_and_writes_nothing():
    out = StringIO()
    call_command("ingest", str(SAMPLES / "iptc-2.1-ntb_text.json"), "--dry-run", "--json", stdout=out)
    printed = json.loads(out.getvalue())
    assert (printed["format"], printed["slugline"], printed["images"]) == ("ninjs", "skien-google", [])


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"uri": ',
        b"[{}]",
        b'{"a": 1}',
        b"[" * 100_000 + b'{"uri": 1}',
        b'{"uri":' * 50_000,
        b'{"uri": "e", "type": "event", "headline": "Meeting"}',
        b'[{"uri": "u", "headline": "h", "body_text": "t"}'
        + b',{"uri": "u", "headline": "h", "body_text": "t"}' * 12_000
        + b"]",
    ],
)
def test_what_is_no_story_is_told_in_a_sentence(raw):
    begun = time.monotonic()
    with pytest.raises(Unreadable) as told:
        recognise.read(raw, "name")
    assert str(told.value).endswith(".")
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "value", [None, True, 7, -1, 1.5, "", "x", [], {}, [[]], [None, 3], {"a": None}, "\ud800\0", "9" * 5000]
)
def test_wrong_types_anywhere_lose_no_copy(value):
    names = {name for path in SAMPLES.glob("*.json") for name in json.loads(path.read_bytes())} - set(STORY)
    for name in (*names, "embargoed", "embargoedUntil", "rightsinfo", "ednotes", "renditions", "subjects", "located"):
        item = read(**{name: value})
        assert item.body_text == "The copy.", name
        json.dumps(item.as_json()).encode()
    huge = json.dumps(STORY).replace('"text"', "9" * 5000).encode()
    assert recognise.read(huge, "name")[0].body_text == "The copy."


@pytest.mark.no_cover
def test_damaged_files_end_in_a_sentence_or_an_item():
    for path in SAMPLES.glob("*.json"):
        for raw in damaged(path.read_bytes()):
            with contextlib.suppress(Unreadable):
                assert all(item.guid for item in recognise.read(raw, "name"))


def damaged(whole: bytes) -> Iterator[bytes]:
    """Cut, doubled, and with bytes flipped, always in the same ways."""
    chance = random.Random(1)
    for _ in range(60):
        raw = bytearray(whole[: chance.choice([len(whole), chance.randrange(2, len(whole))])])
        for _ in range(chance.randrange(4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        yield bytes(raw) * chance.choice([1, 1, 2])
