"""What deliveries cost until they stand in Incoming, for `make bench`: CPU for a thousand, memory over twenty thousand.

Ends with 1 when a thousand items take more than MOST_SECONDS of the processor, or memory grows by more than MOST_MB.
"""

import json
import os
import resource
import sys
import time

ITEMS, PART = 20_000, 1_000
MOST_SECONDS, MOST_MB = 15, 30


def measure(database: str) -> int:
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        return _deliver(database)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _deliver(database: str) -> int:
    from articles.models import Source
    from articles.wire import intake

    source = Source.objects.create(name="Agency", slug="agency")
    print(f"\n{database}: {ITEMS:,} deliveries into Incoming\n\n{'items':>9}{'CPU s':>9}{'MB':>9}")
    worst = first = 0
    for part in range(0, ITEMS, PART):
        began = time.process_time()
        for number in range(part, part + PART):
            list(intake.deliver(_story(number), f"{number}.json", source=source))
        seconds, megabytes = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        first, worst = first or megabytes, max(worst, seconds)
        if part % (5 * PART) == 0 or part + PART == ITEMS:
            print(f"{part + PART:>9,}{seconds:>9.1f}{megabytes:>9}", flush=True)
    bad = worst > MOST_SECONDS or megabytes - first > MOST_MB
    print(f"\n{'Over the limit.' if bad else 'The wire keeps its limits.'}", flush=True)
    return int(bad)


def _story(number: int) -> bytes:
    item = {
        "uri": f"tag:example.org,2018:{number}",
        "type": "text",
        "version": "1",
        "versioncreated": "2018-03-24T09:00:00Z",
        "headline": f"Council adopts resolution {number}",
        "subject": [{"code": "medtop:11000000", "name": "politics"}],
        "body_html": "<p>GENEVA, March 24 (Xinhua) -- The Council met.</p>" + f"<p>{'word ' * 80}</p>" * 6,
    }
    return json.dumps(item).encode()


if __name__ == "__main__":
    sys.exit(measure(os.environ["BENCH"]))
