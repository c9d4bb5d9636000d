"""Will we make it: the history that counts, the forecast, why there is none, and the fan; worked by hand."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from queries import ask
from queries.migration.forecast import long_date, odds
from tests.queries.conftest import Programme, day

MONTH_ENDS = ("2012-10-31", "2012-11-30", "2012-12-31", "2013-01-31", "2013-02-28", "2013-03-31")
APPLICATIONS = "application_id,name,department,business_function,disposition\n"
GO_LIVE = "gateway_id,name,kind,baseline_date,forecast_date\nGO,Go-live,go_live,2013-06-30,2013-08-31"


def migrations(applications: int, migrated: int, moved_on: str, rest: str = "test,2013-06-30,2013-07-15,") -> str:
    """So many applications, of which the first have moved on that day; the rest as it says: stage and three dates."""
    rows = [
        f"A{k},{f'migrated,2013-06-30,,{moved_on}' if k < migrated else rest}" for k in range(applications)
    ]  # fmt: skip
    return "application_id,stage,baseline_date,forecast_date,actual_date\n" + "\n".join(rows)


def replay(programme: Programme, moves: tuple[int, ...], applications: int = 60) -> None:
    """One report a month; each says how many more have moved, on its own day."""
    programme.reports(
        {
            reporting_date: {"migrations": migrations(applications, migrated, reporting_date)}
            for reporting_date, migrated in zip(MONTH_ENDS, accumulate(moves), strict=False)
        }
    )


def test_a_forecast_and_all_that_goes_with_it_agree(programme: Programme):
    """60 to move, 50 moved by the end of March at ten in each month, all planned for one day, which gives no shape: the last
    ten take a month or so. The fan, the odds, the dates and the words say the same."""
    replay(programme, (0, 10, 10, 10, 10, 10))
    programme.report("2013-03-31", gateways=GO_LIVE)
    found = programme.row("migration_forecast", "2013-03-31")
    assert "2013-04-15" <= str(found["p50_date"]) <= "2013-05-20"
    assert str(found["p50_date"]) < str(found["p80_date"]) < str(found["p95_date"])
    assert 80 < float(str(found["probability_by_go_live"])) < float(str(found["probability_by_go_live_forecast"])) < 100
    assert (found["scope"], found["migrated"], found["remaining"], found["planned"]) == (60, 50, 10, 60)
    assert (found["reports_used"], found["reports_that_moved"]) == (5, 5)
    assert (found["history_from"], found["history_to"]) == ("2012-10-31", "2013-03-31")
    assert (found["team_date"], found["team_undated"]) == ("2013-07-15", 0)
    half, last = day(str(found["p50_date"])), day(str(found["p95_date"]))
    assert found["difference_days"] == (half - day("2013-07-15")).days
    assert found["reason"] is None
    assert found["finding"] == (
        f"The odds of having moved everything are even by {long_date(half)} and 95 in 100 by {long_date(last)}; by the go-live"
        f" baseline, 30 June 2013, they are {odds(float(str(found['probability_by_go_live'])))}."
    )
    assert found["team_finding"] == (
        f"The team's own forecasts add up to 15 July 2013, {(day('2013-07-15') - half).days} days after the day of even odds."
    )
    assert found["method"] == (
        "It rests on the 50 moves from 31 October 2012 to 31 March 2013 and on the plan, which dates 60 of 60 applications: in"
        " each of 10,000 runs the rest follows the plan, goes on as of late, gathers pace or slows down, and takes about 1.22"
        " times as long as that says, for what is left last is hardest, while scope grows as it has."
    )
    fan = programme.ask("migration_forecast_fan", "2013-03-31")
    assert fan.select("month_end", "migrated_p5", "migrated_p95", "scope_p50", "finished_pct").row(0) == (
        day("2013-03-31"), 50, 50, 60, 0.0,
    )  # fmt: skip
    assert (
        fan.filter(pl.col("month_end") == day("2013-06-30"))["finished_pct"].item() == found["probability_by_go_live"]
    )
    for share, column in ((50, "migrated_p50"), (80, "migrated_p20"), (95, "migrated_p5")):
        first = fan.filter(pl.col(column) == 60)["month_end"].min()
        when = day(str(found[f"p{share}_date"]))
        assert isinstance(first, date)
        assert (first.year, first.month) == (when.year, when.month), share
    assert fan["finished_pct"][-2] < 95 <= fan["finished_pct"][-1]


def planned_and_moved(applications: int, migrated: int, moved_on: str, baselines: list[str]) -> str:
    """As many applications with their baselines, of which the first have moved on that day."""
    rows = [
        f"A{k},{'migrated' if k < migrated else 'test'},{baselines[k] if k < len(baselines) else ''},"
        f"{moved_on if k < migrated else ''}"
        for k in range(applications)
    ]
    return "application_id,stage,baseline_date,actual_date\n" + "\n".join(rows)


def test_a_plan_that_gathers_pace_is_believed_beside_the_pace_so_far(programme: Programme):
    """2, 4, 6, 8 and 10 moved, as planned, of 110; the rest is planned for five months at 12 to 20. The even pace so far,
    six a month, would take thirteen months."""
    counts = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]
    ends = [month_end(2012, 11 + k) for k in range(10)]
    baselines = [end for end, many in zip(ends, counts, strict=True) for _ in range(many)]
    done = 0
    for end, many in zip(ends[:5], counts, strict=False):
        done += many
        programme.report(end, migrations=planned_and_moved(110, done, end, baselines))
    programme.report(ends[4], gateways=GO_LIVE.replace("2013-06-30", "2013-10-31"))
    with_plan = programme.row("migration_forecast", ends[4])
    assert with_plan["planned"] == 110
    programme.report(ends[4], migrations=planned_and_moved(110, done, ends[4], []))
    without = programme.row("migration_forecast", ends[4])
    assert without["planned"] == 0
    assert str(without["method"]).startswith(
        "It rests on the 30 moves from 31 October 2012 to 31 March 2013: in each of"
    )
    assert float(str(with_plan["probability_by_go_live"])) > float(str(without["probability_by_go_live"])) + 15
    assert str(with_plan["p50_date"]) < str(without["p50_date"])


def month_end(year: int, month: int) -> str:
    """The last day of the month; month 13 is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return str(date(year, month, calendar.monthrange(year, month)[1]))


def test_what_counts_as_planned(programme: Programme):
    programme.report(
        "2012-11-30",
        waves="""wave_id,name,sequence,departments,baseline_start,baseline_finish
            W1,One,1,HR,2013-01-01,2013-03-31""",
        applications=APPLICATIONS
        + "\n".join(f"A{k},App,HR,Pay,{'retain' if k in (6, 7) else 'migrate'}" for k in range(1, 8)),
        migrations="""application_id,wave_id,stage,baseline_date,forecast_date,actual_date
            A1,W1,test,2013-02-15,2013-05-15, # its baseline
            A2,W1,test,,2013-02-28, # no baseline: the first forecast of it
            A3,W1,test,,, # neither: its wave, from start to finish
            A4,,test,,, # nothing says when
            A5,W9,test,,, # a wave that isn't there says nothing
            A6,W1,test,2013-02-15,, # not in scope
            A7,W1,migrated,2012-11-15,,2012-11-20 # never in scope, though it has moved
            X8,,test,2013-02-15,, # the inventory doesn't know it: counted""",
    )
    expected = [("2013-01-01", "2013-03-31", 1), ("2013-02-15", "2013-02-15", 2), ("2013-02-28", "2013-02-28", 1)]
    columns = ("first_day", "last_day", "applications")
    assert programme.rows("migration_plan", "2012-11-30", *columns) == expected
    # a later forecast knows how it went, and is no plan
    programme.report("2012-12-31", mode="update", migrations="application_id,stage,forecast_date\nA2,test,2013-08-31")
    assert programme.rows("migration_plan", "2012-12-31", *columns) == expected


def test_between_reports_the_forecast_stays(programme: Programme):
    """What moved since the last report isn't known, so as at 20 April the forecast is the one of 31 March."""
    replay(programme, (0, 10, 10, 5, 5, 10))
    at_report = programme.row("migration_forecast", "2013-03-31")
    later = programme.row("migration_forecast", "2013-04-20")
    assert at_report | {"as_at": "2013-04-20"} == later


def test_the_day_of_even_odds_is_that_of_the_last_report_whenever_it_is_looked_at(programme: Programme):
    """Two are left at ten a month: a week or so after the report. Later that day has passed. (It used to be the day after the
    one it was looked at on, when more than half of the runs were through.)"""
    replay(programme, (0, 10, 10, 10, 10, 10), applications=52)
    days = ("p50_date", "p80_date", "p95_date")
    at_report = programme.row("migration_forecast", "2013-03-31")
    assert "2013-04-03" <= str(at_report["p50_date"]) <= "2013-04-12"
    later = programme.row("migration_forecast", "2013-04-20")
    assert [later[each] for each in days] == [at_report[each] for each in days]
    assert str(later["finding"]).startswith(
        "By the last report, of 31 March 2013, the odds of having moved everything were even by "
    )


def test_the_past_go_live_can_no_longer_be_met(programme: Programme):
    replay(programme, (0, 10, 10, 10, 10, 10))
    programme.report("2013-03-31", gateways=GO_LIVE.replace("2013-06-30", "2013-03-31"))
    found = programme.row("migration_forecast", "2013-03-31")
    assert found["probability_by_go_live"] == 0
    assert str(found["finding"]).endswith("the go-live baseline, 31 March 2013, has come already.")


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        ((0, 0, 0), "No report shows applications moving so far; a forecast needs four."),
        ((0, 0, 5), "Only one reporting period shows applications moving so far; a forecast needs four."),
        # the moves of the first report count by their dates
        ((5, 0, 5), "Only two reporting periods show applications moving so far; a forecast needs four."),
        ((0, 5, 5, 0, 5, 0), "Only three reporting periods show applications moving so far; a forecast needs four."),
        ((1, 1, 1, 1, 1, 0), None),  # one still report is no standstill
        ((0, 20, 20, 10, 10), "Everything in scope has moved, so there is nothing left to forecast."),
    ],
)
def test_why_there_is_no_forecast(programme: Programme, moves: tuple[int, ...], reason: str | None):
    replay(programme, moves)
    as_at = MONTH_ENDS[len(moves) - 1]
    found = programme.row("migration_forecast", as_at)
    assert found["reason"] == reason
    assert (found["p50_date"] is None) is (reason is not None)
    assert programme.ask("migration_forecast_fan", as_at).is_empty() is (reason is not None)
    if reason:
        assert found["finding"] == reason
        assert (found["p95_date"], found["probability_by_go_live"], found["method"], found["difference_days"]) == (
            None,
        ) * 4


def test_no_forecast_after_two_reports_without_a_move(programme: Programme):
    replay(programme, (0, 5, 5, 5, 5))
    for reporting_date in ("2013-03-31", "2013-04-30"):
        programme.report(reporting_date, migrations=migrations(60, 20, "2013-02-28"))  # again, as it was
    assert programme.row("migration_forecast", "2013-03-31")["reason"] is None
    assert programme.row("migration_forecast", "2013-04-30")["reason"] == (
        "Nothing moved in the last two reports, so no date can be given."
    )


def test_no_forecast_from_old_reports(programme: Programme):
    """Reports come at most 31 days apart: 62 days after the last one there is a forecast, 63 days after there is none."""
    replay(programme, (0, 5, 5, 5, 5, 5))
    assert programme.row("migration_forecast", "2013-06-01")["reason"] is None
    assert programme.row("migration_forecast", "2013-06-02")["reason"] == (
        "The last report on migrations, of 31 March 2013, is 63 days old: too old to forecast from when reports come at"
        " most 31 days apart."
    )


def test_no_forecast_of_nothing(programme: Programme):
    assert (
        programme.row("migration_forecast", "2013-03-31")["reason"] == "No report on migrations has been uploaded yet."
    )
    programme.report("2013-03-31", applications=f"{APPLICATIONS}A1,Payroll,HR,Pay,consolidate")
    assert (
        programme.row("migration_forecast", "2013-03-31")["reason"] == "No report on migrations has been uploaded yet."
    )
    programme.report(
        "2013-03-31",
        migrations="application_id,stage\nA1,not_started",
        applications=f"{APPLICATIONS}A1,Payroll,HR,Pay,retain",
    )
    assert programme.row("migration_forecast", "2013-03-31")["reason"] == (
        "No application is in scope yet, so there is nothing to forecast."
    )


def test_too_slow_to_finish_within_ten_years(programme: Programme):
    """One a month and 1,000 to move: 995 months."""
    replay(programme, (1, 1, 1, 1, 1), applications=1000)
    found = programme.row("migration_forecast", "2013-02-28")
    assert (found["p50_date"], found["p95_date"], found["difference_days"]) == (None, None, None)
    assert found["finding"] == "The odds of having moved everything within ten years are below even."
    fan = programme.ask("migration_forecast_fan", "2013-02-28")
    assert (fan.height, fan["month_end"][-1]) == (121, day("2023-02-28"))
    assert 5 < fan["migrated_p50"][-1] < 500


def test_what_came_before_the_first_move_does_not_count(programme: Programme):
    """Reported in July and then not until November, when two had moved on the 12th: of the four months, no more counts
    than the longest wait since, the 31 days of December; and what came into scope before then isn't growth of that time."""
    inventory = [f"A{k},App,HR,Pay,{{}}" for k in range(4)]

    def applications(in_scope: int) -> str:
        return APPLICATIONS + "\n".join(
            row.format("consolidate" if k < in_scope else "undecided") for k, row in enumerate(inventory)
        )

    programme.report("2012-07-31", applications=applications(2), migrations=migrations(2, 0, ""))
    programme.report("2012-09-30", applications=applications(3))  # long before: not in the stretch
    programme.report("2012-11-15", applications=applications(4))
    programme.report("2012-11-30", migrations=migrations(2, 1, "2012-11-12"))
    programme.report("2012-12-31", migrations=migrations(2, 2, "2012-11-12"))
    columns = (
        "reporting_date",
        "days",
        "moved",
        "scope_change",
        "counted_from",
        "counted_days",
        "counted_scope_change",
    )
    assert programme.rows("migration_throughput", "2012-12-31", *columns) == [
        ("2012-07-31", None, None, None, None, None, None),
        ("2012-11-30", 122, 1, 2, "2012-10-30", 31, 1),
        ("2012-12-31", 31, 1, 0, "2012-11-30", 31, 0),
    ]


def test_a_first_move_long_before_its_report_counts_from_that_day(programme: Programme):
    programme.report("2012-07-31", migrations=migrations(9, 0, ""))
    programme.report("2012-11-30", migrations=migrations(9, 4, "2012-09-11"))
    programme.report("2012-12-31", migrations=migrations(9, 5, "2012-09-11"))
    assert programme.rows("migration_throughput", "2012-12-31", "counted_from", "counted_days")[1] == ("2012-09-10", 81)


def test_the_moves_of_the_first_report_count_by_their_dates(programme: Programme):
    """The first report, of the end of March, shows nine moves: two in the middle of November, none in December, seven in
    January to March. Months are counted back from the day of the report, from the one of the first move on."""
    moved_on = ["2012-11-14", "2012-11-20", "2013-01-01", "2013-01-31", "2013-02-10", *["2013-03-01"] * 3, "2013-03-31"]
    report = "application_id,stage,baseline_date,actual_date\n" + "\n".join(
        f"A{k},{'migrated' if k < 9 else 'test'},,{moved_on[k] if k < 9 else ''}" for k in range(20)
    )
    programme.report("2013-03-31", migrations=report)
    assert programme.rows("migration_first_moves", "2013-03-31", "month_from", "month_to", "moved") == [
        ("2012-10-31", "2012-11-30", 2),
        ("2012-11-30", "2012-12-31", 0),
        ("2012-12-31", "2013-01-31", 2),
        ("2013-01-31", "2013-02-28", 1),
        ("2013-02-28", "2013-03-31", 4),
    ]
    found = programme.row("migration_forecast", "2013-03-31")
    assert found["reason"] is None  # four months brought moves
    assert (found["migrated"], found["reports_used"], found["reports_that_moved"]) == (9, 5, 4)
    assert (found["history_from"], found["history_to"]) == ("2012-10-31", "2013-03-31")
    # the next report adds its own stretch, and those that stay as they are count as still
    for reporting_date in ("2013-04-30", "2013-05-31"):
        programme.report(reporting_date, migrations=report + f"\n{reporting_date},test,,")
    assert programme.row("migration_forecast", "2013-04-30")["reports_used"] == 6
    assert str(programme.row("migration_forecast", "2013-05-31")["reason"]).startswith("Nothing moved in the last two")


def test_a_programme_that_starts_midway_loses_nothing(
    programme: Programme, store: Path, monkeypatch: pytest.MonkeyPatch
):
    """The same moves, ten in each month, once reported from the start and once only from the third month on: as many
    stretches, as many moves, the same odds."""
    replay(programme, (10, 10, 10, 10, 10, 10), applications=90)
    programme.report("2013-03-31", gateways=GO_LIVE)
    whole = programme.row("migration_forecast", "2013-03-31")
    monkeypatch.setenv("PROGRAMME_STORE", str(store.parent / "midway.duckdb"))
    moved_on = [end for end in MONTH_ENDS for _ in range(10)]
    for known, reporting_date in enumerate(MONTH_ENDS, 1):
        if known >= 3:
            rows = [
                f"A{k},{f'migrated,2013-06-30,,{moved_on[k]}' if k < 10 * known else 'test,2013-06-30,2013-07-15,'}"
                for k in range(90)
            ]
            table = "application_id,stage,baseline_date,forecast_date,actual_date\n" + "\n".join(rows)
            programme.report(reporting_date, migrations=table)
    programme.report("2013-03-31", gateways=GO_LIVE)
    midway = programme.row("migration_forecast", "2013-03-31")
    for name in ("scope", "migrated", "remaining", "reports_used", "reports_that_moved", "history_from", "history_to"):
        assert midway[name] == whole[name], name
    assert (
        abs(float(str(midway["probability_by_go_live"])) - float(str(whole["probability_by_go_live"]))) < 2.5
    )  # draws


def test_a_report_that_takes_moves_back(programme: Programme):
    programme.report("2012-10-31", migrations=migrations(9, 3, "2012-10-31"))
    programme.report("2012-11-30", migrations=migrations(9, 2, "2012-10-31"))  # one had not moved after all
    assert programme.rows("migration_throughput", "2012-11-30", "moved", "has_moved") == [(None, True), (-1, False)]


def test_scope_keeps_what_has_moved_and_counts_what_has_no_inventory(programme: Programme):
    programme.report(
        "2013-01-31",
        applications=f"""{APPLICATIONS}
            A1,Payroll,HR,Pay,consolidate # in scope, moved
            A2,Rota,HR,Pay,migrate # in scope, no migration yet
            A3,Leave,HR,Pay,retain # not in scope, though it has a migration
            A4,Travel,HR,Pay,retire # never in scope, and it has moved
            A5,Old,HR,Pay,migrate # in scope, and to leave it before its move
            A6,Desk,HR,Pay,migrate # in scope, and to leave it in the report that says that it has moved""",
        migrations="""application_id,stage,actual_date
            A1,migrated,2013-01-15
            A3,test,
            A4,migrated,2013-01-20
            A5,test,
            A6,test,
            X9,build, # the inventory doesn't know it: counted, for nothing says that it is out of scope""",
    )
    counts = ("scope", "migrated", "remaining", "moved_outside", "moved_since_left")
    assert programme.rows("migration_remaining", "2013-01-31", *counts) == [(5, 1, 4, 1, 0)]
    # switched off, A1 leaves the inventory: what was done stays done, and nothing more is left; A3 and A4 leave it as well
    programme.report(
        "2013-02-28", applications=f"{APPLICATIONS}A2,Rota,HR,Pay,migrate\nA5,Old,HR,Pay,retain\nA6,Desk,HR,Pay,migrate"
    )
    programme.report(
        "2013-03-31",
        "update",
        applications="application_id,disposition\nA6,retire",
        migrations="application_id,stage,actual_date\nA5,migrated,2013-03-10\nA6,migrated,2013-03-20",
    )
    for on, expected in (("2013-02-28", (4, 1, 3, 2, 1)), ("2013-03-31", (4, 2, 2, 4, 2))):
        assert programme.rows("migration_remaining", on, *counts) == [expected]
        next_day = str(day(on) + timedelta(days=1))  # counted from the rows, where the report's are kept in the store
        assert programme.rows("migration_remaining", next_day, *counts) == [expected]
        headline = programme.row("overview_headline", on)
        assert (headline["migrated"], headline["migrated_outside"]) == (0, expected[3])
    assert programme.rows("migration_remaining", "2012-12-31", *counts) == [(0, 0, 0, 0, 0)]


def test_moves_of_what_never_was_in_scope_change_nothing_of_the_forecast(programme: Programme):
    """A retired system that is switched off is no move of the programme's, and no growth of its scope."""
    replay(programme, (0, 10, 10, 5, 5, 10))
    inventory = APPLICATIONS + "\n".join(f"A{k},App,HR,Pay,migrate" for k in range(60))
    programme.report(
        "2012-10-31", applications=inventory + "\nR1,Old,HR,Pay,retire\nR2,Kept,HR,Pay,retain\nR3,Any,HR,Pay,undecided"
    )

    def rests_on() -> list[list[tuple[object, ...]]]:
        names = ("migration_throughput", "migration_plan", "migration_first_moves", "migration_remaining")
        frames = [programme.ask(name, "2013-03-31") for name in names]
        return [frame.drop("moved_outside", strict=False).rows() for frame in frames]

    before = rests_on()
    columns = "application_id,stage,baseline_date,forecast_date,actual_date\n"
    programme.report(
        "2012-10-31",
        "update",
        migrations=f"{columns}R1,migrated,2012-10-01,,2012-10-15\nR3,test,2013-01-10,2013-09-30,",
    )
    programme.report("2013-01-31", "update", migrations=f"{columns}R2,decommissioned,2013-01-10,,2013-01-15")
    programme.report("2013-02-28", "update", applications=f"{APPLICATIONS}R3,Any,HR,Pay,retire")
    programme.report("2013-03-31", "update", migrations=f"{columns}R2,migrated,,,2013-01-15\nR3,migrated,,,2013-03-15")
    assert rests_on() == before


def test_the_teams_own_dates(programme: Programme):
    programme.report(
        "2013-01-31",
        applications=APPLICATIONS
        + "\n".join(f"A{k},App,HR,Pay,{'retain' if k == 6 else 'migrate'}" for k in range(1, 9)),
        migrations="""application_id,stage,baseline_date,forecast_date,actual_date
            A1,migrated,2013-01-15,2015-01-15,2013-01-15 # moved: its forecast is over
            A2,test,2013-03-15,2013-04-15, # the latest date to come
            A3,test,2013-03-31,, # no forecast: its baseline
            A4,test,2013-01-15,2013-01-30, # its date has passed
            A5,not_started,,, # no date
            A6,test,2015-01-15,, # not in scope; and A7 has no migration
            A8,test,2013-01-15,2013-01-31, # due on the day itself, which is not past""",
    )
    assert programme.rows("migration_remaining", "2013-01-31", "team_date", "remaining", "team_undated") == [
        ("2013-04-15", 6, 3)
    ]
    assert programme.row("migration_forecast", "2013-01-31")["team_finding"] == (
        "The team's own forecasts add up to 15 April 2013; 3 applications still to move have no date, or one that has passed."
    )


def test_the_burn_up_has_the_scope_of_its_time(programme: Programme):
    late = f"{APPLICATIONS}A1,Payroll,HR,Pay,migrate\nA2,Rota,HR,Pay,migrate"
    programme.report(
        "2012-11-30",
        applications=f"{APPLICATIONS}A1,Payroll,HR,Pay,migrate",
        migrations="application_id,stage,baseline_date\nA1,test,2012-10-31",
    )
    programme.report("2013-01-15", applications=late)  # found late
    assert programme.rows("migration_burn_up", "2013-01-20", "month_end", "scope") == [
        ("2012-10-31", None),  # before the first report nothing is known
        ("2012-11-30", 1),
        ("2012-12-31", 1),
        ("2013-01-31", 2),
    ]


OF_THE_DRAWS = (
    "migration_forecast", "migration_forecast_fan", "migration_odds_by_report", "outlook_pace", "outlook_odds_by_pace",
)  # fmt: skip
RISKS = "risk_id,title,likelihood,impact,status,raised_date\nR1,Flood,2,3,open,2013-01-15"


def test_an_upload_that_touches_nothing_of_it_leaves_every_figure_as_it_was(programme: Programme):
    replay(programme, (0, 3, 12, 1, 8, 5), applications=90)
    programme.report("2013-03-31", gateways=GO_LIVE)
    first = {name: programme.ask(name, "2013-03-31") for name in OF_THE_DRAWS}
    assert all(frame.height for frame in first.values())
    programme.report("2013-03-31", risks=RISKS)  # beside it
    programme.report("2013-03-31", gateways=GO_LIVE.replace("Go-live", "Opening"))  # a name, not a day
    programme.report(
        "2013-04-30", gateways="gateway_id,name,kind,baseline_date\nGO,Opening,go_live,2013-12-31"
    )  # later
    for name, frame in first.items():
        assert_frame_equal(programme.ask(name, "2013-03-31"), frame)


def test_odds_are_said_with_care():
    said = [odds(percent) for percent in (0.0, 0.4, 1.0, 5.8, 99.0, 99.4, 100.0)]
    assert said == [
        "fewer than 1 in 100", "fewer than 1 in 100", "1 in 100", "6 in 100", "99 in 100", "more than 99 in 100",
        "more than 99 in 100",
    ]  # fmt: skip


def test_on_the_sample(sample: object):
    """As at 31 March 2013: the odds of April 2014, and what the team's own dates said."""
    found = ask("migration_forecast", date(2013, 3, 31)).row(0, named=True)
    assert (found["scope"], found["migrated"], found["remaining"]) == (166, 42, 124)
    assert found["reports_that_moved"] == 5
    assert found["go_live_date"] == date(2014, 4, 1)
    assert 20 <= found["probability_by_go_live"] <= 40
    assert date(2014, 5, 1) <= found["p50_date"] <= date(2014, 8, 1)
    assert date(2015, 9, 1) <= found["p95_date"] <= date(2016, 9, 1)
    assert found["team_date"] == date(2014, 3, 14)
    assert ask("migration_forecast", date(2012, 12, 31))["reason"].item().startswith("Only two reporting periods")


def test_the_odds_by_report_are_those_of_each_report_by_what_is_known_now(programme: Programme):
    """Four reports that moved are needed: the first odds are of February, and the last ones those of the headline."""
    programme.report("2012-10-31", gateways=GO_LIVE)
    replay(programme, (0, 10, 10, 10, 10, 10))
    found = programme.ask("migration_odds_by_report", "2013-04-15")
    assert found["reporting_date"].to_list() == [day("2013-02-28"), day("2013-03-31")]
    before = programme.row("migration_forecast", "2013-02-28")["probability_by_go_live"]
    now = programme.row("migration_forecast", "2013-04-15")["probability_by_go_live"]
    assert found["probability_by_go_live"].to_list() == [before, now]
    assert programme.ask("migration_odds_by_report", "2013-01-31").is_empty(), "three that moved give no forecast"
    assert found["is_now"].to_list() == [False, True]
    # long after the last report there is no forecast; what it was at each report stays, and isn't said to be so now
    later = programme.ask("migration_odds_by_report", "2013-06-28")
    assert programme.row("migration_forecast", "2013-06-28")["reason"]
    assert later["reporting_date"].to_list() == [day("2013-02-28"), day("2013-03-31")]
    assert later["is_now"].to_list() == [False, False]
    # on the day of the baseline there are no odds any more; what they were at each report before it stays
    after = programme.ask("migration_odds_by_report", "2013-06-30")
    assert after["reporting_date"].to_list() == [day("2013-02-28"), day("2013-03-31")]
