"""The monthly return: what has come, what is missing, and what to do next."""

from __future__ import annotations

import polars as pl

from data.datasets import DATASETS
from pages.ui.formatting import count, day, listing

MOST_NAMED = 4

FIRST_STEPS = (
    ("gateways", "the dates that the programme answers for: gateways, milestones and the go-live"),
    ("applications", "the inventory: what there is, and what will happen to each"),
    ("waves", "in which batches the applications move"),
    ("migrations", "how far each application has come"),
)
"""Dataset → what it brings, in the order in which a programme is begun."""


def return_headline(rows: pl.DataFrame) -> str:
    """‘For 30 September 2013, 8 of 11 datasets have come. Missing: …’: from the rows of updates_returns."""
    latest = rows["reporting_date"].max()
    if latest is None:
        first, *then = (DATASETS[name].title.lower() for name, _ in FIRST_STEPS)
        return f"Nothing has been reported yet. Begin with {first}, then {listing(then)}: later files refer to earlier ones."
    these = rows.filter(pl.col("reporting_date") == latest)
    missing = [DATASETS[name].title for name in these.filter(pl.col("state") == "missing")["dataset"]]
    if not missing:
        return f"Everything has come for {day(latest)}. The next return is for a later date."  # type: ignore[arg-type]
    come = these.filter(pl.col("state") != "missing")
    return (
        f"For {day(latest)}, {count(len(come), 'dataset')} of {len(these)} came. Missing: {listing(missing, MOST_NAMED)}. "  # type: ignore[arg-type]
        "Until they come, what was reported last is shown."
    )
