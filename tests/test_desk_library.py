"""The library, the furniture and the doors of the desk."""

import re
import uuid

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from articles import publishing
from articles.desk import uploads
from articles.media import intake
from articles.models import Article, Document, Edition, Photo, Section, Source
from tests import cast
from tests.desk import address, at_screen, body, fields, jpeg, pdf, words

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
    assert "“hall.jpg” is in the working copy of Council adopts resolution" in words(delete(hers, "photo", photo))
    article.photos.all().delete()
    article.documents.all().delete()
    for kind, row in (("photo", photo), ("document", document)):
        for page in (delete(hers, kind, row), delete_among_others(hers, kind, row)):
            assert f"“{row.file_name}” is in edition 1, live" in words(page)
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


@pytest.mark.parametrize("kind", ["section", "source"])
def test_furniture_in_use_is_not_deleted_and_the_page_says_why(kind):
    article = cast.story()
    cast.publish(article)
    for page in (delete, delete_among_others):
        assert "cannot be deleted while" in words(page(at_screen(cast.ada()), kind, getattr(article, kind)))
    assert Section.objects.filter(pk=article.section_id).exists()
    assert Source.objects.filter(pk=article.source_id).exists()


def delete(client, kind: str, row):
    return client.post(address(f"articles_{kind}_delete", row.pk), {"post": "yes"})


def delete_among_others(client, kind: str, row):
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    return client.post(address(f"articles_{kind}_changelist"), chosen)


@pytest.mark.parametrize(
    ("slug", "sentence"), [("admin", "is an address of the site itself"), ("2018", "Four digits would read as a year")]
)
def test_a_section_cannot_take_an_address_of_the_site(desk, slug, sentence):
    form = {"name": "Trouble", "slug": slug, "parent": "", "position": 0}
    assert sentence in words(desk.post(address("articles_section_add"), form))


def test_two_sections_cannot_have_one_address(desk):
    cast.section("news")
    form = {"name": "News again", "slug": "news", "parent": "", "position": 0}
    assert desk.post(address("articles_section_add"), form).status_code == 200
    assert Section.objects.count() == 1


def admin_pages(*, pk: dict[str, int]) -> list[str]:
    """Every address of the desk that can be asked for with GET, with numbers that exist."""
    pages = []
    desk = next(found for found in get_resolver().url_patterns if str(found.pattern) == "admin/")
    for entry in desk.url_patterns:
        for found in [entry] if isinstance(entry, URLPattern) else entry.url_patterns:
            model = str(entry.pattern).strip("/").rpartition("/")[2] or "article"
            route = f"/admin/{'' if found is entry else entry.pattern}{found.pattern}"
            number = str(pk.get(model, 1))
            route = re.sub(r"<(?:int|path):(?:pk|object_id|id|content_type_id)>", number, route)
            route = route.replace("<path:name>", "photos/x").replace("<path:url>", "x")
            pages.append(re.sub(r"\(\?P<.*|[$^]|\(\?.*", "", route))
    return sorted(set(pages))


def everything() -> str:
    """All rows of all tables, but for the sessions."""
    rows = [row for model in apps.get_models() if model is not Session for row in model.objects.order_by("pk")]
    return serializers.serialize("json", rows)


def walked() -> list[str]:
    article = cast.illustrated()
    cast.publish(article)
    pk = {"article": article.pk, "photo": cast.photo().pk, "document": cast.pdf().pk}
    pk |= {"section": article.section_id, "source": article.source_id}
    pages = admin_pages(pk=pk)
    assert len(pages) > 40
    assert address("articles_article_publish", article.pk) in pages
    return pages


def test_looking_changes_nothing(django_user_model):
    pages, chief = walked(), django_user_model.objects.create_superuser("chief", password="chief")
    client = at_screen(chief)
    before, statuses = everything(), {}
    for page in pages:
        if "logout" not in page:
            response = client.get(page)
            body(response)
            statuses[page] = response.status_code
    assert everything() == before
    assert all(status in (200, 301, 302, 403, 404, 405) for status in statuses.values()), statuses
    assert sum(status == 200 for status in statuses.values()) > 25


@pytest.mark.parametrize("who", ["nobody", "stranger", "reader"])
def test_who_does_not_belong_to_the_desk_sees_nothing_of_it(client, who, django_user_model):
    pages = walked()
    if who != "nobody":
        user = cast.stranger()
        user.is_staff = who == "reader"
        user.save()
        client.force_login(user)
    own = {reverse(f"admin:{name}") for name in ("index", "login", "logout", "password_change", "jsi18n")}
    own |= {reverse("admin:password_change_done")}
    for page in pages:
        response = client.get(page)
        body(response)
        if who == "reader" and page in own:
            continue
        assert response.status_code != 200 or page in own, page
        assert "Council adopts" not in words(response) if not response.streaming else True


def test_every_post_needs_its_token():
    pages = [page for page in walked() if not page.endswith("/admin/login/")]
    client = at_screen(cast.ada(), enforce_csrf_checks=True)
    for page in pages:
        assert client.post(page, {"post": "yes"}).status_code in (403, 404), page
    assert Article.objects.count() == Edition.objects.count() == 1


def test_the_login_page_tells_no_accounts_apart(client):
    cast.ben()

    def answer(name):
        page = client.post(reverse("admin:login"), {"username": name, "password": "wrong"}).content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert answer("ben") == answer("nobody")
