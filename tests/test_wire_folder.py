"""The hot folder: files that are whole come in, the others wait, and none is lost."""

import os
import time

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Source, WireItem
from articles.wire import folder
from tests import cast
from tests.test_wire_intake import kill

pytestmark = pytest.mark.django_db
COPY = "Council meets\nBy: Xinhua\n\nGENEVA, March 24, 2018 -- It met."


def put(path, text=COPY, age: float = 10):
    path.write_text(text)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def emptied(path, later: float = 60) -> list[str]:
    return [line for _, line in folder.empty(path, now=time.time() + later)]


def test_a_whole_file_comes_in_and_is_moved_away(tmp_path):
    put(tmp_path / "a.txt")
    assert emptied(tmp_path) == ["imported  Council meets"]
    assert not (tmp_path / "a.txt").exists()
    assert (tmp_path / "done" / "a.txt").read_text() == COPY
    assert WireItem.objects.get().headline == "Council meets"
    assert emptied(tmp_path) == []


def test_a_file_that_is_being_written_waits(tmp_path):
    put(tmp_path / "half.txt", COPY[:20])
    assert emptied(tmp_path, later=0) == []
    for name in ("a.txt.part", ".hidden.txt", "b.filepart", "c.tmp"):
        put(tmp_path / name)
    assert emptied(tmp_path) == ["imported  Council meets"], "only what has been still for a while"
    assert not WireItem.objects.filter(path__endswith="part").exists()


def test_a_file_that_somebody_has_open_for_writing_waits_however_long_it_is_quiet(tmp_path):
    with (tmp_path / "slow.txt").open("w") as upload:
        upload.write(COPY[:40])
        upload.flush()
        assert emptied(tmp_path) == []
        upload.write(COPY[40:])
    assert emptied(tmp_path) == ["imported  Council meets"]
    assert WireItem.objects.get().parsed["body_text"]


def test_a_kill_in_the_folder_of_a_paused_source_acts(tmp_path, monkeypatch):
    article = cast.story(guid="tag:example.org,2018:resolution")
    cast.publish(article)
    Source.objects.filter(pk=cast.xinhua().pk).update(paused=True)
    (tmp_path / "kill.json").write_bytes(kill())
    monkeypatch.setattr(
        folder, "QUIET", -1
    )  # no wait; and the pause between two looks is none that can be, and ends it
    with pytest.raises(ValueError, match="sleep"):
        call_command("ingest", "--source", "xinhua", "--watch", tmp_path)
    assert not article.editions.live(timezone.now()).exists()


def test_a_refused_file_is_kept_with_its_reason(tmp_path):
    put(tmp_path / "broken.json", '{"uri": ')
    put(tmp_path / "good.txt")
    assert len(emptied(tmp_path)) == 2
    assert (tmp_path / "refused" / "broken.json").exists()
    assert "rejected" in (tmp_path / "refused" / "broken.json.reason.txt").read_text()
    assert (tmp_path / "done" / "good.txt").exists()


def test_two_files_of_one_name_are_both_kept(tmp_path):
    put(tmp_path / "a.txt")
    emptied(tmp_path)
    put(tmp_path / "a.txt", COPY.replace("It met", "It met again"))
    emptied(tmp_path)
    assert {path.name for path in (tmp_path / "done").iterdir()} == {"a.txt", "a-2.txt"}
