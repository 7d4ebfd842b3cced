"""The story form, as editors use it."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.models import Article, ArticleDocument, ArticlePhoto, Document, Edition, Photo
from tests import cast
from tests.cast import DAY, HOUR
from tests.desk import address, at_screen, fields, jpeg, pdf, words

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LIST = address("articles_article_changelist")
ADD = address("articles_article_add")


@pytest.fixture
def desk() -> Client:
    """Ben, who edits, at his screen."""
    return at_screen(cast.ben())


def change(article: Article) -> str:
    return address("articles_article_change", article.pk)


def saves(client: Client, article: Article, form: dict | None = None, **typed):
    """Open the story (or take a form opened before), type, save."""
    form = form or fields(client.get(change(article)))
    return client.post(change(article), {**form, **typed, "_continue": "1"}, follow=True)


def test_a_new_story_is_written_with_its_photographs_and_documents_in_one_save(desk):
    section, source = cast.section(), cast.xinhua()
    typed = {"headline": "Council adopts", "section": section.pk, "source": source.pk, "body": "<p>It met.</p>"}
    uploads = {"photos_upload": [jpeg("one.jpg"), jpeg("two.jpg")], "documents_upload": [pdf("a.pdf"), pdf("b.pdf")]}
    empty = desk.get(ADD)
    assert re.search(r'<form enctype="multipart/form-data"[^>]* id="article_form"', empty.content.decode())
    response = desk.post(ADD, {**fields(empty), **typed, **uploads}, follow=True)
    assert response.redirect_chain
    article = Article.objects.get()
    assert [(str(use.photo.file_name), use.role) for use in article.photos.all()] == [
        ("one.jpg", "lead"),
        ("two.jpg", "gallery"),
    ]
    assert [use.document.file_name for use in article.documents.all()] == ["a.pdf", "b.pdf"]
    assert len(article.revisions.get().content["photos"]) == 2


def test_uploads_are_appended_to_what_is_there(desk):
    article = cast.illustrated()
    saves(desk, article, photos_upload=[jpeg("new.jpg")])
    assert [(use.photo.file_name, use.role) for use in article.photos.all()] == [
        ("hall.jpg", "lead"),
        ("new.jpg", "gallery"),
    ]


def test_a_refused_file_is_named_and_everything_else_is_saved(desk):
    article = cast.story()
    fake = SimpleUploadedFile("notes.jpg", b"These are notes.", "image/jpeg")
    response = saves(desk, article, headline="Council votes", photos_upload=[fake, jpeg()], documents_upload=[pdf()])
    article.refresh_from_db()
    assert re.search(r"“notes\.jpg”: [A-Z][^.]+\.", words(response))
    assert article.headline == "Council votes"
    assert article.photos.get().photo.file_name == "hall.jpg"
    assert article.documents.count() == 1


def test_a_form_that_is_sent_back_keeps_its_uploads_and_its_text(desk):
    article = cast.story()
    response = saves(desk, article, headline="", summary="Typed with care", photos_upload=[jpeg()])
    assert not response.redirect_chain
    assert not article.photos.exists()
    form = fields(response)
    assert form["summary"] == "Typed with care"
    assert form["photos-0-photo"] == str(Photo.objects.get().pk)
    saves(desk, article, form, headline="Now with a headline")
    assert article.photos.get().role == "lead"
    assert Photo.objects.count() == 1


def test_an_editor_who_may_not_fill_the_library_uploads_nothing():
    user, article = cast.ben(), cast.story()
    user.user_permissions.remove(*user.user_permissions.filter(codename__in=["add_photo", "add_document"]))
    response = saves(at_screen(user), article, photos_upload=[jpeg()], documents_upload=[pdf()])
    assert "may not add" in words(response)
    assert not Photo.objects.exists()
    assert not Document.objects.exists()


def two_photographs() -> Article:
    article = cast.illustrated()
    ArticlePhoto.objects.create(article=article, photo=cast.photo("vote.jpg"), position=1)
    return article


def names(article: Article) -> list[str]:
    return [use.photo.file_name for use in article.photos.all()]


def test_photographs_are_put_in_order_by_their_positions(desk):
    article = two_photographs()
    saves(desk, article, **{"photos-0-position": 1, "photos-1-position": 0})
    assert names(article) == ["vote.jpg", "hall.jpg"]


def test_the_lead_passes_from_one_photograph_to_another_in_one_save(desk):
    article = two_photographs()
    saves(desk, article, **{"photos-0-role": "gallery", "photos-1-role": "lead"})
    assert article.photos.get(role="lead").photo.file_name == "vote.jpg"
    saves(desk, article, **{"photos-0-role": "lead", "photos-1-role": "gallery"})
    assert article.photos.get(role="lead").photo.file_name == "hall.jpg"


@pytest.mark.parametrize("new", [False, True])
def test_a_second_lead_is_refused_with_a_sentence(desk, new):
    article = cast.story() if new else two_photographs()
    rows = {"photos-0-role": "lead", "photos-1-role": "lead"}
    if new:
        rows |= {"photos-TOTAL_FORMS": 2, "photos-0-photo": cast.photo().pk, "photos-0-position": 0}
        rows |= {"photos-1-photo": cast.photo("vote.jpg").pk, "photos-1-position": 1}
    assert "A story has one lead photograph." in words(saves(desk, article, **rows))
    assert article.photos.filter(role="lead").count() == (0 if new else 1)


def test_a_photograph_stands_once_in_a_story(desk):
    article = two_photographs()
    response = saves(desk, article, **{"photos-1-photo": cast.photo().pk})
    assert re.search(r"This photograph is in the story already|duplicate", words(response))


def test_what_is_taken_out_of_the_story_stays_in_the_library(desk):
    article = two_photographs()
    saves(desk, article, **{"photos-0-DELETE": "on", "documents-0-DELETE": "on"}, photos_upload=[jpeg("new.jpg")])
    assert names(article) == ["vote.jpg", "new.jpg"]
    assert article.photos.get(role="lead").photo.file_name == "new.jpg"
    assert not article.documents.exists()
    assert Photo.objects.count() == 3


def test_each_save_is_kept(desk):
    article = cast.story(headline="First")
    saves(desk, article, headline="Second")
    saves(desk, article, headline="Third")
    kept = article.revisions.order_by("version")
    assert [revision.content["headline"] for revision in kept] == ["First", "Second", "Third"]
    assert kept.last().saved_by == cast.ben()


def test_a_save_over_a_save_is_refused_with_both_texts_and_then_goes_through(desk):
    article = two_photographs()
    old = fields(desk.get(change(article)))
    hers = at_screen(cast.ada())
    saves(hers, article, body="<p>Ada’s words.</p>", photos_upload=[jpeg("hers.jpg")], **{"photos-1-DELETE": "on"})
    saved_at = timezone.localtime(Article.objects.get().saved_at)

    response = saves(desk, article, old, body="<p>Ben’s words.</p>", photos_upload=[jpeg("mine.jpg")])
    page = words(response)
    assert f"ada saved this story at {saved_at:%H:%M}" in page
    assert "Ada’s words." in page
    assert "Ben’s words." in page
    assert "hers.jpg" in page
    article.refresh_from_db()
    assert article.body == "<p>Ada’s words.</p>"

    assert saves(desk, article, fields(response)).redirect_chain
    article.refresh_from_db()
    assert article.body == "<p>Ben’s words.</p>"
    assert sorted(names(article)) == ["hall.jpg", "hers.jpg", "mine.jpg", "vote.jpg"]


def test_of_both_texts_only_those_are_shown_that_the_other_has_changed(desk):
    article = cast.story(headline="Old", summary="Old summary", dateline="Old dateline")
    old = fields(desk.get(change(article)))
    saves(at_screen(cast.ada()), article, headline="Ada’s", dateline="Ada’s dateline")
    page = saves(desk, article, old, headline="Ben’s", summary="Ben’s summary")
    assert re.findall("<h3>(.*), yours</h3>", page.content.decode()) == ["Headline", "Dateline"]
    assert words(page).count("saved this story at") == 1


def test_a_save_that_has_changed_no_text_is_said_to_have_changed_none(desk):
    article = cast.story()
    old = fields(desk.get(change(article)))
    saves(at_screen(cast.ada()), article, urgency="1")
    assert "None of their texts differs from yours." in words(saves(desk, article, old, headline="Ben’s"))


def test_both_texts_keep_their_paragraphs(desk):
    article = cast.story()
    old = fields(desk.get(change(article)))
    saves(at_screen(cast.ada()), article, body="<p>Ada.</p><p>Again.</p>")
    page = saves(desk, article, old, body="<p>Ben.</p><p>Too.</p>").content.decode()
    assert re.search(r"Ada\.\s*<br>\s*Again\.", page)
    assert re.search(r"Ben\.\s*<br>\s*Too\.", page)


def test_the_editor_hears_what_was_found_in_an_upload(desk):
    frames = [Image.new("RGB", (40, 30), color) for color in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    page = words(saves(desk, cast.story(), photos_upload=[SimpleUploadedFile("moving.gif", file.getvalue())]))
    assert "only its first frame is used" in page


def test_rights_lost_while_the_form_was_open_are_lost(desk):
    article = cast.story()
    form = fields(desk.get(change(article)))
    cast.ben().user_permissions.clear()
    assert saves(desk, article, form, headline="Too late").status_code == 403
    article.refresh_from_db()
    assert article.headline != "Too late"


@pytest.mark.parametrize("field", ["path", "row_version", "withdrawals", "saved_by", "guid", "source_version"])
def test_a_field_that_the_form_does_not_have_cannot_be_smuggled_in(desk, field):
    article = cast.story()
    before = getattr(article, field)
    saves(desk, article, **{field: cast.ada().pk})
    article.refresh_from_db()
    assert getattr(article, field) != str(cast.ada().pk) or before == str(cast.ada().pk)
    assert Edition.objects.count() == 0


def test_markup_in_a_headline_is_shown_as_text(desk):
    article = cast.story(headline="<script>alert(1)</script>")
    for page in (LIST, change(article), address("articles_article_history", article.pk)):
        assert b"<script>alert(1)" not in desk.get(page).content


def test_a_tightened_embargo_cancels_the_schedule_and_says_so(desk):
    article = cast.story()
    edition = cast.publish(article, at=timezone.now() + HOUR)
    later = timezone.localtime(timezone.now() + DAY)
    response = saves(desk, article, embargo=f"{later:%Y-%m-%dT%H:%M}")
    assert "was cancelled: the embargo" in words(response)
    edition.refresh_from_db()
    assert edition.cancelled


@pytest.mark.parametrize("field", ["embargo", "expires", "dated"])
@pytest.mark.parametrize("year", ["0001", "9999"])
def test_the_ends_of_the_calendar_break_nothing(desk, field, year):
    response = saves(desk, cast.story(), **{field: f"{year}-01-01T00:00"})
    assert response.status_code == 200
    assert desk.get(LIST).status_code == 200


def test_a_slug_stays_once_readers_have_it(desk):
    article = cast.story(slug="council")
    cast.publish(article)
    saves(desk, article, slug="other")
    article.refresh_from_db()
    assert article.slug == "council"


def test_what_has_been_published_is_not_deleted():
    hers = at_screen(cast.ada())
    article = cast.story()
    cast.publish(article)
    alone = hers.post(address("articles_article_delete", article.pk), {"post": "yes"})
    among_others = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    for page in (alone, hers.post(LIST, among_others)):
        assert "cannot be deleted while" in words(page)
    assert 'class="deletelink"' not in hers.get(change(article)).content.decode()
    assert Article.objects.filter(pk=article.pk).exists()
    assert Edition.objects.count() == 1


def test_a_draft_may_be_deleted():
    article = cast.illustrated()
    at_screen(cast.ada()).post(address("articles_article_delete", article.pk), {"post": "yes"})
    assert not Article.objects.exists()
    assert not ArticleDocument.objects.exists()
    assert Photo.objects.exists()


@pytest.mark.parametrize("number", ["²", "٣", "0", "99999999999999999999", "x"])
def test_a_story_that_is_not_there_is_no_fault(desk, number):
    place = address("articles_article_change", 1).replace("/1/", f"/{number}/")
    for response in (desk.get(place), desk.post(place, {})):
        assert response.status_code in (302, 404)


def test_the_clock_of_the_site_is_named_where_times_are_typed(desk, settings):
    article = cast.story()
    cast.publish(article, at=timezone.now() + timedelta(days=2))
    assert re.search(r'class="since">\w{3} \d+, \d{4}, \d\d:\d\d UTC', desk.get(change(article)).content.decode())


@pytest.mark.parametrize("field", ["related", "topics", "section", "source", "assigned_to", "photos-0-photo"])
@pytest.mark.parametrize("number", ["9" * 26, "9" * 5000])
def test_a_number_that_no_row_can_have_is_an_error_beside_its_field(desk, field, number):
    article = cast.illustrated()
    response = saves(desk, article, **{field: number})
    assert response.status_code == 200
    assert not response.redirect_chain
    assert "Please correct the error below." in words(response)


@pytest.mark.parametrize("field", ["photos_numbers", "photos-TOTAL_FORMS", "seen_version"])
def test_a_number_longer_than_a_number_can_be_is_no_fault(desk, field):
    article = cast.story()
    assert saves(desk, article, **{field: "9" * 5000}).status_code == 200
    for page in ("change", "delete", "history"):
        assert desk.get(address(f"articles_article_{page}", "9" * 5000)).status_code in (302, 404)


def test_the_fields_with_errors_are_named_at_the_top_and_led_to(desk):
    article = two_photographs()
    page = saves(desk, article, section="", **{"photos-1-focal_x": "101"}).content.decode()
    top = re.search(r'<p class="wrong-fields">.*?</p>', page, re.DOTALL)[0]
    assert re.findall('<a href="#([^"]+)">([^<]+)</a>', top) == [
        ("id_section", "Section"),
        ("id_photos-1-focal_x", "photograph 2, Focus, from the left (%)"),
    ]
    assert re.search('<label class="required" for="id_source">', page)
    assert not re.search('<label class="required" for="id_summary">', page)
