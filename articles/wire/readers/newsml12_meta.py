"""The metadata of a NewsML 1.x NewsItem: who it is, how it is managed, and what its lines say."""

import re
from collections.abc import Iterator

from lxml import etree

from .. import labels, restrictions, times
from ..copy import agency
from ..envelope import byline, note
from ..item import Item
from ..xml import attribute, every, first, name, said

# Revisions stand at the end of a public identifier, some with the kind of the update: ":2", ":1N".
_REVISION = re.compile(r":(\d+)[NUA]?$")
# An identifier that names the provider and nothing more.
_PROVIDER = re.compile(r"urn:newsml:[^:]*")
# A person's name where others write initials, a desk or a house.
_PERSON = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?: [^\W\d_][^\W\d_'’.-]*){1,3}")
ALERTS = {"alert", "flash", "bulletin"}
UNTOLD = {"storytype"}  # lines that say nothing to an editor
TAKEN_BACK = {"delete", "kill", "cancel", "canceled", "cancelled"}


def formal(node: etree._Element | None) -> str | None:
    """The formal name; some write it as the element's text."""
    return attribute(node, "FormalName") or (said(node) if node is not None and not len(node) else None)


def told(node: etree._Element | None, *path: str) -> str | None:
    return next(filter(None, map(said, every(node, *path))), None)


def identify(item: Item, news: etree._Element) -> None:
    """One name for all revisions of a story; so the revision is cut off its public identifier."""
    names = first(news, "Identification", "NewsIdentifier")
    provider, day, own = (told(names, part) for part in ("ProviderId", "DateId", "NewsItemId"))
    own = own if (own or "").strip("0") else None
    revision, public = told(names, "RevisionId") or "", told(names, "PublicIdentifier") or ""
    whole = public.count(":") > 4 or not own or f":{own}:" in public
    cut = _REVISION.search(public) if whole else None
    if public.count(":") > 3 or (public and not own and not _PROVIDER.fullmatch(public)):
        item.guid = public[: cut.start()] if cut else public.removesuffix(f":{revision}") if whole else public
    elif provider and own:
        item.guid = f"urn:newsml:{':'.join(filter(None, (provider, _day(day, news), own)))}"
    else:
        item.guid = own or told(news, "**", "guid") or _duid(news)
    digits = re.search(r"\d+", revision)
    item.version = digits[0] if digits else cut[1] if cut else None


def _day(day: str | None, news: etree._Element) -> str | None:
    """The day of the first revision, where some give the moment of this one."""
    made = told(news, "NewsManagement", "FirstCreated") or ""
    return made[:8] if day and "T" in day and re.match(r"\d{8}", made) else day


def _duid(news: etree._Element) -> str | None:
    duid = attribute(first(news, "NewsComponent"), "Duid")
    return duid if (duid or "").strip("0") else None


def language(told_of: str | None) -> str | None:
    """As BCP 47 writes it: "nl", "nl-NL"."""
    code, *region = (told_of or "").split("-")
    return "-".join([code.lower(), *(part.upper() if len(part) == 2 else part for part in region)]) or None


def manage(item: Item, news: etree._Element) -> None:
    of = first(news, "NewsManagement")
    item.firstcreated = times.utc(told(of, "FirstCreated"))
    item.versioncreated = times.utc(told(of, "ThisRevisionCreated"))
    urgency = re.fullmatch("[1-9]", formal(first(of, "Urgency")) or "")
    item.urgency = int(urgency[0]) if urgency else None
    instructions = list(filter(None, (formal(one) for one in every(of, "Instruction"))))
    taken_back = next((word for word in instructions if word.casefold() in TAKEN_BACK), None)
    word = formal(first(of, "Status"))
    restrictions.status(item, "canceled" if taken_back else word)
    item.signals += instructions
    _change(item, of, (word or "usable").casefold())
    for rel in ("AssociatedWith", "DerivedFrom"):
        for one in every(of, rel):
            if guid := attribute(one, "NewsItem"):
                item.links.append({"rel": rel, "guid": guid, "href": None})
                item.replaces = item.replaces or (guid if rel == "DerivedFrom" else None)
    kind = (formal(first(of, "NewsItemType")) or "").casefold()
    if kind == "advisory":
        item.not_for_publication = True
    item.signals += {kind} & ALERTS


def _change(item: Item, of: etree._Element | None, word: str) -> None:
    """A status that will change to usable is an embargo; one that will change from it ends the story."""
    changes = every(of, "StatusWillChange")
    opens = [one for one in changes if (formal(first(one, "FutureStatus")) or "usable").casefold() == "usable"]
    if word == "embargoed" or (word == "usable" and opens):
        item.embargoed = restrictions.embargo(*([told(one, "DateAndTime") or "" for one in opens] or [""]))
    closes = (told(one, "DateAndTime") for one in changes if one not in opens)
    item.expires = next(filter(None, map(times.utc, closes)), None)


def line(item: Item, component: etree._Element) -> None:
    """Fill what the item lacks from the lines and the metadata of a component."""
    for lines in every(component, "NewsLines"):
        item.headline = item.headline or told(lines, "HeadLine")
        item.subheadline = item.subheadline or told(lines, "SubHeadLine")
        item.dateline_element = item.dateline_element or told(lines, "DateLine")
        item.creditline = item.creditline or (told(lines, "CreditLine") or "").rstrip(" –—-") or None
        item.copyrightnotice = item.copyrightnotice or told(lines, "CopyrightLine")
        item.usageterms = item.usageterms or told(lines, "RightsLine")
        if not item.slugline:
            slug(item, told(lines, "SlugLine"))
        by, title = told(lines, "ByLine"), told(lines, "ByLineTitle")
        if by and not item.byline:
            byline(item, f"{by}, {title}" if title else by)
        item.keywords += [word for one in every(lines, "KeywordLine") for word in _words(said(one), item)]
        for one in every(lines, "NewsLine"):
            _newsline(item, formal(first(one, "NewsLineType")), told(one, "NewsLineText"))
    item.keywords += [word for one in every(component, "item_keywords", "*") for word in _words(said(one), item)]
    _administer(item, first(component, "AdministrativeMetadata"))
    # Some misspell the element.
    for described in (one for one in component if name(one).startswith("DescriptiveMetada")):
        describe(item, described)
    rights = first(component, "RightsMetadata")
    item.usageterms = item.usageterms or told(rights, "UsageRights", "UsageType")
    item.copyrightholder = item.copyrightholder or told(rights, "Copyright", "CopyrightHolder")
    item.language = item.language or language(attribute(component, "lang"))


def slug(item: Item, words: str | None) -> None:
    """The slugline, without what says which lead it is; one that says nothing else is a signal."""
    bare = Item(path="", format="")
    left = labels.headline(words or "", bare)
    lead = not left or "," in (words or "")  # "BC-EU--Harbour, 2nd Ld-Writethru", "URGENT"
    item.slugline = (bare.slugline or left if lead else words) or None
    item.signals += bare.signals if lead else []


def _words(text: str | None, item: Item) -> list[str]:
    parts = dict.fromkeys(part.strip() for part in (text or "").split(";"))
    return [part for part in parts if part and part not in item.keywords]


def _newsline(item: Item, kind: str | None, text: str | None) -> None:
    """Lines by other names: addresses are links, and what is not known is for editors."""
    if not text:
        return
    if re.match(r"https?://\S+$", text):
        item.links.append({"rel": kind or "related", "guid": None, "href": text})
    elif "catchword" in (kind or "").casefold():
        item.keywords += _words(text, item)
    elif re.search("date ?line", kind or "", re.IGNORECASE):
        item.dateline_element = item.dateline_element or text
    elif (kind or "").casefold() not in UNTOLD:
        item.ednotes += note(kind, text, public=False)


def _administer(item: Item, of: etree._Element | None) -> None:
    parties = [formal(one) for part in ("Provider", "Source") for one in every(of, part, "Party")]
    item.source = item.source or next(filter(None, parties), None)
    for maker in map(formal, every(of, "Creator", "Party")):
        house = maker in parties or any(map(agency, [maker or "", *(maker or "").split()]))
        if maker and not item.byline and not house and _PERSON.fullmatch(maker):
            byline(item, maker)
    for one in every(of, "Property"):
        if (attribute(one, "FormalName") or "") in ("EditorialInfo", "EditorialNote"):
            item.ednotes += note(attribute(one, "FormalName"), attribute(one, "Value"), public=False)
    for one in every(of, "Instruction"):
        item.ednotes += note("instruction", formal(one), public=False)


def describe(item: Item, of: etree._Element) -> None:
    item.language = item.language or language(formal(first(of, "Language")))
    item.genre = item.genre or formal(first(of, "Genre"))
    item.subjects = list({tuple(found.values()): found for found in [*item.subjects, *_subjects(of)]}.values())
    for one in every(of, "Property"):
        if attribute(one, "FormalName") in ("Keyword", "Keywords"):
            item.keywords += _words(attribute(one, "Value"), item)
        elif attribute(one, "FormalName") == "Version":
            item.signals += filter(None, [(attribute(one, "Value") or "").casefold()])
    places = every(of, "Location")
    places.sort(key=lambda one: attribute(one, "HowPresent") != "Origin")
    filed = [one for one in places if attribute(one, "HowPresent") in (None, "Origin")] + [of]
    item.located = item.located or next(filter(None, map(_city, filed)), None)


def _city(node: etree._Element) -> str | None:
    found = (attribute(one, "Value") for one in every(node, "Property") if attribute(one, "FormalName") == "City")
    return next(filter(None, found), None)


def _subjects(of: etree._Element) -> Iterator[dict]:
    """Codes, with the names that a set of topics in the same item gives to them; English before others."""
    codes = [
        one for one in every(of, "SubjectCode", "**") if attribute(one, "FormalName") and name(one) != "SubjectCode"
    ]
    news = next((one for one in of.iterancestors() if name(one) == "NewsItem"), None) if codes else None
    topics = {told(topic, "FormalName"): topic for topic in every(news, "NewsComponent", "TopicSet", "Topic")}
    for one in codes:
        code = attribute(one, "FormalName")
        names = [
            said for said in every(topics.get(code), "Description") if attribute(said, "Variant") in (None, "Name")
        ]
        names.sort(key=lambda name: attribute(name, "lang") != "en")
        scheme = attribute(one, "Scheme") or attribute(one, "Vocabulary")
        yield {"scheme": scheme, "code": code, "name": told(names[0]) if names else None}
