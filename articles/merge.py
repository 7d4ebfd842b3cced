"""Three-way merge of a story's words; that of the body goes paragraph by paragraph."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from articles import html
from articles.content import TEXTS, Content

PHOTO_WORDS = ("caption", "credit", "alt")
BLOCKS = "p|h2|h3|blockquote|ul|ol|table|hr|figure"
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_BLOCK = re.compile(rf"<(?:{BLOCKS})\b")
# What the body editor puts in, or leaves out, without anyone's having changed a word.
_FRAME = re.compile(r"(?:\s*</?(?:p|thead|tbody)>)+\s*")
_AROUND = re.compile(rf"\s*(</?(?:{BLOCKS}|li|tr|th|td|br)\b[^>]*>)\s*")


class Conflict(NamedTuple):
    """What both sides changed, each in its way: mine is in the merged text.

    Of a body these are paragraphs, and `after` is the paragraph before them.
    """

    name: str
    base: str
    mine: str
    theirs: str
    after: str = ""


def words(content: Content) -> dict[str, str]:
    """What a correction can change: the texts by their names, a photograph's words as `photo:<pk>:caption`."""
    of_photos = {
        f"photo:{photo['photo']}:{word}": photo[word] for photo in content.get("photos", ()) for word in PHOTO_WORDS
    }
    return {name: content.get(name, "") for name in TEXTS} | of_photos


def patched(content: Content, patch: Mapping[str, str]) -> Content:
    """The content with some of its words changed."""
    photos = [
        {**photo, **{word: patch.get(f"photo:{photo['photo']}:{word}", photo[word]) for word in PHOTO_WORDS}}
        for photo in content.get("photos", ())
    ]
    return {**content, **{name: patch[name] for name in TEXTS if name in patch}, "photos": photos}


def texts(base: Mapping, mine: Mapping[str, str], patch: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What `mine` becomes when the change from `base` to `patch` is applied, and the changes that clash.

    Only the names in `patch` that `mine` has count. Where both sides changed a text in different ways mine stays,
    and the second mapping holds the other.
    """
    merged, conflicts = {}, {}
    for name, new in patch.items():
        if name not in mine:
            continue
        old, current = base.get(name, ""), mine[name]
        if current == old:
            merged[name] = new
        elif new not in (old, current):
            conflicts[name] = new
    return merged, conflicts


def merged(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], list[Conflict]]:
    """The words of `mine` that the change from `base` to `theirs` makes others, and where both changed the same.

    Only the names in `theirs` that `mine` has count.
    """
    changed, conflicts = {}, []
    for name in (name for name in theirs if name in mine):
        old, ours, new = base.get(name, ""), mine[name], theirs[name]
        if name == "body":
            text, clashes = body(old, ours, new)
            conflicts += clashes
        else:
            text = new if ours == old else ours
            conflicts += [Conflict(name, old, ours, new)] if new not in (old, text) else []
        if text != ours:
            changed[name] = text
    return changed, conflicts


def body(base: str, mine: str, theirs: str) -> tuple[str, list[Conflict]]:
    """`mine` with what `theirs` changed, block by block; mine itself where that is nothing."""
    old, ours, new = (_numbered(text) for text in (base, mine, theirs))
    spelled = old | new | ours
    stretches = list(_stretches(list(old), list(ours), list(new)))
    contested = {key for was, here, there in stretches if was != here != there != was for key in there}
    # What moved to a contested place stays where it was, or it would be nowhere.
    takes = [was == here != there and contested.isdisjoint(was) for was, here, there in stretches]
    standing = {key for (_, here, _), take in zip(stretches, takes, strict=True) if not take for key in here}
    found, conflicts = [], []

    def said(keys: Sequence) -> str:
        return "\n".join(spelled[key] for key in keys)

    for (was, here, there), take in zip(stretches, takes, strict=True):
        moved = [key for key in was if key in ours and key not in here]
        after = said(found[-1:])
        if take:
            # What the desk has elsewhere is not put in twice, and what it cut does not come back.
            found += [key for key in there if key not in standing and (key in ours or key not in old)]
            continue
        found += here
        if was != there != here:
            conflicts.append(Conflict("body", said(was), said(here or moved), said(there), after))
        elif deleted := [key for key in moved if here == there and key not in new]:
            conflicts.append(Conflict("body", said(deleted), said(deleted), "", after))
    return (mine if found == list(ours) else said(found)), conflicts


def settled(text: str, conflict: Conflict) -> str | None:
    """The text with the words of theirs in the place of mine; None where that place is not there, or not the only one.

    Where mine is nothing the place is behind the paragraph `after`, and at the beginning if there was none.
    """
    if conflict.name != "body":
        return conflict.theirs if text == conflict.mine else None
    blocks = _blocks(text)
    keys = [_key(block) for block in blocks]
    wanted = [_key(block) for block in _blocks(conflict.mine or conflict.after)]
    places = [at for at in range(len(keys) - len(wanted) + 1) if keys[at : at + len(wanted)] == wanted]
    if wanted and len(places) != 1:
        return None
    start = end = places[0]
    if conflict.mine:
        end += len(wanted)
    else:
        start = end = end + len(wanted)
    return "\n".join([*blocks[:start], *_blocks(conflict.theirs), *blocks[end:]])


def _stretches(base: list, mine: list, theirs: list) -> Iterator[tuple[list, list, list]]:
    """The three in step, alike and changed in turn. Changes that only touch each other are apart."""
    regions: list[list[int]] = []  # start and end in base, and by how much mine and theirs are longer
    for start, end, side, longer in sorted([*_changes(base, mine, 2), *_changes(base, theirs, 3)]):
        if not regions or not (start < regions[-1][1] or end == regions[-1][0]):
            regions.append([start, end, 0, 0])
        regions[-1][1] = max(end, regions[-1][1])
        regions[-1][side] += longer
    at = left = right = 0
    for start, end, more, more_there in [*regions, [len(base), len(base), 0, 0]]:
        yield (base[at:start],) * 3
        left, right = left + start - at, right + start - at
        to, to_there = left + end - start + more, right + end - start + more_there
        yield base[start:end], mine[left:to], theirs[right:to_there]
        at, left, right = end, to, to_there


def _changes(base: list, other: list, side: int) -> Iterator[tuple[int, int, int, int]]:
    """As many blocks in the place of as many are each a change of its own."""
    for tag, i, j, k, n in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag == "replace" and j - i == n - k:
            yield from ((at, at + 1, side, 0) for at in range(i, j))
        elif tag != "equal":
            yield i, j, side, (n - k) - (j - i)


def _numbered(text: str) -> dict[tuple[str, int], str]:
    """The blocks in their order, by what they say and which of those that say it they are."""
    seen: Counter[str] = Counter()
    found = {}
    for block in _blocks(text):
        key = _key(block)
        found[key, seen[key]] = block
        seen[key] += 1
    return found


def _blocks(text: str) -> list[str]:
    """The elements that stand side by side; empty ones are none, and words outside of any become a paragraph."""
    text, cuts, depth = html.clean(text), [0], 0
    for tag in _TAG.finditer(text):
        ends, name = tag.groups()
        depth -= bool(ends)
        if not depth and name in BLOCKS.split("|"):
            cuts += [tag.end()] if ends else [tag.start(), tag.end()] if name == "hr" else [tag.start()]
        depth += not ends and name not in ("br", "hr")
    parts = [text[start:end].strip() for start, end in pairwise([*cuts, len(text)])]
    return [part if _BLOCK.search(part) else f"<p>{part}</p>" for part in parts if part and _key(part)]


def _key(block: str) -> str:
    """What a block says, however it is spelled."""
    spaced = re.sub(r"\s+", " ", block.replace("&nbsp;", " "))
    return _AROUND.sub(r"\1", _FRAME.sub("\n", spaced)).strip()
