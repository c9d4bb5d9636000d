"""Inventory: every application, by department and what will happen to it, and the way to the core."""

import streamlit as st

from data.datasets import APPLICATIONS
from pages import narrative
from pages.charts import inventory as charts
from pages.narrative.methodology import rule
from pages.ui import empty, figures, filters, listing, page, scroll_to
from pages.ui.links import go

view = page.begin("Inventory")
by_department = view.ask("inventory_by_department")

if by_department.is_empty():
    empty.say(view, "applications", what="the inventory")
    st.stop()

left, right = st.columns(2, gap="large")
with left:
    sentence = narrative.inventory.by_department(by_department)
    clicked = figures.show(
        charts.by_department(by_department, view.palette),
        title=sentence, alt=f"Applications by department and disposition. {sentence}.", rows=by_department,
        key="inventory_departments", rule=rule("in_scope"), selects=True, compact=True,
    )  # fmt: skip
    for department, disposition in clicked:
        go(view, "inventory", department=department, disposition=disposition)
with right:
    steps = view.ask("inventory_to_core")
    sentence = narrative.inventory.to_core(steps)
    clicked = figures.show(
        charts.to_core(steps, view.palette),
        title=sentence, alt=f"The way from all applications to the core. {sentence}.", rows=steps, key="inventory_core",
        rule=rule("consolidate", "migrated"), selects=True, compact=True,
        columns=("label", "applications", "share_pct", "annual_cost_gbp"),
    )  # fmt: skip
    for (code,) in clicked:
        go(view, "inventory", step=code)

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
