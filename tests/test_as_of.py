"""The time machine: any public page as it was, for who may, and for nobody else."""

import random
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from articles import fronts, publishing
from articles.models import Article, Edition, Topic
from tests import cast
from tests.cast import DAY, HOUR, MONDAY

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def clock(monkeypatch):
    def stand(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand


@pytest.fixture
def historian(client):
    """Looks into the past, and may do nothing else."""
    user = cast.stranger()
    user.user_permissions.add(Permission.objects.get(codename="view_edition"))
    return user


def without_the_moment(html: str) -> str:
    html = re.sub(r'<div class="as-of".*?</nav></div>\n', "", html, flags=re.DOTALL)
    return re.sub(r"(\?|&amp;)as_of=[^\"#, ]*", "", html)


def served(client, address: str, **query) -> tuple[int, str]:
    response = client.get(address, query)
    return response.status_code, without_the_moment(response.text)


def act(article: Article, now, dice: random.Random) -> None:
    """Something that an editor might do to a story at that moment."""
    article.refresh_from_db()
    number = dice.random()
    soon = now + timedelta(minutes=dice.randrange(1, 2000))
    try:
        if number < 0.5:
            headline = f"{article.slug} number {dice.randrange(1000)}"
            article.headline = headline
            article.save()
            at = dice.choice([None, None, soon])
            token = publishing.token_of(article)
            publishing.publish(article, by=None, token=token, at=at, kind=dice.choice(["update", "correction"]),
                               note=f"Note {dice.randrange(1000)}", clock=lambda: now)  # fmt: skip
        elif number < 0.65:
            gone = dice.choice(["notice", "vanish"])
            publishing.withdraw(article, by=None, reason="R", note="Gone", gone=gone, clock=lambda: now)
        elif number < 0.75:
            publishing.cancel(article, by=None, clock=lambda: now)
        elif number < 0.85:
            publishing.set_expiry(article, soon, by=None, clock=lambda: now)
        else:
            chosen = dice.sample(list(Article.objects.values_list("pk", flat=True)), 3)
            place = dice.choice(["home", f"section:{article.section_id}"])
            fronts.lead(place, chosen, by=None, at=dice.choice([None, soon]), clock=lambda: now)
    except publishing.Refused:
        pass


@pytest.mark.no_cover
def test_two_hundred_moments_of_a_random_history_are_shown_again_as_they_were(client, historian, clock):
    dice = random.Random(4)
    topic = Topic.objects.create(name="Rights", slug="rights")
    sections = [cast.section("news/photos"), cast.section("news/world")]
    stories = [cast.story(slug=f"story-{n}", section=dice.choice(sections)) for n in range(6)]
    stories[0].topics.add(topic)
    for story in stories[:3]:
        cast.illustrate(story)
    addresses = [
        "/",
        "/news/",
        "/news/photos/",
        "/corrections/",
        "/archive/2018/",
        "/topics/rights/",
        "/sources/xinhua/",
    ]
    addresses += [f"/{story.section.path}/2018/03/{day}/{story.slug}/" for story in stories for day in (26, 27, 28)]
    seen, now = [], MONDAY
    while len(seen) < 200:
        now += timedelta(seconds=dice.randrange(1, 3000))
        clock(now)
        if dice.random() < 0.35:
            act(dice.choice(stories), now, dice)
        else:
            address = dice.choice(addresses)
            seen.append((now, address, served(client, address)))
    assert len({answer[0] for _, _, answer in seen}) > 2, "pages, notices and nothing were among them"
    clock(now + DAY)
    client.force_login(historian)
    for moment, address, answer in seen:
        assert served(client, address, as_of=moment.isoformat()) == answer, (address, moment)


def test_a_page_of_the_past_has_its_files_and_leads_on_in_its_time(client, historian, clock):
    article = cast.illustrated(dated=MONDAY)
    path = cast.publish(article, MONDAY).path
    publishing.withdraw(article, by=None, reason="R", gone="vanish", clock=lambda: MONDAY + DAY)
    clock(MONDAY + 2 * DAY)
    client.force_login(historian)
    assert client.get(f"/{path}/").status_code == 404
    page = client.get(f"/{path}/", {"as_of": "2018-03-26T12:00"})
    addresses = re.findall(r'(?<=[" ])(/(?:media|files)/[^" ]+)', page.text)
    assert len(addresses) > 4
    for address in addresses:
        address = address.replace("&amp;", "&")
        assert "as_of=2018-03-26T12:00" in address
        assert client.get(address).getvalue(), address
        assert client.get(address.partition("?")[0]).status_code == 404, address
    assert 'href="/news/photos/?as_of=2018-03-26T12:00:00%2B00:00"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("feed", ["/rss.xml", "/atom.xml", "/feed.json", "/api/v1/items/", "/news-sitemap.xml"])
def test_what_machines_read_leads_on_in_its_time_too(client, historian, clock, feed):
    path = cast.publish(cast.illustrated(dated=MONDAY), MONDAY).path
    clock(MONDAY + 2 * HOUR)
    before = client.get(feed).text
    publishing.withdraw(Article.objects.get(), by=None, reason="R", gone="vanish", clock=lambda: MONDAY + 3 * HOUR)
    clock(MONDAY + DAY)
    client.force_login(historian)
    page = client.get(feed, {"as_of": "2018-03-26T11:00"})
    assert "no-store" in page.headers["Cache-Control"]
    text = page.text.replace("\\/", "/")
    files = set(re.findall(r"http://127.0.0.1:8000(/(?:media|files)/[^\"'<>&\\]+)", text))
    assert [address for address in files if "as_of=2018-03-26T11:00" not in address] == []
    for address in files:
        assert client.get(address).getvalue(), address
    assert path in text
    assert re.sub(r"\?as_of=[^\"<&\s\\]*", "", page.text) == before


def test_the_banner_steps_to_the_change_before_and_after(client, historian, clock):
    article = cast.story(dated=MONDAY)
    path = cast.publish(article, MONDAY).path
    for hours in (1, 2):
        publishing.correct(
            article,
            {"summary": f"Version {hours}"},
            by=None,
            number=hours,
            clock=lambda hours=hours: MONDAY + hours * HOUR,
        )
    clock(MONDAY + DAY)
    client.force_login(historian)
    page = client.get(f"/{path}/", {"as_of": "2018-03-26T10:30"})
    assert "Version 1" in page.text
    before, after = re.findall(rf'href="(/{path}/\?as_of=[^"]+)">Change', page.text)
    assert "10:00:00" in before
    assert "11:00:00" in after
    assert "Version 2" in client.get(after).text
    assert "Change after" not in client.get(after).text
    now = re.search(rf'<a href="(/{path}/)">Now', page.text)
    assert now, "and back to the present"


def test_the_banner_of_a_section_steps_through_its_own_changes(client, historian, clock):
    cast.section("news/world")
    cast.publish(cast.story(slug="here", dated=MONDAY), MONDAY)
    for hours in range(1, 9):
        elsewhere = cast.story(slug=f"elsewhere-{hours}", section=cast.section("news/world"))
        cast.publish(elsewhere, MONDAY + hours * HOUR)
    fronts.lead("section:1", [], by=None, clock=lambda: MONDAY + 10 * HOUR)
    place = f"section:{cast.section().pk}"
    fronts.lead(place, [1], by=None, clock=lambda: MONDAY + 11 * HOUR)
    clock(MONDAY + DAY)
    client.force_login(historian)
    steps = []
    address = "/news/photos/?as_of=2018-03-27T08:00"
    while address:
        page = client.get(address).text
        steps.append(address.partition("as_of=")[2][:16])
        found = re.search(r'href="([^"]+)">Change before', page)
        address = found and found[1]
    assert steps == ["2018-03-27T08:00", "2018-03-26T20:00", "2018-03-26T09:00"]
    assert "Change" not in client.get("/about/", {"as_of": "2018-03-26T12:00"}).text.split("<main")[0]


@pytest.mark.parametrize(
    "address", ["/", "/news/photos/", "/{path}/", "/nothing/", "/corrections/", "/archive/", "/rss.xml"]
)
def test_nobody_else_gets_another_moment(client, clock, address):
    article = cast.story(dated=MONDAY, summary="Held words")
    path = cast.publish(article, MONDAY).path
    publishing.withdraw(article, by=None, reason="R", gone="vanish", clock=lambda: MONDAY + HOUR)
    clock(MONDAY + DAY)
    address = address.format(path=path)
    asked = client.get(address, {"as_of": "2018-03-26T09:30"})
    assert (asked.status_code, asked.headers["Location"].partition("?")[0]) == (302, "/admin/login/")
    client.force_login(cast.stranger())
    asked = client.get(address, {"as_of": "2018-03-26T09:30"})
    assert asked.status_code == 403
    assert "Held words" not in asked.text


def test_files_of_another_moment_are_for_nobody_else_either(client, clock):
    article = cast.illustrated(dated=MONDAY)
    edition = cast.publish(article, MONDAY)
    publishing.withdraw(article, by=None, reason="R", gone="vanish", clock=lambda: MONDAY + HOUR)
    clock(MONDAY + DAY)
    file = edition.files.first()
    name = edition.content["photos"][0]["renditions"][0]["name"].rpartition("/")[2]
    for address in (f"/files/{file.key}/{file.file_name}", f"/media/{file.key}/{name}"):
        for user in (None, cast.stranger()):
            if user:
                client.force_login(user)
            assert client.get(address, {"as_of": "2018-03-26T09:30"}).status_code == 404
        client.logout()


@pytest.mark.parametrize(
    "moment", ["", "x", "yesterday", "2018-13-01", "0001-01-01", "9999-12-31T23:59:59", "2018-03-24T25:00"]
)
def test_what_is_no_moment_is_refused_with_a_sentence(client, historian, moment):
    client.force_login(historian)
    response = client.get("/", {"as_of": moment})
    assert response.status_code == 400
    assert "2018-03-24T14:05" in response.text


def test_a_day_and_a_moment_with_a_zone_are_moments_too(client, historian, clock):
    path = cast.publish(cast.story(dated=MONDAY), MONDAY).path
    clock(MONDAY + DAY)
    client.force_login(historian)
    for moment, status in (
        ("2018-03-26", 404),
        ("2018-03-27", 200),
        ("2018-03-26T11:30:00+02:00", 200),
        ("2018-03-26T10:30+02:00", 404),
    ):
        assert client.get(f"/{path}/", {"as_of": moment}).status_code == status, moment
    assert Edition.objects.count() == 1
