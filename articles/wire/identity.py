"""A name for what came without one: the same story gets the same name again."""

import hashlib

from .item import Item


def apart(items: list[Item]) -> list[Item]:
    """Stories of one file that share an identifier and a version get names of their own: none shall hide another."""
    stories: dict[tuple, set] = {}
    for item in items:
        stories.setdefault(_called(item), set()).add((item.headline, item.body_text))
    several = {
        called for called, told in stories.items() if all(len(set(each)) > 1 for each in zip(*told, strict=True))
    }
    for item in items:
        if item.guid and not item.outcome and item.pubstatus != "canceled" and _called(item) in several:
            item.signals.append(f"identifier shared by several stories: {item.guid}")
            item.guid = made(item)
    return items


def _called(item: Item) -> tuple:
    return item.path, item.guid, item.version, item.type


def made(item: Item) -> str:
    """From source, date and headline, which a later version of the story keeps; without them from the text."""
    told = (item.source, item.firstcreated or item.contentcreated or item.versioncreated, item.headline)
    told = told if item.headline else (*told, item.body_text or item.abstract or item.caption)
    return "urn:newsroom:made:" + hashlib.sha256("\n".join(part or "" for part in told).encode()).hexdigest()[:32]
