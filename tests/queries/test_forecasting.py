"""The forecast's arithmetic, worked by hand and by its properties."""

from __future__ import annotations

import time
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.forecasting import (
    HORIZON,
    MONTH,
    NEVER,
    Stretch,
    day_at,
    finished_by,
    position,
    share_finished,
    simulate,
)


def stretches(*moved_and_scope: tuple[int, int], length: int = MONTH) -> tuple[Stretch, ...]:
    return tuple(Stretch(length, moved, scope) for moved, scope in moved_and_scope)


# Days and positions -------------------------------------------------------------------------------


def test_every_day_of_every_month_is_a_whole_number_of_parts():
    assert all(MONTH % length == 0 for length in (28, 29, 30, 31))


@given(st.dates())
def test_a_position_is_its_day(day: date):
    assert day_at(position(day)) == day
    assert day == date.min or day_at(position(day - timedelta(days=1)) + 1) == day


def test_a_month_is_a_month_whatever_its_length():
    ends = [date(2013, 1, 31), date(2013, 2, 28), date(2013, 3, 31), date(2013, 4, 30), date(2016, 2, 29)]
    assert [position(day) - position(ends[0]) for day in ends] == [0, MONTH, 2 * MONTH, 3 * MONTH, 37 * MONTH]
    assert position(date(2013, 4, 15)) - position(date(2013, 3, 31)) == MONTH // 2
    assert day_at(position(date.max) + 1) is None


# Worked by hand -----------------------------------------------------------------------------------


def test_ten_a_month_move_twenty_five_in_two_and_a_half_months():
    finished = simulate(stretches((10, 0), (10, 0)), 25, seed=1).finished
    assert set(finished) == {5 * MONTH // 2}
    assert day_at(position(date(2013, 1, 31)) + int(finished[0])) == date(2013, 4, 15)  # half of April's 30 days


def test_scope_that_grows_takes_its_share():
    """Ten move and two come in: eight a month nearer; 24 are three months."""
    assert set(simulate(stretches((10, 2)), 24, seed=1).finished) == {3 * MONTH}


def test_a_history_that_gains_nothing_never_finishes():
    finished = simulate(stretches((3, 3), (0, 1)), 5, seed=1).finished
    assert set(finished) == {NEVER}
    assert finished_by(finished, 0.05) is None
    assert share_finished(finished, HORIZON) == 0


def test_nothing_left_is_finished():
    assert set(simulate(stretches((1, 0)), 0, seed=1).finished) == {0}


def test_one_even_draw():
    """Either 10 or nothing in a month; 10 are left: one month in a half of the runs, two in a quarter, three in an eighth."""
    finished = simulate(stretches((10, 0), (0, 0)), 10, seed=1).finished
    assert finished_by(finished, 0.5) in (MONTH, 2 * MONTH)
    for months, share in ((1, 1 / 2), (2, 3 / 4), (3, 7 / 8)):
        assert share_finished(finished, months * MONTH) == pytest.approx(share, abs=0.02)
    assert finished_by(finished, 0.8) == 3 * MONTH  # three quarters had by two months, seven eighths by three
    assert finished_by(finished, 0.95) == 5 * MONTH  # fifteen sixteenths, 0.94, by four


def test_a_rest_of_a_part_is_rounded_up():
    """One left at three in a month takes a third of it; at 28 × 29 it does not go in whole parts."""
    assert set(simulate(stretches((3, 0)), 1, seed=1).finished) == {MONTH // 3}
    assert set(simulate(stretches((11, 0)), 1, seed=1).finished) == {MONTH // 11 + 1}


def test_the_fan_is_read_off_where_each_run_has_come():
    runs = simulate(stretches((10, 2)), 24, seed=1, marks=(0, MONTH // 2, 2 * MONTH, 4 * MONTH))
    assert runs.moved[:, 0].tolist() == [0, 5, 20, 30]  # it stands still when it is over, after three months
    assert runs.scope[:, 0].tolist() == [0, 1, 4, 6]


def test_marks_do_not_change_the_runs():
    history = stretches((10, 2), (3, 0), (0, 1))
    marked = simulate(history, 40, seed=3, marks=(MONTH, 50 * MONTH))
    assert (marked.finished == simulate(history, 40, seed=3).finished).all()
    over = marked.finished <= 50 * MONTH
    assert np.allclose(
        (40 + marked.scope[1] - marked.moved[1])[over], 0, atol=1e-3
    )  # over when the last part of a month is


def test_a_history_without_stretches_is_our_own_mistake():
    with pytest.raises(ValueError):
        simulate((), 1, seed=1)
    with pytest.raises(ValueError):
        simulate(stretches((1, 0), length=0), 1, seed=1)


def test_the_stream_of_numbers_is_the_one_that_older_packs_were_made_with():
    """Should this ever fail, forecasts shown before can no longer be made again to the digit."""
    finished = simulate(stretches((2, 1), (4, 1), (12, 0), (7, 0), (17, 1)), 124, seed=70).finished
    assert [finished_by(finished, share) for share in (0.5, 0.8, 0.95)] == [6041280, 7008829, 7983120]


# Properties ---------------------------------------------------------------------------------------

histories = st.lists(
    st.builds(Stretch, st.integers(MONTH // 31, 4 * MONTH), st.integers(0, 40), st.integers(-3, 12)),
    min_size=1,
    max_size=8,
)


def never_later(sooner: np.ndarray, later: np.ndarray) -> bool:
    """Run by run, so that it holds for every share of them and every day as well."""
    return bool((sooner <= later).all())


@given(histories, st.integers(0, 300), st.integers(0, 2**40), st.data())
def test_more_throughput_never_finishes_later(history: list[Stretch], left: int, seed: int, data: st.DataObject):
    more = tuple(Stretch(each.length, each.moved + data.draw(st.integers(0, 9)), each.scope) for each in history)
    assert never_later(
        simulate(more, left, seed, runs=300).finished, simulate(tuple(history), left, seed, runs=300).finished
    )


@given(histories, st.integers(0, 300), st.integers(0, 2**40), st.data())
def test_adding_scope_never_finishes_earlier(history: list[Stretch], left: int, seed: int, data: st.DataObject):
    before = simulate(tuple(history), left, seed, runs=300).finished
    assert never_later(before, simulate(tuple(history), left + data.draw(st.integers(0, 50)), seed, runs=300).finished)
    more = tuple(Stretch(each.length, each.moved, each.scope + data.draw(st.integers(0, 9))) for each in history)
    assert never_later(before, simulate(more, left, seed, runs=300).finished)


@given(
    st.integers(MONTH // 31, 2 * MONTH), st.integers(1, 40), st.integers(0, 39), st.integers(1, 12), st.integers(0, 300),
    st.integers(0, 2**40),
)  # fmt: skip
def test_a_deterministic_history_gives_a_deterministic_date(
    length: int, moved: int, scope: int, stretch_count: int, left: int, seed: int
):
    finished = set(simulate((Stretch(length, moved, scope),) * stretch_count, left, seed, runs=300).finished)
    assert len(finished) == 1
    place = -(-length * left // (moved - scope)) if moved > scope else NEVER if left else 0
    assert finished == {place if place <= HORIZON else NEVER}


@given(histories, st.integers(0, 300), st.integers(0, 2**40))
def test_the_same_seed_gives_the_same_runs(history: list[Stretch], left: int, seed: int):
    first = simulate(tuple(history), left, seed, runs=300).finished
    simulate.cache_clear()
    assert (first == simulate(tuple(history), left, seed, runs=300).finished).all()


def test_ten_thousand_runs_take_well_under_a_second():
    """Processor time, so that a busy machine is no failure. 120 applications at 8 a month in monthly reports."""
    simulate.cache_clear()
    begun = time.process_time()
    assert len(simulate(stretches((2, 1), (4, 1), (12, 0), (7, 0), (17, 1)), 124, seed=70).finished) == 10_000
    assert time.process_time() - begun < 0.5
