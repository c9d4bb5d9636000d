"""Charts of the partners: how many have come how far, and each one's stage over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import partners as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.formatting import headed
from pages.ui.links import go
from pages.ui.page import View


def funnel(view: View, partners: pl.DataFrame) -> None:
    """`partners`: partners_stage, for the headline."""
    rows, headline = view.ask("partners_funnel"), narrative.partners.partners(partners)
    figures.show(
        charts.funnel(rows, view.palette),
        title=headline, alt=f"How many partners have come how far. {headline}.", rows=rows, key="partner_funnel",
        compact=True, leads=True, rule=rule("partners"),
        columns=("stage", "here", "reached", "reached_before", "names", "latest"),
    )  # fmt: skip


def agreed(view: View) -> None:
    """What each partner has agreed and signed. A click opens a partner."""
    rows = view.ask("partners_agreed").filter(pl.col("category") != "observer")
    if rows.is_empty():
        st.header("No partner could sign yet: all are observers", anchor=False)
        return
    headline = narrative.partners.agreed(rows)
    clicked = figures.show(
        charts.agreed(rows, view.palette),
        title=headline, alt=f"The steps that each partner has come to. {headline}.", rows=rows, key="partner_agreed",
        rule=rule("agreed"), selects=True, columns=("name", "step", "reached_on", "met", "criteria", "since", "upload"),
    )  # fmt: skip
    for (partner_id,) in clicked:
        go(view, "partners", partner_id=partner_id)


def by_report(view: View) -> None:
    """How many partners were in each stage at each report. A click sets the as-at date to that report."""
    rows = view.ask("partners_by_report")
    if rows.is_empty():
        st.header("No partner has been reported yet, only observers", anchor=False)
        return
    headline = narrative.partners.by_report(rows)
    clicked = figures.show(
        charts.by_report(rows, view.palette),
        title=headline, alt=f"Partners by stage at each report. {headline}.", rows=rows, key="partner_reports",
        rule=rule("partners"), selects=True, columns=("reporting_date", "stage", "partners", "names"),
    )  # fmt: skip
    for reporting_date, _ in clicked:
        go(replace(view, as_at=date.fromisoformat(reporting_date)), "partners")


def scope(view: View) -> None:
    """What each partner brings. A click opens a partner."""
    rows = view.ask("partners_scope")
    headline = narrative.partners.scope(rows)
    if rows.is_empty():
        st.header(headed(headline), anchor=False)
        return
    clicked = figures.show(
        charts.scope(rows, view.palette),
        title=headline, alt=f"Applications and staff that each partner brings. {headline}.", rows=rows, key="partner_scope",
        rule=rule("brings"), selects=True,
        columns=("name", "applications_in_scope", "staff_in_scope", "applications_share_pct", "staff_share_pct", "since"),
    )  # fmt: skip
    for (partner_id,) in clicked:
        go(view, "partners", partner_id=partner_id)


def by_theme(view: View) -> None:
    """What the concerns are about, and how long they wait for an answer."""
    rows = view.ask("partners_concerns_by_theme")
    if rows.is_empty():
        st.header("No concerns have been raised", anchor=False)
        return
    headline = narrative.partners.themes(rows)
    figures.show(
        charts.by_theme(rows, view.palette),
        title=headline, alt=f"Concerns by theme. {headline}.", rows=rows, key="partner_themes", rule=rule("answered"),
        columns=("theme", "concerns", "open", "answered", "closed", "longest_open", "days_to_answer"),
    )  # fmt: skip


def stages(view: View) -> None:
    """A click opens a partner."""
    spells = view.ask("partners_stage_history")
    headline = narrative.partners.history(spells)
    clicked = figures.show(
        charts.stage_lanes(spells, view.as_at, view.palette),
        title=headline, alt=f"Each partner's stage over time. {headline}.", rows=spells, key="partner_lanes",
        compact=True, rule=rule("days_in_stage"), selects=True, columns=("name", "stage", "in_stage_since", "to_date", "days"),
    )  # fmt: skip
    for (partner_id,) in clicked:
        go(view, "partners", partner_id=partner_id)
