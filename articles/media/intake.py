"""A file's way into the library: private storage first, then the row. Raises errors.Refused with a sentence."""

import tempfile
import uuid
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.files.storage import default_storage

from articles.media import child, files, names
from articles.media.errors import Refused
from articles.models import Document, Photo, Source

# What one child may take. The worst seen: a 60-megapixel PNG with alpha, 501 MB and 7 CPU seconds.
PHOTO_LIMITS = {"memory_mb": 1024, "cpu_seconds": 20, "seconds": 60}
PDF_LIMITS = {"memory_mb": 1024, "cpu_seconds": 20, "seconds": 40}

EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


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
            renditions=[
                {"name": f"{kept}/{made['file']}", **{key: made[key] for key in ("type", "width", "height", "size")}}
                for made in found["renditions"]
            ],
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
        _keep(kept, stored, row)
    return row


def document(upload: File, *, by: AbstractBaseUser | None, source: Source | None = None) -> Document:
    """Take a PDF into the library, with its findings and a cleaned copy for readers."""
    uid = uuid.uuid4()
    with tempfile.TemporaryDirectory() as folder:
        path = _spooled(upload, Path(folder))
        found = child.run("pdf", path, Path(folder), **PDF_LIMITS)
        kept, cleaned = Document(uid=uid).folder, found["cleaned"]
        row = Document(
            uid=uid,
            file_name=_named(upload, "document", ".pdf"),
            original=f"{kept}/upload.pdf",
            cleaned=f"{kept}/{cleaned['file']}",
            cleaned_size=cleaned["size"],
            cleaned_sha256=cleaned["sha256"],
            title=found["title"][:255],
            **{name: found[name] for name in ("size", "sha256", "page_count", "text", "findings")},
            source=source,
            uploaded_by=by,
        )
        _keep(kept, {row.original: path, row.cleaned: Path(folder, cleaned["file"])}, row)
    return row


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
    known = {".jpg", ".jpeg", ".jpe", ".png", ".webp", ".gif", ".pdf"}
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


def _keep(folder: str, stored: dict[str, Path], row: Photo | Document) -> None:
    """Files before the row: a file without a row is litter that the sweep finds, the reverse a broken page."""
    try:
        for name, path in stored.items():
            with path.open("rb") as file:
                default_storage.save(name, File(file))
        row.save()
    except Exception:
        files.delete_folder(default_storage, folder)
        raise
