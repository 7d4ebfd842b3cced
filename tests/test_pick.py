"""The picker: what it offers, to whom, and how it is used with keys alone."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Photo, Topic
from tests import cast
from tests.chromium import log_in, overflow, window
from tests.desk import address, at_screen, words


def offered(response) -> list[int]:
    return [int(number) for number in re.findall('data-id="([0-9]+)"', response.content.decode())]


def asked(kind: str, user=None, **query):
    return at_screen(user or cast.ben()).get(address("articles_pick", kind), query)


def topics(count: int) -> list[int]:
    made = [Topic.objects.create(name=f"Topic {number}", slug=f"topic-{number}") for number in range(count)]
    return [topic.pk for topic in reversed(made)]


@pytest.mark.django_db
class TestWhatIsOffered:
    def test_the_newest_comes_first_and_the_rest_in_parts(self):
        numbers = topics(50)
        first = asked("topic")
        assert offered(first) == numbers[:24]
        assert f'data-before="{numbers[23]}"' in first.content.decode()
        assert offered(asked("topic", before=numbers[23])) == numbers[24:48]
        last = asked("topic", before=numbers[47])
        assert offered(last) == numbers[48:]
        assert "data-before" not in last.content.decode()

    def test_a_full_last_part_promises_no_more(self):
        topics(24)
        assert "data-before" not in asked("topic").content.decode()

    def test_a_photograph_is_shown_with_its_words(self):
        photo = cast.photo()
        Photo.objects.filter(pk=photo.pk).update(caption="The hall <b>", date_created="2018-03-24T10:00")
        shown = asked("photo")
        assert "The hall &lt;b&gt;" in shown.content.decode()
        assert "Xinhua, 2018-03-24" in words(shown)
        assert re.search('<img src="/admin/[^"]+[.]jpg" width="[0-9]+" height="[0-9]+" alt=""', shown.content.decode())

    def test_a_document_is_shown_with_its_pages(self):
        document = cast.pdf()
        assert offered(asked("document")) == [document.pk]
        assert "resolution.pdf PDF, 1 page," in words(asked("document"))

    def test_a_story_is_shown_with_its_state(self):
        held, live = cast.story(headline="Held"), cast.story(headline="Read", slug="read")
        cast.publish(live)
        assert offered(asked("story")) == [live.pk, held.pk]
        assert re.search("Read Live , Photos,.* Held Draft , Photos,", words(asked("story")))

    def test_a_story_is_not_offered_to_itself(self):
        one, other = cast.story(), cast.story(slug="other")
        assert offered(asked("story", **{"not": one.pk})) == [other.pk]

    def test_one_can_be_asked_for_by_number(self):
        numbers = topics(3)
        assert offered(asked("topic", id=numbers[1])) == [numbers[1]]

    def test_every_word_of_the_search_must_be_there(self):
        hall, vote = cast.photo("hall.jpg"), cast.photo("vote.jpg")
        Photo.objects.filter(pk=hall.pk).update(caption="The Council in its hall")
        Photo.objects.filter(pk=vote.pk).update(caption="The Council votes")
        assert offered(asked("photo", q="council")) == [vote.pk, hall.pk]
        assert offered(asked("photo", q="council HALL")) == [hall.pk]
        nothing = asked("photo", q="<council> nowhere")
        assert offered(nothing) == []
        assert "Nothing has “&lt;council&gt; nowhere” in it." in nothing.content.decode()

    def test_an_empty_library_says_so(self):
        assert "There is nothing here yet." in words(asked("document"))

    @pytest.mark.parametrize("kind", ["photo", "document", "story", "topic"])
    def test_more_rows_make_no_more_queries(self, kind):
        make = {"photo": cast.photo, "document": cast.pdf, "topic": lambda name: topics(1) and None,
                "story": lambda name: cast.illustrated(slug=name.partition(".")[0])}[kind]  # fmt: skip

        def count() -> int:
            screen = at_screen(cast.ben())
            with CaptureQueriesContext(
                connection,
            ) as made:
                screen.get(address("articles_pick", kind))
            assert not [query for query in made if "COUNT(" in query["sql"]]
            return len(made)

        Topic.objects.all().delete()
        make("hall.jpg" if kind == "photo" else "resolution.pdf")
        few = count()
        if kind == "topic":
            Topic.objects.update(name="Another", slug="another")
        make("vote.jpg" if kind == "photo" else "vote.pdf")
        assert count() == few


@pytest.mark.django_db
class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("kind", "model"), [("photo", "photo"), ("document", "document"), ("story", "article"), ("topic", "topic")]
    )
    def test_only_who_may_see_them(self, kind, model):
        ben = cast.ben()
        ben.user_permissions.remove(Permission.objects.get(codename=f"view_{model}"))
        assert asked(kind, ben).status_code == 403
        ben.user_permissions.set([Permission.objects.get(codename=f"view_{model}")])
        assert asked(kind, cast.ben()).status_code == 200

    def test_a_stranger_is_sent_to_the_door(self):
        assert asked("photo", cast.stranger()).status_code == 302

    @pytest.mark.parametrize("name", ["before", "id", "not"])
    @pytest.mark.parametrize("number", ["x", "-1", "1" * 19, "٧"])
    def test_nonsense_is_not_found(self, name, number):
        assert asked("story", **{name: number}).status_code == 404

    def test_there_are_four_kinds(self):
        assert asked("user").status_code == 404

    def test_nothing_can_be_sent(self):
        assert at_screen(cast.ben()).post(address("articles_pick", "photo")).status_code == 405


@pytest.fixture
def page(browser, site):
    with window(browser, site, width=400) as page:
        log_in(page, "ada", "ada")
        yield page


def open_picker(page, script: str) -> None:
    page.get_by_label("Headline:", exact=True).focus()
    page.evaluate(f"() => void {script}.then((items) => (window.chosen = items.map(({{id, label}}) => [id, label])))")


def chosen(page):
    return page.wait_for_function("window.chosen").json_value()


def test_topics_are_chosen_with_keys_alone(page):
    numbers = topics(30)
    page.goto("/admin/articles/article/add/")
    open_picker(page, "pick('topic', {many: true})")
    picker = page.get_by_role("dialog", name="Choose topics")
    picker.get_by_role("button", name="Topic 29").wait_for()
    assert picker.get_by_role("button", name="Use", exact=True).is_disabled()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert picker.get_by_role("button", name="Topic 28").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Enter")  # and not after all
    assert picker.get_by_role("button", name="Topic 28").get_attribute("aria-pressed") == "false"
    picker.get_by_role("button", name="More").press("Enter")
    picker.get_by_role("button", name="Topic 3", exact=True).press("Enter")
    assert overflow(page) == 0
    picker.get_by_role("button", name="Use 2").press("Enter")
    assert chosen(page) == [[numbers[0], "Topic 29"], [numbers[26], "Topic 3"]]
    assert page.evaluate("document.activeElement.id") == "id_headline"


def test_the_search_follows_the_typing_and_keeps_what_was_chosen(page):
    topics(30)
    page.goto("/admin/articles/article/add/")
    open_picker(page, "pick('topic', {many: true})")
    picker = page.get_by_role("dialog", name="Choose topics")
    picker.get_by_role("button", name="Topic 29").click()
    picker.get_by_label("Search").fill("topic 7")
    picker.get_by_role("button", name="Topic 29").wait_for(state="detached")
    picker.get_by_role("button", name="Topic 7").click()
    picker.get_by_label("Search").fill("nowhere")
    picker.get_by_text("Nothing has “nowhere” in it.").wait_for()
    picker.get_by_role("button", name="Use 2").click()
    assert [label for _, label in chosen(page)] == ["Topic 29", "Topic 7"]


def test_escape_chooses_nothing_and_gives_the_focus_back(page):
    page.goto("/admin/articles/article/add/")
    open_picker(page, "pick('photo')")
    page.get_by_text("There is nothing here yet.").wait_for()
    page.keyboard.press("Escape")
    assert chosen(page) == []
    assert page.evaluate("document.activeElement.id") == "id_headline"


def test_who_was_logged_out_is_told(page):
    page.goto("/admin/articles/article/add/")
    page.context.clear_cookies()
    open_picker(page, "pick('photo')")
    page.get_by_text("You have been logged out.").wait_for()
    page.keyboard.press("Escape")
