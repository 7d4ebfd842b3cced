"""The gate: files are public only while a live edition names them, at that very moment."""

import functools
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage, storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Edition, EditionFile
from articles.public import moment

logger = logging.getLogger(__name__)
CHUNK = 64 * 1024
TYPES = {".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg"}
# An upload is a stranger's bytes: nothing in it may run, whatever a browser takes it for.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# A browser shows no PDF in a sandbox. Its own viewer runs apart from the site; the copy has lost what runs.
READING = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
OF_ANOTHER_MOMENT = "private, no-store"


@require_safe
def original(request: HttpRequest, key: str, name: str) -> HttpResponse:
    row = _live(key, _moment(request), file_name=name)
    opened = _open(default_storage, row.storage_name)
    reading = row.type == "application/pdf" and "read" in request.GET
    inline = reading or row.type.startswith("image/")
    framed = {"Content-Security-Policy": READING, "X-Frame-Options": "SAMEORIGIN"} if reading else {}
    return served(
        request,
        opened,
        etag=f'"{row.sha256}"',
        headers={
            "Content-Type": row.type,
            "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": OF_ANOTHER_MOMENT if "as_of" in request.GET else "no-cache",
            **framed,
        },
    )


@require_safe
def rendition(request: HttpRequest, key: str, name: str) -> HttpResponse:
    at = _moment(request)
    row = _live(key, at)
    match = re.fullmatch(r"[a-z0-9-]+(\.(?:avif|webp|jpg))", name)
    if not match:
        raise Http404
    promised = functools.partial(_promised, row.edition, name)
    if "as_of" in request.GET:  # the public copy may be gone long since
        file, keeping = _open(default_storage, promised()), OF_ANOTHER_MOMENT
    else:
        file = _open(storages["public"], f"{key}/{name}", promised)
        lifetime = min(3600, int((row.edition.live_until - at).total_seconds()))
        # A browser may keep it; what stands between forgets it within seconds of a withdrawal.
        keeping = f"public, max-age={lifetime}, s-maxage={min(5, lifetime)}"
    return served(
        request,
        file,
        etag=f'"{key[:16]}-{name}"',
        headers={
            "Content-Type": TYPES[match[1]],
            "Cache-Control": keeping,
        },
    )


def _moment(request: HttpRequest) -> datetime:
    try:
        return moment.asked_for(request) or timezone.now()
    except (PermissionDenied, ValueError):
        raise Http404 from None


def _live(key: str, at: datetime, **names: str) -> EditionFile:
    if any("\0" in word for word in (key, *names.values())):
        raise Http404  # PostgreSQL refuses to look for it
    row = (
        EditionFile.objects.filter(key=key, edition__in=Edition.objects.live(at), **names)
        .select_related("edition")
        .defer("edition__content", "edition__keys", "edition__notices")
        .first()
    )
    if row is None:
        raise Http404
    return row


def _open(storage, name: str, promised: Callable[[], str] = lambda: "yes") -> File:
    """The file. One that cannot be opened is a 404; the log says so, if a page has promised it."""
    try:
        return storage.open(name or "nothing")
    except OSError as error:
        if promised():
            logger.error("A live story's file cannot be opened: %s (%s)", name, error.strerror or error)
        raise Http404 from None


def _promised(edition: Edition, rendition: str) -> str:
    """The private name of a rendition that the edition promises, or nothing."""
    content = edition.content
    covers = [document.get("cover", {}) for document in content.get("documents", ())]
    pictures = [*content.get("photos", ()), *covers]
    names = (made["name"] for shown in pictures for made in shown.get("renditions", ()))
    return next((name for name in names if name.endswith(f"/{rendition}")), "")


def served(request: HttpRequest, file: File, *, etag: str, headers: dict[str, str]) -> HttpResponse:
    """The file, a range of it, or the word that the reader has it already (RFC 9110, sections 13 and 14)."""
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        **headers,
    }
    if {etag, "*"} & _tags(request.headers.get("If-None-Match", "")):
        file.close()
        return HttpResponse(status=304, headers=headers)
    size = file.size
    wanted = _range(request, size, etag)
    if wanted is None:
        headers["Content-Length"] = str(size)
        response = FileResponse(file)
        # Only now: FileResponse makes headers of its own from the name in the storage, over those it is given.
        for name, value in headers.items():
            response.headers[name] = value
        return response
    first, last = wanted
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_part(file, first, last), status=206, headers=headers)


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte of a single range; first > last when it cannot be had; None for the whole file.

    Several ranges at once are answered with the whole file, as the RFC allows; ranges are for GET alone.
    """
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", request.headers.get("Range", ""), re.ASCII)
    if not match or match[1] == match[2] == "":
        return None
    if match[1] == "":
        length = int(match[2])
        return (max(0, size - length), size - 1) if length else (1, 0)
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < first:
        return None
    return (first, last) if first < size else (1, 0)


def _part(file: File, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
