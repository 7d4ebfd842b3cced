"""The pictures of the README and of docs/editors.md, from a newsroom of their own: `python -m tests.screenshots`."""

import os
import shutil
import sys
from io import BytesIO
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
# Playwright runs a loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()

from django.contrib.staticfiles.testing import StaticLiveServerTestCase  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402
from pypdf import PdfWriter  # noqa: E402

from articles.demo.build import LOGIN, PASSWORD  # noqa: E402
from articles.models import Article, Document  # noqa: E402
from articles.wire import intake  # noqa: E402
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
    for name, width, address in (
        ("home", 1400, "/"),
        ("story", 1400, f"/{story.path}/"),
        ("story-phone", 400, f"/{story.path}/"),
    ):
        with window(browser, site, width=width) as page:
            page.goto(address, wait_until="networkidle")
            keep(page, name)
    with window(browser, site) as page:
        log_in(page, LOGIN, PASSWORD)
        keep(page, "list")
        for name, address in (
            ("front", "/admin/"),
            ("publish", f"/admin/articles/article/{story.pk}/publish/"),
            ("correct", f"/admin/articles/article/{story.pk}/correct/"),
            ("photos", "/admin/articles/photo/"),
            ("fronts", "/admin/articles/front/"),
            ("incoming", incoming()),
        ):
            page.goto(address, wait_until="networkidle")
            keep(page, name)
        writing(page, story)
        replacing(page, Document.objects.first())
    with window(browser, site, width=400) as page:
        log_in(page, LOGIN, PASSWORD)
        page.goto(form_of(story), wait_until="networkidle")
        keep(page, "form-phone")


def incoming() -> str:
    """The page of a story that an agency has sent in two versions."""
    for votes in ("by consensus", "by 32 votes to two"):
        copy = (
            "Bridge over the river is opened to traffic\nBy: AP\n\n"
            f"GENEVA (AP) -- The new bridge was opened on Friday. The council had agreed to it {votes}.\n\n"
            "It carries trams, bicycles and people on foot, and no cars."
        )
        [received] = intake.deliver(copy.encode(), "bridge.txt")
    return f"/admin/articles/wireitem/{received.row.pk}/change/"


def writing(page: Page, story: Article) -> None:
    page.goto(form_of(story), wait_until="networkidle")
    keep(page, "form")
    page.locator("#photos-group").evaluate("section => section.scrollIntoView()")
    page.wait_for_load_state("networkidle")
    keep(page, "cards")
    page.locator("#photos-group").get_by_role("button", name="From the library").click()
    page.locator(".picks img").last.wait_for()
    page.wait_for_load_state("networkidle")
    keep(page, "picker")


def replacing(page: Page, document: Document) -> None:
    """The same pages as a new file, so that the document has two versions."""
    with default_storage.open(document.original) as file:
        writer = PdfWriter(clone_from=BytesIO(file.read()))
    writer.add_metadata({"/Title": "Second version"})
    writer.write(copy := BytesIO())
    page.goto(f"/admin/articles/document/{document.pk}/change/")
    new = {"name": document.file_name, "mimeType": "application/pdf", "buffer": copy.getvalue()}
    page.get_by_label("New PDF").set_input_files(new)
    page.get_by_role("button", name="Replace").click()
    page.get_by_text("This is version 2 now.").wait_for()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # the bar at the foot hides what lies above the end
    page.wait_for_load_state("networkidle")
    keep(page, "document")


def form_of(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


def keep(page: Page, name: str) -> None:
    """What the window shows, in 256 colours: a third of the bytes."""
    Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(256).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
