"""Suppliers whose names are nearly alike: perhaps one firm, spelt twice.
One row per pair of names of suppliers as at the date, the most alike first.
likeness_pct: as in duplication_pairs; names that differ in case, signs or words such as Ltd alone are 100.
applications, other_applications: how many name each. together_gbp: their known annual costs, of both together.
$threshold integer = 85: the likeness from which two names count as alike
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

import polars as pl

from queries import Asking
from queries.duplication.likeness import alike, essence

NAMED = """
    SELECT supplier, count(*) AS n, coalesce(sum(annual_cost_gbp), 0) AS annual_cost_gbp
    FROM applications_at($as_at, $ledger_version)
    WHERE supplier IS NOT NULL
    GROUP BY supplier"""
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "supplier": pl.String, "other_supplier": pl.String, "likeness_pct": pl.Float64, "applications": pl.Int64,
    "other_applications": pl.Int64, "together_gbp": pl.Decimal(18, 2),
}  # fmt: skip


def answer(ask: Asking, as_at: Any, ledger_version: int, threshold: int) -> pl.DataFrame:
    counted = {row["supplier"]: row for row in ask.rows(NAMED)}
    by_name: dict[str, list[str]] = defaultdict(list)
    for supplier in sorted(counted):
        by_name[essence(supplier)].append(supplier)
    found = [(100.0, *pair) for spelt in by_name.values() for pair in combinations(spelt, 2)]
    for name, other, likeness in alike(list(by_name), max(50, min(100, threshold))):
        found += [(likeness, one, two) for one in by_name[name] for two in by_name[other]]
    rows = [
        {
            "supplier": one, "other_supplier": other, "likeness_pct": round(likeness, 1),
            "applications": counted[one]["n"], "other_applications": counted[other]["n"],
            "together_gbp": counted[one]["annual_cost_gbp"] + counted[other]["annual_cost_gbp"],
        }
        for likeness, one, other in sorted(found, key=lambda pair: (-pair[0], *pair[1:]))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)
