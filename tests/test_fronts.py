"""What leads the home page and the sections: chosen at the desk, timed, and true to what readers may read."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import fronts, publishing
from articles.models import Front, Page, Section, Site
from tests import cast
from tests.desk import at_screen

pytestmark = [pytest.mark.database, pytest.mark.django_db]
DESK = "/admin/articles/front/"


def stories(count: int) -> list:
    made = [
        cast.story(slug=f"story-{n}", headline=f"Story {n}", section=cast.section("news/world")) for n in range(count)
    ]
    for article in made:
        cast.publish(article)
    return made


def leads(client, address: str = "/", css: str = "front") -> list[str]:
    """The headlines of what leads a page, in their order."""
    page = client.get(address).text
    shown = re.search(rf'<ul class="{css}">.*?</ul>(\s*<ul class="rest">.*?</ul>)?', page, re.DOTALL)
    return re.findall(r"<h2><a [^>]*>([^<]+)</a>", shown[0]) if shown else []


def choose(user, chosen, place: str = "home", **words):
    last = Front.objects.filter(place=place).last()
    form = {"stories": ",".join(str(article.pk) for article in chosen), "seen": last.pk if last else "", **words}
    return at_screen(user).post(f"{DESK}?place={place}", form, follow=True)


def test_without_a_front_the_latest_stories_lead(client):
    stories(9)
    assert leads(client) == [f"Story {n}" for n in (8, 7, 6, 5, 4, 3, 2)]


def test_an_editor_chooses_what_leads_and_in_which_order(client):
    made = stories(5)
    answer = choose(cast.ada(), [made[1], made[4], made[0]])
    assert "These stories lead the page now." in answer.text
    assert leads(client) == ["Story 1", "Story 4", "Story 0"]
    page = client.get("/").text
    assert page.count("Story 1</a>") == 1, "what leads does not stand again in its section"
    section = Section.objects.get(path="news/world")
    choose(cast.ada(), [made[2]], f"section:{section.pk}")
    assert leads(client, "/news/world/", "list") == ["Story 2", "Story 4", "Story 3", "Story 1", "Story 0"]
    assert leads(client) == ["Story 1", "Story 4", "Story 0"]


def test_a_withdrawn_story_leaves_the_front_by_itself_and_a_held_one_never_stands_there(client):
    made = stories(3)
    held = cast.story(slug="held", headline="Held words")
    choose(cast.ada(), [held, *made])
    assert leads(client) == ["Story 0", "Story 1", "Story 2"]
    publishing.withdraw(made[1], by=None, reason="R")
    assert leads(client) == ["Story 0", "Story 2"]
    cast.publish(held)
    assert leads(client) == ["Held words", "Story 0", "Story 2"]


def test_a_front_waits_for_its_time_and_can_be_cancelled_until_then(client, monkeypatch):
    made = stories(3)
    choose(cast.ada(), [made[0]])
    monday = timezone.now() + timedelta(days=3)
    answer = choose(cast.ada(), [made[2]], at=f"{monday:%Y-%m-%dT%H:%M}")
    assert "will lead the page from" in answer.text
    assert leads(client) == ["Story 0"]
    choose(cast.ada(), [made[1]])
    assert leads(client) == ["Story 1"], "a change of today leaves Monday's front where it is"
    later = monday + timedelta(minutes=2)
    with monkeypatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: later)
        assert leads(client) == ["Story 2"]
    waiting = Front.objects.get(stories=[made[2].pk])
    answer = at_screen(cast.ada()).post(f"{DESK}{waiting.pk}/cancel/", follow=True)
    assert "Cancelled what was to lead" in answer.text
    answer = at_screen(cast.ada()).post(f"{DESK}{waiting.pk}/cancel/", follow=True)
    assert "was cancelled before" in answer.text
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert leads(client) == ["Story 1"]


def test_the_latest_lead_again_when_an_editor_says_so_and_when_nothing_chosen_is_left(client):
    made = stories(4)
    choose(cast.ada(), [made[0]])
    publishing.withdraw(made[0], by=None, reason="R")
    assert leads(client) == ["Story 3", "Story 2", "Story 1"]
    assert "No story has been published" not in client.get("/").text
    choose(cast.ada(), [made[1]])
    assert leads(client) == ["Story 1"]
    answer = choose(cast.ada(), [made[1]], latest="yes")
    assert "The latest stories lead the page now." in answer.text
    assert leads(client) == ["Story 3", "Story 2", "Story 1"]


def test_what_an_editor_did_not_choose_stands_among_the_latest(client):
    made = stories(3)
    root = cast.story(slug="root", headline="Of the root", section=cast.section("news"))
    choose(cast.ada(), [made[0]])
    cast.publish(root)
    assert "Of the root" in client.get("/").text
    assert re.search(r'<a rel="next" href="\?older=', client.get("/").text)


def test_what_is_scheduled_stays_in_sight_however_much_follows(client):
    made = stories(2)
    choose(cast.ada(), [made[1]], at=f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M}")
    for _ in range(12):
        choose(cast.ada(), [made[0]])
    page = at_screen(cast.ada()).get(DESK).text
    assert page.count("Cancel it") == 1
    further = re.search(r"\?place=home&amp;before=\d+", page)[0].replace("&amp;", "&")
    older = at_screen(cast.ada()).get(f"{DESK}{further}").text
    assert older.count("&amp;again=") == 1 + 2, "what is scheduled, and the two earliest"


def test_two_editors_do_not_overwrite_each_other(client):
    made = stories(2)
    choose(cast.ada(), [made[0]])
    answer = at_screen(cast.ada()).post(DESK, {"stories": str(made[1].pk), "seen": ""})
    assert "Someone changed what leads this page meanwhile" in answer.text
    assert leads(client) == ["Story 0"]
    seen = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
    at_screen(cast.ada()).post(DESK, {"stories": str(made[1].pk), "seen": seen})
    assert leads(client) == ["Story 1"]


def test_without_a_script_numbers_order_and_an_address_adds(client):
    made = stories(4)
    address = f"/{made[3].editions.get().path}/"
    choose(
        cast.ada(),
        made[:3],
        **{f"order-{made[0].pk}": "2", f"order-{made[1].pk}": "", f"order-{made[2].pk}": "1"},
        more=f"http://testserver{address}?utm=1#top",
    )
    assert leads(client) == ["Story 2", "Story 0", "Story 3"]
    choose(cast.ada(), made[:2], **{f"order-{made[0].pk}": "9" * 5000, f"order-{made[1].pk}": "x"})
    assert leads(client) == ["Story 0", "Story 1"]
    answer = choose(cast.ada(), made[:1], more="/news/nothing/")
    assert "No live story is at /news/nothing/" in answer.text


@pytest.mark.parametrize("sent", ["", "x", "0", "9" * 40, "9" * 5000, "1;2", "-1", "\x00"])
def test_what_names_no_story_changes_nothing(client, sent):
    stories(1)
    answer = at_screen(cast.ada()).post(DESK, {"stories": sent, "seen": ""})
    assert answer.status_code == 200
    assert not Front.objects.exists()


def test_who_may_not_lead_sees_no_button_and_is_refused(client):
    made = stories(1)
    user = cast.stranger()
    user.is_staff = True
    user.save()
    assert at_screen(user).get(DESK).status_code == 403
    assert at_screen(user).post(DESK, {"stories": str(made[0].pk)}).status_code == 403
    assert at_screen(user).get(f"{DESK}preview/?stories={made[0].pk}").status_code == 403
    front = fronts.lead("home", [made[0].pk], by=None, at=timezone.now() + timedelta(days=1))
    assert at_screen(user).post(f"{DESK}{front.pk}/cancel/").status_code == 403
    assert client.get(DESK).status_code == 302


def test_the_preview_is_the_page_with_these_stories_and_names_none_that_is_held(client):
    made = stories(3)
    held = cast.story(slug="held", headline="Held words")
    page = at_screen(cast.ada()).get(f"{DESK}preview/?place=home&stories={made[0].pk},{held.pk},{made[2].pk}")
    assert re.findall(r"<h2><a [^>]*>(Story \d|Held words)", page.text)[:2] == ["Story 0", "Story 2"]
    assert "Held words" not in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_the_site_and_its_pages_are_edited_at_the_desk(client):
    Site.objects.all().delete()
    screen = at_screen(cast.ada())
    screen.get("/admin/articles/site/", follow=True)
    screen.post(
        "/admin/articles/site/1/change/", {"name": "The Courier", "description": "News.", "footer": "By us & you"}
    )
    Page.objects.update_or_create(slug="about", defaults={"title": "About", "body": "<p>Old</p>"})
    page = Page.objects.get(slug="about")
    words = {"title": "About us", "slug": "about", "body": "<p>We <script>alert(1)</script>write.</p>", "position": 0}
    screen.post(f"/admin/articles/page/{page.pk}/change/", words)
    shown = client.get("/about/").text
    assert "<title>About us – The Courier</title>" in shown
    assert "<p>We write.</p>" in shown
    assert "By us &amp; you" in shown
    assert '<a href="/about/">About us</a>' in client.get("/").text


@pytest.mark.parametrize("slug", ["admin", "rss", "corrections", "news", "2018"])
def test_a_page_takes_no_address_that_has_another_meaning(slug):
    cast.section("news")
    answer = at_screen(cast.ada()).post(
        "/admin/articles/page/add/", {"title": "T", "slug": slug, "body": "", "position": 0}
    )
    assert answer.status_code == 200
    assert not Page.objects.filter(slug=slug).exists()
    Page.objects.create(title="T", slug="terms")
    form = {"name": "Terms", "slug": "terms", "parent": "", "position": 0, "layout": "stories"}
    answer = at_screen(cast.ada()).post("/admin/articles/section/add/", form)
    assert "There is a page at /terms/ already." in answer.text
