"""Deliveries that were spoiled on the way: cut, parted, doubled, a byte changed."""

import random
from collections.abc import Iterator

from articles.wire import recognise
from articles.wire.item import Item, Unreadable


def spoiled(raw: bytes, times: int = 120) -> Iterator[bytes]:
    """The same ones each time."""
    dice = random.Random(len(raw))
    for _ in range(times):
        cut, place = dice.randrange(len(raw)), dice.randrange(len(raw))
        yield raw[:cut]
        yield raw[cut:]
        yield raw[:cut] + bytes([dice.randrange(256)]) + raw[cut + 1 :]
        yield raw[:cut] + raw[place:]


def read(raw: bytes) -> list[Item]:
    """The items, with the bytes of their files asked for too; empty when the delivery is refused with a sentence."""
    try:
        items = recognise.read(raw, "x")
        recognise.files(raw)
    except Unreadable as refusal:
        if not str(refusal).endswith("."):
            raise
        return []
    return items
