"""The files of editions: their public names, their public copies, and what becomes of those."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from articles.content import Content, CoverContent, FileContent, PhotoContent
from articles.media.storage import TEMPORARY
from articles.models import Article, Document, Edition, EditionFile, Photo

# Goes into every public name. Raise it when renditions are made in another way, so that old copies stay right.
RECIPE = 1


def key(article: int, withdrawals: int, file: FileContent) -> str:
    """The public name of one file of one story: 160 bits that nobody can derive from the file.

    It changes with every withdrawal, so an address that was taken down is never used again.
    """
    address = file.get("address", file["name"])
    return salted_hmac("articles.media.files", f"{article}/{withdrawals}/{address}/{RECIPE}").hexdigest()


def pictures(content: Content) -> Iterator[PhotoContent | CoverContent]:
    """What has renditions: the photographs, and the covers of the documents."""
    yield from content.get("photos", ())
    yield from (document["cover"] for document in content.get("documents", ()) if document.get("cover"))


def originals(content: Content) -> Iterator[FileContent]:
    for item in [*pictures(content), *content.get("documents", ())]:
        yield item["file"]


def keys_of(article: int, withdrawals: int, content: Content) -> dict[str, str]:
    return {file["name"]: key(article, withdrawals, file) for file in originals(content)}


def rows_of(edition: Edition) -> list[EditionFile]:
    """What the gate and the sweep know of the edition's files, unsaved."""
    return [
        EditionFile(
            edition=edition,
            key=edition.keys[file["name"]],
            storage_name=file["name"],
            file_name=file["file_name"],
            type=file["type"],
            size=file["size"],
            sha256=file["sha256"],
        )
        for file in originals(edition.content)
    ]


def public_name(key: str, rendition: str) -> str:
    """Renditions lie in a public folder of their photograph's key, under their own plain names."""
    return f"{key}/{PurePosixPath(rendition).name}"


def make_public(article: int, withdrawals: int, content: Content) -> None:
    """Copy the renditions to their public names. Does nothing for those that are there already."""
    public = storages["public"]
    for picture in pictures(content):
        folder = key(article, withdrawals, picture["file"])
        for rendition in picture["renditions"]:
            name = public_name(folder, rendition["name"])
            if not public.exists(name):
                with default_storage.open(rendition["name"]) as file:
                    public.save(name, file)


def take_down(article: int, at: datetime) -> None:
    """Delete the public copies of the story's files that nothing live or scheduled names any more."""
    rows = EditionFile.objects.filter(edition__article=article)
    needed = rows.filter(_needed(at)).values("key")
    for folder in rows.exclude(key__in=needed).values_list("key", flat=True).distinct():
        delete_folder(storages["public"], folder)


def sweep(at: datetime, grace: timedelta = timedelta(hours=1)) -> Iterator[str]:
    """Delete what no row names: public copies, private folders of broken uploads. Yields what went.

    What is younger than `grace` may belong to an upload or a publishing that is under way, and stays.
    """
    public = storages["public"]
    for folder in _folders(public, ""):
        if EditionFile.objects.filter(_needed(at), key=folder).exists():
            yield from _half_written(public, folder, at - grace)
        elif _older(public, folder, at - grace) and _swept(public, folder, at):
            yield f"public {folder}"
    for kind, model in (("photos", Photo), ("documents", Document)):
        for uid in _folders(default_storage, kind):
            folder = f"{kind}/{uid}"
            if not _older(default_storage, folder, at - grace):
                continue
            row = model.objects.filter(uid=uid).first()
            if row is None:
                delete_folder(default_storage, folder)
                yield f"private {folder}"
            else:
                yield from _half_written(default_storage, folder, at - grace)
                yield from _left_over(folder, row, at - grace)


def _swept(public: Storage, folder: str, at: datetime) -> bool:
    """Delete the public folder unless it is needed; under the story's lock, for it may be publishing just now."""
    with transaction.atomic():
        owner = Article.objects.filter(editions__files__key=folder).values("pk")
        list(Article.objects.select_for_update().filter(pk__in=owner).values_list("pk"))
        if EditionFile.objects.filter(_needed(at), key=folder).exists():
            return False
        delete_folder(public, folder)
    return True


def delete_folder(storage: Storage, folder: str) -> None:
    if not folder:
        raise ValueError("A folder needs a name.")
    for name in _names(storage, folder):
        storage.delete(f"{folder}/{name}")
    with contextlib.suppress(OSError):  # not empty: a publishing writes into it just now, and clears up after itself
        storage.delete(folder)


def _needed(at: datetime) -> Q:
    """Rows of editions that are live, or will be."""
    return Q(edition__live_until__gt=at, edition__cancelled_at=None)


def _half_written(storage: Storage, folder: str, before: datetime) -> Iterator[str]:
    for name in _names(storage, folder):
        path = f"{folder}/{name}"
        if name.startswith(TEMPORARY) and storage.get_modified_time(path) <= before:
            storage.delete(path)
            yield f"half written {path}"


def _left_over(folder: str, row: Photo | Document, before: datetime) -> Iterator[str]:
    """Files of a replacement that never came about. What any edition names stays, whatever the row says."""
    paths = {f"{folder}/{name}" for name in _names(default_storage, folder)} - row.stored()
    for path in sorted(paths):
        named = EditionFile.objects.filter(storage_name=path).exists()
        if not named and default_storage.get_modified_time(path) <= before:
            default_storage.delete(path)
            yield f"left over {path}"


def _names(storage: Storage, folder: str) -> Iterable[str]:
    try:
        return storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def _folders(storage: Storage, folder: str) -> Iterable[str]:
    try:
        return storage.listdir(folder)[0]
    except FileNotFoundError:
        return []


def _older(storage: Storage, folder: str, moment: datetime) -> bool:
    return all(storage.get_modified_time(f"{folder}/{name}") <= moment for name in _names(storage, folder))
