"""Several programmes in one store: each its own ledger, none mixed with another, and no sign of more where there is one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data import ledger
from data.__main__ import main
from data.ledger import connections, programmes
from data.problems import LedgerRefused, StoreDamaged
from tests.data.ledger.test_ledger import FEBRUARY, JANUARY, MARCH, enter, names_at, waves


def test_a_store_with_one_programme_shows_no_sign_of_more(store):
    enter(waves(W1="First"))
    assert [(each.id, each.file) for each in programmes.listed()] == [("first", store)]
    assert not programmes.folder().exists()
    assert programmes.current().file == store


def test_keys_uploads_and_versions_are_each_programmes_own(store):
    enter(waves(W1="First"))
    programmes.begin("health", "Shared health records")
    with programmes.using("health"):
        enter(waves(W1="Other"), FEBRUARY)
        enter(waves(W1="Other still", W2="More"), MARCH)
        assert (names_at(MARCH), names_at(MARCH, 1), names_at(JANUARY)) == (["More", "Other still"], ["Other"], [])
        assert ledger.ledger_version() == 2
    with programmes.using("first"):
        assert names_at(MARCH) == ["First"]
        assert ledger.ledger_version() == 1
    for programme_id, name, why in (("health", "Another", "already"), ("other", "Shared Health RECORDS", "called")):
        with pytest.raises(LedgerRefused, match=why):
            programmes.begin(programme_id, name)


@pytest.mark.of_a_copy
def test_where_there_are_several_one_must_be_said():
    enter(waves(W1="First"))
    programmes.begin("health", "Shared health records")
    with pytest.raises(programmes.WhichProgramme, match="--programme first | health"):
        names_at(MARCH)
    with pytest.raises(programmes.WhichProgramme, match="Did you mean health"), programmes.using("helth"):
        pass


@pytest.mark.of_a_copy
def test_who_looks_at_a_screen_says_which(monkeypatch):
    programmes.begin("health", "Shared health records")
    monkeypatch.setattr(programmes, "asked_by", [lambda: "health"])
    assert programmes.current().id == "health"
    with programmes.using("first"):  # said goes before asked
        assert programmes.current().id == "first"


@pytest.mark.of_a_copy
def test_what_is_read_alternately_stays_open(store, monkeypatch):
    enter(waves(W1="First"))
    programmes.begin("health", "Shared health records")
    with programmes.using("health"):
        enter(waves(W1="Other"))
    opened: list[Path | None] = []

    def opening(path: Path | None):
        opened.append(path)
        return _open(path)

    monkeypatch.setattr(connections, "open_to_read", opening)
    for _ in range(3):
        for each, name in (("first", "First"), ("health", "Other")):
            with programmes.using(each):
                assert names_at(MARCH) == [name]
    assert len(opened) == 2


_open = connections.open_to_read


@pytest.mark.of_a_copy
@pytest.mark.parametrize(
    ("programme_id", "name", "why"),
    [
        ("Health", "A name", "can't be a programme's id"),
        ("../x", "A name", "can't be a programme's id"),
        ("", "A name", "can't be a programme's id"),
        ("first", "A name", "already"),
        ("health", " ", "1 to 80 characters"),
        ("health", "two\nlines", "on one line"),
        ("health", "ict shared SERVICES", "called"),
    ],
)
def test_what_can_not_be_a_programme_is_refused(programme_id, name, why):
    with pytest.raises(LedgerRefused, match=why):
        programmes.begin(programme_id, name)
    assert len(programmes.listed()) == 1


def test_a_register_that_can_not_be_read_is_damage_and_never_one_programme():
    programmes.begin("health", "Shared health records")
    programmes.register().write_text('[{"id": "first"', encoding="utf-8")
    with pytest.raises(StoreDamaged, match="register"):
        programmes.current()


def test_by_command(capsys, tmp_path):
    assert main(["programmes", "begin", "health", "--name", "Shared health records", "--json"]) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)["programmes"]] == ["first", "health"]
    (tmp_path / "waves.csv").write_text(
        "wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,Wave,1,Housing,2013-01-01,2013-02-01\n"
    )
    command = ["import", "waves", str(tmp_path / "waves.csv"), "--as-at", "2013-01-31"]
    assert main(command) == 2
    assert "--programme first | health" in capsys.readouterr().err
    assert main([*command, "--programme", "health"]) == 0
    assert main(["programmes", "name", "health", "--name", "Health", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])["programmes"]
    assert [(row["name"], row["ledger_version"]) for row in told] == [("ICT shared services", 0), ("Health", 1)]
    assert main(["backup", str(tmp_path / "b.duckdb"), "--programme", "health"]) == 0
    assert main(["check", "--programme", "health"]) == 0
    assert main(["history", "--programme", "helth"]) == 2
    assert main(["sample", "start"]) == 0  # as at every start of the dashboard: no sample among programmes
    assert not programmes.home().exists()
