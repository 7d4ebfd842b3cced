"""A story as it is pasted from a page: breadcrumb, headline, date and byline, slots, body with its dateline.

Home > NEWS > PHOTOS >
UN rights body adopts China-sponsored resolution on mutually beneficial cooperation
March 24,2018      By:Xinhua
View Original Image
Click the following link to download the resolution:
Promoting Mutually Beneficial Cooperation in the Field of Human Rights.pdf
GENEVA, March 24, 2018 -- The UN Human Rights Council on Friday ...
"""

import hashlib
import html
import re
from datetime import date
from itertools import pairwise

from ... import dateline
from ...dateline_words import AGENCIES, MONTHS, PARTICLES
from .. import copy, envelope, labels, markup, notes, restrictions
from .. import lines as copy_lines
from ..item import Item, Unreadable
from . import plain_frame as frame
from . import plain_slots as slots

MAX_BYTES = 5_000_000
HEADLINE = 1_000  # characters
_MOST = f"{copy_lines.MAX_TEXT:,} characters or {copy_lines.MAX_LINES:,} lines"
HEAD = 100_000  # bytes; of a file that is too long they tell whether it is text
WRAPPED = 100  # characters; wider lines are not broken by hand, each is a paragraph
NARROW = 40  # so short are only the lines of a list
_TABULAR = re.compile(r"\S {3,}\S.*\S {3,}\S")  # a row of columns

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DATE = (
    rf"(?:(?:updated|published)?:?\s*(?:(?P<m1>{_MONTH})\.?\s*(?P<d1>\d{{1,2}})\s*,\s*(?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})\.?\s+(?P<m2>{_MONTH})\.?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})|(?P<y4>\d{4})年(?P<m4>\d{1,2})月(?P<d4>\d{1,2})日)(?:,?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*(?:GMT|UTC))?)?)"
)
_KNOWN = "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))
_NAME = r"(?P<by>[^|:：\n]{2,60}?)"
SOURCES = ("source", "来源")
_LABEL = r"(?P<label>by|von|par|por|di|af|av|от|作者|source|来源)(?:\s*[:：]\s*|\s+)"

# Above the body a line is the story's date or byline when the whole of it is one of these.
CREDITS = [
    re.compile(shape, re.IGNORECASE)
    for shape in (
        _DATE,
        rf"{_DATE}[\s|·]*{_LABEL}{_NAME}",
        rf"{_LABEL}{_NAME}(?:\s*[|·,]\s*|\s+){_DATE}",
        rf"{_LABEL}{_NAME}",
        rf"(?P<by>{_KNOWN})\s*\|\s*{_DATE}",
    )
]
# Lines of the page around the story; they are dropped wherever they stand.
FURNITURE = re.compile(
    r"share(?: (?:this|on|to|with)\b.{0,40})?|print(?: this)?|e-?mail|font size\b.{0,20}|editor\s*:.{0,60}"
    r"|(?:updated|published)\b.{0,20}\d{1,2}:\d\d.{0,60}|.{0,40}\d{1,2}:\d\d .{0,20}\bupdated\b.{0,40}"
    r"|purchase licensing rights|our standards: the thomson reuters trust principles\.?|责任编辑\s*[:：].{0,40}"
    r"|新华网(?:\s*[>＞»]\s*\w{1,12}){1,5}"
    r"|\(?end(?:s|item)?\)?|#{2,3}|-30-|(?:xinhua|reuters|ap|afp)\s*\|.{0,60}|back to top|advertisement|"
    + re.sub(r"\?P<\w+>", "", _DATE),
    re.IGNORECASE,
)
# JSON that no other reader takes is broken, and no copy; "[The paper reports] ..." is copy.
JSON = re.compile(r'\[\s*["\[{\]]|\{\s*["{}]|[\[{]\s*$')
# Below a byline: "Associated Press Writer".
ROLE = re.compile(
    r"(?:the )?(?:associated press|ap)\b.{0,40}|.{0,40}\b(?:writer|editor|correspondent)s?", re.IGNORECASE
)


def recognises(raw: bytes) -> bool:
    """Any text that is not markup; so this reader is asked last."""
    head = raw if len(raw) <= MAX_BYTES else raw[:HEAD].rpartition(b"\n")[0] or raw[:HEAD]
    try:
        text = _decode(head).lstrip()
        return text[:1] not in ("", "<") and not JSON.match(text[:200])
    except Unreadable:
        return False


def read(raw: bytes, path: str) -> list[Item]:
    """The pasted story as one Item. Raises Unreadable when there is no text, or no story in it."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("The text is longer than 5 MB. Send the story alone, and its files beside it.")
    text = _decode(raw).strip()
    if len(text) <= copy_lines.MAX_TEXT:
        text = re.sub(r"\n\s*\n", "\n\n", markup.spoken(text).strip())
    if copy_lines.too_long(text):
        text = text.partition("\n")[0][:HEADLINE]  # a kill acts without its body
        if not labels.kills(text):
            raise Unreadable(f"The text has more than {_MOST}. Send the story alone.")
    item = Item(path=path, format="plain")
    lines = labels.joined([" ".join(line.split()) for line in _indented(text).splitlines()])
    lines = _head(frame.off(lines, item), item)
    lines = slots.attachments(slots.pictures(lines, item), item)
    paragraphs = _paragraphs([line for line in lines if not FURNITURE.fullmatch(line)])
    if not (item.headline or paragraphs):
        raise Unreadable("There is no story in this text. Check what was pasted, and paste it again.")
    _body(paragraphs, item)
    # The identity of the story, not of the bytes: the same story pasted with other furniture is the same.
    name = "\n".join(part or "" for part in (item.source, item.firstcreated, item.headline or item.body_text))
    item.guid = "urn:newsroom:plain:" + hashlib.sha256(name.encode()).hexdigest()[:32]
    return [item]


def _decode(raw: bytes) -> str:
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if wide else ("utf-8-sig", *copy_lines.code_pages(raw))
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("This is not text. Send the story as text, and pictures or documents as files.")
    nul, text = text.count("\0"), text.replace("\0", "")
    if nul * 10 > len(text) or len(re.findall(r"[\x01-\x08\x0e-\x1f\x7f]", text)) * 100 > len(text):
        raise Unreadable("This is not text. Send the story as text, and pictures or documents as files.")
    if not text.strip():
        raise Unreadable("The text is empty. Paste the story again.")
    return text if encoding != "cp1252" else text.replace("¤", "€")  # it was ISO-8859-15


def _head(lines: list[str], item: Item) -> list[str]:
    """Takes breadcrumb, headline, date and byline off the top; returns the lines that are left."""
    left: list[str] = []
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        line = line if item.headline else labels.headline(line, item)
        if not item.headline and not item.breadcrumb and (trail := _breadcrumb(line)):
            item.breadcrumb = trail
        elif not line or slots.is_slot(line):
            left.append(line)
        elif _credit(line, item) or FURNITURE.fullmatch(line) or labels.above(line, item):
            continue
        elif not item.headline and notes.tells_of_embargo(line) and _headline_follows(lines, number):
            item.ednotes.append({"role": "embargo", "text": line, "public": False})
        elif item.byline and _credit(before) and ROLE.fullmatch(line):
            item.byline += f", {line}"
        elif not item.headline and frame.release(line, item):
            continue
        elif not item.headline and not dateline.split(line)[0]:
            item.headline = line
        elif item.headline and before.endswith(item.headline[-20:]) and _copy_follows(lines, number):
            broken = len(before) + 1 + len(line.split()[0]) > max(map(len, lines)) <= WRAPPED
            if broken or line[0].islower() or before[-1] in ",-–—" or before.split()[-1].casefold() in PARTICLES:
                item.headline += f" {line}"
            else:
                item.subheadline = line
        elif line.endswith((":", "：")) and any(slots.PDF.fullmatch(near) for near in lines[number + 1 : number + 3]):
            left.append(line)
        else:
            return left + lines[number:]
    return left


def _breadcrumb(line: str) -> list[str]:
    """["NEWS", "PHOTOS"] of "Home > NEWS > PHOTOS >"; empty if the line is no trail."""
    parts = [part for part in re.split(r"\s*[>›»]\s*", line) if part]
    if len(parts) < 2 or any(len(part) > 40 for part in parts):
        return []
    if parts[0].casefold() in ("home", "首页"):
        return parts[1:]
    return parts if line[-1] in ">›»" else []


def _credit(line: str, item: Item | None = None) -> bool:
    """Is the line the story's date, its byline, or both? Kept in `item` if it has none yet."""
    found = next((match for shape in CREDITS if (match := shape.fullmatch(line))), None)
    if not found:
        return False
    parts = {name: text for name, text in found.groupdict().items() if text}
    by, day = parts.get("by"), _date(parts)
    if by and not all(not word[0].islower() or word.casefold() in PARTICLES | AGENCIES for word in by.split()):
        return False  # "By the time of the vote all had left"
    if item and by and parts.get("label", "").casefold() not in SOURCES:
        item.byline = item.byline or by
    if item and by:
        item.source = item.source or _source(by, parts.get("label", ""))
    if item and day:
        item.firstcreated = item.contentcreated = item.firstcreated or f"{day.isoformat()}T00:00:00Z"
    return bool(by or day)


def _headline_follows(lines: list[str], number: int) -> bool:
    following = next(filter(None, lines[number + 1 : number + 9]), "")
    return bool(following) and not _credit(following) and not dateline.split(following)[0]


def _copy_follows(lines: list[str], number: int) -> bool:
    """Date and byline below, or a dateline below a blank line: so the line is part of the heading."""
    short = len(lines[number]) < WRAPPED and lines[number][-1] not in ".!?:"
    below = next(filter(None, lines[number + 1 : number + 9]), "") if lines[number + 1 : number + 2] == [""] else ""
    if short and dateline.split(below)[0]:
        return True
    following = lines[number + 1 : number + 3]
    if "" in following:
        following = following[: following.index("")]
    return any(_credit(line) for line in following)


def _source(by: str, label: str) -> str | None:
    """The agency in a byline: "Xinhua", "Liu Qu, Xinhua". A person alone is no source, but "Source: Port, Inc." is."""
    last = by.rpartition(",")[2].strip()
    if last.casefold() in AGENCIES:
        return last
    return by if label.casefold() in SOURCES else None


def _date(parts: dict[str, str]) -> date | None:
    for n in "1234":
        if f"y{n}" in parts:
            month = parts[f"m{n}"]
            try:
                return date(
                    int(parts[f"y{n}"]),
                    int(month) if n in "34" else MONTHS[month.casefold()],
                    int(parts[f"d{n}"]),
                )
            except ValueError:
                return None
    return None


def _indented(text: str) -> str:
    """Paragraphs that begin with a few blanks and whose lines are broken by hand: each on one line. Columns: apart."""
    rows = [row.expandtabs(4).rstrip() for row in text.splitlines()]
    width = max(map(len, rows), default=0)
    begun = any(_deep(row) and below and not _deep(below) for row, below in pairwise(rows))
    if width > WRAPPED or not (begun or any(map(_TABULAR.search, rows))):
        return text
    joined: list[str] = []
    within = False  # a paragraph that began so
    for above, row in zip(["", *rows], rows, strict=False):
        full = above and row and len(above) + 1 + len(row.split()[0]) > width
        open_ = above and row and above[-1] not in '.!?:”"'
        within = _deep(row) or (within and bool(row))
        if any(map(_TABULAR.search, (above, row))):
            joined += ["", row]
        elif (full and open_) or (not _deep(row) and (full or (within and open_))):
            joined[-1] += f" {row.strip()}"
        else:
            joined += ["", row] if _deep(row) else [row]
    return "\n".join(joined)


def _deep(row: str) -> bool:
    return row.startswith("  ")


def _paragraphs(lines: list[str]) -> list[str]:
    """Blank lines part paragraphs; lines broken by hand are joined where the next word did not fit."""
    paragraphs: list[str] = []
    for block in re.split(r"\n{2,}", "\n".join(lines)):
        rows = [row for row in block.split("\n") if row]
        width = max(map(len, rows), default=0)
        for above, row in zip(["", *rows], rows, strict=False):
            if above and NARROW < width <= WRAPPED and len(above) + 1 + len(row.split()[0]) > width:
                paragraphs[-1] += f" {row}"
            else:
                paragraphs.append(row)
    return paragraphs


def _body(paragraphs: list[str], item: Item) -> None:
    text = "\n".join([item.headline or "", *paragraphs])
    item.language = copy_lines.language(text)
    paragraphs[:3] = [paragraph for paragraph in paragraphs[:3] if not labels.above(paragraph, item)]
    places, found = notes.parted(paragraphs)
    item.ednotes += found
    if item.headline and restrictions.tells_embargo(item.headline):
        item.ednotes.append({"role": "embargo", "text": item.headline, "public": False})
    paragraphs = labels.ended([paragraphs[place] for place in places], item)
    paragraphs = copy.without_copyright(paragraphs, item)
    first = next((number for number, words in enumerate(paragraphs) if not copy.POINT.match(words)), len(paragraphs))
    if paragraphs[first:]:
        sent = date.fromisoformat(item.firstcreated[:10]) if item.firstcreated else None
        item.dateline, paragraphs[first] = dateline.split(paragraphs[first], sent, item.language)
        paragraphs[first] = copy.without_writer(paragraphs[first], item)
    paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    if len(paragraphs) > 1 and paragraphs[0] == item.headline:
        del paragraphs[0]  # said again below the dateline
    if (line := item.dateline) and line.year and not item.firstcreated:
        item.firstcreated = item.contentcreated = f"{line.year:04}-{line.month:02}-{line.day:02}T00:00:00Z"
    item.source = item.source or (item.dateline and item.dateline.agency)
    item.body_html = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in paragraphs) or None
    item.body_text = "\n\n".join(paragraphs) or None
    envelope.advise(item)
