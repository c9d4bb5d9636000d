"""How far the programme has come in four measures, each against what was due and against the whole.
One row per measure of which something is known, in this order. measure: moved (applications in scope), spent (capital in
pounds), committed (partners), met (criteria of the gateway or go-live expected next that has any).
done: so far; due: planned by the as-at date, null where nothing says when; whole: in all.
done_of_planned: what of done is compared with due: moves for which a day was planned; else all that is done.
known_to: the last day of which it is reported how far it has come (see migration_burn_up and spend_by_strand), where that is
before the as-at date: due is what was planned by then. Null where due is by the as-at date, or nothing is due.
name, item_id: of that gateway; null for the others.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking

SCHEMA = {
    "measure": pl.String, "done": pl.Float64, "done_of_planned": pl.Float64, "due": pl.Float64, "whole": pl.Float64,
    "name": pl.String, "item_id": pl.String, "known_to": pl.Date,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    facts = ask("overview_headline").row(0, named=True)
    months = ask("migration_burn_up").filter("is_as_at_month")
    moves = (
        months.row(0, named=True) if months.height else dict.fromkeys(("planned_by_now", "known_to", "moved_unplanned"))
    )
    budgets = ask("spend_by_strand")
    coming = gateway_ahead(ask)
    rows: list[dict[str, object]] = [
        {"measure": "moved", "done": facts["migrated"], "due": moves["planned_by_now"], "whole": facts["in_scope"],
         "done_of_planned": facts["migrated"] - (moves["moved_unplanned"] or 0),
         "known_to": None if moves["known_to"] == as_at else moves["known_to"]},
        {
            "measure": "spent", "done": facts["actual_gbp"], "whole": facts["capital_gbp"],
            "due": budgets["total_due_gbp"][0] if budgets.height else None,
            "known_to": budgets["spent_to"][0] if budgets.height else None,
        },
        {"measure": "committed", "done": facts["partners_committed"], "due": None, "whole": facts["partners"]},
        *(
            {
                "measure": "met", "done": row["criteria_met"], "due": None, "whole": row["criteria"], "name": row["name"],
                "item_id": row["gateway_id"],
            }
            for row in coming.iter_rows(named=True)
        ),
    ]  # fmt: skip
    known = [{"done_of_planned": row["done"]} | row for row in rows if row["whole"] and row["done"] is not None]
    return pl.DataFrame([{name: _plain(row.get(name)) for name in SCHEMA} for row in known], schema=SCHEMA)


def gateway_ahead(ask: Asking) -> pl.DataFrame:
    """The gateway or go-live expected next that has any criteria: no row or one, with the columns of gateways_status."""
    ahead = ask("gateways_status").filter(~pl.col("is_done") & (pl.col("criteria") > 0))
    return ahead.sort("expected_date", "gateway_id").head(1)


def _plain(value: object) -> object:
    """Amounts are decimals in the ledger, and a bar is as long as a number."""
    return value if value is None or isinstance(value, (str, date)) else float(value)  # type: ignore[arg-type]
