import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR


def check(**words: str) -> subprocess.CompletedProcess:
    """`manage.py check` in an environment that has only these words, in a folder that has no key file."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    command = [sys.executable, "-c", "from django.core.management import execute_from_command_line as run; "]
    command[2] += "from pathlib import Path; real = Path.exists; "
    command[2] += "Path.exists = lambda path: path.name != 'secret_key' and real(path); run(['manage.py', 'check'])"
    return subprocess.run(command, env={**environment, **words}, capture_output=True, text=True, check=False)


def test_without_a_secret_key_nothing_starts():
    refused = check()
    assert refused.returncode
    assert "SECRET_KEY is not set" in refused.stderr


def test_debug_is_off_unless_it_is_asked_for():
    assert settings.DEBUG is False


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"SITE_URL": "news.example.org"}, "Give scheme and host alone"),
        ({"SITE_URL": "https://news.example.org"}, "Set ALLOWED_HOSTS=news.example.org"),
        ({"ALLOWED_HOSTS": "*"}, "Name the hosts that readers use"),
        ({"MEDIA_DIR": "/dev/null/media"}, "Create the folder"),
    ],
)
def test_a_wrong_setting_says_what_to_do(words, sentence):
    assert sentence in check(SECRET_KEY="x", **words).stderr


def test_right_settings_are_silent():
    words = {"SITE_URL": "https://news.example.org", "ALLOWED_HOSTS": ".example.org"}
    answer = check(SECRET_KEY="x", **words)
    assert answer.returncode == 0
    assert answer.stderr == ""


def test_every_setting_of_the_environment_is_documented():
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "newsroom/settings.py").read_text()))
    documented = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert read == documented


def test_every_command_of_the_readme_exists():
    readme = (ROOT / "README.md").read_text()
    commands = set(re.findall(r"`manage\.py (\w+)", readme))
    assert commands <= {path.stem for path in (ROOT / "articles/management/commands").glob("*.py")}
    assert "make test" in readme
    assert {"make run", "make lint", "make bench"} <= set(re.findall(r"make \w+", readme))


def test_every_room_of_the_readme_exists():
    rooms = re.findall(r"^\| (`[^|]+) \|", (ROOT / "README.md").read_text().split("## The rooms")[1], re.MULTILINE)
    names = [name for room in rooms for name in re.findall(r"`([^`]+)`", room)]
    assert names
    for name in names:
        assert (ROOT / name).exists() or (ROOT / "articles" / name).exists(), name
