"""Reading the objects of a PDF that may lie: no loops, no trust in types or counts."""

from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, NullObject

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
MAX_NODES = 200_000

Key = tuple[int, int]
Page = tuple[Key | None, dict[str, Any]]  # its object and generation number; its entries, inherited ones too


def resolve(value: Any) -> Any:
    """What a reference points at; None for nothing, and for what cannot be read."""
    try:
        for _ in range(5):  # a reference to a reference is forbidden, and happens
            value = value.get_object() if isinstance(value, IndirectObject) else value
    except Exception:  # noqa: BLE001 - one broken object is no reason to leave the others unread
        return None
    return None if isinstance(value, (NullObject, IndirectObject)) else value


def entry(source: Any, key: str) -> Any:
    """The resolved value of `key`; None if `source` is no dictionary or has no such key."""
    return resolve(dict.get(source, key)) if isinstance(source, dict) else None


def items(source: Any) -> list:
    """The values of an array, not resolved; empty if it is none."""
    return list(source) if isinstance(source, ArrayObject) else []


def numbers(value: Any, count: int) -> list[float] | None:
    """Exactly `count` numbers; None for anything else."""
    found = [resolve(one) for one in items(value)]
    if len(found) != count or not all(isinstance(one, (int, float)) for one in found):
        return None
    return [float(one) for one in found]


def key_of(value: Any) -> Key | None:
    return (value.idnum, value.generation) if isinstance(value, IndirectObject) else None


def text_of(value: Any) -> str:
    if isinstance(value, (bytes, ByteStringObject)):
        value = value.decode("latin-1")
    return value.encode("utf-8", "ignore").decode().replace("\0", "") if isinstance(value, str) else ""


def pages_of(reader: PdfReader) -> list[Page]:
    """The pages there are, by walking the tree: /Count lies, and a tree may bite its tail."""
    pages: list[Page] = []
    todo: list[tuple[Any, dict]] = [(dict.get(reader.root_object, "/Pages"), {})]
    seen: set[Key] = set()
    left = MAX_NODES
    while todo and left:
        left -= 1
        reference, inherited = todo.pop()
        key, node = key_of(reference), resolve(reference)
        if key in seen or not isinstance(node, DictionaryObject):
            continue
        if key:
            seen.add(key)
        inherited = inherited | {name: dict.get(node, name) for name in INHERITED if name in node}
        if "/Kids" in node:
            todo += [(kid, inherited) for kid in reversed(items(entry(node, "/Kids")))]
        elif entry(node, "/Type") in ("/Page", None):
            pages.append((key, {**inherited, **dict(dict.items(node))}))
    return pages
