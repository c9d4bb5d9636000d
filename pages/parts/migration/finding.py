"""The list of migrations, by the filters that the reader chose."""

from __future__ import annotations

import polars as pl
import streamlit as st

from data.datasets import MIGRATIONS
from pages.ui import filters, listing, scroll_to
from pages.ui.links import go, to_departments
from pages.ui.page import View


def show(view: View, waves: pl.DataFrame) -> None:
    """Filters, and the migrations that match them; `waves` can be chosen."""
    found = st.container()
    st.header("Find a migration", anchor=False)
    with filters.row():
        chosen = {
            "search": filters.words("search", "Search"),
            "department": filters.one_of(
                "department", "Department", filters.values(view.ask("inventory_by_department"), "department")
            ),
            "stage": filters.choice("stage", "Stage", MIGRATIONS),
            "wave_id": filters.named("wave_id", "Wave", waves, "wave_id", "name"),
            "in_scope": filters.yes_no("in_scope", "In scope"),
            "migrated": filters.yes_no("migrated", "Moved"),
            "late": filters.yes_no("late", "Late"),
            "blocked": filters.yes_no("blocked", "Blocked"),
            "planned_by": filters.day("planned_by", "Planned by"),
            "migrated_by": filters.day("migrated_by", "Moved by"),
        }
    with found:
        scroll_to.bring_here()
    to_departments(view, chosen["department"])
    listing.show(
        view, "migration_list", chosen, key="migration_rows", noun="migration", alt="Migrations that match the filters",
        opens=lambda row: go(view, "application", application_id=row["application_id"]), dataset=MIGRATIONS,
        columns=(
            "name", "department", "in_scope", "wave", "stage", "baseline_date", "forecast_date", "actual_date", "slip_days",
            "days_late", "blocker", "application_id", "since", "upload",
        ),
    )  # fmt: skip
