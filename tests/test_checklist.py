"""The checklist, and what of it stops a story."""

import re

import pytest

from articles import checklist, content
from articles.models import Article, ArticlePhoto, Edition, Section
from tests import cast
from tests.cast import DAY, MONDAY
from tests.desk import address, at_screen, fields, words

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def points(article: Article) -> dict[str, checklist.Point]:
    loaded = content.related_rows(Article.objects).get(pk=article.pk)
    return {point.code: point for point in checklist.of(loaded, MONDAY)}


def plain(point: checklist.Point) -> str:
    """Its sentence without the signs that keep the direction of a name to itself."""
    return re.sub("[\u2068\u2069]", "", point.sentence)


def asks(path: str, *codes: str) -> Section:
    section = cast.section(path)
    section.blocking = list(codes)
    section.save()
    return section


def test_files_that_lack_the_same_are_named_together():
    article = cast.story()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        ArticlePhoto.objects.create(article=article, photo=cast.photo(name))
    point = points(article)["caption"]
    assert plain(point) == "3 photographs have no caption: a.jpg, b.jpg, c.jpg."
    assert point.where == "photos-group"


def test_what_was_found_in_a_pdf_names_it_once():
    article = cast.illustrated()
    document = article.documents.get().document
    document.findings = [
        {"code": "author_data", "sentence": "Says who made it."},
        {"code": "scripts", "sentence": "Contains JavaScript."},
    ]
    document.save()
    assert plain(points(article)["findings"]) == "resolution.pdf: Contains JavaScript. Says who made it."


def test_a_name_neither_fills_the_sentence_nor_turns_it_round():
    held = cast.story(headline="evil\u202egpj")
    article = cast.story(body=f'<p><a data-story="{held.pk}">Here</a></p>')
    ArticlePhoto.objects.create(article=article, photo=cast.photo(f"{'x' * 60}-end.jpg"))
    assert points(article)["links"].sentence.startswith("“\u2068evil\u202egpj\u2069”: readers")
    sentence = points(article)["alt"].sentence
    assert re.search("\u2068x+…x+-end\\.jpg\u2069\\.$", sentence)
    assert len(sentence.partition(": ")[2]) == len("\u2068\u2069.") + 40


def test_who_made_a_pdf_is_said_in_short():
    article = cast.illustrated()
    document = article.documents.get().document
    agent = f"Creator: Mozilla/5.0 (X11; Linux x86_64) {'AppleWebKit/537.36 ' * 5}"
    sentence = f"Says who or what made it ({agent}); the public copy does not."
    document.findings = [{"code": "author_data", "sentence": sentence}]
    document.save()
    assert plain(points(article)["findings"]) == (
        f"resolution.pdf: Says who or what made it ({agent[:60]}…); the public copy does not."
    )


def test_a_link_to_a_story_that_readers_cannot_open_is_named():
    held, gone = cast.story(headline="Secret"), cast.story(headline="Out")
    cast.publish(gone, MONDAY)
    article = cast.story(body=f'<p>See <a data-story="{gone.pk}">here</a>.</p>')
    assert points(article)["links"].ok
    cast.saves(
        article, body=f'{article.body}<p><a data-story="{held.pk}">Secret</a>, <a data-story="{article.pk}">I</a></p>'
    )
    point = points(article)["links"]
    assert plain(point) == "“Secret”: readers cannot open it; its words stay as plain text."
    assert (point.ok, point.blocks) == (False, False)
    asks("news", "links")
    assert points(article)["links"].blocks
    assert "links" not in points(held)


def test_an_embargo_to_come_warns_and_an_endless_one_blocks():
    assert "embargo" not in points(cast.story())
    assert "embargo" not in points(cast.story(embargo=MONDAY - DAY))
    coming = points(cast.story(embargo=MONDAY + DAY))["embargo"]
    assert (coming.ok, coming.blocks) == (False, False)
    assert "March 27, 2018, 09:00 UTC" in coming.sentence
    assert points(cast.story(embargo_indefinite=True))["embargo"].blocks


def test_a_text_is_asked_for_everywhere_and_the_rest_where_a_section_or_one_above_it_says_so():
    asks("news", "summary")
    asks("news/photos", "credit")
    article = cast.illustrated(summary="", byline="")
    assert {code for code, point in points(article).items() if point.blocks} == {"text", "summary", "credit"}
    elsewhere = points(cast.story(section=cast.section("sport"), summary=""))
    assert {code for code, point in elsewhere.items() if point.blocks} == {"text"}


def test_what_blocks_is_said_beside_the_button_and_refused_by_the_server():
    asks("news", "summary")
    article, desk = cast.story(summary=""), at_screen(cast.ada())
    address_of_page = address("articles_article_publish", article.pk)
    page = desk.get(address_of_page)
    assert re.search(r"In the way: <a href=\"../change/#id_summary\">Summary</a>", page.content.decode())
    assert "disabled" in re.search(r"<button[^>]*>Publish</button>", page.content.decode())[0]
    assert "No summary: lists show the headline alone." in words(desk.post(address_of_page, fields(page)))
    assert not Edition.objects.exists()
    cast.saves(article, summary="The Council met.")
    desk.post(address_of_page, fields(desk.get(address_of_page)))
    assert Edition.objects.count() == 1


def test_every_point_of_the_checklist_leads_to_a_place_of_the_story_form():
    article = cast.illustrated(embargo=MONDAY + DAY, usage_terms="Not for France")
    form = at_screen(cast.ada()).get(address("articles_article_change", article.pk)).content.decode()
    assert {point.where for point in points(article).values()} <= set(re.findall(r'id="([^"]+)"', form))


def test_a_section_chooses_what_must_be_right_in_plain_words():
    section, desk = cast.section(), at_screen(cast.ada())
    change = address("articles_section_change", section.pk)
    page = desk.get(change)
    assert "A credit line for every photograph" in words(page)
    form = {name: value for name, value in fields(page).items() if name != "blocking"}
    desk.post(change, {**form, "blocking": ["credit", "alt"]})
    section.refresh_from_db()
    assert set(section.blocking) == {"alt", "credit"}
    refused = desk.post(change, {**form, "blocking": ["nonsense"]})
    assert "nonsense is not one of the available choices" in words(refused)


def test_what_can_be_asked_for_is_on_the_checklist():
    article = cast.illustrated(usage_terms="Read me", body=f'<p><a data-story="{cast.story().pk}">Here</a></p>')
    assert set(checklist.CHOICES) <= set(points(article))
