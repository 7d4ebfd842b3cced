"""The editor of the text in a real browser: what is pasted, placed and linked is what is saved."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Article
from tests import cast
from tests.chromium import log_in, overflow, window

PASTE = Path(__file__).parent / "samples" / "paste"
PASTES = """([box, type, data]) => {
  const clipboard = new DataTransfer();
  clipboard.setData(type, data);
  box.focus();
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""


def opened(page, article: Article):
    """The box for the text on the story's form."""
    log_in(page, "ada", "ada")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    box = page.get_by_role("textbox", name="Text", exact=True)
    box.wait_for()
    return box


def saved(page, article: Article) -> str:
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_text("was changed successfully").wait_for()
    article.refresh_from_db()
    return article.body


def tool(page, name: str):
    return page.get_by_role("group", name="Tools for the text").get_by_role("button", name=name, exact=True)


def choose(page, title: str, *words: str) -> None:
    window = page.get_by_role("dialog", name=title)
    for text in words:
        window.get_by_role("button", name=text).click()


def paste(box, data: str, kind: str = "text/html") -> None:
    box.page.evaluate(PASTES, [box.element_handle(), kind, data])


@pytest.mark.parametrize("program", ["word", "docs", "site"])
def test_what_is_pasted_comes_out_as_plain_copy(browser, site, program):
    article = cast.story(body="")
    with window(browser, site) as page:
        box = opened(page, article)
        paste(box, (PASTE / f"{program}.html").read_text())
        assert saved(page, article) == (PASTE / f"{program}.clean.html").read_text().replace("\n", "")


def test_plain_text_is_pasted_in_paragraphs(browser, site):
    article = cast.story(body="")
    with window(browser, site) as page:
        box = opened(page, article)
        paste(box, "The council met.\n\nIt voted.", "text/plain")
        assert saved(page, article) == "<p>The council met.</p><p>It voted.</p>"


def test_a_copied_place_is_pasted_as_a_place(browser, site):
    photo = cast.photo()
    article = cast.story(body="<p>It met.</p>")
    with window(browser, site) as page:
        box = opened(page, article)
        box.press("Control+End")
        paste(box, f'<figure data-photo="{photo.pk}" data-pm-slice="0 0 []"></figure>')
        page.locator(".placed img").wait_for()
        assert f'<figure data-photo="{photo.pk}"></figure>' in saved(page, article)


def test_a_photograph_and_a_document_are_placed_and_taken_out_by_keyboard(browser, site):
    photo, document = cast.photo(), cast.pdf()
    article = cast.story(body="<p>It met.</p><p>It voted.</p>")
    with window(browser, site) as page:
        box = opened(page, article)
        page.evaluate("window.heard = []; document.addEventListener('desk:placed', ({detail}) => heard.push(detail))")
        box.press("Control+Home")
        tool(page, "Put a photograph here").click()
        choose(page, "Choose photographs", "hall.jpg", "Use 1")
        page.locator(".placed.photo img").wait_for()
        box.press("Control+End")
        tool(page, "Put a document here").click()
        choose(page, "Choose documents", "resolution.pdf", "Use 1")
        page.locator(".placed.document").get_by_text("PDF, 1 page").wait_for()
        assert page.evaluate("heard") == [{"kind": "photo", "id": photo.pk}, {"kind": "document", "id": document.pk}]
        page.keyboard.type("The end.")
        placed = f'<figure data-photo="{photo.pk}"></figure>', f'<figure data-document="{document.pk}"></figure>'
        assert saved(page, article) == f"<p>It met.</p>{placed[0]}<p>It voted.</p>{placed[1]}<p>The end.</p>"

        page.locator(".placed.photo").click()
        page.keyboard.press("Delete")
        assert saved(page, article) == f"<p>It met.</p><p>It voted.</p>{placed[1]}<p>The end.</p>"


def test_words_lead_to_another_story_and_stop_doing_so(browser, site):
    other = cast.story(headline="The vote of Monday", slug="monday")
    article = cast.story(body="<p>As on Monday.</p>")
    with window(browser, site) as page:
        box = opened(page, article)
        box.get_by_text("As on Monday.").dblclick(position={"x": 60, "y": 8})
        tool(page, "Link to a story").click()
        choose(page, "Choose a story", "The vote of Monday")
        assert saved(page, article) == f'<p>As on <a data-story="{other.pk}">Monday</a>.</p>'
        box.get_by_text("Monday", exact=True).click()
        tool(page, "Remove the link to the story").click()
        assert saved(page, article) == "<p>As on Monday.</p>"


def test_a_link_without_chosen_words_takes_the_headline(browser, site):
    other = cast.story(headline="The vote of Monday", slug="monday")
    article = cast.story(body="<p>See: </p>")
    with window(browser, site) as page:
        box = opened(page, article)
        box.press("Control+End")
        tool(page, "Link to a story").click()
        window_ = page.get_by_role("dialog", name="Choose a story")
        assert window_.get_by_role("button", name=article.headline).count() == 0  # a story never offers itself
        window_.get_by_role("button", name=other.headline).click()
        assert f'<a data-story="{other.pk}">The vote of Monday</a>' in saved(page, article)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("heading 2", "<h2>It met.</h2>"),
        ("heading 3", "<h3>It met.</h3>"),
        ("unordered list", "<ul><li><p>It met.</p></li></ul>"),
        ("ordered list", "<ol><li><p>It met.</p></li></ol>"),
        ("blockquote", "<blockquote><p>It met.</p></blockquote>"),
        ("bold", "<p><strong>It met.</strong></p>"),
        ("strike", "<p><s>It met.</s></p>"),
    ],
)
def test_every_tool_makes_what_is_saved(browser, site, name, made):
    article = cast.story(body="<p>It met.</p>")
    with window(browser, site) as page:
        box = opened(page, article)
        box.press("Control+a")
        tool(page, name).click()
        assert saved(page, article) == made


def test_what_the_sanitizer_lets_through_stays_as_it_is(browser, site):
    body = (
        '<h2>On <em>Friday</em></h2><p>It<br>met, H<sub>2</sub>O, <a href="https://example.org/" title="The record" '
        'rel="noopener nofollow">here</a>.</p><hr><ol start="3"><li><p>Three</p></li></ol>'
        '<table><tbody><tr><th><p>Yes</p></th><td colspan="2"><p><s>28</s></p></td></tr></tbody></table><p>It'
    )
    article = cast.story(body=f"{body}.</p>")
    with window(browser, site) as page:
        opened(page, article).get_by_text("It.", exact=True).click()
        page.keyboard.press("End")
        page.keyboard.type("!")
        assert saved(page, article) == f"{body}.!</p>"


def test_a_table_is_made_and_grows(browser, site):
    article = cast.story(body="")
    with window(browser, site) as page:
        opened(page, article).click()
        tool(page, "Insert table").click()
        page.get_by_label("Rows").fill("1")
        page.get_by_label("Columns").fill("2")
        page.get_by_role("button", name="Insert Table", exact=True).click()
        page.keyboard.type("Yes")
        tool(page, "Add row").click()
        row = "<tr><td><p>{}</p></td><td><p></p></td></tr>"
        assert row.format("Yes") + row.format("") in saved(page, article)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 400)])
def test_the_editor_can_be_used_by_everyone_and_fits(browser, site, scheme, width):
    body = (
        "<p>It met.</p><h2>Then</h2><blockquote><p>Yes.</p></blockquote><table><tbody><tr><th><p>Yes</p></th>"
        f'<td><p>28</p></td></tr></tbody></table><figure data-photo="{cast.photo().pk}"></figure>'
        f'<figure data-document="{cast.pdf().pk}"></figure><p><a data-story="{cast.story().pk}">More</a></p>'
    )
    article = cast.story(body=body, slug="second")
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=site, color_scheme=scheme)
    page = context.new_page()
    opened(page, article)
    page.locator(".placed.photo img").wait_for()
    page.locator(".placed.document .meta").wait_for()
    found = Axe().run(page, context=".prose-editor").response["violations"]
    assert [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]] == []
    assert overflow(page) == 0
    context.close()
