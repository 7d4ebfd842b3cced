"""What one content of a story says that another does not, as words to be set side by side."""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from textwrap import shorten
from typing import NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import strip_tags

from articles.content import Content

TEXTS = {
    "headline": "Headline",
    "search_headline": "Headline for search",
    "slug": "Last word of the address",
    "summary": "Summary",
    "dateline": "Dateline",
    "byline": "Byline",
}
BLOCK = re.compile(r"(?<=</p>)|(?<=</h2>)|(?<=</h3>)|(?<=</li>)|(?<=</blockquote>)|(?<=</tr>)|(?<=</figure>)")


# Pairs of words, or of paragraphs, that are compared: a hundred times what two long stories have.
MOST = 25_000_000


class Piece(NamedTuple):
    """Some words, and whether the other side has them not."""

    text: str
    changed: bool = False


class Row(NamedTuple):
    """One text before and after; a side is empty where there was nothing."""

    name: str
    before: list[Piece]
    after: list[Piece]


@dataclass
class Attachment:
    """A photograph or a PDF that was added, removed, moved, or has other words.

    `picture` is a private name, and so is `former`, where a replaced file had another picture.
    """

    name: str
    picture: str
    verbs: list[str]
    rows: list[Row] = field(default_factory=list)
    former: str = ""


@dataclass
class Difference:
    texts: list[Row]
    photos: list[Attachment]
    documents: list[Attachment]

    def __bool__(self):
        return bool(self.texts or self.photos or self.documents)


def of(before: Content, after: Content) -> Difference:
    return Difference(
        [*_texts(before, after), *body(before.get("body", ""), after.get("body", "")), *_facts(before, after)],
        _attachments(before.get("photos", ()), after.get("photos", ()), "photo", _photo_words),
        _attachments(before.get("documents", ()), after.get("documents", ()), "document", _document_words),
    )


def words(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; what is alike is alike word by word.

    In a long text the words that stand everywhere are no anchors (autojunk): one word a thousand times took a minute.
    """
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    if len(old) * len(new) > MOST:
        return [Piece(before, True)], [Piece(after, True)]
    left, right = [], []
    for tag, i, j, k, n in SequenceMatcher(None, old, new).get_opcodes():
        left += [Piece("".join(old[i:j]), tag != "equal")] if i < j else []
        right += [Piece("".join(new[k:n]), tag != "equal")] if k < n else []
    return left, right


def _texts(before: Content, after: Content) -> Iterator[Row]:
    for name, label in TEXTS.items():
        if before.get(name, "") != after.get(name, ""):
            yield Row(label, *words(before.get(name, ""), after.get(name, "")))


def body(before: str, after: str) -> Iterator[Row]:
    """Paragraph by paragraph, and inside of those that have changed word by word."""
    old, new = _paragraphs(before), _paragraphs(after)
    if len(old) * len(new) > MOST:
        yield Row(
            "Text, too long to be compared", [Piece(shorten(plain(before), 500))], [Piece(shorten(plain(after), 500))]
        )
        return
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for one, other in _side_by_side(old[i:j], new[k:n]):
            sides = [plain(one), plain(other)]
            if sides[0] == sides[1] and sides[0]:
                yield Row("Text, its form only", [Piece(sides[0])], [Piece(sides[1])])
            elif any(sides):
                yield Row("Text", *words(*sides))


def _side_by_side(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """In their order, those together of which the shorter has half of its words in the other."""
    words_of, at = [_words(text) for text in new], 0
    for one in old:
        mine = _words(one)
        found = (k for k in range(at, len(new)) if 2 * len(mine & words_of[k]) >= min(len(mine), len(words_of[k])) > 0)
        match = next(found, None)
        if match is None:
            yield one, ""
            continue
        yield from (("", text) for text in new[at:match])
        yield one, new[match]
        at = match + 1
    yield from (("", text) for text in new[at:])


def _words(paragraph: str) -> set[str]:
    return set(re.findall(r"\w+", plain(paragraph)))


def _paragraphs(body: str) -> list[str]:
    return [text.strip() for text in BLOCK.split(body) if text.strip()]


def plain(paragraph: str) -> str:
    """The words, and what else readers may see of it: where a link leads, which photograph stands here."""
    text = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"\2 [\1]", paragraph)
    text = re.sub(r'<(?:a|figure) data-(\w+)="(\d+)">(.*?)</(?:a|figure)>', r"\3 [\1 \2]", text)
    return re.sub(r"\s+", " ", html.unescape(strip_tags(text))).strip()


def _facts(before: Content, after: Content) -> Iterator[Row]:
    for label, fact in FACTS.items():
        old, new = fact(before), fact(after)
        if old != new:
            yield Row(label, [Piece(old, True)] if old else [], [Piece(new, True)] if new else [])


def _day(content: Content) -> str:
    if not content.get("dated"):
        return "that of the first go-live"
    moment = datetime.fromisoformat(content["dated"])
    return f"{timezone.localtime(moment, timezone.get_default_timezone()):%B %-d, %Y, %H:%M %Z}"


FACTS: dict[str, Callable[[Content], str]] = {
    "Section": lambda content: content.get("section", ""),
    "Source": lambda content: content.get("source", {}).get("name", ""),
    "Topics": lambda content: ", ".join(content.get("topics", ())),
    "Related stories": lambda content: f"{len(content.get('related', ()))}: {', '.join(content.get('related', ()))}",
    "Language": lambda content: content.get("language", ""),
    "Date of the story": _day,
}


def _attachments(before: Sequence[Mapping], after: Sequence[Mapping], key: str, words_of: Callable) -> list[Attachment]:
    old, new = ({item[key]: item for item in items} for items in (before, after))
    moved = _moved([pk for pk in old if pk in new], [pk for pk in new if pk in old])
    found = []
    for pk in [*new, *(pk for pk in old if pk not in new)]:
        one, other = old.get(pk), new.get(pk)
        rows = []
        verbs = ["added"] if not one else ["removed"] if not other else ["moved"] if pk in moved else []
        if one and other:
            mine, theirs = words_of(one), words_of(other)
            rows = [Row(name, *words(mine[name], theirs[name])) for name in mine if mine[name] != theirs[name]]
        if verbs or rows:
            name, picture = (other or one)["file"]["file_name"], _smallest(other or one)
            former = _smallest(one) if one and other else ""
            found.append(Attachment(name, picture, verbs or ["changed"], rows, former if former != picture else ""))
    return found


def _moved(old: list, new: list) -> set:
    """Those that are not in the longest run that has kept its order."""
    stayed = {pk for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
              for pk in old[block.a : block.a + block.size]}  # fmt: skip
    return set(old) - stayed


def _photo_words(photo: Mapping) -> dict[str, str]:
    return {
        "Place": {"lead": "lead photograph", "inline": "in the text"}.get(photo["role"], "gallery"),
        "Caption": photo["caption"],
        "Credit": photo["credit"],
        "Alternative text": photo["alt"],
        "Focus": "{}% from the left, {}% from the top".format(*photo["focus"]),
        "File": photo["file"]["file_name"],
    }


def _document_words(document: Mapping) -> dict[str, str]:
    return {
        "Link text": document["title"],
        "Introducing sentence": document["intro"],
        "File": f"{document['file']['file_name']}, {filesizeformat(document['file']['size'])}",
    }


def _smallest(item: Mapping) -> str:
    picture = item if "renditions" in item else item.get("cover", {})
    made = [made for made in picture.get("renditions", ()) if made["type"] == "image/jpeg"]
    return min(made, key=lambda made: made["width"])["name"] if made else ""
