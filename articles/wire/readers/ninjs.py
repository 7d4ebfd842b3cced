"""ninjs 1.x, 2.x and 3.x, alone, in a list, or in the wrappers of servers; names are read in any case.

1.x has headline, body_html, subject{scheme, code}; 2.x lists with roles, by, subject{uri, literal}; 3.x the same
in camelCase. Superdesk writes guid for uri, and adds source, evolvedfrom, keywords and the alt text of a picture.
"""

import re
from collections.abc import Iterator

from .. import copy, envelope, json, markup, renditions, restrictions, times
from ..item import UNREADABLE, Item, Unreadable

MAX_ITEMS = 1_000
DEEPEST = 6  # wrappers around an item
TYPES = {"text", "picture", "composite", "audio", "video", "graphic", "package"}
NO_STORIES = {"event", "planning", "component"}
PICTURES = {"picture", "graphic", "photo", "image"}
# The best body first: the end of `body_...`, or the role or content type of one of `bodies`.
BODIES = ("html", "xhtml", "html5", "richhtml5", "text/html", "application/xhtml+xml", "main", "text", "text/plain")
ABOUT = dict.fromkeys(("place", "places"), "place")
ABOUT |= dict.fromkeys(("person", "people", "persons"), "person")
ABOUT |= dict.fromkeys(("organisation", "organisations"), "organisation") | dict.fromkeys(("event", "events"), "event")
# TT prints vignette and agency above the copy, without a dateline.
VIGNETTE = re.compile(r'<div class="dat">((?:(?!<div)[^\x00])*?)</div>', re.IGNORECASE)
TOLD = {"type", "headline", "headlines", "bodies", "version", "versioncreated", "pubstatus", "renditions", "ednote"}
SUBHEADS = ("subheadline", "subhead", "headline_sub", "headline_subheadline")


def recognises(raw: bytes) -> bool:
    """Any JSON that is not told apart as another's; so this reader is asked after those."""
    return json.begins(raw)


def read(raw: bytes, path: str) -> list[Item]:
    """Every item in the file. Raises Unreadable when there is none."""
    nodes = list(_nodes(json.load(raw)))
    if len(nodes) > MAX_ITEMS:
        raise Unreadable(f"The file holds more than {MAX_ITEMS:,} items. Ask for fewer at a time.")
    stories = [node for node in nodes if json.said(node, "type") not in NO_STORIES]
    if nodes and not stories:
        raise Unreadable("This is an entry of a calendar, and no story. Nothing has to be done.")
    items = [_item(node, path) for node in stories]
    items = [item for item in items if _tells(item)]
    if not items:
        raise Unreadable("There is no story in this JSON. Check what was sent, and ask for it again.")
    return items


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
        for value in found.values():
            if isinstance(value, dict | list):
                yield from _nodes(value, depth + 1)


def _is_item(node: dict) -> bool:
    """Has it a name, and something of a story? A wrapper may have a title and a version, too."""
    named = "headlines" in node or any(json.said(node, name) for name in ("uri", "guid", "headline", "title"))
    wraps = isinstance(node.get("items") or node.get("_items"), list) and not _body(node)
    return named and not wraps and any(name in TOLD or name.startswith(("body_", "description_")) for name in node)


def _item(node: dict, path: str) -> Item:
    kind = (json.said(node, "type") or "text").lower()
    kind = "picture" if kind in PICTURES - {"graphic"} else kind
    item = Item(
        path=path,
        format="ninjs",
        guid=json.said(node, "uri", "guid"),
        version=json.said(node, "version"),
        type=kind if kind in TYPES else "text",
        urgency=urgency(node, "urgency", "priority"),
        language=language(json.said(node, "language")),
        firstcreated=times.utc(json.said(node, "firstcreated")),
        versioncreated=times.utc(json.said(node, "versioncreated")),
        contentcreated=times.utc(json.said(node, "contentcreated")),
        expires=times.utc(json.said(node, "expires")),
        slugline=json.said(node, "slugline"),
        located=_named(node, "located"),
        dateline_element=words(json.fields(node.get("dateline")), "text") or words(node, "dateline"),
        source=json.said(node, "source") or _named(node, "infosource", "infosources"),
        keywords=[one["name"] for one in json.every(node, "keywords", "keyword") if one.get("name")],
        subjects=[*subjects(node, "subject", "subjects"), *_about(node)],
        genre=_named(node, "genre", "genres"),
        ednotes=list(_ednotes(node)),
        replaces=json.said(node, "evolvedfrom"),
    )
    _headlines(node, item)
    envelope.byline(item, words(node, "byline", "by"))
    restrict(node, item, "pubstatus")
    _rights(node, item)
    _associate(node, item)
    _describe(node, item)
    if item.type in PICTURES:
        _photograph(node, item)
    else:
        body = _body(node) or ""
        if above := VIGNETTE.search(body[:5_000]):
            item.dateline_element = item.dateline_element or markup.plain(above[1].replace("<", " <"))
            body = body.replace(above[0], "", 1)
        item.body_html = markup.story(body, item)
    return finished(item)


def finished(item: Item) -> Item:
    """The copy settled, and what only it can tell."""
    envelope.finish(item)
    if item.source is None:
        item.source = next(filter(copy.agency, (item.copyrightholder, item.creditline, item.byline)), None)
    return item


def restrict(node: dict, item: Item, *names: str) -> None:
    """null is no embargo; anything else that is no moment in a zone is one that an editor has to end.

    Of the names of the status the first that is there counts; what is no word is one that nobody knows.
    """
    told = next((node[name] for name in names if node.get(name) not in (None, "")), None)
    told = told[0] if isinstance(told, list) and len(told) == 1 else told
    status = told if isinstance(told, str | None) else f"of another kind, {told!r:.40}"
    restrictions.status(item, status)
    ends = (node.get(name) for name in ("embargoed", "embargoeduntil", "embargo"))
    item.embargoed = restrictions.embargo(*(end for end in ends if end is not False))
    if item.embargoed is None and (status or "").casefold().endswith("embargoed"):
        item.embargoed = UNREADABLE


def words(node: dict, *names: str) -> str | None:
    """The first of these as one line of words, whatever markup is in it."""
    return next(filter(None, (markup.plain(json.text(node.get(name))) for name in names)), None)


def urgency(node: dict, *names: str) -> int | None:
    found = json.whole(node, *names)
    return found if found and found <= 9 else None


def language(tag: str | None) -> str | None:
    tag = (tag or "").replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}", tag) else None


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


def picture(node: dict) -> dict:
    """An entry of `images` from an item of type picture; its renditions largest first."""
    described = dict(_descriptions(node))
    files = sorted(_renditions(node), key=lambda one: -(one["width"] or 0))
    if not files and (href := markup.address(json.said(node, "href", "url"))):
        files = [renditions.rendition(None, href, json.said(node, "mimetype", "contenttype"))]
    return renditions.picture(
        files,
        guid=json.said(node, "uri", "guid", "urn"),
        headline=_main(node) or words(node, "title"),
        caption=words(node, "caption") or described.get("caption") or described.get("text"),
        credit=words(node, "creditline", "credit") or described.get("creditline"),
        byline=words(node, "byline", "by", "creator"),
        alt=words(node, "alttext", "alt_text", "alt", "body_text") or described.get("alt"),
    )


def _renditions(node: dict) -> Iterator[dict]:
    for one in json.every(node, "renditions"):
        href = markup.address(json.said(one, "href", "url"))
        mimetype = json.said(one, "mimetype", "contenttype")
        if href and not (mimetype or "image/").startswith(("video/", "audio/", "text/")):
            sizes = {"width": json.said(one, "width"), "height": json.said(one, "height")}
            size = json.said(one, "sizeinbytes", "size")
            yield renditions.rendition(json.said(one, "name", "rendition"), href, mimetype, size=size, **sizes)


def _associate(node: dict, item: Item) -> None:
    """Pictures become images; the strictest embargo of all holds; a picture taken back is not shown."""
    found = list(json.every(node, "associations"))
    if len(found) > MAX_ITEMS:
        raise Unreadable(f"An item has more than {MAX_ITEMS:,} associations. Ask for fewer at a time.")
    for one in found:
        kind, guid = (json.said(one, "type") or "").lower(), json.said(one, "uri", "guid")
        shown = Item(path="", format="ninjs")
        restrict(one, shown, "pubstatus")
        if kind not in PICTURES and (kind or "renditions" not in one):
            if guid:
                item.links.append({"rel": json.said(one, "rel", "name") or "related", "guid": guid, "href": None})
        elif shown.pubstatus != "usable":
            item.signals.append(f"picture {shown.pubstatus}: {guid}")
        else:
            item.images.append(picture(one))
            item.embargoed = restrictions.embargo(item.embargoed, shown.embargoed)


def _headlines(node: dict, item: Item) -> None:
    item.headline = _main(node) or words(node, "title", "name")
    item.subheadline = words(node, *SUBHEADS) or next(
        (words(one, "value") for one in json.every(node, "headlines") if "sub" in (json.said(one, "role") or "")), None
    )


def _main(node: dict) -> str | None:
    """The headline; of several the one whose role is main, or none, or else the first."""
    several = [one for one in json.every(node, "headlines") if words(one, "value", "name")]
    several.sort(key=lambda one: (json.said(one, "role") or "main").rpartition(":")[2] not in ("main", "headline"))
    return words(node, "headline", "headline_main") or next((words(one, "value", "name") for one in several), None)


def _descriptions(node: dict) -> Iterator[tuple[str, str]]:
    """(role, words), the likeliest last, so that it wins in a dict."""
    for name in sorted(node, key=lambda name: name == "description_text"):
        if name.startswith("description_") and (found := words(node, name)):
            yield ("text" if name.endswith(("text", "html", "xhtml", "html5")) else name[12:]), found
    for one in reversed(list(json.every(node, "description", "descriptions"))):
        if found := words(one, "value", "name"):
            yield (json.said(one, "role") or "text").rpartition(":")[2], found


def _describe(node: dict, item: Item) -> None:
    found = dict(_descriptions(node))
    roles = ("summary", "abstract", "teaser", "text", "caption", "main")
    said = next((found[role] for role in roles if role in found), None)
    item.creditline = words(node, "creditline", "credit") or found.get("creditline")
    if item.type in PICTURES:
        item.caption = found.get("caption") or said
    else:
        item.abstract = words(node, "abstract") or said


def _body(node: dict) -> str | None:
    """The best body: HTML before text, and what is empty never."""
    several = [(name.removeprefix("body_"), node[name]) for name in node if name.startswith("body_")]
    for one in json.every(node, "bodies"):
        several += [(json.said(one, "role") or json.said(one, "contenttype") or "text", one.get("value"))]
        several += [(json.said(one, "contenttype") or "text", one.get("value"))]
    found: dict[str, str] = {}
    for name, text in several:
        if markup.plain(json.text(text)):
            found.setdefault(name.lower(), json.text(text))
    return next((found[name] for name in (*BODIES, *found) if name in found), None)


def _rights(node: dict, item: Item) -> None:
    item.copyrightholder = words(node, "copyrightholder")
    item.copyrightnotice = words(node, "copyrightnotice")
    item.usageterms = words(node, "usageterms") or words(node, "rightsinfo")
    for one in json.every({"rights": [node.get("rightsinfo")]}, "rights"):
        if href := markup.address(json.said(one, "linktorights", "linkedrights")):
            item.links.append({"rel": "rights", "guid": None, "href": href})
        if json.said(one, "encodedrights"):
            item.signals.append(f"restricted: rights in {json.said(one, 'langid') or 'a language of machines'}")


def _ednotes(node: dict) -> Iterator[dict]:
    """In ninjs a note is for staff, and never for readers."""
    for one in json.every(node, "ednote", "ednotes"):
        if text := words(one, "value", "text", "ednote", "name"):
            yield {"role": json.said(one, "role"), "text": text, "public": False}


def _about(node: dict) -> Iterator[dict]:
    for name, kind in ABOUT.items():
        yield from ({**one, "scheme": one["scheme"] or kind} for one in subjects(node, name))


def _named(node: dict, *names: str) -> str | None:
    return next((found for one in json.every(node, *names) if (found := words(one, "name", "value"))), None)


def _photograph(node: dict, item: Item) -> None:
    shown = picture(node)
    item.images = [shown]
    item.creator, item.title = item.byline, words(node, "title")
    item.datecreated = item.contentcreated
    item.instructions = next((note["text"] for note in item.ednotes), None)
    item.digitalsourcetype = _named(node, "digitalsourcetype")
    for one in shown["renditions"][:1]:
        item.width, item.height = one["width"], one["height"]
