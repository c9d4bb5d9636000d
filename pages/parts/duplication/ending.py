"""Contracts and support that end, against the go-live, and the successors of what is replaced or retired."""

from __future__ import annotations

import streamlit as st

from pages import narrative
from pages.charts import duplication as charts
from pages.narrative.methodology import rule
from pages.ui import figures, filters, listing
from pages.ui.links import go
from pages.ui.page import View

PART = "Contracts and support"
WORDS = {"contract": "Contract", "support": "Support"}
COLUMNS = (
    "name", "department", "what", "end_date", "moves_on", "go_live_date", "gap_days", "is_gap", "disposition", "successor",
    "annual_cost_gbp", "application_id", "since", "upload",
)  # fmt: skip


def show(view: View) -> None:
    """From endings_by_month and endings_successors, with the rows of the clicked month."""
    months, taken = view.ask("endings_by_month"), view.ask("endings_successors")
    left, right = st.columns([5, 2], gap="large")
    with left:
        headline = narrative.duplication.endings(months)
        clicked = figures.show(
            charts.endings(months, view.as_at, view.palette) if months.height else None, title=headline,
            alt=f"Contracts and support by the month in which they end. {headline}.", rows=months, key="duplication_endings",
            rule=rule("endings"), selects=True, compact=True,
            columns=("month", "what", "endings", "gaps", "to_move", "staying", "go_live_date"),
        )  # fmt: skip
    for what, month in clicked:
        go(view, "duplication", part=PART, what=what, month=month)
    with right:
        headline = narrative.duplication.successors(taken)
        chosen = figures.show(
            charts.successors(taken, view.palette) if taken.height else None, title=headline,
            alt=f"Applications to be replaced or retired. {headline}.", rows=taken, key="duplication_successors",
            selects=True, compact=True, columns=("disposition", "applications", "named", "missing"),
        )  # fmt: skip
    for (disposition,) in chosen:
        go(view, "inventory", disposition=disposition)
    with filters.row():
        wanted = {
            "what": filters.one_of("what", "What ends", list(WORDS), WORDS, width=150),
            "month": filters.day("month", "In the month of"),
            "department": filters.one_of(
                "department", "Department", filters.values(view.ask("inventory_by_department"), "department")
            ),
            "gap": filters.yes_no("gap", "Too early"),
        }
    listing.show(
        view, "endings_list", wanted, key="ending_rows", noun="ending", alt="Contracts and support that end", columns=COLUMNS,
        opens=lambda row: go(view, "application", application_id=row["application_id"]),
    )  # fmt: skip
