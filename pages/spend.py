"""Capital: how far it is spent and where it is heading, by part of the business case, with the rows behind."""

import polars as pl
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
    page.stop()

strand = page.chosen("strand", strands["strand"], "part of the business case")
components = view.ask("spend_by_component", strand=strand)
component = page.chosen("component", view.ask("spend_by_component")["component"], "component")
if component not in components["component"]:
    component = None  # it is of another strand than the one chosen: the list below says that no row matches both
months = view.ask("spend_by_month", strand=strand, component=component)
headline = narrative.spend.heading(strands)
if component is not None:
    headline = narrative.spend.part(
        view.ask("spend_by_component", component=component, strand=strand).row(0, named=True)
    )
elif strand is not None:
    headline = narrative.spend.part(strands.row(by_predicate=pl.col("strand") == strand, named=True))
left, right = st.columns([3, 2], gap="large")
with left:
    shown = st.container()
    way = filters.one_always("shown", "Shown", {"added_up": "Added up", "by_month": "Month by month"}, width=180)
    drawn = charts.cumulative if way == "added_up" else charts.by_month
    with shown:
        figures.show(
            drawn(months, view.as_at, view.palette), title=headline, rows=months, key="capital_months", rule=rule("capital"),
            alt=f"Capital budgeted, committed, spent and expected, {'added up' if way == 'added_up' else 'month by month'}."
            f" {headline}.",
            compact=True, leads=True,
            columns=("month", "budget_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "budget_so_far_gbp",
                     "committed_so_far_gbp", "spent_so_far_gbp", "expected_so_far_gbp"),
        )  # fmt: skip
with right:
    headline = narrative.spend.by_strand(strands)
    clicked = figures.show(
        charts.by_strand(strands, view.palette),
        title=headline, alt=f"Spent of the budget by part of the business case. {headline}.", rows=strands, key="capital_strands",
        selects=True, compact=True, rule=rule("capital"),
        columns=("strand", "budget_gbp", "due_gbp", "spent_to", "committed_gbp", "actual_gbp", "forecast_gbp", "variance_gbp",
                 "spent_pct", "upload"),
    )  # fmt: skip
for (chosen_strand,) in clicked:
    go(view, "spend", strand=chosen_strand, shown=None if way == "added_up" else way)

headline = narrative.spend.variances(components)
clicked = figures.show(
    charts.by_component(components, view.palette), title=headline, rows=components, key="capital_components",
    alt=f"Each component's budget, what is committed, spent and expected, and why it differs. {headline}.", rule=rule("variance"),
    selects=True, compact=True, drawn=charts.DRAWN,
    columns=("component", "strand", "budget_gbp", "due_gbp", "spent_to", "committed_gbp", "actual_gbp", "forecast_gbp",
             "variance_gbp", "variance_reason", "since", "upload"),
)  # fmt: skip
for (chosen_component,) in clicked:
    go(view, "spend", component=chosen_component, strand=strand, shown=None if way == "added_up" else way)

st.header("By component and month", anchor=False)
with filters.row():
    chosen = {
        "strand": filters.choice("strand", "Strand", SPEND),
        "component": filters.one_of("component", "Component", filters.values(components, "component"), width=260),
    }
listing.show(
    view, "spend_list", chosen, key="spend_rows", noun="row", alt="Capital by component and month", dataset=SPEND,
    columns=(
        "component", "month", "strand", "budget_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "variance_reason", "since",
        "upload",
    ),
)  # fmt: skip
