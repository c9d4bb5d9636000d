"""What the rules of data quality have in common: the columns of a finding, and how pressing one is."""

from __future__ import annotations

import polars as pl

from queries import Asking, catalogue

SCHEMA = {
    "rule": pl.String, "severity": pl.String, "dataset": pl.String, "item_id": pl.String, "title": pl.String,
    "finding": pl.String, "since": pl.Date, "upload": pl.Int64,
}  # fmt: skip
"""The columns of every quality_rule_*; quality_findings explains them."""

KIND = ("rule", "severity", "dataset")
"""Those of them that say of which kind it is."""

ABOUT = (*KIND, "item_id")
"""Those of them that say which row it is about."""

SEVERITIES = ("high", "medium", "low")

PREFIX = "quality_rule_"
"""With which the name of every rule's query begins."""

FEW = 5_000
"""Rows of an upload, up to which it is quicker to say every finding at once than to count first and say those of a page."""


def is_small(ask: Asking) -> bool:
    """Whether no list that was ever uploaded has more than a few rows."""
    return not large_lists(ask)


def large_lists(ask: Asking) -> set[str]:
    """The datasets of which an upload had more than a few rows."""
    found = ask.rows("SELECT DISTINCT dataset FROM uploads WHERE number <= $ledger_version AND rows > $few", few=FEW)
    return {row["dataset"] for row in found}


def rules() -> list[str]:
    """The names of the rules' queries."""
    return [name for name in catalogue() if name.startswith(PREFIX)]


def in_python() -> list[str]:
    """Those of the rules that SQL can't say; quality_found has the others."""
    return [name for name in rules() if not catalogue()[name].sql]


def pressing() -> pl.Expr:
    """The place of a finding's severity, from the most pressing on: the first thing by which findings are put in order."""
    places = {code: place for place, code in enumerate(SEVERITIES)}
    return pl.col("severity").replace_strict(places, return_dtype=pl.Int8)
