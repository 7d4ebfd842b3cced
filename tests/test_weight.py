"""What a page weighs, whom it asks, and how often it asks the database."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import fronts
from articles.models import ArticleDocument, ArticlePhoto, Page
from tests import cast

pytestmark = [pytest.mark.database, pytest.mark.django_db]

STATIC = Path(settings.BASE_DIR) / "static"
CONTEXT = "https://schema.org"  # a name and no address: nothing is asked of it


def full_story() -> str:
    """The address of a story of five photographs and a PDF, of the length of a long report."""
    article = cast.story(slug="full", body="<p>The Council met on Friday, and it adopted the resolution.</p>" * 40)
    for n, name in enumerate(("hall", "vote", "gallery", "door", "flags")):
        use = {"role": "gallery" if n else "lead", "position": n, "caption": f"The {name} of the Council"}
        ArticlePhoto.objects.create(article=article, photo=cast.photo(f"{name}.jpg"), alt=f"A {name}", **use)
    ArticleDocument.objects.create(article=article, document=cast.pdf(), intro="Click the following link:")
    return f"/{cast.publish(article).path}/"


def newspaper() -> None:
    """Eight sections with five stories each, and a front that an editor chose."""
    leads = []
    for number in range(8):
        room = cast.section(f"news/room-{number}")
        for n in range(5):
            article = cast.story(slug=f"story-{number}-{n}", section=room)
            ArticlePhoto.objects.create(article=article, photo=cast.photo(), role="lead", alt="A hall")
            cast.publish(article)
        leads.append(article.pk)
    fronts.lead("home", leads, by=cast.ada())


def weight(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def queries(client, address: str, status: int = 200) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == status
    return len(asked)


def test_a_story_of_five_photographs_and_a_pdf_is_light(client):
    page = client.get(full_story()).text
    assert page.count("<figure") == 5
    assert weight(page.encode()) <= 15_000
    (sheet,) = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)">', page)
    assert weight((STATIC / sheet).read_bytes()) <= 12_000
    scripts = re.findall(r'<script src="/static/([^"]+)" defer></script>', page)
    assert len(scripts) == page.count("<script src")
    assert weight(b"".join((STATIC / script).read_bytes() for script in scripts)) <= 8_000


def test_no_public_page_names_another_host(client):
    story = full_story()
    Page.objects.get_or_create(slug="about", defaults={"title": "About", "body": "<p>A paper.</p>"})
    for address in ("/", "/news/photos/", story, "/archive/", "/sources/xinhua/", "/corrections/", "/about/", "/x/"):
        named = set(re.findall(r"""https?://[^"'<\s)]+""", client.get(address).text))
        assert {url for url in named if not url.startswith((f"{settings.SITE_URL}/", CONTEXT))} == set(), address
    for file in (STATIC / "site.css", STATIC / "story.js"):
        assert "//" not in re.sub(r"(^|\s)// .*|/\*.*?\*/", "", file.read_text(), flags=re.MULTILINE), file


def test_pages_cost_few_queries_however_much_they_show(client):
    newspaper()
    story = full_story()
    client.get("/")  # content types and the like are asked for once
    assert queries(client, story) <= 3
    assert queries(client, "/") <= 5
    assert queries(client, "/news/room-3/") <= 4
    assert client.get("/").text.count('class="band ') >= 8


def test_a_held_story_costs_what_one_costs_that_never_was(client):
    story = full_story()
    held = cast.story(slug="held", headline="Held words")
    cast.publish(held, at=timezone.now() + cast.DAY)
    path = held.editions.get().path
    nonsense = path.replace("held", "nonsense")
    client.get(story)
    assert queries(client, f"/{path}/", 404) == queries(client, f"/{nonsense}/", 404) <= 3
