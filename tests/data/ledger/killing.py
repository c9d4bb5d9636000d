"""Runs commands that are killed: before their n-th step, or from outside at any moment.

`python -m tests.data.ledger.killing` loads everything once and then runs each job of its standard input in a process of its own,
forked, so that a kill costs a tenth of a second and not a whole start. A step is a call that changes what is on the disk:
a file opened to be written, renamed, linked, removed or flushed, or a statement given to a database that may be written.
Nothing of the product knows of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.deep import DEEP

ROOT = Path(__file__).parents[3]
CHANGES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"}
BREAK = "\f"
"""Between what two commands of one job say."""

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts the steps of this process, and kills it before the one that was asked for."""

    def __init__(self, kill_at: int | None, below: str) -> None:
        self.kill_at, self.below, self.taken = kill_at, below, 0

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            is_written = any(c in mode for c in "wax+") if isinstance(mode, str) else bool(flags and flags & WRITES)
            if is_written and str(path).startswith(self.below):
                self.step()
        elif event in CHANGES and str(arguments[0]).startswith(self.below):
            self.step()

    def install(self) -> None:
        import duckdb

        connect, fsync = duckdb.connect, os.fsync

        def flushed(handle: int) -> None:
            self.step()
            fsync(handle)

        def connected(database: object = ":memory:", *rest: Any, **more: Any) -> Any:
            connection = connect(database, *rest, **more)  # type: ignore[arg-type]
            return connection if more.get("read_only") else Stepping(connection, self)

        os.fsync, duckdb.connect = flushed, connected  # type: ignore[assignment]
        sys.addaudithook(self.hook)


class Stepping:
    """A connection of which every statement, and the closing, is a step."""

    def __init__(self, connection: Any, steps: Steps) -> None:
        self._connection, self._steps = connection, steps

    def execute(self, *given: Any) -> Any:
        self._steps.step()
        return self._connection.execute(*given)

    def executemany(self, *given: Any) -> Any:
        self._steps.step()
        return self._connection.executemany(*given)

    def close(self) -> None:
        self._steps.step()
        self._connection.close()

    def __enter__(self) -> Stepping:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def _run(job: dict[str, Any], out: str) -> None:
    """The job, in the forked process; never returns."""
    os.environ["PROGRAMME_STORE"] = job["store"]
    for number, name in ((1, out + ".out"), (2, out + ".err")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    steps = Steps(job.get("kill_at"), job["below"])
    status = 70
    try:
        if job.get("read"):
            print(ask_until(Path(job["read"])))
            status = 0
        else:
            from data.__main__ import main

            steps.install()
            for arguments in job["commands"]:
                status = main(arguments)
                print(BREAK, end="", flush=True)
                if status:
                    break
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()  # which leaving like this would say nothing of
        sys.stdout.flush()
        sys.stderr.flush()
        Path(out + ".steps").write_text(str(steps.taken))
        os._exit(status)


def ask_until(stop: Path) -> int:
    """Asks the same of the store until the file `stop` is there: every answer is one version's, and none goes back within a
    generation. Returns how many there were. Uploads that are turned together share an entry's number.

    Between two answers it leaves the processor to the command for a moment: asking without a pause it took as much of it as
    all that it looked at."""
    from data import ledger

    asked, seen, pause = 0, (-1, ""), threading.Event()
    while not stop.exists() or asked < 3:
        now = ledger.current()
        numbers, highest = ledger.with_retry(
            lambda cursor: cursor.execute(
                "SELECT count(DISTINCT number), coalesce(max(number), 0) FROM ledger_entries"
            ).fetchall()
        )[0]
        assert numbers == highest, (numbers, highest)
        assert now.generation != seen[1] or now.ledger_version >= seen[0], (now, seen)
        asked, seen = asked + 1, (now.ledger_version, now.generation)
        pause.wait(0 if DEEP else 0.02)
    return asked


def serve() -> None:
    """One JSON job a line in; for each one JSON line out: status (−9 for killed), steps, out, err; ‘started’ for a reader."""
    import data.__main__
    import data.ledger
    import data.sample  # noqa: F401

    running: dict[str, tuple[int, str]] = {}
    for line in sys.stdin:
        job = json.loads(line)
        if job.get("wait"):
            process, out = running.pop(job["wait"])
        else:
            out = tempfile.mktemp(dir=job["scratch"])
            process = os.fork()
            if not process:
                _run(job, out)
            if job.get("read"):
                running[job["read"]] = process, out
                print("{}", flush=True)
                continue
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        steps = Path(out + ".steps")
        taken = int(steps.read_text()) if steps.exists() else 0
        said = {name: Path(f"{out}.{name}").read_text(errors="replace") for name in ("out", "err")}
        print(json.dumps({"status": status, "steps": taken, **said}), flush=True)


class Commands:
    """The other end of serve(): runs commands on one store after another."""

    def __init__(self, scratch: Path) -> None:
        self.scratch, self.store = scratch, scratch / "none"
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.data.ledger.killing"], cwd=ROOT, stdin=-1, stdout=-1, text=True
        )

    def _ask(self, **job: Any) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        said = {"store": str(self.store), "below": str(self.scratch), "scratch": str(self.scratch), **job}
        self._server.stdin.write(json.dumps(said) + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer

    def run(self, *commands: list[str], kill_at: int | None = None) -> dict[str, Any]:
        """What became of some commands, one after another in one process: status, steps, out (a list), err."""
        answer = self._ask(commands=commands, kill_at=kill_at)
        return answer | {"out": str(answer["out"]).split(BREAK)}

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A reader in a process of its own, from before until after."""
        stop = self.scratch / f"stop-{time.monotonic_ns()}"
        self._ask(read=str(stop))
        try:
            yield
        finally:
            stop.touch()
            answer = self._ask(wait=str(stop))
        assert answer["status"] == 0, answer
        assert int(answer["out"]) >= 3

    def close(self) -> None:
        self._server.communicate()


if __name__ == "__main__":
    serve()
