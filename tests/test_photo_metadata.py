"""What the desk is told about a photograph: XMP, IIM and EXIF."""

import pytest
from PIL.PngImagePlugin import PngInfo

from articles.media import metadata, xmp

from .photos import (
    SAMPLES,
    camera_exif,
    dataset,
    iim_segment,
    jpeg_with,
    process,
    rdf,
    saved,
    scene,
    xmp_segment,
)

# What the desk is told

THREE = {
    "xmp": {"creator": ["Ana Ng"], "caption": ["A caption."], "copyright_notice": ["© X"]},
    "iim": {"creator": ["Ana Ng"], "caption": ["Another caption."], "city": ["Geneva"]},
    "exif": {"copyright_notice": ["© E"], "date_created": ["2026-01-02"]},
}


def test_contradicting_blocks_are_not_mixed():
    about, conflicts = metadata.merge(THREE)
    assert (about["creator"], about["caption"], about["copyright_notice"]) == (
        "Ana Ng",
        "A caption.",
        "© X",
    )
    assert (about["city"], about["date_created"]) == ("Geneva", "2026-01-02")
    assert [(each["field"], each["chosen"]) for each in conflicts] == [
        ("caption", "xmp"),
        ("copyright_notice", "xmp"),
    ]
    assert conflicts[0]["values"] == {"xmp": "A caption.", "iim": "Another caption."}


@pytest.mark.parametrize(("without", "chosen"), [((), "xmp"), (("xmp",), "iim"), (("xmp", "iim"), "exif")])
def test_the_order_of_the_blocks(without, chosen):
    blocks = {key: {"caption": [f"By {key}"], "creator": [key]} for key in ("xmp", "iim", "exif") if key not in without}
    about, conflicts = metadata.merge(blocks)
    assert (about["caption"], about["creator"]) == (f"By {chosen}", chosen)
    assert bool(conflicts) == (chosen != "exif")


def test_a_field_left_blank_by_the_chosen_block_is_shown():
    about, conflicts = metadata.merge({"xmp": {"caption": ["One"]}, "iim": {"caption": ["Two"], "creator": ["Bo"]}})
    assert about["creator"] == ""
    assert {"field": "creator", "chosen": "xmp", "values": {"iim": "Bo"}} in conflicts


def test_agreeing_blocks_fill_each_other_up():
    about, conflicts = metadata.merge(
        {"xmp": {"caption": ["One\ntwo"]}, "iim": {"caption": ["One two"], "creator": ["Bo"]}}
    )
    assert (about["creator"], conflicts) == ("Bo", [])


def test_a_text_cut_off_by_iim_is_no_contradiction():
    name = "Maximiliana Featherstonehaugh-Cholmondeley"
    assert metadata.merge({"xmp": {"creator": [name]}, "iim": {"creator": [name[:32]]}})[1] == []
    assert metadata.merge({"xmp": {"creator": [name]}, "iim": {"creator": [name[:12]]}})[1] != []


@pytest.mark.parametrize(
    ("charset", "value"),
    [
        (b"\x1b%G", "Zoë Ångström 張".encode()),
        (b"\x1b%5", "Zoë Ångström 張".encode()),
        (b"\x1b-A", "Zoë Ångström".encode("latin-1")),
        (None, "Zoë Ångström 張".encode()),
        (None, "Zoë Ångström".encode("cp1252")),
        (b"\x1b%G", "Zoë Ångström".encode("cp1252")),  # a false declaration
    ],
)
def test_iim_is_decoded_as_declared(charset, value):
    raw = (dataset(1, 90, charset) if charset else b"") + dataset(2, 0, b"\0\4") + dataset(2, 80, value)
    assert process(jpeg_with(iim_segment(raw)))["metadata"]["creator"].startswith("Zoë Ångström")


def test_iim_fields_and_dates():
    raw = dataset(2, 55, b"20260102") + dataset(2, 60, b"081500+0200") + dataset(2, 25, b"one") + dataset(2, 25, b"two")
    assert metadata.iim(raw) == {"date_created": ["2026-01-02T08:15:00+02:00"], "keywords": ["one", "two"]}
    assert metadata.iim(dataset(2, 55, b"20260002") + dataset(2, 120, b"  \0 ")) == {}
    assert metadata.iim(raw[:-1] + b"\x1c\x02\x78\x80\x04\xff\xff\xff\xff" + b"x") is not None


def test_exif_alone():
    exif = camera_exif()
    exif[0x010E], exif[0x8298] = "Smörgås".encode(), "© Ana"
    exif[0x013B] = "Ana Ng; Bo Li"
    exif.get_ifd(0x8769)[0x9003], exif.get_ifd(0x8769)[0x9011] = "2026:01:02 08:15:00", "+02:00"
    about = process(saved(scene(), exif=exif))["metadata"]
    assert (about["caption"], about["creator"]) == ("Smörgås", "Ana Ng, Bo Li")
    assert about["date_created"] == "2026-01-02T08:15:00+02:00"


PROPERTIES = (
    '<dc:description><rdf:Alt><rdf:li xml:lang="de">Deutsch</rdf:li>'
    '<rdf:li xml:lang="x-default">English</rdf:li></rdf:Alt></dc:description>'
    "<dc:creator><rdf:Seq><rdf:li>Ana Ng</rdf:li><rdf:li> </rdf:li><rdf:li>Bo Li</rdf:li></rdf:Seq>"
    "</dc:creator><ps:Credit>Agency</ps:Credit><ps:City> </ps:City>"
)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_xmp_is_read_in_every_format(kind):
    packet = rdf(PROPERTIES)
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", packet.decode())
    result = process(saved(scene(), kind, **({"pnginfo": texts} if kind == "PNG" else {"xmp": packet})))
    about = result["metadata"]
    assert (about["caption"], about["creator"], about["credit_line"]) == (
        "English",
        "Ana Ng, Bo Li",
        "Agency",
    )
    assert about["city"] == ""
    for name, public in result["files"].items():
        assert b"Ana Ng, Bo Li" in public, name
        assert b"Agency" in public, name
        assert (b"English" in public) == name.startswith("original"), name
    again = process(result["files"][result["cleaned"]["file"]])["metadata"]
    assert (again["caption"], again["credit_line"]) == ("English", "Agency")


def test_xmp_in_attributes():
    root = xmp.tree(rdf("").replace(b'rdf:about=""', b'ps:Headline="Head" rdf:about=""'))
    assert xmp.fields(root) == {"headline": ["Head"]}


BILLION = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "packet",
    [
        BILLION + rdf("<ps:Credit>&b;</ps:Credit>"),
        (BILLION + rdf("")).decode().encode("utf-16"),
        b'<!doctype x SYSTEM "file:///etc/passwd">' + rdf(""),
        rdf("<ps:Credit>"),
        b"<" * 9999,
        b" " * (xmp.LARGEST + 1),
        b"\xff\xfe\xff",
    ],
)
def test_dangerous_xmp_is_left_unread(packet):
    with pytest.raises(xmp.Unreadable):
        xmp.tree(packet)


def test_unreadable_xmp_is_told_and_the_rest_still_read():
    result = process(jpeg_with(xmp_segment(BILLION + rdf("")), iim_segment(dataset(2, 80, b"Bo Li"))))
    assert result["metadata"]["creator"] == "Bo Li"
    assert any("XMP" in note for note in result["notes"])


def test_texts_are_cleaned_and_bounded():
    raw = dataset(2, 120, b"a\0b\x07c\r\nd\te") + dataset(2, 105, b"x" * 30_000)
    about = process(jpeg_with(iim_segment(raw)))["metadata"]
    assert (about["caption"], len(about["headline"])) == ("abc\nd e", metadata.LONGEST)


def test_long_texts_fit_one_jpeg_segment():
    packet = xmp.packet("&" * 9999, "張" * 9999, "<" * 9999, "\U0001f600" * 9999 + "&" * 9999)
    assert len(packet) < 65_000
    xmp.tree(packet)


NOT_MARKED = {"alt_text", "date_created", "extended_description", "digital_source_type"}


def test_the_iptc_reference_picture():
    result = process((SAMPLES / "IPTC-PhotometadataRef-Std2021.1.jpg").read_bytes())
    about = result["metadata"]
    for field in [
        "headline",
        "title",
        "caption",
        "creator",
        "creator_job",
        "credit_line",
        "source",
        "copyright_notice",
        "usage_terms",
        "sublocation",
        "city",
        "region",
        "country",
    ]:
        assert "ref2021.1" in about[field], field
    assert about["alt_text"].startswith("This is the Alt Text description")
    assert about["extended_description"].startswith("This is the Extended Description")
    assert about["digital_source_type"] == "http://cv.iptc.org/newscodes/digitalsourcetype/softwareImage"
    assert about["date_created"] == "2021-10-20T21:01:01+00:00"
    assert about["keywords"] == ["Keyword1ref2021.1", "Keyword2ref2021.1", "Keyword3ref2021.1"]
    assert result["conflicts"] == []
