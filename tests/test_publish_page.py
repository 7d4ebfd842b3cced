"""The Publish page and its neighbours: every act through its form, the zones, the editions, the correction."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from articles import publishing
from articles.models import Article, Edition
from tests import cast
from tests.cast import DAY, HOUR
from tests.desk import address, at_screen, fields, words
from tests.test_desk_publishing import only, publishes

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TYPED = "%Y-%m-%dT%H:%M"


@pytest.fixture
def desk():
    return at_screen(cast.ada())


def page(name: str, article: Article, *args) -> str:
    return address(f"articles_article_{name}", article.pk, *args)


def typed(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(TYPED)


def posts(client, name: str, article: Article, *args, seen: str = "publish", **form):
    """Send one of the page's forms, filled in as it was shown."""
    shown = fields(client.get(page(seen, article, *(args if seen == "edition" else ()))))
    return client.post(page(name, article, *args), {**shown, **form}, follow=True)


def scheduled(**words) -> Article:
    article = cast.story(**words)
    cast.publish(article)
    cast.publish(article, at=timezone.now() + DAY)
    return article


def log(article: Article) -> list[str]:
    return [entry.change_message for entry in LogEntry.objects.filter(object_id=article.pk).order_by("pk")]


def test_the_schedule_gets_another_time_and_keeps_its_content(desk):
    article = scheduled(headline="As scheduled")
    cast.saves(article, headline="Edited since")
    until = (timezone.now() + 3 * DAY).replace(second=0, microsecond=0)
    assert "will go live on" in words(posts(desk, "retime", article, **{"retime-at": typed(until)}))
    edition = article.editions.filter(cancelled_at=None).last()
    assert (edition.live_from, edition.content["headline"]) == (until, "As scheduled")
    assert "Changed the schedule" in log(article)[-1]


def test_a_new_time_sent_twice_has_one_effect(desk):
    article = scheduled()
    form = {**fields(desk.get(page("publish", article))), "retime-at": typed(timezone.now() + 3 * DAY)}
    for _ in range(2):
        response = desk.post(page("retime", article), form, follow=True)
    assert "The schedule has changed meanwhile." in words(response)
    assert article.editions.count() == 3


def test_the_expiry_of_what_is_live_is_changed_once(desk):
    article = cast.story()
    cast.publish(article)
    expires = (timezone.now() + DAY).replace(second=0, microsecond=0)
    form = {**fields(desk.get(page("publish", article))), "expiry-expires": typed(expires)}
    assert "What is live expires on" in words(desk.post(page("expiry", article), form, follow=True))
    assert "That is its expiry already." in words(desk.post(page("expiry", article), form, follow=True))
    assert article.editions.get().live_until == expires
    article.refresh_from_db()
    assert article.expires == expires
    assert len([line for line in log(article) if "expires" in line]) == 1
    assert "does not expire" in words(posts(desk, "expiry", article, **{"expiry-expires": ""}))


@pytest.mark.parametrize("act", ["retime-at", "expiry-expires"])
def test_a_time_that_is_past_is_refused_beside_its_field(desk, act):
    article = scheduled()
    response = posts(desk, act.partition("-")[0], article, **{act: "2018-03-24T09:00"})
    assert "That moment is past." in words(response)
    assert fields(response)[act] == "2018-03-24T09:00"
    assert article.editions.count() == 2


def test_the_expiry_typed_with_the_publishing_is_kept_in_the_story(desk):
    article, expires = cast.story(), (timezone.now() + DAY).replace(second=0, microsecond=0)
    publishes(desk, article, expires=typed(expires))
    article.refresh_from_db()
    assert article.expires == article.editions.get().expires_at == expires


def test_publishing_leaves_the_seconds_of_an_expiry_alone(desk):
    expires = timezone.now() + DAY
    article = cast.story(expires=expires)
    saves = article.revisions.count()
    publishes(desk, article)
    assert article.editions.get().expires_at == expires
    assert article.revisions.count() == saves


def test_an_earlier_edition_is_looked_at_and_published_again(desk):
    article = cast.illustrated(headline="First words")
    cast.publish(article)
    cast.saves(article, headline="Second words")
    cast.publish(article)
    looked_at = desk.get(page("edition", article, 1))
    assert page("edition_preview", article, 1) in looked_at.content.decode()
    response = posts(desk, "again", article, 1, seen="edition", note="The second was wrong.")
    assert "The story is live." in words(response)
    assert "The second was wrong." in words(response)
    edition = article.editions.last()
    assert (edition.number, edition.content["headline"]) == (3, "First words")
    assert "Published edition 1 again" in log(article)[-1]
    again = desk.post(page("again", article, 1), {**fields(looked_at), "note": "Typed"}, follow=True)
    assert "published, scheduled or withdrawn meanwhile" in words(again)
    assert fields(again)["note"] == "Typed"
    assert article.editions.count() == 3


def test_an_edition_is_shown_as_readers_saw_it_with_what_it_changed(desk):
    article = cast.illustrated(headline="First words")
    cast.publish(article)
    cast.saves(article, headline="Second words")
    cast.publish(article)
    cast.saves(article, headline="Third words")
    preview = desk.get(page("edition_preview", article, 2)).content.decode()
    assert "Second words" in preview
    assert "/media/" not in preview
    assert "/admin/articles/article/file/" in preview
    shown = desk.get(page("edition", article, 2)).content.decode()
    assert "<del>First</del>" in shown
    assert "<ins>Second</ins>" in shown
    assert "Publish this edition again" not in shown


def test_a_withdrawal_has_a_page_and_no_preview(desk):
    article = cast.story()
    cast.publish(article)
    publishing.withdraw(article, by=cast.ada(), reason="Libel.", note="Withdrawn by the agency.")
    shown = words(desk.get(page("edition", article, 2)))
    assert "Libel." in shown
    assert "Withdrawn by the agency." in shown
    assert desk.get(page("edition_preview", article, 2)).status_code == 404


def test_what_changed_stands_beside_each_other_and_only_where_something_is_live(desk):
    article = cast.story(headline="Council adopts")
    assert "What changed" not in words(desk.get(page("publish", article)))
    cast.publish(article)
    assert "Nothing: readers would see the same." in words(desk.get(page("publish", article)))
    cast.saves(article, headline="Council rejects")
    shown = desk.get(page("publish", article)).content.decode()
    assert "<del>adopts</del>" in shown
    assert "<ins>rejects</ins>" in shown


def test_the_form_of_withdrawal_is_one_link_away(desk):
    article = cast.story()
    cast.publish(article)
    assert re.search(r'<details[^>]* id="withdraw"', desk.get(page("publish", article)).content.decode())


# Correcting what is live


def corrects(client, article: Article, form: dict | None = None, **changes):
    form = form or fields(client.get(page("correct", article)))
    return client.post(page("correct", article), {**form, **changes}, follow=True)


def test_a_correction_changes_what_readers_have_and_nothing_else(desk):
    article = cast.illustrated(headline="Council adopts", byline="By: Xinhua")
    cast.publish(article)
    cast.saves(article, headline="Edited since")
    photo = article.photos.get().photo_id
    changes = {"byline": "By: Reuters", "note": "Another agency.", f"photo:{photo}:caption": "The left hall"}
    assert "The story is live." in words(corrects(desk, article, **changes))
    live = cast.live(article, timezone.now())
    assert (live.kind, live.content["headline"], live.content["byline"]) == (
        "correction",
        "Council adopts",
        "By: Reuters",
    )
    assert live.content["photos"][0]["caption"] == "The left hall"
    article.refresh_from_db()
    assert (article.headline, article.byline) == ("Edited since", "By: Reuters")
    assert article.photos.get().caption == "The left hall"
    assert "Corrected what is live" in log(article)[-1]


def test_a_correction_needs_its_note_and_a_change(desk):
    article = cast.story()
    cast.publish(article)
    refused = corrects(desk, article, headline="Right")
    assert "Say to readers what was wrong and what is right." in words(refused)
    assert fields(refused)["headline"] == "Right"
    assert (
        'Look at: <a href="#id_note">Note to readers</a>.' in corrects(desk, article, headline="Right").content.decode()
    )
    assert "Nothing differs from what readers see." in words(corrects(desk, article, note="Nothing."))
    assert article.editions.count() == 1


def test_words_that_clash_with_the_working_copy_are_shown_both(desk):
    article = cast.story(headline="Wrong")
    cast.publish(article)
    cast.saves(article, headline="Edited since")
    shown = words(corrects(desk, article, headline="Right", note="It was wrong."))
    assert "The working copy has other words" in shown
    assert "Headline, with readers Right" in shown
    assert "Headline, in the working copy Edited since" in shown
    assert "keeps them until you change it. Both are shown below." in shown


def test_a_schedule_that_keeps_all_its_own_words_is_not_said_to_have_the_correction(desk):
    article = cast.story(headline="Wrong")
    cast.publish(article)
    cast.publish(cast.saves(article, headline="Later"), at=timezone.now() + DAY)
    told = words(corrects(desk, article, headline="Right", note="It was wrong."))
    assert re.search(r"The edition scheduled for [^.]+ stays\.", told)
    assert "has words of its own and keeps them: Headline." in told
    assert "was cancelled" not in told


@pytest.mark.parametrize(("keep", "later"), [("on", "Right body"), (None, None)])
def test_the_scheduled_version_keeps_the_correction_if_one_likes(desk, keep, later):
    article = scheduled(body="<p>Wrong body</p>")
    form = fields(desk.get(page("correct", article)))
    assert form.pop("reissue") == "on"
    form |= {"reissue": keep} if keep else {}
    told = words(corrects(desk, article, form, body="<p>Right body</p>", note="Sorry."))
    assert bool(keep) == ("stays, and has the correction." in told)
    assert bool(keep) != ("was cancelled" in told)
    pending = article.editions.filter(cancelled_at=None, live_from__gt=timezone.now()).last()
    assert (pending and pending.content["body"]) == (later and f"<p>{later}</p>")


def test_a_correction_of_what_has_changed_meanwhile_loses_no_word(desk):
    article = cast.story(headline="Wrong", byline="By: One")
    cast.publish(article)
    form = fields(desk.get(page("correct", article)))
    publishing.correct(article, {"byline": "By: Two"}, by=cast.ada(), number=1)
    refused = corrects(desk, article, form, headline="Right", note="Typed with care")
    assert "What readers see has changed while you were correcting it." in words(refused)
    shown = fields(refused)
    assert (shown["headline"], shown["byline"], shown["note"]) == ("Right", "By: Two", "Typed with care")
    assert article.editions.count() == 2
    corrects(desk, article, shown)
    live = cast.live(article, timezone.now()).content
    assert (live["headline"], live["byline"]) == ("Right", "By: Two")


def test_a_correction_sent_twice_is_one(desk):
    article = cast.story(headline="Wrong")
    cast.publish(article)
    form = {**fields(desk.get(page("correct", article))), "headline": "Right", "note": "It was wrong."}
    corrects(desk, article, form)
    corrects(desk, article, form)
    assert article.editions.count() == 2


def test_how_a_browser_ends_its_lines_is_no_correction(desk):
    article = cast.story(body="<p>One.</p>\n<p>Two.</p>", summary="One.\nTwo.")
    cast.publish(article)
    form = fields(desk.get(page("correct", article)))
    form = {name: text.replace("\n", "\r\n") if isinstance(text, str) else text for name, text in form.items()}
    corrects(desk, article, form, headline="Right", note="It was wrong.")
    before, after = (edition.content for edition in article.editions.all())
    assert {name for name in before if before[name] != after[name]} == {"headline"}


def test_where_nothing_is_live_there_is_nothing_to_correct(desk):
    assert "there is nothing to correct" in words(desk.get(page("correct", cast.story()), follow=True))


# Who may


@pytest.mark.parametrize("act", ["retime", "expiry", "correct", "again"])
def test_each_act_needs_the_right_to_publish_a_token_and_a_form(act):
    article = scheduled()
    where = page(act, article, *([1] if act == "again" else []))
    assert at_screen(only("view", "change", "withdraw")).post(where).status_code == 403
    assert at_screen(cast.ada(), enforce_csrf_checks=True).post(where).status_code == 403
    if act != "correct":
        assert at_screen(cast.ada()).get(where).status_code == 405
    assert Edition.objects.filter(cancelled_at=None).count() == 2


def test_who_may_look_sees_an_edition_and_cannot_publish_it():
    article = cast.story()
    cast.publish(article)
    cast.publish(article)
    reader = at_screen(only("view"))
    assert "Publish this edition again" not in words(reader.get(page("edition", article, 1)))
    assert reader.get(page("edition_preview", article, 1)).status_code == 200
    assert reader.get(page("edition", article, 9)).status_code == 404
    assert at_screen(only("add")).get(page("edition", article, 1)).status_code == 403


# Zones


def test_moments_are_shown_and_read_in_the_editors_zone_with_the_sites_beside(desk):
    article = cast.story()
    desk.cookies["desk_zone"] = "Asia/Shanghai"
    shown = desk.get(page("publish", article))
    assert "Times are in Asia/Shanghai; the site's are in UTC." in words(shown)
    said = words(publishes(desk, article, fields(shown), at="2040-03-24T17:30"))
    assert "will go live on March 24, 2040, 17:30 CST (March 24, 09:30 UTC)" in said
    assert article.editions.get().live_from == datetime(2040, 3, 24, 9, 30, tzinfo=UTC)
    assert "Mar 24, 2040, 17:30 CST (Mar 24, 09:30 UTC)" in words(desk.get(page("publish", article)))


def test_a_form_is_read_in_the_zone_in_which_it_was_shown(desk):
    article = cast.story()
    form = fields(desk.get(page("publish", article)))
    desk.cookies["desk_zone"] = "Asia/Shanghai"
    publishes(desk, article, form, at="2040-03-24T17:30")
    assert article.editions.get().live_from == datetime(2040, 3, 24, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", "", "x" * 5000])
def test_a_zone_that_nobody_knows_is_the_sites(desk, zone):
    desk.cookies["desk_zone"] = zone
    shown = desk.get(page("publish", cast.story()))
    assert "Times are in UTC." in words(shown)


def test_the_preview_has_the_sites_days(desk):
    article = cast.story(dated=datetime(2018, 3, 24, 23, 0, tzinfo=UTC))
    edition = cast.publish(article)
    desk.cookies["desk_zone"] = "Asia/Shanghai"
    assert edition.path.startswith("news/photos/2018/03/24/")
    for preview in (page("preview", article), page("edition_preview", article, 1)):
        assert "March 24, 2018" in re.search(r"<time[^>]*>([^<]+)", desk.get(preview).content.decode())[1]
    publishes(desk, cast.story(slug="late", dated=datetime(2018, 3, 24, 23, 0, tzinfo=UTC)))
    assert Edition.objects.last().path == "news/photos/2018/03/24/late"


def test_the_zone_of_one_request_is_not_that_of_the_next(desk):
    desk.cookies["desk_zone"] = "Asia/Shanghai"
    desk.get(page("publish", cast.story()))
    assert timezone.get_current_timezone_name() == "UTC"


def test_every_link_of_the_page_leads_somewhere(desk):
    article = scheduled(byline="", summary="")
    shown = desk.get(page("publish", article))
    for link in set(re.findall(r'href="((?:/admin/|\.\./)[^"]+)"', shown.content.decode())):
        path = urlsplit(link).path
        path = path.replace("../", page("publish", article).removesuffix("publish/")) if path.startswith("..") else path
        assert desk.get(path).status_code in (200, 302), link


def test_an_embargo_holds_back_what_is_published_again(desk):
    article = cast.story()
    cast.publish(article)
    cast.publish(article)
    until = timezone.now() + HOUR
    cast.saves(article, embargo=until)
    posts(desk, "again", article, 1, seen="edition")
    assert article.editions.last().live_from == until
