"""The pictures and documents of RSS, Atom and Media RSS."""

from tests.test_wire_feeds import STORY, feed, sample


def test_a_group_is_one_picture_and_an_enclosure_that_is_in_it_is_no_other():
    item = sample("agency-rss.xml")[0]
    first, second = item.images
    assert (first["href"], first["caption"]) == ("https://wire.example/pic/large.jpg", "Delegates vote.")
    assert (first["byline"], first["credit"]) == ("Example Photographer", "Example Wire")
    assert [(one["name"], one["width"]) for one in first["renditions"]] == [
        (None, 1200),
        (None, 300),
        ("thumbnail", 75),
    ]
    assert (second["href"], second["alt"]) == ("https://wire.example/pic/body.jpg", "Inside")


def test_a_pdf_among_the_enclosures_is_a_document():
    [document] = sample("agency-rss.xml")[0].attachments
    assert document["title"] == "The Text"
    assert (document["href"], document["size"]) == ("https://wire.example/files/The%20Text.pdf", 2000)


def test_pictures_one_after_another_have_their_words_in_that_order():
    images = sample("agency-rss.xml")[1].images
    assert [(image["caption"], image["credit"]) for image in images] == [("The first.", "One"), ("The second.", "Two")]


def test_the_copy_may_be_in_the_text_of_a_picture_and_a_thumbnail_the_only_picture():
    [item] = feed(
        "<title>Headline</title><media:text>The copy.</media:text><media:thumbnail url='https://e.example/t.jpg'/>"
    )
    assert (item.body_text, item.images[0]["href"]) == ("The copy.", "https://e.example/t.jpg")


def test_one_picture_in_several_sizes_is_one():
    [item] = feed(
        STORY
        + "".join(
            f"<media:content width='{width}' url='https://e.example/a/photo.jpg?width={width}&amp;s={width}'>"
            "<media:credit>Photograph: A Photographer</media:credit></media:content>"
            for width in (140, 460)
        )
    )
    [image] = item.images
    assert (image["href"], image["credit"]) == (
        "https://e.example/a/photo.jpg?width=460&s=460",
        "Photograph: A Photographer",
    )
    assert [one["width"] for one in image["renditions"]] == [140, 460]
    [item] = feed(
        "<title>Headline</title><media:content medium='image' url='https://e.example/up/hall.jpg'/><description>"
        "<![CDATA[<p>The copy.</p><figure><img width='1024' src='https://e.example/up/hall-1024x683.jpg' alt='A hall'>"
        "<figcaption>The hall.</figcaption></figure>]]></description>"
        "<media:content medium='image' url='https://secure.gravatar.com/avatar/0a?s=96'/>"
    )
    [image] = item.images
    assert (image["href"], image["caption"], image["alt"]) == ("https://e.example/up/hall.jpg", "The hall.", "A hall")
    [item] = feed(STORY + "".join(f"<media:content medium='image' url='https://e.example/p?id={n}'/>" for n in (1, 2)))
    assert len(item.images) == 2


def test_a_gallery_in_a_group_is_several_pictures():
    contents = "".join(
        f"<media:content url='https://e.example/{n}.jpg'><media:title>{n}</media:title></media:content>" for n in "ab"
    )
    [item] = feed(f"{STORY}<media:group>{contents}</media:group>")
    assert [(image["headline"], image["file"] or image["href"]) for image in item.images] == [
        ("a", "https://e.example/a.jpg"),
        ("b", "https://e.example/b.jpg"),
    ]


def test_the_words_of_a_picture_are_not_taken_for_the_copy():
    [item] = feed(STORY + "<media:content url='https://e.example/a.jpg'><media:text>A</media:text></media:content>")
    assert (item.body_text, item.abstract) == ("The copy.", None)
