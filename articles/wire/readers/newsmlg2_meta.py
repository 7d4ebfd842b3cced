"""The metadata of a NewsML-G2 item. Codes are compared without their prefixes; no catalog is ever fetched."""

import re
from collections.abc import Iterator

from lxml import etree

from .. import restrictions, times
from ..envelope import byline, note
from ..item import Item
from ..xml import attribute, every, first, said

TYPES = {"text", "picture", "composite", "audio", "video", "graphic"}
REPLACING = {"evolvedfrom", "derivedfrom", "replaces", "previousversion", "supersedes"}


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
    _credit(item, management, content)
    _classify(item, node, content)
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
    item.signals += [found for one in every(management, "signal") if (found := code(one))]
    for link in every(management, "link"):
        _link(item, link)


def _notes(node: etree._Element) -> Iterator[dict]:
    """A note, and apart from it the sections in it that are not for the public."""
    role, constraint = code(node, "role"), code(node, "pubconstraint")
    for part in [below for below in node.iter() if "nonpublic" in (attribute(below, "class") or "")]:
        yield from note(role, said(part), public=False)
        part.clear(keep_tail=True)
    yield from note(role, said(node), public=constraint is None or constraint == "public")


def _link(item: Item, link: etree._Element) -> None:
    rel, guid, href = code(link, "rel"), attribute(link, "residref"), attribute(link, "href")
    if href and href.startswith(("urn:", "tag:")):
        guid, href = guid or href, None
    if guid or href:
        item.links.append({"rel": rel, "guid": guid, "href": href})
    if (rel or "").casefold() in REPLACING:
        item.replaces = item.replaces or guid or href


def _entitle(item: Item, management: etree._Element | None, content: etree._Element | None) -> None:
    """The headline by role and rank; a second one, or one so called, is the headline below."""
    heads = [one for one in every(content, "headline") if said(one)]
    heads.sort(key=lambda one: (_below(one), _foreign(one, item), attribute(one, "rank") or "0"))
    main = heads[0] if heads and not _below(heads[0]) else None
    item.headline = said(main) if main is not None else None
    other = next((one for one in heads if one is not main and not _foreign(one, item)), None)
    item.subheadline = said(other) if other is not None else None
    item.title = told(management, "title")
    item.slugline = told(content, "slugline")
    for one in every(content, "description"):
        _description(item, one)


def _below(headline: etree._Element) -> bool:
    return "sub" in (code(headline, "role") or "").casefold()


def _foreign(node: etree._Element, item: Item) -> bool:
    language = attribute(node, "lang")
    return bool(language and item.language) and language[:2].casefold() != item.language[:2].casefold()


def _description(item: Item, node: etree._Element) -> None:
    role = (code(node, "role") or "").casefold()
    if role == "caption" or (not role and item.type in ("picture", "graphic")):
        item.caption = item.caption or said(node)
    else:
        item.abstract = item.abstract or said(node)


def _credit(item: Item, management: etree._Element | None, content: etree._Element | None) -> None:
    """Who is to be printed, who made it, and where: `by` is for readers, `creator` is for a picture's credit."""
    byline(item, ", ".join(filter(None, map(said, every(content, "by")))) or None)
    item.dateline_element = told(content, "dateline")
    item.creditline = told(content, "creditline")
    places = [place for place in every(content, "located") if named(place, item.language)]
    item.located = named(places[0], item.language) if places else None
    source = first(content, "infoSource")
    item.source = (named(source) if source is not None else None) or named(first(management, "provider"))
    if item.type in ("picture", "graphic"):
        creators = [named(one) for one in every(content, "creator")]
        item.creator = next(filter(None, creators), None)
        item.byline = item.byline or item.creator
        item.datecreated = item.contentcreated
        item.city = item.located
        item.country = named((every(places[0], "broader") or [None])[-1], item.language) if places else None


def _classify(item: Item, node: etree._Element, content: etree._Element | None) -> None:
    """Subjects by their codes; names that are missing stand in the assertions."""
    item.keywords = list(dict.fromkeys(filter(None, map(said, every(content, "keyword")))))
    genres = (named(one, item.language) for one in every(content, "genre"))
    item.genre = next(filter(None, genres), None)
    asserted = {code(one): told(one, "name") for one in every(node, "assert")}
    for one in every(content, "subject"):
        scheme, _, word = (attribute(one, "qcode") or "").rpartition(":")
        word = word or attribute(one, "literal") or attribute(one, "uri")
        known = named(one, item.language) if every(one, "name") else None
        if word or known:
            known = known or asserted.get(code(one))
            item.subjects.append({"scheme": scheme or None, "code": word, "name": known})


def _rights(item: Item, info: etree._Element) -> None:
    holder = first(info, "copyrightHolder")
    item.copyrightholder = item.copyrightholder or (named(holder, item.language) if holder is not None else None)
    item.copyrightnotice = item.copyrightnotice or _native(item, every(info, "copyrightNotice"))
    item.usageterms = item.usageterms or _native(item, every(info, "usageTerms"))


def _native(item: Item, nodes: list[etree._Element]) -> str | None:
    """The words in the item's language; if none is in it, the first."""
    spoken = sorted((one for one in nodes if said(one)), key=lambda one: _foreign(one, item))
    return said(spoken[0]) if spoken else None
