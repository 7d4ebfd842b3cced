"""XML as agencies send it: safely parsed, and read by local names, for prefixes and namespaces differ.

No entity is expanded, no DTD is read, nothing is fetched.
"""

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from .item import Unreadable, folded

MAX_BYTES = 20_000_000
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 200  # of one element; to list them takes a time that grows with their square
MAX_TAGS = 1_000_000  # in character data too; counted before anything is parsed
_OWN_ENTITIES = (
    "This XML refers to entities of its own making, which are not read: they can bring in files, or grow without end. "
    "Ask for it without."
)
_TOO_MANY = f"This XML has more than {MAX_ELEMENTS:,} elements. Ask for the items one by one."
# What XML itself defines stays; the names of HTML, which a DTD would have defined, are written as numbers.
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
# Possessive: no second way is tried through what stands before the element.
_FIRST = re.compile(
    rb"(?:[\s\xef\xbb\xbf\xff\xfe]|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)*+<(?:[\w.-]+:)?([\w.-]+)",
    re.DOTALL,
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def root(raw: bytes) -> etree._Element:
    """The root element. Raises Unreadable with a sentence for an editor."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("The file is longer than 20 MB. Ask for the items one by one.")
    if raw.count(b"<") > MAX_TAGS:
        raise Unreadable(_TOO_MANY)
    raw = raw.lstrip(b"\x00 \t\r\n\xef\xbb\xbf" if not raw.startswith((b"\xff\xfe", b"\xfe\xff")) else b"")
    parser = etree.XMLParser(
        encoding=_encoding(raw),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        found = etree.fromstring(_NAMED.sub(_numbered, raw), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        raise Unreadable(f"This XML is broken{where}. Ask for it to be sent again.") from None
    declared = found.getroottree().docinfo.internalDTD
    own = {entity.name for entity in declared.iterentities()} if declared is not None else set()
    if own and any(entity.name in own for entity in found.iter(etree.Entity)):
        raise Unreadable(_OWN_ENTITIES)
    if found.xpath("count(//*)") > MAX_ELEMENTS:
        raise Unreadable(_TOO_MANY)
    if found.xpath(f"boolean(//*[@*[{MAX_ATTRIBUTES + 1}]])"):
        raise Unreadable(
            f"An element of this XML has more than {MAX_ATTRIBUTES} attributes. Ask for it to be sent again."
        )
    return found


def begins(raw: bytes) -> str:
    """The local name of the first element, in lower case; empty when this is no XML. Costs no parsing."""
    head = raw[:20_000].replace(b"\x00", b"")
    match = _FIRST.match(head)
    return match[1].decode("ascii", "replace").lower() if match else ""


def name(node: etree._Element) -> str:
    """The local name; empty for what is no element."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def every(node: etree._Element | None, *path: str) -> list[etree._Element]:
    """The elements at a path of local names below the node; "*" stands for any one level, "**" for any depth."""
    found, deep = [node] if node is not None else [], False
    for step in path:
        if step != "**":
            found = [below for one in found for below in _below(one, step, deep=deep)]
        deep = step == "**"
    return [below for one in found for below in one.iter("{*}*")] if deep else found


def _below(node: etree._Element, step: str, *, deep: bool) -> Iterator[etree._Element]:
    return node.iterdescendants(f"{{*}}{step}") if deep else node.iterchildren(f"{{*}}{step}")


def first(node: etree._Element | None, *path: str) -> etree._Element | None:
    return next(iter(every(node, *path)), None)


def said(node: etree._Element | None, *path: str) -> str | None:
    """The words of the first such element, white space folded; None if there is none or they are blank."""
    found = first(node, *path) if path else node
    return folded("".join(found.itertext())) if found is not None else None


def attribute(node: etree._Element | None, key: str) -> str | None:
    """By its local name: `xml:lang` is asked for as "lang". Blank is None."""
    if node is None:
        return None
    return next((folded(value) for full, value in node.attrib.items() if full.rpartition("}")[2] == key), None)


def inner(node: etree._Element | None) -> str:
    """What the element holds, as HTML without prefixes and namespaces. A sanitizer comes after."""
    return "".join(_parts(node)) if node is not None else ""


# An agency's own names for its copy that are also names of SVG: the sanitizer would drop them with their words.
_OF_DRAWINGS = {"text", "desc", "line", "view", "set", "symbol", "switch", "path", "metadata", "use", "g", "mtext"}


def _parts(node: etree._Element) -> Iterator[str]:
    yield _escaped(node.text)
    for child in node:
        tag = name(child).lower()
        tag = "div" if tag in _OF_DRAWINGS else tag
        if tag and tag not in ("svg", "math"):
            attributes = "".join(
                f' {key.rpartition("}")[2]}="{_escaped(value, quoted=True)}"' for key, value in child.attrib.items()
            )
            yield f"<{tag}{attributes}>" if tag in ("br", "hr", "img") else f"<{tag}{attributes}>{inner(child)}</{tag}>"
        yield _escaped(child.tail)


def _escaped(text: str | None, *, quoted: bool = False) -> str:
    escaped = (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;") if quoted else escaped


def _encoding(raw: bytes) -> str | None:
    """UTF-8 where the bytes are UTF-8, whatever was declared: agencies declare ISO-8859-1 over it."""
    declared = _DECLARED.match(raw[:200])
    if not declared or not declared[1].lower().startswith((b"iso-8859", b"windows-125", b"us-ascii")):
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252" if declared[1].lower() == b"iso-8859-1" else None
    return "utf-8"


def _numbered(match: re.Match) -> bytes:
    character = html5.get(f"{match[1].decode()};")
    return "".join(f"&#{ord(one)};" for one in character).encode() if character else match[0].replace(b"&", b"&amp;")
