"""What keeps copy from readers: its status, and an embargo in a field or in words. In doubt it is kept."""

import re

from . import times
from .item import UNREADABLE, Item

STATUS = {"usable": "usable", "embargoed": "usable", "withheld": "withheld", "withhold": "withheld"}
_TAKEN_BACK = "canceled cancelled killed kill deleted recalled takedown unpublished"
STATUS |= dict.fromkeys(_TAKEN_BACK.split(), "canceled")
_WHEN = r"(?:until|till?|to|for|not|bis|ends|lifts|expires|jusqu)\b"
# A line of copy that says so; not the arms embargo of a story, nor "the report, embargoed until Friday".
EMBARGO = re.compile(
    rf"\W*(?:E M B A R G O\b|(?:strictly |under )*embargoed\b|(?:strictly |under |sous )+embargo\b(?! since)"
    rf"|(?:strict )?embargo\s*(?:[:(–—-]|$|\d|{_WHEN})|(?:achtung\W+)?(?:sperrfrist|sperrvermerk)\b"
    r"|hold for release\b|for release\b(?! of| on| from)"
    r"|(?:not for|no|do not) (?:release|publication|publish|use|broadcast) (?:before|until)\b)"
    rf"|.{{0,60}}(?:[:|–—-] *(?:embargoed|under embargo) {_WHEN}|\b(?-i:EMBARGOED|UNDER EMBARGO)\b)",
    re.IGNORECASE,
)
# In a note, a subject or a signal also further on.
_WITHIN = re.compile(rf"\b(?:embargoed|under embargo) {_WHEN}", re.IGNORECASE)
# What agencies write to editors only: "Adv25", "HFR", "may not be published before 3:01 a.m. EDT", "For use Sunday".
_DAY = r"(?:\d|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
KILLED_IN_WORDS = "killed in words"
_USED = r"(?:used?|publish(?:ed)?|publication|posted|broadcast|released?|transmitted)"
HOLDS = re.compile(
    rf"\bHFR\b|\btest (?:message|story|only)\b|\badv(?:ance)?\s?\d{{1,2}}\b|\badv(?:ances?)?\s+for\b"
    rf"|\bfor (?:use|release|publication) (?:on |at |after )?{_DAY}"
    rf"|\bnot (?:be )?(?:for )?(?:online |web )?{_USED}\b.{{0,80}}?\b(?:before|until|prior to)\b",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(
    r"\W*(?:strictly |under )?(?:embargo(?:ed)?|sperrfrist|hold for release)\b[^:\]]{0,60}(?::(?!\d)|\])\s*(?=\S)",
    re.IGNORECASE,
)
LIFTED = re.compile(
    r"\W*(?:for (?:immediate|instant) release\b(?! of).{0,80}"
    r"|(?:(?:the |die )?(?:embargo|sperrfrist) (?:is |has been |ist )?(?:lifted|over|off|aufgehoben|abgelaufen)"
    r"|no embargo|keine sperrfrist)\b(?! (?:at|on|from|until|um|am|ab|\d))\W*)",
    re.IGNORECASE,
)
# How a signal, or the label of a headline, begins that takes a story back.
KILL = re.compile(
    r"\W*(?:(?:mandatory |bulletin )?kill(?: notice)?\b(?:\W{1,3}kill\b){0,3}"
    r"|annul(?:ation|é)?\b|eliminat(?:ion|e)\b|withdrawn?\b"
    r"|storn(?:o|ierung)\b|rückruf\b|zurückgezogen\b)\W*",
    re.IGNORECASE,
)

# Not "KILL-JOY COUNCIL BANS FAIR", nor "Kill Bill: the film".
_LABEL = re.compile(
    r"\(?(?P<kill>[^\W\d_][^\d():–—-]{2,24}?)(?P<end>\)|\s*:|\s*[–—]|\s+-{1,2}\s|\s*--|-(?![A-Z]{2})|$)[\s:–—-]*"
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


def tells_embargo(text: str) -> bool:
    """Asked of headlines, subjects and signals; of a line of copy `EMBARGO` alone."""
    return bool(EMBARGO.match(text) or _WITHIN.search(text)) and not LIFTED.match(text)


def unlabelled(subject: str) -> str:
    """The headline behind what holds it: "[EMBARGOED] A vote", "Embargoed until 0600 GMT: A vote"."""
    return _LABELLED.sub("", subject, count=1)


def note_tells_embargo(text: str) -> bool:
    """Asked of what is written to editors, sluglines among it."""
    return tells_embargo(text) or bool(HOLDS.search(text) and not LIFTED.match(text))


def kill(line: str) -> re.Match | None:
    """The label of a headline that takes its story back: shouted, or with a colon."""
    found = _LABEL.match(line)
    told = found and KILL.fullmatch(found["kill"])
    # "Withdrawn: a drug", "Rückruf: Autos" are stories.
    named = found and found["end"].strip() == ":" and "kill" in found["kill"].casefold()
    return found if told and (named or found["kill"].isupper()) else None


def in_words(item: Item) -> None:
    """An embargo that only a note or the envelope tells of, for its words have no zone, holds the item.

    So does a note, or the label of a headline, that takes it back where a status says that it is usable.
    """
    said = filter(None, (item.headline, item.subheadline, item.abstract, item.title))
    held = any(map(_holds, item.ednotes)) or any(map(tells_embargo, said)) or note_tells_embargo(item.slugline or "")
    if held and not item.embargoed:
        item.embargoed = UNREADABLE
    killed = kill(item.headline or "") or any(KILL.match(note["text"]) for note in item.ednotes)
    if killed and item.pubstatus in (None, "usable"):
        item.pubstatus = "withheld"
        item.signals.append(KILLED_IN_WORDS)


def _holds(note: dict) -> bool:
    called = "embargo" in (note["role"] or "").lower() and not LIFTED.match(note["text"])
    return called or note_tells_embargo(note["text"])


def _end(end: object) -> str:
    if end == UNREADABLE:
        return end
    return (isinstance(end, str) and times.has_zone(end) and times.utc(end)) or UNREADABLE
