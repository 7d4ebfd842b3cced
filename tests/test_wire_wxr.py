"""WordPress exports: only posts are copy, and what plugins set into them is not."""

import json
from pathlib import Path

from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item

SAMPLES = Path(__file__).parent / "samples" / "wire" / "feeds"


def test_only_posts_of_wordpress_are_copy_and_attachments_are_their_pictures():
    post, draft = recognise.read((SAMPLES / "export-wxr.xml").read_bytes(), "name")
    assert (post.format, post.guid, post.pubstatus) == ("wxr", "https://paper.example/?p=10", "usable")
    assert (post.byline, post.abstract, post.keywords) == ("Example Reporter", "In short.", ["Rights"])
    assert (post.firstcreated, post.versioncreated) == ("2018-03-24T09:00:00Z", "2018-03-25T09:00:00Z")
    assert post.body_text == "First paragraph & more.\n\nSecond paragraph."
    lead, hall = post.images
    assert (lead["caption"], lead["alt"]) == ("What leads.", "A lead")
    assert (hall["href"], hall["caption"]) == ("https://paper.example/up/hall.jpg", "The hall on Friday.")
    assert (draft.headline, draft.pubstatus, draft.firstcreated) == ("A draft", "withheld", None)


def test_a_planned_post_of_wordpress_waits_for_its_hour():
    raw = (SAMPLES / "export-wxr.xml").read_bytes().replace(b">publish<", b">future<")
    item = recognise.read(raw, "name")[0]
    assert (item.pubstatus, item.embargoed) == ("withheld", "2018-03-24T09:00:00Z")
    item = recognise.read(raw.replace(b"<wp:post_date_gmt>2018-03-24 09:00:00", b"<wp:post_date_gmt>"), "name")[0]
    assert item.embargoed == UNREADABLE


def post(body: str, more: str = "", status: bytes = b">publish<") -> Item:
    """The first post of the export with that body."""
    whole = (SAMPLES / "export-wxr.xml").read_text()
    begin, end = whole.index("<content:encoded><![CDATA[") + 26, whole.index("]]></content:encoded>")
    raw = f"{whole[:begin]}{body}{whole[end:]}".replace("<wp:post_id>10<", f"{more}<wp:post_id>10<")
    return recognise.read(raw.encode().replace(b">publish<", status), "name")[0]


def test_what_plugins_of_wordpress_set_in_brackets_is_no_copy():
    body = "[dropcap]T[/dropcap]he copy [sic].\n\n[contact_form]\n\nMore [button link='/' color='red']words[/button]."
    assert post(body).body_text == "The copy [sic].\n\nMore words."


def test_a_line_that_wordpress_breaks_stays_broken():
    item = post("<p>By Example Reporter\nThe council voted.\nIt sits again.</p>")
    assert item.byline == "By Example Reporter"
    assert item.body_html == "<p>The council voted.<br> It sits again.</p>"


def test_a_post_behind_a_password_is_withheld():
    item = post("The copy.", "<wp:post_password>secret</wp:post_password>")
    assert (item.pubstatus, item.signals) == ("withheld", ["protected by a password in WordPress"])
    assert "secret" not in json.dumps(item.as_json())
    assert post("The copy.", "<wp:post_password>secret</wp:post_password>", b">trash<").pubstatus == "canceled"


def test_writers_among_the_categories_are_the_byline_and_a_format_is_no_subject():
    item = post(
        "The copy.",
        '<category domain="author" nicename="cap-er">Example Reporter</category>'
        '<category domain="author" nicename="cap-ar">Another Reporter</category>'
        '<category domain="post_format" nicename="post-format-aside">Aside</category>',
    )
    assert item.byline == "Example Reporter and Another Reporter"
    assert not {"author", "post_format"} & {subject["scheme"] for subject in item.subjects}


def test_news_may_have_a_type_of_its_own():
    raw = (SAMPLES / "export-wxr.xml").read_bytes()
    assert len(recognise.read(raw.replace(b"type>post<", b"type>news<"), "name")) == 2


def test_a_pdf_that_was_added_to_a_post_is_its_document():
    whole = (SAMPLES / "export-wxr.xml").read_text()
    document = (
        "<item><title>The resolution</title><guid>https://paper.example/?p=77</guid><excerpt:encoded>All nine pages."
        "</excerpt:encoded><wp:post_id>77</wp:post_id><wp:post_parent>10</wp:post_parent><wp:post_type>attachment"
        "</wp:post_type><wp:attachment_url>https://paper.example/up/resolution.pdf</wp:attachment_url></item>"
    )
    item = recognise.read(whole.replace("</channel>", f"{document}</channel>").encode(), "name")[0]
    [found] = item.attachments
    assert (found["title"], found["intro"]) == ("The resolution", "All nine pages.")
    assert found["href"] == "https://paper.example/up/resolution.pdf"
