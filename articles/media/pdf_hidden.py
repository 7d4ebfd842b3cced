"""Words that a PDF holds and its page does not show: below a black box, white on white, too small to see.

The page is drawn, and where a word should stand the picture is looked at: one even tone there means that nobody can
read it. That finds whatever hides a word, and never a word on a coloured ground.
"""

import re
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as api

LONGEST_SIDE = 2_000  # pixels of a drawn page, which has one for a point where that fits
EVEN = 6  # steps of grey; the faintest watermark has more
DARK = 128
TOO_SMALL = 0.7  # points; the letters of a text of 1 point are as high
FEWEST = 3  # letters on a page; less is an accident of typesetting
SCANNED = 0.8  # of the page below pictures: words that do not show are the text layer of a scan, and meant so

CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
WORD = re.compile(f"[{CJK}]|[^\\s{CJK}]+")
NO_COVER = {api.FPDF_ANNOT_LINK, api.FPDF_ANNOT_POPUP, api.FPDF_ANNOT_WIDGET}

Box = tuple[float, float, float, float]  # left, bottom, right, top; in points


@dataclass
class Hidden:
    """What one page hides. `covered` are words that only a comment hides; `text` is what can be seen."""

    unseen: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    text: str = ""


def on_page(public: pdfium.PdfPage, upload: pdfium.PdfPage | None) -> Hidden:
    """`upload` is the same page with its comments, which `public` has no more."""
    words = public.get_textpage()
    plain = _Drawing(public, comments=False)
    commented = _Drawing(upload, comments=True) if upload and _has_comments(upload) else None
    lines = [words.get_rect(number) for number in range(words.count_rects())]
    hidden, seen = Hidden(), 0
    if not any(drawing.gapped(line) for drawing in (plain, commented) if drawing for line in lines):
        return hidden
    text, scanned = words.get_text_range(), _is_scan(public)
    for found in WORD.finditer(text):
        boxes = _boxes(words, found.start(), len(found[0]))
        if not boxes or not any(letter.isalnum() for letter in found[0]):
            continue
        tones = [plain.tone(box) for box in boxes]
        if all(box[3] - box[1] < TOO_SMALL for box in boxes) or _even(tones, scanned):
            kind = hidden.unseen
        elif commented and _even([commented.tone(box) for box in boxes], scanned):
            kind = hidden.covered
        else:
            continue
        kind.append(found[0])
        hidden.text += text[seen : found.start()]
        seen = found.end()
    hidden.text += text[seen:]
    return hidden


def enough(words: list[str]) -> bool:
    return sum(2 if re.match(f"[{CJK}]", letter) else letter.isalnum() for letter in "".join(words)) >= FEWEST


def quoted(words: list[str]) -> str:
    text = re.sub(f"(?<=[{CJK}]) (?=[{CJK}])", "", " ".join(words))
    return f"“{text[:80]}{'…' if text[80:] else ''}”"


class _Drawing:
    """A page in greys, and the way from a place on it to its pixels."""

    def __init__(self, page: pdfium.PdfPage, *, comments: bool):
        page.set_rotation(0)
        self.left, _, _, self.top = page.get_bbox()
        self.scale = min(1.0, LONGEST_SIDE / max(page.get_size()))
        drawn = page.render(scale=self.scale, grayscale=True, draw_annots=comments, may_draw_forms=False)
        self.width, self.height, self.stride, self.greys = drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer)

    def tone(self, box: Box) -> int | None:
        """The grey in the middle of the box if there is but one; None if there are more or it cannot be told."""
        darkest, lightest = 255, 0
        for row in (rows := self._rows(box)):
            darkest, lightest = min(darkest, min(row)), max(lightest, max(row))
            if lightest - darkest > EVEN:
                return None
        return darkest if rows else None

    def gapped(self, line: Box) -> bool:
        """Could the line hide a word? No need to look for one where letters follow close on each other."""
        rows = self._rows(line)
        if not rows:
            return True
        wide = max(2, min(len(rows[0]), round((line[3] - line[1]) * self.scale)))
        return re.search(rb"(.)\1{%d}" % (wide - 1), rows[len(rows) // 2], re.DOTALL) is not None

    def _rows(self, box: Box) -> list[bytes]:
        """The pixels in the middle of the box's height; none if it is too low for that, or not on the page."""
        left, bottom, right, top = box
        high = (top - bottom) * self.scale
        edge = high * 0.3  # a black box may fit tightly; every letter crosses the middle
        x, y = round((left - self.left) * self.scale), int((self.top - top) * self.scale + edge)
        end = max(x + 1, round((right - self.left) * self.scale))
        foot = max(y + 1, int((self.top - bottom) * self.scale - edge))
        if high < 2 or x < 0 or y < 0 or end > self.width or foot > self.height:
            return []
        return [self.greys[row * self.stride + x : row * self.stride + end] for row in range(y, foot)]


def _even(tones: list[int | None], scanned: bool) -> bool:
    return all(tone is not None and (tone < DARK or not scanned) for tone in tones)


def _boxes(words: pdfium.PdfTextPage, start: int, length: int) -> list[Box]:
    first = api.FPDFText_GetCharIndexFromTextIndex(words, start)
    return [words.get_rect(number) for number in range(words.count_rects(first, length))] if first >= 0 else []


def _has_comments(page: pdfium.PdfPage) -> bool:
    for number in range(api.FPDFPage_GetAnnotCount(page)):
        comment = api.FPDFPage_GetAnnot(page, number)
        kind = api.FPDFAnnot_GetSubtype(comment)
        api.FPDFPage_CloseAnnot(comment)
        if kind not in NO_COVER:
            return True
    return False


def _is_scan(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    pictures = [each.get_bounds() for each in page.get_objects(filter=[api.FPDF_PAGEOBJ_IMAGE], max_depth=3)]
    return sum((right - left) * (top - bottom) for left, bottom, right, top in pictures) >= SCANNED * width * height
