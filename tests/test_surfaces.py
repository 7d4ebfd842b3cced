"""All that readers can ask for, beside what is held: no word of it, and what is taken away is gone from all at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import fronts, publishing
from articles.models import Article, Section, Source, Topic
from articles.public import lists
from tests import cast
from tests.desk import at_screen
from tests.test_leaks import GONE, MARK, NONSENSE_PATH, OLD, STATES, answer, attach_photo, held, path, written

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

FEEDS = ("", "rss.xml", "atom.xml", "feed.json")
OF_LISTS = ("/news/", "/news/photos/", "/topics/common/", "/sources/xinhua/", "/corrections/")
ALONE = [
    "/archive/", "/archive/2018/", "/archive/2018/03/", "/archive/2018/03/26/", "/archive/2018/03/27/", "/sitemap.xml",
    "/sitemap-pages.xml", "/sitemap-0.xml", "/news-sitemap.xml", "/robots.txt", "/healthz", "/about/", "/nonsense/",
    "/api/v1/items/", "/api/v1/items/?section=news/photos", "/api/v1/items/?source=xinhua",
    "/api/v1/items/?topic=common", "/api/v1/items/?topic=common&source=xinhua&section=news",
]  # fmt: skip


def key(article: Article, dated=None) -> str:
    return f"{(dated or article.dated or cast.MONDAY):%Y%m%dT%H%M%S.%f}-{article.pk}"


def surfaces(*stories: Article) -> list[str]:
    """All that could name these stories, though they stand in no address of it."""
    found = [f"{each}{feed}" for each in ("/", *OF_LISTS) for feed in FEEDS] + ALONE
    for article in stories:
        found += [f"{each}?older={key(article, timezone.now())}" for each in ("/", *OF_LISTS, "/api/v1/items/")]
        found += [
            f"{each}?{way}={key(article)}" for each in ("/", "/archive/2018/03/26/") for way in ("older", "newer")
        ]
    return found


def own(article: Article) -> list[str]:
    """The story's addresses and those of the topic that it alone has."""
    [topic] = article.topics.exclude(slug="common")
    return [
        f"/{path(article)}/", f"/{path(article)}/rss.xml", f"/{path(article)}", f"/api/v1/items/{article.pk}/",
        *(f"/topics/{topic.slug}/{feed}" for feed in FEEDS), f"/api/v1/items/?topic={topic.slug}",
    ]  # fmt: skip


def leading_to(stories: list[Article], slug: str = "live") -> Article:
    """A live story that leads to these in every way there is, in a section of pictures and on both fronts."""
    section = cast.section()
    Section.objects.filter(pk=section.pk).update(layout="pictures")
    links = "".join(f'<p><a data-story="{article.pk}">one</a></p>' for article in stories)
    live = cast.illustrated(slug=slug, body=f"<p>Text</p>{links}", dated=cast.MONDAY)
    live.related.set(stories)
    live.topics.set([Topic.objects.get_or_create(name="Common", slug="common")[0]])
    numbers = [*(article.pk for article in stories), live.pk]
    for place in ("home", f"section:{section.pk}"):
        fronts.lead(place, numbers, by=None)
    cast.publish(live)
    return live


@pytest.mark.parametrize("state", STATES)
def test_no_surface_has_a_word_of_what_is_held(client, state):
    article = held(state)
    live = leading_to([article])
    editor = at_screen(cast.ada())
    every = [*surfaces(article, live), *own(article), f"/{path(live)}/", f"/api/v1/items/{live.pk}/"]
    found = {}
    for address in every:
        found[address] = answer(client, address)
        status, headers, body, _ = found[address]
        if status != 301:  # which says the address again
            assert MARK.encode() not in body + str(headers).encode(), address
        if state == "scheduled":
            assert answer(editor, address)[:3] == found[address][:3], address
    assert {found[address][0] for address in surfaces()} == {200, 404}
    assert b"Council adopts" in found["/"][2]
    assert found[f"/{path(live)}/"][2].count(b'<a href="/news/photos/') == 2, "to the section alone"


@pytest.mark.database
@pytest.mark.parametrize("state", GONE)
def test_what_only_a_held_story_has_is_as_if_it_had_never_been(client, state):
    """Its topic and its source too, and by the number of queries too."""
    article = held(state)
    word = article.headline.removesuffix("headline")
    alike = []
    if not article.editions.exists():
        article.source = Source.objects.create(name=f"{word}source", slug=f"{word}-source")
        article.save()
        alike += [(f"/sources/{word}-source/", "/sources/nonsense/")]
    alike += [(f"/topics/{word}-topic/", "/topics/nonsense/"), (f"/{path(article)}/", f"/{NONSENSE_PATH}/")]
    for real, nonsense in alike:
        for feed in FEEDS:
            for method in ("GET", "HEAD", "OPTIONS", "PUT"):
                got = answer(client, f"{real}{feed}", method)
                assert got == answer(client, f"{nonsense}{feed}", method), (real, feed, method)
                assert got[0] == (404 if method in ("GET", "HEAD") else 405)
    items = "/api/v1/items/"
    assert answer(client, f"{items}?topic={word}-topic") == answer(client, f"{items}?topic=nonsense")
    assert answer(client, f"{items}{article.pk}/") == answer(client, f"{items}987654/")


def test_other_versions_of_a_live_story_show_nowhere(client):
    """What it said before, what it will say, what was scheduled and cancelled, and what is being written."""
    article = written("coming", mark="zqlive")
    clean = {name: getattr(article, name) for name in ("headline", "summary", "body", "byline", "dateline")}
    marked = {name: f"{MARK}{name}" for name in clean}
    hidden = Topic.objects.create(name=f"{MARK}topic", slug=f"{MARK}-topic")
    article.photos.all().delete()
    attach_photo(article, f"{MARK}first")
    article.topics.add(hidden)
    cast.publish(cast.saves(article, **marked), OLD)
    article.photos.all().delete()
    article.topics.remove(hidden)
    cast.publish(cast.saves(article, **clean), OLD + cast.DAY)
    article.topics.add(hidden)
    soon = timezone.now() + cast.HOUR
    cast.publish(cast.saves(article, **marked, slug=f"{MARK}-moved", section=cast.section("news/world")), at=soon)
    publishing.cancel(article, by=None)
    cast.publish(article, at=soon)
    cast.saves(article, headline=f"{MARK}again", ednote=MARK)
    live = article.editions.live(timezone.now()).get().path
    addresses = [*surfaces(article), f"/{live}/", f"/api/v1/items/{article.pk}/", f"/topics/{MARK}-topic/"]
    for address in [*addresses, "/news/world/", "/news/world/atom.xml"]:
        body = answer(client, address)[2]
        assert MARK.encode() not in body, address
    moved = f"/{publishing.path_of(article.section, article.dated, article.slug)}/"
    assert answer(client, moved) == answer(client, f"/{NONSENSE_PATH}/")


@pytest.mark.database
def test_fifty_held_stories_change_no_byte_no_tag_and_no_number_of_queries_of_any_surface(client):
    live = leading_to([])
    for number in range(21):
        cast.publish(cast.story(slug=f"other-{number}", dated=cast.MONDAY + number * cast.HOUR))
    every = [*surfaces(live), f"/{path(live)}/", f"/api/v1/items/{live.pk}/"]
    before = {address: answer(client, address) for address in every}
    common, soon = Topic.objects.get(slug="common"), timezone.now() + cast.HOUR
    for number in range(50):
        dated = cast.MONDAY + number * cast.HOUR / 2
        article = cast.story(slug=f"{MARK}-{number}", headline=MARK, dated=dated)
        article.topics.set([common])
        if number % 5 == 0:
            cast.publish(article, OLD)
            publishing.withdraw(article, by=None, reason=MARK, gone="vanish")
        elif number % 5 < 4:
            cast.publish(article, at=soon)
    for address in every:
        assert answer(client, address) == before[address], address


@pytest.mark.database
def test_pages_are_full_and_go_on_at_the_key_of_a_held_story(client):
    shown, hidden = [], []
    common = Topic.objects.get_or_create(name="Common", slug="common")[0]
    for number in range(64):
        article = cast.story(slug=f"s-{number}", headline=f"Number {number:02}", dated=cast.MONDAY)
        article.topics.set([common])
        is_held = number % 3 == 0 or 20 <= number < 42  # now one, now more than a page
        (hidden if is_held else shown).append(article)
        cast.publish(article, at=timezone.now() + cast.HOUR if is_held else None)

    def numbers(address: str) -> list[int]:
        page = client.get(address).text
        return [article.pk for article in reversed(shown) if f">{article.headline}<" in page]

    for each in ("/", "/news/photos/", "/topics/common/", "/sources/xinhua/", "/archive/2018/03/26/"):
        for article in hidden[::3]:
            below = [other.pk for other in reversed(shown) if other.pk < article.pk][: lists.PAGE]
            above = [other.pk for other in reversed(shown) if other.pk > article.pk][-lists.PAGE :]
            if below:
                assert numbers(f"{each}?older={key(article)}") == below, (each, article.pk)
            if above:
                assert numbers(f"{each}?newer={key(article)}") == above, (each, article.pk)


@pytest.fixture
def clock(monkeypatch):
    def stand(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand


def test_a_front_of_which_nothing_is_left_is_as_no_front(client):
    first, second, third = (cast.story(slug=slug, dated=cast.MONDAY) for slug in ("one", "two", "three"))
    cast.publish(first)
    cast.publish(second)
    every = ["/", f"/{first.section.path}/"]
    before = [client.get(address).content for address in every]
    for place in ("home", f"section:{first.section_id}"):
        fronts.lead(place, [third.pk], by=None)
    assert [client.get(address).content for address in every] == before


def naming(client, word: str, addresses: list[str]) -> set[str]:
    return {address for address in addresses if word in client.get(address).text}


@pytest.mark.database
@pytest.mark.parametrize("how", ["notice", "vanish", "expiry", "kill"])
def test_every_surface_loses_the_story_in_the_same_moment_and_only_publishing_brings_it_back(client, clock, how):
    article, end = written("gone"), cast.MONDAY + cast.HOUR
    Article.objects.filter(pk=article.pk).update(expires=end if how == "expiry" else None)
    beside = cast.story(slug="beside", dated=cast.MONDAY - cast.HOUR)
    beside.related.add(article)
    clock(cast.MONDAY)
    cast.publish(article, cast.MONDAY)
    cast.publish(cast.saves(beside, body=f'<p><a data-story="{article.pk}">See</a></p>'), cast.MONDAY)
    fronts.lead("home", [article.pk, beside.pk], by=None, clock=lambda: cast.MONDAY)
    every = [*surfaces(), *own(article)]
    every += [f"/{path(beside)}/", f"/api/v1/items/{beside.pk}/"]
    clock(end - timedelta(microseconds=1))
    before = naming(client, MARK, every)
    assert len(before) > 30
    assert {"/", "/news/photos/feed.json", "/sitemap-0.xml", "/news-sitemap.xml", f"/{path(beside)}/"} <= before
    if how in ("notice", "vanish", "kill"):
        gone = "notice" if how == "notice" else "vanish"
        publishing.withdraw(article, by=None, reason=MARK, gone=gone, clock=lambda: end)
    if how == "kill":
        Article.objects.filter(pk=article.pk).update(pubstatus="canceled")
    # A later save, a front that names it anew and the passing of time bring nothing back.
    for later in (timedelta(0), timedelta(seconds=1), cast.DAY):
        clock(end + later)
        assert naming(client, MARK, every) == set(), later
        cast.saves(article, urgency=later.seconds + 1)
        fronts.lead("home", [article.pk, beside.pk], by=None, clock=lambda later=later: end + later)
    Article.objects.filter(pk=article.pk).update(expires=None, pubstatus="usable")
    assert naming(client, MARK, every) == set()
    clock(end + 2 * cast.HOUR)
    article.refresh_from_db()
    cast.publish(article, end + 2 * cast.HOUR)
    again = naming(client, MARK, every)
    assert before - again <= {"/news-sitemap.xml"}, "what came back is no news"
    assert again - before <= {address for address in every if "corrections" in address}


def test_a_story_that_moves_stands_at_its_new_address_everywhere_at_once(client, clock):
    article, moment = written("moves", mark="zqlive"), cast.MONDAY + cast.HOUR
    beside = cast.story(slug="beside", dated=cast.MONDAY, body=f'<p><a data-story="{article.pk}">See</a></p>')
    beside.related.add(article)
    clock(cast.MONDAY)
    old = cast.publish(article, cast.MONDAY).path
    cast.publish(beside, cast.MONDAY)
    every = [*surfaces(), "/news/world/", *(f"/news/world/{feed}" for feed in FEEDS), f"/api/v1/items/{article.pk}/"]
    every += [f"/{path(beside)}/", f"/api/v1/items/{beside.pk}/"]
    cast.section("news/world")
    here = naming(client, old, every)
    cast.saves(article, slug="zqlive-elsewhere", section=cast.section("news/world"))
    assert naming(client, old, every) == here, "until it is published"
    assert client.get("/news/photos/").text.count("zqlive") > 0
    new = cast.publish(article, moment).path
    assert new == "news/world/2018/03/26/zqlive-elsewhere"
    clock(moment)
    assert naming(client, f"/{old}/", every) == set()
    of_section = {address for address in here if "news/photos" in address and address != "/news/photos/2018"}
    assert naming(client, f"/{new}/", every) >= here - of_section
    assert "zqlivemovesheadline" not in client.get("/news/photos/").text
    moved = client.get(f"/{old}/")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/{new}/")
    publishing.withdraw(article, by=None, reason="R", gone="vanish", clock=lambda: moment + cast.HOUR)
    clock(moment + cast.HOUR)
    for address in (old, new):
        assert answer(client, f"/{address}/") == answer(client, f"/{NONSENSE_PATH}/")
    assert naming(client, "zqlive", every) == set()
