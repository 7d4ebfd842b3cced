"""What the pages of a PDF look like: a cover for the desk and readers, words that a page hides, and long files."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from articles import content
from articles.media import intake, pdf_steps
from tests import cast
from tests.pdfs import codes, dense, one_page, said, stream

BOX = b"0 g 18 246 200 16 re f "
VISIBLE = b"BT /F1 12 Tf 20 200 Td (Everyone reads this) Tj ET "
SECRET = b"BT /F1 12 Tf 20 250 Td (Informant Wang Wei) Tj ET "


@pytest.fixture
def read(tmp_path):
    def run(raw: bytes) -> dict:
        (tmp_path / "upload").write_bytes(raw)
        return pdf_steps.read(tmp_path / "upload", tmp_path)

    return run


def page(drawing: bytes, **words) -> bytes:
    return one_page(**words, more={5: stream(VISIBLE + drawing), **words.pop("more", {})})


def scan(drawing: bytes) -> bytes:
    """A picture of the whole page, and what lies on it."""
    image = Image.new("L", (300, 300), 250)
    ImageDraw.Draw(image).text((20, 40), "Informant Wang Wei", fill=0, font_size=11)
    picture = stream(image.tobytes(), b"/Subtype/Image/Width 300/Height 300/BitsPerComponent 8/ColorSpace/DeviceGray")
    resources = b"/Resources<</XObject<</X 9 0 R>>/Font<</F1 4 0 R>>>>"
    return one_page(page=resources, more={5: stream(b"q 300 0 0 300 0 0 cm /X Do Q " + drawing), 9: picture})


HIDDEN = {
    "under a black box": page(SECRET + BOX),
    "under a box of any dark colour": page(SECRET + BOX.replace(b"0 g", b"0.1 0.1 0.3 rg")),
    "under a black path": page(SECRET + b"0 g 18 246 m 218 246 l 218 262 l 18 262 l h f"),
    "under a thick line": page(SECRET + b"16 w 18 254 m 218 254 l S"),
    "black on black": page(BOX + SECRET),
    "white on white": page(b"1 g " + SECRET),
    "under a white box": page(SECRET + BOX.replace(b"0 g", b"1 g")),
    "drawn invisible": page(b"3 Tr " + SECRET),
    "too small": page(SECRET.replace(b"12 Tf", b"0.4 Tf")),
    "in a turned page": page(SECRET + BOX, page=b"/Rotate 90"),
    "in a page cut to size": page(SECRET + BOX, page=b"/CropBox[10 100 290 290]"),
    "under a box on a scan": scan(b"3 Tr " + SECRET + BOX),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_words_that_a_page_hides_are_quoted_and_not_searched(read, kind):
    result = read(HIDDEN[kind])
    assert codes(result) == ["hidden_text"]
    assert "Page 1 " in said(result, "hidden_text")
    assert "“Informant Wang Wei”" in said(result, "hidden_text")
    assert "Wang" not in result["text"][0]
    assert ("Everyone reads this" in result["text"][0]) or kind.endswith("scan")


COMMENTS = {
    "a black square": b"<</Subtype/Square/Rect[18 246 218 262]/IC[0 0 0]/C[0 0 0]>>",
    "a black square with a look of its own": b"<</Subtype/Square/Rect[18 246 218 262]/AP<</N 9 0 R>>>>",
    "a white text box": b"<</Subtype/FreeText/Rect[18 246 218 262]/AP<</N 10 0 R>>>>",
}


@pytest.mark.parametrize("kind", COMMENTS)
def test_words_under_a_comment_come_to_light_in_the_copy_and_that_is_said(read, kind):
    look = b"/Subtype/Form/BBox[0 0 200 16]"
    looks = {9: stream(b"0 g 0 0 200 16 re f", look), 10: stream(b"1 g 0 0 200 16 re f", look)}
    raw = one_page(page=b"/Annots[%s]" % COMMENTS[kind], more={5: stream(VISIBLE + SECRET), **looks})
    result = read(raw)
    assert codes(result) == ["comments", "covered_text"]
    assert "readers would see" in said(result, "covered_text")
    assert "“Informant Wang Wei”" in said(result, "covered_text")
    assert result["text"] == ["Everyone reads this"]


ORDINARY = {
    "a box below its words": page(BOX + b"1 g " + SECRET),
    "faint words": page(b"0.85 g " + SECRET),
    "a shadow": page(b"0.6 g 1 0 0 1 1 -1 cm " + SECRET + b"0 g 1 0 0 1 -1 1 cm " + SECRET),
    "small print": page(SECRET.replace(b"12 Tf", b"4 Tf")),
    "turned words": page(b"BT /F1 12 Tf 0.7 0.7 -0.7 0.7 90 90 Tm (Informant Wang Wei) Tj ET"),
    "underlined": page(SECRET + b"0.5 w 20 248 m 130 248 l S"),
    "marked with a yellow pen": page(SECRET, page=b"/Annots[<</Subtype/Link/Rect[18 246 218 262]>>]"),
    "the text layer of a scan": scan(b"3 Tr " + SECRET),
    "beside the page": page(SECRET.replace(b"20 250", b"20 450")),
    "a dot and a letter": page(b"1 g BT /F1 12 Tf 20 250 Td (. a) Tj ET"),
}


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_pages_raise_no_alarm(read, kind):
    result = read(ORDINARY[kind])
    assert codes(result) == []
    assert kind == "beside the page" or "a" in result["text"][0]


def test_many_hidden_words_are_cut_short_and_counted_by_page(read):
    merged = PdfWriter()
    for _ in range(3):
        words = SECRET.replace(b"Wang Wei", b"Wang " * 16).replace(b"12 Tf", b"4 Tf")
        merged.append(PdfReader(BytesIO(page(b"3 Tr " + words))))
    file = BytesIO()
    merged.write(file)
    sentence = said(read(file.getvalue()), "hidden_text")
    assert f"“Informant {'Wang ' * 14}…”, and more on 2 other pages. " in sentence


def test_a_document_has_a_cover_of_its_first_page(db):
    row = intake.document(ContentFile(page(SECRET + b"1 0 0 rg 0 0 300 100 re f"), "Report.pdf"), by=None)
    widths = [(made["type"], made["width"], made["height"]) for made in row.cover["renditions"]]
    assert widths == [
        (f"image/{kind}", width, width) for width in (640, 320) for kind in ("avif", "webp", "jpeg")
    ]  # fmt: skip
    assert (row.cover["width"], row.cover["height"]) == (640, 640)
    file = row.cover["file"]
    assert (file["name"], file["file_name"], file["type"]) == (f"{row.folder}/cover-640.jpg", "cover.jpg", "image/jpeg")
    with default_storage.open(file["name"]) as stored:
        assert stored.size == file["size"]
        image = Image.open(stored).convert("RGB")
    assert image.getpixel((320, 600))[0] > 240 > 40 > image.getpixel((320, 600))[1]
    assert min(image.getpixel((600, 300))) > 240
    assert row.stored() == {row.original, row.cleaned} | {made["name"] for made in row.cover["renditions"]}
    assert all(default_storage.exists(name) for name in row.stored())


def test_the_cover_is_published_with_the_story(db):
    article = cast.illustrated()
    edition = cast.publish(article)
    assert edition.content["documents"][0]["cover"] == cast.pdf().cover
    assert content.public(edition.content)["documents"][0]["cover"]["file"]["file_name"] == "cover.jpg"


def test_a_page_too_tall_for_a_picture_leaves_the_rest(read):
    result = read(page(b"", page=b"/MediaBox[0 0 3 14000]"))
    assert (codes(result), result["cover"]) == ([], {})


def test_a_signed_file_says_so(db):
    signature = b"<</FT/Sig/T(s)/Subtype/Widget/Rect[0 0 0 0]/V 10 0 R>>"
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>"
    raw = one_page(b"/AcroForm<</SigFlags 3/Fields[9 0 R]>>", b"/Annots[9 0 R]", {9: signature, 10: value})
    row = intake.document(ContentFile(raw, "signed.pdf"), by=None)
    assert row.signed
    assert any("publish the file as it came" in finding["sentence"] for finding in row.findings)
    assert not intake.document(ContentFile(one_page(), "plain.pdf"), by=None).signed


def test_five_hundred_dense_pages_are_read_to_the_last(db):
    row = intake.document(ContentFile(dense(500), "long.pdf"), by=None)
    assert (row.page_count, len(row.text), row.findings) == (500, 500, [])
    assert all(f"Page {number}: the Council" in text for number, text in enumerate(row.text, 1))
