"""Several fixed values for one column combine, and mean the same in whatever order they are said."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.datasets import DATASETS
from data.intake.checks import group_problems
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.suggested_fixes import only_in_the_file, remedies, ways_of
from data.problems import ProblemKind, sentences
from tests.data.intake.offers import Case, walk

DAY = date(2013, 3, 31)
MIGRATIONS = "application_id,forecast_date,actual_date\nA,,2013-02-28\nB,2013-06-01,\nC,,\n"
KNOWN = {"applications": ["A", "B", "C"], "waves": ["W1"]}


def take(text: str, dataset: str, *said: str) -> Ingested:
    return ingest(text.encode(), "file.csv", DATASETS[dataset], DAY, Options(set_values=said), KNOWN)


def in_any_order(text: str, dataset: str, *said: str) -> Ingested:
    """The file as read, once it is sure that the order in which the values are said changes nothing."""
    first = take(text, dataset, *said)
    for order in permutations(said):
        again = take(text, dataset, *order)
        assert again.rows.equals(first.rows)
        assert again.problems.equals(first.problems)
        assert again.notices == first.notices
    return first


@pytest.mark.parametrize(
    ("said", "stages"),
    [
        # what is said for all rows gives way to conditions, whichever is said first
        (("stage=not_started", "stage=migrated when actual_date"), ["migrated", "not_started", "not_started"]),
        # ‘when blank’ fills what conditions leave
        (("stage=migrated when actual_date", "stage=ready when forecast_date", "stage=build when blank"),
         ["migrated", "ready", "build"]),
        # a value is surer than that there is one
        (("stage=migrated when actual_date", "stage=decommissioned when actual_date is 28/02/2013", "stage=build"),
         ["decommissioned", "build", "build"]),
        # a condition with ‘when blank’ fills what the other conditions leave
        (("stage=migrated when actual_date", "stage=ready when application_id when blank"), ["migrated", "ready", "ready"]),
        # the same twice is once; with ‘when blank’ too, it is that
        (("stage=migrated when actual_date", "stage=ready when forecast_date", "stage=build", "stage=build when blank"),
         ["migrated", "ready", "build"]),
        # so is the same in other words
        (("stage=migrated when actual_date", "Stage=Ready", "stage = ready when blank"), ["migrated", "ready", "ready"]),
        # columns are called as the page calls them, too
        (("Stage=migrated when Actual date", "stage=not_started when blank"), ["migrated", "not_started", "not_started"]),
    ],
)  # fmt: skip
def test_fixed_values_for_one_column_combine(said: tuple[str, ...], stages: list[str]) -> None:
    taken = in_any_order(MIGRATIONS, "migrations", *said)
    assert taken.problems.is_empty(), sentences(taken.problems)
    assert taken.rows["stage"].to_list() == stages


def test_a_condition_may_rest_on_a_column_that_is_given_a_value_itself() -> None:
    text = "application_id,name,department,business_function\nA,N,HR,Pay\nB,N,IT,Mail\n"
    taken = in_any_order(
        text, "applications", "disposition=retain", "disposition=consolidate when department is it",
        "core_component=Mail when disposition is consolidate",
    )  # fmt: skip
    assert taken.problems.is_empty(), sentences(taken.problems)
    assert taken.rows["core_component"].to_list() == [None, "Mail"]
    assert "‘Core component = Mail when Disposition is Consolidate’ was set in 1 row, as said." in [
        n.text for n in taken.notices
    ]


def test_what_conditions_leave_blank_is_named_cell_by_cell() -> None:
    taken = in_any_order(MIGRATIONS, "migrations", "stage=migrated when actual_date")
    assert taken.problems.select("row", "column", "kind").rows() == [(3, "stage", "blank"), (4, "stage", "blank")]


def test_conditions_that_contradict_each_other_are_refused_and_either_may_give_way() -> None:
    both = "application_id,wave_id,actual_date\nA,W1,2013-02-28\nB,W1,\nC,,\n"
    one, other = "stage=migrated when actual_date", "stage=ready when wave_id"
    taken = in_any_order(both, "migrations", one, other, "stage=build")
    assert taken.problems["kind"].to_list() == ["fixed values contradict"]
    assert "two values in row 2" in sentences(taken.problems)[0]
    # What the mend says is added to what was said before.
    taken = in_any_order(both, "migrations", one, other, f"{other} when blank", "stage=build when blank")
    assert taken.problems.is_empty(), sentences(taken.problems)
    assert taken.rows["stage"].to_list() == ["migrated", "ready", "build"]


@pytest.mark.parametrize(
    ("said", "one", "other"),
    [
        (("stage=not_started", "stage=build"), "Stage = Build", "Stage = Not started"),
        # a third value, which contradicts neither of them, is not what could give way
        (("stage=ready", "stage=build", "stage=test when wave_id is w1"), "Stage = Build", "Stage = Ready"),
        # of what fills only blank cells neither can give way
        (("stage=ready when blank", "stage=build when blank"), "Stage = Build when blank", "Stage = Ready when blank"),
    ],
)
def test_two_values_for_the_same_rows_are_said_to_contradict_and_one_is_to_be_taken_away(said, one, other) -> None:
    taken = in_any_order(MIGRATIONS, "migrations", *said)
    found = taken.problems.filter(pl.col("kind") == ProblemKind.FIXED_VALUES_CONTRADICT)
    assert sentences(found) == [
        f"The fixed values ‘{one}’ and ‘{other}’ give Stage two values in rows 2, 3 and 4. Take one of the two away."
    ]
    assert remedies(taken) == ()  # nothing that could be added makes them agree
    assert only_in_the_file(taken) == "What was said of how to read the file must be changed, as said above."


def test_beside_each_contradiction_is_what_settles_it() -> None:
    text = "application_id,wave_id,forecast_date,blocker\nA,W1,2013-06-01,\nB,,2013-06-01,Licence\n"
    first, second, third = "stage=build when wave_id", "stage=ready when forecast_date", "stage=test when blocker"
    taken = in_any_order(text, "migrations", first, second, third)
    ways = [[way.value for way in ways_of(group, taken)] for group in group_problems(taken.problems).to_dicts()]
    assert ways == [[f"{first} when blank", f"{second} when blank"], [f"{second} when blank", f"{third} when blank"]]
    assert [[way.value for way in matter] for matter in remedies(taken)] == ways


def test_what_the_file_has_is_filled_only_where_blank() -> None:
    text = "application_id,stage,actual_date\nA,migrated,2013-02-28\nB,,\nC,,2013-03-01\n"
    for said in ("stage=build", "stage=migrated when actual_date"):
        taken = in_any_order(text, "migrations", said)
        # what stands once above blank cells may stand for them too, which is asked beside
        assert taken.problems["kind"].to_list()[:2] == ["fill down", "fixed value in the file"]
    said = "stage=migrated when actual_date"
    taken = in_any_order(text, "migrations", "stage=build when blank", said, f"{said} when blank")
    assert taken.problems.is_empty(), sentences(taken.problems)
    assert taken.rows["stage"].to_list() == ["migrated", "build", "migrated"]


def test_values_that_rest_on_one_another_are_refused() -> None:
    for said in (("stage=ready when stage",), ("stage=ready when wave_id", "wave_id=W1 when stage")):
        taken = in_any_order(MIGRATIONS, "migrations", *said)
        assert "fixed value" in taken.problems["kind"]
        assert "depend on one another" in " ".join(sentences(taken.problems))


def test_of_values_that_rest_on_one_another_only_those_count_for_nothing() -> None:
    text = "application_id,stage,wave_id,actual_date\nA,migrated,W1,\nB,,,2013-03-01\n"
    taken = take(
        text, "migrations", "stage=ready when wave_id when blank", "wave_id=W1 when stage when blank",
        "stage=migrated when blank", "actual_date=2013-02-28 when stage is migrated when blank",
    )  # fmt: skip
    assert taken.problems["kind"].to_list() == ["fixed value"]
    assert sentences(taken.problems)[0].startswith(
        "The fixed values ‘Stage = Ready when Wave ID when blank’ and ‘Wave ID = W1 when Stage when blank’ depend on one another"
    )
    assert taken.rows["stage"].to_list() == ["migrated", "migrated"]
    assert taken.rows["actual_date"].to_list() == [date(2013, 2, 28), date(2013, 3, 1)]


def test_a_condition_that_can_never_hold_is_refused() -> None:
    taken = in_any_order(MIGRATIONS, "migrations", "stage=build when blank", "wave_id=W1 when stage is redy")
    assert taken.problems["kind"].to_list()[0] == "fixed value"
    assert "Did you mean ‘ready’?" in sentences(taken.problems)[0]


SAID = st.sampled_from(
    [
        "stage=not_started", "stage=build", "stage=migrated when actual_date", "stage=ready when forecast_date",
        "stage=test when wave_id is w1", "stage=discovery when blank", "stage=ready when forecast_date when blank",
        "wave_id=W1", "wave_id=W1 when stage is build", "blocker=None known when blank", "stage=purple", "colour=red",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(st.lists(SAID, min_size=1, max_size=5, unique=True), st.randoms())
def test_fixed_values_mean_the_same_in_any_order(said: list[str], chance) -> None:
    again = list(said)
    chance.shuffle(again)
    one, other = take(MIGRATIONS, "migrations", *said), take(MIGRATIONS, "migrations", *again)
    assert one.rows.equals(other.rows)
    assert one.problems.equals(other.problems)
    assert one.notices == other.notices


@settings(deadline=None, max_examples=25)
@given(st.lists(SAID, min_size=1, max_size=5, unique=True))
def test_no_offer_for_fixed_values_leads_round(said: list[str]) -> None:
    case = Case("", MIGRATIONS.encode(), dataset="migrations", held=KNOWN, said=Options(set_values=tuple(said)))
    assert walk(case).faults == []
