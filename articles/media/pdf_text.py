"""The words of a PDF's public copy, page by page, read by PDFium. Runs in a child of its own; no Django.

It is apart from `pdf.py` because a decoder in C cannot be stopped from within: if it breaks, the text is lost and
the upload is not.
"""

import re
import time
from pathlib import Path

import pypdfium2

SECONDS = 4.0
PAGE_CHARACTERS, ALL_CHARACTERS = 200_000, 5_000_000
BROKEN_WORD = re.compile("[\x02\ufffe](?:\r?\n)?")  # how PDFium marks a hyphen at the end of a line


def process(source: Path, target: Path) -> dict:
    """Reads the public copy `source`. Returns {text: [one per page]}, None for a page that could not be read."""
    until, room = time.process_time() + SECONDS, ALL_CHARACTERS
    file = pypdfium2.PdfDocument(source)
    text: list[str | None] = [None] * len(file)
    for number in range(len(file)):
        if time.process_time() > until:
            break
        try:
            page = file[number]
            words = page.get_textpage()
            text[number] = plain(words.get_text_range())[: min(PAGE_CHARACTERS, room)]
            page.close()
        except pypdfium2.PdfiumError:
            continue
        room -= len(text[number])
    return {"text": text}


def plain(words: str) -> str:
    """Without lone surrogates and NUL, which are no text for a database, and with the lines' ends as everywhere."""
    words = BROKEN_WORD.sub("", words).replace("\r\n", "\n")
    return words.encode("utf-8", "ignore").decode().replace("\0", "").strip()
