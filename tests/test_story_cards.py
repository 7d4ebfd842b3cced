"""The cards of the story form: photographs and documents with this story's words for them."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Article, ArticlePhoto, Document, Photo
from tests import cast
from tests.desk import address, at_screen, fields, jpeg, pdf, words

pytestmark = [pytest.mark.database, pytest.mark.django_db]
UPLOAD = address("articles_upload")


@pytest.fixture
def desk() -> Client:
    """Ben, who edits, at his screen."""
    return at_screen(cast.ben())


def change(article: Article) -> str:
    return address("articles_article_change", article.pk)


def saves(client: Client, article: Article, form: dict | None = None, **typed):
    form = form or fields(client.get(change(article)))
    return client.post(change(article), {**form, **typed, "_continue": "1"}, follow=True)


def with_photograph(**of_the_library) -> Article:
    article = cast.story()
    Photo.objects.filter(pk=cast.photo().pk).update(**of_the_library)
    ArticlePhoto.objects.create(article=article, photo=cast.photo(), role="lead")
    return article


def card(client: Client, kind: str, row) -> dict[str, str]:
    """The fields of an empty card."""
    answer = client.get(address("articles_card", kind, row.pk))
    names = re.findall(r'name="([^"]+)"', answer.content.decode())
    assert all("__prefix__" in name for name in names)
    return fields(type(answer)(answer.content.replace(b"__prefix__", b"0")))


def test_a_file_sent_by_itself_comes_back_as_a_card(desk):
    answer = desk.post(UPLOAD, {"file": jpeg("new hall.jpg")}).json()
    photo = Photo.objects.get()
    assert (answer["kind"], answer["id"]) == ("photo", photo.pk)
    assert "new hall.jpg" in answer["card"]
    assert f'name="photos-__prefix__-photo" value="{photo.pk}"' in answer["card"]
    assert desk.post(UPLOAD, {"file": pdf("report.pdf")}).json()["kind"] == "document"
    assert Document.objects.get().file_name == "report.pdf"


@pytest.mark.parametrize("content", [b"These are notes.", b""])
def test_a_file_that_is_refused_says_why_and_leaves_nothing(desk, content):
    answer = desk.post(UPLOAD, {"file": SimpleUploadedFile("notes.jpg", content)}).json()
    assert re.fullmatch(r"[A-Z].+\.", answer["refused"])
    assert not Photo.objects.exists()


def test_nothing_sent_is_said(desk):
    assert desk.post(UPLOAD).json() == {"refused": "No file arrived. Choose it again."}


def test_only_who_may_fill_the_library_uploads(desk):
    assert at_screen(cast.stranger()).post(UPLOAD, {"file": jpeg()}).status_code == 302
    user = cast.ben()
    user.user_permissions.remove(*user.user_permissions.filter(codename="add_photo"))
    assert "may not add" in desk.post(UPLOAD, {"file": jpeg()}).json()["refused"]
    user.user_permissions.clear()
    assert desk.post(UPLOAD, {"file": jpeg()}).status_code == 403
    assert not Photo.objects.exists()


def test_the_same_bytes_are_recognised_and_their_words_stay(desk):
    first = desk.post(UPLOAD, {"file": jpeg("hall.jpg")}).json()
    Photo.objects.update(caption="The hall of the Council", credit_line="Xinhua/Li")
    sent_again = jpeg("hall.jpg")
    sent_again.name = "copy of hall.jpg"
    second = desk.post(UPLOAD, {"file": sent_again}).json()
    assert second["id"] == first["id"]
    assert "in the library already" in second["notes"][0]
    assert "The hall of the Council" in second["card"]
    assert Photo.objects.count() == 1


def test_the_same_bytes_sent_with_the_form_are_recognised_too(desk):
    article = cast.story()
    saves(desk, article, photos_upload=[jpeg("hall.jpg")])
    response = saves(desk, cast.story(slug="other"), photos_upload=[jpeg("hall.jpg"), jpeg("hall.jpg")])
    assert "in the library already" in words(response)
    assert Photo.objects.count() == 1
    assert ArticlePhoto.objects.count() == 2


def test_a_card_shows_the_words_of_the_library(desk):
    article = with_photograph(caption="The hall", credit_line="Xinhua/Li", alt_text="A hall", focal_x=20, focal_y=30)
    form = fields(desk.get(change(article)))
    shown = {name: form[f"photos-0-{name}"] for name in ("caption", "credit", "alt", "focal_x", "focal_y")}
    assert shown == {"caption": "The hall", "credit": "Xinhua/Li", "alt": "A hall", "focal_x": "20", "focal_y": "30"}


def test_what_is_left_alone_on_a_card_follows_the_library(desk):
    article = with_photograph(caption="The hall", credit_line="Xinhua/Li")
    form = fields(desk.get(change(article)))
    Photo.objects.update(caption="The hall, corrected")  # meanwhile, in the library
    saves(desk, article, form, headline="Another headline")
    assert article.photos.get().caption == ""
    assert fields(desk.get(change(article)))["photos-0-caption"] == "The hall, corrected"


def test_words_typed_over_the_librarys_are_this_storys_alone(desk):
    article = with_photograph(caption="The hall", focal_x=50)
    saves(desk, article, **{"photos-0-caption": "The hall on Friday", "photos-0-focal_x": "10"})
    use = article.photos.get()
    assert (use.caption, use.focal_x, use.focal_y) == ("The hall on Friday", 10, None)
    assert use.photo.caption == "The hall"
    assert use.photo.focal_x == 50
    content = article.revisions.latest("version").content["photos"][0]
    assert (content["caption"], content["focus"]) == ("The hall on Friday", [10, 50])


def test_words_set_back_to_the_librarys_follow_it_again(desk):
    article = with_photograph(caption="The hall")
    saves(desk, article, **{"photos-0-caption": "The hall on Friday"})
    saves(desk, article, headline="Left alone")
    assert article.photos.get().caption == "The hall on Friday"
    saves(desk, article, **{"photos-0-caption": "The hall"})
    assert article.photos.get().caption == ""


def test_words_for_a_photograph_that_has_none_become_the_librarys(desk):
    article = with_photograph(caption="", alt_text="", credit_line="Li")
    saves(desk, article, **{"photos-0-caption": "The hall at noon", "photos-0-alt": "A hall"})
    photo = Photo.objects.get()
    assert (photo.caption, photo.alt_text, photo.credit_line) == ("The hall at noon", "A hall", "Li")
    assert article.photos.get().caption == ""
    assert article.revisions.latest("version").content["photos"][0]["caption"] == "The hall at noon"


def test_who_may_not_change_the_library_writes_for_this_story_alone(desk):
    article = with_photograph(caption="")
    user = cast.ben()
    user.user_permissions.remove(*user.user_permissions.filter(codename="change_photo"))
    saves(desk, article, **{"photos-0-caption": "The hall at noon"})
    assert article.photos.get().caption == "The hall at noon"
    assert Photo.objects.get().caption == ""


def test_a_form_that_is_sent_back_keeps_the_words_of_its_cards(desk):
    article = with_photograph(caption="The hall")
    response = saves(desk, article, headline="", **{"photos-0-caption": "Typed with care"})
    form = fields(response)
    assert form["photos-0-caption"] == "Typed with care"
    assert form["initial-photos-0-caption"] == "The hall"
    saves(desk, article, form, headline="Now with a headline")
    assert article.photos.get().caption == "Typed with care"


def test_words_on_a_card_meet_a_conflict_unharmed(desk):
    article = with_photograph(caption="The hall")
    old = fields(desk.get(change(article)))
    saves(at_screen(cast.ada()), article, photos_upload=[jpeg("hers.jpg")])
    response = saves(desk, article, old, **{"photos-0-caption": "Ben’s caption"})
    assert "Nothing is lost" in words(response)
    saves(desk, article, fields(response))
    assert [use.caption for use in article.photos.all()] == ["Ben’s caption", ""]


def test_a_card_of_the_library_joins_the_form(desk):
    article, document = cast.story(), cast.pdf()
    rows = card(desk, "document", document) | {"documents-TOTAL_FORMS": "1", "documents-0-intro": "Read it here:"}
    saves(desk, article, **{name: value for name, value in rows.items() if name.startswith(("documents", "initial"))})
    use = article.documents.get()
    assert (use.document, use.intro) == (document, "Read it here:")


@pytest.mark.parametrize("kind", ["photo", "document", "section"])
def test_a_card_of_what_is_not_there_is_not_found(desk, kind):
    assert desk.get(address("articles_card", kind, 99)).status_code == 404


def test_numbers_of_the_library_join_the_form_without_a_script(desk):
    article, photo = cast.story(), cast.photo()
    saves(desk, article, photos_numbers=f"{photo.pk}, 999 x ²", documents_numbers=str(cast.pdf().pk))
    assert article.photos.get().photo == photo
    assert article.documents.get().document == cast.pdf()


def test_what_the_text_shows_belongs_to_the_story(desk):
    article, photo, document = cast.story(), cast.photo(), cast.pdf()
    body = f'<p>One.</p><figure data-photo="{photo.pk}"></figure><figure data-document="{document.pk}"></figure>'
    saves(desk, article, body=body + '<figure data-photo="999"></figure>')
    use = article.photos.get()
    assert (use.photo, use.role) == (photo, "inline")
    assert article.documents.get().document == document
    saves(desk, article, body=body)
    assert article.photos.count() == 1


def test_a_story_is_duplicated_with_all_that_it_carries(desk):
    article = cast.illustrated(ednote="Hold the last line.", pubstatus="withheld", expires=cast.MONDAY)
    article.related.add(cast.story(slug="related"))
    cast.saves(article)
    response = desk.post(address("articles_article_duplicate", article.pk), follow=True)
    copy = Article.objects.exclude(pk=article.pk).exclude(slug="related").get()
    assert response.redirect_chain[0][0] == change(copy)
    assert (copy.headline, copy.body, copy.ednote) == (article.headline, article.body, article.ednote)
    assert (copy.pubstatus, copy.expires, copy.desk_status) == ("withheld", cast.MONDAY, "draft")
    assert copy.guid != article.guid
    assert copy.slug != article.slug
    assert [use.photo for use in copy.photos.all()] == [use.photo for use in article.photos.all()]
    assert copy.documents.get().intro == "Click the following link:"
    assert copy.related.count() == 1
    assert copy.revisions.get().content["headline"] == article.headline
    assert article.photos.count() == 1


def test_a_published_story_is_duplicated_as_a_draft():
    article = cast.story()
    cast.publish(article)
    hers = at_screen(cast.ada())
    hers.post(address("articles_article_duplicate", article.pk))
    copy = Article.objects.exclude(pk=article.pk).get()
    assert (copy.path, copy.editions.count()) == ("", 0)
    cast.publish(copy)
    assert copy.editions.get().path != article.editions.get().path


def test_a_duplicate_is_made_by_post_and_by_who_may_write(desk):
    article = cast.story()
    page = address("articles_article_duplicate", article.pk)
    assert desk.get(page).status_code == 405
    user = cast.ben()
    user.user_permissions.remove(*user.user_permissions.filter(codename="add_article"))
    assert desk.post(page).status_code == 403
    assert Article.objects.count() == 1


def test_a_story_is_never_related_to_itself(desk):
    article, other = cast.story(), cast.story(slug="other")
    saves(desk, article, related=f"{article.pk},{other.pk}")
    assert list(article.related.all()) == [other]
    labels = re.search(r'data-labels="([^"]*)"', desk.get(change(article)).content.decode())[1]
    assert json.loads(labels.replace("&quot;", '"')) == {str(other.pk): other.headline}


def test_a_refused_file_keeps_the_editor_at_the_form():
    hers, article = at_screen(cast.ada()), cast.story()
    form = fields(hers.get(change(article)))
    notes = SimpleUploadedFile("notes.jpg", b"These are notes.")
    response = hers.post(change(article), {**form, "photos_upload": [notes], "_publish": "1"})
    assert response.url == change(article)
    assert hers.post(change(article), {**fields(hers.get(change(article))), "_publish": "1"}).url.endswith("/publish/")


def test_a_headline_is_one_line(desk):
    article = cast.story()
    saves(desk, article, headline="Council adopts\r\nresolution ")
    article.refresh_from_db()
    assert article.headline == "Council adopts resolution"


def test_seconds_of_an_embargo_are_not_lost_by_a_save(desk):
    article = cast.story(embargo=cast.MONDAY.replace(second=30))
    saves(desk, article, summary="Changed")
    article.refresh_from_db()
    assert article.embargo == cast.MONDAY.replace(second=30)


@pytest.mark.parametrize(("role", "place"), [("gallery", "inline"), ("lead", "lead")])
def test_a_photograph_that_the_text_shows_is_of_the_text_unless_it_leads(desk, role, place):
    article = with_photograph()
    article.photos.update(role=role)
    saves(desk, article, body=f'<figure data-photo="{article.photos.get().photo_id}"></figure>')
    assert article.photos.get().role == place
