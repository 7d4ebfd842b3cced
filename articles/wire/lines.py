"""Copy that comes as lines, not as markup: its characters, its language, and what in it is for editors only."""

import re

from .item import UNREADABLE, Item

# Of control characters only those that mean something stay; BEL rings at the top of urgent items, DEL pads.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
MAX_TEXT, MAX_LINES = 500_000, 20_000  # characters and lines of one text; more is no story
_SMALL_WORDS = {
    "en": "the of and to in that for was with said has from",
    "de": "der die das und nicht ist mit den von dem sich auf eine",
    "fr": "le la les des et du une dans est pour qui sur",
    "es": "el los las del una que por con para su como",
    "it": "il gli della che di per una sono con nel",
    "pt": "os da do das dos uma que não com em ao",
}
_SCRIPTS = {"zh": "一-鿿", "ar": "\u0600-\u06ff", "ru": "\u0400-\u04ff"}
# What stands below such a line is for editors only. Anchored to whole lines: the words alone occur in stories.
_PRIVATE = re.compile(
    r"(?:\* ?){3,}|# ?(?:Notizblock|Notebook|Notes?)\b.{0,40}"
    r"|(?:#+\s*)?(?:Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt"
    r"|The following information is not (?:intended )?for publication"
    r"|Notes? to editors?|Editor['’]?s notes?|Not for publication|Editorial contacts?|Media contacts?)\s*[.:]?",
    re.IGNORECASE,
)
EMBARGO = re.compile(
    r"\W*(?:(?:strictly |under )?embargoed\b|(?:under |sous )embargo\b|(?:achtung:? *)?(?:sperrfrist|sperrvermerk)\b"
    r"|embargo\s*(?:$|[:(\d–-]|(?:until|till|to|for|bis|not|ends|expires)\b|jusqu)"
    r"|hold for release\b|for release\b(?! on)"
    r"|(?:not for|no|do not) (?:use|release|publication|publish) (?:before|until)\b)"
    r"|.*\b(?:embargoed|under embargo) (?:until|till|to|for)\b",
    re.IGNORECASE,
)
NO_EMBARGO = re.compile(
    r"\W*(?:for (?:immediate|instant) release|embargo lifted|sperrfrist abgelaufen)\b", re.IGNORECASE
)
KILL = re.compile(
    r"\W*(?:(?:mandatory |bulletin )?kill(?: notice)?\b|annul(?:ation|é)?\b|eliminat(?:ion|e)\b|withdrawn?\b"
    r"|storn(?:o|ierung)\b|rückruf\b|zurückgezogen\b)",
    re.IGNORECASE,
)


def decoded(raw: bytes) -> str:
    """UTF-8 where the bytes are UTF-8, whatever was declared; else Windows-1252, else Latin-1. Lines end in \\n."""
    for encoding in ("utf-8", "cp1252", "latin-1"):
        try:
            return re.sub(r"\r+\n?", "\n", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise AssertionError("Latin-1 takes any byte.")


def plain(text: str) -> str:
    """Without control characters, but for tabs and the ends of lines."""
    return _CONTROLS.sub("", text)


def too_long(text: str) -> bool:
    return len(text) > MAX_TEXT or text.count("\n") > MAX_LINES


def folded(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def language(text: str) -> str:
    """Told by script and by small words; "en" when nothing tells."""
    text = text[:20_000]
    letters = len(re.findall(r"[^\W\d_]", text))
    for code, span in _SCRIPTS.items():
        if len(re.findall(f"[{span}]", text)) * 2 > letters:
            return code
    words = re.findall(r"[^\W\d_]+", text.casefold())
    scores = {code: sum(words.count(word) for word in small.split()) for code, small in _SMALL_WORDS.items()}
    return max(scores, key=lambda code: scores[code])


def parted(text: str) -> tuple[str, str]:
    """The copy, and what below it is for editors only."""
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if row.strip() and len(row) < 120 and _PRIVATE.fullmatch(row.strip()):
            return "\n".join(rows[:number]), "\n".join(rows[number:])
    return text, ""


def ednote(item: Item, text: str | None, role: str | None = None) -> None:
    """Keep a note that is for editors; one that speaks of an embargo holds the item."""
    if not (text := folded(text)):
        return
    if EMBARGO.match(text) and not NO_EMBARGO.match(text):
        item.embargoed, role = UNREADABLE, "embargo"
    item.ednotes.append({"role": role or "note", "text": text, "public": False})


def notes(item: Item, text: str) -> None:
    """Keep the notes of a block: "## Title", then entries that begin with a stroke, or paragraphs."""
    title, entry = None, []
    for row in [*text.split("\n"), ""]:
        line = row.strip()
        if line and entry and not re.match(r"#|[-*•]\s", line):
            entry.append(line)
            continue
        ednote(item, " ".join(entry), title)
        entry = []
        if line.startswith("##"):
            title = folded(line.strip("#").casefold())
        elif _PRIVATE.fullmatch(line):
            title = None
        elif line:
            entry = [re.sub(r"^[-*•]\s+", "", line)]
