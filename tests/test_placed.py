"""What a body places and links to, as readers get it."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import ArticleDocument, ArticlePhoto
from tests import cast
from tests.desk import address, at_screen, body

pytestmark = pytest.mark.django_db


def read(edition) -> str:
    return Client().get(f"/{edition.path}/").content.decode()


def linking(other, **words):
    return cast.story(body=f'<p>As on <a data-story="{other.pk}">Monday</a>.</p>', slug="linking", **words)


def test_a_document_stands_where_it_was_placed_and_nowhere_else():
    article = cast.illustrated()
    number = article.documents.get().document_id
    cast.saves(article, body=f'<p>It met.</p><figure data-document="{number}"></figure><p>It voted.</p>')
    page = read(cast.publish(article))
    assert page.count('<div class="document">') == 1
    assert page.index("It met.") < page.index('<div class="document">') < page.index("It voted.")
    assert "Click the following link:" in page
    assert "data-document" not in page


def test_a_document_that_was_not_placed_is_shown_all_the_same():
    article = cast.illustrated()
    ArticleDocument.objects.create(article=article, document=cast.pdf("second.pdf"), position=1)
    number = article.documents.first().document_id
    cast.saves(article, body=f'<p>It met.</p><figure data-document="{number}"></figure>')
    page = read(cast.publish(article))
    assert page.count('<div class="document">') == 2
    assert "second.pdf</a>" in page


def test_the_cover_of_a_document_is_served():
    article = cast.illustrated()
    page = read(cast.publish(article))
    cover = re.search(r'<picture class="cover">.*?</picture>', page, re.DOTALL)
    if not article.documents.get().document.cover:
        assert cover is None
        return
    assert 'width="160"' in cover[0]
    sources = re.findall(r'(?:src|srcset)="(/[^ "]+)', cover[0])
    assert all(body(Client().get(source)) for source in sources)


def test_every_photograph_is_shown_once():
    article = cast.illustrated()
    ArticlePhoto.objects.create(article=article, photo=cast.photo("vote.jpg"), position=1, caption="The vote")
    lead, vote = [use.photo_id for use in article.photos.all()]
    placed = "".join(f'<figure data-photo="{number}"></figure>' for number in (lead, vote, vote))
    cast.saves(article, body=f"<p>It met.</p>{placed}")
    page = read(cast.publish(article))
    assert page.count('<span class="caption">The hall</span>') == 1
    assert page.count('<span class="caption">The vote</span>') == 1
    assert "data-photo" not in page


def test_a_link_leads_to_where_the_story_is_now():
    other = cast.story(slug="monday")
    edition = cast.publish(linking(other))
    there = cast.publish(other)
    assert f'As on <a href="/{there.path}/">Monday</a>.' in read(edition)
    cast.saves(other, section=cast.section("news/world"))
    moved = cast.publish(other)
    assert moved.path != there.path
    assert f'<a href="/{moved.path}/">Monday</a>' in read(edition)


@pytest.mark.parametrize("fate", ["held", "scheduled", "withdrawn", "vanished", "unknown"])
def test_a_link_to_what_cannot_be_read_is_words(fate):
    other = cast.story(headline="Not to be known", slug="secret-slug")
    edition = cast.publish(linking(other))
    if fate == "scheduled":
        cast.publish(other, at=edition.live_from + cast.DAY)
    elif fate in ("withdrawn", "vanished"):
        cast.publish(other)
        gone = "vanish" if fate == "vanished" else "notice"
        publishing.withdraw(other, by=cast.ada(), reason="Libel.", gone=gone)
    elif fate == "unknown":
        other.delete()
    page = read(edition)
    assert "<p>As on Monday.</p>" in re.sub("<p><span.*?</span> -- ", "<p>", page)
    for secret in ("data-story", "secret-slug", "Not to be known"):
        assert secret not in page


def test_links_cost_one_query_and_only_where_there_are_some():
    others = [cast.story(slug=f"other-{number}") for number in range(3)]
    plain = cast.publish(cast.story(slug="plain"))
    links = "".join(f'<a data-story="{other.pk}">x</a>' for other in others)
    linked = cast.publish(cast.story(slug="linked", body=f"<p>{links}</p>"))

    def count(edition) -> int:
        with CaptureQueriesContext(connection) as made:
            read(edition)
        return len(made)

    assert count(linked) == count(plain) + 1


def test_the_preview_shows_places_and_links_too():
    other = cast.story(slug="monday")
    there = cast.publish(other)
    article = linking(other)
    ArticleDocument.objects.create(article=article, document=cast.pdf())
    cast.saves(article, body=f'{article.body}<figure data-document="{cast.pdf().pk}"></figure>')
    page = at_screen(cast.ben()).get(address("articles_article_preview", article.pk)).content.decode()
    assert f'<a href="/{there.path}/">Monday</a>' in page
    assert page.index("Monday") < page.index('<div class="document">')


def test_a_link_around_another_kind_of_link_stays_whole():
    other = cast.story(slug="monday")
    text = f'<p><a href="https://x.example/" title="a&gt;b">x</a> <a data-story="{other.pk}">y</a> <a>z</a></p>'
    page = read(cast.publish(cast.story(slug="both", body=text)))
    assert "x</a> y <a" in page
    assert len(re.findall("<a[ >]", page)) == page.count("</a>")


def test_the_editors_scripts_have_their_built_names(settings, tmp_path):
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "map", "svg", "txt"]  # names only: packing takes 10 s
    call_command("collectstatic", verbosity=0, interactive=False)
    screen = at_screen(cast.ben())
    page = screen.get(address("articles_article_add")).content.decode().replace("&quot;", '"')
    modules = re.search(r'"js_modules":\["([^]]+)"\]', page)[1].split('","')
    imported = re.search(r'"django-prose-editor/editor": ?"([^"]+)"', page)[1]
    assert [re.sub(r"[.][0-9a-f]{12}[.]", ".", name) for name in modules] == [
        "/static/desk/editor.js",
        "/static/desk/paste.js",
    ]
    for name in [*modules, imported]:
        assert re.search("[.][0-9a-f]{12}[.]js$", name)
        assert b"export" in body(screen.get(name))
