"""One gateway: its dates, its two ratings with the reason, its owner's comment, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import gateways as charts
from pages.narrative.methodology import rule
from pages.ui import figures, ratings, row_history
from pages.ui.formatting import capital, day, headed, is_past, lapse, plain, slip
from pages.ui.page import View

MOST = 12
"""How many gateways get a card: the go-live, the next ones to come, then the last ones passed."""


def pressing(gateways: pl.DataFrame) -> list[dict[str, Any]]:
    """What gets a card: the gateways and the go-live, by date, at most MOST: nobody reads a page of two hundred."""
    rows = [row for row in gateways.iter_rows(named=True) if row["kind"] != "milestone"]
    kept = sorted(rows, key=_how_pressing)[:MOST]
    return [row for row in rows if row in kept]


def _how_pressing(row: Mapping[str, Any]) -> tuple[bool, bool, int]:
    if row["is_done"]:
        return row["kind"] != "go_live", True, -row["actual_date"].toordinal()
    return row["kind"] != "go_live", False, row["expected_date"].toordinal()


def show(view: View, row: Mapping[str, Any]) -> None:
    """One gateway: its facts on the left, its criteria by partner on the right."""
    name = row["gateway_id"]
    with st.container(border=True):
        st.header(headed(narrative.gateways.gateway(row, view.as_at)), anchor=False)
        ratings.pair(
            row["declared_rating"], row["computed_rating"],
            declared_is_better=bool(row["declared_is_better"]), stale=bool(row["stale"]),
        )  # fmt: skip
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown(f"**Why {ratings.word(row['computed_rating'])}:** {plain(row['reason'])}")
            if row["commentary"]:
                st.markdown(f"**The owner says:** {plain(row['commentary'])}")
            if row["path_to_green"]:
                st.markdown(f"**Path to green:** {plain(row['path_to_green'])}")
            st.table(
                {
                    "Baseline": day(row["baseline_date"]),
                    "Forecast": day(row["forecast_date"]),
                    "Actual": day(row["actual_date"]),
                    **_how_late(row, view.as_at),
                    "Criteria": plain(capital(narrative.gateways.criteria(row["criteria_met"], row["criteria"], row["overdue"]))),
                    "As it stands since": plain(f"{day(row['since'])}, upload {row['upload']}"),
                },
                border="horizontal", hide_header=True, alt="Dates and criteria",
            )  # fmt: skip
        with right:
            _criteria(view, name)
        past = st.expander("How it changed", key=f"gateway_history_{name}", on_change="rerun", type="compact")
        if past.open:
            with past:
                row_history.show(view, "gateways", name, key=f"history_{name}")


def _how_late(row: Mapping[str, Any], as_at: date) -> dict[str, str]:
    """Its slip or, once it is past its day, how long ago that was: the slip of a forecast that did not come true says
    too little."""
    if is_past(row["expected_date"], as_at, row["is_done"]):
        return {"Past its date": plain(capital(lapse((as_at - row["expected_date"]).days)))}
    return {"Slip": plain(capital(slip(row["slip_days"])))}


def _criteria(view: View, gateway_id: str) -> None:
    met = view.ask("gateways_criteria_by_partner").filter(pl.col("gateway_id") == gateway_id)
    if met.is_empty():
        st.markdown("No criteria have been reported for it.")
        return
    headline = narrative.gateways.criteria_by_partner(met)
    figures.show(
        charts.criteria_by_partner(met, view.palette),
        title=headline, alt=f"Criteria by partner. {headline}.", key=f"criteria_{gateway_id}", level=3,
        rows=view.ask("gateways_criteria", gateway_id=gateway_id), rule=rule("criteria", "overdue"),
        columns=(
            "criterion", "partner", "five_case", "status", "due_date", "met_date", "is_overdue", "days_overdue", "evidence",
            "since", "upload",
        ),
    )  # fmt: skip
    cases = view.ask("gateways_criteria_by_case", gateway_id=gateway_id)
    if narrative.gateways.name_cases(cases):
        headline = narrative.gateways.criteria_by_case(cases)
        figures.show(
            charts.criteria_by_case(cases, view.palette),
            title=headline, alt=f"Criteria by case of the Five Case Model. {headline}.", key=f"cases_{gateway_id}", level=3,
            rows=cases, rule=rule("five_case"), columns=("five_case", "met", "criteria", "overdue", "waived"),
        )  # fmt: skip
