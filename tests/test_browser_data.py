"""What a story page says to machines is data for a real browser, too: nothing runs, and the console is silent."""

from tests import cast
from tests.chromium import window
from tests.test_jsonld import HOSTILE


def test_a_browser_takes_it_for_data_and_says_nothing(browser, site):
    article = cast.illustrated(headline=HOSTILE)
    path = cast.publish(article).path
    with window(browser, site) as page:
        opened = []
        page.on("dialog", lambda dialog: opened.append(dialog.message) or dialog.dismiss())
        response = page.goto(f"/{path}/")
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "script-src 'self';" in response.headers["content-security-policy"] + ";"
        read = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
        assert read["@graph"][0]["headline"] == HOSTILE[:110]
        assert page.locator("script").count() == 2
    assert opened == []
