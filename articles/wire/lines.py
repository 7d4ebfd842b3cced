"""Copy that comes as lines, not as markup: its characters, its language, and what in it is for editors only."""

import re
from collections import Counter
from collections.abc import Callable

from . import restrictions
from .item import Item, Unreadable, folded
from .notes import OPENING

# Of control characters only those that mean something stay; BEL rings at the top of urgent items, DEL pads.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]+")
MAX_BYTES, MAX_MESSAGES = 20_000_000, 1_000  # of one transmission
_PADDING = b"\x00\x01\x04\x0c\x16\x7f \t\r\n"
MAX_TEXT, MAX_LINES = 500_000, 20_000  # characters and lines of one text; more is no story
HEAD = 5_000  # characters; no header, nor what stands below the text, is longer
_SMALL_WORDS = {
    "en": "the of and to in that for was with said has from it its not they this were on by an after been",
    "de": "der die das und nicht ist mit den von dem sich auf eine",
    "fr": "le la les des et du une dans est pour qui sur",
    "es": "el los las del una que por con para su como",
    "it": "il gli della che di per una sono con nel",
    "pt": "os da do das dos uma que não com em ao",
    "nl": "het een van niet met voor zijn aan dat ook naar wordt op",
    "pl": "nie się na jest że z w oraz dla po przez został",
    "tr": "ve bir bu için ile olan daha gibi olarak sonra",
    "sv": "och att är av som för på inte med har det den till",
    "no": "og å av som på ikke med har det den til etter sier ble også",
    "da": "og at af som på ikke med har det den til efter siger blev også",
}
# The letters, and the share of all that tells: Japanese has its own among Chinese ones.
_SCRIPTS = {"ja": ("ぁ-ヿ", 5), "zh": ("一-鿿", 2), "ar": ("\u0600-\u06ff", 2), "ru": ("\u0400-\u04ff", 2)}
_SCRIPTS |= {"el": ("\u0370-\u03ff\u1f00-\u1fff", 2), "ko": ("가-힣", 2), "he": ("\u0590-\u05ff", 2)}
# Signs and capitals within a word, and letters of another alphabet, by whether the copy is a Western one.
_IN_A_WORD = re.compile(r"[^\W\d_][¡¢£¤¥¦¨©¬®¯±²³µ¶¸¹¼½¾¿][^\W\d_]")
_CAPITAL = re.compile(r"[а-яёά-ώ](?:[А-ЯЁΆ-Ω]|[^\w\s.,;:!?()«»“”\"'–—-])")
_WRONG = {
    True: {"cp1252": _IN_A_WORD, "iso-8859-2": re.compile(rf"[\x80-\x9f]|{_IN_A_WORD.pattern}"), "cp1250": _IN_A_WORD},
    False: {"cp1251": _CAPITAL, "cp1253": _CAPITAL, "cp1256": re.compile("[à-ü]")},
}
_STARS = re.compile(r"(?:\* ?){3,}")  # in lines, what stands below them is for editors only


def decoded(raw: bytes) -> str:
    """UTF-8 where the bytes are UTF-8, whatever was declared; else the likeliest code page. Lines end in \\n."""
    for encoding in ("utf-8", *code_pages(raw), "latin-1"):
        try:
            text = re.sub(r"\r+\n?", "\n", raw.decode(encoding))
            return text.replace("¤", "€") if encoding == "cp1252" else text  # it was ISO-8859-15
        except UnicodeDecodeError:
            continue
    raise AssertionError("Latin-1 takes any byte.")


def code_pages(raw: bytes) -> list[str]:
    """Those to try, in turn, for copy that is not UTF-8: where letters stand that a language does not have is another.

    Western copy is mostly ASCII. Of other copy Japanese is known by its kana, and Chinese is tried before alphabets,
    for words of an odd length cannot be read as it.
    """
    sample = raw[:20_000]
    high, plain_letters = (len(re.findall(span, sample)) for span in (rb"[\x80-\xff]", rb"[A-Za-z]"))
    western = high < 20 or high < plain_letters
    wrong = {page: len(sign.findall(sample.decode(page, "replace"))) for page, sign in _WRONG[western].items()}
    likely = sorted(wrong, key=lambda page: wrong[page])
    if western:
        return likely
    kana = len(re.findall("[ぁ-ヿ]", sample.decode("shift_jis", "replace")))
    return [*(["shift_jis"] if kana * 10 > high else []), "gb18030", *likely, "cp1252"]


def transmission(raw: bytes, path: str, kind: str, item: Callable[[str, str], Item | None]) -> list[Item]:
    """Each message as an item, or as what is wrong with it; the others are no worse for it.

    `item` reads the text of one message, and gives None for one without a header.
    """
    if len(raw) > MAX_BYTES:
        raise Unreadable("This transmission is longer than 20 MB. Ask for its messages one by one.")
    messages = [part for part in re.split(rb"(?=\x01)", raw) if len(part.strip(_PADDING)) > 10]
    if len(messages) > MAX_MESSAGES:
        raise Unreadable(f"This transmission holds more than {MAX_MESSAGES:,} messages. Ask for it in parts.")
    found = []
    for text in map(decoded, messages):
        reason = "is longer than any story" if too_long(text) else "has no header"
        refused = f"A message of this transmission {reason}. Ask for it to be sent again."
        found.append(
            (_kill(text, path, item) if too_long(text) else item(text, path))
            or Item(path=path, format=kind, outcome="rejected", reason=refused)
        )
    return found


def _kill(text: str, path: str, item: Callable[[str, str], Item | None]) -> Item | None:
    """What is longer than any story, if it is a kill, which acts without its body: its ends tell."""
    found = item(f"{text[:HEAD]}\n{text[-HEAD:]}", path)
    if not found or found.pubstatus != "canceled":
        return None
    found.body_html = found.body_text = None
    return found


def plain(text: str) -> str:
    """Without control characters, but for tabs and the ends of lines."""
    return _CONTROLS.sub("", text)


def too_long(text: str) -> bool:
    return len(text) > MAX_TEXT or text.count("\n") > MAX_LINES


def language(text: str) -> str:
    """Told by script and by small words; "en" when nothing tells."""
    text = text[:20_000]
    letters = len(re.findall(r"[^\W\d_]", text))
    for code, (span, share) in _SCRIPTS.items():
        if len(re.findall(f"[{span}]", text)) * share > letters:
            return "uk" if code == "ru" and re.search("[іїєґ]", text) else code
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    scores = {code: sum(words[word] for word in small.split()) for code, small in _SMALL_WORDS.items()}
    return max(scores, key=lambda code: scores[code])


def parted(text: str) -> tuple[str, str]:
    """The copy, and what below it is for editors only."""
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if _opens_notes(row.strip()):
            return "\n".join(rows[:number]), "\n".join(rows[number:])
    return text, ""


def ednote(item: Item, text: str | None, role: str | None = None) -> None:
    """Keep a note that is for editors; one that speaks of an embargo holds the item."""
    if not (text := folded(text)):
        return
    role = "embargo" if restrictions.note_tells_embargo(text) else role or "note"
    item.ednotes.append({"role": role, "text": text, "public": False})


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
        elif _opens_notes(line):
            title = None
        elif line:
            entry = [re.sub(r"^[-*•]\s+", "", line)]


def _opens_notes(line: str) -> bool:
    return bool(line) and len(line) < 120 and bool(OPENING.fullmatch(line) or _STARS.fullmatch(line))
