"""The findings: what a figure says, as one sentence in plain English, worked out of the very frame that is drawn.

Each function takes the frame of one query and gives the heading (or the alternative text) of its figure. They compare
and count the rows of an answer; the figures themselves come from queries/.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from pages.charts.theme import rating
from pages.parts.words import capital, count, day, lapse, listing, money, number, share, slip

IN_SCOPE = ("consolidate", "migrate", "replace", "self_service")


def overview(headline: Mapping[str, Any]) -> str:
    """The one sentence of the Overview: go-live date, days to go, and what the evidence says (its reason follows)."""
    expected, baseline = headline["go_live_forecast"], headline["go_live_baseline"]
    verdict = _verdict(headline)
    if expected is None and baseline is None:
        return f"No go-live date has been reported{verdict}"
    forecast = expected or baseline
    late = (forecast - baseline).days if baseline else 0
    drift = {True: "as planned", False: f"{lapse(late)} {'later' if late > 0 else 'earlier'} than planned"}[late == 0]
    to_go = headline["days_to_go_live"]
    if to_go is not None and to_go < 0:
        return f"Go-live was due on {day(forecast)}, {lapse(to_go)} ago{verdict}"
    if to_go == 0:
        return f"Go-live is today, {day(forecast)}, {drift}{verdict}"
    away = f"{count(to_go, 'day')} away" if to_go is not None else "with no number of days to go"
    return f"Go-live is expected on {day(forecast)}, {away} and {drift}{verdict}"


def _verdict(headline: Mapping[str, Any]) -> str:
    if not headline["computed_rating"]:
        return ""
    return f"; the evidence says {rating(headline['computed_rating']).word.lower()}"


def timeline(items: pl.DataFrame, as_at: date) -> str:
    """«1 of 2 gateways is passed; the next, System design approved, is expected 2 weeks late» for the Overview."""
    gateways = [row for row in items.iter_rows(named=True) if row["kind"] == "gateway"]
    live = [row for row in items.iter_rows(named=True) if row["kind"] == "go_live"]
    to_come = [row for row in gateways + live if not _done(row, as_at)]
    passed = len([row for row in gateways if _done(row, as_at)])
    if not gateways and not live:
        return "The dates of the programme"
    said = f"{passed} of {count(len(gateways), 'gateway')} passed" if gateways else "No gateways reported"
    if not to_come:
        return f"{said}, and the programme is live" if live else said
    nearest = min(to_come, key=_expected)
    return f"{said}; next is {nearest['name']}, expected {day(_expected(nearest))}, {slip(_late(nearest))}"


def _done(row: Mapping[str, Any], as_at: date) -> bool:
    return row["actual_date"] is not None and row["actual_date"] <= as_at


def _expected(row: Mapping[str, Any]) -> date:
    return row["forecast_date"] or row["baseline_date"] or date.max


def _late(row: Mapping[str, Any]) -> int | None:
    if row["baseline_date"] is None:
        return None
    return (_expected(row) - row["baseline_date"]).days


def attention(items: pl.DataFrame) -> str:
    """«3 things need attention now, and 5 to watch»."""
    red = items.filter(pl.col("severity") == "red").height
    amber = items.height - red
    if items.is_empty():
        return "Nothing needs attention"
    if not red:
        return f"{capital(count(amber, 'thing'))} to watch"
    now = f"{capital(count(red, 'thing'))} {'needs' if red == 1 else 'need'} attention now"
    return f"{now}, and {number(amber)} to watch" if amber else now


def by_department(rows: pl.DataFrame) -> str:
    """«277 applications in 12 departments; Adult social care has the most, 41»."""
    if rows.is_empty():
        return "No applications"
    totals = rows.group_by("department").agg(pl.col("applications").sum()).sort(
        ["applications", "department"], descending=[True, False]
    )  # fmt: skip
    most = totals.row(0, named=True)
    whole = count(int(rows["applications"].sum()), "application")
    if totals.height == 1:
        return f"{capital(whole)}, all in {most['department']}"
    where = count(totals.height, "department")
    return f"{capital(whole)} in {where}; {most['department']} has the most, {number(most['applications'])}"


def to_core(steps: pl.DataFrame) -> str:
    """«Of 277 applications 82 can be consolidated into the core, 29.6%»."""
    found = {row["code"]: row for row in steps.iter_rows(named=True)}
    whole, core = found.get("all"), found.get("consolidate")
    if whole is None or not whole["applications"]:
        return "No applications yet on the way to the core"
    if core is None:
        return f"{number(whole['applications'])} applications on the way to the core"
    return (
        f"Of {count(whole['applications'], 'application')}, {number(core['applications'])}"
        f" can be consolidated into the core: {share(core['share_pct'])}"
    )


def planned_on(rows: pl.DataFrame, moved: int) -> date | None:
    """The date by which the plan would have reached this many moves, taken evenly within a month; None if never."""
    before_day, before = None, 0
    for month_end, planned in rows.select("month_end", "planned").iter_rows():
        if planned is not None and planned >= moved:
            if before_day is None or planned == before:
                return month_end
            into = (moved - before) / (planned - before)
            return before_day + timedelta(days=round((month_end - before_day).days * into))
        before_day, before = month_end, planned or 0
    return None


def planned_by(rows: pl.DataFrame, on: date) -> float:
    """How many moves the plan had for a day, taken evenly within a month."""
    before_day, before = None, 0
    for month_end, planned in rows.select("month_end", "planned").iter_rows():
        if month_end >= on:
            if before_day is None or month_end == on:
                return float(planned)
            return before + (planned - before) * (on - before_day).days / (month_end - before_day).days
        before_day, before = month_end, planned
    return float(before)


def burn_up(rows: pl.DataFrame, as_at: date) -> str:
    """«Migration is 3 weeks behind plan: 34 applications moved, 41 planned by now».

    Ahead and behind are read off the plan: the time between the as-at date and the day by which the plan would have
    reached what has been done.
    """
    known = rows.filter(pl.col("actual").is_not_null())
    if rows.is_empty():
        return "No migrations have been reported"
    moved = int(known["actual"][-1]) if known.height else 0
    planned = planned_by(rows, as_at)
    whole = max((p or 0 for p in rows["planned"]), default=0)
    due = round(planned)
    if moved == 0 and due == 0:
        first = next((m for m, p in rows.select("month_end", "planned").iter_rows() if p), None)
        if first is None:
            return "Nothing is planned to move"
        return f"No application was due to move yet; the first are planned for {first:%B %Y}"
    tally = f"{count(moved, 'application')} moved, {number(due)} planned by now"
    if whole and moved >= whole:
        return f"Migration is complete: all {count(whole, 'application')} have moved"
    if abs(moved - planned) < 0.5:
        return f"Migration is on plan: {tally}"
    if moved == 0:
        return f"Migration has not started: {tally}"
    reached = planned_on(rows, moved)
    gap = (as_at - reached).days if reached else 0
    if abs(gap) < 4:
        return f"Migration is on plan: {tally}"
    return f"Migration is {lapse(gap)} {'behind' if gap > 0 else 'ahead of'} plan: {tally}"


def by_stage(rows: pl.DataFrame) -> str:
    """«In 3 of 12 departments every application has moved; 5 have not begun»."""
    if rows.is_empty():
        return "No migrations have been reported"
    # Finished: all of them have moved by the as-at date; a move reported for a day to come has not happened.
    departments = rows.group_by("department").agg(
        pl.col("stage").unique(), moved=pl.col("migrated").sum() == pl.col("applications").sum()
    )
    stages = departments["stage"].to_list()
    done = int(departments["moved"].sum())
    idle = len([s for s in stages if set(s) == {"not_started"}])
    under_way = len(stages) - done - idle
    parts = [
        f"{number(done)} finished" if done else "",
        f"{number(under_way)} under way" if under_way else "",
        f"{number(idle)} not started" if idle else "",
    ]
    said = [part for part in parts if part]
    if len(stages) == 1:
        return f"{rows['department'][0]} {'has' if done else 'is'} {said[0].removeprefix('1 ')}"
    return f"Of {count(len(stages), 'department')}, {listing(said)}"


def waves(rows: pl.DataFrame) -> str:
    """«1 of 5 waves is done; Wave 3 slips most, by about 5 weeks»."""
    if rows.is_empty():
        return "No waves have been planned"
    done = rows.filter(pl.col("is_done")).height if "is_done" in rows.columns else 0
    said = (
        f"{number(done)} of {count(rows.height, 'wave')} done"
        if done
        else f"None of {count(rows.height, 'wave')} done yet"
    )
    worst = rows.filter(pl.col("slip_days") > 0).sort("slip_days", descending=True)
    if rows.height == 1:
        late = "not expected late" if worst.is_empty() else f"{lapse(rows['slip_days'][0])} late"
        return f"The one wave is {'done' if done else 'not done yet'}{', ' if done else ' and '}{late}"
    if worst.is_empty():
        return f"{said}; none is expected late"
    first = worst.row(0, named=True)
    return f"{said}; {first['name']} slips most, by {lapse(first['slip_days'])}"


def blockers(rows: pl.DataFrame) -> str:
    """«2 migrations are blocked, the longest for 9 weeks»."""
    if rows.is_empty():
        return "No migration is blocked"
    longest: int = max((days or 0 for days in rows["days_blocked"]), default=0)
    said = f"{capital(count(rows.height, 'migration'))} {'is' if rows.height == 1 else 'are'} blocked"
    if not longest:
        return said
    return f"{said}, {'for' if rows.height == 1 else 'the longest for'} {lapse(longest)}"


def gateways(rows: pl.DataFrame) -> str:
    """«1 of 2 gateways passed; the evidence does not support the rating of System design approved»."""
    keys = rows.filter(pl.col("kind") == "gateway")
    if rows.is_empty():
        return "No gateways have been uploaded"
    passed = keys.filter(pl.col("actual_date").is_not_null() & _is_done(keys)).height
    said = f"{passed} of {count(keys.height, 'gateway')} passed" if keys.height else "No gateways, only milestones"
    # What is passed is judged by its day, and its rating no longer says anything about what is to come.
    doubted = rows.filter(pl.col("declared_is_better") & ~_is_done(rows))["name"].to_list()
    if doubted:
        return f"{said}; the evidence does not support the declared rating of {listing(doubted, 2)}"
    return f"{said}; no declared rating is better than the evidence"


def _is_done(rows: pl.DataFrame) -> pl.Expr:
    return pl.col("is_done") if "is_done" in rows.columns else pl.lit(True)


def gateway(row: Mapping[str, Any]) -> str:
    """«Business case agreed: passed on 14 December 2012, on plan», or when it is expected."""
    done = row.get("is_done", row["actual_date"] is not None)
    if done:
        return f"{row['name']}: passed on {day(row['actual_date'])}, {slip(row['slip_days'])}"
    expected = row["forecast_date"] or row["baseline_date"]
    return f"{row['name']}: expected {day(expected)}, {slip(row['slip_days'])}"


def criteria(met: int | None, whole: int | None, overdue: int | None) -> str:
    """«3 of 7 criteria met, 1 overdue»; «no criteria» where there are none that count."""
    if not whole:
        return "no criteria"
    said = f"{met or 0} of {count(whole, 'criterion', 'criteria')} met"
    return f"{said}, {overdue} overdue" if overdue else said


def partners(rows: pl.DataFrame) -> str:
    """«3 of 7 partners are committed; Plymouth Community Healthcare has been in discussion for 9 months»."""
    counted = rows.filter(_counted(rows))
    if counted.is_empty():
        return "No partners yet" if rows.is_empty() else "Only observers so far"
    committed = counted.filter(~pl.col("stage").is_in(["identified", "in_discussion"])).height
    said = f"{committed} of {count(counted.height, 'partner')} {'is' if 1 in (committed, counted.height) else 'are'} committed"
    waiting = counted.filter(
        pl.col("stage").is_in(["identified", "in_discussion"]) & (pl.col("days_in_stage") > 60)
    ).sort("days_in_stage", descending=True)
    if waiting.is_empty():
        return said
    first = waiting.row(0, named=True)
    stage = "in discussion" if first["stage"] == "in_discussion" else "only identified"
    return f"{said}; {first['name']} has been {stage} for {lapse(first['days_in_stage'])}"


def stage_to_come(row: Mapping[str, Any]) -> str:
    """«To withdraw on 10 December 2013», «committed on 14 December 2012»: the stage of a partner that is reported, but whose
    date has not come; empty without one. From a row of partners_stage."""
    stage = row["planned_stage"]
    if not stage:
        return ""
    if stage == "withdrawn":
        return f"to withdraw on {day(row['planned_date'])}"
    words = str(stage).replace("_", " ").replace("sla", "SLA")
    return f"to come to «{words}» on {day(row['planned_date'])}"


def _counted(rows: pl.DataFrame) -> pl.Expr:
    if "is_counted" in rows.columns:
        return pl.col("is_counted")
    return (pl.col("category") != "observer") & (pl.col("stage") != "withdrawn")


def concerns(rows: pl.DataFrame) -> str:
    """«2 of 6 concerns are open; most are about control»."""
    if rows.is_empty():
        return "No concerns have been raised"
    still_open = rows.filter(pl.col("status") == "open")
    if still_open.is_empty():
        return "The one concern has an answer" if rows.height == 1 else f"All {rows.height} concerns have an answer"
    said = f"{still_open.height} of {count(rows.height, 'concern')} {'is' if still_open.height == 1 else 'are'} open"
    themes = still_open["theme"].value_counts(sort=True)
    if still_open.height > 1 and themes["count"][0] > still_open.height / 2:
        return f"{said}, most about {themes['theme'][0]}"
    return said


def application(row: Mapping[str, Any]) -> str:
    """«To be consolidated into HR and payroll; in test, expected on 14 June 2013»: what happens to one application."""
    component = f" into {row['core_component']}" if row.get("core_component") else ""
    plan = {
        "consolidate": f"To be consolidated{component}",
        "migrate": "To be migrated",
        "replace": "To be replaced",
        "self_service": "To become self-service",
        "retain": "To be retained",
        "retire": "To be retired",
        "undecided": "Its future is undecided",
    }.get(row["disposition"], "")
    if not row.get("stage"):
        return f"{plan}; no migration is planned" if row["disposition"] in IN_SCOPE else plan
    if row.get("actual_date"):
        return f"{plan}; moved on {day(row['actual_date'])}"
    when = row.get("forecast_date") or row.get("baseline_date")
    stage = str(row["stage"]).replace("_", " ")
    return (
        f"{plan}; now in {stage}, expected {day(when)}"
        if row["stage"] != "not_started"
        else (f"{plan}; not started, expected {day(when)}")
    )


def slip_of(row: Mapping[str, Any]) -> str:
    """«2 weeks late» for a row with slip_days; a dash where it can't be known."""
    return slip(row["slip_days"])


def interfaces(rows: pl.DataFrame) -> str:
    """«3 interfaces: sends to 2 applications, receives from 1»."""
    if rows.is_empty():
        return "No interfaces have been reported"
    sends = rows.filter(pl.col("direction") == "sends").height
    receives = rows.filter(pl.col("direction") == "receives").height
    parts = [f"{sends} sent" if sends else "", f"{receives} received" if receives else ""]
    return (
        f"{capital(count(rows.height, 'interface'))}: {listing([p for p in parts if p])}"
        if sends or receives
        else (capital(count(rows.height, "interface")))
    )


def criteria_by_partner(rows: pl.DataFrame) -> str:
    """«5 of 9 criteria met, 1 overdue: Sentinel CiC» for one gateway."""
    met, whole, overdue = (int(rows[name].sum()) for name in ("met", "criteria", "overdue"))
    said = capital(criteria(met, whole, overdue))
    late = rows.filter(pl.col("overdue") > 0)["partner"].to_list()
    return f"{said}: {listing(late, 3)}" if late else said


def spend(rows: pl.DataFrame) -> str:
    """«£0.9 million spent of £3 million, 30%»: from the rows of one page per month and component."""
    if rows.is_empty():
        return "No capital has been reported"
    budget, spent = rows["total_budget_gbp"][0], rows["total_actual_gbp"][0]
    part = f", {share(100 * spent / budget)}" if budget and spent is not None else ""
    return f"{money(spent)} spent of {money(budget)}{part}"
