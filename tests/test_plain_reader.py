"""Pasted pages become stories, and nothing of the page around them stays in the body."""

from dataclasses import asdict
from pathlib import Path

import pytest

from articles.wire import recognise
from articles.wire.item import PHOTO_ONLY, Item, Unreadable
from articles.wire.readers import plain

SAMPLES = Path(__file__).parent / "samples" / "wire" / "plain"
SEED = Path(__file__).parent / "samples" / "plain" / "un-rights-body-resolution.txt"
HEADLINE = "UN rights body adopts China-sponsored resolution on mutually beneficial cooperation"
DAY = "2018-03-24T00:00:00Z"


def read(text: str) -> Item:
    [item] = recognise.read(text.encode(), "paste.txt")
    return item


def page(*head: str, body: str = "GENEVA, March 24, 2018 -- The Council met.\n\nIt voted.") -> Item:
    return read("\n".join(head) + "\n\n" + body)


def test_the_seed_page():
    item = recognise.read(SEED.read_bytes(), "seed.txt")[0].as_json()
    html, text = item.pop("body_html"), item.pop("body_text")
    assert item.pop("guid").startswith("urn:newsroom:plain:")
    assert item.pop("dateline") == {
        "raw": "GENEVA, March 24, 2018 --",
        "city": "GENEVA",
        "cities": ("GENEVA",),
        "region": None,
        "country": None,
        "year": 2018,
        "month": 3,
        "day": 24,
        "agency": None,
    }
    name = "Promoting Mutually Beneficial Cooperation in the Field of Human Rights"
    intro = "Click the following link to download the resolution:"
    picture = dict.fromkeys(("guid", "file", "href", "headline", "caption", "credit", "byline", "alt"))
    document = {"file": f"{name}.pdf", "title": name, "intro": intro, "mimetype": "application/pdf"}
    assert {field: value for field, value in item.items() if value not in (None, [])} == {
        "path": "seed.txt",
        "format": "plain",
        "type": "text",
        "language": "en",
        "headline": HEADLINE,
        "byline": "Xinhua",
        "source": "Xinhua",
        "firstcreated": DAY,
        "contentcreated": DAY,
        "breadcrumb": ["NEWS", "PHOTOS"],
        "images": [{**picture, "renditions": []}],
        "attachments": [{**document, "href": None, "size": None}],
    }
    paragraphs = text.split("\n\n")
    assert len(paragraphs) == 7
    assert paragraphs[0].startswith("The UN Human Rights Council on Friday adopted")
    assert paragraphs[-1].endswith('a shared destiny," he told the Council.')
    assert html.count("<p>") == 7
    assert html.replace("<p>", "").replace("</p>\n", "\n\n").removesuffix("</p>") == text
    for furniture in ("Home", "By:", "View Original", ".pdf", "March 24,2018", "Click the"):
        assert furniture not in html


def test_the_fields_are_those_of_the_command():
    fields = set(Item(path="", format="").as_json())
    assert fields == {name for name in asdict(Item(path="", format="")) if name not in PHOTO_ONLY}
    assert set(PHOTO_ONLY) < set(Item(path="", format="", type="picture").as_json())


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("March 24,2018   By:Xinhua", "Xinhua"),
        ("March 24, 2018 By: Xinhua", "Xinhua"),
        ("24 March 2018 | By Xinhua", "Xinhua"),
        ("By Xinhua | March 24, 2018", "Xinhua"),
        ("By: Xinhua\nMarch 24, 2018", "Xinhua"),
        ("2018-03-24 09:30 Source: Xinhua", None),
        ("Xinhua | Updated: 2018-03-24 09:30", "Xinhua"),
    ],
)
def test_date_and_byline(line, byline):
    item = page("A vote", line)
    assert (item.headline, item.byline, item.source) == ("A vote", byline, "Xinhua")
    assert item.contentcreated == item.firstcreated == DAY
    assert item.body_text == "The Council met.\n\nIt voted."


@pytest.mark.parametrize(
    ("line", "byline", "source", "day"),
    [
        ("By: Xinhua", "Xinhua", "Xinhua", DAY),  # the day is the dateline's
        ("March 25, 2018", None, None, "2018-03-25T00:00:00Z"),
        ("By Liu Qu, Xinhua", "Liu Qu, Xinhua", "Xinhua", DAY),
        ("By Liu Qu", "Liu Qu", None, DAY),
        ("February 30, 2018 By: Xinhua", "Xinhua", "Xinhua", DAY),
    ],
)
def test_what_is_missing_stays_empty(line, byline, source, day):
    item = page("A vote", line)
    assert (item.byline, item.source, item.firstcreated) == (byline, source, day)


@pytest.mark.parametrize(
    ("trail", "sections"),
    [
        ("Home > NEWS > PHOTOS >", ["NEWS", "PHOTOS"]),
        ("HOME>News>Photos", ["News", "Photos"]),
        ("home › News › Photos ›", ["News", "Photos"]),
        ("Home » News", ["News"]),
        ("News > Photos >", ["News", "Photos"]),
        ("", []),
    ],
)
def test_breadcrumb(trail, sections):
    item = page(trail, "A vote")
    assert (item.breadcrumb, item.headline) == (sections, "A vote")


@pytest.mark.parametrize(
    ("lines", "headline", "subheadline"),
    [
        (["UN adopts a", "resolution", "By: Xinhua"], "UN adopts a resolution", None),
        (["A vote", "All for it", "By: Xinhua"], "A vote", "All for it"),
        (["A vote"], "A vote", None),
    ],
)
def test_headline_over_two_lines(lines, headline, subheadline):
    item = page(*lines)
    assert (item.headline, item.subheadline) == (headline, subheadline)
    assert item.body_text == "The Council met.\n\nIt voted."


FACTS = ["Caption: {0} hall", "Credit: {0} Wang", "Alt: {0} seats", "Photo: dir/{0}.jpg"]


@pytest.mark.parametrize("below", [True, False])
def test_facts_around_a_picture_slot(below):
    block = ["View Original Image", *FACTS] if below else [*FACTS, "View Original Image"]
    item = page("A vote", "By: Xinhua", *(line.format(name) for name in ("One", "Two") for line in block))
    found = [(i["caption"], i["credit"], i["alt"], i["file"]) for i in item.images]
    assert found == [(f"{n} hall", f"{n} Wang", f"{n} seats", f"{n}.jpg") for n in ("One", "Two")]
    assert item.body_text == "The Council met.\n\nIt voted."


def test_facts_without_a_slot_are_copy():
    item = page("A vote", body="It met.\n\nCredit: the delegates.")
    assert (item.images, item.body_text) == ([], "It met.\n\nCredit: the delegates.")


def test_documents_in_the_body():
    body = "It met.\n\nRead both:\n\nA.pdf\nsub/B (final).PDF\n\nIt voted:\n\nFor and against."
    item = page("A vote", body=body)
    assert [(a["file"], a["title"], a["intro"]) for a in item.attachments] == [
        ("A.pdf", "A", "Read both:"),
        ("B (final).PDF", "B (final)", None),
    ]
    assert item.body_text == "It met.\n\nIt voted:\n\nFor and against."


@pytest.mark.parametrize(
    "line",
    [
        "Share",
        "Print",
        "Font size: A A A",
        "Editor: Liu Qu",
        "(END)",
        "Enditem",
        "March 24, 2018",
        "Share on Facebook",
        "Xinhua | English.news.cn",
        "View original image",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_furniture_leaves_no_trace(line, place):
    body = ["GENEVA, March 24 (Xinhua) -- It met.", "It voted."]
    body.insert(place, line)
    assert page("A vote", "By: Xinhua", body="\n\n".join(body)).body_text == "It met.\n\nIt voted."


@pytest.mark.parametrize(
    "copy",
    ["Share prices fell.", "Print workers struck.", "By the time it met, all had left.", "A > B is shown."],
)
def test_sentences_that_look_like_furniture_stay(copy):
    assert page("A vote", "By: Xinhua", body=f"{copy}\n\nMore.").body_text == f"{copy}\n\nMore."


TELEX = rb"""ZCZC AAP
%A
#Port_BC1
$Port opens in the north

:(BRISBANE)
&DESK\Writer
*07000000
@QLD
A port has opened in the north.

   It was built in a year.

   Ships are expected on Monday.



AAP RTV
NNNN
"""


def test_copy_by_telex_comes_out_of_its_frame():
    for sent in (TELEX, TELEX.replace(b"\n", b"\r\n"), TELEX.replace(b"\n", b"\r")):
        [item] = recognise.read(sent, "a.tst")
        assert (item.headline, item.slugline, item.located) == ("Port opens in the north", "Port_BC1", "BRISBANE")
        assert [subject["code"] or subject["name"] for subject in item.subjects] == ["07000000", "QLD"]
        assert item.ednotes == [{"role": "telex", "text": "%A; &DESK\\Writer; AAP RTV", "public": False}]
        assert item.body_text.split("\n\n") == [
            "A port has opened in the north.", "It was built in a year.", "Ships are expected on Monday.",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "headline", "slugline", "body"),
    [
        ("zczc\nTI#Port opens\nAB#It did.\nTX#\nA port opened.", "Port opens", None, "A port opened."),
        ("ZCZC FMG000\nYY TDR\nRACING: Fields\nTrack: Soft\nNNNN", "RACING: Fields", None, "Track: Soft"),
        ("ZCZC\n#Trot\n:Results Friday\nWin 1.\nAAP RESULTS\nNNNN", "Results Friday", "Trot", "Win 1."),
        ("ZCZC AAP\n%M\n$J\n:\n:The Board\n*X\nPort opens\n\nIt did.", "Port opens", "The Board", "It did."),
        ("IDN38100\nBureau\n\nIt will rain.", "Bureau", "IDN38100", "It will rain."),
    ],
)
def test_lines_that_say_what_they_are(text, headline, slugline, body):
    [item] = recognise.read(text.encode(), "a.tst")
    assert (item.headline, item.slugline, item.body_text) == (headline, slugline, body)


def test_a_frame_without_lines_loses_no_word():
    [item] = recognise.read(b"ZCZC#Fields:1 - A Horse 2 - Another " + b"3 - A Third " * 60, "a.tst")
    assert "2 - Another" in item.headline


def test_a_press_release():
    [item] = recognise.read((SAMPLES / "release.txt").read_bytes(), "a.txt")
    assert item.headline == "Port Board Awards Its Prize for Harbours to the Builders of the Northern Breakwater"
    assert (item.source, item.genre) == ("Port Board, Inc.", "MEDIA RELEASE PR00001")
    assert item.dateline.raw == "LONDON, Feb. 1, 2017 /PRNewswire-AsiaNet/ --"
    first, *rest = item.body_text.split("\n\n")
    assert first == (
        "Four builders of the northern breakwater were honoured today with the prize. It is given every year to "
        "whoever has done most for the harbours of the coast of the north."
    )
    assert rest[-1] == "SOURCE: Port Board, Inc."


def test_rows_of_columns_and_of_lists_stay_apart():
    table = "          Sum     Winners\nFirst     2.00          1\nSecond    1.00         54\n"
    item = page("Draw", body=f"It was drawn.\n\n{table}\n1 x North\n1 x South")
    assert item.body_text.split("\n\n") == [
        "It was drawn.", "Sum Winners", "First 2.00 1", "Second 1.00 54", "1 x North", "1 x South",
    ]  # fmt: skip


def test_a_headline_said_again_below_the_dateline_goes():
    [item] = recognise.read(b"Port opens\n\nLONDON, Feb. 1, 2017 /PRNewswire/ --\n\nPort opens\n\nIt did.", "a.txt")
    assert (item.headline, item.body_text) == ("Port opens", "It did.")


def test_lines_broken_by_hand_are_joined():
    body = (
        "GENEVA, March 24 (Xinhua) -- The Council met on Friday to\nvote on a resolution which was sponsored by China."
    )
    body += "\nIt passed."
    assert page("A vote", body=body).body_text.split("\n\n") == [
        "The Council met on Friday to vote on a resolution which was sponsored by China.",
        "It passed.",
    ]


def test_markup_in_copy_is_text():
    assert page("A vote", body="5 < 6 & <b>so</b>").body_html == "<p>5 &lt; 6 &amp; &lt;b&gt;so&lt;/b&gt;</p>"


TEXT = "Café vote\nMarch 24, 2018 By: Xinhua\n\nGENÈVE, March 24 (Xinhua) -- Œuvre."


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("vote", "v\0ote").encode(),
    ],
)
def test_character_sets(raw):
    [item] = recognise.read(raw, "x")
    assert (item.headline, item.body_text, item.guid) == ("Café vote", "Œuvre.", read(TEXT).guid)


def test_identity_is_the_story_not_the_bytes():
    one = page("Home > NEWS >", "A vote", "March 24,2018  By:Xinhua")
    other = page("A vote", "By Xinhua | March 24, 2018", "Share", body="It met.")
    assert one.guid == other.guid != page("Another vote", "March 24, 2018 By: Xinhua").guid


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("联合国通过决议\n\n新华社日内瓦3月23日电 决议获得通过。", "zh"),
        ("قرار\n\nاعتمد المجلس القرار.", "ar"),
        ("Совет\n\nСовет проголосовал.", "ru"),
    ],
)
def test_language_by_its_letters(text, code):
    assert read(text).language == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The Council has met and voted for it.", "en"),
        ("Der Rat hat sich mit der Frage befasst und das nicht ohne Streit.", "de"),
        ("Le Conseil des droits a voté une résolution pour les pays.", "fr"),
        ("El Consejo aprobó una resolución para los países con su voto.", "es"),
        ("Il Consiglio ha votato una risoluzione per gli Stati che sono nel blocco.", "it"),
        ("O Conselho não votou uma resolução dos países em Genebra.", "pt"),
        ("De Raad heeft het voorstel van een land niet met stemmen voor het jaar aanvaard.", "nl"),
        ("Rådet har inte röstat för att det är en fråga som hör till staterna av och till.", "sv"),
        ("Rådet har ikke stemt etter at det ble kjent, sier en kilde til avisen.", "no"),
        ("Rådet har ikke stemt efter at det blev kendt, siger en kilde af betydning.", "da"),
    ],
)
def test_language_by_its_small_words(text, code):
    assert read(f"12345\n\n{text}").language == code


@pytest.mark.parametrize("text", ["[The paper reports] a vote", "[1] A vote", "{sic} A vote", "[EXT] A vote"])
def test_copy_may_begin_with_a_bracket(text):
    item = page(text, "By: Xinhua")
    assert (item.format, item.headline) == ("plain", text)


@pytest.mark.parametrize("raw", [b'{"headline": "A vote"', b'[{"uri": "x"', b'["a", "b"]', b"{}", b"[]", b"[" * 9000])
def test_json_is_no_copy_even_when_it_is_broken(raw):
    with pytest.raises(Unreadable, match=r"\.$"):
        recognise.read(raw, "x")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xef\xbb\xbf \r\n",
        b"\0\0\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
        b"%PDF-1.7\n%\xe2\xe3\x81\xd3\0\x01\x02\x03",
        b"PK\3\4" + b"\0" * 40,
        b"\xff\xfe\0",
        b"Share\n\nPrint\n",
        b"a" * 5_000_001,
        b"<rss/>",
    ],
    ids=["empty", "blank", "nul", "png", "pdf", "zip", "utf-16", "furniture", "long", "markup"],
)
def test_what_is_no_story_is_refused_with_a_sentence(raw):
    with pytest.raises(Unreadable, match=r"^[A-Z].*\.$"):
        recognise.read(raw, "x")
    assert plain.recognises(raw) in (True, False)


def test_a_chinese_page_is_read_in_its_own_code_page():
    text = "人权理事会通过决议\n\n新华社日内瓦3月23日电 人权理事会23日通过决议，呼吁合作共赢。"
    for page in ("utf-8", "utf-8-sig", "gb18030"):
        [item] = recognise.read(text.encode(page), "page.txt")
        assert (item.headline, item.body_text) == ("人权理事会通过决议", "人权理事会23日通过决议，呼吁合作共赢。")
