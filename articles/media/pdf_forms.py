"""Form fields drawn onto their page, as they were filled in, so that the form can go."""

from collections.abc import Callable
from typing import Any

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from .pdf_objects import entry, items, numbers, resolve

HIDDEN = 0b100010  # flags Hidden and NoView
MAX_FIELDS = 5_000  # on one page


def draw_fields(old: dict, page: PageObject, carry: Callable[[Any], Any], writer: PdfWriter) -> bool:
    """Adds the appearance of every visible field of `old` to `page`; False if one could not be drawn."""
    annotations = map(resolve, items(resolve(old.get("/Annots"))))
    fields = [one for one in annotations if entry(one, "/Subtype") == "/Widget"]
    visible = [one for one in fields[:MAX_FIELDS] if not _flags(one) & HIDDEN]
    drawn, forms, whole = [], {}, len(fields) <= MAX_FIELDS
    for number, field in enumerate(visible):
        look = _look(field)
        placed = look is not None and _placed(field, look)
        if placed:
            name = f"/Field{number}"
            form = look.indirect_reference
            forms[name] = carry(form) if isinstance(form, IndirectObject) else writer._add_object(carry(look))
            drawn.append(f"q {placed} cm {name} Do Q")
        elif look is not None or entry(field, "/V") not in (None, "/Off", ""):
            whole = False
    if drawn:
        _add(page, forms, "\n".join(drawn), writer)
    return whole


def _flags(field: Any) -> int:
    flags = entry(field, "/F")
    return int(flags) if isinstance(flags, int) else 0


def _look(field: Any) -> StreamObject | None:
    """The appearance shown: one stream, or the one of the state the field is in."""
    look = entry(entry(field, "/AP"), "/N")
    if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject):
        state = entry(field, "/AS")
        look = entry(look, state) if isinstance(state, str) else None
    return look if isinstance(look, StreamObject) else None


def _placed(field: Any, look: StreamObject) -> str:
    """The matrix that lays the appearance's box on the field's rectangle (ISO 32000-1, 12.5.5); "" if none."""
    rect, box = numbers(entry(field, "/Rect"), 4), numbers(entry(look, "/BBox"), 4)
    matrix = numbers(entry(look, "/Matrix"), 6) or [1, 0, 0, 1, 0, 0]
    if not rect or not box:
        return ""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = [a * x + c * y + e for x, y in corners]
    up = [b * x + d * y + f for x, y in corners]
    if max(across) == min(across) or max(up) == min(up):
        return ""
    wide = abs(rect[2] - rect[0]) / (max(across) - min(across))
    high = abs(rect[3] - rect[1]) / (max(up) - min(up))
    left, low = min(rect[0], rect[2]) - min(across) * wide, min(rect[1], rect[3]) - min(up) * high
    return f"{wide:.5f} 0 0 {high:.5f} {left:.5f} {low:.5f}"


def _add(page: PageObject, forms: dict[str, Any], drawing: str, writer: PdfWriter) -> None:
    """Behind the page's own content, which is fenced off so that it cannot move what follows."""
    # Resources are often shared by all pages: these are this page's own.
    resources = DictionaryObject(dict(dict.items(entry(page, "/Resources") or {})))
    objects = DictionaryObject(dict(dict.items(entry(resources, "/XObject") or {})))
    objects.update({NameObject(name): form for name, form in forms.items()})
    resources[NameObject("/XObject")] = objects
    page[NameObject("/Resources")] = resources
    content = dict.get(page, "/Contents")
    parts = items(resolve(content)) or ([content] if content is not None else [])
    fence, end = DecodedStreamObject(), DecodedStreamObject()
    fence.set_data(b"q\n")
    end.set_data(f"\nQ\n{drawing}\n".encode())
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(fence), *parts, writer._add_object(end)])
