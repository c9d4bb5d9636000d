"""The audit trail: who did what and when, in a file beside the store to which lines are only ever added.

Each line is one event as JSON, with the SHA-256 of the line before it and its own. Whoever changes, removes or inserts a line
breaks the chain there, and `python -m data check` names the first broken link. What the ledger holds of its entries is compared
with the trail as well, so that an entry can't be altered in either alone.

People stand in a file of their own, and in the trail only under a token that is made of the name and a secret of its own
(SHA-256). A name that is altered no longer fits its token; one that is taken out leaves the chain whole (UK GDPR, the right to
erasure), and the same person's events still belong together.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from data import log
from data.events import Checked, Event, Line
from data.ledger.programmes import home
from data.ledger.publishing import flush_folder, store_path
from data.problems import StoreBusy, StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WAIT_SECONDS = 15
FIRST_LINK = "0" * 64
"""What the first line has in place of the hash of the line before."""

WHOM = "whom"
"""What an event's `about` calls the token of whom it was done to."""

LOGGED = ("dataset", "upload", "rows", "added", "changed", "removed", "cells", "format", "role", "programme")
"""What the log tells of an event, of what the trail tells of it."""

REMOVALS = "removals"
"""What the first event of a history calls how often personal data had been taken out of it before."""

MOST_TOLD = 5
"""Entries that a check names; of more it says how many."""

TAKEN_OUT = "(name taken out)"
"""Whom an event names whose person was taken out."""


ENTERED = {
    "upload": Event.UPLOADED,
    "withdraw": Event.WITHDRAWN,
    "reinstate": Event.REINSTATED,
    "upgrade": Event.UPGRADED,
}
"""What the ledger calls what it enters → the event."""


def path_of(store: Path) -> Path:
    """Where the trail of a store lies."""
    return store.with_name(store.name + ".trail.jsonl")


def people_path() -> Path:
    """Where the names lie that the trails of all programmes stand for."""
    return home().with_name(home().name + ".people.json")


def note(event: Event, who: str, whom: str = "", store: Path | None = None, **about: object) -> None:
    """Adds an event of the programme that is meant, or of another store. `whom`: to whom it was done. `about`: plain values.

    What only reads goes on where nothing can be written beside the store; the log says so then.
    """
    try:
        token, other = _token(who), _token(whom)
        with _adding(store or store_path()) as lines:
            lines.add(event, token, {**({WHOM: other} if other else {}), **about})
    except StoreError as problem:
        log.warn("not noted in the audit trail", problem)


@dataclass(frozen=True)
class Removal:
    """That personal data were taken out: the generation since and the one before, by whom, and what is told of it."""

    generation: str
    instead_of: str
    by: str
    about: dict[str, object]


@dataclass(frozen=True)
class News:
    """Ledger entries that the trail doesn't have yet, of a generation: number, by whom, what, and what is told of each; and
    before them, that personal data were taken out."""

    generation: str
    entries: tuple[tuple[int, str, Event, dict[str, object]], ...]
    removals: tuple[Removal, ...] = ()
    removals_in_all: int = 0

    def __len__(self) -> int:
        return len(self.entries) + len(self.removals)


def news(connection: DuckDBPyConnection, generation: str) -> News:
    """What the trail doesn't have yet of the ledger, from the open work file. Another generation than the trail's last is the
    same history without a person's data, where the store says so, and else a backup that was restored: all its entries are
    news. Raises StoreError."""
    last = _last(path_of(store_path()))
    removals = _removals_since(connection, generation, last.generation) if last and last.generation else ()
    known = last.entry if last and (removals or last.generation == generation) else 0
    return News(generation, tuple(_entries(connection, known)), removals, len(_removals(connection)))


def _removals(connection: DuckDBPyConnection) -> list[Removal]:
    rows = connection.execute(
        "SELECT generation, instead_of, made_by, number, made_at, cells, files FROM taken_out ORDER BY number"
    ).fetchall()
    return [
        Removal(
            generation, before, by,
            {"removal": number, "cells": cells, "files": json.loads(files), "made_at": made_at.isoformat(), "instead_of": before},
        )
        for generation, before, by, number, made_at, cells, files in rows
    ]  # fmt: skip


def _removals_since(connection: DuckDBPyConnection, generation: str, since: str) -> tuple[Removal, ...]:
    """What was taken out on the way from one generation to another; nothing where that isn't the way. A copy that another server
    made anew has a generation of its own after a hyphen (data/ledger/postgresql/authority.py)."""
    by_generation = {each.generation: each for each in _removals(connection)}
    found: list[Removal] = []
    at = generation
    while at in by_generation and _own(at) != _own(since):
        found.insert(0, by_generation[at])
        at = by_generation[at].instead_of
    return tuple(found) if _own(at) == _own(since) else ()


def _own(generation: str) -> str:
    return generation.partition("-")[0]


def follow(found: News) -> None:
    """Adds them. Raises StoreBusy, StoreError."""
    if not len(found):
        return
    tokens = {
        who: _token(who) for who in {*(who for _, who, _, _ in found.entries), *(each.by for each in found.removals)}
    }
    with _adding(store_path()) as lines:
        for removal in found.removals:
            if lines.last and lines.last.generation != removal.generation:
                lines.add(
                    Event.PERSON_TAKEN_OUT, tokens[removal.by], removal.about, removal.generation, lines.last.entry
                )
        last = lines.last
        if last is None or last.generation != found.generation:
            event = Event.RESTORED if last and last.generation else Event.BEGUN
            begins: dict[str, object] = {"entries": len(found.entries)}
            if found.removals_in_all:
                begins[REMOVALS] = found.removals_in_all
            lines.add(event, "", begins, found.generation, 0)
        known = lines.last.entry if lines.last else 0
        for number, who, event, about in found.entries:
            if number > known:
                lines.add(event, tokens[who], about, found.generation, number)


def follow_where_possible(found: News) -> None:
    """The same after a commit: where it fails, the next write adds what is missing, for the entries count already."""
    try:
        follow(found)
    except StoreError as problem:
        log.warn("audit trail behind the ledger", problem)


def _entries(connection: DuckDBPyConnection, after: int) -> list[tuple[int, str, Event, dict[str, object]]]:
    """The ledger's entries after a number, as events: number, by whom, what, and what is to be told of it."""
    rows = connection.execute(
        "SELECT e.number, e.action, e.upload, e.made_by, e.made_at, u.dataset, u.reporting_date, u.mode, u.sha256, "
        "u.rows, u.added, u.changed, u.removed FROM ledger_entries AS e LEFT JOIN uploads AS u ON u.number = e.upload "
        "WHERE e.number > ? ORDER BY e.number, e.upload",
        [after],
    ).fetchall()
    found = []
    for number, action, upload, who, made_at, dataset, day, mode, sha256, *counts in rows:
        about: dict[str, object] = {"upload": upload, "dataset": dataset, "made_at": made_at.isoformat()}
        if action == "upload":
            about |= {
                "reporting_date": day.isoformat(), "mode": mode, "sha256": sha256,
                **dict(zip(("rows", "added", "changed", "removed"), counts, strict=True)),
            }  # fmt: skip
        found.append((number, who or "", ENTERED[action], about))
    return found


def events(store: Path | None = None) -> list[Line]:
    """Every event, oldest first; none where there is no trail. Raises StoreError where a line can't be read."""
    path = path_of(store or store_path())
    try:
        whole = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as problem:
        raise StoreError(f"The audit trail {path} can't be read.") from problem
    found = []
    for number, text in enumerate(whole.splitlines(keepends=True), start=1):
        line = _parsed(text)
        if line is None:
            if text.endswith("\n"):
                raise StoreError(f"Line {number} of the audit trail {path} can't be read.")
            continue  # the last one, cut off as its writer was killed: it never counted
        found.append(line)
    return found


def people() -> dict[str, str]:
    """Token → name, of everybody who was not taken out."""
    return {token: str(each["name"]) for token, each in _people().items()}


def named(token: str, known: Mapping[str, str]) -> str:
    """Whom a token stands for."""
    return known.get(token, TAKEN_OUT) if token else ""


def told_of(line: Line, known: Mapping[str, str]) -> dict[str, object]:
    """What an event is told with, and by name whom it was done to."""
    about = dict(line.about)
    return {**about, WHOM: named(str(about[WHOM]), known)} if WHOM in about else about


def naming(pattern: re.Pattern[str]) -> list[tuple[int, str]]:
    """(number, what is told of it) of each event that holds a name in its own words, and not as a token."""
    texts = ((line.number, json.dumps(line.about, ensure_ascii=False)) for line in events())
    return [(number, text) for number, text in texts if pattern.search(text)]


def events_of(token: str) -> int:
    """How many events were done by a person, or to them."""
    return sum(token in (line.who, line.about.get(WHOM)) for line in events())


def forget(is_meant: Callable[[str], object]) -> int:
    """Takes the people out whose name is meant: their tokens stand for nobody then, and the chain stays whole. Returns how many.
    Raises StoreBusy, StoreError."""
    with _locked(people_path()):
        known = _people()
        kept = {token: each for token, each in known.items() if not is_meant(each["name"])}
        if len(kept) < len(known):
            _write_people(kept)
        return len(known) - len(kept)


def check(connection: DuckDBPyConnection | None = None, generation: str = "") -> Checked:
    """Whether the chain is whole, the names fit, and the ledger's entries are what the trail says they were.

    `connection`: the work file, open, and its generation. Writes nothing.
    """
    try:
        lines = events()
    except StoreError as problem:
        return Checked(0, "", (str(problem),))
    broken: list[str] = []
    before = FIRST_LINK
    for at, line in enumerate(lines, start=1):
        if line.number != at or line.before != before or line.link != line.proof():
            broken.append(
                f"The audit trail is broken at event {at}: it, or the one before it, is not as it was written."
            )
            break
        before = line.link
    altered = [
        f"The name of a person in the audit trail was altered ({token[:8]})."
        for token, each in _people().items()
        if _token_of(each["name"], each["secret"]) != token
    ]
    if connection is not None and not broken:
        broken += _contradictions(connection, generation, lines)
    return Checked(len(lines), before, tuple(broken), tuple(altered))


def _contradictions(connection: DuckDBPyConnection, generation: str, lines: list[Line]) -> list[str]:
    """Where the ledger's entries aren't those that the trail has of this generation."""
    known = people()
    of_this_history = _generations(generation, lines)
    noted = {
        (line.entry, line.about.get("upload")): line
        for line in lines
        if line.generation in of_this_history and line.event in ENTERED.values()
    }
    found = _removals_altered(connection, generation, lines)
    if not noted:
        return found
    held = {}
    for number, who, event, about in _entries(connection, 0):
        held[(number, about["upload"])] = (who, event, about)
    last = max(number for number, _ in noted)
    for (number, upload), line in noted.items():
        entry = held.get((number, upload))
        if entry is None:
            found.append(f"Ledger entry {number} is in the audit trail and not in the ledger.")
        elif not _fits(line, *entry, known):
            found.append(f"Ledger entry {number} is not as the audit trail has it.")
    missing = sorted({number for number, upload in held.keys() - noted.keys() if number <= last})
    found += [f"Ledger entry {number} is not in the audit trail." for number in missing]
    more = len(found) - MOST_TOLD
    return [*found[:MOST_TOLD], *([f"So it is with {more:,} more."] if more > 0 else [])]


def _generations(generation: str, lines: list[Line]) -> set[str]:
    """A generation with those of before: a person's data were taken out of the same history since."""
    found = {generation}
    for before, line in reversed(list(pairwise(lines))):
        if line.event == Event.PERSON_TAKEN_OUT and line.generation in found:
            found.add(before.generation)
    return found


def _removals_altered(connection: DuckDBPyConnection, generation: str, lines: list[Line]) -> list[str]:
    """Whether what was taken out is what the trail says: nobody gets rid of an original by saying that it was."""
    if not lines or not lines[-1].generation:
        return []
    to_come = _removals_since(connection, generation, lines[-1].generation)
    if generation != lines[-1].generation and not to_come:
        return []  # a backup was restored, which the trail doesn't have yet
    before = 0
    noted: list[dict[str, object]] = []
    for line in lines:
        if line.event in (Event.BEGUN, Event.RESTORED):
            before, noted = int(line.about.get(REMOVALS, 0)), []
        elif line.event == Event.PERSON_TAKEN_OUT:
            noted.append(dict(line.about))
    held = [each.about for each in _removals(connection)]
    if held[before:] == [*noted, *(each.about for each in to_come)] and len(held) >= before:
        return []
    return ["What the ledger says of personal data that were taken out is not as the audit trail has it."]


def taken_out_and_back(connection: DuckDBPyConnection) -> int:
    """How often the trail says that personal data were taken out, of which the store knows nothing: a backup of before was
    restored."""
    known = [each.about for each in _removals(connection)]
    return sum(line.event == Event.PERSON_TAKEN_OUT and dict(line.about) not in known for line in events())


def _fits(line: Line, who: str, event: Event, about: Mapping[str, object], known: Mapping[str, str]) -> bool:
    """Whether an entry is as a line has it, of all that both tell: another release may tell more of it."""
    both = about.keys() & line.about.keys()
    is_same = all(about[name] == line.about[name] for name in both)
    return line.event == event and is_same and known.get(line.who, who) == who


class _Lines:
    """The end of a trail, open and locked, to which events are added."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last = _last(path)
        self.new: list[Line] = []

    def add(
        self,
        event: Event,
        who: str,
        about: Mapping[str, object],
        generation: str | None = None,
        entry: int | None = None,
    ) -> None:
        last = self.last
        kept = (last.generation, last.entry) if last else ("", 0)
        line = Line(
            (last.number if last else 0) + 1, datetime.now(UTC).isoformat(timespec="seconds"), event.value, who,
            json.loads(json.dumps(about)), kept[0] if generation is None else generation, kept[1] if entry is None else entry,
            last.link if last else FIRST_LINK, "",
        )  # fmt: skip
        self.last = Line(**{**line.__dict__, "link": line.proof()})
        self.new.append(self.last)

    def write(self) -> None:
        if not self.new:
            return
        is_new = not self.path.exists()
        with self.path.open("a+b") as file:
            file.truncate(_whole_length(self.path))  # what a killed writer left of a line
            file.write("".join(line.text() for line in self.new).encode())
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            self.path.chmod(0o600)
            flush_folder(self.path.parent)
        for line in self.new:
            fields = {name: value for name, value in line.about.items() if name in LOGGED}
            log.tell(line.event, who=line.who or None, version=line.entry, **fields)


@contextmanager
def _adding(store: Path) -> Iterator[_Lines]:
    path = path_of(store)
    with _locked(path):
        lines = _Lines(path)
        yield lines
        lines.write()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(str(path) + ".lock", timeout=WAIT_SECONDS):
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


def _last(path: Path) -> Line | None:
    """The last whole line."""
    if not path.exists():
        return None
    end = _whole_length(path)
    with path.open("rb") as file:
        start = max(0, end - 262_144)
        file.seek(start)
        whole = file.read(end - start).splitlines()
    if not whole:
        return None
    line = _parsed(whole[-1].decode(errors="replace"))
    if line is None:
        raise StoreError(f"The last line of the audit trail {path} can't be read. ‘python -m data check’ says more.")
    return line


def _parsed(text: str) -> Line | None:
    try:
        return Line(**json.loads(text))
    except (ValueError, TypeError):
        return None


def _token_of(name: str, secret: str) -> str:
    return hashlib.sha256(f"{secret}\n{name}".encode()).hexdigest()[:32]


def _token(name: str) -> str:
    """The token of a name, made where there is none yet; empty for nobody."""
    if not name:
        return ""
    with _locked(people_path()):
        known = _people()
        for token, each in known.items():
            if each["name"] == name:
                return token
        secret = secrets.token_hex(16)
        token = _token_of(name, secret)
        _write_people({**known, token: {"name": name, "secret": secret}})
        return token


def _people() -> dict[str, dict[str, str]]:
    path = people_path()
    try:
        found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise StoreError(f"The names of the audit trail {path} can't be read.") from problem
    return found


def _write_people(known: Mapping[str, Mapping[str, str]]) -> None:
    path = people_path()
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(known, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o600)  # names are for no other account of this machine to read
    part.replace(path)
