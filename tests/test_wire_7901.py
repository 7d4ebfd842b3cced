"""IPTC 7901: what European agencies send as lines becomes an item, and nothing for editors stays in the copy."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item, Unreadable
from tests import spoiled

SAMPLES = Path(__file__).parent / "samples" / "wire" / "iptc7901"
GERMAN, ENGLISH = SAMPLES / "correction-latin1.7901", SAMPLES / "english-no-controls.txt"


def read(raw: bytes | str) -> Item:
    [item] = recognise.read(raw.encode() if isinstance(raw, str) else raw, "x.7901")
    return item


def message(
    *header: str,
    body: str = "Genf (dpa) - Der Rat hat abgestimmt.",
    slug: str = "Rat/UN/",
    end: str = "\x03231037 GMT Okt 18",
    first: str = "bdt0107 4 pl 58  dpa 0412",
) -> Item:
    return read(
        f"\x01{first}\r\n\r\n{slug}\r\n\x02" + "\r\n".join(header) + f" =\r\n\r\n{body}\r\n\r\n{end}\r\n\x7f\x04"
    )


def notes(item: Item) -> str:
    return "\n".join(note["text"] for note in item.ednotes)


def test_a_correction_in_latin_1():
    item = read(GERMAN.read_bytes())
    assert (item.format, item.pubstatus, item.urgency, item.language) == ("iptc7901", "usable", 2, "de")
    assert item.headline == "Muster: Rat nimmt Entschließung an - Große Mehrheit"
    assert (item.byline, item.source) == ("A. Muster, dpa", "dpa")
    assert item.slugline == "Konferenz/Abstimmung/UN/Schweiz"
    assert item.keywords == ["Konferenz", "Abstimmung", "UN", "Schweiz"]
    assert item.subjects == [{"scheme": "iptc7901", "code": "pl", "name": "Politik"}]
    assert item.versioncreated == "2018-10-23T10:37:00Z"
    assert item.signals[0] == "Eil"
    assert item.signals[1].startswith("Berichtigung: Im ersten Satz muss die Zahl der Stimmen richtig heissen")
    assert item.signals[2] == "Foto Archiv"
    assert item.replaces == "urn:newsml:dpa.example:20181023:181023-930-1"
    assert item.dateline.raw == "Genf (dpa) -"
    assert item.abstract == "Der Rat hat abgestimmt. Dies ist ein synthetisches Muster."
    assert item.body_text.startswith("Der Rat hat eine Entschließung mit 28 Stimmen angenommen.")
    assert "<table><tbody><tr><td>Land A</td><td>1</td><td>0</td></tr>" in item.body_html
    assert item.body_text.endswith("Die nächste Sitzung ist im Juni.")
    assert item.links == [{"rel": "related", "guid": None, "href": "https://example.org/muster"}]


def test_notebook_contacts_and_initials_are_for_editors_only():
    for sample in (GERMAN, ENGLISH):
        item = read(sample.read_bytes())
        public = "\n".join(filter(None, (item.headline, item.abstract, item.body_html, item.body_text, item.byline)))
        for private in ("Notizblock", "Notebook", "* *", "Kontakte", "000", "desk@", "dpa am", "dpa as", "##"):
            assert private not in public
        assert not any(note["public"] for note in item.ednotes)
    assert "Autor/in: A. Muster, 000 000" in notes(read(GERMAN.read_bytes()))
    assert [note["role"] for note in read(ENGLISH.read_bytes()).ednotes] == [
        "note to editors",
        "editorial contacts",
        "editorial contacts",
        "initials",
    ]


def test_without_control_characters_and_with_a_german_month_in_the_english_service():
    item = read(ENGLISH.read_bytes())
    assert item.headline == "Synthetic sample: council adopts resolution"
    assert item.signals == ["REFILE", "1ST LEAD"]
    assert (item.byline, item.language) == ("sample correspondents", "en")
    assert item.versioncreated == "2018-12-24T23:22:00Z"
    assert item.slugline == "Switzerland/rights/UN"
    assert item.body_text == (
        "The council adopted a resolution on Friday, a synthetic sample says.\n\nThe vote was 28 to 1."
    )


@pytest.mark.parametrize(
    ("end", "when"),
    [
        ("\x03251037 GMT Okt 18", "2018-10-25T10:37:00Z"),
        ("\x03251037 Sep 24", "2024-09-25T08:37:00Z"),
        ("\x03251037 MESZ Mär 24", "2024-03-25T08:37:00Z"),
        ("\x03251037 MEZ Mrz 24", "2024-03-25T09:37:00Z"),
        ("\x03251037 dez 98", "1998-12-25T09:37:00Z"),
        ("251037 Mai 24\r\nNNNN", "2024-05-25T08:37:00Z"),
        ("\x03311037 GMT Feb 24", None),
        ("\x03999999 GMT Xyz 24", None),
    ],
)
def test_the_date_line(end, when):
    item = message("Rat stimmt ab", end=end)
    assert item.versioncreated == when
    assert item.body_text == "Der Rat hat abgestimmt."


@pytest.mark.parametrize(
    ("agency", "when", "signals"),
    [
        ("dpa", "2024-09-25T08:37:00Z", []),
        ("sda", "2024-09-25T08:37:00Z", []),
        ("Reuters", None, ["date not read: 251037 Sep 24"]),
    ],
)
def test_a_time_without_a_zone_is_told_by_the_clock_of_the_agency_or_not_at_all(agency, when, signals):
    raw = f"\x01abc0042 4 pl 41\r\nVote/\r\n\x02A vote =\r\nBern ({agency}) - It met.\r\n\x03251037 Sep 24\r\n"
    [item] = recognise.read(raw.encode(), "x")
    assert (item.versioncreated, item.firstcreated, item.signals) == (when, when, signals)


def test_without_a_date_line_nothing_is_lost():
    item = message("Rat stimmt ab", end="Letzter Absatz")
    assert (item.versioncreated, item.body_text) == (None, "Der Rat hat abgestimmt.\n\nLetzter Absatz")


@pytest.mark.parametrize(
    "line", ["(Sperrfrist 19.00 Uhr)", "Sperrfrist: 23. Oktober 19.00 Uhr", "EMBARGO until 1900 GMT"]
)
def test_an_embargo_in_words_holds_the_item(line):
    item = message(line, "Rat stimmt ab")
    assert item.embargoed == UNREADABLE
    assert item.ednotes[0]["role"] == "embargo"


def test_an_embargo_among_the_notes_holds_the_item_too_and_one_in_the_story_does_not():
    note = "Genf (dpa) - Text.\r\n\r\n# Notizblock\r\n\r\n## Hinweise\r\n- Sperrfrist: 19.00 Uhr"
    assert message("Rat stimmt ab", body=note).embargoed == UNREADABLE
    assert (
        message("Rat: Embargo gegen Muster bleibt", body="Genf (dpa) - Das Embargo gegen Muster bleibt.").embargoed
        is None
    )


def test_a_kill():
    assert message("(Achtung)", "KILL", "Rat stimmt ab").pubstatus == "canceled"
    assert message("(Annullierung)", "Rat stimmt ab").pubstatus == "usable"
    assert message("(Stornierung)", "Rat stimmt ab").pubstatus == "canceled"


@pytest.mark.parametrize(
    "item",
    [
        message("Rechte an den Texten", first="eca0001 4 rs 46  dpa 0027"),
        message("(Vorschau)", "Termine am Dienstag"),
        message("dpa-Hinweis", body="# Notizblock\r\n\r\n- Nur für Redaktionen"),
    ],
    ids=["service", "preview", "only notes"],
)
def test_what_is_for_editors_only_is_not_for_publication(item):
    assert item.not_for_publication is True


def test_a_keyword_line_apart_from_the_headline_and_initials_in_brackets():
    item = read(
        "bsf037 4 su 174 gef 1388\n\nFrais du port\n\nFrais du port: \nLe conseil vote = \n\n"
        "Genève (ats) Le conseil a voté \nlundi. \n\n(SDA\\/ab cd) \n\n211005 jan 19"
    )
    assert (item.slugline, item.keywords) == ("Frais du port", ["Frais du port"])
    assert (item.headline, item.body_text) == ("Frais du port: Le conseil vote", "Le conseil a voté lundi.")
    assert item.ednotes == [{"role": "initials", "text": "(SDA\\/ab cd)", "public": False}]
    assert item.versioncreated == "2019-01-21T09:05:00Z"


def test_signals_of_several_lines_and_a_copyright_among_the_notes():
    item = read(
        "eca0075 3 i 510    dpa 1003\n\n/politics/Port/\n2ND LEAD\n3RD NET\nThe council votes =\n \n"
        "Port (dpa) - The council voted.\n\n# Notebook\n\n## Note to editors\n- (c)2018 The Port Paper\n\n"
        "101137 GMT Dez 18\n"
    )
    assert (item.headline, item.signals) == ("The council votes", ["2ND LEAD", "3RD NET"])
    assert item.copyrightnotice == "(c)2018 The Port Paper"


def test_a_headline_over_two_lines_and_no_end_of_the_header():
    assert message("Rat stimmt am Dienstag ab, 24. September", "2024").headline.endswith("24. September 2024")
    item = read(
        "\x01bdt0107 4 pl 58\r\n\r\nRat/\r\n\x02Rat stimmt ab\r\n\r\nGenf (dpa) - Text.\r\n\x03231037 Okt 18\r\n"
    )
    assert (item.headline, item.body_text) == ("Rat stimmt ab", "Text.")


def test_the_same_message_has_the_same_guid_and_another_number_another():
    one, again = message("Rat stimmt ab"), message("Rat stimmt ab")
    other = message("Rat stimmt ab", first="bdt0108 4 pl 58  dpa 0412")
    assert one.guid == again.guid != other.guid


def test_a_transmission_of_several_messages_loses_none_for_a_broken_one():
    good = GERMAN.read_bytes()
    items = recognise.read(good + b"\x01 this is no header, but it was sent and somebody wants to know\x04" + good, "x")
    assert [item.outcome for item in items] == [None, "rejected", None]
    assert items[1].reason.endswith(".")


def test_a_letter_is_no_7901():
    text = b"Dear all 4 pl 58\n\nThe council met.\n"
    assert recognise.read(text, "x")[0].format == "plain"


def test_the_command_shows_the_fields():
    out = StringIO()
    call_command("ingest", str(GERMAN), "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["headline"] == "Muster: Rat nimmt Entschließung an - Große Mehrheit"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "filling",
    [b" " * 5_000_000, b"(" * 450_000, b"H =\r\n" + b"A\n\n" * 300_000, b"H =\r\n# Notizblock\n" + b"[a](" * 100_000],
    ids=["blanks", "brackets", "lines", "links"],
)
def test_absurd_messages_are_read_or_refused_at_once(filling):
    begun = time.process_time()
    [item] = recognise.read(b"\x01bdt0001 2 pl 41 dpa\r\nA/\r\n\x02" + filling, "x")
    assert time.process_time() - begun < 2
    assert item.outcome in (None, "rejected")


@pytest.mark.no_cover
def test_twenty_thousand_messages_are_refused():
    with pytest.raises(Unreadable, match="more than 1,000 messages"):
        recognise.read(b"\x01bdt0001 2 pl 41 dpa\r\nA/\r\n\x02H =\r\nText\n" * 20_000, "x")


@pytest.mark.no_cover
@pytest.mark.parametrize("sample", [GERMAN, ENGLISH], ids=["german", "english"])
def test_mutations_end_in_an_item_or_a_sentence(sample):
    for broken in spoiled.spoiled(sample.read_bytes()):
        assert all(item.reason or item.guid for item in spoiled.read(broken))
