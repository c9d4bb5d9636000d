"""Capital: the rows behind what was budgeted and spent."""

import streamlit as st

from data.datasets import SPEND
from pages import narrative
from pages.narrative.methodology import rule
from pages.ui import empty, filters, listing, page
from pages.ui.formatting import plain

view = page.begin("Capital", "What was budgeted, committed and spent, by component and month.")
rows = view.ask("spend_list", limit=1)

if rows.is_empty():
    empty.say(view, "spend", what="capital")
    st.stop()

st.header(plain(narrative.spend.spend(rows)), anchor=False)
st.caption(rule("capital"))
with filters.row():
    chosen = {"strand": filters.choice("strand", "Strand", SPEND)}
listing.show(
    view, "spend_list", chosen, key="spend_rows", noun="row", alt="Capital by component and month", dataset=SPEND,
    columns=(
        "component", "month", "strand", "budget_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "since", "upload",
    ),
)  # fmt: skip
