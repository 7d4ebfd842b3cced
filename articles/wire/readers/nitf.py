"""NITF 3.x, alone or in the envelope of another format. Agencies disagree on what its elements are for."""

import re

from lxml import etree

from .. import restrictions, times
from ..envelope import byline, finish, note, says_something
from ..item import Item, Unreadable
from ..xml import attribute, begins, every, first, inner, name, root, said
from .nitf_media import apart, media

# Where agencies that have no slugline in the format keep it.
SLUGLINES = ("anpa-keyword", "slugline", "slug", "NTBStikkord")
HEADINGS = {"hl1": "h2", "hl2": "h2", "bq": "blockquote"}
PARAGRAPHS = {"pre", "fn", "dt", "dd", "datasource", "byline", "dateline", "tagline", "bibliography"}
EDITORS_NOTES = {"editorsnote", "editors-note", "ednote"}
DROPPED = {"media", "nitf-table-metadata", "nitf-col", "nitf-colgroup"}


# A moment that nobody filled in: "YYYYMMDD000000-HHMM".
_UNFILLED = re.compile(r"[YMDHST0-9:.+-]{0,20}YYYY[YMDHST0-9:.+-]{0,30}")
_GAP = re.compile(r"^\s*\n\s*(?=[.,;:!?)\]])")  # only the layout of the file
_CODE = re.compile(r"(?:<[a-z/][^<>]*>\s*)+", re.IGNORECASE)  # for a page to run, without a word to read


def recognises(raw: bytes) -> bool:
    return begins(raw) == "nitf"


def read(raw: bytes, path: str) -> list[Item]:
    """The story. Raises Unreadable when the document says nothing at all."""
    item = Item(path=path, format="nitf")
    node = root(raw)
    identify(item, node)
    fill(item, node)
    if not says_something(item):
        raise Unreadable("There is no story in this NITF file. Check what was sent, and ask for it again.")
    return [finish(item)]


def identify(item: Item, node: etree._Element) -> None:
    """What the document says of itself as a delivery; within an envelope the envelope says it."""
    data = first(node, "head", "docdata")
    item.guid = attribute(first(data, "doc-id"), "id-string")
    item.version = attribute(first(data, "du-key"), "version")
    issued = first(data, "date.issue")
    published = attribute(first(node, "head", "pubdata"), "date.publication")
    item.versioncreated = times.utc(_moment(issued) or published)
    item.expires = times.utc(_moment(first(data, "date.expire")))
    restrictions.status(item, attribute(data, "management-status"))
    _release(item, data, _moment(issued))
    _affected(item, data)


def within(item: Item, node: etree._Element) -> None:
    """Fill an item whose envelope has been read; of the two the stricter status and embargo hold."""
    own = Item(path="", format="")
    identify(own, node)
    item.pubstatus = max(item.pubstatus or "usable", own.pubstatus, key=("usable", "withheld", "canceled").index)
    item.embargoed = restrictions.embargo(*filter(None, (item.embargoed, own.embargoed)))
    item.replaces = item.replaces or own.replaces
    item.expires = item.expires or own.expires
    item.signals += own.signals
    fill(item, node)


def fill(item: Item, node: etree._Element) -> None:
    """Fill what the item lacks from a `nitf` element, and its body, which is left for `finish`."""
    head, body = first(node, "body", "body.head"), first(node, "body")
    item.language = item.language or attribute(node, "baselang") or attribute(node, "lang") or attribute(body, "lang")
    _docdata(item, node)
    _rights(item, node, head)
    _headlines(item, node)
    _origin(item, head)
    item.abstract = item.abstract or apart(first(head, "abstract"))
    for words in _authors(head):
        byline(item, words)
    _notes(item, node)
    media(item, body)
    item.body_html = _body(item, node)


def _moment(node: etree._Element | None) -> str | None:
    told = attribute(node, "norm") or (said(node) if node is not None else None)
    return None if _UNFILLED.fullmatch(told or "") else told


def _release(item: Item, data: etree._Element | None, issued: str | None) -> None:
    """An embargo ends at the release; without that status a release counts when it is later than the issue."""
    ends = [_moment(node) or "" for node in every(data, "date.release")]
    if (attribute(data, "management-status") or "").casefold().endswith("embargoed"):
        item.embargoed = restrictions.embargo(*(ends or [""]))
    else:
        made = times.utc(issued) or ""
        item.embargoed = restrictions.embargo(*(end for end in ends if end and (times.utc(end) or "9") > made))


def _affected(item: Item, data: etree._Element | None) -> None:
    """The document that this one corrects, replaces or takes back."""
    other = attribute(data, "management-doc-idref")
    corrected = first(data, "correction")
    item.replaces = other or attribute(corrected, "id-string")
    if corrected is not None:
        item.signals.append("correction")
        item.ednotes += note("correction", attribute(corrected, "info"), public=False)
    status = Item(path="", format="")
    restrictions.status(status, attribute(data, "management-idref-status"))
    if other and status.pubstatus == "canceled":
        # A notice about another document: what it takes back is known under that document's name.
        item.signals.append(f"canceled by: {item.guid}")
        item.guid, item.pubstatus = other, "canceled"


def _docdata(item: Item, node: etree._Element) -> None:
    head, data = first(node, "head"), first(node, "head", "docdata")
    urgency = re.fullmatch("[1-9]", attribute(first(head, "**", "urgency"), "ed-urg") or "")
    item.urgency = item.urgency or (int(urgency[0]) if urgency else None)
    words = [attribute(word, "key") or said(word) for word in every(data, "key-list", "keyword")]
    item.keywords += [word for word in words if word and word not in item.keywords]
    metas = {attribute(meta, "name"): attribute(meta, "content") for meta in every(head, "meta")}
    slugline = next((metas[name] for name in SLUGLINES if metas.get(name)), None)
    item.slugline = item.slugline or slugline or attribute(first(data, "du-key"), "key")
    item.source = item.source or attribute(first(data, "del-list", "from-src"), "src-name")
    item.ednotes += [one for place in every(data, "ed-msg") for one in _said(place, "ed-msg")]
    for revision in every(head, "**", "revision-history"):
        item.ednotes += note("revision", attribute(revision, "comment"), public=False)
    for subject in every(head, "tobject", "tobject.subject"):
        of = [attribute(subject, f"tobject.subject.{part}") for part in ("detail", "matter", "type")]
        code, known = attribute(subject, "tobject.subject.refnum"), next(filter(None, of), None)
        _subject(item, attribute(subject, "tobject.subject.ipr") or "IPTC", code, known)
    for place in every(data, "identified-content", "classifier"):
        _subject(item, attribute(place, "type") or "classifier", attribute(place, "value"), said(place))
    for place in every(data, "evloc"):
        names = [attribute(place, part) for part in ("city", "county-dist", "state-prov")]
        _subject(item, "evloc", attribute(place, "iso-cc"), next(filter(None, names), None))
    for scope in every(data, "doc-scope"):
        _subject(item, "doc-scope", None, attribute(scope, "scope"))
    item.genre = item.genre or attribute(first(head, "tobject", "tobject.property"), "tobject.property.type")


def _subject(item: Item, scheme: str, code: str | None, words: str | None) -> None:
    if code or words:
        item.subjects.append({"scheme": scheme, "code": code, "name": words})


def _said(place: etree._Element, role: str) -> list[dict]:
    return note(role, attribute(place, "info") or said(place), public=attribute(place, "type") == "pa")


def _rights(item: Item, node: etree._Element, head: etree._Element | None) -> None:
    data, printed = first(node, "head", "docdata"), first(head, "rights")
    copyright_ = first(data, "doc.copyright")
    holder, year = attribute(copyright_, "holder"), attribute(copyright_, "year")
    owner = said(printed, "rights.owner") if printed is not None else None
    item.copyrightholder = item.copyrightholder or holder or owner
    whole = said(printed) if printed is not None else None
    item.copyrightnotice = item.copyrightnotice or (whole if whole != owner else None)
    if holder and year:
        item.copyrightnotice = item.copyrightnotice or f"© {year} {holder}"
    terms = [attribute(one, part) for one in every(data, "doc.rights") for part in ("type", "geography", "limitations")]
    item.usageterms = item.usageterms or "; ".join(filter(None, terms)) or None
    distributor = said(head, "distributor") if head is not None else None
    item.creditline = item.creditline or distributor
    item.source = item.source or distributor


def _headlines(item: Item, node: etree._Element) -> None:
    """hl1 and hl2; the title of the document only where there is no headline."""
    hedline = first(node, "body", "body.head", "hedline")
    main = said(hedline, "hl1") if hedline is not None else None
    if hedline is not None and not len(hedline):
        main = said(hedline)
    content = first(node, "body", "body.content", "**", "hl1")
    title = first(node, "head", "title")
    item.headline = item.headline or main or next((said(one) for one in (content, title) if one is not None), None)
    below = said(hedline, "hl2") if hedline is not None else None
    if below and below != item.headline and below not in item.keywords:
        item.subheadline = item.subheadline or below


def _origin(item: Item, head: etree._Element | None) -> None:
    """The dateline as it is written; its place is where the story was filed."""
    for line in every(head, "dateline"):
        place = _place(first(line, "location"))
        parts = [place, said(line, "story.date") if first(line, "story.date") is not None else None]
        item.dateline_element = item.dateline_element or (", ".join(filter(None, parts)) if place else said(line))
        item.located = item.located or (said(line, "location", "city") if _has(line, "location", "city") else place)
        item.contentcreated = item.contentcreated or times.utc(attribute(first(line, "story.date"), "norm"))


def _place(location: etree._Element | None) -> str | None:
    """The words; of an element for each part a list: "Ottawa, Ontario"."""
    if location is None or (location.text or "").strip() or any((part.tail or "").strip() for part in location):
        return said(location)
    return ", ".join(filter(None, map(said, location))) or None


def _authors(head: etree._Element | None) -> list[str]:
    """The bylines; of several people in one, but not twice of who stands there as in an index, too."""
    names: list[str] = []
    for words in filter(None, map(_byline, every(head, "byline")[:20])):
        if not any(_parts(words) <= _parts(other) for other in names):
            names.append(words)
    if len(names) > 1 and all(" " in words for words in names):
        return [" and ".join([names[0], *(words.removeprefix("By ") for words in names[1:])])]
    return names


def _parts(words: str) -> set[str]:
    return set(re.findall(r"\w+", words.casefold())) - {"by"}


def _has(node: etree._Element, *path: str) -> bool:
    found = first(node, *path)
    return found is not None and said(found) is not None


def _byline(place: etree._Element) -> str | None:
    """The words, a comma before the title; also where the elements follow without a blank."""
    parts = [" ".join(filter(None, _words(place)))]
    parts += [said(title) for title in every(place, "**", "byttl")]
    person, *titles = [part.strip(" ,") for part in parts if part and part.strip(" ,")] or [None]
    return ", ".join([person, *titles]) if person else None


def _words(place: etree._Element) -> list[str | None]:
    within = [said(one) if name(one) != "byttl" else None for one in place]
    tails = [" ".join((one.tail or "").split()) for one in place]
    pairs = [words for pair in zip(within, tails, strict=True) for words in pair]
    return [" ".join((place.text or "").split()), *pairs]


def _notes(item: Item, node: etree._Element) -> None:
    """Notes to editors, which stand anywhere in the body, leave it."""
    for place in every(node, "body", "**", "note"):
        kind, meant = attribute(place, "noteclass"), attribute(place, "type")
        if (kind or "").casefold() in EDITORS_NOTES or meant in ("npa", "pa"):
            item.ednotes += note(kind or meant, said(place), public=meant == "pa")
            _remove(place)


def _body(item: Item, node: etree._Element) -> str:
    """The content and the end of the body as HTML; of a body without these all but its head."""
    body = first(node, "body") if first(node, "body") is not None else node
    parts = [*every(body, "body.content"), *every(body, "body.end")]
    if not any(name(part) == "body.content" for part in parts):
        parts = [part for part in body if name(part) not in ("body.head", "head")]
        return "".join(_html(item, part, whole=True) for part in parts)
    for part in parts:
        _said_once(part)
    return "".join(_html(item, part) for part in parts)


def _said_once(content: etree._Element) -> None:
    """A block with the first paragraphs goes where another has these and the rest."""
    blocks = [(block, said(block) or "") for block in every(content, "block")[:20]]
    for number, (block, words) in enumerate(blocks):
        if len(words) > 40 and any(whole.startswith(words) for _, whole in blocks[number + 1 :]):
            _remove(block)


def _html(item: Item, part: etree._Element, *, whole: bool = False) -> str:
    for below in list(part.iter()):
        kind = name(below)
        below.tail = _GAP.sub("", below.tail or "")
        headline = kind in ("hl1", "hl2") and said(below) == item.headline
        noted = kind == "tagline" and said(below) in [one["text"] for one in item.ednotes]  # as NTB does
        if kind in DROPPED or headline or noted:
            _remove(below)
        elif kind == "p" and _CODE.fullmatch(words := said(below) or ""):
            item.ednotes += note("embed", words, public=False)
            if (above := below.getprevious()) is not None and name(above) == "h2" and (said(above) or "").endswith(":"):
                _remove(above)
            _remove(below)
        elif kind in HEADINGS:
            below.tag = HEADINGS[kind]
        elif kind in PARAGRAPHS:
            _lines(below, broken=kind == "pre")
    return f"<{name(part)}>{inner(part)}</{name(part)}>" if whole else inner(part)


def _lines(node: etree._Element, *, broken: bool) -> None:
    node.tag = "p"
    first_line, *lines = (node.text or "").strip("\n").split("\n") if broken else [node.text]
    node.text = first_line
    for place, line in enumerate(lines if broken else []):
        following = etree.Element("br")
        following.tail = line
        node.insert(place, following)


def _remove(node: etree._Element) -> None:
    """Take the element out; what follows it stays."""
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        parent.text = (parent.text or "") + (node.tail or "")
    parent.remove(node)
