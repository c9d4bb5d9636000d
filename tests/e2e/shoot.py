"""Pictures of every screen, to look at: desktop and phone, light and dark.

    python -m tests.e2e.shoot FOLDER [SCREEN …] [--as-at 2012-12-31] [--store FILE | --url http://127.0.0.1:8501]

A picture is named SCREEN-WIDTH-light.png (the first window) and, where the screen is longer, …-whole.png.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from tests.e2e import browser
from tests.e2e.screens import screens
from tests.e2e.server import serve
from tests.e2e.tab import DESKTOP, PHONE, launched, new_tab

LONGEST = 12_000  # pixels; Chromium's own limit for one picture is 16,384


def shoot(
    chromium: Browser, url: str, path: str, size: tuple[int, int], dark: bool, stem: Path, as_at: str | None
) -> str:
    """Take the picture or two of one screen; what is wrong with it at first sight (‘’ when nothing)."""
    choices = {"as_at": as_at} if as_at else {}
    wrong: list[str] = []
    with new_tab(chromium, url, size, dark) as tab:
        try:
            tab.open(path, **choices)
        except BrowserError as error:
            wrong.append(f"never ready ({str(error).splitlines()[0]})")
        tab.page.screenshot(path=stem.with_suffix(".png"))
        wrong += [
            f"exception on the screen: {text[:200]}"
            for text in tab.page.get_by_test_id("stException").all_inner_texts()
        ]
        wrong += [f"console: {text}" for text in tab.complaints] + [
            f"beyond the loopback: {text}" for text in tab.outside
        ]
        if (sideways := tab.sideways()) > 0:
            wrong.append(f"scrolls sideways by {sideways} pixels")
        if (length := tab.length()) > size[1]:
            # Streamlit scrolls inside the page, so a whole picture needs a window as high as the screen is long.
            tab.page.set_viewport_size({"width": size[0], "height": min(length, LONGEST)})
            try:
                tab.wait_ready()
            except BrowserError:
                wrong.append("not ready again at its whole length")
            tab.page.screenshot(path=stem.with_name(f"{stem.name}-whole.png"))
    return "; ".join(wrong)


@contextmanager
def served(url: str | None, store: Path | None) -> Iterator[str]:
    """The address to take pictures of: the given one, or a dashboard started for this on `store` or on a fresh one."""
    if url:
        yield url.rstrip("/")
        return
    with (
        tempfile.TemporaryDirectory(prefix="shoot-") as folder,
        serve(store or Path(folder, "programme.duckdb")) as own,
    ):
        yield own.url


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.e2e.shoot", description="Pictures of every screen, to look at."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("screen", nargs="*", help="only these (default: all)")
    parser.add_argument("--as-at", help="the date to look from, YYYY-MM-DD")
    parser.add_argument("--store", type=Path, help="the store to serve (default: a fresh one with the sample)")
    parser.add_argument("--url", help="a dashboard that is being served already")
    parser.add_argument("--light", action="store_true", help="leave the dark pictures out")
    arguments = parser.parse_args()
    executable = browser.find()
    if executable is None:
        print(browser.HOW, file=sys.stderr)
        return 1
    known = screens()
    if unknown := set(arguments.screen) - set(known):
        parser.error(f"no screen {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    faults = 0
    with served(arguments.url, arguments.store) as url, launched(executable) as chromium:
        for name in arguments.screen or known:
            for size in (DESKTOP, PHONE):
                for dark in (False,) if arguments.light else (False, True):
                    stem = arguments.folder / f"{name}-{size[0]}-{'dark' if dark else 'light'}"
                    wrong = shoot(chromium, url, known[name], size, dark, stem, arguments.as_at)
                    faults += bool(wrong)
                    print(f"{stem}.png  {wrong}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
