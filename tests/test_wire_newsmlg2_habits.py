"""What agencies make of NewsML-G2: markup of their own, notes in the copy, pictures by a link, codes that say more."""

import time

import pytest

from articles.wire import recognise
from articles.wire.item import Item
from tests.test_wire_newsmlg2 import SAMPLES, read


def page(body: str, **words) -> Item:
    return read(body=f"<html><body>{body}</body></html>", **words)


def test_markup_of_an_agencys_own_is_read_and_nothing_in_it_is_lost():
    [item] = recognise.read((SAMPLES / "own-markup.xml").read_bytes(), "x")
    assert item.body_html.split("\n")[:5] == [
        "<p>Färjan till ön går igen.</p>",
        "<p>– Det var på tiden, säger hamnkaptenen.</p>",
        "<p>Isen låg kvar i en vecka.</p>",
        '<h3>"Tunn is"</h3>',
        "<p>På torsdag öppnar rännan.</p>",
    ]
    assert item.body_text.endswith("Fakta: färjan\n\nDen är från 1966.\n\n1) Den tar tolv bilar.")
    assert (item.byline, item.dateline_element, item.language) == ("Anna Exempel/House", "Luleå House", "sv")
    [image] = item.images
    assert (image["href"], image["caption"], image["credit"]) == (
        "https://house.example/media/1",
        "Färjan vid kajen.",
        "Otto Exempel/House",
    )


def test_a_dateline_that_is_marked_needs_no_dash_behind_it():
    item = page('<p><span class="dateline">LIMA, Peru <span>(AP)</span></span>The port is open.</p>')
    assert (item.dateline.city, item.dateline.agency, item.body_text) == ("LIMA", "AP", "The port is open.")
    item = page('<p><span class="dateline">Athen <span>(dpa)</span> - </span>Der Hafen ist offen.</p>')
    assert (item.dateline.raw, item.body_text) == ("Athen (dpa) -", "Der Hafen ist offen.")


def test_a_headline_below_is_not_said_twice():
    below = '<headline>Over</headline><headline role="h:subtitle">Under</headline>'
    item = page("<h1>Over</h1><h2>Under</h2><p>One.</p><h2>Later</h2><p>Two.</p>", content=below)
    assert (item.headline, item.subheadline, item.body_text) == ("Over", "Under", "One.\n\nLater\n\nTwo.")


def test_rows_of_figures_stay_rows_and_other_lines_flow():
    table = "<p>Jan 3 - Results\nAdder   2 Boa    1\nCobra   3 Drake  0\n  Standings    P  W\n1  Adder      3  2</p>"
    assert page(table).body_html.count("<br>") == 4
    assert page("<pre>Adder 2\nBoa 1</pre>").body_html == "<p>Adder 2<br>Boa 1</p>"
    assert page("<p>It went\non and\non.</p>").body_html == "<p>It went on and on.</p>"


def test_what_is_for_desks_only_leaves_the_copy():
    frame = "<pre>------------------\n KORREKTUR-HINWEIS\n Der Titel war falsch.\n------------------\n</pre>"
    item = page(f"{frame}<p>Paris (dpa) - Der Hafen ist offen.</p>051 77 CRO01 1113")
    assert (item.dateline.city, item.body_text) == ("Paris", "Der Hafen ist offen.")
    assert item.ednotes == [
        {"role": "routing", "text": "051 77 CRO01 1113", "public": False},
        {"role": "note", "text": "KORREKTUR-HINWEIS Der Titel war falsch.", "public": False},
    ]


def test_a_note_to_editors_is_private_by_its_place_its_role_and_its_words():
    notepad = (
        '<section class="notepad"><h3>Notizblock</h3><section class="np-nonpublic"><h4>Kontakte</h4>'
        '<ul><li>Redaktion: +00 0</li></ul></section><p class="closingline">dpa aa bb</p></section>'
    )
    item = read(
        f'<edNote role="r:notepad">{notepad}</edNote><edNote role="r:closingline">dpa aa bb</edNote>'
        "<edNote>Eds: UPDATES: Adds a quote.</edNote><edNote>Zahlen berichtigt.</edNote>"
    )
    assert [(note["text"], note["public"]) for note in item.ednotes] == [
        ("Kontakte Redaktion: +00 0", False),
        ("dpa aa bb", False),
        ("Notizblock", True),
        ("Eds: UPDATES: Adds a quote.", False),
        ("Zahlen berichtigt.", True),
    ]
    twice = '<edNote>Redaktion: +00 0</edNote><edNote pubconstraint="c:nonpublic">Redaktion: +00 0</edNote>'
    assert [note["public"] for note in read(twice).ednotes] == [False]


LINK = '<link rel="irel:seeAlso" residref="urn:house:p" {}>{}</link>'


def test_a_picture_that_a_story_leads_to_is_kept_by_its_name():
    linked = '<title role="d:caption">The pier.</title><filename>../p.jpg</filename>'
    [image] = read(LINK.format('contenttype="image/jpeg"', linked)).images
    assert (image["guid"], image["file"], image["caption"]) == ("urn:house:p", "p.jpg", "The pier.")
    [image] = read(LINK.format("", '<itemClass qcode="n:picture"/><title>Pier</title>')).images
    assert (image["guid"], image["headline"]) == ("urn:house:p", "Pier")
    assert read(LINK.format("", '<itemClass qcode="n:text"/>')).images == []


@pytest.mark.parametrize(("status", "files"), [("usable", ["p.jpg"]), ("canceled", [])])
def test_a_picture_that_a_story_leads_to_in_the_same_file_comes_with_it(status, files):
    link = LINK.format("", '<itemClass qcode="n:picture"/>')
    story = (
        f"<newsItem guid='t'><itemMeta>{link}</itemMeta>"
        "<contentSet><inlineXML><p>Text.</p></inlineXML></contentSet></newsItem>"
    )
    photo = (
        f"<newsItem guid='urn:house:p'><itemMeta><itemClass qcode='n:picture'/><pubStatus qcode='s:{status}'/>"
        "</itemMeta><contentSet><remoteContent contenttype='image/jpeg' href='p.jpg'/></contentSet></newsItem>"
    )
    raw = f"<newsMessage><itemSet>{story}{photo}</itemSet></newsMessage>".encode()
    assert [image["file"] for image in recognise.read(raw, "x")[0].images] == files


def test_labels_and_codes_of_agencies_become_signals():
    signals = '<signal qcode="edStat:U"/><signal qcode="sic:TABLE"/>'
    content = "<slugline>AP-EU-Harbour, 2nd Ld-Writethru</slugline><headline>UPDATE 2-Harbour open</headline>"
    item = read(signals, content)
    assert (item.slugline, item.headline) == ("AP-EU-Harbour", "UPDATE 2-Harbour open")
    assert item.signals == ["update", "TABLE", "2nd Ld-Writethru", "UPDATE 2"]
    assert read(content="<slugline>HARBOUR/ (UPDATE 1)</slugline>").slugline == "HARBOUR/ (UPDATE 1)"


def test_a_place_that_is_only_a_key_is_named_by_its_assertion():
    place = (
        '<assert literal="poi1"><POIDetails><address><locality><name>Berlin</name></locality>'
        "<country><name>Deutschland</name></country></address></POIDetails></assert>"
    )
    item = read(content='<located literal="poi1"/><subject literal="poi1"/>', kind="picture", top=place)
    assert (item.located, item.city, item.country) == ("Berlin", "Berlin", "Deutschland")
    assert item.subjects == [{"scheme": None, "code": "poi1", "name": "Berlin"}]
    assert read(content='<located literal="Rome"/>').located == "Rome"


@pytest.mark.no_cover
def test_many_subjects_and_notes_take_no_longer_than_they_are_many():
    began = time.monotonic()
    subjects = "".join(f'<subject qcode="s:{number}"/>' for number in range(20_000))
    notes = "".join(f"<edNote>n{number}</edNote>" for number in range(8_000))
    item = read(notes, subjects)
    assert (len(item.subjects), len(item.ednotes)) == (20_000, 8_000)
    assert time.monotonic() - began < 2


def test_small_habits_of_agencies():
    subject = '<subject qcode="s:1"><name>Ports</name></subject>'
    item = read('<link guidref="urn:house:before" version="1"/>', f"<creditline>House–</creditline>{subject}{subject}")
    assert (item.creditline, len(item.subjects)) == ("House", 1)
    assert item.links == [{"rel": None, "guid": "urn:house:before", "href": None}]
    script = '<description role="d:script">SHOTLIST: the pier.</description>'
    assert read(content=script, body="<remoteContent/>", kind="video").body_text == "SHOTLIST: the pier."
