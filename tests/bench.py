"""What a page costs with a thousand editions and with a hundred thousand, as `make bench` measures it.

Prints the processor's time for each page, uncached and without a network, and the plans of its queries. Ends with 1
when a page of the large newsroom costs more than half as much again as the same page of the small one.
"""

import os
import subprocess
import sys
import time
from statistics import median

from tests import postgres

SIZES = (1_000, 100_000)
MOST = 1.5
REQUESTS, WARMING = 300, 30


def main() -> int:
    results = [_in_processes("SQLite", None)]
    with postgres.server() as url:
        if url:
            results.append(_in_processes("PostgreSQL", url))
        else:
            print(postgres.MISSING)
    return max(results)


def _in_processes(database: str, url: str | None) -> int:
    """The public pages, then the desk, each in a process of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "BENCH": database}
    environment.pop("DATABASE_URL", None)
    environment |= {"DATABASE_URL": url} if url else {}
    commands = ([sys.executable, "-m", module] for module in ("tests.bench", "tests.bench_desk", "tests.bench_wire"))
    return max(subprocess.run(command, env=environment, check=False).returncode for command in commands)


def measure(database: str) -> int:
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    costs = {many: _costs(many, plans=many == max(SIZES)) for many in SIZES}
    small, large = (costs[many] for many in SIZES)
    print(f"\n{database}: CPU milliseconds a page (median of {REQUESTS}, the database server's own not counted)\n")
    print(f"{'page':<10}{SIZES[0]:>12,}{SIZES[1]:>12,}{'ratio':>8}")
    ratios = {page: large[page] / small[page] for page in small}
    for page, ratio in ratios.items():
        print(f"{page:<10}{small[page]:>12.2f}{large[page]:>12.2f}{ratio:>8.2f}")
    slow = [page for page, ratio in ratios.items() if ratio > MOST]
    print(
        f"\nToo slow with many editions: {', '.join(slow)}." if slow else f"\nEvery ratio is below {MOST}.", flush=True
    )
    return int(bool(slow))


def _costs(many: int, *, plans: bool) -> dict[str, float]:
    """CPU milliseconds of each page in a newsroom of this size."""
    from django.db import connection
    from django.test import Client

    from articles.models import Edition
    from tests import many as newsroom

    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        newsroom.editions(many)
        live = Edition.objects.filter(live_until=newsroom.FOREVER).order_by("article_id")
        story = live[many // 2]
        pages = {
            "story": f"/{story.path}/",
            "section": f"/{story.section.path}/",
            "home": "/",
            "month": f"/archive/{story.dated:%Y/%m}/",
            "rss": f"/{story.section.path}/rss.xml",
            "api": "/api/v1/items/",
            "of section": f"/api/v1/items/?section={story.section.path}",
        }
        if plans:
            _print_plans(pages)
        return {page: _cpu(Client(), address) for page, address in pages.items()}
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _cpu(client, address: str) -> float:
    times = []
    for number in range(WARMING + REQUESTS):
        began = time.process_time()
        answer = client.get(address)
        if number >= WARMING:
            times.append(time.process_time() - began)
    assert answer.status_code == 200, address
    return 1000 * median(times)


def _print_plans(pages: dict[str, str]) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    for page, address in pages.items():
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        print(f"\n{page}: {len(queries)} queries")
        for query in queries.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + query["sql"])
                for row in cursor.fetchall():
                    print(f"    {row[-1]}"[:120])


if __name__ == "__main__":
    sys.exit(measure(os.environ["BENCH"]) if "BENCH" in os.environ else main())
