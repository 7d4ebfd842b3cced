"""Three-way merge of a story's words; that of the body goes paragraph by paragraph."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain, pairwise
from typing import NamedTuple

from articles import html
from articles.content import TEXTS, Content

MOST = 1_000  # blocks; a longer body is not taken apart, for that takes a time that grows with the square
PHOTO_WORDS = ("caption", "credit", "alt")
BLOCKS = "p|h2|h3|blockquote|ul|ol|table|hr|figure"
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_BLOCK = re.compile(rf"<(?:{BLOCKS}|li)\b")
# What the body editor puts in, or leaves out, without anyone's having changed a word.
_FRAME = re.compile(r"(?:\s*</?(?:p|thead|tbody)>)+\s*")
_AROUND = re.compile(rf"\s*(</?(?:{BLOCKS}|li|tr|th|td|br)\b[^>]*>)\s*")
Stretch = tuple[list[str], list[str], list[str]]


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
    """As `texts`, but the body goes block by block, and the changes that clash come with all three sides."""
    changed, clashes = texts(base, mine, theirs)
    conflicts = [Conflict(name, base.get(name, ""), mine[name], theirs[name]) for name in clashes if name != "body"]
    if "body" in clashes:
        changed["body"], of_body = body(base.get("body", ""), mine["body"], theirs["body"])
        conflicts += of_body
    return changed, conflicts


def body(base: str, mine: str, theirs: str) -> tuple[str, list[Conflict]]:
    """`mine` with what `theirs` changed, block by block; mine itself where that is nothing."""
    spelled = {_key(block): block for text in (base, theirs, mine) for block in _blocks(text)}
    old, ours, new = ([_key(block) for block in _blocks(text)] for text in (base, mine, theirs))
    if max(len(old), len(ours), len(new)) > MOST:
        return mine, [Conflict("body", base, mine, theirs)]
    stretches = _stretches(old, ours, new)
    brought = {key for was, here, _ in stretches for key in here if key not in was}
    found, conflicts = [], []

    def conflict(*sides: Sequence[str]) -> Conflict:
        return Conflict("body", *("\n".join(spelled[key] for key in side) for side in sides))

    for (was, here, there), take in zip(stretches, _takes(stretches), strict=True):
        moved = [key for key in was if key in brought and key not in new]
        # What the desk has put elsewhere is not offered a second time, and what the agency has elsewhere is not taken.
        both = [key for key in here if key in brought and key in new and key not in there]
        offered = both + [key for key in there if key in here or key not in brought]
        if not take and was != there and (here or moved) != offered:
            conflicts.append(conflict(was, here or moved, offered, found[-1:]))
        if here:
            conflicts += [conflict([key], [key], []) for key in moved]
        found += there if take else here
    return (mine if found == ours else "\n".join(spelled[key] for key in found)), conflicts


def settled(text: str, conflict: Conflict) -> str | None:
    """The text with the words of theirs in the place of mine; None where that place is not there, or not the only one.

    Where mine is nothing the place is behind the paragraph `after`, and at the beginning if there was none.
    """
    if conflict.name != "body":
        return conflict.theirs if text == conflict.mine else None
    blocks = _blocks(text)
    keys = [_key(block) for block in blocks]
    wanted = [_key(block) for block in _blocks(conflict.mine or conflict.after)]
    ends = [at for at in range(len(wanted), len(keys) + 1) if keys[at - len(wanted) : at] == wanted]
    if wanted and len(ends) != 1:
        return None
    end = ends[0]
    start = end - len(wanted) if conflict.mine else end
    return "\n".join([*blocks[:start], *_blocks(conflict.theirs), *blocks[end:]])


def _takes(stretches: Sequence[Stretch]) -> list[bool]:
    """Where theirs comes in the place of mine: what theirs alone changed.

    Not with a block that would then be lost, doubled or back, since it moved between such a stretch and another.
    """
    old, ours, new = (Counter(chain.from_iterable(side)) for side in zip(*stretches, strict=True))
    # Alike when both did the same, else what each added and took away.
    due = {key: sorted((ours[key], new[key], ours[key] + new[key] - old[key]))[1] for key in old | ours | new}
    takes, before = [was == here != there for was, here, there in stretches], None
    while takes != before:
        before, sides = takes, list(zip(stretches, takes, strict=True))
        found = Counter(key for (_, here, there), take in sides for key in (there if take else here))
        wrong = {key for key in due if found[key] != due[key]}
        takes = [take and wrong.isdisjoint(was + there) for (was, _, there), take in sides]
    return takes


def _stretches(base: list[str], mine: list[str], theirs: list[str]) -> list[Stretch]:
    """The three in step. Changes that only touch each other are apart."""
    found: list[Stretch] = []
    for place in zip(*(_places(base, side) for side in (base, mine, theirs)), strict=True):
        if None in place:
            found[-1] = tuple(side + (more or []) for side, more in zip(found[-1], place, strict=True))
        else:
            found.append(place)
    return found


def _places(base: list[str], other: list[str]) -> list[list[str] | None]:
    """What the other has before the first block of base, in its place, behind it, in the place of the second...

    Where more or fewer blocks stand for some, all are in the first place, and the rest are None.
    """
    found: list[list[str] | None] = [[] for _ in range(2 * len(base) + 1)]
    for tag, i, j, k, n in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag == "insert":
            found[2 * i] = other[k:n]
        elif j - i == n - k:
            found[2 * i + 1 : 2 * j : 2] = [[block] for block in other[k:n]]
        elif tag == "replace":
            found[2 * i + 1 : 2 * j] = [other[k:n], *[None] * (2 * (j - i) - 2)]
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
    return [part if _BLOCK.search(part) else f"<p>{part}</p>" for part in parts if _key(part) not in ("", "<br>")]


def _key(block: str) -> str:
    """What a block says, however it is spelled."""
    spaced = re.sub(r"\s+", " ", block.replace("&nbsp;", " "))
    return _AROUND.sub(r"\1", _FRAME.sub("\n", spaced)).strip()
