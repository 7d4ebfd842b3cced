"""The list of stories: what it says of each, what it answers, and what it costs."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.models import Article
from tests import cast
from tests.cast import DAY, HOUR
from tests.desk import address, at_screen, words

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LIST = address("articles_article_changelist")


@pytest.fixture
def desk() -> Client:
    """Ben, who edits, at his screen."""
    return at_screen(cast.ben())


def change(article: Article) -> str:
    return address("articles_article_change", article.pk)


def in_state(state: str) -> Article:
    """A story that has come into that state as stories do."""
    now = timezone.now()
    if state in ("draft", "review", "ready"):
        return cast.story(desk_status=state)
    if state == "embargoed":
        return cast.story(embargo=now + DAY)
    if state == "expired":
        article = cast.story(expires=now - HOUR)
        cast.publish(article, now - DAY)
        return article
    article = cast.story()
    cast.publish(article, **({"at": now + DAY} if state == "scheduled" else {}))
    if state == "changed":
        cast.saves(article, summary="The Council voted late.")
    if state == "withdrawn":
        publishing.withdraw(article, by=cast.ada(), reason="Libel.")
    return article


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("draft", "Draft"),
        ("review", "In review"),
        ("ready", "Ready"),
        ("scheduled", "Scheduled"),
        ("embargoed", "Embargoed"),
        ("live", "Live"),
        ("changed", "Live with changes"),
        ("expired", "Expired"),
        ("withdrawn", "Withdrawn"),
    ],
)
def test_the_list_and_the_form_say_what_state_a_story_is_in(desk, state, word):
    article = in_state(state)
    for page in (LIST, change(article)):
        assert re.search(rf'<span class="state {state}"[^>]*>{word}</span>', desk.get(page).content.decode())


def test_a_list_of_fifty_costs_the_queries_of_five(desk, django_assert_num_queries, django_assert_max_num_queries):
    def stories(count):
        for _ in range(count):
            cast.illustrated(slug=f"story-{Article.objects.count()}")

    stories(5)
    cast.publish(Article.objects.first())
    with django_assert_max_num_queries(25) as few:
        desk.get(LIST)
    stories(45)
    with django_assert_num_queries(len(few)) as many:
        assert desk.get(LIST).content.count(b'class="field-headline') == 50
    for query in many.captured_queries:
        assert "COUNT(" not in query["sql"].upper()


@pytest.mark.parametrize("page", ["change", "publish", "correct"])
def test_a_story_of_twelve_photographs_costs_the_queries_of_one(page, django_assert_max_num_queries):
    article, hers = cast.illustrated(), at_screen(cast.ada())
    article.topics.create(name="Rights", slug="rights")
    article.related.add(cast.story(slug="related"))
    for number in range(11):
        article.photos.create(photo=cast.photo(f"{number}.jpg"), position=number + 1)
    article.documents.create(document=cast.pdf("second.pdf"), position=1)
    cast.publish(article)
    cast.saves(article, headline="Council rejects")
    with django_assert_max_num_queries(20) as asked:
        assert hers.get(address(f"articles_article_{page}", article.pk)).status_code == 200
    assert not [query for query in asked.captured_queries if "COUNT(" in query["sql"].upper()]


def test_facets_which_count_everything_are_not_to_be_had(desk, django_assert_max_num_queries):
    cast.story()
    with django_assert_max_num_queries(25) as asked:
        desk.get(LIST, {"_facets": "True"})
    assert not [query for query in asked.captured_queries if "COUNT(" in query["sql"].upper()]


@pytest.mark.parametrize("question", ["saved_by__password__startswith", "assigned_to__password__startswith"])
def test_the_list_answers_no_question_about_passwords(desk, question):
    cast.story()
    assert desk.get(LIST, {question: "md5"}).status_code == 400


def test_the_list_is_searched_by_headline(desk):
    cast.story(headline="Council adopts resolution")
    cast.story(headline="Rice harvest begins")
    found = words(desk.get(LIST, {"q": "harvest"}))
    assert "Rice harvest begins" in found
    assert "Council adopts" not in found
