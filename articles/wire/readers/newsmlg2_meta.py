"""The metadata of a NewsML-G2 item. Codes are compared without their prefixes; no catalog is ever fetched."""

import re
from collections.abc import Iterator

from lxml import etree

from .. import copy, labels, restrictions, times
from ..envelope import byline, note
from ..item import Item
from ..notes import ALONE
from ..renditions import file_of, picture
from ..xml import attribute, every, first, inner, said

TYPES = {"text", "picture", "composite", "audio", "video", "graphic"}
REPLACING = {"evolvedfrom", "derivedfrom", "replaces", "previousversion", "supersedes"}
# What codes of agencies' own mean, where their end alone says nothing.
SIGNALS = {"edstat:u": "update", "edstat:c": "correction"}
PRIVATE = re.compile("nonpublic|closing")


def code(node: etree._Element | None, *keys: str) -> str | None:
    """The code behind the prefix of the first of these attributes, or the end of its URI."""
    value = next(filter(None, (attribute(node, key) for key in keys or ("qcode", "literal", "uri", "role"))), None)
    return re.split(r"[:/#]", value.rstrip("/"))[-1] or None if value else None


def named(node: etree._Element | None, language: str | None = None) -> str | None:
    """The name in the item's language, or the first one, or the code."""
    names = [one for one in every(node, "name") if said(one)]
    names.sort(key=lambda one: not (language or "").startswith((attribute(one, "lang") or "?")[:2]))
    return (said(names[0]) if names else None) or attribute(node, "literal") or code(node, "qcode", "uri")


def told(node: etree._Element | None, *path: str) -> str | None:
    """The words at the path; also of nothing."""
    return next(filter(None, map(said, every(node, *path))), None)


def describe(item: Item, node: etree._Element) -> None:
    """Fill the item from the metadata of a newsItem or packageItem."""
    management, content = first(node, "itemMeta"), first(node, "contentMeta")
    item.guid, item.version = attribute(node, "guid"), attribute(node, "version")
    item.language = code(first(content, "language"), "tag") or attribute(node, "lang")
    kind = (code(first(management, "itemClass")) or "text").casefold()
    item.type = kind if kind in TYPES else "text"
    _manage(item, management, content)
    _entitle(item, management, content)
    asserted = {code(one): one for one in every(node, "assert") if code(one)}
    _credit(item, management, content, asserted)
    _classify(item, content, asserted)
    for info in every(node, "rightsInfo"):
        _rights(item, info)


def _manage(item: Item, management: etree._Element | None, content: etree._Element | None) -> None:
    item.firstcreated = times.utc(told(management, "firstCreated"))
    item.versioncreated = times.utc(told(management, "versionCreated"))
    item.contentcreated = times.utc(told(content, "contentCreated"))
    item.expires = times.utc(told(management, "expires") or told(content, "expires"))
    restrictions.status(item, code(first(management, "pubStatus")))
    item.embargoed = restrictions.embargo(*(said(one) or "" for one in every(management, "embargoed")))
    urgency = re.fullmatch("[1-9]", told(content, "urgency") or "")
    item.urgency = int(urgency[0]) if urgency else None
    for one in [*every(management, "edNote"), *every(management, "ednote")]:
        item.ednotes += _notes(one)
    item.ednotes = _once(item.ednotes)
    item.signals += filter(None, map(_signal, every(management, "signal")))
    for link in every(management, "link"):
        _link(item, link)


def _once(notes: list[dict]) -> list[dict]:
    """Some say a note twice, by itself and within another; it is private if one of the two is."""
    found: dict[str, dict] = {}
    for one in notes:
        kept = found.setdefault(one["text"], one)
        kept["public"] = kept["public"] and one["public"]
    return list(found.values())


def _signal(node: etree._Element) -> str | None:
    return SIGNALS.get((attribute(node, "qcode") or "").lower(), code(node))


def _notes(node: etree._Element) -> Iterator[dict]:
    """A note, and apart from it the parts of it that are not for the public; a note may say so in its words."""
    role, constraint = code(node, "role"), code(node, "pubconstraint")
    for part in [below for below in node.iter() if PRIVATE.search(attribute(below, "class") or "")]:
        yield from note(role, copy.said(inner(part)), public=False)
        part.clear(keep_tail=True)
    text = copy.said(inner(node))
    meant = constraint in (None, "public") and not PRIVATE.search(role or "") and not ALONE.match(text)
    yield from note(role, text, public=meant)


def _link(item: Item, link: etree._Element) -> None:
    """What it leads to; of a picture that comes by itself also what is known of it here."""
    rel, href = code(link, "rel"), attribute(link, "href")
    guid = attribute(link, "residref") or attribute(link, "guidref")
    if href and href.startswith(("urn:", "tag:")):
        guid, href = guid or href, None
    if guid or href:
        item.links.append({"rel": rel, "guid": guid, "href": href})
    if (rel or "").casefold() in REPLACING:
        item.replaces = item.replaces or guid or href
    elif (guid or href) and is_shown(link):
        item.images.append(shown(link, guid, href))


def is_shown(link: etree._Element) -> bool:
    kind = (code(first(link, "itemClass")) or "").casefold()
    return kind in ("picture", "graphic") or (attribute(link, "contenttype") or "").startswith("image/")


def shown(link: etree._Element, guid: str | None, href: str | None) -> dict:
    """The picture that a link, or a reference in a package, leads to."""
    titles = {(code(one, "role") or "title").casefold(): said(one) for one in every(link, "title")}
    caption = titles.get("caption") or told(link, "description")
    file = file_of(told(link, "filename")) or file_of(href)
    return picture([], guid=guid, href=href, file=file, headline=titles.get("title"), caption=caption)


def _entitle(item: Item, management: etree._Element | None, content: etree._Element | None) -> None:
    """The headline by role and rank; a second one, or one so called, is the headline below."""
    heads = [one for one in every(content, "headline") if said(one)]
    heads.sort(key=lambda one: (_below(one), _foreign(one, item), _short(one), attribute(one, "rank") or "0"))
    main = heads[0] if heads and not _below(heads[0]) else None
    item.headline = said(main) if main is not None else None
    others = [one for one in heads if one is not main and not _foreign(one, item)]
    other = next(filter(_below, others), next((one for one in others if not _short(one)), None))
    item.subheadline = said(other) if other is not None else None
    item.title = told(management, "title")
    _labelled(item, told(content, "slugline"))
    for one in every(content, "description"):
        _description(item, one)


def _labelled(item: Item, slug: str | None) -> None:
    """The slugline without what says which lead it is; a label of the headline is a signal, and stays on it."""
    left = labels.headline(slug, item) if slug and "," in slug else slug  # "AP-EU-Harbour, 2nd Ld-Writethru"
    item.slugline = item.slugline or left or None
    bare = Item(path="", format="")
    labels.headline(item.headline or "", bare)
    item.signals = list(dict.fromkeys([*item.signals, *bare.signals]))


def _short(headline: etree._Element) -> bool:
    """For lists and telephones; not what is printed, if there is another."""
    return (code(headline, "role") or "").casefold() in ("short", "mobile", "seo", "web")


def _below(headline: etree._Element) -> bool:
    return "sub" in (code(headline, "role") or "").casefold()


def _foreign(node: etree._Element, item: Item) -> bool:
    language = attribute(node, "lang")
    return bool(language and item.language) and language[:2].casefold() != item.language[:2].casefold()


def _description(item: Item, node: etree._Element) -> None:
    role = (code(node, "role") or "").casefold()
    if role == "caption" or (not role and item.type in ("picture", "graphic")):
        item.caption = item.caption or said(node)
    elif role in ("script", "shotlist"):
        item.body_html = item.body_html or copy.paragraphs(said(node) or "")
    else:
        item.abstract = item.abstract or said(node)


def _known(node: etree._Element, asserted: dict, item: Item) -> str | None:
    """The name that stands here, or in the assertion about it; a key to an assertion is no name."""
    if every(node, "name"):
        return named(node, item.language)
    told_of = asserted.get(code(node))
    return told(told_of, "name") or told(told_of, "**", "locality", "name")


def _credit(item: Item, management: etree._Element | None, content: etree._Element | None, asserted: dict) -> None:
    """Who is to be printed, who made it, and where: `by` is for readers, `creator` is for a picture's credit."""
    byline(item, ", ".join(filter(None, map(said, every(content, "by")))) or None)
    item.dateline_element = told(content, "dateline")
    item.creditline = (told(content, "creditline") or "").rstrip(" –—-") or None
    places = [place for place in every(content, "located") if named(place, item.language)]
    here = asserted.get(code(places[0])) if places else None
    item.located = _known(places[0], asserted, item) if places else None
    item.located = item.located or (named(places[0], item.language) if places and here is None else None)
    source = first(content, "infoSource")
    item.source = (named(source) if source is not None else None) or named(first(management, "provider"))
    if item.type in ("picture", "graphic"):
        creators = [named(one) for one in every(content, "creator")]
        item.creator = next(filter(None, creators), None)
        item.byline = item.byline or item.creator
        item.datecreated = item.contentcreated
        item.city = item.located
        broader = (every(places[0], "broader") or [None])[-1] if places else None
        item.country = named(broader, item.language) or told(here, "**", "country", "name")


def _classify(item: Item, content: etree._Element | None, asserted: dict) -> None:
    """Subjects by their codes; names that are missing stand in the assertions."""
    item.keywords = list(dict.fromkeys(filter(None, map(said, every(content, "keyword")))))
    genres = (named(one, item.language) for one in every(content, "genre"))
    item.genre = next(filter(None, genres), None)
    subjects: dict[tuple, dict] = {}
    for one in every(content, "subject"):
        scheme, _, word = (attribute(one, "qcode") or "").rpartition(":")
        word = word or attribute(one, "literal") or attribute(one, "uri")
        known = _known(one, asserted, item)
        if word or known:
            found = {"scheme": scheme or None, "code": word, "name": known}
            subjects[tuple(found.values())] = found
    item.subjects = list(subjects.values())


def _rights(item: Item, info: etree._Element) -> None:
    holder = first(info, "copyrightHolder")
    item.copyrightholder = item.copyrightholder or (named(holder, item.language) if holder is not None else None)
    item.copyrightnotice = item.copyrightnotice or _native(item, every(info, "copyrightNotice"))
    item.usageterms = item.usageterms or _native(item, every(info, "usageTerms"))


def _native(item: Item, nodes: list[etree._Element]) -> str | None:
    """The words in the item's language; if none is in it, the first."""
    spoken = sorted((one for one in nodes if said(one)), key=lambda one: _foreign(one, item))
    return said(spoken[0]) if spoken else None
