"""What holds for every screen's script: it runs on a sample, on nothing and long ago, and its session holds choices."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data import ledger, uploads
from tests.deep import examples
from tests.e2e.screens import FIRST, screens
from tests.pages.opening import opened as opened

every_screen = pytest.mark.parametrize("name", screens())
CHOICE = (str, int, float, bool, date, type(None))


def is_choice(value: object) -> bool:
    """A plain value, or a handful of them: the memory of a session must not grow with the programme."""
    if isinstance(value, dict):
        return len(value) <= 50 and all(is_choice(each) for each in value.values())
    if isinstance(value, (list, tuple, set)):
        return len(value) <= 50 and all(is_choice(each) for each in value)
    return isinstance(value, CHOICE) and (not isinstance(value, str) or len(value) <= 1000)


@every_screen
def test_a_screen_without_data_says_what_to_upload(store: Path, name: str):
    with ledger.writing():
        pass  # a store without an upload; where there is none at all, the first start makes one with the sample
    opened(name)


def test_the_first_start_makes_the_store_with_the_sample(store: Path):
    opened(FIRST)
    assert uploads.sample_uploads()


@pytest.mark.parametrize(("place", "name"), list(enumerate(screens())), ids=screens())
def test_a_screen_looks_from_any_date(sample: Path, place: int, name: str):
    """Before the first report, early, or after the last one, in turn; from all three with `DEEP_TESTS`."""
    for as_at in ("2012-06-30", "2012-12-31", "2014-12-31")[examples(place % 3, 0) :: examples(3, 1)]:
        opened(name, as_at=as_at)


@every_screen
def test_a_screen_shows_the_sample_and_its_session_holds_choices_and_no_data(sample: Path, name: str):
    kept = opened(name).session_state.to_dict()
    assert not {key: type(value) for key, value in kept.items() if not is_choice(value)}
