"""NewsML-G2: a newsItem or packageItem alone, or several in a newsMessage, whose header is transport and not read."""

import re

from lxml import etree

from .. import copy, markup
from ..envelope import MAX_ITEMS, byline, finish, note, page, says_something
from ..item import Item, Unreadable, attachment
from ..renditions import best_of, file_of, is_document, is_picture, picture, rendition
from ..xml import attribute, begins, every, first, inner, name, root, said
from . import nitf
from .newsmlg2_meta import code, describe, is_shown, shown, told

NO_STORIES = {
    "conceptItem": "a list entry about a person, place or subject",
    "knowledgeItem": "a list of subjects or names",
    "planningItem": "a plan of coverage",
    "catalogItem": "a list of code schemes",
}
# Markup of an agency's own, neither HTML nor NITF: what its elements are in HTML.
OWN = {"rubrik": "h2", "mellis": "h3", "citat": "p", "text": "div", "ingress": "div", "brodtext": "div"}
# Codes of a desk, loose below the copy: "51 77 CRO01 1113".
ROUTING = re.compile(r"(?=.*\d)[A-Z0-9]{2,10}(?: [A-Z0-9]{2,10}){2,}")
TWICE = re.compile(r"&amp;(#\d{2,5}|#x[0-9a-f]{2,4}|amp|quot|apos|nbsp|[mn]dash|[lr][sd]quo|hellip);", re.IGNORECASE)
COLUMNS = re.compile(r"\S {2,}\S")
FRAME = "-" * 10
STYLES = re.compile(r"text/(?:css|xsl)", re.IGNORECASE)
ROOTS = {"newsMessage", "newsItem", "packageItem", "contentMeta", "contentSet", *NO_STORIES}


def recognises(raw: bytes) -> bool:
    return begins(raw) in {known.lower() for known in ROOTS}


def read(raw: bytes, path: str) -> list[Item]:
    """Every item in the file; of several, one that is no story is an item that is rejected, with the reason."""
    node = root(raw)
    nodes = (
        [one for one in every(node, "itemSet", "*") if name(one) in ROOTS] if name(node) == "newsMessage" else [node]
    )
    if len(nodes) > MAX_ITEMS:
        raise Unreadable(f"The file holds {len(nodes):,} items, more than {MAX_ITEMS:,}. Ask for fewer at a time.")
    if not nodes:
        raise Unreadable("There are no items in this NewsML-G2 message. Ask for it to be sent again.")
    items = [_item(one, path) for one in nodes]
    if len(items) == 1 and items[0].outcome and items[0].reason not in (copy.TOO_LONG, copy.UNBROKEN):
        raise Unreadable(items[0].reason)
    _gather(items)
    return items


def _no_story(node: etree._Element) -> str:
    return f"This NewsML-G2 {name(node)} is {NO_STORIES[name(node)]}, and no story. Nothing has to be done."


def _item(node: etree._Element, path: str) -> Item:
    item = Item(path=path, format="newsml-g2")
    if name(node) in NO_STORIES:
        item.guid, item.version = attribute(node, "guid"), attribute(node, "version")
        item.outcome, item.reason = "rejected", _no_story(node)
        return item
    if name(node) in ("contentMeta", "contentSet"):  # a piece of an item, as specifications print them
        piece, node = node, etree.Element("newsItem")
        node.append(piece)
    describe(item, node)
    if name(node) == "packageItem":
        item.type = "package"
        _members(item, node)
    else:
        for content in every(node, "contentSet"):
            _content(item, content)
    item.headline = item.headline or item.title
    if any(STYLES.match(attribute(one, "contenttype") or "") for one in every(node, "contentSet", "inlineData")):
        item.outcome, item.reason = "rejected", "This is a style sheet, and no story. It is not needed."
    if not says_something(item):
        item.outcome, item.reason = "rejected", f"This {name(node)} says nothing. Ask for it to be sent again."
    return finish(item)


def _members(item: Item, node: etree._Element) -> None:
    """The members, in their order, as links by role; they are in this file, in another, or never sent."""
    groups = {attribute(group, "id"): group for group in every(node, "groupSet", "group")}
    roles = {key: code(group, "role") for key, group in groups.items()}
    for group in _ordered(groups, attribute(first(node, "groupSet"), "root")):
        for member in every(group, "itemRef"):
            _member(item, member, roles[attribute(group, "id")])
    for member in every(node, "itemRef"):
        _member(item, member, None)
    if not item.guid and item.links:
        item.guid = f"urn:newsroom:package:{item.links[0]['guid'] or item.links[0]['href']}"


def _ordered(groups: dict[str | None, etree._Element], start: str | None) -> list[etree._Element]:
    """From the root through the references to groups, each once; then those that nothing leads to."""
    waiting, found = [start, *groups], {}
    while waiting:
        key = waiting.pop(0)
        if key in groups and key not in found:
            found[key] = groups[key]
            waiting = [attribute(one, "idref") for one in every(groups[key], "groupRef")] + waiting
    return list(found.values())


def _member(item: Item, member: etree._Element, role: str | None) -> None:
    guid, href = attribute(member, "residref"), attribute(member, "href")
    if not (guid or href):
        return
    item.links.append({"rel": role or "member", "guid": guid, "href": href})
    if is_shown(member):
        item.images.append(shown(member, guid, href))


def _gather(items: list[Item]) -> None:
    """A story gets the pictures in the same file that it leads to, or that a package puts beside it."""
    known = {item.guid: item for item in items if not item.outcome}
    whole = {
        guid: item.images if item.pubstatus == "usable" else []
        for guid, item in known.items()
        if guid and item.type in ("picture", "graphic")
    }
    for story in (item for item in items if item.type == "text"):
        story.images = [one for image in story.images for one in whole.get(image["guid"], [image])]
    for package in (item for item in items if item.type == "package"):
        members = [known[link["guid"]] for link in package.links if link["guid"] in known]
        pictures = [item for item in members if item.type in ("picture", "graphic") and item.pubstatus == "usable"]
        for story in (item for item in members if item.type == "text"):
            have = {image["guid"] for image in story.images}
            story.images += [image for one in pictures for image in one.images if image["guid"] not in have]


def _content(item: Item, content: etree._Element) -> None:
    """The first words of the content, for all that follows says the same again; and every file."""
    for body in [*every(content, "inlineXML"), *every(content, "inlineData")]:
        if not item.body_html:
            _words(item, body)
    files = every(content, "remoteContent")
    pictured = item.type in ("picture", "graphic")
    shown = [one for one in files if is_picture(attribute(one, "contenttype"), attribute(one, "href"))]
    shown = shown or (files if pictured else [])
    for group in [shown] if pictured else _apart(shown):
        _picture(item, group)
    for one in files:
        if one not in shown:
            _file(item, one)


def _words(item: Item, body: etree._Element) -> None:
    document = next((one for one in body if isinstance(one.tag, str)), None)
    raw = "".join(body.itertext())
    if document is not None and name(document) == "nitf":
        nitf.within(item, document)
    elif not raw.strip() or attribute(body, "encoding"):
        return
    elif document is None:
        item.body_html = page(markup.as_html(raw), item)
    elif name(document) == "html":
        title = told(document, "head", "title")
        parts = every(document, "body") or [document]
        for part in parts:
            _prepare(item, part)
        item.body_html = page("".join(map(_html, parts)), item)
        item.headline = item.headline or title
    else:
        _own(item, document)
        _prepare(item, body)
        item.body_html = page(_html(body), item)


def _html(node: etree._Element) -> str:
    """Also of what was escaped twice: "4 o&amp;#39;clock"."""
    return TWICE.sub(r"&\1;", inner(node))


def _prepare(item: Item, body: etree._Element) -> None:
    """What a page says by its layout: what is no copy is taken out, and rows of figures stay rows."""
    for span in every(body, "**", "span"):
        if attribute(span, "class") == "dateline" and re.search(r"[\w)]$", said(span) or ""):
            span.tail = f" — {(span.tail or '').lstrip()}"
    for heading in every(body, "**", "h2"):
        if said(heading) == item.subheadline:
            heading.clear(keep_tail=True)
    for block in body:
        words = " ".join((block.tail or "").split())
        if ROUTING.fullmatch(words):
            item.ednotes += note("routing", words, public=False)
            block.tail = None
    for block in [*every(body, "**", "p"), *every(body, "**", "pre")]:
        words = (said(block) or "") if name(block) == "pre" else ""
        if words.startswith(FRAME) and words.endswith(FRAME):
            item.ednotes += note("note", words.strip("- "), public=False)
            block.clear(keep_tail=True)
        elif not len(block):
            _rows(block)


def _rows(block: etree._Element) -> None:
    """Lines that are set in columns, or set as they are, end where they end."""
    rows = (block.text or "").strip("\n").split("\n")
    columns = sum(1 for row in rows if COLUMNS.search(row.strip()))
    if name(block) == "pre" or columns > len(rows) / 2 > 1:
        block.tag, block.text = "p", rows[0]
        for row in rows[1:]:
            etree.SubElement(block, "br").tail = row


def _own(item: Item, document: etree._Element) -> None:
    """Markup of an agency's own as HTML; what is no copy is taken out of it."""
    for node in list(document.iter()):
        kind, words = name(node).lower(), said(node)
        if kind == "byline":
            byline(item, words)
        elif kind == "dat":
            item.dateline_element = item.dateline_element or words
        elif kind == "bild":
            item.images.append(_beside(node))
        elif kind == "rubrik" and words == (item.headline or words):
            item.headline = words
        elif kind == "citat":
            node.text = f"– {(node.text or '').lstrip(' –-')}"
        if kind in ("byline", "dat", "bild") or (kind == "rubrik" and words == item.headline):
            node.clear(keep_tail=True)
        node.tag = OWN.get(kind, node.tag)


def _beside(node: etree._Element) -> dict:
    href = told(node, "BILDFIL")
    return picture([rendition(None, href, None)], caption=told(node, "BILDTEXT"), credit=told(node, "BILDSKAPARE"))


def _apart(files: list[etree._Element]) -> list[list[etree._Element]]:
    """Files of one picture stand together, each under a rendition of its own; a name again begins the next."""
    groups: list[list[etree._Element]] = []
    for one in files:
        names = [code(other, "rendition") for other in groups[-1]] if groups else []
        if not groups or code(one, "rendition") in (None, *names):
            groups.append([])
        groups[-1].append(one)
    return groups


def _picture(item: Item, files: list[etree._Element]) -> None:
    renditions = [_rendition(one) for one in files]
    if item.type not in ("picture", "graphic"):
        item.images.append(picture(renditions))
        return
    known = {"guid": item.guid, "headline": item.headline, "caption": item.caption, "byline": item.byline}
    item.images.append(picture(renditions, credit=item.creditline, **known))
    if best := best_of(renditions):
        item.width, item.height = best["width"], best["height"]
    turned = re.fullmatch("[1-8]", attribute(files[0], "orientation") or "") if files else None
    item.orientation = int(turned[0]) if turned else None


def _rendition(node: etree._Element) -> dict:
    sizes = {key: attribute(node, key) for key in ("width", "height", "size")}
    return rendition(code(node, "rendition"), _href(node), attribute(node, "contenttype"), **sizes)


def _href(node: etree._Element) -> str | None:
    return attribute(node, "href") or attribute(node, "residref")


def _file(item: Item, node: etree._Element) -> None:
    href, mimetype = _href(node), attribute(node, "contenttype")
    if is_document(mimetype, href):
        size = _rendition(node)["size"]
        title = told(node, "title") if first(node, "title") is not None else None
        item.attachments.append(attachment(file=file_of(href), title=title, href=href, mimetype=mimetype, size=size))
    elif href:
        item.links.append({"rel": code(node, "rendition") or "content", "guid": None, "href": href})
