"""Milestone trends, slips and the two ratings beside each other, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from queries import ask
from tests.queries.conftest import Programme

GATEWAY = "gateway_id,name,kind,baseline_date,forecast_date,actual_date,declared_rating\n"


@pytest.fixture
def slipping(programme: Programme) -> Programme:
    """GW1 slips twice, recovers once, is passed; GW2 stays; GW3 is there for one report only."""
    gw2 = "GW2,Launch,go_live,2014-04-01,,,green"
    for reporting_date, gw1, more in (
        ("2012-10-31", "GW1,Case,gateway,2012-12-14,,,green", ""),  # no forecast: the baseline
        ("2012-11-30", "GW1,Case,gateway,2012-12-14,2012-12-21,,green", "\nGW3,Gone,milestone,2013-01-01,,,"),
        ("2012-12-31", "GW1,Case,gateway,2012-12-21,2013-01-31,,amber", ""),  # and a new baseline
        ("2013-01-31", "GW1,Business case,gateway,2012-12-21,2013-01-31,2013-01-24,amber", ""),  # a new name
    ):
        programme.report(reporting_date, gateways=f"{GATEWAY}{gw1}\n{gw2}{more}")
    programme.report("2013-02-15", partners="partner_id,name,category,stage,stage_date\nP1,NHS,nhs,live,2013-01-01")
    return programme


def test_the_trend_is_the_forecast_as_it_stood(slipping: Programme):
    columns = ("reporting_date", "name", "baseline_date", "expected_date", "actual_date", "slip_days", "moved_days")
    trend = slipping.rows("gateways_trend", "2013-02-28", "gateway_id", *columns)
    assert [row[1:] for row in trend if row[0] == "GW1"] == [
        ("2012-10-31", "Business case", "2012-12-14", "2012-12-14", None, 0, None),
        ("2012-11-30", "Business case", "2012-12-14", "2012-12-21", None, 7, 7),
        ("2012-12-31", "Business case", "2012-12-21", "2013-01-31", None, 48, 41),  # from the first baseline
        ("2013-01-31", "Business case", "2012-12-21", "2013-01-24", "2013-01-24", 41, -7),
    ]
    assert [row[1] for row in trend if row[0] == "GW3"] == ["2012-11-30"]
    assert slipping.rows("gateways_trend", "2012-11-29", "gateway_id", "reporting_date") == [
        ("GW1", "2012-10-31"),
        ("GW2", "2012-10-31"),
    ]


def test_the_slip_table(slipping: Programme):
    found = slipping.ask("gateways_slips", "2013-02-28").filter(gateway_id="GW1").row(0, named=True)
    assert (found["first_baseline"], found["baseline_date"]) == (date(2012, 12, 14), date(2012, 12, 21))
    assert (found["slip_days"], found["re_forecasts"], found["rebaselined"]) == (41, 3, 1)
    assert (found["slipped_days"], found["recovered_days"]) == (48, 7)
    assert (found["last_moved"], found["last_moved_days"], found["is_done"]) == (date(2013, 1, 31), -7, True)
    assert found["history"] == (
        "14 December 2012 (31 October 2012), then 21 December 2012 (30 November 2012),"
        " then 31 January 2013 (31 December 2012), then 24 January 2013 (31 January 2013)"
    )
    assert slipping.rows("gateways_slips", "2013-02-28", "gateway_id", "re_forecasts", "last_moved") == [
        ("GW1", 3, "2013-01-31"),
        ("GW2", 0, None),  # and not GW3, which is there no more
    ]


def test_waves_have_a_trend_too(programme: Programme):
    wave = "wave_id,name,sequence,departments,baseline_start,baseline_finish,forecast_finish\nW1,First,1,HR,2012-10-01"
    migration = "application_id,wave_id,stage,actual_date\nA1,W1,"
    inventory = "application_id,name,department,disposition\nA1,Payroll,HR,migrate"
    programme.report("2012-10-31", applications=inventory, waves=f"{wave},2012-12-31,", migrations=f"{migration}test,")
    programme.report("2012-11-30", waves=f"{wave},2012-12-31,2013-01-31")
    programme.report("2013-01-31", migrations=f"{migration}migrated,2013-01-25")
    assert programme.rows(
        "waves_trend", "2013-02-28", "reporting_date", "expected_date", "actual_date", "slip_days", "moved_days"
    ) == [
        ("2012-10-31", "2012-12-31", None, 0, None),
        ("2012-11-30", "2013-01-31", None, 31, 31),
        ("2013-01-31", "2013-01-25", "2013-01-25", 25, -6),
    ]
    assert programme.rows("waves_slips", "2013-02-28", "wave_id", "slip_days", "re_forecasts", "is_done") == [
        ("W1", 25, 2, True)
    ]


# Two ratings --------------------------------------------------------------------------------------


def report_ratings(programme: Programme, *reports: tuple[str, str]) -> None:
    """One report a month from October 2012: the forecast and the declared rating of a gateway due at the end of May."""
    for month_end, (forecast, declared) in zip(
        ("2012-10-31", "2012-11-30", "2012-12-31", "2013-01-31", "2013-02-28"), reports, strict=False
    ):
        programme.report(month_end, gateways=f"{GATEWAY}GW,Design,gateway,2013-05-31,{forecast},,{declared}")


@pytest.mark.parametrize(
    ("reports", "unchanged_for", "moves", "flagged"),
    [
        # three reports with one rating, and the date moved at the last
        ((("2013-05-31", "green"), ("2013-05-31", "green"), ("2013-06-07", "green")), 3, 1, True),
        # two reports only
        ((("2013-05-31", "green"), ("2013-06-07", "green")), 2, 1, False),
        # three, but it never moved
        ((("2013-06-07", "amber"),) * 3, 3, 0, False),
        # the move came with a new rating, unchanged since
        (
            (("2013-05-31", "green"), ("2013-06-07", "amber"), ("2013-06-07", "amber"), ("2013-06-07", "amber")),
            3, 0, False,
        ),
        # it moved, but three reports ago: the last three are quiet
        (
            (("2013-05-31", "green"), ("2013-06-07", "green"), ("2013-06-07", "green"), ("2013-06-07", "green"),
             ("2013-06-07", "green")), 5, 0, False,
        ),
        # red can't follow a date that moves later; it could follow one that moves earlier
        ((("2013-06-07", "red"), ("2013-06-07", "red"), ("2013-09-07", "red")), 3, 1, False),
        ((("2013-09-07", "red"), ("2013-09-07", "red"), ("2013-06-07", "red")), 3, 1, True),
        ((("2013-06-07", "green"), ("2013-06-07", "green"), ("2013-05-31", "green")), 3, 1, False),
        # nothing declared
        ((("2013-05-31", ""), ("2013-06-07", ""), ("2013-06-14", "")), 3, 2, False),
    ],
)  # fmt: skip
def test_a_rating_unchanged_while_its_date_moved(
    programme: Programme, reports: tuple[tuple[str, str], ...], unchanged_for: int, moves: int, flagged: bool
):
    report_ratings(programme, *reports)
    found = programme.row("ratings_compared", "2013-02-28")
    assert (found["unchanged_for"], found["moves"], found["unchanged_while_moved"]) == (unchanged_for, moves, flagged)


def test_a_disagreement_is_called_out_with_the_rows_that_made_it(programme: Programme):
    report_ratings(programme, ("2013-05-31", "green"), ("2013-06-07", "green"), ("2013-06-21", "green"))
    programme.report(
        "2012-12-31",
        gateway_criteria="""criterion_id,gateway_id,criterion,status,due_date
            C2,GW,Staff,in_progress,2012-12-01
            C1,GW,Costs,not_met,2012-11-15
            C3,GW,Data,in_progress,2013-01-15""",
    )
    found = programme.row("ratings_compared", "2012-12-31")
    assert (found["declared_rating"], found["computed_rating"]) == ("green", "amber")
    assert (found["disagreement"], found["steps_apart"], found["is_called_out"]) == ("better", 2, True)
    assert found["made_so_by"] == (
        "baseline 31 May 2013; forecast 21 June 2013; C1 due on 15 November 2012; C2 due on 1 December 2012"
    )
    assert found["called_out"] == (
        "Declared green, but the rule says amber."
        " Declared green for 3 reports running, while its date moved twice in the last three, 21 days later in all."
    )


@pytest.mark.parametrize(
    ("declared", "disagreement", "steps_apart", "called_out"),
    [
        ("amber_green", "better", 1, "Declared amber/green, but the rule says amber."),
        ("amber", None, 0, None),
        ("amber_red", "worse", -1, None),  # the owner may know more
        ("", None, None, None),
    ],
)
def test_declared_beside_computed(
    programme: Programme, declared: str, disagreement: str | None, steps_apart: int | None, called_out: str | None
):
    report_ratings(programme, ("2013-06-14", declared))
    found = programme.row("ratings_compared", "2012-10-31")
    assert (found["disagreement"], found["steps_apart"], found["called_out"]) == (disagreement, steps_apart, called_out)


def test_a_stale_item_is_called_out(programme: Programme):
    report_ratings(programme, *(("2013-05-31", "green"),) * 3)
    assert programme.row("ratings_compared", "2012-12-31")["called_out"] == (
        "Neither its dates nor its criteria have changed in the last 2 reports."
    )


def test_nothing_red_is_averaged_away(programme: Programme):
    """Nine green gateways and one past its baseline without an actual date: red, by that one."""
    rows = "\n".join(f"GW{k},Green {k},gateway,2013-05-31,2013-05-31,,green" for k in range(9))
    programme.report(
        "2012-10-31", gateways=f"{GATEWAY}{rows}\nGX,Late,gateway,2012-10-30,,,amber\nMS,Red,milestone,2012-01-01,,,red"
    )
    found = programme.row("programme_rating", "2012-10-31")
    assert (found["computed_rating"], found["rated_by"], found["rated_by_name"]) == ("red", "GX", "Late")
    assert (found["critical"], found["green"], found["amber"], found["red"], found["red_items"]) == (10, 9, 0, 1, "GX")
    assert (found["declared_rating"], found["declared_is_better"], found["red_milestones"]) == ("amber", True, 1)


def test_without_gateways_there_is_no_rating(programme: Programme):
    found = programme.row("programme_rating", "2012-10-31")
    assert (found["computed_rating"], found["critical"], found["declared_rating"]) == (None, 0, None)
    assert found["reason"] == "No gateways have been uploaded."


def test_on_the_sample(sample: object):
    """As at 31 March 2013 the rule does not support one rating: that of the design gateway, declared green."""
    compared = ask("ratings_compared", date(2013, 3, 31))
    assert compared.filter("is_called_out")["gateway_id"].to_list() == ["GW2"]
    assert compared["called_out"][0] == (
        "Declared green, but the rule says amber."
        " Declared green for 8 reports running, while its date moved twice in the last three, 21 days later in all."
    )
    programme = ask("programme_rating", date(2013, 3, 31)).row(0, named=True)
    assert (programme["computed_rating"], programme["rated_by"]) == ("amber", "GO")
    assert programme["computed_rating"] == ask("overview_headline", date(2013, 3, 31))["computed_rating"].item()
    slips = ask("gateways_slips", date(2013, 9, 30)).filter(gateway_id="GO").row(0, named=True)
    assert (slips["slip_days"], slips["re_forecasts"], slips["last_moved"]) == (14, 5, date(2013, 9, 30))
