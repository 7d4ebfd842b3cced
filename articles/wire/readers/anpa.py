"""ANPA 1312, the line format of American agencies.

<SOH>a0471-----                                   transmission number and routing
r i BC-UN--Rights-Vote 1stLd-Writethru   03-24 0310    service level, category, keyword, version, date, words
<STX>^BC-UN--Rights Vote, 1st Ld-Writethru,310<   slug, version, length
^Rights council adopts resolution<                headline, then a summary
^AP Photo GVA101, GVA102<    ^Eds: Updates.<      pictures, notes to editors
^By A WRITER=    ^Associated Press=               byline
<TAB>GENEVA (AP) _ Text ...
AP-WF-03-24-18 0900GMT<
"""

import hashlib
import html
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .. import copy, labels, lines, restrictions
from ..item import UNREADABLE, Item, folded, image

_HEADER = re.compile(
    r"[\x00\s\x04\x0c\x16\x7f]*\x01?[\x00\x16\s]*(?P<transmission>[A-Za-z]\d{3,4}\S{0,12})"
    r"(?:[ \t]*\n|\s*\x1f(?:[^\n]{0,60}\n)?)"  # behind the separator stands where it goes, or the message at once
    r"[^\w\n]*(?P<level>[a-z])[^\w\n]+(?P<category>[a-z])[^\w\n]+(?P<keyword>\S[^\n]*)",
    re.IGNORECASE,
)
_DATED = re.compile(r"[ \t]*(?:\w{2,5}-)?[A-Z]{2}-(\d\d)-(\d\d)-(\d\d)[ \t]+(\d\d)(\d\d) ?GMT[ \t]*<?", re.IGNORECASE)
# "KWS-21:37-09-12-18": the clock of the agency's place, day before month.
_LOCAL = re.compile(r"[ \t]*(?P<desk>[A-Z]{2,4})-(\d\d):(\d\d)-(\d\d)-(\d\d)-(\d\d)[ \t]*")
CLOCKS = {"KWS": ZoneInfo("Asia/Tokyo")}
_LISTED = re.compile(r"(?P<keyword>.*?)(?:\s+(?P<month>\d\d)-(?P<day>\d\d))?(?:\s+(?P<words>\d{3,5}))?\s*")

# The service level: urgency and what it is called. Levels a and s are advances, to be held until their day.
LEVELS = {"f": (1, "flash"), "b": (2, "bulletin"), "u": (3, "urgent"), "r": (4, None), "d": (5, None)}
ADVANCES = {"a": "for a weekday", "s": "for a Sunday"}
CATEGORIES = {
    "a": "Domestic",
    "e": "Entertainment",
    "f": "Finance",
    "i": "International",
    "k": "Commentary",
    "l": "Lifestyle",
    "n": "State and regional",
    "p": "Politics",
    "r": "Sport, racing",
    "s": "Sport",
    "t": "Travel",
    "v": "Advisories",
    "w": "Washington",
}
FEATURES = {"e", "k", "l", "t"}  # their letter f means a feature, which is no flash
_PICTURES = re.compile(r"(?:AP|With AP)?\s*(?:Photos?|Graphics?)\b\s*(?P<ids>.*)", re.IGNORECASE | re.DOTALL)
_EDS = re.compile(r"(?:eds?|editors?)(?:['’]?s?['’]? notes?)?\s*[:._–—-]\s*(?P<words>.*)", re.IGNORECASE | re.DOTALL)
_MEDIA = re.compile(r"(?:with )?(?:AP )?(?:photos?|videos?|graphics?|audio|interactives?)\b", re.IGNORECASE)
_ROWS = re.compile(r"^<td>.*(?:\n<td>.*)*$", re.MULTILINE)
_CELLS = re.compile(r"\^?[^;]*(?:;(?! )[^;]*){3,}")  # a row of standings: "Boston;24;14;.632"
_WRITER = re.compile(
    r"(?:the )?(?:associated press|ap)\b.{0,40}|.{0,40}\b(?:writer|editor|correspondent)s?", re.IGNORECASE
)
_VERSION = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\s*(?:Ld|Lead|Add|Sub)\S*", re.IGNORECASE)
_KILL = re.compile(r"\bKILL\b|\bkill$", re.MULTILINE)  # shouted anywhere in the slug, or at the end of a part of it
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)\s*(?:ld|lead|add|sub)", re.IGNORECASE)
_FOR_EDITORS = re.compile(
    r".*\b(?:advisory|advisories|digest|daybook|editors'? note|calendar-?note|test message)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(.{20,240}?[.!?]['”\"’)]*)(?=\s+[A-Z“\"'‘]|$)", re.DOTALL)


def recognises(raw: bytes) -> bool:
    head = lines.decoded(raw[:4000])
    found = _HEADER.match(head)
    if not found:
        return False
    dated = re.search(r" \d\d-\d\d +\d{3,5}\s*$", found["keyword"])
    return "\n^" in head or "\x02" in head or bool(dated or re.search(r"AP-[A-Z]{2}-\d\d-\d\d", head))


def read(raw: bytes, path: str) -> list[Item]:
    """The messages of a transmission. Raises Unreadable when it is too long."""
    return lines.transmission(raw, path, "anpa", _message)


def _message(text: str, path: str) -> Item | None:
    found = _HEADER.match(text)
    return _item(found, text[found.end() :], path) if found else None


def _item(header: re.Match, message: str, path: str) -> Item:
    item = Item(path=path, format="anpa", pubstatus="usable", language="en")
    listed = _LISTED.fullmatch(folded(lines.plain(header["keyword"])[:500]) or "")
    item.slugline = folded(_VERSION.sub("", listed["keyword"]))
    code = header["category"].casefold()
    _level("d" if code in FEATURES else header["level"].casefold(), item)
    item.subjects.append({"scheme": "anpa", "code": code, "name": CATEGORIES.get(code)})
    rows = _dated(re.sub(r"<[ \t]*\^", "<\n^", lines.plain(message)).split("\n"), item)
    rows = rows if any(row.startswith("^") for row in rows) else _marked(rows, item)
    body = _header(rows, item)
    _body(body, item)
    _signals(item, listed["keyword"] or "")
    if not item.headline and (first := _SENTENCE.match(item.body_text or "")):
        item.headline = folded(first[1])
        item.signals.append("headline made from the first sentence")
    elif not item.headline and item.slugline:
        item.headline = item.slugline
        item.signals.append("headline made from the slug")
    _identity(header["transmission"], code, listed, item)
    return item


def _level(level: str, item: Item) -> None:
    item.urgency, signal = LEVELS.get(level, (5, None))
    if signal:
        item.signals.append(signal)
    if level in ADVANCES:
        item.signals.append(f"advance {ADVANCES[level]}")
        item.embargoed = UNREADABLE


def _dated(rows: list[str], item: Item) -> list[str]:
    """Takes the line of date and time off the end."""
    for number in range(len(rows) - 1, max(len(rows) - 30, -1), -1):
        if found := _DATED.fullmatch(rows[number]):
            month, day, year, hour, minute = map(int, found.groups())
            zone = UTC
        elif found := _LOCAL.fullmatch(rows[number]):
            hour, minute, day, month, year = map(int, found.groups()[1:])
            zone = CLOCKS.get(found["desk"])
        else:
            continue
        try:
            moment = datetime(year + (2000 if year < 70 else 1900), month, day, hour, minute, tzinfo=zone)
        except ValueError:
            zone = None
        if zone:
            item.versioncreated = item.firstcreated = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        else:
            item.signals.append(f"date not read: {rows[number].strip()}")
        return rows[:number]
    return rows


def _marked(rows: list[str], item: Item) -> list[str]:
    """The rows above the copy, which is indented, with the marks that some leave out; the slug stands there again."""
    top = next((number for number, row in enumerate(rows[:5]) if row.startswith(("\t", "  "))), 0)
    titles = [row.strip(" \t+<") for row in rows[:top]]
    return [f"^{title}<" for title in titles if title and title != item.slugline] + rows[top:]


def _header(rows: list[str], item: Item) -> list[str]:
    """Takes the lines between "^" and "<" off the top, and the byline's, which end in "="; returns the rest."""
    number, titles = 0, []
    while number < len(rows):
        row = rows[number].strip()
        if row and not row.startswith("^"):
            break
        end = _end(rows, number) if row else number
        text = folded(" ".join(rows[number : end + 1]).replace("^", " ")) or ""
        line = text.rstrip("<= ")
        if text.endswith("=") and not _byline(line, item):
            if titles or item.byline:
                break  # a heading within the copy: "^AMERICAN LEAGUE="
            titles.append(line)
        elif re.fullmatch(r"\*\d+", line):
            pass  # a code of the transmission: "^*9006<"
        elif text.endswith("<") and re.match(r"[A-Z]{2}-+\w", line) and not titles:
            _slug(line, item)
        elif line and not text.endswith("="):
            _line(line, item, titles)
        number = end + 1
    item.headline = _typeset(titles[0]) if titles else None
    if not any(row.strip() for row in rows[number:]):
        return rows[number:] + [f"\t{title}" for title in titles[1:]]  # a list of headlines is the copy
    item.abstract = _typeset(" ".join(titles[1:])) if titles[1:] else None
    return rows[number:]


def _end(rows: list[str], number: int) -> int:
    """Where the header line that begins here ends: it may be broken, and goes on up to its "<" or "="."""
    for end in range(number, min(len(rows), number + 12)):
        if end > number and (not rows[end].strip() or rows[end].startswith(("^", "\t"))):
            return end - 1
        if rows[end].rstrip().endswith(("<", "=")):
            return end
    return number


def _slug(line: str, item: Item) -> None:
    """ "BC-US--Giant Lobster Death, 1st Ld-Writethru,127" """
    keyword, *rest = (part.strip() for part in line.split(","))
    item.slugline = folded(keyword) or item.slugline
    item.signals += [part for part in rest if part and not part.isdecimal()]
    if any(map(restrictions.HOLDS.match, rest)):
        item.embargoed = UNREADABLE


def _byline(line: str, item: Item) -> bool:
    """ "By A WRITER", and behind it "AP Sports Writer"."""
    if by := re.fullmatch(r"By\s+(.{2,150})", line, re.IGNORECASE):
        item.byline = by[1]
    elif item.byline and _WRITER.fullmatch(line):
        item.byline += f", {line}"
    else:
        return False
    return True


def _line(line: str, item: Item, titles: list[str]) -> None:
    bracketed = re.fullmatch(r"\((.+)\)", line)
    line = bracketed[1] if bracketed and re.match(r"eds?\b|editor|adv", bracketed[1], re.IGNORECASE) else line
    if found := _EDS.fullmatch(line):
        lines.ednote(item, found["words"], "eds")
    elif restrictions.HOLDS.match(line) or restrictions.tells_embargo(line):
        lines.ednote(item, line, "embargo")
    elif (found := _PICTURES.fullmatch(line)) and (ids := re.findall(r"\b[A-Z]{2,6}\d{1,6}\b", found["ids"])):
        item.images += [image(guid=name) for name in dict.fromkeys(ids[:100])]
    elif _MEDIA.match(line) and len(line) < 60:
        lines.ednote(item, line, "media")
    else:
        titles.append(line)


def _body(rows: list[str], item: Item) -> None:
    """Tabs, or blank lines, begin paragraphs; "^...=" is a heading within; "___" a break; rows of tables stay apart."""
    rows = "\n".join(rows).rstrip(" \t\n<").split("\n")
    if labels.is_end(rows[-1].strip(), item):
        rows.pop()
    blocks: list[str] = []
    words, indented = [], False  # of the paragraph that is open
    for row in [*rows, ""]:
        text = row.strip().rstrip("<")
        apart = not text or text.startswith("^") or re.fullmatch(r"_{2,}=?", text) or _CELLS.fullmatch(text)
        if words and (apart or row.startswith(("\t", "  ")) or not indented):
            blocks.append(f"<p>{_escaped(' '.join(words))}</p>")
            words = []
        if text.startswith("_") and apart:
            blocks.append("<hr>")
        elif _CELLS.fullmatch(text):
            cells = (_escaped(cell).replace("_", "—") for cell in text.removeprefix("^").split(";"))
            blocks.append("".join(f"<td>{cell}</td>" for cell in cells))
        elif apart and _byline_below(text, blocks, item):
            continue
        elif apart and (heading := text.strip("^=< ")):
            blocks.append(f"<h3>{_escaped(heading)}</h3>")
        elif not apart:
            indented = indented if words else row.startswith(("\t", "  "))
            words.append(text)
    while blocks and blocks[-1] == "<hr>":
        blocks.pop()
    item.body_html = _ROWS.sub(_table, "\n".join(blocks))
    copy.settle(item)
    for field in ("body_html", "body_text"):
        setattr(item, field, _dashes(getattr(item, field)))
    item.source = item.source or "AP"


def _byline_below(text: str, blocks: list[str], item: Item) -> bool:
    """A table has it below more lines of heading: "^All Times EDT="."""
    above = all(block.startswith("<h3>") for block in blocks)
    return above and not item.byline and text.startswith("^By ") and _byline(text.strip("^=< "), item)


def _table(rows: re.Match) -> str:
    return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows[0].split("\n")) + "</tbody></table>"


def _escaped(text: str) -> str:
    return html.escape(_quotes(text), quote=False)


def _quotes(text: str) -> str:
    """`` and '' are quotation marks; a brace behind a figure is a half."""
    text = text.replace("``", "“").replace("''", "”")
    text = re.sub(r"(?<![\w`])`(?=\w)", "‘", text)
    return re.sub(r"(?<=\d)\{", "½", text)


def _dashes(text: str | None) -> str | None:
    return re.sub(r"(?<= )_(?=[ <\n]|$)|(?<=>)_(?= )", "—", text) if text else None


def _typeset(text: str) -> str | None:
    return folded(_dashes(_quotes(text)))


def _signals(item: Item, keyword: str) -> None:
    said = f"{keyword} {item.slugline or ''} " + "\n".join(item.signals)
    if version := _VERSION.search(keyword):
        spelt = {re.sub(r"\W", "", signal).casefold() for signal in item.signals}
        if re.sub(r"\W", "", version[0]).casefold() not in spelt:
            item.signals.append(version[0])
    if _KILL.search(said) or any(map(restrictions.KILL.fullmatch, item.signals)):
        item.pubstatus = "canceled"
    if re.search(r"\bwithhold|\bhold\b", " ".join(item.signals), re.IGNORECASE):
        item.pubstatus = "withheld"
    if _FOR_EDITORS.match(said) or (not item.body_text and item.ednotes and item.pubstatus == "usable"):
        item.not_for_publication = True


def _identity(transmission: str, category: str, listed: re.Match, item: Item) -> None:
    """A story keeps its slug through the day, and each lead that replaces it has the next number.

    Alerts share one slug, so their transmission numbers tell them apart.
    """
    ordinal = next(filter(None, map(_ORDINAL.search, item.signals)), None)
    item.version = str(int(ordinal[1]) + 1) if ordinal else "1"
    day = (item.versioncreated or "")[:4] + (f"-{listed['month']}-{listed['day']}" if listed["month"] else "")
    parts = [category, re.sub(r"\W", "", item.slugline or "").casefold(), day]
    if not item.slugline or re.search(r"alert", item.slugline, re.IGNORECASE):
        parts += [transmission, item.versioncreated or item.body_text or ""]
    item.guid = "urn:newsroom:anpa:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
