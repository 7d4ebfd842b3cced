"""Files and folders of wire copy, each item to its one outcome."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from articles.models import Article, Section, Source, WireItem
from articles.wire import habits, intake
from articles.wire.item import Item

# In a folder, what may be a delivery; what is named is always read.
COPY = {".txt", ".text", "", ".xml", ".json", ".nitf", ".eml", ".iptc", ".7901", ".anpa", ".rss", ".atom", ".zip"}
FILES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".tif", ".tiff", ".pdf"}


def paths(given: Iterable[str]) -> Iterator[Path]:
    """The files named, and in a folder those that may be deliveries: copy first, then pictures and PDFs."""
    for name in given:
        path = Path(name)
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
            for kinds in (COPY, FILES):
                yield from (file for file in inside if file.suffix.lower() in kinds)
        else:
            yield path


def parsed(path: Path, source: Source | None = None) -> list[Item]:
    """What would come in, with the habits of the source where one is named."""
    raw, refused = _read(path)
    found = [refused] if refused else intake.parsed(raw, str(path))
    for item in found if source else ():
        if not item.outcome:
            habits.apply(item, source)
    return found


def ingest(
    path: Path, *, by=None, section: Section | None = None, source: Source | None = None, follow: bool = True
) -> Iterator[tuple[Item, Article | None, list[str]]]:
    """Each item of the file with its outcome, the working copy if there is one, and notes.

    In a folder where others write no link is followed.
    """
    raw, refused = _read(path, follow=follow)
    if refused:
        yield refused, None, []
        return
    for received in intake.deliver(raw, str(path), source=source, section=section, folder=path.parent, by=by):
        yield received.item, received.article, received.notes


def again(source: Source | None, *, by=None) -> Iterator[Item]:
    """Read everything once more that was refused, of all sources or of one: for after the product has learned."""
    refused = WireItem.objects.filter(outcome=WireItem.Outcome.REJECTED)
    if source:
        refused = refused.filter(source=source)
    for sha256 in refused.order_by("pk").values_list("sha256", flat=True).distinct():
        yield from (received.item for received in intake.again(refused.filter(sha256=sha256).first(), by=by))


def _read(path: Path, *, follow: bool = True) -> tuple[bytes, Item | None]:
    try:
        with open(os.open(path, os.O_RDONLY | (0 if follow else os.O_NOFOLLOW)), "rb") as file:
            return file.read(), None
    except OSError as error:
        reason = f"The file cannot be opened: {error.strerror}."
        return b"", Item(path=str(path), format="", outcome="rejected", reason=reason)
