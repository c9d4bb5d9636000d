"""Gateways: the dates of each, the criteria met, and the declared beside the computed rating."""

import polars as pl
import streamlit as st

from pages import narrative
from pages.parts.gateways import detail, pictures, ratings_compared
from pages.ui import calendar_files, empty, filters, outlook, page, scroll_to, tables, trends
from pages.ui.formatting import headed
from pages.ui.links import go, link

view = page.begin("Gateways")
gateways = view.ask("gateways_status")

if gateways.is_empty():
    empty.say(view, "gateways", "gateway_criteria", what="the gateways")
    page.stop()

wanted = page.chosen("gateway_id", gateways["gateway_id"], "gateway")
left, right = st.columns([2, 3], gap="large")
with left:
    pictures.rated(view)
    outlook.programme(view.ask("programme_rating").row(0, named=True))
    calendar_files.download(view, "gateways")
with right:
    pictures.dated(view, gateways)

scroll_to.bring_here(wanted or "")
if wanted is not None:
    detail.show(view, gateways.row(by_predicate=pl.col("gateway_id") == wanted, named=True))
    link(view, "gateways", "All gateways")
    page.stop()

questioned, moved, each, everything = filters.parts(
    "Ratings to question", "How the dates moved", "Decision points", "Milestones"
)
if questioned.open:
    with questioned:
        both = view.ask("ratings_compared")
        st.header(headed(narrative.gateways.called_out(both)), anchor=False)
        ratings_compared.show(view, both)
if moved.open:
    with moved:
        trends.show(
            view, view.ask("gateways_trend"), view.ask("gateways_slips"), code="gateway_id", noun="date", key="gateways",
            opens=lambda one: go(view, "gateways", gateway_id=one), always=("gateway", "go_live"),
        )  # fmt: skip
if each.open:
    with each:
        for row in detail.pressing(gateways):
            detail.show(view, row)
if everything.open:
    with everything:
        tables.show(
            gateways, key="milestones", alt="Gateways and milestones with their dates and ratings",
            opens=lambda row: go(view, "gateways", gateway_id=row["gateway_id"]),
            columns=(
                "name", "kind", "baseline_date", "forecast_date", "actual_date", "slip_days", "declared_rating",
                "computed_rating", "declared_is_better", "stale", "reason", "commentary", "since", "upload",
            ),
        )  # fmt: skip
