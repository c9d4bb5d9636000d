"""Inventory: every application, by department and what will happen to it, and the way to the core."""

import streamlit as st

from data.datasets import APPLICATIONS
from pages.narrative.methodology import rule
from pages.parts.inventory import pictures
from pages.ui import empty, filters, listing, page, scroll_to
from pages.ui.links import go, to_departments

view = page.begin("Inventory")
by_department = view.ask("inventory_by_department")

if by_department.is_empty():
    empty.say(view, "applications", what="the inventory")
    page.stop()

steps = view.ask("inventory_to_core")
left, right = st.columns(2, gap="large")
with left:
    pictures.departments(view, by_department)
with right:
    pictures.to_core(view, steps)

found = st.container()
st.header("Find an application", anchor=False)
with filters.row():
    chosen = {
        "search": filters.words("search", "Search"),
        "department": filters.one_of("department", "Department", filters.values(by_department, "department")),
        "disposition": filters.choice("disposition", "Disposition", APPLICATIONS),
        "criticality": filters.choice("criticality", "Criticality", APPLICATIONS),
        "hosting": filters.choice("hosting", "Hosting", APPLICATIONS),
        "time_quadrant": filters.quadrant("time_quadrant"),
        "step": filters.step("step", steps),
    }
with found:
    scroll_to.bring_here()
to_departments(view, chosen["department"])
listing.show(
    view, "inventory_list", chosen, key="inventory_rows", noun="application", alt="Applications that match the filters",
    opens=lambda row: go(view, "application", application_id=row["application_id"]), dataset=APPLICATIONS,
    columns=(
        "name", "department", "disposition", "core_component", "stage", "criticality", "users", "annual_cost_gbp",
        "hosting", "supplier", "product", "business_function", "time_quadrant", "contract_end", "application_id",
        "since", "upload",
    ),
)  # fmt: skip
st.caption(f"{rule('time')} Choose a row to open the application's page.")
