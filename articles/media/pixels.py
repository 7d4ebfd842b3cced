"""From a stranger's bytes to correct pixels: upright, sRGB, no alpha.

Formats are told by the first bytes, never by a name or a declared type; only the decoders of `TAKEN` can be reached.
"""

import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO

import pi_heif
from PIL import Image, ImageCms

from .errors import Refused

PIXELS = 60_000_000
WEBP_PIXELS = 25_000_000  # libwebp's decoder holds four copies of the picture at once, all others one

TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
}
NAMES = "JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC"
TAKEN = (
    (rb"\xff\xd8\xff", "JPEG"),
    (rb"\x89PNG\r\n\x1a\n", "PNG"),
    (rb"RIFF....WEBP", "WEBP"),
    (rb"GIF8[79]a", "GIF"),
    (rb"II\*\0|MM\0\*", "TIFF"),
    (rb"....ftyp(avi[fs]|m[is]f1.{4,40}avi[fs])", "AVIF"),
    (rb"....ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)", "HEIF"),
)
RAW = "a camera raw file"
KNOWN = (
    (rb"....ftypcrx ", RAW),
    (rb"....ftyp", "a video"),
    (rb"IIRO|IIRS|MMOR|IIU\0|FUJIFILMCCD-RAW|FOVb|\0MRM", RAW),
    (rb"II\+\0|MM\0\+", "a BigTIFF file"),
    (rb"8BPS", "a Photoshop file"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "an EPS or PostScript file"),
    (rb"%PDF-", "a PDF"),
    (rb"BM.{4}\0\0\0\0", "a BMP picture"),
    (rb"PK\x03\x04", "a ZIP archive or an Office document"),
    (rb"(?s:[\x00\xef\xbb\xbf\s]*<.*<svg[\s>])|\s*<svg[\s>]", "an SVG drawing"),
    (rb"[\x00\xef\xbb\xbf\s]*<(!doctype|html|\?xml)", "a web page or XML"),
    (rb"[\t\n\r\x20-\x7e\x80-\xff]{16,}\Z", "text"),
)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112
# TIFF 6.0, TIFF/EP and DNG 1.7
SHORT, NEW_SUBFILE, PHOTOMETRIC, DIRECTORIES, DNG_VERSION = 3, 254, 262, 330, 50706
MOSAIC = (32803, 34892)
MODES = {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"} | {"I;16", "I;16B", "I;16L"}
SRGB = ImageCms.createProfile("sRGB")
SPACES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}

DAMAGED = "This picture is damaged and cannot be read. Save or export it again and attach the new file."
CUT_SHORT = "This picture ends too early: part of the file is missing. Export it again and attach that."
PROFILE_IGNORED = "The colour profile is damaged or of the wrong kind and was ignored: check the colours."


def kind(data: bytes) -> str:
    """Return a key of TYPES by the first bytes; raise Refused naming what it seems to be instead."""
    if not data:
        raise Refused("This file is empty. Choose the picture again.")
    taken = next((name for sign, name in TAKEN if re.match(sign, data, re.DOTALL)), None)
    if taken == "TIFF" and _is_raw(data):
        seems = RAW
    elif taken:
        return taken
    else:
        seems = next((name for sign, name in KNOWN if re.match(sign, data[:1024], re.DOTALL | re.IGNORECASE)), None)
    if seems == "a PDF":
        raise Refused("This is a PDF, not a photograph. Attach it as a document.")
    if seems == RAW:
        raise Refused("This is a camera raw file. Develop it, save it as JPEG or TIFF, and attach that.")
    if seems:
        raise Refused(f"This seems to be {seems}, not {NAMES}. Save it as JPEG and attach that.")
    raise Refused(f"This is not a {NAMES} picture. Save it as JPEG and attach that.")


def _is_raw(data: bytes) -> bool:
    """Most raw files are TIFF: with a version of DNG, with a sensor's mosaic, or with only a preview at the front."""
    order = "<" if data[:2] == b"II" else ">"
    tags = {}
    with suppress(struct.error):
        (at,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, of_two_bytes = struct.unpack_from(order + "HH", data, entry)
            (tags[tag],) = struct.unpack_from(order + ("H" if of_two_bytes == SHORT else "I"), data, entry + 8)
    preview = DIRECTORIES in tags and tags.get(NEW_SUBFILE, 0) & 1
    return bool(data[8:10] == b"CR" or DNG_VERSION in tags or tags.get(PHOTOMETRIC) in MOSAIC or preview)


@contextmanager
def reading(trouble: str = DAMAGED) -> Iterator[None]:
    """Within it, whatever goes wrong in a decoder is raised as Refused(trouble)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (Refused, MemoryError):
            raise
        except Exception as error:  # Pillow leaks OSError, SyntaxError, TypeError, IndexError, struct.error...
            raise Refused(CUT_SHORT if "truncated" in str(error).lower() else trouble) from error


def opened(data: bytes) -> Image.Image:
    """Read the header only, and refuse too many pixels before any is decoded. Use inside `reading`."""
    name, most = kind(data), PIXELS
    if name == "WEBP":
        most = WEBP_PIXELS
        _limit(*_webp_size(data), most)  # this decoder takes its memory on opening
    Image.MAX_IMAGE_PIXELS = None  # our own limit is lower, and has a sentence for editors
    if name == "HEIF":
        pi_heif.options.DECODE_THREADS = 1
        pi_heif.register_heif_opener()
    image = Image.open(BytesIO(data), formats=(name,))  # JPEG includes the MPO of phones
    _limit(*image.size, most)
    inverted = name == "TIFF" and image.mode.startswith("I") and not image.tag_v2.get(PHOTOMETRIC)
    if image.mode not in MODES or inverted:
        raise Refused("This picture's colours are of a kind that no web page shows. Save it as RGB and attach that.")
    return image


def _limit(width: int, height: int, most: int) -> None:
    if width * height > most:
        raise Refused(
            f"This picture has {width:,} × {height:,} pixels, more than the {most // 1_000_000} million "
            "that are taken. Save a smaller version and attach that."
        )


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height by the first chunk's header (RFC 9649, sections 2.5 to 2.7)."""
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def exif(image: Image.Image) -> Image.Exif:
    """The EXIF block alone: Pillow's getexif() takes an orientation out of XMP too, which no browser does."""
    block = Image.Exif()
    try:
        with reading():
            if image.format == "TIFF":  # its own tags are the block
                return image.getexif()
            block.load(image.info.get("exif") or b"")
            block.get(ORIENTATION)
    except Refused:
        return Image.Exif()
    return block


def orientation(image: Image.Image) -> int:
    """1 to 8; whatever else a camera wrote counts as 1."""
    if image.format == "TIFF":
        return 1  # Pillow turns these as it decodes them
    value = exif(image).get(ORIENTATION)
    return int(value) if value in TURNS else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    return image.size[::-1] if orientation(image) >= 5 else image.size


def upright(image: Image.Image) -> Image.Image:
    turn = TURNS.get(orientation(image))
    return image if turn is None else image.transpose(turn)


def profile(image: Image.Image) -> bytes | None:
    """The embedded ICC profile if it works and suits the picture, cut to the length it states."""
    icc = image.info.get("icc_profile")
    if not icc:
        return None
    try:
        mode, _ = _transform(icc)
    except (ImageCms.PyCMSError, OSError, KeyError, TypeError, ValueError):
        return None
    grey = image.mode in ("1", "L", "LA") or image.mode.startswith("I")
    suits = {"L": grey, "RGB": image.mode != "CMYK", "CMYK": image.mode == "CMYK"}[mode]
    return icc[: int.from_bytes(icc[:4], "big")] if suits else None


def _transform(icc: bytes) -> tuple[str, ImageCms.ImageCmsTransform]:
    """The mode a profile is for, and the way from there to sRGB."""
    source = ImageCms.ImageCmsProfile(BytesIO(icc))
    mode = SPACES[source.profile.xcolor_space.strip()]
    intent, black = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    return mode, ImageCms.buildTransform(source, SRGB, mode, "RGB", intent, black)


def shrunk(image: Image.Image, width: int) -> Image.Image:
    """Scale down by a whole number to no less than `width`, band by band so that no full-size copy is made.

    The result is L, LA, RGB, RGBA or CMYK. JPEGs come already shrunk by their decoder (`draft`).
    """
    factor = max(1, image.width // width)
    if factor == 1:
        return plain(image)
    small = None
    for top in range(0, image.height, 256 * factor):
        band = plain(image.crop((0, top, image.width, min(top + 256 * factor, image.height)))).reduce(factor)
        small = small or Image.new(band.mode, (band.width, -(-image.height // factor)))
        small.paste(band, (0, top // factor))
    return small


def plain(image: Image.Image) -> Image.Image:
    """Without palettes, transparent colours, and depths other than eight bits."""
    if image.mode.startswith("I"):
        # Important: a plain convert("L") clips, and turns a 16-bit picture white.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    grey = image.mode in ("1", "L", "LA")
    if image.has_transparency_data:
        return image.convert("LA" if grey else "RGBA")
    return image.convert("L" if grey else "RGB")


def srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """RGB in sRGB, on white, with nothing else attached. `image` is one of `shrunk`'s modes."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colour = image.convert("L" if image.mode == "LA" else "RGB") if alpha else image
    if icc:
        mode, transform = _transform(icc)
        colour = ImageCms.applyTransform(colour.convert(mode), transform)
    colour = colour.convert("RGB")
    if alpha:
        colour = Image.composite(colour, Image.new("RGB", colour.size, "white"), alpha)
    colour.info = {}  # Important: the writers would embed the comment and the old profile
    return colour
