"""The names of files: people's, made safe to show and to serve."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 200

# What can hide or turn round the rest of a name: controls, half surrogate pairs, bidi marks and overrides,
# zero-width space, word joiner, byte order mark. U+200C and U+200D stay: Persian and Hindi need them.
HIDING = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def human(raw: str, fallback: str) -> str:
    """Return a person's file name fit to show and to serve: one line, any script, no path.

    At most 200 characters, the extension kept. When nothing is left, `fallback` is returned as it is.
    """
    name = HIDING.sub("", raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(unicodedata.normalize("NFC", name).split()).strip(". ")
    if len(name) > LONGEST:
        suffix = PurePosixPath(name).suffix[:20]
        name = name[: LONGEST - len(suffix)].rstrip(". ") + suffix
    return name or fallback
