"""120,000 applications, 12 columns: read, checked, compared and committed, against DuckDB loading the same CSV.

Two cases, each in a process of its own on a fresh, empty store, in turn with the baseline (DuckDB alone reads the same CSV into a
typed table of a file, by types that it detects, and checkpoints): the first report; and the next month's, one row in a hundred
changed. Prints the median seconds and their ratio to the baseline of the same run, the same of processor time, which a busy
machine leaves as it is, the peak memory, and how many times the store's own size lies on the disk afterwards.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from tests.bench import measures

ROWS, RUNS = 120_000, 3
GOALS = {"first report": 1.5, "next month": 1.0}
GOAL_DISK = 1.5
COLUMNS = (
    "application_id,name,department,business_function,supplier,users,annual_cost_gbp,hosting,criticality,business_value,"
    "contract_end,disposition"
)
HOSTING = ("on_premises", "supplier_hosted", "cloud", "desktop")
CRITICALITY = ("high", "medium", "low")
DISPOSITION = ("migrate", "replace", "retain", "retire")


def make_csv(path: Path, changed: int = 0, rows: int = ROWS) -> None:
    """A clean file; with `changed`, one row in so many costs a pound more."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(COLUMNS + "\n")
        for n in range(rows):
            cost = 1000 + n % 9000 + (1 if changed and n % changed == 0 else 0)
            file.write(
                f"APP-{n:06},Application {n},Department {n % 40},Function {n % 300},Supplier {n % 900},{n % 2000},{cost}.50,"
                f"{HOSTING[n % 4]},{CRITICALITY[n % 3]},{1 + n % 5},201{n % 9}-0{1 + n % 9}-1{n % 9},{DISPOSITION[n % 4]}\n"
            )


Taken = tuple[float, float]
"""Seconds, and seconds of processor time."""


def now() -> Taken:
    return time.perf_counter(), time.process_time()


def since(begun: Taken) -> Taken:
    wait, work = now()
    return wait - begun[0], work - begun[1]


def baseline(folder: Path, path: Path) -> Taken:
    """DuckDB alone: the CSV into a typed table of a file, checkpointed."""
    import duckdb

    begun = now()
    with duckdb.connect(str(folder / "plain.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE applications (application_id VARCHAR, name VARCHAR, department VARCHAR, business_function VARCHAR, "
            "supplier VARCHAR, users BIGINT, annual_cost_gbp DECIMAL(18,2), hosting VARCHAR, criticality VARCHAR, "
            "business_value BIGINT, contract_end DATE, disposition VARCHAR)"
        )
        connection.execute("INSERT INTO applications SELECT * FROM read_csv(?, header = true)", [str(path)])
        connection.execute("CHECKPOINT")
    return since(begun)


def ours(folder: Path, paths: list[Path]) -> Taken:
    """The last of the files, taken into the ledger after those before it, by the path that page and command share."""
    os.environ["PROGRAMME_STORE"] = str(folder / "programme.duckdb")
    from data import ledger, uploads
    from data.datasets import DATASETS

    with ledger.writing():
        pass  # the store is there, as at every start of the dashboard
    taken = (0.0, 0.0)
    for month, path in enumerate(paths, start=1):
        request = uploads.Request(
            DATASETS["applications"], path.read_bytes(), path.name, date(2013, month, 28), by="bench"
        )
        begun = now()
        entered = uploads.commit(request)
        taken = since(begun)
        assert entered.number == month
    return taken


def warm_up() -> None:
    """What DuckDB and Polars load at their first call is no part of either way."""
    import duckdb
    import polars as pl

    with duckdb.connect() as connection:
        connection.execute("SELECT ?", [1]).to_arrow_table()
        connection.register("nothing", pl.DataFrame({"a": [1]}))
        connection.execute("SELECT * FROM nothing").to_arrow_table()


def one(way: str, paths: list[str]) -> dict[str, float]:
    """Runs one way in this process: its seconds, the process's peak memory in MB, and what lies on the disk, in stores."""
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(path) for path in paths]
        seconds, work = baseline(Path(folder), files[-1]) if way == "duckdb" else ours(Path(folder), files)
        files_there = {path.stat().st_ino: path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()}
    disk = sum(files_there.values()) / max(files_there.values())
    return {
        "seconds": seconds,
        "work": work,
        "disk": disk,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measured(way: str, paths: list[Path]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.ingest", way, *map(str, paths)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def main() -> None:
    """Measures all ways in turn and prints the medians with their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "applications_1.csv", Path(folder) / "applications_2.csv"
        make_csv(first)
        make_csv(second, changed=100)
        ways = {"duckdb": [first], "first report": [first], "next month": [first, second]}
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
        for _ in range(RUNS):
            for name, paths in ways.items():
                runs[name].append(measured(name, paths))
    plain, plain_work = (statistics.median(run[each] for run in runs["duckdb"]) for each in ("seconds", "work"))
    print(f"{ROWS:,} applications, 12 columns: medians of {RUNS} runs in turn")
    for name, found in runs.items():
        seconds = statistics.median(run["seconds"] for run in found)
        work = statistics.median(run["work"] for run in found)
        peak, disk = (max(run[each] for run in found) for each in ("peak_mb", "disk"))
        print(
            f"{name:<14}{seconds:7.2f} s   {seconds / plain:5.2f} times DuckDB alone   processor {work:5.2f} s"
            f" {work / plain_work:5.2f} times   peak {peak:5.0f} MB   disk {disk:3.1f} stores"
        )
        if name in GOALS:
            measures.take(f"120,000 rows: {name}", seconds, "s", than=plain, to="DuckDB's typed load", goal=GOALS[name])
            measures.take(f"120,000 rows: {name}, disk", disk, "stores", goal=GOAL_DISK)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(one(sys.argv[1], sys.argv[2:])))
    else:
        main()
