"""What every reader of the wire stands on: XML that fetches nothing, moments, and the copy's own words."""

import json
import time

import pytest

from articles import html
from articles.wire import copy, envelope, lines, markup, recognise, times, xml
from articles.wire.item import Item, Unreadable

BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]><a>&z;</a>""" % b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(25)
)


@pytest.mark.parametrize("raw", [b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', BOMB])
def test_entities_of_its_own_are_refused_and_a_dtd_is_not(raw):
    with pytest.raises(Unreadable, match=r"entities of its own|broken"):
        xml.root(raw)
    dtd = b'<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY % p SYSTEM "y.ent"> <!ENTITY unused "x">]><a>Gen&egrave;ve</a>'
    assert xml.said(xml.root(dtd)) == "Genève"


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>&eacute;</a>',
        BOMB,
    ],
)
def test_no_entity_is_expanded_and_nothing_is_fetched(raw):
    try:
        said = xml.said(xml.root(raw)) or ""
    except Unreadable as refusal:
        said = str(refusal)
    assert "root:" not in said
    assert len(said) < 200


@pytest.mark.parametrize("raw", [b"<a>" * 100_000, b"<a><b></a>", b"", b"\x00\x01", b"<a>\xff</a>"])
def test_broken_xml_is_refused_with_a_sentence(raw):
    with pytest.raises(Unreadable, match="broken"):
        xml.root(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>Genève Ελλάδα</a>'.encode(), "Genève Ελλάδα"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>Genève “x”</a>'.encode("cp1252"), "Genève “x”"),
        ('<?xml version="1.0" encoding="ISO-8859-15"?><!DOCTYPE a SYSTEM "x.dtd"><a>Gen&egrave;ve €</a>'
         .encode("iso-8859-15"), "Genève €"),
        ("\ufeff  <a>\n Genève\n 新华社 </a>".encode(), "Genève 新华社"),
        ('<?xml version="1.0" encoding="utf-16"?><a>新华社</a>'.encode("utf-16"), "新华社"),
    ],
)  # fmt: skip
def test_text_is_read_whatever_was_declared(raw, said):
    assert xml.begins(raw) == "a"
    assert xml.said(xml.root(raw)) == said


def test_words_in_elements_that_are_named_as_those_of_drawings_are_kept_and_drawings_are_not():
    node = xml.root(b"<a><text>Words <p>in it</p></text> after<svg><text>x</text></svg></a>")
    assert html.clean(xml.inner(node)) == "Words <p>in it</p> after"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2018-03-24T09:00:00Z", "2018-03-24T09:00:00Z"),
        ("2018-03-24T09:00:00+0100", "2018-03-24T08:00:00Z"),
        ("2018-03-24 09:00:00+01:00", "2018-03-24T08:00:00Z"),
        ("20180324T090000-0500", "2018-03-24T14:00:00Z"),
        ("20180324T090000Z", "2018-03-24T09:00:00Z"),
        ("  2018-03-24T09:00:00.123Z ", "2018-03-24T09:00:00Z"),
        ("2018-03-24", "2018-03-24T00:00:00Z"),
        ("20180324", "2018-03-24T00:00:00Z"),
        ("Sat, 24 Mar 2018 09:00:00 +0100", "2018-03-24T08:00:00Z"),
        ("Sat, 24 Mar 2018 09:00:00 GMT", "2018-03-24T09:00:00Z"),
        ("", None), (None, None), ("tomorrow", None), ("2018-13-40", None), ("99999999T999999", None),
        ("0001-01-01T00:00:00+1400", None), ("9" * 5000, None), ("Mon, 99 Xxx 2018", None),
    ],
)  # fmt: skip
def test_a_moment_is_said_in_utc_or_not_at_all(text, utc):
    assert times.utc(text) == utc


def settled(body: str, **words) -> Item:
    return copy.settle(Item(path="x", format="x", body_html=body, **words))


def test_the_dateline_and_the_byline_come_off_the_copy_and_nothing_else_does():
    item = settled(
        "<p>By A. Writer</p><p>GENEVA, March 24, 2018 -- The <strong>Council</strong> met.</p><p>It voted.</p>",
        contentcreated="2018-03-24T09:00:00Z",
        byline="mb/xy",
    )
    assert item.byline == "By A. Writer"
    assert item.signals == ["byline in metadata: mb/xy"]
    assert (item.dateline.city, item.dateline.year) == ("GENEVA", 2018)
    assert item.body_html == "<p>The <strong>Council</strong> met.</p>\n<p>It voted.</p>"
    assert item.body_text == "The Council met.\n\nIt voted."


def test_a_byline_on_the_first_line_of_the_copy_stands_apart():
    item = settled("<p>By A. Writer<br>HARARE, July 19 (AP) - The price<br>rose.</p>")
    assert (item.byline, item.dateline.city) == ("By A. Writer", "HARARE")
    assert item.body_html == "<p>The price<br>rose.</p>"
    assert settled("<p>By a river<br>it lies.</p>").body_html == "<p>By a river<br>it lies.</p>"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<p><strong>OSLO (AP) --</strong> It met.</p>", "<p>It met.</p>"),
        ("<p><strong>OSLO (AP) -- </strong>It met.</p>", "<p>It met.</p>"),
        ("<p><strong>OSLO (AP) -- It</strong> met.</p>", "<p><strong>It</strong> met.</p>"),
        ("<p>OSLO (AP) -- <em>It</em> met.</p>", "<p><em>It</em> met.</p>"),
        ("<p><strong>OSLO <em>(AP)</em> --</strong> <em>It</em> met.</p>", "<p><em>It</em> met.</p>"),
    ],
)
def test_marks_stay_whole_where_the_dateline_is_cut(body, html):
    assert settled(body).body_html == html


def test_byline_and_dateline_are_found_below_the_points_above_the_copy():
    item = settled(
        "<p>* Gold may edge up</p><p>* Dollar down</p><p>By A. Writer</p><p>Jan 30 (Reuters) - Gold rose.</p>"
    )
    assert (item.byline, item.dateline.raw) == ("By A. Writer", "Jan 30 (Reuters) -")
    assert item.body_text == "* Gold may edge up\n\n* Dollar down\n\nGold rose."


@pytest.mark.parametrize(
    "last", ["© Example 2018. Alle Rechte vorbehalten.", "(c) Example", "Copyright 2018 Example. All rights reserved."]
)
def test_whose_the_copy_is_is_no_copy(last):
    item = settled(f"<p>It met.</p><p>{last}</p>")
    assert (item.body_text, item.copyrightnotice) == ("It met.", last)
    item = settled(f"<p>It met.</p><p>{last}</p>", copyrightnotice="Example")
    assert [note["text"] for note in item.ednotes] == [last]
    assert settled("<p>Copyright law was changed.</p><p>Copyright matters.</p>").copyrightnotice is None


def test_what_is_no_byline_and_what_is_for_users_only():
    item = Item(path="x", format="x", type="text", body_html="<p>It met.</p>", byline="Example Oyj")
    envelope.byline(item, "3.6.2024 10:00:01 EEST | Example Oyj")
    assert (item.byline, item.signals) == ("Example Oyj", [])
    assert not envelope.finish(item).not_for_publication
    for words in ({"keywords": ["ATTENTION USERS"]}, {"genre": "Vorschau"}):
        item = Item(path="x", format="x", type="text", body_html="<p>It met.</p>", **words)
        assert envelope.finish(item).not_for_publication


def test_a_slug_in_the_sub_headline_is_the_slug():
    item = Item(
        path="x", format="x", body_html="<p>It met.</p>", subheadline="INDIA SUCESOS", keywords=["INDIA SUCESOS"]
    )
    assert (envelope.finish(item).subheadline, item.slugline) == (None, "INDIA SUCESOS")


@pytest.mark.parametrize(
    ("element", "city", "region"),
    [
        ("FOSTER CITY, Calif.", "FOSTER CITY", "Calif."),
        ("Vatikanstadt (KAP)", "Vatikanstadt", None),
        ("PITTSBURGH", None, None),
        ("20180324T090000Z", None, None),
    ],
)
def test_a_dateline_that_only_the_metadata_have(element, city, region):
    found = envelope.finish(Item(path="x", format="x", body_html="<p>It met.</p>", dateline_element=element)).dateline
    assert (found and found.city, found and found.region) == (city, region)


@pytest.mark.parametrize("byline", [None, "记者 王明"])
def test_who_wrote_a_chinese_story_is_its_byline_and_no_copy(byline):
    item = settled("<p>新华社北京11月23日电（记者王明）发言人说。</p>", language="zh", byline=byline)
    assert (item.dateline.city, item.byline, item.body_text) == ("北京", byline or "记者王明", "发言人说。")


def test_a_city_with_a_stop_is_a_city():
    item = settled("<p>Москва. 23 ноября. INTERFAX.RU - Дождь.</p>", language="ru")
    assert (item.dateline.city, item.dateline.agency, item.body_text) == ("Москва", "INTERFAX.RU", "Дождь.")


def test_lines_that_tell_of_changes_are_notes_below_points_too():
    body = "<p>* Brent down</p><p>(Adds quote)</p><p>ATTENTION - adds quote ///</p><p>LONDON (Reuters) - Oil fell.</p>"
    item = settled(body)
    assert (item.body_text, item.dateline.city) == ("* Brent down\n\nOil fell.", "LONDON")
    assert [note["role"] for note in item.ednotes] == ["above", "above"]


def test_an_abstract_that_is_the_copy_cut_within_a_word_is_none():
    body = "<p>Nueva Delhi, 21 ene (EFE).- El secretario llegó.</p>"
    assert settled(body, language="es", abstract="Nueva Delhi, 21 ene (EFE).- El secretar").abstract is None
    assert settled(body, language="es", abstract="El secretario llegó.").abstract == "El secretario llegó."


def test_the_place_that_the_metadata_name_is_a_dateline_of_its_own():
    item = settled("<p>OTTAWA - A court has ruled.</p>", located="Ottawa")
    assert (item.dateline.raw, item.body_text) == ("OTTAWA -", "A court has ruled.")
    assert settled("<p>OTTAWA - A court has ruled.</p>").dateline is None


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("One.<br><br>Two.", "<p>One.</p>\n<p>Two.</p>"),
        ("<p>One.</p>Two.<p>Three.</p>", "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"),
        ("<div><p>One.</p><script>x()</script><p> </p></div>", "<p>One.</p>"),
        ("<p>By the time of the vote all had left.</p>", "<p>By the time of the vote all had left.</p>"),
        ("", None),
    ],
)
def test_a_body_becomes_paragraphs_without_loss(body, html):
    assert settled(body).body_html == html


def test_a_paragraph_broken_into_lines_flows_again_and_verses_do_not():
    line = "The Council met in its hall at ten o'clock on a Friday"
    assert settled(f"<p>{line}<br>{line}<br>and voted.</p>").body_html == f"<p>{line} {line} and voted.</p>"
    verses = "<p>It met<br>and it voted<br>and it went.</p>"
    assert settled(verses).body_html == verses


def test_emphasis_is_kept_however_it_is_written():
    item = Item(path="x", format="x")
    assert html.clean(markup.story("<p><b>It</b> <i>met</i>.</p>", item)) == "<p><strong>It</strong> <em>met</em>.</p>"


def test_the_cells_of_a_table_stand_apart_in_lines():
    assert markup.lined("<table><tr><td>Ships</td><td>4</td></tr></table>").strip() == "Ships 4"


def test_paragraphs_within_a_cell_stand_apart_in_words():
    assert copy.said("<td>Item 2<p>paragraph<br>more</p></td>") == "Item 2 paragraph more"


def test_plain_text_becomes_paragraphs():
    text = "One line\nand its end.\n\nTwo & <three>.\n    Four."
    assert copy.paragraphs(text) == "<p>One line and its end.</p>\n<p>Two &amp; &lt;three&gt;.</p>\n<p>Four.</p>"


LONG = "<rss><channel><item><guid>a</guid><title>One</title><description>{}</description></item><item><guid>b</guid><title>Two</title><description>It voted.</description></item></channel></rss>"  # noqa: E501


def test_a_text_longer_than_any_story_is_refused_and_the_items_beside_it_are_read():
    long, other = recognise.read(LONG.format("word " * 110_000).encode(), "x")
    assert (long.outcome, other.outcome) == ("rejected", None)
    assert "500,000 characters" in long.reason
    assert other.body_text == "It voted."


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<nitf>" + b"<x/>" * 100_001 + b"</nitf>", "elements"),
        (b"<rss>" + b"<" * 1_000_001, "elements"),
        (b"<nitf><x " + b" ".join(b"a%d='1'" % n for n in range(201)) + b"/></nitf>", "attributes"),
        (b'{"uri": "x", "subject": [' + b"{}," * 100_000 + b"{}]}", "objects"),
        (b'{"uri": "x", "headline": "x", "associations": [' + b'{"uri": "y"},' * 1_000 + b"{}]}", "associations"),
        (b"A vote\n\n" + b"It met.\n" * 20_001, "lines"),
        (b"From: a@example.org\nSubject: A vote\n\n" + b"\n" * 1_000_001, "lines"),
        (b"From: a@example.org\nSubject: A vote\n\n" + b"\r" * 1_000_001, "lines"),
    ],
)
def test_what_would_take_long_to_read_is_counted_first(raw, told):
    with pytest.raises(Unreadable, match=f"{told}.*\\.$"):
        recognise.read(raw, "x")


LONG_BODY = "It voted. " * 60_000
CANCELED_G2 = (
    '<newsItem guid="a" version="2"><itemMeta><pubStatus qcode="{0}"/></itemMeta>'
    '<contentMeta><headline>A vote</headline></contentMeta><contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{1}</p></body></html>'
    "</inlineXML></contentSet></newsItem>"
)
CANCELED_12 = (
    "<NewsML><NewsItem><Identification><NewsIdentifier><NewsItemId>a</NewsItemId></NewsIdentifier></Identification>"
    '<NewsManagement><Status FormalName="Canceled"/></NewsManagement><NewsComponent><ContentItem><DataContent>{1}'
    "</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
)
KILLS = {
    "ninjs": '{{"uri": "a", "pubstatus": "canceled", "headline": "A vote", "body_html": "<p>{1}</p>"}}',
    "newsml-g2": CANCELED_G2,
    "newsml-g2 in a message": f"<newsMessage><itemSet>{CANCELED_G2}</itemSet></newsMessage>",
    "newsml-1.2": CANCELED_12,
    "nitf": '<nitf><head><docdata management-status="canceled"><doc-id id-string="a"/></docdata></head><body>'
    "<body.content><p>{1}</p></body.content></body></nitf>",
    "rss": '<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><guid>a</guid><title>A vote</title>'
    '<media:status state="deleted"/><description>{1}</description></item></channel></rss>',
    "wxr": '<rss xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><guid>a</guid><title>A vote</title>'
    "<wp:status>trash</wp:status><content:encoded>{1}</content:encoded></item></channel></rss>",
    "agency_json": '{{"usn": "a", "pubstatus": "canceled", "headline": "A vote", "body_html": "<p>{1}</p>"}}',
    "iptc7901": "\x01bdt0042 2 pl 41\nRat/\n\x02(KILL)\nA vote =\n{1}\n\x03241037 GMT Mar 18\n",
    "anpa": "\x01a0471-----\nr i BC-UN--Vote KILL   03-24 0310\n\x02^A vote<\n\t{1}\nAP-WF-03-24-18 0900GMT<\n",
    "mail": "From: a@example.org\nSubject: KILL: A vote\nMessage-ID: <a>\n\n{1}",
    "plain": "KILL - A vote\n\n" + "It voted.\n" * 20_001,
}


@pytest.mark.parametrize("raw", KILLS.values(), ids=KILLS)
def test_a_kill_acts_though_its_body_is_longer_than_any_story(raw):
    [item] = recognise.read(raw.format("stat:canceled", LONG_BODY).encode(), "x")
    assert (item.pubstatus, item.outcome, item.reason) == ("canceled", None, None)
    assert (item.body_html, item.body_text) == (None, None)
    assert item.guid
    assert item.headline in ("A vote", None)


def test_a_single_item_that_is_too_long_keeps_its_name():
    [item] = recognise.read(CANCELED_G2.format("stat:usable", LONG_BODY).encode(), "x")
    assert (item.guid, item.outcome) == ("a", "rejected")


def test_two_versions_of_a_story_in_one_file_keep_its_identifier():
    raw = json.dumps([{"uri": "a", "version": n, "headline": f"Vote {n}", "body_text": f"It voted {n}."} for n in "12"])
    assert [item.guid for item in recognise.read(raw.encode(), "x")] == ["a", "a"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Το Συμβούλιο ψήφισε.", "el"),
        ("理事会は決議を採択した。", "ja"),
        ("이사회는 결의를 채택했다", "ko"),
        ("It met.", "en"),
        ("Do not use.", "en"),
    ],
)
def test_short_copy_has_a_language(text, code):
    assert lines.language(text) == code


def test_a_euro_of_iso_8859_15_is_one_also_where_nothing_declares_it():
    assert lines.decoded("5 € à Genève".encode("iso-8859-15")) == "5 € à Genève"
    [item] = recognise.read("Le vote\n\nIl coûte 5 €.".encode("iso-8859-15"), "x")
    assert item.body_text == "Il coûte 5 €."


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("gb18030", "新华社日内瓦3月23日电 人权理事会23日通过决议，呼吁合作共赢——“各国应当”。"),
        ("cp1251", "МОСКВА, 13 мар - Совет принял резолюцию, говорится в сообщении. «Это важно», — сказал он."),
        ("cp1253", "ΑΘΗΝΑ, 13 Μαρτίου - Το Συμβούλιο υιοθέτησε ψήφισμα. «Είναι σημαντικό», δήλωσε ο πρόεδρος."),
        ("cp1256", "القاهرة 23 نوفمبر (رويترز) - قال مسؤول إن المحادثات تستأنف يوم الاثنين."),
        ("shift_jis", "日中首脳が会談した。両首脳は握手した。これから話し合いを続ける。"),
        ("iso-8859-2", "Pożar wybuchł w porcie. Strażacy gasili ogień całą noc. Źródło ognia jest nieznane."),
        ("cp1252", "GENÈVE, 24 mars — Où l’été fut fêté, déjà, à l’Élysée: «ça» dura 3 €."),
    ],
)
def test_lines_in_a_code_page_that_nobody_declared_are_read_as_what_they_are(page, text):
    assert lines.decoded(text.encode(page)) == text


@pytest.mark.no_cover
def test_letters_without_end_are_no_paragraph_and_a_picture_within_the_page_is_none_of_them():
    begun = time.process_time()
    item = envelope.finish(Item(path="x", format="x", body_html="«" * 480_000))
    assert (item.outcome, "A paragraph of this item is longer" in item.reason) == ("rejected", True)
    assert len(markup.lined("<p>" + "«" * 2_000_000)) > 1_000_000
    assert markup.lined("<figure><figcaption>" * 50_000 + "It met.").strip() == "It met."
    assert time.process_time() - begun < 2
    picture = f'<p>It met.<img src="data:image/png;base64,{"A" * 200_000}"></p>'
    assert settled(picture).body_text == "It met."


@pytest.mark.no_cover
@pytest.mark.parametrize("words", ["30", "mlg/abc", "© b", "* b", "By A. Writer", "a<br>b"])
def test_a_paragraph_said_twenty_thousand_times_is_no_more_than_copy(words):
    begun = time.process_time()
    envelope.finish(Item(path="x", format="x", body_html=f"<p>{words}</p>" * 20_000))
    assert time.process_time() - begun < 2


@pytest.mark.no_cover
@pytest.mark.parametrize("blank", [" ", "\n", " \n", "\t"])
def test_blanks_without_end_cost_nothing(blank):
    begun, blanks = time.process_time(), blank * (45_000 // len(blank))
    body = f"<p>It met.{blanks}</p>{blanks}<p>{blanks}It{blanks}voted.</p>"
    item = envelope.finish(Item(path="x", format="x", body_html=body))
    assert item.body_text == "It met.\n\nIt voted."
    assert time.process_time() - begun < 2
