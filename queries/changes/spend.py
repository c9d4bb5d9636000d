"""What changed in the capital since an earlier date: budgets, spending, commitments and forecasts, strand by strand.
One row per strand and kind of money that changed between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains; item_id is the strand, whose rows spend_list has.
kind: budget, spent, committed, forecast, each also with _months and _components, and reason (why a component differs from its
budget is said, or said otherwise).
forecast: what is expected in all, as in spend_counted, of strands with a forecast at either date; an actual in place of its
forecast changes it by their difference.
_months, _components: how much of it is now of other months, or of other components, while the sum of them stays: of a budget
whatever its sum does, of the others where the sum is as it was.
size: by how many pounds.
upload: the latest that changed a row of the strand.
uses: reports_compared
compares: spend
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from data.datasets import DATASETS
from data.number_text import whole_pounds
from queries import Asking
from queries.changes.comparing import (
    Change,
    Pair,
    Row,
    answered,
    changes_of,
    compare,
    earlier_day,
    ended,
    even_part,
    full_uploads,
)

EXPECTED = "coalesce(if(month <= {day}, actual_gbp, NULL), forecast_gbp)"  # as in spend_counted
KINDS = {
    "budget": ("budget_gbp", 86, "is budgeted for"),
    "spent": ("if(month <= {day}, actual_gbp, NULL)", 65, "was spent on"),
    "forecast": (EXPECTED, 57, "is expected to be spent on"),
    "committed": ("committed_gbp", 44, "is committed to"),
}
MOVED = {"budget": 85, "spent": 43, "forecast": 43, "committed": 43}
"""Kind → how much weight it has that some of it is of other months or components now."""
SUMS = ", ".join(
    f"coalesce(sum({amount.format(day='$as_at')}) FILTER (WHERE valid_to > $as_at), 0) AS {kind}, "
    f"coalesce(sum({amount.format(day='$since')}) FILTER (WHERE valid_from <= $since), 0) AS {kind}_before, "
    f"count({amount.format(day='$since')}) FILTER (WHERE valid_from <= $since) > 0 AS {kind}_was_known"
    for kind, (amount, _, _) in KINDS.items()
)
OF_A_STATE = ", ".join(
    f"coalesce(sum({amount.format(day='$as_at')}), 0) AS {kind}, "
    f"count({amount.format(day='$as_at')}) > 0 AS {kind}_is_known"
    for kind, (amount, _, _) in KINDS.items()
)
OF_THE_STATE = "FROM spend_versions($as_at, $ledger_version) WHERE valid_from <= $as_at AND valid_to > $as_at"
STATE = f"SELECT strand, count(forecast_gbp) > 0 AS has_forecast, {OF_A_STATE} {OF_THE_STATE} GROUP BY strand"
CELLS = f"""SELECT strand, component, month, {
    ", ".join(
        f"coalesce(sum({amount.format(day='$as_at')}) FILTER (WHERE valid_to > $as_at), 0)"
        f" - coalesce(sum({amount.format(day='$since')}) FILTER (WHERE valid_from <= $since), 0) AS {kind}"
        for kind, (amount, _, _) in KINDS.items()
    )
}
FROM spend_versions($as_at, $ledger_version)
WHERE valid_from <= $as_at AND valid_to > $since
GROUP BY strand, component, month
HAVING {" OR ".join(f"{kind} <> 0" for kind in KINDS)}"""
CELLS_OF_A_STATE = f"SELECT strand, component, month, {OF_A_STATE} {OF_THE_STATE} GROUP BY strand, component, month"
REASONS = """SELECT row_key, component, month, strand, variance_reason, valid_from, valid_to, upload
    FROM spend_versions($as_at, $ledger_version)
    WHERE row_key IN (SELECT row_key FROM spend_versions($as_at, $ledger_version) WHERE variance_reason IS NOT NULL)"""
STRAND = DATASETS["spend"].column("strand")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    day = earlier_day(ask, since)
    if day is None:
        return answered([])
    strands = ask.rows(
        f"""SELECT strand, count(forecast_gbp) > 0 AS has_forecast, {SUMS},
            max(valid_from) FILTER (WHERE valid_from > $since) AS brought_on,
            max_by(upload, valid_from) FILTER (WHERE valid_from > $since) AS brought_by,
            max(valid_from) FILTER (WHERE month > $since AND month <= $as_at AND actual_gbp IS NOT NULL) AS told_on,
            max_by(upload, valid_from) FILTER (WHERE month > $since AND month <= $as_at AND actual_gbp IS NOT NULL) AS told_by,
            max(valid_to) FILTER (WHERE valid_to <= $as_at) AS ended_on
        FROM spend_versions($as_at, $ledger_version)
        WHERE valid_from <= $as_at AND valid_to > $since
        GROUP BY strand""",
        since=day,
    )
    if ask.earlier is not None:
        strands = _of_states(ask, ask.earlier, strands)
    cells = _cells(ask, day)
    rows = []
    for row in strands:
        title = STRAND.say(row["strand"])
        strand = title[0].lower() + title[1:]
        report = (row["brought_on"], row["brought_by"])
        if row["brought_on"] is None:
            report = (row["ended_on"], full_uploads(ask).get(row["ended_on"]))
        if report[0] is None:  # an earlier report spoke of a month that has begun since
            report = (row["told_on"], row["told_by"])
        for kind, (_, weight, verb) in KINDS.items():
            now, before = row[kind], row[f"{kind}_before"]
            more = now - before
            if kind == "forecast" and not row["has_forecast"]:
                continue
            if not row[f"{kind}_was_known"] and more > 0:
                sentence = f"{whole_pounds(more)} {verb} {strand}, the first reported."
            else:
                way = "more" if more > 0 else "less"
                sentence = f"{whole_pounds(abs(more))} {way} {verb} {strand}, {whole_pounds(now)} in all."
            if more:
                size = float(abs(more))
                rows.append(("spend", kind, weight, size, row["strand"], title, sentence, None, 1, *report, "spend"))
            if more and kind != "budget":
                continue
            for by, moved, how in _moved(cells.filter(pl.col("strand") == row["strand"]), kind):
                sentence = f"{whole_pounds(moved)} of what {verb} {strand} {how}; {whole_pounds(now)} in all."
                change = (f"{kind}_{by}", MOVED[kind], float(moved), row["strand"], title, sentence, None, 1)
                rows.append(("spend", *change, *report, "spend"))
    pairs = compare(ask, since, REASONS)
    strand_of = {pair.item: pair.row["strand"] for pair in pairs}
    given = changes_of("spend", "spend", pairs, reason_given, lambda pair: pair.row["component"])
    rows += [(*change[:4], strand_of[change[4]], *change[5:]) for change in given]
    return answered(rows)


def _of_states(ask: Asking, then: Asking, strands: list[Row]) -> list[Row]:
    """The sums of two states in place of those of two dates, each with the reports that `strands` has for it."""
    now, before = ({row["strand"]: row for row in state.rows(STATE)} for state in (ask, then))
    reports = {row["strand"]: row for row in strands}
    nothing = dict.fromkeys(("brought_on", "brought_by", "told_on", "told_by", "ended_on"))
    return [
        {**nothing, **reports.get(strand, {}), "strand": strand}
        | {"has_forecast": any(state.get(strand, {}).get("has_forecast") for state in (now, before))}
        | {kind: now.get(strand, {}).get(kind, 0) for kind in KINDS}
        | {f"{kind}_before": before.get(strand, {}).get(kind, 0) for kind in KINDS}
        | {f"{kind}_was_known": before.get(strand, {}).get(f"{kind}_is_known", False) for kind in KINDS}
        for strand in sorted(now.keys() | before.keys())
    ]


def _cells(ask: Asking, day: date) -> pl.DataFrame:
    """By how many pounds each kind of money changed in a component's month: one row per strand, component and month in which
    one did."""
    if ask.earlier is None:
        return ask.frame(CELLS, since=day)
    names = ["strand", "component", "month"]
    now, before = (state.frame(CELLS_OF_A_STATE).select(*names, *KINDS) for state in (ask, ask.earlier))
    return (
        pl.concat([now, before.with_columns(-pl.col(*KINDS))], how="vertical_relaxed")
        .group_by(names)
        .agg(pl.sum(*KINDS))
    )


def _moved(cells: pl.DataFrame, kind: str) -> Iterator[tuple[str, Decimal, str]]:
    """What went from one month to another and what from one component to another, of the cells of a strand: by which of the two
    it moved, how many pounds, and where to."""
    months = cells.group_by("month").agg(pl.sum(kind))
    components = cells.group_by("component").agg(pl.sum(kind)).filter(pl.col(kind) != 0).sort(kind)
    in_months, in_components, in_cells = (even_part(each[kind]) for each in (months, components, cells))
    if in_months:
        pennies = sum(
            int(100 * amount) * (12 * month.year + month.month) for month, amount in months.select("month", kind).rows()
        )
        where = "later" if pennies > 0 else "earlier" if pennies < 0 else "other"
        yield "months", in_months, f"has moved to {where} months"
    if in_components:
        names = components["component"].to_list()
        if len(names) == 2:
            yield "components", in_components, f"has moved from {ended(names[0])} to {ended(names[1])}"
        else:
            yield "components", in_components, f"has moved between {len(names):,} components"
    if in_cells and not in_months and not in_components:
        yield "months", in_cells, "has moved between months of its components"


def reason_given(pair: Pair) -> Iterator[Change]:
    """Why a component differs from its budget is said for a month, or said otherwise."""
    now, before = ((row or {}).get("variance_reason") for row in (pair.now, pair.before))
    if now and now != before:
        component = ended(pair.row["component"])
        yield Change("reason", 43, f"Why {component} differs from its budget: {ended(now)}.", by=("variance_reason",))
