"""TIFF, AVIF and HEIC: what agencies and phones send, made fit for every browser."""

import struct

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageCms

from articles.media import child, intake
from articles.media.errors import Refused
from articles.media.original import UNSHOWN

from .photos import (
    COLOURS,
    CORNERS,
    SAMPLES,
    STORED,
    camera_exif,
    dataset,
    near,
    opened,
    pictures,
    process,
    rdf,
    saved,
    scene,
    tiff,
)


def heic(name: str) -> bytes:
    return (SAMPLES / f"{name}.heic").read_bytes()


def shows_the_scene(result: dict) -> bool:
    return all(
        near(
            picture.convert("RGB").getpixel((3 + x * (picture.width - 7), 3 + y * (picture.height - 7))), COLOURS[name]
        )
        for picture in pictures(result).values()
        for name, (x, y) in CORNERS.items()
    )


FILES = {
    "TIFF": lambda: saved(scene(64, 48), "TIFF"),
    "TIFF by LZW": lambda: saved(scene(64, 48), "TIFF", compression="tiff_lzw"),
    "TIFF by Deflate": lambda: saved(scene(64, 48), "TIFF", compression="tiff_adobe_deflate"),
    "TIFF by PackBits": lambda: saved(scene(64, 48), "TIFF", compression="packbits"),
    "TIFF by JPEG": lambda: saved(scene(64, 48), "TIFF", compression="jpeg"),
    "TIFF of a Mac": lambda: tiff(scene(64, 48).tobytes(), ">", t256=64, t257=48, t278=48),
    "TIFF in 16 bits": lambda: tiff(
        b"".join(struct.pack("<H", value * 257) for value in scene(64, 48).tobytes()),
        t256=64,
        t257=48,
        t278=48,
        t258=(16, 16, 16),
    ),
    "TIFF in print colours": lambda: saved(scene(64, 48).convert("CMYK"), "TIFF"),
    "TIFF with pages": lambda: saved(scene(64, 48), "TIFF", save_all=True, append_images=[scene(9, 9)]),
    "AVIF": lambda: saved(scene(64, 48), "AVIF", quality=90),
    "AVIF by its second name": lambda: saved(scene(64, 48), "AVIF", quality=90).replace(b"ftypavif", b"ftypmif1", 1),
    "HEIC": lambda: heic("scene"),
    "HEIC stored turned": lambda: heic("turned"),
    "HEIC with two pictures": lambda: heic("two"),
}
MORE_THAN_ONE = {"TIFF with pages", "HEIC with two pictures"}


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_shows_the_scene_and_its_original_is_a_jpeg(kind):
    result = process(FILES[kind]())
    assert result["media_type"] == "image/" + kind.split()[0].lower()
    assert (result["cleaned"]["file"], result["cleaned"]["type"]) == ("original.jpg", "image/jpeg")
    assert shows_the_scene(result)
    assert any("more than one picture" in note for note in result["notes"]) == (kind in MORE_THAN_ONE)


@pytest.mark.parametrize("kind", ["TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", STORED)
def test_every_file_is_upright(kind, orientation):
    turn = STORED[orientation]
    stored = scene(64, 48) if turn is None else scene(64, 48).transpose(turn)
    if kind == "AVIF":
        data = saved(stored, "AVIF", quality=90, exif=camera_exif(orientation))
    else:
        data = tiff(stored.tobytes(), t256=stored.width, t257=stored.height, t278=stored.height, t274=orientation)
    result = process(data)
    assert (result["width"], result["height"]) == (64, 48)
    assert shows_the_scene(result)


CLEAR = Image.new("RGBA", (64, 48), (255, 0, 0, 0))


@pytest.mark.parametrize("data", [saved(CLEAR, "TIFF"), saved(CLEAR, "AVIF"), heic("clear")], ids=UNSHOWN)
def test_clear_pictures_stay_clear_in_the_original(data):
    result = process(data)
    assert result["cleaned"]["type"] == "image/png"
    assert pictures(result)["original.png"].getpixel((9, 9))[3] == 0
    assert near(pictures(result)["64.jpg"].getpixel((9, 9)), (255, 255, 255))


@pytest.mark.parametrize(("order", "mode"), [("<", "I;16"), (">", "I;16B")])
def test_a_grey_tiff_of_16_bits_keeps_its_tones(order, mode):
    values = struct.pack(f"{order}256H", *range(0, 65536, 256))
    result = process(tiff(values * 4, order, t256=256, t257=4, t258=16, t262=1, t277=1))
    for name in ("original.jpg", "256.jpg"):
        seen = pictures(result)[name].convert("RGB")
        assert [near(seen.getpixel((x, 2)), (x, x, x), 8) for x in (10, 128, 245)] == [True] * 3, (name, mode)


@pytest.mark.parametrize(
    "data",
    [
        saved(Image.new("F", (4, 4), 0.5), "TIFF"),
        saved(Image.new("LAB", (4, 4)), "TIFF"),
        tiff(bytes(64), t258=32, t262=1, t277=1),
        tiff(bytes(32), t258=16, t262=0, t277=1),
    ],
    ids=["floating", "LAB", "32 bits", "16 bits, white is nought"],
)
def test_colours_that_no_page_shows_are_refused(data):
    with pytest.raises(Refused, match=r"Save it as RGB and attach that\.$"):
        process(data)


RAW = {
    "DNG": tiff(t50706=b"\1\4\0\0"),
    "mosaic of a sensor": tiff(t262=32803),
    "a preview before the sensor's data": tiff(t254=1, t330=8),
    "the same of the other byte order": tiff(bytes(48), ">", t254=1, t330=8),
    "CR2": b"II*\0\x10\0\0\0CR\2\0" + bytes(40),
    "CR3": b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
    "ORF": b"IIRO\x08\0\0\0",
    "RW2": b"IIU\0\x18\0\0\0",
    "RAF": b"FUJIFILMCCD-RAW 0201",
}


@pytest.mark.parametrize("kind", RAW)
def test_camera_raw_is_refused_by_name(kind):
    with pytest.raises(Refused, match=r"^This is a camera raw file\. Develop it"):
        process(RAW[kind])


def test_a_tiff_with_smaller_copies_of_itself_is_no_raw_file():
    assert process(tiff(t330=8))["media_type"] == "image/tiff"


@pytest.mark.parametrize(
    "data", [b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff", tiff()[:90], heic("scene")[:700]]
)
def test_broken_files_are_refused(data):
    with pytest.raises(Refused, match=r"damaged|ends too early"):
        process(data)


def test_too_many_pixels_are_refused_before_decoding():
    with pytest.raises(Refused, match="million"):
        process(tiff(t256=9_000, t257=9_000))


CAPTION = dataset(2, 120, b"In the hall") + dataset(2, 80, b"Ana Ng") + bytes(1)
CREDIT = rdf("<ps:Credit>Agency</ps:Credit>")


@pytest.mark.parametrize("numbers", [False, True])
def test_the_words_of_a_tiff_are_read(numbers):
    block = struct.unpack(f"<{len(CAPTION) // 4}I", CAPTION) if numbers else CAPTION
    about = process(tiff(t700=CREDIT, t33723=block))["metadata"]
    assert (about["caption"], about["creator"], about["credit_line"]) == ("In the hall", "Ana Ng", "Agency")


def test_place_and_serial_number_of_a_tiff_are_told_and_removed():
    place = struct.pack("<HHHI4sI", 1, 1, 2, 2, b"N\0", 0)
    camera = struct.pack("<HHHI4sI", 1, 0xA431, 2, 4, b"S-1\0", 0)
    pixels = bytes(48) + place + camera
    result = process(tiff(pixels, t34853=56, t34665=56 + len(place), t279=48))
    assert (result["metadata"]["gps"], result["metadata"]["serial_number"]) == (True, True)
    assert not any(b"S-1" in data for data in result["files"].values())


@pytest.mark.parametrize(
    "data",
    [heic("scene"), saved(scene(64, 48), "AVIF", exif=camera_exif(), xmp=CREDIT)],
    ids=["HEIC", "AVIF"],
)
def test_words_are_read_and_secrets_removed(data):
    result = process(data)
    about = result["metadata"]
    assert (about["creator"], about["credit_line"], about["gps"]) == ("Ana Ng", "Agency", True)
    assert b"SERIAL-MARK" in data
    for name, public in result["files"].items():
        assert b"-MARK" not in public, name
        assert b"Ana Ng" in public, name


@pytest.mark.parametrize("kind", ["TIFF", "AVIF"])
def test_a_profile_is_kept_by_the_original_and_used_for_the_rest(kind):
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    result = process(saved(scene(64, 48), kind, icc_profile=swapped))
    assert opened(result["files"]["original.jpg"]).info["icc_profile"] == swapped
    assert "icc_profile" not in opened(result["files"]["64.jpg"]).info


def test_print_colours_lose_their_profile_with_their_colours():
    result = process(saved(scene(64, 48).convert("CMYK"), "TIFF", icc_profile=b"for print"))
    original = opened(result["files"]["original.jpg"])
    assert (original.mode, original.info.get("icc_profile")) == ("RGB", None)


def test_a_bomb_stays_small_in_the_child(tmp_path):
    """60 million pixels that are a few kilobytes, in less memory than they need."""
    (tmp_path / "bomb").write_bytes(saved(Image.new("RGB", (7_700, 7_700)), "TIFF", compression="tiff_adobe_deflate"))
    with pytest.raises(Refused):
        child.run("photo", tmp_path / "bomb", tmp_path, memory_mb=200, cpu_seconds=5, seconds=20)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "kept"),
    [("IMG_0001.HEIC", "IMG_0001.jpg"), ("scan.tiff", "scan.jpg"), ("a.hif", "a.jpg"), ("v.2", "v.2.jpg")],
)
def test_the_library_names_the_file_that_readers_get(sent, kept):
    row = intake.photo(ContentFile(heic("scene"), sent), by=None)
    assert (row.file_name, row.media_type, row.original) == (kept, "image/heic", f"{row.folder}/upload.heic")
    assert (row.cleaned, row.cleaned_type) == (f"{row.folder}/original.jpg", "image/jpeg")
