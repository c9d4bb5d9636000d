"""The operating system's lock on a store's file, the same one that DuckDB takes.

A process that gets it first knows that a file which then can't be opened is damaged, and not merely in use; nothing
need be read from an error's words. Such a lock belongs to the process, so DuckDB can take it a second time, and closing
the file anywhere in the process releases it.
"""

from __future__ import annotations

import errno
import importlib
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.problems import StoreBusy

fcntl: Any = importlib.import_module("fcntl") if os.name == "posix" else None
"""None on Windows, where opening a file that a program holds fails by itself."""

_FLOCK = "hhqqi4x"
"""Linux's struct flock: kind, whence, start, length, process."""


@contextmanager
def held(path: Path, seconds: float, *, to_write: bool) -> Iterator[None]:
    """Holds an existing file against every other program, exclusively (`to_write`) or only against writers. Waits so
    many seconds for another holder. Raises StoreBusy, with that program's number if the system gives it, and OSError.
    """
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while True:
        handle = _open(path, to_write)
        if handle is not None:
            if _lock(handle, to_write):
                break
            holder = _holder(handle, to_write)
            os.close(handle)
        else:
            holder = None
        if time.monotonic() >= deadline:
            who = f"PID {holder}" if holder else "it did not say which"
            raise StoreBusy(
                f"The store is busy: another program holds {path} open ({who}). Nothing was changed. Close that program "
                "and try again."
            )
        pause.wait(0.05)
    if fcntl is None:
        os.close(handle)  # Windows would keep DuckDB out because of it
        yield
        return
    try:
        yield
    finally:
        os.close(handle)


def _open(path: Path, to_write: bool) -> int | None:
    """The open file; None if Windows says that another program has it."""
    try:
        return os.open(path, os.O_RDWR if to_write else os.O_RDONLY)
    except PermissionError:
        if fcntl is None:
            return None
        raise


def _lock(handle: int, to_write: bool) -> bool:
    """Whether the lock could be taken."""
    if fcntl is None:
        return True
    try:
        fcntl.lockf(handle, (fcntl.LOCK_EX if to_write else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno in (errno.EACCES, errno.EAGAIN):
            return False
        raise
    return True


def _holder(handle: int, to_write: bool) -> int | None:
    """The number of the process that holds the file; None if the system doesn't say."""
    if fcntl is None or not sys.platform.startswith("linux"):
        return None
    wanted = struct.pack(_FLOCK, fcntl.F_WRLCK if to_write else fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
    kind, _, _, _, process = struct.unpack(_FLOCK, fcntl.fcntl(handle, fcntl.F_GETLK, wanted))
    return process if kind != fcntl.F_UNLCK and process > 0 else None
