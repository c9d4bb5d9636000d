"""The reader's assumptions: another team, less in scope, a wave or the date moved. They are in the address, never in
the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui import filters
from pages.ui.page import View

WEEKS, QUICKER = 26, 200
"""So many weeks a wave may be moved either way; so many per cent quicker all may go."""


def choose(view: View, ahead: Mapping[str, Any]) -> dict[str, Any]:
    """The choices, under outlook_what_if's names for them. `ahead`: the row of migration_forecast."""
    waves = view.ask("migration_waves").filter(~pl.col("is_done"))
    with filters.row():
        chosen: dict[str, Any] = {
            "team_pct": filters.on_a_scale("team_pct", "Another team: quicker by", 0, QUICKER, step=10, shown="%d%%"),
            "team_from": filters.day("team_from", "The team starts on"),
            "out": filters.on_a_scale("out", "Applications taken out of scope", 0, ahead["remaining"]),
            "by": filters.day("by", "Ready by"),
            "wave_weeks": filters.on_a_scale("wave_weeks", "Move a wave by weeks", -WEEKS, WEEKS, shown="%+d"),
            "wave_id": filters.named("wave_id", "Wave to move", waves, "wave_id", "name"),
        }
    filters.clear(*chosen, label="Suppose nothing")
    return chosen
