"""What sites put around the copy of their feeds: their name, links to the rest of it, what counts readers."""

import re

MOST = 3_000  # characters at each end; there these stand
_A = r"<a\b[^<>]*>"
_LINK = rf"{_A}[^<]{{0,500}}</a>"
_P, _END = r"(?:<p\b[^<>]*>\s{0,9})?", r"(?:\s{0,9}</p>)?"
_APPEARED = (
    "appeared first on|erschien zuerst auf|est apparu en premier sur|se publicó primero en|aparece primero en"
    "|apareceu primeiro em|proviene da|verscheen eerst op"
)
_MORE = (
    "continue reading|read more|read the full|weiterlesen|lire la suite|leer más|seguir leyendo|continua a leggere"
    "|lees verder|les mer|läs mer"
)
# Drupal's own template prints title, account and time above the text.
_ABOVE = re.compile(
    r"<span class=.field field--name-(?:title|uid|created)\b[^<>]*>"
    r"(?:[^<]|<(?!/?span)[^<>]*>|<span\b[^<>]*>(?:[^<]|<(?!/?span)[^<>]*>)*</span>)*</span>",
    re.IGNORECASE,
)
_BELOW = (
    re.compile(r"<div class=.feedflare.>(?:(?!</div)[\s\S])*</div>", re.IGNORECASE),
    re.compile(rf"{_P}[^<>]{{0,60}}{_LINK}\s{{0,9}}(?:{_APPEARED})\s{{0,9}}{_LINK}\.?{_END}", re.IGNORECASE),
    re.compile(rf"{_P}{_A}\s{{0,9}}(?:{_MORE})\b(?:(?!</a)[\s\S])*</a>{_END}\s{{0,99}}$", re.IGNORECASE),
)


def without(body: str) -> str:
    body = _ABOVE.sub("", body[:MOST]) + body[MOST:]
    tail = body[-MOST:]
    for pattern in _BELOW:
        tail = pattern.sub("", tail)
    return body[:-MOST] + tail
