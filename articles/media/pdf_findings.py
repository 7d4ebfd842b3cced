"""What is in a PDF beside its pages, as sentences for the desk. Only dictionaries are read, no stream is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from .pdf_objects import Page, entry, items, key_of, resolve, text_of

ACTIONS = {
    *("/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/RichMediaExecute", "/Rendition"),
    *("/Movie", "/Sound"),
}
PLAYERS = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
NO_COMMENTS = {
    "/Link",
    "/Popup",
    "/Widget",
    "/PrinterMark",
    "/TrapNet",
    "/Watermark",
    "/FileAttachment",
} | PLAYERS
SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
UNSAFE = {"scripts", "actions", "embedded_files", "forms", "comments", "author_data", "signed"}
UPWARDS = ("/Parent", "/P")  # from a page these lead to what belongs to other pages
MAX_OBJECTS = 400_000
XMP = re.compile(rb"<(?:xmpMM:(?:Document|Instance|OriginalDocument)ID|xmp:CreatorTool|pdf:Producer)>([^<]{1,200})")
XMP_BYTES = 200_000


@dataclass
class Found:
    """By code, (page or None, what) in the order met; `complete` is False when the search had to stop."""

    seen: dict[str, list[tuple[int | None, str]]] = field(default_factory=dict)
    complete: bool = True

    def add(self, code: str, page: int | None, what: str = "") -> None:
        self.seen.setdefault(code, []).append((page, what))

    def names(self, code: str) -> list[str]:
        return list(dict.fromkeys(what for _, what in self.seen.get(code, ()) if what))

    def unsafe(self) -> bool:
        """Is there anything a public copy must not have?"""
        return bool(UNSAFE.intersection(self.seen))


def search(reader: PdfReader, pages: list[Page], found: Found) -> None:
    """Looks at every dictionary that can be reached, page by page, then from the document."""
    stops = {key for key, _ in pages if key}
    seen: set[Any] = set(stops)
    for number, (_, page) in enumerate(pages, 1):
        for each in _reachable(page, seen, UPWARDS):
            _look(each, number, found)
    for each in _reachable(reader.root_object, seen):
        _look(each, None, found)
    _document(reader, found)
    found.complete = len(seen) < MAX_OBJECTS


def _reachable(start: dict, seen: set, skipped: tuple = ()) -> Iterator[dict]:
    todo: list[Any] = [start]
    while todo and len(seen) < MAX_OBJECTS:
        value = todo.pop()
        if isinstance(value, IndirectObject):
            if (key := key_of(value)) in seen:
                continue
            seen.add(key)
            value = resolve(value)
        if isinstance(value, dict):
            yield value
            todo += [one for name, one in dict.items(value) if name not in skipped]
        elif isinstance(value, ArrayObject):
            todo += [one for one in value if isinstance(one, (IndirectObject, dict, ArrayObject))]


def _look(each: dict, page: int | None, found: Found) -> None:
    action, kind = entry(each, "/S"), entry(each, "/Subtype")
    if action == "/JavaScript" or "/JS" in each:
        found.add("scripts", page)
    elif isinstance(action, str) and action in ACTIONS:
        found.add("actions", page, action[1:])
    elif action == "/URI" and not SAFE_LINK.match(text_of(entry(each, "/URI"))):
        found.add("actions", page, "link to " + text_of(entry(each, "/URI"))[:80])
    if "/EF" in each:
        found.add("embedded_files", page, text_of(entry(each, "/UF")) or text_of(entry(each, "/F")) or "no name")
    if "/XFA" in each:
        found.add("forms", page, "XFA")
    if (entry(each, "/FT") == "/Sig" and "/V" in each) or entry(each, "/Type") == "/Sig" or "/ByteRange" in each:
        found.add("signed", page)
    if "/Rect" in each and isinstance(kind, str):
        _annotation(each, kind, page, found)


def _annotation(each: dict, kind: str, page: int | None, found: Found) -> None:
    if kind in PLAYERS:
        found.add("actions", page, kind[1:])
    elif kind == "/Widget":
        found.add("forms", page)
    elif kind == "/FileAttachment" and not isinstance(entry(each, "/FS"), dict):
        found.add("embedded_files", page, text_of(entry(each, "/FS")) or "no name")
    elif kind not in NO_COMMENTS:
        found.add("comments", page, text_of(entry(each, "/T"))[:80])


def _document(reader: PdfReader, found: Found) -> None:
    root = reader.root_object
    if items(entry(entry(root, "/AcroForm"), "/Fields")):
        found.add("forms", None)
    info = entry(reader.trailer, "/Info")
    for name, value in dict.items(info) if isinstance(info, dict) else ():
        if name not in ("/Title", "/Trapped", "/CreationDate", "/ModDate") and (value := text_of(resolve(value))):
            found.add("author_data", None, f"{name[1:]}: {value[:120]}")
    if isinstance(xmp := entry(root, "/Metadata"), DictionaryObject):
        found.add("author_data", None)
        for value in XMP.findall(_start(xmp)):
            found.add("author_data", None, "XMP: " + value.decode("utf-8", "replace"))


def _start(stream: DictionaryObject) -> bytes:
    try:
        return stream.get_data()[:XMP_BYTES]
    except Exception:  # noqa: BLE001 - it is told that there is XMP; its values are an extra
        return b""


def sentences(found: Found, *, encrypted: bool, raw: bytes) -> list[dict]:
    """The findings in words: what the upload has, and what that means for the public copy."""
    revisions = len(re.findall(rb"startxref\s+[1-9]\d*\s+%%EOF", raw))  # a linearized file's first says 0
    made = {
        "encrypted": encrypted and "Is encrypted but opens without a password; the public copy is not encrypted.",
        "scripts": f"Contains JavaScript{_where(found, 'scripts')}; the public copy has none.",
        "actions": f"Can start programs, send data or open other files ({_list(found, 'actions')})"
        f"{_where(found, 'actions')}; the public copy cannot.",
        "embedded_files": f"Carries files inside ({_list(found, 'embedded_files')}); the public copy has none.",
        "forms": _forms(found),
        "comments": f"Has {_count(len(found.seen.get('comments', ())), 'comment')}"
        f"{_list(found, 'comments', ' by {}')}; the public copy has none.",
        "author_data": f"Says who or what made it{_list(found, 'author_data', ' ({})')}; the public copy does not.",
        "signed": "Is digitally signed, and cleaning breaks a signature. Readers get the cleaned copy, unless "
        "you choose in the library to publish the file as it came.",
        "revisions": revisions > 1
        and f"Still holds {_count(revisions - 1, 'earlier version')} of itself; the public copy has only the last.",
        "unsearched": not found.complete
        and "Could not be searched to its end, so there may be more in it; the public copy was.",
    }
    always = {"encrypted", "revisions", "unsearched"}
    return [
        {"code": code, "sentence": sentence}
        for code, sentence in made.items()
        if sentence and (code in always or code in found.seen)
    ]


def _forms(found: Found) -> str:
    if "XFA" in found.names("forms"):
        return "Has an XFA form, which the public copy cannot show; look at the copy before publishing."
    return "Has form fields; the public copy shows them as filled in, and they cannot be changed."


def _where(found: Found, code: str) -> str:
    pages = {page for page, _ in found.seen.get(code, ())}
    count = len(pages - {None})
    return f" on {_count(count, 'page')}" if count else ""


def _list(found: Found, code: str, frame: str = "{}") -> str:
    names = found.names(code)
    more = f" and {len(names) - 10} more" if names[10:] else ""
    return frame.format(", ".join(names[:10]) + more) if names else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
