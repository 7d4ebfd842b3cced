"""What readers see: the story page, its lists, its notices, and nothing that runs."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Article, ArticleDocument, ArticlePhoto, Edition, Section, Source
from articles.public.pages import LEADING
from tests import cast

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SEED = Path(__file__).parent / "samples" / "plain" / "un-rights-body-resolution.txt"
PDF = "Promoting Mutually Beneficial Cooperation in the Field of Human Rights.pdf"


class Reader(HTMLParser):
    """What a page says, without its tags, and the tags with their attributes."""

    def __init__(self, page: str):
        super().__init__()
        self.words, self.tags, self.attributes = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str, name: str) -> list[str]:
        return [value for of, attribute, value in self.attributes if (of, attribute) == (tag, name)]


def read(client, address: str, status: int = 200) -> Reader:
    response = client.get(address)
    assert response.status_code == status
    return Reader(response.text)


def page(client, article: Article) -> Reader:
    return read(client, f"/{cast.publish(article).path}/")


def main(client, address: str) -> str:
    return client.get(address).text.split("<main")[1].split("</main>")[0]


def test_the_seed_story_reads_as_it_did_where_it_came_from(client):
    call_command("ingest", SEED, stdout=StringIO())
    article = Article.objects.get()
    use = ArticlePhoto(article=article, photo=cast.photo(), role="lead", caption="The Council meets", credit="Xinhua")
    use.save()
    intro = "Click the following link to download the resolution:"
    ArticleDocument.objects.create(article=article, document=cast.pdf(PDF), intro=intro)
    ArticlePhoto.objects.create(article=article, photo=cast.photo("gallery.jpg"), caption="The gallery", position=1)
    cast.publish(article)
    address = (
        "/news/photos/2018/03/24/un-rights-body-adopts-china-sponsored-resolution-on-mutually-beneficial-cooperation/"
    )
    shown = read(client, address)
    order = [
        "Home News Photos",
        "UN rights body adopts China-sponsored resolution on mutually beneficial cooperation",
        "March 24, 2018 By: Xinhua",
        "The Council meets Photo: Xinhua View Original Image",
        f"{intro} {PDF} PDF, 1 page, ",
        "GENEVA, March 24, 2018 -- The UN Human Rights Council on Friday adopted a China-sponsored resolution titled",
        '"We live on the same planet, share the common interests, and face the same challenges',
        "The gallery Photo: Xinhua View Original Image",
    ]
    text = " ".join(re.sub(r"<[^>]+>", " ", main(client, address)).split()).replace("&#x27;", "'")
    assert [text.find(part) for part in order] == sorted(text.find(part) for part in order)
    assert all(part in text for part in order), text
    assert "Click the following link" not in article.body
    assert shown.all("article", "lang") == ["en"]
    assert {"/", "/news/", "/news/photos/"} <= set(shown.all("a", "href"))
    originals = dict.fromkeys(link for link in shown.all("a", "href") if link.startswith("/files/"))
    assert [client.get(link).getvalue()[:4] for link in originals] == [
        b"\xff\xd8\xff\xe0",
        b"%PDF",
        b"\xff\xd8\xff\xe0",
    ]
    assert [title.startswith(article.headline) for title in re.findall("<title>(.*)</title>", client.get(address).text)]


def test_a_correction_stands_on_the_page_with_its_date_and_the_story_keeps_its_own(client):
    article = cast.story()
    cast.publish(article, cast.MONDAY)
    later = cast.MONDAY + cast.DAY
    publishing.correct(
        article, {"headline": "Better"}, by=cast.ada(), number=1, note="The name was wrong.", clock=lambda: later
    )
    shown = read(client, "/news/photos/2018/03/26/council-adopts-resolution/")
    assert "Better March" not in shown.text.split("Skip")[0]
    assert "Correction, March 27, 2018: The name was wrong." in shown.text
    assert "March 26, 2018 By: Xinhua" in shown.text
    assert "Council adopts resolution" not in shown.text


def test_a_withdrawal_leaves_its_notice_and_a_return_takes_it_away(client):
    article = cast.illustrated(dated=cast.MONDAY)
    address = f"/{cast.publish(article, cast.MONDAY).path}/"
    note = "It named the wrong man."
    publishing.withdraw(article, by=cast.ada(), reason="Libel", note=note, clock=lambda: cast.MONDAY + cast.DAY)
    shown = read(client, address, 410)
    assert "dated March 26, 2018, was withdrawn on March 27, 2018, 9 a.m. UTC. It named the wrong man." in shown.text
    assert "Libel" not in shown.text
    assert "Council" not in shown.text
    assert "Council" not in read(client, "/").text
    cast.publish(Article.objects.get(pk=article.pk))
    assert "Council adopts resolution" in read(client, address).text


def test_a_moved_story_is_found_at_its_old_address_until_it_is_gone(client):
    article = cast.story(dated=cast.MONDAY)
    old = f"/{cast.publish(article, cast.MONDAY).path}/"
    cast.saves(article, section=cast.section("news/world"))
    cast.publish(Article.objects.get(pk=article.pk))
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, old.replace("photos", "world"))
    assert response.headers["Cache-Control"] == "no-cache"
    assert read(client, response.headers["Location"])
    cast.saves(article, section=cast.section("news/photos"))
    cast.publish(Article.objects.get(pk=article.pk))
    assert read(client, old)
    publishing.withdraw(article, by=cast.ada(), reason="Wrong", gone="vanish")
    assert {client.get(address).status_code for address in (old, response.headers["Location"])} == {404}


def test_a_story_without_a_photograph_or_a_summary_has_no_empty_frame(client):
    shown = page(client, cast.story(summary="", byline="", dateline=""))
    assert not {"figure", "img", "picture", "aside"} & set(shown.tags)
    assert "By:" not in shown.text
    assert "--" not in shown.text
    assert 'class="summary"' not in main(client, "/")


@pytest.mark.parametrize(
    ("figure", "placed"),
    [('<figure data-photo="{pk}"></figure>', 1), ('<figure data-photo="999999"></figure>', 0), ("<figure></figure>", 0),
     ('<figure data-photo="x"></figure>', 0), ('<figure data-photo=""></figure>', 0),
     ('<figure data-photo="{pk}" onclick="x"><script>x</script></figure>', 1),
     ('<figure data-photo="99999999999999999999999999"></figure>', 0), ('<figure data-photo="٣"></figure>', 0),
     ("<p title='<figure data-photo=\"{pk}\"></figure>'></p>", 0)],
)  # fmt: skip
def test_a_photograph_stands_where_the_body_names_it_and_else_in_the_gallery(client, figure, placed):
    photo = cast.photo()
    article = cast.story(body=f"<p>Before</p>{figure.format(pk=photo.pk)}<p>After</p>")
    ArticlePhoto.objects.create(article=article, photo=photo, role="inline", caption="The hall")
    shown = page(client, article)
    assert shown.tags.count("figure") == shown.tags.count("img") == 1
    assert re.search("Before.*The hall.*After" if placed else "Before ?After.*The hall", shown.text)
    assert "data-photo" not in {name for _, name, _ in shown.attributes}


ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></textarea></style><svg onload=alert(1)>",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(1)",
    "<!--<p>-->",
]

OWN_SCRIPTS = {'<script src="/static/story.js" defer>', '<script type="application/ld+json">'}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_typed_into_a_text_is_shown_as_text(client, attack):
    texts = {name: f"{name} {attack}" for name in ("headline", "summary", "dateline", "byline")}
    above = cast.section()
    Section.objects.filter(pk=above.pk).update(name=f"section {attack}")
    Source.objects.filter(pk=cast.xinhua().pk).update(name=f"source {attack}"[:120])
    article = cast.story(section=Section.objects.get(pk=above.pk), slug="attacked", language="en", **texts)
    own = {name: f"{name} {attack}" for name in ("caption", "credit", "alt")}
    ArticlePhoto.objects.create(article=article, photo=cast.photo(), role="lead", **own)
    ArticleDocument.objects.create(
        article=article, document=cast.pdf(f"file {attack}.pdf"), title=f"title {attack}", intro=f"intro {attack}"
    )
    edition = cast.publish(article)
    publishing.correct(article, {}, by=cast.ada(), number=1, note=f"note {attack}")
    for address in (f"/{edition.path}/", "/", "/news/", "/news/photos/"):
        shown = read(client, address)
        assert not {"svg", "style", "iframe"} & set(shown.tags)
        assert set(re.findall(r"<script[^>]*>", client.get(address).text)) <= OWN_SCRIPTS
        assert not [name for _, name, _ in shown.attributes if name.startswith("on") or name == "style"]
        assert not [link for link in shown.all("a", "href") if not link.startswith(("/", "#", "?"))]
        said = [*shown.words, *(value for _, _, value in shown.attributes)]
        expected = [texts["headline"], texts["summary"], f"section {attack}", f"credit {attack}"]
        if address == f"/{edition.path}/":
            expected += [*texts.values(), *own.values(), f"title {attack}", f"intro {attack}", f"note {attack}"]
        for text in expected:
            assert any(text in part for part in said), text
    publishing.withdraw(article, by=cast.ada(), reason="x", note=f"gone {attack}")
    gone = read(client, f"/{edition.path}/", 410)
    assert f"gone {attack}" in gone.words
    assert "script" not in gone.tags


HOSTILE = """
<script>x</script>
<p onclick=x>a</p>
<p style="position:fixed" id=main class=masthead>a</p>
<a href="javascript:x">a</a>
<a href="data:text/html,x">a</a>
<a href=' java\tscript:x' target=_blank>a</a>
<iframe src=/></iframe>
<form action=/><button>a</button></form>
<style>p{}</style>
<base href=//evil>
<meta http-equiv=refresh content=0>
<link rel=stylesheet href=//evil>
<svg><script>x</script></svg>
<math><mtext><table><mglyph><style><img src=x onerror=x>
<img src="//evil/x.gif">
<object data=x></object>
\0<scr\0ipt>x
"""


@pytest.mark.parametrize("body", HOSTILE.strip().splitlines())
def test_the_body_keeps_nothing_that_runs_or_loads(client, body):
    """The row is written past the form, so that the page has only its own sanitizer."""
    if "\0" in body and connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no NUL.")
    edition = cast.publish(cast.story(slug="attacked", body=f"<p>Before</p>{body}<p>After</p>"))
    text = main(client, f"/{edition.path}/").split('<div class="text">')[1].split("</article>")[0]
    shown = Reader(text)
    bad = {"script", "iframe", "form", "button", "style", "base", "meta", "svg", "math", "img", "link", "object"}
    assert not bad & set(shown.tags)
    assert not {"onclick", "onerror", "style", "id", "target"} & {name for _, name, _ in shown.attributes}
    assert "masthead" not in shown.all("p", "class")
    assert not [link for link in shown.all("a", "href") if link.startswith(("javascript", "data"))]


@pytest.mark.parametrize(
    ("language", "direction", "headline"),
    [
        ("zh-Hans", "ltr", "人权理事会通过决议"),
        ("ar", "rtl", "مجلس حقوق الإنسان يعتمد قرارا"),
        ("en", "ltr", "Council"),
    ],
)
def test_a_story_says_in_which_language_it_is_and_how_that_runs(client, language, direction, headline):
    article = cast.story(headline=headline, language=language)
    edition = cast.publish(article)
    assert edition.path.endswith(f"/{article.slug}")
    shown, home = read(client, f"/{edition.path}/"), read(client, "/")
    assert headline in shown.text
    assert (shown.all("article", "lang"), shown.all("article", "dir")) == ([language], [direction])
    assert (home.all("li", "lang"), home.all("li", "dir")) == ([language], [direction])


def stories(number: int) -> list[Edition]:
    """Some with a date of their own, some with the same, some without."""
    return [
        cast.publish(cast.story(headline=f"Story {n}.", slug=f"story-{n}", dated=cast.MONDAY - (n // 3) * cast.DAY))
        for n in range(number)
    ]


def test_a_page_costs_as_many_queries_as_it_may(client):
    edition = stories(30)[0]
    article = cast.illustrated(slug="illustrated")
    many = cast.publish(article)
    for address, most in ((edition.path + "/", 3), (many.path + "/", 3), ("news/photos/", 4), ("news/", 4), ("", 4)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{address}").status_code == 200
        assert len(queries) <= most, address


@pytest.mark.database
@pytest.mark.parametrize("address", ["/", "/news/", "/news/photos/"])
def test_turning_pages_meets_every_story_once_both_ways(client, address):
    wanted = [
        f"/{edition.path}/" for edition in sorted(stories(45), key=lambda e: (e.dated, e.article_id), reverse=True)
    ]
    seen, back, turned = [], [], address
    while turned:
        shown = read(client, turned)
        links = dict.fromkeys(link for link in shown.all("a", "href") if link in wanted)
        seen.append(list(links)[: LEADING if turned == "/" else None])  # below, the home page has its sections
        older = [link for link in shown.all("a", "href") if link.startswith("?older=")]
        last, turned = turned, address + older[0] if older else None
    assert [link for links in seen for link in links] == wanted
    while last:
        shown = read(client, last)
        back.insert(0, list(dict.fromkeys(link for link in shown.all("a", "href") if link in wanted)))
        newer = [link for link in shown.all("a", "href") if link.startswith("?newer=")]
        last = address + newer[0] if newer else None
    assert [link for links in back for link in links] == wanted


def test_a_correction_between_two_pages_moves_no_story(client):
    editions = stories(25)
    older = read(client, "/").all("a", "href")
    turn = next(link for link in older if link.startswith("?older="))
    before = read(client, f"/{turn}").text
    publishing.correct(editions[20].article, {"summary": "Corrected"}, by=cast.ada(), number=1)
    cast.publish(cast.story(slug="new"))
    assert read(client, f"/{turn}").text.replace("Corrected", "The Council met and voted.") == before


@pytest.mark.database
@pytest.mark.parametrize(
    "key",
    ["x", "-", "20180326T090000.000000", "20180326T090000.000000-", "20180326T090000.000000-x",
     "20180326T090000.000000--1",
     "20181326T090000.000000-1", "20180326T090000.000000-1' OR 1=1", "%00", "20180326T090000.000000-1%00", "9" * 5000,
     "20180326T090000.000000-" + "9" * 30, "20180326T090000.000000-٣"],
)  # fmt: skip
@pytest.mark.parametrize("way", ["older", "newer"])
def test_a_key_that_is_none_is_a_404(client, way, key):
    cast.publish(cast.story())
    for address in ("/", "/news/photos/"):
        assert client.get(f"{address}?{way}={key}").status_code == 404


def test_beyond_the_last_story_there_is_no_page(client):
    edition = cast.publish(cast.story(dated=cast.MONDAY))
    key = f"20180326T090000.000000-{edition.article_id}"
    for beyond in (f"older={key}", f"newer={key}", "older=00010101T000000.000000-1", "newer=99991231T235959.999999-1"):
        assert client.get(f"/?{beyond}").status_code == 404
    assert client.get("/?utm_source=x&page=9999").status_code == 200


def test_an_empty_newsroom_says_so(client):
    cast.section()
    assert "No story has been published yet." in read(client, "/").text
    assert "No story stands in this section" in read(client, "/news/photos/").text


def test_a_story_lists_its_neighbours_and_not_itself(client):
    editions = stories(6)
    order = sorted(editions, key=lambda edition: (edition.dated, edition.article_id))
    shown = read(client, f"/{order[2].path}/")
    links = [link for link in shown.all("a", "href") if "/story-" in link]
    assert links == [f"/{order[1].path}/", f"/{order[3].path}/"]


def test_a_story_stands_in_every_section_above_its_own(client):
    path = f"/{cast.publish(cast.story(section=cast.section('news/photos/sport'))).path}/"
    cast.section("news/world")
    for address, there in (
        ("/", 1),
        ("/news/", 1),
        ("/news/photos/", 1),
        ("/news/photos/sport/", 1),
        ("/news/world/", 0),
    ):
        assert (path in read(client, address).all("a", "href")) == bool(there)


def test_a_story_changes_for_readers_only_when_it_is_published(client):
    article = cast.story()
    edition = cast.publish(article)
    before = client.get(f"/{edition.path}/").content
    cast.saves(article, headline="Another", body="<p>Another</p>", slug="another")
    assert client.get(f"/{edition.path}/").content == before
    cast.publish(article, at=edition.live_from + timedelta(days=365))
    assert client.get(f"/{edition.path}/").content == before


@pytest.mark.parametrize("address", ["/admin", "/news/photos", "/nothing/here"])
def test_an_address_typed_without_its_slash_is_led_on(client, address):
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, f"{address}/")
    assert response.headers["Cache-Control"] == "no-cache"
