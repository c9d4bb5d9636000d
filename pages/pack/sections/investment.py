"""Investment: the value of the business case, when it pays back, and what that depends on."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.number_text import nearest
from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Beside, Chart, Fact, Label, Lines, Section, Series, Slide
from pages.ui.formatting import money
from queries import View

MOST = 6
"""How many bars are beside the lines; the rows behind hold every one."""


def slides(view: View) -> list[Slide]:
    found = view.ask("investment_value")
    if found.is_empty():
        return []
    value = found.row(0, named=True)
    years, hangs_on = view.ask("investment_cash_flow"), view.ask("investment_sensitivity")
    reported = (value["since"], value["upload"])
    return [
        Slide(
            "investment",
            narrative.investment.heading(value),
            chart=_chart(view, years, hangs_on),
            facts=(
                Fact(f"{narrative.investment.heading(value)}.", *reported),
                Fact(narrative.investment.rests_on(value), *reported),
                Fact(narrative.investment.in_full(value), *reported),
                Fact(f"{narrative.investment.matters_most(hangs_on)}."),
                *(
                    Fact(f"{narrative.investment.driver(row)}: {narrative.investment.ends(row)}.")
                    for row in hangs_on.iter_rows(named=True)
                ),
            ),
            rule=f"{narrative.investment.rests_on(value)} {rule('payback')}",
            whole=hangs_on.filter(pl.col("swing_gbp") != 0).height,
            behind=tabulation.table(
                years,
                (
                    "year",
                    "planned_gbp",
                    "realised_gbp",
                    "cost_gbp",
                    "net_gbp",
                    "discounted_gbp",
                    "so_far_gbp",
                    "discounted_so_far_gbp",
                ),
            ),
        )
    ]


def _chart(view: View, years: pl.DataFrame, hangs_on: pl.DataFrame) -> Chart | None:
    """The cumulative net flow, beside how far each assumption moves the value."""
    bars = _swings(hangs_on)
    if years.height < 2:
        return bars
    lines = _added_up(years, view.as_at)
    return Beside(lines, bars, 0.54) if bars else lines


def _added_up(years: pl.DataFrame, as_at: date) -> Lines:
    """The net flow to the end of each financial year, and the same discounted."""
    series = tuple(
        Series(name, tuple(float(value) for value in years[column]), role)  # type: ignore[arg-type]
        for name, column, role in (
            ("Added up", "so_far_gbp", "done"),
            ("Discounted", "discounted_so_far_gbp", "forecast"),
        )
    )
    listed = "; ".join(f"{each.name} {money(each.values[-1])}" for each in series)
    ends = tuple(date(year + 1, 3, 31) for year in years["first_year"])
    return Lines(ends, series, as_at, "£", f"Benefits less costs to the end of each financial year: {listed}.")


def _swings(hangs_on: pl.DataFrame) -> Bars | None:
    """How many thousands of pounds lie between the two ends of each change."""
    rows = [row for row in hangs_on.iter_rows(named=True) if row["swing_gbp"]][:MOST]
    if not rows:
        return None
    labels = tuple(Label(narrative.investment.driver(row), narrative.investment.ends(row)) for row in rows)
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels, (Series("Moves the worth by, £ thousand", tuple(nearest(row["swing_gbp"] / 1000) for row in rows), "coming"),),
        "£ thousand", f"What the net present value comes to when one thing is otherwise. {listed}.", shows_values=False,
        has_key=True,
    )  # fmt: skip


SECTION = Section(75, "investment", "Investment", ("benefit_values",), slides)
