"""How a restored store replaces the existing one, so that no crash can leave it half done.

A complete file named `.incoming` beside the store says that the switch is decided: the next process to take the
ledger's lock finishes it, from whatever step it had reached. Before that file has its name, nothing has changed.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import duckdb

from data.ledger.connections import open_to_write
from data.ledger.contents import Reading, read_apart
from data.ledger.publishing import flush_folder, log_of, make_own
from data.problems import StoreError

BEFORE_RESTORE = "before-restore"
"""In the name of the store that was there."""


def incoming(path: Path) -> Path:
    """Where a store waits that is to replace the one at `path`."""
    return path.with_name(path.name + ".incoming")


def part_of(path: Path) -> Path:
    """Where that store is prepared."""
    return path.with_name(path.name + ".incoming.part")


def finish(path: Path) -> Path | None:
    """Carries out a switch that was decided. Returns where the earlier store is kept; None if there was none, or no
    switch. For the holder of the ledger's lock. Raises OSError."""
    for half in (part_of(path), log_of(part_of(path))):
        half.unlink(missing_ok=True)  # from a restore that was killed before it was decided
    fresh = incoming(path)
    if not fresh.exists():
        return None
    earlier = None
    if path.exists():
        settle(path)
        earlier = keep(path, BEFORE_RESTORE)
        if log_of(path).exists():  # an older log would be replayed into the file that comes in
            log_of(path).replace(log_of(earlier))
    else:
        log_of(path).unlink(missing_ok=True)
    fresh.replace(path)
    flush_folder(path.parent)
    return earlier


def settle(path: Path) -> None:
    """Folds what an interrupted writer left in the log into the file. That fails if either is damaged, which may be why
    a backup is being restored: the two are then kept as they are."""
    if log_of(path).exists() and read_apart(path) is not Reading.STOPS_THE_ENGINE:
        make_own(path)
        with suppress(duckdb.Error), open_to_write(path) as connection:
            connection.execute("CHECKPOINT")


def keep(path: Path, why: str) -> Path:
    """Gives the existing store a second name that says why: the store is never without a name, and never copied without
    need."""
    for number in range(1, 10_000):
        earlier = path.with_name(f"{path.stem}.{why}.{number}{path.suffix}")
        if earlier.exists():
            if earlier.samefile(path):  # from a switch that was interrupted here
                return earlier
            continue
        try:
            os.link(path, earlier)
        except OSError:  # a file system without links
            part = earlier.with_name(earlier.name + ".part")
            shutil.copyfile(path, part)
            part.replace(earlier)
        return earlier
    raise StoreError(f"There are too many earlier stores beside {path}. Move some of them away.")
