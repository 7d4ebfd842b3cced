"""ninjs 1.x, 2.x and 3.x, alone, in a list, or in the wrappers of servers; names are read in any case.

1.x has headline, body_html, subject{scheme, code}; 2.x lists with roles, by, subject{uri, literal}; 3.x the same
in camelCase. Superdesk adds guid, source, evolvedfrom, keywords, attachments and the alt text of a picture; AP
adds bylines and signals, and the copy beside the item.
"""

import re
from collections.abc import Iterator

from .. import copy, envelope, json, markup, times
from ..item import Item, Unreadable
from . import ninjs_media as media
from . import ninjs_meta as meta

MAX_ITEMS = 1_000
DEEPEST = 6  # wrappers around an item
TYPES = {"text", "picture", "composite", "audio", "video", "graphic", "package"}
NO_STORIES = {"event", "planning", "component"}
# The best body first: the end of `body_...`, or the role or content type of one of `bodies`.
BODIES = ("html", "xhtml", "html5", "richhtml5", "text/html", "application/xhtml+xml", "main", "text", "text/plain")
# TT prints vignette and agency above the copy, without a dateline.
VIGNETTE = re.compile(r'<div class="dat">((?:(?!<div)[^\x00])*?)</div>', re.IGNORECASE)
# Of a whole document of NITF that comes as the body, where the copy begins and where it ends.
NITF = re.compile(r"<body\.content\b[^<>]*>", re.IGNORECASE), "</body.content"
TOLD = {"type", "headline", "headlines", "bodies", "version", "versioncreated", "pubstatus", "renditions", "ednote"}


def recognises(raw: bytes) -> bool:
    """Any JSON that is not told apart as another's; so this reader is asked after those."""
    return json.begins(raw)


def read(raw: bytes, path: str) -> list[Item]:
    """Every item in the file. Raises Unreadable when there is none."""
    nodes = list(_nodes(json.load(raw)))
    if len(nodes) > MAX_ITEMS:
        raise Unreadable(f"The file holds more than {MAX_ITEMS:,} items. Ask for fewer at a time.")
    stories = [node for node in nodes if not _is_event(node)]
    if nodes and not stories:
        raise Unreadable("This is an entry of a calendar, and no story. Nothing has to be done.")
    items = [_item(node, path) for node in stories]
    items = [item for item in items if _tells(item)]
    if not items:
        raise Unreadable("There is no story in this JSON. Check what was sent, and ask for it again.")
    return items


def _is_event(node: dict) -> bool:
    kind = json.said(node, "type")
    return kind in NO_STORIES or (not kind and "eventdetails" in node and not _body(node))


def _tells(item: Item) -> bool:
    copy = item.headline or item.body_html or item.abstract or item.caption
    return bool(copy or item.images or item.ednotes or item.pubstatus != "usable")


def _nodes(node: object, depth: int = 0) -> Iterator[dict]:
    """The items, however they are wrapped; the text members of a package that has no text are items too."""
    if isinstance(node, list):
        for one in node[: MAX_ITEMS + 1]:
            yield from _nodes(one, depth + 1) if depth < DEEPEST else ()
        return
    found = json.fields(node)
    if _is_item(found):
        yield found
        if json.said(found, "type") in ("composite", "package") and not _body(found):
            yield from (one for one in json.every(found, "associations") if _is_item(one) and _body(one))
    elif depth < DEEPEST:
        beside = json.fields(found.pop("nitf", None))  # the copy of the item that lies alone in this wrapper
        values = [value for value in found.values() if isinstance(value, dict | list)]
        below = [one for value in values for one in _nodes(value, depth + 1)]
        alone = len(below) == 1 and not _body(below[0])
        yield from [{**beside, **below[0]}] if alone else below or [beside] * _is_item(beside)


def _is_item(node: dict) -> bool:
    """Has it a name, and something of a story? A wrapper may have a title and a version, too.

    Without an identifier a headline alone is not enough: it may be of another JSON, whose copy we do not know.
    """
    identified = any(json.said(node, name) for name in ("uri", "guid"))
    named = identified or "headlines" in node or any(json.said(node, name) for name in ("headline", "title"))
    wraps = isinstance(node.get("items") or node.get("_items"), list) and not _body(node)
    told = TOLD if identified else TOLD - {"headline"}
    return named and not wraps and any(name in told or name.startswith(("body_", "description_")) for name in node)


def _item(node: dict, path: str) -> Item:
    told = (json.said(node, "type") or "text").lower()
    kind = "picture" if told in media.PICTURES - {"graphic"} else told
    item = Item(
        path=path,
        format="ninjs",
        guid=meta.guid(node),
        version=json.said(node, "version"),
        type=kind if kind in TYPES else "text",
        urgency=meta.urgency(node, "urgency", "priority"),
        language=meta.language(json.said(node, "language")),
        firstcreated=times.utc(json.said(node, "firstcreated")),
        versioncreated=times.utc(json.said(node, "versioncreated")),
        contentcreated=times.utc(json.said(node, "contentcreated")),
        expires=times.utc(json.said(node, "expires")),
        located=meta.located(node),
        dateline_element=meta.words(json.fields(node.get("dateline")), "text") or meta.words(node, "dateline"),
        source=json.said(node, "source") or meta.named(node, "infosource", "infosources", "provider"),
        keywords=[one["name"] for one in json.every(node, "keywords", "keyword") if one.get("name")],
        subjects=list(meta.about(node)),
        genre=meta.named(node, "genre", "genres"),
        ednotes=list(meta.ednotes(node)),
        signals=[one["name"] for one in json.every(node, "signals", "editorialtypes") if one.get("name")],
        replaces=json.said(node, "evolvedfrom"),
    )
    meta.headlines(node, item)
    envelope.byline(item, meta.byline(node))
    media.restrict(node, item, "pubstatus")
    meta.rights(node, item)
    media.associate(node, item)
    media.attach(node, item)
    _describe(node, item)
    if item.type in media.PICTURES:
        media.photograph(node, item)
    else:
        item.body_html = markup.story(_copy(node, item), item)
    finished(item)
    kinds = (told, meta.words(node, "profile"), *item.signals)
    if any((kind or "").casefold() == "advisory" for kind in kinds):
        item.not_for_publication = True
    return item


def _copy(node: dict, item: Item) -> str:
    body = _body(node) or ""
    if "<nitf" in body[:1_000] and (begin := NITF[0].search(body)):
        body = body[begin.end() :].rsplit(NITF[1], 1)[0]
    if above := VIGNETTE.search(body[:5_000]):
        item.dateline_element = item.dateline_element or markup.plain(above[1].replace("<", " <"))
        body = body.replace(above[0], "", 1)
    return body


def finished(item: Item) -> Item:
    """The copy settled, and what only it can tell."""
    envelope.finish(item)
    if item.source is None:
        item.source = next(filter(copy.agency, (item.copyrightholder, item.creditline, item.byline)), None)
    return item


def _describe(node: dict, item: Item) -> None:
    found = meta.descriptions(node)
    roles = ("summary", "abstract", "lead", "teaser", "text", "caption", "main")
    said = next((found[role] for role in roles if role in found), None)
    item.creditline = meta.words(node, "creditline", "credit") or found.get("creditline")
    if item.type in media.PICTURES:
        item.caption = found.get("caption") or said
    else:
        item.abstract = meta.words(node, "abstract") or said
        item.caption = found.get("caption") if item.type in ("audio", "video") else None


def _body(node: dict) -> str | None:
    """The best body: HTML before text, and what is empty never."""
    several = [(name.removeprefix("body_"), node[name]) for name in node if name.startswith("body_")]
    for one in json.every(node, "bodies"):
        several += [(json.said(one, "role") or json.said(one, "contenttype") or "text", one.get("value"))]
        several += [(json.said(one, "contenttype") or "text", one.get("value"))]
    found: dict[str, str] = {}
    for name, text in several:
        text = json.text(text) or ""
        if len(text) > markup.MAX_WORDS or markup.plain(text):
            found.setdefault(name.lower(), text)
    return next((found[name] for name in (*BODIES, *found) if name in found), None)
