"""The pages against the rules of WCAG 2.2 AA that a machine can check: no violation, in any light, on any width."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles import publishing
from articles.models import ArticlePhoto
from tests import cast
from tests.chromium import log_in, started

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def stories() -> dict[str, str]:
    """The address of a story in each of its shapes."""
    full = cast.illustrated(slug="full", headline="Council adopts resolution", body="<h2>On Friday</h2><p>It met.</p>")
    ArticlePhoto.objects.create(article=full, photo=cast.photo("vote.jpg"), position=1, caption="The vote")
    plain, corrected, withdrawn = (cast.story(slug=slug, headline=slug) for slug in ("plain", "corrected", "withdrawn"))
    editions = {article.slug: cast.publish(article) for article in (full, plain, corrected, withdrawn)}
    cast.saves(corrected, dateline="GENEVA, March 23, 2018")
    cast.publish(corrected, kind="correction", note="It was Friday, not Saturday.")
    publishing.withdraw(withdrawn, by=cast.ada(), reason="Libel.", note="Withdrawn by the agency.")
    return {name: f"/{edition.path}/" for name, edition in editions.items()}


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.fixture(params=[(scheme, width) for scheme in ("light", "dark") for width in (400, 1400)])
def page(request, chromium, live_server, monkeypatch):
    # Playwright runs a loop in this thread, which Django takes for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    scheme, width = request.param
    with started(chromium) as browser:
        screen = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        yield browser.new_page(**screen, base_url=live_server.url)


def test_the_public_pages_have_no_violation(page):
    found = []
    for address in ["/", "/news/", "/news/photos/", *stories().values(), "/nothing/"]:
        page.goto(address)
        found += violations(page)
    assert not found, "\n".join(found)


def test_the_desk_has_no_violation(page):
    stories()
    article = cast.illustrated(slug="working", headline="Working copy")
    cast.publish(article)
    base = "/admin/articles/article/"
    pages = ["/admin/", base, *(f"{base}{article.pk}/{name}/" for name in ("change", "publish", "preview", "history"))]
    pages += [
        f"{base}add/",
        *(f"/admin/articles/{kind}/{name}" for kind in ("photo", "section") for name in ("", "add/")),
    ]
    pages += [f"/admin/articles/photo/{cast.photo().pk}/change/"]
    page.goto("/admin/login/")
    found = violations(page)
    log_in(page, "ada", "ada")
    for address in pages:
        page.goto(address)
        if summary := page.query_selector("details.withdraw summary"):
            summary.click()
        found += violations(page)
    assert not found, "\n".join(found)
