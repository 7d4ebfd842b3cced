"""JSON as agencies send it: safely parsed, and read by names in any case, for spellings and types differ."""

import json
import re
from collections.abc import Iterator

from .item import Unreadable, folded

MAX_BYTES = 20_000_000
MAX_OBJECTS = 100_000
MAX_DIGITS = 18
# What no database takes: NUL, and halves of characters, which JSON can write with \ud800.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
# A backslash that JSON does not know, as Fingerpost writes before curly quotes.
_ESCAPE = re.compile(r"""(\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))|\\""")


def begins(raw: bytes) -> bool:
    """Does it open as a JSON object, or as a list of objects? Costs no parsing."""
    head = raw[:4_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return bool(re.match(rb'(?:\[\s*)*\{\s*["}]', head))


def load(raw: bytes) -> object:
    """What the JSON says. Raises Unreadable with a sentence for an editor."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("The file is longer than 20 MB. Ask for the items one by one.")
    if raw.count(b"{") > MAX_OBJECTS:
        raise Unreadable(f"This JSON has more than {MAX_OBJECTS:,} objects. Ask for the items one by one.")
    text = _decoded(raw)
    try:
        return _parsed(text)
    except (ValueError, RecursionError):
        pass  # once more, without what alone may be wrong with it
    try:
        return _parsed(_ESCAPE.sub(lambda found: found[1] or "", text))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        raise Unreadable(f"This JSON is broken{where}. Ask for it to be sent again.") from None


def _parsed(text: str) -> object:
    return json.loads(text, parse_int=_number, parse_constant=lambda name: None, strict=False)


def fields(node: object) -> dict:
    """An object with its names in lower case, so that ninjs 1 (pubstatus) and 3 (pubStatus) read alike."""
    return {name.lower(): value for name, value in node.items()} if isinstance(node, dict) else {}


def text(value: object) -> str | None:
    """As it was written, lines and all; blank is None, and so is what is neither text nor number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return _UNKEEPABLE.sub("", str(value)).strip() or None


def said(node: dict, *names: str) -> str | None:
    """The words under the first of these names that has any, white space folded."""
    return folded(next(filter(None, (text(node.get(name)) for name in names)), None))


def whole(node: dict, *names: str) -> int | None:
    """The first of these that is a number from 0 to 2,147,483,647, be it written as text."""
    for name in names:
        words = text(node.get(name)) or ""
        if re.fullmatch(r"[0-9]{1,10}", words) and int(words) < 2**31:
            return int(words)
    return None


def every(node: dict, *names: str) -> Iterator[dict]:
    """The objects under these names: in a list, in an object by name (kept as `name`), or one alone as text."""
    for name in names:
        value = node.get(name)
        if isinstance(value, dict) and value and all(isinstance(one, dict | list | None) for one in value.values()):
            for key, one in value.items():
                yield from ({"name": text(key), **fields(below)} for below in _listed(one) if isinstance(below, dict))
            continue
        for one in _listed(value):
            if isinstance(one, dict):
                yield fields(one)
            elif text(one):
                yield {"name": text(one)}


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _number(digits: str) -> int | str:
    """A number beyond all use stays as text: it says something, though not a number."""
    return int(digits) if len(digits) <= MAX_DIGITS else digits[:40]


def _decoded(raw: bytes) -> str:
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw[:1] == b"\x00" or raw[1:2] == b"\x00"
    for encoding in (json.detect_encoding(raw), "utf-8-sig") if wide else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding).strip("\x00\ufeff \t\r\n")
        except UnicodeDecodeError:
            continue
    raise Unreadable("This is not text. Ask for it to be sent again.")
