"""A real browser: pages that must say nothing to the console, ask no other host and fit their window."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]


@contextmanager
def started(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, site: str, *, width: int = 1400, **options) -> Iterator[Page]:
    """A page of `site`. On leaving, whatever it told the console or asked of another host is an error."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=site, **options)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.on("request", lambda asked: asked.url.startswith((site, "data:", "blob:")) or said.append(asked.url))
    yield page
    context.close()
    assert not said, said


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/login/?next=/admin/articles/article/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
