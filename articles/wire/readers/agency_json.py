"""The JSON of agencies that is no ninjs: dpa digitalwires, and Fingerpost as PA and others send through it."""

import re
from collections.abc import Iterator

from .. import copy, envelope, json, markup, renditions, times
from ..item import Item, Unreadable, attachment
from . import ninjs
from . import ninjs_media as media
from . import ninjs_meta as meta

_DPA = re.compile(rb'"format"\s*:\s*"digitalwires|"article_html"\s*:')
_FINGERPOST = re.compile(rb'"(?:usn|source-feed)"\s*:')
HEAD = 200_000  # bytes; the names that tell the two apart come early
# Feeds of Fingerpost that speak to editors only.
_TO_EDITORS = re.compile(r"\b(?:ADVIS|ADVISORY|ASSIGNMENTS)\b", re.IGNORECASE)
# Escaped twice, as what stands between tags shows.
_TWICE = re.compile(r"(?:^|>)\s*\\+[nr]")
_ESCAPED = re.compile(r"""\\+(?:u([0-9A-Fa-f]{4})|([nrt])|(["'\\]))""")
ALONE = {"image": "picture", "audio": "audio", "video": "video"}  # types of what dpa sends without copy, as composite
ABOUT = {"dpasubject", "geosubject", "subject", "poi", "person", "organisation", "category"}


def recognises(raw: bytes) -> bool:
    head = raw[:HEAD].replace(b"\x00", b"")
    return json.begins(raw) and bool(_DPA.search(head) or _FINGERPOST.search(head))


def read(raw: bytes, path: str) -> list[Item]:
    """The story, or each of a list. Raises Unreadable when there is none."""
    nodes = list(_nodes(json.load(raw)))
    if len(nodes) > ninjs.MAX_ITEMS:
        raise Unreadable(f"The file holds more than {ninjs.MAX_ITEMS:,} items. Ask for fewer at a time.")
    items = [_fingerpost(node, path) if _is_fingerpost(node) else _dpa(node, path) for node in nodes]
    items = [item for item in items if item.guid or item.headline or item.body_html]
    if not items:
        raise Unreadable("There is no story in this JSON. Check what was sent, and ask for it again.")
    return items


def _nodes(node: object, depth: int = 0):
    for one in node if isinstance(node, list) else [node]:
        found = json.fields(one)
        if _is_fingerpost(found) or "article_html" in found or "urn" in found:
            yield found
        elif depth < ninjs.DEEPEST and isinstance(one, dict | list):
            for value in found.values() if found else [one]:
                yield from _nodes(value, depth + 1) if isinstance(value, dict | list) else ()


def _is_fingerpost(node: dict) -> bool:
    return "usn" in node or "source-feed" in node


def _dpa(node: dict, path: str) -> Item:
    kinds = [(json.said(one, "type") or "", one) for one in json.every(node, "categories")]
    kinds = [(kind.rpartition(":")[2], one) for kind, one in kinds]
    item = Item(
        path=path,
        format="dpa-digitalwires",
        guid=json.said(node, "urn", "entry_id"),
        version=json.said(node, "version"),
        type="text",  # what dpa calls composite is a text with its pictures
        urgency=meta.urgency(node, "urgency"),
        language=meta.language(json.said(node, "language")),
        versioncreated=times.utc(json.said(node, "version_created", "updated")),
        firstcreated=times.utc(json.said(node, "first_created")),
        contentcreated=times.utc(json.said(node, "content_created")),
        headline=meta.words(node, "headline", "title"),
        subheadline=meta.words(node, "subhead"),
        slugline=meta.words(node, "kicker"),
        dateline_element=meta.words(node, "dateline"),
        abstract=meta.words(node, "teaser"),
        creditline=meta.words(node, "creditline"),
        copyrightholder=meta.words(node, "copyrightholder"),
        copyrightnotice=meta.words(node, "copyrightnotice"),
        usageterms=meta.words(node, "usageterms"),
        located=next((json.said(one, "name") for kind, one in kinds if kind in ("located", "locationcreated")), None),
        source=next((json.said(one, "name") for kind, one in kinds if kind == "provider"), None),
        subjects=list(meta.subjects({"of": [one for kind, one in kinds if kind in ABOUT]}, "of")),
        keywords=_names(node, "keyword_names") or [json.said(one, "name") for k, one in kinds if k == "keyword"],
        genre=next(iter(_names(node, "genre_names")), None)
        or next((json.said(one, "name") for kind, one in kinds if kind == "genre"), None),
        ednotes=_dpa_notes(node),
        signals=[signal for signal in [json.said(node, "signal")] if signal],
    )
    envelope.byline(item, meta.words(node, "byline"))
    media.restrict(node, item, "pubstatus")
    _dpa_media(node, item)
    bodies = [json.text(node.get(name)) for name in ("article_html", "infobox_html", "linkbox_html")]
    item.body_html = "\n".join(markup.story(body, item) for body in bodies if body)
    if not item.body_html:
        _dpa_alone(node, item, kinds)
    ninjs.finished(item)
    if item.abstract == item.headline:
        item.abstract = None
    return item


def _dpa_alone(node: dict, item: Item, kinds: list[tuple[str, dict]]) -> None:
    """A picture, or a sound, that comes by itself: the item is associated with itself."""
    told = {kind: json.said(one, "name") for kind, one in reversed(kinds)}
    own = [one for one in json.every(node, "associations") if json.said(one, "urn") == item.guid]
    for one in own[:1]:
        item.type = ALONE.get(json.said(one, "type") or "image", "text")
        described = [words for row in json.every(node, "descriptions") if (words := meta.words(row, "description"))]
        item.caption = next(iter(described), None) or meta.words(one, "caption")
        item.creator, item.city, item.datecreated = told.get("creator"), item.located, item.contentcreated
        item.instructions = next((note["text"] for note in item.ednotes), None)
    for image in item.images if item.type == "picture" else ():
        image["byline"] = image["byline"] or item.creator
        item.width, item.height = next(((one["width"], one["height"]) for one in image["renditions"]), (None, None))


def _dpa_notes(node: dict) -> list[dict]:
    """Each note once; one that does not say that it may be printed may not. The notepad says the same again."""
    notes = []
    for one in json.every(node, "ednotes"):
        if text := meta.words(one, "ednote", "text", "name"):
            public = one.get("is_publishable") is True
            notes.append(
                {"role": (json.said(one, "role") or "").rpartition(":")[2] or None, "text": text, "public": public}
            )
    pad = json.fields(node.get("notepad"))
    for name in ("public_html", "nonpublic_html") if not notes else ():
        for block in re.split(r"</(?:p|li|h\d)>", json.text(pad.get(name)) or ""):
            if text := markup.plain(block):
                notes.append({"role": "notepad", "text": text, "public": name == "public_html"})
    if text := meta.words(node, "autopublishnotice"):
        notes.append({"role": "autopublishnotice", "text": text, "public": False})
    return notes


def _dpa_media(node: dict, item: Item) -> None:
    for one in json.every(node, "associations"):
        kind = json.said(one, "type") or "image"
        href = markup.address(json.said(one, "url", "href"))
        if kind in media.PICTURES:
            item.images.append(media.picture(one))
        elif (json.said(one, "mimetype") or "").endswith("/pdf") and href:
            title = meta.words(one, "headline", "title")
            item.attachments.append(
                attachment(title=title, href=href, file=renditions.file_of(href), mimetype="application/pdf")
            )
        elif guid := json.said(one, "urn", "guid"):
            files = (markup.address(json.said(file, "url", "href")) for file in json.every(one, "renditions"))
            item.links.append({"rel": kind, "guid": guid, "href": href or next(files, None)})


def _names(node: dict, name: str) -> list[str]:
    return [one["name"] for one in json.every(node, name) if one.get("name")]


def _fingerpost(node: dict, path: str) -> Item:
    """`uri` holds the version and the time, so the identifier is `usn`. What is not known is an empty string."""
    feed = json.said(node, "source-feed")
    item = Item(
        path=path,
        format="fingerpost",
        guid=json.said(node, "usn", "uri"),
        version=json.said(node, "version"),
        type={"image": "picture", "photo": "picture"}.get(json.said(node, "type") or "", "text"),
        urgency=meta.urgency(node, "urgency", "priority"),
        language=meta.language(json.said(node, "language")),
        firstcreated=times.utc(json.said(node, "firstversion", "firstcreated")),
        versioncreated=times.utc(json.said(node, "versioncreated", "datetimesent")),
        expires=times.utc(json.said(node, "expires")),
        headline=meta.words(node, "headline", "title"),
        subheadline=meta.words(node, "subhead"),
        slugline=meta.words(node, "slug", "slugline"),
        dateline_element=meta.words(node, "dateline"),
        located=meta.words(node, "location", "located"),
        copyrightholder=meta.words(node, "copyrightholder"),
        copyrightnotice=meta.words(node, "copyrightnotice"),
        usageterms=meta.words(node, "usage", "usageterms"),
        keywords=list(_keywords(node)),
        subjects=[*_codes(node), *meta.about(json.fields(node.get("agencymetadata")))],
        source=_agency(feed),
    )
    if note := meta.words(node, "ednote", "ednotes"):
        item.ednotes.append({"role": None, "text": note, "public": False})
    abstract = meta.words(node, "abstract") or ""
    item.abstract = abstract if " " in abstract else None  # PA writes the code of a desk there: "POL"
    envelope.byline(item, meta.words(node, "byline"))
    media.restrict(node, item, "pubstatus", "status")
    item.images = [media.picture(one) for one in json.every(node, "associations", "images")]
    body = json.text(node.get("body_html")) or json.text(node.get("body_text"))
    item.body_html = markup.story(_once(body or ""), item)
    ninjs.finished(item)
    if _TO_EDITORS.search(feed or ""):
        item.not_for_publication = True
    return item


def _once(body: str) -> str:
    if not _TWICE.search(body):
        return body
    body = _ESCAPED.sub(lambda found: found[3] or (chr(int(found[1], 16)) if found[1] else " "), body)
    return json.text(body.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")) or ""


def _keywords(node: dict) -> Iterator[str]:
    """In one line, in a list, or in a list that is called words."""
    told = json.fields(node.get("keywords")).get("words") or node.get("keywords")
    for one in told if isinstance(told, list) else [told]:
        yield from filter(None, map(str.strip, re.split(r"[;,+]", json.text(one) or "")))


def _codes(node: dict) -> list[dict]:
    codes = json.fields(node.get("subjects")).get("code")
    found = [json.text(code) for code in (codes if isinstance(codes, list) else [codes])]
    media = re.split(r"[;,+\s]", json.said(node, "mediacatcodes") or "")
    return [
        {"scheme": scheme, "code": code, "name": code}
        for scheme, several in (("subjects", found), ("mediaCatCodes", media))
        for code in several
        if code
    ]


def _agency(feed: str | None) -> str | None:
    """ "PA" of "PA_API"; a feed whose name holds no agency's is named whole."""
    return next(filter(copy.agency, re.split(r"[-_ ]", feed or "")), feed)
