"""Gateways: the dates of each, the criteria met, and what its owner says beside what the rule says."""

import streamlit as st

from pages import narrative
from pages.charts import gateways as charts
from pages.charts import timeline as timeline_charts
from pages.narrative.methodology import rule
from pages.parts.gateways import detail, ratings_compared
from pages.ui import calendar_files, empty, figures, outlook, page, scroll_to, tables, trends
from pages.ui.formatting import plain
from pages.ui.links import go

view = page.begin("Gateways")
gateways = view.ask("gateways_status")

if gateways.is_empty():
    empty.say(view, "gateways", "gateway_criteria", what="the gateways")
    st.stop()

wanted = page.chosen("gateway_id", gateways["gateway_id"], "gateway")
said = narrative.gateways.gateways(gateways)
clicked = figures.show(
    timeline_charts.gateways(gateways, view.as_at, view.look),
    title=said, alt=f"Gateways, milestones and go-live by date. {said}.", rows=gateways, key="gateways_timeline",
    rule=rule("rating", "declared", "stale"), selects=True,
    columns=(
        "name", "kind", "baseline_date", "forecast_date", "actual_date", "slip_days", "criteria_met", "criteria", "overdue",
        "declared_rating", "computed_rating", "reason", "since", "upload",
    ),
)  # fmt: skip
for _, gateway_id in clicked:
    go(view, "gateways", gateway_id=gateway_id)
if wanted is None:
    counted = view.ask("gateways_ratings")
    said = narrative.gateways.ratings(counted)
    figures.show(
        charts.ratings(counted, view.look),
        title=said, alt=f"Ratings by the rule, report by report. {said}.", rows=counted, key="gateways_ratings",
        rule=rule("rating"), columns=("reporting_date", "computed_rating", "gateways", "names"),
    )  # fmt: skip

calendar_files.download(view, "gateways")

by_partner = view.ask("gateways_criteria_by_partner")
if wanted is None:
    both = view.ask("ratings_compared")
    st.header(plain(narrative.gateways.called_out(both)), anchor=False)
    outlook.programme(view.ask("programme_rating").row(0, named=True))
    ratings_compared.show(view, both)
    trends.show(
        view, view.ask("gateways_trend"), view.ask("gateways_slips"), code="gateway_id", noun="date", key="gateways",
        opens=lambda one: go(view, "gateways", gateway_id=one), always=("gateway", "go_live"),
    )  # fmt: skip
scroll_to.bring_here(wanted or "")
for row in detail.told(gateways, wanted):
    with detail.card(view, row, opened=row["gateway_id"] == wanted):
        met = detail.of(by_partner, row["gateway_id"])
        if met.is_empty():
            st.markdown("No criteria have been reported for it.")
        else:
            said = narrative.gateways.criteria_by_partner(met)
            figures.show(
                charts.criteria_by_partner(met, view.look),
                title=said, alt=f"Criteria by partner. {said}.", key=f"criteria_{row['gateway_id']}", level=3,
                rows=view.ask("gateways_criteria", gateway_id=row["gateway_id"]), rule=rule("criteria", "overdue"),
                columns=(
                    "criterion", "partner", "status", "due_date", "met_date", "is_overdue", "days_overdue", "evidence",
                    "since", "upload",
                ),
            )  # fmt: skip

rest = detail.in_table(gateways)
if rest.height:
    st.header("Milestones", anchor=False)
    tables.show(
        rest, key="milestones", alt="Milestones with their dates and ratings",
        opens=lambda row: go(view, "gateways", gateway_id=row["gateway_id"]),
        columns=(
            "name", "baseline_date", "forecast_date", "actual_date", "slip_days", "declared_rating", "computed_rating",
            "declared_is_better", "stale", "reason", "commentary", "since", "upload",
        ),
    )  # fmt: skip
