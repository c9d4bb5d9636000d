"""Who may do what: which address, or whose domain, is viewer, editor or administrator of which programme.

The record of roles is one small file beside the register of programmes, a list that only grows: who gave or revoked
which role, and when. It belongs to the server and not to a ledger, so no figure depends on it, and a restored backup
gives nobody back a revoked role. It is read afresh at each run of a screen and under the lock of each write.
"""

from __future__ import annotations

import getpass
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import filelock

from data.events import Event
from data.ledger import programmes, trail
from data.ledger.postgresql import register as registered
from data.ledger.postgresql.register import Rows
from data.ledger.postgresql.store_address import make_room
from data.problems import LedgerRefused, StoreBusy, StoreDamaged, StoreError, UserError
from data.typed import legible

Result = TypeVar("Result")
ANYONE = "anyone"
"""Who is meant where viewing is public: also those who haven't signed in."""
EVERY = "*"
"""In the place of a programme's id: all of them."""
ADDRESS = re.compile(r"[a-z0-9][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@[a-z0-9-]+(\.[a-z0-9-]+)+")
DOMAIN = re.compile(r"@[a-z0-9-]+(\.[a-z0-9-]+)+")


class Role(IntEnum):
    """What somebody may do; each role includes the one before."""

    VIEWER = 1
    EDITOR = 2
    ADMINISTRATOR = 3

    @property
    def word(self) -> str:
        return self.name.lower()


ROLES = {role.word: role for role in Role}


@dataclass(frozen=True)
class Person:
    """Who is at the screen or the keyboard. `address`: from the sign-in; empty if nobody has signed in. `is_local`: the
    one person at this machine, without sign-in, or whoever runs a command: they may do everything. `is_reader`:
    somebody who reaches a dashboard without sign-in: they may look. `account`: the one that runs a command."""

    address: str = ""
    is_local: bool = False
    is_reader: bool = False
    account: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry in the record of roles. `role`: empty if it was revoked; `programme`: an id, or EVERY."""

    number: int
    at: str
    by: str
    who: str
    role: str
    programme: str


@dataclass(frozen=True)
class Line:
    """A role in force, since when, and who gave it."""

    who: str
    role: Role
    programme: str
    at: str
    by: str


class NotAllowed(UserError):
    """The person lacks the role that this needs. Nothing was changed."""


_acting: ContextVar[Person | None] = ContextVar("acting", default=None)
asked_by: list[Callable[[], Person | None]] = []
"""Who is asked who is there: the screens know their reader. Where none of them answers it is a command, or the program itself."""


def present() -> Person:
    """Who is there now."""
    person = _acting.get()
    if person is None:
        person = next((answer for ask in asked_by if (answer := ask()) is not None), None)
    return Person(is_local=True, account=account()) if person is None else person


def account() -> str:
    """The account that this process runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def refuse_other_account(path: Path) -> None:
    """Refuses any other account than the store's owner, root included: the owner could not replace what another account
    writes beside the store, its lock and its copies. Raises StoreError."""
    if os.name != "posix" or not path.exists() or path.stat().st_uid == os.geteuid():
        return
    try:
        owner = path.owner()
    except KeyError:  # an account that is gone, or of another machine
        owner = str(path.stat().st_uid)
    raise StoreError(
        f"The store {path} belongs to the account ‘{owner}’, and this is ‘{account()}’. Nothing was changed. Run the "
        f"command as ‘{owner}’ (sudo -u {owner} …), or give the folder to ‘{account()}’."
    )


@contextmanager
def acting(person: Person) -> Iterator[None]:
    """Acts as that person within the block."""
    before = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(before)


def kept_in() -> Path:
    """The file with the record of roles."""
    return programmes.folder() / "roles.json"


def entries() -> tuple[Entry, ...]:
    """The whole record of roles, first to last. Raises StoreDamaged if it can't be read."""
    path = kept_in()
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as problem:
        raise _damaged(path) from problem
    return _read(path, (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=8)
def _read(path: Path, _as_it_was: tuple[int, int, int]) -> tuple[Entry, ...]:
    try:
        found = tuple(Entry(**row) for row in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as problem:
        raise _damaged(path) from problem
    if any(entry.role and entry.role not in ROLES for entry in found):
        raise _damaged(path)
    return found


def _damaged(path: Path) -> StoreDamaged:
    return StoreDamaged(
        f"Who may do what can't be read from {path}, so nobody may do anything. Bring it back from a backup of that folder, or "
        "remove it and name an administrator again (‘python -m data roles grant ADDRESS administrator’)."
    )


def lines(of: Sequence[Entry] | None = None) -> tuple[Line, ...]:
    """The roles in force now, or by the given entries, in the order in which they were given."""
    counting: dict[tuple[str, str], Line] = {}
    for entry in entries() if of is None else of:
        counting.pop((entry.who, entry.programme), None)
        if entry.role:
            role = ROLES[entry.role]
            counting[entry.who, entry.programme] = Line(entry.who, role, entry.programme, entry.at, entry.by)
    return tuple(counting.values())


def as_written(who: str) -> str:
    """An address or a domain in the form in which it is kept. Raises LedgerRefused if it is neither."""
    written = who.strip()
    # Only ASCII is made small: other scripts have letters that become one of ours by it.
    small = written.lower() if written.isascii() else ""
    if small == ANYONE or ADDRESS.fullmatch(small) or DOMAIN.fullmatch(small):
        return small
    raise LedgerRefused(
        f"‘{written[:80]}’ is neither an address (anna@council.gov.uk) nor a domain (@council.gov.uk), nor the word ‘{ANYONE}’. "
        "Nothing was changed."
    )


def role_of(person: Person, programme: str, counting: Sequence[Line] | None = None) -> Role | None:
    """What a person may do in a programme; None if nothing. An address takes precedence over its domain, and that over
    anyone; one programme over all."""
    if person.is_local:
        return Role.ADMINISTRATOR
    given = {(line.who, line.programme): line.role for line in (lines() if counting is None else counting)}
    for who in _meant(person.address):
        for where in (programme, EVERY):
            if (who, where) in given:
                return given[who, where]
    return Role.VIEWER if person.is_reader else None


def _meant(address: str) -> tuple[str, ...]:
    """The names that apply to a person, the most specific first."""
    small = address.strip().lower() if address.isascii() else ""
    return (small, f"@{small.partition('@')[2]}", ANYONE) if ADDRESS.fullmatch(small) else (ANYONE,)


def role_here() -> Role | None:
    """What the present person may do in this programme."""
    person = present()
    return Role.ADMINISTRATOR if person.is_local else role_of(person, programmes.current().id)


def seen() -> tuple[programmes.Programme, ...]:
    """The programmes that the present person may look at."""
    person = present()
    return tuple(each for each in programmes.listed() if role_of(person, each.id) is not None)


def require(role: Role, wants: str = "") -> None:
    """Raises NotAllowed unless the present person has at least that role in this programme. Reads the roles afresh.
    `wants`: as why_not() takes it."""
    person = present()
    if person.is_local:
        return
    here = role_here()
    if here is None or here < role:
        raise NotAllowed(f"{why_not(role, person, wants=wants)} Nothing was changed.")


def why_not(role: Role, person: Person, programme: str | None = None, wants: str = "") -> str:
    """That a person lacks a role, and who could give it, in a sentence or two. `wants`: what they came to do, up to the
    programme's name, if it isn't the role's usual purpose."""
    whose = programmes.named(programme) if programme else programmes.current()
    takes = (
        wants
        or {Role.VIEWER: "look at", Role.EDITOR: "change the data of", Role.ADMINISTRATOR: "say who may do what in"}[
            role
        ]
    )
    who = person.address or "Who has not signed in"
    return f"{who} may not {takes} ‘{whose.name}’. {whom_to_ask(whose.id)}"


def whom_to_ask(programme: str) -> str:
    """Who gives roles in a programme, in a sentence."""
    named = [who for who in administrators(programme) if who[0] != "@"]
    if not named:
        return "Ask whoever runs this server: the first administrator is named by command."
    return f"Ask an administrator: {', '.join(named[:3])}."


def administrators(programme: str, counting: Sequence[Line] | None = None) -> tuple[str, ...]:
    """The addresses and domains that are administrators of a programme."""
    counting = lines() if counting is None else counting
    found = {
        line.who: None for line in counting if line.role is Role.ADMINISTRATOR and line.programme in (programme, EVERY)
    }
    return tuple(who for who in found if _role_said_of(who, programme, counting) is Role.ADMINISTRATOR)


def _role_said_of(who: str, programme: str, counting: Sequence[Line]) -> Role | None:
    given = {line.programme: line.role for line in counting if line.who == who}
    return given.get(programme, given.get(EVERY))


def name_of(given: str) -> str:
    """The name under which a present action is recorded: the address that signed in, whatever was typed; otherwise the
    given name, and once there are roles also the account that runs the command, because anybody can type a name."""
    person = present()
    if not person.is_local:
        return person.address or "not signed in"
    given = legible(given)
    if person.account and given != person.account and entries():
        return f"{given} (account {person.account})"
    return given


def bound(work: Callable[..., Result]) -> Callable[..., Result]:
    """The same work, for another thread or a later moment: it keeps the programme and the person of now, who must still
    be allowed to look then. Raises NotAllowed if that is no longer so."""
    meant, person = programmes.current().id, present()

    def inside(*given: object, **named_ones: object) -> Result:
        with programmes.using(meant), acting(person):
            require(Role.VIEWER)
            return work(*given, **named_ones)

    return inside


# Giving and taking ------------------------------------------------------------------------------------------------------


def say(who: str, role: Role | None, programme: str, by: str, *, may_leave_none: bool = False) -> bool:
    """Gives an address, a domain or anyone a role in a programme (EVERY: in all), or revokes it (None). Returns whether
    that changed anything.

    Raises NotAllowed unless the present person is an administrator there; LedgerRefused if `who` is no address, if
    anyone would be more than a viewer, or if a programme would be left without an administrator (unless
    `may_leave_none`).
    """
    who = as_written(who)
    if who == ANYONE and role not in (None, Role.VIEWER):
        raise LedgerRefused(
            f"‘{ANYONE}’ can be a viewer and no more: who changes something must be known. Nothing was changed."
        )
    if programme != EVERY:
        programmes.named(programme)
    with _writing() as write:
        before = entries()
        counting = lines(before)
        person = present()
        if not person.is_local and (_told_of(person, programme, counting) or Role.VIEWER) < Role.ADMINISTRATOR:
            where = f"‘{programmes.named(programme).name}’" if programme != EVERY else "all programmes"
            raise NotAllowed(
                f"{person.address or 'Who has not signed in'} may not say who may do what in {where}. Nothing was changed."
            )
        is_so = next((line.role for line in counting if (line.who, line.programme) == (who, programme)), None)
        if is_so is role:
            return False
        number = before[-1].number + 1 if before else 1
        now = datetime.now(UTC).isoformat(timespec="seconds")
        after = (*before, Entry(number, now, name_of(by), who, role.word if role else "", programme))
        if not may_leave_none:
            _refuse_to_leave_none(counting, lines(after))
        write(after)
    event, what = (Event.ROLE_GRANTED, role.word) if role else (Event.ROLE_REVOKED, is_so.word if is_so else "")
    trail.note(event, name_of(by), who, programmes.home(), role=what, programme=programme)
    return True


def _told_of(person: Person, programme: str, counting: Sequence[Line]) -> Role | None:
    """As role_of; for all programmes, the role given in all of them."""
    if programme != EVERY:
        return role_of(person, programme, counting)
    return role_of(person, EVERY, [line for line in counting if line.programme == EVERY])


def _refuse_to_leave_none(before: Sequence[Line], after: Sequence[Line]) -> None:
    for programme in (EVERY, *(each.id for each in programmes.listed())):
        if administrators(programme, before) and not administrators(programme, after):
            where = "all programmes" if programme == EVERY else f"‘{programmes.named(programme).name}’"
            raise LedgerRefused(
                f"This would leave {where} without an administrator: name another one first. Nothing was changed."
            )


def take_over(found: Sequence[Entry]) -> bool:
    """Makes a backup's entries the ones in force, if there is no record of roles here. Returns whether it did."""
    with _writing() as write:
        if not found or entries():
            return False
        write(tuple(found))
    return True


REMOVED = "[removed]"


def forget(is_meant: Callable[[str], object]) -> int:
    """Takes a person's name out of the record of roles: the entries and their times stay. Returns how many entries were
    changed. Raises LedgerRefused if one of them is a role in force, and StoreError."""
    if still := [line.who for line in lines() if is_meant(line.who)]:
        raise LedgerRefused(
            f"{still[0]} has a role that counts. Nothing was changed there. Take it away first: python -m data roles revoke "
            f"{still[0]}"
        )
    with _writing() as _:
        found = entries()
        without = tuple(
            replace(
                entry, who=REMOVED if is_meant(entry.who) else entry.who, by=REMOVED if is_meant(entry.by) else entry.by
            )
            for entry in found
        )
        changed = [entry for entry, before in zip(without, found, strict=True) if entry != before]
        if changed:
            _write(without)
    address = programmes.authority()
    if address is not None and changed:
        registered.rewrite_roles(address, [asdict(entry) for entry in changed])
    return len(changed)


def follow(rows: Rows) -> None:
    """Updates this server's copy of the record of roles from PostgreSQL. Raises StoreBusy and StoreError."""
    found = tuple(Entry(**row) for row in rows)
    if found != entries():
        with _locked():
            _write(found)


@contextmanager
def _writing() -> Iterator[Callable[[tuple[Entry, ...]], None]]:
    """The record of roles, for one process to extend, and a function that writes it."""
    address = programmes.authority()
    with _locked():
        if address is None:
            yield _write
            return
        with registered.changing_roles(address) as (rows, add):
            known = len(rows)
            _write(tuple(Entry(**row) for row in rows))

            def write_both(found: tuple[Entry, ...]) -> None:
                add([asdict(entry) for entry in found[known:]])
                _write(found)

            yield write_both


@contextmanager
def _locked() -> Iterator[None]:
    refuse_other_account(programmes.home())
    try:
        if programmes.authority() is not None:
            make_room(programmes.home())
        kept_in().parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(f"{kept_in()}.lock", timeout=15):
            yield
    except filelock.Timeout as problem:
        raise StoreBusy("What is said of roles is being written. Nothing was changed. Try again.") from problem
    except OSError as problem:
        raise StoreError(
            f"{kept_in()} can't be written: {problem.strerror or problem}. Nothing was changed."
        ) from problem


def _write(found: Sequence[Entry]) -> None:
    part = kept_in().with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(entry) for entry in found], file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(kept_in())
