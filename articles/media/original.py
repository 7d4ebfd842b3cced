"""The cleaned original: full size and best quality, without what a camera or a program tells in secret."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from . import pixels
from .errors import Refused
from .pixels import CUT_SHORT

UNSHOWN = ("TIFF", "AVIF", "HEIF")  # not by every browser
LONGEST_SIDE = 65_500  # pixels of a JPEG
SEGMENT = 65_533  # most bytes of one JPEG segment
SOI, EOI, SOS, APP0, APP1, APP2, APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
# What the pixels are made of: frames, Huffman and arithmetic tables, quantization, restarts, number of lines.
PIXELS = frozenset(range(0xC0, 0xD0)) - {0xC8} | {SOS, 0xDB, 0xDC, 0xDD}
ALONE = frozenset(range(0xD0, 0xD8)) | {0x01, SOI}  # markers without a length
MARKER = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)


def write(
    kind: str, data: bytes, image: Image.Image, orientation: int, icc: bytes | None, xmp: bytes, target: Path
) -> Path:
    """Write the cleaned copy of `data` into `target` and return its path.

    The compressed pixels of a JPEG (with its orientation) and of a still, upright WebP are copied as they
    are. The rest is written from `image`: decoded, full size and upright. TIFF, AVIF and HEIC, which browsers do not
    all show, become JPEG unless they are clear in places; what else there is becomes PNG.
    """
    if kind == "JPEG":
        path = target / "original.jpg"
        path.write_bytes(jpeg(data, orientation, icc, xmp))
    elif kind == "WEBP" and orientation == 1 and not getattr(image, "is_animated", False):
        path = target / "original.webp"
        path.write_bytes(webp(data, image.size, icc, xmp))
    elif kind in UNSHOWN and not image.has_transparency_data and max(image.size) <= LONGEST_SIDE:
        path = target / "original.jpg"
        image, icc = _eight_bits(image, icc)
        image.save(path, quality=95, subsampling="4:4:4", xmp=xmp, icc_profile=icc)
    else:
        path = target / "original.png"
        image, icc = _eight_bits(image, icc) if kind in UNSHOWN else (image, icc)
        image.info.pop("icc_profile", None)  # Important: a profile we refused would be written
        texts = PngInfo()
        if xmp:
            texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
        # Level 6, the default, takes three times as long for a tenth of the bytes at most.
        image.save(path, pnginfo=texts, icc_profile=icc, compress_level=4)
    return path


def _eight_bits(image: Image.Image, icc: bytes | None) -> tuple[Image.Image, bytes | None]:
    """In a mode that JPEG and PNG have, with the profile that is then right for it."""
    if image.mode == "CMYK":
        return pixels.srgb(image, icc), None
    image = pixels.plain(image)
    image.info = {}  # Important: a comment in it would be written
    return image, icc


def jpeg(data: bytes, orientation: int, icc: bytes | None, xmp: bytes) -> bytes:
    """Return a JPEG anew: our own metadata, then its first picture's segments by an allow-list."""
    app0, app14, rest = b"", b"", []
    for marker, body, scan in segments(data):
        if marker == APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
            app0 = _segment(APP0, body[:12] + b"\0\0")  # its thumbnail is 0 by 0
        elif marker == APP14 and body.startswith(b"Adobe") and len(body) >= 12:
            app14 = _segment(APP14, body[:12])  # tells how the colours are coded
        elif marker in PIXELS:
            rest += [_segment(marker, body), scan]
    return b"".join([b"\xff\xd8", app0, app14, _exif(orientation), _xmp(xmp), *_icc(icc), *rest, b"\xff\xd9"])


def segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (marker, body, scan data following it) up to the first end of image; raise Refused if malformed.

    Stray bytes between segments are passed over, as decoders do. Every step moves on, so it ends.
    """
    at = 2
    while found := MARKER.search(data, at):
        marker, at = data[found.start() + 1], found.end()
        if marker == EOI:
            return
        if marker in ALONE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise Refused(CUT_SHORT)
        body, at, scan = data[at + 2 : at + length], at + length, b""
        if marker == SOS:
            end = MARKER_AFTER_SCAN.search(data, at)
            stop = end.start() if end else len(data)
            scan, at = data[at:stop], stop
        yield marker, body, scan


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _exif(orientation: int) -> bytes:
    """One directory with one entry (TIFF 6.0): tag 0x0112, a SHORT, one of it."""
    if orientation == 1:
        return b""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return _segment(APP1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4))


def _xmp(packet: bytes) -> bytes:
    return _segment(APP1, b"http://ns.adobe.com/xap/1.0/\0" + packet) if packet else b""


def _icc(profile: bytes | None) -> list[bytes]:
    """Numbered pieces (ICC.1, annex B.4)."""
    room = SEGMENT - 14
    pieces = [profile[at : at + room] for at in range(0, len(profile or b""), room)]
    if len(pieces) > 255:
        return []
    return [
        _segment(APP2, b"ICC_PROFILE\0" + bytes((number, len(pieces))) + piece)
        for number, piece in enumerate(pieces, 1)
    ]


def webp(data: bytes, size: tuple[int, int], icc: bytes | None, xmp: bytes) -> bytes:
    """Return a still WebP anew (RFC 9649): the chunks its pixels are made of, our profile and packet."""
    kept = {}
    for name, body in chunks(data):
        if name in (b"ALPH", b"VP8 ", b"VP8L"):
            kept.setdefault(name, body)
    clear = b"ALPH" in kept or bool(kept.get(b"VP8L", bytes(5))[4] & 0x10)
    flags = 0x20 * bool(icc) | 0x10 * clear | 0x04 * bool(xmp)
    sides = b"".join((side - 1).to_bytes(3, "little") for side in size)
    head = (b"VP8X", bytes((flags, 0, 0, 0)) + sides)
    every = [head, (b"ICCP", icc), *sorted(kept.items()), (b"XMP ", xmp)]
    body = b"WEBP" + b"".join(_chunk(name, content) for name, content in every if content)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, body) of each chunk within RIFF; raise Refused when one is longer than the file."""
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    while at + 8 <= min(end, len(data)):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > len(data):
            raise Refused(CUT_SHORT)
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
