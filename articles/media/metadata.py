"""What a photograph says about itself, read from its three blocks: XMP, IPTC-IIM and EXIF."""

import re
from datetime import datetime

from PIL import Image

from . import pixels, xmp
from .errors import Refused

LONGEST = 10_000  # characters of any one text
MOST_KEYWORDS = 500

TEXTS = tuple(name for name in xmp.FIELDS.values() if name != "keywords")
TOGETHER = ("creator", "caption", "copyright_notice")  # never mixed from blocks that contradict each other

# IIM record 2: dataset -> field, and the bytes the standard allows it; a longer text in XMP was cut off here.
IIM = {
    5: ("title", 64),
    25: ("keywords", 64),
    40: ("instructions", 256),
    55: ("date_created", 8),
    60: ("time", 11),
    80: ("creator", 32),
    85: ("creator_job", 32),
    90: ("city", 32),
    92: ("sublocation", 32),
    95: ("region", 32),
    101: ("country", 64),
    105: ("headline", 256),
    110: ("credit_line", 32),
    115: ("source", 32),
    116: ("copyright_notice", 128),
    120: ("caption", 2000),
}
IIM_ROOM = dict(IIM.values())
CHARSETS = {b"\x1b%G": "utf-8", b"\x1b%5": "utf-8", b"\x1b-A": "latin-1", b"\x1b.A": "latin-1"}

SERIALS = (0xA431, 0xA435)  # body, lens; in the Exif directory
DNG_SERIAL = 0xC62F
IIM_TAG = 33723
EXIF_IFD, GPS_IFD = 0x8769, 0x8825

REMOVED = {"gps": "GPS position", "serial_number": "Serial numbers", "c2pa": "Content Credentials"}
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read(image: Image.Image, data: bytes) -> tuple[dict, list[dict], list[str]]:
    """Return the metadata, the conflicts between blocks, and notes for the desk. `image` is loaded."""
    notes: list[str] = []
    found, gps, serial = _xmp(image.info.get("xmp"), notes)
    camera, camera_gps, camera_serial = _exif(pixels.exif(image))
    metadata, conflicts = merge({"xmp": found, "iim": iim(_iim_block(image)), "exif": camera})
    metadata |= {
        "orientation": pixels.orientation(image),
        "gps": gps or camera_gps,
        "serial_number": serial or camera_serial,
        "c2pa": b"jumb" in data and b"c2pa" in data,  # the box and its label, in every kind of file
    }
    notes += [f"{what} removed from the public copies." for key, what in REMOVED.items() if metadata[key]]
    return metadata, conflicts, notes


def clean(text: str) -> str:
    """Without NUL and other controls but line breaks, trimmed, of bounded length."""
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text[: LONGEST * 2]).replace("\t", " ")
    return CONTROLS.sub("", text).strip()[:LONGEST].rstrip()


def _xmp(packet: bytes | None, notes: list[str]) -> tuple[dict, bool, bool]:
    if not packet:
        return {}, False, False
    packet = packet.encode() if isinstance(packet, str) else packet
    try:
        root = xmp.tree(packet)
    except xmp.Unreadable:
        notes.append("The XMP block could not be read: check caption, byline and copyright.")
        return {}, b"GPSL" in packet, b"SerialNumber" in packet
    block = {name: [clean(value) for value in values] for name, values in xmp.fields(root).items()}
    block["date_created"] = [_iso(value) for value in block.get("date_created", [])]
    return _filled(block), xmp.holds(root, re.escape(xmp.EXIF) + "GPSL"), xmp.holds(root, "SerialNumber$")


def _iim_block(image: Image.Image) -> bytes:
    if image.format == "TIFF":
        # As bytes: by an old mistake many write it as numbers, of which Pillow's own decoding gives but one.
        return image.tag_v2._tagdata.get(IIM_TAG, b"")
    photoshop = image.info.get("photoshop")
    return photoshop.get(0x0404, b"") if isinstance(photoshop, dict) else b""


def iim(raw: bytes) -> dict[str, list[str]]:
    """Fields of an IPTC-IIM block (IIM 4.2): 0x1C, record, number, length, bytes. Stops at nonsense."""
    charset, block, at = None, {}, 0
    while raw[at : at + 1] == b"\x1c" and len(raw) >= at + 5:
        record, number, length = raw[at + 1], raw[at + 2], int.from_bytes(raw[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:  # extended: the length of the length
            size = length & 0x7FFF
            length, at = int.from_bytes(raw[at : at + size][:8], "big"), at + size
        value, at = raw[at : at + length], at + length
        if (record, number) == (1, 90):
            charset = CHARSETS.get(value.strip(b"\0 "))
        elif record == 2 and number in IIM:
            block.setdefault(IIM[number][0], []).append(value)
    texts = {name: [clean(_decoded(value, charset)) for value in values] for name, values in block.items()}
    day, time = (texts.pop(name, [""])[0] for name in ("date_created", "time"))
    texts["date_created"] = [_iso(f"{day}T{time}") or _iso(day)]
    return _filled(texts)


def _decoded(value: bytes, charset: str | None = None) -> str:
    for attempt in (charset, "utf-8"):
        try:
            return value.decode(attempt or "utf-8")
        except UnicodeDecodeError:
            continue
    return value.decode("cp1252", "replace")


def _exif(block: Image.Exif) -> tuple[dict, bool, bool]:
    try:
        with pixels.reading():
            camera, place = block.get_ifd(EXIF_IFD), block.get_ifd(GPS_IFD)
    except Refused:
        camera, place = {}, {}
    texts = {
        "caption": [_exif_text(block.get(0x010E))],
        "creator": [part.strip() for part in _exif_text(block.get(0x013B)).split(";")],
        "copyright_notice": [_exif_text(block.get(0x8298))],
    }
    taken, offset = _exif_text(camera.get(0x9003)), _exif_text(camera.get(0x9011) or camera.get(0x9010))
    taken = re.sub(r"^(\d{4}):(\d\d):(\d\d) ", r"\1-\2-\3T", taken)
    texts["date_created"] = [_iso(taken + offset) or _iso(taken)]
    serial = any(_exif_text(camera.get(tag)) for tag in SERIALS) or bool(_exif_text(block.get(DNG_SERIAL)))
    return _filled(texts), bool(place), serial


def _exif_text(value: object) -> str:
    """Pillow reads EXIF text as Latin-1; cameras and agencies mostly write UTF-8."""
    raw = value.encode("latin-1", "replace") if isinstance(value, str) else value
    return clean(_decoded(raw)) if isinstance(raw, bytes) else ""


def _iso(text: str) -> str:
    """A date or time in ISO 8601; XMP's year and year-month pass too; anything else is blank."""
    text = text.strip()
    if re.fullmatch(r"(?!0000)\d{4}(-(0[1-9]|1[0-2]))?", text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return moment.isoformat() if "T" in text else moment.date().isoformat()


def _filled(block: dict[str, list[str]]) -> dict[str, list[str]]:
    kept = {name: [value for value in values if value] for name, values in block.items()}
    return {name: values for name, values in kept.items() if values}


def merge(blocks: dict[str, dict[str, list[str]]]) -> tuple[dict, list[dict]]:
    """Fill every field from the first block that has it, in the order given; report where blocks contradict.

    When creator, caption or copyright contradict, all three come from one block, even if it leaves one blank:
    a caption of one edit under the byline of another would be wrong in a way nobody sees.
    """
    said = {name: {key: _one(name, block[name]) for key, block in blocks.items() if name in block} for name in TEXTS}
    quarrels = {name for name, values in said.items() if _contradict(name, values)}
    leader = next((key for key, block in blocks.items() if any(name in block for name in TOGETHER)), "")
    metadata, conflicts = {}, []
    for name, values in said.items():
        together = name in TOGETHER and not quarrels.isdisjoint(TOGETHER)
        chosen = leader if together else next(iter(values), "")
        metadata[name] = values.get(chosen, "")
        if name in quarrels or (values and chosen not in values):
            conflicts.append({"field": name, "chosen": chosen, "values": values})
    keywords = next((block["keywords"] for block in blocks.values() if "keywords" in block), [])
    metadata["keywords"] = list(dict.fromkeys(keywords))[:MOST_KEYWORDS]
    return metadata, conflicts


def _one(name: str, values: list[str]) -> str:
    return ", ".join(values)[:LONGEST] if name == "creator" else values[0]


def _contradict(name: str, values: dict[str, str]) -> bool:
    if name == "date_created":
        return len({value[:10] for value in values.values()}) > 1  # the blocks differ in precision and zone
    plain = {key: " ".join(value.split()) for key, value in values.items()}
    short = plain.get("iim", "")
    if len(short.encode()) >= IIM_ROOM.get(name, LONGEST) - 3 and plain.get("xmp", "").startswith(short):
        del plain["iim"]
    return len(set(plain.values())) > 1
