"""From a file of wire copy to a working copy at the desk, by the commands that an editor or a clock runs."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from articles.demo import build
from articles.models import Article, Document, Edition, Listing, Photo, Revision, Section, Source, WireItem
from tests import cast

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SEED = Path(__file__).parent / "samples" / "plain" / "un-rights-body-resolution.txt"
HEADLINE = "UN rights body adopts China-sponsored resolution on mutually beneficial cooperation"
PDF = "Promoting Mutually Beneficial Cooperation in the Field of Human Rights.pdf"


def run(command: str, *arguments) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path) -> Path:
    shutil.copy(SEED, tmp_path / "seed.txt")
    return tmp_path


def everything() -> list[int]:
    models = (Article, Document, Edition, Listing, Photo, Revision, Section, Source)
    return [model.objects.count() for model in models]


def test_a_dry_run_shows_the_fields_and_writes_nothing():
    before = everything()
    item = json.loads(run("ingest", SEED, "--dry-run", "--json"))
    assert (item["headline"], item["byline"], item["source"]) == (HEADLINE, "Xinhua", "Xinhua")
    assert item["dateline"]["city"] == "GENEVA"
    assert item["breadcrumb"] == ["NEWS", "PHOTOS"]
    assert item["attachments"][0]["file"] == PDF
    assert item["body_text"].startswith("The UN Human Rights Council on Friday adopted")
    assert everything() == before


def test_the_seed_becomes_a_working_copy_and_no_edition():
    line = run("ingest", SEED)
    assert line.startswith("imported  ")
    assert f"The copy names “{PDF}”, which has not come: add it at the desk." in line
    assert "The copy has a place for a photograph: add it at the desk." in line
    article = Article.objects.get()
    assert article.headline == HEADLINE
    assert article.section.path == "news/photos"
    assert str(article.section) == "NEWS > PHOTOS".title()
    assert (article.source.name, article.source.credit_line) == ("Xinhua", "Xinhua")
    assert (article.dateline, article.byline) == ("GENEVA, March 24, 2018", "Xinhua")
    assert f"{timezone.localtime(article.dated):%Y-%m-%d %H:%M}" == "2018-03-24 00:00"
    assert article.body.startswith("<p>The UN Human Rights Council on Friday adopted")
    assert article.body.count("<p>") == 7
    assert (article.language, article.pubstatus, article.desk_status) == ("en", "usable", "draft")
    assert article.revisions.count() == 1
    assert not Edition.objects.exists()


def test_the_same_copy_again_changes_nothing_and_other_copy_waits(folder):
    run("ingest", folder)
    before = everything(), Article.objects.get().saved_at
    assert run("ingest", folder).startswith("unchanged  ")
    text = (folder / "seed.txt").read_text()
    (folder / "seed.txt").write_text(text.replace("on Friday", "on Thursday"))
    assert run("ingest", folder).startswith("held  ")
    assert (everything(), Article.objects.get().saved_at) == before
    assert "Thursday" not in Article.objects.get().body


def test_copy_that_comes_again_after_an_edit_leaves_the_edit(folder):
    run("ingest", folder)
    cast.saves(Article.objects.get(), headline="Ours", body="<p>Ours</p>")
    assert run("ingest", folder).startswith("unchanged  ")
    assert Article.objects.get().body == "<p>Ours</p>"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "The file is empty. Ask for it to be sent again."),
        (b" \r\n\0\0", "The file is empty. Ask for it to be sent again."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "This picture is damaged and cannot be read."),
        (b"<html><p>Story</p></html>", "This is no format we read."),
        (b"a" * 5_000_001, "The text is longer than 5 MB."),
        (None, "The file cannot be opened: No such file or directory."),
    ],
)
def test_what_cannot_be_taken_is_rejected_with_a_sentence(tmp_path, raw, reason):
    path = tmp_path / "copy.txt"
    if raw is not None:
        path.write_bytes(raw)
    line = run("ingest", path)
    assert line.startswith("rejected  ")
    assert reason in line
    item = json.loads(run("ingest", path, "--json"))
    assert (item["outcome"], item["reason"]) == ("rejected", item["reason"])
    assert reason in item["reason"]
    assert not Article.objects.exists()
    assert not Section.objects.exists()


@pytest.mark.parametrize(
    ("breadcrumb", "reason"),
    [
        ("", ""),
        ("Home > FILES >\n", "Left in Incoming: “files” is an address of the site itself."),
        ("Home > NEWS > 2018 >\n", "Left in Incoming: Four digits would read as a year"),
    ],
)
def test_copy_without_a_section_waits_in_incoming(tmp_path, breadcrumb, reason):
    path = tmp_path / "copy.txt"
    path.write_text(f"{breadcrumb}Headline of a story\nBy: Xinhua\n\nThe text.")
    line = run("ingest", path)
    assert line.startswith("imported  ")
    assert reason in line
    assert (WireItem.objects.get().headline, WireItem.objects.get().state) == ("Headline of a story", "new")
    assert not Article.objects.exists()
    assert not Section.objects.exists()


def test_one_bad_file_does_not_keep_the_others_out(folder):
    (folder / "a-bad.txt").write_bytes(b"")
    (folder / "z-bad.txt").write_bytes(bytes(range(256)))
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xffno picture")
    lines = run("ingest", folder).splitlines()
    assert [line.split()[0] for line in lines] == ["rejected", "imported", "rejected", "rejected"]


def test_the_named_pdf_and_photograph_beside_the_copy_come_with_it(folder):
    shutil.copy(build.HERE / "documents" / PDF, folder)
    shutil.copy(build.HERE / "photos" / "grace-hopper.jpg", folder)
    text = (folder / "seed.txt").read_text()
    facts = "View Original Image\nPhoto: grace-hopper.jpg\nCaption: The hall\nCredit: Xinhua/Wang"
    (folder / "seed.txt").write_text(text.replace("View Original Image", facts))
    assert "add it at the desk" not in run("ingest", folder)
    article = Article.objects.get()
    document, photo = article.documents.get(), article.photos.get()
    assert document.document.file_name == PDF
    assert document.intro == "Click the following link to download the resolution:"
    assert (photo.photo.file_name, photo.role) == ("grace-hopper.jpg", "lead")
    assert (photo.caption, photo.credit) == ("The hall", "Xinhua/Wang")


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/outside.pdf", "..\\outside.pdf"])
def test_copy_cannot_name_a_file_of_another_folder(folder, name):
    (folder / "in").mkdir()
    shutil.copy(build.HERE / "documents" / PDF, folder / "outside.pdf")
    text = (folder / "seed.txt").read_text().replace(PDF, name)
    (folder / "in" / "seed.txt").write_text(text)
    assert "which has not come" in run("ingest", folder / "in")
    assert not Document.objects.exists()


def test_a_pdf_that_is_none_leaves_a_note_and_the_story_comes_in(folder):
    (folder / PDF).write_text("no pdf")
    line = run("ingest", folder)
    assert line.startswith("imported  ")
    assert f"{PDF}: " in line
    assert not Article.objects.get().documents.exists()


def test_publish_makes_it_live_at_once(client, folder):
    run("ingest", folder, "--publish")
    edition = Edition.objects.get()
    assert edition.path.startswith("news/photos/2018/03/24/un-rights-body-adopts")
    assert HEADLINE in client.get(f"/{edition.path}/").text
    assert run("ingest", folder, "--publish").startswith("unchanged  ")
    assert Edition.objects.count() == 1


def test_what_cannot_be_published_is_said_and_stays_at_the_desk(folder):
    run("ingest", folder, "--publish")
    text = (folder / "seed.txt").read_text().replace("By:Xinhua", "By:AFP")
    (folder / "seed.txt").write_text(text)
    line = run("ingest", folder, "--publish")
    assert "Not published: Another story has the address /news/photos/2018/03/24/un-rights" in line
    assert (Article.objects.count(), Edition.objects.count()) == (2, 1)


def test_section_and_source_can_be_told(folder):
    cast.section("news/world")
    ap = Source.objects.create(name="AP", slug="ap")
    run("ingest", folder, "--section", "/news/world/", "--source", "ap")
    article = Article.objects.get()
    assert (article.section.path, article.source) == ("news/world", ap)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--section", "There is no section “nowhere”. There are: "),
        ("--source", "There is no source “nowhere”. There are: none"),
    ],
)
def test_an_unknown_section_or_source_is_a_sentence(folder, option, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("ingest", folder, option, "nowhere")
    assert not Article.objects.exists()


def test_the_record_is_verified_and_an_altered_edition_is_named(folder):
    run("ingest", folder, "--publish")
    assert run("verify").startswith("The record is intact. Head: ")
    edition = Edition.objects.get()
    Edition.objects.filter(pk=edition.pk).update(content={**edition.content, "headline": "Forged"})
    complaint = StringIO()
    with pytest.raises(CommandError, match="1 edition"):
        call_command("verify", stderr=complaint)
    assert complaint.getvalue() == f"Article {edition.article_id}, edition 1: the content or its seal was altered.\n"


def test_the_sweep_leaves_what_is_young_or_named(folder):
    cast.publish(cast.illustrated())
    assert run("sweep") == "0 swept.\n"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo newsroom, loaded twice; it is taken away again, for the tests of other files share the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        first, counts = run("demo"), everything()
        second = run("demo")
        states = {
            row.headline: (list(row.editions.values_list("kind", "gone", "live_from")), row.embargo)
            for row in Article.objects.all()
        }
        intact = run("verify")
        loaded = {"runs": (first, second), "counts": (counts, everything()), "states": states, "intact": intact}
        transaction.set_rollback(True)
    return loaded


def test_the_demo_loads_once(demo):
    assert demo["runs"][0].startswith("13 stories loaded.")
    assert demo["runs"][1].startswith("The demo newsroom is here already.")
    assert demo["counts"][0] == demo["counts"][1]
    assert demo["counts"][0][0] == 13
    assert f"Demo login: {build.LOGIN}" in demo["runs"][1]
    assert demo["intact"].startswith("The record is intact.")


def test_each_demo_story_is_in_the_state_that_its_plan_names(demo):
    plan, now = json.loads((build.HERE / "newsroom.json").read_text()), timezone.now()
    shapes = {
        "draft": [],
        "live": [("first", "", True)],
        "scheduled": [("first", "", False)],
        "embargoed": [("first", "", False)],
        "corrected": [("first", "", True), ("correction", "", True)],
        "withdrawn": [("first", "", True), ("withdrawal", "notice", True)],
    }
    wanted, found = [shapes[story["state"]] for story in plan["stories"]], []
    for editions, _ in demo["states"].values():
        found.append([(kind, gone, start <= now) for kind, gone, start in editions])
    assert sorted(map(str, found)) == sorted(map(str, wanted))
    embargoes = [embargo for _, embargo in demo["states"].values() if embargo]
    assert len(embargoes) == sum(story["state"] == "embargoed" for story in plan["stories"])
