"""The facts about an application: its row in the inventory beside its migration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from data.datasets import APPLICATIONS, MIGRATIONS
from pages import narrative
from pages.narrative.methodology import rule
from pages.ui import cards
from pages.ui.formatting import capital


def show(about: Mapping[str, Any], as_at: date) -> None:
    """`about`: the row of inventory_application."""
    left, right = st.columns(2, gap="large")
    with left:
        cards.show(
            "The application", about, APPLICATIONS, APPLICATIONS.names,
            extra={"TIME quadrant": capital(about["time_quadrant"] or "")},
        )  # fmt: skip
        st.caption(rule("time"))
    with right:
        if about["stage"] is None:
            st.subheader("Its migration", anchor=False)
            st.markdown("No migration has been reported for it.")
        else:
            cards.show(
                "Its migration", about, MIGRATIONS,
                ("wave_id", "stage", "baseline_date", "forecast_date", "actual_date", "blocker"),
                extra={"Wave": about["wave"], "Slip": capital(narrative.migration.slip_of(about, as_at))},
            )  # fmt: skip
