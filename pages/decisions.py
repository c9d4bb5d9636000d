"""Decisions and scrutiny: what is to be decided, whether scrutiny comes before it, and what came of it."""

import streamlit as st

from data.datasets import DECISIONS
from pages.parts.decisions import pictures
from pages.ui import cards, empty, filters, listing, page, row_history, scroll_to
from pages.ui.formatting import headed
from pages.ui.links import go, link

view = page.begin("Decisions and scrutiny")
everything = view.ask("decisions_list")

if everything.is_empty():
    empty.say(view, "decisions", what="the decisions")
    page.stop()

rows = view.ask("decisions_scrutinised")
if rows.is_empty():
    st.markdown("No decision is planned or taken; what meetings took up, or were to, is listed below.")
else:
    left, right = st.columns(2, gap="large")
    with left:
        pictures.plan(view, rows)
        pictures.readiness(view)
    with right:
        pictures.notice(view, rows)

wanted = page.chosen("decision_id", everything["decision_id"], "item")
scroll_to.bring_here(wanted or "")
if wanted is not None:
    item = view.ask("decisions_list", decision_id=wanted).row(0, named=True)
    names = [name for name in DECISIONS.names if name not in ("title", "scrutinises")]
    cards.show(item["title"], item, DECISIONS, names, extra={"Scrutinises": item["of_title"]})
    with filters.row():
        if item["scrutinises"] in everything["decision_id"]:
            link(view, "decisions", "See the decision that it looks at →", decision_id=item["scrutinises"])
        for looks in everything.filter(scrutinises=wanted).iter_rows(named=True):
            link(view, "decisions", f"See its scrutiny: {looks['title']} →", decision_id=looks["decision_id"])
        link(view, "decisions", "All decisions")
    row_history.show(view, "decisions", wanted, title="How its row changed", key="decision_history")
    page.stop()

st.header(headed("What meetings took up, and will"), anchor=False)
with filters.row():
    chosen = {
        "purpose": filters.choice("purpose", "Purpose", DECISIONS),
        "body": filters.one_of("body", "Body", filters.values(everything, "body")),
        "status": filters.choice("status", "Status", DECISIONS),
    }
listing.show(
    view, "decisions_list", chosen, key="decision_rows", noun="item", alt="Items of meetings that match the filters",
    dataset=DECISIONS, opens=lambda row: go(view, "decisions", decision_id=row["decision_id"]),
    columns=(
        "date", "title", "body", "purpose", "status", "outcome", "of_title", "is_overdue", "decision_id", "since", "upload",
    ),
)  # fmt: skip
