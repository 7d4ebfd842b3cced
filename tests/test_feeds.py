"""What feed readers get: read back as they read it, and held to the standards."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles import publishing
from articles.models import Article, ArticlePhoto, Site, Source, Topic
from tests import cast
from tests.cast import HOUR, MONDAY
from tests.test_leaks import MARK, STATES, held

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FORMS = ("rss.xml", "atom.xml", "feed.json")
SAMPLES = settings.BASE_DIR / "tests/samples/schemas"
MEDIA = "{http://search.yahoo.com/mrss/}"
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def body(client, address: str) -> bytes:
    """The feed at that address, held to its standard."""
    response = client.get(address)
    assert response.status_code == 200, address
    form = address.rpartition("/")[2]
    kind = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
    assert response.headers["Content-Type"].startswith(kind[form])
    {"rss.xml": strict_rss, "atom.xml": strict_atom, "feed.json": strict_json}[form](response.content)
    return response.content


def entries(client, address: str) -> list:
    read = feedparser.parse(body(client, address))
    assert not read.bozo
    return read.entries


def items(client, address: str = "/feed.json") -> list[dict]:
    return json.loads(body(client, address))["items"]


def strict_atom(feed: bytes) -> None:
    document = etree.fromstring(feed)
    etree.RelaxNG(etree.parse(SAMPLES / "atom.rng")).assertValid(document)
    rels = [link.get("rel") for link in document.findall("{*}link")]
    assert sorted(rels) == ["alternate", "self"]
    for entry in document.findall("{*}entry"):
        assert len([link for link in entry.findall("{*}link") if link.get("rel") == "alternate"]) == 1
    ids = [element.text for element in document.iter("{*}id")]
    assert len(ids) == len(set(ids))


def strict_rss(feed: bytes) -> None:
    document = etree.fromstring(feed)
    assert (document.tag, document.get("version"), len(document)) == ("rss", "2.0", 1)
    channel = document[0]
    one_each(channel, "title", "link", "description", "language", "lastBuildDate", "{http://www.w3.org/2005/Atom}link")
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).utcoffset() == timedelta()
    for item in channel.findall("item"):
        one_each(item, "title", "link", "guid", "pubDate", "{http://purl.org/rss/1.0/modules/content/}encoded")
        assert ADDRESS.fullmatch(item.findtext("link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).utcoffset() == timedelta()
        assert len(item.findall("enclosure")) <= 1
        for file in [*item.findall("enclosure"), *item.findall(f"{MEDIA}content")]:
            assert ADDRESS.fullmatch(file.get("url"))
            assert re.fullmatch("[a-z]+/[a-z]+", file.get("type"))
            assert int(file.get("length") or file.get("fileSize")) > 0


def one_each(element, *names: str) -> None:
    assert [len(element.findall(name)) for name in names] == [1] * len(names)


def strict_json(feed: bytes) -> None:
    """As https://www.jsonfeed.org/version/1.1/ has it, and none of what is only old or only allowed."""
    known = {
        "feed": {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"},
        "item": {"id", "url", "title", "summary", "content_html", "image", "date_published", "date_modified"}
        | {"authors", "tags", "language", "attachments"},
        "attachment": {"url", "mime_type", "title", "size_in_bytes"},
    }
    top = json.loads(feed)
    assert top["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "home_page_url", "feed_url", "items"} <= top.keys() <= known["feed"]
    assert len({item["id"] for item in top["items"]}) == len(top["items"])
    for item in top["items"]:
        assert {"id", "url", "title", "content_html", "date_published", "date_modified"} <= item.keys() <= known["item"]
        assert all(value for value in item.values())
        assert all(author.keys() == {"name"} for author in item.get("authors", []))
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo
        for file in item.get("attachments", []):
            assert {"url", "mime_type", "size_in_bytes"} <= file.keys() <= known["attachment"]
            assert type(file["size_in_bytes"]) is int
            assert ADDRESS.fullmatch(file["url"])
        assert ADDRESS.fullmatch(item["url"])


def china() -> Topic:
    return Topic.objects.get_or_create(slug="china", defaults={"name": "China & Asia"})[0]


@pytest.fixture
def story() -> Article:
    """Live since Monday: a lead, a picture in the text, a PDF, and a topic."""
    article = cast.illustrated(slug="resolution", dated=datetime(2018, 3, 24, 12, tzinfo=UTC))
    article.topics.add(china())
    placed = cast.photo("vote.jpg")
    ArticlePhoto.objects.create(article=article, photo=placed, caption="The vote", credit="Xinhua/Li & Co", alt="Hands")
    article.body = f'<p>The Council met.</p><figure data-photo="{placed.pk}"></figure><p>It voted.</p>'
    article.save()
    cast.publish(article, MONDAY)
    return article


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/", "/news/", "/news/photos/", "/topics/china/", "/sources/xinhua/"])
def test_every_list_has_its_feeds(client, story, path, form):
    cast.publish(cast.story(headline="Elsewhere", section=cast.section("sport"), source=other_source()))
    read = body(client, f"{path}{form}").decode()
    assert "Council adopts resolution" in read
    assert ("Elsewhere" in read) == (path == "/")
    assert f"{settings.SITE_URL}{path}{form}" in read
    assert f'{settings.SITE_URL}{path}"' in read or f"<link>{settings.SITE_URL}{path}</link>" in read


def other_source() -> Source:
    return Source.objects.create(name="Our own", slug="own")


def test_a_feed_is_named_after_its_list(client, story):
    names = {"/": "Newsroom", "/news/photos/": "Newsroom: Photos", "/topics/china/": "Newsroom: China & Asia"}
    for path, name in names.items():
        titles = [feedparser.parse(body(client, path + form)).feed.title for form in FORMS[:2]]
        assert {*titles, json.loads(body(client, f"{path}feed.json"))["title"]} == {name}


def test_rss_carries_the_whole_story(client, story):
    [entry] = entries(client, "/rss.xml")
    edition = cast.live(story, MONDAY)
    assert entry.title == "Council adopts resolution"
    assert entry.link == f"{settings.SITE_URL}/{edition.path}/"
    assert (entry.id, entry.guidislink) == (story.guid, False)
    assert entry.author == "Xinhua"
    assert entry.summary == "The Council met and voted."
    assert entry.tags[0].term == "China & Asia"
    assert entry.published_parsed[:5] == (2018, 3, 26, 9, 0)
    assert "It voted." in entry.content[0].value
    lead, placed = entry.media_content
    assert [enclosure.href for enclosure in entry.enclosures] == [lead["url"]]
    for address, said in ((lead["url"], entry.enclosures[0].length), (placed["url"], placed["filesize"])):
        sent = client.get(address.removeprefix(settings.SITE_URL))
        assert (sent.headers["Content-Type"], str(len(sent.getvalue()))) == ("image/jpeg", said)
    picture = etree.fromstring(body(client, "/rss.xml")).findall(f".//{MEDIA}content")[1]
    assert picture.findtext(f"{MEDIA}description") == "The vote"
    assert picture.findtext(f"{MEDIA}credit") == "Xinhua/Li & Co"


def test_atom_has_an_enclosure_for_every_photograph_and_document(client, story):
    [entry] = entries(client, "/atom.xml")
    assert entry.id == story.guid
    assert [file.title for file in entry.enclosures] == ["The hall", "The vote", "resolution.pdf"]
    assert [file.type for file in entry.enclosures] == ["image/jpeg", "image/jpeg", "application/pdf"]
    for file in entry.enclosures:
        sent = client.get(file.href.removeprefix(settings.SITE_URL))
        assert (sent.status_code, str(len(sent.getvalue()))) == (200, file.length)


def test_json_has_the_same_as_attachments(client, story):
    [item] = items(client)
    assert (item["id"], item["tags"], item["authors"]) == (story.guid, ["China & Asia"], [{"name": "Xinhua"}])
    assert [file["mime_type"] for file in item["attachments"]] == ["image/jpeg", "image/jpeg", "application/pdf"]
    assert item["image"] == item["attachments"][0]["url"]
    assert item["language"] == "en"


def test_the_text_of_a_story_works_anywhere(client, story):
    """Each picture once and in one size, with its words; every address whole, whatever the request calls the host."""
    text = items(client)[0]["content_html"]
    assert re.findall("GENEVA|The hall|The Council met|The vote|Li &amp; Co|It voted", text) == (
        ["The hall", "GENEVA", "The Council met", "The vote", "Li &amp; Co", "It voted"]
    )
    addresses = re.findall(r'(?:href|src|srcset)="([^"]*)"', text)
    assert len(addresses) >= 9
    assert all(address.startswith(f"{settings.SITE_URL}/") for address in addresses)
    assert re.findall("<img|<source", text) == ["<img"] * (2 + text.count('class="cover"'))
    for form in FORMS:
        body(client, f"/{form}")
        assert b"testserver" not in client.get(f"/{form}").content


def test_links_in_a_text_lead_to_where_they_led_on_the_page(client, story):
    held = cast.story(headline="Held")
    cast.publish(
        cast.story(
            headline="Linking",
            body=f'<p><a data-story="{story.pk}">live</a> <a data-story="{held.pk}">held</a> '
            '<a href="/about/">about</a> <a href="#top">top</a> <a href="//example.org/x">x</a> '
            '<a href="mailto:desk@example.org">desk</a></p>',
        )
    )
    text = next(item for item in items(client) if item["title"] == "Linking")["content_html"]
    edition = Article.objects.get(headline="Linking").editions.get()
    assert re.findall('href="([^"]+)"', text) == [
        f"{settings.SITE_URL}/{cast.live(story, MONDAY).path}/",
        f"{settings.SITE_URL}/about/",
        f"{settings.SITE_URL}/{edition.path}/#top",
        "http://example.org/x",
        "mailto:desk@example.org",
    ]
    assert "held" in text


TRAPS = [
    "]]> & <b>bold</b> \"quoted\" 'single' &amp; &#0; <script>alert(1)</script>",
    "nul\x01 escape\x1b bell\x07 form\x0c del\x7f no\ufffe character\uffff",
    "emoji 👩🏽‍🚀 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "مجلس حقوق الإنسان يعتمد قرارا",
    "人权理事会通过决议",
    "x" * 255,
]


@pytest.mark.parametrize("words", TRAPS)
def test_no_text_breaks_a_feed(client, words):
    article = cast.illustrated(
        headline=words[:255], summary=words, byline=words, dateline=words, body=f"<p>{words}</p>", slug="trap"
    )
    article.photos.update(caption=words, credit=words, alt=words)
    article.documents.update(title=words, intro=words)
    article.topics.add(Topic.objects.create(name=words[:60], slug="trap"))
    Site.objects.update_or_create(pk=1, defaults={"name": words[:80], "description": words})
    edition = cast.publish(article)
    publishing.correct(article, {"summary": words}, by=cast.ada(), number=edition.number, note=words)
    said = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", words)
    for path in ("/", "/topics/trap/", "/corrections/"):
        atom = etree.fromstring(body(client, f"{path}atom.xml"))
        rss = etree.fromstring(body(client, f"{path}rss.xml"))
        [item] = items(client, f"{path}feed.json")
        assert [atom.findtext("{*}entry/{*}title"), rss.findtext("channel/item/title"), item["title"]] == [said] * 3
        for html in (atom.findtext("{*}entry/{*}content"), atom.findtext("{*}entry/{*}summary"), item["content_html"]):
            assert "<script" not in html
            assert "<b>" not in html


def test_a_story_written_from_right_to_left_says_so(client):
    cast.publish(cast.story(headline="مجلس", language="ar", body="<p>جنيف</p>"))
    cast.publish(cast.story(headline="Council"))
    arabic, english = sorted(items(client), key=lambda item: item["language"])
    assert arabic["language"] == "ar"
    assert arabic["content_html"].startswith('<div lang="ar" dir="rtl">')
    assert arabic["content_html"].endswith("</div>")
    assert "dir=" not in english["content_html"]
    atom = etree.fromstring(body(client, "/atom.xml"))
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert {entry.get(language) for entry in atom.findall("{*}entry")} == {"ar", "en"}


def test_a_guid_of_a_wire_that_is_no_address_still_makes_a_valid_feed(client):
    agencies = [cast.xinhua(), other_source()]
    for agency in agencies:
        Article.objects.filter(pk=cast.story(source=agency, slug=agency.slug).pk).update(guid="AFP 12<3>")
        cast.publish(Article.objects.get(source=agency))
    assert len({entry.id for entry in entries(client, "/atom.xml")}) == 2


def test_a_feed_ends_after_thirty_stories(client):
    for number in range(31):
        cast.publish(cast.story(slug=f"story-{number}", headline=f"Story {number}"), MONDAY + number * HOUR)
    assert [item["title"] for item in items(client)] == [f"Story {number}" for number in range(30, 0, -1)]


def test_a_section_without_stories_has_empty_feeds_that_never_change(client):
    cast.section("news/quiet")
    for form in FORMS:
        first = body(client, f"/news/quiet/{form}")
        assert first == body(client, f"/news/quiet/{form}")
        assert b"1970" in first or form == "feed.json"
    assert items(client, "/news/quiet/feed.json") == []


@pytest.mark.parametrize("form", FORMS)
def test_a_list_that_does_not_exist_or_has_nothing_live_has_no_feed(client, form):
    waiting = cast.story(slug="waiting", source=Source.objects.create(name="Quiet", slug="quiet"))
    waiting.topics.add(Topic.objects.create(name="Secret", slug="secret"))
    cast.publish(waiting, at=datetime.now(UTC) + HOUR)
    nonsense = client.get("/nonsense/")
    for path in (
        "nonsense",
        "topics/secret",
        "topics/nonsense",
        "sources/quiet",
        "sources/nonsense",
        "about",
        "archive",
    ):
        response = client.get(f"/{path}/{form}")
        assert (response.status_code, response.content) == (404, nonsense.content), path
    assert client.get(f"/news/photos/{form}/").status_code == 404
    assert client.get(f"/{form}%0A").status_code == 404
    assert client.post(f"/{form}").status_code == 405


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/", "/news/photos/", "/topics/china/", "/sources/xinhua/", "/corrections/"])
def test_a_feed_stays_the_same_while_only_held_stories_change(client, story, path, form):
    publishing.correct(story, {"headline": "Right"}, by=cast.ada(), number=1)
    before = client.get(f"{path}{form}")
    other = cast.story(slug="other")
    other.topics.add(china())
    cast.publish(other, at=datetime.now(UTC) + HOUR)
    cast.saves(story, headline="Edited since")
    after = client.get(f"{path}{form}", headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 304
    assert client.get(f"{path}{form}").content == before.content


def test_a_correction_changes_the_feed_and_not_the_identity_of_the_story(client, story):
    before = entries(client, "/atom.xml")[0]
    cast.publish(cast.story(slug="later", headline="Later"), MONDAY + HOUR)
    corrected = publishing.correct(story, {"headline": "Right"}, by=cast.ada(), number=1).edition.live_from
    after = next(entry for entry in entries(client, "/atom.xml") if entry.id == before.id)
    assert (after.title, after.link, after.published) == ("Right", before.link, before.published)
    assert datetime.fromisoformat(after.updated) == corrected
    read = etree.fromstring(body(client, "/atom.xml"))
    assert datetime.fromisoformat(read.findtext("{*}updated")) == corrected
    built = etree.fromstring(body(client, "/rss.xml")).findtext("channel/lastBuildDate")
    assert parsedate_to_datetime(built) == corrected.replace(microsecond=0)


def test_a_correction_is_told_with_the_story_and_in_the_feed_of_corrections(client, story):
    publishing.correct(story, {"headline": "Right"}, by=cast.ada(), number=1, note="Not <every> name was right.")
    told = "Not &lt;every&gt; name was right."
    assert told in items(client)[0]["content_html"]
    [item] = items(client, "/corrections/feed.json")
    assert (item["title"], item["url"]) == ("Right", f"{settings.SITE_URL}/{cast.live(story, datetime.now(UTC)).path}/")
    assert told in item["content_html"]
    assert item["id"] != story.guid
    publishing.correct(story, {"headline": "Quite right"}, by=cast.ada(), number=2)
    assert items(client, "/corrections/feed.json")[0]["id"] != item["id"]


@pytest.mark.parametrize("gone", ["notice", "vanish"])
def test_a_withdrawn_story_leaves_every_feed_but_for_an_unnamed_notice(client, story, gone):
    other = cast.story(slug="other", headline="Other")
    other.topics.add(china())
    cast.publish(other, MONDAY)
    publishing.withdraw(story, by=cast.ada(), reason="Secret", note="We were misled.", gone=gone)
    for path in ("/", "/news/photos/", "/topics/china/", "/sources/xinhua/", "/corrections/"):
        for form in FORMS:
            read = body(client, f"{path}{form}").decode()
            assert not re.search(f"{story.guid}|adopts|resolution|Secret", read)
            assert ("We were misled." in read) == (path == "/corrections/" and gone == "notice")
    if gone == "notice":
        [item] = items(client, "/corrections/feed.json")
        assert (item["title"], item["url"]) == ("A story of March 24, 2018", f"{settings.SITE_URL}/corrections/")


def test_an_editor_can_read_the_feed_of_another_day(client, story):
    publishing.correct(story, {"headline": "Right"}, by=cast.ada(), number=1)
    assert client.get("/feed.json?as_of=2018-03-27").status_code == 302
    client.force_login(cast.ada())
    response = client.get("/feed.json?as_of=2018-03-27")
    assert [item["title"] for item in response.json()["items"]] == ["Council adopts resolution"]
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("state", STATES)
def test_no_feed_has_a_word_of_what_is_held(client, story, state):
    article = held(state)
    article.topics.add(china())
    cast.publish(cast.story(slug="linking", body=f'<p><a data-story="{article.pk}">see</a></p>'))
    for path in ("/", "/news/", "/news/photos/", "/topics/china/", "/sources/xinhua/", "/corrections/"):
        for form in FORMS:
            assert MARK not in body(client, f"{path}{form}").decode()
    assert client.get(f"/topics/{MARK}{state}-topic/rss.xml").status_code == 404


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/", "/news/photos/", "/topics/china/", "/sources/xinhua/", "/corrections/"])
def test_a_feed_takes_three_queries_however_much_is_in_it(client, story, path, form):
    publishing.correct(story, {"headline": "Right"}, by=cast.ada(), number=1)
    for number in range(3):
        linking = cast.story(slug=f"linking-{number}", body=f'<p><a data-story="{story.pk}">see</a></p>')
        linking.topics.add(china())
        cast.publish(linking)
    with CaptureQueriesContext(connection) as queries:
        body(client, f"{path}{form}")
    assert len(queries) <= 3
