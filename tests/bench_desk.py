"""What the pages of the desk cost with a hundred thousand stories and forty thousand photographs, for `make bench`.

Ends with 1 when a page is over MOST_QUERIES queries or MOST_MS milliseconds of the processor, or counts a table.
"""

import os
import sys
import time
from statistics import median

STORIES, PHOTOS, INCOMING = 100_000, 40_000, 100_000
EDITIONS = STORIES * 11 // 10  # as tests.many makes them
MOST_QUERIES, MOST_MS = 20, 300
REQUESTS = 7


def measure(database: str) -> int:
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from django.db import connection

    from tests import many as newsroom

    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        newsroom.editions(EDITIONS)
        newsroom.library(PHOTOS)
        newsroom.incoming(INCOMING)
        return _table(database)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _table(database: str) -> int:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("chief", password="chief"))
    print(f"\n{database}: the desk with {STORIES:,} stories and {PHOTOS:,} photographs, {INCOMING:,} wire items\n")
    print(f"{'page':<62}{'queries':>9}{'CPU ms':>9}")
    over = 0
    for page in _pages():
        queries, counts, milliseconds = _cost(client, page)
        bad = queries > MOST_QUERIES or milliseconds > MOST_MS or counts
        over += bad
        print(f"{page:<62}{queries:>9}{milliseconds:>9.0f}{'  over' if bad else ''}{'  counts' if counts else ''}")
    print(f"\n{over} pages are over." if over else "\nEvery page keeps its limits.", flush=True)
    return int(bool(over))


def _pages() -> list[str]:
    from articles.models import Article, ArticlePhoto

    dozen = Article.objects.order_by("pk").first()
    used = ArticlePhoto.objects.order_by("-pk").first().photo_id
    desk = "/admin/articles"
    of_stories = ["", "?p=20", "?q=harvest", "?q=nowhere", "?q=council+vote+harvest", "?o=-5"]
    of_stories += [f"?readers={state}" for state in ("live", "scheduled", "expired", "withdrawn", "never")]
    of_stories += [f"?section__id__exact={dozen.section_id}", "?desk_status__exact=ready", "?language=fr"]
    of_wire = ["", "?p=20", "?q=harvest", "?q=nowhere", "?subject=council", "?subject=nowhere", "?urgency=1"]
    of_wire += ["?state=taken", "?state=urgent", "?state=all", "?outcome=held", f"?source__id__exact={_agency()}"]
    of_photos = ["", "?p=20", "?q=harvest", "?q=nowhere", "?missing=alt", "?missing=caption", "?missing=credit"]
    of_photos += ["?use=none", f"?source__id__exact={dozen.source_id}", "?uploaded_at__gte=2030-01-01+00:00:00%2B00:00"]
    return [
        "/admin/",
        *(f"{desk}/article/{query}" for query in of_stories),
        *(f"{desk}/article/{dozen.pk}/{page}/" for page in ("change", "publish", "correct", "edition/1")),
        *(f"{desk}/photo/{query}" for query in of_photos),
        f"{desk}/photo/{used}/change/",
        *(f"{desk}/wireitem/{query}" for query in of_wire),
        *(f"{desk}/document/{query}" for query in ("", "?q=nowhere", "?use=none")),
        *(
            f"{desk}/article/pick/{kind}/?q={word}"
            for kind in ("photo", "document", "story")
            for word in ("", "nowhere")
        ),
    ]


def _agency() -> int:
    from articles.models import Source

    return Source.objects.get(slug="afp").pk


def _cost(client, page: str) -> tuple[int, bool, float]:
    """Its queries, whether one of them counts a table, and the median of its milliseconds."""
    from django.db import connection

    asked: list[str] = []

    def listen(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    client.get(page)
    with connection.execute_wrapper(listen):
        answer = client.get(page)
    assert answer.status_code == 200, page
    times = []
    for _ in range(REQUESTS):
        began = time.process_time()
        client.get(page)
        times.append(time.process_time() - began)
    return len(asked), any("COUNT(" in sql.upper() for sql in asked), 1000 * median(times)


if __name__ == "__main__":
    sys.exit(measure(os.environ["BENCH"]))
