"""Investment: what the money brings, when it pays back, what that depends on, and how far the benefits have come."""

import streamlit as st

from data.datasets import BENEFIT_VALUES
from pages import narrative
from pages.charts import investment as charts
from pages.narrative.methodology import SUBJECTS, rule
from pages.parts.investment import settings
from pages.ui import empty, figures, filters, listing, page
from pages.ui.formatting import plain
from pages.ui.links import go

view = page.begin("Investment")
benefits = view.ask("investment_benefits")
by_benefit = view.ask("investment_by_benefit")

if benefits.is_empty() and by_benefit.is_empty():
    empty.say(view, "benefits", "benefit_values", what="what the investment brings")
    page.stop()

pictures = st.container()
chosen, value = {}, None
if by_benefit.is_empty():
    with pictures:
        empty.say(view, "benefit_values", what="the cash flow, net present value and payback")
else:
    chosen = settings.choose(view)
    value = view.ask("investment_value", **chosen).row(0, named=True)
    st.caption(plain(narrative.investment.rests_on(value)))
    with pictures:
        left, right = st.columns([3, 2], gap="large")
    years = view.ask("investment_cash_flow", **chosen)
    hangs_on = view.ask("investment_sensitivity", **chosen)
    with left:
        headline = narrative.investment.heading(value)
        clicked = figures.show(
            charts.cash_flow(years, value["payback_years"], view.palette), title=headline,
            alt=f"Benefits and costs by financial year, and the net flow added up. {headline}."
            f" {narrative.investment.both_paybacks(value)}",
            rows=years, key="investment_years", rule=rule("npv", "payback"), selects=True, compact=True, leads=True,
            columns=(
                "year", "planned_gbp", "realised_gbp", "cost_gbp", "benefits_gbp", "costs_gbp", "net_gbp", "factor",
                "discounted_gbp", "so_far_gbp", "discounted_so_far_gbp",
            ),
        )  # fmt: skip
    for (year,) in clicked:
        go(view, "investment", year=year, part="By year", **chosen)
    with right:
        headline = narrative.investment.matters_most(hangs_on)
        figures.show(
            charts.tornado(hangs_on, view.palette), title=headline,
            alt=f"Net present value when one thing is otherwise. {headline}.", rows=hangs_on, key="investment_tornado",
            compact=True, drawn=charts.MOST_DRIVERS, rule=rule("tornado", "optimism"),
            columns=("driver", "partner", "worse_gbp", "npv_gbp", "better_gbp", "swing_gbp"),
        )  # fmt: skip

reached, by_year, how = filters.parts("Benefits", "By year", "How it is worked out")
if reached.open:
    with reached:
        if benefits.is_empty():
            empty.say(view, "benefits", what="the benefits")
        else:
            headline = narrative.investment.benefits(benefits)
            clicked = figures.show(
                charts.benefits(benefits, view.palette), title=headline, rows=benefits, key="investment_benefits",
                alt=f"How far each benefit has come from its baseline to its target. {headline}.", rule=rule("benefits"),
                selects=True, compact=True, drawn=charts.MOST_BENEFITS,
                columns=(
                    "benefit_id", "name", "kind", "owner", "partner", "unit", "baseline_value", "target_value",
                    "realised_value", "reached_pct", "start_date", "full_effect_date", "planned_gbp", "realised_gbp", "since",
                    "upload",
                ),
            )  # fmt: skip
            for (benefit_id,) in clicked:
                go(view, "investment", benefit_id=benefit_id, part="By year", **chosen)
if by_year.open:
    with by_year:
        with filters.row():
            wanted = {
                "year": filters.one_of("year", "Financial year", filters.values(by_benefit, "year"), width=130),
                "benefit_id": filters.named("benefit_id", "Benefit", by_benefit, "benefit_id", "name"),
            }
        listing.show(
            view, "investment_list", wanted, key="investment_rows", noun="row", alt="Benefits by year", dataset=BENEFIT_VALUES,
            columns=(
                "name", "kind", "owner", "partner", "year", "planned_gbp", "realised_gbp", "cost_gbp", "withdrawn_on", "since",
                "upload",
            ),
        )  # fmt: skip
if how.open:
    with how:
        if value is not None:
            st.markdown(plain(narrative.investment.in_full(value)))
        st.markdown("\n".join(f"- {plain(rule(name))}" for name in SUBJECTS["Investment"]))
