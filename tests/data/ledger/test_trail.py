"""The audit trail: every entry is in it once, and nobody alters, removes or inserts one without `check` naming the place. What is
particular to one that servers share is tested in test_trail_postgresql.py."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import ledger
from data.__main__ import main
from data.events import Event, Line, People
from data.ledger import audit, backups, programmes, trail
from data.ledger.postgresql import shared_trail
from data.ledger.trail import checking, news, on_disk
from data.ledger.trail.lines import path_of, people_path
from tests.data.ledger.test_ledger import FEBRUARY, MARCH, enter, waves

pytestmark = pytest.mark.usefixtures("store")


def four_events() -> list[Line]:
    """Two uploads, a withdrawal and an export, after the line with which the trail begins."""
    enter(waves(W1="Only"), FEBRUARY)
    enter(waves(W1="Only", W2="More"), MARCH)
    with ledger.writing() as writer:
        writer.withdraw([2], "Jo Lee")
    trail.note(Event.EXPORTED, "Sam Fox", dataset="waves", rows=2)
    return trail.events()


def put(lines: Sequence[Line]) -> None:
    """Rewrites the file by hand, as whoever can write there may."""
    texts = "".join(line.text() for line in lines)
    path_of(programmes.home()).write_text(texts, encoding="utf-8")


def put_people(known: People) -> None:
    """Rewrites the names by hand."""
    address = programmes.authority()
    if address is None:
        on_disk.write_people(people_path(), known)
        return
    with psycopg.connect(address) as db:
        db.execute("DELETE FROM ledger.people")
        shared_trail.add_people(db, known)


def test_who_did_what_is_told_in_its_order_and_check_finds_it_whole():
    four_events()
    lines, known = trail.events(), trail.people()
    assert [line.event for line in lines] == ["trail begun", "uploaded", "uploaded", "withdrawn", "exported"]
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert [trail.named(line.who, known) for line in lines[3:]] == ["Jo Lee", "Sam Fox"]
    assert (lines[2].about["rows"], lines[2].about["added"]) == (2, 1)
    assert len(lines[2].about["sha256"]) == 64
    found = audit.check()
    assert (found.damage, found.trail.events, found.trail.last_link) == ((), 5, lines[-1].link)


@pytest.mark.of_a_file
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_altered_removed_inserted_or_swapped_is_named(tmp_path: Path, data: st.DataObject):
    whole = tmp_path / "whole.jsonl"
    if not whole.exists():
        four_events()
        shutil.copy(path_of(programmes.home()), whole)
    lines = on_disk.read(whole)
    at = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(["alter", "remove", "insert", "swap"]))
    if how == "alter":
        name = data.draw(st.sampled_from(sorted(lines[at].__dict__)))
        altered = {"number": 99, "entry": 99, "about": {"upload": 99}}.get(name, "altered")
        lines[at] = Line(**{**lines[at].__dict__, name: altered})
    elif how == "remove":
        at = min(at, len(lines) - 2)  # a cut at the end breaks no link: see the next test
        del lines[at]
    elif how == "insert":
        lines.insert(at, lines[data.draw(st.integers(0, len(lines) - 1))])
    else:
        other = (at + 1) % len(lines)
        lines[at], lines[other] = lines[other], lines[at]
        at = min(at, other)
    put(lines)
    (broken,) = checking.check().broken
    named = int("".join(c for c in broken.split(":")[0] if c.isdigit()))
    assert at + 1 <= named <= at + 2, broken


@pytest.mark.of_a_file
def test_an_entry_altered_in_the_ledger_or_cut_off_the_trail_is_named():
    lines = four_events()
    for left in (4, 3, 0):
        put(lines[:left])
        assert audit.check().damage == ("The audit trail was cut off: event 5 was in it, and isn't any more.",)
    on_disk.end_path(path_of(programmes.home())).unlink()  # as an earlier release leaves it
    put(lines[:3])
    assert "lacks 1 of the ledger's entries" in audit.check().loose_ends[0]
    put(lines)
    programmes.home().chmod(0o600)
    with ledger.open_file(programmes.home(), to_write=True) as connection:
        connection.execute("UPDATE ledger_entries SET made_by = 'Somebody else' WHERE action = 'withdraw'")
    assert "Ledger entry 3 is not as the audit trail has it." in audit.check().damage


@pytest.mark.of_a_file
def test_that_the_trail_was_cut_off_is_still_known_after_events_were_added(capsys: pytest.CaptureFixture[str]):
    put(four_events()[:4])
    trail.note(Event.EXPORTED, "Sam Fox", dataset="waves")
    trail.note(Event.EXPORTED, "Sam Fox", dataset="waves")
    assert checking.check().broken == ("The audit trail was cut off: event 5 was in it, and isn't any more.",)
    assert main(["check"]) == 3
    said = capsys.readouterr()
    assert said.out.startswith("The store is sound.")
    assert "Keep all files as they are" in said.err
    assert "restore" not in said.err  # it mends no trail
    end = on_disk.end_path(path_of(programmes.home()))
    end.write_text("nothing")
    (told,) = checking.check().broken
    assert "can't be read" in told
    assert main(["trail"]) == 3
    assert told in capsys.readouterr().err
    trail.note(Event.EXPORTED, "Sam Fox", dataset="waves")
    assert checking.check().broken == (told,)


@pytest.mark.of_a_file
def test_a_line_cut_off_as_its_writer_was_killed_never_counted_and_the_next_goes_on_without_it():
    four_events()
    path = path_of(programmes.home())
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[-1][:80])
    assert len(trail.events()) == 5
    assert checking.check().broken == ()
    trail.note(Event.EXPORTED, "Sam Fox", dataset="waves")
    assert [line.number for line in trail.events()] == [1, 2, 3, 4, 5, 6]
    assert checking.check().broken == ()


def test_what_a_killed_writer_left_out_is_added_by_the_next_and_a_restored_backup_says_so(tmp_path: Path, monkeypatch):
    with monkeypatch.context() as without:
        without.setattr(news, "_add", lambda *_: None)
        enter(waves(W1="Only"), FEBRUARY)
    assert trail.events() == []
    backups.backup(tmp_path / "backup.duckdb")
    enter(waves(W1="Only", W2="More"), MARCH)
    assert [line.entry for line in trail.events()] == [0, 1, 2]
    backups.restore(tmp_path / "backup.duckdb")
    assert [(line.event, line.entry) for line in trail.events()[3:]] == [("backup restored", 0), ("uploaded", 1)]
    assert trail.named(trail.events()[3].who, trail.people()) == ledger.person(), "who restored it"
    assert audit.check().damage == ()


def test_a_person_who_is_taken_out_leaves_the_chain_whole_and_an_altered_name_does_not():
    four_events()
    assert trail.forget(lambda name: name == "Jo Lee") == 1
    assert trail.named(trail.events()[3].who, trail.people()) == trail.TAKEN_OUT
    assert checking.check().broken == ()
    known = trail.people_kept()
    next(iter(known.values()))["name"] = "Not me"
    put_people(known)
    assert len(checking.check().people_altered) == 1


def test_a_programme_that_is_begun_or_called_otherwise_is_noted_without_its_name():
    assert main(["programmes", "begin", "health", "--name", "Health"]) == 0
    assert main(["programmes", "name", "health", "--name", "Shared records"]) == 0
    noted = trail.events(programmes.home())
    assert [(line.event, line.details) for line in noted] == [
        ("programme begun", {"programme": "health"}), ("programme named", {"programme": "health"}),
    ]  # fmt: skip


def test_whatever_a_provider_calls_somebody_is_noted():
    for name in ("Zo\0e", "\ud800", "x" * 5000, "‮Anna", ""):
        trail.note(Event.REFUSED, name, why="no role")
        line = trail.events()[-1]
        assert bool(line.who) is bool(name)
        assert len(trail.named(line.who, trail.people())) <= trail.MOST_OF_A_NAME
    assert len(trail.events()) == 5
