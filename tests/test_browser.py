"""The long road in a real browser: from a page of wire copy to a reader's phone, and back."""

from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, Section, Source
from tests import cast
from tests.chromium import log_in, overflow, window
from tests.photos import saved, scene

COPY = Path(__file__).parent / "samples" / "plain" / "un-rights-body-resolution.txt"
PDF = "Promoting Mutually Beneficial Cooperation in the Field of Human Rights.pdf"
DOCUMENTS = Path(__file__).parents[1] / "articles" / "demo" / "documents"
HEADLINE = "UN rights body adopts resolution on promoting mutually beneficial cooperation"


def test_from_wire_copy_to_a_readers_phone_and_back(browser, site, tmp_path):
    photograph = tmp_path / "会议 hall.jpg"
    photograph.write_bytes(saved(scene(900, 600)))
    call_command("ingest", str(COPY))
    with window(browser, site) as page:
        log_in(page, "ada", "ada")
        page.get_by_role("link", name=Article.objects.get().headline).click()
        page.get_by_label("Add photographs from your computer").set_input_files(photograph)
        page.get_by_label("Add documents from your computer").set_input_files(DOCUMENTS / PDF)
        page.locator("#photos-group .card").wait_for()
        page.locator("#documents-group .card").wait_for()
        page.get_by_role("button", name="Save and go to the Publish page").click()
        page.get_by_role("heading", name="As readers will see it").wait_for()
        frame = page.frame_locator("iframe")
        frame.get_by_role("link", name="View Original Image").wait_for()
        assert loaded(frame.locator(".lead img"))
        assert overflow(page) == 0
        page.get_by_role("button", name="Publish", exact=True).click()
        address = page.get_by_role("link", name="Read it").get_attribute("href")

    files = read_on_a_phone(browser, site, address)
    with window(browser, site, width=400) as page:
        log_in(page, "ada", "ada")
        page.get_by_role("link", name=Article.objects.get().headline).click()
        page.get_by_role("link", name="Publish page").click()
        page.get_by_text("Withdraw the story").click()
        page.get_by_label("Reason").fill("The council has not met.")
        page.get_by_label("Words on the notice").fill("Withdrawn by the agency.")
        assert overflow(page) == 0
        page.get_by_role("button", name="Withdraw now").click()
        page.get_by_text("The story is withdrawn.").wait_for()

    context = browser.new_context(base_url=site)
    gone = context.request.get(address)
    assert gone.status == 410
    assert "Withdrawn by the agency." in gone.text()
    assert {context.request.get(file).status for file in files} == {404}
    context.close()


def read_on_a_phone(browser, site: str, address: str) -> list[str]:
    """Read the story without scripts; the addresses of its files are returned."""
    with window(browser, site, width=400, java_script_enabled=False, accept_downloads=True) as page:
        page.goto("/")
        page.get_by_role("link", name=Article.objects.get().headline).click()
        assert page.url == f"{site}{address}"
        trail = page.get_by_role("navigation", name="Breadcrumb")
        assert trail.get_by_role("link").all_inner_texts() == ["Home", "News", "Photos"]
        assert page.get_by_role("heading", level=1).inner_text() == Article.objects.get().headline
        assert page.locator("article time").first.inner_text() == "March 24, 2018"
        assert page.locator("article .byline").inner_text().count("By:") == 1
        assert "Xinhua" in page.locator("article .byline").inner_text()
        assert page.locator("article .dateline").all_inner_texts() == ["GENEVA, March 24, 2018"]
        picture = page.locator(".lead img")
        assert loaded(picture)
        files = [picture.evaluate("image => image.currentSrc")]
        assert overflow(page) == 0
        with page.expect_download() as download:
            page.get_by_role("link", name=PDF).click()
        assert download.value.suggested_filename == PDF
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        files += [download.value.url]
        page.get_by_role("link", name="View Original Image").click()
        assert page.locator("img").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [900, 600]
        return [*files, page.url]


def loaded(picture) -> bool:
    return picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_the_text_is_written_in_the_editor(browser, site):
    section, source = cast.section(), cast.xinhua()
    with window(browser, site) as page:
        log_in(page, "ada", "ada")
        page.goto("/admin/articles/article/add/")
        page.get_by_label("Headline:", exact=True).fill("Written by hand")
        page.get_by_role("textbox", name="Text", exact=True).press_sequentially("It met on Friday.")
        page.get_by_label("Section:").select_option(str(section.pk))
        page.get_by_label("Source:").select_option(str(source.pk))
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.get_by_text("was added successfully").wait_for()
    assert Article.objects.get().body == "<p>It met on Friday.</p>"


@pytest.mark.parametrize("width", [400, 1400])
def test_every_page_of_the_desk_is_quiet_and_fits(browser, site, width):
    article = cast.illustrated(headline=" ".join(["Unabbreviated"] * 15))
    cast.publish(article)
    numbers = {"article": article.pk, "photo": cast.photo().pk, "document": cast.pdf().pk}
    numbers |= {"section": Section.objects.last().pk, "source": Source.objects.last().pk}
    pages = ["", *(f"articles/{model}/" for model in [*numbers, "topic"])]
    pages += [f"articles/{model}/{page}" for model in [*numbers, "topic"] for page in ("add/",)]
    pages += [f"articles/{model}/{pk}/{page}/" for model, pk in numbers.items() for page in ("change", "history")]
    pages += [f"articles/article/{article.pk}/publish/", f"articles/article/{article.pk}/preview/"]
    with window(browser, site, width=width) as page:
        log_in(page, "ada", "ada")
        too_wide = {}
        for address in pages:
            assert page.goto(f"/admin/{address}").status == 200, address
            too_wide[address] = overflow(page)
    assert not {address: by for address, by in too_wide.items() if by > 0}
