"""Application: everything about one application, its interfaces, its migration, and its full history."""

import streamlit as st

from data.datasets import APPLICATIONS, MIGRATIONS
from pages import narrative
from pages.charts import inventory as charts
from pages.narrative.methodology import rule
from pages.ui import cards, empty, figures, page, row_history, tables
from pages.ui.formatting import plain
from pages.ui.links import go, link

INTERFACES_SHOWN = (
    "direction", "other_name", "other_department", "method", "frequency", "description", "since", "upload",
)  # fmt: skip

view = page.begin("Application")
wanted = page.chosen("application_id")

if not view.ask("overview_headline")["applications"][0]:
    empty.say(view, "applications", "migrations", what="an application")
    st.stop()

if wanted is None:
    st.markdown("No application has been chosen.")
    link(view, "inventory", "Choose one in the inventory")
    st.stop()

renamed = dict(view.ask("keys_renamed", dataset="applications").select("old_key", "latest_key").rows())
if wanted in renamed:
    st.caption(plain(f"{wanted} is now called {renamed[wanted]}."))
    wanted = renamed[wanted]

found = view.ask("inventory_application", application_id=wanted)
if found.is_empty():
    st.header(plain(f"{wanted} is not in the inventory at this date"), anchor=False)
    link(view, "inventory", "Back to the inventory")
    row_history.show(view, "applications", wanted, title="What was reported of it before", key="application_history")
    row_history.show(view, "migrations", wanted, title="What was reported of its migration", key="migration_history")
    st.stop()

about = found.row(0, named=True)
st.header(plain(about["name"]), anchor=False)
st.markdown(f"**{plain(narrative.inventory.application(about))}.**")
with st.container(horizontal=True, gap="small"):
    link(view, "inventory", "All of its department →", department=about["department"])
    if about["wave_id"]:
        link(view, "migration", "All of its wave →", wave_id=about["wave_id"])

interfaces = view.ask("inventory_interfaces", application_id=wanted)
flows, when = st.columns(2, gap="large")
with flows:
    headline = narrative.inventory.interfaces(interfaces)
    clicked = figures.show(
        charts.flows(interfaces, view.palette) if interfaces.height else None, title=headline,
        alt=f"{headline}. What it receives at the left, what it sends at the right.", rows=interfaces, key="application_flows",
        selects=True, compact=True, columns=INTERFACES_SHOWN,
    )  # fmt: skip
    for (other,) in clicked:
        go(view, "application", application_id=other)
with when:
    headline = narrative.inventory.dates(about)
    figures.show(
        charts.dates(about, view.as_at, view.palette), title=headline, alt=f"The dates of {about['name']}. {headline}.",
        rows=found, key="application_dates", rule=rule("slip"), compact=True,
        columns=("name", "stage", "baseline_date", "forecast_date", "actual_date", "slip_days", "contract_end"),
    )  # fmt: skip

known, each, changed = st.tabs(
    ["What is known", "Each interface", "How it changed"], key="part", bind="query-params", on_change="rerun"
)
if known.open:
    with known:
        left, right = st.columns(2, gap="large")
        with left:
            cards.show(
                "The application",
                about,
                APPLICATIONS,
                APPLICATIONS.names,
                extra={"TIME quadrant": about["time_quadrant"]},
            )
            st.caption(rule("time"))
        with right:
            if about["stage"] is None:
                st.subheader("Its migration", anchor=False)
                st.markdown("No migration has been reported for it.")
            else:
                cards.show(
                    "Its migration", about, MIGRATIONS,
                    ("wave_id", "stage", "baseline_date", "forecast_date", "actual_date", "blocker"),
                    extra={"Wave": about["wave"], "Slip": narrative.migration.slip_of(about)},
                )  # fmt: skip
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
