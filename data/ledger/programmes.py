"""Which programmes a store holds, and which of them is meant.

Each programme is a ledger of its own, in a file of its own: it has its own keys, uploads and ledger versions, its pages
are as fast as alone, and a backup is one programme's. The first is the file that PROGRAMME_STORE names; the others, and
the register that names them all, are in a folder beside it. A store without that folder holds one programme and shows
no sign of more.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import filelock
from rapidfuzz import process

from data.ledger.postgresql import register as registered
from data.ledger.postgresql import store_address as addresses
from data.problems import LedgerRefused, StoreBusy, StoreDamaged, StoreError, UserError

DEFAULT_STORE = Path(__file__).parents[1] / "programme.duckdb"
DEFAULT_NAME = "ICT shared services"
FIRST = "first"
"""What the first programme is called by where nobody has said otherwise."""

LONGEST_NAME = 200
"""Bytes of a store's name: a file system allows 255, and what is beside the store has the same name with more behind it."""
MOST_CHARACTERS = 80
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Programme:
    """One of a store's programmes: its id in commands and addresses, its name, and its file."""

    id: str
    name: str
    file: Path


Taken = TypeVar("Taken")


class WhichProgramme(UserError):
    """There are several programmes and none was named, or the named one doesn't exist."""


_meant: ContextVar[str | None] = ContextVar("programme", default=None)
asked_by: list[Callable[[], str | None]] = []
"""Who is asked which programme is meant where using() doesn't say: the screens know their reader's."""


_store: ContextVar[str | None] = ContextVar("store", default=None)


@contextmanager
def in_store(named: str) -> Iterator[None]:
    """Uses another store than `PROGRAMME_STORE` names within the block: a file, or the address of a PostgreSQL
    database."""
    before = _store.set(named)
    try:
        yield
    finally:
        _store.reset(before)


def _store_named() -> str:
    named = _store.get()
    return os.environ.get("PROGRAMME_STORE", "").strip() if named is None else named


def authority() -> str | None:
    """The address of the PostgreSQL database that is the store; None if the store is a file."""
    named = _store_named()
    return named if addresses.is_address(named) else None


def store_name() -> str:
    """The store's name for people: its file, or its address without a password."""
    address = authority()
    return str(home()) if address is None else addresses.shown(address)


def home() -> Path:
    """The file that `PROGRAMME_STORE` names, following a link; without it the one under data/. If it names a PostgreSQL
    database, this server's copy of the first programme."""
    named = _store_named()
    if addresses.is_address(named):
        return addresses.copies_of(named)
    if scheme := re.match(
        r"[A-Za-z][A-Za-z0-9+.-]+://", named
    ):  # a folder of that name would be made, password and all
        raise StoreError(f"An address that begins {scheme[0]} can't be a store. Check what PROGRAMME_STORE names.")
    # A path from the root is kept: every question asks for it a dozen times.
    file = _at(named) if named.startswith("/") else Path(named).expanduser().absolute() if named else DEFAULT_STORE
    # A writer puts a new file in the store's place, and its lock, trail and copies lie beside it: beside a link they would be
    # another store's.
    try:
        mode = file.lstat().st_mode
        if stat.S_ISLNK(mode):
            file = Path(os.path.realpath(file))
            mode = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        mode = stat.S_IFREG  # it is to be made
    except OSError as problem:
        raise StoreError(f"{file} can't be a store: {problem.strerror}. Check what PROGRAMME_STORE names.") from problem
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # a pipe would be waited for for good
        raise StoreError(f"{file} can't be a store: it is a pipe or a device. Check what PROGRAMME_STORE names.")
    if any(
        "?" in part for part in file.parts[1:]
    ):  # what follows it DuckDB takes for settings: what is written can't be read
        raise StoreError(f"{file} can't be a store: there is a question mark in it. Check what PROGRAMME_STORE names.")
    if len(os.fsencode(file.name)) > LONGEST_NAME:
        raise StoreError(f"{file} can't be a store: its name is too long. Check what PROGRAMME_STORE names.")
    return file


@lru_cache(maxsize=64)
def _at(named: str) -> Path:
    return Path(named)


def folder() -> Path:
    """Where the register is, and the files of all programmes but the first."""
    return _beside(home())[0]


def register() -> Path:
    """The file that names the programmes."""
    return _beside(home())[1]


@lru_cache(maxsize=64)
def _beside(store: Path) -> tuple[Path, Path]:
    """The folder of a store's programmes, and its register. Cached: building a path takes longer than looking at it."""
    folder = store.with_name(store.name + ".programmes")
    return folder, folder / "register.json"


def listed() -> tuple[Programme, ...]:
    """Every programme, oldest first. Raises StoreDamaged if the register can't be read."""
    path, first = register(), home()
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return (Programme(FIRST, DEFAULT_NAME, first),)
    except OSError as problem:
        raise _damaged(path) from problem
    return _read(path, first, (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=8)
def _read(path: Path, first: Path, _as_it_was: tuple[int, int, int]) -> tuple[Programme, ...]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        found = tuple(
            Programme(str(row["id"]), str(row["name"]), first if at == 0 else path.parent / f"{row['id']}.duckdb")
            for at, row in enumerate(rows)
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise _damaged(path) from problem
    if not found or not all(ID.fullmatch(each.id) for each in found) or len({each.id for each in found}) < len(found):
        raise _damaged(path)
    return found


def _damaged(path: Path) -> StoreDamaged:
    return StoreDamaged(
        f"The register of programmes {path} can't be read. Nothing was changed. Bring it back from a backup of that folder."
    )


def are_several() -> bool:
    """Whether the store holds more than one programme."""
    return len(listed()) > 1


def current() -> Programme:
    """The programme that is meant: the named one, or the only one. Raises WhichProgramme."""
    programmes = listed()
    meant = _meant.get()
    if meant is None:
        meant = next((answer for ask in asked_by if (answer := ask()) is not None), None)
    if meant is not None:
        return named(meant)
    if len(programmes) > 1:
        raise WhichProgramme(
            f"This store holds {len(programmes)} programmes. Say which: --programme {_ids(programmes)}."
        )
    return programmes[0]


def named_or_only() -> bool:
    """Whether current() has an answer: one programme is named, or there is only one."""
    try:
        current()
    except WhichProgramme:
        return False
    return True


def named(programme_id: str) -> Programme:
    """The programme of that id. Raises WhichProgramme if there is none."""
    programmes = listed()
    for programme in programmes:
        if programme.id == programme_id:
            return programme
    alike = process.extractOne(programme_id, [each.id for each in programmes], score_cutoff=70)
    hint = f" Did you mean {alike[0]}?" if alike else ""
    raise WhichProgramme(f"There is no programme ‘{programme_id}’.{hint} There are: {_ids(programmes, ', ')}.")


def _ids(programmes: tuple[Programme, ...], joint: str = " | ") -> str:
    ids = [each.id for each in programmes]
    return joint.join(ids[:12]) + (f"{joint}… (python -m data programmes lists them)" if len(ids) > 12 else "")


@contextmanager
def using(programme_id: str | None) -> Iterator[None]:
    """Uses one programme within the block; None leaves it to the only one there is. Raises WhichProgramme if none has
    that id."""
    if programme_id is not None:
        named(programme_id)
    before = _meant.set(programme_id if programme_id is not None else _meant.get())
    try:
        yield
    finally:
        _meant.reset(before)


def elsewhere(work: Callable[..., Taken]) -> Callable[..., Taken]:
    """The same work for another thread, which doesn't know which programme it is for: `asked_by` knows only the reader
    of its own thread. Raises WhichProgramme."""
    meant = current().id

    def inside(*given: Any) -> Taken:
        with using(meant):
            return work(*given)

    return inside


def begin(programme_id: str, name: str) -> Programme:
    """Adds another programme to the register; its first upload makes its store. Raises LedgerRefused, StoreError."""
    if not ID.fullmatch(programme_id):
        raise LedgerRefused(
            f"‘{programme_id}’ can't be a programme's id: small letters, digits and hyphens, at most 40. Nothing was changed."
        )
    with _registering() as write:
        programmes = listed()
        if any(each.id == programme_id for each in programmes):
            raise LedgerRefused(f"There is a programme ‘{programme_id}’ already. Nothing was changed.")
        _refuse_name(name, programmes)
        write([*((each.id, each.name) for each in programmes), (programme_id, name)])
    return named(programme_id)


def take_over(names: list[tuple[str, str]]) -> None:
    """Registers the programmes of another store, ids and names, in a store that has none yet. Raises StoreError."""
    if names != [(each.id, each.name) for each in listed()]:
        with _registering() as write:
            write(names)


def call(programme_id: str, name: str) -> Programme:
    """Gives a programme another name; its id stays. Raises WhichProgramme, LedgerRefused, StoreError."""
    with _registering() as write:
        named(programme_id)
        programmes = listed()
        _refuse_name(name, tuple(each for each in programmes if each.id != programme_id))
        write([(each.id, name if each.id == programme_id else each.name) for each in programmes])
    return named(programme_id)


def _refuse_name(name: str, others: tuple[Programme, ...]) -> None:
    if not name.strip() or len(name) > MOST_CHARACTERS or not name.isprintable():
        raise LedgerRefused(
            f"A programme's name has 1 to {MOST_CHARACTERS} characters on one line. Nothing was changed."
        )
    if any(each.name.casefold() == name.casefold() for each in others):
        raise LedgerRefused(f"There is a programme called ‘{name}’ already. Nothing was changed.")


@contextmanager
def _registering() -> Iterator[Callable[[list[tuple[str, str]]], None]]:
    """The register, for one process to change, and a function that writes it."""
    address = authority()
    try:
        if address is not None:
            addresses.make_room(home())
        folder().mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(str(register()) + ".lock", timeout=15):
            if address is None:
                yield _write
                return
            with registered.changing(address) as (names, write):
                _follow(names)

                def write_both(wanted: list[tuple[str, str]]) -> None:
                    write(wanted)
                    _write(wanted)

                yield write_both
    except filelock.Timeout as problem:
        raise StoreBusy("The register of programmes is being written. Nothing was changed. Try again.") from problem
    except OSError as problem:
        raise StoreError(f"The register {register()} can't be written: {problem.strerror or problem}.") from problem


def follow(names: list[tuple[str, str]]) -> None:
    """Updates this server's copy of the register from PostgreSQL. Raises StoreBusy and OSError."""
    if names in ([(each.id, each.name) for each in listed()], []):
        return
    folder().mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(str(register()) + ".lock", timeout=15):
        _follow(names)


def _follow(names: list[tuple[str, str]]) -> None:
    if names and names != [(each.id, each.name) for each in listed()]:
        _write(names)


def _write(programmes: list[tuple[str, str]]) -> None:
    part = register().with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump([{"id": each, "name": name} for each, name in programmes], file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(register())
