"""What the rules of data quality have in common: the columns of a finding, and how pressing one is."""

from __future__ import annotations

import polars as pl

SCHEMA = {
    "rule": pl.String, "severity": pl.String, "dataset": pl.String, "item_id": pl.String, "title": pl.String,
    "finding": pl.String, "since": pl.Date, "upload": pl.Int64,
}  # fmt: skip
"""The columns of every quality_rule_*; quality_findings explains them."""

SEVERITIES = ("high", "medium", "low")

PREFIX = "quality_rule_"
"""With which the name of every rule's query begins."""
