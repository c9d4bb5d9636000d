"""The question that looks across programmes: each by its own rows, none by another's."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import queries
from data import ledger
from data.ledger import programmes
from queries import across
from tests.data.ledger.test_ledger import FEBRUARY, MARCH, enter, waves

AS_AT = date(2013, 9, 30)


@pytest.fixture
def three(sample_store: Path):
    """The sample; one that has reported waves alone; one that has not begun."""
    programmes.begin("health", "Shared health records")
    programmes.begin("library", "Libraries")
    with programmes.using("health"):
        enter(waves(W1="Only"), FEBRUARY)


@pytest.mark.usefixtures("three")
def test_a_question_that_looks_at_several_days_at_once_is_of_the_programme_that_is_meant():
    with programmes.using("health"):
        scores = queries.ask("quality_scores", AS_AT)
    assert set(scores["dataset"]) == {"waves"}


@pytest.mark.usefixtures("three")
def test_each_row_is_what_its_programme_says_alone():
    rows = {row["programme_id"]: row for row in across.standings(AS_AT).iter_rows(named=True)}
    with programmes.using("first"):
        head = queries.ask("overview_headline", AS_AT).row(0, named=True)
        forecast = queries.ask("migration_forecast", AS_AT).row(0, named=True)
    first = rows["first"]
    for name in ("in_scope", "migrated", "gateways", "computed_rating", "latest_report"):
        assert first[name] == head[name]
    assert first["odds"] == pytest.approx(forecast["probability_by_go_live"])
    assert (first["slip_days"], first["report_age_days"]) == (14, 0)
    assert (rows["health"]["latest_report"], rows["health"]["report_age_days"]) == (FEBRUARY, (AS_AT - FEBRUARY).days)
    assert rows["health"]["odds"] is None
    assert rows["library"]["latest_report"] is None


@pytest.mark.usefixtures("three")
def test_the_least_likely_come_first_and_the_silent_last():
    assert across.standings(AS_AT)["programme_id"].to_list() == ["first", "health", "library"]


@pytest.mark.usefixtures("three")
def test_another_upload_is_seen_at_once_and_a_progress_is_told():
    across.standings(AS_AT)
    with programmes.using("health"):
        enter(waves(W1="Only", W2="More"), MARCH)
    told: list[tuple[int, int]] = []
    rows = across.standings(AS_AT, lambda done, of: told.append((done, of)))
    assert rows.filter(programme_id="health")["latest_report"].item() == MARCH
    assert told == [(0, 3), (1, 3), (2, 3)]


@pytest.mark.usefixtures("three")
def test_a_programme_copied_from_another_keeps_its_own_answers(store: Path):
    """A copied store has the generation of the one that it was copied from, and may go on in another way."""
    programmes.begin("twin", "A twin")
    with programmes.using("twin"):
        path = programmes.current().file
    shutil.copy(store, path)
    shutil.copytree(store.with_name(store.name + ".published"), path.with_name(path.name + ".published"))
    with programmes.using("twin"):
        enter(waves(W1="Another"), date(2013, 10, 31))
        assert ledger.ledger_version() > 0
    rows = {row["programme_id"]: row for row in across.standings(date(2013, 10, 31)).iter_rows(named=True)}
    assert rows["first"]["latest_report"] == AS_AT
    assert rows["twin"]["latest_report"] == date(2013, 10, 31)
