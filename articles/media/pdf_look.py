"""The look of a PDF: its first page as a picture, and words that its pages hide. Runs in a child of its own; no Django.

A page can be made to draw for ever, or to break what draws it. All that is lost then is what is found here.
"""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from . import pdf_hidden, renditions
from .pdf_text import plain

SECONDS = 4.0
COVER = 640  # pixels: the widest


def process(source: Path, target: Path) -> dict:
    """Looks at the public copy `public.pdf` in `target` and at the upload `source`; writes the cover into `target`.

    Returns {cover: {width, height, sha256, renditions} or {}, findings: [{code, sentence}], text: {page: text}}: of
    those pages only that hide words, the text without them.
    """
    until = time.process_time() + SECONDS
    public, upload = pdfium.PdfDocument(target / "public.pdf"), pdfium.PdfDocument(source)
    cover = _cover(public[0], target)
    alike = len(public) == len(upload)
    hidden: dict[int, pdf_hidden.Hidden] = {}
    unread: list[int] = []
    for number in range(len(public)):
        if time.process_time() > until:
            unread += range(number + 1, len(public) + 1)
            break
        try:
            page, commented = public[number], upload[number] if alike else None
            found = pdf_hidden.on_page(page, commented)
        except pdfium.PdfiumError:
            unread.append(number + 1)
            continue
        if pdf_hidden.enough(found.unseen + found.covered):
            hidden[number + 1] = found
        page.close()
        if commented:
            commented.close()
    return {
        "cover": cover,
        "findings": list(_sentences(hidden, unread)),
        "text": {number: plain(found.text) for number, found in hidden.items()},
    }


def _cover(page: pdfium.PdfPage, target: Path) -> dict:
    if page.get_height() * COVER > page.get_width() * renditions.TALLEST:
        return {}
    drawn = page.render(scale=COVER / page.get_width(), rev_byteorder=True, draw_annots=False, may_draw_forms=False)
    image = drawn.to_pil().convert("RGB")
    wanted = [size for size in renditions.sizes(COVER, image.height) if size[0] <= COVER]
    made = renditions.write(image, wanted, b"", target)
    largest = next(each for each in made if each["type"] == "image/jpeg")
    return {
        "width": largest["width"],
        "height": largest["height"],
        "sha256": hashlib.sha256((target / largest["file"]).read_bytes()).hexdigest(),
        "renditions": made,
    }


def _sentences(hidden: dict[int, pdf_hidden.Hidden], unread: list[int]) -> Iterator[dict]:
    for code, name, sentence in (
        (
            "hidden_text",
            "unseen",
            "Page {} holds words that cannot be seen but can be copied and searched, in the public copy too: {}{}. "
            "Have them taken out where the file was made, and attach the new one.",
        ),
        (
            "covered_text",
            "covered",
            "A comment or a box on page {} covers {}{}. The public copy has no comments, so readers would see these "
            "words. Have them taken out where the file was made, and attach the new one.",
        ),
    ):
        pages = {number: getattr(found, name) for number, found in hidden.items() if getattr(found, name)}
        if pages:
            first, more = min(pages), len(pages) - 1
            others = f", and more on {more} other page{'s' if more > 1 else ''}" if more else ""
            quoted = plain(pdf_hidden.quoted(pages[first]))
            yield {"code": code, "sentence": sentence.format(first, quoted, others)}
    if unread:
        pages = f"{len(unread)} page" + ("s" if unread[1:] else "")
        sentence = f"Took too long to search for hidden words on {pages}, from page {unread[0]}; look at them yourself."
        yield {"code": "hidden_text_unsearched", "sentence": sentence}
