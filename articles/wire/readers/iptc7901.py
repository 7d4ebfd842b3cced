"""IPTC 7901, the line format of European agencies.

<SOH>bdt0042 2 pl 41  dpa 0107          service and number, priority, category, words, free text
Keyword/Country/                        keywords
<STX>(Eil)                              signals, headline, byline, up to a line that ends in " ="
Headline of the story =
Berlin (dpa) - Text ...
# Notizblock                            what follows is for editors
dpa abc yydd n1 sku                     initials of those who wrote it
<ETX>251037 GMT Sep 24                  day, time, month, year
"""

import hashlib
import html
import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ... import dateline
from ...dateline_words import AGENCIES, MONTHS
from .. import copy, envelope, lines, restrictions
from ..item import Item, folded

MAX_HEADER = 60  # lines

_HEADER = (
    r"(?P<service>[A-Za-z]{2,6})[ -]?(?P<number>\d{2,6}) +(?P<priority>[0-9]) +(?P<category>[A-Za-z]{1,3})"
    r" +(?P<words>\d{1,6})\b(?P<text>[^\n]*)"
)
_START = re.compile(r"[\x00\s\x16\x7f\x04\ufeff]*(?:ZCZC[^\n]*\n)?\x01?\s*" + _HEADER)
_DATED = re.compile(
    r"[ \t]*(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)[ \t]*(?P<zone>[A-Z]{1,4})?[ \t]+"
    r"(?P<month>[^\W\d_]{3,10})\.?[ \t]+(?P<year>\d\d(?:\d\d)?)[ \t]*"
)
ZONES = {"CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "MSK": 3, "BST": 1}  # hours ahead of GMT; any other is GMT
# Whose clock it is where no zone is printed. Of another agency nobody can say what the moment was.
CLOCKS = {"dpa": "Europe/Berlin", "apa": "Europe/Vienna", "anp": "Europe/Amsterdam"}
CLOCKS |= dict.fromkeys(("ats", "sda", "awp", "keystone-ats", "keystone-sda"), "Europe/Zurich")
CATEGORIES = {
    "pl": "Politik",
    "wi": "Wirtschaft",
    "ku": "Kultur",
    "vm": "Vermischtes",
    "sp": "Sport",
    "wt": "Wetter",
    "rs": "Redaktioneller Service",
    "i": "International",
    "e": "Economy",
    "f": "Finance",
    "p": "Politics",
    "s": "Sport",
    "c": "Culture",
}
SERVICE = {"rs"}  # categories that are for editors and never printed
_SIGNAL = re.compile(
    r"(?:\d+(?:st|nd|rd|th) (?:lead|ld|net|add|take)|lead|extra|refile|urgent|flash|bulletin|alert|roundup"
    r"|update\b.{0,10}|correct(?:ion|ed)|repeat(?:ing)?|feature|news feature|analysis|background"
    r"|preview|advisory|embargo\b.{0,60}"
    r"|(?:mandatory )?kill(?:\W{1,3}kill){0,3}|eil|vorrang|blitz|achtung|berichtigung|korrektur|wiederholung"
    r"|zusammenfassung)\W*",
    re.IGNORECASE,
)
_FOR_EDITORS = re.compile(
    r"\W*(?:vorschau|tagesvorschau|advisory|diary|note to editors|hinweis|impressum)\b", re.IGNORECASE
)
_CORRECTS = re.compile(r"\W*(?:berichtigung|korrektur|correct(?:ion|ed)|refile)", re.IGNORECASE)
_BYLINE = re.compile(r"(?:By|Von|Par|Por)\s+(?P<by>[^\W\d_].{1,150})", re.DOTALL)
_SIGNED = re.compile(r"\((?P<agency>[^\W\d_]{2,8})(?:[\s/\\]+[a-z]{1,4}){1,6}\)")  # "(SDA/ab cd)"
_COPYRIGHT = re.compile(r"(?:\(c\)|©|copyright\b)\s*\d{4}.{2,200}", re.IGNORECASE)
_LINK = re.compile(r"\[(?P<title>[^\]\n]{0,300})\]\((?P<href>https?://[^\s()]{1,1000})\)")
_URN = re.compile(r"urn:newsml:[\w.:-]{5,150}")


def recognises(raw: bytes) -> bool:
    """By its first line; without control characters a header has to end somewhere, or the date to stand below."""
    head = lines.decoded(raw[:20_000])
    if not (start := _START.match(head[:2000])):
        return False
    return "\x01" in start[0] or "\x02" in head[:2000] or bool(re.search(r" =\s*\n", head))


def read(raw: bytes, path: str) -> list[Item]:
    """The messages of a transmission. Raises Unreadable when it is too long."""
    return lines.transmission(raw, path, "iptc7901", _message)


def _message(text: str, path: str) -> Item | None:
    return _item(text[start.start("service") :], path) if (start := _START.match(text)) else None


def _item(message: str, path: str) -> Item:
    item = Item(path=path, format="iptc7901", pubstatus="usable")
    head, text = _halves(message)
    _first_line(head[0], item)
    text, moment = _dated(text, item)
    _time(moment, item)
    _header(_keywords(head[1:], item), item)
    text, private = lines.parted(text)
    text, initials = _initials(text)
    private, more = _initials(private)
    item.language = lines.language(f"{item.headline or ''}\n{text}")
    item.links = [{"rel": "related", "guid": None, "href": link["href"]} for link in _LINK.finditer(private)]
    if corrected := _CORRECTS.search("\n".join(item.signals)) and _URN.search(private):
        item.replaces = corrected[0]
    lines.notes(item, private)
    item.copyrightnotice = next((note["text"] for note in item.ednotes if _COPYRIGHT.fullmatch(note["text"])), None)
    lines.ednote(item, initials or more, "initials")
    _body(text, item)
    _time(moment, item)  # the dateline may tell the agency, whose clock it is
    if moment and not item.versioncreated:
        item.signals.append(f"date not read: {folded(moment[0])}")
    if item.pubstatus != "canceled" and not item.body_text and item.ednotes:
        item.not_for_publication = True
    name = "\n".join(part or "" for part in (head[0], item.slugline, item.versioncreated, item.headline))
    item.guid = "urn:newsroom:iptc7901:" + hashlib.sha256(name.encode()).hexdigest()[:32]
    return item


def _halves(message: str) -> tuple[list[str], str]:
    """The lines up to the end of the header, and the text. A header that does not end stops at a blank line."""
    first, _, rest = message.partition("\n")
    rows = rest.split("\n")
    for number, row in enumerate(rows[:MAX_HEADER]):
        last = lines.plain(row).rstrip()
        if last == "=" or last.endswith((" =", "\t=")):
            return [first, *rows[:number], row.rstrip().rstrip("=")], "\n".join(rows[number + 1 :])
    begun = next((number for number, row in enumerate(rows[:MAX_HEADER]) if "\x02" in row), 0)
    blank = next((n for n in range(begun, len(rows)) if n and not lines.plain(rows[n]).strip()), len(rows))
    return [first, *rows[:blank]], "\n".join(rows[blank:])


def _first_line(line: str, item: Item) -> None:
    found = re.match(_HEADER, lines.plain(line).strip())
    item.urgency = int(found["priority"]) or None
    code = found["category"].casefold()
    item.subjects.append({"scheme": "iptc7901", "code": code, "name": CATEGORIES.get(code)})
    names = [name for name in re.findall(r"[^\W\d_]+", found["text"]) if name.casefold() in AGENCIES]
    item.source = names[0] if names else None
    if code in SERVICE:
        item.not_for_publication = True


def _keywords(rows: list[str], item: Item) -> list[str]:
    """Takes the keyword lines off the top: all before STX, or the first ones that end in a stroke."""
    begun = next((number for number, row in enumerate(rows) if "\x02" in row), None)
    clean = [lines.plain(row).strip() for row in rows]
    if begun is None:
        begun, filled = 0, [number for number, row in enumerate(clean) if row]
        while filled and clean[filled[0]].endswith("/"):
            begun = filled.pop(0) + 1
        if not begun and len(filled) > 1 and _is_slug(clean[filled[0] : filled[1]]):
            begun = filled[1]
    slug = "".join(row if row.endswith("/") else f"{row} " for row in clean[:begun] if row).strip()
    item.slugline = folded(slug.strip("/ "))
    item.keywords = list(dict.fromkeys(word for part in slug.split("/") if (word := folded(part))))
    return clean[begun:]


def _is_slug(rows: list[str]) -> bool:
    """A line that a blank one parts from the headline."""
    return len(rows) > 1 and len(rows[0]) < 60 and not rows[0].startswith("(") and not _SIGNAL.fullmatch(rows[0])


def _header(rows: list[str], item: Item) -> None:
    """Signals, headline and byline. What is in brackets is a signal, over several lines too."""
    headline: list[str] = []
    block = "\n".join(row for row in rows if row)
    for part in re.findall(r"^\((?:[^()]|\([^()]*\))*\)$|^.+$", block, re.MULTILINE):
        text = folded(part)
        bracketed = text.startswith("(") and text.endswith(")")
        if bracketed or (not headline and _SIGNAL.fullmatch(text)):
            _signal(text[1:-1].strip() if bracketed else text, item)
        elif headline and (by := _BYLINE.fullmatch(text)):
            item.byline = folded(by["by"])
        elif item.byline:
            item.byline += f" {text}"
        else:
            headline.append(text)
    item.headline = folded(" ".join(headline))
    if item.headline and restrictions.tells_embargo(item.headline):
        lines.ednote(item, item.headline, "embargo")
    if item.headline and _FOR_EDITORS.match(item.headline):
        item.not_for_publication = True


def _signal(text: str, item: Item) -> None:
    if not text:
        return
    item.signals.append(text)
    if _CORRECTS.match(text) and ":" in text:
        lines.ednote(item, text.partition(":")[2], "correction")
    elif restrictions.tells_embargo(text):
        lines.ednote(item, text, "embargo")
    if restrictions.KILL.match(text):
        item.pubstatus = "canceled"
    if _FOR_EDITORS.match(text):
        item.not_for_publication = True


def _dated(text: str, item: Item) -> tuple[str, re.Match | None]:
    """Takes the date line off the end: behind ETX, or the last line of such a shape."""
    text, _, tail = text.partition("\x03")
    rows = lines.plain(text).rstrip().split("\n")
    if rows and rows[-1].strip() in ("NNNN", "ENDS"):
        rows.pop()
    last = lines.plain(tail).strip().split("\n")[0] if tail.strip() else rows[-1]
    if found := _DATED.fullmatch(last):
        if not tail.strip():
            rows.pop()
    elif tail := lines.plain(tail).strip():
        item.signals.append(f"date not read: {tail[:80]}")
    return "\n".join(rows), found


def _time(found: re.Match | None, item: Item) -> None:
    if found and not item.versioncreated:
        clock = CLOCKS.get((item.source or "").casefold())
        item.versioncreated = item.firstcreated = _moment(found, ZoneInfo(clock) if clock else None)


def _moment(found: re.Match, clock: ZoneInfo | None) -> str | None:
    """None without a zone, where it is not known whose clock it was."""
    year = int(found["year"])
    year += 0 if year > 99 else 1900 if year > 69 else 2000
    month = MONTHS.get(found["month"].casefold(), 0)
    ahead = timezone(timedelta(hours=ZONES.get(found["zone"], 0))) if found["zone"] else clock
    try:
        moment = datetime(year, month, int(found["day"]), int(found["hour"]), int(found["minute"]), tzinfo=ahead)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if ahead else None
    except ValueError:
        return None


def _initials(text: str) -> tuple[str, str | None]:
    """Takes the desk's own line off the end: "dpa abc yydd n1 sku"."""
    rest, _, last = text.rstrip().rpartition("\n")
    if found := _SIGNED.fullmatch(last.strip()):
        return (rest, last.strip()) if found["agency"].casefold() in AGENCIES else (text, None)
    words = last.split()
    if 1 < len(words) <= 10 and words[0].casefold() in AGENCIES and words[0][0].islower() and last == last.lower():
        return rest, last
    return text, None


def _body(text: str, item: Item) -> None:
    """The copy; a paragraph that only leads to the one with the dateline is the abstract."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    second = " ".join(blocks[1].split()) if len(blocks) > 1 else ""
    if second and (by := _BYLINE.fullmatch(" ".join(blocks[0].split()))):
        item.byline = item.byline or folded(by["by"])
        del blocks[0]
    elif second and not dateline.split(" ".join(blocks[0].split()))[0]:
        found, _ = dateline.split(second)
        if found and found.agency:
            item.abstract = folded(blocks.pop(0))
    item.body_html = "\n".join(_table(block) or copy.paragraphs(block) for block in blocks)
    copy.settle(item)
    envelope.end(item)
    if item.source and "/" in item.source:
        item.source = item.source.partition("/")[0]  # "dpa/lni" is the agency and its desk


def _table(block: str) -> str | None:
    """Lines between strokes, as results and standings come."""
    rows = [row.strip() for row in block.strip().split("\n")]
    if not all(row.startswith("|") and row.endswith("|") and len(row) > 1 for row in rows):
        return None
    cells = [
        "".join(f"<td>{html.escape(cell.strip(), quote=False)}</td>" for cell in row[1:-1].split("|")) for row in rows
    ]
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"
