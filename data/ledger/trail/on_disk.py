"""An audit trail in a file beside the store, the names behind its tokens, and the events waiting for a shared trail:
lines of JSON, added under a lock and written through to the disk."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from data.events import Line, People
from data.ledger.publishing import flush_folder
from data.problems import StoreBusy, StoreError

WAIT_SECONDS = 15


def read(path: Path) -> list[Line]:
    """Every line, oldest first; none if there is no file. Raises StoreError if one can't be read."""
    return [_line(path, number, found) for number, found in enumerate(_objects(path, "The audit trail"), start=1)]


def _line(path: Path, number: int, found: Any) -> Line:
    try:
        return Line(**found)
    except TypeError as problem:
        raise StoreError(f"Line {number} of the audit trail {path} can't be read.") from problem


def _objects(path: Path, what: str) -> Iterator[Any]:
    try:
        whole = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, ValueError) as problem:
        raise StoreError(f"{what} {path} can't be read.") from problem
    for number, text in enumerate(whole.splitlines(keepends=True), start=1):
        try:
            found = json.loads(text)
        except ValueError as problem:
            if text.endswith("\n"):
                raise StoreError(f"Line {number} of {what[0].lower()}{what[1:]} {path} can't be read.") from problem
            return  # the last one, cut off as its writer was killed: it never counted
        yield found


def last(path: Path) -> Line | None:
    """The last whole line. Raises StoreError where it can't be read."""
    if not path.exists():
        return None
    end = _whole_length(path)
    with path.open("rb") as file:
        start = max(0, end - 262_144)
        file.seek(start)
        whole = file.read(end - start).splitlines()
    if not whole:
        return None
    try:
        return Line(**json.loads(whole[-1]))
    except (ValueError, TypeError) as problem:
        raise StoreError(
            f"The last line of the audit trail {path} can't be read. ‘python -m data check’ says more."
        ) from problem


def append(path: Path, texts: Sequence[str]) -> None:
    """Adds lines, for the holder of the file's lock; they are on the disk when it returns. Raises OSError."""
    if not texts:
        return
    is_new = not path.exists()
    with open(path, "a+b", opener=_for_this_account) as file:
        file.truncate(_whole_length(path))  # what a killed writer left of a line
        file.write("".join(texts).encode())
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        flush_folder(path.parent)


# The end --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class End:
    """The latest event that a trail is known to have had, kept beside it, so that cutting the trail means finding this
    file as well. `faults`: what was found wrong before events were added since, one sentence each."""

    number: int
    link: str
    faults: tuple[str, ...] = ()

    def text(self) -> str:
        return json.dumps({"number": self.number, "link": self.link, "faults": self.faults}, ensure_ascii=False)


def end_path(path: Path) -> Path:
    """Where the end of a trail is kept."""
    return path.with_name(path.name + ".end")


def add(path: Path, lines: Sequence[Line]) -> None:
    """Adds events to a trail and records its new end, for the holder of its lock. Killed between the two, it leaves an
    earlier end, which the trail has as well. Raises OSError, StoreError."""
    if not lines:
        return
    before = last(path)
    faults = cut_off(path, [before] if before else [])
    append(path, [line.text() for line in lines])
    _replace(end_path(path), End(lines[-1].number, lines[-1].link, tuple(faults)).text(), like=path)


def cut_off(path: Path, lines: Sequence[Line]) -> list[str]:
    """Evidence that a trail has lost its end, one sentence each: `lines` are all of its events, or the last ones. For a
    trail from an earlier release, which has no recorded end, there is none."""
    try:
        kept = json.loads(end_path(path).read_text(encoding="utf-8"))
        end = End(int(kept["number"]), str(kept["link"]), tuple(map(str, kept["faults"])))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError):
        return [f"The end of the audit trail that is kept in {end_path(path).name} can't be read."]
    has_it = any(line.number > end.number or (line.number, line.link) == (end.number, end.link) for line in lines)
    gone = f"The audit trail was cut off: event {end.number} was in it, and isn't any more."
    return [*end.faults, *([] if has_it else [gone])]


def _for_this_account(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def locked(path: Path, seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """The lock of a file; failures under it are put into words. Raises StoreBusy, StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(str(path) + ".lock", timeout=seconds):
            yield
    except filelock.Timeout as problem:
        raise StoreBusy(f"The audit trail {path} is being written. Try again.") from problem
    except OSError as problem:
        raise StoreError(f"The audit trail {path} can't be written: {problem.strerror or problem}.") from problem


def _whole_length(path: Path) -> int:
    """The bytes of the file that are whole lines."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = size
        while at:
            step = min(at, 65_536)
            file.seek(at - step)
            found = file.read(step).rfind(b"\n")
            if found >= 0:
                return at - step + found + 1
            at -= step
    return 0


# The names ------------------------------------------------------------------------------------------------------------


def read_people(path: Path) -> People:
    """The people behind the tokens. Raises StoreError."""
    try:
        found: People = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise StoreError(f"The names of the audit trail {path} can't be read.") from problem
    return found


def write_people(path: Path, known: Mapping[str, Mapping[str, str]]) -> None:
    """Writes them, for the holder of the file's lock. Raises OSError."""
    _replace(path, json.dumps(known, ensure_ascii=False, indent=1))


def _replace(path: Path, text: str, like: Path | None = None) -> None:
    part = path.with_name(path.name + ".part")
    with open(part, "w", encoding="utf-8", opener=_for_this_account) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    as_before = path if path.exists() else like
    if os.name == "posix" and as_before is not None:
        # Root, who exports something, must leave it readable for the account that the store belongs to.
        kept = as_before.stat()
        os.chown(part, kept.st_uid, kept.st_gid)
    part.replace(path)
    flush_folder(path.parent)


# What waits -----------------------------------------------------------------------------------------------------------


def waiting(path: Path) -> list[dict[str, Any]]:
    """The waiting events, first to last. Raises StoreError."""
    return list(_objects(path, "What waits for the audit trail"))


def let_wait(path: Path, what: Mapping[str, Any]) -> None:
    """Adds to the waiting events: they are on the disk when this returns. Raises StoreBusy, StoreError."""
    with locked(path):
        append(path, [json.dumps(what, ensure_ascii=False, sort_keys=True) + "\n"])


def deliver(path: Path, enter: Callable[[list[dict[str, Any]]], None]) -> None:
    """Enters all waiting events, first to last, and removes those entered. More may come meanwhile. Raises StoreBusy,
    StoreError, and what `enter` raises: nothing is removed then."""
    with locked(path.with_name(path.name + ".delivery")):
        while found := waiting(path):
            enter(found)
            with locked(path):
                left = waiting(path)[len(found) :]
                if left:
                    _replace(
                        path, "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in left)
                    )
                else:
                    path.unlink()
                    flush_folder(path.parent)
