"""What would it take: the odds if something were changed, the pace that they need, and what holds most of what is left."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate, combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import queries
from queries import ask
from queries.migration.forecasting import (
    MONTH,
    Plan,
    Quicker,
    Stretch,
    position,
    share_finished,
    simulate,
    times_needed,
)
from queries.outlook import pacing
from tests.queries.conftest import Programme

SEPTEMBER = date(2013, 9, 30)
RUNS = 300


def sample_odds(as_at: date = SEPTEMBER, **chosen: Any) -> float:
    """The odds with all that is chosen."""
    found: float = ask("outlook_what_if", as_at, **chosen)["odds"][-1]
    return found


# The draws ----------------------------------------------------------------------------------------

histories = st.lists(
    st.builds(Stretch, st.integers(MONTH // 4, 2 * MONTH), st.integers(0, 30), st.integers(-2, 3)), min_size=1, max_size=6
).map(tuple)  # fmt: skip
places = st.integers(0, 18 * MONTH)
plans = st.none() | st.lists(
    st.tuples(st.integers(-6 * MONTH, 0), st.integers(1, 9 * MONTH), st.integers(1, 40)), min_size=1, max_size=3
).map(lambda dates: Plan(tuple(dates), 80))  # fmt: skip


@settings(max_examples=60)
@given(
    histories, st.integers(1, 80), st.integers(0, 80), places, st.floats(1, 4), st.floats(0, 3), places, places, plans
)
def test_more_out_more_pace_or_a_later_day_never_lowers_the_odds(
    history: tuple[Stretch, ...], left: int, out: int, since: int, times: float, more: float, by: int, later: int,
    plan: Plan | None,
):  # fmt: skip
    def share(left: int, times: float, since: int, by: int) -> float:
        runs = simulate(history, left, 7, runs=RUNS, plan=plan, quicker=Quicker(since, times))
        return share_finished(runs.finished, by)

    least = share(left, times, since, by)
    assert share(max(0, left - out), times, since, by) >= least
    assert share(left, times + more, since, by) >= least
    assert share(left, times, max(0, since - later), by) >= least
    assert share(left, times, since, by + later) >= least


NEARLY_ALL_GO = (
    *(Stretch(94395, 0, 0),) * 2,
    Stretch(94395, 0, -1),
    *(Stretch(94395, 0, 0),) * 2,
    Stretch(94395, 16, 0),
)
"""A month may take more out of scope than is left."""


@settings(max_examples=60)
@example(NEARLY_ALL_GO, 1, 0, 4023, 1.0, None)
@given(histories, st.integers(0, 80), places, st.integers(1, 18 * MONTH), st.floats(1, 4), plans)
def test_the_pace_that_each_run_needs_is_that_at_which_it_is_through(
    history: tuple[Stretch, ...], left: int, since: int, ahead: int, times: float, plan: Plan | None
):
    """Two routes to one number: the runs at a pace, and the pace of the runs. A run that is through within a millionth of the
    pace may fall either way, for the last place of a fraction decides."""
    needed = times_needed(history, left, 7, since, since + ahead, RUNS, plan)
    through = simulate(history, left, 7, runs=RUNS, plan=plan, quicker=Quicker(since, times)).finished <= since + ahead
    is_clear = np.abs(needed - times) > 1e-6
    assert np.array_equal((needed <= times)[is_clear], through[is_clear])


def test_another_team_that_is_no_quicker_changes_no_digit():
    history = (Stretch(MONTH, 8, 1), Stretch(MONTH, 12, 0), Stretch(MONTH, 5, 1))
    without = simulate(history, 40, 3).finished
    assert np.array_equal(without, simulate(history, 40, 3, quicker=Quicker(0, 1.0)).finished)


def test_twice_as_quick_from_the_start_takes_half_the_time():
    """Where scope does not grow nothing else goes by the calendar but the months' own chances, of which half as many count."""
    history = (Stretch(MONTH, 10, 0),) * 4
    once, twice = (simulate(history, 60, 3, quicker=Quicker(0, times)).finished for times in (1.0, 2.0))
    assert np.median(twice) == pytest.approx(np.median(once) / 2, rel=0.03)


# What if ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_at", ["2013-03-31", "2013-06-30", "2013-09-30", "2013-10-20"])
def test_with_nothing_changed_the_odds_are_those_of_the_overview(sample: Path, as_at: str):
    day = date.fromisoformat(as_at)
    forecast = ask("migration_forecast", day).row(0, named=True)
    (nothing,) = ask("outlook_what_if", day).iter_rows(named=True)
    shared = {"p50_date", "p80_date"}
    assert {name: nothing[name] for name in shared} == {name: forecast[name] for name in shared}
    assert (nothing["change"], nothing["odds"], nothing["gain"]) == ("nothing", forecast["probability_by_go_live"], 0)
    late = ask("outlook_pace", day).filter(pl.col("pace") == "of_late").row(0, named=True)
    assert (late["odds"], late["times"]) == (forecast["probability_by_go_live"], 1)


def test_the_same_choices_give_the_same_digits_and_touch_no_data(sample: Path):
    chosen: dict[str, Any] = {
        "team_from": date(2013, 11, 1), "team_pct": 50, "out": 8, "wave_id": "W7", "wave_weeks": -4, "by": date(2014, 5, 1),
    }  # fmt: skip
    before = ask("outlook_what_if", SEPTEMBER, **chosen)
    queries._answer.cache_clear()
    simulate.cache_clear()
    assert ask("outlook_what_if", SEPTEMBER, **chosen).equals(before)
    assert before["change"].to_list() == ["nothing", "team", "out", "wave", "date", "all"]
    alone = before.filter(~pl.col("change").is_in(["nothing", "all"]))["odds"].to_list()
    assert before["odds"][-1] >= max(alone)
    assert before["gain"].to_list() == [round(each - before["odds"][0], 1) for each in before["odds"]]


def test_each_choice_alone_moves_the_odds_as_it_should(sample: Path):
    as_is = sample_odds()
    assert as_is < sample_odds(out=10) < sample_odds(out=30) < sample_odds(out=62) == 99.9
    assert (
        as_is
        < sample_odds(team_pct=50, team_from=date(2014, 1, 1))
        < sample_odds(team_pct=50)
        < sample_odds(team_pct=100)
    )
    assert as_is < sample_odds(by=date(2014, 5, 1)) < sample_odds(by=date(2014, 9, 1))
    assert as_is == sample_odds(team_pct=50, team_from=date(2014, 4, 2)), (
        "a team that comes after the day helps no more"
    )
    assert sample_odds(by=date(2013, 9, 1)) == 0, "a day that has come"


def test_a_wave_moves_only_where_it_has_yet_to_move(sample: Path):
    """W5 has moved nothing, W3 all but six of 29: of the plan only those are planned for other days."""
    plan = ask("migration_plan", SEPTEMBER)
    for wave, yet_to_move in (("W5", 22), ("W3", 6), ("W1", 0)):
        other = ask("migration_plan", SEPTEMBER, moved_wave=wave, moved_days=1000)
        assert other["applications"].sum() == plan["applications"].sum()
        beyond = other.filter(pl.col("first_day") > date(2015, 1, 1))
        assert beyond["applications"].sum() == yet_to_move
    assert sample_odds(wave_id="W5", wave_weeks=26) < sample_odds()
    assert sample_odds(wave_id="nowhere", wave_weeks=26) == sample_odds()


@pytest.mark.parametrize("as_at", ["2012-12-31", "2014-12-31"])
def test_without_a_forecast_nothing_can_be_supposed(sample: Path, as_at: str):
    for name in ("outlook_what_if", "outlook_pace", "outlook_odds_by_pace"):
        assert ask(name, date.fromisoformat(as_at)).is_empty()


# The pace -----------------------------------------------------------------------------------------

MONTH_ENDS = ("2012-10-31", "2012-11-30", "2012-12-31", "2013-01-31", "2013-02-28", "2013-03-31")
GO_LIVE = "gateway_id,name,kind,baseline_date\nGO,Go-live,go_live,2013-06-30"


def replay(programme: Programme, moves: tuple[int, ...], gateways: str = GO_LIVE) -> None:
    """One report a month of 60 applications; each says how many more have moved, on its own day."""
    for at, (reporting_date, moved) in enumerate(zip(MONTH_ENDS, accumulate(moves), strict=True)):
        rows = [
            f"A{k},{f'migrated,2013-06-30,{reporting_date}' if k < moved else 'test,2013-06-30,'}" for k in range(60)
        ]
        text = "application_id,stage,baseline_date,actual_date\n" + "\n".join(rows)
        programme.report(reporting_date, migrations=text)
        if not at:
            programme.report(reporting_date, gateways=gateways)


def test_the_pace_of_late_and_the_best_are_counted_by_month(programme: Programme):
    """5, 9, 3, 4, 5 in five months: 4 a month of late, 9 the best; 34 left in the three months to the end of June are 11.3."""
    replay(programme, (0, 5, 9, 3, 4, 5))
    rows = {row["pace"]: row for row in programme.ask("outlook_pace", "2013-03-31").iter_rows(named=True)}
    late, best = rows["of_late"], rows["best"]
    assert (late["a_month"], late["times"], str(late["from_date"])) == (4.0, 1.0, "2012-12-31")
    assert (best["a_month"], best["times"], str(best["from_date"]), str(best["to_date"])) == (
        9.0, 2.25, "2012-11-30", "2012-12-31",
    )  # fmt: skip
    assert (late["remaining"], late["evenly"]) == (34, 11.3)
    assert rows["even"]["a_month"] > late["evenly"], "what is left last takes longest"
    assert rows["even"]["a_month"] < rows["eight_in_ten"]["a_month"]


@given(
    st.lists(st.tuples(st.integers(1, 3 * 31), st.integers(0, 30)), min_size=1, max_size=9),
    st.dates(date(2012, 1, 1), date(2014, 1, 1)),
)
def test_the_best_pace_is_never_below_that_of_late(reports: list[tuple[int, int]], begin: date):
    """Reports so many days apart, each with what moved; the best is sought among all of them in a row here."""
    days = list(accumulate((timedelta(days=length) for length, _ in reports), lambda a, b: a + b, initial=begin))
    places = [position(day) for day in days]
    history = tuple(
        Stretch(until - since, moved, 0) for (since, until), (_, moved) in zip(pairwise(places), reports, strict=True)
    )
    late, best = pacing._of_late(history, places[0]), pacing._best(history, places[0])
    assert best[0] >= late[0]
    paces = [
        sum(moved for _, moved in reports[i:j]) * MONTH / (places[j] - places[i])
        for i, j in combinations(range(len(days)), 2)
        if (days[j] - days[i]).days >= 28 or (i, j) == (0, len(reports))
    ]
    assert best[0] == pytest.approx(max(paces))


def test_at_the_pace_that_is_sought_the_odds_are_those_that_are_sought(programme: Programme):
    """The pace by one route, the odds at that pace by the other."""
    replay(programme, (0, 5, 9, 3, 4, 5))
    for row in (
        programme.ask("outlook_pace", "2013-03-31").filter(pl.col("odds").is_in([50.0, 80.0])).iter_rows(named=True)
    ):
        quicker = min(round(100 * row["times"]) - 100, 300)
        found = programme.ask("outlook_what_if", "2013-03-31", team_pct=quicker)["odds"][-1]
        assert found == pytest.approx(row["odds"], abs=1.5) or quicker == 300


def test_where_nothing_moved_of_late_the_pace_is_that_of_all(programme: Programme):
    """Four reports moved, then a still one in a report three months long: 22 in 8 months."""
    replay(programme, (2, 5, 5, 5, 5, 0))
    rows = {row["pace"]: row for row in programme.ask("outlook_pace", "2013-03-31").iter_rows(named=True)}
    assert rows["of_late"]["a_month"] == pytest.approx(10 / 3, abs=0.05)
    assert rows["best"]["a_month"] == 5.0


def test_without_a_day_to_be_ready_by_no_pace_is_sought(programme: Programme):
    replay(programme, (0, 5, 9, 3, 4, 5), "gateway_id,name,kind,baseline_date\nGW,Design,gateway,2013-06-30")
    assert programme.ask("outlook_pace", "2013-03-31").is_empty()
    assert programme.rows("outlook_what_if", "2013-03-31", "change", "odds") == [("nothing", None)]
    assert not programme.ask("outlook_pace", "2013-03-31", by="2013-09-30").is_empty()


def test_the_line_rises_and_holds_the_marks(sample: Path):
    line, paces = ask("outlook_odds_by_pace", SEPTEMBER), ask("outlook_pace", SEPTEMBER)
    assert line["odds"].is_sorted()
    assert line["a_month"].is_sorted()
    for row in paces.iter_rows(named=True):
        below = max(line.filter(pl.col("a_month") <= row["a_month"] + 0.1)["odds"].to_list())
        above = min(line.filter(pl.col("a_month") >= row["a_month"] - 0.1)["odds"].to_list())
        assert below - 0.6 <= row["odds"] <= above + 0.6, row


# What holds most of it ----------------------------------------------------------------------------

APPLICATIONS = """
application_id,name,department,business_function,disposition
A1,Payroll,Finance,Pay,migrate        # has moved
A2,Ledger,Finance,Money,consolidate   # blocked
A3,Debts,Finance,Money,replace        # late
A4,Maps,Planning,Places,self_service  # without a migration
A5,Plans,Planning,Places,retain       # out of scope
"""
MIGRATIONS = """
application_id,wave_id,stage,baseline_date,forecast_date,actual_date,blocker
A1,W1,migrated,2013-01-31,,2013-01-31,
A2,W1,test,2013-03-31,2013-05-31,,No  test data
A3,W1,build,2013-03-21,,,
A5,W1,test,2013-03-31,,,
A9,W9,test,2013-05-31,,,No test data   # not in the inventory, in a wave that is not there
"""
WAVES = "wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,First,1,Finance,2013-01-01,2013-03-31"


def test_what_is_left_is_counted_by_department_wave_and_blocker(programme: Programme):
    programme.report("2013-03-31", applications=APPLICATIONS, migrations=MIGRATIONS, waves=WAVES)
    found = programme.rows(
        "outlook_left", "2013-03-31", "kind", "code", "name", "remaining", "blocked", "late", "longest_late"
    )
    assert found == [
        ("department", "Finance", "Finance", 2, 1, 1, 10),
        ("department", "Not in the inventory", "Not in the inventory", 1, 1, 0, None),
        ("department", "Planning", "Planning", 1, 0, 0, None),
        ("wave", "W1", "First", 2, 1, 1, 10),
        ("wave", None, "In no wave", 1, 0, 0, None),
        ("wave", "W9", "W9 (not among the waves)", 1, 1, 0, None),
        ("blocker", None, "No test data", 2, 2, 0, None),
    ]
    assert programme.row("migration_remaining", "2013-03-31")["remaining"] == 4


def test_all_that_is_left_is_held_by_some_department_and_some_wave(sample: Path):
    rows = ask("outlook_left", SEPTEMBER)
    remaining = ask("migration_remaining", SEPTEMBER)["remaining"][0]
    for kind in ("department", "wave"):
        assert rows.filter(pl.col("kind") == kind)["remaining"].sum() == remaining
