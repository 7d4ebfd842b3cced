"""A photograph on its own: what it says about itself, read from its header. No pixel is decoded."""

import hashlib
import re

from ...media import metadata, names, pixels
from ...media.errors import Refused
from .. import lines, times
from ..item import Item, Unreadable, image

MAX_BYTES = 200_000_000
# The field of an item, and what the header of a photograph calls it.
FIELDS = {
    "headline": "headline",
    "title": "title",
    "caption": "caption",
    "byline": "creator",
    "creator": "creator",
    "creditline": "credit_line",
    "source": "source",
    "copyrightnotice": "copyright_notice",
    "usageterms": "usage_terms",
    "instructions": "instructions",
    "datecreated": "date_created",
    "city": "city",
    "located": "city",
    "country": "country",
    "digitalsourcetype": "digital_source_type",
}


def recognises(raw: bytes) -> bool:
    return any(re.match(sign, raw[:64], re.DOTALL) for sign, _ in pixels.TAKEN)


def read(raw: bytes, path: str) -> list[Item]:
    """The photograph as one item. Raises Unreadable with what is wrong with the file."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("This picture is larger than 200 MB. Ask for a smaller version.")
    try:
        with pixels.reading():
            opened = pixels.opened(raw)
            width, height = pixels.upright_size(opened)
            found, conflicts, _ = metadata.read(opened, raw)
    except Refused as refusal:
        raise Unreadable(str(refusal)) from None
    item = _item(found, path)
    item.width, item.height = width, height
    item.signals = [f"blocks disagree: {conflict['field']}" for conflict in conflicts]
    item.guid = "urn:newsroom:picture:" + hashlib.sha256(raw).hexdigest()[:32]
    item.images = [
        image(
            guid=item.guid,
            file=file_name(path, "picture.jpg"),
            headline=item.headline,
            caption=item.caption,
            credit=item.creditline,
            byline=item.byline,
            alt=found["alt_text"] or None,
        )
    ]
    rendition = {"name": "original", "href": None, "width": width, "height": height, "size": len(raw)}
    item.images[0]["renditions"] = [{**rendition, "mimetype": pixels.TYPES[pixels.kind(raw)]}]
    return [item]


def file_name(path: str, fallback: str) -> str:
    """The last part of the path, fit to be shown."""
    return names.human(path, fallback)


def _item(found: dict, path: str) -> Item:
    item = Item(path=path, format="picture", type="picture", pubstatus="usable")
    for field, name in FIELDS.items():
        setattr(item, field, found[name] or None)
    item.contentcreated = item.firstcreated = times.utc(item.datecreated)
    item.keywords, item.orientation, item.gps = found["keywords"], found["orientation"], found["gps"]
    lines.ednote(item, item.instructions, "instructions")
    return item
