"""Pictures, PDFs and ZIPs as deliveries, and plain copy in the styles of agencies."""

import io
import json
import time
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import Item, Unreadable
from tests import photos

SAMPLES = Path(__file__).parent / "samples"
PICTURE = SAMPLES / "photos" / "IPTC-PhotometadataRef-Std2021.1.jpg"
PDF = b"%PDF-1.4\n1 0 obj\n<</Title (The \\(true\\) title)>>\nendobj\n%%EOF"
COPY = "A vote\n\nGENEVA, March 24, 2018 (AP) -- The council met."


def packed(*members: tuple[str, bytes | str], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", level) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name) if name.endswith("/") else name, data)
    return file.getvalue()


def by_type(items: list[Item]) -> list[tuple[str, str]]:
    return sorted((item.type, item.path) for item in items)


def refused(raw: bytes) -> str:
    begun = time.process_time()
    with pytest.raises(Unreadable) as error:
        recognise.read(raw, "x.zip")
    assert time.process_time() - begun < 2
    assert str(error.value).endswith(".")
    return str(error.value)


# One photograph, one document


def test_a_photograph_alone_is_a_picture_with_what_it_says_of_itself():
    [item] = recognise.read(PICTURE.read_bytes(), "in/../vote.jpg")
    assert (item.format, item.type, item.pubstatus) == ("picture", "picture", "usable")
    assert item.headline == "The Headline (ref2021.1)"
    assert item.title == "The Title (ref2021.1)"
    assert item.caption.startswith("The description aka caption (ref2021.1)")
    assert item.byline == item.creator == "Creator1 (ref2021.1)"
    assert item.creditline == "Credit Line (ref2021.1)"
    assert item.copyrightnotice.startswith("Copyright (Notice) 2021.1 IPTC")
    assert item.keywords == ["Keyword1ref2021.1", "Keyword2ref2021.1", "Keyword3ref2021.1"]
    assert item.ednotes[0]["text"] == item.instructions == "An Instruction (ref2021.1)"
    assert not item.ednotes[0]["public"]
    assert item.city.startswith("City")
    [image] = item.images
    assert (image["file"], image["caption"], image["credit"]) == ("vote.jpg", item.caption, item.creditline)
    assert image["alt"].startswith("This is the Alt Text")
    [rendition] = image["renditions"]
    assert (rendition["name"], rendition["mimetype"]) == ("original", "image/jpeg")
    assert (rendition["width"], rendition["height"]) == (item.width, item.height) == (2000, 1000)
    assert rendition["size"] == PICTURE.stat().st_size


def test_width_and_height_are_upright_and_gps_is_told():
    raw = photos.saved(photos.scene(320, 240), exif=photos.camera_exif(6))
    [item] = recognise.read(raw, "x")
    assert (item.width, item.height, item.orientation, item.gps) == (240, 320, 6, True)
    assert item.byline == "Ana Ng"


def test_a_picture_comes_under_the_same_guid_whatever_its_name_and_a_damaged_one_is_refused():
    raw = PICTURE.read_bytes()
    assert recognise.read(raw, "a")[0].guid == recognise.read(raw, "b/c.jpg")[0].guid
    assert "part of the file is missing" in refused(raw[:40])
    assert "raw file" in refused(b"II*\0\x10\0\0\0CR" + bytes(64))


def test_a_pdf_alone_is_a_document_with_its_own_title_or_that_of_its_file():
    [item] = recognise.read(PDF, "x/The vote.pdf")
    assert (item.format, item.type, item.headline) == ("pdf", "document", "The (true) title")
    [document] = item.attachments
    assert (document["file"], document["mimetype"], document["size"]) == ("The vote.pdf", "application/pdf", len(PDF))
    utf16 = PDF.replace(b"(The \\(true\\) title)", b"<" + "Genève".encode("utf-16").hex().encode() + b">")
    assert recognise.read(utf16, "x")[0].headline == "Genève"
    assert recognise.read(PDF.replace(b"/Title", b"/Other"), "x/The vote.PDF")[0].headline == "The vote"
    assert recognise.read(PDF + b"/Encrypt", "x/The vote.pdf")[0].headline == "The vote"
    assert "damaged" in refused(b"%PDF-1.7\n")


# ZIP and folder


def test_pictures_and_documents_named_by_a_story_belong_to_it():
    story = (
        "A vote\n\nView Original Image\nPhoto: hall.JPG\n\nClick the following link:\nvote.pdf\n\nGENEVA (AP) -- Text."
    )
    raw = packed(("in/story.txt", story), ("hall.jpg", PICTURE.read_bytes()), ("vote.pdf", PDF), ("other.pdf", PDF))
    items = recognise.read(raw, "x.zip")
    assert by_type(items) == [("document", "x.zip/other.pdf"), ("text", "x.zip/story.txt")]
    [text] = [item for item in items if item.type == "text"]
    assert [one["file"] for one in [*text.images, *text.attachments]] == ["hall.jpg", "vote.pdf"], "as the member is"
    assert set(recognise.files(raw)) == {"hall.jpg", "vote.pdf", "other.pdf"}
    assert recognise.files(raw)["vote.pdf"] == PDF


def test_every_kind_of_member_is_read_as_what_it_is_and_a_broken_one_alone_is_rejected():
    raw = packed(
        ("a.bin", (SAMPLES / "wire" / "iptc7901" / "correction-latin1.7901").read_bytes()),
        ("b.bin", (SAMPLES / "wire" / "anpa" / "alert.anpa").read_bytes()),
        ("c.bin", (SAMPLES / "wire" / "mail" / "forwarded.eml").read_bytes()),
        ("d.bin", PICTURE.read_bytes()),
        ("e.bin", b"\0\1\2\3" * 100),
        ("f.bin", packed(("g.txt", COPY))),
        ("folder/", ""),
        ("__MACOSX/._a.bin", b"\0\5\26\7"),
        (".DS_Store", b"\0"),
    )
    items = recognise.read(raw, "x.zip")
    assert [item.format for item in items] == ["iptc7901", "anpa", "mail", "picture", "", ""]
    assert [item.outcome for item in items[4:]] == ["rejected", "rejected"]
    assert items[5].reason.startswith("A ZIP within a ZIP is not opened.")
    assert set(recognise.files(raw)) == {"d.bin", "vote.png", "vote.pdf"}


@pytest.mark.parametrize(
    "name", ["../../etc/vote.txt", "/etc/vote.txt", "C:\\x\\vote.txt", "a/./../vote.txt", "vote.txt"]
)
def test_names_never_become_paths(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    [item] = recognise.read(packed((name, COPY)), "x.zip")
    assert (item.path, item.headline) == ("x.zip/vote.txt", "A vote")
    assert list(tmp_path.iterdir()) == []


def test_two_members_of_one_name_are_two():
    raw = packed(("a/p.pdf", PDF), ("b/P.pdf", PDF + b" "))
    assert list(recognise.files(raw)) == ["p.pdf", "P (2).pdf"]


def test_bombs_are_refused_unopened():
    assert "packed so tightly" in refused(packed(("a.txt", "0" * 50_000_000)))
    assert "100 MB" in refused(packed(("a.txt", "0" * 101_000_000)))
    assert "more than 500 files" in refused(packed(*((f"{n}.txt", COPY) for n in range(12_000))))


def test_a_member_that_is_longer_than_it_says_is_refused():
    raw = packed(("a.txt", COPY * 1000))
    size = len(COPY) * 1000
    assert "damaged" in refused(raw.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))


def test_many_small_bombs_are_one():
    assert "packed so tightly" in refused(packed(*((f"{n}.txt", bytes(900_000)) for n in range(100))))


@pytest.mark.parametrize(
    ("flip", "sentence"),
    [
        (lambda raw: raw[:-30], "damaged"),
        (lambda raw: raw[:60], "damaged"),
        (lambda raw: b"PK\3\4" + bytes(60), "damaged"),
        (lambda raw: raw.replace(b"GENEVA", b"GENEVE"), "damaged"),
        (lambda _: packed(), "empty"),
        (lambda _: packed(("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>")), "Office document"),
    ],
    ids=["no end", "cut", "nonsense", "wrong sum", "empty", "docx"],
)
def test_a_zip_that_is_none_is_refused_with_a_sentence(flip, sentence):
    assert sentence in refused(flip(packed(("a.txt", COPY), level=zipfile.ZIP_STORED)))


def test_a_locked_zip_is_refused():
    raw = bytearray(packed(("a.txt", COPY)))
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        raw[raw.index(sign) + offset] |= 1
    assert "locked with a password" in refused(bytes(raw))


def test_a_zip_whose_decoder_cannot_be_stopped_is_refused():
    assert "ordinary one" in refused(packed(("a.txt", bytes(900_000)), level=zipfile.ZIP_BZIP2))
    assert "ordinary one" in refused(packed(("a.txt", bytes(900_000)), level=zipfile.ZIP_LZMA))


def test_a_link_in_a_zip_is_refused():
    link = zipfile.ZipInfo("vote.txt")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "links instead of files" in refused(file.getvalue())


def test_the_command_shows_each_member_on_a_line(tmp_path):
    file = tmp_path / "x.zip"
    file.write_bytes(packed(("a.txt", COPY), ("b.pdf", PDF)))
    out = StringIO()
    call_command("ingest", str(file), "--dry-run", "--json", stdout=out)
    assert [json.loads(line)["type"] for line in out.getvalue().splitlines()] == ["text", "document"]


# Plain copy, as each agency writes it


@pytest.mark.parametrize(
    ("style", "raw", "byline", "source"),
    [
        ("reuters", "GENEVA, March 23 (Reuters) -", "A. Sample", "Reuters"),
        ("afp", "Geneva, March 23, 2018 (AFP) -", None, "AFP"),
        ("ap", "GENEVA (AP) —", "A. SAMPLE, Associated Press", "Associated Press"),
        ("dpa", "Genf (dpa) -", None, "dpa"),
        ("tass", "MOSCOW, March 23. /TASS/.", None, "TASS"),
        ("xinhua", "GENEVA, March 23 (Xinhua) --", None, "Xinhua"),
    ],
)
def test_plain_copy_in_the_style_of(style, raw, byline, source):
    [item] = recognise.read((SAMPLES / "wire" / "plain" / f"{style}-style.txt").read_bytes(), "x.txt")
    assert item.format == "plain"
    assert ("ynthetic sample" in item.headline) or ("Muster" in item.headline)
    assert (item.dateline.raw, item.byline, item.source) == (raw, byline, source)
    assert item.body_text.startswith(("The council adopted", "Der Rat hat"))
