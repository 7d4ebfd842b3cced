"""Long roads of the desk in a real browser: a schedule that keeps a correction, and a PDF that is replaced."""

from datetime import timedelta

from django.utils import timezone

from articles.models import Edition
from tests import cast
from tests.chromium import log_in, window
from tests.desk import pdf


def test_what_is_scheduled_keeps_the_correction_of_what_is_live(browser, site):
    article = cast.story(headline="Council adopts resolution", body="<p>The vote was on Fryday.</p>")
    first = cast.publish(article)
    tomorrow = timezone.now() + timedelta(days=1)
    with window(browser, site, timezone_id="UTC") as page:
        log_in(page, "ada", "ada")
        page.goto(f"/admin/articles/article/{article.pk}/change/")
        page.get_by_label("Summary").fill("A second vote follows.")
        page.get_by_role("button", name="Save and go to the Publish page").click()
        page.get_by_label("Go-live").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Publish", exact=True).click()
        page.get_by_text("The story will go live on").wait_for()

        page.goto(f"/admin/articles/article/{article.pk}/correct/")
        text = page.get_by_role("textbox", name="Text")
        text.click()
        page.keyboard.press("Control+A")
        page.keyboard.type("The vote was on Friday.")
        page.get_by_label("Note to readers").fill("The day was misspelt.")
        assert page.get_by_label("keeps the correction").is_checked()
        page.get_by_role("button", name="Publish the correction").click()
        page.get_by_text("The story is live.").wait_for()
        page.goto(f"/{first.path}/")
        assert "The vote was on Friday." in page.locator("article").inner_text()
        assert "The day was misspelt." in page.locator("aside").inner_text()
        assert "A second vote follows." not in page.locator("article").inner_text()

    waiting = Edition.objects.get(article=article, cancelled_at=None, live_from__gt=timezone.now())
    assert waiting.live_from == tomorrow.replace(second=0, microsecond=0)
    assert waiting.content["body"] == "<p>The vote was on Friday.</p>"
    assert waiting.content["summary"] == "A second vote follows."
    article.refresh_from_db()
    assert article.body == "<p>The vote was on Friday.</p>"


def test_a_pdf_is_replaced_and_readers_get_it_at_the_address_they_know(browser, site, tmp_path):
    article, document = cast.illustrated(), cast.pdf()
    cast.publish(article)
    new = tmp_path / "corrected.pdf"
    new.write_bytes(pdf("corrected.pdf").read())
    with window(browser, site) as page:
        log_in(page, "ada", "ada")
        address = article.editions.get().files.get(type="application/pdf")
        where = f"/files/{address.key}/{address.file_name}"
        before = page.request.get(where).body()
        page.goto(f"/admin/articles/document/{document.pk}/change/")
        page.get_by_label("New PDF").set_input_files(new)
        page.get_by_role("button", name="Replace", exact=True).click()
        page.get_by_text("This is version 2 now.").wait_for()
        assert page.request.get(where).body() == before
        page.goto(f"/admin/articles/article/{article.pk}/publish/")
        page.get_by_role("heading", name="What changed").wait_for()
        page.get_by_role("button", name="Publish", exact=True).click()
        page.get_by_role("link", name="Read it").click()
        assert page.get_by_role("link", name=document.file_name).get_attribute("href") == where
        assert page.request.get(where).body() != before
