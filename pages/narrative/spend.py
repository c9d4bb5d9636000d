"""Capital: what was spent of what was budgeted."""

from __future__ import annotations

import polars as pl

from pages.ui.formatting import Number, money, share


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
