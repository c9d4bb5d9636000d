"""What changed among the partners since an earlier date: stages entered, withdrawals, target dates, who came and went.
One row per partner and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: withdrawn, returned (after it had withdrawn), back (to an earlier stage), stage, planned (a stage reported with a
date to come, or such a one given up), target (live date), added, removed, size (staff or applications in scope),
next_step (words or date), redated (in the same stage, since another day), other (name or category).
uses: reports_compared
compares: partners
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, Row, answered, changes_of, compare, count, ended, long_date

PLAN = ("planned_stage", "planned_date")
SCOPE = ("staff_in_scope", "applications_in_scope")
NEXT = ("next_step", "next_step_date")
OTHER = ("name", "category")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, "SELECT * FROM partners_counted", ["partners_counted"])
    return answered(changes_of("partners", "partners", pairs, kinds, lambda pair: pair.row["name"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before = pair.row, pair.before
    name, stage = row["name"], worded(row["stage"])
    if before is None:
        plan = f", and is {planned(row)}" if row["planned_stage"] else ""
        yield Change("added", 67, f"{name} was added, as {stage}{plan}.", "{n} partners were added.")
        return
    if pair.now is None:
        removed = "removed from the list"
        yield Change("removed", 80, f"{name} was {removed} of partners.", f"{{n}} partners were {removed}.")
        return
    if pair.changed("stage"):
        yield moved_on(pair, name)
    elif pair.changed("stage_date") and row["stage_date"] and before["stage_date"]:
        since, no_longer = long_date(row["stage_date"]), long_date(before["stage_date"])
        sentence = f"{name} is reported as {stage} since {since} now, no longer since {no_longer}."
        yield Change("redated", 38, sentence, size=abs(pair.days("stage_date")), by=("stage_date",))
    # what was planned and has come is a change of its own
    if pair.changed(*PLAN) and (row["planned_stage"] or before["planned_stage"] not in (None, row["stage"])):
        withdrawal = "withdrawn" in (row["planned_stage"], before["planned_stage"])
        if row["planned_stage"] is None:
            plan = f"no longer {planned(before)}"
        elif before["planned_stage"] in (None, row["stage"]):
            plan = planned(row)
        else:
            plan = f"{planned(row)}, no longer {planned(before)}"
        yield Change("planned", 92 if withdrawal else 76, f"{name} is {plan}.", by=PLAN)
    if pair.changed("target_live_date"):
        target = row["target_live_date"]
        if target is None:
            sentence = f"{name} has no target live date any more."
        elif before["target_live_date"] is None or before["stage"] == "live":  # what it was had come
            sentence = f"The target live date of {name} is {long_date(target)}."
        else:
            sentence = f"The target live date of {name} {pair.moved('target_live_date')}."
        yield Change("target", 66, sentence, size=abs(pair.days("target_live_date")), by=("target_live_date",))
    if pair.changed(*SCOPE):
        more = sum(abs((row[column] or 0) - (before[column] or 0)) for column in SCOPE)
        parts = [in_scope(row[column], before[column], column) for column in SCOPE if pair.changed(column)]
        yield Change("size", 37, f"{name} {', and '.join(parts)}.", size=more, by=SCOPE)
    if pair.changed(*NEXT):
        sentence = f"{name} has no next step any more."
        if row["next_step"] is not None:
            on = f", on {long_date(row['next_step_date'])}" if row["next_step_date"] else ""
            sentence = f"The next step with {name} is now: {ended(row['next_step'])}{on}."
        yield Change("next_step", 29, sentence, "The next steps with {n} partners were changed.", by=NEXT)
    if pair.changed(*OTHER):
        category = row["category"].replace("_", " ")
        yield Change("other", 19, f"{before['name']} is now called {name}, category {category}.", by=OTHER)


def moved_on(pair: Pair, name: str) -> Change:
    """Another stage."""
    row, before = pair.row, pair.before
    assert before
    stage, stage_before = worded(row["stage"]), worded(before["stage"])
    steps, on = (
        row["stage_order"] - before["stage_order"],
        f"on {long_date(row['stage_date'])}" if row["stage_date"] else "",
    )
    if row["stage"] == "withdrawn":
        # ‘before’ is before it withdrew, whatever it was on the earlier day
        left = next(each["stage"] for each in reversed(pair.versions) if each["stage"] != "withdrawn")
        return Change("withdrawn", 94, f"{name} withdrew {on}; it was {worded(left)} before.", by=("stage",))
    if before["stage"] == "withdrawn":
        kind, weight, on = "returned", 93, on.replace("on ", "since ", 1)
        sentence = f"{name} came back and is at ‘{stage}’ {on}".rstrip() + ", having withdrawn before."
    else:
        kind, weight, way = ("stage", 77, "moved on to") if steps > 0 else ("back", 84, "went back to")
        sentence = f"{name} {way} ‘{stage}’ {on}".rstrip() + f", from ‘{stage_before}’."
    return Change(kind, weight, sentence, size=abs(steps), by=("stage",))


def worded(stage: str) -> str:
    """‘design and SLA agreed’."""
    return stage.replace("sla", "SLA").replace("_", " ")


def planned(row: Row) -> str:
    """‘to come to ‘live’ on 1 April 2014’."""
    stage = row["planned_stage"]
    return (
        f"to {'withdraw' if stage == 'withdrawn' else f'come to ‘{worded(stage)}’'} on {long_date(row['planned_date'])}"
    )


def in_scope(now: int | None, before: int | None, column: str) -> str:
    """‘now has 26 staff in scope, not given before’."""
    what = column.removesuffix("_in_scope")
    if now is None:
        return f"no longer gives its {what} in scope"
    many = count(now, "application") if what == "applications" else f"{now:,} {what}"
    return f"now has {many} in scope, {'not given before' if before is None else f'after {before:,}'}"
