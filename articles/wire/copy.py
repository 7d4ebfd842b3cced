"""The copy of an item: what its body says of dateline and byline, and the body without them.

Metadata that disagrees stays beside it, in `dateline_element`, `located` and, for the byline, in `signals`.
"""

import html as entities
import re
from datetime import date

from .. import dateline, html
from ..dateline_words import AGENCIES, PARTICLES
from . import labels, notes
from .item import Item

MAX_TEXT = 500_000  # characters of a body, marks included; a longer one is no story
MAX_RUN = 100_000  # characters without a mark, for the time of a sanitizer grows with the square of some letters in it
UNBROKEN = f"A paragraph of this item is longer than {MAX_RUN:,} characters. Ask for it in parts."
TOP = 8  # blocks; there lines that tell of changes stand
TOO_LONG = f"The text of this item is longer than {MAX_TEXT:,} characters. Ask for it in parts."
_PARAGRAPH = re.compile(r"<(p|h2|h3|blockquote|ul|ol|table|hr)\b[^>]*>(.*?)</\1>|<hr>", re.DOTALL)
_END = re.compile(r"<br>|</(?:p|li|h\d|tr|td|th)>|<(?:p|ul|ol|table)\b[^>]*>")
_TAG = re.compile(r"<[^<>]*>")
_EMPTY = re.compile(r"<(strong|em|a|s|sub|sup)\b[^>]*></\1>")
POINT = re.compile(r"[*•▪-] ")
_WRITER = re.compile(r"[（(]((?:记者|記者)[^（）()]{1,40})[）)]")
_COPYRIGHT = re.compile(r"©|\(c\) |copyright\W{1,3}(?:©|\(c\)|(?:19|20)\d\d\b)", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|от)\s*:?\s+(?P<name>[^\W\d_][^|:<>\n]{1,80}?)(?:,?\s+(?P<role>(?:ap|associated press|afp|"
    r"reuters|dpa|press association|xinhua|staff)\b[^<>\n]{0,40}))?",
    re.IGNORECASE,
)


def settle(item: Item) -> Item:
    """Fill body_html, body_text, dateline and byline of an item whose `body_html` is as the agency sent it."""
    body = _as_paragraphs(html.clean(bounded(item.body_html or "", item)))
    blocks = [match[0] for match in _PARAGRAPH.finditer(body)]
    blocks = [_unwrapped(block) for block in blocks if said(block) or block == "<hr>" or "<figure" in block]
    blocks = [block for block in blocks[:TOP] if not labels.above(said(block), item)] + blocks[TOP:]
    blocks = _without_notes(blocks, item)
    blocks = _without_byline(blocks, item)
    blocks = _without_dateline(blocks, item)
    blocks = without_copyright(blocks, item)
    item.body_html = "\n".join(blocks) or None
    item.body_text = "\n\n".join(words for words in map(said, blocks) if words) or None
    _without_cut_abstract(item)
    item.source = item.source or (item.dateline.agency if item.dateline else None)
    return item


def bounded(body: str, item: Item) -> str:
    """The body; of one that is longer than any story nothing, and the item is refused, if it is no kill (`acting`)."""
    if len(body) <= MAX_TEXT and longest_run(body) <= MAX_RUN:
        return body
    item.outcome, item.reason = "rejected", TOO_LONG if len(body) > MAX_TEXT else UNBROKEN
    return ""


def longest_run(body: str) -> int:
    """Characters between two marks."""
    return max(map(len, _TAG.sub("<", body).split("<")))


def acting(item: Item) -> Item:
    """A kill acts without its body. Asked last, for formats tell of it in any place."""
    if item.pubstatus == "canceled" and item.reason in (TOO_LONG, UNBROKEN):
        item.outcome = item.reason = None
    return item


def paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines, or indented lines, part paragraphs."""
    parts = re.split(r"\n\s*\n|\n(?=[ \t]{2,}\S)", text.strip("\n"))
    folded = (" ".join(part.split()) for part in parts)
    return "\n".join(f"<p>{entities.escape(part, quote=False)}</p>" for part in folded if part)


def said(block: str) -> str:
    """The words of a piece of HTML, white space folded."""
    return " ".join(entities.unescape(_TAG.sub("", _END.sub(" ", block))).split())


def _as_paragraphs(body: str) -> str:
    """Text outside of any paragraph, parted where lines were broken, becomes paragraphs of its own."""
    out, end = [], 0
    for match in _PARAGRAPH.finditer(body):
        out += [_loose(body[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*out, _loose(body[end:])])


def _loose(text: str) -> str:
    parts = re.split(r"(?:<br>\s*){1,}|\n\s*\n", text)
    return "".join(f"<p>{part.strip()}</p>" for part in parts if said(part))


def _unwrapped(block: str) -> str:
    """A paragraph that was broken into lines as on a telex flows again; verses and addresses have shorter lines."""
    rows = block.split("<br>")
    wrapped = len(rows) > 2 and all(48 <= len(said(row)) <= 80 for row in rows[:-1])
    return " ".join(row.strip() for row in rows) if wrapped else block


def _without_notes(blocks: list[str], item: Item) -> list[str]:
    """What is for editors only becomes ednotes."""
    copy, found = notes.parted([said(block) for block in blocks])
    item.ednotes += found
    return [blocks[place] for place in copy]


def _without_byline(blocks: list[str], item: Item) -> list[str]:
    """A first line that is the byline is taken for it, and not printed twice."""
    first = _opening(blocks)
    for number, block in list(enumerate(blocks))[first : first + 2]:
        line, broken, rest = block.partition("<br>")
        if broken and block.startswith("<p") and _is_byline(said(line)):
            block = f"{line}</p>"
            blocks[number : number + 1] = [block, f"<p>{rest.lstrip()}"]
        words = said(block)
        if not block.startswith("<p") or not _is_byline(words):
            continue
        if item.byline and item.byline.casefold() not in words.casefold():
            item.signals.append(f"byline in metadata: {item.byline}")
        item.byline = words
        return blocks[:number] + blocks[number + 1 :]
    return blocks


def _opening(blocks: list[str]) -> int:
    """Where the copy begins: at the first paragraph, below the points that Reuters puts above it."""
    paragraphs = (number for number, block in enumerate(blocks) if block.startswith("<p"))
    return next((number for number in paragraphs if not POINT.match(said(blocks[number]))), len(blocks))


def _is_byline(line: str) -> bool:
    match = _BYLINE.fullmatch(line)
    names = match["name"].split() if match else []
    return bool(names) and all(word[0].isupper() or word.casefold() in PARTICLES for word in names)


def _without_dateline(blocks: list[str], item: Item) -> list[str]:
    first = _opening(blocks)
    if first == len(blocks):
        return blocks
    words = said(blocks[first])
    filed = item.contentcreated or item.versioncreated or item.firstcreated
    sent = date.fromisoformat(filed[:10]) if filed else None
    place = item.dateline_element or item.located or ""
    item.dateline, rest = dateline.split(words, sent, item.language or "", place)
    if not item.dateline:
        return blocks
    rest = without_writer(rest, item)
    blocks[first] = _cut(blocks[first], rest)
    return blocks if said(blocks[first]) else blocks[:first] + blocks[first + 1 :]


def without_writer(words: str, item: Item) -> str:
    """The copy without who wrote it, where Chinese agencies say so behind the dateline: "（记者王明）"."""
    if not (found := _WRITER.match(words)):
        return words
    item.byline = item.byline or found[1].strip()
    return words[found.end() :].lstrip()


def without_copyright(blocks: list[str], item: Item) -> list[str]:
    """A last paragraph that says whose the story is, is no copy."""
    words = said(blocks[-1]) if len(blocks) > 1 else ""
    if not _COPYRIGHT.match(words):
        return blocks
    if not item.copyrightnotice:
        item.copyrightnotice = words
    elif words != item.copyrightnotice:
        item.ednotes.append({"role": "copyright", "text": words, "public": False})
    return blocks[:-1]


def _without_cut_abstract(item: Item) -> None:
    """An abstract that is the beginning of the copy, cut within a word, tells nothing."""
    told = item.dateline.raw if item.dateline else ""
    copy = " ".join(f"{told} {item.body_text or ''}".split())
    for text in (copy, copy.removeprefix(told).strip()):
        if item.abstract and text.startswith(item.abstract) and text[len(item.abstract) :][:1].isalpha():
            item.abstract = None


def _cut(block: str, rest: str) -> str:
    """The paragraph from where `rest` begins, its marks kept where they stand in it."""
    for place in range(min(len(block), 2000)):  # no dateline is longer, marks included
        if said(block[place:]) == rest and not re.match(r"[^<]*>", block[place:]):
            left = block[place:].lstrip()
            return left if left.startswith("<p") else f"<p>{_EMPTY.sub('', _opened(block[:place]) + left).lstrip()}"
    return f"<p>{entities.escape(rest, quote=False)}</p>"


def _opened(html: str) -> str:
    """The marks that are still open where a paragraph is cut."""
    opened: list[str] = []
    for mark in _TAG.findall(html)[1:]:
        if mark.startswith("</"):
            opened = opened[:-1]
        elif mark != "<br>":
            opened.append(mark)
    return "".join(opened)


def agency(name: str | None) -> bool:
    """Is that the name of an agency, and not of a person?"""
    return bool(name) and name.strip().casefold() in AGENCIES
