"""The public copy of a PDF: its pages in a fresh file, by allow-list.

Kept: what the pages show, web and inner links, outline, language, structure, layers, page labels, title.
"""

import io
import re
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from .pdf_findings import SAFE_LINK
from .pdf_forms import draw_fields
from .pdf_objects import Key, Page, entry, items, key_of, numbers, resolve, text_of

PAGE_ENTRIES = (
    *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit"),
    *("/Resources", "/Contents", "/Group", "/Tabs", "/StructParents"),
)
DOCUMENT_ENTRIES = ("/StructTreeRoot", "/MarkInfo", "/OCProperties", "/PageLabels")
# Never carried over, however deep: actions, files, metadata, thumbnails, what leads back to annotations.
DROPPED = {
    *(
        "/AA",
        "/OpenAction",
        "/JS",
        "/EF",
        "/AF",
        "/EmbeddedFiles",
        "/XFA",
        "/Metadata",
        "/PieceInfo",
        "/Thumb",
    ),
    *("/Annots", "/Obj", "/Ref", "/OPI", "/LastModified", "/Parent"),
}
NOT_PARTS = ("/Page", "/Pages", "/Catalog", "/Annot", "/Filespec", "/Sig")
MAX_LINKS, MAX_OUTLINE = 50_000, 5_000

LEFT_OUT = {
    "extras_missing": "The public copy has no links, outline or structure: they could not be copied safely.",
    "fields_missing": "Some form fields could not be drawn and are missing from the public copy; look at it.",
}


def copy(reader: PdfReader, pages: list[Page], title: str, *, extras: bool) -> tuple[bytes, set[str]]:
    """The copy's bytes, and the codes of LEFT_OUT that hold. `extras` are links, outline, structure."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"  # else it says 1.3, which knows neither layers nor transparency
    writer.metadata = {"/Title": title} if title else None
    known: dict[Key, IndirectObject] = {}
    new = [writer.add_blank_page(width=612, height=792) for _ in pages]
    known.update((key, page.indirect_reference) for (key, _), page in zip(pages, new, strict=True) if key)
    left_out = set() if extras else {"extras_missing"}
    for (_, old), page in zip(pages, new, strict=True):
        for name in PAGE_ENTRIES:
            if name in old and (extras or name != "/StructParents"):
                page[NameObject(name)] = carry(old[name], writer, known)
        if not draw_fields(old, page, lambda value: carry(value, writer, known), writer):
            left_out.add("fields_missing")
    if extras:
        find = _finder(reader, known)
        _links(pages, new, find, writer)
        _outline(reader, find, writer)
        for name in DOCUMENT_ENTRIES:
            if name in reader.root_object:
                writer.root_object[NameObject(name)] = carry(dict.get(reader.root_object, name), writer, known)
    language = text_of(entry(reader.root_object, "/Lang"))
    if re.fullmatch(r"[A-Za-z0-9-]{2,35}", language):
        writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), left_out


def carry(value: Any, writer: PdfWriter, known: dict[Key, IndirectObject]) -> Any:
    """`value`, and all it reaches, for use in `writer`; without DROPPED, and with no page but the known."""
    todo: list[tuple[Any, Any]] = []

    def made(old: Any) -> Any:
        if isinstance(old, IndirectObject):
            if (key := key_of(old)) not in known:
                target = resolve(old)
                known[key] = writer._add_object(shell(target))
                todo.append((known[key].get_object(), target))
            return known[key]
        todo.append((new := shell(old), old))
        return new

    result = made(value)
    while todo:
        new, old = todo.pop()
        if isinstance(new, ArrayObject):
            new.extend([made(one) for one in old])
        elif isinstance(new, DictionaryObject):
            # /F of a stream names a file outside.
            dropped = DROPPED | {"/F", "/Length"} if isinstance(new, StreamObject) else DROPPED
            new.update({NameObject(name): made(one) for name, one in dict.items(old) if name not in dropped})
    return result


def shell(old: Any) -> Any:
    """An empty container of the kind of `old`, or `old` itself; null for what is no part of a page."""
    if old is None or (isinstance(old, dict) and entry(old, "/Type") in NOT_PARTS):
        return NullObject()
    if isinstance(old, StreamObject):
        new = EncodedStreamObject() if "/Filter" in old else DecodedStreamObject()
        new._data = old._data
        return new
    if isinstance(old, DictionaryObject):
        return DictionaryObject()
    return ArrayObject() if isinstance(old, ArrayObject) else old


def _finder(reader: PdfReader, known: dict[Key, IndirectObject]) -> Any:
    """A function that gives a destination, explicit or by name, in the copy; None if it is not there."""
    try:
        named = reader.named_destinations
    except Exception:  # noqa: BLE001 - links by name are then lost, the others are not
        named = {}

    def find(destination: Any) -> ArrayObject | None:
        destination = resolve(destination)
        if isinstance(destination, (str, bytes)) and (target := named.get(text_of(destination))):
            destination = target.dest_array
        page, *view = items(destination) or [None]
        if (key := key_of(page)) not in known:
            return None
        plain = [one for one in map(resolve, view) if one is None or isinstance(one, (int, float, NameObject))]
        return ArrayObject([known[key], *(NullObject() if one is None else one for one in plain)])

    return find


def _links(pages: list[Page], new: list, find: Any, writer: PdfWriter) -> None:
    left = MAX_LINKS
    for (_, old), page in zip(pages, new, strict=True):
        kept = ArrayObject()
        for annotation in map(resolve, items(resolve(old.get("/Annots")))[:left]):
            left -= 1
            if link := _link(annotation, find):
                kept.append(writer._add_object(link))
        if kept:
            page[NameObject("/Annots")] = kept


def _link(old: Any, find: Any) -> DictionaryObject | None:
    """A fresh link with a web address or a place in this file; None for any other annotation."""
    corners = numbers(entry(old, "/Rect"), 4)
    if entry(old, "/Subtype") != "/Link" or not corners:
        return None
    link = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link")}
    link["/Rect"] = ArrayObject(map(FloatObject, corners))
    link["/Border"] = ArrayObject([NumberObject(0)] * 3)
    action = entry(old, "/A")
    address = text_of(entry(action, "/URI"))
    if entry(action, "/S") == "/URI" and SAFE_LINK.match(address):
        uri = {"/S": NameObject("/URI"), "/URI": TextStringObject(address)}
        link["/A"] = DictionaryObject({NameObject(name): value for name, value in uri.items()})
    elif place := find(entry(action, "/D") if entry(action, "/S") == "/GoTo" else dict.get(old, "/Dest")):
        link["/Dest"] = place
    else:
        return None
    return DictionaryObject({NameObject(name): value for name, value in link.items()})


def _outline(reader: PdfReader, find: Any, writer: PdfWriter) -> None:
    """Titles and the pages they lead to; an entry that leads elsewhere stays as a title."""
    todo: list[tuple[Any, Any]] = [(dict.get(entry(reader.root_object, "/Outlines") or {}, "/First"), None)]
    seen: set[Key | None] = set()
    while todo and len(seen) < MAX_OUTLINE:
        reference, above = todo.pop()
        key, old = key_of(reference), resolve(reference)
        if key is None or key in seen or not isinstance(old, dict):
            continue
        seen.add(key)
        action = entry(old, "/A")
        place = find(entry(action, "/D") if entry(action, "/S") == "/GoTo" else dict.get(old, "/Dest"))
        title = text_of(entry(old, "/Title"))[:500]
        new = writer.add_outline_item(title=title, page_number=place[0] if place else None, parent=above)
        todo += [(dict.get(old, "/Next"), above), (dict.get(old, "/First"), new)]
