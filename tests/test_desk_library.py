"""The library: files taken in, found, mended, replaced, and kept while they are used."""

import re
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.desk import uploads
from articles.media import intake
from articles.models import Document, Photo
from tests import cast
from tests.desk import address, at_screen, body, delete, delete_among_others, fields, jpeg, pdf, words

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGES = {"photo": address("articles_photo_add"), "document": address("articles_document_add")}


@pytest.fixture
def desk() -> Client:
    return at_screen(cast.ben())


def kept() -> tuple:
    return Photo.objects.count(), Document.objects.count(), cast.files_in(default_storage)


@pytest.mark.parametrize(("page", "file", "model"), [("photo", jpeg, Photo), ("document", pdf, Document)])
def test_a_file_is_uploaded_and_its_form_opens(desk, page, file, model):
    response = desk.post(PAGES[page], {"files": file()}, follow=True)
    row = model.objects.get()
    assert response.redirect_chain[0][0] == address(f"articles_{page}_change", row.pk)
    assert f"“{row.file_name}” is in the library." in words(response)
    assert row.uploaded_by == cast.ben()


def test_what_was_read_from_a_photograph_can_be_mended(desk):
    photo = cast.photo()
    page = address("articles_photo_change", photo.pk)
    desk.post(page, {**fields(desk.get(page)), "caption": "The hall at noon"})
    photo.refresh_from_db()
    assert photo.caption == "The hall at noon"


@pytest.mark.parametrize(
    ("page", "name", "content"),
    [
        ("photo", "hall.pdf", "pdf"),
        ("document", "hall.pdf", "jpeg"),
        ("photo", "notes.jpg", b"These are notes."),
        ("document", "notes.pdf", b"These are notes."),
        ("photo", "page.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("photo", "drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("photo", "cut.jpg", "cut"),
        ("document", "cut.pdf", b"%PDF-1.7\n"),
        ("photo", "empty.jpg", b""),
        ("document", "empty.pdf", b""),
    ],
)
def test_another_kind_of_file_is_refused_and_leaves_nothing(desk, page, name, content):
    made = {"pdf": lambda: pdf().read(), "jpeg": lambda: jpeg().read(), "cut": lambda: jpeg().read()[:300]}
    before = kept()
    content = content if isinstance(content, bytes) else made[content]()
    response = desk.post(PAGES[page], {"files": SimpleUploadedFile(name, content)})
    assert re.search(r"errorlist[^>]*>\s*<li>(“.+”: )?[A-Z].+\.</li>", response.content.decode())
    assert kept() == before


def test_a_file_over_the_limit_is_refused_with_a_sentence(desk, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    before = kept()
    response = desk.post(PAGES["photo"], {"files": SimpleUploadedFile("big.jpg", bytes(1024 * 1024 + 1))})
    assert "This file is larger than 1 MB." in words(response)
    assert kept() == before


def test_nothing_chosen_is_said(desk):
    assert "This field is required." in words(desk.post(PAGES["photo"], {}))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("人权" * 45 + ".jpg", "人权" * 45 + ".jpg"),
        ("C:\\Users\\ada\\hall.jpg", "hall.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("hall\u202egpj.jpg", "hallgpj.jpg"),
        ("hall\r\nSet-Cookie: a=b.jpg", "hall Set-Cookie a=b.jpg"),
        ("<b>hall</b>.jpg", "b.jpg"),
        ("hall.php", "hall.php.jpg"),
    ],
)
def test_a_photograph_keeps_a_name_fit_to_show(desk, sent, shown):
    response = post_raw(desk, PAGES["photo"], sent.encode())
    assert response.status_code in (302, 400), words(response)
    for photo in Photo.objects.all():
        assert "/" not in photo.file_name
        assert photo.file_name.isprintable()
        if "\r" not in sent and "<" not in sent:
            assert photo.file_name == shown


@pytest.mark.parametrize(
    "sent", [b"x" * 10_000 + b".jpg", b"gr\xfc\xdfe.jpg", b"", b".", b"..", b"hall\x00.jpg", b'a"b.jpg']
)
def test_no_name_breaks_the_upload(desk, sent):
    before = kept()
    response = post_raw(desk, PAGES["photo"], sent)
    assert response.status_code in (200, 302, 400)
    if response.status_code == 302:
        assert Photo.objects.get().file_name.isprintable()
    else:
        assert kept() == before


def post_raw(client: Client, page: str, name: bytes):
    """Post a photograph under a file name that no well-behaved client would send."""
    head = b'--cut\r\nContent-Disposition: form-data; name="files"; filename="' + name + b'"\r\n'
    data = head + b"Content-Type: image/jpeg\r\n\r\n" + jpeg().read() + b"\r\n--cut--\r\n"
    return client.generic("POST", page, data, content_type="multipart/form-data; boundary=cut")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"--cut",
        b"".join(b'--cut\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n\r\n' % n for n in range(2000))
        + b"--cut--",
        b"".join(b'--cut\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n\r\n' for _ in range(500)),
    ],
)
def test_a_broken_or_endless_form_is_no_fault_of_ours(desk, data):
    for page in (*PAGES.values(), address("articles_article_add")):
        response = desk.generic("POST", page, data, content_type="multipart/form-data; boundary=cut")
        assert response.status_code in (200, 400)
    assert kept()[:2] == (0, 0)


def test_a_file_in_use_is_not_deleted_and_the_page_says_where():
    article = cast.illustrated()
    hers, photo, document = at_screen(cast.ada()), cast.photo(), cast.pdf()
    cast.publish(article)
    assert "hall.jpg ” is in the working copy of Council adopts resolution" in words(delete(hers, "photo", photo))
    article.photos.all().delete()
    article.documents.all().delete()
    for kind, row in (("photo", photo), ("document", document)):
        for page in (delete(hers, kind, row), delete_among_others(hers, kind, row)):
            assert f"{row.file_name} ” is in edition 1, live" in words(page)
        assert type(row).objects.filter(pk=row.pk).exists()


def test_a_file_that_is_scheduled_is_not_deleted():
    article = cast.illustrated()
    cast.publish(article, at=timezone.now() + cast.DAY)
    article.photos.all().delete()
    assert "in edition 1, scheduled" in words(delete(at_screen(cast.ada()), "photo", cast.photo()))
    assert Photo.objects.exists()


def test_what_only_past_editions_show_may_go():
    article = cast.illustrated()
    cast.publish(article)
    article.photos.all().delete()
    publishing.withdraw(article, by=cast.ada(), reason="The licence has ended.")
    hers, photo = at_screen(cast.ada()), cast.photo()
    assert "in edition 1, past" in words(hers.get(address("articles_photo_change", photo.pk)))
    delete(hers, "photo", photo)
    assert not Photo.objects.exists()


def test_the_page_of_a_file_says_where_it_is_used(desk):
    article = cast.illustrated()
    cast.publish(article)
    for kind, row in (("photo", cast.photo()), ("document", cast.pdf())):
        page = words(desk.get(address(f"articles_{kind}_change", row.pk)))
        assert "Council adopts resolution in the working copy" in page
        assert "Council adopts resolution in edition 1, live" in page
    assert "Nowhere." in words(desk.get(address("articles_photo_change", cast.photo("vote.jpg").pk)))


def shown(client: Client, kind: str, **query) -> set[str]:
    """The numbers of the files that the grid shows."""
    page = client.get(address(f"articles_{kind}_changelist"), query).content.decode()
    return {int(number) for number in re.findall(r'name="_selected_action" value="(\d+)"', page)}


def test_the_grid_is_searched_and_narrowed(desk):
    article, hall, vote = cast.illustrated(), cast.photo(), cast.photo("vote.jpg")
    Photo.objects.filter(pk=hall.pk).update(caption="The hall of the Council", alt_text="A hall", credit_line="Li")
    Photo.objects.filter(pk=vote.pk).update(city="Geneva", source=None)
    assert shown(desk, "photo") == {hall.pk, vote.pk}
    assert shown(desk, "photo", q="council hall") == {hall.pk}
    assert shown(desk, "photo", q="geneva") == {vote.pk}
    assert shown(desk, "photo", q="rice") == set()
    for lack in ("alt", "caption", "credit"):
        assert shown(desk, "photo", missing=lack) == {vote.pk}
    assert shown(desk, "photo", source__id__exact=cast.xinhua().pk) == {hall.pk}
    assert shown(desk, "photo", use="none") == {vote.pk}
    assert shown(desk, "document", use="none") == set()
    article.documents.all().delete()
    assert shown(desk, "document", use="none") == {cast.pdf().pk}


def test_what_an_edition_has_shown_is_not_called_unused(desk):
    article = cast.illustrated()
    cast.publish(article)
    article.photos.all().delete()
    article.documents.all().delete()
    intake.replace(cast.pdf(), pdf("new.pdf"), by=cast.ben())
    assert shown(desk, "photo", use="none") == set()
    assert shown(desk, "document", use="none") == set()
    assert b'class="quiet">Used nowhere' not in desk.get(address("articles_document_changelist")).content


def test_a_grid_of_forty_costs_the_queries_of_two(desk, django_assert_num_queries, django_assert_max_num_queries):
    def photographs(start, many):
        one = cast.photo()
        for _ in range(start, many):
            one.pk, one.uid, one._state.adding = None, uuid.uuid4(), True
            one.save()

    photographs(0, 2)
    with django_assert_max_num_queries(15) as few:
        desk.get(address("articles_photo_changelist"))
    photographs(2, 40)
    with django_assert_num_queries(len(few)) as many:
        desk.get(address("articles_photo_changelist"))
    assert not [query for query in many.captured_queries if "COUNT(" in query["sql"].upper()]


def test_many_files_are_uploaded_at_once_without_a_script(desk):
    notes = SimpleUploadedFile("notes.jpg", b"These are notes.")
    response = desk.post(PAGES["photo"], {"files": [jpeg("one.jpg"), notes, jpeg("two.jpg")]}, follow=True)
    assert Photo.objects.count() == 2
    assert "“notes.jpg”: " in words(response)
    again = desk.post(PAGES["photo"], {"files": [jpeg("one.jpg"), jpeg("three.jpg")]}, follow=True)
    assert again.redirect_chain[0][0] == address("articles_photo_changelist")
    assert "in the library already" in words(again)
    assert Photo.objects.count() == 3


@pytest.mark.parametrize(("kind", "file"), [("photo", jpeg), ("document", pdf)])
def test_a_file_dropped_on_the_grid_comes_back_as_a_tile(desk, kind, file):
    page = address(f"articles_{kind}_upload")
    answer = desk.post(page, {"file": file()}).json()
    assert f'value="{answer["id"]}"' in answer["tile"]
    assert "Used nowhere" in answer["tile"]
    assert desk.post(page, {"file": file()}).json()["notes"] == [uploads.KNOWN]
    assert "refused" in desk.post(page, {"file": SimpleUploadedFile("notes.txt", b"These are notes.")}).json()
    assert at_screen(cast.stranger()).post(page, {"file": file()}).status_code == 302


def test_a_pdf_is_replaced_under_its_address():
    article, hers = cast.illustrated(), at_screen(cast.ada())
    document = cast.pdf()
    before = cast.publish(article).files.get(type="application/pdf")
    reader = Client()
    where = f"/files/{before.key}/{before.file_name}"
    old = body(reader.get(where))
    page = hers.post(address("articles_document_replace", document.pk), {"file": pdf("corrected.pdf")}, follow=True)
    assert "This is version 2 now." in words(page)
    assert body(reader.get(where)) == old
    edition = cast.publish(article)
    after = edition.files.get(type="application/pdf")
    assert (after.key, after.file_name) == (before.key, before.file_name)
    assert after.storage_name != before.storage_name
    assert body(reader.get(where)) != old
    assert document.versions.get().cleaned == before.storage_name
    assert body(hers.get(address("articles_file", document.versions.get().original))).startswith(b"%PDF-")


def test_a_signed_pdf_goes_out_as_it_came_only_when_an_editor_says_so():
    article, hers, document = cast.illustrated(), at_screen(cast.ada()), cast.pdf()
    page = address("articles_document_change", document.pk)
    assert "keep_signature" not in fields(hers.get(page))
    Document.objects.update(signed=True)

    def read() -> bytes:
        file = cast.publish(article).files.get(type="application/pdf")
        return body(Client().get(f"/files/{file.key}/{file.file_name}"))

    original, cleaned = (
        Path(default_storage.path(name)).read_bytes() for name in (document.original, document.cleaned)
    )
    assert read() == cleaned
    hers.post(page, {**fields(hers.get(page)), "keep_signature": "on"})
    cast.saves(article)
    assert read() == original


def test_a_replacement_that_is_refused_changes_nothing(desk):
    document, before = cast.pdf(), None
    before = kept()
    page = address("articles_document_replace", document.pk)
    for sent in ({}, {"file": SimpleUploadedFile("notes.pdf", b"These are notes.")}, {"file": jpeg()}):
        assert re.search(r'class="error">[A-Z][^<]+\.<', desk.post(page, sent, follow=True).content.decode())
    assert kept() == before
    document.refresh_from_db()
    assert document.version == 1
    user = cast.ben()
    user.user_permissions.remove(*user.user_permissions.filter(codename="change_document"))
    assert desk.post(page, {"file": pdf("x.pdf")}).status_code == 403


def test_two_editors_of_one_photograph_lose_no_word(desk):
    photo = cast.photo()
    page = address("articles_photo_change", photo.pk)
    his = fields(desk.get(page))
    hers = at_screen(cast.ada())
    hers.post(page, {**fields(hers.get(page)), "caption": "Ada’s caption", "city": "Geneva"})
    response = desk.post(page, {**his, "caption": "Ben’s caption", "alt_text": "A hall"})
    assert "Someone changed this meanwhile to “Ada’s caption”." in words(response)
    form = fields(response)
    assert form["caption"] == "Ben’s caption"
    desk.post(page, form)
    photo.refresh_from_db()
    assert (photo.caption, photo.alt_text, photo.city) == ("Ben’s caption", "A hall", "Geneva")


def test_a_tile_and_the_filters_say_what_is_lacking_in_words(desk):
    Photo.objects.filter(pk=cast.photo().pk).update(source=None, creator="", credit_line="", date_created="")
    page = desk.get(address("articles_photo_changelist"))
    (meta,) = re.findall(r'<p class="meta">(.*?)</p>', page.content.decode())
    assert re.fullmatch(r"No\. \d+", meta)
    assert "No source" in words(page)
    assert "Came in" in words(page)
    assert "Uploaded at" not in words(page)


@pytest.mark.parametrize("moment", ["9999-12-31 23:59:59-12:00", "0001-01-01 00:00:00+12:00"])
def test_a_day_at_the_end_of_the_calendar_breaks_no_list(desk, moment):
    for kind in ("photo", "document"):
        for end in ("gte", "lt"):
            page = desk.get(address(f"articles_{kind}_changelist"), {f"uploaded_at__{end}": moment}, follow=True)
            assert page.status_code == 200


@pytest.mark.parametrize("number", ["9" * 26, "9" * 5000, "nonsense"])
def test_a_number_that_no_file_can_have_chooses_nothing(desk, number):
    cast.photo()
    chosen = {"action": "delete_selected", "_selected_action": [number], "post": "yes"}
    for query in ({}, {"pk__in": number}, {"id__exact": number}):
        for kind in ("photo", "document"):
            page = address(f"articles_{kind}_changelist")
            assert desk.post(page, chosen, query_params=query).status_code < 500
            assert desk.get(page, query).status_code < 500
    assert Photo.objects.exists()


def test_errors_of_a_form_of_the_library_are_led_to(desk):
    page = address("articles_photo_change", cast.photo().pk)
    refused = desk.post(page, {**fields(desk.get(page)), "focal_x": "101"}).content.decode()
    assert 'Look at: <a href="#id_focal_x">' in refused
