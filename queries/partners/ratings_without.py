"""The gateways to come if partners withdrew: the rating by the rule as it is, and if what hangs on the partners were waived.
One row per gateway, milestone or go-live that is not done and has criteria that count, the earliest expected first.
criteria, met: that count, and are met; hanging: of those not met, the ones that name a partner that would have gone; overdue: of
the others. rating: by the rule, which a withdrawal alone leaves as it is, for a criterion counts until a report waives it.
rating_if_waived, criteria_if_waived: the same if those that would hang were waived. The rules stand in gateways_rated.
$withdrawn text: the partners, by reference, with commas between
"""

from __future__ import annotations

from typing import Any

import polars as pl

from queries import Asking


def answer(ask: Asking, as_at: Any, ledger_version: int, withdrawn: str | None) -> pl.DataFrame:
    hanging = ask("partners_left_behind", withdrawn=withdrawn).filter(pl.col("kind") == "criterion")
    today = ask("gateways_status")
    waived = ask("gateways_status", waived_of=",".join(hanging["partner_id"].unique().sort()))
    late = ask("gateways_criteria").filter("is_overdue", ~pl.col("criterion_id").is_in(hanging["item_id"].implode()))
    return (
        today.filter(~pl.col("is_done"), pl.col("criteria") > 0)
        .select(
            "gateway_id", "name", "kind", "expected_date", "criteria", pl.col("criteria_met").alias("met"),
            rating=pl.col("computed_rating"),
        )
        .join(_counted(hanging, "hanging"), on="gateway_id", how="left")
        .join(_counted(late, "overdue"), on="gateway_id", how="left")
        .join(
            waived.select("gateway_id", rating_if_waived="computed_rating", criteria_if_waived="criteria"),
            on="gateway_id", how="left",
        )
        .with_columns(pl.col("hanging", "overdue").fill_null(0))
        .sort("expected_date", "gateway_id")
    )  # fmt: skip


def _counted(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.group_by("gateway_id").agg(pl.len().cast(pl.Int64).alias(name))
