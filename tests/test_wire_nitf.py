"""NITF as agencies send it: what they mean is read, not what the elements are called."""

import contextlib
import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item, Unreadable
from tests.damage import damaged, hostile

SAMPLE = Path(__file__).parent / "samples" / "wire" / "nitf" / "agency-habits.xml"


def read(raw: bytes | str) -> Item:
    [item] = recognise.read(raw.encode() if isinstance(raw, str) else raw, "story.xml")
    return item


def story(*, data="", status="usable", head="<hedline><hl1>Head</hl1></hedline>", body="<p>Text.</p>", top="") -> Item:
    return read(
        f'<nitf><head>{top}<docdata management-status="{status}"><doc-id id-string="a"/>{data}</docdata></head>'
        f"<body><body.head>{head}</body.head><body.content>{body}</body.content></body></nitf>"
    )


def test_a_story_with_the_habits_of_agencies():
    item = read(SAMPLE.read_bytes()).as_json()
    assert item.pop("dateline")["raw"] == "BERGEN, Norway (AP) —"
    assert item.pop("body_text").split("\n\n") == [
        "The Harbour Board opened a bridge on Friday.",
        "Long wait",
        "Costs were told on Thursday.",
        "Year Cost 2018 4 million",
        "First line second line",
        "All sums are in kroner.",
        "Reported from Bergen.",
    ]
    html = item.pop("body_html")
    assert "<h2>Long wait</h2>" in html
    assert "<td>4 million</td>" in html
    [picture] = item.pop("images")
    assert [one["href"] for one in picture.pop("renditions")] == ["bridge-small.jpg", "../up/bridge.jpg"]
    assert {field: value for field, value in picture.items() if value} == {
        "file": "bridge.jpg",
        "href": "../up/bridge.jpg",
        "caption": "The bridge on Friday.",
        "credit": "Photo Desk/House",
        "alt": "A bridge over water",
    }
    assert {field: value for field, value in item.items() if value not in (None, [])} == {
        "path": "story.xml",
        "format": "nitf",
        "guid": "urn:house:2019:4711",
        "version": "3",
        "type": "text",
        "pubstatus": "usable",
        "urgency": 4,
        "language": "en-GB",
        "versioncreated": "2019-04-12T07:30:00Z",
        "contentcreated": "2019-04-12T08:00:00Z",
        "expires": "2019-05-12T07:30:00Z",
        "headline": "Harbour bridge opens — “at last”",
        "slugline": "Harbour-Bridge",
        "byline": "By ANNE EXAMPLE, House Transport Writer",
        "dateline_element": "OSLO, 20190412T080000Z",
        "located": "OSLO",
        "creditline": "House News",
        "source": "HOUSE",
        "copyrightholder": "House News",
        "copyrightnotice": "© 2019 House News",
        "keywords": ["Harbour", "BRIDGE"],
        "subjects": [
            {"scheme": "IPTC", "code": "04015001", "name": "Transport"},
            {"scheme": "evloc", "code": "NOR", "name": "Harbourville"},
        ],
        "genre": "Current",
        "ednotes": [
            {"role": "ed-msg", "text": "Pictures follow by noon", "public": False},
            {"role": "editorsnote", "text": "Bridge is also spelt brigge.", "public": False},
            {"role": "npa", "text": "Desk: +00 000 000", "public": False},
        ],
        "abstract": "A bridge opened in Ålesund.",
    }


def test_the_command_prints_it():
    out = StringIO()
    call_command("ingest", str(SAMPLE), "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["headline"] == "Harbour bridge opens — “at last”"


@pytest.mark.parametrize(
    ("status", "data", "pubstatus", "embargoed"),
    [
        ("usable", "", "usable", None),
        ("", "", "usable", None),
        ("Canceled", "", "canceled", None),
        ("withheld", "", "withheld", None),
        ("perhaps", "", "withheld", None),
        ("embargoed", '<date.release norm="20300101T000000Z"/>', "usable", "2030-01-01T00:00:00Z"),
        ("embargoed", "", "usable", UNREADABLE),
        ("embargoed", '<date.release norm=""/>', "usable", UNREADABLE),
        ("embargoed", '<date.release norm="20300101T000000"/>', "usable", UNREADABLE),
        ("embargoed", '<date.release norm="Friday"/>', "usable", UNREADABLE),
        ("usable", '<date.issue norm="20200101T000000Z"/><date.release norm="20200101T000000Z"/>', "usable", None),
        (
            "usable",
            '<date.issue norm="20200101T000000Z"/><date.release norm="20200109T000000Z"/>',
            "usable",
            "2020-01-09T00:00:00Z",
        ),
        ("usable", '<date.issue norm="20200101T000000Z"/><date.release norm="soon"/>', "usable", UNREADABLE),
        ("usable", '<date.release norm="YYYYMMDD000000-HHMM"/>', "usable", None),
        ("embargoed", '<date.release norm="YYYYMMDD000000-HHMM"/>', "usable", UNREADABLE),
        ("usable", '<ed-msg info="Embargoed to 0001 Friday September 9"/>', "usable", UNREADABLE),
    ],
)
def test_an_embargo_that_cannot_be_read_holds_the_story(status, data, pubstatus, embargoed):
    item = story(status=status, data=data)
    assert (item.pubstatus, item.embargoed) == (pubstatus, embargoed)


@pytest.mark.parametrize(
    ("line", "element", "located"),
    [
        ("<dateline><story.date>20170102T222800+0000</story.date></dateline>", "20170102T222800+0000", None),
        ("<dateline>Oslo</dateline>", "Oslo", None),
        ("<dateline><location><city>Sydney</city></location></dateline>", "Sydney", "Sydney"),
    ],
)
def test_a_dateline_that_is_none_is_not_printed(line, element, located):
    item = story(head=line)
    assert (item.dateline, item.dateline_element, item.located) == (None, element, located)


def test_a_dateline_that_only_the_metadata_has_is_printed():
    item = story(
        head="<dateline><location>BEIJING</location><story.date>July 23</story.date></dateline>",
        data='<date.issue norm="20190723T202119+0900"/>',
    )
    assert (item.dateline.raw, item.dateline.city, item.dateline.year) == ("BEIJING, July 23", "BEIJING", 2019)


@pytest.mark.parametrize(
    ("line", "byline", "sub"),
    [
        ("gr/bp", None, None),
        ("By<person>Staff Reporter</person><byttl>The Desk</byttl>", "By Staff Reporter, The Desk", None),
        ("<byttl>Sports Network</byttl>", "Sports Network", None),
        ("Minister expresses faith in the government", None, "Minister expresses faith in the government"),
        ("Ada Example / House.example", "Ada Example / House.example", None),
    ],
)
def test_a_byline_that_is_none_is_not_printed(line, byline, sub):
    item = story(head=f"<byline>{line}</byline>")
    assert (item.byline, item.subheadline) == (byline, sub)
    assert item.signals == (["byline in metadata: gr/bp"] if line == "gr/bp" else [])


def test_a_headline_that_the_copy_repeats_is_not_said_twice():
    assert story(body="<block><hl2>Head</hl2></block><hl2>Other</hl2><p>Text.</p>").body_text == "Other\n\nText."


def test_a_last_line_that_is_a_note_to_editors_is_no_copy():
    data, body = '<ed-msg info="Expanded."/>', "<p>Text.</p></body.content><body.end><tagline>{}</tagline></body.end>"
    lines = [story(data=data, body=body.format(words) + "<body.content>").body_text for words in ("Expanded.", "More.")]
    assert lines == ["Text.", "Text.\n\nMore."]


def test_what_stands_beside_docdata_is_read_too():
    item = read(
        '<nitf><head><revision-history norm="20200703T165136-0400" comment="ADDS statement"/>'
        '<urgency ed-urg="2"/></head>'
        "<body><body.head><dateline><location><city>Ottawa</city><state>Ontario</state></location></dateline>"
        "</body.head><body.content><p>OTTAWA - Text.</p></body.content></body></nitf>"
    )
    assert (item.urgency, item.dateline_element, item.located) == (2, "Ottawa, Ontario", "Ottawa")
    assert item.ednotes == [{"role": "revision", "text": "ADDS statement", "public": False}]


def test_the_layout_of_the_file_parts_no_words_from_their_stops():
    body = "<p>\n<person>One</person>\n, head of the\n<org>Board</org>\n, ran from\n<chron>1 to 2</chron>\n.\n</p>"
    assert story(body=body).body_text == "One, head of the Board, ran from 1 to 2."


def test_code_for_a_page_is_no_copy_nor_is_the_heading_above_it():
    code = "&lt;div class='x'&gt;&lt;/div&gt;&lt;script async src='https://x.example/e.js'&gt;&lt;/script&gt;"
    item = story(body=f"<hl2>Facts:</hl2><p>Text.</p><hl2>Embed:</hl2><p>{code}</p><p>a &lt;b&gt; c</p>")
    assert item.body_text == "Facts:\n\nText.\n\na <b> c"
    assert [(note["role"], note["public"]) for note in item.ednotes] == [("embed", False)]


def test_several_authors_are_all_named_and_paragraphs_do_not_run_together():
    head = "<byline>By <person>A One</person><byttl>Writer</byttl></byline><byline>By B Two</byline>"
    item = story(
        head=f"{head}<abstract><p>It <em>did</em>.</p><p>Twice.</p></abstract>",
        body='<media media-type="image"><media-reference mime-type="image/jpeg" source="a.jpg"/>'
        "<media-caption><p>A port.</p><p>At night.</p></media-caption></media><p>Text.</p>",
    )
    assert (item.byline, item.abstract) == ("By A One, Writer and B Two", "It did. Twice.")
    assert item.images[0]["caption"] == "A port. At night."


def test_what_an_archive_says_twice_is_said_once():
    head = '<byline class="print">By ADA EXAMPLE</byline><byline class="normalized">Example, Ada</byline>'
    lead = "<p>The old cranes of the harbour fell on Tuesday.</p>"
    item = story(
        head=head,
        data='<identified-content><classifier type="descriptor">Harbours</classifier></identified-content>',
        body=f'<block class="lead">{lead}</block><block class="full_text">{lead}<p>They were old.</p></block>',
    )
    assert item.byline == "By ADA EXAMPLE"
    assert item.body_text == "The old cranes of the harbour fell on Tuesday.\n\nThey were old."
    assert item.subjects == [{"scheme": "descriptor", "code": None, "name": "Harbours"}]


def test_a_headline_only_in_the_title_is_the_headline():
    assert story(head="", top="<title> Only\n here </title>").headline == "Only here"
    assert story(head="", body="<hl1>Within</hl1><p>Text.</p>", top="<title>1 SLUG</title>").headline == "Within"
    assert story(head="", body="<hl1>Within</hl1><p>Text.</p>").body_text == "Text."


def test_a_message_of_notes_alone_is_not_for_publication():
    assert story(body="", data='<ed-msg info="We will file at noon."/>').not_for_publication is True
    assert story(body='<note type="npa"><p>Call us.</p></note>').not_for_publication is True
    assert story(body="<p>Not for publication.</p><p>Call us.</p>").not_for_publication is True
    assert story(data='<ed-msg info="We will file at noon."/>').not_for_publication is None


def test_a_notice_that_takes_another_document_back_is_a_kill_of_that_one():
    item = read(
        '<nitf><head><docdata management-doc-idref="b" management-idref-status="canceled"><doc-id id-string="a"/>'
        "</docdata></head></nitf>"
    )
    assert (item.guid, item.pubstatus, item.replaces) == ("b", "canceled", "b")


def test_a_correction_names_what_it_corrects():
    item = story(data='<correction id-string="b" info="Name spelt right."/>')
    assert (item.replaces, item.signals, item.ednotes[0]["text"]) == ("b", ["correction"], "Name spelt right.")


@pytest.mark.parametrize("mark", ["ends", "(END)", "==Kyodo", "- 30 -", "###"])
def test_the_mark_at_the_end_is_no_copy(mark):
    item = story(body=f"<p>One\n  ends here.</p><p>Two.</p><p>{mark}</p>")
    assert (item.body_text, item.body_html) == ("One ends here.\n\nTwo.", "<p>One ends here.</p>\n<p>Two.</p>")


def test_the_line_above_the_copy_is_for_editors():
    item = story(body="<p>N i e u w bericht, vervangt: Bonden</p><p>UTRECHT (ANP) - De bond staakt.</p>")
    assert (item.dateline.city, item.body_text) == ("UTRECHT", "De bond staakt.")
    assert item.ednotes == [{"role": "above", "text": "N i e u w bericht, vervangt: Bonden", "public": False}]


def test_files_that_are_no_pictures_are_attached_or_linked():
    media = (
        '<media media-type="data"><media-reference mime-type="application/pdf" source="a/plan.pdf"/></media>'
        '<media media-type="video"><media-reference mime-type="video/mp4" source="https://x.example/a.mp4"/></media>'
    )
    item = story(body=media + "<p>Text.</p>")
    assert [one["file"] for one in item.attachments] == ["plan.pdf"]
    assert item.links == [{"rel": "video", "guid": None, "href": "https://x.example/a.mp4"}]
    assert item.images == []


def test_two_files_without_a_name_of_their_own_are_told_apart():
    one, two = (read(f"<nitf><head><title>{word}</title></head><body/></nitf>") for word in ("One", "Two"))
    assert one.guid.startswith("urn:newsroom:")
    assert one.guid != two.guid


@pytest.mark.parametrize("raw", ["<nitf/>", "<nitf><body>", "<nitf>" + "<block>" * 100_000])
def test_what_says_nothing_is_refused_with_a_sentence(raw):
    with pytest.raises(Unreadable, match=r"^[A-Z].*\.$"):
        read(raw)


@pytest.mark.no_cover
def test_no_damage_ends_otherwise_than_in_a_story_or_a_sentence():
    for raw in damaged(SAMPLE):
        with contextlib.suppress(Unreadable):
            assert all(item.as_json() for item in recognise.read(raw, "damaged.xml"))


@pytest.mark.no_cover
def test_what_is_made_to_do_harm_does_none():
    began = time.monotonic()
    for raw in hostile("nitf", "<nitf><body><body.content><p>%s</p></body.content></body></nitf>"):
        with contextlib.suppress(Unreadable):
            assert "root:" not in (read(raw).body_text or "")
    assert time.monotonic() - began < 6
