"""A hot folder: what is put into it comes to Incoming, and is then moved out of the way."""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from articles.models import Section, Source
from articles.wire.ingest import ingest

QUIET = 2.0  # seconds without a change, after which a file counts as written to its end
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", "~")
DONE, REFUSED = "done", "refused"


def ready(folder: Path, now: float) -> Iterator[Path]:
    """The files that have been written to their end, the oldest first; those of an upload under way are left.

    So are links: whoever may write here would read through them what only we may read.
    """
    found = []
    for path in folder.iterdir():
        try:
            facts = path.lstat()
        except OSError:  # it went while we looked
            continue
        begun = path.name.startswith(".") or path.name.lower().endswith(UNFINISHED)
        quiet = now - max(facts.st_mtime, facts.st_ctime) >= QUIET
        if stat.S_ISREG(facts.st_mode) and not begun and quiet and not _is_open(path):
            found.append((facts.st_mtime, path.name, path))
    yield from (path for _, _, path in sorted(found))


def _is_open(path: Path) -> bool:
    """Is somebody writing to it still? A stalled upload is quiet, too. Linux tells of its own files alone."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False  # what cannot be read is refused, with its reason, when it is taken in
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(file)
    return False


def empty(
    folder: Path, *, source: Source | None = None, section: Section | None = None, now: float | None = None
) -> Iterator[tuple[Path, str]]:
    """Take in what is ready, each file to `done` or `refused` below the folder. Yields the file with a line on it.

    A refused file has its reason beside it, in a text file of its name.
    """
    for path in list(ready(folder, time.time() if now is None else now)):
        lines, refused = [], False
        for item, _, notes in ingest(path, source=source, section=section, follow=False):
            lines.append("  ".join(word for word in (item.outcome, item.headline, item.reason, *notes) if word))
            refused = refused or item.outcome == "rejected"
        to = _moved(path, folder / (REFUSED if refused else DONE))
        if refused:
            to.with_name(f"{to.name}.reason.txt").write_text("\n".join(lines) + "\n")
        yield path, "; ".join(lines)


def _moved(path: Path, into: Path) -> Path:
    """Never over another file of that name."""
    into.mkdir(exist_ok=True)
    for number in range(1, 10_000):
        to = into / (path.name if number == 1 else f"{path.stem}-{number}{path.suffix}")
        try:
            os.link(path, to)
        except FileExistsError:
            continue
        path.unlink()
        return to
    raise OSError(f"There are too many files named {path.name} in {into}. Clear it out.")
