"""In doubt copy is kept from readers: embargoes in words, statuses and times of the wrong kind, late restrictions."""

import json
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article, Edition, Source, WireFeed, WireItem
from articles.wire import folder, poll
from tests import cast
from tests.desk import at_screen, fields
from tests.test_ingest import run
from tests.test_wire_intake import deliver, ninjs

pytestmark = [pytest.mark.database, pytest.mark.django_db]
LIST = "/admin/articles/wireitem/"
DATELINE = "GENEVA, March 24 (Xinhua) -- The Council met."
PLAIN = [
    f"EMBARGOED UNTIL 1200 GMT FRIDAY\n\n{DATELINE}",
    f"The budget\n\nEmbargoed until 1200 GMT Friday\n\n{DATELINE}",
    f"*** EMBARGOED: 0001 GMT Friday ***\n\nThe budget\n\n{DATELINE}",
    f"The budget\n\n{DATELINE}\n\nIt voted.\n\nIt went.\n\nSperrfrist: Freitag, 12.00 Uhr",
    f"The budget\n\nNOT FOR PUBLICATION BEFORE 0600 GMT FRIDAY\n\n{DATELINE}",
    f"Sperrfrist: Freitag, 12.00 Uhr\n\nDer Haushalt\n\n{DATELINE}",
]
WORDS = [
    {"headline": "EMBARGOED: Budget"},
    {"headline": "Budget (EMBARGOED)"},
    {"description_text": "EMBARGOED UNTIL 1200 GMT FRIDAY"},
    {"slugline": "BUDGET-EMBARGOED"},
    {"pubstatus": ["withheld"]},
    {"pubstatus": ["canceled"]},
    {"pubstatus": {"a": 1}},
    {"pubstatus": True},
    {"pubstatus": ["usable", "withheld"]},
    {"embargoed": 99999999999999999999},
    {"embargoed": 0},
    {"ednote": "KILL: do not use this story"},
    {"headline": "KILL: A vote"},
    {"ednote": "Eds: This story may not be published, broadcast or posted online before 3:01 a.m. EDT."},
    {"ednote": "Must not be used until midnight."},
    {"ednote": "Moved in advance. For use Sunday, March 25, and thereafter."},
    {"ednote": "HFR"},
    {"ednote": "Test message, please ignore"},
    {"embargoedReason": "Until the speech is held"},
    {"slugline": "BC-US--Story, Adv25"},
    {"headline": "MANDATORY KILL - A vote"},
]


@pytest.mark.parametrize("copy", [*PLAIN, *(ninjs(1, **words) for words in WORDS)])
def test_nothing_in_doubt_is_published(tmp_path, copy):
    file = tmp_path / "copy"
    file.write_bytes(copy if isinstance(copy, bytes) else copy.encode())
    cast.section("news/world")
    cast.xinhua()
    run("ingest", "--source", "xinhua", "--section", "news/world", "--publish", file)
    assert WireItem.objects.exists()
    assert not Edition.objects.exists()


def test_stories_about_embargoes_are_no_embargoes():
    for headline in ("EU lifts arms embargo", "Oil embargo since 1973", "Grain not to be used before a vote"):
        row = deliver(
            ninjs(1, headline, uri=f"tag:example.org,2018:{headline}", ednote="For use in print. Advises readers.")
        )
        assert (row.outcome, row.embargoed) == ("imported", "")


def test_what_a_form_restricts_itself_stays_when_somebody_else_has_saved():
    article = cast.story()
    screen, address = at_screen(cast.ada()), f"/admin/articles/article/{article.pk}/change/"
    form = fields(screen.get(address))
    cast.saves(article, headline="Changed meanwhile")
    answer = screen.post(address, form | {"pubstatus": "withheld", "embargo": "2899-03-24T09:00"})
    screen.post(address, fields(answer))
    article.refresh_from_db()
    assert (article.pubstatus, article.embargo.year) == ("withheld", 2899)


@pytest.mark.parametrize("word", [["canceled"], "stat:canceled", "unpublished", "Recalled"])
def test_a_kill_by_another_word_is_a_kill(word):
    article = cast.story(guid="tag:example.org,2018:resolution")
    cast.publish(article)
    deliver(ninjs(9, pubstatus=word))
    assert not article.editions.live(timezone.now()).exists()


@pytest.mark.parametrize(
    "words", [{"embargoed": "2899-03-24T09:00:00Z"}, {"embargoed": "on Friday"}, {"pubstatus": "withheld"}]
)
def test_a_restriction_that_comes_late_cancels_what_is_scheduled_and_is_loud(words):
    article = cast.story(guid="tag:example.org,2018:resolution")
    edition = cast.publish(article, at=timezone.now() + cast.DAY)
    row = deliver(ninjs(2, **words))
    edition.refresh_from_db()
    assert edition.cancelled_at
    assert (row.outcome, row.urgent) == ("held", True)
    assert "The schedule has been cancelled." in at_screen(cast.ada()).get("/admin/").text
    article.refresh_from_db()
    assert article.embargo or article.embargo_indefinite or article.pubstatus == "withheld"


def test_a_kill_in_words_is_told_as_one():
    article = cast.story(guid="tag:example.org,2018:resolution")
    cast.publish(article)
    row = deliver(ninjs(2, ednote="BULLETIN KILL: Editors, kill this story"))
    assert (row.outcome, row.urgent) == ("held", True)
    assert "takes this story back" in row.reason
    assert "Nothing was taken down" in row.reason
    assert article.editions.live(timezone.now()).exists()


def test_a_looser_embargo_loosens_nothing():
    article = cast.story(guid="tag:example.org,2018:resolution", embargo=timezone.now() + 30 * cast.DAY)
    deliver(ninjs(2, embargoed=(timezone.now() + cast.DAY).strftime("%Y-%m-%dT%H:%M:%SZ")))
    before, article = article.embargo, Article.objects.get()
    assert article.embargo == before


def test_what_is_withheld_while_readers_have_it_is_loud():
    article = cast.story(guid="tag:example.org,2018:resolution")
    cast.publish(article)
    assert deliver(ninjs(2, pubstatus="withheld")).urgent
    assert article.editions.live(timezone.now()).exists(), "nothing is taken down by it"


def test_a_button_pressed_twice_decides_one_thing():
    deliver(ninjs(1, "One", body_html="<p>First.</p><p>Between.</p><p>Second.</p>"))
    screen = at_screen(cast.ada())
    screen.post(f"{LIST}{WireItem.objects.get().pk}/take/", {"section": cast.section().pk})
    cast.saves(Article.objects.get(), headline="Ours", body="<p>First, ours.</p><p>Between.</p><p>Second, ours.</p>")
    row = deliver(ninjs(2, "Two", body_html="<p>First, theirs.</p><p>Between.</p><p>Second, theirs.</p>"))
    page = screen.post(f"{LIST}{row.pk}/again/", follow=True).text
    first, *others = re.findall(rf"{LIST}{row.pk}/settle/\w+/", page)
    assert len(others) == 2
    screen.post(first, {"theirs": ""})
    assert "settled this already" in screen.post(first, {"theirs": ""}, follow=True).text
    article = Article.objects.get()
    assert (article.headline, article.body.count("ours")) == ("Two", 2)
    assert len(WireItem.objects.get(pk=row.pk).conflicts) == 2


def test_a_link_in_a_watched_folder_is_not_read(tmp_path):
    (tmp_path / "secret").write_text("A secret headline\n\nGENEVA (AP) -- It is secret.")
    hot = tmp_path / "hot"
    hot.mkdir()
    (hot / "link.txt").symlink_to(tmp_path / "secret")
    (hot / "hall.jpg").symlink_to(tmp_path / "secret")
    assert list(folder.empty(hot, source=cast.xinhua(), now=timezone.now().timestamp() + 60)) == []
    assert not WireItem.objects.exists()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/rss", "http://[::1]/", "http://localhost/", "http://a:b@example.org/"]
)
def test_a_feed_in_a_network_of_ours_or_with_a_password_is_refused_at_once(address):
    form = {"source": cast.xinhua().pk, "address": address, "minutes": "15"}
    answer = at_screen(cast.ada()).post("/admin/articles/wirefeed/add/", form)
    assert re.search("never asked|out of the address", answer.text)
    assert not WireFeed.objects.exists()


def test_a_pause_beyond_all_measure_is_refused_and_stops_no_other_feed():
    form = {"source": cast.xinhua().pk, "address": "https://example.org/", "minutes": "9000000000000000000"}
    at_screen(cast.ada()).post("/admin/articles/wirefeed/add/", form)
    assert not WireFeed.objects.exists()
    feed = WireFeed.objects.create(source=cast.xinhua(), address="http://127.0.0.1:9/", minutes=2_000_000_000)
    assert "network of our own" in poll.ask(feed)
    assert feed.next_at <= feed.asked_at + timedelta(days=1)


def test_lines_to_leave_out_that_would_leave_nothing_leave_all():
    Source.objects.filter(pk=cast.xinhua().pk).update(strip="*")
    row = deliver(ninjs(1))
    assert "The Council met" in row.parsed["body_text"]
    assert "The lines to leave out would leave nothing of it." in row.parsed["signals"]


def test_a_line_of_the_command_stays_one_line_and_hides_nothing(tmp_path, capsys):
    file = tmp_path / "two\nlines.json"
    file.write_bytes(ninjs(1, "Head\u202eline"))
    call_command("ingest", file)
    [line] = capsys.readouterr().out.splitlines()
    assert "\u202e" not in line


def test_a_dry_run_shows_what_the_source_would_leave_out(tmp_path):
    Source.objects.filter(pk=cast.xinhua().pk).update(strip="Follow us *")
    file = tmp_path / "a.json"
    file.write_bytes(ninjs(1, body_html="<p>It met.</p><p>Follow us here</p>"))
    told = json.loads(run("ingest", "--dry-run", "--json", "--source", "xinhua", file))
    assert told["body_text"] == "It met."


def test_the_form_of_a_source_is_kept_as_it_is():
    source = cast.xinhua()
    screen = at_screen(cast.ada())
    address = f"/admin/articles/source/{source.pk}/change/"
    assert screen.post(address, fields(screen.get(address)) | {"quiet_hours": "9" * 30}).status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        {"pubstatus": "canceled"},
        {"pubstatus": "withheld"},
        {"embargoed": "on Friday"},
        {"embargoed": "2899-03-24T09:00:00Z"},
    ],
)
def test_a_form_that_was_open_all_the_while_takes_no_restriction_off(words):
    article = cast.story(guid="tag:example.org,2018:resolution")
    screen, address = at_screen(cast.ada()), f"/admin/articles/article/{article.pk}/change/"
    form = fields(screen.get(address))
    deliver(ninjs(2, **words))
    form |= {"headline": "Changed meanwhile", "desk_zone": "Asia/Tokyo"}
    answer = screen.post(address, form)
    assert answer.status_code == 200, "the form comes back, with both texts"
    article.refresh_from_db()
    assert article.pubstatus != "usable" or article.embargo_indefinite or article.embargo
    assert article.headline != "Changed meanwhile"
    held = (article.pubstatus, article.embargo, article.embargo_indefinite)
    assert "The wire saved this story" in answer.text
    screen.post(address, fields(answer) | {"headline": "Changed meanwhile", "desk_zone": "Asia/Tokyo"})
    article.refresh_from_db()
    assert article.headline == "Changed meanwhile", "the second time it has been seen"
    assert (article.pubstatus, article.embargo, article.embargo_indefinite) == held, "and stays as it is"
