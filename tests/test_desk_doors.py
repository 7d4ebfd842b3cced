"""The furniture of the newsroom, and who gets through which door of the desk."""

import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from articles.models import Article, Edition, Section, Source
from tests import cast
from tests.desk import address, at_screen, body, delete, delete_among_others, words

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def desk() -> Client:
    return at_screen(cast.ben())


@pytest.mark.parametrize("kind", ["section", "source"])
def test_furniture_in_use_is_not_deleted_and_the_page_says_why(kind):
    article = cast.story()
    cast.publish(article)
    for page in (delete, delete_among_others):
        assert "cannot be deleted while" in words(page(at_screen(cast.ada()), kind, getattr(article, kind)))
    assert Section.objects.filter(pk=article.section_id).exists()
    assert Source.objects.filter(pk=article.source_id).exists()


@pytest.mark.parametrize(
    ("slug", "sentence"), [("admin", "is an address of the site itself"), ("2018", "Four digits would read as a year")]
)
def test_a_section_cannot_take_an_address_of_the_site(desk, slug, sentence):
    form = {"name": "Trouble", "slug": slug, "parent": "", "position": 0}
    assert sentence in words(desk.post(address("articles_section_add"), form))


def test_two_sections_cannot_have_one_address(desk):
    cast.section("news")
    form = {"name": "News again", "slug": "news", "parent": "", "position": 0}
    assert desk.post(address("articles_section_add"), form).status_code == 200
    assert Section.objects.count() == 1


def admin_pages(*, pk: dict[str, int]) -> list[str]:
    """Every address of the desk that can be asked for with GET, with numbers that exist."""
    pages = []
    desk = next(found for found in get_resolver().url_patterns if str(found.pattern) == "admin/")
    for entry in desk.url_patterns:
        for found in [entry] if isinstance(entry, URLPattern) else entry.url_patterns:
            model = str(entry.pattern).strip("/").rpartition("/")[2] or "article"
            route = f"/admin/{'' if found is entry else entry.pattern}{found.pattern}"
            number = str(pk.get(model, 1))
            route = route.replace("<int:number>", "1").replace("<str:kind>", "photo")
            route = re.sub(r"<(?:int|path):(?:pk|object_id|id|content_type_id)>", number, route)
            route = route.replace("<path:name>", "photos/x").replace("<path:url>", "x")
            pages.append(re.sub(r"\(\?P<.*|[$^]|\(\?.*", "", route))
    return sorted(set(pages))


def everything() -> str:
    """All rows of all tables, but for the sessions."""
    rows = [row for model in apps.get_models() if model is not Session for row in model.objects.order_by("pk")]
    return serializers.serialize("json", rows)


def walked() -> list[str]:
    article = cast.illustrated()
    cast.publish(article)
    pk = {"article": article.pk, "photo": cast.photo().pk, "document": cast.pdf().pk}
    pk |= {"section": article.section_id, "source": article.source_id}
    pages = admin_pages(pk=pk)
    assert len(pages) > 40
    assert address("articles_article_publish", article.pk) in pages
    return pages


def test_looking_changes_nothing(django_user_model):
    pages, chief = walked(), django_user_model.objects.create_superuser("chief", password="chief")
    client = at_screen(chief)
    before, statuses = everything(), {}
    for page in pages:
        if "logout" not in page:
            response = client.get(page)
            body(response)
            statuses[page] = response.status_code
    assert everything() == before
    assert all(status in (200, 301, 302, 403, 404, 405) for status in statuses.values()), statuses
    assert sum(status == 200 for status in statuses.values()) > 25


@pytest.mark.parametrize("who", ["nobody", "stranger", "reader"])
def test_who_does_not_belong_to_the_desk_sees_nothing_of_it(client, who, django_user_model):
    pages = walked()
    if who != "nobody":
        user = cast.stranger()
        user.is_staff = who == "reader"
        user.save()
        client.force_login(user)
    own = {reverse(f"admin:{name}") for name in ("index", "login", "logout", "password_change", "jsi18n")}
    own |= {reverse("admin:password_change_done")}
    for page in pages:
        response = client.get(page)
        body(response)
        if who == "reader" and page in own:
            continue
        assert response.status_code != 200 or page in own, page
        assert "Council adopts" not in words(response) if not response.streaming else True


def test_every_post_needs_its_token():
    pages = [page for page in walked() if not page.endswith("/admin/login/")]
    client = at_screen(cast.ada(), enforce_csrf_checks=True)
    for page in pages:
        assert client.post(page, {"post": "yes"}).status_code in (403, 404), page
    assert Article.objects.count() == Edition.objects.count() == 1


def test_the_login_page_tells_no_accounts_apart(client):
    cast.ben()

    def answer(name):
        page = client.post(reverse("admin:login"), {"username": name, "password": "wrong"}).content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert answer("ben") == answer("nobody")
