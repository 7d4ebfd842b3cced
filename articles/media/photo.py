"""A photograph's way in: read, cleaned, and made ready for the page. Runs in the child."""

import hashlib
from pathlib import Path

from . import metadata, original, pixels, renditions, xmp


def process(source: Path, target: Path) -> dict:
    """Read the picture `source`, write its cleaned original and renditions into the folder `target`.

    Returns media_type, width and height (pixels, upright), size (bytes) and sha256 of the source; cleaned
    and renditions (file names within `target`); metadata, conflicts and notes, as `metadata.read` gives them.
    Raises Refused.
    """
    data = source.read_bytes()
    kind = pixels.kind(data)
    with pixels.reading():
        image = pixels.opened(data)
        width, height = pixels.upright_size(image)
        wanted = renditions.sizes(width, height)
        if kind == "JPEG":
            # The decoder can halve the picture several times at almost no cost.
            image.draft(None, (1, wanted[0][0]) if pixels.orientation(image) >= 5 else (wanted[0][0], 1))
        image.load()
        found, conflicts, notes = metadata.read(image, data)
        icc = pixels.profile(image)
        full = pixels.upright(image)
        if kind != "JPEG":
            width, height = full.size  # a PNG may tell its orientation after the pixels
            wanted = renditions.sizes(width, height)
        largest = pixels.srgb(pixels.shrunk(full, wanted[0][0]), icc)
    if image.info.get("icc_profile") and not icc:
        notes.append(pixels.PROFILE_IGNORED)
    notes += _left_out(kind, image)

    owner = (found["creator"], found["credit_line"], found["copyright_notice"])
    made = renditions.write(largest, wanted, xmp.packet(*owner), target)
    packet = xmp.packet(*owner, found["caption"])
    copy = original.write(kind, data, full, found["orientation"], icc, packet, target)
    cleaned = copy.read_bytes()
    return {
        "media_type": pixels.TYPES[kind],
        "width": width,
        "height": height,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "cleaned": {
            "file": copy.name,
            "type": pixels.TYPES[{".jpg": "JPEG", ".webp": "WEBP"}.get(copy.suffix, "PNG")],
            "size": len(cleaned),
            "sha256": hashlib.sha256(cleaned).hexdigest(),
        },
        "renditions": made,
        "metadata": found,
        "conflicts": conflicts,
        "notes": notes,
    }


def _left_out(kind: str, image) -> list[str]:
    if not getattr(image, "is_animated", False):
        return []
    if kind in ("JPEG", "TIFF", "HEIF"):
        return ["The file holds more than one picture: only the first is used."]
    return ["The picture is animated: only its first frame is used."]
