"""What the withdrawal of each partner alone would take away.
One row per partner that counts (see partners_counted), the one that brings most applications first.
applications, staff: that it brings into scope; null where not known. share_pct: of the applications of all.
npv_change_gbp: by how much the net present value would change, in whole pounds; null where nothing is valued by year.
criteria, risks: how many that are neither met nor waived, or open, name it.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from queries import Asking

SCHEMA = {
    "partner_id": pl.String, "name": pl.String, "stage": pl.String, "applications": pl.Int64, "staff": pl.Int64,
    "share_pct": pl.Float64, "npv_change_gbp": pl.Float64, "criteria": pl.Int64, "risks": pl.Int64,
}  # fmt: skip


def answer(ask: Asking, as_at: Any, ledger_version: int) -> pl.DataFrame:
    scope = ask("partners_scope")
    value = ask("investment_value")
    hanging = ask("partners_left_behind", withdrawn=",".join(scope["partner_id"]))
    rows = []
    for row in scope.iter_rows(named=True):
        named = hanging.filter(pl.col("partner_id") == row["partner_id"])["kind"].to_list()
        without = ask("investment_value", without=row["partner_id"]) if value.height else value
        change = None if without.is_empty() else round(float(without["npv_gbp"][0] - value["npv_gbp"][0]))
        rows.append(
            {
                "partner_id": row["partner_id"], "name": row["name"], "stage": row["stage"],
                "applications": row["applications_in_scope"], "staff": row["staff_in_scope"],
                "share_pct": row["applications_share_pct"], "npv_change_gbp": change,
                "criteria": named.count("criterion"), "risks": named.count("risk"),
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)
