"""The charts of the business case, of frames as small as will do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts import investment

KINDS = ("cashable", "non_cashable", "jobs", "capital_avoided", "unknown")


def year(first: int, brings: int, costs: int, so_far: int, discounted: float, kind: str = "cashable") -> dict[str, Any]:
    return {
        "year": f"{first}/{first % 100 + 1}", "first_year": first, **dict.fromkeys((f"{k}_gbp" for k in KINDS), 0),
        f"{kind}_gbp": brings, "benefits_gbp": brings, "costs_gbp": costs, "so_far_gbp": so_far,
        "discounted_so_far_gbp": discounted,
    }  # fmt: skip


YEARS = pl.DataFrame(
    [
        year(2012, 0, 100, -100, -100.0),  # nothing but costs
        year(2013, 80, 10, -30, -32.5, "capital_avoided"),
        year(2014, 90, 0, 60, 51.5),  # pays back a third of the way through
    ],
    strict=False,
)


def change(
    driver: str, worse: float, better: float, steps: tuple[int | None, int | None], partner: str = ""
) -> dict[str, Any]:
    return {
        "driver": driver, "partner_id": "P1" if partner else None, "partner": partner or None, "npv_gbp": 51.5,
        "worse_gbp": worse, "better_gbp": better, "worse": steps[0], "better": steps[1],
    }  # fmt: skip


CHANGES = pl.DataFrame(
    [
        change("costs", -8.5, 111.5, (20, -20)),
        change(
            "partner", 10.0, 51.5, (100, None), "Ward <b>7</b>"
        ),  # one end only, with words that Plotly must not read
    ]
)

BENEFITS = pl.DataFrame(
    [
        ("B1", "Licences", "cashable", "£ a year", None, 400, 100, 25.0),
        ("B2", "Online", "non_cashable", "% of requests", 20, 60, None, None),  # nothing reported
        ("B3", "Jobs", "jobs", "jobs", None, 9, 12, 133.3),  # beyond its target: the bar ends there
    ],
    schema=["benefit_id", "name", "kind", "unit", "baseline_value", "target_value", "realised_value", "reached_pct"],
    orient="row",
)


def notes(figure: go.Figure) -> str:
    return " | ".join(str(note.text) for note in figure.layout.annotations)


def test_years_bring_and_cost_and_add_up():
    drawn = investment.cash_flow(YEARS, Decimal("2.33"))
    traces = {trace.name: trace for trace in drawn.data}
    assert list(traces["Costs"].y) == [-100, -10, 0]
    assert list(traces["Capital avoided"].y) == [0, 80, 0]
    assert {"Non-cashable", "Jobs"}.isdisjoint(traces)  # of which there are none
    assert list(traces["Added up"].y) == [0, -100, -30, 60]
    assert list(traces["Added up"].x) == [
        2011.5,
        2012.5,
        2013.5,
        2014.5,
    ]  # each year's end, from the first one's beginning
    assert traces["Paid back"].x == (pytest.approx(2013.83),)
    assert "Added up<br>£60" in notes(drawn)
    assert "Discounted<br>£52" in notes(drawn)
    assert "−£100" in drawn.layout.yaxis.ticktext


@pytest.mark.parametrize("paid", [None, Decimal(0)])
def test_what_never_pays_back_or_never_was_out_has_no_diamond(paid: Decimal | None):
    assert "Paid back" not in {trace.name for trace in investment.cash_flow(YEARS, paid).data}


def test_a_change_goes_from_the_value_as_it_is_to_each_end():
    worse, better = investment.tornado(CHANGES).data
    assert list(worse.base) == [51.5, 51.5]
    assert list(worse.x) == [-60, -41.5]
    assert list(better.x) == [60, 0]
    said = notes(investment.tornado(CHANGES))
    assert "<b>Costs 20% higher or lower</b>  −£9 to £112" in said
    assert "<b>Without Ward &lt;b&gt;7&lt;/b&gt;</b>  £10" in said
    assert "£0" in said  # the line that two of the ends cross


def test_a_benefit_is_filled_as_far_as_it_has_come():
    target, reached = investment.benefits(BENEFITS).data
    assert list(target.x) == [100, 100, 100]
    assert list(reached.x) == [25, 0, 100]
    said = notes(investment.benefits(BENEFITS))
    assert "<b>Licences</b><br>Cashable: £100 of £400 a year" in said
    assert "target 60% of requests, from 20%; no level reported" in said
    assert "Jobs: 12 of 9 jobs" in said
