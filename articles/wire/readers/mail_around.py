"""What senders put around the copy of an e-mail: headers of what they send on, greetings above, signatures below."""

import re

PREFIX = re.compile(
    r"(?:(?:fwd?|re|wg|aw|tr|rv|rif|doorst|sv|vs)\s*:\s*|\[(?:ext|extern|external)\]\s*)+", re.IGNORECASE
)
_FORWARDED = re.compile(
    r"[ \t>]*(?:-{2,}[ \t]*(?:forwarded message|original message|weitergeleitete nachricht|message transféré"
    r"|mensaje reenviado)[ \t]*-{2,}|begin forwarded message:)[ \t]*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"[*_>\s]*(?P<name>from|von|de|da|van|från|fra|date|datum|data|fecha|sent|gesendet|envoyé|enviado|inviato|verzonden"
    r"|skickat|sendt|subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|to|an|à|para|a|aan|till|til|cc"
    r"|kopie|reply-to|importance)[*_]*\s*:[*_]*",
    re.IGNORECASE,
)
_FROM = {"from", "von", "de", "da", "van", "från", "fra"}
_SUBJECT = {"subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "ämne", "emne"}
_WROTE = re.compile(
    r"[ \t]*(?:on .{5,120} wrote|am .{5,120} schrieb\b.{0,80}|le .{5,120} a écrit|el .{5,120} escribió)\s*:[ \t]*",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"^([ \t]*(?:On|Am|Le|El) .{5,120})\n(wrote:|schrieb:|a écrit ?:|escribió:)$", re.MULTILINE)
_SIGNATURE = re.compile(
    r"^(?:-- ?$|sent from my \w|von meinem .{2,30} gesendet|envoyé de mon \w|enviado desde mi \w|get outlook for \w"
    r"|(?:confidentiality|legal) (?:notice|disclaimer)\b|disclaimer\W*$"
    r"|this e-?mail (?:message )?(?:and any|is (?:confidential|intended)|may contain|contains confidential))",
    re.IGNORECASE | re.MULTILINE,
)
MAX_LABELS, MAX_TIMES = 12, 5


def original(subject: str, text: str) -> tuple[str, str, str]:
    """Of a copy sent on by hand: the subject and the text of the original, and what the senders wrote above."""
    above: list[str] = []
    for _ in range(MAX_TIMES):
        rows = text.split("\n")
        begun = next((found for number in range(len(rows)) if (found := _headers(rows, number))), None)
        if not begun:
            break
        top, end, told = begun
        above += rows[:top]
        subject = PREFIX.sub("", told, count=1).strip() or subject
        text = "\n".join(rows[end:])
    text, quoted = _answered(text)
    return subject, text, "\n".join([*above, quoted]).strip("\n_ ")


def signed(text: str) -> tuple[str, str]:
    """The copy, and the signature and small print below it."""
    found = _SIGNATURE.search(text)
    if not found or not text[: found.start()].strip():
        return text, ""
    return text[: found.start()], text[found.start() :].removeprefix("--")


def _headers(rows: list[str], number: int) -> tuple[int, int, str] | None:
    """Where the headers of an original begin and end, and its subject; a line may say so, or three of them do."""
    marked = bool(_FORWARDED.fullmatch(rows[number]))
    first = _LABEL.match(rows[number])
    if not marked and not (first and first["name"].casefold() in _FROM):
        return None
    place, told, subject = number + marked, 0, None
    spaced = not any(rows[place + 1 : place + 2])
    while place < len(rows) and told < MAX_LABELS:
        row = rows[place].strip(" >")
        if label := _LABEL.match(row):
            told += 1
            if label["name"].casefold() in _SUBJECT:
                subject = row[label.end() :].strip("* ")
        elif (row or (told and not spaced)) and not (told and "@" in row):
            break
        place += 1
    return (number, place, subject or "") if marked or (told > 2 and subject is not None) else None


def _answered(text: str) -> tuple[str, str]:
    """Copy that is mostly quoted is the copy; of an answer above a quotation the answer is."""
    rows = _BROKEN.sub(r"\1 \2", text).split("\n")
    quoted = sum(row.startswith(">") for row in rows)
    wrote = next((number for number, row in enumerate(rows) if _WROTE.fullmatch(row)), None)
    below = re.sub(r"^> ?", "", "\n".join(rows[wrote + 1 if wrote is not None else 0 :]), flags=re.MULTILINE)
    if quoted * 2 > sum(bool(row.strip()) for row in rows):
        return below, "\n".join(rows[:wrote] if wrote is not None else [])
    return ("\n".join(rows[:wrote]), below) if wrote and quoted else (text, "")
