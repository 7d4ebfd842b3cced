"""A PDF on its own: a document for the library. It is not opened here; the upload reads it in a child process."""

import hashlib
import re

from ...media import xmp
from .. import lines
from ..item import Item, Unreadable, attachment, folded
from .picture import file_name

MAX_BYTES = 200_000_000
_PACKET = re.compile(rb"<x:xmpmeta\b.{0,200000}?</x:xmpmeta>", re.DOTALL)
_TITLE = re.compile(rb"/Title\s{0,9}\(((?:[^()\\]|\\.){1,1000})\)|/Title\s{0,9}<([0-9A-Fa-f\s]{4,4000})>", re.DOTALL)


def recognises(raw: bytes) -> bool:
    return raw[:1024].lstrip(b"\x00 \t\r\n\xef\xbb\xbf").startswith(b"%PDF-")


def read(raw: bytes, path: str) -> list[Item]:
    """The document as one item with one attachment; its title is its own, or else its file's name."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("This PDF is larger than 200 MB. Ask for a smaller version.")
    if b" obj" not in raw:
        raise Unreadable("This PDF is damaged: there is nothing in it. Ask for it to be sent again.")
    name = file_name(path, "document.pdf")
    title = _title(raw) or re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE)
    item = Item(path=path, format="pdf", type="document", pubstatus="usable", headline=title)
    item.guid = "urn:newsroom:pdf:" + hashlib.sha256(raw).hexdigest()[:32]
    item.attachments = [attachment(file=name, title=title, mimetype="application/pdf", size=len(raw))]
    return [item]


def _title(raw: bytes) -> str | None:
    """As XMP or the document's information has it, where that lies open in the file."""
    if b"/Encrypt" in raw:
        return None
    if packet := _PACKET.search(raw):
        try:
            if titles := xmp.fields(xmp.tree(packet[0])).get("title"):
                return _short(titles[0])
        except xmp.Unreadable:
            return None
    return _short(_text(found)) if (found := _TITLE.search(raw)) else None


def _text(found: re.Match) -> str:
    if found[2]:
        digits = re.sub(rb"\s", b"", found[2])
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        raw = re.sub(rb"\\([()\\])", rb"\1", found[1])
    return raw.decode("utf-16", "replace") if raw.startswith((b"\xfe\xff", b"\xff\xfe")) else lines.decoded(raw)


def _short(text: str) -> str | None:
    return folded(lines.plain(text).replace("\ufffd", "")[:300])
