"""Vehicle options: which form of the service vehicle does best, what would change that, and at what cost."""

import streamlit as st

from data.datasets import VEHICLE_OPTIONS
from pages import narrative
from pages.charts import vehicle as charts
from pages.narrative.methodology import rule
from pages.parts.vehicle import weights
from pages.ui import empty, figures, filters, listing, page
from pages.ui.formatting import plain
from pages.ui.links import go


def _key(entries: list[str]) -> str:
    """The entries in lines that part none from the number or letter before it."""
    return " · ".join(plain(entry).replace(" ", "\u00a0", 1) for entry in entries)


view = page.begin("Vehicle options")
uploaded = view.ask("vehicle_weights")

if uploaded.is_empty():
    empty.say(view, "vehicle_options", what="the options for the service vehicle")
    page.stop()

own = weights.chosen(uploaded)
options = view.ask("vehicle_appraisal", weights=own)
parts = view.ask("vehicle_contributions", weights=own)
left, right = st.columns([3, 2], gap="large")
with left:
    headline = narrative.vehicle.heading(options)
    clicked = figures.show(
        charts.contributions(parts, view.palette), title=headline,
        alt=f"What each criterion contributes to each option's score. {headline}.", rows=parts, key="vehicle_scores",
        rule=rule("scores"), selects=True, compact=True, leads=True,
        columns=("letter", "option", "place", "number", "criterion", "weight", "share_pct", "score", "contribution"),
    )  # fmt: skip
    st.caption(_key(narrative.vehicle.key(parts)))
with right:
    headline, costed = narrative.vehicle.cost(options), options.drop_nulls("a_point_gbp")
    clicked += figures.show(
        None if costed.is_empty() else charts.cost_against_score(options, view.palette), title=headline,
        alt=f"Cost of each option against its score. {headline}.", rows=options, key="vehicle_cost", rule=rule("cost_a_point"),
        selects=True, compact=True,
        columns=(
            "letter", "option", "place", "score", "cost_gbp", "dominated_by", "a_point_gbp", "over_cheapest_gbp", "over_next_gbp",
            "since", "upload",
        ),
    )  # fmt: skip
    st.caption(_key(narrative.vehicle.lettered(options)))
for (option,) in clicked:
    go(view, "vehicle", option=option, weights=own)

st.header("Weights", anchor=False, help=plain(rule("weights")))
with st.container():  # has a place of its own: sliders that are pushed down lose the keys that are held on them
    for remark in narrative.vehicle.remarks(options):
        st.markdown(plain(remark))
weights.move(uploaded)

turning = view.ask("vehicle_turning_points", weights=own)
headline = narrative.vehicle.what_turns(turning, options)
figures.show(
    charts.turning_points(turning, view.palette) if not turning.is_empty() else None, title=headline,
    alt=f"How far each weight may move before another option is preferred. {headline}.", rows=turning, key="vehicle_turns",
    rule=rule("turning_points"), compact=True,
    columns=("criterion", "share_pct", "lower_pct", "lower_option", "higher_pct", "higher_option", "move_pct"),
)  # fmt: skip

st.header("Scores as uploaded", anchor=False)
with filters.row():
    wanted = {"option": filters.one_of("option", "Option", options["option"].to_list(), width=280)}
listing.show(
    view, "vehicle_rows", wanted, key="vehicle_rows", noun="score", alt="Scores as uploaded", dataset=VEHICLE_OPTIONS,
    columns=("option", "criterion", "weight", "score", "rationale", "cost_gbp", "since", "upload"),
)  # fmt: skip
