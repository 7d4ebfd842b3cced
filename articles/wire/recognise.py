"""Which reader a delivery is for: told by its content, never by its name."""

from .item import Item, Unreadable
from .readers import plain

# In the order asked: plain text, which takes any text, comes last.
READERS = (plain,)


def read(raw: bytes, path: str) -> list[Item]:
    """The items of a delivery; `path` is only quoted. Raises Unreadable with a sentence for an editor."""
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("The file is empty. Ask for it to be sent again.")
    for reader in READERS:
        if reader.recognises(raw):
            return reader.read(raw, path)
    raise Unreadable("This is no format we read. Send it as plain text, or paste the story into a new article.")
