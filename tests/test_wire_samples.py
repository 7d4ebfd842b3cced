"""Habits of agencies, a sample for each: what it would go wrong in is what is asked."""

import json
import re
from pathlib import Path

import pytest

from articles.dateline_words import MONTHS
from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item

SAMPLES = Path(__file__).parent / "samples" / "wire"
HELD = {"embargoed": UNREADABLE}
VOTE = {"headline": "Council votes", "pubstatus": "canceled"}
PACKED = [("urn:newsml:wire.example:h", None), (None, "door.jpg")]
# What each sample is there for, by the fields that it would go wrong in.
HABITS = [
    ("plain/afp-style.txt", {"source": "AFP"}),
    ("plain/ap-style.txt", {"source": "Associated Press"}),
    ("plain/dpa-style.txt", {"source": "dpa"}),
    ("plain/reuters-style.txt", {"source": "Reuters"}),
    ("plain/tass-style.txt", {"source": "TASS"}),
    ("plain/xinhua-style.txt", {"source": "Xinhua"}),
    ("plain/pa-style.txt", {"byline": "A Sample, Press Association", "ends": "It meets again in May."}),
    ("plain/ansa-style.txt", {"subheadline": "Il testo passa con 28 voti", "city": "ROMA", "ends": "sono nella sala."}),
    ("plain/efe-style.txt", {"city": "Ginebra", "notes": ["mlg/abc"], "ends": "con su voto."}),
    ("plain/kyodo-style.txt", {"city": "SAITAMA", "ends": "The council voted on samples."}),
    ("plain/anp-style.txt", {"headline": "Raad stemt over monsters", "language": "nl", "city": "San Mateo"}),
    ("plain/ritzau-style.txt", {"source": "ritzau", "language": "da", "city": "København"}),
    (
        "plain/ntb-style.txt",
        {"source": "NTB", "language": "no", "city": "OSLO", "firstcreated": "2018-12-24T00:00:00Z"},
    ),
    ("plain/chinese.txt", {"firstcreated": "2018-03-24T00:00:00Z", "city": "日内瓦", "ends": "表决获得通过。"}),
    (
        "plain/greek.txt",
        {"source": "ΑΠΕ-ΜΠΕ", "language": "el", "city": "ΑΘΗΝΑ", "firstcreated": "2018-03-24T00:00:00Z"},
    ),
    ("plain/kill.txt", {"headline": "Council votes on samples", "pubstatus": "canceled"}),
    ("plain/update-wrapped.txt", {"headline": "Council votes on samples", "city": "LONDON", "byline": "A Sample"}),
    ("plain/notes-embargo.txt", {**HELD, "headline": "Council votes on samples", "body_text": "The council voted."}),
    (
        "newsml-g2/latin1-over-utf8.xml",
        {
            "headline": "Genève vote – “yes”",
            "embargoed": "2018-03-25T08:00:00Z",
            "version": "3",
            "guid": "urn:newsml:wire.example:1",
            "byline": "By A. Sample",
            "city": "DAMASCUS",
        },
    ),
    ("newsml-g2/one-identifier.xml", {"headline": "Vote one"}, {"headline": "Vote two"}),
    ("newsml-g2/package-elsewhere.xml", {"type": "package", "pictures": PACKED}),
    ("newsml-g2/kill.xml", {"guid": "urn:newsml:wire.example:1", "pubstatus": "canceled"}),
    (
        "newsml-g2/ansa-style.xml",
        {"subheadline": "Il testo passa con 28 voti", "byline": None, "ends": "È il primo voto."},
    ),
    ("newsml-g2/nordic.xml", {"version": "0", "byline": "NTB", "subheadline": None, "headline": "Rådet stemte"}),
    (
        "newsml-g2/picture-alone.xml",
        {"type": "picture", "pubstatus": "usable", "pictures": [("urn:newsml:wire.example:h", "hall.jpg")]},
    ),
    (
        "newsml-1.2/latin9-dtd-stylesheet.xml",
        {
            "headline": "Genève vote 5 €",
            "body_text": "Le Conseil a voté 5 €.",
            "notes": ["ab/cd"],
            "pictures": [("urn:newsml:wire.example:20180324:HALL", "HALL")],
            "version": "1",
        },
    ),
    (
        "newsml-1.2/kyodo-style.xml",
        {"embargoed": "2018-03-25T07:00:00Z", "body_text": "The council voted on Saturday.\n\nIt left."},
    ),
    ("nitf/efe-style.xml", {"body_text": "El Consejo votó.", "versioncreated": "2018-03-24T08:00:00Z"}),
    (
        "nitf/pa-style.xml",
        {**HELD, "headline": "Council votes", "version": "0", "body_text": "The council voted - yes €."},
    ),
    (
        "feeds/one-identifier.xml",
        {"headline": "Genève one", "pictures": [("tag:wire.example,2018:one", "one")]},
        {"headline": "Genève two", "versioncreated": "2018-03-24T08:00:00Z"},
    ),
    (
        "ninjs/padded-list.ninjs",
        {**HELD, "version": "1N", "headline": "Council votes", "city": "OSLO", "byline": None},
        {"version": "0", "pubstatus": "canceled"},
        {"headline": "No identifier"},
    ),
    (
        "mail/html-as-text.eml",
        {
            "headline": "Council votes",
            "byline": "A. SAMPLE",
            "notes": ["(Adds quotes)"],
            "body_text": "The council & all voted.\n\nIt left.",
        },
    ),
    ("mail/kill.eml", VOTE),
    ("iptc7901/kill.7901", {**VOTE, "headline": "Rat stimmt ab", "versioncreated": "2018-10-24T10:37:00Z"}),
    ("anpa/kill.anpa", VOTE),
]


def told(item: Item) -> dict:
    known = {"city": item.dateline and item.dateline.city, "ends": (item.body_text or "").split("\n\n")[-1].strip()}
    pictures = [(image["guid"], image["file"]) for image in item.images]
    notes = [note["text"] for note in item.ednotes]
    return {**item.as_json(), **known, "pictures": pictures, "notes": notes}


@pytest.mark.parametrize(
    ("name", "expected"), [(name, expected) for name, *expected in HABITS], ids=lambda value: str(value)[:40]
)
def test_the_habits_of_agencies(name, expected):
    items = [told(item) for item in recognise.read((SAMPLES / name).read_bytes(), name)]
    found = [{field: item[field] for field in fields} for item, fields in zip(items, expected, strict=True)]
    for item, fields in zip(found, expected, strict=True):
        if "ends" in fields:
            item["ends"] = item["ends"][-len(fields["ends"]) :]
    assert found == expected
    assert len({item["guid"] for item in items}) == len(items), "each story has a name of its own"


def test_every_sample_is_read_and_is_told_of():
    sources = (SAMPLES / "SOURCES.md").read_text()
    for file in (file for file in SAMPLES.rglob("*") if file.is_file() and file.name != "SOURCES.md"):
        assert any(item.guid and not item.outcome for item in recognise.read(file.read_bytes(), file.name)), file.name
        assert file.stem.removesuffix("-style") in sources or "iptc-LISTING" in file.stem, file.name


@pytest.mark.parametrize("file", sorted((SAMPLES / "plain").iterdir()), ids=lambda file: file.name)
def test_no_word_of_plain_copy_is_lost(file):
    [item] = recognise.read(file.read_bytes(), file.name)
    kept = json.dumps(item.as_json(), ensure_ascii=False).casefold()
    words = re.findall(r"[^\W\d_]{2,}", file.read_text().casefold())
    marks = {"ends", "end", "efe", "ansa", "kyodo", "enditem", "by", "von", "update", "来源", "完"}
    dates = set(MONTHS) | {"年", "月", "日"}
    assert [word for word in words if word not in kept and word not in marks | dates] == []
