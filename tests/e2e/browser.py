"""Which browser the tests drive, and how it comes onto a machine that lacks one.

`python -m tests.e2e.browser` makes sure of one: it installs Debian's package where it may, and says how otherwise.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.debian import install

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


def missing_is_failure() -> bool:
    """Under CI nobody reads that something was skipped."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def may_install() -> bool:
    """Root on a Debian can install the package; nobody else is asked for a password in the middle of a test run."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> int:
    if find() is None and may_install():
        print("No browser here: installing Debian's chromium for the browser tests …", file=sys.stderr)
        install("chromium")
    if browser := find():
        print(f"Browser tests drive {browser}")
        return 0
    print(HOW, "" if missing_is_failure() else "The browser tests will be SKIPPED.", file=sys.stderr)
    return 1 if missing_is_failure() else 0


if __name__ == "__main__":
    sys.exit(main())
