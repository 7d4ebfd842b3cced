"""The photographs and PDFs of a delivery: found by their names, and taken into the library."""

import contextlib
from collections.abc import Callable
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.media import intake
from articles.media.errors import Refused
from articles.models import Document, Photo, Source, WireItem
from articles.wire import fetch, parts, recognise
from articles.wire.item import Item

MOST_BYTES = 60_000_000  # of a picture that is fetched
# A file that came with the copy, or by itself, by the name that the copy has for it.
Files = Callable[[str], File | None]


def of(source: Source, raw: bytes, folder: Path | None = None) -> Files:
    """What came within the delivery, then what lies beside it in a folder, then what the source sent by itself."""
    within = recognise.files(raw)

    def found(name: str) -> File | None:
        if name in within:
            return ContentFile(within[name], PurePath(name).name)
        path = folder / PurePath(name).name if folder else None
        if path and path.is_file() and not path.is_symlink():
            return File(path.open("rb"), name=path.name)
        came = parts.delivered(source, name)
        return ContentFile(came[1], came[0].file_name) if came else None

    return found


def of_row(row: WireItem) -> Files:
    """The same of a delivery that is kept; an item that is a file itself has only that."""
    with default_storage.open(row.raw) as raw:
        kept = raw.read()
    if row.format not in parts.AS_FILES:
        return of(row.source, kept)
    own = recognise.files(kept).get(row.file_name, kept)
    return lambda name: ContentFile(own, row.file_name)


def here(row: WireItem) -> Callable[[str | None], bool]:
    """Has the file of that name come, with the item or by itself? None is opened for it."""
    if row.format in parts.AS_FILES:
        return bool
    with default_storage.open(row.raw) as raw:
        within = recognise.files(raw.read())
    return lambda name: bool(name) and (name in within or parts.newest(row.source, name) is not None)


def library(item: Item, files: Files, by: AbstractBaseUser | None, source: Source | None):
    """Photographs with their words, documents with the sentence that introduces each, and notes of what is missing."""
    photos, documents, notes = [], [], []
    for image in item.images:
        missing = "The copy has a place for a photograph: add it at the desk."
        with _opened(lambda image=image: _of_image(image, files, source), missing, notes) as file:
            if file and (row := photo(file, by, source)) not in [row for row, _ in photos]:
                photos.append((row, {name: image[name] or "" for name in ("caption", "credit", "alt")}))
    for attachment in item.attachments:
        missing = f"The copy names “{attachment['file']}”, which has not come: add it at the desk."
        with _opened(lambda named=attachment["file"]: named and files(named), missing, notes) as file:
            if file and (row := document(file, by, source)) not in [row for row, _ in documents]:
                documents.append((row, attachment["intro"] or ""))
    return photos, documents, notes


def photo(file: File, by: AbstractBaseUser | None, source: Source | None) -> Photo:
    """The photograph in the library; one that is there already is not doubled. Raises errors.Refused."""
    return intake.known_photo(file) or intake.photo(file, by=by, source=source)


def document(file: File, by: AbstractBaseUser | None, source: Source | None) -> Document:
    return intake.known_document(file) or intake.document(file, by=by, source=source)


def _of_image(image: dict, files: Files, source: Source | None) -> File | None:
    """What has come; else what stands at the image's address, if that is on a host which the source names."""
    return came(image, files) or _fetched(image["href"] or "", source)


def came(image: dict, files: Files) -> File | None:
    return next(filter(None, (files(name) for name in (image["file"], image["guid"]) if name)), None)


def _fetched(address: str, source: Source | None) -> File | None:
    url = urlsplit(address) if source and address.startswith(("https://", "http://")) else None
    if not url or url.hostname not in source.picture_hosts.casefold().split():
        return None
    try:
        return ContentFile(fetch.get(address, most=MOST_BYTES).raw or b"", PurePath(url.path).name or "picture")
    except fetch.Refused as refusal:
        raise Refused(f"{address} was not fetched. {refusal}") from None


@contextlib.contextmanager
def _opened(find: Callable[[], File | None], missing: str, notes: list[str]):
    """The file that is found, or None with a note. A refused file becomes a note too."""
    try:
        file = find()
    except Refused as refusal:
        file, missing = None, str(refusal)
    if not file:
        notes.append(missing)
        yield None
        return
    try:
        with file:
            yield file
    except Refused as refusal:
        notes.append(f"{file.name}: {refusal}")
