"""The tools of the desk in the editor of the text, in a real browser."""

from django.contrib.auth.models import Permission

from articles.models import ArticlePhoto
from tests import cast
from tests.chromium import window
from tests.test_body_editor import choose, opened, saved, tool


def test_a_headline_put_in_as_a_link_stands_apart_from_the_words_beside_it(browser, site):
    other, article = cast.story(headline="Vote on Monday"), cast.story(body="<p>See alsoand more.</p>")
    with window(browser, site) as page:
        box = opened(page, article)
        box.click()
        box.press("Home")
        for _ in "See also":
            box.press("ArrowRight")
        tool(page, "Link to a story").click()
        choose(page, "Choose a story", "Vote on Monday")
        link = f'<a data-story="{other.pk}">Vote on Monday</a>'
        assert saved(page, article) == f"<p>See also {link} and more.</p>"


def test_a_gallery_photograph_placed_in_the_text_says_so_on_its_card(browser, site):
    article = cast.story()
    for position, (name, role) in enumerate([("hall.jpg", "lead"), ("vote.jpg", "gallery")]):
        ArticlePhoto.objects.create(article=article, photo=cast.photo(name), role=role, position=position)
    with window(browser, site) as page:
        opened(page, article).click()
        tool(page, "Put a photograph here").click()
        page.locator(".picker .pick").nth(1).wait_for()
        for pick in page.locator(".picker .pick").all():
            pick.click()
        page.get_by_role("button", name="Use 2").click()
        page.locator(".placed img").nth(1).wait_for()
        roles = [page.locator(f"#id_photos-{number}-role").input_value() for number in (0, 1)]
        assert roles == ["lead", "inline"]


def test_who_may_not_see_the_library_is_not_offered_it_and_the_text_stays_whole(browser, site):
    photo = cast.photo()
    article = cast.story(body=f'<p>It met.</p><figure data-photo="{photo.pk}"></figure>')
    hidden = Permission.objects.filter(codename__in=["view_photo", "change_photo", "view_document", "change_document"])
    cast.ada().user_permissions.remove(*hidden)
    with window(browser, site) as page:
        box = opened(page, article)
        box.get_by_text("A photograph", exact=True).wait_for()
        assert tool(page, "Link to a story").is_visible()
        assert not tool(page, "Put a photograph here").is_visible()
        assert not tool(page, "Put a document here").is_visible()
        assert not page.get_by_role("button", name="From the library").first.is_visible()
        box.click()
        assert saved(page, article) == f'<p>It met.</p><figure data-photo="{photo.pk}"></figure>'
