"""Capital: how far it is spent and where it is heading, by part of the business case, with the rows behind."""

import streamlit as st

from data.datasets import SPEND
from pages import narrative
from pages.charts import spend as charts
from pages.narrative.methodology import rule
from pages.ui import empty, figures, filters, listing, page
from pages.ui.links import go

view = page.begin("Capital")
strands = view.ask("spend_by_strand")

if strands.is_empty():
    empty.say(view, "spend", what="capital")
    st.stop()

strand = page.chosen("strand", strands["strand"], "part of the business case")
months = view.ask("spend_by_month", strand=strand)
headline = narrative.spend.heading(strands)
left, right = st.columns([3, 2], gap="large")
with left:
    figures.show(
        charts.cumulative(months, view.as_at, view.palette),
        title=headline, alt=f"Capital budgeted, spent and expected, added up by month. {headline}.", rows=months,
        key="capital_months", rule=rule("capital"),
        columns=("month", "budget_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "budget_so_far_gbp",
                 "spent_so_far_gbp", "expected_so_far_gbp"),
    )  # fmt: skip
with right:
    headline = narrative.spend.by_strand(strands)
    clicked = figures.show(
        charts.by_strand(strands, view.palette),
        title=headline, alt=f"Spent of the budget by part of the business case. {headline}.", rows=strands, key="capital_strands",
        selects=True,
        columns=("strand", "budget_gbp", "due_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "spent_pct", "upload"),
    )  # fmt: skip
for (chosen_strand,) in clicked:
    go(view, "spend", strand=chosen_strand)

st.header("By component and month", anchor=False)
with filters.row():
    chosen = {"strand": filters.choice("strand", "Strand", SPEND)}
listing.show(
    view, "spend_list", chosen, key="spend_rows", noun="row", alt="Capital by component and month", dataset=SPEND,
    columns=(
        "component", "month", "strand", "budget_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "since", "upload",
    ),
)  # fmt: skip
