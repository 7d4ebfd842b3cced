"""NewsML-G2: one item or many, codes by their ends, and what must not get out stays in."""

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

SAMPLES = Path(__file__).parent / "samples" / "wire" / "newsml-g2"
NOT = (None, [])


def message() -> list[Item]:
    return recognise.read((SAMPLES / "message.xml").read_bytes(), "message.xml")


def listing(number: int) -> list[Item]:
    [path] = SAMPLES.glob(f"iptc-LISTING_{number}_*")
    return recognise.read(path.read_bytes(), path.name)


def read(management="", content="", body="<p>Text.</p>", kind="text", top="") -> Item:
    """A newsItem around these words; `body` stands in inlineXML unless it brings its own element."""
    within = body if body.startswith(("<inline", "<remote")) else f"<inlineXML>{body}</inlineXML>"
    [item] = recognise.read(
        f'<newsItem guid="g" version="1"><itemMeta><itemClass qcode="x:{kind}"/>{management}</itemMeta>'
        f"<contentMeta>{content}</contentMeta>{top}<contentSet>{within}</contentSet></newsItem>".encode(),
        "item.xml",
    )
    return item


def test_a_message_brings_each_of_its_items():
    package, text, picture, concept = message()
    assert [item.guid for item in message()] == [
        "urn:house:package",
        "urn:house:text",
        "urn:house:picture",
        "urn:house:concept",
    ]
    assert [item.type for item in (package, text, picture)] == ["package", "text", "picture"]
    assert concept.outcome == "rejected"
    assert concept.reason == (
        "This NewsML-G2 conceptItem is a list entry about a person, place or subject, and no story. "
        "Nothing has to be done."
    )


def test_the_fields_of_a_text():
    item = message()[1].as_json()
    assert item.pop("dateline")["raw"] == "Hamburg (dpa) -"
    assert item.pop("body_html").split("\n") == [
        "<p>Die <strong>Fähre</strong> fährt wieder.</p>",
        "<h3>Später</h3>",
        "<p>Am Abend ruhte sie.</p>",
        "<p>Am Morgen nicht.</p>",
    ]
    assert item.pop("body_text") == "Die Fähre fährt wieder.\n\nSpäter\n\nAm Abend ruhte sie.\n\nAm Morgen nicht."
    inside, beside = item.pop("images")
    assert (inside["href"], inside["alt"], inside["caption"]) == (
        "https://house.example/f.jpg",
        "Eine Fähre",
        "Die Fähre.",
    )
    assert (beside["guid"], beside["file"], beside["caption"]) == (
        "urn:house:picture",
        "ferry.jpg",
        "Die Fähre am Abend.",
    )
    assert {field: value for field, value in item.items() if value not in NOT} == {
        "path": "message.xml",
        "format": "newsml-g2",
        "guid": "urn:house:text",
        "version": "1132689232",
        "type": "text",
        "pubstatus": "usable",
        "urgency": 3,
        "language": "de-DE",
        "firstcreated": "2019-06-03T12:00:00Z",
        "versioncreated": "2019-06-03T13:00:01Z",
        "embargoed": "2019-06-04T04:00:00Z",
        "headline": "Fähre fährt wieder",
        "subheadline": "Elbe wieder frei",
        "slugline": "Fähre/Elbe",
        "byline": "Von Anna Muster, Haus",
        "dateline_element": "2019-06-03T15:00:00",
        "located": "Hamburg",
        "source": "house",
        "copyrightholder": "House News",
        "copyrightnotice": "© Haus",
        "usageterms": "Not for France",
        "keywords": ["Fähre"],
        "subjects": [
            {"scheme": "medtop", "code": "20000634", "name": "Fähren"},
            {"scheme": "place", "code": "7", "name": "Övelgönne"},
        ],
        "genre": "Meldung",
        "abstract": "Die Fähre fährt.",
        "ednotes": [
            {"role": "public", "text": "Zahlen berichtigt.", "public": True},
            {"role": "contacts", "text": "Redaktion: +00 000", "public": False},
            {"role": "notepad", "text": "Autor: +00 111", "public": False},
            {"role": "notepad", "text": "Bilder folgen.", "public": True},
        ],
        "attachments": [
            {
                "file": "fahrplan.pdf",
                "title": None,
                "intro": None,
                "href": "docs/fahrplan.pdf",
                "mimetype": "application/pdf",
                "size": 1200,
            }
        ],
        "links": [
            {"rel": "evolvedFrom", "guid": "urn:house:before", "href": None},
            {"rel": "seeAlso", "guid": None, "href": "https://house.example/more"},
        ],
        "signals": ["correction", "byline in metadata: mb"],
        "replaces": "urn:house:before",
    }


def test_a_package_names_its_members_in_order_also_those_in_other_files():
    package = message()[0]
    assert package.links == [
        {"rel": "main", "guid": "urn:house:text", "href": None},
        {"rel": "main", "guid": "urn:house:picture", "href": None},
        {"rel": "sidebar", "guid": "urn:house:elsewhere", "href": None},
    ]
    assert [(image["guid"], image["headline"], image["file"]) for image in package.images] == [
        ("urn:house:elsewhere", "Pier", None)
    ]


def test_a_picture_without_a_status_is_usable_and_its_largest_rendition_is_the_file():
    picture = message()[2]
    [image] = picture.images
    assert (picture.pubstatus, picture.version, picture.byline, picture.creator) == (
        "usable",
        "0",
        "Otto Muster",
        "Otto Muster",
    )
    assert (picture.width, picture.height, picture.caption) == (1600, 1200, "Die Fähre am Abend.")
    assert (image["credit"], image["file"]) == ("Haus", "ferry.jpg")
    assert [one["name"] for one in image["renditions"]] == ["thumb", "baseImage"]


def test_the_listings_of_the_standard():
    [text], [photo], [package] = listing(2), listing(3), listing(6)
    assert (text.byline, text.source, text.located) == (
        "By Meredith Jameson, Staff Reporter",
        "Associated Press",
        "New York, NY",
    )
    assert text.headline == 'Fed to halt QE to avert "bubble"'
    assert text.body_text.startswith("(New York, NY - October 21) Et, sent luptat")
    assert (photo.type, photo.creator, photo.creditline, photo.width) == (
        "picture",
        "Spencer Platt",
        "Getty Images",
        1500,
    )
    assert [one["name"] for one in photo.images[0]["renditions"]] == ["highRes", "web", "thumb"]
    assert len(photo.keywords) == 7
    assert [link["guid"] for link in package.links] == [
        "urn:newsml:iptc.org:20081007:tutorial-item-A",
        "urn:newsml:iptc.org:20081007:tutorial—item-B",
    ]
    assert [item.type for item in listing(24)] == ["package", "text", "text", "text", "text"]
    assert listing(25)[0].body_text.startswith("(Sports Network) - With the Philadelphia")
    assert listing(28)[0].dateline_element == "MOSCOW, Monday (Reuters)"


def test_the_command_prints_each_item():
    out = StringIO()
    call_command("ingest", str(SAMPLES / "message.xml"), "--dry-run", "--json", stdout=out)
    assert [json.loads(line)["guid"] for line in out.getvalue().splitlines()][1] == "urn:house:text"


@pytest.mark.parametrize(
    ("management", "embargoed"),
    [
        ("<embargoed/>", UNREADABLE),
        ("<embargoed>  </embargoed>", UNREADABLE),
        ("<embargoed>2030-01-01T00:00:00</embargoed>", UNREADABLE),
        ("<embargoed>Friday</embargoed>", UNREADABLE),
        ("<embargoed>2030-01-01T00:00:00+0100</embargoed>", "2029-12-31T23:00:00Z"),
        (
            "<embargoed>2030-01-01T00:00:00Z</embargoed><embargoed>2031-01-01T00:00:00Z</embargoed>",
            "2031-01-01T00:00:00Z",
        ),
        ('<edNote role="r:embargo">Sperrfrist Freitag 19.00 Uhr</edNote>', UNREADABLE),
        ("", None),
    ],
)
def test_an_embargo_that_cannot_be_read_holds_the_item(management, embargoed):
    assert read(management).embargoed == embargoed


def test_an_embargo_of_the_nitf_inside_holds_the_item_too():
    nitf = '<nitf><head><docdata management-status="embargoed"/></head><body><body.content/></body></nitf>'
    assert read(body=nitf).embargoed == UNREADABLE


@pytest.mark.parametrize(
    ("status", "pubstatus"),
    [
        ('qcode="stat:canceled"', "canceled"),
        ('qcode="AP:Cancelled"', "canceled"),
        ('uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"', "withheld"),
        ('qcode="stat:perhaps"', "withheld"),
        ('literal="usable"', "usable"),
    ],
)
def test_a_status_is_told_by_the_end_of_its_code(status, pubstatus):
    item = read(f"<pubStatus {status}/>")
    assert item.pubstatus == pubstatus
    assert item.signals == (["unknown status: perhaps"] if "perhaps" in status else [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            '<inlineData contenttype="text/plain">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</inlineData>',
            "One.\n\nTwo.",
        ),
        ('<inlineData contenttype="text/html"><![CDATA[<P>One.<P>Two &nbsp;x]]></inlineData>', "One.\n\nTwo x"),
        ('<inlineData contenttype="text/plain">One\nand on.\n\nTwo &lt; 3.</inlineData>', "One and on.\n\nTwo < 3."),
        ("<inlineXML><p>\n One\nand on.\n   Two.\nThree.\n</p></inlineXML>", "One and on.\n\nTwo. Three."),
        ("<inlineXML><p>\n   One\n   and on.\n </p></inlineXML>", "One and on."),
        ("<inlineXML><div>One.</div><div>Two.</div></inlineXML>", "One.\n\nTwo."),
        ("<inlineXML> </inlineXML><inlineData>新华社报道。</inlineData>", "新华社报道。"),
        ("<inlineXML><p>One.</p></inlineXML><inlineData>One again.</inlineData>", "One."),
        ("<inlineXML><html><body><p>Το πλοίο.</p>And loose.</body></html></inlineXML>", "Το πλοίο.\n\nAnd loose."),
        ("<inlineXML><p>At 4 o&amp;#39;clock &amp;quot;sharp&amp;quot;.</p></inlineXML>", 'At 4 o\'clock "sharp".'),
    ],
)
def test_a_body_is_read_whatever_it_is_wrapped_in(body, said):
    assert read(body=body).body_text == said


def test_by_is_printed_and_creator_is_not():
    assert read(content="<creator><name>A Maker</name></creator>").byline is None
    assert read(content="<by>ADA UNO, BO DUE </by><creator><name>A Maker</name></creator>").byline == "ADA UNO, BO DUE"


def test_a_headline_only_in_a_title_is_the_headline():
    assert read("<title>Item</title>").headline == "Item"
    assert read(body="<html><head><title>Page</title></head><body><p>Text.</p></body></html>").headline == "Page"
    nitf = "<nitf><body><body.head><hedline><hl1>Within</hl1></hedline></body.head><body.content/></body></nitf>"
    assert read("<title>Item</title>", body=nitf).headline == "Within"


def test_a_picture_beside_the_copy_that_is_not_in_the_file_is_kept_by_its_name():
    files = (
        '<remoteContent rendition="r:highRes" contenttype="image/jpeg" href="tag:house.example,2019:a.jpg"/>'
        '<remoteContent rendition="r:thumb" contenttype="image/jpeg" href="a-small.jpg"/>'
        '<remoteContent rendition="r:highRes" contenttype="image/jpeg" href="../../b.jpg"/>'
        '<remoteContent contenttype="video/mp4" href="https://house.example/v.mp4"/>'
    )
    item = read(body=files)
    assert [image["file"] for image in item.images] == ["a.jpg", "b.jpg"]
    assert [len(image["renditions"]) for image in item.images] == [2, 1]
    assert item.links == [{"rel": "content", "guid": None, "href": "https://house.example/v.mp4"}]


def test_an_item_of_notes_alone_is_not_for_publication():
    note = "<edNote>We file at noon.</edNote>"
    assert read(note, body="<p> </p>").not_for_publication is True
    assert read(note).not_for_publication is None
    assert read(f'{note}<pubStatus qcode="s:canceled"/>', body="<p/>").not_for_publication is None
    assert read(content="<headline>Advisory to editors</headline>").not_for_publication is True


@pytest.mark.parametrize("name", ["conceptItem", "knowledgeItem", "planningItem", "catalogItem"])
def test_what_is_no_story_is_refused_with_a_sentence(name):
    for raw in (f"<{name} guid='a'/>", f"<newsMessage><itemSet><{name}/></itemSet></newsMessage>"):
        with pytest.raises(Unreadable, match=rf"^This NewsML-G2 {name} is .* and no story\. Nothing has to be done\.$"):
            recognise.read(raw.encode(), "x")


def test_an_item_that_says_nothing_is_refused_and_the_others_are_not():
    with pytest.raises(Unreadable, match=r"^This newsItem says nothing\..*\.$"):
        recognise.read(b"<newsItem><itemMeta/></newsItem>", "x")
    both = (
        b"<newsMessage><itemSet><newsItem/><packageItem><itemRef residref='a'/></packageItem></itemSet></newsMessage>"
    )
    empty, package = recognise.read(both, "x")
    assert (empty.outcome, package.outcome, package.guid) == ("rejected", None, "urn:newsroom:package:a")


def test_a_message_without_items_or_with_too_many_is_refused_at_once():
    began = time.monotonic()
    with pytest.raises(Unreadable, match="no items"):
        recognise.read(b"<newsMessage><header/><itemSet/></newsMessage>", "x")
    item = '<newsItem guid="a"><contentSet><inlineXML><p>Text.</p></inlineXML></contentSet></newsItem>'
    with pytest.raises(Unreadable, match="12,000 items"):
        recognise.read(f"<newsMessage><itemSet>{item * 12_000}</itemSet></newsMessage>".encode(), "x")
    assert time.monotonic() - began < 2


@pytest.mark.no_cover
def test_no_damage_ends_otherwise_than_in_items_or_a_sentence():
    for raw in damaged(SAMPLES / "message.xml", times=40):
        with contextlib.suppress(Unreadable):
            assert all(item.as_json() for item in recognise.read(raw, "damaged.xml"))


@pytest.mark.no_cover
def test_what_is_made_to_do_harm_does_none():
    began = time.monotonic()
    within = "<newsItem guid='a'><contentSet><inlineData>%s</inlineData></contentSet></newsItem>"
    for raw in hostile("newsItem", within):
        with contextlib.suppress(Unreadable):
            assert "root:" not in (recognise.read(raw, "x")[0].body_text or "")
    assert time.monotonic() - began < 6
