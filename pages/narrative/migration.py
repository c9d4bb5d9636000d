"""Moves: the burn-up, departments by stage, waves, and what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.ui.formatting import (
    capital,
    count,
    dated,
    day,
    every,
    is_past,
    lapse,
    listing,
    number,
    short_day,
    slip,
    was_due,
)


def burn_up(rows: pl.DataFrame, as_at: date) -> str:
    """‘Migration is 3 weeks behind plan: 34 of 113 applications in scope moved, 41 planned by now’; if the last report
    is older, ‘Migration was 3 weeks behind plan on 30 September 2013, 9 weeks ago: …, 41 planned by then’.

    All from the row of migration_burn_up for the month of the as-at date, which counts one set of applications up to
    the day itself; moves of other applications come last.
    """
    now = rows.filter(pl.col("is_as_at_month"))
    if now.is_empty():
        return "No migrations have been reported"
    row = now.row(0, named=True)
    outside = row["moved_outside"]
    have = "has" if outside == 1 else "have"
    others = (
        f"{number(outside)} more, out of scope, {have} moved too"
        if row["scope"] and rows["actual"].max()
        else f"{number(outside)} out of scope {have} moved"
    )
    headline = _burn_up(rows, row, as_at)
    return f"{headline}; {others}" if outside else headline


def _burn_up(rows: pl.DataFrame, row: Mapping[str, Any], as_at: date) -> str:
    moved, due, whole, gap = row["moved_by_now"], row["planned_by_now"], row["scope"] or 0, row["days_behind"]
    unplanned = row["moved_unplanned"]
    age = (as_at - row["known_to"]).days
    when = f"{day(row['known_to'])}, {lapse(age)} ago"
    if not whole:
        return "No application is in scope of the migration"
    if moved >= whole:
        return f"Migration is complete: {every(whole, 'application')} in scope {'has' if whole == 1 else 'have'} moved"
    if moved == 0 and due == 0:
        first = next((m for m, p in rows.select("month_end", "planned").iter_rows() if p), None)
        if first is None:
            return "No day is planned for any move"
        until = f"by {when}" if age else "yet"
        return f"No application was due to move {until}; the first are planned for {first:%B %Y}"
    tally = f"{number(moved)} of {count(whole, 'application')} in scope moved"
    if not max(rows["planned"]):
        return f"{tally}{f' by {when}' if age else ''}, and none has a planned date"
    planned = f"{number(due)} {'was' if due == 1 else 'were'} planned by {'then' if age else 'now'}"
    if moved == 0:
        none = "The one application in scope" if whole == 1 else f"None of {number(whole)} applications in scope"
        had = (
            f"had {'not ' if whole == 1 else ''}moved by {when}"
            if age
            else f"has {'not ' if whole == 1 else ''}moved yet"
        )
        return f"{none} {had}{';' if age else ','} {planned}"
    tail = f"{f' on {when}' if age else ''}: {tally}, {number(due)} planned by {'then' if age else 'now'}"
    if unplanned:
        tail += f"; no day was planned for {number(unplanned)} of those that moved"
    is_so = "Migration was" if age else "Migration is"
    if moved - unplanned == due:
        return f"{is_so} on plan{tail}"
    if gap == 0:
        return f"{is_so} on plan except for what {'was due that day' if age else 'is due today'}{tail}"
    return f"{is_so} {lapse(gap)} {'behind' if gap > 0 else 'ahead of'} plan{tail}"


def by_stage(rows: pl.DataFrame) -> str:
    """‘Of 12 departments, 3 finished, 4 under way and 5 not started; 1 application has no move reported’. A department
    has finished when every application in scope has migrated."""
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
    """‘1 of 5 waves done; Wave 2 was due on 3 May 2013, 4 weeks ago’, or which wave has a last move after its finish,
    or which slips most: a wave that is past its day, or has later moves, is never called on time. The sentence ends
    with the applications in scope that are in no wave; without them the waves' counts don't add up to the total."""
    if rows.is_empty():
        return "No waves have been planned"
    outside = rows["in_no_wave"][0]
    are = "is" if outside == 1 else "are"
    noted = f"; {count(outside, 'application')} in scope {are} in no wave" if outside else ""
    return f"{_of_waves(rows, as_at)}{noted}"


def _of_waves(rows: pl.DataFrame, as_at: date) -> str:
    done = rows.filter(pl.col("is_done")).height
    due = pl.coalesce("forecast_finish", "baseline_finish")
    coming = rows.filter(~pl.col("is_done")).with_columns(due=due, after=(pl.col("last_move_on") - due).dt.total_days())
    missed = coming.filter(pl.col("due") < as_at).sort("due", "wave_id")
    longest = coming.filter(pl.col("after") > 0).sort(["after", "wave_id"], descending=[True, False])
    worst = rows.filter(pl.col("slip_days") > 0).sort(["slip_days", "wave_id"], descending=[True, False])
    if rows.height == 1:
        headline = f"The one wave is {'done' if done else 'not done yet'}"
        if missed.height:
            return f"{headline}; it {was_due(missed['due'][0], as_at)}"
        if longest.height:
            return f"{headline}; its last move {_comes_after(longest.row(0, named=True))}"
        if worst.is_empty():
            return f"{headline}, not late" if done else f"{headline} and not expected late"
        return f"{headline}{',' if done else ' and'} {lapse(rows['slip_days'][0])} late"
    headline = f"{number(done)} of {count(rows.height, 'wave')} done"
    if not done:
        headline = f"None of {count(rows.height, 'wave')} done yet"
    if missed.height:
        first, when = missed["name"][0], missed["due"][0]
        if missed.height == 1:
            return f"{headline}; {first} {was_due(when, as_at)}"
        return f"{headline}; {number(missed.height)} are past their day, first {first}, due on {day(when)}"
    if longest.height:
        first_of = longest.row(0, named=True)
        which = (
            "the last move of"
            if longest.height == 1
            else f"{number(longest.height)} have moves after their end; the last of"
        )
        return f"{headline}; {which} {first_of['name']} {_comes_after(first_of)}"
    if worst.is_empty():
        return f"{headline}, none late" if done == rows.height else f"{headline}; none is expected late"
    first = worst.row(0, named=True)
    return (
        f"{headline}; {first['name']} {'slipped' if first['is_done'] else 'slips'} most, by {lapse(first['slip_days'])}"
    )


def _comes_after(row: Mapping[str, Any]) -> str:
    return f"is expected on {day(row['last_move_on'])}, {lapse(row['after'])} after the wave is to finish"


def wave(row: Mapping[str, Any], as_at: date) -> str:
    """‘done on 3 May 2013, 2 weeks late’, ‘expected 14 June 2013, on plan’, that it is past its day, or, for a row of
    migration_waves with a move after its finish, ‘to finish on 14 June 2013; its last move is expected on 1 September
    2013’."""
    finish = _finish(row)
    stands = dated(finish, row["slip_days"], as_at, is_done=row["is_done"])
    if not has_later_move(row):
        return stands
    if not is_past(finish, as_at, row["is_done"]):
        stands = f"to finish on {day(finish)}"
    return f"{stands}; its last move is expected on {day(row['last_move_on'])}"


def wave_in_brief(row: Mapping[str, Any], as_at: date) -> str:
    """‘16 of 31 moved; was due 15 May 2014, 6 weeks ago’, ‘2 of 3 moved; last move expected 1 Sep 2013’, ‘5 of 20
    moved; 5 weeks late’: a wave in the chart, which shows its dates."""
    moved = f"{number(row['migrated'])} of {number(row['applications'])} moved"
    missed = was_due(_finish(row), as_at, brief=True) if is_past(_finish(row), as_at, row["is_done"]) else ""
    if has_later_move(row):
        last = f"last move expected {short_day(row['last_move_on'])}"
        return f"{moved}; {f'was due {short_day(_finish(row))}, ' if missed else ''}{last}"
    return f"{moved}; {missed or slip(row['slip_days'])}"


def has_later_move(row: Mapping[str, Any]) -> bool:
    """Whether an unfinished wave has an application expected to move after the wave is to finish."""
    return not row["is_done"] and row["last_move_on"] is not None and row["last_move_on"] > _finish(row)


def _finish(row: Mapping[str, Any]) -> date:
    """The day on which a wave finished, or is to."""
    found: date = row["finished_on"] or row["forecast_finish"] or row["baseline_finish"]
    return found


def blockers(rows: pl.DataFrame) -> str:
    """‘2 applications in scope are blocked, the longest for 9 weeks’."""
    if rows.is_empty():
        return "No application in scope is blocked"
    longest: int = max((days or 0 for days in rows["days_blocked"]), default=0)
    headline = f"{count(rows.height, 'application')} in scope {'is' if rows.height == 1 else 'are'} blocked"
    if not longest:
        return headline
    return f"{headline}, {'for' if rows.height == 1 else 'the longest for'} {lapse(longest)}"


def slip_of(row: Mapping[str, Any], as_at: date) -> str:
    """‘2 weeks late’ for a row of inventory_application; if its day is past without a move, how long ago; a dash if
    unknown."""
    when = row["actual_date"] or row["forecast_date"] or row["baseline_date"]
    if is_past(when, as_at, row["is_migrated"]):
        return f"{lapse((as_at - when).days)} past its date"
    return slip(row["slip_days"])
