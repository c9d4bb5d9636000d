"""What is said of the notice that scrutiny gives."""

from __future__ import annotations

import polars as pl
import pytest

from pages.narrative import decisions as say


@pytest.mark.parametrize(
    ("found", "headline"),
    [
        (["before"], "Scrutiny comes before the one decision"),
        (["before", "before"], "Scrutiny comes before both decisions"),
        (["before", "late", "none"], "Scrutiny before 1 of 3 decisions; too late for 1, none dated for 1"),
        (["before", "unreported", "late"], "Scrutiny before 1 of 3 decisions; too late for 1, not reported for 1"),
        (["unreported", "unreported"], "No scrutiny is reported for any decision"),
        (["none"], "No scrutiny is dated for the one decision"),
        (["late", "late"], "Scrutiny comes too late for both decisions"),
        (["late", "open"], "Scrutiny before none of 2 decisions; too late for 1, 1 deferred"),  # its day is not known
        (["open"], "The one decision is deferred"),
    ],
)
def test_how_often_scrutiny_comes_first(found: list[str], headline: str):
    assert say.notice(pl.DataFrame({"scrutiny": found})) == headline


@pytest.mark.parametrize(
    ("days", "how"),
    [(6, "6 days before"), (1, "1 day before"), (0, "on the day"), (-8, "8 days after"), (None, "no scrutiny dated")],
)
def test_by_how_many_days(days: int | None, how: str):
    row = {"days_of_notice": days, "scrutiny": "late", "is_overdue": False, "scrutiny_unreported": False}
    assert say.how_early(row) == how
    assert say.how_early(row | {"is_overdue": True}) == f"{how}; no outcome reported"
    assert say.how_early(row | {"scrutiny": "open"}) == "deferred"
