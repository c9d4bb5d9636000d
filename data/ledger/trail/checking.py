"""Whether an audit trail is whole: its chain, the names behind its tokens, and the ledger's entries as it has them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from data.events import Checked, Event, Line
from data.ledger import programmes
from data.ledger.publishing import store_path
from data.ledger.trail import events, on_disk, people, people_kept
from data.ledger.trail.delivery import ENTERED
from data.ledger.trail.lines import FIRST_LINK, broken_links, own_part, path_of, token_of
from data.ledger.trail.news import REMOVALS, entries_after, removals_noted, removals_since
from data.problems import OutOfReach, StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_TOLD = 5
"""Entries that a check names; of more it says how many."""


def check(connection: DuckDBPyConnection | None = None, generation: str = "") -> Checked:
    """Whether the chain is whole, the names fit, and the ledger's entries are what the trail says they were.

    `connection`: the work file, open, and its generation. Writes nothing.
    """
    try:
        lines = events()
    except OutOfReach:
        raise
    except StoreError as problem:
        return Checked(0, "", (str(problem),))
    broken = broken_links(lines)
    if not broken and programmes.authority() is None:
        broken = on_disk.cut_off(path_of(store_path()), lines)
    altered = [
        f"The name of a person in the audit trail was altered ({token[:8]})."
        for token, each in people_kept().items()
        if token_of(each["name"], each["secret"]) != token
    ]
    if connection is not None and not broken:
        broken += _contradictions(connection, own_part(generation), lines)
    return Checked(len(lines), lines[-1].link if lines else FIRST_LINK, tuple(broken), tuple(altered))


def _contradictions(connection: DuckDBPyConnection, generation: str, lines: list[Line]) -> list[str]:
    """Where the ledger's entries differ from the trail's for this generation."""
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
    for number, who, event, about in entries_after(connection, 0):
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
    """A generation and its predecessors: those of the same history before a person's data were taken out."""
    found = {generation}
    for before, line in reversed(list(pairwise(lines))):
        if line.event in (Event.PERSON_TAKEN_OUT, Event.COPIED) and line.generation in found:
            found.add(before.generation)
    return found


def _removals_altered(connection: DuckDBPyConnection, generation: str, lines: list[Line]) -> list[str]:
    """Whether the removals are those in the trail: nobody gets rid of an original by claiming that it was one."""
    if not lines or not lines[-1].generation:
        return []
    to_come = removals_since(connection, generation, lines[-1].generation)
    if generation != lines[-1].generation and not to_come:
        return []  # a backup was restored, which the trail doesn't have yet
    before = 0
    noted: list[dict[str, object]] = []
    for line in lines:
        if line.event in (Event.BEGUN, Event.RESTORED):
            before, noted = int(line.about.get(REMOVALS, 0)), []
        elif line.event == Event.PERSON_TAKEN_OUT:
            noted.append(line.details)
    held = [each.about for each in removals_noted(connection)]
    if held[before:] == [*noted, *(each.about for each in to_come)] and len(held) >= before:
        return []
    return ["What the ledger says of personal data that were taken out is not as the audit trail has it."]


def taken_out_and_back(connection: DuckDBPyConnection) -> int:
    """How many removals of personal data the trail has that the store doesn't know: an earlier backup was restored."""
    known = [each.about for each in removals_noted(connection)]
    return sum(line.event == Event.PERSON_TAKEN_OUT and line.details not in known for line in events())


def _fits(line: Line, who: str, event: Event, about: Mapping[str, object], known: Mapping[str, str]) -> bool:
    """Whether an entry agrees with a line in everything that both have; another release may record more."""
    both = about.keys() & line.about.keys()
    is_same = all(about[name] == line.about[name] for name in both)
    return line.event == event and is_same and known.get(line.who, who) == who
