"""How long a reader waits for a screen of the sample programme.

First start: from the command to the first chart, on a machine where the dashboard was never started; later start: the same
when the store is there. Then milliseconds for each screen, medians of five: the server's script alone (in process, without
a browser); a first visit (a browser that has nothing in its cache); a later visit (the same tab, the screen opened again).
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench import measures
from tests.e2e import browser as installed
from tests.e2e.screens import FIRST, screens
from tests.e2e.server import ROOT, serve
from tests.e2e.tab import launched, new_tab

TIMES = 5


def milliseconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - begun)


def start(chromium: Browser, store: Path) -> float:
    """Seconds from the command to the first screen with its charts."""
    begun = time.perf_counter()
    with serve(store) as server, new_tab(chromium, server.url) as tab:
        tab.open()
        return time.perf_counter() - begun


def visits(chromium: Browser, url: str, path: str) -> tuple[float, float]:
    """Milliseconds of a first and of a later visit to one screen: medians."""
    first, later = [], []
    for _ in range(TIMES):
        with new_tab(chromium, url) as tab:
            first.append(milliseconds(lambda tab=tab: tab.open(path)))  # type: ignore[misc]
            later.append(milliseconds(lambda tab=tab: tab.open(path)))  # type: ignore[misc]
    return statistics.median(first), statistics.median(later)


def scripts(store: Path) -> dict[str, float]:
    """Milliseconds that the server's script takes for each screen: medians, after a first run that fills the caches."""
    from streamlit.testing.v1 import AppTest

    os.environ["PROGRAMME_STORE"] = str(store)
    taken = {}
    for name in screens():
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
        if name != FIRST:
            app.switch_page(f"pages/{name}.py").run()
        taken[name] = statistics.median(milliseconds(app.run) for _ in range(TIMES))
    return taken


def main() -> None:
    """Measures and prints."""
    executable = installed.find()
    if executable is None:
        print(installed.HOW)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        store = Path(folder, "programme.duckdb")
        with launched(executable) as chromium:
            print(f"first start  {start(chromium, store):6.1f} s")
            print(f"later start  {start(chromium, store):6.1f} s\n")
            with serve(store) as server:
                seen = {name: visits(chromium, server.url, path) for name, path in screens().items()}
        script = scripts(store)
    print(f"{'ms':<14}{'script':>10}{'first visit':>14}{'later visit':>14}")
    for name, (first, later) in seen.items():
        print(f"{name:<14}{script[name]:>10,.0f}{first:>14,.0f}{later:>14,.0f}")
    for visit, each in (
        ("first visit", [first for first, _ in seen.values()]),
        ("later visit", [later for _, later in seen.values()]),
    ):
        measures.take(f"a screen, {visit}: median of {len(seen)}", statistics.median(each), "ms")


if __name__ == "__main__":
    main()
