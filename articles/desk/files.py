"""The library's files as the desk shows them: a route that only the desk has, pictures, links and facts."""

import uuid
from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from articles.models import Document, Photo
from articles.public.files import served

TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".pdf": "application/pdf",
}


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the library, for the desk. Only names that a row holds are served.

    Documents, and uploads as they came, are downloaded: what may lurk in them does not open in the browser.
    """
    folder, _, rest = name.partition("/")
    uid, _, plain = rest.partition("/")
    model = {"photos": Photo, "documents": Document}.get(folder)
    if not model or len(uid) != 32 or not uid.isalnum() or "/" in plain or not default_storage.exists(name):
        raise Http404
    row = get_object_or_404(model, uid=_uuid(uid))
    if name not in row.stored():
        raise Http404
    kind = TYPES.get(PurePosixPath(plain).suffix, "application/octet-stream")
    rights = {f"articles.view_{model._meta.model_name}"}
    if _shown_in_stories(row, name, kind):
        rights.add("articles.view_article")
    if not any(request.user.has_perm(right) for right in rights):
        raise PermissionDenied
    download = name == row.original or kind == "application/pdf"
    headers = {
        "Content-Type": kind,
        "Content-Disposition": content_disposition_header(download, row.file_name if download else plain),
        "Cache-Control": "private, max-age=3600",
    }
    return served(request, default_storage.open(name), etag=f'"{uid}-{plain}"', headers=headers)


def _shown_in_stories(row: Photo | Document, name: str, kind: str) -> bool:
    """Whether cards and previews need it: a smaller picture, a cover, or the copy that readers of the next edition get.

    What came to the library, and what a document was before, is for those who see the library.
    """
    as_it_came = isinstance(row, Document) and row.signed and row.keep_signature
    return name == (row.original if as_it_came else row.cleaned) or (kind.startswith("image/") and name != row.original)


def smallest(row: Photo | Document) -> dict | None:
    """The smallest picture of a photograph or a cover: {src, width, height}, or None for a PDF without cover."""
    renditions = row.renditions if isinstance(row, Photo) else row.cover.get("renditions", ())
    jpegs = [made for made in renditions if made["type"] == "image/jpeg"]
    if not jpegs:
        return None
    made = min(jpegs, key=lambda made: made["width"])
    source = reverse("admin:articles_file", args=[made["name"]])
    return {"src": source, "width": made["width"], "height": made["height"]}


def thumbnail(row: Photo | Document) -> str:
    picture = smallest(row)
    if not picture:
        return ""
    return format_html(
        '<img class="thumbnail" src="{src}" alt="{alt}" width="{width}" height="{height}" loading="lazy">',
        alt=getattr(row, "alt_text", "") or row.file_name,
        **picture,
    )


def download(row: Photo | Document) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:articles_file", args=[row.original]), row.file_name)


def facts(document: Document) -> str:
    pages = f"{document.page_count} page{'' if document.page_count == 1 else 's'}"
    return format_html("{}, {}, {}", download(document), pages, filesizeformat(document.size))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def urls(guarded) -> list[URLPattern]:
    return [path("file/<path:name>", guarded(file), name="articles_file")]
