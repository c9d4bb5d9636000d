"""What is said of rates and service levels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pages.narrative import services as say


@pytest.mark.parametrize(
    ("found", "headline"),
    [
        ([None], "No rate has a comparator"),
        (["lower", "lower", "higher", None], "2 of 3 rates are lower than the comparator; 1 service has none"),
        (["same"], "The one rate is not lower than the comparator"),
        (["lower"], "The one rate is lower than the comparator"),
        (["lower"] * 3, "All 3 rates are lower than the comparator"),
    ],
)
def test_how_many_rates_are_lower(found: list[str | None], headline: str):
    assert say.rates(pl.DataFrame({"stands": found}, schema={"stands": pl.String})) == headline


def one(rate: str | None, other: str | None, stands: str | None, gap: float | None) -> dict[str, Any]:
    return {
        "rate_gbp": None if rate is None else Decimal(rate), "comparator_rate_gbp": None if other is None else Decimal(other),
        "stands": stands, "gap_pct": gap,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (one("6.20", "7.10", "lower", -12.7), "£6.20 beside £7.10, 12.7% lower"),
        (one("7", "7", "same", 0.0), "£7 beside £7, the same"),
        (one("3.05", None, None, None), "£3.05, no comparator"),
        (one(None, "5", None, None), "no rate yet"),
    ],
)
def test_one_rate(row: dict[str, Any], words: str):
    assert say.beside(row) == words


def at(moment: str, services: int, agreed: int) -> dict[str, Any]:
    return {"moment": moment, "services": services, "agreed": agreed, "gateway": "Design",
            "day": date(2013, 9, 30) if moment == "now" else date(2013, 5, 31)}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "headline"),
    [
        ([at("now", 2, 0)], "None of 2 service levels is agreed"),
        ([at("baseline", 12, 7), at("now", 12, 11)],
         "11 of 12 service levels are agreed; 5 were not on 31 May 2013, the baseline of ‘Design’"),
        ([at("due", 12, 7), at("now", 12, 7) | {"day": date(2013, 5, 31)}],
         "7 of 12 service levels are agreed; 5 were not on 31 May 2013, when ‘Design’ is due"),
        ([at("baseline", 12, 7), at("passed", 12, 8), at("now", 12, 11)],
         "11 of 12 service levels are agreed; 4 were not on 31 May 2013, when ‘Design’ was passed"),
        ([at("due", 1, 1), at("now", 2, 1)],
         "1 of 2 service levels is agreed; all were on 31 May 2013, when ‘Design’ was due"),
        ([at("due", 12, 0), at("now", 12, 0)],
         "None of 12 service levels is agreed; none was on 31 May 2013, when ‘Design’ was due"),
        ([at("due", 1, 0), at("now", 1, 1)],
         "The one service level is agreed; it was not on 31 May 2013, when ‘Design’ was due"),
    ],
)  # fmt: skip
def test_the_service_levels_now_and_then(rows: list[dict[str, Any]], headline: str):
    assert say.agreed(pl.DataFrame(rows)) == headline


def test_the_days_that_count():
    assert say.moment(at("baseline", 1, 1)) == "Baseline 31 May 2013: Design"
    assert say.moment(at("due", 1, 1)) == "Due 31 May 2013: Design"
    assert say.moment(at("passed", 1, 1)) == "Passed 31 May 2013: Design"
    assert say.moment(at("now", 1, 1)) == "Now"
