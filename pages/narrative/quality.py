"""How complete and consistent the data is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from data.datasets import DATASETS
from pages.ui.formatting import capital, count, day, listing, number, out_of

SEVERITIES: Mapping[str, tuple[str, str]] = {"high": ("▲", "High"), "medium": ("◆", "Medium"), "low": ("●", "Low")}
"""Severity of a finding → its shape and its word."""

WORDS = {"good": "Good", "fair": "Fair", "poor": "Poor"}


def severity(code: str) -> str:
    """‘▲ High’."""
    return " ".join(SEVERITIES[code])


def how_pressing(rule: Mapping[str, Any]) -> str:
    """‘▲ 2 high, ◆ 3 medium’, of one row of quality_by_rule that has findings."""
    return ", ".join(
        f"{shape} {number(rule[code])} {word.lower()}" for code, (shape, word) in SEVERITIES.items() if rule[code]
    )


def headline(rules: pl.DataFrame) -> str:
    """‘11 findings, 2 of them high’ from the rows of quality_by_rule."""
    first = rules.row(0, named=True)
    found, high = first["all_findings"], first["all_high"]
    if not found:
        return f"Nothing is found wrong by {number(first['rules'])} rules"
    if found == 1:
        return f"1 finding, {'high' if high else 'not high'}"
    if high == found:
        return f"{capital(count(found, 'finding'))}, {'both' if found == 2 else 'all'} of them high"
    return f"{capital(count(found, 'finding'))}, {number(high) if high else 'none'} of them high"


def by_rule(rules: pl.DataFrame) -> str:
    """‘3 of 22 rules find something’."""
    first = rules.row(0, named=True)
    broken = first["rules"] - first["clean_rules"]
    return (
        f"{capital(out_of(broken, first['rules'], 'rule', ('finds', 'find')))} {'something' if broken else 'anything'}"
    )


def old_lists(ages: pl.DataFrame) -> dict[str, date]:
    """By dataset, the day of the last report where a new one is due, from the rows of quality_ages."""
    return dict(ages.filter("is_old").select("dataset", "last_report").iter_rows())


def scores(rows: pl.DataFrame, as_at: date, old: Mapping[str, date] | None = None) -> str:
    """‘14 of 16 lists are good at 30 September 2013; poor: Partners and Capital; a new report is due of Waves’ from the rows of
    quality_scores and what old_lists finds; without that nothing of age, which a pack tells among its sources."""
    now = rows.filter(pl.col("is_now"))
    good = now.filter(word="good").height
    rest = [
        f"{word}: {listing([title(name) for name in now.filter(word=word)['dataset']], 3)}"
        for word in ("poor", "fair")
        if now.filter(word=word).height
    ]
    headline = f"{capital(out_of(good, now.height, 'list'))} good at {day(as_at)}"
    due = [title(name) for name in old or () if name in now["dataset"].to_list()]
    if due:
        rest.append(f"a new report is due of {listing(due, 3)}")
    return "; ".join((headline, *rest))


def one_score(row: Mapping[str, Any], old: Mapping[str, date]) -> str:
    """‘Capital at 30 September 2013: 60, poor. 100% filled; 60 of 150 rows have a finding’, of one row of quality_scores.
    `old`: by dataset, the day of the last report where a new one is due."""
    faulty = f"{number(row['with_findings'])} of {count(row['rows'], 'row')}"
    return (
        f"{title(row['dataset'])} at {day(row['day'])}: {row['score']}, {row['word']}."
        f" {row['filled_pct']:.0f}% of what must be filled is; {faulty} with a finding"
        + (f". Last reported for {day(old[row['dataset']])}" if row["is_now"] and row["dataset"] in old else "")
    )


def title(dataset: str) -> str:
    """The title of a dataset."""
    return DATASETS[dataset].title
