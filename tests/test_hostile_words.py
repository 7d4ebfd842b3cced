"""Whatever is typed into any text, readers get it as text: on every page, in every feed, for every program."""

import json

import pytest
from django.conf import settings
from lxml import etree

from articles import fronts, publishing
from articles.models import Article, ArticleDocument, ArticlePhoto, Page, Photo, Section, Site, Source, Topic
from tests import cast
from tests.desk import body
from tests.test_pages import Reader
from tests.test_surfaces import surfaces

pytestmark = pytest.mark.django_db

ATTACKS = [
    "<script>zq()</script>",
    "\"'><img src=x onerror=zq()>",
    "</title></textarea></script><svg onload=zq()>",
    "' autofocus onfocus='zq()' x='",
    "]]><!--<a href=javascript:zq()>x</a>",
    "&lt;iframe src=//zq.example&gt;&#60;b&#62;",
]
OWN = {"html", "head", "meta", "title", "link", "script", "body", "a", "header", "nav", "ul", "ol", "li", "main",
       "p", "footer", "h1", "h2", "h3", "article", "section", "aside", "figure", "figcaption", "picture", "source",
       "img", "div", "span", "time", "strong", "dl", "dt", "dd", "br", "photo-gallery",
       "pdf-reader", "share-link"}  # fmt: skip
LINKS = ("/", "?", "#", f"{settings.SITE_URL}/")


@pytest.fixture
def attacked(request) -> dict[str, str]:
    """A paper with the attack in every text that there is. What each of them says, by where it stands."""
    attack = request.param
    said = {}

    def text(name: str, most: int = 255) -> str:
        said[name] = f"{name} {attack}"[:most]
        return said[name]

    Site.objects.update_or_create(
        pk=1, defaults={"name": text("site", 80), "description": text("about"), "footer": text("footer")}
    )
    Page.objects.filter(slug="about").update(title=text("page"), body=f"<p>{attack}</p>{attack}")
    cast.section()
    Section.objects.filter(path="news/photos").update(name=text("section", 80), layout="pictures")
    Section.objects.filter(path="news").update(name=text("room", 80))
    Source.objects.filter(pk=cast.xinhua().pk).update(name=text("source"), credit_line=text("line"))
    words = ("headline", "search_headline", "summary", "dateline", "byline", "slugline", "ednote", "usage_terms")
    article = cast.story(
        **{word: text(word) for word in words}, slug="attacked", body=f"<p>{attack}</p>{attack}", dated=cast.MONDAY
    )
    article.topics.add(Topic.objects.create(name=text("topic", 80), slug="common"))
    photo = cast.photo("attacked.jpg")
    Photo.objects.filter(pk=photo.pk).update(
        creator=text("creator"), headline=text("photo"), copyright_notice=text("©")
    )
    own = {word: text(word) for word in ("caption", "credit", "alt")}
    ArticlePhoto.objects.create(article=article, photo=photo, role="lead", **own)
    ArticleDocument.objects.create(
        article=article, document=cast.pdf(f"{attack}.pdf"), title=text("link"), intro=text("intro")
    )
    beside = cast.story(slug="beside", headline=said["headline"], dated=cast.MONDAY)
    beside.related.add(article)
    cast.publish(article)
    cast.publish(beside)
    publishing.correct(article, {}, by=None, number=1, note=text("note"))
    gone = cast.story(slug="gone", dated=cast.MONDAY)
    cast.publish(gone)
    publishing.withdraw(gone, by=None, reason="x", gone="notice", note=text("gone"))
    fronts.lead("home", [article.pk, beside.pk], by=None)
    return said


def harmless(html: str, case: str) -> Reader:
    read = Reader(html)
    assert set(read.tags) <= OWN, (case, set(read.tags) - OWN)
    for _, name, value in read.attributes:
        assert not name.startswith("on") and name not in ("style", "srcdoc", "autofocus"), (case, name)  # noqa: PT018
        assert name not in ("href", "src", "data-src", "srcset", "action") or value.startswith(LINKS), (case, value)
    return read


def strings(value) -> list[str]:
    """All that is said in a parsed file."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    return [text for each in value for text in strings(each)] if isinstance(value, list) else [str(value)]


def told(client, address: str) -> list[str]:
    """All the texts at that address, as who parses it has them; and nothing there runs."""
    response = client.get(address)
    kind, sent = response.headers["Content-Type"].partition(";")[0], body(response)
    if kind == "text/html":
        read, found = harmless(sent.decode(), address), []
        for script in sent.decode().split("<script")[1:]:
            assert script.startswith((' src="/static/story.js"', ' type="application/ld+json">')), address
            if script.startswith(" type"):
                found += strings(json.loads(script.partition(">")[2].partition("</script>")[0]))
        return [*found, *read.words, *(value for _, _, value in read.attributes)]
    if kind.endswith("xml"):
        document = etree.fromstring(sent)
        for element in document.iter("{http://purl.org/rss/1.0/modules/content/}encoded", "{*}content"):
            harmless(element.text or "", address)
        return [each for element in document.iter() for each in (element.text, *element.values()) if each]
    if kind.endswith("json"):
        said = response.json()
        for item in said.get("items", [said]):
            for html in (item.get("content_html", ""), *(part["value"] for part in item.get("bodies", ())[:1])):
                harmless(html, address)
        return strings(said)
    return [sent.decode()]


@pytest.mark.parametrize("attacked", ATTACKS, indirect=True)
def test_an_attack_in_every_text_is_text_everywhere(client, attacked):
    story = Article.objects.get(slug="attacked")
    path = story.editions.first().path
    pages = [f"/{path.replace('attacked', slug)}/" for slug in ("attacked", "beside", "gone")]
    every = [*surfaces(), *pages, f"/api/v1/items/{story.pk}/"]
    everything = "\n".join(text for address in every for text in told(client, address))
    for name, text in attacked.items():
        if name != "line":  # the story has a credit of its own
            assert (text in everything) != (name in ("slugline", "ednote", "usage_terms")), name
    for address, names in {
        "/": ("site", "about", "footer", "headline", "summary", "section", "page", "credit"),
        f"/{path}/": ("headline", "summary", "dateline", "byline", "caption", "credit", "alt", "link", "intro", "note",
                      "topic", "source", "search_headline", "section"),
        "/about/": ("page", "footer"), "/topics/common/": ("topic",), "/sources/xinhua/": ("source",),
    }.items():  # fmt: skip
        read = Reader(client.get(address).text)
        said = [*read.words, *(value for _, _, value in read.attributes)]
        for name in names:
            assert any(attacked[name] in part for part in said), (address, name)
