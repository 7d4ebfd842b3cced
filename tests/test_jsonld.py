"""What a story page says to machines: schema.org, and the card of a shared link."""

import json
import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from articles import publishing
from articles.models import Article, ArticleDocument, ArticlePhoto, Topic
from tests import cast
from tests.desk import address, at_screen
from tests.test_pages import Reader

pytestmark = [pytest.mark.database, pytest.mark.django_db]

VOCABULARY = json.loads((Path(__file__).parent / "samples" / "schemas" / "schemaorg.json").read_text())
BLOCK = r'<script type="application/ld\+json">(.*?)</script>'
HOSTILE = """</script><script>alert(1)</script><!--<script>"><img src=x onerror=alert(1)> & {{ 7 }} 'x' \\ <body>"""


def properties(kind: str) -> set[str]:
    known = VOCABULARY[kind]
    return set(known["has"]).union(*(properties(above) for above in known["is"]))


def check(said: dict) -> None:
    assert said.keys() - {"@type"} <= properties(said["@type"])
    for value in said.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                check(part)


def machines(page: str) -> tuple[dict, dict]:
    """The story and the way to it."""
    (block,) = re.findall(BLOCK, page)
    said = json.loads(block)
    assert said["@context"] == "https://schema.org"
    for one in said["@graph"]:
        check(one)
    article, trail = said["@graph"]
    return article, trail


def told(client, article: Article) -> tuple[dict, dict]:
    return machines(client.get(f"/{cast.publish(article).path}/").text)


def card(page: str) -> list[tuple[str, str]]:
    """The properties of the card in their order, `twitter:card` among them."""
    found = Reader(page).attributes
    return [
        (value, content)
        for (tag, name, value), (_, _, content) in pairwise(found)
        if tag == "meta" and name in ("property", "name") and re.match("og:|article:|twitter:", value)
    ]


def test_search_engines_are_told_the_story_and_the_way_to_it(client):
    article = cast.illustrated(dated=cast.MONDAY)
    article.topics.add(Topic.objects.create(name="Human rights", slug="human-rights"))
    picture = article.photos.get().photo
    type(picture).objects.filter(pk=picture.pk).update(creator="Li", credit_line="Xinhua/Li", copyright_notice="Xinhua")
    edition, site = cast.publish(article), settings.SITE_URL
    said, trail = machines(client.get(f"/{edition.path}/").text)
    page = f"{site}/{edition.path}/"
    assert (said["@type"], said["url"], said["mainEntityOfPage"]) == ("NewsArticle", page, page)
    assert said["headline"] == "Council adopts resolution"
    assert said["description"] == "The Council met and voted."
    assert (said["dateline"], said["locationCreated"]["name"]) == ("GENEVA, March 24, 2018", "GENEVA")
    assert datetime.fromisoformat(said["datePublished"]) == edition.live_from
    assert (said["articleSection"], said["keywords"], said["inLanguage"]) == ("Photos", ["Human rights"], "en")
    assert said["author"] == {"@type": "Organization", "name": "Xinhua"}
    assert said["publisher"]["name"]
    assert said["isAccessibleForFree"] is True
    (image,) = said["image"]
    assert (image["caption"], image["creditText"], image["copyrightNotice"]) == ("The hall", "Xinhua/Li", "Xinhua")
    assert image["creator"]["name"] == "Li"
    (file,) = said["associatedMedia"]
    assert (file["name"], file["encodingFormat"]) == ("resolution.pdf", "application/pdf")
    for media, kind in ((image, "image/jpeg"), (file, "application/pdf")):
        response = client.get(media["contentUrl"].removeprefix(site))
        assert response["Content-Type"] == kind
        assert len(response.getvalue()) == int(media.get("contentSize", 0)) or media is image
    assert [(step["position"], step["item"]) for step in trail["itemListElement"]] == [
        (1, f"{site}/"),
        (2, f"{site}/news/"),
        (3, f"{site}/news/photos/"),
    ]


def test_what_was_put_right_is_told_with_its_day(client):
    article = cast.story(byline="By Li Jin")
    first = cast.publish(article, cast.MONDAY)
    for day, kind in enumerate(("correction", "clarification", "retraction"), 1):
        cast.saves(article, summary=kind)
        last = cast.publish(article, cast.MONDAY + day * cast.DAY, kind=kind, note=f"A {kind}.")
    said, _ = machines(client.get(f"/{last.path}/").text)
    assert datetime.fromisoformat(said["datePublished"]) == first.live_from
    assert datetime.fromisoformat(said["dateModified"]) == last.live_from
    assert [one["text"] for one in said["correction"]] == ["A retraction.", "A correction.", "A clarification."]
    assert [one["datePublished"][:10] for one in said["correction"]] == ["2018-03-29", "2018-03-27", "2018-03-28"]
    assert said["author"] == {"@type": "Person", "name": "Li Jin"}


def test_a_bare_story_says_nothing_of_what_it_has_not(client):
    said, _ = told(client, cast.story(summary="", dateline="", byline="", headline="W" * 200))
    assert not {"description", "dateline", "image", "associatedMedia", "correction", "keywords"} & said.keys()
    assert len(said["headline"]) == 110
    assert said["author"]["name"] == "Xinhua"


def test_a_shared_link_becomes_a_card_with_the_lead_picture(client):
    article = cast.story(language="en-GB")
    ArticlePhoto.objects.create(article=article, photo=cast.photo("other.jpg"), alt="Another", position=1)
    ArticlePhoto.objects.create(article=article, photo=cast.photo(), role="lead", alt="A hall", position=2)
    article.topics.add(Topic.objects.create(name="Human rights", slug="human-rights"))
    edition = cast.publish(article)
    shown = dict(card(client.get(f"/{edition.path}/").text))
    assert shown["og:type"] == "article"
    assert shown["og:title"] == "Council adopts resolution"
    assert shown["og:description"] == "The Council met and voted."
    assert shown["og:url"] == f"{settings.SITE_URL}/{edition.path}/"
    assert (shown["og:locale"], shown["og:image:alt"]) == ("en_GB", "A hall")
    assert (shown["article:section"], shown["article:tag"]) == ("Photos", "Human rights")
    assert datetime.fromisoformat(shown["article:published_time"]) == edition.live_from
    assert shown["twitter:card"] == "summary_large_image"
    response = client.get(shown["og:image"].removeprefix(settings.SITE_URL))
    assert response["Content-Type"] == shown["og:image:type"]
    assert response.getvalue().startswith(b"\xff\xd8")
    assert int(shown["og:image:width"]) <= 64
    assert dict(card(client.get("/").text))["og:type"] == "website"


def test_hostile_words_can_not_leave_their_place(client):
    texts = ("headline", "summary", "dateline", "byline")
    article = cast.story(**dict.fromkeys(texts, HOSTILE))
    article.topics.add(Topic.objects.create(name=HOSTILE[:80], slug="hostile"))
    ArticlePhoto.objects.create(article=article, photo=cast.photo(), role="lead", caption=HOSTILE, alt=HOSTILE)
    ArticleDocument.objects.create(article=article, document=cast.pdf(), title=HOSTILE, intro=HOSTILE)
    page = client.get(f"/{cast.publish(article, note=HOSTILE).path}/").text
    said, _ = machines(page)
    assert (said["description"], said["image"][0]["caption"]) == (HOSTILE, HOSTILE)
    assert said["associatedMedia"][0]["description"] == HOSTILE
    assert dict(card(page))["og:title"] == HOSTILE
    read = Reader(page)
    assert read.tags.count("script") == page.count("<script") == 2
    assert "x" not in read.all("img", "src")
    assert page.count("<body>") == 1


def test_no_card_names_a_story_that_is_held(client):
    article, held = cast.story(slug="live"), cast.story(slug="held", headline="Held")
    cast.publish(held, at=timezone.now() + cast.HOUR)
    article.related.add(held)
    cast.saves(article, body=f'<p><a data-story="{held.pk}">See</a></p>')
    path = cast.publish(article).path
    cast.saves(article, headline="Held", summary="Held")
    assert "Held" not in client.get(f"/{path}/").text
    publishing.withdraw(article, by=cast.ada(), reason="Held", gone="notice")
    gone = client.get(f"/{path}/")
    assert (gone.status_code, "ld+json" in gone.text, "Council adopts" in gone.text) == (410, False, False)


def test_the_preview_of_the_desk_says_nothing_to_machines():
    article = cast.illustrated()
    page = at_screen(cast.ada()).get(address("articles_article_preview", article.pk))
    assert page.status_code == 200
    assert "ld+json" not in page.text
    assert "og:" not in page.text
