"""What is said of risks: whom membership waits for, how bad they are, what moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pages.narrative import risks as say


def standing(partners: int, committed: int, waits_for: str | None = None, on: date | None = None) -> dict[str, Any]:
    return {
        "partners": partners, "committed": committed, "is_confirmed": on is not None, "waits_for": waits_for, "confirmed_on": on,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (standing(0, 0), "Provisional: no partner is in scope"),
        (standing(3, 0, "A; B; C"),
         "Provisional until every partner in scope has committed: none of 3 has; it waits for A, B and C"),
        (standing(8, 1, "A; B; C; D; E; F; G"),
         "Provisional until every partner in scope has committed: 1 of 8 has; it waits for A, B, C, D and 3 more"),
        (standing(2, 2, on=date(2013, 12, 12)),
         "Membership confirmed on 12 December 2013: both partners in scope have committed"),
        (standing(1, 1, on=date(2013, 12, 12)),
         "Membership confirmed on 12 December 2013: the one partner in scope has committed"),
    ],
)  # fmt: skip
def test_whether_membership_is_confirmed_and_whom_it_waits_for(row: dict[str, Any], said: str):
    assert say.membership(row) == said


def test_a_register_that_lags_behind_is_said():
    confirmed, waits = standing(1, 1, on=date(2013, 12, 12)), standing(1, 0, "A")
    assert say.still_provisional(confirmed, {"still_provisional": 2}) == "; 2 risks are still marked provisional"
    assert say.still_provisional(confirmed, {"still_provisional": 0}) == ""
    assert say.still_provisional(waits, {"still_provisional": 2}) == ""  # as they should be


def tally(**many: int) -> dict[str, Any]:
    names = "rows open threats opportunities high_threats very_high_threats overdue added reopened worse better closed"
    return {**dict.fromkeys(names.split(), 0), "before_day": date(2013, 8, 31), **many}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (tally(rows=3), "No risk is open; all 3 risks are closed"),
        (tally(rows=1, open=1, threats=1), "1 threat is open; it is neither high nor very high"),
        (tally(rows=2, open=2, threats=1, opportunities=1, high_threats=1),
         "1 threat and 1 opportunity are open; the threat is high"),
        (tally(rows=2, open=2, threats=2), "2 threats are open; no threat is high or very high"),
        (tally(rows=1, open=1, opportunities=1), "1 opportunity is open"),
        (tally(rows=9, open=5, threats=4, opportunities=1, high_threats=2, very_high_threats=1, overdue=1),
         "4 threats and 1 opportunity are open; of the threats 1 is very high and 2 are high; 1 mitigation is overdue"),
    ],
)  # fmt: skip
def test_how_many_and_how_bad(row: dict[str, Any], said: str):
    assert say.counts(row) == said


def test_what_moved_since_the_report_before():
    assert say.since(tally(added=2, reopened=1, worse=1)) == "Since 31 August 2013: 2 new, 1 open again, 1 worse"
    assert say.since(tally()) == "Since 31 August 2013: no risk is new, open again, worse, better or closed"
    assert say.since({**tally(), "before_day": None}) == "The risks of the first report"


def cells(*rows: tuple[str, int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["band", "band_order", "here", "residual"], orient="row")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (cells(("low", 1, 0, 0)), "No threat is open"),
        (cells(("high", 3, 1, 0)), "The one open threat is high"),
        (cells(("high", 3, 3, 0), ("low", 1, 1, 4)),
         "3 of 4 open threats are high or very high; none would be once each response has worked"),
        (cells(("high", 3, 3, 0), ("low", 1, 1, 0)), "3 of 4 open threats are high or very high"),  # nobody scored what is left
        (cells(("high", 3, 3, 1), ("low", 1, 1, 1)), "3 of 4 open threats are high or very high"),  # of two nobody did
        (cells(("high", 3, 2, 0), ("low", 1, 0, 2)), "Both open threats are high or very high; none would be once each response"
         " has worked"),
        (cells(("high", 3, 3, 3), ("low", 1, 1, 1)), "3 of 4 open threats are high or very high"),
        (cells(("low", 1, 4, 4)), "None of 4 open threats is high or very high"),
    ],
)  # fmt: skip
def test_the_headline_of_the_matrix(found: pl.DataFrame, said: str):
    assert say.matrix(found, "threat") == said


def owners(*rows: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["owner", "risks", "of_owner"], orient="row")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (owners(("Ann", 2, 3), ("Ann", 1, 3), ("Ben", 2, 2)), "Ann answers for most: 3 of 5 open risks"),
        (owners(("Ann", 2, 2), ("Ben", 2, 2)), "4 open risks; no owner answers for more than 2"),
        (owners(("Ann", 2, 2)), "Ann answers for both open risks"),
        (owners(("Ann", 1, 1), ("Ben", 1, 1)), "2 open risks; no owner answers for more than one"),
        (owners(("Ann", 2, 2), ("Nobody", 1, 1)), "1 of 3 open risks has no owner"),
        (owners(("Nobody", 2, 2)), "No open risk has an owner"),
        (owners(("Nobody", 1, 1)), "The one open risk has no owner"),
    ],
)
def test_who_answers_for_them(found: pl.DataFrame, said: str):
    assert say.by_owner(found) == said


def test_whom_they_concern():
    own = pl.DataFrame({"partner": ["The programme", "Abbey"], "risks": [2, 1]})
    assert say.by_partner(own) == "1 of 3 open risks concerns a single partner"
    assert say.by_partner(own.head(1)) == "Every open risk concerns the programme as a whole"
    theirs = pl.DataFrame({"partner": ["Abbey", "Borough"], "risks": [1, 1]})
    assert say.by_partner(theirs) == "Both open risks concern single partners"
    assert say.by_partner(theirs.head(1)) == "The one open risk concerns Abbey"


def test_the_bands_as_they_are_said():
    assert say.bands(say.DEFAULTS) == "Bands: 1 to 6 low, to 12 medium, to 20 high, over 20 very high"
