"""What does not add up in the data, the most pressing first
One row per finding. It gathers every query whose name begins with quality_rule_, so that a later rule joins by adding one.
rule: the rest of that query's name; looks_for: that query's title. severity: high (a contradiction, or a figure
that can't be right), medium (one of two things is out of date) or low (to be looked at).
about: what the dataset is called. dataset, item_id: the row that it is about, by its key; item_id is null where it is about a
whole list, and may be the first part of the key where it is about several rows.
title: what the row is called. finding: what is wrong, to be shown.
since, upload: the report from which the row stands as it is, and the upload that brought it.
matches: how many findings there are with these filters, whatever the limit. place: 1 is the most pressing.
$severity text: only findings of this severity
$rule text: only findings of this rule
$dataset text: only findings about this dataset
$stated integer: how many applications were stated (without it: what minutes_stated says); 0 asks for no comparison
$limit integer: how many rows at most
$offset integer = 0: how many rows are passed over
uses: quality_found
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS
from queries import Asking, catalogue
from queries.quality.judging import PREFIX, SCHEMA, SEVERITIES


def answer(
    ask: Asking,
    as_at: date,
    ledger_version: int,
    severity: str | None,
    rule: str | None,
    dataset: str | None,
    stated: int | None,
    limit: int | None,
    offset: int,
) -> pl.DataFrame:
    in_python = [ask(name) for name, query in catalogue().items() if name.startswith(PREFIX) and not query.sql]
    found = pl.concat([ask("quality_found", stated=stated).select(*SCHEMA), *in_python])
    for column, value in (("severity", severity), ("rule", rule), ("dataset", dataset)):
        found = found if value is None else found.filter(pl.col(column) == value)
    pressing = pl.col("severity").replace_strict({code: at for at, code in enumerate(SEVERITIES)}, return_dtype=pl.Int8)
    titles = {name.removeprefix(PREFIX): query.title for name, query in catalogue().items() if name.startswith(PREFIX)}
    called = {name: declared.title for name, declared in DATASETS.items()}
    ordered = found.sort(pressing, "rule", "dataset", "item_id", "finding").with_columns(
        looks_for=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
        about=pl.col("dataset").replace_strict(called, return_dtype=pl.String),
        place=pl.int_range(1, pl.len() + 1),
        matches=pl.len().cast(pl.Int64),
    )
    return ordered.slice(offset, limit)
