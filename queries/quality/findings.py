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
uses: quality_found, quality_faults
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate, compress

import polars as pl

from data.datasets import DATASETS
from queries import Asking, catalogue, parameters_of
from queries.quality.judging import ABOUT, KIND, PREFIX, SCHEMA, in_python, is_small, pressing, rules

ORDER = (pressing(), "rule", "dataset", "item_id")
"""Then, of those about one row, by what they say."""


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
    offset = max(offset, 0)
    wanted = {"severity": severity, "rule": rule, "dataset": dataset}
    filters = {column: value for column, value in wanted.items() if value is not None}
    if limit is None or is_small(ask):
        in_sql = ask("quality_found", stated=stated).select(*SCHEMA)
        found = pl.concat([in_sql, *map(ask, in_python())]).filter(**filters)
        matches, first = found.height, 0
    else:
        kinds = ask("quality_faults", stated=stated).filter(**filters).sort(*ORDER[:-1])
        ends = list(accumulate(kinds["items"].list.len()))
        begins = [0, *ends[:-1]]
        matches = max(ends, default=0)
        # put in order are the rows of those kinds alone of which some are shown
        reached = [end > offset and begin < offset + limit for begin, end in zip(begins, ends, strict=False)]
        passed = min(compress(begins, reached), default=0)
        rows = kinds.filter(pl.Series(reached, dtype=pl.Boolean)).select(*KIND, item_id="items").explode("item_id")
        faults = rows.sort(*ORDER).with_row_index("at", passed)
        shown = faults.slice(offset - passed, limit)
        # of several about one row what they say decides which comes first
        same = faults.join(shown, on=ABOUT, how="semi", nulls_equal=True)
        found, first = _in_words(ask, same, stated), same.select(pl.min("at")).item() or 0
    titles = {name.removeprefix(PREFIX): catalogue()[name].title for name in rules()}
    called = {name: declared.title for name, declared in DATASETS.items()}
    ordered = found.sort(*ORDER, "finding").with_columns(
        looks_for=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
        about=pl.col("dataset").replace_strict(called, return_dtype=pl.String),
        place=pl.int_range(1, pl.len() + 1) + pl.lit(first, pl.Int64),
        matches=pl.lit(matches, pl.Int64),
    )
    return ordered.slice(offset - first if matches else 0, limit)


def _in_words(ask: Asking, faults: pl.DataFrame, stated: int | None) -> pl.DataFrame:
    """The findings about these rows, which are all of some rows: each of the rules is asked for no others."""
    found = [pl.DataFrame(schema=SCHEMA)]
    for of_rule in faults.partition_by("rule"):
        name, items = PREFIX + of_rule["rule"][0], of_rule["item_id"]
        if catalogue()[name].sql:
            rows = ask.frame(
                f"SELECT {', '.join(SCHEMA)} FROM {name} WHERE item_id BETWEEN $first AND $last OR item_id IS NULL",
                [name], first=items.min(), last=items.max(), **{"stated": stated} if "stated" in parameters_of(name) else {},
            )  # fmt: skip
        else:
            rows = ask(name)
        found.append(rows.join(of_rule, on=ABOUT, how="semi", nulls_equal=True))
    return pl.concat(found)
