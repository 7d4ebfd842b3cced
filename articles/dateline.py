"""The dateline at the start of a story: "GENEVA, March 23 (Xinhua) --".

Grammar: [agency -] place[/place|, place and place][, state|country][, date] [agency] separator.
It is cut only when the whole known shape is there: a missed dateline is an extra word on the page,
a false one eats copy. Place, date and agency are kept as printed; only the year may be worked out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .dateline_words import AGENCIES, ARTICLES, MONTHS, NOT_PLACES, PARTICLES, REGIONS, RIVERS


@dataclass(frozen=True)
class Dateline:
    """`raw` is everything cut off the copy, separator included; what was not printed is None or empty."""

    raw: str
    city: str | None = None
    cities: tuple[str, ...] = ()
    region: str | None = None
    country: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    agency: str | None = None


LOOKAHEAD = 160  # characters; no dateline seen was longer than 90

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)(?:\s*г\.)?"
_DAY = r"(?P<day{0}>\d{{1,2}})(?!\d)"
_DATE = (
    rf"(?P<date>(?:(?P<month1>{_MONTH})(?:\.\s?|\s){_DAY.format(1)}"
    rf"|{_DAY.format(2)}(?:\.|er|º)?\s(?:de\s)?(?P<month2>{_MONTH})\b\.?)"
    rf"(?:,?\s?(?:de\s)?{_YEAR})?)(?!\s?[-–]\s?\d)"  # "March 24-26" is a span, not a dateline
)
_WORD = r"[^\W\d_](?:[^\W\d_]|['’.]|-(?=[^\W\d_]))*"
_NAME = rf"{_WORD}(?:(?:\s|\s?/\s?){_WORD}){{0,6}}"
_PLACE = rf"(?P<place>{_NAME}(?:,\s{_NAME}){{0,4}}?)"
_KNOWN = "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))
_BARE = rf"(?P<agency>{_KNOWN})"
_ENCLOSED = r"(?:\((?P<agency>[^()\n]{2,40})\)|/(?P<slashed>[^/\n]{2,40})/)"
_DASH = r"(?:-{1,3}|[—–―_])"
_END = rf"\s?(?P<end>\.-|{_DASH}|[:.])"

# In the order tried; the first that also convinces `_sure` is taken.
_SHAPES = [
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_PLACE}\s?{_DASH}\s?\((?P<agency>{_KNOWN})\)\s?{_DASH}\s?{_DATE}{_END}",
        rf"{_PLACE}\s?--\s?\({_BARE}\)\s?(?P<end>--)",
        rf"\({_BARE}\)\s?{_DASH}\s?{_PLACE},\s{_DATE}{_END}",
        rf"{_PLACE},\s{_DATE}\s?{_DASH}\s?{_BARE}(?P<end>\.)",
        rf"{_PLACE},?\s{_DATE},?\s{_BARE}{_END}",
        rf"{_PLACE},?\s{_DATE}[.,]?\s?{_ENCLOSED}(?:{_END})?",
        rf"{_PLACE}\s?{_ENCLOSED}(?:{_END})?",
        rf"{_PLACE},\s{_DATE}{_END}",
        rf"{_DATE}\s?{_ENCLOSED}{_END}",
        rf"{_DATE}\s?(?P<end>--+|[—–])",
        rf"\({_BARE}\)\s?(?P<end>{_DASH})",
        rf"{_PLACE}(?:\s(?P<end>{_DASH})(?=\s|$)|\s?(?:--|—))",
        r"(?P<agency>新华社|中新社|中新网)?(?P<place>[一-鿿]{2,12}?)"
        r"(?P<date>(?:(?P<year>\d{4})年)?(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日)(?P<end>电)",
    )
]


_CYRILLIC = re.compile("[а-я]", re.IGNORECASE)
_OPENING = re.compile(r"[\"“«‘'„]?(?![a-zà-öø-ÿ])[^\W\d_]")


def split(text: str, sent: date | None = None, language: str = "", filed: str = "") -> tuple[Dateline | None, str]:
    """The dateline that opens `text`, and the text after it; (None, text) when unsure.

    `sent` is the day the story was filed: a year not printed is the latest one not after the day
    following it. `language` (BCP 47) other than English lets a place in mixed case stand by its date.
    `filed` is the place that the metadata names: where the copy opens with it, in capitals, it needs no more.
    Nothing is lost: `raw` and the rest make up the text, white space aside.
    """
    copy = text.lstrip()
    for match in _matches(copy[:LOOKAHEAD]):
        rest = copy[match.end() :].lstrip()
        if _sure(match, rest, sent, language) or _filed(match, rest, filed):
            return _dateline(match, sent), rest
    return None, text


def printed(dateline: Dateline) -> str:
    """Place and date as a reader sees them: "GENEVA, March 24, 2018"; no agency, no separator."""
    for match in _matches(dateline.raw):
        if match.end() == len(dateline.raw):
            parts = match.groupdict()
            return ", ".join(re.sub(r",(?=\S)", ", ", part) for part in (parts.get("place"), parts.get("date")) if part)
    return dateline.raw


def _matches(copy: str) -> Iterator[re.Match]:
    return filter(None, (shape.match(copy) for shape in _SHAPES))


def _agency(match: re.Match) -> str | None:
    parts = match.groupdict()
    return parts.get("agency") or parts.get("slashed")


def _sure(match: re.Match, rest: str, sent: date | None, language: str) -> bool:
    parts = match.groupdict()
    place, printed_date, end, agency = parts.get("place"), parts.get("date"), parts.get("end"), _agency(match)
    case = _case(place) if place else "none"
    when = _when(match, sent)
    known = bool(agency and _known(agency))
    number = rest[:1].isdigit() and not (known and match.string[match.end() : match.end() + 1].isspace())
    if not case or (printed_date and not when) or (end in ("-", "–") and number):
        return False
    if case == "mixed" and _article(place) and rest[:1].islower():
        return False  # "The Times (Reuters) - the paper -"
    if known:
        return bool(end or printed_date or agency.casefold().startswith(("ats", "sda")))  # these print no separator
    if agency:
        return bool(place and printed_date and end and case != "mixed")
    if not printed_date or rest[:1].islower() or _far(when, sent):
        return False
    if not place or case == "mixed":
        foreign = language and not language.casefold().startswith("en")
        return end in ("--", "---", "—", "–") and bool(foreign or parts["year"]) and not _article(place)
    return end != ":"


def _filed(match: re.Match, rest: str, place: str) -> bool:
    """Is it that place alone, "OTTAWA — A court", and no "OTTAWA -- the capital -- is"?"""
    parts = match.groupdict()
    city, named = (name.partition(",")[0].strip() for name in (parts.get("place") or "", place))
    alone = not parts.get("date") and not _agency(match)
    return alone and city.isupper() and city.casefold() == named.casefold() and bool(_OPENING.match(rest))


def _known(agency: str) -> bool:
    """Also "dpa/lni", "ats afp" and "tca/dpa": a known agency with its desk or its partner."""
    return bool(
        re.fullmatch(rf"(?:\w{{2,4}}/)?(?:{_KNOWN})(?:[/ -]\w{{2,4}})*|PRNewswire\W?\w*", agency, re.IGNORECASE)
    )


def _case(place: str) -> str | None:
    """ "upper", "mixed" or "none" (a script without capitals); None if this is no name of a place."""
    words = re.split(r"[\s,/]+", place)
    bare = [word.strip(".'’").casefold() for word in words]
    if NOT_PLACES.intersection(bare):
        return None
    if not any(word.upper() != word.lower() for word in words):
        return "none"
    if bare[0] in PARTICLES and not _article(place):
        return None
    if any(word[0].islower() and low not in PARTICLES for word, low in zip(words, bare, strict=True)):
        return None
    return "upper" if re.split(r",| and ", place)[0].isupper() else "mixed"


def _article(place: str | None) -> bool:
    """Does the name begin with an article, as THE HAGUE, Los Angeles and La Paz do?"""
    words = re.split(r"[\s,/]+", place or "")
    return len(words) > 1 and words[0].casefold() in ARTICLES and words[0][0].isupper() and words[1][0].isupper()


def _when(match: re.Match, sent: date | None) -> tuple[int | None, int, int] | None:
    """Year, month, day as printed; the year worked out from `sent` where it is not. None if no such day."""
    parts = match.groupdict()
    name = parts.get("month1") or parts.get("month2")
    if not name:
        return None
    month = int(name) if name.isdecimal() else MONTHS[name.casefold()]
    day = int(parts.get("day1") or parts["day2"])
    latest = sent + timedelta(days=1) if sent and sent < date.max else sent
    if parts["year"]:
        years = [int(parts["year"])]
    elif latest:
        years = list(range(latest.year, max(latest.year - 9, 0), -1))
    else:
        return (None, month, day) if _day(2000, month, day) else None
    days = [found for year in years if (found := _day(year, month, day))]
    if not parts["year"]:
        days = [found for found in days if found <= latest]
    return (days[0].year, month, day) if days else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _far(when: tuple[int | None, int, int], sent: date | None) -> bool:
    """Is it a day of history ("Pearl Harbor, December 7, 1941 —") and not the day of the story?"""
    return bool(sent and when[0] and abs((date(*when) - sent).days) > 400)


def _dateline(match: re.Match, sent: date | None) -> Dateline:
    cities, tail = _places(match.groupdict().get("place") or "")
    regions = [name for name in tail if _bare(name) in REGIONS]
    countries = [name for name in tail if _bare(name) not in REGIONS]
    year, month, day = _when(match, sent) or (None, None, None)
    return Dateline(
        raw=match[0].rstrip(),
        city=cities[0] if cities else None,
        cities=tuple(cities),
        region=regions[0] if regions else None,
        country=countries[-1] if countries else None,
        year=year,
        month=month,
        day=day,
        agency=_agency(match),
    )


def _places(place: str) -> tuple[list[str], list[str]]:
    """Cities, and the state or country behind them. "Frankfurt/Main" is one city."""
    # "Москва. 23 ноября." has a stop, "St. Paul, Minn." one that is its own.
    pieces = [piece.strip() for piece in place.split(",") if piece.strip()]
    if pieces and _CYRILLIC.search(pieces[0]):
        pieces[0] = pieces[0].rstrip(".")
    cities = pieces[:1]
    for number, piece in enumerate(pieces):
        parts = re.split(r"\s(?:and|et|y|und|e|en|и)\s", piece)
        # Not "PORT OF SPAIN, Trinidad and Tobago".
        if len(parts) > 1 and (number == 0 or all(part.isupper() for part in parts)):
            cities = pieces[:number] + parts
            pieces[: number + 1] = [piece]
            break
    tail = pieces[1:]
    names = []
    for city in cities:
        river = city.rpartition("/")[2].strip().casefold() in RIVERS
        names += [city] if river else [name.strip() for name in city.split("/")]
    return names, tail


def _bare(name: str) -> str:
    return name.replace(".", "").replace(" ", "").casefold()
