"""Which browser the tests drive, and how it comes onto a machine that lacks one.

`python -m tests.e2e.browser` makes sure of one: it installs Debian's package where it may, and says how otherwise.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.debian import make_sure

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ELSEWHERE = (  # where macOS and Windows keep theirs, off the path
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

ARGUMENTS = (
    "--no-sandbox",  # Chromium refuses to start as root with it; it only ever opens our own pages
    "--disable-gpu",
    "--num-raster-threads=1",  # as many as there are cores would paint against the tests and the server
    "--renderer-process-limit=1",  # a tab that follows another finds its scripts compiled: a fifth less work
    # Nothing on its own account over the network: a test asserts that the page stays on the loopback.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name leads anywhere but to this machine. (Refusing requests one by one would switch off the browser's cache.)
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

HOW = (
    "No browser for the tests in tests/e2e. Install Chromium (Debian, Ubuntu: sudo apt install chromium), "
    "Google Chrome or Edge, or name one in PROGRAMME_BROWSER."
)


def find() -> Path | None:
    """The browser to drive: PROGRAMME_BROWSER, else the first of the known ones on this machine, else None."""
    named = os.environ.get("PROGRAMME_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    found = found or next((path for path in ELSEWHERE if Path(path).exists()), None)
    return Path(found) if found else None


def main() -> int:
    return make_sure(find, ("chromium",), of="the browser tests", how=HOW, skipped="The browser tests")


if __name__ == "__main__":
    sys.exit(main())
