"""A story by e-mail (RFC 5322): the subject is the headline, the text is copy, attachments come with it.

`files(raw)` gives the bytes of the attachments by the names that the item has for them.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from ...dateline_words import AGENCIES
from ...media import names
from .. import copy, labels, lines, markup, notes, restrictions, times
from ..item import Item, Unreadable, attachment, folded, image
from . import mail_around as around
from . import mail_form, plain

MAX_BYTES = 60_000_000
MAX_PARTS = 200
MAX_LINES = 1_000_000  # a picture of 60 MB has fewer
MAX_HEADER = 4_000  # characters of a header that is read
MAX_PIECES = 1_000  # of the parameters of headers, "name*0*=", which take a time that grows with their square
MAX_HEADERS = 300_000  # bytes of the headers together
LOGO = 10_000  # bytes; a smaller picture within the text is furniture of the sender

_FIELD = rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*(?:\n[ \t][^\n]*){0,200}\n)"
_CERTAIN = re.compile(rb"^(?:Message-ID|MIME-Version|Received|Return-Path|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(rb"^From:[^\n]*@", re.IGNORECASE | re.MULTILINE)
_OTHER = re.compile(rb"^(?:Subject|Date|To):", re.IGNORECASE | re.MULTILINE)


def recognises(raw: bytes) -> bool:
    """Header lines, one of which only mail has, or sender and subject."""
    head = _unpadded(raw[:MAX_HEADERS]).replace(b"\r\n", b"\n")
    head = re.sub(rb"^>?From [^\n]*\n", b"", head)
    if not re.match(_FIELD, head):
        return False
    head = head.partition(b"\n\n")[0]
    return bool(_CERTAIN.search(head) or (_FROM.search(head) and _OTHER.search(head)))


def read(raw: bytes, path: str) -> list[Item]:
    """The message as one item. Raises Unreadable when it is too large, or there is nothing in it."""
    message = _innermost(_parsed(raw))
    subject = around.PREFIX.sub("", _header(message, "Subject"), count=1).strip()
    text = _text(message)
    if lines.too_long(text):
        if not labels.kills(subject):
            raise Unreadable("The text of this e-mail is longer than any story. Ask for the story alone.")
        text = ""  # a kill acts without its body
    subject, text, covering = around.original(subject, text)
    text, private = around.signed(text)
    sent = times.utc(_header(message, "Date"))
    told = mail_form.fields(text)
    item = mail_form.item(told, path, sent) if told else _settled(_copy(subject, text, path), sent)
    for note, role in ((covering, "sender"), (private, "signature")):
        lines.ednote(item, note, role)
    _attach(message, item)
    if not (item.headline or item.body_html or item.images or item.attachments):
        raise Unreadable("There is no text in this e-mail, and nothing is attached. Ask for it to be sent again.")
    item.firstcreated = item.firstcreated or item.versioncreated
    sender = re.sub(r"\s*<.*", "", _header(message, "From")).strip(' "')
    item.source = item.source or (sender if sender.casefold() in AGENCIES else None)
    item.guid = _header(message, "Message-ID").strip("<> ") or _identity(message, item)
    return [item]


def files(raw: bytes) -> dict[str, bytes]:
    """The bytes of what is attached, by the names in `images` and `attachments`."""
    return {name: data for name, _, data in _attached(_innermost(_parsed(raw)))}


def _unpadded(raw: bytes) -> bytes:
    return raw.lstrip(b"\x00 \t\r\n\xef\xbb\xbf")


def _parsed(raw: bytes) -> EmailMessage:
    raw = _unpadded(raw)
    head = re.split(rb"\r?\n\r?\n", raw[: MAX_HEADERS + 1], maxsplit=1)[0]
    if len(raw) > MAX_BYTES:
        raise Unreadable("This e-mail is longer than 60 MB. Ask for its pictures one by one.")
    if max(raw.count(b"\n"), raw.count(b"\r")) > MAX_LINES:
        raise Unreadable(f"This e-mail has more than {MAX_LINES:,} lines. Ask for the story alone.")
    if len(head) > MAX_HEADERS:
        raise Unreadable("The header of this e-mail does not end. Ask for it to be sent again.")
    # Counted before anything is parsed: nesting and numbers are what makes parsing slow.
    if len(re.findall(rb"boundary\s*=", raw, re.IGNORECASE)) > 50 or len(_parts_in(raw)) > MAX_PARTS:
        raise Unreadable(f"This e-mail has more than {MAX_PARTS} parts. Ask for its files in a ZIP.")
    if len(re.findall(rb"\*\d{1,6}\*?=", raw)) > MAX_PIECES:
        raise Unreadable("The headers of this e-mail are in too many pieces. Ask for it to be sent again.")
    raw = re.sub(rb"^>?From [^\n]*\n", b"", raw)
    try:
        return BytesParser(policy=policy.default).parsebytes(raw)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Unreadable("This e-mail is broken. Ask for it to be sent again.") from None


def _parts_in(raw: bytes) -> list[bytes]:
    found = re.findall(rb"boundary\s*=\s*\"?([^\"\r\n;]{1,100})", raw, re.IGNORECASE)
    return [line for mark in set(found[:50]) for line in re.findall(rb"^--" + re.escape(mark), raw, re.MULTILINE)]


def _header(message: EmailMessage, name: str) -> str:
    """The header on one line; blank if there is none, and if nobody can read it."""
    raw = next((value for key, value in message.raw_items() if key.casefold() == name.casefold()), "")
    if len(str(raw)) > MAX_HEADER:
        return ""
    try:
        return lines.plain(" ".join(str(message.get(name, "")).split())).encode("utf-8", "replace").decode()
    except Exception:  # noqa: BLE001 - the parser of headers raises nearly anything at a hostile one
        return ""


def _said(part: EmailMessage, what: str) -> str:
    """content_type, filename or content_disposition; blank when the header cannot be read."""
    if any(len(str(value)) > MAX_HEADER for key, value in part.raw_items() if key.casefold().startswith("content-")):
        return ""
    try:
        return str(getattr(part, f"get_{what}")() or "")
    except Exception:  # noqa: BLE001 - as above
        return ""


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    todo = [message]
    while todo:
        part = todo.pop()
        if part.is_multipart():
            todo += reversed(part.get_payload())
        else:
            yield part


def _innermost(message: EmailMessage) -> EmailMessage:
    """A message that was forwarded as a whole is the copy, when it comes with no more than a line."""
    for _ in range(5):
        inner = [
            part for part in message.walk() if _said(part, "content_type") == "message/rfc822" and part.is_multipart()
        ]
        own = [part for part in message.walk() if part.get_content_maintype() == "text"] if len(inner) == 1 else []
        within = list(inner[0].walk()) if inner else []
        if len(inner) != 1 or any(len(_bytes(part)) > 500 for part in own if all(part is not one for one in within)):
            return message
        message = inner[0].get_payload()[0]
    return message


def _bytes(part: EmailMessage) -> bytes:
    """The content, whatever is wrong with its encoding."""
    try:
        return part.get_payload(decode=True) or b""
    except (ValueError, LookupError, TypeError, AssertionError):
        payload = part.get_payload()
        return payload.encode("utf-8", "replace") if isinstance(payload, str) else b""


def _words(part: EmailMessage) -> str:
    """UTF-8 where the bytes are that, whatever was declared; then what was declared; then Windows-1252."""
    raw = _bytes(part)
    try:
        declared = part.get_content_charset() or "cp1252"
    except Exception:  # noqa: BLE001 - as above
        declared = "cp1252"
    for encoding in ("utf-8", "cp1252" if declared == "iso-8859-1" else declared):
        if encoding == "utf-8" and declared.startswith(("utf-16", "iso-2022", "utf-7", "hz")):
            continue  # these are bytes of ASCII, and mean something else
        try:
            return _flowed(part, lines.plain(raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")))
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return lines.plain(lines.decoded(raw))


def _flowed(part: EmailMessage, text: str) -> str:
    """Lines that were broken for the way, which end in a blank, are whole again (RFC 3676)."""
    kind = next((str(value) for key, value in part.raw_items() if key.casefold() == "content-type"), "")[:MAX_HEADER]
    if not re.search(r"format\s*=\s*\"?flowed", kind, re.IGNORECASE):
        return text
    blank = "" if re.search(r"delsp\s*=\s*\"?yes", kind, re.IGNORECASE) else " "
    return re.sub(r"^(?!>|-- $)(.*) \n(?![>\n])", rf"\1{blank}", text, flags=re.MULTILINE)


def _text(message: EmailMessage) -> str:
    """Plain text if there is any, else what the HTML says."""
    leaves = [part for part in _leaves(message) if _said(part, "content_type").startswith("text/")]
    leaves.sort(key=lambda part: bool(_said(part, "filename")))  # an attached text only where there is no other
    for kind, spoken in (("text/plain", markup.spoken), ("text/html", markup.lined)):
        for part in leaves:
            if _said(part, "content_type") == kind and (text := spoken(_words(part)[: 2 * lines.MAX_TEXT])).strip():
                return text
    return ""


def _copy(subject: str, text: str, path: str) -> Item:
    """The text as pasted copy is read, below its subject; what is for editors only is taken out first."""
    text, private = lines.parted(text)
    rows = [row.rstrip() for row in text.strip("\n").split("\n")]
    first = next((number for number, row in enumerate(rows) if row.strip()), 0)
    if folded(rows[first]) == subject:
        rows[first] = ""
    held = [row for row in rows[:30] if notes.tells_of_embargo(row)]
    rows = [row for row in rows if row not in held]
    if restrictions.tells_embargo(subject):
        held.insert(0, subject)
        subject = restrictions.unlabelled(subject)
    page = f"{subject}\n\n" + "\n".join(rows).strip("\n")
    item = plain.read(page.encode("utf-8", "replace"), path)[0] if page.strip() else Item(path=path, format="mail")
    item.format, item.pubstatus = "mail", item.pubstatus or "usable"
    item.headline = item.headline or labels.headline(subject, item) or None
    item.language = lines.language(page)
    known = [note["text"] for note in item.ednotes]
    for note in held:
        lines.ednote(item, None if note in known else note, "embargo")
    lines.notes(item, private)
    if item.ednotes and not item.body_text:
        item.not_for_publication = True
    return item


def _settled(item: Item, sent: str | None) -> Item:
    """The dateline again, now that day and language are known, and a byline in another language than English."""
    item.versioncreated = sent
    if item.dateline and item.body_html:
        item.body_html = item.body_html.replace("<p>", f"<p>{html.escape(item.dateline.raw, quote=False)} ", 1)
    return copy.settle(item) if item.body_html else item


def _attached(message: EmailMessage) -> Iterator[tuple[str, str, bytes]]:
    """Name, media type and bytes of each attachment; names are safe, and no two are alike."""
    taken: set[str] = set()
    for part in _leaves(message):
        kind, name = _said(part, "content_type"), _said(part, "filename")
        if (not name and kind.startswith("text/")) or kind in ("text/calendar", "application/pkcs7-signature"):
            continue
        if not (data := _bytes(part)):
            continue
        inline = part.get("Content-ID") and _said(part, "content_disposition") != "attachment"
        if inline and kind.startswith("image/") and len(data) < LOGO:
            continue
        name = names.human(name, f"attachment.{re.sub(r'[^a-z0-9]', '', kind.rpartition('/')[2])[:8] or 'bin'}")
        yield unique(name, taken), _kind(data, kind), data


def unique(name: str, taken: set[str]) -> str:
    """The name, with a number if it is taken; it is taken from now on."""
    stem, dot, suffix = name.rpartition(".")
    number, wanted = 2, name
    while wanted.casefold() in taken:
        wanted = f"{stem} ({number}){dot}{suffix}" if dot else f"{suffix} ({number})"
        number += 1
    taken.add(wanted.casefold())
    return wanted


def _kind(data: bytes, declared: str) -> str:
    """The media type by the first bytes, where they tell."""
    for sign, kind in ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n", "image/png")):
        if data.startswith(sign):
            return kind
    return declared


def _attach(message: EmailMessage, item: Item) -> None:
    """Attachments take the places that the copy names; any other is added."""
    for name, kind, data in _attached(message):
        if kind.startswith("image/"):
            known = next((one for one in item.images if (one["file"] or "").casefold() in ("", name.casefold())), None)
            if known is None:
                item.images.append(known := image())
            known["file"] = name
            known["renditions"] = [
                {"name": "original", "href": None, "width": None, "height": None, "size": len(data), "mimetype": kind}
            ]
            continue
        known = next((one for one in item.attachments if (one["file"] or "").casefold() == name.casefold()), None)
        if known is None:
            item.attachments.append(known := attachment(title=name.rpartition(".")[0] or name))
        known |= {"file": name, "mimetype": kind, "size": len(data)}


def _identity(message: EmailMessage, item: Item) -> str:
    name = "\n".join([_header(message, "From"), _header(message, "Date"), item.headline or "", item.body_text or ""])
    return "urn:newsroom:mail:" + hashlib.sha256(name.encode()).hexdigest()[:32]
