"""What changed between two contents of a story, in words side by side."""

import pytest

from articles import content, diff
from articles.models import Article, ArticlePhoto, Topic
from tests import cast

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def of(article: Article) -> content.Content:
    return content.snapshot(content.related_rows(Article.objects).get(pk=article.pk))


def told(row: diff.Row) -> tuple[str, str, str]:
    """A row as a person reads it, with what is on one side only in brackets."""
    sides = (row.before, row.after)
    return row.name, *("".join(f"[{text}]" if changed else text for text, changed in side) for side in sides)


def changes(article: Article, **words) -> list[tuple[str, str, str]]:
    before = of(article)
    return [told(row) for row in diff.of(before, of(cast.saves(article, **words))).texts]


def test_what_is_alike_is_no_difference():
    article = cast.illustrated()
    assert not diff.of(of(article), of(article))


def test_a_text_is_compared_word_by_word():
    assert changes(cast.story(), headline="Council adopts two resolutions") == [
        ("Headline", "Council adopts [resolution]", "Council adopts [two resolutions]")
    ]


def test_only_the_paragraphs_that_changed_are_shown_each_beside_its_own():
    article = cast.story(body="<p>First of all.</p><p>The vote was on Friday in Geneva.</p><p>Last.</p>")
    after = "<p>First of all.</p><p>Quite new.</p><p>The vote was on Monday in Geneva.</p><p>Last.</p>"
    assert changes(article, body=after) == [
        ("Text", "", "[Quite new.]"),
        ("Text", "The vote was on [Friday] in Geneva.", "The vote was on [Monday] in Geneva."),
    ]


def test_words_added_to_a_short_paragraph_are_marked_and_not_the_whole():
    article = cast.story(body="<p>The Council met.</p>")
    assert changes(article, body="<p>The Council met on Friday in Geneva, behind closed doors.</p>") == [
        ("Text", "The Council met.", "The Council met[ on Friday in Geneva, behind closed doors].")
    ]


def test_a_replaced_pdf_is_shown_with_both_covers_and_sizes_that_a_person_reads():
    article = cast.illustrated()
    before = of(article)
    old = {**before["documents"][0], "cover": {"renditions": [{"type": "image/jpeg", "width": 1, "name": "old.jpg"}]}}
    new = {**old, "file": {**old["file"], "size": 58600}}
    new["cover"] = {"renditions": [{"type": "image/jpeg", "width": 1, "name": "new.jpg"}]}
    (found,) = diff.of({**before, "documents": [old]}, {**before, "documents": [new]}).documents
    assert (found.former, found.picture) == ("old.jpg", "new.jpg")
    assert told(found.rows[0])[2].replace("\xa0", " ").replace("[", "").replace("]", "").endswith("57.2 KB")
    (found,) = diff.of({**before, "documents": [{**old, "title": "New"}]}, {**before, "documents": [old]}).documents
    assert found.former == ""


def test_where_a_link_leads_is_part_of_the_text():
    article = cast.story(body='<p>See <a href="https://one.example">here</a> for more.</p>')
    (row,) = changes(article, body='<p>See <a href="https://two.example">here</a> for more.</p>')
    assert row[1:] == ("See here [https://[one].example] for more.", "See here [https://[two].example] for more.")


def test_another_form_of_the_same_words_is_told():
    assert changes(cast.story(body="<p>It met.</p>"), body="<p><strong>It</strong> met.</p>") == [
        ("Text, its form only", "It met.", "It met.")
    ]


def test_section_topics_and_date_are_compared_too(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    article = cast.story()
    before = of(article)
    article.topics.add(Topic.objects.create(name="China", slug="china"))
    cast.saves(article, section=cast.section("news/world"), dated=cast.MONDAY)
    assert [told(row) for row in diff.of(before, of(article)).texts] == [
        ("Section", "[news/photos]", "[news/world]"),
        ("Topics", "", "[china]"),
        ("Date of the story", "[that of the first go-live]", "[March 26, 2018, 17:00 CST]"),
    ]


def test_photographs_and_documents_are_added_removed_and_moved():
    article = cast.illustrated()
    for position, name in enumerate(["vote.jpg", "speaker.jpg"], 1):
        ArticlePhoto.objects.create(article=article, photo=cast.photo(name), position=position)
    before = of(article)
    article.photos.filter(photo=cast.photo("speaker.jpg")).delete()
    article.photos.filter(photo=cast.photo()).update(position=5, caption="The hall on Friday")
    ArticlePhoto.objects.create(article=article, photo=cast.photo("new.jpg"), position=9)
    article.documents.all().delete()
    found = diff.of(before, of(article))
    verbs = {item.name: item.verbs for item in found.photos}
    assert (verbs["new.jpg"], verbs["speaker.jpg"]) == (["added"], ["removed"])
    assert [verbs.get("hall.jpg"), verbs.get("vote.jpg")].count(["moved"]) == 1  # either of two may be said to move
    assert [(item.name, item.verbs) for item in found.documents] == [("resolution.pdf", ["removed"])]
    hall = next(item for item in found.photos if item.name == "hall.jpg")
    assert told(hall.rows[0]) == ("Caption", "The hall", "The hall[ on Friday]")


def test_caption_credit_alternative_text_and_focus_of_a_photograph():
    article = cast.illustrated()
    before = of(article)
    article.photos.update(caption="Another", credit="Reuters", alt="A full hall", focal_x=10, focal_y=20)
    (photo,) = diff.of(before, of(article)).photos
    assert photo.verbs == ["changed"]
    assert photo.picture.startswith("photos/")
    assert [row.name for row in photo.rows] == ["Caption", "Credit", "Alternative text", "Focus"]


def test_a_text_of_another_content_than_ours_is_escaped_by_the_page(client):
    """The pieces are plain text; the template marks and escapes them."""
    client.force_login(cast.ada())
    article = cast.story(headline="Safe")
    cast.publish(article)
    cast.saves(article, headline="<script>alert(1)</script>")
    page = client.get(f"/admin/articles/article/{article.pk}/publish/").content.decode()
    assert "<script>alert" not in page
    assert "<del>Safe</del>" in page


def test_a_text_that_was_made_to_take_long_takes_no_time():
    """Without their limits these take minutes, and days."""
    diff.words("the " * 1_500, "the a " * 1_500)
    [row] = diff.body("<hr><p>x</p>" * 20_000, "<hr><p>y</p>" * 20_000)
    assert row.name == "Text, too long to be compared"
