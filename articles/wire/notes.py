"""Notes to editors that travel inside the copy: told by their words, taken out, kept as ednotes."""

import re

from .restrictions import EMBARGO, LIFTED

NOT_PUBLIC = (
    r"(?:not (?:intended )?for publication|not to be published|nicht zur ver(?:ö|oe)ffentlichung|pas pour publication"
    r"|non destinée?s? à la publication|no publicable|niet voor publicatie|ikke (?:til|for) publi[sc]ering)"
)
TO_EDITORS = (
    r"(?:notes? (?:to|for) (?:the )?editors?|editor(?:[’']?s|s[’']?)? notes?|redaktionelle hinweise"
    r"|hinweis an die redaktion(?:en)?|achtung,? redaktion(?:en)?)"
)
CONTACTS = r"(?:editorial|media|press|investors?(?: relations)?) (?:contacts?|[ei]nquir(?:y|ies))"
# Alone in a paragraph, or saying that more follows, these open a note that goes on to the end.
OPENING = re.compile(
    rf"\W*(?:notizblock|notebook|{CONTACTS}|{TO_EDITORS}|{NOT_PUBLIC})\W*"
    r"|#\s*(?:dpa-)?(?:notizblock|notebook|notes?)\b.{0,40}"
    r"|\W*(?:(?:the|this|these|die|les) )?(?:following|below|folgenden?|(?:contact )?(?:information|details)|contacts?)"
    rf"\b[^.]{{0,60}}{NOT_PUBLIC}[^.]{{0,30}}\W*",
    re.IGNORECASE,
)
CLOSING = re.compile(rf"\W*(?:ends? (?:of )?(?:the )?)?(?:{TO_EDITORS}|notes?)(?: ends?)?\W*", re.IGNORECASE)
# With words behind them, or at the start of a sentence, these are a note of one paragraph.
ALONE = re.compile(
    rf"\W*(?:{TO_EDITORS}|eds|attention editors|{NOT_PUBLIC})\s*[:.(–—-]|\W{{0,3}}editors\s*:"
    rf"|.*(?:[.!?:)\]]\s+|^\W*){NOT_PUBLIC}\b(?![,.]?[”»’\"'])|.*\bfollowing information is {NOT_PUBLIC}"
    r"|\(\(.{3,400}\)\)$|keywords?:\s*(?-i:[A-Z0-9 ]+/.{0,80})$",  # as Reuters ends
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d|\b(?:noon|midnight|further notice|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|mittag|mitternacht)\b",
    re.IGNORECASE,
)
NEAR_THE_TOP = 3  # paragraphs; there an embargo stands, if a line of the copy tells it


def parted(paragraphs: list[str]) -> tuple[list[int], list[dict]]:
    """The places of the paragraphs that are copy, and the others as ednotes."""
    copy, notes, within = [], [], False
    for place, words in enumerate(paragraphs):
        if within and CLOSING.fullmatch(words):
            within = False
        elif within or (len(words) < 300 and OPENING.fullmatch(words)):
            within = True
            notes.append(_note("note", words))
        elif ALONE.match(words):
            notes.append(_note("note", words))
        elif tells_of_embargo(words) and (place < NEAR_THE_TOP or (len(words) < 100 and _TIME.search(words))):
            notes.append(_note("embargo", words))
            copy += [] if is_no_sentence(words) else [place]
        else:
            copy.append(place)
    return copy, [note for note in notes if note["text"]]


def tells_of_embargo(words: str) -> bool:
    """Is that line of the copy about its embargo, in force or lifted?"""
    return len(words) < 200 and bool(EMBARGO.match(words) or LIFTED.fullmatch(words))


def is_no_sentence(words: str) -> bool:
    """Is it a line of its own kind, with a time in it or without a verb, and not "Embargoed crude reached India."?"""
    return bool(_TIME.search(words)) or words.isupper() or not words.endswith(".") or len(words.split()) < 5


def _note(role: str, words: str) -> dict:
    return {"role": role, "text": words, "public": False}
