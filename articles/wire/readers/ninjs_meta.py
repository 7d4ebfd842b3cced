"""What an item of ninjs tells of itself: its names, persons, subjects, rights and notes, in any version's spelling."""

import re
from collections.abc import Iterator

from .. import json, labels, markup
from ..item import Item

ABOUT = dict.fromkeys(("place", "places"), "place")
ABOUT |= dict.fromkeys(("person", "people", "persons"), "person")
ABOUT |= dict.fromkeys(("organisation", "organisations"), "organisation") | dict.fromkeys(("event", "events"), "event")
SUBHEADS = ("subheadline", "subhead", "headline_sub", "headline_subheadline", "headline_extended")
WRITERS = (None, "writer", "author")  # of the roles of authors, those that a byline names


def guid(node: dict) -> str | None:
    """The uri; at AP it holds the session that asked for the item, and there the number within it counts."""
    uri, number = json.said(node, "uri", "guid", "urn"), json.said(json.fields(node.get("altids")), "itemid")
    return number if number and number in (uri or "").partition("?")[0] and "?" in uri else uri


def words(node: dict, *names: str) -> str | None:
    """The first of these as one line of words, whatever markup is in it."""
    return next(filter(None, (markup.plain(json.text(node.get(name))) for name in names)), None)


def named(node: dict, *names: str) -> str | None:
    return next((found for one in json.every(node, *names) if (found := words(one, "name", "value"))), None)


def urgency(node: dict, *names: str) -> int | None:
    found = json.whole(node, *names)
    return found if found and found <= 9 else None


def language(tag: str | None) -> str | None:
    tag = (tag or "").replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}", tag) else None


def headlines(node: dict, item: Item) -> None:
    item.headline = main(node) or words(node, "title", "name")
    item.subheadline = words(node, *SUBHEADS) or next(
        (words(one, "value") for one in json.every(node, "headlines") if "sub" in (json.said(one, "role") or "")), None
    )
    slug = words(node, "slugline")
    left = labels.headline(slug, item) if slug and "," in slug else slug  # "BC-EU--Harbour, 2nd Ld-Writethru"
    item.slugline = item.slugline or left


def main(node: dict) -> str | None:
    """The headline; of several the one whose role is main, or none, or else the first."""
    several = [one for one in json.every(node, "headlines") if words(one, "value", "name")]
    several.sort(key=lambda one: (json.said(one, "role") or "main").rpartition(":")[2] not in ("main", "headline"))
    return words(node, "headline", "headline_main") or next((words(one, "value", "name") for one in several), None)


def byline(node: dict) -> str | None:
    """The line to print; without it the writers, or who took the picture."""
    lines = (", ".join(filter(None, (words(one, "by"), words(one, "title")))) for one in json.every(node, "bylines"))
    line = words(node, "byline", "by") or " and ".join(filter(None, lines))
    writers = (words(one, "name") for one in json.every(node, "authors") if json.said(one, "role") in WRITERS)
    return line or named(node, "photographer") or " and ".join(filter(None, writers)) or None


def located(node: dict) -> str | None:
    return named(node, "located") or words(json.fields(node.get("datelinelocation")), "city")


def about(node: dict) -> Iterator[dict]:
    yield from subjects(node, "subject", "subjects")
    for name, kind in ABOUT.items():
        yield from ({**one, "scheme": one["scheme"] or kind} for one in subjects(node, name))


def subjects(node: dict, *names: str) -> Iterator[dict]:
    for one in json.every(node, *names):
        code, scheme, uri = json.said(one, "code", "literal", "qcode"), json.said(one, "scheme"), json.said(one, "uri")
        if code and not scheme and re.fullmatch(r"[\w-]{1,30}:[^/\s]+", code):
            scheme, _, code = code.partition(":")
        elif uri and not scheme:
            code = code or re.split(r"[/#:]", uri)[-1] or None
            scheme = uri.removesuffix(code or "").rstrip("/#") or None
        if name := words(one, "name") or code:
            yield {"scheme": scheme, "code": code, "name": name}


def descriptions(node: dict) -> dict[str, str]:
    """Words by role; of several in one role the likeliest."""
    found: dict[str, str] = {}
    for name in sorted(node, key=lambda name: name == "description_text"):
        if name.startswith("description_") and (said := words(node, name)):
            found["text" if name.endswith(("text", "html", "xhtml", "html5")) else name[12:]] = said
    for one in reversed(list(json.every(node, "description", "descriptions"))):
        if said := words(one, "value", "name"):
            found[(json.said(one, "role") or "text").rpartition(":")[2]] = said
    return found


def ednotes(node: dict) -> Iterator[dict]:
    """In ninjs a note is for staff, and never for readers."""
    for one in json.every(node, "ednote", "ednotes"):
        if text := words(one, "value", "text", "ednote", "name"):
            yield {"role": json.said(one, "role"), "text": text, "public": False}
    if reason := words(node, "embargoedreason"):
        yield {"role": "embargo", "text": reason, "public": False}


def rights(node: dict, item: Item) -> None:
    item.copyrightholder = words(node, "copyrightholder")
    item.copyrightnotice = words(node, "copyrightnotice")
    terms = (words(one, "name", "value") for one in json.every(node, "usageterms"))
    item.usageterms = " ".join(filter(None, terms)) or words(node, "rightsinfo")
    for one in json.every({"rights": [node.get("rightsinfo")]}, "rights"):
        if href := markup.address(json.said(one, "linktorights", "linkedrights")):
            item.links.append({"rel": "rights", "guid": None, "href": href})
        if json.said(one, "encodedrights"):
            item.signals.append(f"restricted: rights in {json.said(one, 'langid') or 'a language of machines'}")
