"""How well each dataset's rows are filled and add up, now and at the reports before
One row per dataset that holds rows and day looked at: the as-at date, and the reporting dates before it, so many as $days says.
In the order of the declarations, days from the earliest.
rows: how many are held. filled_pct: of the cells that must be filled, those that are: required columns, and those that a rule
requires of the row; an optional column left empty is no fault. clean_pct: of the rows, those without a finding.
score: the lower of the two, rounded down to a whole number, so that 100 means that nothing is wrong. word: good, fair or poor.
with_findings: how many rows have one. findings: how many there are about the dataset, also those about no single row.
day: the day looked at. is_now: it is the as-at date.
$days integer = 4: how many days are looked at, at most
$stated integer: how many applications were stated (without it: what minutes_stated says); 0 asks for no comparison
$good integer = 95: from which score on it is good
$fair integer = 80: from which score on it is fair
uses: quality_faults
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import floor

import polars as pl

from data.datasets import DATASETS, Dataset, RequiredWhen
from queries import Asking, side_by_side

SCHEMA = {
    "dataset": pl.String, "day": pl.Date, "is_now": pl.Boolean, "rows": pl.Int64, "filled_pct": pl.Float64,
    "clean_pct": pl.Float64, "score": pl.Int64, "word": pl.String, "with_findings": pl.Int64, "findings": pl.Int64,
}  # fmt: skip


def answer(
    ask: Asking,
    as_at: date,
    ledger_version: int,
    days: int,
    stated: int | None,
    good: int,
    fair: int,
) -> pl.DataFrame:
    reports = ask("updates_reporting_dates").filter("is_shown")["reporting_date"].to_list()
    earlier = sorted(day for day in reports if day < as_at)
    looked_at = [*earlier[max(len(earlier) - days + 1, 0) :], as_at] if reports else []
    found = side_by_side(lambda day: _of_a_day(ask if day == as_at else ask.on(day), stated), looked_at)
    rows = [
        (
            name,
            day,
            day == as_at,
            *counts,
            score,
            "good" if score >= good else "fair" if score >= fair else "poor",
            *rest,
        )
        for name in DATASETS
        for day, of_day in zip(looked_at, found, strict=True)
        if name in of_day
        for counts, score, rest in [of_day[name]]
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


Judged = tuple[tuple[int, float, float], int, tuple[int, int]]
"""(rows, filled, clean), the score, (rows with a finding, findings)."""


@lru_cache(maxsize=256)
def _of_a_day(ask: Asking, stated: int | None) -> dict[str, Judged]:
    """Dataset → how it is judged at the day from which `ask` looks; only those that hold rows. It is a few figures, and the days
    before the last report are looked at again after each upload."""
    counting = " UNION ALL ".join(_counting(dataset) for dataset in DATASETS.values())
    both: list[Callable[[], pl.DataFrame]] = [
        lambda: ask("quality_faults", stated=stated),
        lambda: ask.frame(counting),
    ]
    findings, counted = side_by_side(lambda question: question(), both)
    judged: dict[str, Judged] = {}
    for row in counted.iter_rows(named=True):
        if row["rows"]:
            here = findings.filter(dataset=row["dataset"])["items"].explode(empty_as_null=False)
            faulty = _rows_with_findings(ask, DATASETS[row["dataset"]], here)
            filled = 100 * row["filled"] / row["counting"]
            clean = 100 * (row["rows"] - faulty) / row["rows"]
            counts = (row["rows"], round(filled, 1), round(clean, 1))
            judged[row["dataset"]] = (counts, floor(min(filled, clean)), (faulty, here.len()))
    return judged


def _counting(dataset: Dataset) -> str:
    """How many rows a dataset holds, how many of its cells must be filled, and how many of those are, as a SELECT."""
    required = [(column.name, "true") for column in dataset.columns if column.required]
    required += [
        (rule.column, f'"{rule.when}" IN ({", ".join(repr(value) for value in rule.values)})')
        for rule in dataset.rules
        if isinstance(rule, RequiredWhen)
    ]
    counting = " + ".join(f"count(*) FILTER (WHERE {when})" for _, when in required)
    filled = " + ".join(f'count("{name}") FILTER (WHERE {when})' for name, when in required)
    return (
        f"SELECT '{dataset.name}' AS dataset, count(*) AS rows, {counting} AS counting, {filled} AS filled "
        f"FROM {dataset.name}_at($as_at, $ledger_version)"
    )


def _rows_with_findings(ask: Asking, dataset: Dataset, items: pl.Series) -> int:
    """How many rows findings are about; one may name but the first part of a key, and so be about several rows."""
    named = items.drop_nulls().unique()
    if named.is_empty() or len(dataset.keys) == 1:
        return named.len()
    first = dataset.keys[0]
    held = ask.frame(f'SELECT row_key, "{first}"::VARCHAR AS part FROM {dataset.name}_at($as_at, $ledger_version)')
    return held.filter(pl.col("row_key").is_in(named.implode()) | pl.col("part").is_in(named.implode())).height
