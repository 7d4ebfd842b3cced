"""The JSON of agencies that is no ninjs: dpa digitalwires, and PA through Fingerpost."""

import contextlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item, Unreadable
from tests.test_wire_ninjs import damaged

SAMPLES = Path(__file__).parent / "samples" / "wire" / "agency_json"


def read(name: str, **changes) -> Item:
    """The one item of the sample with these changes."""
    told = json.loads((SAMPLES / name).read_bytes()) | changes
    return recognise.read(json.dumps(told).encode(), name)[0]


def test_a_story_of_dpa_brings_every_field():
    item = read("digitalwires.json")
    assert (item.format, item.guid) == ("dpa-digitalwires", "urn:newsml:wire.example:20090101:250128-930-1")
    assert (item.version, item.versioncreated, item.type) == ("2", "2025-01-28T08:18:34Z", "text")
    assert (item.headline, item.subheadline, item.abstract) == ("Eine Überschrift", "Darunter", "In Kürze.")
    assert (item.slugline, item.urgency, item.language) == ("Beispiele", 3, "de")
    assert (item.byline, item.source, item.creditline) == ("Von Erika Beispiel, dpa", "dpa", "dpa")
    assert (item.usageterms, item.genre) == ("Nutzung nur nach Vereinbarung", "Zusammenfassung")
    assert (item.signals, item.keywords) == (["sig:update"], ["Beispiel"])
    assert item.subjects == [
        {"scheme": "medtop", "code": "20000394", "name": "Börse"},
        {"scheme": "dpacountry", "code": "184", "name": "USA"},
    ]


def test_the_dateline_of_dpa_is_cut_from_the_copy_and_the_box_stays():
    item = read("digitalwires.json")
    assert (item.dateline.city, item.dateline.agency, item.dateline_element) == ("New York", "dpa", "New York (dpa) -")
    assert item.body_text.split("\n\n") == [
        "Der erste Absatz.",
        "Zwischentitel",
        "Der zweite Absatz.",
        "Hintergrund",
        "Ein Punkt",
    ]


def test_a_note_of_dpa_is_public_only_where_it_says_so():
    item = read("digitalwires.json")
    assert [(note["role"], note["public"]) for note in item.ednotes] == [
        ("correction", True),
        ("dpacontacts", False),
        ("unsaid", False),
    ]
    notepad = read("digitalwires.json", ednotes=[]).ednotes
    assert [note["text"] for note in notepad if note["public"]] == ["Zweiter Satz ergänzt."]
    assert "desk@wire.example" in notepad[-1]["text"]


def test_a_contact_that_slipped_into_the_copy_is_taken_out():
    note = "<p>Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt</p><p>desk@wire.example</p>"
    item = read("digitalwires.json", article_html=f"<p>Der Absatz.</p>{note}", infobox_html="")
    assert item.body_text == "Der Absatz."
    assert item.ednotes[-1] == {"role": "note", "text": "desk@wire.example", "public": False}


def test_a_picture_of_dpa_has_its_largest_rendition_first():
    [image] = read("digitalwires.json").images
    assert (image["guid"], image["credit"]) == ("urn:newsml:wire.example:picture-1", "Beispiel/dpa")
    assert (image["href"], image["file"]) == ("https://wire.example/large.jpeg", None)
    assert [one["width"] for one in image["renditions"]] == [3000, 256]


@pytest.mark.parametrize(("kind", "type_"), [("image", "picture"), ("audio", "audio")])
def test_what_dpa_sends_without_copy_is_the_picture_or_the_sound_that_it_is_associated_with(kind, type_):
    files = [{"width": 2048, "height": 1365, "mimetype": f"{kind}/x", "url": "https://wire.example/file"}]
    item = read(
        "digitalwires.json",
        urn="urn:newsml:wire.example:alone",
        **dict.fromkeys(("article_html", "infobox_html", "linkbox_html")),
        descriptions=[{"role": "drol:caption", "description": "Der Hafen."}],
        associations=[
            {"type": kind, "urn": "urn:newsml:wire.example:alone", "caption": "Der Hafen.", "renditions": files}
        ],
        categories=[
            {"type": "dnltype:creator", "name": "Erika Beispiel", "qcode": None},
            {"type": "dnltype:locationcreated", "name": "Kiel", "qcode": None},
        ],
    )
    assert (item.type, item.caption, item.creator, item.located) == (type_, "Der Hafen.", "Erika Beispiel", "Kiel")
    if kind == "image":
        assert (item.width, item.images[0]["byline"], item.city) == (2048, "Erika Beispiel", "Kiel")
    else:
        assert (item.images, item.links[-1]["href"]) == ([], "https://wire.example/file")


def test_a_feed_of_advisories_is_for_editors_only():
    assert read("fingerpost.json", **{"source-feed": "PA PA ADVISORY"}).not_for_publication
    assert read("fingerpost.json", **{"source-feed": "PA PA SPORT"}).not_for_publication is None


def test_the_place_of_filing_is_among_the_categories_of_dpa():
    located = {"type": "dnltype:located", "name": "Neu Delhi", "qcode": None}
    assert read("digitalwires.json", categories=[located]).located == "Neu Delhi"


def test_a_teaser_that_says_the_headline_again_is_no_abstract():
    assert read("digitalwires.json", teaser="Eine Überschrift").abstract is None


def test_a_plan_of_the_day_is_for_editors_only():
    assert read("digitalwires.json", genre_names=["Vorschau"]).not_for_publication
    note = {"role": "dpaednoterole:genrenote", "ednote": "Planungshinweis", "is_publishable": True}
    assert read("digitalwires.json", ednotes=[note]).not_for_publication
    assert read("digitalwires.json").not_for_publication is None


@pytest.mark.parametrize("name", ["digitalwires.json", "fingerpost.json"])
@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"embargoed": "2025-01-28T12:00:00+01:00"}, "embargoed", "2025-01-28T11:00:00Z"),
        ({"embargoed": "2025-01-28T12:00:00"}, "embargoed", UNREADABLE),
        ({"pubstatus": "canceled"}, "pubstatus", "canceled"),
        ({"pubstatus": "new word"}, "pubstatus", "withheld"),
        ({"version": None}, "version", None),
        ({"version": "1N"}, "version", "1N"),
    ],
)
def test_status_embargo_and_version_are_read_alike(name, said, field, value):
    assert getattr(read(name, **said), field) == value


def test_a_story_of_fingerpost_is_named_by_its_number_and_not_by_its_version():
    item = read("fingerpost.json")
    assert (item.format, item.guid, item.version) == ("fingerpost", "usn-1", "2")
    assert (item.firstcreated, item.versioncreated) == ("2026-02-09T15:02:05Z", "2026-02-09T16:02:05Z")
    assert (item.headline, item.slugline, item.urgency) == ("Example & politics", "POLITICS Example", 4)
    assert (item.source, item.pubstatus, item.keywords) == ("PA", "usable", ["politics", "example"])
    assert (item.located, item.usageterms, item.subheadline, item.abstract) == (None, None, None, None)
    assert {"scheme": "subjects", "code": "news:uk", "name": "news:uk"} in item.subjects


def test_what_is_not_for_publication_leaves_the_copy_and_a_story_about_it_stays():
    item = read("fingerpost.json")
    assert item.body_text.split("\n\n")[:2] == [
        "A minister spoke.",
        "“It was not intended for publication,” she said of the letter.",
    ]
    assert "0000" not in item.body_html
    assert [note["text"] for note in item.ednotes] == [
        "Adds reaction.",
        "The following information is not for publication:",
        "Call the desk on 0000.",
    ]
    assert not any(note["public"] for note in item.ednotes)
    assert item.byline == "By Example Reporter, PA"


@pytest.mark.parametrize(
    ("body", "copy"),
    [
        ("Note to editors: photos follow.\n\nThe copy.", "The copy."),
        ("The copy.\n\nNotes to editors\n\nCall us.\n\nEnds note\n\nMore copy.", "The copy.\n\nMore copy."),
        ("The copy.\n\nNOT FOR PUBLICATION - call 0000.", "The copy."),
        ("The copy.\n\nThe desk is open. Not for publication: call 0000.", "The copy."),
        ("The report, embargoed until Friday, was leaked.", "The report, embargoed until Friday, was leaked."),
        ("A note to editors was found in the letter.", "A note to editors was found in the letter."),
        ("Editors' note: photos follow.", None),
    ],
)
def test_a_note_within_the_copy_is_told_by_its_words(body, copy):
    item = read("fingerpost.json", body_text=body, ednote="")
    assert item.body_text == copy
    assert bool(item.ednotes) == (copy != body)
    assert bool(item.not_for_publication) == (copy is None)


def test_a_body_that_was_escaped_twice_is_read_as_it_was_meant():
    body = r"\n \n <p>The harbour\u2019s wall.\u00a0\n</p>\n\n<p>A \"new\" one \ud83c\udf0a.</p>"
    assert read("fingerpost.json", body_text=body).body_text == 'The harbour’s wall.\n\nA "new" one 🌊.'
    kept = read("fingerpost.json", body_text=r"<p>The disk is at D:\new.</p>")
    assert kept.body_text == r"The disk is at D:\new."


def test_a_backslash_that_json_does_not_know_breaks_no_story():
    raw = (SAMPLES / "fingerpost.json").read_bytes().replace(b"A minister spoke.", rb"A minister \\xe2 spoke.")
    raw = raw.replace(rb"\\xe2", "said \\“no\\” and".encode())
    assert recognise.read(raw, "name")[0].body_text.startswith("A minister said “no” and spoke.")


@pytest.mark.parametrize("keywords", ["wall+ harbour+", ["wall", "harbour", ""], {"words": ["wall", "harbour"]}])
def test_keywords_come_in_a_line_in_a_list_or_in_one_called_words(keywords):
    assert read("fingerpost.json", keywords=keywords).keywords == ["wall", "harbour"]


def test_the_subjects_of_the_agency_behind_fingerpost_keep_their_names():
    meta = {
        "subject": [{"code": "medtop:11000000", "name": "politics", "scheme": "https://wire.example/subject"}],
        "place": [{"code": "GB", "name": "United Kingdom"}],
    }
    subjects = read("fingerpost.json", agencyMetadata=meta).subjects
    assert {"scheme": "https://wire.example/subject", "code": "medtop:11000000", "name": "politics"} in subjects
    assert {"scheme": "place", "code": "GB", "name": "United Kingdom"} in subjects


@pytest.mark.parametrize("name", ["digitalwires.json", "fingerpost.json"])
def test_a_line_of_headline_or_initials_in_the_byline_are_no_byline(name):
    item = read(name, byline="The text passes with 28 votes", subhead=None)
    assert item.subheadline == "The text passes with 28 votes"
    assert "byline in metadata: ab/cd" in read(name, byline="ab/cd").signals


def test_a_list_of_stories_is_read_one_by_one():
    told = [json.loads((SAMPLES / name).read_bytes()) for name in ("digitalwires.json", "fingerpost.json")]
    items = recognise.read(json.dumps({"entries": told}).encode(), "name")
    assert [item.format for item in items] == ["dpa-digitalwires", "fingerpost"]


def test_the_command_prints_every_field_and_writes_nothing():
    out = StringIO()
    call_command("ingest", str(SAMPLES / "fingerpost.json"), "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["guid"] == "usn-1"


@pytest.mark.parametrize("value", [None, True, 7, 1.5, "", "x", [], {}, [[]], [None, 3], {"a": None}, "\ud800\0"])
@pytest.mark.parametrize("name", ["digitalwires.json", "fingerpost.json"])
def test_wrong_types_anywhere_lose_no_copy(name, value):
    for field in json.loads((SAMPLES / name).read_bytes()):
        if field not in ("article_html", "body_text", "urn", "usn"):
            item = read(name, **{field: value})
            assert "Absatz" in item.body_text or "minister" in item.body_text, field
            json.dumps(item.as_json()).encode()


@pytest.mark.no_cover
def test_damaged_files_end_in_a_sentence_or_an_item():
    for path in SAMPLES.glob("*.json"):
        for raw in damaged(path.read_bytes()):
            with contextlib.suppress(Unreadable):
                assert all(item.guid for item in recognise.read(raw, "name"))
