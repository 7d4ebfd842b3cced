"""The three children that read a PDF. Only the first can refuse it: without the others it has no text or no cover."""

import logging
from pathlib import Path

from articles.media import child
from articles.media.errors import Refused

# Seconds of the processor and by the clock: 500 dense pages take 2.5 in all, and 60 MB.
COPY = {"memory_mb": 1024, "cpu_seconds": 20, "seconds": 40}
TEXT = {"memory_mb": 512, "cpu_seconds": 6, "seconds": 15}
LOOK = {"memory_mb": 512, "cpu_seconds": 8, "seconds": 20}

NOT_LOOKED_AT = {
    "code": "not_looked_at",
    "sentence": "The pages could not be drawn here, so it has no cover and was not searched for hidden words; "
    "open it and look at them.",
}

log = logging.getLogger(__name__)


def read(source: Path, folder: Path) -> dict:
    """Read the PDF `source` and write its public copy and cover into `folder`.

    Returns what `pdf.process` does, and text: [one per page], cover: what `pdf_look.process` says of it, or {}.
    Raises Refused.
    """
    found = child.run("pdf", source, folder, **COPY)
    words = _tried("pdf_text", folder / found["cleaned"]["file"], folder, TEXT)
    look = _tried("pdf_look", source, folder, LOOK)
    return together(found, words, look)


def together(found: dict, words: dict | None, look: dict | None) -> dict:
    """One answer of three; None is a child that failed."""
    text = words["text"] if words else [None] * found["page_count"]
    missing = [number for number, page in enumerate(text, 1) if page is None]
    for number, page in (look["text"] if look else {}).items():
        text[int(number) - 1] = page
    return {
        **found,
        "text": [page or "" for page in text],
        "cover": look["cover"] if look else {},
        "findings": [
            *found["findings"],
            *(look["findings"] if look else [NOT_LOOKED_AT]),
            *([_missing(missing)] if missing else []),
        ],
    }


def _tried(task: str, source: Path, folder: Path, limits: dict) -> dict | None:
    try:
        return child.run(task, source, folder, **limits)
    except Refused as refusal:
        log.warning("%s: %s", task, refusal)
        return None


def _missing(numbers: list[int]) -> dict:
    shown = ", ".join(map(str, numbers[:10])) + (" and more" if numbers[10:] else "")
    pages = f"{len(numbers)} page" + ("s" if numbers[1:] else "")
    sentence = f"The text of {pages} ({shown}) could not be read; search will not find it."
    return {"code": "text_missing", "sentence": sentence}
