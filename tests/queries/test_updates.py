"""Uploads and the history of a row: what counts, what changed, and what a withdrawal takes away; worked by hand."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import queries
from data.datasets import DATASETS
from queries.updates import rhythm, rows_changed
from tests.queries.conftest import Programme

APPLICATION = "application_id,name,department,disposition,core_component\n"
CELL = ("reporting_date", "column_name", "before", "after", "upload", "event")


@pytest.fixture
def three_reports(programme: Programme) -> Programme:
    programme.report(
        "2013-01-31", illustrative=True, applications=f"{APPLICATION}A1,Payroll,HR,migrate,\nA2,Rotas,HR,retain,"
    )  # 1
    programme.report(
        "2013-02-28", applications=f"{APPLICATION}A1,Payroll,HR,consolidate,HR core\nA2,Rotas,HR,retain,"
    )  # 2
    programme.report("2013-03-31", applications=f"{APPLICATION}A2,Rotas,HR,retain,")  # 3: A1 is left out
    programme.report("2013-03-31", waves="wave_id,name,sequence,departments\nW1,One,1,HR")  # 4
    programme.report("2013-04-30", mode="update", applications=f"{APPLICATION}A1,Payroll,HR,retire,")  # 5: back
    return programme


def test_row_history(three_reports: Programme):
    ask: dict[str, Any] = {"dataset": "applications", "row_key": "A1"}
    assert three_reports.rows("row_history", "2013-04-30", *CELL, **ask) == [
        ("2013-04-30", "application_id", None, "A1", 5, "added"),
        ("2013-04-30", "department", None, "HR", 5, "added"),
        ("2013-04-30", "disposition", None, "retire", 5, "added"),
        ("2013-04-30", "name", None, "Payroll", 5, "added"),
        ("2013-03-31", "application_id", "A1", None, 3, "removed"),
        ("2013-03-31", "core_component", "HR core", None, 3, "removed"),
        ("2013-03-31", "department", "HR", None, 3, "removed"),
        ("2013-03-31", "disposition", "consolidate", None, 3, "removed"),
        ("2013-03-31", "name", "Payroll", None, 3, "removed"),
        ("2013-02-28", "core_component", None, "HR core", 2, "changed"),  # it was blank
        ("2013-02-28", "disposition", "migrate", "consolidate", 2, "changed"),
        ("2013-01-31", "application_id", None, "A1", 1, "added"),
        ("2013-01-31", "department", None, "HR", 1, "added"),
        ("2013-01-31", "disposition", None, "migrate", 1, "added"),
        ("2013-01-31", "name", None, "Payroll", 1, "added"),
    ]
    by_whom = three_reports.rows("row_history", "2013-02-28", "uploaded_by", "file_name", **ask)
    assert by_whom[0] == ("Ann", "applications-2013-02-28.csv")
    assert {row[0] for row in three_reports.rows("row_history", "2013-03-30", "reporting_date", **ask)} == {
        "2013-01-31", "2013-02-28",
    }  # fmt: skip


def test_row_history_when_a_cell_is_emptied(programme: Programme):
    programme.report("2013-01-31", partners="partner_id,name,next_step\nP1,A,Meet")
    programme.report("2013-02-28", partners="partner_id,name,next_step\nP1,A,")
    assert programme.rows("row_history", "2013-02-28", *CELL, dataset="partners", row_key="P1")[0] == (
        "2013-02-28", "next_step", "Meet", None, 2, "changed",
    )  # fmt: skip


def test_row_history_after_a_withdrawal(three_reports: Programme):
    three_reports.withdraw(3)  # the report that left A1 out
    ask: dict[str, Any] = {"dataset": "applications", "row_key": "A1"}
    assert three_reports.rows("row_history", "2013-04-30", *CELL, **ask)[:4] == [
        ("2013-04-30", "core_component", "HR core", None, 5, "changed"),
        ("2013-04-30", "disposition", "consolidate", "retire", 5, "changed"),
        ("2013-02-28", "core_component", None, "HR core", 2, "changed"),
        ("2013-02-28", "disposition", "migrate", "consolidate", 2, "changed"),
    ]
    as_it_was = three_reports.ask("row_history", "2013-04-30", 5, **ask)
    assert as_it_was["event"].to_list().count("removed") == 5
    three_reports.reinstate(3)
    assert three_reports.ask("row_history", "2013-04-30", **ask).equals(as_it_was)


def test_row_history_restated_by_a_backdated_upload(three_reports: Programme):
    three_reports.report(
        "2013-02-15", mode="update", applications=f"{APPLICATION}A1,Pay,HR,migrate,"
    )  # 6: between the first and the second
    assert three_reports.rows("row_history", "2013-02-28", *CELL, dataset="applications", row_key="A1")[:4] == [
        ("2013-02-28", "core_component", None, "HR core", 2, "changed"),
        ("2013-02-28", "disposition", "migrate", "consolidate", 2, "changed"),
        ("2013-02-28", "name", "Pay", "Payroll", 2, "changed"),
        ("2013-02-15", "name", "Payroll", "Pay", 6, "changed"),
    ]


def test_row_history_of_a_composite_key_and_of_nothing(programme: Programme):
    programme.report(
        "2013-01-31", spend="component,month,strand,budget_gbp\nServers,2013-01-01,core_infrastructure,1000.50"
    )
    ask: dict[str, Any] = {"dataset": "spend", "row_key": "Servers · 2013-01-01"}
    assert ("2013-01-31", "budget_gbp", None, "1000.50", 1, "added") in programme.rows(
        "row_history", "2013-01-31", *CELL, **ask
    )
    assert programme.ask("row_history", "2013-01-31", dataset="spend", row_key="Desks").is_empty()
    assert programme.ask("row_history", "2013-01-31").is_empty()


def test_updates_history(three_reports: Programme):
    three_reports.withdraw(2)  # entry 6
    columns = ("number", "dataset", "reporting_date", "mode", "withdrawn", "withdrawn_by", "counted")
    assert three_reports.rows("updates_history", "2013-03-31", *columns) == [
        (5, "applications", "2013-04-30", "update", False, None, False),  # after the as-at date
        (4, "waves", "2013-03-31", "full", False, None, True),
        (3, "applications", "2013-03-31", "full", False, None, True),
        (2, "applications", "2013-02-28", "full", True, "Ben", False),
        (1, "applications", "2013-01-31", "full", False, None, True),
    ]
    assert three_reports.rows("updates_history", "2013-03-31", "number", dataset="waves") == [(4,)]
    assert three_reports.ask("updates_history", "2013-03-31", 2)["number"].to_list() == [2, 1]  # as known then


def test_updates_latest(three_reports: Programme):
    found = three_reports.row("updates_latest", "2013-03-31")
    assert (found["reporting_date"], found["ledger_version"], found["number"], found["file_name"]) == (
        "2013-03-31", 5, 4, "waves-2013-03-31.csv",
    )  # fmt: skip
    assert (found["illustrative"], found["uploads"], found["datasets"], found["dataset_names"]) == (
        True, 4, 2, "applications, waves",
    )  # fmt: skip
    three_reports.withdraw(1)
    found = three_reports.row("updates_latest", "2013-03-31")
    assert (found["ledger_version"], found["illustrative"]) == (6, False)
    before_any = three_reports.row("updates_latest", "2012-12-31")
    assert (before_any["reporting_date"], before_any["number"], before_any["uploads"], before_any["illustrative"]) == (
        None, None, 0, False,
    )  # fmt: skip


def test_reporting_dates(three_reports: Programme):
    three_reports.withdraw(2)
    columns = ("reporting_date", "uploads", "is_shown", "is_latest")
    assert three_reports.rows("updates_reporting_dates", "2013-04-15", *columns) == [
        ("2013-04-30", 1, False, False),
        ("2013-03-31", 2, True, True),
        ("2013-01-31", 1, True, False),
    ]
    assert three_reports.rows("updates_reporting_dates", "2012-12-31", "is_latest") == [(False,)] * 3
    assert three_reports.row("overview_headline", "2013-04-15")["previous_report"] == "2013-01-31"


def test_what_an_upload_changed(three_reports: Programme):
    columns = ("row_key", "column_name", "before", "after", "event")
    assert three_reports.rows("updates_changes", "2013-04-30", *columns, number=2) == [
        ("A1", "core_component", None, "HR core", "changed"),
        ("A1", "disposition", "migrate", "consolidate", "changed"),
    ]
    assert three_reports.rows("updates_changes", "2013-04-30", *columns, number=3) == [
        ("A1", "application_id", "A1", None, "removed"),
        ("A1", "core_component", "HR core", None, "removed"),
        ("A1", "department", "HR", None, "removed"),
        ("A1", "disposition", "consolidate", None, "removed"),
        ("A1", "name", "Payroll", None, "removed"),
    ]
    assert three_reports.rows("updates_changes", "2013-04-30", "column_name", "after", "event", number=5)[2] == (
        "disposition", "retire", "added",
    )  # fmt: skip
    three_reports.withdraw(2)  # what an upload did when it was made stays known
    assert three_reports.ask("updates_changes", "2013-04-30", number=2).height == 2
    assert three_reports.ask("updates_changes", "2013-04-30", number=99).is_empty()


def test_updates_returns(three_reports: Programme):
    three_reports.report(
        "2013-04-30", mode="update", waves="wave_id,name,sequence,departments\nW1,One,1,HR"
    )  # 6: nothing new
    columns = ("dataset", "reporting_date", "state", "upload", "last_upload", "last_date")
    rows = three_reports.rows("updates_returns", "2013-04-30", *columns)
    assert len(rows) == 3 * len(DATASETS)
    assert rows[:3] == [
        ("applications", "2013-02-28", "received", 2, 5, "2013-04-30"),  # January is the fourth date back
        ("applications", "2013-03-31", "received", 3, 5, "2013-04-30"),
        ("applications", "2013-04-30", "received", 5, 5, "2013-04-30"),
    ]
    assert [row for row in rows if row[0] == "waves"] == [
        ("waves", "2013-02-28", "never", None, 6, "2013-04-30"),
        ("waves", "2013-03-31", "received", 4, 6, "2013-04-30"),
        ("waves", "2013-04-30", "unchanged", 6, 6, "2013-04-30"),
    ]
    assert {row[2:] for row in rows if row[0] == "spend"} == {("never", None, None, None)}


def test_updates_returns_looks_from_its_date_and_leaves_out_what_was_withdrawn(three_reports: Programme):
    three_reports.withdraw(4)
    columns = ("dataset", "reporting_date", "state", "last_upload")
    rows = three_reports.rows("updates_returns", "2013-03-31", *columns)
    assert ("waves", "2013-03-31", "never", None) in rows
    assert ("applications", "2013-03-31", "received", 3) in rows


def test_updates_returns_before_anything_is_reported(programme: Programme):
    rows = programme.rows("updates_returns", "2013-03-31", "dataset", "reporting_date", "state", "last_upload")
    assert rows == [(name, None, "never", None) for name in DATASETS]


WAVES = "wave_id,name,sequence,departments\nW1,One,1,HR"
GATEWAYS = "gateway_id,name,kind,baseline_date\nG1,Go-live,go_live,2014-04-01"
PARTNERS = "partner_id,name,category,stage,stage_date\nP1,City,council,identified,2012-01-01"


def test_a_dataset_is_missing_when_by_its_own_history_it_was_due(programme: Programme):
    for day in ("2012-03-31", "2013-03-31"):  # once a year
        programme.report(day, mode="update", partners=PARTNERS)
    for day in ("2012-12-31", "2013-03-31", "2013-06-30"):  # each quarter
        programme.report(day, mode="update", waves=WAVES)
    for day in ("2013-04-30", "2013-05-31", "2013-06-30", "2013-07-31", "2013-08-31", "2013-09-30"):
        programme.report(day, mode="update", gateways=GATEWAYS)  # each month
    programme.report(
        "2013-08-31", mode="update", spend="month,strand,component,budget_gbp\n2013-04-01,self_service,A,1"
    )

    def states(name: str, as_at: str) -> list[object]:
        return [row[1] for row in programme.rows("updates_returns", as_at, "dataset", "state") if row[0] == name]

    # April, May, June: a register of once a year, which came in March, is due again in March
    assert states("partners", "2013-06-30") == ["not_due"] * 3
    # July, August, September: one of each quarter is due when three months have passed
    assert states("waves", "2013-09-30") == ["not_due", "not_due", "missing"]
    assert states("gateways", "2013-09-30") == ["unchanged"] * 3
    # it came once, so it is asked for at the next date, and no longer when that passed
    assert states("spend", "2013-09-30") == ["never", "received", "missing"]
    programme.report("2013-10-31", mode="update", gateways=GATEWAYS)
    assert states("spend", "2013-10-31") == ["received", "missing", "not_due"]
    # Looked at from later, the returns that did not come are missing, of each that was due then.
    columns = ("dataset", "reporting_date", "state", "is_passed")
    passed = [row[1:] for row in programme.rows("updates_returns", "2014-01-30", *columns) if row[0] == "gateways"]
    assert passed == [
        ("2013-10-31", "unchanged", False), ("2013-11-30", "missing", True), ("2013-12-31", "missing", True),
    ]  # fmt: skip
    assert states("partners", "2014-01-31") == ["not_due"] * 3
    assert states("partners", "2014-03-31") == ["not_due", "not_due", "missing"]
    programme.report("2014-03-31", mode="update", gateways=GATEWAYS)
    assert states("partners", "2014-03-31")[-1] == "missing"


def test_a_report_is_old_when_by_its_own_rhythm_the_next_is_due(programme: Programme):
    for on in ("2013-06-30", "2013-07-31", "2013-08-31"):  # each month
        programme.report(on, mode="update", gateways=GATEWAYS)
    for on in ("2013-03-31", "2013-06-30"):  # each quarter
        programme.report(on, mode="update", waves=WAVES)
    programme.report("2013-07-31", mode="update", partners=PARTNERS)  # once: it goes by the rhythm of all

    def due(on: str, datasets: str | None = None) -> tuple[object, ...]:
        return programme.rows("updates_due", on, "last_report", "next_due", "is_old", datasets=datasets)[0]

    assert due("2013-09-29") == ("2013-08-31", "2013-09-30", False)
    assert due("2013-09-30") == ("2013-08-31", "2013-09-30", True)
    assert due("2013-09-29", "waves") == ("2013-06-30", "2013-09-30", False)
    assert due("2013-09-30", "waves") == ("2013-06-30", "2013-09-30", True)
    assert due("2013-08-31", "waves,gateways") == ("2013-08-31", "2013-09-30", False)
    assert due("2013-09-30", "partners") == ("2013-07-31", "2013-09-30", True)
    assert programme.ask("updates_due", "2013-09-30", datasets="risks").is_empty()


@given(
    st.lists(st.dates(date(2012, 1, 1), date(2014, 1, 1)), min_size=1, max_size=8, unique=True), st.integers(0, 9000)
)
def test_the_dates_that_passed_are_those_that_come_next_one_by_one(came: list[date], days: int):
    came, until = sorted(came), max(came) + timedelta(days=days)
    following = itertools.takewhile(lambda day: day <= until, (rhythm.next_due(came, at) for at in itertools.count(1)))
    passed = list(following)
    assert rhythm.passed(came, until, 3) == passed[-3:]
    assert passed == sorted(set(passed))
    assert (rhythm.next_due(came) <= until) == bool(passed)


def test_rows_changed_between_two_days(three_reports: Programme):
    columns = ("subject", "dataset", "added", "changed", "removed", "since")
    assert three_reports.rows("updates_rows_changed", "2013-02-28", *columns) == [
        ("applications", "applications", 0, 1, 0, "2013-01-31")  # A1; A2 is as it was
    ]
    assert three_reports.rows("updates_rows_changed", "2013-03-31", *columns) == [
        ("applications", "applications", 0, 0, 1, "2013-02-28"), ("waves", "waves", 1, 0, 0, "2013-02-28"),
    ]  # fmt: skip
    # A1 went in between and came again as another: it was there on both days
    assert three_reports.rows("updates_rows_changed", "2013-04-30", *columns, since="2013-02-28")[0] == (
        "applications", "applications", 0, 1, 0, "2013-02-28",
    )  # fmt: skip
    assert three_reports.ask("updates_rows_changed", "2013-01-31").is_empty(), "the first report"


def test_the_dataset_of_which_the_most_rows_changed_comes_first_under_the_name_of_its_changes(programme: Programme):
    concerns = "concern_id,partner_id,theme,concern,response,status,raised_date\nC1,P1,cost,Why,,open,2013-01-05"
    programme.report("2013-02-28", partner_concerns=concerns)
    programme.report(
        "2013-03-31", partner_concerns=f"{concerns}\nC2,P1,cost,How,,open,2013-03-05",
        waves="wave_id,name,sequence,departments\nW1,One,1,HR\nW2,Two,2,ICT",
    )  # fmt: skip
    assert programme.rows("updates_rows_changed", "2013-03-31", "subject", "dataset", "added") == [
        ("waves", "waves", 2), ("concerns", "partner_concerns", 1),
    ]  # fmt: skip


def test_an_uploads_own_counts_are_those_of_the_rows_compared(programme: Programme, monkeypatch: pytest.MonkeyPatch):
    header = "wave_id,name,sequence,departments\n"
    programme.report("2013-01-31", waves=f"{header}W1,One,1,HR\nW2,Two,2,HR")
    late = programme.report(
        "2013-03-31", waves=f"{header}W1,First,1,HR\nW3,Three,3,HR"
    )  # alone since, until the next two
    programme.report("2013-02-28", waves=f"{header}W1,First,1,HR\nW2,Two,2,HR")  # so W1 changed before
    programme.report("2013-03-31", "update", waves=f"{header}W3,Third,3,HR")  # a second one of that day
    programme.withdraw(late)
    programme.reinstate(late)
    last = programme.report("2013-04-30", waves=f"{header}W1,First,1,ICT\nW3,Third,3,HR")

    def answers() -> list[pl.DataFrame]:
        queries._answer.cache_clear()
        days = ("2013-02-28", "2013-03-31", "2013-04-30")
        return [
            programme.ask("updates_rows_changed", as_at, version, since=since)
            for version in range(1, last + 1)
            for as_at, since in [*((day, None) for day in days), ("2013-04-30", "2013-01-31"), ("2013-03-31", "2013-03-01")]
        ]  # fmt: skip

    known = answers()
    assert sum(not answer.is_empty() for answer in known) > 10
    monkeypatch.setattr(rows_changed, "CAME", f"SELECT * REPLACE (false AS is_alone) FROM ({rows_changed.CAME})")
    for own, compared in zip(known, answers(), strict=True):
        assert_frame_equal(own, compared)
