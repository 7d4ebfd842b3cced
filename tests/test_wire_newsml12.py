"""NewsML 1.2: trees of components, from which the story, its pictures and its notes are told apart."""

import contextlib
import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item, Unreadable
from tests.damage import damaged, hostile

SAMPLE = Path(__file__).parent / "samples" / "wire" / "newsml-1.2" / "two-items.xml"
IDS = "<ProviderId>p.example</ProviderId><DateId>20190101</DateId><NewsItemId>n1</NewsItemId>"


def every(component="", *, ids=IDS, management="") -> list[Item]:
    identification = f"<Identification><NewsIdentifier>{ids}</NewsIdentifier></Identification>"
    return recognise.read(
        f"<NewsML><NewsItem>{identification}<NewsManagement>{management}</NewsManagement>"
        f"{component}</NewsItem></NewsML>".encode(),
        "item.xml",
    )


def read(component="", **words) -> Item:
    [item] = every(component, **words)
    return item


def text(content="<p>Text.</p>", role="", lines="") -> str:
    role = f'<Role FormalName="{role}"/>' if role else ""
    return (
        f"<NewsComponent>{role}<NewsLines>{lines}</NewsLines>"
        f"<ContentItem><DataContent>{content}</DataContent></ContentItem></NewsComponent>"
    )


def test_a_file_with_two_items_brings_both():
    one, two = recognise.read(SAMPLE.read_bytes(), "two.xml")
    assert (two.guid, two.version, two.headline, two.body_text, two.source) == (
        "urn:newsml:house.example:20190604:b2",
        None,
        "新华社消息",
        "新华社报道。\n\n第二段。",
        "House Wire",
    )
    assert (two.pubstatus, two.embargoed) == ("usable", "2019-06-05T04:00:00Z")
    item = one.as_json()
    line = item.pop("dateline")
    assert (line["city"], line["agency"]) == ("Landquart", "ats afp")
    assert item.pop("body_text") == "Un taureau est entré dans un magasin à 5 €.\n\nIl n'y a pas eu de blessé."
    assert item.pop("body_html").startswith("<p>Un taureau")
    [picture] = item.pop("images")
    assert [
        (one["name"], one["href"], one["width"], one["height"], one["size"]) for one in picture.pop("renditions")
    ] == [("quicklook", "bull-q.jpg", 245, 160, 2100), ("highdef", "photos\\bull.jpg", 2450, 1600, 210000)]
    assert {field: value for field, value in picture.items() if value} == {
        "file": "bull.jpg",
        "href": "photos\\bull.jpg",
        "headline": "Le taureau",
        "caption": "Le taureau, lundi.",
        "credit": "House Photo",
        "byline": "Otto Exemple",
    }
    assert [document["file"] for document in item.pop("attachments")] == ["plan.pdf"]
    assert {field: value for field, value in item.items() if value not in (None, [])} == {
        "path": "two.xml",
        "format": "newsml-1.2",
        "guid": "urn:newsml:house.example:20190603:bsf153",
        "version": "2",
        "type": "text",
        "pubstatus": "usable",
        "urgency": 4,
        "language": "fr",
        "firstcreated": "2019-06-03T15:47:29Z",
        "versioncreated": "2019-06-03T16:00:00Z",
        "headline": "Un taureau dans un magasin",
        "subheadline": "Pas de blessé",
        "slugline": "Animaux",
        "byline": "Anne Exemple, Reporter",
        "dateline_element": "4/4/2018",
        "located": "Landquart",
        "creditline": "ats",
        "source": "ats",
        "copyrightnotice": "© 2019 House",
        "keywords": ["ECO/ECO10", "Taureau", "Animaux", "Magasin"],
        "subjects": [{"scheme": "IptcSubjectCodes", "code": "08000000", "name": "Animals"}],
        "genre": "Current",
        "abstract": "Un taureau est entré.",
        "ednotes": [
            {"role": "Instruction", "text": "Photos à midi", "public": False},
            {"role": "contact", "text": "Desk: +00 000", "public": False},
        ],
        "links": [
            {"rel": "AssociatedWith", "guid": "urn:newsml:house.example:20190603:other", "href": None},
            {"rel": "DerivedFrom", "guid": "urn:newsml:house.example:20190602:first", "href": None},
        ],
        "signals": ["Update"],
        "replaces": "urn:newsml:house.example:20190602:first",
    }


def test_a_style_sheet_is_neither_copy_nor_a_link():
    sheet = '<ContentItem Href="style.xsl"><MimeType FormalName="text/xsl"/></ContentItem>'
    css = '<ContentItem><MimeType FormalName="text/css"/><DataContent>p {color: red}</DataContent></ContentItem>'
    raw = (
        "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>A vote</HeadLine></NewsLines>"
        f"<NewsComponent>{sheet}</NewsComponent><NewsComponent>{css}</NewsComponent><NewsComponent><ContentItem>"
        "<DataContent>It met.</DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"
    )
    [item] = recognise.read(raw.encode(), "x")
    assert (item.body_text, item.links) == ("It met.", [])


def test_the_command_prints_each_item():
    out = StringIO()
    call_command("ingest", str(SAMPLE), "--dry-run", "--json", stdout=out)
    assert [json.loads(line)["format"] for line in out.getvalue().splitlines()] == ["newsml-1.2"] * 2


@pytest.mark.parametrize(
    ("ids", "guid", "version"),
    [
        (IDS, "urn:newsml:p.example:20190101:n1", None),
        (f"{IDS}<RevisionId>0</RevisionId>", "urn:newsml:p.example:20190101:n1", "0"),
        (f"{IDS}<RevisionId>1N</RevisionId>", "urn:newsml:p.example:20190101:n1", "1"),
        (f"{IDS}<PublicIdentifier>urn:newsml:p.example:20190101:n1:1N</PublicIdentifier>",
         "urn:newsml:p.example:20190101:n1", "1"),
        (f"{IDS}<RevisionId>3</RevisionId><PublicIdentifier>urn:newsml:p.example:20190101:n1:3</PublicIdentifier>",
         "urn:newsml:p.example:20190101:n1", "3"),
        (f"{IDS}<PublicIdentifier>urn:newsml:www.p.example</PublicIdentifier>",
         "urn:newsml:p.example:20190101:n1", None),
        ("<ProviderId>p.example</ProviderId><PublicIdentifier>id-7</PublicIdentifier>", "id-7", None),
        (f"{IDS}<PublicIdentifier>urn:newsml:www.p.example:n1:2N</PublicIdentifier>",
         "urn:newsml:www.p.example:n1", "2"),
        (f"{IDS}<RevisionId>DS099</RevisionId><PublicIdentifier>urn:newsml:p:20190101:n1:DS099</PublicIdentifier>",
         "urn:newsml:p:20190101:n1", "099"),
    ],
)  # fmt: skip
def test_all_revisions_of_a_story_have_one_name(ids, guid, version):
    item = read(text(), ids=ids)
    assert (item.guid, item.version) == (guid, version)


def test_an_item_without_an_identifier_is_named_by_what_it_holds():
    described = "<DescriptiveMetada><guid>16AAC3</guid></DescriptiveMetada>"
    item = read(f"<NewsComponent>{described}{text()}</NewsComponent>", ids="<ProviderId> p.example </ProviderId>")
    assert item.guid == "16AAC3"
    assert read(text(), ids="").guid.startswith("urn:newsroom:")


def test_the_moment_of_a_revision_is_no_part_of_its_name():
    made = "<FirstCreated>20190129T124550</FirstCreated>"
    ids = "<ProviderId>p.example</ProviderId><DateId>20190130T133400</DateId><NewsItemId>n1</NewsItemId>"
    assert read(text(), ids=ids, management=made).guid == "urn:newsml:p.example:20190129:n1"


def test_an_identifier_that_names_only_the_provider_does_not_make_one_story_of_all():
    ids = "<ProviderId>p.example</ProviderId><NewsItemId>{}</NewsItemId>"
    ids += "<PublicIdentifier>urn:newsml:www.p.example</PublicIdentifier>"
    for own in ("", "0"):
        one, other = (
            read(
                f'<NewsComponent Duid="0">{text(lines=f"<HeadLine>{head}</HeadLine>")}</NewsComponent>',
                ids=ids.format(own),
            )
            for head in ("One", "Other")
        )
        assert one.guid != other.guid
        assert one.guid.startswith("urn:newsroom:made:")


CHANGE = '<StatusWillChange><FutureStatus FormalName="{}"/><DateAndTime>{}</DateAndTime></StatusWillChange>'


@pytest.mark.parametrize(
    ("management", "pubstatus", "embargoed", "expires"),
    [
        ("", "usable", None, None),
        ('<Status FormalName="Canceled"/>', "canceled", None, None),
        ('<Status FormalName="Withheld"/>', "withheld", None, None),
        ('<Status FormalName="New"/>', "withheld", None, None),
        ('<Status FormalName="Embargoed"/>', "usable", UNREADABLE, None),
        ('<Status FormalName="embargoed"/>' + CHANGE.format("Usable", ""), "usable", UNREADABLE, None),
        ('<Status FormalName="embargoed"/>' + CHANGE.format("Usable", "20300101T000000"), "usable", UNREADABLE, None),
        ('<Status FormalName="embargoed"/>' + CHANGE.format("Usable", "20300101T000000+0100"), "usable",
         "2029-12-31T23:00:00Z", None),
        ('<Status FormalName="Usable"/>' + CHANGE.format("Canceled", "20300101T000000Z"), "usable", None,
         "2030-01-01T00:00:00Z"),
        ('<Status FormalName="Usable"/><Instruction FormalName="Delete"/>', "canceled", None, None),
    ],
)  # fmt: skip
def test_what_keeps_a_story_from_readers(management, pubstatus, embargoed, expires):
    item = read(text(), management=management)
    assert (item.pubstatus, item.embargoed, item.expires) == (pubstatus, embargoed, expires)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("&lt;P&gt;One.&lt;/P&gt;\n&lt;P&gt;Two.&lt;/P&gt;", "One.\n\nTwo."),
        ("Mr &lt;b&gt;One&lt;/b&gt; went\nhome.\n     Two.", "Mr One went home.\n\nTwo."),
        ("<html><head><title>T</title></head><body><p>One.</p></body></html>", "One."),
        ("<p>One.</p><p>Two &amp; three.</p>", "One.\n\nTwo & three."),
        ("One.\n\nTwo &lt; 3.", "One.\n\nTwo < 3."),
    ],
)
def test_a_body_is_read_whatever_it_is_wrapped_in(content, said):
    assert read(text(content)).body_text == said


def test_parts_of_a_story_stay_in_their_order_and_none_is_lost():
    parts = text("<p>One.</p>", "Body") + text("<p>Two.</p>", "Background") + text("<p>Three.</p>")
    assert read(f"<NewsComponent>{parts}</NewsComponent>").body_text == "One.\n\nTwo.\n\nThree."


def test_a_headline_only_in_a_component_or_a_title_is_the_headline():
    parts = text("Told so", "Title") + text("<p>One.</p>", "Body")
    assert read(f"<NewsComponent>{parts}</NewsComponent>").headline == "Told so"
    assert read(text("<html><head><title>T</title></head><body><p>One.</p></body></html>")).headline == "T"
    nitf = "<nitf><body><body.head><hedline><hl1>Within</hl1></hedline></body.head><body.content/></body></nitf>"
    assert read(text(nitf)).headline == "Within"


def test_each_language_of_an_item_is_a_story_of_its_own():
    one = '<NewsComponent xml:lang="{}"><NewsLines><HeadLine>{}</HeadLine></NewsLines>' + text("<p>{}</p>", "Body")
    both = "".join(
        one.format(*words) + "</NewsComponent>" for words in (("nl", "Kop", "Tekst."), ("fr", "Tête", "Texte."))
    )
    items = every(f"<NewsComponent><NewsLines><CopyrightLine>C</CopyrightLine></NewsLines>{both}</NewsComponent>")
    assert [(item.language, item.headline, item.body_text, item.copyrightnotice) for item in items] == [
        ("nl", "Kop", "Tekst.", "C"),
        ("fr", "Tête", "Texte.", "C"),
    ]
    assert items[0].guid != items[1].guid
    items = every(f'<NewsComponent xml:lang="FR">{both}</NewsComponent>')
    assert [item.guid.removeprefix("urn:newsml:p.example:20190101:n1") for item in items] == [":nl", ""]


@pytest.mark.parametrize(("told", "language"), [("NL", "nl"), ("nl-nl", "nl-NL"), ("zh-Hans", "zh-Hans"), ("", None)])
def test_a_language_is_written_as_the_standard_writes_it(told, language):
    described = f'<DescriptiveMetadata><Language FormalName="{told}"/></DescriptiveMetadata>'
    assert read(f"<NewsComponent>{described}{text()}</NewsComponent>").language == language


def test_a_dateline_of_the_lines_is_printed_when_the_copy_has_none():
    lines = "<DateLine>Strasbourg, 10 juil 2024 (AFP)</DateLine>"
    item = read(text("<p>La décision.</p>", lines=lines))
    assert (item.dateline.city, item.dateline.agency, item.dateline.raw) == (
        "Strasbourg",
        "AFP",
        "Strasbourg, 10 juil 2024 (AFP)",
    )
    assert read(text(lines="<DateLine>January 21</DateLine>")).dateline is None
    item = read(text("<p>MOSCOW, January 21. /TASS/. The end.</p>", lines="<DateLine>January 21</DateLine>"))
    assert (item.dateline.city, item.body_text, item.dateline_element) == ("MOSCOW", "The end.", "January 21")


def test_a_picture_alone_is_a_picture():
    file = '<ContentItem Href="a.jpg"><MimeType FormalName="image/jpeg"/></ContentItem>'
    lines = "<NewsLines><HeadLine>H</HeadLine><ByLine>Ada Uno</ByLine><CreditLine>House</CreditLine></NewsLines>"
    caption = text("<p>What it shows.</p>", "Caption")
    item = read(f"<NewsComponent>{lines}{caption}<NewsComponent>{file}</NewsComponent></NewsComponent>")
    assert (item.type, item.caption, item.headline, item.byline, item.body_text) == (
        "picture",
        "What it shows.",
        "H",
        "Ada Uno",
        None,
    )
    assert (item.images[0]["file"], item.images[0]["credit"]) == ("a.jpg", "House")


def test_the_pictures_of_a_film_are_no_photographs():
    still = '<ContentItem Href="a.jpg"><MimeType FormalName="image/jpeg"/></ContentItem>'
    film = '<ContentItem Href="https://p.example/a.mp4"><MimeType FormalName="video/mp4"/></ContentItem>'
    parts = f'<NewsComponent><Role FormalName="Video"/>{still}{film}</NewsComponent>'
    item = read(f"<NewsComponent>{parts}{text()}</NewsComponent>")
    assert (item.type, item.images) == ("text", [])
    assert item.links == [{"rel": "video", "guid": None, "href": "https://p.example/a.mp4"}]
    assert read(f"<NewsComponent>{parts}</NewsComponent>").type == "video"


def test_an_advisory_is_not_for_publication():
    assert read(text(), management='<NewsItemType FormalName="Advisory"/>').not_for_publication is True
    assert read(text("Call us.", "Contact")).not_for_publication is True


def test_a_file_without_items_or_with_too_many_is_refused_at_once():
    began = time.monotonic()
    with pytest.raises(Unreadable, match=r"^There is no story"):
        recognise.read(b"<NewsML><Catalog/><NewsItem/></NewsML>", "x")
    with pytest.raises(Unreadable, match="12,000 items"):
        recognise.read(f"<NewsML>{f'<NewsItem>{text()}</NewsItem>' * 12_000}</NewsML>".encode(), "x")
    assert time.monotonic() - began < 2


@pytest.mark.no_cover
def test_many_components_and_many_topics_take_no_longer_than_they_are_many():
    pictures = '<NewsComponent><ContentItem Href="a.jpg"/></NewsComponent>' * 8_000
    topics = "<TopicSet>" + "<Topic><FormalName>1</FormalName></Topic>" * 3_000 + "</TopicSet>"
    codes = "<SubjectCode>" + '<Subject FormalName="2"/>' * 3_000 + "</SubjectCode>"
    began = time.monotonic()
    item = read(f"<NewsComponent>{topics}<DescriptiveMetadata>{codes}</DescriptiveMetadata>{pictures}</NewsComponent>")
    assert len(item.images) == 8_000
    assert time.monotonic() - began < 4


@pytest.mark.no_cover
def test_no_damage_ends_otherwise_than_in_items_or_a_sentence():
    for raw in damaged(SAMPLE, times=40):
        with contextlib.suppress(Unreadable):
            assert all(item.as_json() for item in recognise.read(raw, "damaged.xml"))


@pytest.mark.no_cover
def test_what_is_made_to_do_harm_does_none():
    began = time.monotonic()
    for raw in hostile("NewsML", f"<NewsML><NewsItem>{text('%s')}</NewsItem></NewsML>"):
        with contextlib.suppress(Unreadable):
            assert "root:" not in (recognise.read(raw, "x")[0].body_text or "")
    assert time.monotonic() - began < 6
