"""How many findings each rule of data quality has, those with the most pressing findings first
One row per rule, also where it found nothing. rule: its code; title: what it looks for. findings: how many; severity: of its most
pressing finding, null where there is none. high, medium, low: how many of each. datasets: which they are about, joined by commas.
all_findings, all_high: over all rules, in each row. rules, clean_rules: how many rules there are, and how many found nothing.
$stated integer: how many applications were stated (without it: what minutes_stated says); 0 asks for no comparison
uses: quality_faults
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking, catalogue
from queries.quality.judging import PREFIX, SEVERITIES, pressing, rules


def answer(ask: Asking, as_at: date, ledger_version: int, stated: int | None) -> pl.DataFrame:
    found = ask("quality_faults", stated=stated).with_columns(findings=pl.col("items").list.len().cast(pl.Int64))
    titles = [(name.removeprefix(PREFIX), catalogue()[name].title) for name in rules()]
    every_rule = pl.DataFrame(titles, schema={"rule": pl.String, "title": pl.String}, orient="row")
    counted = found.group_by("rule").agg(
        pl.col("findings").sum(),
        pl.col("severity").sort_by(pressing()).first(),
        *(pl.col("findings").filter(severity=code).sum().alias(code) for code in SEVERITIES),
        pl.col("dataset").unique().sort().str.join(", ").alias("datasets"),
    )
    place = pl.col("severity").replace_strict({code: at for at, code in enumerate(SEVERITIES)}, default=len(SEVERITIES))
    is_clean = pl.col("findings") == 0
    return (
        every_rule.join(counted, on="rule", how="left")
        .with_columns(pl.col("findings", *SEVERITIES).fill_null(0))
        .with_columns(
            all_findings=pl.lit(found["findings"].sum(), pl.Int64),
            all_high=pl.lit(found.filter(severity="high")["findings"].sum(), pl.Int64),
            rules=pl.len().cast(pl.Int64),
            clean_rules=is_clean.sum().cast(pl.Int64),
        )
        .sort(place, "findings", "title", descending=[False, True, False])
        .select(
            "rule", "title", "severity", "findings", *SEVERITIES, "datasets", "all_findings", "all_high", "rules", "clean_rules"
        )
    )  # fmt: skip
