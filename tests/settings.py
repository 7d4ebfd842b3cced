"""The product's settings for tests: files and database in a folder that goes away, fast passwords, nothing built."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TEST_DIR" not in os.environ:  # the processes of one run share the folder; the first one makes and removes it
    os.environ["TEST_DIR"] = tempfile.mkdtemp(prefix="newsroom-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_DIR"], ignore_errors=True)
FOLDER = Path(os.environ["TEST_DIR"])
OWN = FOLDER / os.environ.get("PYTEST_XDIST_WORKER", "alone")

os.environ["SECRET_KEY"] = "for tests only"
os.environ["MEDIA_DIR"] = str(OWN / "media")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'newsroom.sqlite3'}")

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, as in production: in memory no second process could reach it.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT = OWN / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
