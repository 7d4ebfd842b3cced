"""What a photograph carries in secret never reaches a reader."""

import json
import shutil
import struct
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from articles.media import original, xmp
from articles.media.errors import Refused

from .photos import (
    COLOURS,
    SAMPLES,
    camera_exif,
    dataset,
    iim_segment,
    jpeg_with,
    near,
    opened,
    pictures,
    process,
    rdf,
    saved,
    scene,
    xmp_segment,
)

# What never reaches a reader


def marked_jpeg() -> bytes:
    packet = rdf("<ex:GPSLatitude>36,35.8N GPS-XMP-MARK</ex:GPSLatitude><aux:SerialNumber>AUX-MARK</aux:SerialNumber>")
    second = saved(scene(), comment=b"SECOND-PICTURE-MARK")
    return (
        jpeg_with(
            (0xE0, b"JFXX\0\x10JFXX-MARK"),
            (
                0xE1,
                b"Exif\0\0" + camera_exif().tobytes().removeprefix(b"Exif\0\0") + b"\xff\xd8\xff\xd9THUMB-MARK",
            ),
            xmp_segment(packet),
            (0xE1, b"http://ns.adobe.com/xmp/extension/\0EXTENSION-MARK"),
            (0xE2, b"MPF\0MPF-MARK"),
            (0xEB, b"JP\0\x01\0\0\0\x01jumbc2pa C2PA-MARK"),
            iim_segment(dataset(2, 40, b"INSTRUCTION-MARK") + dataset(2, 103, b"JOB-MARK")),
            (0xEE, b"Adobe\0\x64\0\0\0\0\x01ADOBE-MARK"),
            (0xFE, b"COMMENT-MARK"),
        )
        + second
        + b"MOTION-VIDEO-MARK"
    )


def marked_png() -> bytes:
    texts = PngInfo()
    texts.add_text("Comment", "TEXT-MARK")
    texts.add_itxt("XML:com.adobe.xmp", rdf("<ex:GPSLatitude>GPS-XMP-MARK</ex:GPSLatitude>").decode())
    texts.add(b"prVt", b"PRIVATE-MARK")
    texts.add(b"caBX", b"jumb c2pa C2PA-MARK")
    return saved(scene(), "PNG", exif=camera_exif(), pnginfo=texts) + b"TRAILER-MARK"


def marked_webp() -> bytes:
    packet = rdf("<ex:GPSLatitude>GPS-XMP-MARK</ex:GPSLatitude>")
    data = saved(scene(), "WEBP", exif=camera_exif(), xmp=packet)
    data += b"JUNK" + struct.pack("<I", 10) + b"CHUNK-MARK" + b"C2PA" + struct.pack("<I", 14) + b"jumb c2pa-MARK"
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:] + b"TRAILER-MARK"


MARKED = {"jpeg": (marked_jpeg, 17), "png": (marked_png, 9), "webp": (marked_webp, 9)}


@pytest.mark.parametrize(("make", "marks"), MARKED.values(), ids=MARKED)
def test_secrets_are_in_no_public_file(make, marks):
    data = make()
    assert data.count(b"-MARK") >= marks  # or this test could not fail
    result = process(data)
    for name, public in result["files"].items():
        assert b"-MARK" not in public, name
        assert b"GPS" not in public, name
        assert b"c2pa" not in public, name
    about = result["metadata"]
    assert (about["gps"], about["serial_number"], about["c2pa"]) == (True, True, True)
    assert len(result["notes"]) >= 3


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
@pytest.mark.parametrize(("make", "marks"), MARKED.values(), ids=MARKED)
def test_exiftool_finds_nothing_either(tmp_path, make, marks):
    (tmp_path / "before").write_bytes(make())
    assert "SERIAL-MARK" in str(exiftool(tmp_path / "before"))
    for name, data in process(make())["files"].items():
        (tmp_path / name).write_bytes(data)
        seen = exiftool(tmp_path / name)
        assert {key.split(":")[0] for key in seen} <= HARMLESS, name
        assert "MARK" not in str(seen)


HARMLESS = {"SourceFile", "ExifTool", "System", "File", "Composite", "JFIF", "Adobe", "PNG", "RIFF"}
HARMLESS |= {"QuickTime", "Meta", "XMP-dc"}


def exiftool(path: Path) -> dict:
    done = subprocess.run(["exiftool", "-j", "-a", "-G1", path], capture_output=True, text=True, check=False)
    return json.loads(done.stdout)[0]


@pytest.mark.parametrize("name", ["IPTC-PhotometadataRef-Std2021.1.jpg", "bep-sunrise.jpg", "bep-sunrise.webp"])
def test_real_files_keep_only_the_rights(name):
    result = process((SAMPLES / name).read_bytes())
    for public in result["files"].values():
        for secret in (b"PENTAX", b"Lightroom", b"GPS", b"Instruction", b"Sublocation", b"8BIM"):
            assert secret not in public
        assert xmp.packet("x", "", "")[:60] in public
    owner = result["metadata"]["copyright_notice"].encode()
    assert owner
    assert all(owner in public for public in result["files"].values())


def test_the_thumbnail_of_a_jfif_header_is_dropped():
    plain = saved(scene())
    head = b"\xff\xd8\xff\xe0\0\x1cJFIF\0\1\2\0\0\1\0\1\x02\x02THUMB--MARK."
    data = head + plain[20:]
    assert opened(data).tobytes() == opened(plain).tobytes()
    kept = process(data)["files"]["original.jpg"]
    assert b"MARK" not in kept
    assert b"JFIF\0\1\2\0\0\1\0\1\0\0" in kept


@pytest.mark.filterwarnings("ignore:.*malformed MPO")
def test_a_jpeg_keeps_its_pixels_to_the_bit():
    data = marked_jpeg()
    result = process(data)
    kept = result["files"]["original.jpg"]
    assert opened(kept).tobytes() == opened(data).tobytes()
    assert kept.count(b"\xff\xd8\xff") == 1
    assert kept.endswith(b"\xff\xd9")


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 40}, {"lossless": True, "clear": True}])
def test_a_webp_keeps_its_pixels_to_the_bit(options):
    image = Image.new("RGBA", (320, 200), (9, 99, 200, 40)) if options.pop("clear", False) else scene()
    data = saved(image, "WEBP", exif=camera_exif(), **options)
    kept = Image.open(BytesIO(process(data)["files"]["original.webp"]))
    before = Image.open(BytesIO(data))
    assert (kept.mode, kept.tobytes()) == (before.mode, before.tobytes())


def test_progressive_jpegs_with_restarts_are_copied_whole():
    data = saved(Image.effect_noise((500, 400), 90).convert("RGB"), progressive=True, restart_marker_rows=1)
    result = process(data)
    assert Image.open(BytesIO(result["files"]["original.jpg"])).tobytes() == Image.open(BytesIO(data)).tobytes()


def test_of_a_phones_two_pictures_the_first_is_used():
    data = saved(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (320, 240), "black")])
    result = process(data)
    assert result["media_type"] == "image/jpeg"
    assert any("more than one picture" in note for note in result["notes"])
    assert result["files"]["original.jpg"].count(b"\xff\xd8\xff") == 1
    assert near(pictures(result)["320.jpg"].getpixel((10, 10)), COLOURS["red"])


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8\xff\xe0\0\x01", b"\xff\xd8\xff\xe0\xff\xff\0", b"\xff\xd8\xff\xda\0", b"\xff\xd8\xff\xdb"],
)
def test_impossible_segments_are_refused(data):
    with pytest.raises(Refused, match="ends too early"):
        original.jpeg(data, 1, None, b"")


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8" + b"\xff" * 99, b"\xff\xd8" + b"\xff\xd0\0" * 99])
def test_walking_segments_always_ends(data):
    assert list(original.segments(data)) == []
