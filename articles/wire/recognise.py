"""Which reader a delivery is for: told by its content, never by its name."""

from . import bundle, copy, identity, restrictions
from .item import Item, Unreadable
from .readers import (
    agency_json,
    anpa,
    feed,
    iptc7901,
    mail,
    newsml12,
    newsmlg2,
    ninjs,
    nitf,
    pdf_file,
    picture,
    plain,
    wxr,
)

# In the order asked: plain text, which takes any text, comes last.
READERS = (
    bundle,
    picture,
    pdf_file,
    nitf,
    newsmlg2,
    newsml12,
    agency_json,
    ninjs,
    wxr,
    feed,
    iptc7901,
    anpa,
    mail,
    plain,
)


def read(raw: bytes, path: str) -> list[Item]:
    """The items of a delivery; `path` is only quoted. Raises Unreadable with a sentence for an editor."""
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("The file is empty. Ask for it to be sent again.")
    for reader in READERS:
        if reader.recognises(raw):
            found = [copy.acting(item) for item in reader.read(raw, path)]
            for item in found:
                restrictions.in_words(item)
            return identity.apart(found)
    raise Unreadable("This is no format we read. Send it as plain text, or paste the story into a new article.")


def files(raw: bytes) -> dict[str, bytes]:
    """The pictures and PDFs that came within the delivery, by the names that its items have for them."""
    reader = next((reader for reader in READERS if reader.recognises(raw)), plain)
    return reader.files(raw) if hasattr(reader, "files") else {}
