"""The assumptions of the appraisal, as the reader sets them: visible, in the address, and shared by every figure of the
screen."""

from __future__ import annotations

from typing import Any

import polars as pl

from pages.narrative import investment
from pages.ui import filters
from pages.ui.formatting import share
from pages.ui.page import View

HIGHEST_RATE = 15
MOST_MANAGING = 100_000_000


def choose(view: View) -> dict[str, Any]:
    """The settings as query parameters, without those left at their defaults."""
    bounds = view.ask("investment_bounds")
    with filters.row():
        own = filters.one_always(
            "rate_of", "Discount rate", {"green_book": "Green Book's", "own": "Your own"}, width=150
        )
        rate = filters.number("rate", "% a year", 3.5, HIGHEST_RATE, step=0.1, width=110) if own == "own" else None
        kind = filters.one_always("kind", "Kind of project", investment.KINDS_OF_PROJECT, width=240)
        lower, upper = _bounds(bounds, kind)
        optimism = filters.number(
            "optimism", f"Optimism bias added (others: {share(lower)} to {share(upper)})", 0, upper, sign="%", is_slid=True,
            width=290,
        )  # fmt: skip
        managed = (
            filters.number("managed", "of which managed", 0, 100, sign="%", is_slid=True, width=170) if optimism else 0
        )
        managing = (
            filters.number("managing", "Managing it costs (£)", 0, MOST_MANAGING, step=1000, width=150)
            if managed
            else 0
        )
        counts = filters.one_always("counts", "What counts", investment.COUNTS, width=250)
    chosen = {
        "rate": rate, "kind": None if kind == "equipment" else kind, "optimism": optimism or None, "managed": managed or None,
        "managing": managing or None, "counts": None if counts == "planned" else counts,
    }  # fmt: skip
    return {
        name: filters.in_digits(value) if isinstance(value, float) else value
        for name, value in chosen.items()
        if value is not None
    }


def _bounds(bounds: pl.DataFrame, kind: str) -> tuple[float, float]:
    """The published lower and upper bound for a kind of project."""
    row = bounds.row(by_predicate=pl.col("kind") == kind, named=True)
    return row["lower_pct"], row["upper_pct"]
