import os
import shutil
from pathlib import Path

import hypothesis
import pytest
from coverage import Coverage
from django.conf import settings

# No time limit: a slow machine is no bug. No folder of examples in the checkout: a failure prints its own.
hypothesis.settings.register_profile("newsroom", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("newsroom")


def pytest_configure(config):
    """In a process of xdist, pytest-cov counts lines twice, first for nobody: `no_cover` would not stop that."""
    if hasattr(config, "workerinput") and (for_nobody := Coverage.current()):
        for_nobody.stop()


@pytest.hookimpl(tryfirst=True)  # of those without and those with a flush of the database, which pytest-django parts
def pytest_collection_modifyitems(items):
    """Counting lines makes a test half as long again: of several cases of one test only the first has them counted.

    What is too long to have its lines counted goes first, so that no process is left alone with it.
    """
    long = {item for item in items if _uncounted(item)}
    counted = set()
    for item in items:
        case = (item.parent.nodeid, item.originalname)
        if case in counted:
            item.add_marker("no_cover")
        counted.add(case)
    items.sort(key=lambda item: item not in long)


def _uncounted(item) -> bool:
    return bool(item.get_closest_marker("no_cover")) or "no_cover" in item.fixturenames


@pytest.fixture(autouse=True)
def _nothing_public_yet():
    """Numbers of articles come again in the next test, and with them the names of public files."""
    yield
    shutil.rmtree(settings.STORAGES["public"]["OPTIONS"]["location"], ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium, or of one that Playwright has installed."""
    from playwright.sync_api import sync_playwright

    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        found = playwright.chromium.executable_path
    if not Path(found).exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("There is no Chromium here; install chromium.")
    return found


@pytest.fixture(scope="session")
def _running(chromium):
    from tests.chromium import started

    with started(chromium) as browser, pytest.MonkeyPatch.context() as environment:
        # Playwright runs a loop in this thread, which Django takes for asynchronous code.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture
def browser(_running, live_server, no_cover):
    yield _running
    for context in _running.contexts:
        context.close()


@pytest.fixture
def site(live_server) -> str:
    """The address of a newsroom in which Ada works."""
    from tests import cast

    cast.ada()
    return live_server.url
