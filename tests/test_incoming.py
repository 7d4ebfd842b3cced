"""Incoming at the desk: what the agencies sent, looked at, taken, spiked."""

import re

import pytest

from articles.models import Article, WireItem
from articles.wire import intake
from tests import cast
from tests.desk import at_screen
from tests.test_wire_intake import deliver, kill, ninjs

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LIST = "/admin/articles/wireitem/"


def page(row: WireItem) -> str:
    return f"{LIST}{row.pk}/change/"


def test_each_story_stands_once_with_what_an_editor_must_know():
    deliver(ninjs(1))
    deliver(ninjs(2, embargoed="2899-03-24T09:00:00Z"))
    list(intake.deliver(b"Bridge opens\nBy: AP\n\nBERLIN (AP) -- It opened.", "b.txt"))
    shown = at_screen(cast.ada()).get(LIST).text
    assert "Headline 1" not in shown
    assert shown.count("Headline 2") == 1
    assert "Embargoed" in shown
    assert "Bridge opens" in shown
    assert "Bridge" not in at_screen(cast.ada()).get(f"{LIST}?q=headline").text


def test_an_item_is_shown_whole_and_nothing_in_it_runs():
    words = {"ednote": "Call the desk", "body_html": "<p>Text <script>alert(1)</script>of it.</p>"}
    deliver(ninjs(1))
    row = deliver(ninjs(2, **words))
    shown = at_screen(cast.ada()).get(page(row)).text
    assert "Text of it." in shown
    assert "alert(1)" not in shown
    assert "Call the desk" in shown
    assert "What changed since version 1" in shown
    assert "<ins>" in shown


def test_an_editor_takes_a_story_with_one_click_and_only_once():
    row = deliver(ninjs(1))
    section = cast.section("news/world")
    answer = at_screen(cast.ada()).post(f"{LIST}{row.pk}/take/", {"section": section.pk}, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain[-1][0] == f"/admin/articles/article/{article.pk}/change/"
    assert (article.headline, article.section, article.guid) == ("Headline 1", section, row.guid)
    assert article.revisions.count() == 1
    assert "Headline 1" not in at_screen(cast.ada()).get(LIST).text
    assert "Headline 1" in at_screen(cast.ada()).get(f"{LIST}?state=taken").text
    at_screen(cast.ada()).post(f"{LIST}{row.pk}/take/", {"section": section.pk})
    assert Article.objects.count() == 1
    assert deliver(ninjs(2)).article == article


def test_a_new_version_is_merged_into_what_the_desk_has_changed(client):
    row = deliver(ninjs(1, "First headline", description_text="A summary."))
    screen, section = at_screen(cast.ada()), cast.section()
    screen.post(f"{LIST}{row.pk}/take/", {"section": section.pk})
    article = cast.saves(Article.objects.get(), headline="Our headline")
    path = cast.publish(article).path
    new = deliver(ninjs(2, "Second headline", description_text="A better summary."))
    assert (new.outcome, new.state) == ("updated", "new")
    answer = screen.post(f"{LIST}{new.pk}/again/", follow=True)
    article.refresh_from_db()
    assert (article.headline, article.summary) == ("Our headline", "A better summary.")
    assert "version 2" in article.body
    assert "changed in the working copy: summary, text" in answer.text
    assert "Changed here and by the agency" in answer.text
    assert "Second" in answer.text
    [address] = re.findall(rf"{LIST}{new.pk}/settle/\w+/", answer.text)
    screen.post(address, {"theirs": ""})
    article.refresh_from_db()
    assert article.headline == "Second headline"
    assert "settled this already" in screen.post(address, {"theirs": ""}, follow=True).text
    assert article.source_version == "2"
    assert "version 1" in client.get(f"/{path}/").text, "what readers have has not changed"
    assert "nothing new" in screen.post(f"{LIST}{new.pk}/again/", follow=True).text


def test_paragraphs_of_the_desk_and_of_the_agency_can_both_be_kept():
    row = deliver(ninjs(1, body_html="<p>It met.</p>"))
    screen = at_screen(cast.ada())
    screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk})
    article = cast.saves(Article.objects.get(), body="<p>It met.</p><p>Ours.</p>")
    new = deliver(ninjs(2, body_html="<p>It met.</p><p>Theirs.</p>", headline="Second headline"))
    answer = screen.post(f"{LIST}{new.pk}/again/", follow=True)
    assert "Keep both" in answer.text
    assert "nobody has chosen yet" in screen.get(f"/admin/articles/article/{article.pk}/publish/").text
    [address] = re.findall(rf"{LIST}{new.pk}/settle/\w+/", answer.text)
    assert "below the desk" in screen.post(address, {"both": ""}, follow=True).text
    article.refresh_from_db()
    assert re.findall(r"[A-Z]\w+", article.body) == ["It", "Ours", "Theirs"]
    assert "settled this already" in screen.post(address, {"both": ""}, follow=True).text
    assert "nobody has chosen yet" not in screen.get(f"/admin/articles/article/{article.pk}/publish/").text


def test_a_conflict_that_a_later_version_says_anew_waits_once():
    row = deliver(ninjs(1, "First headline"))
    screen = at_screen(cast.ada())
    screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk})
    cast.saves(Article.objects.get(), headline="Our headline")
    for number, headline in ((2, "Second headline"), (3, "Third headline")):
        new = deliver(ninjs(number, headline))
        screen.post(f"{LIST}{new.pk}/again/")
    [conflict] = WireItem.objects.get(pk=new.pk).conflicts
    assert (conflict["mine"], conflict["theirs"]) == ("Our headline", "Third headline")


def test_the_page_tells_all_that_changed_since_the_version_before():
    deliver(ninjs(1, urgency=4, byline="A. Writer"))
    hall = {"type": "picture", "renditions": {"a": {"href": "hall.jpg"}}}
    new = deliver(ninjs(2, urgency=2, byline="B. Writer", ednote="New figures.", associations={"main": hall}))
    text = at_screen(cast.ada()).get(f"{LIST}{new.pk}/change/").text.split("What changed since", 1)[1]
    for label in ("Headline", "Byline", "Urgency", "Text", "Notes", "Files"):
        assert f"<h3>{label}</h3>" in text
    assert "Usage terms" not in text
    assert "hall.jpg" in text


def test_a_killed_story_is_loud_until_seen_and_is_never_taken():
    deliver(ninjs(1))
    row = deliver(kill())
    assert row.headline == "Headline 1", "it says of which story"
    screen = at_screen(cast.ada())
    assert "Killed" in screen.get(f"{LIST}?state=urgent").text
    screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk})
    assert not Article.objects.exists()
    screen.post(f"{LIST}{row.pk}/act/seen/")
    assert "Killed" not in screen.get(f"{LIST}?state=urgent").text


def test_what_nobody_needs_is_spiked_and_can_come_back():
    row = deliver(ninjs(1))
    screen = at_screen(cast.ada())
    screen.post(f"{LIST}{row.pk}/act/spike/")
    assert "Headline 1" not in screen.get(LIST).text
    assert "Headline 1" in screen.get(f"{LIST}?state=spiked").text
    screen.post(f"{LIST}{row.pk}/act/back/")
    assert "Headline 1" in screen.get(LIST).text
    screen.post(f"{LIST}{row.pk}/act/nonsense/")
    assert WireItem.objects.get().state == "new"


def test_who_has_no_right_sees_and_does_nothing():
    row = deliver(ninjs(1))
    user = cast.stranger()
    user.is_staff = True
    user.save()
    screen = at_screen(user)
    assert screen.get(LIST).status_code == 403
    assert screen.get(page(row)).status_code == 403
    for act in ("take/", "act/spike/", "act/seen/"):
        assert screen.post(f"{LIST}{row.pk}/{act}", {"section": cast.section().pk}).status_code == 403
    assert (WireItem.objects.get().state, Article.objects.count()) == ("new", 0)


def test_an_alert_without_a_headline_is_told_by_its_first_words():
    body = "<p>GENEVA (Xinhua) -- Council adopts resolution. More follows.</p>"
    row = deliver(ninjs(1, headline=" ", body_html=body))
    screen = at_screen(cast.ada())
    assert "Council adopts resolution." in screen.get(LIST).text
    answer = screen.post(f"{LIST}{row.pk}/take/", {"section": cast.section().pk}, follow=True)
    assert "The copy has no headline." in answer.text
    assert Article.objects.get().headline == "Council adopts resolution."
