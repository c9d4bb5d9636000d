"""The milestone trend with its slip table, alike for gateways and for waves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import trend as charts
from pages.narrative.methodology import rule
from pages.ui import figures, tables
from pages.ui.formatting import headed
from pages.ui.page import View

SLIPS = (
    "name", "first_baseline", "expected_date", "slip_days", "re_forecasts", "history", "last_moved", "last_moved_days",
    "rebaselined", "is_done", "upload",
)  # fmt: skip
HELP = {
    "first_baseline": "The baseline as the first report gave it.",
    "history": "Every date it was expected on, each with the report that gave it.",
    "rebaselined": "How often the baseline itself was changed.",
}


def show(
    view: View, rows: pl.DataFrame, slips: pl.DataFrame, *, code: str, noun: str, key: str,
    opens: Callable[[str], None], always: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Draw the trend and show its slip table. `rows`, `slips`: of gateways_trend and gateways_slips, or of the waves.

    `code`: the column that identifies a thing. `opens`: opens one, given its code.
    """
    headline = narrative.timeline.trend(slips, noun, view.as_at)
    if rows["reporting_date"].n_unique() < 2:
        st.header(headed(headline), anchor=False)
        st.markdown(
            "One report gives these dates so far; how they move from report to report shows from the second on."
        )
        _table(slips, code, key, opens)
        return
    clicked: list[Any] = figures.show(
        charts.trend(rows, view.as_at, view.palette, code=code, always=always), title=headline,
        alt=f"The date expected of each, as each report gave it. {headline}.", rows=rows, key=f"{key}_trend",
        rule=rule("trend"), selects=True,
        columns=(
            "name", "reporting_date", "baseline_date", "expected_date", "slip_days", "moved_days", "is_done", "upload",
        ),
    )  # fmt: skip
    for one, _ in clicked:
        opens(one)
    _table(slips, code, key, opens)


def _table(slips: pl.DataFrame, code: str, key: str, opens: Callable[[str], None]) -> None:
    st.subheader("Every slip, from the first baseline on", anchor=False)
    tables.show(
        slips, key=f"{key}_slips", alt="First baseline, date expected, slip and re-forecasts of each", columns=SLIPS,
        opens=lambda row: opens(row[code]), help=HELP,
    )  # fmt: skip
    st.caption(rule("re_forecasts"))
