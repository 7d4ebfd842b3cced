"""What search engines read."""

import re
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles import publishing
from articles.models import Page, Site
from tests import cast
from tests.cast import DAY, HOUR
from tests.test_leaks import MARK, STATES, held

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SAMPLES = settings.BASE_DIR / "tests/samples/schemas"
ALL = ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-0.xml", "/news-sitemap.xml", "/robots.txt")


def read(client, address: str) -> etree._Element:
    """The file at that address, held to its schema. Alone a news sitemap may be empty, which the schema forbids."""
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml"), address
    document = etree.fromstring(response.content)
    if len(document) or address != "/news-sitemap.xml":
        name = "siteindex.xsd" if address == "/sitemap.xml" else "sitemap.xsd"
        etree.XMLSchema(etree.parse(SAMPLES / name)).assertValid(document)
    return document


def places(client, address: str) -> list[str]:
    """The addresses in it, without what all of them begin with."""
    found = [element.text for element in read(client, address).iter("{*}loc")]
    assert all(place.startswith(f"{settings.SITE_URL}/") for place in found)
    return [place.removeprefix(settings.SITE_URL) for place in found]


def test_the_index_leads_to_every_live_story(client):
    first, second = cast.story(slug="first", pk=9_999), cast.story(slug="second", pk=10_000)
    far = cast.story(slug="far", pk=70_001)
    paths = [cast.publish(article).path for article in (first, second, far)]
    files = places(client, "/sitemap.xml")
    assert files == ["/sitemap-pages.xml", "/sitemap-0.xml", "/sitemap-1.xml", "/sitemap-7.xml"]
    assert [places(client, file) for file in files[1:]] == [[f"/{path}/"] for path in paths]


def test_a_story_says_when_what_readers_see_of_it_last_changed(client):
    article = cast.story()
    cast.publish(article, cast.MONDAY)
    edition = publishing.correct(article, {"headline": "Right"}, by=cast.ada(), number=1).edition
    cast.saves(article, headline="Edited since")
    [changed] = read(client, "/sitemap-0.xml").iter("{*}lastmod")
    assert datetime.fromisoformat(changed.text) == edition.live_from


def test_an_address_in_any_script_is_a_valid_one(client):
    article = cast.story(slug="决议-مجلس")
    cast.publish(article)
    [place] = places(client, "/sitemap-0.xml")
    assert place.isascii()
    assert client.get(place).status_code == 200
    assert places(client, "/news-sitemap.xml") == [place]


def test_sections_and_standing_pages_have_a_file_without_dates_that_nobody_knows(client):
    cast.section("news/photos")
    found = places(client, "/sitemap-pages.xml")
    assert {"/", "/news/", "/news/photos/", "/archive/", "/corrections/"} <= set(found)
    assert {f"/{page.slug}/" for page in Page.objects.all()} <= set(found)
    assert "lastmod" not in client.get("/sitemap-pages.xml").text
    assert {place: client.get(place).status_code for place in found} == dict.fromkeys(found, 200)


@pytest.mark.parametrize("number", ["1", "00", "01", "-1", "x", "999999999999", "9999999999999", "٠", "0%0A"])
def test_a_file_with_nothing_in_it_does_not_exist(client, number):
    cast.publish(cast.story())
    response = client.get(f"/sitemap-{number}.xml")
    assert (response.status_code, response.content) == (404, client.get("/nonsense/").content)


def test_a_site_without_stories_has_valid_sitemaps(client):
    assert places(client, "/sitemap.xml") == ["/sitemap-pages.xml"]
    assert places(client, "/news-sitemap.xml") == []
    assert client.get("/sitemap-0.xml").status_code == 404


def test_news_is_what_readers_first_had_in_the_last_two_days(client):
    now = timezone.now()
    fresh, old = cast.story(slug="fresh", headline="Fresh"), cast.story(slug="old", headline="Old")
    cast.publish(old, now - timedelta(hours=49))
    corrected = publishing.correct(old, {"headline": "Old, corrected"}, by=cast.ada(), number=1)
    first = cast.publish(fresh, now - timedelta(hours=47))
    last = publishing.correct(fresh, {"headline": "Fresh & <right>"}, by=cast.ada(), number=1).edition
    assert corrected.edition.live_from > now - HOUR
    assert places(client, "/news-sitemap.xml") == [f"/{last.path}/"]
    [news] = read(client, "/news-sitemap.xml").iter("{*}news")
    assert news.findtext("{*}title") == "Fresh & <right>"
    assert news.findtext("{*}publication/{*}name") == "Newsroom"
    assert datetime.fromisoformat(news.findtext("{*}publication_date")) == first.live_from


def test_news_that_came_back_after_a_withdrawal_is_not_new(client):
    article = cast.story()
    cast.publish(article, timezone.now() - 3 * DAY)
    publishing.withdraw(article, by=cast.ada(), reason="Not sure")
    article.refresh_from_db()
    cast.publish(article)
    assert places(client, "/news-sitemap.xml") == []
    assert len(places(client, "/sitemap-0.xml")) == 1


LANGUAGES = {
    "en": "en",
    "fr-CH": "fr",
    "ckb": "ckb",
    "zh": "zh-cn",
    "zh-Hans": "zh-cn",
    "zh-Hant": "zh-tw",
    "zh-TW": "zh-tw",
}


@pytest.mark.parametrize(("tag", "said"), LANGUAGES.items())
def test_news_is_in_one_of_the_languages_that_google_names(client, tag, said):
    cast.publish(cast.story(language=tag))
    assert read(client, "/news-sitemap.xml").findtext(".//{*}language") == said


def test_no_text_breaks_the_news(client):
    words = "]]> & <b> \x01\x1b\ufffe 👩🏽‍🚀 مجلس 人权 \"'"
    Site.objects.update_or_create(pk=1, defaults={"name": f"Name {words}"[:80]})
    cast.publish(cast.story(headline=words, slug="words"))
    [news] = read(client, "/news-sitemap.xml").iter("{*}news")
    assert news.findtext("{*}title") == re.sub("[\x01\x1b\ufffe]", "", words)


def test_robots_learn_where_the_sitemaps_are_and_where_not_to_go(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    robots = RobotFileParser()
    robots.parse(response.text.splitlines())
    assert robots.site_maps() == [f"{settings.SITE_URL}/sitemap.xml", f"{settings.SITE_URL}/news-sitemap.xml"]
    assert not robots.can_fetch("anyone", f"{settings.SITE_URL}/admin/articles/article/")
    assert robots.can_fetch("anyone", f"{settings.SITE_URL}/news/photos/")


@pytest.mark.parametrize("state", STATES)
def test_no_file_has_a_word_or_a_moment_of_what_is_held(client, state):
    cast.publish(cast.story(), cast.MONDAY)
    before = {address: client.get(address).content for address in ALL}
    held(state)
    cast.publish(cast.story(pk=30_000, slug=MARK), at=datetime.now(UTC) + HOUR)
    assert {address: client.get(address).content for address in ALL} == before
    assert MARK.encode() not in b"".join(before.values())


@pytest.mark.parametrize("address", ALL)
def test_no_file_takes_more_queries_when_there_is_more_in_it(client, address):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    cast.publish(cast.story(slug="first"))
    before = queries()
    for number in range(5):
        cast.publish(cast.story(slug=f"story-{number}"))
    assert queries() == before <= 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what is in the tables")
@pytest.mark.parametrize("address", ALL)
def test_no_file_looks_at_all_that_is_live(client, address):
    cast.publish(cast.story())
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    for query in queries:
        with connection.cursor() as cursor:
            plan = [row[-1] for row in cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall()]
        reading = [step for step in plan if "articles_edition " in step]
        assert all(re.search(r"\((article_id|live_from)>\?", step) for step in reading), plan


@pytest.mark.parametrize("address", ALL)
def test_a_file_is_not_sent_again_while_nothing_has_changed(client, address):
    cast.publish(cast.story())
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert client.post(address).status_code == 405
