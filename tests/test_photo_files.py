"""Photographs from strangers: what is taken, what is refused, and how it comes out."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from articles.media import child, renditions
from articles.media.errors import Refused

from .photos import COLOURS, CORNERS, STORED, TURN, camera_exif, near, pictures, process, saved, scene

# Formats, by content only


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"\0\0\0\x20ftypisom\0\0\0\0", "video"),
        (b"II+\0\x08\0\0\0", "BigTIFF"),
        (b"8BPS\0\x01", "Photoshop"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS"),
        (b"%PDF-1.7\n", "Attach it as a document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE svg>\n<svg onload='alert(1)'/>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"GIF89b", "JPEG"),
        (b"SIMPLE  =                    T", "text"),
        (b"icns\0\0\x10\0", "JPEG"),
        (b"DDS |\0\0\0", "JPEG"),
        (b"The minister said on Monday.\n", "text"),
        (b" \xff\xd8\xff\xe0", "JPEG"),
        (b"", "empty"),
    ],
)
def test_others_are_refused_by_name(data, named):
    with pytest.raises(Refused, match=named):
        process(data)


@pytest.mark.parametrize("kind", ["BMP", "ICO", "PPM", "TGA", "PDF", "EPS", "JPEG2000", "DDS"])
def test_no_other_decoder_is_reached(kind):
    with pytest.raises(Refused, match=r"JPEG|PDF"):
        process(saved(scene(), kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"])
def test_types_come_from_the_content(kind):
    result = process(saved(scene(), kind))
    assert result["media_type"] == "image/" + kind.lower()
    assert {name.rsplit(".")[-1] for name in result["files"]} >= {"avif", "webp", "jpg"}
    for name, data in result["files"].items():
        said = next(each["type"] for each in [result["cleaned"], *result["renditions"]] if each["file"] == name)
        assert Image.open(BytesIO(data)).get_format_mimetype() == said


# Size


def png_header(width: int, height: int, depth: int = 8) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def huge_webp() -> bytes:
    size = (16_382).to_bytes(3, "little") * 2
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


@pytest.mark.parametrize(
    "data",
    [
        png_header(7_800, 7_800) + b"\0\0\0\0IDAT",
        b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\0",
        b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x08",
        huge_webp(),
    ],
    ids=["png", "jpeg", "gif", "webp"],
)
def test_too_many_pixels_are_refused_before_decoding(data):
    with pytest.raises(Refused, match="million"):
        process(data)


def test_a_bomb_stays_small_in_the_child(tmp_path):
    rows = zlib.compress(bytes(13_300 // 8 + 2) * 13_300)
    chunk = struct.pack(">I", len(rows)) + b"IDAT" + rows + struct.pack(">I", zlib.crc32(b"IDAT" + rows))
    (tmp_path / "bomb").write_bytes(png_header(13_300, 13_300, depth=1) + chunk + b"\0\0\0\0IEND\xae\x42\x60\x82")
    with pytest.raises(Refused, match="million"):
        child.run("photo", tmp_path / "bomb", tmp_path, memory_mb=150, cpu_seconds=5, seconds=20)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"])
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_truncated_files_are_refused_with_a_reason(kind, part):
    data = saved(Image.effect_noise((320, 240), 80), kind)
    with pytest.raises(Refused, match=r"ends too early|damaged"):
        process(data[: int(len(data) * part)])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"])
def test_damage_is_refused_or_survived(kind):
    chance = random.Random(kind)
    options = {"exif": camera_exif()} if kind != "GIF" else {}
    whole = saved(scene(48, 32), kind, **options)
    taken = 0
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            process(bytes(data[: chance.choice((len(data), chance.randrange(len(data))))]))
            taken += 1
        except Refused:
            continue
    assert taken < 60


# Right way up, right colours


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED)
def test_every_public_file_is_upright(kind, orientation):
    turn = STORED[orientation]
    stored = scene() if turn is None else scene().transpose(turn)
    result = process(saved(stored, kind, exif=camera_exif(orientation), **({} if kind == "PNG" else {"quality": 95})))
    assert (result["width"], result["height"], result["metadata"]["orientation"]) == (320, 240, orientation)
    for name, picture in pictures(result).items():
        assert picture.size == (320, 240), name
        for colour, (x, y) in CORNERS.items():
            seen = picture.convert("RGB").getpixel((80 + 160 * x, 60 + 120 * y))
            assert near(seen, COLOURS[colour]), (name, colour, seen)


def test_a_photo_decoded_at_half_size_is_upright():
    result = process(saved(scene(2600, 4000).transpose(TURN.ROTATE_90), exif=camera_exif(6)))
    assert (result["width"], result["height"]) == (2600, 4000)
    largest = pictures(result)["1920.jpg"]
    assert largest.size == (1920, 2954)
    assert near(largest.getpixel((100, 100)), COLOURS["red"])
    assert near(largest.getpixel((1800, 2800)), COLOURS["white"])


def centre(result: dict) -> list[tuple]:
    every = [p for name, p in pictures(result).items() if not name.startswith("original")]
    return [picture.getpixel((picture.width // 2, picture.height // 2)) for picture in every]


def clear_palette() -> Image.Image:
    image = Image.new("P", (320, 200), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.info["transparency"] = 1
    return image


def clear_colour() -> Image.Image:
    image = Image.new("RGB", (320, 200), (9, 8, 7))
    image.info["transparency"] = (9, 8, 7)
    return image


ODD = {
    "cmyk": (Image.new("CMYK", (320, 200), (255, 0, 0, 0)), "JPEG", (0, 255, 255)),
    "grey": (Image.new("L", (320, 200), 90), "JPEG", (90, 90, 90)),
    "16 bit": (Image.new("I;16", (320, 200), 0x5A5A), "PNG", (90, 90, 90)),
    "16 bit white": (Image.new("I;16", (320, 200), 0xFFFF), "PNG", (255, 255, 255)),
    "1 bit": (Image.new("1", (320, 200), 1), "PNG", (255, 255, 255)),
    "palette": (Image.new("P", (320, 200), 0), "GIF", (0, 0, 0)),
    "palette with a clear colour": (clear_palette(), "PNG", (255, 255, 255)),
    "clear colour": (clear_colour(), "PNG", (255, 255, 255)),
    "alpha": (Image.new("RGBA", (320, 200), (0, 0, 0, 128)), "PNG", (127, 127, 127)),
    "alpha in WebP": (Image.new("RGBA", (320, 200), (255, 0, 0, 0)), "WEBP", (255, 255, 255)),
    "grey alpha": (Image.new("LA", (320, 200), (0, 128)), "PNG", (127, 127, 127)),
}


@pytest.mark.parametrize(("image", "kind", "wanted"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("scale", [1, 13])
def test_odd_colours_come_out_right(image, kind, wanted, scale):
    if scale > 1:  # reduced band by band
        info = image.info
        image = image.resize((image.width * scale, 200))
        image.info = info
    for seen in centre(process(saved(image, kind))):
        assert near(seen, wanted, 8), seen


def test_a_16_bit_gradient_keeps_its_tones():
    image = Image.frombytes("I;16", (256, 4), struct.pack("<256H", *range(0, 65536, 256)) * 4)
    middle = pictures(process(saved(image, "PNG")))["256.jpg"]
    assert [near(middle.getpixel((x, 2)), (x, x, x), 8) for x in (10, 128, 245)] == [True] * 3


def display_p3() -> bytes:
    """A minimal ICC profile of three primaries (Display P3, adapted to D50) and a gamma of 2.2."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 3) + b"P3\0" + bytes(79),
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv\x00\x00\x00\x00\x00\x00\x00\x01\x023\x00\x00")
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(value))
        body += value
    head = struct.pack(
        ">I4sI4s4s4s12s4s", 128 + len(table + body), b"", 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"", b"acsp"
    )
    return head.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061) + bytes(48) + table + body


def p3_in_srgb(*values: int) -> tuple[int, ...]:
    """The textbook way: linear light, matrix, sRGB curve."""
    red, green, blue = ((value / 255) ** 2.2 for value in values)
    linear = (
        1.2249 * red - 0.2247 * green,
        1.042 * green - 0.042 * red,
        1.0979 * blue - 0.0197 * red - 0.0786 * green,
    )
    return tuple(round(255 * (1.055 * max(0, x) ** (1 / 2.4) - 0.055)) for x in linear)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_wide_colours_become_srgb(kind):
    result = process(saved(Image.new("RGB", (320, 200), (180, 90, 60)), kind, icc_profile=display_p3()))
    assert p3_in_srgb(180, 90, 60)[0] > 187
    for seen in centre(result):
        assert near(seen, p3_in_srgb(180, 90, 60), 5), seen
    cleaned = Image.open(BytesIO(result["files"][result["cleaned"]["file"]]))
    assert cleaned.info["icc_profile"] == display_p3()


@pytest.mark.parametrize(
    "profile",
    [
        b"PROFILE-MARK" * 40,
        display_p3()[:200],
        display_p3().replace(b"RGB ", b"CMYK"),
        display_p3().replace(b"gTRC", b"none"),
    ],
)
def test_a_broken_profile_is_ignored_and_told(profile):
    result = process(saved(Image.new("RGB", (320, 200), (180, 90, 60)), icc_profile=profile))
    assert any("colour profile" in note for note in result["notes"])
    assert all(near(seen, (180, 90, 60), 5) for seen in centre(result))
    assert not any(b"ICC_PROFILE" in data for data in result["files"].values())


@pytest.mark.parametrize(("kind", "options"), [("GIF", {}), ("PNG", {}), ("WEBP", {"lossless": True})])
def test_of_an_animation_the_first_frame_is_used(kind, options):
    more = [Image.new("RGB", (320, 240), (index % 200, 99, 0)) for index in range(300)]
    result = process(saved(scene(), kind, save_all=True, append_images=more, **options))
    assert any("animated" in note for note in result["notes"])
    for name, picture in pictures(result).items():
        assert getattr(picture, "n_frames", 1) == 1, name
        assert near(picture.convert("RGB").getpixel((10, 10)), COLOURS["red"]), name


# Sizes


@pytest.mark.parametrize(
    ("width", "height", "widths"),
    [(3000, 2000, [1920, 1280, 960, 640, 320]), (1000, 10, [960, 640, 320]), (200, 300, [200]), (1, 1, [1])],
)
def test_nothing_is_enlarged(width, height, widths):
    result = process(saved(Image.new("RGB", (width, height)), "PNG"))
    made = [each["width"] for each in result["renditions"]]
    assert made == [width for width in widths for _ in range(3)]
    for each in result["renditions"]:
        assert Image.open(BytesIO(result["files"][each["file"]])).size == (each["width"], each["height"])
        assert len(result["files"][each["file"]]) == each["size"]


def test_very_tall_pictures():
    assert renditions.sizes(1000, 20_000) == [(640, 12_800), (320, 6_400)]
    with pytest.raises(Refused, match="too tall"):
        process(saved(Image.new("L", (10, 17_000)), "PNG"))
