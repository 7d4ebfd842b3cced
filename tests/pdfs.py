"""Odd PDFs, made when a test needs them, and what is told of them."""

import zlib

TEXT = b"BT /F1 12 Tf 20 250 Td (Seen on the page) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def build(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects; 1 is the catalog."""
    out, at = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        at[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (at.get(number, 0), b"n" if number in at else b"f")
    out += b"trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def one_page(root: bytes = b"", page: bytes = b"", more: dict | None = None, trailer: bytes = b"") -> bytes:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 300]/Resources<</Font<</F1 4 0 R>>>>>>",
        3: b"<</Type/Page/Parent 2 0 R/Contents 5 0 R%s>>" % page,
        4: FONT,
        5: stream(TEXT),
    }
    return build(objects | (more or {}), trailer)


def dense(count: int) -> bytes:
    """As many pages of 3,000 characters each; every one says its number."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 4: FONT}
    for number in range(count):
        line = b"(Page %d: the Council adopted the resolution by a vote) Tj T*" % (number + 1)
        words = zlib.compress(b"BT /F1 8 Tf 40 800 Td 12 TL " + line * 60 + b" ET")
        objects[10 + 2 * number] = b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (11 + 2 * number)
        objects[11 + 2 * number] = stream(words, b"/Filter/FlateDecode")
    kids = b" ".join(b"%d 0 R" % (10 + 2 * number) for number in range(count))
    objects[2] = (
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>>>" % (kids, count)
    )  # fmt: skip
    return build(objects)


def codes(result: dict) -> list[str]:
    return [finding["code"] for finding in result["findings"]]


def said(result: dict, code: str) -> str:
    return next(finding["sentence"] for finding in result["findings"] if finding["code"] == code)
