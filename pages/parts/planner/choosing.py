"""Adding applications to a plan and dropping them: one at a time with a click on a row, or all that match the filters;
with undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data.datasets import APPLICATIONS
from data.exports import to_csv
from data.ledger.roles import bound
from pages import narrative
from pages.parts.planner import plan
from pages.parts.planner.plan import CONSOLIDATE, DISPOSITIONS, Step
from pages.ui import filters, listing
from pages.ui.address import check, read, write
from pages.ui.formatting import plain
from pages.ui.page import View

COLUMNS = (
    "name", "department", "is_planned", "change", "planned_component", "disposition", "business_function", "product", "users",
    "annual_cost_gbp", "contract_end", "application_id",
)  # fmt: skip
USUAL = "undecided"
"""What becomes of what is dropped, until somebody says otherwise."""
OTHERS = tuple(one for one in DISPOSITIONS if one != CONSOLIDATE)


KEPT = "plan_kept"
"""In the session: a plan that is too long for an address."""


def steps() -> tuple[Step, ...] | None:
    """The plan in the address, or kept for it; None if the address names one that isn't kept here."""
    text = read("plan") or st.session_state["plan"] or ""
    kept = st.session_state.get(KEPT, "")
    if text.startswith(plan.IN_ITS_FILE):
        return plan.read(kept) if plan.addressed(kept) == text else None
    found = plan.read(text)
    check("plan", "Plan", plan.is_whole(text, found))
    return found


def address(made: Sequence[Step]) -> str:
    """The address of the plan; one that is too long is kept on the server."""
    text = plan.written(made)
    if plan.addressed(text) != text:
        st.session_state[KEPT] = text
    return plan.addressed(text)


def keep(made: Sequence[Step]) -> None:
    """Puts the plan into the address."""
    st.session_state["plan"] = address(made) or None
    write("plan", st.session_state["plan"])


def controls(view: View, made: Sequence[Step]) -> None:
    """Undo, start again, and a download of the plan's file."""
    changed = view.ask("planner_list", plan=plan.asked(made), changed="yes", limit=1)
    many = int(changed["matches"][0]) if changed.height else 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Undo the last step", key="undo", disabled=not made, on_click=keep, args=(made[:-1],))
        st.button("Begin again", key="begin_again", disabled=not made, on_click=keep, args=((),))
        st.download_button(
            "Save as a file for Updates", key="plan_file", disabled=not many,
            file_name=f"applications consolidation plan {view.as_at}.csv",
            data=bound(lambda: to_csv(view.ask("planner_file", plan=plan.asked(made)).select(APPLICATIONS.names))),
            mime="text/csv", on_click="ignore", type="primary",
        )  # fmt: skip
    is_long = address(made).startswith(plan.IN_ITS_FILE)
    st.caption(plain(narrative.planner.saved(many, is_long=is_long)))


def choose(view: View, made: Sequence[Step]) -> None:
    """The filters, the add and drop buttons, and the applications, where a click adds or drops one."""
    asked = plan.asked(made)
    with filters.row():
        wanted = {
            "search": filters.words("search", "Search"),
            "department": filters.one_of(
                "department", "Department", filters.values(view.ask("inventory_by_department"), "department")
            ),
            "disposition": filters.choice("disposition", "Reported as", APPLICATIONS),
            "is_planned": filters.yes_no("is_planned", "In the plan"),
            "changed": filters.yes_no("changed", "Changed by it"),
        }
    with filters.row():
        component = _component(view)
        words = {one: APPLICATIONS.column("disposition").say(one) for one in OTHERS}
        dropped = filters.one_of("dropped_to", "What is dropped becomes", OTHERS, words, none=words[USUAL]) or USUAL
        filtered = any(wanted.values())
        matching = view.ask("planner_list", plan=asked, **wanted) if filtered else None
        outside, inside = _sides(matching)
        st.button(
            plain(narrative.planner.all_of("Add", len(outside))), key="add_all", disabled=not (outside and component),
            on_click=keep, args=((*made, Step(CONSOLIDATE, component or "", outside)),),
        )  # fmt: skip
        st.button(
            plain(narrative.planner.all_of("Drop", len(inside))), key="drop_all", disabled=not inside, on_click=keep,
            args=((*made, Step(dropped, "", inside)),),
        )  # fmt: skip
    st.caption(plain(narrative.planner.how(bool(component))))

    def toggle(row: dict[str, Any]) -> None:
        if row["is_planned"]:
            keep((*made, Step(dropped, "", (row["application_id"],))))
        elif component:
            keep((*made, Step(CONSOLIDATE, component, (row["application_id"],))))
        else:
            return
        st.rerun()

    listing.show(
        view, "planner_list", wanted if filtered else {}, settings={"plan": asked}, key="planner_rows", noun="application",
        alt="Applications, in the plan or not", columns=COLUMNS, dataset=APPLICATIONS, opens=toggle,
    )  # fmt: skip


def _sides(matching: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The applications that match the filters: (not in the plan, in it); two empty ones if there is no filter."""
    if matching is None:
        return (), ()
    pairs = matching.select("application_id", "is_planned").rows()
    return tuple(one for one, is_in in pairs if not is_in), tuple(one for one, is_in in pairs if is_in)


def _component(view: View) -> str | None:
    """The core component for what is added: one that is already named, or a new one."""
    read("core_component")
    known = view.ask("planner_components")["core_component"].to_list()
    wanted = st.session_state["core_component"]
    if wanted and wanted not in known:
        known.append(wanted)
    chosen = st.selectbox(
        "Core component for what is added", known, index=None, key="core_component", accept_new_options=True, width=280,
        placeholder="Choose or type one",
    )  # fmt: skip
    write("core_component", chosen)
    return chosen
