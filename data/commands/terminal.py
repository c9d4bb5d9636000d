"""A command's progress on the terminal; nothing if its errors go elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from data import progress

AFTER = 1.0
"""Seconds after which it shows: what is done sooner needs no word."""


@contextmanager
def shown() -> Iterator[None]:
    """One line that is overwritten, and gone when the work inside has ended. Ctrl-C cancels the work."""
    if not sys.stderr.isatty():
        yield
        return
    begun, width = time.monotonic(), shutil.get_terminal_size().columns - 1

    def show(what: str, done: float) -> None:
        if time.monotonic() - begun > AFTER:
            line = f"{done:4.0%}  {what} …"[:width]
            print(f"\r{line:<{width}}", end="", file=sys.stderr, flush=True)

    try:
        with progress.shown_by(show):
            yield
    finally:
        if time.monotonic() - begun > AFTER:
            print(f"\r{'':<{width}}\r", end="", file=sys.stderr, flush=True)
