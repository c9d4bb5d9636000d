"""What is said of the options for the service vehicle."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pages.narrative import vehicle as say


def option(
    name: str, score: str | None, place: int | None = None, cost: int | None = None, by: str | None = None
) -> dict[str, Any]:
    return {
        "option": name, "letter": "B" if name == "Council" else "A",
        "place": place, "score": None if score is None else Decimal(score),
        "cost_gbp": None if cost is None else Decimal(cost), "dominated_by": by,
        "a_point_gbp": None if cost is None or score is None else cost / Decimal(score),
    }  # fmt: skip


def options(*rows: dict[str, Any]) -> pl.DataFrame:
    kinds = {"score": pl.Decimal(38, 6), "cost_gbp": pl.Decimal(38, 2), "a_point_gbp": pl.Decimal(38, 6)}
    return pl.DataFrame(rows, schema_overrides={**kinds, "place": pl.Int64, "dominated_by": pl.String})


ONE = options(option("Company", "4", 1, 5000))
TWO = options(option("Company", "4", 1, 5000), option("Council", "2", 2))
UNWEIGHED = options(option("Company", None), option("Council", None))


@pytest.mark.parametrize(
    ("rows", "heading"),
    [
        (ONE, "Company, the one option, scores 4.00 of 5"),
        (TWO, "Company scores highest, 4.00 of 5; Council follows with 2.00"),
        (UNWEIGHED, "No option has a score: every weight is nought"),
    ],
)
def test_which_scores_highest(rows: pl.DataFrame, heading: str):
    assert say.heading(rows) == heading


NOTHING = pl.DataFrame()
TURN = pl.DataFrame(
    [("Control", Decimal(60), Decimal(50), Decimal(10), "B", None, None, False)],
    schema=[
        "criterion",
        "share_pct",
        "lower_pct",
        "move_pct",
        "lower_letters",
        "higher_pct",
        "higher_letters",
        "parts",
    ],
    orient="row",
)


@pytest.mark.parametrize(
    ("turns", "rows", "said"),
    [
        (NOTHING, ONE, "There is one option, so that no weight changes the choice"),
        (NOTHING, UNWEIGHED, "What would change the choice can't be said: every weight is nought"),
        (NOTHING, TWO, "What would change the choice can't be said: the options need common weights and a score on every"
         " criterion"),
        (TURN, TWO, "The choice turns first on Control: at 50% instead of 60% Council is preferred"),
    ],
)  # fmt: skip
def test_what_would_change_the_choice(turns: pl.DataFrame, rows: pl.DataFrame, said: str):
    assert say.what_turns(turns, rows) == said


def test_how_many_are_dominated_of_those_with_a_cost():
    whole = [option("Company", "4", 1, 5000), option("Council", "2", 2, 9000, "Company")]
    assert say.cost(options(*whole)) == "1 of 2 options is beaten on cost and score; a point costs £1,250 to £4,500"
    assert say.cost(options(*whole, option("Trust", "1", 3))) == (
        "1 of 2 options with a cost is beaten on cost and score; a point costs £1,250 to £4,500"
    )
    assert say.cost(UNWEIGHED) == "No cost is reported with a score"
