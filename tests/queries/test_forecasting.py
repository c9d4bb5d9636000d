"""The forecast's arithmetic, worked by hand and by its properties; how good its odds are: tests/bench/odds.py."""

from __future__ import annotations

import time
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.migration.forecasting import (
    DRAG,
    HORIZON,
    MONTH,
    NEVER,
    Plan,
    Stretch,
    courses,
    day_at,
    finished_by,
    position,
    share_finished,
    simulate,
    weight_of,
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


# The courses, worked by hand ----------------------------------------------------------------------


def months_of(history: tuple[Stretch, ...], left: int, plan: Plan | None = None) -> dict[str, float]:
    return {course.name: course.time / MONTH for course in courses(history, left, plan)}


def planned(*by_month: int, first: int, scope: int | None = None) -> Plan:
    """So many in each month, evenly, of which the first is that month after the start."""
    dates = tuple(((first + k - 1) * MONTH, (first + k) * MONTH, many) for k, many in enumerate(by_month) if many)
    return Plan(dates, scope or sum(by_month))


def test_without_a_plan_the_rest_goes_as_of_late_faster_or_slower():
    """25 of 100 moved in five months. If the pace gathers so that the share moved is the square of the time, half of the time
    is over: 5; if it slows likewise, 1 - √0.75 of the time is: 32.3. Of late 15 moved in three months, beside which half a
    month at half of five is put."""
    found = months_of(stretches(*[(5, 0)] * 5), 75)
    assert found["gathering"] == pytest.approx(5)
    assert found["slowing"] == pytest.approx(5 * 0.75**0.5 / (1 - 0.75**0.5))
    assert found["of_late"] == pytest.approx(75 * 3.5 / 16.25)


def test_the_pace_of_late_is_that_of_the_latest_stretches():
    """30, 30, 30, then 3, 3, 3: of late three a month, and half a month at half of the 16.5 so far."""
    found = months_of(stretches(*[(30, 0)] * 3, *[(3, 0)] * 3), 99)
    assert found["of_late"] == pytest.approx(99 * 3.5 / (9 + 16.5 / 4))


def test_a_still_quarter_does_not_speak_for_ever():
    """Ten a month for a year, then nothing for three months: slower than ever, but not without end."""
    found = months_of(stretches(*[(10, 0)] * 12, *[(0, 0)] * 3), 60)
    assert found["of_late"] == pytest.approx(60 * 3.5 / (8 / 4))


def test_a_plan_that_is_kept_ends_when_it_says():
    """Ten a month for ten months, of which five are over and 50 have moved: five months more, by every reading of the plan,
    but for the hundredth at either end that is left out."""
    found = months_of(stretches(*[(10, 0)] * 5), 50, planned(*[10] * 10, first=-4))
    for name in ("plan_speed", "kept_speed"):
        assert found[name] == pytest.approx(5, abs=0.15), name


def test_a_plan_half_kept_stands_where_its_share_was_planned():
    """25 have moved where 50 were planned: the work stands at two and a half of ten months after five. At the plan's speed
    seven and a half remain; at the speed so far, half of it, fifteen."""
    found = months_of(stretches(*[(5, 0)] * 5), 75, planned(*[10] * 10, first=-4))
    assert found["plan_speed"] == pytest.approx(7.5, abs=0.2)
    assert found["kept_speed"] == pytest.approx(7.5 * 6 / 3.5, abs=0.4)  # with a month as planned beside the five


def test_the_shape_that_the_plan_states_is_followed():
    """Planned 2, 4, 8, 16, 32 a month; the first three months went as planned. As of late the 48 take ten months; by plan two."""
    found = months_of(stretches((2, 0), (4, 0), (8, 0)), 48, planned(2, 4, 8, 16, 32, first=-2))
    assert found["of_late"] == pytest.approx(48 * 3.5 / (14 + 14 / 12))
    assert found["plan_speed"] == pytest.approx(2, abs=0.2)  # a twelfth of the plan is taken as spread evenly
    course = next(each for each in courses(stretches((2, 0), (4, 0), (8, 0)), 48, planned(2, 4, 8, 16, 32, first=-2)))
    assert course.done[len(course.done) // 2] == pytest.approx(1 / 3, abs=0.03)  # 16 of 48 at half time


def test_a_plan_counts_by_what_it_dates():
    even = planned(*[10] * 10, first=-4)
    assert weight_of(None, 5 * MONTH) == 0
    assert weight_of(Plan((), 100), 5 * MONTH) == 0
    assert weight_of(even, 5 * MONTH) == 1
    assert weight_of(Plan(even.dates, 400), 5 * MONTH) == 0.25
    one_day = Plan(((6 * MONTH - MONTH // 30, 6 * MONTH, 100),), 100)
    assert weight_of(one_day, 5 * MONTH) < 0.01  # everything by one date has no shape


# The runs -----------------------------------------------------------------------------------------


def months_until(finished: np.ndarray, share: float) -> float:
    place = finished_by(finished, share)
    assert place is not None
    return place / MONTH


def test_half_of_the_runs_take_longer_than_their_course():
    """All courses alike: after five months at ten a month, five months of a plan kept so far. The runs lie around DRAG times
    that, wider than months alone would make them."""
    history, plan = stretches(*[(10, 0)] * 5), planned(*[10] * 10, first=-4)
    finished = simulate(history, 50, seed=1, plan=plan).finished
    tenth, half, last = (months_until(finished, share) for share in (0.1, 0.5, 0.9))
    assert half == pytest.approx(5 * DRAG, rel=0.12)
    assert tenth < 0.75 * half
    assert last > 1.3 * half


def test_what_happens_now_and_then_is_never_ruled_out():
    """The runs of a steady history keep room for a programme that takes twice as long, and for one that takes half."""
    finished = simulate(stretches(*[(10, 0)] * 12), 120, seed=1).finished
    assert 0.02 < share_finished(finished, 6 * MONTH) < 0.35
    assert 0.02 < 1 - share_finished(finished, 24 * MONTH) < 0.35


def test_scope_that_grows_takes_its_time():
    still = simulate(stretches(*[(10, 0)] * 6), 60, seed=1).finished
    grows = simulate(stretches(*[(10, 4)] * 6), 60, seed=1).finished
    assert months_until(grows, 0.5) / months_until(still, 0.5) == pytest.approx(
        1 / (1 - DRAG * 0.4 * 6 / 7), rel=0.05
    )  # a month without growth beside the six; what comes in drags like all the rest


def test_where_nothing_has_moved_no_run_finishes():
    finished = simulate(stretches((0, 0), (0, 1)), 5, seed=1).finished
    assert set(finished) == {NEVER}
    assert finished_by(finished, 0.05) is None
    assert share_finished(finished, HORIZON) == 0


def test_nothing_left_is_finished():
    assert set(simulate(stretches((1, 0)), 0, seed=1).finished) == {0}


def test_the_fan_is_read_off_where_each_run_has_come():
    history = stretches((10, 2), (3, 0), (0, 1))
    marks = (0, MONTH // 2, MONTH, 5 * MONTH, 50 * MONTH)
    runs = simulate(history, 40, seed=3, marks=marks)
    assert (runs.finished == simulate(history, 40, seed=3).finished).all()  # looking does not change them
    assert not runs.moved[0].any()
    assert not runs.scope[0].any()
    assert (np.diff(runs.moved, axis=0) >= 0).all()
    for place, mark in enumerate(marks):
        over = runs.finished <= mark
        assert np.allclose((40 + runs.scope[place] - runs.moved[place])[over], 0)  # all have moved
        assert ((40 + runs.scope[place] - runs.moved[place])[~over] > 0).all()  # and not before
    ended = runs.finished <= marks[3]
    assert (runs.moved[3] == runs.moved[4])[ended].all()  # it stands still when it is over


def test_a_history_without_stretches_is_our_own_mistake():
    with pytest.raises(ValueError):
        simulate((), 1, seed=1)
    with pytest.raises(ValueError):
        simulate(stretches((1, 0), length=0), 1, seed=1)


# Properties ---------------------------------------------------------------------------------------

histories = st.lists(
    st.builds(Stretch, st.integers(MONTH // 31, 4 * MONTH), st.integers(0, 40), st.integers(-3, 12)),
    min_size=1,
    max_size=8,
)
day = MONTH // 30
dates_of_plans = st.lists(
    st.tuples(st.integers(-700, 900), st.sampled_from([1, 1, 30, 90]), st.integers(1, 30)), min_size=1, max_size=12
)
plans = st.none() | st.builds(
    lambda dates, scope: Plan(
        tuple(sorted((at * day, (at + length) * day, many) for at, length, many in dates)), scope
    ),
    dates_of_plans,
    st.integers(1, 400),
)


def never_later(sooner: np.ndarray, later: np.ndarray) -> bool:
    """Run by run, so that it holds for every share of them and every day as well."""
    return bool((sooner <= later).all())


@given(histories, plans, st.integers(0, 300), st.integers(0, 2**40), st.data())
def test_more_moved_never_finishes_later(
    history: list[Stretch], plan: Plan | None, left: int, seed: int, data: st.DataObject
):
    more = [Stretch(each.length, each.moved + data.draw(st.integers(0, 9)), each.scope) for each in history]
    before = simulate(tuple(history), left, seed, runs=300, plan=plan).finished
    assert never_later(simulate(tuple(more), left, seed, runs=300, plan=plan).finished, before)
    # and when the scope stays, so that less is left
    gained = sum(each.moved for each in more) - sum(each.moved for each in history)
    assert never_later(simulate(tuple(more), max(left - gained, 0), seed, runs=300, plan=plan).finished, before)


@given(histories, plans, st.integers(0, 300), st.integers(0, 2**40), st.integers(-MONTH, 60 * MONTH))
def test_runs_that_end_early_have_the_same_median_and_share(
    history: list[Stretch], plan: Plan | None, left: int, seed: int, past: int
):
    whole = simulate(tuple(history), left, seed, runs=300, plan=plan).finished
    short = simulate(tuple(history), left, seed, runs=300, plan=plan, past=past).finished
    assert finished_by(short, 0.5) == finished_by(whole, 0.5)
    assert share_finished(short, past) == share_finished(whole, past)


@given(histories, plans, st.integers(0, 300), st.integers(0, 2**40), st.data())
def test_adding_scope_never_finishes_earlier(
    history: list[Stretch], plan: Plan | None, left: int, seed: int, data: st.DataObject
):
    before = simulate(tuple(history), left, seed, runs=300, plan=plan).finished
    added = left + data.draw(st.integers(0, 50))
    assert never_later(before, simulate(tuple(history), added, seed, runs=300, plan=plan).finished)
    more = tuple(Stretch(each.length, each.moved, each.scope + data.draw(st.integers(0, 9))) for each in history)
    assert never_later(before, simulate(more, left, seed, runs=300, plan=plan).finished)


@given(histories, plans, st.integers(1, 300))
def test_a_course_begins_with_none_and_ends_with_all(history: list[Stretch], plan: Plan | None, left: int):
    if sum(each.moved for each in history) == 0:
        return
    for course in courses(tuple(history), left, plan):
        assert course.time > 0
        assert (course.done[0], course.done[-1]) == (0, 1)
        assert list(course.done) == sorted(course.done)


@given(histories, plans, st.integers(0, 300), st.integers(0, 2**40))
def test_the_same_seed_gives_the_same_runs(history: list[Stretch], plan: Plan | None, left: int, seed: int):
    first = simulate(tuple(history), left, seed, runs=300, plan=plan).finished
    simulate.cache_clear()
    assert (first == simulate(tuple(history), left, seed, runs=300, plan=plan).finished).all()


def test_ten_thousand_runs_take_well_under_a_second():
    """Processor time, so that a busy machine is no failure. 120 applications at 8 a month in monthly reports."""
    simulate.cache_clear()
    begun = time.process_time()
    assert len(simulate(stretches((2, 1), (4, 1), (12, 0), (7, 0), (17, 1)), 124, seed=70).finished) == 10_000
    assert time.process_time() - begun < 0.5
