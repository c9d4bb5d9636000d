"""Every question that a screen asks, cold, on a store of 120,000 applications with a long history and with none.

`python -m tests.bench flat`, or `python -m tests.bench.flat QUESTION…` of some alone, makes four stores, once; they stay in
the temporary folder, by what makes them: 277 and 120,000 applications, at 1 monthly report and at 20, each of which changes
every row: 5.3 million row versions. Each question is asked of a connection that was just opened, with every answer kept
before forgotten, at the latest report; then again so, and the quicker time counts. The scores of data quality are asked of
one day, as after an upload: the screen shows four, of which three are kept. Prints milliseconds of processor time, which a
busy machine leaves as it is; the ratio of the long history to the single report, and of 120,000 applications to 277; and the
time to wait at the largest: it is less where parts of a question run side by side, and means something on an idle machine
only. The worst first. Then the same of each screen's script, when its answers are there.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper
from pathlib import Path

import duckdb

import queries
from data.ledger import connections, schema
from queries import ask, catalogue, parameters_of
from tests.bench import measures
from tests.e2e.screens import FIRST, screens
from tests.e2e.server import ROOT
from tests.queries import large
from tests.queries.test_every_query import PARTS

REPORTS = 20
MANY, FEW = large.APPLICATIONS, 277
TIMES = 2  # the first imports, and brings the file into the system's memory
RERUNS = 7
GOAL_MS, GOAL_RATIO = 100, 1.5
GOAL_SCREEN = 1.3
HEADLINES = ("overview_headline", "migration_burn_up", "migration_forecast", "overview_attention", "changes_all")
"""Questions that stand by themselves in the one table of all benchmarks."""


def store_of(applications: int, reports: int) -> Path:
    """The store of that size, made where it is not there yet."""
    recipe = repr((inspect.getsource(large), schema.fingerprint(), duckdb.__version__, applications, reports))
    folder = Path(tempfile.gettempdir(), "programme-bench", hashlib.sha256(recipe.encode()).hexdigest()[:16])
    store = folder / "programme.duckdb"
    if not store.exists():
        with meant(store):
            large.make(reports, applications)
    return store


@contextmanager
def meant(store: Path) -> Iterator[None]:
    """Means that store inside."""
    before = os.environ.get("PROGRAMME_STORE")
    os.environ["PROGRAMME_STORE"] = str(store)
    try:
        yield
    finally:
        os.environ.pop("PROGRAMME_STORE")
        if before is not None:
            os.environ["PROGRAMME_STORE"] = before


def asked() -> list[str]:
    """The questions that screens ask, by name."""
    return [name for name in catalogue() if name not in PARTS]


def forget() -> None:
    """Forgets every answer, and closes the connections."""
    for name, module in list(sys.modules.items()):
        if name == "queries" or name.startswith("queries."):
            for kept in vars(module).values():
                if isinstance(kept, _lru_cache_wrapper) and kept is not queries._catalogue:
                    kept.cache_clear()
    for opened in list(connections.readers.by_path.values()):
        connections.readers.drop(opened)


def milliseconds(name: str, times: int = TIMES) -> tuple[float, float]:
    """Processor time, and the time to wait: the quickest of some askings, each of a connection that was just opened."""
    parameters = {key: value for key, value in large.PARAMETERS.get(name, {}).items() if key in parameters_of(name)}
    taken = []
    for _ in range(times):
        forget()
        queries.default_as_at()  # opens the copy, and compares its digest: once for each version, whatever is asked then
        begun, begun_by_the_clock = time.process_time(), time.perf_counter()
        ask(name, **parameters)
        waited = 1000 * (time.perf_counter() - begun_by_the_clock)
        taken.append((1000 * (time.process_time() - begun), waited))
    return min(each for each, _ in taken), min(each for _, each in taken)


def measured(applications: int, reports: int, names: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds by question, on the store of that size: of processor time, and to wait."""
    with meant(store_of(applications, reports)):
        found = {name: milliseconds(name) for name in names}
        forget()
    return {name: each for name, (each, _) in found.items()}, {name: each for name, (_, each) in found.items()}


def scripts(applications: int) -> dict[str, float]:
    """Milliseconds of processor time that the server's script takes for each screen, when its answers are there: medians."""
    from streamlit.testing.v1 import AppTest

    taken = {}
    with meant(store_of(applications, REPORTS)):
        for name in screens():
            app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600).run()
            if name != FIRST:
                app.switch_page(f"pages/{name}.py").run()
            runs = []
            for _ in range(RERUNS):
                begun = time.process_time()
                app.run()
                runs.append(1000 * (time.process_time() - begun))
            taken[name] = statistics.median(runs)
        forget()
    return taken


def show_screens() -> None:
    """Measures and prints the screens."""
    few, many = scripts(FEW), scripts(MANY)
    print(f"\n{'script of the screen, ms':<32}{FEW:>9,}{MANY:>10,}{'size':>7}")
    for name in sorted(many, key=lambda name: -many[name] / few[name]):
        print(f"{name:<32}{few[name]:>9.0f}{many[name]:>10.0f}{many[name] / few[name]:>7.1f}")
    grew = max(many, key=lambda name: many[name] / few[name])
    for what, large_, small in (
        ("all screens' scripts", sum(many.values()), sum(few.values())),
        (f"the screen that grew most, {grew}", many[grew], few[grew]),
    ):
        measures.take(f"{what}, {MANY:,} applications", large_, "ms", than=small, to=f"{FEW}", goal=GOAL_SCREEN)


def main(only: Collection[str] = ()) -> None:
    """Measures and prints."""
    names = [name for name in asked() if not only or name in only]
    sizes = ((FEW, 1), (FEW, REPORTS), (MANY, 1), (MANY, REPORTS))
    (few, _), (few_long, _), (many, _), (many_long, waits) = (measured(*size, names) for size in sizes)
    print(f"{'applications':<32}{FEW:>8,}{FEW:>8,}{MANY:>9,}{MANY:>9,}{'history':>9}{'size':>7}{'wait':>8}")
    print(f"{'reports':<32}{1:>8}{REPORTS:>8}{1:>9}{REPORTS:>9}{REPORTS:>24}")
    for name in sorted(names, key=lambda name: -many_long[name]):
        print(
            f"{name:<32}{few[name]:>8.0f}{few_long[name]:>8.0f}{many[name]:>9.0f}{many_long[name]:>9.0f}"
            f"{many_long[name] / many[name]:>9.1f}{many_long[name] / few_long[name]:>7.1f}{waits[name]:>8.0f}"
        )
    slow, late = (sum(of[name] >= GOAL_MS for name in names) for of in (many_long, waits))
    steep = sum(many_long[name] > GOAL_RATIO * many[name] for name in names)
    print(
        f"\n{len(names) - slow} of {len(names)} questions take less than {GOAL_MS} ms of the processor;"
        f" {len(names) - late} are answered within {GOAL_MS} ms;"
        f" {len(names) - steep} at most {GOAL_RATIO} times their time at one report"
    )
    measures.take("questions at 5.3 million versions", statistics.median(many_long.values()), "ms")
    measures.take(f"… of {len(names)}, as slow as {GOAL_MS} ms", late, goal=0)
    measures.take(f"… of {len(names)}, over {GOAL_RATIO} times those at one report", steep, goal=0)
    for name in HEADLINES:
        if name in names:
            measures.take(f"… {name}", many_long[name], "ms", than=many[name], to="one report", goal=GOAL_RATIO)
    if not only:
        show_screens()


if __name__ == "__main__":
    main(sys.argv[1:])
