"""The front of the home page, made with picker, buttons and mouse."""

from tests import cast
from tests.chromium import log_in, overflow, window


def names(page) -> list[str]:
    return page.locator(".leads .name").all_text_contents()


def test_an_editor_puts_a_front_together_and_readers_have_it(browser, site):
    for number in range(8):
        cast.publish(cast.story(slug=f"story-{number}", headline=f"Story {number}"))
    with window(browser, site) as page:
        log_in(page, "ada", "ada")
        page.get_by_role("link", name="Fronts").click()
        assert [name.strip() for name in names(page)] == [f"Story {number}" for number in range(7, 0, -1)]
        for number in range(7, 2, -1):
            page.get_by_role("button", name=f"Take out: Story {number}").click()
        page.get_by_role("button", name="Add stories…").click()
        page.get_by_role("button", name="Story 0").click()
        page.get_by_role("button", name="Use 1").click()
        page.get_by_role("button", name="Move up: Story 0").click()
        page.locator(".leads li", has_text="Story 1").drag_to(
            page.locator(".leads li", has_text="Story 2"), target_position={"x": 20, "y": 2}
        )
        assert [name.strip() for name in names(page)] == ["Story 1", "Story 2", "Story 0"]
        frame = page.frame_locator(".preview iframe")
        frame.get_by_role("heading", name="Story 1").first.wait_for()
        assert frame.locator(".front h2").all_text_contents() == ["Story 1", "Story 2", "Story 0"]
        page.get_by_role("button", name="Lead the page with these").click()
        page.get_by_text("These stories lead the page now.").wait_for()
        page.set_viewport_size({"width": 400, "height": 900})
        assert overflow(page) == 0
        page.goto("/")
        assert page.locator(".front h2").all_text_contents() == ["Story 1", "Story 2", "Story 0"]
