"""The sample's migrations and waves as at each report.

Every move has the day on which it truly happens; what a report says of it is derived from that.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.sample import story
from data.sample.catalogue import Entry, entries, late_entries
from data.sample.chance import between, chance, day, friday, weekday
from data.sample.inventory import IN_SCOPE, Rows

STAGES = ("not_started", "discovery", "build", "test", "ready", "migrated", "decommissioned")
LAST_MOVE = date(2014, 4, 11)


@dataclass(frozen=True)
class Move:
    """One application's move as it truly goes; what a report says of it is derived from this."""

    entry: Entry
    wave: str
    known_from: str  # the first report that has it
    baseline: date
    finish: date  # the day it moves in the end; beyond the last report nobody knows it yet


def wave_of(department: str) -> str:
    """The wave in which a department moves."""
    return next(key for key, wave in story.WAVES.items() if department in wave["departments"].split("; "))


def baselines() -> list[tuple[Entry, str, str, date]]:
    """(application, wave, first report that has it, baseline date) of every application that is ever in scope."""
    planned: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries():
        if entry.disposition in IN_SCOPE:
            planned[wave_of(entry.department)].append(entry)
    found: list[tuple[Entry, str, str, date]] = []
    for wave, batch in sorted(planned.items()):
        start, finish = (day(story.WAVES[wave][name]) for name in ("baseline_start", "baseline_finish"))
        batch.sort(key=lambda entry: chance("order", entry.name))
        for place, entry in enumerate(batch, 1):
            found.append((entry, wave, story.REPORTS[0], weekday(start + (finish - start) * place / len(batch))))
    named = {entry.name: entry for entry in (*entries(), *late_entries().values())}
    for name, (report, baseline) in story.MIGRATION_ADDED.items():
        found.append((named[name], wave_of(named[name].department), report, day(baseline)))
    return found


def moves() -> list[Move]:
    """Every move, with the day it truly happens: so many a month as the story says, roughly in planned order."""
    fixed = {name: day(blocked[3]) for name, blocked in story.BLOCKED.items()}
    planned = baselines()

    def late_by(item: tuple[Entry, str, str, date]) -> date:
        entry, wave, _, baseline = item
        return baseline + timedelta(days=between(-12, 20 if wave == "W1" else 45, "late by", entry.name))

    free = sorted((item for item in planned if item[0].name not in fixed), key=late_by)
    finished: list[Move] = [Move(*item, fixed[item[0].name]) for item in planned if item[0].name in fixed]
    for month, count in story.MOVES.items():
        year, number = map(int, month.split("-"))
        quota = count - sum(when.isoformat().startswith(month) for when in fixed.values())
        batch, free = free[:quota], free[quota:]
        for item in batch:
            last = monthrange(year, number)[1]
            when = weekday(date(year, number, between(4, last, "moved on", item[0].name)))
            finished.append(Move(*item, min(when, LAST_MOVE)))
    return sorted(finished, key=lambda move: move.entry.application_id)


def natural_stage(move: Move, finish: date, report: date) -> int:
    """How far along STAGES a move that ends on `finish` is at a report."""
    name = move.entry.name
    lead = (
        between(95, 140, "discovery", name), between(60, 85, "build", name), between(28, 42, "test", name),
        between(6, 14, "ready", name), 0,
    )  # fmt: skip
    reached = sum(report >= finish - timedelta(days=days) for days in lead)
    old_one_goes = move.entry.disposition in ("consolidate", "replace") and chance("switched off", name) < 0.75
    if old_one_goes and report >= finish + timedelta(days=between(60, 150, "switched off after", name)):
        return STAGES.index("decommissioned")
    return reached


def stage_at(move: Move, report: str) -> str:
    """The stage that a report gives; a blocked move stays where it was blocked until it is freed."""
    stage = natural_stage(move, move.finish, day(report))
    if move.entry.name in story.BLOCKED:
        since, _, blocked_at, _, _ = story.BLOCKED[move.entry.name]
        held_at = STAGES.index(blocked_at)
        on_the_way = natural_stage(move, day(since) + timedelta(days=25), day(report))
        stage = min(held_at, on_the_way) if report < since else max(held_at, stage)
    return STAGES[min(stage, STAGES.index(story.BEGINS.get(report, STAGES[-1])))]


def blocker_at(move: Move, report: str) -> str:
    blocked = story.BLOCKED.get(move.entry.name)
    return blocked[4] if blocked and blocked[0] <= report <= blocked[1] else ""


def forecast_at(move: Move, report: str) -> date:
    """The date that the team expects at a report: hopeful at first, close to the truth shortly before.

    One team in twenty never forecasts again, so that some dates pass unnoticed, as they do.
    """
    forecast = move.baseline
    forgets = chance("forgets", move.entry.name) < 0.05
    slip = move.finish - move.baseline
    for seen in (known for known in story.REPORTS if move.known_from <= known <= report):
        now = day(seen)
        if now >= move.finish or forgets:
            break
        blocked = bool(blocker_at(move, seen))
        first_wave, share = story.REPLANS.get(seen, ("none", 0.0))
        if move.wave >= first_wave and slip.days > 5:
            forecast = friday(move.baseline + slip * share)
        elif blocked and forecast <= now + timedelta(days=30):
            forecast = friday(now + timedelta(days=45))
        elif not blocked and move.finish - now <= timedelta(days=40):
            if abs((forecast - move.finish).days) > 6:
                forecast = friday(move.finish)
        elif not blocked and forecast <= now + timedelta(days=14):
            forecast = friday(min(move.finish, now + timedelta(days=42)))
    return forecast


def migrations_at(report: str, all_moves: Sequence[Move]) -> Rows:
    """How far each application has come, as at one report."""
    rows: Rows = {}
    for move in all_moves:
        if move.known_from <= report:
            stage = stage_at(move, report)
            done = stage in ("migrated", "decommissioned")
            rows[move.entry.application_id] = {
                "application_id": move.entry.application_id,
                "wave_id": move.wave,
                "stage": stage,
                "baseline_date": move.baseline.isoformat(),
                "forecast_date": forecast_at(move, report).isoformat(),
                "actual_date": move.finish.isoformat() if done else "",
                "blocker": blocker_at(move, report),
            }
    return rows


def waves_at(migrations: Rows) -> Rows:
    """The waves, with the dates that their applications' forecasts and actual dates add up to."""
    rows: Rows = {}
    for sequence, (key, wave) in enumerate(story.WAVES.items(), 1):
        batch = [row for row in migrations.values() if row["wave_id"] == key]
        expected = [row["actual_date"] or row["forecast_date"] for row in batch]
        slip = day(min(expected)) - day(min(row["baseline_date"] for row in batch))
        start = day(wave["baseline_start"]) + max(slip, timedelta())
        finish = max(expected) if all(row["actual_date"] for row in batch) else max(
            *expected, wave["baseline_finish"]
        )  # fmt: skip
        rows[key] = {
            "wave_id": key, "sequence": str(sequence), **wave,
            "forecast_start": min(start.isoformat(), finish), "forecast_finish": finish,
        }  # fmt: skip
    return rows
