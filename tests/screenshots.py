"""The pictures of the README, from a demo newsroom of their own: `python -m tests.screenshots`."""

import os
import shutil
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
# Playwright runs a loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()

from django.contrib.staticfiles.testing import StaticLiveServerTestCase  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from playwright.sync_api import Browser  # noqa: E402

from articles.demo.build import LOGIN, PASSWORD  # noqa: E402
from articles.models import Article  # noqa: E402
from tests.chromium import log_in, started, window  # noqa: E402

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


class Newsroom(StaticLiveServerTestCase):
    """Django's server for tests, without a test."""


def main() -> None:
    chromium = shutil.which("chromium") or sys.exit("There is no Chromium here; install chromium.")
    runner = DiscoverRunner(verbosity=0)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    call_command("demo")
    Newsroom.setUpClass()
    try:
        with started(chromium) as browser:
            take(browser, Newsroom.live_server_url)
    finally:
        Newsroom.tearDownClass()
        runner.teardown_databases(databases)


def take(browser: Browser, site: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    story = Article.objects.get(headline__startswith="UN rights body")
    for name, width in (("story", 1400), ("story-phone", 400)):
        with window(browser, site, width=width) as page:
            page.goto(f"/{story.path}/", wait_until="networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
    with window(browser, site) as page:
        log_in(page, LOGIN, PASSWORD)
        page.screenshot(path=PICTURES / "list.png")
        page.goto(f"/admin/articles/article/{story.pk}/publish/", wait_until="networkidle")
        page.screenshot(path=PICTURES / "publish.png")


if __name__ == "__main__":
    main()
