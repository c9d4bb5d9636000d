"""Applications whose names are nearly alike: pairs to look at, of which none is ever merged by itself.
One row per pair of applications as at the date, the most alike first; application_id is the earlier of the two.
likeness_pct: how alike their names are, from 0 to 100 (Levenshtein's distance without substitutions, over both lengths), once
the department's own name, generic words (system, management, …) and the order of words are left aside. Only names are compared
of which a word begins with the same three letters, and whose numbers are the same; of each its first 200 characters.
same_supplier: both suppliers are given, and are as alike by the same measure. together_gbp: the known annual costs of both.
pairs, applications: how many there are in all, and how many applications occur in them, whatever the limit.
$threshold integer = 85: the likeness from which two names count as alike
$limit integer: how many rows at most
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

import polars as pl
from rapidfuzz import fuzz

from queries import Asking
from queries.duplication.likeness import alike, comparable, essence, essences, may_be_alike

MANY = 5_000
"""Applications, from which on it is quicker to look first which names may be alike at all."""
COLUMNS = ("application_id", "name", "department", "supplier", "disposition")
HELD = f"SELECT {', '.join(COLUMNS)}, business_function, annual_cost_gbp FROM applications_at($as_at, $ledger_version)"
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(COLUMNS, pl.String), **{f"other_{column}": pl.String for column in COLUMNS}, "likeness_pct": pl.Float64,
    "same_supplier": pl.Boolean, "same_function": pl.Boolean, "together_gbp": pl.Decimal(18, 2), "pairs": pl.Int64,
    "applications": pl.Int64,
}  # fmt: skip


def answer(ask: Asking, as_at: Any, ledger_version: int, threshold: int, limit: int | None) -> pl.DataFrame:
    held = ask.frame(HELD)
    if held.height > MANY:
        held = held.filter(may_be_alike(held["name"], held["department"]))
    held = held.with_columns(essence=essences(held["name"], held["department"]))
    least = max(50, min(100, threshold))
    compared = comparable(held["essence"].unique())
    likely = held.filter((pl.len().over("essence") > 1) | pl.col("essence").is_in(compared.implode()))
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in likely.iter_rows(named=True):
        by_name[row["essence"]].append(row)
    found = [(100.0, one, other) for rows in by_name.values() for one, other in combinations(rows, 2)]
    for name, other_name, likeness in alike(list(by_name), least):
        found += [(likeness, one, other) for one in by_name[name] for other in by_name[other_name]]
    pairs = sorted((_pair(likeness, one, other, least) for likeness, one, other in found), key=_order)
    occurring = {pair[name] for pair in pairs for name in ("application_id", "other_application_id")}
    counts = {"pairs": len(pairs), "applications": len(occurring)}
    shown = pairs if limit is None else pairs[:limit]
    return pl.DataFrame([pair | counts for pair in shown], schema=SCHEMA)


def _pair(likeness: float, one: dict[str, Any], other: dict[str, Any], least: int) -> dict[str, Any]:
    first, second = sorted((one, other), key=lambda row: row["application_id"])
    costs = [row["annual_cost_gbp"] for row in (first, second) if row["annual_cost_gbp"] is not None]
    suppliers = [essence(row["supplier"]) for row in (first, second) if row["supplier"]]
    return {
        **{column: first[column] for column in COLUMNS},
        **{f"other_{column}": second[column] for column in COLUMNS},
        "likeness_pct": round(likeness, 1),
        "same_supplier": len(suppliers) == 2 and fuzz.ratio(*suppliers) >= least,
        "same_function": first["business_function"].casefold() == second["business_function"].casefold(),
        "together_gbp": sum(costs) if costs else None,
    }


def _order(pair: dict[str, Any]) -> tuple[Any, ...]:
    return -pair["likeness_pct"], not pair["same_supplier"], pair["application_id"], pair["other_application_id"]
