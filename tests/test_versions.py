"""A PDF that is replaced: readers keep the address, the desk keeps what was there before."""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone
from pypdf import PdfWriter

from articles.media import files, intake
from articles.media.errors import Refused
from articles.models import Document, DocumentVersion
from tests import cast
from tests.photos import saved, scene

pytestmark = pytest.mark.django_db


def pages(count: int) -> ContentFile:
    writer, file = PdfWriter(), BytesIO()
    for _ in range(count):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": f"{count} pages"})
    writer.write(file)
    return ContentFile(file.getvalue(), f"{count}-pages.pdf")


def names(document: Document) -> set[str]:
    return set(default_storage.listdir(document.folder)[1])


VERSION = {"upload.pdf", "public.pdf"} | {
    f"cover-{width}.{kind}" for width in (320, 640) for kind in ("avif", "webp", "jpg")
}


def test_a_new_file_takes_the_place_and_the_old_one_is_kept():
    first = intake.document(pages(1), by=cast.ada())
    Document.objects.filter(pk=first.pk).update(keep_signature=True)
    row = intake.replace(first, pages(2), by=cast.ben())
    row.refresh_from_db()
    assert (row.version, row.page_count, row.uploaded_by, row.keep_signature) == (2, 2, cast.ben(), False)
    assert (row.file_name, row.title, row.address) == ("1-pages.pdf", "1 pages", f"{first.folder}/public.pdf")
    assert (row.original, row.cleaned) == (f"{row.folder}/2-upload.pdf", f"{row.folder}/2-public.pdf")
    assert row.cover["file"]["name"] == f"{row.folder}/2-cover-640.jpg"
    earlier = row.versions.get()
    assert (earlier.number, earlier.page_count, earlier.uploaded_by) == (1, 1, cast.ada())
    assert (earlier.original, earlier.sha256, earlier.cover) == (first.original, first.sha256, first.cover)
    assert earlier.uploaded_at == first.uploaded_at < row.uploaded_at
    assert names(row) == VERSION | {f"2-{name}" for name in VERSION}
    assert {f"{row.folder}/{name}" for name in names(row)} == row.stored()
    with default_storage.open(row.original) as file:
        assert file.read() == pages(2).read()


def test_the_address_of_readers_stays_and_the_file_changes_with_the_next_edition():
    article = cast.story()
    document = intake.document(pages(1), by=None)
    article.documents.create(document=document)
    before = cast.publish(article)
    document = intake.replace(document, pages(2), by=cast.ben())
    before.refresh_from_db()
    assert before.content["documents"][0]["file"]["name"] == f"{document.folder}/public.pdf"
    cast.saves(article, headline="Council adopts it again")
    after = cast.publish(article)
    assert after.content["documents"][0]["file"]["name"] == document.cleaned
    assert (
        after.files.get(storage_name=document.cleaned).key == before.files.get(storage_name__endswith="public.pdf").key
    )


def test_versions_count_on_and_the_first_file_may_come_back():
    row = intake.document(pages(1), by=None)
    for count in (2, 1):
        row = intake.replace(row, pages(count), by=None)
    assert (row.version, row.page_count) == (3, 1)
    assert [(earlier.number, earlier.page_count) for earlier in row.versions.all()] == [(2, 2), (1, 1)]


def test_the_same_file_again_is_refused():
    row = intake.document(pages(1), by=None)
    with pytest.raises(Refused, match=r"^This is the file that is there already\."):
        intake.replace(row, pages(1), by=None)
    assert (names(row), DocumentVersion.objects.count()) == (VERSION, 0)


def test_what_is_no_pdf_replaces_nothing():
    row = intake.document(pages(1), by=None)
    with pytest.raises(Refused, match="not a PDF"):
        intake.replace(row, ContentFile(b"<html>", "new.pdf"), by=None)
    row.refresh_from_db()
    assert (row.version, names(row)) == (1, VERSION)


def test_a_document_deleted_meanwhile_is_not_replaced():
    row = intake.document(pages(1), by=None)
    Document.objects.filter(pk=row.pk).delete()
    with pytest.raises(Refused, match="deleted"):
        intake.replace(row, pages(2), by=None)


def test_a_failed_replacement_leaves_the_document_as_it_was():
    row = intake.document(pages(1), by=None)
    DocumentVersion.objects.create(document=row, number=1, page_count=1, size=1, cleaned_size=1)
    with pytest.raises(IntegrityError):
        intake.replace(row, pages(2), by=None)
    row.refresh_from_db()
    assert (row.version, row.original, names(row)) == (1, f"{row.folder}/upload.pdf", VERSION)


def test_a_failed_upload_leaves_no_folder():
    before = cast.files_in(default_storage)
    with pytest.raises(ValueError, match="unsaved"):
        intake.document(pages(1), by=User())
    assert cast.files_in(default_storage) == before
    assert not [
        folder
        for folder in default_storage.listdir("documents")[0]
        if not default_storage.listdir(f"documents/{folder}")[1]
    ]


def test_the_sweep_leaves_every_version_alone():
    row = intake.replace(intake.document(pages(1), by=None), pages(2), by=None)
    list(files.sweep(cast.MONDAY.replace(year=2100)))
    assert names(row) == VERSION | {f"2-{name}" for name in VERSION}


def test_a_file_is_known_by_its_bytes():
    row = intake.document(pages(1), by=None)
    photo = intake.photo(ContentFile(saved(scene(30, 20)), "a.jpg"), by=None)
    again = ContentFile(saved(scene(30, 20)), "another-name.jpg")
    assert intake.known_photo(again) == photo
    assert again.tell() == 0
    assert intake.known_photo(ContentFile(saved(scene(20, 30)), "a.jpg")) is None
    assert intake.known_document(pages(1)) == row
    intake.replace(row, pages(2), by=None)
    assert intake.known_document(pages(1)) is None
    assert intake.known_document(pages(2)) == row


def test_the_sweep_takes_what_a_broken_replacement_left():
    document = intake.replace(intake.document(pages(1), by=cast.ada()), pages(2), by=cast.ada())
    kept = names(document)
    for stray in ("3-upload.pdf", "3-cover-640.jpg"):
        default_storage.save(f"{document.folder}/{stray}", pages(3))
    assert list(files.sweep(timezone.now())) == []  # it may be under way
    swept = list(files.sweep(timezone.now() + cast.DAY))
    assert [line for line in swept if document.folder in line] == [
        f"left over {document.folder}/3-cover-640.jpg",
        f"left over {document.folder}/3-upload.pdf",
    ]
    assert names(document) == kept
