"""What changed among the migrations since an earlier date: moves, stages, slips, blockers, things added and removed.
One row per migration and kind of change between the two dates of reports_compared, the most important first; and one,
progress, for all moves of applications in scope (see applications_scoped). A sentence about another application says that it
is out of scope, or not in the inventory, and such changes are counted by themselves.
The columns are those that changes_all explains.
kind: progress (how many in scope moved, when several did), moved, moved_outside (of another application), unmoved (no longer
reported as migrated), redated (it moved on another day than was reported), blocked (also by something else than before),
unblocked, baseline (given, or no longer given), slipped, forward and past (see comparing), rebaselined, stage,
back (to an earlier stage), wave, added, removed.
A migration that has moved is not said to have slipped or changed stage as well.
$together integer = 0: of more than so many alike there is one row; 0 gives each a row
uses: reports_compared, migrations_listed, applications_scoped
compares: migrations
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from data.datasets import DATASETS
from queries import Asking
from queries.changes.comparing import (
    Change,
    Likeness,
    Pair,
    Row,
    answered,
    changes_of,
    compare_alike,
    ended,
    latest,
    long_date,
    plain,
)

LISTED = """SELECT application_id, name, department, in_scope FROM applications_scoped
    WHERE valid_to > $as_at AND application_id IN (SELECT unnest($keys::varchar[]))"""
IN_ALL = "SELECT count(*) AS in_all FROM migrations_listed WHERE is_migrated AND in_scope"
IN_ALL_KEPT = """SELECT if(in_scope = 0, 0, migrated - moved_since_left) AS in_all FROM migration_days
    WHERE day = $as_at AND known_from <= $ledger_version AND known_to > $ledger_version"""
"""How many in scope have moved in all, also as the store keeps it of reporting dates (data/ledger/derived.py)."""
IN_SCOPE = "applications"
"""What several in scope are called; of others the sentences say what they are."""
STAGES = DATASETS["migrations"].column("stage").choices
BY_NOW = "coalesce(is_done(later.migrated_on, $as_at), false)"
BY_THEN = "coalesce(is_done(earlier.migrated_on, $since), false)"
NEW_STAGE = "earlier.stage IS DISTINCT FROM later.stage"
LIKE = Likeness(
    same=(
        "CASE WHEN later.row_key IS NULL THEN earlier.valid_to END",
        BY_NOW,
        BY_THEN,
        f"CASE WHEN {BY_THEN} AND NOT {BY_NOW} THEN later.row_key END",  # each by itself: no longer reported as migrated
        "later.migrated_on > $as_at",
        f"CASE WHEN {BY_THEN} AND {BY_NOW} THEN earlier.actual_date IS DISTINCT FROM later.actual_date END",
        "later.blocker IS NULL",
        "earlier.blocker IS NULL",
        "earlier.blocker IS DISTINCT FROM later.blocker",
        "earlier.baseline_date IS NULL",
        "later.baseline_date IS NULL",
        "sign(date_diff('day', earlier.expected_date, later.expected_date))",
        "later.expected_date < least(earlier.expected_date, $as_at)",
        "sign(abs(date_diff('day', earlier.baseline_date, later.baseline_date)))",
        f"CASE WHEN {NEW_STAGE} THEN earlier.stage END",
        f"CASE WHEN {NEW_STAGE} THEN later.stage END",
        "earlier.wave_id IS DISTINCT FROM later.wave_id",
    ),
    sizes=dict.fromkeys(
        ("slipped", "forward", "past"), "abs(date_diff('day', earlier.expected_date, later.expected_date))"
    )
    | {"rebaselined": "abs(date_diff('day', earlier.baseline_date, later.baseline_date))"},
    joins="""
        LEFT JOIN (SELECT application_id, department, in_scope FROM applications_scoped WHERE valid_to > $as_at) AS listed
            ON pairs.row_key = listed.application_id""",
    beside=("listed.in_scope", "listed.department"),
)
WITH_THOSE_GONE = replace(
    LIKE,
    joins=f"""{LIKE.joins}
        LEFT JOIN (
            SELECT application_id, max_by(department, valid_from) AS department FROM applications_scoped
            WHERE application_id IN (
                SELECT application_id FROM migrations_dated WHERE valid_to > $since
                EXCEPT SELECT application_id FROM applications_scoped WHERE valid_to > $as_at
            )
            GROUP BY application_id
        ) AS gone
            ON listed.application_id IS NULL AND pairs.row_key = gone.application_id""",
    beside=(*LIKE.beside, "gone.department"),
)
"""Also by where an application was that is no longer in the inventory: it takes twice as long."""


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None, together: int = 0) -> pl.DataFrame:
    pairs = compare_alike(
        ask, since, together, replace(LIKE, otherwise=WITH_THOSE_GONE), "SELECT * FROM migrations_dated",
        ["migrations_dated", "applications_scoped"],
        also="is_done(migrated_on, $as_at) AND NOT is_done(migrated_on, $since)",
    )  # fmt: skip
    keys = [pair.item for pair in pairs]
    held = {row["application_id"]: row for row in ask.rows(LISTED, ["applications_scoped"], keys=keys)} if keys else {}
    gone = [key for key in keys if key not in held]
    called = {key: (row["name"], row["department"]) for key, row in held.items()}
    called |= latest(ask, "applications", "name", "department", keys=gone) if gone else {}

    def name(pair: Pair) -> str:
        return str(called.get(pair.item, [pair.item])[0])

    def changes(pair: Pair) -> Iterator[Change]:
        outside = {True: "", False: "out of scope", None: "not in the inventory"}[
            held[pair.item]["in_scope"] if pair.item in held else None
        ]
        department = f" in {called[pair.item][1]}" if pair.item in called else ""
        one = f"{name(pair)} ({outside})" if outside else name(pair)
        return kinds(pair, one, f"{IN_SCOPE} {outside}".rstrip(), department)

    rows = changes_of("migrations", "migration", pairs, changes, name)
    moved = [row for row in rows if row[1] == "moved"]
    many = sum(row[8] for row in moved)
    return answered([*rows, *([progress(ask, moved, many)] if many > 1 else [])])


def progress(ask: Asking, moved: list[tuple[Any, ...]], many: int) -> tuple[Any, ...]:
    """The row for all in scope that moved, `many` in the rows `moved`."""
    [counted] = ask.rows(IN_ALL_KEPT) or ask.rows(IN_ALL, ["migrations_listed"])
    in_all = counted["in_all"]
    so_far = ", the first to do so" if in_all == many else f"; {in_all:,} in all"
    on, upload = (max(row[place] for row in moved) for place in (9, 10))
    sentence = f"{many:,} applications in scope moved{so_far}."
    return (
        "migrations", "progress", 85, float(many), "all", "Migration", sentence, None, 1, on, upload, "migration"
    )  # fmt: skip


def kinds(pair: Pair, name: str, these: str, department: str) -> Iterator[Change]:
    """The changes of one migration. these, department: what several such are called, and where they are, if that is known."""
    row, before, now = pair.row, pair.before, pair.now
    many = f"{{n}} {these}{department}"
    has_moved, had_moved = has_by(now, pair.as_at), has_by(before, pair.day)
    if now is None:
        plan = "removed from the plan of migrations"
        yield Change("removed", 47, f"{name} was {plan}.", f"{many} were {plan}.")
        return
    if has_moved and not had_moved:
        moved = f"{name} moved on {long_date(row['actual_date'])}."
        kind = "moved" if these == IN_SCOPE else "moved_outside"
        yield Change(kind, 70, moved, f"{{n}} {these} moved{department}.", by=("actual_date",))
    if before is None:
        if not has_moved:
            plan = "added to the plan of migrations"
            yield Change("added", 34, f"{name} was {plan}.", f"{many} were {plan}.")
        return
    if had_moved and not has_moved:
        due = row["expected_date"]
        until = f"; it is expected on {long_date(due)}" if due is not None and due >= pair.as_at else ""
        yield Change("unmoved", 72, f"{name} is no longer reported as migrated{until}.", by=("stage",))
    if had_moved and has_moved and pair.changed("actual_date"):
        on, no_longer = long_date(row["actual_date"]), long_date(before["actual_date"])
        yield Change(
            "redated", 46, f"{name} is reported as moved on {on} now, no longer on {no_longer}.",
            f"{many} are reported as moved on other days now.", by=("actual_date",),
        )  # fmt: skip
    if not has_moved:
        blocker = row["blocker"]
        if blocker is not None and before["blocker"] is not None and blocker != before["blocker"]:
            yield Change(
                "blocked", 47, f"{name} is blocked by something else now: {ended(blocker)}.",
                f"{{n}} {these} are blocked by something else now{department}.", by=("blocker",),
            )  # fmt: skip
        if blocker is not None and before["blocker"] is None:
            yield Change(
                "blocked", 66, f"{name} is blocked: {ended(blocker)}.", f"{{n}} {these} became blocked{department}.",
                by=("blocker",),
            )  # fmt: skip
        if blocker is None and before["blocker"] is not None:
            yield Change(
                "unblocked", 49, f"{name} is no longer blocked.",
                f"{{n}} {these} are no longer blocked{department}.", by=("blocker",),
            )  # fmt: skip
        if (days := pair.days("expected_date")) and not had_moved:  # what had moved was not expected any more
            way = pair.way("expected_date")
            weight, words = {
                "slipped": (48, "slipped"),
                "forward": (38, "came forward"),
                "past": (48, "are due on earlier days now, which have passed"),
            }[way]
            yield Change(
                way, weight, f"The move of {name} {pair.moved('expected_date')}.",
                f"The moves of {{n}} {these} {words}.", size=abs(days), by=("expected_date",),
            )  # fmt: skip
    if days := pair.days("baseline_date"):
        changed = f"from {long_date(before['baseline_date'])} to {long_date(row['baseline_date'])}"
        yield Change(
            "rebaselined", 46, f"The baseline of {name} was changed {changed}.",
            f"The baselines of {many} were changed.", size=abs(days), by=("baseline_date",),
        )  # fmt: skip
    elif pair.changed("baseline_date"):
        given = row["baseline_date"]
        has, have = (
            (f"has a baseline now, {long_date(given)}", "have baselines now") if given else
            ("has no baseline any more", "have no baseline any more")
        )  # fmt: skip
        yield Change("baseline", 36, f"{name} {has}.", f"{many} {have}.", by=("baseline_date",))
    if pair.changed("stage") and has_moved is had_moved:
        yield stage(pair, name, these)
    if pair.changed("wave_id"):
        wave, wave_before = row["wave_id"], before["wave_id"]
        if wave is None:
            went = f"left wave {wave_before}"
        elif wave_before is None:
            went = f"joined wave {wave}"
        else:
            went = f"went from wave {wave_before} to wave {wave}"
        yield Change("wave", 33, f"{name} {went}.", f"{many} changed wave.", by=("wave_id",))


def stage(pair: Pair, name: str, these: str) -> Change:
    """Another stage, without a move that it says."""
    row, before = pair.row, pair.before
    assert before
    steps = STAGES.index(row["stage"]) - STAGES.index(before["stage"])
    kind, weight, way = ("stage", 35, "entered") if steps > 0 else ("back", 45, "went back to")
    if row["migrated_on"] is not None and row["migrated_on"] > pair.as_at:
        sentence, alike = f"{name} is to move on {long_date(row['migrated_on'])}.", "have a date for their move"
    elif row["stage"] == "decommissioned":
        sentence, alike = f"{name} was decommissioned.", "were decommissioned"
    else:
        alike = f"{way} ‘{plain(row['stage'])}’"
        sentence = f"{name} {alike}, from ‘{plain(before['stage'])}’."
    return Change(kind, weight, sentence, f"{{n}} {these} {alike}.", size=abs(steps), by=("stage",))


def has_by(row: Row | None, day: date) -> bool:
    """Whether it had moved by that day."""
    return row is not None and row["migrated_on"] is not None and row["migrated_on"] <= day
