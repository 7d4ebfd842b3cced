"""A file's way into the library: private storage first, then the row. Raises errors.Refused with a sentence."""

import hashlib
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from articles.content import CoverContent
from articles.media import child, names, pdf_steps
from articles.media.errors import Refused
from articles.models import Document, DocumentVersion, Photo, Source
from articles.models.document import PdfFile

# What one child may take. The worst seen: a 60-megapixel PNG with alpha, 501 MB and 7 CPU seconds.
PHOTO_LIMITS = {"memory_mb": 1024, "cpu_seconds": 20, "seconds": 60}

EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/avif": ".avif",
    "image/heic": ".heic",
}


def known_photo(upload: File) -> Photo | None:
    """The photograph of the library that is this very file."""
    return Photo.objects.filter(sha256=_digest(upload)).first()


def known_document(upload: File) -> Document | None:
    """The document whose present file is this very file."""
    return Document.objects.filter(sha256=_digest(upload)).first()


def photo(upload: File, *, by: AbstractBaseUser | None, source: Source | None = None) -> Photo:
    """Take a photograph into the library, with what its own metadata says of it."""
    uid = uuid.uuid4()
    with tempfile.TemporaryDirectory() as folder:
        path = _spooled(upload, Path(folder))
        found = child.run("photo", path, Path(folder), **PHOTO_LIMITS)
        metadata, kept = found["metadata"], Photo(uid=uid).folder
        cleaned = found["cleaned"]
        row = Photo(
            uid=uid,
            file_name=_named(upload, "photograph", EXTENSIONS[cleaned["type"]]),
            original=f"{kept}/upload{EXTENSIONS[found['media_type']]}",
            cleaned=f"{kept}/{cleaned['file']}",
            cleaned_type=cleaned["type"],
            cleaned_size=cleaned["size"],
            cleaned_sha256=cleaned["sha256"],
            renditions=_renditions(found["renditions"], f"{kept}/"),
            **{name: found[name] for name in ("media_type", "width", "height", "size", "sha256")},
            **_words(metadata),
            metadata=metadata,
            conflicts=found["conflicts"],
            notes=found["notes"],
            source=source,
            uploaded_by=by,
        )
        stored = {row.original: path, row.cleaned: Path(folder, cleaned["file"])}
        stored |= {f"{kept}/{made['file']}": Path(folder, made["file"]) for made in found["renditions"]}
        with _kept(stored):
            row.save()
    return row


def document(upload: File, *, by: AbstractBaseUser | None, source: Source | None = None) -> Document:
    """Take a PDF into the library, with its findings, its cover and a cleaned copy for readers."""
    row = Document(uid=uuid.uuid4(), file_name=_named(upload, "document", ".pdf"), source=source, uploaded_by=by)
    with tempfile.TemporaryDirectory() as folder:
        path = _spooled(upload, Path(folder))
        found = pdf_steps.read(path, Path(folder))
        row.title = found["title"][:255]
        with _kept(_take(row, found, path)):
            row.save()
    return row


def replace(document: Document, upload: File, *, by: AbstractBaseUser | None) -> Document:
    """Put a new file in the place of the document's, which is kept as a version. Its name and title stay."""
    with tempfile.TemporaryDirectory() as folder:
        path = _spooled(upload, Path(folder))
        found = pdf_steps.read(path, Path(folder))
        with transaction.atomic():
            row = Document.objects.select_for_update().filter(pk=document.pk).first()
            if row is None:
                raise Refused("Someone has deleted this document. Attach the file as a new one.")
            if found["sha256"] == row.sha256:
                raise Refused("This is the file that is there already. Choose the new one.")
            words = {field.name: getattr(row, field.name) for field in PdfFile._meta.fields}
            earlier = DocumentVersion(document=row, number=row.version, **words)
            row.version, row.keep_signature = row.version + 1, False
            row.uploaded_by, row.uploaded_at = by, timezone.now()
            with _kept(_take(row, found, path)):
                earlier.save()
                # Saving a new row says that it was uploaded now.
                DocumentVersion.objects.filter(pk=earlier.pk).update(uploaded_at=words["uploaded_at"])
                row.save()
    return row


def _take(row: Document, found: dict, path: Path) -> dict[str, Path]:
    """Write what was found into the row. Returns the files to store: the first version's names have no number."""
    prefix = f"{row.folder}/" + (f"{row.version}-" if row.version > 1 else "")
    cleaned, cover = found["cleaned"], found["cover"]
    for name in ("size", "sha256", "page_count", "text", "findings", "signed"):
        setattr(row, name, found[name])
    row.original, row.cleaned = f"{prefix}upload.pdf", f"{prefix}public.pdf"
    row.cleaned_size, row.cleaned_sha256 = cleaned["size"], cleaned["sha256"]
    row.cover = _cover(cover, f"{prefix}cover-") if cover else {}
    pictures = cover.get("renditions", [])
    return {
        row.original: path,
        row.cleaned: path.with_name(cleaned["file"]),
        **{f"{prefix}cover-{made['file']}": path.with_name(made["file"]) for made in pictures},
    }


def _cover(found: dict, prefix: str) -> CoverContent:
    made = _renditions(found["renditions"], prefix)
    jpeg = next(each for each in made if each["type"] == "image/jpeg")  # the largest comes first
    return {
        "width": found["width"],
        "height": found["height"],
        "file": {
            "name": jpeg["name"],
            "file_name": "cover.jpg",
            "type": jpeg["type"],
            "size": jpeg["size"],
            "sha256": found["sha256"],
        },
        "renditions": made,
    }


def _renditions(made: list[dict], prefix: str) -> list[dict]:
    return [
        {"name": prefix + each["file"], **{key: each[key] for key in ("type", "width", "height", "size")}}
        for each in made
    ]


def _digest(upload: File) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _spooled(upload: File, folder: Path) -> Path:
    if upload.size > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise Refused(f"This file is larger than {most} MB. Save a smaller version and attach that.")
    if not upload.size:
        raise Refused("This file is empty. Choose it again; if it stays empty, ask whoever sent it.")
    path = folder / "upload"
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    return path


def _named(upload: File, fallback: str, extension: str) -> str:
    """The sender's own file name, with the extension that the content has."""
    name = names.human(upload.name or "", fallback)
    path = PurePosixPath(name)
    known = {*EXTENSIONS.values(), ".jpeg", ".jpe", ".tiff", ".heif", ".hif", ".pdf"}
    if {path.suffix.lower(), extension} <= {".jpg", ".jpeg", ".jpe"} or path.suffix.lower() == extension:
        return name
    return (path.stem if path.suffix.lower() in known else name) + extension


def _words(metadata: dict) -> dict:
    """The photograph's editable fields, filled from what it says of itself."""
    words = {}
    for name in ("headline", "caption", "creator", "credit_line", "copyright_notice", "usage_terms", "alt_text",
                 "date_created", "sublocation", "city", "region", "country", "digital_source_type"):  # fmt: skip
        longest = Photo._meta.get_field(name).max_length
        words[name] = metadata[name][:longest]
    return {**words, "keywords": metadata["keywords"]}


@contextmanager
def _kept(stored: dict[str, Path]) -> Iterator[None]:
    """Files before the row: a file without a row is litter that the sweep finds, the reverse a broken page."""
    try:
        for name, path in stored.items():
            with path.open("rb") as file:
                default_storage.save(name, File(file))
        yield
    except Exception:
        for name in stored:
            default_storage.delete(name)
        with suppress(OSError):  # not empty: the files of other versions stay
            default_storage.delete(str(PurePosixPath(name).parent))
        raise
