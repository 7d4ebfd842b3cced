"""The files that copy brings: pictures in their renditions, documents, and the plain name of each."""

import re
from urllib.parse import unquote, urlsplit

from .item import image

PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "avif", "tif", "tiff")


def file_of(href: str | None) -> str | None:
    """The file's own name, never a path: of a file beside the copy, a tag: or urn:; not of an address of the web."""
    try:
        parts = urlsplit(href or "")
    except ValueError:
        return None
    return None if parts.scheme in ("http", "https", "ftp") or parts.netloc else _last(parts.path)


def _last(path: str) -> str | None:
    found = re.split(r"[\\/:]", unquote(path))[-1].strip().replace("\0", "")
    return found if found.strip(".") else None


def is_picture(mimetype: str | None, href: str | None) -> bool:
    if mimetype and "/" in mimetype and not mimetype.endswith("/octet-stream"):
        return mimetype.casefold().startswith("image/")
    return _ending(href) in PICTURES


def is_document(mimetype: str | None, href: str | None) -> bool:
    return "pdf" in (mimetype or "").casefold() or _ending(href) == "pdf"


def _ending(href: str | None) -> str:
    return re.split(r"[?#]", href or "")[0].rpartition(".")[2].strip().casefold()


def number(text: str | None) -> int | None:
    """A size or length as written; no number, or one out of all bounds, is None."""
    match = re.fullmatch(r"\s*([0-9]{1,12})(?:\.0*)?\s*(?:px)?\s*", text or "")
    return int(match[1]) if match else None


def rendition(name: str | None, href: str | None, mimetype: str | None, **sizes: str | None) -> dict:
    """`sizes` are width, height and size, as text."""
    figures = {key: number(sizes.get(key)) for key in ("width", "height", "size")}
    return {"name": name, "href": href, **figures, "mimetype": mimetype}


def picture(renditions: list[dict], **known: str | None) -> dict:
    """An entry of `images`; its file is that of the largest rendition, or of the first where no size is told.

    An address that is a name (tag:, urn:) is the picture's identifier too: the picture may come by itself.
    """
    best = best_of(renditions)
    href = best["href"] if best else known.get("href")
    guid = known.get("guid") or (href if (href or "").startswith(("tag:", "urn:")) else None)
    return {**image(**{"file": file_of(href), "href": href, **known, "guid": guid}), "renditions": renditions}


def best_of(renditions: list[dict]) -> dict | None:
    return max(renditions, key=lambda one: ((one["width"] or 0) * (one["height"] or 0), one["size"] or 0), default=None)
