"""A store in PostgreSQL against the same store in a file, in one run: imports of 120,000 applications, and what the copies cost.

Each month is taken into a file and into PostgreSQL in turn (a cluster of the benchmark's own, which waits for no disk); then a
second server takes the last month in on top of the one before, and a third makes its copy from nothing. Processor seconds are
this process's; PostgreSQL's own come on top and are in the seconds by the clock. The last lines are of one small upload: until
it counts, and until a server that listens has it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from tests.bench import measures
from tests.bench.ingest import make_csv
from tests.postgresql import cluster

ROOT = Path(__file__).parents[2]
MONTHS = 3
SMALL = 10


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(seconds by the clock, of the processor)."""
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - cpu


@contextmanager
def store_at(store: str, copies: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", store)
        patch.setenv("PROGRAMME_COPIES", str(copies))
        yield


def main() -> None:
    """Measures and prints."""
    from data import ledger, uploads
    from data.datasets import DATASETS
    from data.ledger import programmes, store

    def take(dataset: str, content: bytes, day: date) -> None:
        uploads.commit(uploads.Request(DATASETS[dataset], content, f"{dataset}.csv", day, by="bench"))

    def line(what: str, found: tuple[float, float], than: tuple[float, float] | None = None) -> None:
        ratio = f"{found[1] / than[1]:8.2f}" if than else " " * 8
        if than:
            measures.take(f"{what}: processor", found[1], "s", than=than[1], to="a file")
        print(f"{what:<58}{found[0]:8.2f}{found[1]:8.2f}{ratio}")

    with tempfile.TemporaryDirectory() as name, cluster() as database:
        folder = Path(name)
        for month in range(1, MONTHS + 1):
            make_csv(folder / f"{month}.csv", changed=0 if month == 1 else 90 + month)
        address = database.address(database.database())
        places = {"a file": str(folder / "file" / "p.duckdb"), "PostgreSQL": address}
        print(f"{'':<58}{'clock s':>8}{'cpu s':>8}{'ratio':>8}")
        for month in range(1, MONTHS + 1):
            content = (folder / f"{month}.csv").read_bytes()
            before = None
            for where, named in places.items():
                with store_at(named, folder / "one"):
                    if month == 1:
                        with ledger.writing():
                            pass
                    found = timed(lambda: take("applications", content, date(2013, month, 28)))  # noqa: B023
                line(f"month {month} of 120,000 applications into {where}", found, before)
                before = found
            if month == MONTHS - 1:
                with store_at(address, folder / "two"):
                    line("a server's first copy, two months", timed(store.catch_up))
        with store_at(address, folder / "two"):
            line("… and the third month on top of it", timed(store.catch_up))
        with store_at(address, folder / "three"):
            line("a server's first copy, three months", timed(store.catch_up))
            size = programmes.home().stat().st_size / 2**20
        held = database.ask(address.rpartition("/")[2], "SELECT pg_database_size(current_database())")[0][0] / 2**20
        print(f"\n{size:.1f} MB in a work file, {held:.1f} MB in PostgreSQL")
        _small(
            folder, {"a file": str(folder / "small.duckdb"), "PostgreSQL": database.address(database.database())}, take
        )


LISTENER = """
import sys, threading, time
from data import ledger
from data.ledger.publishing import pointed_at
ledger.exists()
ledger.follow()
pause, version = threading.Event(), 0
while version < int(sys.argv[1]):
    shown = pointed_at()
    if shown is not None and shown.ledger_version > version:
        version = shown.ledger_version
        print(version, time.time(), flush=True)
    pause.wait(0.001)
"""


def _small(folder: Path, places: dict[str, str], take: Callable[[str, bytes, date], None]) -> None:
    from data import ledger

    wave = (
        "wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,Wave {},1,Housing,2013-01-01,2013-02-01\n"
    )
    for where, named in places.items():
        with store_at(named, folder / "writes"):
            take("waves", wave.format(0).encode(), date(2012, 12, 31))
            with store_at(named, folder / "listens"):
                listener = subprocess.Popen(
                    [sys.executable, "-c", LISTENER, str(SMALL + 1)], cwd=ROOT, stdout=subprocess.PIPE, text=True
                )
            assert listener.stdout is not None
            listener.stdout.readline()  # it has the first
            commits, counts = [], []
            for nth in range(1, SMALL + 1):
                commits.append(timed(lambda: take("waves", wave.format(nth).encode(), date(2013, 1, nth))))  # noqa: B023
                counts.append(time.time())
            seen = [float(line.split()[1]) for line in listener.communicate()[0].splitlines()]
            assert ledger.ledger_version() == SMALL + 1
        clock, cpu = (statistics.median(each) * 1000 for each in zip(*commits, strict=True))
        print(
            f"a small upload counts in {where} after {clock:.0f} ms, {cpu:.0f} of them of the processor (medians of {SMALL})"
        )
        if len(seen) == SMALL:
            later = sorted(max(0.0, at - counted) * 1000 for at, counted in zip(seen, counts, strict=True))
            print(f"and another process has it {statistics.median(later):.0f} ms later, at most {later[-1]:.0f}")


if __name__ == "__main__":
    main()
