"""The places of files that a pasted page names: "View Original Image", and "name.pdf" below its introduction."""

import re

from ..item import Item, attachment, image

SLOT = re.compile(r"\[?\s*view (?:the )?original (?:image|photo|picture)\s*\]?", re.IGNORECASE)
SLOT_FACT = re.compile(r"(?P<name>caption|credit|alt|photo)\s*:\s*(?P<text>.+)", re.IGNORECASE)
PDF = re.compile(r"[^<>|]{1,250}\.pdf", re.IGNORECASE)


def is_slot(line: str) -> bool:
    return any(shape.fullmatch(line) for shape in (SLOT, SLOT_FACT, PDF))


def pictures(lines: list[str], item: Item) -> list[str]:
    """Takes picture slots, and the facts directly around them, into `images`; returns the other lines."""
    left: list[str] = []
    run: list[str] = []
    for line in [*lines, "end of text"]:
        if SLOT.fullmatch(line) or SLOT_FACT.fullmatch(line) or (run and not line):
            run.append(line)
            continue
        left += _picture_run(run, item)
        run = []
        left.append(line)
    return left[:-1]


def _picture_run(run: list[str], item: Item) -> list[str]:
    slots = [number for number, line in enumerate(run) if SLOT.fullmatch(line)]
    if not slots:
        return run
    taken = [image() for _ in slots]
    for number, line in enumerate(run):
        if fact := SLOT_FACT.fullmatch(line):
            # The order of the first block holds for all: facts below their slot, or above it.
            near = [n for n, slot in enumerate(slots) if (slot < number) == (slots[0] == 0)]
            which = (near or [len(slots) - 1])[-1 if slots[0] == 0 else 0]
            name, text = fact["name"].casefold(), fact["text"]
            if name == "photo":
                name, text = "file", re.split(r"[\\/]", text)[-1]
            taken[which][name] = taken[which][name] or text
    item.images += taken
    return [""]


def attachments(lines: list[str], item: Item) -> list[str]:
    """Takes "name.pdf" lines, and the sentence with a colon that brings each in, into `attachments`."""
    left: list[str] = []
    for line in lines:
        if not PDF.fullmatch(line):
            left.append(line)
            continue
        while left and not left[-1]:
            left.pop()
        intro = left.pop() if left and left[-1].endswith((":", "：")) and len(left[-1]) <= 200 else None
        left.append("")
        name = re.split(r"[\\/]", line)[-1]
        item.attachments.append(attachment(file=name, title=name[:-4].strip(), intro=intro, mimetype="application/pdf"))
    return left
