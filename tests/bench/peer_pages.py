"""How the dashboard's way of showing a page compares with Dash and with a page of files, in the same run.

The same four tiles, three charts and table (tests/bench/peers), on the loopback and behind a line of 20 Mbit/s with 30 ms;
and the Overview beside it, also as it is where there is no npm to bring the small bundle. Milliseconds, medians of five: a first
visit (nothing in the cache) and a later one until all charts are drawn, a change of date until the last chart is redrawn; and
when a first visit shows anything. The later visit begins as soon as the first one's charts are there: what that one has still to
do then, for its table, say, counts. The next one begins when the page has come to rest, as a reader's does.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Event

from playwright.sync_api import Browser, Page

from tests.bench import measures
from tests.e2e import browser as installed
from tests.e2e.server import PATIENCE, ROOT, free_port, serve
from tests.e2e.tab import launched, new_tab

TIMES = 5
REST = 500  # milliseconds
WHOLE = "Overview, full bundle"
GOALS = {
    "ours": {"first": 0.9, "later": 1.0, "next": 1.0, "change": 0.9},
    "Overview": {"first": 1.0, "later": 1.2, "next": 1.2, "change": 1.2},
}
"""How many times what Dash takes is asked for at the most: on the loopback and over a network alike."""
DRAWN = """count => count <= [...document.querySelectorAll(".js-plotly-plot")].filter(
    graph => graph._fullData?.length && graph.querySelector(".main-svg")).length"""
"""Whether so many charts show data: Dash draws each of them empty first."""
WATCH = """() => {
    window.began = window.drawn = 0;
    addEventListener("pointerdown", () => { window.began ||= performance.now(); }, {capture: true});
    for (const graph of document.querySelectorAll(".js-plotly-plot"))
        graph.on("plotly_afterplot", () => { window.drawn = performance.now(); });
}"""
QUIET = "() => window.began && window.drawn > window.began && performance.now() - window.drawn > 800"
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


@dataclass(frozen=True)
class Measured:
    """Milliseconds; NaN where a page has no such thing."""

    shape: float
    first: float
    later: float
    next: float
    change: float


def timed(page: Page, url: str, charts: int) -> float:
    begun = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(DRAWN, arg=charts, polling="raf", timeout=60_000)
    return 1000 * (time.perf_counter() - begun)


def changed(page: Page, control: str) -> float:
    """From the press to the last chart that changed."""
    page.wait_for_timeout(REST)  # what a page does after its charts are drawn is not what is measured
    page.evaluate(WATCH)
    page.locator(control).first.click()
    page.wait_for_function(QUIET, timeout=60_000)
    return float(page.evaluate("() => window.drawn - window.began"))


def measured(chromium: Browser, url: str, charts: int, control: str) -> Measured:
    """One reader who was never here. `control`: what to press for another date; none: nothing changes there."""
    with new_tab(chromium, url) as tab:
        first = timed(tab.page, url, charts)
        shape = tab.page.evaluate(FIRST_PAINT)
        later = timed(tab.page, url, charts)
        tab.page.wait_for_timeout(REST)
        next_ = timed(tab.page, url, charts)
        return Measured(shape, first, later, next_, changed(tab.page, control) if control else float("nan"))


def median(taken: list[Measured]) -> Measured:
    return Measured(*map(statistics.median, zip(*map(astuple, taken), strict=True)))


@contextmanager
def running(port: int, *command: str, **environment: str) -> Iterator[str]:
    """A process of this Python that serves at a port, until the block ends; comes back with its address."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(PATIENCE * 10):
            try:
                urllib.request.urlopen(url, timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                Event().wait(0.1)
        else:
            raise RuntimeError(f"Nothing answers at {url}: {' '.join(command)}")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    """Measures and prints."""
    executable = installed.find()
    if executable is None:
        print(installed.HOW)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as open_:
        store = Path(folder, "programme.duckdb")
        overview = open_.enter_context(serve(store)).url
        whole = open_.enter_context(serve(store, script="tests/e2e/full_bundle.py")).url
        at = [free_port() for _ in range(3)]
        known = {"PROGRAMME_STORE": str(store)}
        page = [
            "-m",
            "streamlit",
            "run",
            "tests/bench/peers/ours.py",
            f"--server.port={at[0]}",
            "--server.headless=true",
        ]
        ours = open_.enter_context(running(at[0], *page, "--server.fileWatcherType=none", **known))
        dash = open_.enter_context(running(at[1], "-m", "tests.bench.peers.dash_page", str(at[1]), **known))
        static = open_.enter_context(running(at[2], "-m", "tests.bench.peers.static_page", str(at[2]), **known))
        chromium = open_.enter_context(launched(executable))
        with new_tab(chromium, overview) as tab:
            charts = tab.open().page.locator(".js-plotly-plot").count()
        pages = {
            "Dash": (dash, 3, "#as_at label:has(input:not(:checked))"),
            "ours": (ours, 3, "[data-testid=stRadio] label:has(input:not(:checked))"),
            "static page": (static, 3, ""),
            f"Overview, {charts} charts": (overview, charts, ".st-key-earlier_report button"),
            WHOLE: (whole, charts, ".st-key-earlier_report button"),
        }
        for line in ("on the loopback", "at 20 Mbit/s with 30 ms"):
            print(f"{line:<26}{'something':>11}{'first visit':>13}{'later visit':>13}{'next visit':>12}{'change':>9}")
            with ExitStack() as slowed:
                if line != "on the loopback":
                    for name, (url, count, control) in pages.items():
                        port = free_port()
                        slow = ["-m", "tests.bench.peers.slow", str(port), url.rsplit(":", 1)[-1]]
                        pages[name] = (slowed.enter_context(running(port, *slow)), count, control)
                taken: dict[str, list[Measured]] = {name: [] for name in pages}
                for _ in range(TIMES):  # in turn, so that what else the machine does falls on all of them alike
                    for name, page_ in pages.items():
                        taken[name].append(measured(chromium, *page_))
            dash_ = median(taken["Dash"])  # the others are given as parts of it
            for name, each in taken.items():
                one = median(each)
                for visit, goal in GOALS.get(name.partition(",")[0] if name != WHOLE else "", {}).items():
                    measures.take(
                        f"{name}, {line}: {visit}",
                        getattr(one, visit),
                        "ms",
                        than=getattr(dash_, visit),
                        to="Dash",
                        goal=goal,
                    )
                print(
                    f"{name:<26}{one.shape:>11,.0f}{one.first:>13,.0f}{one.later:>13,.0f}{one.next:>12,.0f}"
                    f"{one.change:>9,.0f}    {one.first / dash_.first:.2f}  {one.later / dash_.later:.2f}"
                    f"  {one.next / dash_.next:.2f}  {one.change / dash_.change:.2f} of Dash"
                )
            print(flush=True)


if __name__ == "__main__":
    main()
