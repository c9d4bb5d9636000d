"""The headline figures as tiles: how each is said, what a change of it means, and where its rows are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.charts import findings
from pages.charts.theme import rating
from pages.parts.rules import rule
from pages.parts.tiles import Tile
from pages.parts.words import day, money, number, share, short_day


def tiles(facts: Mapping[str, Any], since: pl.DataFrame) -> list[Tile]:
    """The tiles of the Overview, from the rows of overview_headline and overview_since."""
    before = {row["figure"]: row for row in since.iter_rows(named=True)}

    def moved(figure: str, how: str = "count", more_is_good: bool | None = None) -> dict[str, Any]:
        return _moved(facts, before, figure, how, more_is_good)

    return [
        Tile(
            "Go-live", short_day(facts["go_live_forecast"]), rule=f"Baseline: {day(facts['go_live_baseline'])}.",
            page="gateways", link="Gateways and go-live", **moved("go_live_forecast", "date", more_is_good=False),
        ),
        Tile(
            "Computed rating", _rating(facts["computed_rating"]), rule=rule("programme_rating", "rating"),
            page="gateways", link="Why", **_rating_moved(facts, before),
        ),
        Tile(
            "Gateways passed", f"{number(facts['gateways_passed'])} of {number(facts['gateways'])}",
            page="gateways", link="Gateways", **moved("gateways_passed", more_is_good=True),
        ),
        Tile(
            "Applications migrated", f"{number(facts['migrated'])} of {number(facts['in_scope'])}",
            rule=rule("migrated", "in_scope"), page="migration", link="Migration",
            **moved("migrated", more_is_good=True),
        ),
        Tile(
            "Applications", number(facts["applications"]), page="inventory", link="Inventory", **moved("applications"),
        ),
        Tile(
            "To consolidate", f"{number(facts['consolidate'])} ({share(facts['consolidate_share_pct'])})",
            rule=rule("consolidate"), page="inventory", link="See which", chosen={"disposition": "consolidate"},
            **moved("consolidate"),
        ),
        Tile(
            "Partners committed", f"{number(facts['partners_committed'])} of {number(facts['partners'])}",
            rule=rule("partners"), page="partners", link="Partners", **moved("partners_committed", more_is_good=True),
        ),
        Tile(
            "Capital spent", f"{money(facts['actual_gbp'])} of {money(facts['capital_gbp'])}", rule=rule("capital"),
            page="overview", link="", chosen={}, **moved("actual_gbp", "money"),
        ),
    ]  # fmt: skip


def _rating(code: str | None) -> str:
    shown = rating(code)
    return f"{shown.shape} {shown.word}"


def _moved(
    facts: Mapping[str, Any], before: Mapping[str, Any], figure: str, how: str, more_is_good: bool | None
) -> dict[str, Any]:
    row = before.get(figure)
    if row is None or row["before"] is None:
        return {}
    raise NotImplementedError((facts, row, how, more_is_good))


def _rating_moved(facts: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {}


_ = findings
