"""Which option is preferred: the published examples, the arithmetic beside it, and files that leave something open."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from queries import BadParameter
from queries.vehicle.appraising import cost_against_score, ranked, weighted
from tests.queries.conftest import Programme

WEIGHTS = {"a": Fraction(50), "b": Fraction(25), "c": Fraction(15), "d": Fraction(10)}
PUBLISHED = {"first": (3, 5, 4, 4), "second": (5, 9, 6, 3), "third": (5, 0, 8, 5), "fourth": (5, 6, 8, 8)}


def test_weighted_scores_are_the_published_ones_and_not_ranked_as_they_are_rounded():
    """Printed as 3.8, 6.0, 4.2, 6.0: a tie that is only rounding."""
    scores = [weighted(WEIGHTS, dict(zip(WEIGHTS, map(Fraction, each), strict=True))) for each in PUBLISHED.values()]
    assert scores == [Fraction("3.75"), Fraction("5.95"), Fraction("4.2"), Fraction(6)]
    assert ranked(scores) == [4, 2, 3, 1]
    assert ranked([Fraction(1, 3), None, Fraction(1, 3) + Fraction(1, 10**30)]) == [2, None, 1]


def test_cost_against_score_is_the_published_one():
    found = cost_against_score(
        [(name, Fraction(cost), Fraction(score)) for name, cost, score in (
            ("P", 3_000_000, 790), ("Q", 4_500_000, 1010), ("R", 4_000_000, 1250), ("S", 5_000_000, 1480))]
    )  # fmt: skip
    assert found["Q"].dominated_by == "R"
    points = {name: value.a_point and round(value.a_point) for name, value in found.items() if not value.dominated_by}
    assert points == {"P": 3797, "R": 3200, "S": 3378}
    over_p = {name: value.over_cheapest and round(value.over_cheapest) for name, value in found.items()}
    assert over_p == {"P": None, "Q": None, "R": 2174, "S": 2899}
    assert round(found["S"].over_next or 0) == 4348  # £1 million for the 230 points more than R


def test_level_in_both_is_not_dominated_and_level_in_one_is():
    options = [("A", 10, 3), ("B", 10, 3), ("C", 10, 2), ("D", 11, 3)]
    found = cost_against_score([(name, Fraction(cost), Fraction(score)) for name, cost, score in options])
    assert {name: value.dominated_by is not None for name, value in found.items()} == {
        "A": False, "B": False, "C": True, "D": True,
    }  # fmt: skip
    assert cost_against_score([("Z", Fraction(5), Fraction(0))])["Z"].a_point is None


TWO = """option,criterion,weight,score,cost_gbp
Company,Control,60,4,500
Company,Speed,40,2,500
Council,Control,60,2,300
Council,Speed,40,4,300"""


@pytest.fixture
def two(programme: Programme) -> Programme:
    """Company 3.2 and Council 2.8; they are level where control weighs half."""
    programme.report("2013-03-31", vehicle_options=TWO)
    return programme


def columns(programme: Programme, query: str, *names: str, **given: Any) -> list[tuple[Any, ...]]:
    rows = programme.ask(query, "2013-03-31", **given).select(names).rows()
    return [tuple(float(value) if isinstance(value, Decimal) else value for value in row) for row in rows]


def test_scores_are_made_of_contributions(two: Programme):
    assert columns(two, "vehicle_appraisal", "option", "place", "score", "lead", "a_point_gbp", "over_next_gbp") == [
        ("Company", 1, 3.2, 0.4, 156.25, 500.0), ("Council", 2, 2.8, None, pytest.approx(300 / 2.8), None),
    ]  # fmt: skip
    assert columns(two, "vehicle_contributions", "option", "number", "criterion", "contribution") == [
        ("Company", 1, "Control", 2.4), ("Company", 2, "Speed", 0.8),
        ("Council", 1, "Control", 1.2), ("Council", 2, "Speed", 1.6),
    ]  # fmt: skip


def test_how_far_a_weight_may_move(two: Programme):
    ends = ("lower_pct", "lower_option", "higher_pct", "higher_option", "move_pct")
    assert columns(two, "vehicle_turning_points", "criterion", *ends) == [
        ("Control", 50.0, "Council", None, None, 10.0), ("Speed", None, None, 50.0, "Council", 10.0),
    ]  # fmt: skip


@pytest.mark.parametrize(("control", "first"), [(50.1, "Company"), (49.9, "Council")])
def test_on_each_side_of_a_turning_point_another_option_is_first(two: Programme, control: float, first: str):
    own = f'{{"Control": {control}, "Speed": {round(100 - control, 1)}}}'
    assert columns(two, "vehicle_appraisal", "option", "is_own", weights=own)[0] == (first, True)


def test_exactly_at_it_they_are_level_and_the_cheaper_is_preferred(two: Programme):
    own = '{"Control": 50, "Speed": 50}'
    assert columns(two, "vehicle_appraisal", "option", "place", "lead", weights=own) == [
        ("Council", 1, 0.0), ("Company", 1, None),
    ]  # fmt: skip
    assert columns(two, "vehicle_turning_points", "criterion", "move_pct", weights=own) == [
        ("Control", 0.0),
        ("Speed", 0.0),
    ]


def test_weights_that_come_to_another_sum_are_divided_by_it(two: Programme):
    """The reader takes control out: what is left, 40, is the whole."""
    own = '{"Control": 0}'
    assert columns(two, "vehicle_appraisal", "option", "score", "weight_sum", weights=own) == [
        ("Council", 4.0, 40.0), ("Company", 2.0, 40.0),
    ]  # fmt: skip
    assert columns(two, "vehicle_contributions", "number", "uploaded_weight", "weight", weights=own)[0] == (
        1,
        60.0,
        0.0,
    )
    nothing = '{"Control": 0, "Speed": 0}'
    assert columns(two, "vehicle_appraisal", "place", "score", weights=nothing) == [(None, None), (None, None)]
    assert columns(two, "vehicle_turning_points", "criterion", weights=nothing) == []


def test_what_a_file_leaves_open_is_said(programme: Programme):
    programme.report(
        "2013-03-31",
        vehicle_options="""option,criterion,weight,score,cost_gbp
        Company,Control,60,4,500
        Company,Speed,40,2,700  # another cost than the row above
        Council,Control,50,3,  # another weight than the company's; no cost
        Trust,Control,60,1,0  # not scored on speed""",
    )
    assert columns(programme, "vehicle_appraisal", "option", "score", "cost_gbp", "costs_differ", "lacks", "weight_sum") == [
        ("Company", 3.2, 700.0, True, None, 100.0), ("Council", 3.0, None, False, "Speed", 50.0),
        ("Trust", 1.0, 0.0, False, "Speed", 60.0),
    ]  # fmt: skip
    assert set(programme.ask("vehicle_appraisal", "2013-03-31")["weights_differ"]) == {True}
    assert columns(programme, "vehicle_turning_points", "criterion") == []


@pytest.mark.parametrize(
    "given", ["heavy", "[1]", '{"Control": -1}', '{"Control": "60"}', '{"Control": true}', '{"Cost": 5}']
)
def test_weights_that_make_no_sense_are_refused(two: Programme, given: str):
    with pytest.raises(BadParameter, match="‘"):
        two.ask("vehicle_appraisal", "2013-03-31", weights=given)


def test_what_changed_in_the_appraisal_is_said(programme: Programme):
    header = "option,criterion,weight,score,cost_gbp,rationale\n"
    programme.report("2013-01-31", vehicle_options=f"""{header}
        CIC,Control,60,4,520000,Locked in
        CIC,Jobs,40,3,520000,
        Trust,Control,60,2,,
        Trust,Speed,40,2,,""")  # fmt: skip
    programme.report("2013-02-28", vehicle_options=f"""{header}
        CIC,Control,55,4.5,540000,Locked in by law
        CIC,Jobs,45,3,540000, # the cost is said once
        CIC,Speed,0,2,540000, # a criterion more
        Trust,Control,55,2,,""")  # fmt: skip
    assert programme.rows("changes_vehicle_options", "2013-02-28", "kind", "title", "sentence") == [
        ("removed", "Trust", "Trust is no longer scored on ‘Speed’."),
        ("cost", "CIC", "CIC costs £540,000, after £520,000."),
        ("score", "CIC", "CIC scores 4.5 on ‘Control’, after 4."),
        ("added", "CIC", "CIC is scored on ‘Speed’: 2, at a weight of 0%."),
        ("weight", "CIC", "‘Control’ weighs 55%, after 60%, for CIC."),
        ("weight", "CIC", "‘Jobs’ weighs 45%, after 40%, for CIC."),
        ("weight", "Trust", "‘Control’ weighs 55%, after 60%, for Trust."),
        ("reasoned", "CIC", "Why CIC scores as it does on ‘Control’ was put in other words."),
    ]
