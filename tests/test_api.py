"""The stories for programs: real ninjs, the newest version first, and no word of what is held."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from articles import publishing
from articles.models import Article, ArticleDocument, ArticlePhoto, Edition, Topic
from tests import cast, many
from tests.desk import at_screen
from tests.test_leaks import GONE, MARK, STATES, answer, held

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SCHEMA = json.loads((Path(__file__).parent / "samples" / "schemas" / "ninjs-schema_3.0.json").read_text())
NINJS = Draft202012Validator(SCHEMA)
ITEMS = "/api/v1/items/"
OLD = cast.MONDAY
HOSTILE = """</script><script>alert(1)</script>"><img src=x onerror=alert(1)> {{ 7 }} \u2028 'x' \\"""


def got(client, address: str = ITEMS) -> dict:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/json"
    body = response.json()
    for item in body.get("items", [body]):
        NINJS.validate(item)
        for when in ("firstCreated", "versionCreated", "contentCreated"):
            assert when not in item or datetime.fromisoformat(item[when]).tzinfo
    return body


def of(article: Article) -> str:
    return f"{ITEMS}{article.pk}/"


def uris(body: dict) -> list[str]:
    return [item["uri"] for item in body["items"]]


def headlines(body: dict) -> list[str]:
    return [item["headlines"][0]["value"] for item in body["items"]]


def values(named: list[dict], role: str) -> str:
    return next(one["value"] for one in named if one["role"] == role)


def test_an_item_says_all_that_readers_are_told(client):
    other = cast.story(headline="Council meets", slug="meets")
    cast.publish(other)
    article = cast.illustrated(
        slug="adopts",
        search_headline="Council resolution",
        body=f'<h2>Vote</h2><p>It met &amp; <a data-story="{other.pk}">voted</a>.</p>'
        "<ul><li>Yes<ol><li>All</li></ol></li></ul><table><tbody><tr><td>For</td><td>28</td></tr></tbody></table>",
    )
    article.topics.add(Topic.objects.create(name="Human rights", slug="human-rights"))
    article.related.add(other)
    edition = cast.publish(article)
    item, site = got(client, of(article)), settings.SITE_URL
    assert item["uri"] == f"{site}{of(article)}"
    assert item["standard"]["name"] == "ninjs"
    assert (item["type"], item["pubStatus"], item["version"]) == ("text", "usable", "1")
    assert datetime.fromisoformat(item["versionCreated"]) == edition.live_from
    assert datetime.fromisoformat(item["contentCreated"]) == edition.dated
    assert values(item["headlines"], "main") == "Council adopts resolution"
    assert values(item["headlines"], "search") == "Council resolution"
    assert values(item["descriptions"], "summary") == "The Council met and voted."
    assert (item["by"], item["located"], item["language"]) == ("Xinhua", "GENEVA", "en")
    assert item["infoSources"] == [{"name": "Xinhua", "literal": "xinhua"}]
    assert item["altIds"] == [{"role": "guid", "value": article.guid}]
    assert [(one["rel"], one["uri"]) for one in item["subjects"]] == [
        ("topic", f"{site}/topics/human-rights/"),
        ("section", f"{site}/news/photos/"),
    ]
    html, text = (body["value"] for body in item["bodies"])
    assert f'<a href="{site}/{Edition.objects.get(article=other).path}/">voted</a>' in html
    assert text == "GENEVA, March 24, 2018 --\n\nVote\n\nIt met & voted.\n\nYes\n\nAll\n\nFor\t28"
    picture, document, related = item["associations"]
    assert (picture["type"], values(picture["descriptions"], "caption")) == ("picture", "The hall")
    assert values(picture["descriptions"], "alternativeText") == "A hall"
    assert values(document["descriptions"], "introduction") == "Click the following link:"
    assert (related["uri"], headlines({"items": [related]})) == (f"{site}{of(other)}", ["Council meets"])
    for rendition in (*picture["renditions"], *document["renditions"], *item["renditions"], *related["renditions"]):
        address = rendition["href"].removeprefix(site)
        response = client.get(address)
        assert address.startswith("/")
        assert response["Content-Type"].split(";")[0] == rendition["contentType"]
        assert len(response.getvalue()) == rendition.get("sizeInBytes", len(response.getvalue()))


def test_the_newest_version_comes_first_and_says_what_was_put_right(client):
    first, second = cast.story(slug="one"), cast.story(slug="two")
    cast.publish(first, OLD)
    cast.publish(second, OLD + cast.HOUR)
    cast.saves(first, headline="Council adopts two resolutions")
    cast.publish(first, OLD + cast.DAY, kind="correction", note="It adopted two.")
    body = got(client)
    assert uris(body) == [f"{settings.SITE_URL}{of(article)}" for article in (first, second)]
    item = body["items"][0]
    assert (item["version"], item["edNote"]) == ("2", "It adopted two.")
    assert datetime.fromisoformat(item["firstCreated"]) == OLD
    assert datetime.fromisoformat(item["versionCreated"]) == OLD + cast.DAY
    assert "next" not in body


@pytest.mark.parametrize("words", ["", "section=news&source=xinhua&topic=un&nonsense=1"])
def test_pages_are_turned_to_the_last_story_and_none_is_met_twice(client, words):
    topic = Topic.objects.create(name="UN", slug="un")
    for number in range(45):
        article = cast.story(slug=f"story-{number}")
        article.topics.add(topic)
        cast.publish(article, OLD + number // 7 * cast.HOUR)
    address, met = f"{ITEMS}?{words}", []
    for size in (20, 20, 5):
        response = client.get(address)
        body = got(client, address)
        assert len(body["items"]) == size
        met += body["items"]
        address = body.get("next", "")
        assert response.headers.get("Link", "") == (f'<{address}>; rel="next"' if address else "")
        assert "nonsense" not in address
        assert ("section=news&source=xinhua&topic=un" in address) is bool(address and words)
        address = address.removeprefix(settings.SITE_URL)
    assert len({item["uri"] for item in met}) == 45
    assert [item["versionCreated"] for item in met] == sorted((one["versionCreated"] for one in met), reverse=True)


def test_filters_are_the_lists_of_the_site(client):
    photos, sport = cast.story(slug="a", headline="Photos"), cast.story(slug="b", section=cast.section("sport"))
    topic = Topic.objects.create(name="UN", slug="un")
    photos.topics.add(topic)
    for article in (photos, sport):
        cast.publish(article)
    for words, many_found in {
        "section=news": 1, "section=news/photos": 1, "section=sport": 1, "source=xinhua": 2, "topic=un": 1,
        "section=sport&topic=un": 0, "section=nowhere": 0, "topic=%00": 0, "source=%FF": 0, "section=": 2,
        "status=draft": 2, "ordering=embargo_until": 2, "fields=desk": 2, "urgency=1": 2, "newer=x": 2,
        "page=9999": 2, "section=news&section=sport": 1,
    }.items():  # fmt: skip
        assert len(got(client, f"{ITEMS}?{words}")["items"]) == many_found, words


def test_what_is_no_item_and_no_page_is_the_sites_one_404(client):
    held = cast.story(slug="held")
    cast.publish(held, at=timezone.now() + cast.HOUR)
    nonsense = client.get("/nonsense/")
    for address in (
        of(held), f"{ITEMS}0/", f"{ITEMS}01/", f"{ITEMS}1abc/", f"{ITEMS}1%00/", f"{ITEMS}-1/", f"{ITEMS}{10**17}/",
        f"{ITEMS}{10**30}/", f"{ITEMS}٣/", f"{ITEMS}?older=x", f"{ITEMS}?older=20180101T000000.0-0x",
        f"{ITEMS}?older=99999999T000000.0-1", f"{ITEMS}?older=%00",
    ):  # fmt: skip
        response = client.get(address)
        assert (response.status_code, response.content) == (404, nonsense.content), address
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE"):
        assert client.generic(method, of(held)).status_code == client.generic(method, f"{ITEMS}999/").status_code == 405


def test_of_a_withdrawn_story_no_word_goes_out_but_that_it_is_canceled(client):
    article = cast.illustrated(headline="Libel", guid="Libel")
    cast.publish(article)
    publishing.withdraw(article, by=cast.ada(), reason="Libel", note="Libel", gone="notice")
    item = got(client, of(article))
    assert got(client)["items"] == [item]
    assert set(item) == {"uri", "standard", "type", "pubStatus", "version", "versionCreated"}
    assert (item["pubStatus"], item["version"]) == ("canceled", "2")
    assert got(client, f"{ITEMS}?section=news")["items"] == []
    cast.publish(article)
    assert got(client, of(article))["pubStatus"] == "usable"


def test_a_story_that_vanished_is_in_no_answer(client):
    article, other = cast.story(slug="gone", headline="Libel"), cast.story(slug="other")
    other.related.add(article)
    cast.saves(other, body=f'<p><a data-story="{article.pk}">See</a></p>')
    cast.publish(article)
    cast.publish(other)
    assert "Libel" in client.get(of(other)).text
    publishing.withdraw(article, by=cast.ada(), reason="Libel", gone="vanish")
    assert client.get(of(article)).status_code == 404
    assert uris(got(client)) == [f"{settings.SITE_URL}{of(other)}"]
    text = client.get(of(other)).text
    assert "Libel" not in text
    assert f"{ITEMS}{article.pk}/" not in text


@pytest.mark.no_cover
def test_no_answer_has_a_word_of_what_is_held(client):
    live = cast.story(slug="live")
    every = [held(state) for state in STATES]
    live.related.set(every)
    links = "".join(f'<a data-story="{article.pk}">one</a>' for article in every)
    cast.publish(cast.saves(live, body=f"<p>{links}</p>"))
    for address in (ITEMS, f"{ITEMS}?section=news/photos", f"{ITEMS}?source=xinhua", *map(of, [live, *every])):
        assert MARK not in client.get(address).text, address
    assert "associations" not in got(client, of(live))
    assert sorted(item["pubStatus"] for item in got(client)["items"]) == ["canceled", "usable"]


@pytest.mark.parametrize("state", GONE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "TRACE"])
def test_the_item_of_a_held_story_answers_as_one_that_never_was(client, state, method):
    article = held(state)
    ways = {"if-none-match": "*", "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT", "range": "bytes=0-9"}
    assert answer(client, of(article), method, **ways) == answer(client, f"{ITEMS}{article.pk + 999}/", method, **ways)


def test_held_stories_change_no_byte_and_no_tag(client):
    live = cast.story(slug="live")
    cast.publish(live)
    before = client.get(ITEMS)
    for number in range(25):
        held = cast.story(slug=f"held-{number}", headline="Held")
        live.related.add(held)
        if number % 2:
            cast.publish(held, at=timezone.now() + cast.HOUR)
    cast.saves(live, headline="Held", urgency=1, ednote="Held", usage_terms="Held")
    after = client.get(ITEMS)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert client.get(ITEMS, headers={"If-None-Match": before["ETag"]}).status_code == 304
    cast.publish(live, kind="update")
    assert client.get(ITEMS, headers={"If-None-Match": before["ETag"]}).status_code == 200


def test_it_is_for_programs_and_gives_no_page_of_another_site_a_way_in(client):
    cast.publish(cast.story())
    response = client.get(ITEMS, {"callback": "steal"}, headers={"Origin": "https://elsewhere.example"})
    assert response.text.startswith('{"items"')
    assert not [name for name in response.headers if name.startswith("Access-Control")]
    assert not response.cookies
    assert response["X-Content-Type-Options"] == "nosniff"


def test_hostile_words_are_data(client):
    texts = ("headline", "search_headline", "summary", "dateline", "byline")
    article = cast.story(**dict.fromkeys(texts, HOSTILE), body=f"<p>{HOSTILE}</p>")
    ArticlePhoto.objects.create(article=article, photo=cast.photo(), caption=HOSTILE, alt=HOSTILE, credit=HOSTILE)
    ArticleDocument.objects.create(article=article, document=cast.pdf(), title=HOSTILE, intro=HOSTILE)
    cast.publish(article)
    item = got(client, of(article))
    assert values(item["headlines"], "main") == HOSTILE
    assert "<script" not in item["bodies"][0]["value"]


def test_staff_see_the_items_of_another_moment_and_turn_its_pages(client):
    for number in range(21):
        cast.publish(cast.story(slug=f"story-{number}"), OLD + number * cast.HOUR)
    desk = at_screen(cast.ada())
    body = got(desk, f"{ITEMS}?as_of=2018-03-27T05:30")
    assert len(body["items"]) == 20
    assert "as_of=2018-03-27T05%3A30" in body["next"]
    assert len(got(desk, f"{ITEMS}?as_of=2018-03-26T10:30")["items"]) == 2
    assert client.get(f"{ITEMS}?as_of=2018-03-26T10:30").status_code == 302


@pytest.mark.no_cover
@pytest.mark.parametrize("words", ["", "?section=news&source=xinhua&topic=un"])
def test_a_page_takes_two_queries(client, words):
    topic, before = Topic.objects.create(name="UN", slug="un"), None
    for number in range(22):
        article = cast.illustrated(slug=f"story-{number}")
        article.topics.add(topic)
        if before:
            article.related.add(before)
            cast.saves(article, body=f'<p>See <a data-story="{before.pk}">it</a>.</p>')
        cast.publish(article)
        before = article
    for address in (f"{ITEMS}{words}", of(before)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) == 2


@pytest.mark.no_cover
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_among_thousands_of_editions_a_page_is_a_walk_along_an_index(client):
    many.editions(3000)
    body = got(client)
    assert len(body["items"]) == 20
    with CaptureQueriesContext(connection) as queries:
        got(client, body["next"].removeprefix(settings.SITE_URL))
    plan = "\n".join(
        row[3] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}").fetchall()
    )
    assert "edition_start" in plan
    assert "SCAN" not in plan
