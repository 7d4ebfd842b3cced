"""Opening strangers' files in a process of its own.

Decoders are the likeliest thing to be broken by a hostile file, so they run without the database, without the
secrets of the environment, and with no more memory, time and disk than they are given. The child imports no
Django; what it has to say comes back as one JSON object on its standard output.
"""

import importlib
import json
import logging
import resource
import signal
import subprocess
import sys
from pathlib import Path

from .errors import Refused

TASKS = {name: f"articles.media.{name}" for name in ("photo", "pdf", "pdf_text", "pdf_look")}
ROOT = Path(__file__).resolve().parents[2]
FILE_BYTES = 1 << 30  # no file it writes may be larger
OVER_TIME = (-signal.SIGXCPU, -signal.SIGKILL)  # at the processor limit the kernel sends either

TOO_LARGE = "This file needs more memory than one upload may take. Save a smaller version and attach that."
TOO_SLOW = "This file takes too long to read. Save it anew or smaller in its own program, and attach that."
BROKEN = "This file could not be read and may be damaged. Open it, save it under a new name, and attach that."

log = logging.getLogger(__name__)


def run(task: str, source: Path, target: Path, *, memory_mb: int, cpu_seconds: int, seconds: int) -> dict:
    """Run `process(source, target)` of the task's module in a limited child and return its result.

    `target` is a folder that exists. `seconds` is by the clock on the wall, `cpu_seconds` by the processor's;
    `memory_mb` bounds the address space. Raises Refused when the task refuses and when it breaks a limit.
    """

    def limit() -> None:
        for what, most in (
            (resource.RLIMIT_AS, memory_mb << 20),
            (resource.RLIMIT_CPU, cpu_seconds),
            (resource.RLIMIT_FSIZE, FILE_BYTES),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))

    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, task, str(source.resolve()), str(target.resolve())],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"},
            umask=0o077,
            preexec_fn=limit,  # nothing but system calls: safe beside a server's threads
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(TOO_SLOW) from None
    if done.returncode in OVER_TIME:
        raise Refused(TOO_SLOW)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        last_words = done.stderr[-2000:].decode(errors="replace")
        log.warning("%s: child ended with %s: %s", task, done.returncode, last_words)
        raise Refused(BROKEN) from None
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer


def main(task: str, source: str, target: str) -> dict:
    try:
        return importlib.import_module(TASKS[task]).process(Path(source), Path(target))
    except Refused as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"refused": TOO_LARGE}
    except RecursionError:
        return {"refused": BROKEN}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
