"""Flows between departments: a square for each pair, and the interfaces of the chosen one."""

from __future__ import annotations

import streamlit as st

from data.datasets import INTERFACES
from pages import narrative
from pages.charts import duplication as charts
from pages.ui import empty, figures, filters, listing
from pages.ui.links import go, to_departments
from pages.ui.page import View

PART = "Between departments"
COLUMNS = (
    "source", "source_department", "target", "target_department", "method", "frequency", "description", "interface_id", "since",
    "upload",
)  # fmt: skip


def show(view: View) -> None:
    """From interfaces_by_department, with the rows of the clicked square, or of the chosen departments."""
    rows = view.ask("interfaces_by_department")
    if rows.is_empty():
        empty.say(view, "interfaces", what="the flows between departments")
        return
    headline = narrative.duplication.flows(rows)
    picture, beside = st.columns([3, 4], gap="large")
    with picture:
        clicked = figures.show(
            charts.flows(rows, view.palette), title=headline, alt=f"Interfaces by sending and receiving department. {headline}.",
            rows=rows, key="duplication_flows", selects=True, compact=True,
            columns=("source_department", "target_department", "interfaces", "applications"),
        )  # fmt: skip
    for source, target in clicked:
        go(view, "duplication", part=PART, source_department=source, target_department=target)
    with beside:
        with filters.row():
            chosen = {
                "source_department": filters.one_of(
                    "source_department", "From department", filters.values(rows, "source_department")
                ),
                "target_department": filters.one_of(
                    "target_department", "To department", filters.values(rows, "target_department")
                ),
            }
        to_departments(view, *chosen.values())
        listing.show(
            view, "interfaces_list", chosen, key="interface_rows", noun="interface", alt="Interfaces that match the filters",
            columns=COLUMNS, dataset=INTERFACES,
            opens=lambda row: go(view, "application", application_id=row["source_application_id"]),
        )  # fmt: skip
