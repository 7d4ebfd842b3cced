"""Finding again: by date, topic and source; what leads on from a story; and what was corrected."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Topic
from tests import cast
from tests.cast import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def story(slug: str, dated=None, **words):
    return cast.story(slug=slug, headline=f"Headline {slug}", dated=dated, **words)


def published(slug: str, dated=None, topics=(), **words):
    article = story(slug, dated, **words)
    article.topics.set(topics)
    cast.publish(article)
    return article


def linked(client, address: str, pattern: str, status: int = 200) -> list[str]:
    response = client.get(address)
    assert response.status_code == status, address
    main = response.text.split("<main")[1].split("</main>")[0]
    return list(dict.fromkeys(re.findall(pattern, main)))


def test_the_archive_leads_from_years_to_days(client, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    published("march", datetime(2018, 3, 24, 20, tzinfo=UTC))  # the 25th where the site is
    published("june", datetime(2018, 6, 1, 4, tzinfo=UTC))
    published("old", datetime(2009, 1, 1, 4, tzinfo=UTC))
    assert linked(client, "/archive/", r'"(/archive/\d+/)"') == ["/archive/2018/", "/archive/2009/"]
    published("misdated", datetime(2899, 1, 1, 4, tzinfo=UTC))
    assert linked(client, "/archive/", r'"(/archive/\d+/)"') == ["/archive/2899/", "/archive/2018/", "/archive/2009/"]
    assert linked(client, "/archive/2018/", r'"(/archive/\d+/\d+/)"') == ["/archive/2018/03/", "/archive/2018/06/"]
    assert linked(client, "/archive/2018/03/", r"/(march|june|old)/") == ["march"]
    assert linked(client, "/archive/2018/03/25/", r"/(march|june|old)/") == ["march"]
    for nothing in ("2018/03/24/", "2018/13/", "2018/02/30/", "2018/00/", "2017/", "2018/04/", "0000/", "9999/12/31/"):
        assert client.get(f"/archive/{nothing}").status_code == 404, nothing


@pytest.mark.parametrize(
    "address", ["/archive/", "/archive/2018/", "/archive/2018/03/", "/corrections/", "/topics/rights/"]
)
def test_no_page_asks_more_of_the_database_for_more_stories(client, address):
    topic = Topic.objects.create(name="Rights", slug="rights")
    counts = []
    for round in range(3):
        for n in range(round * 3 + 1):
            published(f"s-{round}-{n}", MONDAY, [topic])
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 4


def test_a_topic_and_a_source_have_pages_while_a_story_of_theirs_is_live(client):
    topic = Topic.objects.create(name="Human rights", slug="human-rights")
    article = story("rights")
    article.topics.add(topic)
    for address in ("/topics/human-rights/", "/sources/xinhua/"):
        assert client.get(address).status_code == 404, "its name could be that of a held story"
    cast.publish(article)
    for address, name in (("/topics/human-rights/", "Human rights"), ("/sources/xinhua/", "Xinhua")):
        assert linked(client, address, r"<h1>([^<]+)</h1>") == [name]
        assert linked(client, address, r"/(rights)/\"") == ["rights"]
    page = f"/{article.editions.get().path}/"
    assert linked(client, page, r'href="(/(?:topics|sources)/[^"]+)"') == ["/topics/human-rights/", "/sources/xinhua/"]
    publishing.withdraw(article, by=None, reason="R")
    assert client.get("/topics/human-rights/").status_code == 404


def related(client, article) -> list[str]:
    page = client.get(f"/{article.editions.first().path}/").text
    part = page.partition('id="related"')[2]
    return re.findall(r"<h3><a [^>]*>Headline ([^<]+)</a>", part)


def test_related_stories_are_those_chosen_by_hand_else_those_of_the_same_topics_and_only_live_ones(client):
    rights, space = (Topic.objects.create(name=name, slug=name) for name in ("rights", "space"))
    article = story("this")
    article.topics.set([rights, space])
    cast.publish(article)
    assert related(client, article) == []
    published("one", MONDAY, [rights])
    published("two", MONDAY + DAY, [space])
    both = published("both", MONDAY + 2 * DAY, [rights, space])
    held = story("held")
    held.topics.add(rights)
    assert related(client, article) == ["both", "two", "one"]
    chosen = published("chosen", MONDAY)
    article.related.set([chosen, held, both])
    cast.publish(article)
    assert related(client, article) == ["both", "chosen"]
    publishing.withdraw(both, by=None, reason="R")
    assert related(client, article) == ["chosen"]


def test_a_story_leads_to_the_one_before_and_the_one_after_in_its_section(client):
    first, middle, last = (published(slug, MONDAY + n * DAY) for n, slug in enumerate(("first", "middle", "last")))
    published("elsewhere", MONDAY + DAY, section=cast.section("news/world"))
    story("held", MONDAY + DAY)
    page = client.get(f"/{middle.editions.get().path}/").text
    assert re.findall(r'class="(older|newer)" rel="(?:prev|next)" href="[^"]*/([a-z]+)/"', page) == [
        ("older", "first"),
        ("newer", "last"),
    ]
    publishing.withdraw(first, by=None, reason="R")
    page = client.get(f"/{middle.editions.get().path}/").text
    assert re.findall(r'class="(older|newer)"', page) == ["newer"]
    assert last.slug == "last"


def test_corrections_are_listed_the_latest_first_and_a_withdrawn_story_is_not_named(client):
    fixed, retracted, gone, vanished, silent = (
        published(slug, MONDAY) for slug in ("fixed", "wrong", "gone", "vanished", "silent")
    )
    publishing.correct(fixed, {"summary": "S"}, by=None, number=1, note="It was Friday.")
    publishing.correct(silent, {"summary": "S"}, by=None, number=1, kind="update", note="More words.")
    publishing.correct(retracted, {"summary": "S"}, by=None, number=1, kind="retraction", note="We were misled.")
    publishing.withdraw(gone, by=None, reason="Libel", note="It named the wrong man.")
    publishing.withdraw(vanished, by=None, reason="Libel", gone="vanish")
    page = client.get("/corrections/").text.split("<main")[1]
    told = re.findall(r"<strong>(\w+)</strong>.*?</time>: ([^<]+)<", page)
    assert told == [
        ("Withdrawal", "It named the wrong man."),
        ("Retraction", "We were misled."),
        ("Correction", "It was Friday."),
    ]
    assert re.findall(r"Headline (\w+)", page) == ["wrong", "fixed"]
    assert "Libel" not in page
    assert "/gone/" not in page
    publishing.withdraw(fixed, by=None, reason="R", gone="vanish")
    assert "It was Friday" not in client.get("/corrections/").text
    cast.publish(gone)
    assert "Withdrawal" not in client.get("/corrections/").text.split("<main")[1]


def test_a_story_tells_its_history_and_where_its_notices_stand_is_a_matter_of_their_kind(client):
    article = cast.story(dated=MONDAY)
    path = cast.publish(article, MONDAY).path
    page = client.get(f"/{path}/").text
    assert "First published" in page
    assert "Updated" not in page
    for hours, kind, note in (
        (1, "correction", "It was Friday."),
        (2, "clarification", "In Geneva."),
        (3, "update", ""),
    ):
        publishing.correct(
            article,
            {"summary": kind},
            by=None,
            number=hours,
            kind=kind,
            note=note,
            clock=lambda hours=hours: MONDAY + hours * HOUR,
        )
    page = client.get(f"/{path}/").text
    order = [
        page.find(words)
        for words in ("Correction</strong>", '<div class="text">', "Clarification</strong>", 'class="history"')
    ]
    assert order == sorted(order)
    history = page.partition('class="history"')[2].partition("</dl>")[0]
    assert re.findall(r"<li><strong>([^<]+)</strong>, <time datetime=\"([^\"]+)\"", history) == [
        ("First publication", "2018-03-26T09:00:00+00:00"),
        ("Correction", "2018-03-26T10:00:00+00:00"),
        ("Clarification", "2018-03-26T11:00:00+00:00"),
        ("Update", "2018-03-26T12:00:00+00:00"),
    ]
    assert "Updated" in page.partition('class="history"')[0]
    publishing.correct(
        article, {"summary": "R"}, by=None, number=4, kind="retraction", note="False.", clock=lambda: MONDAY + 4 * HOUR
    )
    page = client.get(f"/{path}/")
    assert page.status_code == 200
    assert page.text.find("Retraction</strong>") < page.text.find("Correction</strong>")


def test_a_retracted_story_says_so_wherever_its_headline_stands(client):
    article = published("wrong", MONDAY)
    assert "wrong" in client.get("/news-sitemap.xml").text
    publishing.correct(article, {}, by=None, number=1, kind="retraction", note="We were misled.")
    path = f"/{article.editions.get(number=1).path}/"
    page = client.get(path).text
    assert "<title>Retracted: Headline wrong" in page
    assert 'og:title" content="Retracted: Headline wrong"' in page
    assert page.find("Retraction</strong>") < page.find("<h1>")
    for address in ("/", "/news/photos/", "/archive/2018/03/"):
        assert re.search(r'<p class="mark">Retraction</p>\s*<h\d><a [^>]*>Headline wrong', client.get(address).text), (
            address
        )
    assert "<title>Retracted: Headline wrong</title>" in client.get("/rss.xml").text
    assert "wrong" not in client.get("/news-sitemap.xml").text


def test_a_withdrawal_with_a_notice_stands_in_the_history_of_a_story_that_came_back(client):
    article = cast.story(dated=MONDAY)
    path = cast.publish(article, MONDAY).path
    publishing.withdraw(article, by=None, reason="Secret", note="Checked again.", clock=lambda: MONDAY + HOUR)
    cast.publish(article, MONDAY + 2 * HOUR)
    history = client.get(f"/{path}/").text.partition('class="history"')[2]
    assert re.findall(r"<li><strong>([^<]+)</strong>", history) == ["First publication", "Withdrawal", "Update"]
    assert "Checked again." in history
    assert "Secret" not in history
