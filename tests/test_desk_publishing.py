"""The Publish page and the acts that it leads to."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Edition
from tests import cast
from tests.cast import DAY, HOUR
from tests.desk import address, at_screen, fields, jpeg, only, status_of, words

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def desk():
    """Ada, who publishes, at her screen."""
    return at_screen(cast.ada())


def page_of(article: Article) -> str:
    return address("articles_article_publish", article.pk)


def publishes(client, article: Article, form: dict | None = None, **typed):
    form = form or fields(client.get(page_of(article)))
    return client.post(page_of(article), {**form, **typed}, follow=True)


def withdraws(client, article: Article, **typed):
    form = {"withdraw-reason": "Libel.", "withdraw-gone": "notice", "withdraw-note": "", **typed}
    return client.post(address("articles_article_withdraw", article.pk), form, follow=True)


def readers(client, edition: Edition):
    return client.get(f"/{edition.path}/")


def test_the_checklist_says_what_is_missing_and_what_is_in_order(desk):
    article = cast.illustrated(byline="", summary="")
    page = words(desk.get(page_of(article)))
    assert "No byline: readers are not told who reports." in page
    assert "No summary: lists show the headline alone." in page
    assert re.search(r"In order: [^.]*Captions", page)
    assert "hall.jpg: no credit line" not in page


def test_a_story_without_text_cannot_go_out(desk):
    article = cast.story(body="")
    page = desk.get(page_of(article))
    assert re.search(r'<button class="button default"[^>]* disabled>', page.content.decode())
    assert "The story has no text." in words(publishes(desk, article, fields(page)))
    assert not Edition.objects.exists()


def test_the_preview_is_the_readers_page_with_files_of_the_desk(desk):
    article = cast.illustrated()
    preview = desk.get(address("articles_article_preview", article.pk))
    page = preview.content.decode()
    assert "story.html" in [template.name for template in preview.templates]
    assert not Edition.objects.exists()
    assert {"private", "no-store"} <= set(preview["Cache-Control"].split(", "))
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert "script-src 'self';" in f"{preview['Content-Security-Policy']};"
    files = set(re.findall(r'(/admin/[^" ]+/file/[^" ]+)', page))
    assert len(files) > 2
    assert "/media/" not in page
    assert {status_of(desk, file) for file in files} == {200}


def test_publishing_at_once(desk):
    article = cast.illustrated()
    assert "The story is live. Read it" in words(publishes(desk, article))
    edition = article.editions.get()
    assert edition.created_by == cast.ada()
    assert readers(desk, edition).status_code == 200
    assert "Published edition 1" in words(desk.get(address("articles_article_history", article.pk)))


def test_publishing_at_a_time(desk, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    article = cast.story()
    page = desk.get(page_of(article))
    assert "Times are in Asia/Shanghai." in words(page)
    assert "will go live on March 24, 2040, 17:30 CST" in words(
        publishes(desk, article, fields(page), at="2040-03-24T17:30")
    )
    edition = article.editions.get()
    assert edition.live_from.isoformat() == "2040-03-24T09:30:00+00:00"
    assert readers(desk, edition).status_code == 404
    assert "Publishing cancels it." in words(desk.get(page_of(article)))


@pytest.mark.parametrize("at", ["tomorrow", "2018-03-24T09:00", "2040-13-01T00:00", "9999-12-31T23:59"])
def test_a_time_that_cannot_be_is_refused_with_a_sentence(desk, at):
    article = cast.story()
    response = publishes(desk, article, at=at, note="Typed with care")
    assert 'class="errorlist' in response.content.decode()
    assert fields(response)["note"] == "Typed with care"
    assert not Edition.objects.exists()


@pytest.mark.parametrize("kind", ["correction", "retraction"])
def test_a_correction_needs_a_note_and_readers_see_it(desk, kind):
    article = cast.story()
    cast.publish(article)
    refused = publishes(desk, article, kind=kind)
    assert "Say to readers what was wrong and what is right." in words(refused)
    assert article.editions.count() == 1
    publishes(desk, article, fields(refused), kind=kind, note="It was Friday, not <Thursday>.")
    assert "It was Friday, not &lt;Thursday&gt;." in readers(desk, article.editions.last()).content.decode()


@pytest.mark.parametrize("kind", ["first", "withdrawal", "nonsense"])
def test_no_other_kind_can_be_posted(desk, kind):
    article = cast.story()
    cast.publish(article)
    publishes(desk, article, kind=kind)
    assert article.editions.count() == 1


def test_what_was_saved_meanwhile_is_not_published_unseen(desk):
    article = cast.story()
    cast.publish(article)
    form = fields(desk.get(page_of(article)))
    cast.saves(article, headline="Council in uproar", by=cast.ben())
    refused = publishes(desk, article, form, kind="correction", note="Typed with care")
    assert "ben saved this story while you were publishing it" in words(refused)
    assert fields(refused)["note"] == "Typed with care"
    assert article.editions.count() == 1
    publishes(desk, article, fields(refused))
    assert article.editions.last().content["headline"] == "Council in uproar"


def test_a_caption_changed_in_the_library_is_seen_first_too(desk):
    article = cast.illustrated()
    form = fields(desk.get(page_of(article)))
    photo = article.photos.get().photo
    photo.credit_line = "Someone else"
    photo.save()
    publishes(desk, article, form)
    assert not Edition.objects.exists()


def test_a_form_sent_twice_publishes_once(desk):
    article = cast.story()
    form = fields(desk.get(page_of(article)))
    publishes(desk, article, form)
    assert "This story was published, scheduled or withdrawn meanwhile." in words(publishes(desk, article, form))
    assert article.editions.count() == 1


@pytest.mark.parametrize("gone", ["notice", "vanish"])
def test_withdrawing_takes_page_and_files_away(desk, gone):
    article = cast.illustrated()
    edition = cast.publish(article)
    page = readers(desk, edition).content.decode()
    files = set(re.findall(r'"(/(?:media|files)/[^" ]+)', page))
    assert {status_of(desk, file) for file in files} == {200}
    withdraws(desk, article, **{"withdraw-gone": gone, "withdraw-note": "Withdrawn by the agency."})
    after = readers(desk, edition)
    assert after.status_code == {"notice": 410, "vanish": 404}[gone]
    assert ("Withdrawn by the agency." in words(after)) == (gone == "notice")
    assert "Libel." not in words(after)
    assert {desk.get(file).status_code for file in files} == {404}
    assert "Libel." in words(desk.get(address("articles_article_history", article.pk)))


def test_a_withdrawal_needs_its_reason_and_loses_no_word(desk):
    article = cast.story()
    cast.publish(article)
    refused = withdraws(desk, article, **{"withdraw-reason": "", "withdraw-note": "Typed with care"})
    assert "This field is required." in words(refused)
    assert fields(refused)["withdraw-note"] == "Typed with care"
    assert not Edition.objects.exclude(gone="").exists()


def test_a_withdrawal_sent_twice_is_one(desk):
    article = cast.story()
    cast.publish(article)
    withdraws(desk, article)
    assert "The story is withdrawn already." in words(withdraws(desk, article))
    assert Edition.objects.filter(kind="withdrawal").count() == 1


def test_a_notice_of_withdrawal_can_be_taken_away_too(desk):
    article = cast.story()
    edition = cast.publish(article)
    withdraws(desk, article, **{"withdraw-gone": "notice"})
    withdraws(desk, article, **{"withdraw-gone": "vanish"})
    assert readers(desk, edition).status_code == 404


def test_a_draft_cannot_be_withdrawn(desk):
    withdraws(desk, cast.story())
    assert not Edition.objects.exists()


def test_a_withdrawn_story_returns_when_it_is_published_again(desk):
    article = cast.story()
    edition = cast.publish(article)
    withdraws(desk, article)
    publishes(desk, article)
    assert readers(desk, edition).status_code == 200


def test_a_schedule_is_cancelled_once(desk):
    article = cast.story()
    edition = cast.publish(article, at=timezone.now() + DAY)
    cancel = address("articles_article_cancel", article.pk)
    assert "was cancelled." in words(desk.post(cancel, follow=True))
    assert "Nothing is scheduled for this story." in words(desk.post(cancel, follow=True))
    edition.refresh_from_db()
    assert edition.cancelled


def test_publishing_cancels_the_schedule_and_says_so(desk):
    article = cast.story()
    cast.publish(article, at=timezone.now() + DAY)
    assert "was cancelled." in words(publishes(desk, article))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"embargo_indefinite": True}, "The story is embargoed until further notice."),
        ({"pubstatus": "withheld"}, "The story is marked withheld."),
        ({"pubstatus": "canceled"}, "The story is marked canceled."),
        ({"expires": timezone.now() - HOUR}, "after its expiry at"),
    ],
)
def test_what_may_not_go_out_is_refused_with_a_sentence(desk, state, sentence):
    article = cast.story(**state)
    assert sentence in words(publishes(desk, article))
    assert not Edition.objects.exists()


def test_an_embargo_makes_go_live_wait(desk):
    until = timezone.now() + DAY
    article = cast.story(embargo=until)
    publishes(desk, article)
    assert article.editions.get().live_from == until


ACTS = {"publish": "publish", "cancel": "publish", "withdraw": "withdraw"}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_needs_its_own_right(act):
    article = cast.story()
    cast.publish(article)
    cast.publish(article, at=timezone.now() + timedelta(days=2))
    other = {"publish": "withdraw", "withdraw": "publish"}[ACTS[act]]
    form = {"withdraw-reason": "Libel.", "withdraw-gone": "notice", "kind": "update", "token": "2:x"}
    for rights in (["view", "change"], ["view", "change", other]):
        client = at_screen(only(*rights))
        assert client.post(address(f"articles_article_{act}", article.pk), form).status_code == 403
    assert Edition.objects.filter(cancelled_at=None, gone="").count() == 2


def test_an_editor_without_the_right_is_not_led_to_the_publish_page():
    article = cast.story()
    client = at_screen(cast.ben())
    assert client.get(page_of(article)).status_code == 403
    form = client.get(address("articles_article_change", article.pk)).content.decode()
    assert page_of(article) not in form
    assert "_publish" not in form


def test_the_publish_page_offers_what_one_may_do():
    article = cast.story()
    cast.publish(article)
    may_withdraw = words(at_screen(only("view", "withdraw")).get(page_of(article)))
    may_publish = words(at_screen(only("view", "publish")).get(page_of(article)))
    assert "Withdraw now" in may_withdraw
    assert "Publish a new edition" not in may_withdraw
    assert "Withdraw now" not in may_publish
    assert "Publish a new edition" in may_publish


@pytest.mark.parametrize("act", ["publish", "cancel", "withdraw"])
def test_no_act_is_done_without_its_csrf_token(act):
    article = cast.story()
    cast.publish(article, at=timezone.now() + DAY)
    client = at_screen(cast.ada(), enforce_csrf_checks=True)
    form = {"withdraw-reason": "Libel.", "withdraw-gone": "notice", "token": "1:x"}
    assert client.post(address(f"articles_article_{act}", article.pk), form).status_code == 403
    assert Edition.objects.get().cancelled is False


@pytest.mark.parametrize("act", ["cancel", "withdraw"])
def test_no_act_is_done_by_following_a_link(desk, act):
    article = cast.story()
    cast.publish(article, at=timezone.now() + DAY)
    assert desk.get(address(f"articles_article_{act}", article.pk)).status_code == 405


def test_save_and_publish_leads_to_the_publish_page(desk):
    article = cast.story()
    change = address("articles_article_change", article.pk)
    form = fields(desk.get(change))
    response = desk.post(change, {**form, "_publish": "1", "photos_upload": [jpeg()]})
    assert response.url == page_of(article)
