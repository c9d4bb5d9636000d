"""What is said of the business case: its worth, what that rests on and depends on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pages.narrative import investment as say

CASE: dict[str, Any] = {
    "first_year": "2012/13", "last_year": "2021/22", "npv_gbp": Decimal(3_844_177), "payback_year": "2017/18",
    "payback_years": Decimal("5.12"), "discounted_payback_year": None, "discounted_payback_years": None, "rate_pct": None,
    "first_rate_pct": Decimal("3.5"), "optimism_pct": Decimal(0), "managed_pct": Decimal(0), "managing_gbp": Decimal(0),
    "bias_gbp": Decimal(0), "counts_realised": False, "lost_partners": None, "lost_gbp": Decimal(0),
    "benefits_npv_gbp": Decimal(9_000_000), "costs_npv_gbp": Decimal(5_155_823), "benefits_per_pound": Decimal("1.7456"),
    "lowest_gbp": Decimal(-2_715_580), "lowest_year": "2013/14", "planned_gbp": Decimal(100), "realised_gbp": None, "undated": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("otherwise", "heading"),
    [
        ({}, "£3.84 million net present value; it pays back in 2017/18, after 5.1 years"),
        ({"npv_gbp": Decimal("-26304.68"), "payback_year": None}, "−£26,300 net present value; it does not pay back by the end"
         " of 2021/22"),
        ({"payback_years": Decimal("0.96")}, "£3.84 million net present value; it pays back in 2017/18, after 1 year"),
        ({"payback_years": Decimal(0)}, "£3.84 million net present value; it never costs more than it has brought"),
    ],
)  # fmt: skip
def test_the_headline(otherwise: dict[str, Any], heading: str):
    assert say.heading(CASE | otherwise) == heading


def test_every_setting_is_said():
    assert say.rests_on(CASE) == (
        "Discounted at the Green Book's 3.5% a year, 2012/13 not at all; costs without optimism bias; benefits as planned."
    )
    settings = {
        "rate_pct": Decimal(4), "optimism_pct": Decimal(51), "managed_pct": Decimal(92), "managing_gbp": Decimal(7000),
        "bias_gbp": Decimal(122_400), "counts_realised": True, "lost_partners": "Hospital", "lost_gbp": Decimal(350),
    }  # fmt: skip
    assert say.rests_on(CASE | settings) == (
        "Discounted at 4% a year, 2012/13 not at all; costs with £122,000 for optimism bias (51%, of which 92% is managed for"
        " £7,000); what has been realised counts for years that have ended; without £350 planned of Hospital."
    )


def test_the_whole_story_says_which_payback_is_which():
    assert say.in_full(CASE) == (
        "Benefits of £9 million and costs of £5.16 million, both discounted, come to £3.84 million, £1.75 for each pound."
        " Undiscounted it pays back in 2017/18, after 5.1 years; discounted it does not pay back by the end of 2021/22. At most"
        " £2.72 million is out, at the end of 2013/14. No realised benefit is reported in pounds by year yet, of £100 planned."
        " 1 benefit without a value in pounds by year counts nothing here."
    )


def change(
    driver: str, swing: int, *, turns: bool, npv: int = 10, worse: int | None = 20, better: int | None = -20
) -> dict[str, Any]:
    return {
        "driver": driver, "swing_gbp": swing, "turns": turns, "npv_gbp": npv, "worse": worse, "better": better,
        "partner": "Hospital",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        ([change("costs", 30, turns=True)], "20% higher costs alone turn it negative"),
        ([change("partner", 30, turns=True)], "Losing Hospital alone turns it negative"),
        ([change("costs", 30, turns=True), change("partner", 20, turns=True)], "20% higher costs and losing Hospital would"
         " each turn it negative"),
        ([change("costs", 3, turns=False)], "No single change tried turns it negative"),
        ([change("costs", 30, turns=True, npv=-10)], "20% lower costs alone lift it to £0 or above"),
        ([change("costs", 3, turns=False, npv=-10)], "No single change tried lifts it to £0 or above"),
        ([change("costs", 0, turns=False)], "Nothing that was tried changes the net present value"),
        ([change("costs", 30, turns=True)] * 4, "4 of the changes tried alone turn it negative"),
    ],
)  # fmt: skip
def test_what_it_hangs_on(changes: list[dict[str, Any]], heading: str):
    assert say.matters_most(pl.DataFrame(changes)) == heading


def test_how_far_the_benefits_have_come():
    rows = pl.DataFrame(
        {
            "realised_value": [5, 8, 0, None],
            "has_reached": [False, True, False, False],
            "is_short": [True, False, False, False],
            "is_withdrawn": [False] * 4,
        }
    )
    one_gone = rows.with_columns(is_withdrawn=pl.Series([False, False, True, False]))
    assert say.benefits(one_gone) == (
        "2 of 3 benefits report what is realised; 1 has reached its target; 1 is past the day of full effect without reaching it;"
        " 1 more is of partners that have withdrawn"
    )
    all_gone = rows.with_columns(is_withdrawn=True)
    assert say.benefits(all_gone) == "All 4 benefits are of partners that have withdrawn"
    assert say.benefits(rows) == (
        "3 of 4 benefits report what is realised; 1 has reached its target; 1 is past the day of full effect without reaching it"
    )
    assert say.benefits(rows.head(1)) == (
        "The one benefit reports what is realised; no target is reached; 1 is past the day of full effect without reaching it"
    )
    assert say.benefits(rows.tail(1)) == "1 benefit, no level reported yet"
    late = rows.tail(1).with_columns(is_short=True)
    assert say.benefits(late) == (
        "1 benefit, no level reported yet; 1 is past the day of full effect without reaching it"
    )


def test_a_case_that_never_pays_or_never_costs_says_it_once():
    never = CASE | {"payback_year": None, "payback_years": None, "benefits_per_pound": Decimal("-5.125")}
    assert "£−" not in say.in_full(never)
    assert (
        "come to £3.84 million, −£5.13 for each pound. It does not pay back by the end of 2021/22, discounted or not."
        in (say.in_full(never))
    )
    at_once = CASE | {
        "payback_years": Decimal(0), "discounted_payback_year": "2012/13", "discounted_payback_years": Decimal(0),
    }  # fmt: skip
    assert say.both_paybacks(at_once) == "It never costs more than it has brought, discounted or not."


def test_what_is_to_fall_is_no_part_of_its_target():
    falling = {
        "unit": "£ a year",
        "baseline_value": Decimal(1000),
        "target_value": Decimal(900),
        "realised_value": Decimal(950),
    }
    assert say.reached(falling) == "£950, target £900 a year, from £1,000"
    assert say.reached(falling | {"baseline_value": None}) == "£950 of £900 a year"
