"""The dateline grammar: what agencies print is cut, anything else is left in the copy."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles import dateline

SENT = date(2018, 3, 24)

# copy's opening | city or cities | (region, country) | (year, month, day) | agency | printed
SHAPES = [
    ("GENEVA, March 23 (Xinhua) --", "GENEVA", (None, None), (2018, 3, 23), "Xinhua", "GENEVA, March 23"),
    ("BEIJING, 10 août (Xinhua) --", "BEIJING", (None, None), (2017, 8, 10), "Xinhua", "BEIJING, 10 août"),
    ("LISBOA, 18 jun (Xinhua) --", "LISBOA", (None, None), (2017, 6, 18), "Xinhua", "LISBOA, 18 jun"),
    ("جنيف 23 مارس 2018 (شينخوا)", "جنيف", (None, None), (2018, 3, 23), "شينخوا", "جنيف, 23 مارس 2018"),
    ("GENEVA, March 24, 2018 --", "GENEVA", (None, None), (2018, 3, 24), None, "GENEVA, March 24, 2018"),
    (
        "UNITED NATIONS, Sept. 27, 2018 --",
        "UNITED NATIONS",
        (None, None),
        (2018, 9, 27),
        None,
        "UNITED NATIONS, Sept. 27, 2018",
    ),
    ("Mar. 29, 2018 --", None, (None, None), (2018, 3, 29), None, "Mar. 29, 2018"),
    ("March 30,2018--", None, (None, None), (2018, 3, 30), None, "March 30, 2018"),
    ("NEW YORK (AP) —", "NEW YORK", (None, None), None, "AP", "NEW YORK"),
    ("FORT WASHINGTON, Pa. (AP) _", "FORT WASHINGTON", ("Pa.", None), None, "AP", "FORT WASHINGTON, Pa."),
    (
        "BUENOS AIRES, Argentina (AP) _",
        "BUENOS AIRES",
        (None, "Argentina"),
        None,
        "AP",
        "BUENOS AIRES, Argentina",
    ),
    ("GENEVA (AP) -", "GENEVA", (None, None), None, "AP", "GENEVA"),
    ("GROSSETO, Italy (AP) --", "GROSSETO", (None, "Italy"), None, "AP", "GROSSETO, Italy"),
    ("McLEAN, Va. (AP) —", "McLEAN", ("Va.", None), None, "AP", "McLEAN, Va."),
    (
        "PORT OF SPAIN, Trinidad and Tobago (AP) —",
        "PORT OF SPAIN",
        (None, "Trinidad and Tobago"),
        None,
        "AP",
        "PORT OF SPAIN, Trinidad and Tobago",
    ),
    ("DAMASCUS (Reuters) -", "DAMASCUS", (None, None), None, "Reuters", "DAMASCUS"),
    ("NEW YORK, Feb 8 (Reuters) -", "NEW YORK", (None, None), (2018, 2, 8), "Reuters", "NEW YORK, Feb 8"),
    ("Jan 3 (Reuters) -", None, (None, None), (2018, 1, 3), "Reuters", "Jan 3"),
    ("Jan. 12 (BusinessDesk) -", None, (None, None), (2018, 1, 12), "BusinessDesk", "Jan. 12"),
    ("(Reuters) -", None, (None, None), None, "Reuters", ""),
    ("(Reuters) –", None, (None, None), None, "Reuters", ""),
    ("PORTLAND, Ore., Feb 26 -", "PORTLAND", ("Ore.", None), (2018, 2, 26), None, "PORTLAND, Ore., Feb 26"),
    (
        "STOCKHOLM, Aug 29, 2014 (AFP) -",
        "STOCKHOLM",
        (None, None),
        (2014, 8, 29),
        "AFP",
        "STOCKHOLM, Aug 29, 2014",
    ),
    ("Paris, 21 jan 2019 (AFP) -", "Paris", (None, None), (2019, 1, 21), "AFP", "Paris, 21 jan 2019"),
    (
        "Strasbourg, 10 juil 2024 (AFP)",
        "Strasbourg",
        (None, None),
        (2024, 7, 10),
        "AFP",
        "Strasbourg, 10 juil 2024",
    ),
    ("MOSCOW, January 21. /TASS/.", "MOSCOW", (None, None), (2018, 1, 21), "TASS", "MOSCOW, January 21"),
    (
        "BAKU, Azerbaijan, March 24.",
        "BAKU",
        (None, "Azerbaijan"),
        (2018, 3, 24),
        None,
        "BAKU, Azerbaijan, March 24",
    ),
    (
        "МОСКВА, 13 мар - Новости-Грузия.",
        "МОСКВА",
        (None, None),
        (2018, 3, 13),
        "Новости-Грузия",
        "МОСКВА, 13 мар",
    ),
    (
        "МОСКВА, 13 марта 2018 г. /ТАСС/.",
        "МОСКВА",
        (None, None),
        (2018, 3, 13),
        "ТАСС",
        "МОСКВА, 13 марта 2018 г.",
    ),
    ("Berlin (dpa) -", "Berlin", (None, None), None, "dpa", "Berlin"),
    ("Moskau/Berlin (dpa) -", ("Moskau", "Berlin"), (None, None), None, "dpa", "Moskau/Berlin"),
    ("Frankfurt/Main (dpa) -", "Frankfurt/Main", (None, None), None, "dpa", "Frankfurt/Main"),
    ("Peine (dpa/lni) -", "Peine", (None, None), None, "dpa/lni", "Peine"),
    ("Wien, 3. März 2018 (APA) -", "Wien", (None, None), (2018, 3, 3), "APA", "Wien, 3. März 2018"),
    ("Paris (ats afp)", "Paris", (None, None), None, "ats afp", "Paris"),
    ("San Mateo (ANP) -", "San Mateo", (None, None), None, "ANP", "San Mateo"),
    ("København /ritzau/:", "København", (None, None), None, "ritzau", "København"),
    ("Nueva Delhi, 21 ene (EFE).-", "Nueva Delhi", (None, None), (2018, 1, 21), "EFE", "Nueva Delhi, 21 ene"),
    ("(ANSA) - ROME, JUL 11 -", "ROME", (None, None), (2017, 7, 11), "ANSA", "ROME, JUL 11"),
    (
        "SAITAMA, Japan, Dec. 9 Kyodo -",
        "SAITAMA",
        (None, "Japan"),
        (2017, 12, 9),
        "Kyodo",
        "SAITAMA, Japan, Dec. 9",
    ),
    ("GENEVA, June 22 (Yonhap) --", "GENEVA", (None, None), (2017, 6, 22), "Yonhap", "GENEVA, June 22"),
    ("Srinagar, March 14 (ANI):", "Srinagar", (None, None), (2018, 3, 14), "ANI", "Srinagar, March 14"),
    ("SYDNEY March 22 AAP -", "SYDNEY", (None, None), (2018, 3, 22), "AAP", "SYDNEY, March 22"),
    (
        "AUSTIN, Texas, Feb. 1, 2017 /PRNewswire-AsiaNet/ --",
        "AUSTIN",
        ("Texas", None),
        (2017, 2, 1),
        "PRNewswire-AsiaNet",
        "AUSTIN, Texas, Feb. 1, 2017",
    ),
    (
        "NEW YORK, LONDON and BEIJING, Feb. 2, 2017 /.../ --",
        ("NEW YORK", "LONDON", "BEIJING"),
        (None, None),
        (2017, 2, 2),
        "...",
        "NEW YORK, LONDON and BEIJING, Feb. 2, 2017",
    ),
    (
        "MARLBOROUGH, Mass.--(BUSINESS WIRE)--Dec 5, 2024--",
        "MARLBOROUGH",
        ("Mass.", None),
        (2024, 12, 5),
        "BUSINESS WIRE",
        "MARLBOROUGH, Mass., Dec 5, 2024",
    ),
    ("Feb 8(Reuters) -", None, (None, None), (2018, 2, 8), "Reuters", "Feb 8"),
    ("NEW YORK(AP) —", "NEW YORK", (None, None), None, "AP", "NEW YORK"),
    ("GENEVA, Mar.23 (Xinhua) --", "GENEVA", (None, None), (2018, 3, 23), "Xinhua", "GENEVA, Mar.23"),
    ("GENEVA, March 23, (Xinhua) --", "GENEVA", (None, None), (2018, 3, 23), "Xinhua", "GENEVA, March 23"),
    ("LOS ANGELES (AP) —", "LOS ANGELES", (None, None), None, "AP", "LOS ANGELES"),
    ("LOS ANGELES, March 23, 2018 --", "LOS ANGELES", (None, None), (2018, 3, 23), None, "LOS ANGELES, March 23, 2018"),
    ("THE HAGUE, March 23 (Xinhua) --", "THE HAGUE", (None, None), (2018, 3, 23), "Xinhua", "THE HAGUE, March 23"),
    ("The Hague (AFP) -", "The Hague", (None, None), None, "AFP", "The Hague"),
    ("Den Haag (ANP) -", "Den Haag", (None, None), None, "ANP", "Den Haag"),
    ("La Paz, 23 mar (EFE).-", "La Paz", (None, None), (2018, 3, 23), "EFE", "La Paz, 23 mar"),
    ("DES MOINES, Iowa (AP) —", "DES MOINES", ("Iowa", None), None, "AP", "DES MOINES, Iowa"),
    (
        "LONDON/PARIS, Feb 8 (Reuters) -",
        ("LONDON", "PARIS"),
        (None, None),
        (2018, 2, 8),
        "Reuters",
        "LONDON/PARIS, Feb 8",
    ),
    ("San Diego (tca/dpa) -", "San Diego", (None, None), None, "tca/dpa", "San Diego"),
    ("FRANKFURT (dpa-AFX) -", "FRANKFURT", (None, None), None, "dpa-AFX", "FRANKFURT"),
    ("Bern (sda)", "Bern", (None, None), None, "sda", "Bern"),
    ("Genève (awp/ats) -", "Genève", (None, None), None, "awp/ats", "Genève"),
    ("TOKYO, Dec. 9, Kyodo -", "TOKYO", (None, None), (2017, 12, 9), "Kyodo", "TOKYO, Dec. 9"),
    ("MADRID, 21 Ene. (EUROPA PRESS) -", "MADRID", (None, None), (2018, 1, 21), "EUROPA PRESS", "MADRID, 21 Ene."),
    ("(ANSA) - ROMA, 11 LUG -", "ROMA", (None, None), (2017, 7, 11), "ANSA", "ROMA, 11 LUG"),
    ("МОСКВА, 13 мар - РИА Новости.", "МОСКВА", (None, None), (2018, 3, 13), "РИА Новости", "МОСКВА, 13 мар"),
    ("BEIJING, 1er août (Xinhua) --", "BEIJING", (None, None), (2017, 8, 1), "Xinhua", "BEIJING, 1er août"),
    (
        "NEW YORK, Feb. 02, 2017 (GLOBE NEWSWIRE) --",
        "NEW YORK",
        (None, None),
        (2017, 2, 2),
        "GLOBE NEWSWIRE",
        "NEW YORK, Feb. 02, 2017",
    ),
    (
        "MARLBOROUGH, Mass.--(BUSINESS WIRE)--",
        "MARLBOROUGH",
        ("Mass.", None),
        None,
        "BUSINESS WIRE",
        "MARLBOROUGH, Mass.",
    ),
    ("بيروت (رويترز) -", "بيروت", (None, None), None, "رويترز", "بيروت"),
    ("ΑΘΗΝΑ, 23 Μαρτίου 2018 (ΑΠΕ-ΜΠΕ) -", "ΑΘΗΝΑ", (None, None), (2018, 3, 23), "ΑΠΕ-ΜΠΕ", "ΑΘΗΝΑ, 23 Μαρτίου 2018"),
    ("OSLO, 24. desember 2017 (NTB):", "OSLO", (None, None), (2017, 12, 24), "NTB", "OSLO, 24. desember 2017"),
    ("Lisboa, 3 março 2018 (LUSA) -", "Lisboa", (None, None), (2018, 3, 3), "LUSA", "Lisboa, 3 março 2018"),
    ("新华社日内瓦3月23日电", "日内瓦", (None, None), (2018, 3, 23), "新华社", "日内瓦, 3月23日"),
]


@pytest.mark.parametrize(("raw", "city", "around", "when", "agency", "shown"), SHAPES)
@pytest.mark.parametrize("gap", [" ", ""], ids=["blank", "no-blank"])
def test_what_agencies_print(raw, city, around, when, agency, shown, gap):
    cities = () if city is None else (city,) if isinstance(city, str) else city
    if not gap and not raw.endswith(("-", "–", "—", "_", ":", ".", "电")):
        gap = " "
    found, rest = dateline.split(f"{raw}{gap}The vote passed.", SENT)
    assert found == dateline.Dateline(
        raw, cities[0] if cities else None, cities, *around, *(when or (None, None, None)), agency
    )
    assert rest == "The vote passed."
    assert dateline.printed(found) == shown


TRAPS = """
CRICKET: First Test, Pakistan v England - close of play.
CRICKET, March 24 - Pakistan won.
(Sports Network) - The Rangers won.
FILE - In this Monday, March 19, 2018 file photo, a man walks.
FILE - In this March 19, 2018, file photo (AP) - A man walks.
WASHINGTON - A man was hurt.
GENEVA -- The council met.
The council -- all of it -- met on March 24.
On Monday, March 24 - the first day - it rained.
Sunday, March 24, 2018 -- The day began.
Pearl Harbor, December 7, 1941 — A date which will live in infamy.
March 24, 2018 -- a day to remember.
March 24 -- The day began.
GENEVA, March 24-26 -- The council meets.
GENEVA, February 30 (Xinhua) -- No such day.
Associated Press (AP) President Gary Pruitt said so.
Agence France-Presse (AFP) - the agency - said so.
Xinhua (Reuters) - a merger.
Angela Merkel (CDU) - the chancellor - spoke.
Paris (AFP) said on Monday.
NATO, the alliance - said so.
Geneva, March 24 - The council met.
The Times (Reuters) - the paper - said so.
The agency (AP) - said so.
La Prensa (AP) - El diario.
Den Vertrag (dpa) - sagte er - gibt es.
Au Caire (AFP) - Il a plu.
On The Road (AP) - A man walked.
UPDATE 2-Geneva (Reuters) - The council met.
GENEVA, March 24, 2018
OPINION, March 24 - We think so.
EARNINGS (Reuters) - The results.
""".strip().split("\n")


@pytest.mark.parametrize("copy", TRAPS)
def test_when_unsure_nothing_is_cut(copy):
    assert dateline.split(copy, SENT) == (None, copy)


@pytest.mark.parametrize(
    "raw", ["OTTAWA -", "OTTAWA —", "OTTAWA --", "OTTAWA, Ont. –", "SAINT-JEAN-SUR-RICHELIEU, Que. —", "THE HAGUE -"]
)
def test_a_place_alone_is_a_dateline_where_the_metadata_name_it(raw):
    place = raw.rstrip(" -–—").partition(",")[0]
    copy = f"{raw} A court has ruled."
    found, rest = dateline.split(copy, SENT, "en", f"{place.title()}, Canada")
    assert (found.raw, found.city, found.agency, rest) == (raw, place, None, "A court has ruled.")
    assert dateline.printed(found) == raw.rstrip(" -–—")
    assert dateline.split(copy, SENT, "en", "Montreal") == dateline.split(copy, SENT, "en") == (None, copy)


def test_a_number_may_open_the_copy_behind_an_agency_and_a_blank():
    assert dateline.split("London (dpa) - 2019 gab es Tränen.", SENT, "de")[1] == "2019 gab es Tränen."
    for copy in ("GENEVA (AP) -5 degrees", "GENEVA, March 24 - 26 met"):
        assert dateline.split(copy, SENT) == (None, copy)


@pytest.mark.parametrize(
    "copy",
    ["OTTAWA - the capital - sleeps.", "Ottawa - A court", "OTTAWA-GATINEAU POLICE", "OTTAWA -5 C", "OTTAWA: A court"],
)
def test_a_place_that_only_opens_a_sentence_is_none(copy):
    assert dateline.split(copy, SENT, "en", "Ottawa") == (None, copy)


@pytest.mark.parametrize(
    ("copy", "sent", "when"),
    [
        ("PARIS, Dec 31 (Reuters) - X", date(2018, 1, 1), (2017, 12, 31)),
        ("PARIS, Jan 1 (Reuters) - X", date(2017, 12, 31), (2018, 1, 1)),  # east of the date line
        ("PARIS, Jan 2 (Reuters) - X", date(2017, 12, 31), (2017, 1, 2)),
        ("PARIS, Feb 29 (Reuters) - X", date(2018, 3, 1), (2016, 2, 29)),
        ("PARIS, Feb 29 (Reuters) - X", None, (None, 2, 29)),
    ],
)
def test_a_year_not_printed(copy, sent, when):
    found, _ = dateline.split(copy, sent)
    assert (found.year, found.month, found.day) == when


def test_mixed_case_without_an_agency_is_a_dateline_only_outside_english():
    copy = "Genève, 24 mars – Le Conseil a voté."
    assert dateline.split(copy, SENT, "en-GB")[0] is None
    assert dateline.split(copy, SENT, "fr")[0].city == "Genève"
    assert dateline.split("Le Conseil, 24 mars – Il a voté.", SENT, "fr")[0] is None


@pytest.mark.parametrize(
    ("copy", "language"),
    [
        ("Ostern, 24. März – Das Fest.", "de"),
        ("Semana Santa, 24 mar – La fiesta.", "es"),
        ("Sabato, 24 marzo – Il giorno.", "it"),
        ("Суббота, 24 марта – День.", "ru"),
    ],
)
def test_a_day_or_a_feast_is_no_place(copy, language):
    assert dateline.split(copy, SENT, language) == (None, copy)


PIECES = """
GENEVA|Paris/Berlin|THE HAGUE|Los Angeles|(dpa/lni)|Frankfurt/Main|St. Paul, Minn.
|МОСКВА|جنيف|北京|(AP)|/TASS/|AAP|March 24|31 déc 2017
|3月4日电|99 May|,|, | |  |\u00a0|--|—|.-|_|:|and|The|said|2018|0000|(|)|/|'|²|٣"""


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map("".join)),
    st.none() | st.dates(),
)
@example("GENEVA, March 24, 2018 -- X", date.max)
@example("GENEVA, March 24 (AP) -- X", date.min)
@example("GENEVA, March 24, 2018 --X", SENT)
def test_nothing_of_the_copy_is_lost(copy, sent):
    found = whole(copy, sent)
    if found:
        assert dateline.printed(found) != found.raw


def whole(copy: str, sent: date | None) -> dateline.Dateline | None:
    """The dateline; it and the rest are the copy, letter by letter, but for the white space between."""
    found, rest = dateline.split(copy, sent)
    if not found:
        assert rest == copy
        return None
    copy = copy.lstrip()
    assert copy.startswith(found.raw)
    assert copy.endswith(rest)
    assert not copy[len(found.raw) : len(copy) - len(rest)].strip()
    return found


@given(
    st.sampled_from([raw for raw, *_ in SHAPES]),
    st.sampled_from([" ", "  ", "\n", "\u00a0"]),
    st.text(),
    st.integers(0, 300),
)
def test_nothing_is_lost_behind_what_agencies_print(raw, gap, text, times):
    copy = f"{raw}{gap}The vote passed.{f' {text}' * times}"
    assert whole(copy, SENT).raw == raw


@given(
    st.sampled_from([raw for raw, *_ in SHAPES if raw.endswith(("-", "–", "—", "_", ":"))]),
    st.text(alphabet="Tx.-–—_:() \u00a0"),
)
def test_nothing_is_lost_where_no_blank_follows(raw, text):
    whole(f"{raw}{text}", SENT)
    whole(f"{raw}The{text}", SENT)


def test_a_long_copy_costs_nothing():
    assert dateline.split("A B C D/" * 200_000)[0] is None
