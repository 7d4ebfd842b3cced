"""The frame of copy by telex: ZCZC above it, NNNN below, and lines between whose first signs say what they are.

ZCZC AAP              TI#Port opens            Source: Port Board
#Port_BC1             AB#A port opened.        MEDIA RELEASE PR00001
$Port opens           PD#06 June 2016
:(BRISBANE)           BY#A Writer
*07000000  @QLD       TX#
"""

import re

from ...dateline_words import AGENCIES
from .. import labels, lines
from ..item import Item

_BEGINS = re.compile(r"ZCZC\b\s*(?P<rest>[^\w\s].*)?.*", re.IGNORECASE)
_MARKED = re.compile(r"(?P<tag>[A-Z]{2}(?=#)|YY(?= )|[#$:*@%&~])#? *(?P<words>.*)")
# What plain text says in its own way: as a line that the reader knows.
SPOKEN = {"PD": "{}", "BY": "By {}", "SO": "Source: {}"}
FIELDS = {"TI": "headline", "$": "headline", "#": "slugline", "AB": "abstract"}
_RELEASE = re.compile(r"(?:media|press|news) release(?:\s+[A-Z]{0,3}\d+)?", re.IGNORECASE)
_PRODUCT = re.compile(r"[A-Z]{2,4}\d{4,6}")  # the number of a warning or a list, above its headline
_SIGNED = re.compile(r"(?P<agency>[A-Z]{2,6})(?: [A-Z]{2,10})?")
MAX_HEADER = 30  # lines
MAX_FIELD = {1: 500, 2: 5_000}  # characters of one, by its tag


def off(rows: list[str], item: Item) -> list[str]:
    """The lines within the frame; what the frame says goes into the item, and its codes are for editors."""
    top = next((number for number, row in enumerate(rows) if row), 0)
    if len(rows) > top + 1 and rows[top + 1] and _PRODUCT.fullmatch(rows[top]):
        item.slugline = rows[top]
        return rows[top + 1 :]
    if not rows or not (begun := _BEGINS.fullmatch(rows[top])):
        return rows
    rows = [begun["rest"] or "", *rows[top + 1 :]]
    spoken, codes = [], []
    while rows and len(spoken) + len(codes) < MAX_HEADER:
        if not (row := rows[0]):
            rows.pop(0)
            continue
        if not (found := _MARKED.fullmatch(row)) or len(row) > MAX_FIELD[len(found["tag"])]:
            break
        rows.pop(0)
        tag, words = found["tag"], found["words"]
        if tag in SPOKEN and words:
            spoken.append(SPOKEN[tag].format(words))
        elif words and not _field(tag, words, item):
            codes.append(row)
        elif tag == "TX":
            break
    rows, signed = _unsigned(rows)
    lines.ednote(item, "; ".join(codes + signed), "telex")
    return [*spoken, "", *rows]


def release(row: str, item: Item) -> bool:
    """Is that the line above the headline that calls it a release?"""
    if not _RELEASE.fullmatch(row):
        return False
    item.genre = item.genre or row
    return True


def _field(tag: str, words: str, item: Item) -> bool:
    """Keeps what the line says. False for what only the machines of the agency read."""
    name = FIELDS.get(tag)
    if name and len(words) > 3 and not getattr(item, name):
        setattr(item, name, labels.headline(words, item) if name == "headline" else words)
    elif tag == ":" and (place := re.fullmatch(r"\((.+)\)", words)):
        item.located = place[1]
    elif tag == ":" and not (item.slugline and item.headline):
        setattr(item, "headline" if item.slugline else "slugline", words)
    elif tag == "*" and re.fullmatch(r"\d{8}", words):
        item.subjects.append({"scheme": "IPTC", "code": words, "name": None})
    elif tag == "@":
        item.subjects.append({"scheme": "place", "code": None, "name": words})
    else:
        return False
    return True


def _unsigned(rows: list[str]) -> tuple[list[str], list[str]]:
    """Without the end of the frame, and the agency that signs above it."""
    while rows and (not rows[-1] or rows[-1] == "NNNN"):
        rows = rows[:-1]
    signed = _SIGNED.fullmatch(rows[-1]) if rows else None
    return (rows[:-1], rows[-1:]) if signed and signed["agency"].casefold() in AGENCIES else (rows, [])
