"""One gateway on the screen: its dates, its two ratings with the reason, what its owner says, and its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.ui import ratings, row_history
from pages.ui.formatting import capital, day, plain, slip
from pages.ui.page import View

MOST = 12
"""How many gateways get a card: the go-live, the next ones to come, then the last ones passed."""


def told(gateways: pl.DataFrame, wanted: str | None) -> list[dict[str, Any]]:
    """What gets a card: the gateways and the go-live, and first the one that the address names."""
    rows = [row for row in gateways.iter_rows(named=True) if row["gateway_id"] == wanted]
    return rows + [row for row in _with_card(gateways) if row["gateway_id"] != wanted]


def _with_card(gateways: pl.DataFrame) -> list[dict[str, Any]]:
    """The gateways and the go-live, by date. Two hundred projects with a card each would be a page nobody reads."""
    rows = [row for row in gateways.iter_rows(named=True) if row["kind"] != "milestone"]
    pressing = sorted(rows, key=_how_pressing)[:MOST]
    return [row for row in rows if row in pressing]


def _how_pressing(row: Mapping[str, Any]) -> tuple[bool, bool, int]:
    if row["is_done"]:
        return row["kind"] != "go_live", True, -row["actual_date"].toordinal()
    return row["kind"] != "go_live", False, (row["forecast_date"] or row["baseline_date"]).toordinal()


def in_table(gateways: pl.DataFrame) -> pl.DataFrame:
    """What stands in a table: the milestones, of which there are many, and the gateways beyond those with a card."""
    carded = [row["gateway_id"] for row in _with_card(gateways)]
    return gateways.filter(~pl.col("gateway_id").is_in(carded))


def of(rows: pl.DataFrame, gateway_id: str) -> pl.DataFrame:
    """The rows of one gateway."""
    return rows.filter(pl.col("gateway_id") == gateway_id)


@contextmanager
def card(view: View, row: Mapping[str, Any], *, opened: bool) -> Iterator[None]:
    """One gateway: on the left what is known of it; what is written inside the `with` stands on the right."""
    name = row["gateway_id"]
    with st.container(border=True):
        st.header(plain(narrative.gateways.gateway(row, view.as_at)), anchor=False)
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
                    "Slip": plain(capital(slip(row["slip_days"]))),
                    "Criteria": plain(capital(narrative.gateways.criteria(row["criteria_met"], row["criteria"], row["overdue"]))),
                    "As it stands since": plain(f"{day(row['since'])}, upload {row['upload']}"),
                },
                border="horizontal", hide_header=True, alt="Dates and criteria",
            )  # fmt: skip
        with right:
            yield
        past = st.expander(
            "How it changed", key=f"gateway_history_{name}", on_change="rerun", type="compact", expanded=opened
        )
        if past.open:
            with past:
                row_history.show(view, "gateways", name, key=f"history_{name}")
