"""Decisions: the next one, and whether scrutiny comes before it."""

from __future__ import annotations

from datetime import date

import polars as pl

from pages.ui.formatting import day


def decision_next(dated: pl.DataFrame, as_at: date) -> str:
    """‘Next decision: Form of the service vehicle, 10 December 2013.’ from the rows of timeline_items; empty without one."""
    coming = dated.filter(
        (pl.col("kind") == "decision") & pl.col("status").is_in(["planned", "deferred"]) & (pl.col("forecast_date") >= as_at)
    ).sort("forecast_date", "item_id")  # fmt: skip
    if coming.is_empty():
        return ""
    first = coming.row(0, named=True)
    return f"Next decision: {first['name']}, {day(first['forecast_date'])}."
