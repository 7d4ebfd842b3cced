"""RSS 2.0, RSS 1.0 and Atom, with Media RSS, Dublin Core and content:encoded: each entry of a feed is an item."""

import re
from collections import Counter
from urllib.parse import urljoin

from lxml import etree

from .. import envelope, identity, markup, restrictions, times, xml
from ..item import Item, Unreadable, folded
from . import feed_around, feed_media
from .feed_media import core, core_name, other

MAX_ITEMS = 1_000
ROOTS = {"rss": "rss", "rdf": "rss", "feed": "atom", "entry": "atom"}
PREFIXES = {
    "media": "http://search.yahoo.com/mrss/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}
_BARE = re.compile(rb"&(?!#?\w{1,31};)")
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
ENTRIES = {"item", "entry", "deleted-entry"}
# A number behind the address of a story, which counts its versions.
_NUMBERED = re.compile(r"(https?://[^\s#]+)#(\d{1,6})")


def recognises(raw: bytes) -> bool:
    return xml.begins(raw) in ROOTS


def read(raw: bytes, path: str) -> list[Item]:
    """Every entry. Raises Unreadable when the feed is empty or too long."""
    root = parsed(raw)
    found = entries(root)
    channel = xml.first(root, "channel") if ROOTS[xml.name(root).lower()] == "rss" else root
    about = channel if channel is not None else root
    shared = _shared_by_all(about, path)
    items = [_item(entry, shared) for entry in found]
    names = _identifiers(found, items, about)
    for item, name in zip(items, names, strict=True):
        item.source = envelope.finish(item).source or shared.source
        item.guid = name or identity.made(item)
    _number(items)
    return items


def parsed(raw: bytes) -> etree._Element:
    """The root, also where addresses hold a bare & or a known prefix was not declared: feeds are written by hand."""
    try:
        return xml.root(raw)
    except Unreadable:
        missing = [name for name in PREFIXES if f"<{name}:".encode() in raw and f"xmlns:{name}".encode() not in raw]
        declared = "".join(f' xmlns:{name}="{PREFIXES[name]}"' for name in missing).encode()
        repaired = _BARE.sub(b"&amp;", raw)
        return xml.root(_ROOT.sub(lambda tag: tag[0] + declared, repaired, count=1))


def entries(root: etree._Element) -> list[etree._Element]:
    found = [node for step in ((), ("channel",)) for node in xml.every(root, *step, "*") if xml.name(node) in ENTRIES]
    found = found or [root] * (xml.name(root) == "entry")
    if not found:
        raise Unreadable("This feed holds no entries. Nothing has to be done.")
    if len(found) > MAX_ITEMS:
        raise Unreadable(f"The feed holds more than {MAX_ITEMS:,} entries. Ask for fewer at a time.")
    return found


def _shared_by_all(channel: etree._Element, path: str) -> Item:
    """What the feed says for every entry that does not say it for itself; asked once, for feeds are long."""
    return Item(
        path=path,
        format="atom" if xml.name(channel) in ("feed", "entry") else "rss",
        source=title(channel),
        byline=byline(channel),
        language=said(channel, "language"),
        copyrightnotice=markup.plain(said(channel, "copyright", "rights")),
        links=[{"rel": "alternate", "guid": None, "href": _link(channel) or ""}],
    )


def _item(entry: etree._Element, shared: Item) -> Item:
    item = Item(path=shared.path, format=shared.format, pubstatus="usable")
    if xml.name(entry) == "deleted-entry":
        item.pubstatus, item.guid = "canceled", xml.attribute(entry, "ref")
        item.versioncreated = times.utc(xml.attribute(entry, "when"))
        return item
    base = _base(entry, shared.links[0]["href"])
    item.headline = title(entry)
    item.language = _language(entry, shared.language)
    item.firstcreated = _moment(entry, "published", "pubDate", "issued", "created", "date")
    item.versioncreated = _moment(entry, "updated", "modified", "date", "pubDate", "published") or item.firstcreated
    item.firstcreated = item.firstcreated or item.versioncreated
    item.byline = byline(entry) or shared.byline
    item.source = markup.plain(xml.said(core(entry, "source"), "title") or xml.said(core(entry, "source")))
    item.copyrightnotice = feed_media.words(entry, "copyright") or markup.plain(said(entry, "rights"))
    item.copyrightnotice = item.copyrightnotice or shared.copyrightnotice
    item.subjects = list(subjects(entry))
    item.keywords = [word for word in map(str.strip, (feed_media.words(entry, "keywords") or "").split(",")) if word]
    item.links += _links(entry, base)
    _body(entry, item, base)
    feed_media.gather(entry, item, base)
    _state(entry, item)
    return item


def said(node: etree._Element, *names: str) -> str | None:
    """The words of the first such child, of the format itself or of Dublin Core."""
    found = (child for name in names for child in (core(node, name), other(node, "purl.org/dc/", name)))
    return next(filter(None, (xml.said(child) for child in found if child is not None)), None)


def title(node: etree._Element) -> str | None:
    return markup.plain(folded(html_of(core(node, "title"))))


def html_of(node: etree._Element | None) -> str:
    """What is in the element: real markup, or text, in which markup may be escaped."""
    return "" if node is None else xml.inner(node) if len(node) else node.text or ""


def byline(node: etree._Element) -> str | None:
    """dc:creator, or the names of Atom's authors; in RSS `author` is an address, and only a name behind it counts."""
    names = [xml.said(one) for one in xml.every(node, "creator")]
    for author in node.iterchildren(core_name(node, "author")) if not any(names) else ():
        names.append(xml.said(author, "name") if len(author) else xml.said(author))
    names = [_name(markup.plain(name)) for name in names]
    names = list(dict.fromkeys(filter(None, names)))
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or None


def _name(text: str | None) -> str | None:
    """ "A Name" of "desk@example.org (A Name)"; an address alone is nobody's byline."""
    if text and "@" in text:
        _, bracket, name = text.partition("(")
        text = name.rstrip(") ") if bracket else text.partition("<")[0]
        return None if "@" in text else text.strip(' "') or None
    return text


def subjects(entry: etree._Element):
    for one in [*xml.every(entry, "category"), *xml.every(entry, "subject")]:
        code = xml.attribute(one, "term")
        if name := markup.plain(xml.attribute(one, "label") or xml.said(one)) or code:
            yield {"scheme": xml.attribute(one, "domain") or xml.attribute(one, "scheme"), "code": code, "name": name}


def _moment(entry: etree._Element, *names: str) -> str | None:
    found = (node for name in names for node in xml.every(entry, name))
    return next(filter(None, (times.utc(xml.said(node)) for node in found)), None)


def _language(entry: etree._Element, shared: str | None) -> str | None:
    near = next(filter(None, (xml.attribute(node, "lang") for node in (entry, *entry.iterancestors()))), None)
    tag = (said(entry, "language") or near or shared or "").replace("_", "-")
    return tag if tag and len(tag) <= 35 and tag.replace("-", "").isalnum() else None


def _base(entry: etree._Element, base: str) -> str:
    """xml:base, each within the one around it; without any the address of the feed's own page."""
    bases = [xml.attribute(node, "base") for node in (entry, *entry.iterancestors())]
    for found in reversed(list(filter(None, bases))):
        base = markup.address(urljoin(base, found)) or base
    return base


def _link(node: etree._Element) -> str | None:
    """The page of the story: the text of `link` in RSS, in Atom the address of the alternate."""
    own = list(node.iterchildren(core_name(node, "link")))
    texts = [xml.said(one) for one in own]
    alternates = [
        xml.attribute(one, "href") for one in own if (xml.attribute(one, "rel") or "alternate") == "alternate"
    ]
    return next(filter(None, (*texts, *alternates)), None)


def _links(entry: etree._Element, base: str):
    if href := markup.address(xml.said(entry, "origLink") or _link(entry), base):
        yield {"rel": "alternate", "guid": None, "href": href}
    for one in xml.every(entry, "link"):
        rel, href = xml.attribute(one, "rel"), markup.address(xml.attribute(one, "href"), base)
        if rel and href and rel not in ("alternate", "enclosure", "self", "edit"):
            yield {"rel": rel, "guid": None, "href": href}


def _body(entry: etree._Element, item: Item, base: str) -> None:
    """The longest copy there is; a description beside it is the abstract."""
    content = core(entry, "content")
    inner = xml.attribute(content, "base")
    full = html_of(other(entry, "purl.org/rss/1.0/modules/content", "encoded"))
    full = full or _written(content) or html_of(other(entry, "w3.org/1999/xhtml", "body"))
    short = (
        html_of(core(entry, "description"))
        or html_of(core(entry, "summary"))
        or html_of(other(entry, "purl.org/dc/", "description"))
    )
    told = "" if markup.plain(full) else feed_media.text(entry)
    full = told if len(told) > len(short) else full
    full, short = feed_around.without(full), feed_around.without(short)
    if markup.plain(full):
        item.abstract = markup.plain(short)
    body = full if markup.plain(full) else short
    item.body_html = markup.story(body, item, urljoin(base, inner) if inner else base)


def _written(content: etree._Element | None) -> str:
    """The content of Atom, if it is words; of another type it is a file, as Base64 or elsewhere."""
    kind = (xml.attribute(content, "type") or "text").lower()
    return html_of(content) if "/" not in kind or kind.startswith("text/") or kind.endswith("xml") else ""


def _state(entry: etree._Element, item: Item) -> None:
    state = feed_media.attribute(entry, "status", "state")
    if state in ("blocked", "deleted"):
        restrictions.status(item, {"blocked": "withheld"}.get(state, "canceled"))
    if xml.said(entry, "control", "draft") == "yes":
        item.pubstatus = "withheld"
    if restricted := feed_media.restriction(entry):
        item.usageterms = restricted


def _identifiers(found: list[etree._Element], items: list[Item], channel: etree._Element) -> list[str | None]:
    """The entry's own, or its address; what several stories share is no identifier, and what names the feed neither."""
    links = [next((one["href"] for one in item.links if one["rel"] == "alternate"), None) for item in items]
    owns = [
        item.guid or xml.said(node, "guid") or said(node, "id", "identifier") or _about(node)
        for node, item in zip(found, items, strict=True)
    ]
    names = {name for name in (_link(channel), said(channel, "id"), _about(channel)) if name}
    shared = names | _shared(owns, items, links)
    shared_links = names | _shared(links, items, owns)
    return [
        own if own and own not in shared else link if link and link not in shared_links else None
        for own, link in zip(owns, links, strict=True)
    ]


def _number(items: list[Item]) -> None:
    """An identifier that is the address with a number has its version there, unless several stories share the page."""
    found = [_NUMBERED.fullmatch(item.guid) for item in items]
    pages = Counter(match[1] for match in found if match)
    for item, match in zip(items, found, strict=True):
        links = [one["href"] for one in item.links if one["rel"] == "alternate"]
        if match and pages[match[1]] == 1 and any(href.partition("?")[0] == match[1] for href in links):
            item.guid, item.version = match.groups()


def _about(node: etree._Element) -> str | None:
    return xml.attribute(node, "about")


def _shared(names: list, items: list[Item], others: list) -> set[str]:
    """Names of more than one story. Two versions of one story share headline, or the address."""
    stories: dict[str, set] = {}
    for name, item, beside in zip(names, items, others, strict=True):
        if name:
            stories.setdefault(name, set()).add((item.headline, beside))
    count = Counter(name for name in names if name)
    return {
        name
        for name, told in stories.items()
        if len({headline for headline, _ in told}) > 1
        and (None in (besides := {beside for _, beside in told}) or len(besides) > 1 or count[name] == len(names))
    }
