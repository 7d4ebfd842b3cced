"""RSS, Atom, Media RSS and WordPress exports: each entry of the file is an item."""

import contextlib
import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import Item, Unreadable
from tests.test_wire_ninjs import damaged

SAMPLES = Path(__file__).parent / "samples" / "wire" / "feeds"
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>A feed</title><link>https://wire.example/</link>{}</channel></rss>"""
STORY = "<title>Headline</title><link>https://wire.example/1</link><description>The copy.</description>"


def feed(*entries: str) -> list[Item]:
    inside = "".join(f"<item>{entry}</item>" for entry in entries)
    return recognise.read(RSS.format(inside).encode(), "name")


def sample(name: str) -> list[Item]:
    return recognise.read((SAMPLES / name).read_bytes(), name)


def test_an_entry_of_rss_brings_its_own_words_and_not_those_of_its_picture():
    item = sample("agency-rss.xml")[0]
    assert (item.format, item.guid, item.pubstatus) == ("rss", "wire-1", "usable")
    assert item.headline == 'Council adopts "text" on rights & duties'
    assert (item.firstcreated, item.versioncreated) == ("2018-03-24T09:00:00Z", "2018-03-24T09:00:00Z")
    assert (item.language, item.copyrightnotice) == ("en-us", "Copyright Example Wire")
    assert item.subjects == [{"scheme": "iptc", "code": None, "name": "politics"}]
    assert item.links == [{"rel": "alternate", "guid": None, "href": "https://wire.example/en/story/1.html"}]


def test_the_full_copy_is_the_body_and_the_description_the_abstract():
    first, second = sample("agency-rss.xml")
    assert first.abstract == "The council adopted it."
    assert first.body_text == "The council adopted the text.\n\nMore words."
    assert 'href="https://wire.example/en/story/2.html"' in first.body_html
    assert (first.dateline.city, first.source) == ("GENEVA", "Xinhua")
    assert (second.abstract, second.source) == (None, "Example Wire")
    assert second.body_text == "Only a description & nothing else.\n\nOf two paragraphs."


def test_the_creator_is_the_byline_and_an_address_never_is():
    first, second = sample("agency-rss.xml")
    assert (first.byline, second.byline) == ("Example Reporter", None)
    [named] = feed(STORY + "<author>desk@wire.example (Example Reporter)</author>")
    assert named.byline == "Example Reporter"
    [address] = feed(STORY + "<dc:creator>desk@wire.example</dc:creator>")
    assert address.byline is None


@pytest.mark.parametrize(
    "below",
    [
        "<a href='https://wire.example/1'>Continue reading...</a>",
        "<p><a class='more-link' href='https://wire.example/1'>Read more <span>Headline</span></a></p>",
        "<p>The post <a href='https://wire.example/1'>Headline</a> appeared first on <a href='/'>A feed</a>.</p>",
        "<p>Der Beitrag <a href='https://wire.example/1'>X</a> erschien zuerst auf <a href='/'>A feed</a>.</p>",
        "<div class='feedflare'><a href='/'><img src='https://e.example/flare'></a></div><img src='/x' width='1'>",
    ],
)
def test_what_a_site_puts_below_its_copy_is_no_copy(below):
    copy = "<p>The copy.</p> <p>“<a href='/2'>Read more</a>,” she said.</p>"
    [item] = feed(f"<title>Headline</title><description><![CDATA[{copy}{below}]]></description>")
    assert (item.body_text, item.images) == ("The copy.\n\n“Read more,” she said.", [])
    content = f"<content:encoded><![CDATA[{copy}]]></content:encoded>"
    [item] = feed(f"<title>Headline</title><description><![CDATA[In short.{below}]]></description>{content}")
    assert item.abstract == "In short."


def test_what_a_site_prints_above_its_copy_is_no_copy():
    above = (
        "<span class='field field--name-title'>Headline</span>\n<span class='field field--name-uid'><span lang=''>desk"
        "</span></span><span class='field field--name-created'><time>Tue</time></span>"
    )
    body = f"{above}<div class='field field--name-body'><p>The copy.</p><p>{'More. ' * 900}</p></div>"
    [item] = feed(f"<title>Headline</title><description><![CDATA[{body}]]></description>")
    assert item.body_text.startswith("The copy.\n\nMore. More.")


def test_content_of_atom_that_is_a_file_is_no_copy():
    entries = (
        "<entry><title>One</title><id>1</id><content type='application/octet-stream'>PHA+VGhlPC9wPg==</content></entry>"
        "<entry><title>Two</title><id>2</id><summary>The copy.</summary><content type='image/gif' src='a.jpg'/></entry>"
        "<entry><title>Three</title><id>3</id><content type='application/pdf' src='/text.pdf'/></entry>"
    )
    raw = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://wire.example/'><title>A</title>{entries}</feed>"
    one, two, three = recognise.read(raw.encode(), "name")
    assert (one.body_html, two.body_text) == (None, "The copy.")
    assert two.images[0]["href"] == "https://wire.example/a.jpg"
    assert three.attachments[0]["href"] == "https://wire.example/text.pdf"


def test_a_number_behind_the_address_of_a_story_is_its_version():
    page = "https://wire.example/articles/a"
    entry = "<title>{0}</title><link>{1}?at=rss</link><guid>{1}#{2}</guid><description>Copy.</description>"
    [item] = feed(entry.format("Headline", page, 2))
    assert (item.guid, item.version) == (page, "2")
    items = feed(*(entry.format(f"Headline {n}", page, n) for n in (1, 2)))
    assert [item.guid for item in items] == [f"{page}#1", f"{page}#2"]
    [item] = feed(
        "<title>Headline</title><link>https://wire.example/page#3</link><guid>https://wire.example/page#3</guid>"
    )
    assert (item.guid, item.version) == ("https://wire.example/page#3", None)


def test_a_service_that_counts_readers_is_not_the_address_of_the_story():
    raw = RSS.replace("xmlns:dc", "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' xmlns:dc").format(
        f"<item>{STORY}<feedburner:origLink>https://paper.example/1</feedburner:origLink></item>"
    )
    [item] = recognise.read(raw.encode(), "name")
    assert item.links[0]["href"] == "https://paper.example/1"


def test_addresses_in_atom_begin_where_xml_base_says():
    first, second, _ = sample("atom.xml")
    assert (first.format, first.guid, first.language) == ("atom", "tag:wire.example,2018:1", "fr")
    assert (first.headline, first.byline) == ("Le Conseil adopte un texte", "Une and Deux")
    assert (first.firstcreated, first.versioncreated) == ("2018-03-24T09:00:00Z", "2018-03-24T11:00:00Z")
    assert (first.body_text, first.abstract) == ("Un\n\nDeux.", "En bref.")
    assert [image["href"] for image in first.images] == [
        "https://wire.example/fr/mars/un.jpg",
        "https://wire.example/fr/mars/texte/dans.jpg",
    ]
    assert first.links[0]["href"] == "https://wire.example/fr/mars/un.html"
    assert first.subjects[0]["code"] == "11000000"
    assert (second.byline, second.body_text) == ("La rédaction", "Texte.")


def test_an_entry_that_a_feed_says_is_deleted_is_a_kill():
    item = sample("atom.xml")[2]
    assert (item.guid, item.pubstatus) == ("tag:wire.example,2018:0", "canceled")
    [blocked] = feed(STORY + '<media:status state="blocked"/>')
    assert blocked.pubstatus == "withheld"


def test_rss_1_has_its_entries_beside_the_channel():
    [item] = recognise.read(
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://wire.example/"><title>A feed</title>
        </channel><item rdf:about="urn:example:1"><title>Headline</title><link>https://wire.example/1</link>
        <dc:date>2018-03-24T10:00:00+01:00</dc:date><description>The copy.</description></item></rdf:RDF>""",
        "name",
    )
    assert (item.guid, item.firstcreated, item.body_text) == ("urn:example:1", "2018-03-24T09:00:00Z", "The copy.")


def test_a_feed_that_is_a_little_broken_is_read_all_the_same():
    [item] = recognise.read(
        b"""<rss><channel><title>A & B</title><item><title>Headline&nbsp;1</title><description>Copy.</description>
        <link>https://wire.example/?a=1&b=2</link><media:content url="https://e.example/a.jpg"/></item></channel></rss>""",
        "name",
    )
    assert (item.headline, item.guid, item.source) == ("Headline 1", "https://wire.example/?a=1&b=2", "A & B")
    assert item.images[0]["href"] == "https://e.example/a.jpg"


def test_one_identifier_for_every_story_is_none():
    entries = [f"<guid>same</guid><title>Headline {n}</title><description>Copy.</description>" for n in (1, 2, 3)]
    items = feed(*entries)
    assert len({item.guid for item in items}) == 3
    assert all(item.guid.startswith("urn:newsroom:made:") for item in items)
    assert [item.guid for item in feed(*reversed(entries))] == [item.guid for item in reversed(items)]
    linked = [f"{entry}<link>https://wire.example/{n}</link>" for n, entry in enumerate(entries)]
    assert [item.guid for item in feed(*linked)] == [f"https://wire.example/{n}" for n in range(3)]
    [alone] = feed("<guid>https://wire.example/</guid><link>https://wire.example/</link><title>Headline</title>")
    assert alone.guid.startswith("urn:newsroom:made:")


def test_two_versions_of_a_story_in_one_feed_keep_its_identifier():
    other = "<guid>b</guid><title>Other</title><link>https://wire.example/2</link>"
    versions = [
        f"<guid>a</guid><title>{head}</title><link>https://wire.example/1</link>" for head in ("Before", "After")
    ]
    assert [item.guid for item in feed(*versions, other)] == ["a", "a", "b"]


def test_a_story_without_any_identifier_gets_the_same_one_from_source_date_and_headline():
    entry = "<title>Headline</title><pubDate>Sat, 24 Mar 2018 10:00:00 GMT</pubDate><description>{}</description>"
    [first], [corrected] = feed(entry.format("Copy.")), feed(entry.format("Corrected copy."))
    [another] = feed(entry.format("Copy.").replace("24 Mar", "25 Mar"))
    assert first.guid == corrected.guid != another.guid


@pytest.mark.parametrize(
    "markup",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&lt;img src=x onerror=alert(1)&gt;",
        "&lt;a href='javascript:alert(1)'&gt;x&lt;/a&gt;",
        "<![CDATA[<iframe src='https://evil.example'></iframe><svg onload=alert(1)>]]>",
        "&lt;figure&gt;&lt;img src='data:text/html,alert(1)'&gt;&lt;/figure&gt;",
    ],
)
def test_hostile_markup_is_gone_from_every_field(markup):
    [item] = feed(f"<title>Headline {markup}</title><description>The copy. {markup}</description>")
    assert item.body_text.startswith("The copy.")
    for hostile in ("<script", "onerror", "javascript:", "<iframe", "<svg", "data:"):
        assert hostile not in (item.body_html or "")
        assert not any(hostile in (image["href"] or "") for image in item.images)
    assert "<script" not in item.headline


def test_the_command_prints_an_object_for_each_entry():
    out = StringIO()
    call_command("ingest", str(SAMPLES / "agency-rss.xml"), "--dry-run", "--json", stdout=out)
    printed = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [item["headline"] for item in printed][1] == "Second story"


@pytest.mark.parametrize(
    "raw",
    [
        RSS.format("").encode(),
        b"<rss><channel><item>",
        b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel>'
        + b"&b;" * 9,
        b"<feed>" + b"<entry>" * 100_000,
        RSS.format("<item><title>x</title><description>y</description></item>" * 12_000).encode(),
        (SAMPLES / "export-wxr.xml").read_bytes().replace(b"type>post<", b"type>page<"),
    ],
)
def test_what_holds_no_story_is_told_in_a_sentence(raw):
    begun = time.monotonic()
    with pytest.raises(Unreadable) as told:
        recognise.read(raw, "name")
    assert str(told.value).endswith(".")
    assert time.monotonic() - begun < 2


def test_no_file_is_read_for_an_entity(tmp_path):
    (tmp_path / "secret").write_text("secret words")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    raw = entity + RSS.partition("?>")[2].format(f"<item>{STORY}<guid>&x;</guid></item>")
    with contextlib.suppress(Unreadable):
        assert "secret" not in json.dumps([item.as_json() for item in recognise.read(raw.encode(), "name")])


@pytest.mark.no_cover
def test_a_thousand_entries_are_read_in_time():
    begun = time.monotonic()
    entry = f"<guid>{{}}</guid><title>Headline</title><description>{'&lt;p&gt;Copy.&lt;/p&gt;' * 5}</description>"
    assert len(feed(*(entry.format(n) for n in range(1_000)))) == 1_000
    assert time.monotonic() - begun < 4


@pytest.mark.no_cover
def test_damaged_files_end_in_a_sentence_or_an_item():
    for path in SAMPLES.glob("*.xml"):
        for raw in damaged(path.read_bytes()):
            with contextlib.suppress(Unreadable):
                assert all(item.guid for item in recognise.read(raw, "name"))
