"""A PostgreSQL server for a test run: the one that is named, or a private one that goes away."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

MISSING = "There is no PostgreSQL here (no TEST_POSTGRES, no initdb): what runs on PostgreSQL is skipped."


@contextmanager
def server() -> Iterator[str | None]:
    """The DATABASE_URL of a server on which databases may be made, or None.

    That is TEST_POSTGRES, such as postgres://user:password@host:5432/postgres, or a cluster in a temporary folder.
    """
    given, programs = os.environ.get("TEST_POSTGRES"), _programs()
    if given or not programs:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="newsroom-postgres-"))
    try:
        with _cluster(programs, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _cluster(programs: Path, folder: Path) -> Iterator[str]:
    user = _user()
    if user:
        shutil.chown(folder, user.pw_uid, user.pw_gid)
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    words = {"cwd": folder, "stdout": subprocess.DEVNULL, **who}
    data = folder / "data"
    initdb = [programs / "initdb", "-D", data, "-U", "newsroom", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(initdb, check=True, **words)
    port = _free_port()
    # The data need not survive anything: without the syncing the suite takes half the time.
    options = ["-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([programs / "postgres", *options], stderr=log, **words)
    try:
        url = f"postgres://newsroom@127.0.0.1:{port}/postgres"
        _wait_for(url, running, folder / "log")
        yield url
    finally:
        running.send_signal(signal.SIGINT)  # the fast shutdown: it waits for no connection
        running.wait(30)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if {"initdb", "postgres"} <= set(os.listdir(folder))), None)


def _user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: it refuses to run as root."""
    if os.getuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, running: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        if running.poll() is not None:
            break
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
