"""What agencies make of NewsML 1.2: scripts, tips, other media, lines by names of their own."""

import pytest

from articles.wire.item import Unreadable
from tests.test_wire_newsml12 import every, read, text


def component(role="", inner="", lines="") -> str:
    return f'<NewsComponent><Role FormalName="{role}"/><NewsLines>{lines}</NewsLines>{inner}</NewsComponent>'


def test_a_script_is_of_its_medium_and_its_cues_are_no_copy():
    sound = '<ContentItem Href="a.mp3"><MediaType FormalName="audio"/></ContentItem>'
    script = (
        '***One is open:&#13;&lt;NewsComponentRef idref="D1"/&gt;&#13;***Two is shut.&#13;\n ***\n\n NewsComponentRef\n'
    )
    item = read(
        f"<NewsComponent>{component('Audio', text(script, 'Body') + component('Sound', sound))}</NewsComponent>"
    )
    assert (item.type, item.body_text) == ("audio", "One is open:\n\nTwo is shut.")
    assert item.links == [{"rel": "sound", "guid": None, "href": "a.mp3"}]


def test_what_is_for_other_media_is_no_copy():
    counter = '<html><body><p>One.</p><p><img alt="" src="https://p.example/ct?id=1"/></p></body></html>'
    shown = '<html><body><p>One.</p><p><img alt="The pier" src="https://p.example/i?id=1"/></p></body></html>'
    tweet = text("<p>So short.</p>", "TweetText")
    item = read(f"<NewsComponent>{text(counter, 'Body')}{tweet}</NewsComponent>")
    assert (item.body_text, item.images) == ("One.", [])
    assert [image["alt"] for image in read(text(shown)).images] == ["The pier"]


def test_a_line_by_any_other_name_is_told_to_editors():
    line = "<NewsLine>{}<NewsLineText>{}</NewsLineText></NewsLine>"
    kinds = ("ProductLine", "storyType", "AdvisoryLine")
    lines = "".join(line.format(f'<NewsLineType FormalName="{kind}"/>', f"As {kind}") for kind in kinds)
    item = read(text(lines=lines + line.format("", "CORRECTS para 4")))
    assert [(note["role"], note["text"], note["public"]) for note in item.ednotes] == [
        ("ProductLine", "As ProductLine", False),
        ("AdvisoryLine", "As AdvisoryLine", False),
        (None, "CORRECTS para 4", False),
    ]


def test_what_updates_or_corrects_is_a_signal():
    described = '<DescriptiveMetadata><Property FormalName="Version" Value="Correction"/></DescriptiveMetadata>'
    lines = "<NewsLines><SlugLine>URGENT</SlugLine></NewsLines>"
    item = read(f"<NewsComponent>{lines}{described}{text()}</NewsComponent>")
    assert (item.slugline, item.signals) == (None, ["urgent", "correction"])
    item = read(text(lines="<SlugLine>BC-EU--Harbour, 1st Ld</SlugLine>"))
    assert (item.slugline, item.signals) == ("BC-EU--Harbour", ["update", "1st Ld"])
    assert read(text(), management='<NewsItemType FormalName="Alert"/>').signals == ["alert"]


@pytest.mark.parametrize(
    ("maker", "byline"),
    [
        ("Ada Uno ", "Ada Uno"),
        ("dwm", None),
        ("DWM", None),
        ("COR 360", None),
        ("Agencia EFE", None),
        ("House Wire", None),
    ],
)
def test_a_creator_who_is_a_person_is_the_byline(maker, byline):
    parties = f'<Provider><Party FormalName="House Wire"/></Provider><Creator><Party FormalName="{maker}"/></Creator>'
    told = f"<AdministrativeMetadata>{parties}</AdministrativeMetadata>"
    assert read(f"<NewsComponent>{told}{text()}</NewsComponent>").byline == byline
    lines = "<NewsLines><ByLine>Bo Due</ByLine></NewsLines>"
    assert read(f"<NewsComponent>{lines}{told}{text()}</NewsComponent>").byline == "Bo Due"


def test_a_picture_has_the_lines_of_its_own_component_and_the_story_has_not():
    file = component("Image", '<ContentItem Href="a.jpg"><Format FormalName="Jpeg"/></ContentItem>')
    lines = "<HeadLine>Pier</HeadLine><CreditLine>House</CreditLine><KeywordLine>PHOTO</KeywordLine>"
    photo = component("Picture", text("Pier", "Title") + text("", "Caption") + file, lines)
    story = component("Original", text("<p>One.</p>", "Body"), "<HeadLine>Open</HeadLine>")
    item = read(f"<NewsComponent>{story}{photo}</NewsComponent>")
    [image] = item.images
    assert (image["headline"], image["caption"], image["credit"], image["file"]) == ("Pier", None, "House", "a.jpg")
    assert (item.headline, item.keywords) == ("Open", [])


def test_a_document_has_its_own_title_and_size():
    told = '<SizeInBytes>1200</SizeInBytes><Property FormalName="Title" Value="Report"/>'
    document = (
        '<ContentItem Href="r.pdf"><MimeType FormalName="application/pdf"/>'
        f"<Characteristics>{told}</Characteristics></ContentItem>"
    )
    [found] = read(f"<NewsComponent>{document}{text()}</NewsComponent>").attachments
    assert (found["title"], found["size"]) == ("Report", 1200)


def test_a_subheadline_that_is_a_keyword_is_the_slugline():
    lines = "<SubHeadLine>PORTS</SubHeadLine><KeywordLine>PORTS</KeywordLine><CreditLine>House –</CreditLine>"
    item = read(text(lines=lines))
    assert (item.subheadline, item.slugline, item.creditline) == (None, "PORTS", "House")
    words = "<item_keywords><item_keyword>ports</item_keyword></item_keywords>"
    assert read(f"<NewsComponent>{words}{text()}</NewsComponent>").keywords == ["ports"]


def test_a_name_without_a_word_is_no_story_but_may_be_a_kill():
    with pytest.raises(Unreadable, match="no story"):
        every("<NewsComponent/>")
    assert read("<NewsComponent/>", management='<Status FormalName="Canceled"/>').pubstatus == "canceled"


def test_a_tip_is_not_for_publication():
    tip = component("Tip", text("Fire in town", "Title") + text("", "Body"), "<HeadLine>Fire in town</HeadLine>")
    assert read(f"<NewsComponent>{tip}</NewsComponent>").not_for_publication is True
