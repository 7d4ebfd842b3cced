"""The library, the furniture and the doors of the desk."""

import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

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
    response = desk.post(PAGES[page], {"file": file()}, follow=True)
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
    response = desk.post(PAGES[page], {"file": SimpleUploadedFile(name, content)})
    assert re.search(r"errorlist[^>]*>\s*<li>[A-Z].+\.</li>", response.content.decode())
    assert kept() == before


def test_a_file_over_the_limit_is_refused_with_a_sentence(desk, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    before = kept()
    response = desk.post(PAGES["photo"], {"file": SimpleUploadedFile("big.jpg", bytes(1024 * 1024 + 1))})
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
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
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


def test_a_file_in_use_is_not_deleted_and_the_page_says_why():
    article = cast.illustrated()
    edition = cast.publish(article)
    hers = at_screen(cast.ada())
    in_story = words(delete(hers, "photo", article.photos.get().photo))
    assert "protected related objects" in in_story
    article.photos.all().delete()
    article.documents.all().delete()
    for kind, row in (("photo", cast.photo()), ("document", cast.pdf())):
        for page in (delete(hers, kind, row), delete_among_others(hers, kind, row)):
            assert f"/{edition}: {row.file_name}" in words(page)
        assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", ["section", "source"])
def test_furniture_in_use_is_not_deleted_and_the_page_says_why(kind):
    article = cast.story()
    cast.publish(article)
    for page in (delete, delete_among_others):
        assert "protected related objects" in words(page(at_screen(cast.ada()), kind, getattr(article, kind)))
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
