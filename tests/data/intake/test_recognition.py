"""What a table is recognised as: by its name, by its headings, or not, which is then asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.datasets import DATASETS
from data.intake.recognition import named_in, recognise

every_dataset = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gateway_criteria_2013-03-31", ["gateway_criteria"]),  # and not gateways, which is part of the name
        ("Gateway Criteria, March", ["gateway_criteria"]),
        ("GatewayCriteria v2", ["gateway_criteria"]),
        ("PARTNERS", ["partners"]),
        ("partner concerns", ["partner_concerns"]),
        ("Waves and migrations", ["waves", "migrations"]),
        ("Book1", []),
        ("microwaves", []),  # a word within another is another word
    ],
)
def test_a_name_says_which_dataset(name, expected):
    assert [dataset.name for dataset in named_in(name)] == expected


@every_dataset
def test_a_file_with_the_templates_headings_is_recognised_whatever_it_is_called(dataset):
    found = recognise(["Book1"], dataset.names)
    assert found.dataset is dataset
    assert "headings" in found.why


@every_dataset
def test_a_file_that_is_called_so_and_has_the_required_headings_is_recognised(dataset):
    required = [column.name for column in dataset.columns if column.required]
    assert recognise([f"{dataset.name}_2013-03-31"], required).dataset is dataset


def test_a_name_that_the_headings_contradict_is_asked_about():
    found = recognise(["waves_2013-03-31"], DATASETS["partners"].names)
    assert found.dataset is None
    # what the name says, and then those that the headings fit, the likeliest first
    assert [dataset.name for dataset in found.likely][:2] == ["waves", "partners"]


def test_a_sheets_name_counts_before_the_files():
    assert recognise(["Waves", "partners return"], ["Order", "Name"]).dataset is DATASETS["waves"]


def test_headings_that_fit_two_datasets_are_asked_about():
    shared = ["name", "description", "notes", "department"]
    assert recognise(["Sheet1"], shared).dataset is None


def test_headings_of_an_earlier_file_are_recognised_unless_the_name_says_otherwise():
    headings = ["Alpha", "Beta", "Gamma"]
    earlier = [DATASETS["spend"]]
    assert recognise(["Book1"], headings, earlier).dataset is DATASETS["spend"]
    assert recognise(["Book1"], headings, [DATASETS["spend"], DATASETS["waves"]]).dataset is None
    assert recognise(["waves"], headings, earlier).dataset is DATASETS["waves"]


HEADINGS = sorted({name for dataset in DATASETS.values() for name in dataset.names})


@given(st.lists(st.sampled_from(HEADINGS), unique=True), st.randoms())
def test_what_is_recognised_by_headings_alone_can_be_nothing_else(headings, chance):
    """It has every required column, no other dataset has as many of the headings, and their order doesn't matter."""
    found = recognise(["Book1"], headings)
    shuffled = list(headings)
    chance.shuffle(shuffled)
    assert recognise(["Book1"], shuffled) == found
    if found.dataset is not None:
        required = {column.name for column in found.dataset.columns if column.required}
        assert required <= set(headings) | _also(found.dataset, headings)


def _also(dataset, headings):
    """The columns that a heading names by another of its names."""
    said = {heading.replace("_", " ") for heading in headings}
    return {column.name for column in dataset.columns if said & {*column.also_called, column.label.lower()}}
