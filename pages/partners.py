"""Partners: each one's stage over time, how long it has been there, what comes next, and what concerns it."""

import streamlit as st

from data.datasets import PARTNERS
from pages import narrative
from pages.narrative.methodology import rule
from pages.parts.partners import pictures
from pages.ui import callouts, cards, empty, filters, page, row_history, scroll_to, tables
from pages.ui.formatting import capital, headed
from pages.ui.links import go, link

view = page.begin("Partners")
partners = view.ask("partners_stage")

if partners.is_empty():
    empty.say(view, "partners", "partner_concerns", what="the partners")
    page.stop()

wanted = page.chosen("partner_id", partners["partner_id"], "partner")
left, right = st.columns([2, 3], gap="large")
with left:
    pictures.funnel(view, partners)
with right:
    pictures.stages(view)

stand, signed, worried, moved, brought = filters.parts(
    "Where each stands", "What each has agreed", "Concerns by theme", "How the funnel moved", "What each brings"
)
if stand.open:
    with stand:
        tables.show(
            partners, key="partners", alt="Partners with their stage, days in it and next step", dataset=PARTNERS,
            opens=lambda row: go(view, "partners", partner_id=row["partner_id"]),
            columns=(
                "name", "stage", "days_in_stage", "planned_stage", "planned_date", "next_step", "next_step_date",
                "open_concerns", "target_live_date", "category", "stage_date", "staff_in_scope", "applications_in_scope",
                "since", "upload",
            ),
        )  # fmt: skip
if signed.open:
    with signed:
        pictures.agreed(view)
if worried.open:
    with worried:
        pictures.by_theme(view)
if moved.open:
    with moved:
        pictures.by_report(view)
if brought.open:
    with brought:
        pictures.scope(view)

chosen = [row for row in partners.iter_rows(named=True) if row["partner_id"] == wanted]
concerns = view.ask("partners_concerns", partner_id=wanted if chosen else None)
scroll_to.bring_here(wanted or "")
if chosen:
    partner = chosen[0]
    cards.show(
        partner["name"], partner, PARTNERS, PARTNERS.names,
        extra={"To come": capital(narrative.partners.stage_to_come(partner))} if partner["planned_stage"] else None,
    )  # fmt: skip
    link(view, "partners", "All partners")

st.header(headed(narrative.partners.concerns(concerns)), anchor=False)
if concerns.height:
    callouts.concerns(concerns)
if chosen:
    criteria = view.ask("gateways_criteria", partner_id=chosen[0]["partner_id"])
    if criteria.height:
        st.header("What it has signed, and what is still to be met", anchor=False, help=rule("criteria"))
        tables.show(
            criteria, key="partner_criteria", alt="Criteria that concern this partner, with evidence",
            columns=("criterion", "status", "met_date", "evidence", "due_date", "gateway", "since", "upload"),
        )  # fmt: skip
    row_history.show(view, "partners", chosen[0]["partner_id"], title="How its row changed", key="partner_history")
