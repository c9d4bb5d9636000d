"""The findings: what a figure says, as one sentence in plain English, worked out of the very frame that is drawn.

Each function takes the frame of one query and gives the heading (or the alternative text) of its figure. They compare
and count the rows of an answer; the figures themselves come from queries/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pages.charts.theme import rating
from pages.narrative import told
from pages.ui.formatting import Number, capital, count, day, lapse, listing, money, number, share, slip

IN_SCOPE = ("consolidate", "migrate", "replace", "self_service")


def overview(headline: Mapping[str, Any], outlook: Mapping[str, Any] | None = None) -> str:
    """The one sentence of the Overview: the odds where there are any, the go-live date, and how the rule rates it.

    `outlook`: the row of migration_forecast. The odds come first, for the forecast of go-live is what its owners say.
    """
    expected, baseline = headline["go_live_forecast"], headline["go_live_baseline"]
    verdict = _verdict(headline)
    old = _no_news(headline)
    if expected is None and baseline is None:
        return f"No go-live date is reported{verdict}{old}"
    if headline["go_live_actual"]:
        return f"{live(headline)}{_left(headline)}{verdict}{old}"
    forecast = expected or baseline
    late = (forecast - baseline).days if baseline else 0
    drift = {True: "as planned", False: f"{lapse(late)} {'later' if late > 0 else 'earlier'} than planned"}[late == 0]
    to_go = headline["days_to_go_live"]
    if to_go is not None and to_go < 0:
        return f"Go-live was due on {day(forecast)}, {lapse(to_go)} ago, and is not reached yet{verdict}{old}"
    if to_go == 0:
        return f"Go-live is due today, {day(forecast)}, {drift}{verdict}{old}"
    away = f"{count(to_go, 'day')} away" if to_go is not None else "with no number of days to go"
    if lead := _odds(outlook):
        return f"{lead}; the forecast of go-live is {day(forecast)}, {drift}{verdict}{old}"
    return f"Go-live is expected on {day(forecast)}, {away} and {drift}{verdict}{old}"


def live(headline: Mapping[str, Any]) -> str:
    """‘Live since 10 April 2014, 9 days later than planned’: once the go-live has been reached, whatever was forecast."""
    late = headline["go_live_slip_days"]
    how = "as planned" if not late else f"{lapse(late)} {'later' if late > 0 else 'earlier'} than planned"
    since = "today, " if headline["days_to_go_live"] == 0 else ""
    return f"Live since {since}{day(headline['go_live_actual'])}, {how}"


def _left(headline: Mapping[str, Any]) -> str:
    """‘; 12 of 113 applications in scope are still to move’: what going live has left."""
    whole = headline["in_scope"]
    left = whole - headline["migrated"]
    if not left:
        return ""
    which = "the one application in scope" if whole == 1 else f"{number(left)} of {number(whole)} applications in scope"
    return f"; {which} {'is' if left == 1 else 'are'} still to move"


A_LONG_TIME = 92
"""Days without any report after which the sentence of the Overview says how old what it rests on is: a quarter."""


def _no_news(headline: Mapping[str, Any]) -> str:
    reported = headline["latest_report"]
    silent = (headline["as_at"] - reported).days if reported else 0
    return f"; the last report, of {day(reported)}, is {lapse(silent)} old" if silent > A_LONG_TIME else ""


def _odds(outlook: Mapping[str, Any] | None) -> str:
    """‘The odds of having moved everything by 1 April 2014 are about 5 in 100’; empty where the forecast gives none."""
    if outlook is None or outlook["reason"] or outlook["probability_by_go_live"] is None:
        return ""
    by = outlook["go_live_date"]
    if by <= outlook["as_at"]:
        return ""
    return f"The odds of having moved everything by {day(by)} are {told.odds(outlook['probability_by_go_live'])}"


def _verdict(headline: Mapping[str, Any]) -> str:
    if not headline["computed_rating"]:
        return ""
    return f"; rated {rating(headline['computed_rating']).word.lower()} by the rule"


def timeline(items: pl.DataFrame, as_at: date) -> str:
    """‘1 of 2 gateways passed, late; next is System design approved, expected 14 June 2013, 2 weeks late’: the Overview's."""
    gateways = [row for row in items.iter_rows(named=True) if row["kind"] == "gateway"]
    live = [row for row in items.iter_rows(named=True) if row["kind"] == "go_live"]
    to_come = [row for row in gateways + live if not _done(row, as_at)]
    if not gateways and not live:
        return "The dates of the programme"
    said = passed([row["slip_days"] for row in gateways if _done(row, as_at)], len(gateways))
    if not to_come:
        return f"{said}, and the programme is live" if live else said
    nearest = min(to_come, key=_expected)
    if _expected(nearest) < as_at:
        return f"{said}; {nearest['name']} was due on {day(_expected(nearest))} and is not {_reached(nearest)} yet"
    return f"{said}; next is {nearest['name']}, expected {day(_expected(nearest))}, {slip(_late(nearest))}"


def passed(slips: Sequence[int], gateways: int) -> str:
    """‘2 of 3 gateways passed, both late’: of so many gateways, those passed, by the days that each was late."""
    if not gateways:
        return "No gateways reported"
    late = sum(1 for days in slips if days > 0)
    if gateways == 1:
        return f"The one gateway is passed{', late' if late else ''}" if slips else "The one gateway is not passed yet"
    if not slips:
        return f"None of {number(gateways)} gateways passed yet"
    all_late = {1: ", late", 2: ", both late"}.get(late, ", all late")
    how = (all_late if late == len(slips) else f", {number(late)} of them late") if late else ""
    return f"{number(len(slips))} of {number(gateways)} gateways passed{how}"


def _done(row: Mapping[str, Any], as_at: date) -> bool:
    return row["actual_date"] is not None and row["actual_date"] <= as_at


def _reached(row: Mapping[str, Any]) -> str:
    """What is said of one that is done: a gateway is passed, a go-live reached."""
    return "reached" if row.get("kind") == "go_live" else "passed"


def _expected(row: Mapping[str, Any]) -> date:
    return row["forecast_date"] or row["baseline_date"] or date.max


def _late(row: Mapping[str, Any]) -> int | None:
    if row["baseline_date"] is None:
        return None
    return (_expected(row) - row["baseline_date"]).days


def attention(items: pl.DataFrame) -> str:
    """‘3 things need attention now, and 5 to watch’."""
    red = items.filter(pl.col("severity") == "red").height
    amber = items.height - red
    if items.is_empty():
        return "Nothing needs attention"
    if not red:
        return f"{capital(count(amber, 'thing'))} to watch"
    now = f"{capital(count(red, 'thing'))} {'needs' if red == 1 else 'need'} attention now"
    return f"{now}, and {number(amber)} to watch" if amber else now


def by_department(rows: pl.DataFrame) -> str:
    """‘277 applications in 12 departments; Adult social care has the most, 41’."""
    if rows.is_empty():
        return "No applications"
    totals = rows.group_by("department").agg(pl.col("applications").sum()).sort(
        ["applications", "department"], descending=[True, False]
    )  # fmt: skip
    most = totals.row(0, named=True)
    whole = count(int(rows["applications"].sum()), "application")
    if totals.height == 1:
        return f"{capital(whole)}, {'' if rows['applications'].sum() == 1 else 'all '}in {most['department']}"
    where = f"{capital(whole)} in {count(totals.height, 'department')}"
    alike = totals.filter(pl.col("applications") == most["applications"])["department"].to_list()
    if len(alike) == totals.height:
        return f"{where}, {number(most['applications'])} in each"
    if len(alike) > 1:
        return f"{where}; {listing(alike, 2)} have the most, {number(most['applications'])} each"
    return f"{where}; {most['department']} has the most, {number(most['applications'])}"


def to_core(steps: pl.DataFrame) -> str:
    """‘Of 277 applications 82 can be consolidated into the core, 29.6%’."""
    found = {row["code"]: row for row in steps.iter_rows(named=True)}
    whole, core = found.get("all"), found.get("consolidate")
    if whole is None or not whole["applications"]:
        return "No applications yet on the way to the core"
    if core is None:
        return f"{count(whole['applications'], 'application')} on the way to the core"
    if whole["applications"] == 1 == core["applications"]:
        return "The one application can be consolidated into the core"
    return (
        f"Of {count(whole['applications'], 'application')}, {number(core['applications'])}"
        f" can be consolidated into the core: {share(core['share_pct'])}"
    )


def burn_up(rows: pl.DataFrame, as_at: date) -> str:
    """‘Migration is 3 weeks behind plan: 34 of 113 applications in scope moved, 41 planned by now’.

    All from the row of migration_burn_up for the month of the as-at date, which counts to the day and one set; moves of
    applications outside of it are told last.
    """
    now = rows.filter(pl.col("is_as_at_month"))
    if now.is_empty():
        return "No migrations have been reported"
    row = now.row(0, named=True)
    outside = row["moved_outside"]
    more = f"; {number(outside)} more, out of scope, {'has' if outside == 1 else 'have'} moved too" if outside else ""
    return f"{_burn_up(rows, row)}{more}"


def _burn_up(rows: pl.DataFrame, row: Mapping[str, Any]) -> str:
    moved, due, whole, gap = row["actual"], row["planned_by_now"], row["scope"] or 0, row["days_behind"]
    if not whole:
        return "No application is in scope of the migration"
    if moved >= whole:
        every = {1: "the one application in scope has", 2: "both applications in scope have"}
        return f"Migration is complete: {every.get(whole, f'all {number(whole)} applications in scope have')} moved"
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
        return f"Migration is on plan but for what is due today: {tally}"
    return f"Migration is {lapse(gap)} {'behind' if gap > 0 else 'ahead of'} plan: {tally}"


UNLISTED = "Not in the inventory"
"""What the queries call the department of an application that the inventory does not have."""


def by_stage(rows: pl.DataFrame) -> str:
    """‘Of 12 departments, 3 finished, 4 under way and 5 not started’. Finished: every application counts as migrated."""
    if rows.is_empty():
        return "No migrations have been reported"
    known = rows.filter(pl.col("department") != UNLISTED)
    if known.is_empty():
        return "No department is known: none of these applications is in the inventory"
    departments = known.group_by("department").agg(
        (pl.col("migrated").sum() == pl.col("applications").sum()).alias("is_done"),
        (pl.col("stage") == "not_started").all().alias("is_idle"),
    )
    done = departments.filter(pl.col("is_done")).height
    idle = departments.filter(pl.col("is_idle")).height
    under_way = departments.height - done - idle
    if departments.height == 1:
        return f"{known['department'][0]} {'has finished' if done else 'has not started' if idle else 'is under way'}"
    parts = [
        f"{number(done)} finished" if done else "",
        f"{number(under_way)} under way" if under_way else "",
        f"{number(idle)} not started" if idle else "",
    ]
    return f"Of {count(departments.height, 'department')}, {listing([part for part in parts if part])}"


def waves(rows: pl.DataFrame, as_at: date) -> str:
    """‘1 of 5 waves done; Wave 2 was due on 3 May 2013’, or which slips most: what is past its day is not called on time."""
    if rows.is_empty():
        return "No waves have been planned"
    done = rows.filter(pl.col("is_done")).height
    due = pl.coalesce("forecast_finish", "baseline_finish")
    overdue = rows.filter(~pl.col("is_done") & (due < as_at)).with_columns(due=due).sort("due", "wave_id")
    worst = rows.filter(pl.col("slip_days") > 0).sort(["slip_days", "wave_id"], descending=[True, False])
    if rows.height == 1:
        said = f"The one wave is {'done' if done else 'not done yet'}"
        if overdue.height:
            return f"{said}; it was due on {day(overdue['due'][0])}"
        if worst.is_empty():
            return f"{said}, not late" if done else f"{said} and not expected late"
        return f"{said}{',' if done else ' and'} {lapse(rows['slip_days'][0])} late"
    said = f"{number(done)} of {count(rows.height, 'wave')} done"
    if not done:
        said = f"None of {count(rows.height, 'wave')} done yet"
    if overdue.height:
        first, when = overdue["name"][0], day(overdue["due"][0])
        if overdue.height == 1:
            return f"{said}; {first} was due on {when}"
        return f"{said}; {number(overdue.height)} are past their day, first {first}, due on {when}"
    if worst.is_empty():
        return f"{said}, none late" if done == rows.height else f"{said}; none is expected late"
    first = worst.row(0, named=True)
    return f"{said}; {first['name']} {'slipped' if first['is_done'] else 'slips'} most, by {lapse(first['slip_days'])}"


def blockers(rows: pl.DataFrame) -> str:
    """‘2 migrations are blocked, the longest for 9 weeks’."""
    if rows.is_empty():
        return "No migration is blocked"
    longest: int = max((days or 0 for days in rows["days_blocked"]), default=0)
    said = f"{capital(count(rows.height, 'migration'))} {'is' if rows.height == 1 else 'are'} blocked"
    if not longest:
        return said
    return f"{said}, {'for' if rows.height == 1 else 'the longest for'} {lapse(longest)}"


def gateways(rows: pl.DataFrame) -> str:
    """‘1 of 2 gateways passed, late; the rule does not support the declared rating of System design approved’."""
    if rows.is_empty():
        return "No gateways have been uploaded"
    keys = rows.filter(pl.col("kind") == "gateway")
    live = rows.filter(pl.col("kind") == "go_live")
    said = passed(keys.filter(pl.col("is_done"))["slip_days"].to_list(), keys.height)
    if keys.is_empty():
        said = "No gateways, only the go-live and milestones" if live.height else "No gateways, only milestones"
        if live.height == rows.height:
            said = "No gateways, only the go-live"
    elif keys["is_done"].all() and live.height:
        said += "; the go-live is reached" if live["is_done"].all() else "; the go-live remains"
    # What is passed is judged by its day, and its rating no longer says anything about what is to come.
    declared = rows.filter(pl.col("declared_rating").is_not_null() & ~pl.col("is_done"))
    doubted = declared.filter(pl.col("declared_is_better"))["name"].to_list()
    if doubted:
        return f"{said}; the rule does not support the declared rating of {listing(doubted, 2)}"
    if rows["is_done"].all():
        return said
    if declared.is_empty():
        return f"{said}; no rating is declared of what is to come"
    return f"{said}; no declared rating is better than the rule's"


def gateway(row: Mapping[str, Any], as_at: date) -> str:
    """‘Business case agreed: passed on 14 December 2012, on plan’, when it is expected, or that its day is past."""
    if row["is_done"]:
        return f"{row['name']}: {_reached(row)} on {day(row['actual_date'])}, {slip(row['slip_days'])}"
    expected = row["forecast_date"] or row["baseline_date"]
    if expected < as_at:
        return f"{row['name']}: was due on {day(expected)}, not {_reached(row)} yet"
    return f"{row['name']}: expected {day(expected)}, {slip(row['slip_days'])}"


def criteria(met: int | None, whole: int | None, overdue: int | None) -> str:
    """‘3 of 7 criteria met, 1 overdue’, ‘the one criterion is met’; ‘no criteria that count’ without any, or all waived."""
    if not whole:
        return "no criteria that count"
    if whole == 1:
        return f"the one criterion is {'met' if met else 'overdue' if overdue else 'not met yet'}"
    said = f"{number(met) if met else 'none'} of {number(whole)} criteria met"
    return f"{said}, {number(overdue)} overdue" if overdue else said


def partners(rows: pl.DataFrame) -> str:
    """‘3 of 7 partners are committed; Plymouth Community Healthcare has been in discussion for 9 months’."""
    counted = rows.filter(pl.col("is_counted"))
    if counted.is_empty():
        return _nobody(rows)
    committed = counted.filter(~pl.col("stage").is_in(["identified", "in_discussion"])).height
    many = number(committed) if committed else "None"
    said = f"{many} of {number(counted.height)} partners {'are' if committed > 1 else 'is'} committed"
    if counted.height == 1:
        said = f"The one partner is {'committed' if committed else 'not committed yet'}"
    waiting = counted.filter(
        pl.col("stage").is_in(["identified", "in_discussion"]) & (pl.col("days_in_stage") > 60)
    ).sort("days_in_stage", descending=True)
    if waiting.is_empty():
        return said
    first = waiting.row(0, named=True)
    stage = "in discussion" if first["stage"] == "in_discussion" else "only identified"
    return f"{said}; {first['name']} has been {stage} for {lapse(first['days_in_stage'])}"


def stage_to_come(row: Mapping[str, Any]) -> str:
    """‘To withdraw on 10 December 2013’, ‘committed on 14 December 2012’: the stage of a partner that is reported, but whose
    date has not come; empty without one. From a row of partners_stage."""
    stage = row["planned_stage"]
    if not stage:
        return ""
    if stage == "withdrawn":
        return f"to withdraw on {day(row['planned_date'])}"
    words = str(stage).replace("_", " ").replace("sla", "SLA")
    return f"to come to ‘{words}’ on {day(row['planned_date'])}"


def _nobody(rows: pl.DataFrame) -> str:
    """What is said of bodies of which none counts as a partner: they watch, or have withdrawn."""
    gone = rows.filter(pl.col("stage") == "withdrawn").height
    watching = rows.height - gone
    if rows.is_empty():
        return "No partners yet"
    if not gone:
        return "Only observers so far"
    if not watching:
        return "The one partner has withdrawn" if gone == 1 else f"All {number(gone)} partners have withdrawn"
    watchers = f"{count(watching, 'observer')} {'remains' if watching == 1 else 'remain'}"
    return f"No partner is left: {number(gone)} {'has' if gone == 1 else 'have'} withdrawn, {watchers}"


def concerns(rows: pl.DataFrame) -> str:
    """‘2 of 6 concerns are open, most about control’; without an open one, whether each has an answer on record."""
    if rows.is_empty():
        return "No concerns have been raised"
    still_open = rows.filter(pl.col("status") == "open")
    if still_open.is_empty():
        silent = rows.filter(~has_words("response")).height
        if rows.height == 1:
            return f"The one concern {'is no longer open; no answer is on record' if silent else 'has an answer'}"
        if not silent:
            return f"All {number(rows.height)} concerns have an answer"
        lacks = f"{number(silent)} {'has' if silent == 1 else 'have'} no answer on record"
        return f"None of {number(rows.height)} concerns is open; {lacks}"
    if rows.height == 1:
        return "The one concern is open"
    said = f"{number(still_open.height)} of {number(rows.height)} concerns {'is' if still_open.height == 1 else 'are'} open"
    themes = still_open["theme"].value_counts(sort=True)
    if still_open.height > 1 and themes["count"][0] > still_open.height / 2:
        every = themes["count"][0] == still_open.height
        return f"{said}, {'all' if every and still_open.height > 2 else 'both' if every else 'most'} about {themes['theme'][0]}"
    return said


def has_words(column: str) -> pl.Expr:
    """Whether a column of text holds more than blanks."""
    return pl.col(column).str.strip_chars().fill_null("") != ""


def answer(row: Mapping[str, Any]) -> str:
    """The answer to a concern, as far as one is on record: ‘Answer: …’, ‘No answer yet.’ or ‘No answer is on record.’"""
    if (row["response"] or "").strip():
        return f"{'Answer so far' if row['status'] == 'open' else 'Answer'}: {row['response']}"
    return "No answer yet." if row["status"] == "open" else "No answer is on record."


def application(row: Mapping[str, Any]) -> str:
    """‘To be consolidated into HR and payroll; in test, expected on 14 June 2013’: what happens to one application."""
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
    in_scope = row["disposition"] in IN_SCOPE
    if not row.get("stage"):
        return f"{plan}; no migration is planned" if in_scope else plan
    plan += ";" if in_scope else "; yet it has a migration,"
    if row.get("is_migrated", row.get("actual_date") is not None):
        return f"{plan} moved on {day(row['actual_date'])}"
    when = row.get("forecast_date") or row.get("baseline_date")
    stage = "not started" if row["stage"] == "not_started" else f"now in {str(row['stage']).replace('_', ' ')}"
    return f"{plan} {stage}, {f'expected {day(when)}' if when else 'with no date'}"


def slip_of(row: Mapping[str, Any]) -> str:
    """‘2 weeks late’ for a row with slip_days; a dash where it can't be known."""
    return slip(row["slip_days"])


def interfaces(rows: pl.DataFrame) -> str:
    """‘3 interfaces: sends to 2 applications, receives from 1’."""
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
    """‘5 of 9 criteria met, 1 overdue: Sentinel CiC’ for one gateway."""
    met, whole, overdue, waived = (int(rows[name].sum()) for name in ("met", "criteria", "overdue", "waived"))
    if waived and not whole:
        return "The one criterion is waived" if waived == 1 else f"All {number(waived)} criteria are waived"
    said = capital(criteria(met, whole, overdue))
    late = rows.filter(pl.col("overdue") > 0)["partner"].to_list()
    return f"{said}: {listing(late, 3)}" if late else said


def spend(rows: pl.DataFrame) -> str:
    """‘£0.9 million spent of £3 million, 30%’: from the rows of one page per month and component."""
    if rows.is_empty():
        return "No capital has been reported"
    budget, spent = rows["total_budget_gbp"][0], rows["total_actual_gbp"][0]
    return spent_of(spent, budget) + (f", {share(100 * spent / budget)}" if budget and spent is not None else "")


def spent_of(spent: Number | None, budget: Number | None) -> str:
    """‘£0.9 million spent of £3 million’; what nobody has reported is not said to be nought."""
    if spent is None:
        return f"Nothing is reported as spent of {money(budget)}"
    return f"{money(spent)} spent of {money(budget)}" if budget else f"{money(spent)} spent, without a budget"
