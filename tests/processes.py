"""Real processes for tests: two at the same moment on one database, and one that is killed at a moment of its life."""

import os
import signal
import tempfile
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.core.files.base import File
from django.db import connection, connections
from django.test import override_settings

from articles.media.storage import DurableStorage

Act = Callable[[], object]
DONE = "done"


def together(*acts: Act) -> list[str]:
    """Start the acts at the same moment, each in a process of its own. Returns "done" or the error of each."""
    connections.close_all()
    ready, go = os.pipe(), os.pipe()
    running = [_forked(partial(_at_the_signal, act, ready[1], go)) for act in acts]
    for _ in acts:
        assert os.read(ready[0], 1) == b"."
    os.close(go[1])
    ends = [_ended(*child)[1] for child in running]
    for end in (*ready, go[0]):
        os.close(end)
    return ends


def alone(act: Act) -> str:
    """What becomes of the act in a process of its own: "done", an error, or "killed"."""
    connections.close_all()
    killed, said = _ended(*_forked(act))
    return "killed" if killed else said


def _at_the_signal(act: Act, ready: int, go: tuple[int, int]) -> None:
    os.close(go[1])
    connection.ensure_connection()
    os.write(ready, b".")
    os.read(go[0], 1)  # ends when the parent closes its side
    act()


def _forked(act: Act) -> tuple[int, int]:
    """The number of the child, and where its last words can be read."""
    listening, speaking = os.pipe()
    child = os.fork()
    if child:
        os.close(speaking)
        return child, listening
    try:
        try:
            act()
            said = DONE
        except Exception as error:  # noqa: BLE001 - the parent hears of it
            said = f"{type(error).__name__}: {error}"
            if type(error).__name__ != "Refused":
                traceback.print_exc()
        connections.close_all()
        os.write(speaking, said.encode())
    finally:
        os._exit(0)


def _ended(child: int, listening: int) -> tuple[bool, str]:
    with os.fdopen(listening, "rb") as words:
        said = words.read().decode()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL, said


class Death:
    """Comes to a process at the nth of the moments that it lives through. At the 0th it never comes."""

    def __init__(self, nth: int = 0):
        self.nth, self.moments = nth, 0

    def may_come(self) -> None:
        self.moments += 1
        if self.moments == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


death = Death()


class DeadlyStorage(DurableStorage):
    """Death may come before a file is written, in the middle of it, and when it has its name."""

    def _save(self, name, content):
        death.may_come()
        name = super()._save(name, _Halting(content))
        death.may_come()
        return name

    def delete(self, name):
        death.may_come()
        super().delete(name)


class _Halting(File):
    def chunks(self, chunk_size=None):
        data = self.read()
        yield data[: len(data) // 2]
        death.may_come()
        yield data[len(data) // 2 :]


def mortal(act: Act, nth: int, storages: dict, moments: Path) -> None:
    """Do the act in this process, with death at the nth moment: each file, change of a row and commit has its own.

    An act that survives writes the number of its moments into a file.
    """
    global death
    death = Death(nth)
    deadly = f"{__name__}.{DeadlyStorage.__name__}"
    tempfile.tempdir = str(moments.parent)
    commit = connection._commit

    def deadly_commit():
        death.may_come()
        commit()
        death.may_come()

    def deadly_statement(execute, sql, params, many, context):
        if not sql.startswith("SELECT"):
            death.may_come()
        return execute(sql, params, many, context)

    connection._commit = deadly_commit
    here = {name: {**words, "BACKEND": deadly} for name, words in storages.items() if name != "staticfiles"}
    with override_settings(STORAGES={**storages, **here}), connection.execute_wrapper(deadly_statement):
        act()
        death.may_come()
    moments.write_text(str(death.moments))
