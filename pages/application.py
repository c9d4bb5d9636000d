"""Application: everything about one application, its interfaces, its migration, and its full history."""

import streamlit as st

from pages import narrative
from pages.parts.application import detail, pictures
from pages.ui import empty, figures, filters, page, row_history, tables
from pages.ui.formatting import plain
from pages.ui.links import go, link

INTERFACES_SHOWN = (
    "direction", "other_name", "other_department", "method", "frequency", "description", "since", "upload",
)  # fmt: skip

view = page.begin("Application")
wanted = page.chosen("application_id")

if not view.ask("overview_headline")["applications"][0]:
    empty.say(view, "applications", "migrations", what="an application")
    page.stop()

if wanted is None:
    st.markdown("No application has been chosen.")
    link(view, "inventory", "Choose one in the inventory")
    page.stop()

found = view.ask("inventory_application", application_id=wanted)
if found.is_empty():
    figures.finding(f"{wanted} is not in the inventory at this date")
    link(view, "inventory", "Back to the inventory")
    row_history.show(view, "applications", wanted, title="What was reported of it before", key="application_history")
    row_history.show(view, "migrations", wanted, title="What was reported of its migration", key="migration_history")
    page.stop()

about = found.row(0, named=True)
figures.finding(about["name"])
st.markdown(f"**{plain(narrative.inventory.application(about, view.as_at))}.**")
with st.container(horizontal=True, gap="small"):
    link(view, "departments", "All of its department →", department=about["department"])
    if about["wave_id"]:
        link(view, "migration", "All of its wave →", wave_id=about["wave_id"])

interfaces = view.ask("inventory_interfaces", application_id=wanted)
left, right = st.columns(2, gap="large")
with left:
    pictures.flows(view, interfaces, about, INTERFACES_SHOWN)
with right:
    pictures.dates(view, found, about)

known, each, changed = filters.parts("What is known", "Each interface", "How it changed")
if known.open:
    with known:
        detail.show(about, view.as_at)
if each.open:
    with each:
        tables.show(
            interfaces, key="application_interfaces", alt="Interfaces of this application", columns=INTERFACES_SHOWN,
            opens=lambda row: go(view, "application", application_id=row["other_application_id"]),
        )  # fmt: skip
if changed.open:
    with changed:
        row_history.show(
            view, "applications", wanted, title="How its row in the inventory changed", key="application_history"
        )
        row_history.show(view, "migrations", wanted, title="How its migration changed", key="migration_history")
