"""What the withdrawal of each partner alone would take away.
One row per partner that counts (see partners_counted), the one that brings most applications first.
applications, staff: that it brings into scope; null where not known. share_pct: of the applications of all.
npv_change_gbp: by how much the net present value would change, in whole pounds; null where nothing is valued by year.
criteria, risks: how many that are neither met nor waived, or open, name it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from data.number_text import rounded
from queries import Asking, parameters_of
from queries.investment.appraising import flow_of, settings, worth, worths_without
from queries.investment.cash_flow import fine

SCHEMA = {
    "partner_id": pl.String, "name": pl.String, "stage": pl.String, "applications": pl.Int64, "staff": pl.Int64,
    "share_pct": pl.Float64, "npv_change_gbp": pl.Float64, "criteria": pl.Int64, "risks": pl.Int64,
}  # fmt: skip


def answer(ask: Asking, as_at: Any, ledger_version: int) -> pl.DataFrame:
    scope = ask("partners_scope")
    flow = flow_of(ask, as_at)
    as_asked: dict[str, Any] = {name: each.default for name, each in parameters_of("investment_value").items()}
    chosen = settings(**as_asked)
    today, without = fine(worth(flow, chosen)), worths_without(flow, chosen, scope["partner_id"])
    hanging = ask("partners_left_behind", withdrawn=",".join(scope["partner_id"]))
    named = Counter(hanging.select("partner_id", "kind").rows())
    rows = []
    for row in scope.iter_rows(named=True):
        change = float(rounded(fine(without[row["partner_id"]]) - today)) if flow.rows else None
        rows.append(
            {
                "partner_id": row["partner_id"], "name": row["name"], "stage": row["stage"],
                "applications": row["applications_in_scope"], "staff": row["staff_in_scope"],
                "share_pct": row["applications_share_pct"], "npv_change_gbp": change,
                "criteria": named[row["partner_id"], "criterion"], "risks": named[row["partner_id"], "risk"],
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)
