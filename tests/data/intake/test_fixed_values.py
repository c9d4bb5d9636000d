"""Several fixed values for one column combine, and mean the same in whatever order they are said."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.datasets import DATASETS
from data.intake.pipeline import Ingested, Options, ingest
from data.problems import sentences

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


def test_two_values_for_all_rows_are_refused() -> None:
    taken = in_any_order(MIGRATIONS, "migrations", "stage=ready", "stage=build")
    assert taken.problems["kind"][0] == "fixed values contradict"


def test_what_the_file_has_is_filled_only_where_blank() -> None:
    text = "application_id,stage,actual_date\nA,migrated,2013-02-28\nB,,\nC,,2013-03-01\n"
    for said in ("stage=build", "stage=migrated when actual_date"):
        taken = in_any_order(text, "migrations", said)
        # what stands once above blank cells may stand for them too, which is asked beside
        assert taken.problems["kind"].to_list()[:2] == ["fill down", "fixed value"]
    said = "stage=migrated when actual_date"
    taken = in_any_order(text, "migrations", "stage=build when blank", said, f"{said} when blank")
    assert taken.problems.is_empty(), sentences(taken.problems)
    assert taken.rows["stage"].to_list() == ["migrated", "build", "migrated"]


def test_values_that_rest_on_one_another_are_refused() -> None:
    for said in (("stage=ready when stage",), ("stage=ready when wave_id", "wave_id=W1 when stage")):
        taken = in_any_order(MIGRATIONS, "migrations", *said)
        assert "fixed value" in taken.problems["kind"]
        assert "depend on one another" in " ".join(sentences(taken.problems))


def test_a_condition_that_can_never_hold_is_refused() -> None:
    taken = in_any_order(MIGRATIONS, "migrations", "stage=build when blank", "wave_id=W1 when stage is redy")
    assert taken.problems["kind"].to_list()[0] == "fixed value"
    assert "Did you mean 'ready'?" in sentences(taken.problems)[0]


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
