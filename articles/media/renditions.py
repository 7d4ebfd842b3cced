"""The public sizes of a photograph: fixed widths, three formats, made from pixels."""

from pathlib import Path

from PIL import Image

from .errors import Refused

WIDTHS = (320, 640, 960, 1280, 1920)
TALLEST = 16_383  # WebP can hold no more

# Measured on 24 megapixels: AVIF at speed 8 takes two to five times as long, WebP by method 4 twice as long,
# for two to nine bytes in a hundred. One thread, so that an upload never takes more than one core.
FORMATS = {
    "avif": {"quality": 50, "speed": 9, "max_threads": 1},
    "webp": {"quality": 78, "method": 2},
    "jpeg": {"quality": 80, "optimize": True, "progressive": True},
}


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    """(width, height) of each rendition, largest first, for an upright picture of this size; never larger."""
    steps = [step for step in WIDTHS if step <= width] or [width]
    every = [(step, max(1, round(height * step / width))) for step in reversed(steps)]
    fitting = [size for size in every if size[1] <= TALLEST]
    if not fitting:
        raise Refused("This picture is too tall for its width. Crop it or cut it in two, and attach that.")
    return fitting


def write(image: Image.Image, wanted: list[tuple[int, int]], xmp: bytes, target: Path) -> list[dict]:
    """Write `image` (sRGB, nothing attached) in all sizes and formats into the folder `target`.

    Returns file, type, width, height and size in bytes of each. The only thing embedded is the packet `xmp`.
    """
    made = []
    for size in wanted:
        image = image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
        for extension, options in FORMATS.items():
            path = target / f"{size[0]}.{extension.replace('jpeg', 'jpg')}"
            image.save(path, format=extension, xmp=xmp, **options)
            made.append(
                {
                    "file": path.name,
                    "type": f"image/{extension}",
                    "width": size[0],
                    "height": size[1],
                    "size": path.stat().st_size,
                }
            )
    return made
