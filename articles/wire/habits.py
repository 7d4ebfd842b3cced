"""What an agency always does, as its Source says: whom to trust for dateline and byline, what to leave out."""

import re
from fnmatch import translate

from articles import dateline
from articles.models import Section, Source
from articles.wire import copy
from articles.wire.item import Item

_BLOCK = re.compile(r"<(p|h2|h3|blockquote|li)\b[^>]*>.*?</\1>\n?", re.DOTALL)
_TOLD = "byline in metadata: "
Trust = Source.Trust


def apply(item: Item, source: Source) -> None:
    """Nothing gets lost but what is to be left out: what is not trusted stays among the signals."""
    _leave_out(item, source.strip)
    _dateline(item, source.dateline_from)
    _byline(item, source.byline_from)


def is_foreign(item: Item, source: Source) -> bool:
    """Does the item bear an identifier that is not this source's to give?"""
    prefixes = tuple(source.guid_prefixes.split())
    made = (item.guid or "urn:newsroom:").startswith("urn:newsroom:")
    return bool(prefixes) and not made and not item.guid.startswith(prefixes)


def section(item: Item, source: Source) -> Section | None:
    """Where the first rule that speaks of one of the item's subjects or keywords puts it."""
    told = {word.casefold() for subject in item.subjects for word in _named(subject)}
    told |= {word.casefold() for word in item.keywords}
    rules = source.rules.select_related("section__parent__parent__parent") if told else ()
    return next((rule.section for rule in rules if rule.subject.strip().casefold() in told), None)


def _named(subject: dict) -> list[str]:
    scheme, code, name = subject["scheme"], subject["code"], subject["name"]
    return [word for word in (code, name, f"{scheme}:{code}" if scheme and code else None) if word]


def _leave_out(item: Item, lines: str) -> None:
    patterns = [re.compile(translate(line.strip()), re.IGNORECASE) for line in lines.splitlines() if line.strip()]
    if not patterns or not item.body_html:
        return

    def wanted(block: re.Match) -> str:
        said = copy.said(block[0])
        return "" if any(pattern.match(said) for pattern in patterns) else block[0]

    left = _BLOCK.sub(wanted, item.body_html).strip()
    if not left:
        item.signals.append("The lines to leave out would leave nothing of it.")
        return
    item.body_html = left
    said = (copy.said(block) for block in re.split(r"\n", item.body_html or ""))
    item.body_text = "\n\n".join(words for words in said if words) or None


def _dateline(item: Item, trust: str) -> None:
    if trust == Trust.COPY or (trust == Trust.METADATA and not item.dateline_element):
        return
    if item.dateline and item.dateline.raw != item.dateline_element:
        item.signals.append(f"dateline in the copy: {item.dateline.raw}")
    told = (item.dateline_element or "").rstrip(" -–—")
    found, rest = dateline.split(f"{told} --", None, item.language or "") if told else (None, "")
    item.dateline = None
    if trust == Trust.METADATA:
        item.dateline = found if found and not rest else dateline.Dateline(raw=item.dateline_element)


def _byline(item: Item, trust: str) -> None:
    told = next((signal.removeprefix(_TOLD) for signal in item.signals if signal.startswith(_TOLD)), None)
    if trust == Trust.COPY or (trust == Trust.METADATA and not told):
        return
    if item.byline:
        item.signals.append(f"byline in the copy: {item.byline}")
    item.byline = told if trust == Trust.METADATA else None
