"""One department: how it changes over time, what it must do next, its applications, interfaces and duplication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from data.datasets import APPLICATIONS
from pages import narrative
from pages.charts import inventory, one_department
from pages.narrative.methodology import rule
from pages.ui import figures, filters, listing, tables
from pages.ui.formatting import headed, plain
from pages.ui.links import go, link
from pages.ui.page import View

APPLICATIONS_SHOWN = (
    "name", "business_function", "disposition", "core_component", "stage", "users", "annual_cost_gbp", "criticality", "supplier",
    "product", "contract_end", "application_id",
)  # fmt: skip

TASKS_SHOWN = ("name", "task", "day", "application_id", "upload")
FLOWS_SHOWN = ("source", "target", "source_department", "target_department", "method", "frequency", "description")
SIDES = {"source_department": "What it sends", "target_department": "What it receives"}


def show(view: View, row: Mapping[str, Any]) -> None:
    """`row`: the department's of departments_list."""
    name = row["department"]
    figures.finding(f"{name}: {narrative.departments.department(row)}")
    st.markdown(" ".join(plain(sentence) for sentence in narrative.departments.facts(row)))
    _holding_and_ahead(view, name)
    next_things, twice, applications, flows = filters.parts(
        "What is next", "Held elsewhere too", "Its applications", "Its interfaces"
    )
    if next_things.open:
        with next_things:
            _to_do(view, name)
    if twice.open:
        with twice:
            _twice(view, name)
    if applications.open:
        with applications:
            listing.show(
                view, "inventory_list", {"department": name}, key="department_rows", noun="application",
                alt="Its applications", columns=APPLICATIONS_SHOWN, dataset=APPLICATIONS,
                opens=lambda each: go(view, "application", application_id=each["application_id"]),
            )  # fmt: skip
    if flows.open:
        with flows:
            _flows(view, name)
    # The browser has only the tab that is open; the others are sent for paper alone.
    with tables.on_paper():
        if not next_things.open:
            _to_do_on_paper(view, name)
        if not applications.open:
            rows = view.ask("inventory_list", department=name, limit=tables.ON_PAPER)
            tables.rows_on_paper(
                "Its applications", rows, key="department_rows", columns=APPLICATIONS_SHOWN, dataset=APPLICATIONS
            )
        if not flows.open:
            _flows_on_paper(view, name)


def _holding_and_ahead(view: View, name: str) -> None:
    """The two pictures: what it has now, and what becomes of that. A mark leads to its applications."""
    held = view.ask("inventory_by_department").filter(pl.col("department") == name)
    coming = view.ask("departments_ahead", department=name)
    left, right = st.columns([2, 3], gap="large")
    with left:
        headline = narrative.inventory.by_department(held)
        holding = figures.show(
            inventory.by_department(held, view.palette), title=headline, alt=f"Applications by disposition. {headline}.",
            rows=held, key="department_held", rule=rule("in_scope"), selects=True, compact=True,
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            link(view, "inventory", "In the inventory →", department=name)
            link(view, "planner", "In the planner →", department=name)
            link(view, "briefing", "As a slide →", slide="departments", department=name)
            link(view, "departments", "All departments →")
    with right:
        headline = narrative.departments.ahead(coming)
        ahead = figures.show(
            one_department.ahead(coming, view.as_at, view.palette) if coming.height else None, title=headline,
            alt=f"What becomes of its applications, quarter by quarter. {headline}.", rows=coming, key="department_ahead",
            rule=rule("in_scope", "migrated"), selects=True, compact=True,
            columns=("quarter", "disposition", "applications", "moved", "late", "names"),
        )  # fmt: skip
    for *_, disposition in (*holding, *ahead):
        go(view, "inventory", department=name, disposition=disposition)


def _tasks(view: View, name: str) -> pl.DataFrame:
    """The rows of departments_next, with the tasks in words."""
    things = view.ask("departments_next", department=name)
    tasks = [narrative.departments.task(thing) for thing in things.iter_rows(named=True)]
    return things.with_columns(pl.Series("task", tasks, dtype=pl.String))


def _to_do_on_paper(view: View, name: str) -> None:
    things = _tasks(view, name)
    tables.rows_on_paper(narrative.departments.to_do(things), things, key="department_next", columns=TASKS_SHOWN)


def _to_do(view: View, name: str) -> None:
    tasks = _tasks(view, name)
    st.header(headed(narrative.departments.to_do(tasks)), anchor=False, help=plain(rule("blocked", "endings")))
    if tasks.height:
        tables.show(
            tasks, key="department_next", alt="What is to be done next", columns=TASKS_SHOWN,
            opens=lambda each: go(view, "application", application_id=each["application_id"]),
        )  # fmt: skip


def _twice(view: View, name: str) -> None:
    """What its applications do, or are, that those of other departments do or are as well; a click opens all of them."""
    rows = view.ask("departments_shared", department=name)
    headline = narrative.departments.shared(rows)
    clicked = figures.show(
        one_department.shared(rows, view.palette) if rows.height else None, title=headline, rows=rows, key="department_shared",
        alt=f"Functions and products that other departments hold too. {headline}.", rule=rule("duplication"), selects=True,
        compact=True, drawn=one_department.SHARED,
        columns=("alike_in", "held", "supplier", "own", "names", "elsewhere", "departments", "named", "other_names",
                 "own_consolidate", "elsewhere_consolidate", "annual_cost_gbp"),
    )  # fmt: skip
    for alike_in, held in clicked:
        go(view, "duplication", **{"business_function" if alike_in == "function" else "product": held})


def _flows(view: View, name: str) -> None:
    for side, heading in SIDES.items():
        st.subheader(headed(heading), anchor=False)
        rows = view.ask("interfaces_list", **{side: name})
        if rows.is_empty():
            st.markdown("No interface has been reported.")
            continue
        tables.show(
            rows, key=f"department_{side}", alt=heading, columns=FLOWS_SHOWN,
            opens=lambda each: go(view, "application", application_id=each["source_application_id"]),
        )  # fmt: skip


def _flows_on_paper(view: View, name: str) -> None:
    for side, heading in SIDES.items():
        rows = view.ask("interfaces_list", **{side: name})
        tables.rows_on_paper(heading, rows, key=f"department_{side}", columns=FLOWS_SHOWN)
