"""Moves: the burn-up, departments by stage, waves, and what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, day, every, lapse, listing, number, slip


def burn_up(rows: pl.DataFrame, as_at: date) -> str:
    """‘Migration is 3 weeks behind plan: 34 of 113 applications in scope moved, 41 planned by now’.

    All from the row of migration_burn_up for the month of the as-at date, which counts to the day and one set; moves of
    applications outside of it come last.
    """
    now = rows.filter(pl.col("is_as_at_month"))
    if now.is_empty():
        return "No migrations have been reported"
    row = now.row(0, named=True)
    outside = row["moved_outside"]
    have = "has" if outside == 1 else "have"
    others = (
        f"{number(outside)} more, out of scope, {have} moved too"
        if row["scope"]
        else f"{number(outside)} out of scope {have} moved"
    )
    return f"{_burn_up(rows, row)}; {others}" if outside else _burn_up(rows, row)


def _burn_up(rows: pl.DataFrame, row: Mapping[str, Any]) -> str:
    moved, due, whole, gap = row["actual"], row["planned_by_now"], row["scope"] or 0, row["days_behind"]
    if not whole:
        return "No application is in scope of the migration"
    if moved >= whole:
        return f"Migration is complete: {every(whole, 'application')} in scope {'has' if whole == 1 else 'have'} moved"
    if moved == 0 and due == 0:
        first = next((m for m, p in rows.select("month_end", "planned").iter_rows() if p), None)
        if first is None:
            return "No day is planned for any move"
        return f"No application was due to move yet; the first are planned for {first:%B %Y}"
    if not max(rows["planned"]):
        return f"{number(moved)} of {count(whole, 'application')} in scope moved, and none has a planned date"
    if moved == 0:
        none = f"None of {number(whole)} applications in scope has moved yet"
        if whole == 1:
            none = "The one application in scope has not moved yet"
        return f"{none}, {number(due)} {'was' if due == 1 else 'were'} planned by now"
    tally = f"{number(moved)} of {count(whole, 'application')} in scope moved, {number(due)} planned by now"
    if moved == due:
        return f"Migration is on plan: {tally}"
    if gap is None:
        return f"Migration is ahead of plan: {tally}"
    if gap == 0:
        return f"Migration is on plan except for what is due today: {tally}"
    return f"Migration is {lapse(gap)} {'behind' if gap > 0 else 'ahead of'} plan: {tally}"


def by_stage(rows: pl.DataFrame) -> str:
    """‘Of 12 departments, 3 finished, 4 under way and 5 not started; 1 application has no move reported’. Finished: every
    application in scope has migrated."""
    unplanned = rows.filter(pl.col("stage") == "unplanned")
    if unplanned.height == rows.height:
        return "No migration of an application in scope has been reported"
    lacking = int(unplanned["applications"].sum())
    noted = f"; {count(lacking, 'application')} {'has' if lacking == 1 else 'have'} no move reported" if lacking else ""
    return f"{_of_departments(rows)}{noted}"


def _of_departments(rows: pl.DataFrame) -> str:
    departments = rows.group_by("department").agg(
        (pl.col("migrated").sum() == pl.col("applications").sum()).alias("is_done"),
        pl.col("stage").is_in(["not_started", "unplanned"]).all().alias("is_idle"),
    )
    done = departments.filter(pl.col("is_done")).height
    idle = departments.filter(pl.col("is_idle")).height
    under_way = departments.height - done - idle
    if departments.height == 1:
        return f"{rows['department'][0]} {'has finished' if done else 'has not started' if idle else 'is under way'}"
    if idle == departments.height:
        return f"None of {number(idle)} departments has started"
    if departments.height in (done, under_way):
        return f"{capital(every(departments.height, 'department'))} {'have finished' if done else 'are under way'}"
    parts = [
        f"{number(done)} finished" if done else "",
        f"{number(under_way)} under way" if under_way else "",
        f"{number(idle)} not started" if idle else "",
    ]
    return f"Of {count(departments.height, 'department')}, {listing([part for part in parts if part])}"


def waves(rows: pl.DataFrame, as_at: date) -> str:
    """‘1 of 5 waves done; Wave 2 was due on 3 May 2013’, or which slips most: what is past its day is not called on time. Last
    how many applications in scope are in none, without which the waves' own counts don't add up to all in scope."""
    if rows.is_empty():
        return "No waves have been planned"
    outside = rows["in_no_wave"][0]
    are = "is" if outside == 1 else "are"
    noted = f"; {count(outside, 'application')} in scope {are} in no wave" if outside else ""
    return f"{_of_waves(rows, as_at)}{noted}"


def _of_waves(rows: pl.DataFrame, as_at: date) -> str:
    done = rows.filter(pl.col("is_done")).height
    due = pl.coalesce("forecast_finish", "baseline_finish")
    overdue = rows.filter(~pl.col("is_done") & (due < as_at)).with_columns(due=due).sort("due", "wave_id")
    worst = rows.filter(pl.col("slip_days") > 0).sort(["slip_days", "wave_id"], descending=[True, False])
    if rows.height == 1:
        headline = f"The one wave is {'done' if done else 'not done yet'}"
        if overdue.height:
            return f"{headline}; it was due on {day(overdue['due'][0])}"
        if worst.is_empty():
            return f"{headline}, not late" if done else f"{headline} and not expected late"
        return f"{headline}{',' if done else ' and'} {lapse(rows['slip_days'][0])} late"
    headline = f"{number(done)} of {count(rows.height, 'wave')} done"
    if not done:
        headline = f"None of {count(rows.height, 'wave')} done yet"
    if overdue.height:
        first, when = overdue["name"][0], day(overdue["due"][0])
        if overdue.height == 1:
            return f"{headline}; {first} was due on {when}"
        return f"{headline}; {number(overdue.height)} are past their day, first {first}, due on {when}"
    if worst.is_empty():
        return f"{headline}, none late" if done == rows.height else f"{headline}; none is expected late"
    first = worst.row(0, named=True)
    return (
        f"{headline}; {first['name']} {'slipped' if first['is_done'] else 'slips'} most, by {lapse(first['slip_days'])}"
    )


def blockers(rows: pl.DataFrame) -> str:
    """‘2 applications in scope are blocked, the longest for 9 weeks’."""
    if rows.is_empty():
        return "No application in scope is blocked"
    longest: int = max((days or 0 for days in rows["days_blocked"]), default=0)
    headline = f"{count(rows.height, 'application')} in scope {'is' if rows.height == 1 else 'are'} blocked"
    if not longest:
        return headline
    return f"{headline}, {'for' if rows.height == 1 else 'the longest for'} {lapse(longest)}"


def slip_of(row: Mapping[str, Any]) -> str:
    """‘2 weeks late’ for a row with slip_days; a dash where it can't be known."""
    return slip(row["slip_days"])
