"""A PDF: what the desk must know about it, and a copy that may be shown to the public.

Runs in the child process of `child.py`; no Django. pypdf raises nearly anything at a hostile file
(TypeError, ValueError, RecursionError, its own errors), hence the few broad excepts here.
"""

import hashlib
import io
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pypdf import PdfReader, apply_configuration

from . import pdf_findings, pdf_public
from .errors import Refused
from .pdf_objects import entry, pages_of, text_of

LIMITS = {
    "zlib_maximum_output_length": 40_000_000,
    "lzw_maximum_output_length": 40_000_000,
    "run_length_maximum_output_length": 40_000_000,
    "stream_parsing_work_maximum_count": 500_000,
}
# Seconds of the processor for each step, COPY at most twice: a busy machine refuses nothing.
OPEN, SEARCH, COPY = 2.0, 2.0, 3.0

NOT_PDF = "This file is not a PDF, whatever its name says. Save it as PDF and attach that."
LOCKED = "This PDF is locked. Save a copy without a password and attach that."
BROKEN = "This PDF is damaged and could not be read. Print it to a new PDF and attach that."
NO_PAGES = "This PDF has no pages. Check that the right file was chosen."
NO_COPY = "No safe public copy of this PDF could be made. Print it to a new PDF and attach that."


class Late(BaseException):
    """The time for a step is over. No Exception: pypdf swallows those."""


def process(source: Path, target: Path) -> dict:
    """Reads the PDF `source` and writes `public.pdf` into the folder `target`.

    Returns {size, sha256, page_count, title, signed, findings: [{code, sentence}], cleaned: {file, size, sha256}}.
    Raises Refused with a sentence for the editor.
    """
    raw = source.read_bytes()
    if not raw.startswith(b"%PDF-"):
        raise Refused(NOT_PDF)
    with apply_configuration(**LIMITS):
        reader, pages = _open(raw)
        title = text_of(entry(entry(reader.trailer, "/Info"), "/Title"))[:500].strip()
        found = _search(reader, pages)
        public, left_out = _public(reader, pages, title)
    (target / "public.pdf").write_bytes(public)
    return {
        **_identity(raw),
        "page_count": len(pages),
        "title": title,
        "signed": "signed" in found.seen,
        "findings": [*pdf_findings.sentences(found, encrypted=reader.is_encrypted, raw=raw), *_notes(left_out)],
        "cleaned": {"file": "public.pdf", **_identity(public)},
    }


def _identity(raw: bytes) -> dict:
    return {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raises Late when the block takes longer. Rings again and again: a first bell may be lost."""

    def ring(*_: object) -> None:
        raise Late

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _open(raw: bytes) -> tuple[PdfReader, list]:
    try:
        with _within(OPEN):
            reader = PdfReader(io.BytesIO(raw))
            if reader.is_encrypted and not reader.decrypt(""):
                raise Refused(LOCKED)
            pages = pages_of(reader)
    except Refused:
        raise
    except NotImplementedError:  # locked by a certificate, or by a scheme of one maker
        raise Refused(LOCKED) from None
    except (Exception, Late):  # noqa: BLE001 - whatever broke it, the file cannot be read
        raise Refused(BROKEN) from None
    if not pages:
        raise Refused(NO_PAGES)
    return reader, pages


def _search(reader: PdfReader, pages: list) -> pdf_findings.Found:
    found = pdf_findings.Found()
    try:
        with _within(SEARCH):
            pdf_findings.search(reader, pages, found)
    except (Exception, Late):  # noqa: BLE001 - what was found until then is told, and that it is not all
        found.complete = False
    return found


def _public(reader: PdfReader, pages: list, title: str) -> tuple[bytes, set[str]]:
    """The public copy, searched like the upload before it is trusted; and what had to be left out of it."""
    for extras in (True, False):
        try:
            with _within(COPY):
                public, left_out = pdf_public.copy(reader, pages, title, extras=extras)
                again = PdfReader(io.BytesIO(public))
                found = pdf_findings.Found()
                pdf_findings.search(again, pages_of(again), found)
        except (Exception, Late):  # noqa: BLE001 - tried once more with the pages alone
            continue
        if found.complete and not found.unsafe():
            return public, left_out
    raise Refused(NO_COPY)


def _notes(left_out: set[str]) -> list[dict]:
    return [{"code": code, "sentence": pdf_public.LEFT_OUT[code]} for code in sorted(left_out)]
