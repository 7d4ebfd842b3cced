"""Every public page, and publishing, reads a range of the index made for it, however many editions there are."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Edition, Section
from tests import cast, many

pytestmark = [pytest.mark.database, pytest.mark.django_db]
MANY = 3000
SCANS = r"SCAN articles_(edition|listing)\b(?! USING)|Seq Scan on articles_(edition|listing)\b"
SORTS = r"TEMP B-TREE|Sort Key"


@pytest.fixture(scope="module", autouse=True)
def newsroom(django_db_setup, django_db_blocker):
    """Written once for this module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        many.editions(MANY)
        yield
        transaction.set_rollback(True)


def statements(act) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        act()
    return [query["sql"] for query in queries]


def plans(sent: list[str]) -> str:
    """The plans of the statements that read editions or lists of them."""
    reading = [
        sql for sql in sent if sql.lstrip("(").startswith("SELECT") and re.search(r"articles_(edition|listing)\b", sql)
    ]
    assert reading
    found = []
    for sql in reading:
        with connection.cursor() as cursor:
            cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
            found += [sql, *(f"    {row[-1]}" for row in cursor.fetchall())]
    return "\n".join(found)


@pytest.fixture
def edition() -> Edition:
    """One in the midst of many, with one before it."""
    return Edition.objects.filter(number=2).order_by("-live_from")[100]


def test_a_story_is_found_by_its_address(client, edition):
    sent = statements(lambda: client.get(f"/{edition.path}/"))
    assert len(sent) <= 3
    assert "edition_path" in plans(sent)
    assert not re.search(SCANS, plans(sent)), plans(sent)


@pytest.mark.parametrize("turned", ["", "?older={key}", "?newer={key}"])
@pytest.mark.parametrize("address", ["/", "/{section}/", "/news/"])
def test_a_list_is_one_range_of_its_index_in_the_right_order(client, edition, address, turned):
    section = Section.objects.get(pk=edition.section_id)
    key = f"{edition.dated:%Y%m%dT%H%M%S.%f}-{edition.article_id}"
    sent = statements(lambda: client.get((address + turned).format(section=section.path, key=key)))
    assert len(sent) <= 4
    assert "listing_page" in plans(sent)
    assert not re.search(f"{SCANS}|{SORTS}", plans(sent)), plans(sent)


def test_what_is_in_force_of_one_story_is_found_by_the_story(edition):
    sent = statements(lambda: list(Edition.objects.live(cast.MONDAY).filter(article=edition.article_id)))
    assert not re.search(SCANS, plans(sent)), plans(sent)


@pytest.mark.parametrize("number", [0, 1])
def test_publishing_reads_its_own_story_only(number):
    article = cast.story()
    if number:
        cast.publish(article)
    token = publishing.token_of(article)
    sent = statements(lambda: publishing.publish(article, by=None, token=token))
    assert len(sent) <= 60
    assert "edition_path" in plans(sent)
    assert not re.search(SCANS, plans(sent)), plans(sent)
