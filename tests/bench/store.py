"""How the store is opened, two ways, under the same load: one writer that commits, readers that ask.

published: the ledger as it is: readers on published copies, the writer on the work file.
one file: the plain alternative: everyone opens the one file for each question or commit and tries again while it is held.

Prints, for each way: answers a second, the longest and the median wait for an answer, failures, and the median commit.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data import ledger
from data.datasets import DATASETS
from data.ledger import publishing
from data.ledger.writer import NewUpload, Writer
from tests.bench import measures

SECONDS = 6.0
READERS = 2
QUESTION = "SELECT department, count(*) FROM applications_at(DATE '2030-01-01', 1000000) GROUP BY department"
APPLICATIONS = DATASETS["applications"]


def _rows(changed: int) -> pl.DataFrame:
    count = 2000
    return pl.DataFrame(
        {
            "application_id": [f"APP-{n:05}" for n in range(count)],
            "name": [f"Application {n + (changed if n < 50 else 0)}" for n in range(count)],
            "department": [f"Department {n % 12}" for n in range(count)],
            "business_function": ["Work"] * count,
            "disposition": ["migrate"] * count,
        }
    )


def _ask_published() -> None:
    with ledger.reading() as cursor:
        cursor.execute(QUESTION).fetchall()


def _ask_one_file() -> None:
    with duckdb.connect(str(publishing.store_path()), read_only=True) as connection:
        connection.execute(QUESTION).fetchall()


def _commit_published(number: int) -> None:
    with ledger.writing() as writer:
        day = date(2013, 1, 1) + timedelta(days=number)
        writer.enter(NewUpload(APPLICATIONS, day, "full", _rows(number), b"x", "a.csv", "bench"))


def _commit_one_file(number: int) -> None:
    day = date(2013, 1, 1) + timedelta(days=number)
    with duckdb.connect(str(publishing.store_path())) as connection:
        writer = Writer(connection)
        connection.execute("BEGIN")
        writer.enter(NewUpload(APPLICATIONS, day, "full", _rows(number), b"x", "a.csv", "bench"))
        connection.execute("COMMIT")


def _persist(action: Callable[[], None], until: float) -> tuple[float | None, int]:
    """Seconds until the action succeeded, trying again while the file is held; and how often it was held."""
    begun, held = time.perf_counter(), 0
    while time.time() < until:
        try:
            action()
            return time.perf_counter() - begun, held
        except duckdb.IOException:
            held += 1
    return None, held


def _reader(ask: Callable[[], None], until: float, out: Any) -> None:
    waits, refused = [], 0
    while time.time() < until:
        seconds, held = _persist(ask, until)
        refused += held
        if seconds is not None:
            waits.append(seconds)
    out.put((waits, refused))


def measure(ask: Callable[[], None], commit: Callable[[int], None]) -> dict[str, float]:
    """The figures of one way, on a fresh store in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROGRAMME_STORE"] = str(Path(folder) / "programme.duckdb")
        _commit_published(0)
        context = multiprocessing.get_context("spawn")
        out: Any = context.Queue()
        until = time.time() + SECONDS + 2
        readers = [context.Process(target=_reader, args=(ask, until, out)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        commits, number = [], 0
        while time.time() < until:
            number += 1
            at = number
            seconds, _ = _persist(lambda: commit(at), until)  # noqa: B023
            if seconds is not None:
                commits.append(seconds)
        answers = [out.get() for _ in readers]
        for reader in readers:
            reader.join()
    answered = sum(len(waits) for waits, _ in answers)
    waits = sorted(seconds for waits, _ in answers for seconds in waits) or [float("nan")]
    return {
        "answers": answered,
        "median_ms": 1000 * statistics.median(waits),
        "p99_ms": 1000 * waits[int(len(waits) * 0.99)],
        "longest_ms": 1000 * waits[-1],
        "times_held": sum(held for _, held in answers),
        "commits": len(commits),
        "commit_ms": 1000 * statistics.median(commits) if commits else float("nan"),
        "longest_commit_ms": 1000 * max(commits) if commits else float("nan"),
    }


def main() -> None:
    """Measures both ways, in turn, and prints them beside each other."""
    ways = {"published": (_ask_published, _commit_published), "one file": (_ask_one_file, _commit_one_file)}
    figures = {name: measure(*way) for name, way in ways.items()}
    print(f"{'':<18}" + "".join(f"{name:>12}" for name in figures))
    for figure in next(iter(figures.values())):
        print(f"{figure:<18}" + "".join(f"{figures[name][figure]:>12,.1f}" for name in figures))
        published, one_file = (figures[name][figure] for name in ways)
        if one_file > 0:  # not where nobody came to an answer
            measures.take(f"store, published: {figure}", published, than=one_file, to="one file")


if __name__ == "__main__":
    main()
