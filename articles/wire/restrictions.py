"""What keeps copy from readers: its status, and an embargo in a field or in words. In doubt it is kept."""

import re

from . import times
from .item import UNREADABLE, Item

STATUS = {"usable": "usable", "embargoed": "usable", "withheld": "withheld"}
STATUS |= dict.fromkeys(("canceled", "cancelled", "killed", "kill", "deleted"), "canceled")
# As agencies begin a line that says so; not the arms embargo of a story.
EMBARGO = re.compile(
    r"\W*(?:(?:strictly |under )*embargoed\s*(?:[:–—-]|$|\d|(?:to|till?|until|for|not)\b)"
    r"|(?:strictly |under |sous )*embargo\s*(?:[:–—-]|$|\d|(?:until|till?|jusqu|ends|(?:to|for) \d)\b)"
    r"|(?:achtung\W+)?sperrfrist\b|sperrvermerk\b|strictly embargoed\b|hold for release\b"
    r"|(?:not for|no|do not) (?:release|publication|publish|use|broadcast) (?:before|until)\b)",
    re.IGNORECASE,
)
# In a note also further on; in a story "the report, embargoed until Friday," is copy.
_WITHIN = re.compile(r"\b(?:embargoed|under embargo) (?:until|till|to|for)\b", re.IGNORECASE)
LIFTED = re.compile(
    r"embargo (?:is |has been )?(?:lifted|over|off)\b|\bno embargo\b|sperrfrist (?:ist )?(?:aufgehoben|abgelaufen)"
    r"|keine sperrfrist",
    re.IGNORECASE,
)


def status(item: Item, word: str | None) -> None:
    """Sets usable, withheld or canceled, for a word with or without prefix; an unknown word is withheld, and told."""
    bare = re.split(r"[:/#]", word or "usable")[-1].strip().casefold()
    item.pubstatus = STATUS.get(bare, "withheld")
    if bare not in STATUS:
        item.signals.append(f"unknown status: {word[:60]}")


def embargo(*ends: object) -> str | None:
    """The strictest of the ends that are there. Empty, without a zone or no moment at all: an editor decides."""
    found = [_end(end) for end in ends if end is not None]
    return UNREADABLE if UNREADABLE in found else max(found, default=None)


def in_words(item: Item) -> None:
    """An embargo that only a note tells of, for its words have no zone, holds the item."""
    told = [
        note
        for note in item.ednotes
        if EMBARGO.match(note["text"]) or _WITHIN.search(note["text"]) or "embargo" in (note["role"] or "").lower()
    ]
    if not item.embargoed and any(not LIFTED.search(note["text"]) for note in told):
        item.embargoed = UNREADABLE


def _end(end: object) -> str:
    if end == UNREADABLE:
        return end
    return (isinstance(end, str) and times.has_zone(end) and times.utc(end)) or UNREADABLE
