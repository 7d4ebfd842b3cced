"""ninjs as servers send it: a media API with the copy beside the item, galleries, attachments, NITF as the body."""

import json
from pathlib import Path

import pytest

from articles.wire import recognise
from articles.wire.item import Item, Unreadable
from tests.test_wire_ninjs import read

SAMPLES = Path(__file__).parent / "samples" / "wire" / "ninjs"


def sample(name: str) -> Item:
    [item] = recognise.read((SAMPLES / name).read_bytes(), name)
    return item


def test_an_item_of_a_media_api_is_named_by_its_number_and_not_by_the_session_that_asked_for_it():
    item = sample("media-api.json")
    again = (SAMPLES / "media-api.json").read_bytes().replace(b"session1", b"session2")
    assert item.guid == recognise.read(again, "name")[0].guid == "00aa"
    assert [image["guid"] for image in item.images] == ["00bb"]


def test_another_number_than_that_within_the_address_is_no_identifier():
    assert read(altids={"itemid": "(agency):7"}).guid == "urn:example:1"
    assert read(uri="https://wire.example/7?lang=en", altids={"itemid": "8"}).guid == "https://wire.example/7?lang=en"


def test_the_copy_beside_an_item_is_its_own():
    item = sample("media-api.json")
    assert (item.dateline.city, item.dateline.agency, item.located) == ("EXAMPLETON", "AP", "Exampleton")
    assert item.body_text == "The council voted on Saturday.\n\nNine members were for the wall."


def test_the_copy_beside_an_item_is_no_item_of_its_own():
    told = json.loads((SAMPLES / "media-api.json").read_bytes())
    told["nitf"] |= {"headline": "As NITF has it", "byline": "By ANOTHER REPORTER"}
    [item] = recognise.read(json.dumps(told).encode(), "name")
    assert (item.headline, item.byline) == ("Harbor council votes for a wall", "By ANOTHER REPORTER")
    del told["data"]
    assert recognise.read(json.dumps(told).encode(), "name")[0].headline == "As NITF has it"


def test_bylines_terms_and_links_come_in_lists():
    item = sample("media-api.json")
    assert (item.byline, item.source) == ("By EXAMPLE REPORTER, Associated Press", "AP")
    assert item.usageterms == "For editorial use only. Other uses need clearance."
    assert [(link["rel"], link["href"]) for link in item.links] == [
        ("canonical", "https://wire.example/00aa"),
        ("Story", "https://api.wire.example/00aa/nitf"),
    ]


def test_what_a_slugline_tells_of_the_version_is_a_signal():
    item = sample("media-api.json")
    assert item.slugline == "BC-EU--Harbor Vote"
    assert item.signals == ["newscontent", "Lead", "update", "8th Ld-Writethru"]
    assert item.subheadline.startswith("The harbor council has voted for a wall after")
    assert read(slugline="Harbor, Vote").slugline == "Harbor, Vote"


def test_who_took_a_picture_is_its_byline():
    item = read(
        type="picture", body_html=None, photographer={"code": "x", "title": "Stringer", "name": "A Photographer"}
    )
    assert (item.creator, item.images[0]["byline"]) == ("A Photographer", "A Photographer")


def test_without_a_byline_the_writers_are_named_and_the_editors_are_not():
    assert sample("gallery-attachments.json").byline == "Example Reporter and Another Reporter"


def test_a_picture_that_a_gallery_tells_of_twice_is_one():
    images = sample("gallery-attachments.json").images
    assert [(image["caption"], image["alt"]) for image in images] == [("The hall.", "A hall"), ("The quay.", None)]


def test_an_attached_document_has_its_title_and_its_intro():
    [document] = sample("gallery-attachments.json").attachments
    assert (document["file"], document["title"], document["intro"]) == (
        "resolution.pdf",
        "The resolution",
        "All nine pages.",
    )
    assert (document["href"], document["size"]) == ("https://wire.example/assets/5b", 1234)


def test_a_document_among_the_renditions_is_no_picture():
    renditions = {"report": {"href": "https://wire.example/report.pdf", "mimetype": "application/pdf"}}
    item = read(type="picture", renditions={**renditions, "main": {"href": "a.jpg", "width": 9}})
    assert [one["href"] for one in item.images[0]["renditions"]] == ["a.jpg"]
    assert [one["href"] for one in read(renditions=renditions).attachments] == ["https://wire.example/report.pdf"]


@pytest.mark.parametrize("field", [{"body_nitf": ...}, {"bodies": [{"role": "nitf", "value": ...}]}])
def test_of_a_document_of_nitf_only_the_copy_is_the_body(field):
    nitf = (
        '<?xml version="1.0"?><nitf><head><title>A headline</title></head><body><body.head><hedline><hl1>A headline'
        "</hl1></hedline></body.head><body.content><block><p>One.</p></block><block><p>Two.</p></block></body.content>"
        "</body></nitf>"
    )
    told = json.loads(json.dumps({"body_html": None, **field}, default=lambda _: nitf))
    assert read(**told).body_text == "One.\n\nTwo."


def test_the_lead_among_the_descriptions_is_the_abstract():
    assert read(descriptions=[{"role": "lead", "value": "In short."}]).abstract == "In short."


def test_an_advisory_is_for_editors_only():
    assert read(type="advisory").not_for_publication
    assert read(editorialtypes=["Advisory"]).not_for_publication
    assert read(profile="Advisory").not_for_publication
    assert read(type="story").not_for_publication is None


def test_what_is_told_of_an_event_without_copy_is_no_story():
    with pytest.raises(Unreadable, match="calendar"):
        read(type=None, headline=None, title="A hearing", body_html=None, eventDetails={"dates": {}})
    assert read(type=None, eventDetails={"dates": {}}).body_text == "The copy."


def test_an_embargo_of_a_file_holds_the_picture():
    extensions = {"rights:embargo": "2024-11-20T00:00:00Z", "hash:sha256": "0a"}
    renditions = [{"name": "main", "href": "https://wire.example/a.jpg", "extensions": extensions}]
    assert read(type="picture", renditions=renditions).embargoed == "2024-11-20T00:00:00Z"
    assert read(associations=[{"type": "picture", "renditions": renditions}]).embargoed == "2024-11-20T00:00:00Z"


def test_a_film_keeps_its_caption_and_its_files():
    renditions = [{"name": "main", "href": "https://wire.example/a.mp4", "contentType": "video/mp4"}]
    item = read(type="video", descriptions=[{"role": "caption", "value": "The quay."}], renditions=renditions)
    assert (item.type, item.caption) == ("video", "The quay.")
    assert item.links == [{"rel": "main", "guid": None, "href": "https://wire.example/a.mp4"}]


def test_a_headline_alone_may_be_of_another_json_and_is_refused():
    with pytest.raises(Unreadable):
        recognise.read(b'{"newsObjects": [{"headLine": "A headline", "newsComponents": [{"text": "Copy."}]}]}', "name")
    [item] = recognise.read(b'{"headline": "A headline", "pubstatus": "usable"}', "name")
    assert item.headline == "A headline"
