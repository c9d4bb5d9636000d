"""Capital: spending against the budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from data.number_text import Number
from pages.ui.formatting import as_written, brief_money, listing, money, number, share
from pages.ui.labels import say


def spent_of(spent: Number | None, budget: Number | None) -> str:
    """‘£0.9 million spent of £3 million’; unreported amounts don't count as zero."""
    if spent is None:
        return f"Nothing is reported as spent of {money(budget)}"
    return "{} spent of {}".format(*as_written(spent, budget)) if budget else f"{money(spent)} spent, without a budget"


def of_budget(row: Mapping[str, Any], *, say_share: Callable[[str], str] = str) -> str:
    """‘£1.21m of £1.25m, 97%’ for one part of the business case, from spend_by_strand. `say_share`: how its share is
    written in."""
    if row["actual_gbp"] is None:
        return f"none reported of {brief_money(row['budget_gbp'])}"
    part = say_share(f", {share(row['spent_pct'])}") if row["spent_pct"] is not None else ""
    return "{} of {}".format(*as_written(row["actual_gbp"], row["budget_gbp"], brief_money)) + part


def heading(rows: pl.DataFrame) -> str:
    """‘£2.45 million of £3 million is spent, £36,600 more than was due by now; £3.05 million is expected in all’."""
    whole = rows.row(0, named=True)
    in_all = _in_all(whole["total_forecast_gbp"], whole["total_budget_gbp"])
    return "; ".join(filter(None, [against_due(rows), in_all]))


def against_due(rows: pl.DataFrame) -> str:
    """‘£1.03 million of £3 million capital is spent, £32,600 more than was due by now’, from spend_by_strand; if recent
    spending is not reported, ‘£32,600 more than was due to June 2013’."""
    whole = rows.row(0, named=True)
    spent, budget, due = (whole[f"total_{name}_gbp"] for name in ("actual", "budget", "due"))
    if spent is None:
        return f"Nothing is reported as spent of {money(budget)} capital"
    if not budget:
        return f"{money(spent)} capital is spent, without a budget"
    headline = "{} of {} capital is spent".format(*as_written(spent, budget))
    gap = spent - due
    if not gap or not due:
        return f"{headline}, as was due {up_to(whole['spent_to'])}" if due else headline
    return f"{headline}, {money(abs(gap))} {'more' if gap > 0 else 'less'} than was due {up_to(whole['spent_to'])}"


def up_to(last: date | None, *, brief: bool = False) -> str:
    """‘by now’, or ‘to June 2013’ if no report covers spending after it: the date at which spent and due are compared.

    `last`: spent_to of spend_by_strand. `brief`: ‘to Jun 2013’.
    """
    return "by now" if last is None else f"to {last:%b %Y}" if brief else f"to {last:%B %Y}"


def _in_all(expected: Decimal | None, budget: Decimal) -> str:
    if expected is None or not budget:
        return ""
    gap = expected - budget
    if not gap:
        return "the whole budget is expected to be spent"
    way = "over" if gap > 0 else "under"
    return f"{as_written(expected, budget)[0]} is expected in all, {money(abs(gap))} {way} the budget"


def by_strand(rows: pl.DataFrame) -> str:
    """‘The largest share of a budget is used of Core infrastructure: £1.21m of £1.25m, 97%’, from spend_by_strand."""
    reported = [row for row in rows.iter_rows(named=True) if row["actual_gbp"] is not None]
    over = [say("strand", row["strand"]) for row in reported if row["actual_gbp"] > row["budget_gbp"]]
    if over:
        return f"Spent beyond budget: {listing(over)}"
    known = [row for row in reported if row["spent_pct"] is not None]
    if not known:
        return "What each part was budgeted"
    most = max(known, key=lambda row: row["spent_pct"])
    alike = [say("strand", row["strand"]) for row in known if row["spent_pct"] == most["spent_pct"]]
    if len(alike) > 1:
        who = "Every part has" if len(alike) == rows.height else f"Each of {listing(alike)} has"
        return f"{who} used {share(most['spent_pct'])} of its budget"
    return f"The largest share of a budget is used of {alike[0]}: {of_budget(most)}"


NO_REASON = "no reason given"


def variances(rows: pl.DataFrame) -> str:
    """‘Servers and storage differs most from its budget, £36k over; 4 of 11 components that differ give no reason’, from
    spend_by_component."""
    differing = [row for row in rows.iter_rows(named=True) if row["variance_gbp"]]
    if not differing:
        known = rows["variance_gbp"].null_count() < rows.height
        return "No component differs from its budget" if known else "What each component was budgeted"
    first = differing[0]
    silent = sum(row["variance_reason"] is None for row in differing)
    headline = f"{first['component']} differs most from what was budgeted: {variance(first)}"
    if len(differing) == 1:
        return f"{headline}; {NO_REASON}" if silent else headline
    if not silent:
        return f"{headline}; all {number(len(differing))} that differ give a reason"
    return f"{headline}; {number(silent)} of {number(len(differing))} that differ {'gives' if silent == 1 else 'give'} no reason"


def variance(row: Mapping[str, Any]) -> str:
    """‘£36k over’, ‘£4,800 less than was due’, ‘as budgeted’: one row of spend_by_component."""
    gap, is_due = row["variance_gbp"], row["against"] == "due"
    if gap is None:
        return "nothing reported"
    if not gap:
        return f"as was due{_to(row)}" if is_due else "as budgeted"
    if is_due:
        return f"{brief_money(abs(gap))} {'more' if gap > 0 else 'less'} than was due{_to(row)}"
    return f"{brief_money(abs(gap))} {'over' if gap > 0 else 'under'}"


def _to(row: Mapping[str, Any]) -> str:
    return "" if row["spent_to"] is None else f" {up_to(row['spent_to'])}"


def differs(row: Mapping[str, Any]) -> str:
    """‘£36k over: the second site needed more storage.’, ‘as budgeted’: a component's variance, and the reason."""
    return ": ".join(filter(None, [variance(row), reason(row)]))


def component(row: Mapping[str, Any]) -> str:
    """‘£549k of £520k spent, £556k expected; £36k over’: one row of spend_by_component."""
    spent, budget = as_written(row["actual_gbp"], row["budget_gbp"], brief_money)
    so_far = f"{spent} of {budget} spent" if row["actual_gbp"] is not None else f"budget {budget}"
    in_all = as_written(row["forecast_gbp"], row["budget_gbp"], brief_money)[0]
    expected = f", {in_all} expected" if row["forecast_gbp"] is not None else ""
    return f"{so_far}{expected}; {variance(row)}"


def part(row: Mapping[str, Any]) -> str:
    """‘Servers and storage: £549k of £520k spent, £556k expected; £36k over’, of one component or one strand."""
    name = row["component"] if "component" in row else say("strand", row["strand"])
    return f"{name}: {component(row)}"


def reason(row: Mapping[str, Any]) -> str:
    """Why a component differs; ‘no reason given’ if it differs without one; blank if it doesn't differ."""
    return row["variance_reason"] or (NO_REASON if row["variance_gbp"] else "")
