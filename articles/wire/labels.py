"""What stands around the copy of a story: labels of its headline, a line above that tells of changes, the end mark."""

import re

from ..dateline_words import AGENCIES
from . import restrictions
from .item import Item

MOST = 9  # labels of one headline
# Shouted, or with a colon.
_LABEL = re.compile(
    r"\(?(?:(?P<update>(?:UPDATED?|WRAPUP)(?: \d{1,2})?|\d{1,2}(?:st|nd|rd|th) (?i:(?:ld|lead|add)(?:-writethru)?))"
    r"|(?P<correction>CORRECTED|CORRECTION|CORRECTS)|(?P<repeat>RPT|REPEAT|REFILE)|(?P<urgent>URGENT))\)?(?:\s*[-–—:]+\s*|$)"
    r"|(?:(?P<update2>Update)|(?P<correction2>Correct(?:ed|ion))|(?P<repeat2>Repeat|Refile)|(?P<urgent2>Urgent))\s*:\s*"
    r"|\((?P<update3>\d{1,2}(?:st|nd|rd|th) (?i:ld|lead))\)\s*"
)
_SLUG = re.compile(
    r"(?P<slug>[A-Z]{2}-+\w[^,]{0,80}),\s*(?P<update>\d{1,2}(?:st|nd|rd|th) (?i:ld|lead)\S*?)(?:,\s*\d{1,5})?"
)
_ABOVE = re.compile(
    r"\((?:adds|updates|recasts|rewrites|corrects|changes|fixes|refiles|repeats)\b[^()]{0,400}(?P<end>\)?)"
    r"|(?-i:ATTENTION)\s*[-–:] .{3,300}?(?P<ended>/{2,3})",
    re.IGNORECASE,
)
_REPLACES = re.compile(r"(?:N i e u w|Nieuw) bericht, vervangt\b.{0,200}", re.IGNORECASE)
# Alone in the last paragraph, or at the end of it. The initials of a desk: "mlg/abc", "AAP RTV ldj/jm".
_DESK = r"(?-i:(?:[A-Z]{2,4}(?: |$))?(?:[a-z]{2,4}(?:[/-][a-z]{2,4}){0,3})?)"
_ARABIC = r"[\u0621-\u064a]{1,4}(?: [\u0621-\u064a]{1,4}){0,2}"
_END = re.compile(
    r"==\s*kyodo\.?|\(?(?:ends?|enditem|fin|ende)\)?|-?\s?30\s?-?|#{2,3}|reuter|[（(]完[)）]"
    rf"|(?P<initials>(?-i:[a-z]{{2,4}}(?:[/-][a-z]{{2,4}}){{1,4}}|{_ARABIC}(?:/{_ARABIC}){{1,4}}))"
    rf"|(?P<agency>[^\W\d_][\w-]{{1,13}})(?: (?P<desk>{_DESK}))?",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"\s*(?:\(end\)|\benditem|\(ansa\)\.?|==\s*kyodo|[（(]完[)）]|\(©\s?[\w-]{2,12}\)|(?<=[.!?]\s)(?-i:EFE))$",
    re.IGNORECASE,
)


def headline(line: str, item: Item) -> str:
    """The line without what says that it updates, corrects, repeats or kills; that becomes signals and status."""
    if slug := _SLUG.fullmatch(line):
        item.slugline = slug["slug"]
        item.signals += ["update", slug["update"]]
        return ""
    for _ in range(MOST):
        if not (found := _LABEL.match(line) or restrictions.kill(line)):
            break
        kind = next(name for name, text in found.groupdict().items() if text)
        for told in (kind.rstrip("23"), found[kind]):
            item.signals += [told] if told.casefold() not in map(str.casefold, item.signals) else []
        item.pubstatus = "canceled" if kind == "kill" else item.pubstatus
        line = line[found.end() :]
    return line


def kills(line: str) -> bool:
    item = Item(path="", format="")
    headline(line, item)
    return item.pubstatus == "canceled"


def above(line: str, item: Item) -> bool:
    """A line for editors above the copy: "(Adds details)"."""
    found = _ABOVE.fullmatch(line)
    if not ((found and (found["end"] or found["ended"])) or _REPLACES.fullmatch(line)):
        return False
    item.ednotes.append({"role": "above", "text": line, "public": False})
    return True


def joined(rows: list[str]) -> list[str]:
    """The lines; one for editors that was broken is whole again."""
    found: list[str] = []
    for row in rows:
        open_ = found and row and (begun := _ABOVE.fullmatch(found[-1])) and not begun["end"]
        if open_ and _ABOVE.fullmatch(f"{found[-1]} {row}"):
            found[-1] += f" {row}"
        else:
            found.append(row)
    return found


def ended(paragraphs: list[str], item: Item) -> list[str]:
    """The paragraphs, each as its words, without the mark of the end; initials below become a note."""
    left = list(paragraphs)
    while left and is_end(left[-1], item):
        left.pop()
    return [*left[:-1], TAIL.sub("", left[-1])] if left else []


def is_end(paragraph: str, item: Item) -> bool:
    """Is that the mark of the end? Initials are kept as a note."""
    found = _END.fullmatch(paragraph) or _END.fullmatch(paragraph.strip("()[]/©= "))
    if not found or (found["agency"] and found["agency"].casefold() not in AGENCIES):
        return False
    if found["initials"] or found["desk"]:
        item.ednotes.append({"role": "initials", "text": paragraph, "public": False})
    return True
