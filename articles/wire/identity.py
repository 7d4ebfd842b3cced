"""A name for what came without one: the same story gets the same name again."""

import hashlib

from .item import Item


def made(item: Item) -> str:
    """From source, date and headline, which a later version of the story keeps; without them from the text."""
    told = (item.source, item.firstcreated or item.contentcreated or item.versioncreated, item.headline)
    told = told if item.headline else (*told, item.body_text or item.abstract or item.caption)
    return "urn:newsroom:made:" + hashlib.sha256("\n".join(part or "" for part in told).encode()).hexdigest()[:32]
