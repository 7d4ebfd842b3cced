"""Files and folders of wire copy, each to its one outcome."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.exceptions import ValidationError

from articles.models import Article, Section, Source
from articles.wire import recognise
from articles.wire.item import Item, Unreadable
from articles.wire.take import take

COPY = {".txt", ".text", ""}


def paths(given: Iterable[str]) -> Iterator[Path]:
    """The files of copy: those named, and in a folder those that look like copy; pictures come with their story."""
    for name in given:
        path = Path(name)
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.is_file() and file.suffix.lower() in COPY)
        else:
            yield path


def parsed(path: Path) -> list[Item]:
    """The items of the file; one that cannot be read is an item too, with outcome rejected and the reason."""
    try:
        return recognise.read(path.read_bytes(), str(path))
    except (Unreadable, OSError) as error:
        reason = f"The file cannot be opened: {error.strerror}." if isinstance(error, OSError) else str(error)
        return [Item(path=str(path), format="", outcome="rejected", reason=reason)]


def ingest(
    path: Path, *, by=None, section: Section | None = None, source: Source | None = None
) -> Iterator[tuple[Item, Article | None, list[str]]]:
    """Read one file and make working copies of its items: each with its outcome, the article, and notes."""
    for item in parsed(path):
        if item.outcome:
            yield item, None, []
            continue
        try:
            taken = take(item, path.parent, by=by, section=section, source=source)
        except ValidationError as error:
            item.outcome, item.reason = "rejected", " ".join(error.messages)
            yield item, None, []
            continue
        item.outcome, item.reason = taken.outcome, taken.reason or None
        yield item, taken.article, taken.notes
