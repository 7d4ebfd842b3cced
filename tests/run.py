"""The whole suite, as `make test` runs it: on SQLite with its coverage, then what is marked `database` on PostgreSQL.

Arguments go to pytest: `python -m tests.run -k races`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgres

COVERED = 92  # per cent of articles/


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="newsroom-coverage-") as folder:
        environment = {**os.environ, "COVERAGE_FILE": str(Path(folder, "coverage"))}
        environment.pop("DATABASE_URL", None)
        measured = ["--cov", "--cov-report=", *arguments]
        failed = [_pytest("SQLite", environment, measured), _on_postgresql(environment, arguments)]
        # A selection covers little; the whole suite must cover enough.
        least = [] if arguments else [f"--fail-under={COVERED}"]
        report = ["-m", "coverage", "report", "--skip-covered", "--skip-empty", *least]
        failed.append(subprocess.run([sys.executable, *report], env=environment, check=False).returncode)
    return int(any(failed))


def _on_postgresql(environment: dict[str, str], arguments: list[str]) -> int:
    with postgres.server() as url:
        if url:
            return _pytest("PostgreSQL", {**environment, "DATABASE_URL": url}, ["-m", "database", *arguments])
    if os.environ.get("CI") == "true":
        print("Failed: with CI=true the suite must run on PostgreSQL too, and there is none; install postgresql.")
        return 1
    print(f"Skipped: {postgres.MISSING}", flush=True)
    return 0


def _pytest(database: str, environment: dict[str, str], arguments: list[str]) -> int:
    print(f"\nOn {database}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
