"""A delivery cut, doubled and with bytes changed, always in the same way; and deliveries made to do harm."""

import random
from collections.abc import Iterator
from pathlib import Path

ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(25))

LOADED = "<p " + " ".join(f"a{n}='1'" for n in range(50_000)) + ">x</p>"


def damaged(path: Path, times: int = 60) -> Iterator[bytes]:
    raw, chance = path.read_bytes(), random.Random(7)
    yield from (raw + raw, raw.replace(b">", b"> \n\x00"), raw.replace(b'="', b'="  '), raw.replace(b"20", b"99"))
    for _ in range(times):
        start, end = sorted(chance.sample(range(len(raw)), 2))
        yield raw[:end]
        yield raw[:start] + raw[end:]
        flipped = bytearray(raw)
        for place in chance.sample(range(len(raw)), 3):
            flipped[place] = chance.randrange(256)
        yield bytes(flipped)
    words = sorted(set(raw.split(b'"')))
    for _ in range(times):
        one, other = chance.sample(words, 2)
        yield raw.replace(one, other) if one.strip() else raw
        yield raw.replace(one, b"9" * 5000) if one.strip() else raw


def hostile(name: str, within: str) -> Iterator[bytes]:
    """Documents whose first element is `name`; `within` has one place, %s, for what is said in them."""
    for said in (
        "&x;",
        "&z;",
        "<b>" * 100_000,
        "<p a='1'>" * 100_000,
        "&lt;p&gt;" * 100_000,
        "x\n  y" * 100_000,
        LOADED,
    ):
        yield (
            f'<!DOCTYPE {name} [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">'.encode()
            + ENTITIES
            + f"]>{within.replace('%s', said)}".encode()
        )
