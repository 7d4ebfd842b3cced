"""The roads that a reader walks, in a real browser: on a phone, by key, by finger, on paper, from right to left."""

import re
import time
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from playwright.sync_api import expect
from pypdf import PdfReader

from articles.media import intake
from articles.models import ArticleDocument, ArticlePhoto, Topic
from tests import cast
from tests.chromium import log_in, overflow, window
from tests.photos import saved, scene
from tests.test_axe import ARABIC, violations

PDF = "Promoting Mutually Beneficial Cooperation in the Field of Human Rights.pdf"
DOCUMENTS = Path(__file__).parents[1] / "articles" / "demo" / "documents"
NAMES = ("hall", "vote", "gallery")
CHINESE = {
    "language": "zh-Hans",
    "headline": "联合国人权理事会通过“在人权领域促进互利合作”决议",
    "summary": "联合国人权理事会23日通过中国提出的决议，呼吁各国加强人权领域对话与合作。",
    "dateline": "日内瓦2018年3月24日电",
    "byline": "新华社",
    "body": "<p>联合国人权理事会23日通过中国提出的“在人权领域促进互利合作”决议，呼吁各国共同努力。</p>" * 3,
}
WATCH = """
    window.shifts = []
    new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifts.push(
        [one.value, ...one.sources.map(source => source.node?.parentElement?.outerHTML.slice(0, 120))]
    ) }).observe({ type: "layout-shift", buffered: true })
"""


def story(photographs: int = 3, *topics: Topic, **words) -> str:
    """The address of a story with so many photographs and a PDF."""
    article = cast.story(**{"slug": "council", "body": "<p>The Council met on Friday and voted.</p>" * 12} | words)
    for n, name in enumerate(NAMES[:photographs]):
        data = saved(scene(900, 600), comment=name)
        photo = intake.photo(ContentFile(data, f"{name}.jpg"), by=None, source=cast.xinhua())
        use = {"role": "gallery" if n else "lead", "position": n, "caption": f"The {name}", "alt": f"A {name}"}
        ArticlePhoto.objects.create(article=article, photo=photo, credit="Xinhua/Photo desk", **use)
    with (DOCUMENTS / PDF).open("rb") as file:
        document = intake.document(ContentFile(file.read(), PDF), by=None)
    ArticleDocument.objects.create(article=article, document=document, intro="Click the following link:")
    article.topics.set(topics)
    return f"/{cast.publish(article).path}/"


def slowly(route) -> None:
    time.sleep(0.15)
    route.continue_()


def test_nothing_moves_under_the_eyes_of_a_reader_on_a_phone(browser, site):
    short = cast.publish(cast.story(slug="short", headline="Short")).path
    address = story()
    with window(browser, site, width=400) as page:
        page.add_init_script(WATCH)
        page.route(re.compile(r"/media/|/story\.js"), slowly)
        roads = ["Photos", "Council adopts resolution", None]
        page.goto("/")
        for link in roads:
            page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
            for _ in range(page.evaluate("Math.ceil(document.documentElement.scrollHeight / 600)")):
                page.evaluate("scrollBy(0, 600)")
                page.wait_for_timeout(60)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("shifts") == [], page.url
            assert overflow(page) == 0
            check_pictures(page)
            if link:
                page.get_by_role("link", name=link).first.click()
        assert page.url == f"{site}{address}"
        page.goto(f"/{short}/", wait_until="networkidle")
        assert page.evaluate("shifts") == [], "what the script adds below a short story has its place"
        page.set_viewport_size({"width": 320, "height": 700})
        for here in (address, "/news/photos/", "/"):
            page.goto(here)
            assert overflow(page) == 0, here


def check_pictures(page) -> None:
    images = page.locator("img").evaluate_all(
        "images => images.map(one => [one.getAttribute('width') > 0, one.getAttribute('height') > 0,"
        " one.fetchPriority, one.loading, one.complete && one.naturalWidth > 0])"
    )
    first, *others = images
    assert first == [True, True, "high", "auto", True]
    assert all(other == [True, True, "auto", "lazy", True] for other in others), images


def shown(page, caption: str) -> None:
    """That picture fills the window."""
    figure = page.get_by_role("dialog").get_by_role("figure").filter(has_text=caption)
    expect(figure).to_be_in_viewport(ratio=0.99)
    expect(figure).to_have_css("width", f"{page.viewport_size['width']}px")


def test_photographs_are_turned_by_key_and_by_button(browser, site):
    address = story()
    with window(browser, site, reduced_motion="reduce") as page:
        page.goto(address)
        opener = page.locator(".gallery a.view").first
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Photographs")
        expect(dialog.get_by_role("status")).to_have_text("2 / 3")
        shown(page, "The vote")
        assert violations(page) == []
        page.keyboard.press("ArrowRight")
        shown(page, "The gallery")
        page.keyboard.press("Home")
        shown(page, "The hall")
        expect(dialog.get_by_role("button", name="Previous photograph")).to_be_hidden()
        page.keyboard.press("End")
        shown(page, "The gallery")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        shown(page, "The vote")
        later = dialog.get_by_role("button", name="Next photograph")
        later.click()
        shown(page, "The gallery")
        expect(later).to_be_hidden()
        page.keyboard.press("ArrowLeft")  # the button that went has not taken the keys with it
        shown(page, "The vote")
        expect(dialog.get_by_role("status")).to_have_text("2 / 3")
        at_once = dialog.locator(".strip").evaluate(
            "strip => { strip.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true })); "
            "return strip.scrollLeft }"
        )
        assert at_once == 0, "nothing slides past who wants no motion"
        expect(page.locator("html")).to_have_css("scroll-behavior", "auto")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
        opener.click()
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_be_hidden()
        opener.click()
        expect(dialog).to_be_visible()
        page.go_back()  # as a phone's own button does
        expect(dialog).to_be_hidden()
        assert page.url.endswith(address)
        opener.click()
        dialog.locator(".strip").click(position={"x": 5, "y": 100})
        expect(dialog).to_be_hidden()


# Where the strip is once it has stood still for 200 ms: a finger put on it while it slides only stops it.
REST = """() => new Promise((still) => {
  const strip = document.querySelector(".viewer .strip");
  const look = (last) => setTimeout(() => (strip.scrollLeft === last ? still(last) : look(strip.scrollLeft)), 200);
  look(NaN);
})"""


def swipe(page, start: int, end: int) -> None:
    """A finger goes over the middle of the screen, from one of these distances from the left to the other.

    It tries twice, as readers do: a browser on a busy machine loses one in some hundred such touches whole.
    """
    screen, before = page.context.new_cdp_session(page), page.evaluate(REST)
    for _ in range(2):
        for n in range(21):
            point = {"x": start + (end - start) * n / 20, "y": 450}
            screen.send(
                "Input.dispatchTouchEvent", {"type": "touchMove" if n else "touchStart", "touchPoints": [point]}
            )
        screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        if page.evaluate(REST) != before:
            break


@pytest.mark.parametrize("words", [{}, ARABIC], ids=["en", "ar"])
def test_photographs_are_turned_by_finger_in_the_direction_of_the_writing(browser, site, words):
    address, (back, on) = story(**words), (60, 340) if words else (340, 60)
    with window(browser, site, width=400, has_touch=True) as page:
        page.goto(address)
        page.locator("a.view").first.tap()
        shown(page, "The hall")
        count = page.get_by_role("dialog").get_by_role("status")
        for caption, told in (("The vote", "2 / 3"), ("The gallery", "3 / 3")):
            swipe(page, back, on)
            shown(page, caption)
            expect(count).to_have_text(told)
        page.keyboard.press("ArrowRight" if words else "ArrowLeft")
        shown(page, "The vote")
        earlier = page.get_by_role("button", name="Previous photograph").bounding_box()
        assert (earlier["x"] > 200) == bool(words)
        swipe(page, on, back)
        shown(page, "The hall")


def test_a_pdf_is_read_where_it_stands_once_it_is_asked_for(browser, site):
    address = story(1)
    # Not in a `window`: the browser's own reader is made of pages that are none of the site's.
    page = browser.new_page(base_url=site)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in asked if "/files/" in url]
    with page.expect_download() as download:
        page.get_by_role("link", name=PDF).click()
    assert download.value.suggested_filename == PDF
    page.get_by_text("Read it here").click()
    with page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-extension://")):
        pass
    assert page.locator(f"iframe[title='{PDF}']").bounding_box()["width"] > 500


def test_a_printed_story_is_the_story_and_where_it_came_from(browser, site):
    topic = Topic.objects.create(name="Rights", slug="rights")
    other = cast.story(slug="other", headline="Another story of the day")
    other.topics.add(topic)
    cast.publish(other)
    address = story(2, topic)
    with window(browser, site) as page:
        page.goto(address, wait_until="networkidle")
        expect(page.get_by_role("heading", name="Related stories")).to_be_visible()
        printed = page.pdf(format="A4")
    sheets = PdfReader(BytesIO(printed)).pages
    text = " ".join(normalize("NFKC", " ".join(sheet.extract_text() for sheet in sheets)).split())
    wanted = ["Council adopts resolution", "March 24, 2018", "By: Xinhua", "The hall", "Photo: Xinhua/Photo desk", PDF]
    wanted += ["GENEVA, March 24, 2018", f"{settings.SITE_URL}{address}", "The vote"]
    assert [words for words in wanted if words not in text] == [], text
    unwanted = ["Home", "View Original Image", "Copy link", "Read it here", "Related", "Another", "Archive", "Skip"]
    assert [words for words in unwanted if words in text] == [], text
    assert sum(len(sheet.images) for sheet in sheets) >= 3  # both photographs and the cover of the PDF


@pytest.mark.parametrize("words", [ARABIC, CHINESE], ids=["ar", "zh"])
def test_a_story_in_another_writing_stands_in_a_page_of_english(browser, site, words):
    address, direction = story(2, **words), "rtl" if words is ARABIC else "ltr"
    for width in (400, 1400):
        with window(browser, site, width=width) as page:
            page.goto(address)
            assert overflow(page) == 0
            expect(page.locator("html")).to_have_attribute("lang", "en-us")
            for part in ("body", ".trail", ".history"):
                expect(page.locator(part)).to_have_css("direction", "ltr")
            article = page.locator("article")
            expect(article).to_have_attribute("lang", words["language"])
            middle = article.bounding_box()["x"] + article.bounding_box()["width"] / 2
            for part in ("h1", ".text > p", ".lead img", ".lead figcaption"):
                expect(article.locator(part).first).to_have_css("direction", direction)
                assert (article.locator(part).first.evaluate(BEGINS) > middle) == (direction == "rtl"), part
            first, then = (article.locator(f".byline {part}").bounding_box() for part in ("time", ".by"))
            left, right = (then, first) if direction == "rtl" else (first, then)
            assert left["x"] + left["width"] < right["x"], "the date and the name are not run together"
            page.goto("/")
            assert overflow(page) == 0
            expect(page.get_by_role("heading", name=words["headline"])).to_have_css("direction", direction)


BEGINS = """one => {
    const range = document.createRange()
    range.selectNodeContents(one)
    const box = one.tagName === "IMG" ? one.getBoundingClientRect() : range.getClientRects()[0]
    return getComputedStyle(one).direction === "rtl" ? box.right : box.left
}"""


def test_without_scripts_and_in_the_dark_a_story_is_whole(browser, site):
    address = story(2)
    with window(browser, site, width=400, java_script_enabled=False, color_scheme="dark") as page:
        page.goto(address)
        assert page.get_by_role("button").count() == 0
        assert page.get_by_text("Read it here").count() == 0
        card = page.locator(".document")
        expect(card.get_by_role("link", name=PDF)).to_be_visible()
        expect(card.get_by_text("PDF, 3 pages")).to_be_visible()
        expect(page.get_by_text("The Council met on Friday").first).to_be_visible()
        page.get_by_role("link", name="A vote").click()
        assert re.fullmatch(rf"{site}/files/\w+/vote.jpg", page.url)


def test_the_address_is_copied_as_the_paper_gives_it(browser, site):
    address = story(1)
    with window(browser, site, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{address}?from=feed")
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("status")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == f"{settings.SITE_URL}{address}"


def test_the_time_machine_says_so_and_leads_on(browser, site):
    article = cast.story(slug="council", body="<p>The Council met on Friday.</p>" * 60)
    path = cast.publish(article, now=cast.MONDAY).path
    cast.saves(article, headline="Council adopts resolution by a vote")
    cast.publish(article, now=cast.MONDAY + cast.DAY)
    with window(browser, site, width=400) as page:
        log_in(page, "ada", "ada")
        page.goto("/?as_of=2018-03-26T12:00")
        banner = page.locator(".as-of")
        expect(banner).to_be_in_viewport()
        expect(banner).to_contain_text("March 26, 2018, noon UTC")
        assert violations(page) == []
        assert overflow(page) == 0
        page.get_by_role("link", name="Council adopts resolution", exact=True).first.click()
        assert page.url.startswith(f"{site}/{path}/?as_of=")
        page.wait_for_load_state()  # a page that is still coming is not long enough
        page.evaluate("scrollTo({ top: 600, behavior: 'instant' })")
        assert page.evaluate("scrollY") == 600
        expect(banner).to_be_in_viewport()
        banner.get_by_role("link", name="Change after").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Council adopts resolution by a vote")
        assert overflow(page) == 0
        page.locator(".as-of").get_by_role("link", name="Now").click()
        assert page.url == f"{site}/{path}/"
        expect(banner).to_be_hidden()
