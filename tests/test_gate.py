"""The gate to the files: what a live story names is served as a browser expects, and nothing else is."""

import html
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from articles import publishing
from articles.models import Article, ArticlePhoto, Edition, EditionFile
from tests import cast

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def edition() -> Edition:
    return cast.publish(cast.illustrated())


@pytest.fixture
def row(edition) -> EditionFile:
    return edition.files.get(file_name="hall.jpg")


def address(row: EditionFile) -> str:
    return f"/files/{row.key}/{row.file_name}"


def stored(row: EditionFile) -> bytes:
    with default_storage.open(row.storage_name) as file:
        return file.read()


def fetch(client, where: EditionFile | str, method: str = "GET", **headers: str):
    response = client.generic(method, where if isinstance(where, str) else address(where), headers=headers)
    response.body = response.getvalue()
    return response


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 1), ("bytes=0-9", 0, 10), ("bytes=100-199", 100, 200), ("bytes=-5", -5, None),
     ("bytes=200-", 200, None), ("bytes=10-99999999", 10, None), ("bytes=-99999999", 0, None)],
)  # fmt: skip
def test_a_range_is_the_bytes_asked_for(client, row, asked, first, last):
    whole, response = stored(row), fetch(client, row, range=asked)
    wanted = whole[first:last]
    begin = first % len(whole)
    assert response.status_code == 206
    assert response.body == wanted
    assert response.headers["Content-Length"] == str(len(wanted))
    assert response.headers["Content-Range"] == f"bytes {begin}-{begin + len(wanted) - 1}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-999999999", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(client, row, asked):
    response = fetch(client, row, range=asked)
    assert (response.status_code, response.body) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{row.size}"


@pytest.mark.parametrize(
    "asked",
    ["", "nonsense", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1", "bytes=٠-١"],
)
def test_what_is_no_single_range_gets_the_whole_file(client, row, asked):
    response = fetch(client, row, range=asked)
    assert (response.status_code, response.body) == (200, stored(row))
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("condition", "status"),
    [('"{tag}"', 206), ('W/"{tag}"', 200), ('"another"', 200), ("Fri, 01 Jan 2100 00:00:00 GMT", 200)],
)
def test_a_range_on_condition_is_a_range_of_the_same_file_only(client, row, condition, status):
    response = fetch(client, row, range="bytes=0-9", **{"if-range": condition.format(tag=row.sha256)})
    assert response.status_code == status
    assert len(response.body) == (10 if status == 206 else row.size)


@pytest.mark.parametrize(
    ("tags", "status"),
    [('"{tag}"', 304), ('W/"{tag}"', 304), ('"another", "{tag}"', 304), ("*", 304), ('"another"', 200), ("", 200),
     ("{tag}", 200)],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_reader_who_has_the_file_is_told_so(client, row, tags, status, method):
    response = fetch(client, row, method, range="bytes=0-9", **{"if-none-match": tags.format(tag=row.sha256)})
    assert response.status_code in ({304} if status == 304 else {200, 206})
    assert response.headers["ETag"] == f'"{row.sha256}"'
    assert (response.body == b"") == (status == 304 or method == "HEAD")


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-9"}])
def test_head_has_the_length_and_no_body(client, row, headers):
    response = fetch(client, row, "HEAD", **headers)
    assert (response.status_code, response.body) == (200, b"")
    assert response.headers["Content-Length"] == str(row.size) == str(len(stored(row)))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_sent(client, row, edition, method):
    for where in (address(row), f"/media/{row.key}/64.jpg", f"/{edition.path}/", "/", "/news/"):
        response = fetch(client, where, method)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_each_file_has_its_own_type_and_can_run_nothing(client, edition):
    kinds = {"image/jpeg": "inline", "application/pdf": "attachment"}
    for row in edition.files.all():
        for headers in ({}, {"range": "bytes=0-9"}):
            sent = fetch(client, row, **headers).headers
            assert sent["Content-Type"] == row.type
            assert sent["Content-Disposition"] == f"{kinds[row.type]}; filename*=UTF-8''{row.file_name}"
            assert "default-src 'none'" in sent["Content-Security-Policy"]
            assert "sandbox" in sent["Content-Security-Policy"]
            assert sent["X-Content-Type-Options"] == "nosniff"
            assert sent["Cross-Origin-Resource-Policy"] == "same-origin"
            assert sent["Cache-Control"] == "no-cache"
            assert "Last-Modified" not in sent
    assert edition.files.count() == 3


@pytest.mark.parametrize(("extension", "kind"), [("jpg", "jpeg"), ("webp", "webp"), ("avif", "avif")])
def test_every_size_on_the_page_is_served_with_its_type(client, edition, row, extension, kind):
    where = f"/media/{row.key}/64.{extension}"
    assert where in client.get(f"/{edition.path}/").text
    response = fetch(client, where)
    assert response.headers["Content-Type"] == f"image/{kind}"
    assert response.headers["Cache-Control"] == "public, max-age=3600, s-maxage=5"
    assert response.body
    assert fetch(client, where, **{"if-none-match": response.headers["ETag"]}).status_code == 304
    assert fetch(client, where, range="bytes=0-0").body == response.body[:1]


NAMES = [
    ("Promoting Mutually Beneficial Cooperation in the Field of Human Rights.pdf",) * 2,
    ("关于在人权领域促进互利合作的决议.pdf",) * 2,
    ("قرار مجلس حقوق الإنسان.pdf",) * 2,
    ("100% \"final\" 'draft'; a=b & c#1?.pdf",) * 2,
    ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
    ("../../etc/passwd.pdf", "passwd.pdf"),
    ("line\r\nSet-Cookie: a=b.pdf", "line Set-Cookie: a=b.pdf"),
    ("é" * 300 + ".pdf", "é" * 196 + ".pdf"),
]


@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_a_file_is_reached_and_saved_under_its_own_name(client, sent, kept):
    article = cast.story()
    article.documents.create(document=cast.pdf(sent))
    edition = cast.publish(article)
    page = client.get(f"/{edition.path}/").text
    link = html.unescape(page.split('class="file"><a href="')[1].split('"')[0])
    response = fetch(client, link)
    assert response.status_code == 200
    disposition = response.headers["Content-Disposition"]
    assert disposition.isascii()
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert unquote(disposition.split("''", 1)[1]) == kept
    assert "%" in disposition or kept.isascii()
    assert fetch(client, link[:-4] + "x.pdf").status_code == 404


def test_a_photograph_stays_for_the_second_story_when_the_first_is_withdrawn(client):
    stories = [cast.illustrated(slug=slug) for slug in ("one", "two")]
    one, two = [cast.publish(article).files.get(file_name="hall.jpg") for article in stories]
    assert one.key != two.key
    publishing.withdraw(stories[0], by=cast.ada(), reason="Wrong man")
    for where in ("/files/{}/hall.jpg", "/media/{}/64.jpg"):
        assert fetch(client, where.format(one.key)).status_code == 404
        assert fetch(client, where.format(two.key)).status_code == 200


def test_a_story_that_comes_back_has_new_addresses_and_the_old_ones_stay_dead(client, row, edition):
    publishing.withdraw(edition.article, by=cast.ada(), reason="Wrong man")
    again = cast.publish(Article.objects.get(pk=edition.article_id)).files.get(file_name="hall.jpg")
    assert (again.storage_name, again.sha256) == (row.storage_name, row.sha256)
    for where in ("/files/{}/hall.jpg", "/media/{}/64.jpg"):
        assert fetch(client, where.format(row.key)).status_code == 404
        assert fetch(client, where.format(again.key)).status_code == 200


def test_a_correction_keeps_the_addresses_of_the_files(client, row, edition):
    corrected = publishing.correct(edition.article, {"headline": "Better"}, by=cast.ada(), number=1).edition
    assert corrected.files.get(file_name="hall.jpg").key == row.key
    assert fetch(client, row).status_code == fetch(client, f"/media/{row.key}/64.jpg").status_code == 200


def test_a_file_that_was_lost_is_a_404_and_a_line_in_the_log(client, caplog):
    article = cast.story()
    ArticlePhoto.objects.create(article=article, photo=cast.photo("lost.jpg"), role="lead")
    edition = cast.publish(article)
    row = edition.files.get()
    kept = stored(row)
    default_storage.delete(row.storage_name)
    storages["public"].delete(f"{row.key}/64.jpg")
    try:
        for where, name in ((address(row), row.storage_name), (f"/media/{row.key}/64.jpg", f"{row.key}/64.jpg")):
            caplog.clear()
            assert fetch(client, where).status_code == 404
            assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
                f"A live story's file cannot be opened: {name} (No such file or directory)"
            ]
        caplog.clear()
        assert fetch(client, f"/media/{row.key}/9.jpg").status_code == 404
        assert not [record for record in caplog.records if record.levelname == "ERROR"]
        assert client.get(f"/{edition.path}/").status_code == 200
    finally:
        default_storage.save(row.storage_name, ContentFile(kept))
