"""The process that opens strangers' files, and the names they come with."""

import os
import subprocess
import sys

import pytest
from PIL import Image, ImageOps

from articles.media import child
from articles.media.errors import Refused
from articles.media.names import human

from .photos import saved, scene

# The child


LIMITS = {"memory_mb": 600, "cpu_seconds": 10, "seconds": 20}


def test_the_child_answers(tmp_path):
    (tmp_path / "source").write_bytes(saved(scene()))
    result = child.run("photo", tmp_path / "source", tmp_path, **LIMITS)
    assert (result["width"], len(result["renditions"])) == (320, 3)
    assert (tmp_path / "320.avif").stat().st_mode & 0o077 == 0


def test_the_child_refuses_in_words(tmp_path):
    (tmp_path / "source").write_bytes(b"8BPS")
    with pytest.raises(Refused, match="Photoshop"):
        child.run("photo", tmp_path / "source", tmp_path, **LIMITS)


@pytest.mark.parametrize(
    ("source", "limits", "words"),
    [
        ("/dev/zero", {}, "memory"),
        ("fifo", {"seconds": 1}, "too long"),
        ("slow", {"cpu_seconds": 1}, "too long"),
        ("missing", {}, "could not be read"),
    ],
)
def test_the_child_is_stopped_at_its_limits(tmp_path, source, limits, words):
    os.mkfifo(tmp_path / "fifo")
    if source == "slow":
        (tmp_path / source).write_bytes(saved(Image.effect_noise((7000, 7000), 60), "PNG", compress_level=0))
    with pytest.raises(Refused, match=words):
        child.run("photo", tmp_path / source, tmp_path, **LIMITS | limits)


def test_the_child_imports_no_django():
    tasks = ", ".join(child.TASKS.values())
    code = f"import sys, articles.media.child, {tasks}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=child.ROOT, check=False).returncode == 0


MEASURE = """
import resource, sys
from pathlib import Path
from articles.media.child import run
made = run("photo", Path(sys.argv[1]), Path(sys.argv[2]), memory_mb=600, cpu_seconds=20, seconds=60)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(len(made["renditions"]), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""


def test_24_megapixels_are_cheap(tmp_path):
    soft, grain = (Image.effect_noise((375, 250), 90), Image.effect_noise((6000, 4000), 60))
    picture = Image.blend(soft.resize((6000, 4000)), grain, 0.3)
    detail = Image.merge("RGB", (picture, ImageOps.mirror(picture), ImageOps.flip(picture)))
    detail.save(tmp_path / "source", "JPEG", quality=90)
    assert (tmp_path / "source").stat().st_size > 5_000_000
    arguments = [sys.executable, "-c", MEASURE, tmp_path / "source", tmp_path]
    done = subprocess.run(arguments, cwd=child.ROOT, capture_output=True, text=True, check=True)
    files, seconds, megabytes = done.stdout.split()
    assert int(files) == 15
    assert float(seconds) < 1.6
    assert int(megabytes) < 300


# People's file names


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("Promoting Mutually Beneficial Cooperation in the Field of Human Rights.pdf",) * 2,
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\photo.jpg", "photo.jpg"),
        ("a\0b\r\nc\x1b.jpg", "ab c.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("  two \t\u3000 spaces .pdf ", "two spaces .pdf"),
        ("cafe\u0301.jpg", "café.jpg"),
        ("人权.pdf",) * 2,
        ("می‌خواهم.pdf",) * 2,
        ("\ud800x.jpg", "x.jpg"),
        ("", "photo.jpg"),
        (".", "photo.jpg"),
        ("a/..", "photo.jpg"),
        ("\u200e", "photo.jpg"),
        ("語" * 500 + ".jpeg", "語" * 195 + ".jpeg"),
        ("x" * 300, "x" * 200),
        ("x." + "y" * 300, None),
    ],
)
def test_file_names(raw, wanted):
    name = human(raw, "photo.jpg")
    assert name == wanted or (wanted is None and len(name) <= 200)
    assert human(name, "photo.jpg") == name
    name.encode()
