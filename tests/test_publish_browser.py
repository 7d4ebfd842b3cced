"""The Publish page in a real browser: the widths of its preview, and the zone in which its editor sits."""

from articles.models import Article
from tests import cast
from tests.chromium import log_in, overflow, window
from tests.test_axe import violations

SHANGHAI = "Asia/Shanghai"


def changed() -> Article:
    """Live, and edited since."""
    article = cast.illustrated(headline="Council adopts")
    cast.publish(article)
    return cast.saves(article, headline="Council rejects")


def test_the_preview_has_three_widths_and_stays_in_its_column(browser, site):
    article = changed()
    for width, column in ((1400, 700), (400, 300)):
        with window(browser, site, width=width) as page:
            log_in(page, "ada", "ada")
            page.goto(f"/admin/articles/article/{article.pk}/publish/", wait_until="networkidle")
            frame, screen = page.locator("iframe"), page.locator(".screen")
            for name, wide in (("Phone", 390), ("Tablet", 820), ("Desktop", 1280)):
                page.get_by_label(name).check()
                assert frame.evaluate("frame => frame.contentWindow.innerWidth") == wide
                shown, around = frame.bounding_box(), screen.bounding_box()
                assert shown["width"] <= around["width"] + 1
                assert abs(shown["height"] - around["height"]) < 5
                assert around["width"] > column
                assert overflow(page) <= 0


def test_without_scripts_the_preview_fills_its_column_and_publishing_works(browser, site):
    article = changed()
    with window(browser, site) as page:
        log_in(page, "ada", "ada")
        state = page.context.storage_state()
    with window(browser, site, java_script_enabled=False, storage_state=state) as page:
        page.goto(f"/admin/articles/article/{article.pk}/publish/")
        assert not page.get_by_label("Tablet").is_visible()
        assert abs(page.locator("iframe").bounding_box()["width"] - page.locator(".screen").bounding_box()["width"]) < 4
        page.get_by_role("button", name="Publish", exact=True).click()
        page.get_by_text("The story is live.").wait_for()
    assert article.editions.count() == 2


def test_an_editor_abroad_types_in_a_zone_of_her_own_and_reads_the_sites_beside_it(browser, site):
    article = cast.story()
    with window(browser, site, timezone_id=SHANGHAI) as page:
        log_in(page, "ada", "ada")
        page.goto(f"/admin/articles/article/{article.pk}/publish/")
        page.get_by_label("Go-live", exact=True).fill("2040-03-24T02:30")
        assert page.locator("output.site-zone").first.inner_text() == "Mar 23, 18:30 in UTC"
        page.get_by_role("button", name="Publish", exact=True).click()
        page.get_by_text("March 24, 2040, 02:30 CST (March 23, 18:30 UTC)").wait_for()
    assert article.editions.get().live_from.isoformat() == "2040-03-23T18:30:00+00:00"


def test_the_zone_beside_the_field_is_right_when_the_clocks_change(browser, site, settings):
    settings.TIME_ZONE = "Europe/London"
    article = cast.story()
    with window(browser, site, timezone_id="America/New_York") as page:
        log_in(page, "ada", "ada")
        page.goto(f"/admin/articles/article/{article.pk}/publish/")
        beside = page.locator("output.site-zone").first
        for typed, shown in (
            ("2030-03-09T12:00", "17:00"),
            ("2030-03-10T12:00", "16:00"),
            ("2030-03-31T12:00", "17:00"),
        ):
            page.get_by_label("Go-live", exact=True).fill(typed)
            assert shown in beside.inner_text()


def test_a_correction_is_written_in_the_editor_and_a_withdrawal_is_two_clicks_away(browser, site):
    article = changed()
    with window(browser, site, width=400) as page:
        log_in(page, "ada", "ada")
        page.goto(f"/admin/articles/article/{article.pk}/correct/", wait_until="networkidle")
        page.get_by_role("textbox", name="Text", exact=True).fill("It met on Monday.")
        page.get_by_label("Note to readers").fill("It was Monday.")
        assert overflow(page) <= 0
        page.get_by_role("button", name="Publish the correction").click()
        page.get_by_text("The story is live.").wait_for()
        page.goto(f"/admin/articles/article/{article.pk}/publish/#withdraw")
        page.get_by_label("Reason").fill("Libel.")
        page.get_by_role("button", name="Withdraw now").click()
        page.get_by_text("The story is withdrawn.").wait_for()
    bodies = [edition.content.get("body") for edition in article.editions.all()]
    assert bodies == ["<p>The Council met on Friday.</p>", "<p>It met on Monday.</p>", None]


def test_the_edition_and_the_correction_are_for_everyone(browser, site):
    article = changed()
    cast.publish(article)
    cast.saves(article, headline="Council hesitates")
    base, found = f"/admin/articles/article/{article.pk}", []
    with window(browser, site) as page:
        log_in(page, "ada", "ada")
        for address in ("publish/", "edition/1/", "edition/2/?unmerged", "correct/"):
            page.goto(f"{base}/{address}", wait_until="networkidle")
            page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
            for width in (400, 1400):
                page.set_viewport_size({"width": width, "height": 900})
                found += violations(page)
                assert overflow(page) <= 0
    assert not found, "\n".join(found)
