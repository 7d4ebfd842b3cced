"""The desk's own addresses for files: what each editor may fetch, and under which name and type."""

import re

import pytest
from django.core.files.storage import default_storage

from articles.media import intake
from tests import cast
from tests.desk import address, at_screen, body, only, pdf, status_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def desk():
    """Ada at her screen."""
    return at_screen(cast.ada())


def held_file(name: str = "cleaned") -> str:
    return address("articles_file", getattr(cast.photo(), name))


def test_files_of_the_library_are_the_desks_alone(client, desk):
    file = held_file()
    assert client.get(file).url.startswith("/admin/login/")
    assert at_screen(only("add")).get(file).status_code == 403
    response = desk.get(file)
    assert body(response)
    assert response["Cache-Control"].startswith("private")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(("row", "kind"), [(cast.photo, "image/jpeg"), (cast.pdf, "application/pdf")])
def test_the_untouched_upload_is_downloaded_never_opened(desk, row, kind):
    row = row("会议 “hall”." + kind[-3:].replace("peg", "jpg"))
    response = desk.get(address("articles_file", row.original))
    with default_storage.open(row.original) as upload:
        assert body(response) == upload.read()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE")
    assert response["Content-Type"] == kind
    assert held_file("original") in desk.get(address("articles_photo_change", cast.photo().pk)).content.decode()


def test_who_sees_stories_alone_gets_what_their_cards_and_previews_show():
    article = cast.illustrated()
    photo, document = cast.photo(), cast.pdf()
    writer, library = at_screen(only("view", "change")), at_screen(cast.ben())
    pictures = [*photo.renditions, *document.cover.get("renditions", [])]
    shown = {photo.cleaned, document.cleaned, *(made["name"] for made in pictures)}
    for name in (photo.stored() | document.stored()) - {""}:
        assert status_of(writer, address("articles_file", name)) == (200 if name in shown else 403), name
        assert status_of(library, address("articles_file", name)) == 200
    preview = writer.get(address("articles_article_preview", article.pk)).content.decode()
    files = set(re.findall(r'/admin/articles/article/file/[^" ]+', preview))
    assert len(files) > 2
    assert {status_of(writer, file) for file in files} == {200}
    intake.replace(document, pdf("other.pdf"), by=None)
    former = document.versions.get()
    for name in (former.original, former.cleaned):
        assert status_of(writer, address("articles_file", name)) == 403
        assert status_of(library, address("articles_file", name)) == 200


@pytest.mark.parametrize("kind", ["image/avif", "image/webp", "image/jpeg"])
def test_renditions_have_their_own_type(desk, kind):
    made = next(made for made in cast.photo().renditions if made["type"] == kind)
    response = desk.get(address("articles_file", made["name"]))
    assert len(body(response)) == made["size"]
    assert response["Content-Type"] == kind


def foreign_names() -> list[str]:
    photo = cast.photo()
    uid = photo.uid.hex
    return [
        "x",
        "photos",
        f"photos/{uid}",
        f"photos/{uid}/",
        f"photos/{uid}/..",
        f"photos/{uid}/../{uid}/upload.jpg",
        f"photos/{'0' * 32}/upload.jpg",
        f"photos/{'z' * 32}/upload.jpg",
        f"photos/{'²' * 32}/upload.jpg",
        f"documents/{uid}/upload.jpg",
        f"photos/{uid}/stray.jpg",
        f"photos/{uid}/{'x' * 5000}.jpg",
        f"photos/{uid}/up\x00load.jpg",
        "../../../../etc/passwd",
        "/etc/passwd",
        "..%2F..%2Fetc%2Fpasswd",
    ]


def test_no_other_name_is_served(desk):
    uid = cast.photo().uid.hex
    with default_storage.open(f"photos/{uid}/stray.jpg", "w") as stray:
        stray.write("no row names it")
    base = address("articles_file", "x")[:-1]
    for name in foreign_names():
        assert desk.get(f"{base}{name}").status_code == 404, name
    default_storage.delete(f"photos/{uid}/stray.jpg")
