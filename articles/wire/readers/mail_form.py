"""A story that a form sends by e-mail, its fields as JSON: {"Headline": ["..."], "Body": ["..."]}."""

import json
import re

from .. import envelope, labels, lines, markup
from ..item import Item, folded

WORDS = ("headline", "slugline", "abstract", "byline", "genre")
SUBJECTS = ("category", "place")
PRIORITY = ("priority", "urgency")


def fields(text: str) -> dict[str, str] | None:
    """What was filled in, by the names of the form; None where the text is no form with a story."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text, strict=False)  # lines break within the values
    except (ValueError, RecursionError):
        return None
    told = {name.strip(): _said(value) for name, value in found.items()} if isinstance(found, dict) else {}
    return told if {"headline", "body"} <= {name.casefold() for name in told} else None


def item(told: dict[str, str], path: str, sent: str | None) -> Item:
    """The story. What the form says beside it, of those who filled it in too, is for editors only."""
    item = Item(path=path, format="mail", pubstatus="usable", versioncreated=sent)
    for name, value in told.items():
        kind, line = name.casefold(), folded(value)
        if kind in WORDS:
            setattr(item, kind, line)
        elif kind in SUBJECTS and line:
            item.subjects.append({"scheme": kind, "code": None, "name": line})
        elif kind in PRIORITY and re.fullmatch("[1-9]", value):
            item.urgency = int(value)
        elif kind == "dateline" and line:
            item.dateline_element, item.located = line, line.partition(",")[0]
        elif kind == "body":
            item.body_html = markup.story(value.strip().replace(" \n", "\n").replace("\n", "\n\n"), item)
            item.language = lines.language(value)
        elif line:
            lines.ednote(item, f"{name}: {line}", kind)
    item.headline = labels.headline(item.headline or "", item) or item.headline
    return envelope.finish(item)


def _said(value: object) -> str:
    """Answers come in lists, of which most are blank."""
    answers = value if isinstance(value, list) else [value]
    words = (lines.plain(str(one)).strip() for one in answers if isinstance(one, str | int | float))
    return ", ".join(filter(None, words))
