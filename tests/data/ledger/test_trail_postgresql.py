"""The audit trail in PostgreSQL, which servers share: what was done on each is seen on all, what can't be entered waits, and
what a server kept by itself is taken up."""

from __future__ import annotations

import shutil
import socket
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.__main__ import main
from data.events import Event
from data.ledger import audit, programmes, trail
from data.ledger.postgresql import shared_trail
from data.ledger.trail import checking, delivery
from data.ledger.trail.lines import path_of, people_path
from data.problems import OutOfReach
from tests.data.ledger.test_ledger import FEBRUARY, MARCH, enter, waves
from tests.data.ledger.test_postgresql import database, on_server
from tests.data.ledger.test_trail import four_events
from tests.postgresql import Cluster

pytestmark = pytest.mark.usefixtures("in_postgresql")


def told() -> list[tuple[str, str]]:
    """(event, by whom) of every line, but for those of the ledger's own."""
    known = trail.people()
    return [
        (line.event, trail.named(line.who, known))
        for line in trail.events()
        if line.event not in delivery.FROM_THE_LEDGER
    ]


def test_every_server_sees_what_was_done_on_each(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    four_events()
    with on_server("other"), monkeypatch.context() as there:
        there.setattr(socket, "gethostname", lambda: "app2")
        trail.note(Event.SIGNED_IN, "anna@council.gov.uk", store=programmes.home())
        enter(waves(W1="Only", W3="Third"), MARCH)
        trail.note(Event.PACK_MADE, "Sam Fox", format="PPTX")
    assert told() == [("exported", "Sam Fox"), ("signed in", "anna@council.gov.uk"), ("pack made", "Sam Fox")]
    assert [line.event for line in trail.events()].count("uploaded") == 3
    assert {line.server for line in trail.events()[5:]} == {"app2"} != {line.server for line in trail.events()[:5]}
    assert len(trail.people()) == len(set(trail.people().values())), "one person is one token, wherever they are"
    assert list(programmes.home().parent.glob("*.jsonl")) == []
    assert main(["trail"]) == 0
    assert "signed in          anna@council.gov.uk (on app2)" in capsys.readouterr().out
    assert audit.check().damage == ()


def test_the_database_refuses_to_change_the_trail_and_check_names_what_was_changed_all_the_same(postgresql: Cluster):
    four_events()
    for statement in ("UPDATE ledger.trail SET who = ''", "DELETE FROM ledger.trail", "TRUNCATE ledger.trail"):
        with pytest.raises(psycopg.Error, match="only added to"):
            postgresql.ask(database(), statement)
    postgresql.ask(database(), "ALTER TABLE ledger.trail DISABLE TRIGGER ALL")
    for column in ("at", "event", "who", "about", "generation", "link"):
        postgresql.ask(database(), f"UPDATE ledger.trail SET {column} = {column} || ' ' || {column} WHERE number = 3")
        assert "broken at event 3" in checking.check().broken[0], column
        half = f"left({column}, (length({column}) - 1) / 2)"
        postgresql.ask(database(), f"UPDATE ledger.trail SET {column} = {half} WHERE number = 3")
        assert checking.check().broken == ()
    postgresql.ask(database(), "DELETE FROM ledger.trail WHERE number = 2")
    assert "broken at event 2" in audit.check().damage[0]


def test_an_entry_altered_in_postgresql_is_named(postgresql: Cluster):
    four_events()
    postgresql.ask(database(), "UPDATE ledger.ledger_entries SET made_by = 'Somebody else' WHERE action = 'withdraw'")
    assert "Ledger entry 3 is not as the audit trail has it." in audit.check().damage


DONE = st.lists(st.tuples(st.sampled_from(["one", "two"]), st.booleans(), st.booleans()), min_size=1, max_size=12)
"""Deeds: on which server; whether PostgreSQL can be reached then; whether its answer is lost (the event counts, and the server
doesn't know, as where it is killed before it has noted that)."""


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=DONE)
def test_what_can_not_be_entered_waits_and_is_entered_once_in_its_order(done, monkeypatch: pytest.MonkeyPatch):
    before, real = len(told()), shared_trail.adding

    def unreachable(*_: object) -> None:
        raise OutOfReach("nobody answers")

    @contextmanager
    def losing(address: str, seconds: float):
        with real(address, seconds) as db:
            yield db
        raise OutOfReach("the answer was lost")

    for at, (server, is_reached, is_lost) in enumerate(done):
        with on_server(server), monkeypatch.context() as now:
            if not is_reached or is_lost:
                now.setattr(shared_trail, "adding", losing if is_lost else unreachable)
            trail.note(Event.EXPORTED, f"{server} {at}", dataset="waves", rows=at)
    for server in ("one", "two"):
        with on_server(server):
            delivery.deliver()
            assert (delivery.waiting(), checking.check().broken) == (0, ())
    entered = [who for _, who in told()[before:]]
    assert sorted(entered) == sorted(f"{server} {at}" for at, (server, _, _) in enumerate(done))
    for server in ("one", "two"):
        own = [int(who.split()[1]) for who in entered if who.startswith(server)]
        assert own == sorted(own)


def test_what_a_server_kept_by_itself_is_taken_up_once(tmp_path: Path, in_postgresql: str):
    with programmes.in_store(str(tmp_path / "programme.duckdb")):  # what an earlier release had beside the copies
        own = four_events()
        kept, names = (path_of(programmes.home()), people_path()), trail.people()
    enter(waves(W1="Only"), FEBRUARY)
    for _ in range(2):  # the second time as where it was killed before the files were put away
        for path in kept:
            shutil.copy(path, programmes.home().with_name(path.name))
        assert told() == [("exported", "Sam Fox"), (Event.TAKEN_UP, "")]
        beside = {path.name for path in programmes.home().parent.glob("*.json*") if path.suffix != ".lock"}
        assert beside == {kept[0].name + delivery.TAKEN_UP}
    exported, taken = trail.events()[-2:]
    assert (exported.at, exported.details, exported.who) == (own[-1].at, own[-1].details, own[-1].who)
    assert taken.details == {"events": 5, "last_link": own[-1].link, "whole": True}
    assert names.items() <= trail.people().items()
    assert checking.check().broken == ()


def test_a_copied_store_goes_on_with_its_trail_either_way(tmp_path: Path, in_postgresql: str, monkeypatch):
    file = str(tmp_path / "file" / "programme.duckdb")
    back = str(tmp_path / "back" / "programme.duckdb")
    monkeypatch.setenv("PROGRAMME_STORE", file)
    lines = four_events()
    for source, target in ((file, in_postgresql), (in_postgresql, back)):
        assert main(["copy", source, target]) == 0
        monkeypatch.setenv("PROGRAMME_STORE", target)
        there = trail.events()
        assert there[: len(lines)] == lines, "line by line, hash by hash"
        assert [line.event for line in there[len(lines) :]] == ["store copied"]
        enter(waves(W1=f"In {target}"), MARCH)  # both stores are checked by the next copy
        assert [line.event for line in trail.events()[len(lines) :]] == ["store copied", "uploaded"]
        assert "Sam Fox" in trail.people().values()
        lines = trail.events()
    assert audit.check().damage == ()
