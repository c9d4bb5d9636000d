"""What is otherwise than at an earlier ledger version: as since its date where nothing was corrected, and nothing where all is
as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

import queries
from data import ledger
from data.datasets import DATASETS
from queries import ask
from queries.changes import comparing
from tests.pages import odd_programmes
from tests.queries.conftest import Programme

GATEWAYS = "gateway_id,name,kind,baseline_date,forecast_date\n"
VALUES = "benefit_id,year,planned_gbp\n"
BENEFITS = "benefit_id,name,kind,unit,target_value\nB1,Fewer calls,cashable,pounds,10"
SPEND = "component,month,strand,budget_gbp,actual_gbp\n"


def agrees(pairs: list[tuple[int, int]]) -> int:
    """Holds changes_all against updates_since_version of these pairs of reporting dates, by their places; says how many it
    compared."""
    history = ask("updates_history")
    uploads = history.select("reporting_date", "number").rows()
    days = sorted({day for day, _ in uploads})
    last = {day: max(number for on, number in uploads if on <= day) for day in days}
    compared = 0
    for earlier, later in pairs:
        since, as_at = days[earlier], days[later]
        for together in (0, 3):
            told = ask("changes_all", as_at, last[as_at], since=since, together=together)
            found = ask(
                "updates_since_version", as_at, last[as_at], version=last[since], known_on=since, together=together
            )
            assert sorted(found["sentence"]) == sorted(told["sentence"]), (since, as_at)
            compared += told.height
    return compared


def test_without_corrections_it_is_what_changed_since_the_date_of_that_version(sample: Path):
    assert agrees([(2, 3), (4, 9)]) > 50


def test_a_row_that_is_renamed_in_between_is_the_same_row(store: Path):
    odd_programmes.enter(next(odd for odd in odd_programmes.every() if odd.name == "renamed"))
    assert agrees([(2, 5), (4, 8)]) > 20


def test_what_a_later_version_took_away_or_corrected_is_told_from_how_it_was(programme: Programme):
    programme.report(
        "2013-01-31",
        gateways=f"{GATEWAYS}GO,Live,go_live,2014-04-01,2014-06-15",
        benefits=BENEFITS,
        spend=f"{SPEND}Core,2013-01-01,core_infrastructure,100,90",
    )
    gone = programme.report("2013-02-28", gateways=f"{GATEWAYS}GO,Live,go_live,2014-04-01,2014-04-20")
    programme.report("2013-02-28", spend=f"{SPEND}Core,2013-01-01,core_infrastructure,100,95")
    programme.report("2013-02-28", benefit_values=f"{VALUES}B1,2013/14,500")
    version = programme.report(
        "2013-02-28",
        decisions="decision_id,title,body,purpose,date,status\nD1,Case,Cabinet,decision,2013-03-01,planned",
    )

    def told() -> list[str]:
        found = ask("updates_since_version", version=version)
        return list(found["sentence"])

    assert told() == []
    programme.withdraw(gone)
    programme.withdraw(version)
    assert told() == [
        "Live slipped 56 days, from 20 April 2014 to 15 June 2014.",
        "Live went from amber to red by the rule. Forecast 15 June 2014 is 75 days after the baseline, more than the 30 days"
        " that amber allows.",
        "Cabinet's item of 1 March 2013 was removed: Case.",
    ]
    programme.report("2013-02-28", spend=f"{SPEND}Core,2013-01-01,core_infrastructure,100,97")
    assert "£2 more was spent on core infrastructure, £97 in all." in told()
    assert ledger.current().ledger_version > version


def test_lists_of_which_nothing_was_entered_are_left_out_and_would_say_nothing(
    sample: Path, monkeypatch: pytest.MonkeyPatch
):
    latest = ledger.current().ledger_version
    versions = range(latest - 12, latest, 3)
    left_out = [ask("updates_since_version", version=version) for version in versions]
    monkeypatch.setattr(comparing, "_is_as_it_was", lambda *_: False)
    queries._answer.cache_clear()
    for found, version in zip(left_out, versions, strict=True):
        assert_frame_equal(ask("updates_since_version", version=version), found)
    assert sum(found.height for found in left_out) > 20
    asking = queries.Asking(queries.default_as_at(), latest, "", "")
    read = {part: asking.reads(f"SELECT * FROM {part}", [part]) for part in ("migrations_listed", "reports_compared")}
    assert read == {"migrations_listed": {"applications", "migrations", "waves"}, "reports_compared": set(DATASETS)}
