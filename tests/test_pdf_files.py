"""PDFs of strangers: the desk is told what is in them, the public gets the pages and nothing else."""

import gc
import hashlib
import io
import shutil
import subprocess
import time
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from articles.media import pdf, pdf_steps, pdf_text
from articles.media.errors import Refused
from tests.pdfs import TEXT, codes, one_page, said, stream


@pytest.fixture
def process(tmp_path):
    """What is told of a PDF, and the public copy spelled out, every stream and name readable."""

    def run(raw: bytes) -> tuple[dict, bytes]:
        (tmp_path / "in.pdf").write_bytes(raw)
        gc.disable()  # a test tool's callback runs in it, and would swallow the bell that ends slow work
        try:
            found = pdf.process(tmp_path / "in.pdf", tmp_path)
        finally:
            gc.enable()
        words = pdf_text.process(tmp_path / "public.pdf", tmp_path)
        result = pdf_steps.together(found, words, {"text": {}, "cover": {}, "findings": []})
        public = (tmp_path / result["cleaned"]["file"]).read_bytes()
        assert result["cleaned"]["sha256"] == hashlib.sha256(public).hexdigest()
        assert result["cleaned"]["size"] == len(public)
        return result, spelled_out(tmp_path / "public.pdf")

    return run


def spelled_out(path: Path) -> bytes:
    if not shutil.which("qpdf"):
        return path.read_bytes()
    command = ["qpdf", "--qdf", "--object-streams=disable", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout  # fails on any fault in the file


def test_a_plain_file(process):
    raw = one_page(trailer=b"/Info<</Title(A title)>>")
    result, public = process(raw)
    assert result | {"cleaned": None} == {
        "signed": False,
        "cover": {},
        "size": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "page_count": 1,
        "title": "A title",
        "text": ["Seen on the page"],
        "findings": [],
        "cleaned": None,
    }
    assert b"/Title (A title)" in public
    assert b"pypdf" not in public
    assert public.startswith(b"%PDF-1.7")


JS = b"<</S/JavaScript/JS(SECRET)>>"
LAUNCH = b"<</S/Launch/F(SECRET.exe)>>"
SPEC = b"<</Type/Filespec/F(SECRET.xls)/UF(SECRET.xls)/EF<</F 9 0 R>>>>"
FILE = {9: stream(b"SECRET", b"/Type/EmbeddedFile")}
NOTE = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(SECRET Wang)/Contents(SECRET)>>"
LINK = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A%s>>"
XMP = b"<x><dc:creator>SECRET</dc:creator><xmpMM:DocumentID>uuid:SECRET</xmpMM:DocumentID></x>"

# what is planted | code | what the desk reads
PLANTS = {
    "names tree": (one_page(b"/Names<</JavaScript<</Names[(a)%s]>>>>" % JS), "scripts", "JavaScript;"),
    "open action": (one_page(b"/OpenAction" + JS), "scripts", "JavaScript;"),
    "hex-escaped": (one_page(b"/Open#41ction<</#53/#4aavaScript/#4a#53(SECRET)>>"), "scripts", "JavaScript"),
    "page action": (one_page(page=b"/AA<</O%s>>" % JS), "scripts", "JavaScript on 1 page;"),
    "annotation action": (
        one_page(page=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/AA<</E%s>>>>]" % JS),
        "scripts",
        "on 1 page;",
    ),
    "script as stream": (one_page(b"/OpenAction<</S/JavaScript/JS 9 0 R>>", more=FILE), "scripts", "JavaScript"),
    "script link": (
        one_page(page=b"/Annots[%s]" % (LINK % b"<</S/URI/URI(javascript:SECRET)>>")), "actions", "on 1"),
    "launch": (one_page(page=b"/Annots[%s]" % (LINK % LAUNCH)), "actions", "(Launch) on 1 page;"),
    "after a good link": (
        one_page(page=b"/Annots[%s]" % (LINK % (b"<</S/URI/URI(https://un.org/)/Next%s>>" % LAUNCH))),
        "actions",
        "Launch",
    ),
    "submit": (one_page(b"/OpenAction<</S/SubmitForm/F(http://SECRET)>>"), "actions", "SubmitForm"),
    "other file": (one_page(b"/OpenAction<</S/GoToR/F(SECRET)/D[0/Fit]>>"), "actions", "GoToR"),
    "import": (one_page(b"/OpenAction<</S/ImportData/F(SECRET)>>"), "actions", "ImportData"),
    "player": (
        one_page(page=b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]/T(SECRET)>>]"),
        "actions",
        "RichMedia",
    ),
    "file": (one_page(b"/Names<</EmbeddedFiles<</Names[(a)%s]>>>>" % SPEC, more=FILE), "embedded_files", "SECRET.xls"),
    "file on a page": (
        one_page(page=b"/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS%s>>]" % SPEC, more=FILE),
        "embedded_files",
        "SECRET.xls",
    ),
    "form": (
        one_page(b"/AcroForm<</Fields[9 0 R]>>", b"/Annots[9 0 R]",
            {9: b"<</FT/Tx/T(SECRET)/Subtype/Widget/Rect[0 0 9 9]>>"}),
        "forms",
        "form fields",
    ),
    "xfa": (one_page(b"/AcroForm<</Fields[]/XFA 9 0 R>>", more=FILE), "forms", "XFA"),
    "comment": (one_page(page=b"/Annots[%s%s]" % (NOTE, NOTE)), "comments", "2 comments by SECRET Wang;"),
    "author": (
        one_page(trailer=b"/Info<</Author(SECRET Li)/Company(SECRET Co)>>"),
        "author_data",
        "(Author: SECRET Li, Company: SECRET Co)",
    ),
    "xmp": (one_page(b"/Metadata 9 0 R", more={9: stream(XMP, b"/Type/Metadata/Subtype/XML")}), "author_data",
        "uuid:SECRET"),
    "signature": (
        one_page(b"/Perms<</DocMDP 9 0 R>>", more={9: b"<</Type/Sig/ByteRange[0 1 2 3]/Contents(SECRET)>>"}),
        "signed",
        "signed",
    ),
    "program's own data": (one_page(page=b"/PieceInfo<</App<</Private(SECRET)>>>>/Thumb 9 0 R", more=FILE), None, ""),
    "metadata of a part": (
        one_page(page=b"/Resources<</XObject<</X 8 0 R>>/Font<</F1 4 0 R>>>>", more={
            8: stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Metadata 9 0 R/PieceInfo<</A(SECRET)>>"),
                **FILE}),
        None,
        "",
    ),
    "another page's script": (
        one_page(b"/Spare 9 0 R", more={9: b"<</Type/Page/AA<</O%s>>>>" % JS}), "scripts", "JavaScript"),
    "page in a link": (
        one_page(page=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/Dest[9 0 R/Fit]>>]",
            more={9: b"<</Type/Page/AA<</O%s>>>>" % JS}), "scripts", "JavaScript"),
}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS)
def test_the_desk_is_told_and_the_public_copy_is_clean(process, plant):
    raw, code, words = PLANTS[plant]
    assert b"SECRET" in raw
    result, public = process(raw)
    assert codes(result) == ([code] if code else [])
    assert not code or words in said(result, code)
    assert b"SECRET" not in public
    for name in (b"/JS", b"/AA", b"/OpenAction", b"/Launch", b"/EF", b"/AcroForm", b"/Metadata", b"/PieceInfo"):
        assert name not in public
    assert result["text"] == ["Seen on the page"]


def test_links_outline_language_and_structure_are_kept(process):
    root = (
        b"/Lang(fr-CH)/MarkInfo<</Marked true>>/StructTreeRoot 9 0 R/Outlines 10 0 R/PageLabels<</Nums[0<</S/r>>]>>"
        b"/Names<</Dests<</Names[(there)[3 0 R/XYZ 1 2 0]]>>>>"
    )
    links = [
        LINK % b"<</S/URI/URI(https://www.un.org/en)>>",
        LINK % b"<</S/URI/URI(mailto:desk@example.org)>>",
        LINK % b"<</S/GoTo/D(there)>>",
        LINK % b"<</S/GoTo/D[3 0 R/FitH 7]>>",
    ]
    more = {
        9: b"<</Type/StructTreeRoot/K 12 0 R/ParentTree<</Nums[0[12 0 R]]>>>>",
        10: b"<</First 11 0 R/Last 11 0 R/Count 1>>",
        11: b"<</Title(Chapter one)/Parent 10 0 R/Dest[3 0 R/Fit]/First 13 0 R/Last 13 0 R>>",
        12: b"<</S/Figure/P 9 0 R/Pg 3 0 R/Alt(The hall)/K[0<</Type/OBJR/Obj 14 0 R>>]>>",
        13: b"<</Title(Section two)/Parent 11 0 R/A<</S/GoTo/D(there)>>>>",
        14: NOTE,
    }
    result, public = process(one_page(root, b"/StructParents 0/Annots[%s]" % b"".join(links), more))
    reader = PdfReader(io.BytesIO(public))
    found = [link.get_object() for link in reader.pages[0]["/Annots"]]
    assert [link["/A"]["/URI"] for link in found[:2]] == ["https://www.un.org/en", "mailto:desk@example.org"]
    assert [link["/Dest"][1] for link in found[2:]] == ["/XYZ", "/FitH"]
    assert all(link["/Dest"][0] == reader.pages[0].indirect_reference for link in found[2:])
    assert [reader.outline[0].title, reader.outline[1][0].title] == ["Chapter one", "Section two"]
    root = reader.root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], reader.page_labels) == ("fr-CH", True, ["i"])
    figure = root["/StructTreeRoot"]["/K"]
    assert (figure["/Alt"], figure.raw_get("/Pg")) == ("The hall", reader.pages[0].indirect_reference)
    assert b"SECRET" not in public
    assert codes(result) == ["comments"]


def test_filled_in_fields_are_drawn_and_hidden_ones_are_not(process):
    look = b"/Type/XObject/Subtype/Form/BBox[0 0 90 20]/Resources<</Font<</F1 4 0 R>>>>"
    field = b"<</FT/Tx/Subtype/Widget/Rect[10 10 100 30]/V(x)/F %d/AP<</N %d 0 R>>>>"
    more = {
        8: stream(b"BT /F1 9 Tf (Filled in) Tj ET", look),
        9: stream(b"BT /F1 9 Tf (SECRET) Tj ET", look),
        10: field % (4, 8),
        11: field % (2, 9),
        12: b"<</FT/Tx/Subtype/Widget/Rect[10 10 100 30]/V(never drawn)>>",
    }
    form = b"/AcroForm<</Fields[10 0 R 11 0 R]>>"
    result, public = process(one_page(form, b"/Annots[10 0 R 11 0 R]", more))
    assert "Filled in" in result["text"][0]
    assert "Seen on the page" in result["text"][0]
    assert b"SECRET" not in public
    assert codes(result) == ["forms"]
    assert codes(process(one_page(form, b"/Annots[12 0 R]", more))[0]) == ["forms", "fields_missing"]


@pytest.mark.parametrize("cipher", ["RC4-128", "AES-256"])
def test_encrypted(process, cipher):
    def locked(user: str) -> bytes:
        writer, out = PdfWriter(PdfReader(io.BytesIO(one_page()))), io.BytesIO()
        writer.encrypt(user, "owner", algorithm=cipher)
        writer.write(out)
        return out.getvalue()

    result, public = process(locked(""))
    assert "encrypted" in codes(result)
    assert result["text"] == ["Seen on the page"]
    assert b"/Encrypt" not in public
    with pytest.raises(Refused, match=r"locked.*without a password"):
        process(locked("word"))


def test_earlier_versions_are_gone(process):
    first = one_page(more={5: stream(b"BT /F1 12 Tf (SECRET draft) Tj ET")})
    second = b"5 0 obj\n%s\nendobj\n" % stream(TEXT)
    at = len(first)
    second += b"xref\n5 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Size 6/Prev %d>>\n" % (at, first.rindex(b"xref\n0"))
    raw = first + second + b"startxref\n%d\n%%%%EOF\n" % (at + second.index(b"xref\n5"))
    result, public = process(raw)
    assert "1 earlier version " in said(result, "revisions")
    assert (result["text"], b"SECRET" in public) == (["Seen on the page"], False)


def pages(kids: bytes, count: int, more: dict | None = None) -> bytes:
    return one_page(more={2: b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 9 9]>>" % (kids, count), **(more or {})})


def many_pages(count: int) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    kids = b" ".join(b"%d 0 R" % n for n in range(10, 10 + count))
    return pages(kids, count, dict.fromkeys(range(10, 10 + count), page))


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"q Q " * 250_000) for _ in range(megabytes)) + packer.flush()
    return stream(packed, b"/Filter/FlateDecode")


HOSTILE = {
    "count lies": (lambda: pages(b"3 0 R", 9_999_999), 1),
    "count is negative": (lambda: pages(b"3 0 R 6 0 R", -1, {6: b"<</Type/Page>>"}), 2),
    "tree bites its tail": (lambda: pages(b"3 0 R 2 0 R 6 0 R", 3, {6: b"<</Kids[2 0 R 6 0 R]>>"}), 1),
    "same page again": (lambda: pages(b"3 0 R 3 0 R 3 0 R", 3), 1),
    "deep tree": (
        lambda: pages(b"10 0 R", 1, {n: b"<</Type/Pages/Kids[%d 0 R]>>" % (n + 1) for n in range(10,
            3000)} | {3000: b"<</Type/Page>>"}),
        1,
    ),
    "two thousand pages": (lambda: many_pages(2000), 2000),
    "no pages": (lambda: pages(b"", 3), None),
    "reference to itself": (lambda: one_page(b"/A 8 0 R/B 9 0 R", more={8: b"8 0 R", 9: b"8 0 R"}), 1),
    "deep array": (lambda: one_page(b"/A 9 0 R", more={9: b"[" * 50_000 + b"]" * 50_000}), 1),
    "deep dictionary": (lambda: one_page(page=b"/Group 9 0 R", more={9: b"<</A" * 20_000 + b"1" + b">>" * 20_000}), 1),
    "long chain": (
        lambda: one_page(b"/A 10 0 R", more={n: b"<</Next %d 0 R>>" % (n + 1) for n in range(10, 20_000)}),
        1,
    ),
    "outline loop": (
        lambda: one_page(b"/Outlines<</First 9 0 R>>", more={9: b"<</Title(a)/Next 9 0 R/First 9 0 R>>"}),
        1,
    ),
    "form loop": (
        lambda: one_page(page=b"/Resources<</XObject<</X 9 0 R>>>>", more={
            5: stream(b"/X Do " * 3000),
            9: stream(b"/X Do " * 3000, b"/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 9 0 R>>>>")}),
        1,
    ),
    "content of 20,000 parts": (lambda: one_page(more={3: b"<</Type/Page/Contents[%s]>>" % (b"5 0 R " * 20_000)}), 1),
    "flate bomb": (lambda: one_page(more={5: bomb(400)}), 1),
    "flate bomb in the metadata": (lambda: one_page(b"/Metadata 9 0 R", more={9: bomb(400)}), 1),
    "slow content": (lambda: one_page(more={5: bomb(30)}), 1),
    "xref loop": (lambda: one_page(trailer=b"/Prev 0 /XRefStm 9").replace(b"/Prev 0", b"/Prev 600"), 1),
    "xref into itself": (lambda: (raw := one_page()).replace(b"/Size 6",
        b"/Size 6/Prev %d" % raw.rindex(b"xref\n0")), 1),
    "no xref": (lambda: one_page().replace(b"\nxref", b"\nyref"), 1),
    "cut short": (lambda: one_page()[:200], None),
    "only a signature": (lambda: b"%PDF-1.7\n", None),
    "rubbish": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000, None),
    "wrong types": (lambda: one_page(b"/Names 7/AcroForm[]/Outlines(x)/Lang[1]/Metadata 3 0 R/StructTreeRoot 5",
        b"/Annots<</A 1>>/Resources 8"), 1),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_answered_in_time(tmp_path, kind):
    make, page_count = HOSTILE[kind]
    source, began = tmp_path / "upload", time.monotonic()
    source.write_bytes(make())
    if page_count is None:
        with pytest.raises(Refused, match=r"^This PDF .*\.$"):
            pdf_steps.read(source, tmp_path)
    else:
        result = pdf_steps.read(source, tmp_path)
        assert result["page_count"] == page_count == len(result["text"])
    assert time.monotonic() - began < 10


def test_what_breaks_the_reader_of_text_costs_the_text_and_no_more(tmp_path):
    (tmp_path / "upload").write_bytes(one_page(more={5: bomb(400)}))
    result = pdf_steps.read(tmp_path / "upload", tmp_path)
    assert (result["text"], result["cover"]) == ([""], {})
    assert "1 page (1) could not be read" in said(result, "text_missing")
    assert "no cover" in said(result, "not_looked_at")
    assert (tmp_path / "public.pdf").stat().st_size == result["cleaned"]["size"]


@pytest.mark.parametrize("raw", [b"", b"<html>" + one_page(), b"\n" + one_page(), b"GIF89a"])
def test_the_signature_stands_at_the_first_byte(process, raw):
    with pytest.raises(Refused, match="not a PDF"):
        process(raw)


def test_what_cannot_be_kept_is_said_and_the_pages_are_kept(process):
    result, _ = process(
        one_page(b"/StructTreeRoot 9 0 R/Outlines 5", more={9: b"<</K" + b"[" * 900 + b"]" * 900 + b">>"})
    )
    assert codes(result) == ["extras_missing"]
    assert result["text"] == ["Seen on the page"]


def test_no_copy_is_better_than_an_unsafe_one(process, monkeypatch):
    monkeypatch.setattr(pdf.pdf_public, "copy", lambda reader, *_, extras: (one_page(b"/OpenAction" + JS), set()))
    with pytest.raises(Refused, match="No safe public copy"):
        process(one_page())
