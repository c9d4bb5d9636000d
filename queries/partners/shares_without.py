"""How the cost would be shared if partners withdrew on the as-at date: each partner's share as it is and as it would be.
One row per partner that counts today (see partners_scope), the one with the largest share first.
withdraws: it is one of those that are supposed to. share_pct, gbp: its share of what all bring into scope, and of the capital
budget shared so; without_pct, without_gbp: the same without those that withdraw, null for them. Null where not known.
$withdrawn text: the partners, by reference, with commas between
$shared_by text = applications: applications or staff, by which the cost is shared
"""

from __future__ import annotations

from typing import Any

import polars as pl

from queries import Asking

BASES = ("applications", "staff")


def answer(ask: Asking, as_at: Any, ledger_version: int, withdrawn: str | None, shared_by: str | None) -> pl.DataFrame:
    basis = shared_by if shared_by in BASES else BASES[0]
    today, without = (
        ask("partners_scope", withdrawn=each).select(
            "partner_id", "name", pl.col(f"{basis}_in_scope").alias("brings"), pl.col(f"{basis}_share_pct").alias("share_pct"),
            pl.col(f"by_{basis}_gbp").cast(pl.Float64).alias("gbp"),
        )
        for each in (None, withdrawn)
    )  # fmt: skip
    others = without.select("partner_id", without_pct="share_pct", without_gbp="gbp", stays=pl.lit(True))
    return (
        today.join(others, on="partner_id", how="left")
        .with_columns(withdraws=pl.col("stays").is_null())
        .drop("stays")
        .sort(["share_pct", "name", "partner_id"], descending=[True, False, False], nulls_last=True)
    )
