"""Charts of ‘What would it take?’, each with the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import outlook as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.formatting import headed
from pages.ui.links import go, link
from pages.ui.page import View

OF_THE_LINE = ("out", "wave_id", "wave_weeks", "by")
"""The choices that change the odds of every pace; another team is a pace itself."""


def odds_by_pace(view: View, chosen: Mapping[str, Any], ahead: Mapping[str, Any]) -> None:
    """The odds at every pace, as things are and, with assumptions, under those too. `ahead`: the row of
    migration_forecast."""
    paces = view.ask("outlook_pace")
    if paces.is_empty():
        st.header(headed(narrative.outlook.no_pace(ahead)), anchor=False)
        link(view, "gateways", "See the gateways →")
        return
    wanted = {name: chosen[name] for name in OF_THE_LINE}
    line, supposed = view.ask("outlook_odds_by_pace"), view.ask("outlook_odds_by_pace", **wanted)
    is_other = not supposed.is_empty() and not supposed.equals(line)
    headline = narrative.outlook.would_take(paces)
    every = " ".join(f"{narrative.outlook.pace_in_full(row)}." for row in paces.iter_rows(named=True))
    clicked = figures.show(
        charts.odds_by_pace(charts.joined(line, paces, supposed if is_other else None), view.palette),
        title=headline, alt=f"{headline}. The odds of being ready in time by the pace from now on. {every}",
        rows=paces, key="outlook_pace", rule=rule("pace") + f" {narrative.outlook.evenly(paces)}", selects=True, compact=True,
        leads=True,
        columns=("pace", "a_month", "times", "odds", "from_date", "to_date", "by"),
    )  # fmt: skip
    for _ in clicked:
        go(view, "migration", migrated="no", in_scope="yes")


def before_and_after(view: View, chosen: Mapping[str, Any]) -> None:
    """The odds with nothing changed, with each change alone, and with all of them."""
    rows = view.ask("outlook_what_if", **chosen).filter(pl.col("odds").is_not_null())
    if rows.is_empty():
        return
    headline = narrative.outlook.supposed(rows, view.as_at)
    listed = "; ".join(
        f"{narrative.outlook.CHANGES[row['change']]}: {narrative.outlook.after(row)}"
        for row in rows.iter_rows(named=True)
    )
    figures.show(
        charts.before_and_after(rows, view.palette),
        title=headline, alt=f"{headline}. {listed}.", rows=rows, key="outlook_what_if", rule=rule("what_if"), compact=True,
        columns=("change", "by", "odds", "gain", "p50_date", "p80_date"),
    )  # fmt: skip
    if rows.height > 1:
        kept: dict[str, Any] = {name: value or None for name, value in chosen.items()}
        link(view, "briefing", "Show this as a slide →", slide="outlook", **kept)


def held(view: View, rows: pl.DataFrame) -> None:
    """What holds most of what is left: departments, waves and blockers, side by side."""
    for kind, place in zip(("department", "wave", "blocker"), st.columns(3, gap="large"), strict=True):
        with place:
            _held(view, rows.filter(pl.col("kind") == kind), narrative.outlook.most_held(rows, kind), kind)


def _held(view: View, rows: pl.DataFrame, headline: str, kind: str) -> None:
    if rows.is_empty():
        figures.show(None, title=headline, alt="", rows=rows, key=f"outlook_{kind}", rule=rule("held"), compact=True)
        return
    clicked = figures.show(
        charts.held(rows, view.palette),
        title=headline, alt=f"Still to move by {kind}. {headline}.", rows=rows, key=f"outlook_{kind}", rule=rule("held"),
        selects=True, compact=True, drawn=charts.MOST,
        columns=("name", "remaining", "blocked", "late", "longest_late", "share_pct"),
    )  # fmt: skip
    for _, code, name in clicked:
        where = {
            "department": {"department": code},
            "wave": {"wave_id": code},
            "blocker": {"blocked": "yes", "search": name},
        }
        go(view, "migration", **where[kind], migrated="no", in_scope="yes")
