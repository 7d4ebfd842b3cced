"""Odd photographs, made when a test needs them."""

import struct
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps

from articles.media import photo, xmp

SAMPLES = Path(__file__).parent / "samples" / "photos"
CORNERS = {"red": (0, 0), "lime": (1, 0), "blue": (0, 1), "white": (1, 1)}
COLOURS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
TURN = Image.Transpose
STORED = {  # how a camera stores an upright scene under each EXIF orientation
    1: None,
    2: TURN.FLIP_LEFT_RIGHT,
    3: TURN.ROTATE_180,
    4: TURN.FLIP_TOP_BOTTOM,
    5: TURN.TRANSPOSE,
    6: TURN.ROTATE_90,
    7: TURN.TRANSVERSE,
    8: TURN.ROTATE_270,
}


def scene(width: int = 320, height: int = 240) -> Image.Image:
    image = Image.new("RGB", (width, height))
    for name, (x, y) in CORNERS.items():
        image.paste(COLOURS[name], (x * width // 2, y * height // 2, (x + 1) * width // 2, (y + 1) * height // 2))
    return image


def saved(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def process(data: bytes) -> dict:
    """What `photo.process` returns, and `files`: the bytes of every public file by its name."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "source"), Path(folder, "target")
        source.write_bytes(data)
        target.mkdir()
        result = photo.process(source, target)
        result["files"] = {path.name: path.read_bytes() for path in target.iterdir()}
    named = {result["cleaned"]["file"], *(each["file"] for each in result["renditions"])}
    assert named == set(result["files"])
    return result


def pictures(result: dict) -> dict[str, Image.Image]:
    return {name: ImageOps.exif_transpose(Image.open(BytesIO(data))) for name, data in result["files"].items()}


def near(seen: tuple, wanted: tuple, tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(seen, wanted, strict=True))


def jpeg_with(*segments: tuple[int, bytes], image: Image.Image | None = None, **options) -> bytes:
    """A JPEG with extra segments right after its start."""
    data = saved(image or scene(), **options)
    return data[:2] + b"".join(struct.pack(">BBH", 0xFF, m, len(b) + 2) + b for m, b in segments) + data[2:]


def dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def iim_segment(raw: bytes) -> tuple[int, bytes]:
    return 0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(raw)) + raw + bytes(len(raw) % 2)


def rdf(properties: str) -> bytes:
    names = "".join(f' xmlns:{p}="{u[1:-1]}"' for p, u in (("dc", xmp.DC), ("ps", xmp.PHOTOSHOP), ("ex", xmp.EXIF)))
    aux = ' xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"'
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{xmp.RDF[1:-1]}">'
        f'<rdf:Description rdf:about=""{names}{aux}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def xmp_segment(packet: bytes) -> tuple[int, bytes]:
    return 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet


def camera_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "MAKER-MARK"
    exif[0x0131] = "SOFTWARE-MARK"
    exif[0x013B] = "Ana Ng"
    camera = exif.get_ifd(0x8769)
    camera[0xA430], camera[0xA431], camera[0xA435] = "OWNER-MARK", "SERIAL-MARK", "LENS-SERIAL-MARK"
    camera[0x927C] = b"MAKERNOTE-MARK"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (36.0, 35.0, 50.79), "GPS-MARK"
    return exif


def tiff(pixels: bytes = bytes(48), order: str = "<", **tags: int | tuple | bytes) -> bytes:
    """A TIFF of 4 by 4 pixels in RGB, unless the tags (`t262=1`) say otherwise; None leaves one out."""
    numbered = {256: 4, 257: 4, 258: (8, 8, 8), 262: 2, 273: 8, 277: 3, 278: 4, 279: len(pixels)}
    numbered |= {int(name[1:]): value for name, value in tags.items()}
    entries, rest = [], pixels
    for number, value in sorted((number, value) for number, value in numbered.items() if value is not None):
        values = value if isinstance(value, (tuple, bytes)) else (value,)
        kind, code = (
            (1, "B") if isinstance(value, bytes) else (4, "I") if number in (273, 279, 330, 33723) else (3, "H")
        )
        body = struct.pack(f"{order}{len(values)}{code}", *values)
        if len(body) > 4:
            place, rest = struct.pack(order + "I", 8 + len(rest)), rest + body
        else:
            place = body.ljust(4, b"\0")
        entries.append(struct.pack(order + "HHI", number, kind, len(values)) + place)
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8 + len(rest))
    return start + rest + struct.pack(order + "H", len(entries)) + b"".join(entries) + bytes(4)
