"""The cards of the story form in a real browser: dropped, pasted, ordered, filled, focused."""

import base64

import pytest

from articles.models import Article, Photo
from tests import cast
from tests.chromium import log_in, overflow, window
from tests.photos import saved, scene

DROP = """([selector, files, kind]) => {
  const transfer = new DataTransfer();
  for (const [name, type, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const options = kind === "paste" ? { clipboardData: transfer } : { dataTransfer: transfer };
  const event = kind === "paste" ? ClipboardEvent : DragEvent;
  document.querySelector(selector).dispatchEvent(new event(kind, { bubbles: true, cancelable: true, ...options }));
}"""


@pytest.fixture
def page(browser, site):
    with window(browser, site) as page:
        log_in(page, "ada", "ada")
        yield page


def opened(page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")


def save(page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()


def drop(page, files: dict[str, bytes], kind: str = "drop", on: str = "#photos-group .uploads") -> None:
    sent = [(name, "image/jpeg", base64.b64encode(data).decode()) for name, data in files.items()]
    page.evaluate(DROP, [on, sent, kind])


def photographs(many: int) -> dict[str, bytes]:
    return {f"{number:02}.jpg": saved(scene(90, 60), comment=f"{number}") for number in range(1, many + 1)}


def names(article: Article) -> list[str]:
    return [use.photo.file_name for use in article.photos.all()]


def test_thirty_photographs_are_dropped_and_one_of_them_is_broken(page):
    article = cast.story()
    files = photographs(30)
    files["17.jpg"] = files["17.jpg"][:200]
    opened(page, article)
    drop(page, files)
    page.locator("#photos-group .card").nth(28).wait_for()
    refused = page.locator(".arriving .failed")
    refused.wait_for()
    assert refused.inner_text().startswith("“17.jpg”: ")
    assert page.locator(".arriving li:not(.failed)").count() == 0
    page.locator(".fill summary").click()
    page.locator("[data-fill=credit]").fill("Xinhua/Li Rui")
    page.get_by_role("button", name="Fill in all").click()
    save(page)
    assert sorted(names(article)) == sorted(name for name in files if name != "17.jpg")
    assert article.photos.filter(role="lead").count() == 1
    assert set(Photo.objects.values_list("credit_line", flat=True)) == {"Xinhua/Li Rui"}


def test_a_photograph_is_pasted_from_the_clipboard(page):
    article = cast.story()
    opened(page, article)
    drop(page, photographs(1), "paste", "#id_headline")
    page.locator("#photos-group .card").wait_for()
    save(page)
    assert names(article) == ["01.jpg"]


def test_cards_are_ordered_by_button_and_by_drag_and_one_leads(page):
    article = cast.story()
    opened(page, article)
    drop(page, photographs(3))
    page.locator("#photos-group .card").nth(2).wait_for()
    order = page.locator("#photos-group .facts strong").all_inner_texts
    first, second, third = order()
    page.get_by_role("button", name=f"Move {third} up").click()
    assert order() == [first, third, second]
    assert page.evaluate("document.activeElement.ariaLabel") == f"Move {third} up"
    handle, above = page.locator(".handle").nth(2), page.locator("#photos-group .card").first
    above.scroll_into_view_if_needed()
    handle.hover()
    page.mouse.down()
    for part in (60, 30, 5):
        place = above.bounding_box()
        page.mouse.move(place["x"] + 40, place["y"] + part, steps=4)
    page.mouse.up()
    assert order() == [second, first, third]
    page.locator("#photos-group select").nth(2).select_option("lead")
    assert page.locator("#photos-group select").evaluate_all("all => all.map((one) => one.value)") == [
        "gallery",
        "gallery",
        "lead",
    ]
    save(page)
    assert names(article) == [second, first, third]
    assert article.photos.get(role="lead").photo.file_name == third


def test_the_focus_is_set_by_click_and_by_keys(page):
    article = cast.illustrated()
    opened(page, article)
    frame = page.locator(".frame")
    box = frame.locator("img").bounding_box()
    frame.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    frame.press("ArrowRight")
    save(page)
    use = article.photos.get()
    assert abs(use.focal_x - 27) <= 1
    assert abs(use.focal_y - 75) <= 1


def test_photographs_and_related_stories_are_picked_from_what_is_there(page):
    article, other = cast.story(), cast.story(slug="rice", headline="Rice harvest begins")
    photo = cast.photo("vote.jpg")
    opened(page, article)
    page.locator("#photos-group").get_by_role("button", name="From the library").click()
    page.get_by_role("dialog").locator(f"[data-id='{photo.pk}']").click()
    page.get_by_role("dialog").get_by_role("button", name="Use").click()
    page.locator("#photos-group .card").wait_for()
    page.get_by_role("button", name="Add: Related").click()
    page.get_by_role("dialog").get_by_role("button", name="Rice harvest begins").click()
    page.get_by_role("dialog").get_by_role("button", name="Use").click()
    page.locator(".chips li").wait_for()
    save(page)
    assert names(article) == ["vote.jpg"]
    assert list(article.related.all()) == [other]


def test_what_is_in_the_story_already_is_not_added_twice(page):
    article = cast.illustrated()
    opened(page, article)
    drop(page, {"again.jpg": saved(scene(64, 48), comment="hall.jpg")})
    page.locator(".card.again").wait_for()
    assert page.locator("#photos-group .card").count() == 1


def test_leaving_with_unsaved_words_asks_first(page):
    article = cast.story()
    opened(page, article)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#id_summary").fill("Typed with care")
    assert page.get_by_text("Not saved yet").is_visible()
    page.get_by_role("link", name="Stories").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    save(page)
    article.refresh_from_db()
    assert article.summary == "Typed with care"


def test_the_form_says_how_long_headline_and_text_are(page):
    article = cast.story(body="<p>The Council met on Friday.</p>")
    opened(page, article)
    assert "25 characters: rather short" in page.locator("#id_headline_helptext").inner_text()
    page.locator("#id_headline").fill("x" * 95)
    assert "rather long" in page.locator("#id_headline_helptext").inner_text()
    assert page.locator(".length").inner_text() == "5 words, 1 min to read"
    page.set_viewport_size({"width": 400, "height": 900})
    assert overflow(page) == 0
