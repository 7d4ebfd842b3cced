"""What agencies make of an envelope: bylines that are none, datelines that are none, headlines within the body."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import islice

from .. import dateline
from ..dateline_words import AGENCIES, PARTICLES
from . import copy, identity, labels, markup
from .item import Item
from .notes import NOT_PUBLIC, TO_EDITORS

MAX_ITEMS = 1_000
MAX_MARKS = 5  # at the end of one story
MAX_LOOKED_AT = 200  # elements of a kind; what a page puts around its body stands near its top
PRIVATE = re.compile(rf"private|non-?public|internal|contact|\bnpa\b|{NOT_PUBLIC}", re.IGNORECASE)
_ADVISORY = re.compile(
    r"(?-i:ADVISORY)\s*[-–:]|(?:advisory|notes?|attention|attn\.?)\W+(?:(?:to|all)\s+){0,2}(?:users|clients|subscribers|editors)\b"
    rf"|editor(?:[’']?s|s[’']?) advisory\b|{TO_EDITORS}|مذكرة\W*$",
    re.IGNORECASE,
)
PLANS = {"vorschau", "tagesvorschau", "achtung", "planungshinweis"}  # genres of dpa for what only tells editors
_BY = re.compile(r"(?:by|von|par|por|di|da|van|av|af|от|текст:?)\s*:?\s+", re.IGNORECASE)
_INITIALS = re.compile(r"[a-z]{1,4}(?:[/ ,.+-]{1,2}[a-z]{1,4})*|[A-Z]{1,4}(?:[/+-][A-Za-z]{1,4})*")
# The sanitizer unwraps these; a blank line keeps what stood in them apart.
_WRAPS = re.compile(
    r"</?(?:div|section|article|aside|main|h[1456]|dl|dt|dd|pre|address|center|caption|fieldset)\b[^<>]*>",
    re.IGNORECASE,
)
_FLAT = re.compile(r"(<p\b[^<>]*>)([^<]*\n[^<]*)(</p>)", re.IGNORECASE)
# The sanitizer takes a time that grows with the square of the attributes of one tag.
_LOADED = re.compile(r"<([A-Za-z]\w{0,9})\s[^<>]{5000,}>")
_BLOCK = re.compile(r"<(?:p|br|div|ul|ol|table|h\d|section|pre)\b", re.IGNORECASE)
# The paragraph at the end of the copy.
_LAST = re.compile(r"\n?<p\b[^>]*>(?:(?!</?p\b).)*</p>$")
_TAIL = re.compile(f"{labels.TAIL.pattern.removesuffix('$')}(?=</p>$)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]{2,}")
_INDENTED = re.compile(r"\n\s*\n|\n(?=[ \t]{2,}\S)")


def note(role: str | None, text: str | None, *, public: bool) -> list[dict]:
    """An entry of `ednotes`, or none where nothing is said. Role and words can make it private."""
    private = not public or PRIVATE.search(f"{role} {text}")
    return [{"role": role, "text": text, "public": not private}] if text else []


def byline(item: Item, text: str | None) -> None:
    """Take what an element for the byline holds: a byline; or desk initials, or a line of headline, which are told."""
    if not text or text == item.byline or text[0].isdigit():  # "3.6.2024 10:00 | Example Oyj" is none
        return
    if (bare := text.strip("()©/ ")).casefold() in AGENCIES:
        text = bare  # "(©NTB)"
    name = re.split(r"[,/|(]| and ", _BY.sub("", text, count=1))[0].split()
    named = name and all(
        word[0].upper() == word[0] or word.casefold() in PARTICLES or word.casefold() in AGENCIES for word in name
    )
    if _INITIALS.fullmatch(text) and text.casefold() not in AGENCIES:
        item.signals.append(f"byline in metadata: {text}")
    elif not named or text in (item.headline, item.subheadline):
        item.subheadline = item.subheadline or (text if text != item.headline else None)
    else:
        if item.byline and item.byline.casefold() not in text.casefold():
            item.signals.append(f"byline in metadata: {item.byline}")
        item.byline = text


def finish(item: Item) -> Item:
    """Settle an item whose fields are filled, and whose `body_html` is as the agency sent it."""
    item.body_html = _parted(copy.bounded(item.body_html or "", item))
    copy.settle(item)
    item.body_html = _folded(item.body_html or "") or None
    end(item)
    item.dateline = item.dateline or _dateline(item)
    item.source = item.source or (item.dateline.agency if item.dateline else None)
    if item.subheadline in item.keywords:  # EFE says its slug there
        item.slugline = item.slugline or item.subheadline
    if item.subheadline in (item.headline, *item.keywords):
        item.subheadline = None
    advise(item)
    item.guid = item.guid or identity.made(item)
    return item


def end(item: Item) -> None:
    """Takes the marks of the end off the copy."""
    for _ in range(MAX_MARKS):
        found = _LAST.search(item.body_html or "")
        words = copy.said(found[0]) if found else ""
        if not found or not (f"byline in metadata: {words}" in item.signals or labels.is_end(words, item)):
            break
        item.body_html = item.body_html[: found.start()] or None
        item.body_text = "\n\n".join((item.body_text or "").split("\n\n")[:-1]) or None
    if item.body_text and _TAIL.search(item.body_html or ""):
        item.body_html, item.body_text = _TAIL.sub("", item.body_html), labels.TAIL.sub("", item.body_text)


def advise(item: Item) -> None:
    """A text that only speaks to editors is not for publication."""
    empty = not (item.body_text or item.abstract or item.images or item.attachments or item.caption)
    advisory = any(_ADVISORY.match(text or "") for text in (item.headline, item.body_text, *item.keywords))
    genres = (item.genre, *(note["text"] for note in item.ednotes if note["role"] == "genrenote"))
    advisory = advisory or any((genre or "").casefold() in PLANS for genre in genres)
    if item.type == "text" and item.pubstatus != "canceled" and (advisory or (empty and item.ednotes)):
        item.not_for_publication = True


def says_something(item: Item) -> bool:
    """Asked before `finish`, which gives every item a name."""
    words = (item.guid, item.headline, item.abstract, item.caption, item.slugline, item.dateline_element)
    return any((*words, (item.body_html or "").strip(), item.images, item.attachments, item.links, item.ednotes))


def _folded(html: str) -> str:
    """Each block on one line, as its words are; a line ends only between blocks."""
    html = _BLANKS.sub(lambda blanks: "\n" if "\n" in blanks[0] else " ", html)
    html = re.sub(r"(?<=[^>\s])[ \t]*\n\s*|\n\s*(?=[^<\s])", " ", html)
    return re.sub(r"(<(?:p|h2|h3|li|td|th)>)[ \t\n]+|[ \t\n]+(?=</(?:p|h2|h3|li|td|th)>)", r"\1", html)


def _dateline(item: Item) -> dateline.Dateline | None:
    """The dateline of the metadata where the copy has none; a time stamp, a day or a city alone is no dateline."""
    told = (item.dateline_element or "").rstrip(" -–—")
    filed = item.contentcreated or item.versioncreated or item.firstcreated
    sent = date.fromisoformat(filed[:10]) if filed else None
    for line in (item.dateline_element, f"{told} --") if told else ():
        found, rest = dateline.split(line, sent, item.language or "")
        if found and found.city and not rest:
            return replace(found, raw=item.dateline_element)
    found, _ = dateline.split(f"{told} -- The copy.", sent, item.language or "", told)
    return replace(found, raw=item.dateline_element) if found and found.region else None


def page(html: str, item: Item) -> str:
    """The body of a page: what only repeats the item's headline, slugline and byline is taken out of it."""
    html, titles = _taken(copy.bounded(html, item), "title", lambda _tag, _inner: True)
    for tag in ("head", "script", "style"):
        html, _ = _taken(html, tag, lambda _tag, _inner: True)
    below, heads = _taken(html, "header", lambda _tag, _inner: True)
    above = "".join(heads)
    for tag in ("p", "div", "span"):
        above, lines = _taken(above, tag, lambda tag, _inner: "byline" in tag)
        below, more = _taken(below, tag, lambda tag, _inner: "byline" in tag)
        for line in lines + more:
            byline(item, copy.said(line) or None)
    below, _ = _taken(below, "ul", lambda tag, _inner: "slugline" in tag)
    below, _ = _taken(below, "p", lambda tag, inner: "teaser" in tag and copy.said(inner) == item.abstract)
    _, first = _taken(above + below, "h1", lambda _tag, _inner: True)
    item.headline = item.headline or next((words for words in map(copy.said, first + titles) if words), None)
    return markup.story(re.sub(r"<(/?)h[456]\b", r"<\1h3", below, flags=re.IGNORECASE), item)


def _taken(html: str, tag: str, wanted: Callable[[str, str], bool]) -> tuple[str, list[str]]:
    """The HTML without the elements of that name that are wanted, and what these held."""
    opening = re.compile(rf"<{tag}(?=[\s>])[^<>]*>", re.IGNORECASE)
    left, taken, end = [], [], 0
    for match in islice(opening.finditer(html), MAX_LOOKED_AT):
        close = html.find(f"</{tag}>", match.end())
        if close < 0:
            break
        inner = html[match.end() : close]
        if match.start() >= end and wanted(match[0], inner):
            left.append(html[end : match.start()])
            taken.append(inner)
            end = close + len(tag) + 3
    return "".join([*left, html[end:]]), taken


def _parted(html: str) -> str:
    """Paragraphs kept apart that are marked by wraps only, or by indented lines among others that are not."""
    html = _LOADED.sub(r"<\1>", html)
    if not _BLOCK.search(html):
        return "".join(f"<p>{part}</p>" for part in _INDENTED.split(html.strip()) if part.strip())
    return _WRAPS.sub(lambda wrap: f"\n\n{wrap[0]}\n\n", _FLAT.sub(_indented, html))


def _indented(match: re.Match) -> str:
    below = [line for line in match[2].strip("\n").split("\n")[1:] if line.strip()]
    deep = [line for line in below if re.match(r"[ \t]{2,}", line)]
    if not deep or len(deep) == len(below):
        return match[0]
    return "".join(f"<p>{part}</p>" for part in _INDENTED.split(match[2].strip("\n")) if part.strip())
