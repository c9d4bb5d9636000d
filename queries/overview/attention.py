"""What needs attention, most important first
One row per thing. rank: 1 is the most important: red before amber, then by kind, then the longest or largest.
severity: red or amber. Red: a computed rating of red; a very high threat; scrutiny not before its decision; a blocked
migration; a migration more than 30 days past its date. Everything else is amber.
kind: gateway_red, gateway_amber (computed, not done yet), forecast_passed (rated green, but the day it was expected on has
passed without it); a declared rating that is better, and two reports without an update, stand in the detail of the same row,
for a thing that is named twice would be counted twice;
scrutiny_late (not dated before the decision that it scrutinises; cancelled ones and deferred decisions left out),
migration_blocked, migration_late (past its forecast, or its baseline where it has none; and not blocked), both of
applications in scope,
criterion_overdue, concern_open (of a partner that has not withdrawn), item_stale (green, two reports without an update),
risk_very_high (an open threat of that band), risk_overdue (an open risk whose mitigation is overdue); a threat that is
both is one row, and says so,
application_without_migration (in scope, but with no row among the migrations), decision_overdue (planned for a day that
has passed), benefit_short (past the day on which it was to be had in full, of a partner that has not withdrawn),
endings_early (all contracts and support that end too early, see endings_dated, in one row: each is listed on its screen),
service_levels (all services without an agreed one once a gateway's day has come, see services_not_agreed, in one row),
contradiction (capital spent above its budget, and weights that do not sum to 100: see quality_findings).
item_id: the row's own reference; about_id: of the gateway, partner or application whose page explains it.
page: where it is explained: overview, gateways, migration, partners, risks, inventory, investment, duplication, services or
quality.
since: the reporting date from which the row stands as it is; a blocked one: since when it is blocked.
things: how many things need attention in all, whatever the limit.
$limit integer: how many rows at most
uses: overview_attention_to_moves, overview_attention_to_programme
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking, side_by_side

PARTS = ("overview_attention_to_moves", "overview_attention_to_programme")
"""Asked one beside the other, for most of each is planning."""
ORDER = ("place", "size", "item_id", "kind")


def answer(ask: Asking, as_at: date, ledger_version: int, limit: int | None) -> pl.DataFrame:
    things = pl.concat(side_by_side(ask, PARTS))
    is_amber = pl.col("severity") != "red"
    ranked = things.sort(is_amber, *ORDER, descending=[False, False, True, False, False], nulls_last=True).select(
        pl.int_range(1, pl.len() + 1).alias("rank"),
        "severity", "kind", "item_id", "about_id", "title", "detail", "page", "since", "upload",
        pl.len().cast(pl.Int64).alias("things"),
    )  # fmt: skip
    return ranked.head(ranked.height if limit is None else max(limit, 0))
