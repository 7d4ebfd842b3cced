"""A ZIP of deliveries: each is read as what it is; pictures and PDFs go to the story that names them.

Nothing is unpacked to disk: a member's name is a label and never a path.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from ..media import names
from . import recognise
from .item import Item, Unreadable
from .readers import mail, pdf_file, picture

MAX_MEMBERS = 500
MAX_BYTES = 500_000_000  # of all members, unpacked
MAX_MEMBER = 100_000_000
MAX_RATIO = 200  # times what it was packed; text reaches 20, a bomb a thousand
SMALL = 1_000_000  # bytes; below, no ratio of a member is dangerous
MAX_RATIO_OF_ALL, SMALL_ALL = 20, 20_000_000  # likewise for the archive, whose members may share their packed bytes

_SIGNS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_FURNITURE = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


def recognises(raw: bytes) -> bool:
    return raw[:4] in _SIGNS


def read(raw: bytes, path: str) -> list[Item]:
    """The items of all members. One that cannot be read is an item too, rejected with the reason."""
    return _read(_members(raw), path)[0]


def files(raw: bytes) -> dict[str, bytes]:
    """The bytes of pictures and PDFs, also those within e-mails, by the names that the items have for them."""
    return _read(_members(raw), "")[1]


def _members(raw: bytes) -> dict[str, bytes]:
    """The members by safe names, no two alike. Raises Unreadable with what is wrong with the archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise Unreadable("This ZIP is damaged. Ask for it to be sent again.") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _FURNITURE.search(info.filename)]
        _check(infos, archive.namelist(), len(raw))
        return dict(_named((info.filename, _unpacked(archive, info)) for info in infos))


def _check(infos: list[zipfile.ZipInfo], listed: list[str], size: int) -> None:
    if "[Content_Types].xml" in listed or "mimetype" in listed:
        raise Unreadable("This is an Office document or an e-book, not a ZIP of files. Save it as text or PDF.")
    if not infos:
        raise Unreadable("This ZIP is empty. Ask for it to be sent again.")
    if len(infos) > MAX_MEMBERS:
        raise Unreadable(f"This ZIP holds more than {MAX_MEMBERS} files. Ask for it in parts.")
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable("This ZIP is locked with a password. Ask for it without one.")
    # The decoders of the other methods cannot be told where to stop.
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise Unreadable("This ZIP is packed in a way we do not read. Ask for an ordinary one.")
    total = sum(info.file_size for info in infos)
    if total > MAX_BYTES or any(info.file_size > MAX_MEMBER for info in infos):
        raise Unreadable("This ZIP holds more than 500 MB, or one file of more than 100 MB. Ask for it in parts.")
    tight = any(info.file_size > max(SMALL, info.compress_size * MAX_RATIO) for info in infos)
    if tight or total > max(SMALL_ALL, size * MAX_RATIO_OF_ALL):
        raise Unreadable("This ZIP is packed so tightly that there are no stories in it. It was not opened.")
    if any(stat.S_ISLNK(info.external_attr >> 16) for info in infos):
        raise Unreadable("This ZIP holds links instead of files. Ask for the files themselves.")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Never more than was declared, whatever the packed bytes go on to say."""
    try:
        with archive.open(info) as member:
            return member.read(info.file_size)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unreadable("This ZIP is damaged. Ask for it to be sent again.") from None


def _named(found: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    taken: set[str] = set()
    for raw_name, data in found:
        yield mail.unique(names.human(raw_name, "file"), taken), data


def _read(members: dict[str, bytes], path: str) -> tuple[list[Item], dict[str, bytes]]:
    """The items, and the files by their names; what the stories call these otherwise is set right."""
    files = {name: data for name, data in members.items() if _is_file(data)}
    called = {name.casefold(): name for name in files}
    taken, named, items = set(called), set(), []
    for name, data in members.items():
        found = _member(data, f"{path}/{name}")
        if name in files:
            items += [(name, item) for item in found]
            continue
        within = mail.files(data) if [item.format for item in found] == ["mail"] else {}
        renamed = {own: mail.unique(own, taken) for own in within}
        files |= {renamed[own]: inner for own, inner in within.items()}
        for one in (one for item in found for one in [*item.images, *item.attachments] if one["file"]):
            one["file"] = renamed.get(one["file"]) or called.get(one["file"].casefold(), one["file"])
            named.add(one["file"])
        items += [(None, item) for item in found]
    return [item for name, item in items if name not in named], files


def _member(data: bytes, path: str) -> list[Item]:
    try:
        if recognises(data):
            raise Unreadable("A ZIP within a ZIP is not opened. Ask for its files beside the others.")
        return recognise.read(data, path)
    except Unreadable as error:
        return [Item(path=path, format="", outcome="rejected", reason=str(error))]


def _is_file(data: bytes) -> bool:
    return picture.recognises(data) or pdf_file.recognises(data)
