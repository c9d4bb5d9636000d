"""A store in PostgreSQL as several servers share it: what each sees, what is refused, and what becomes of it when any of them, or
PostgreSQL, stops at any moment. What the ledger does in it is tested where it is for a file (conftest.py)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg
import pytest

from data import ledger, problems, uploads
from data.__main__ import main
from data.datasets import DATASETS
from data.intake.pipeline import ingest
from data.ledger import backups, following, programmes, publishing, roles, schema
from data.ledger.audit import check
from data.ledger.postgresql import authority, layout, store_address
from data.ledger.writer import NewUpload
from tests.data.ledger.test_ledger import FEBRUARY, JANUARY, MARCH, WAVES, enter, names_at, waves
from tests.deep import DEEP, whose_turn
from tests.postgresql import Cluster, cluster

ROOT = Path(__file__).parents[3]


@contextmanager
def on_server(name: str) -> Iterator[None]:
    """As another server of the same store: its copies are its own, and it asks each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_COPIES", str(Path(os.environ["PROGRAMME_COPIES"]).with_name(name)))
        patch.setenv("PROGRAMME_STORE_EVERY", "0")
        yield


def held() -> dict[str, object]:
    """What this server's copy holds, but for what it says of itself."""
    content = ledger.content_of_file(programmes.home())
    assert content is not None
    return {table: rows for table, rows in content.items() if table != "about"}


def database() -> str:
    return os.environ["PROGRAMME_STORE"].rpartition("/")[2]


def eventually(is_so: Callable[[], bool]) -> bool:
    """Whether something becomes so within a minute."""
    pause = threading.Event()
    return any(is_so() or pause.wait(0.02) for _ in range(3000))


@pytest.mark.usefixtures("in_postgresql")
def test_another_server_sees_what_was_written_and_writes_after_it():
    enter(waves(W1="First"))
    with on_server("other"):
        assert names_at(MARCH) == ["First"]
        enter(waves(W1="First", W2="Second"), FEBRUARY)
        there = held()
    assert enter(waves(W1="Third"), MARCH).number == 3  # goes on from what the other wrote
    assert ledger.file_of(2) == ("waves.csv", b"file")
    with on_server("other"):
        assert (names_at(FEBRUARY), names_at(MARCH)) == (["First", "Second"], ["Third"])
        assert (held() == there, ledger.left_to_do()) == (False, "")
        there = held()
    assert held() == there
    assert check().damage == ()


@pytest.mark.usefixtures("in_postgresql")
def test_a_store_in_postgresql_is_the_store_in_a_file(request: pytest.FixtureRequest, tmp_path: Path):
    """So every question is answered alike: it is asked of the copies. With DEEP_TESTS the sample, which two servers compare at
    each run (tests/e2e/test_two_servers.py); else a row of each dataset, one withdrawn and one renamed."""
    made = request.getfixturevalue("sample_folder") / "programme.duckdb" if DEEP else a_life(tmp_path / "made.duckdb")
    assert main(["copy", str(made), os.environ["PROGRAMME_STORE"], "--json"]) == 0
    with on_server("other"):
        assert ledger.exists()
        expected = ledger.content_of_file(made)
        assert expected is not None
        assert held() == {table: rows for table, rows in expected.items() if table != "about"}
        there = tmp_path / "back.duckdb"
        assert main(["copy", os.environ["PROGRAMME_STORE"], str(there), "--json"]) == 0
        assert main(["copy", os.environ["PROGRAMME_STORE"], str(there), "--json"]) == 1  # never over a store


@pytest.mark.usefixtures("in_postgresql")
def test_programmes_and_roles_are_every_servers(tmp_path: Path, capsys):
    enter(waves(W1="First"))
    programmes.begin("health", "Shared health records")
    roles.say("anna@council.gov.uk", roles.Role.ADMINISTRATOR, roles.EVERY, "Ann")
    with on_server("third"):
        assert main(["roles"]) == 0  # of a server that has looked at nothing yet
        assert "anna@council.gov.uk" in capsys.readouterr().out
    with on_server("other"):
        following.freshen()
        assert [each.id for each in programmes.listed()] == ["first", "health"]
        assert [line.who for line in roles.lines()] == ["anna@council.gov.uk"]
        with programmes.using("health"):
            enter(waves(W1="Other"))
        roles.say("ben@council.gov.uk", roles.Role.VIEWER, "health", "Ann")
    with programmes.using("health"):
        assert names_at(MARCH) == ["Other"]
    with on_server("other"):
        roles.say("ben@council.gov.uk", roles.Role.EDITOR, "health", "Ann")
    ben = roles.Person("ben@council.gov.uk")
    with programmes.using("health"), roles.acting(ben), ledger.writing():
        roles.require(roles.Role.EDITOR)  # what was said on the other server counts for the very next write
    assert main(["copy", os.environ["PROGRAMME_STORE"], str(tmp_path / "all.duckdb"), "--json"]) == 0
    with programmes.in_store(str(tmp_path / "all.duckdb")):
        assert [each.name for each in programmes.listed()] == ["ICT shared services", "Shared health records"]
        assert len(roles.entries()) == 3


def a_life(made: Path) -> Path:
    """A store in a file: a report of each dataset, one that is withdrawn, and a key that changes."""
    with programmes.in_store(str(made)), ledger.writing() as writer:
        for dataset in DATASETS.values():
            cells = {column.name: column.example for column in dataset.columns if column.example}
            cells |= {name: cells.get(name, "X") for name in dataset.keys}
            content = ",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values())
            rows = ingest(content.encode(), "r.csv", dataset, JANUARY).rows.drop("_row")
            writer.enter(NewUpload(dataset, JANUARY, "full", rows, content.encode(), "r.csv", "Ann"))
    with programmes.in_store(str(made)):
        (waves_then,) = ledger.rows_now(WAVES, JANUARY)["wave_id"]
        enter(waves(W9="Renamed"), FEBRUARY, renames={waves_then: "W9"})
        last = enter(waves(W9="Withdrawn"), MARCH).number
        assert last is not None
        with ledger.writing() as writer:
            writer.withdraw([last], "Ann")
    return made


# Killed, and two at once ------------------------------------------------------------------------------------------------------

WRITER = """
import os, signal, sys
import psycopg
from data import ledger
from data.ledger.writer import NewUpload
from tests.data.ledger.test_ledger import FEBRUARY, WAVES, waves
commit = psycopg.Connection.commit
def killed(connection):
    if "before" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)
    commit(connection)
    os.kill(os.getpid(), signal.SIGKILL)
with ledger.writing() as writer:
    writer.enter(NewUpload(WAVES, FEBRUARY, "full", waves(W1="Second"), b"x", "w.csv", "test"))
    psycopg.Connection.commit = killed
"""


@pytest.mark.usefixtures("in_postgresql")
@pytest.mark.parametrize(("moment", "then"), [("before", "First"), ("after", "Second")])
def test_a_server_killed_in_mid_commit_leaves_all_or_nothing_and_finds_its_way_back(moment: str, then: str):
    enter(waves(W1="First"))
    killed = subprocess.run([sys.executable, "-c", WRITER, moment], cwd=ROOT, check=False)
    assert killed.returncode == -9
    with on_server("other"):
        assert names_at(FEBRUARY) == [then]
        there = held()
    following.asked.at.clear()  # as another process here
    assert names_at(FEBRUARY) == [then]
    assert (held(), publishing.owed(), check().damage) == (there, None, ())
    enter(waves(W1="Third"), MARCH)
    assert names_at(MARCH) == ["Third"]


MANY = """
import sys
from datetime import date, timedelta
from data import ledger
from data.ledger.writer import NewUpload
from tests.data.ledger.test_ledger import JANUARY, WAVES, waves
for nth in range(3):
    with ledger.writing(wait=120) as writer:
        rows = waves(**{f"{sys.argv[1]}{nth}": f"Wave {nth}"})
        day = JANUARY + timedelta(days=nth)
        print(writer.enter(NewUpload(WAVES, day, "update", rows, b"x", "w.csv", sys.argv[1])).number)
"""


@pytest.mark.usefixtures("in_postgresql")
def test_two_servers_that_write_at_once_enter_one_after_the_other():
    copies = Path(os.environ["PROGRAMME_COPIES"])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, name], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PROGRAMME_COPIES": str(copies / name)},
        )
        for name in ("A", "B")
    ]  # fmt: skip
    numbers = [int(number) for writer in writers for number in writer.communicate()[0].split()]
    assert sorted(numbers) == list(range(1, 7))
    assert len(names_at(date(2013, 12, 31))) == 6
    assert check().damage == ()


@pytest.mark.usefixtures("in_postgresql")
def test_a_second_server_waits_for_the_first_and_then_says_that_the_store_is_busy(postgresql: Cluster):
    enter(waves(W1="First"))
    with psycopg.connect(os.environ["PROGRAMME_STORE"]) as db:
        authority.lock(db, "first")
        with on_server("other"):
            with pytest.raises(problems.StoreBusy, match="another server"), ledger.writing(wait=0.2):
                pass
            assert names_at(MARCH) == ["First"]  # readers don't wait


class LostAnswer(psycopg.OperationalError):
    """The line is cut while the answer to COMMIT is awaited."""


@pytest.mark.usefixtures("in_postgresql")
@pytest.mark.parametrize(
    ("is_made", "lasts", "refusal"),
    whose_turn(
        [(True, False, None), (False, False, "Nothing was changed"), (True, True, "isn't known whether this counts")], 2
    ),
)
def test_a_commit_whose_answer_is_lost_is_looked_up(is_made: bool, lasts: bool, refusal: str | None):
    enter(waves(W1="First"))
    commit = psycopg.Connection.commit

    def cut(connection: psycopg.Connection) -> None:
        if not lasts:
            patch.setattr(psycopg.Connection, "commit", commit)
        if is_made:
            commit(connection)
        connection.close()
        raise LostAnswer("the connection is lost")

    def entered() -> int | None:
        with ledger.writing() as writer:
            new = NewUpload(WAVES, FEBRUARY, "full", waves(W1="Second"), b"x", "w.csv", "test")
            number = writer.enter(new).number
            patch.setattr(psycopg.Connection, "commit", cut)
        return number

    with pytest.MonkeyPatch.context() as patch:
        if refusal is None:
            assert entered() == 2
        else:
            with pytest.raises(problems.OutOfReach, match=refusal):
                entered()
    assert enter(waves(W1="Third"), MARCH).number == (3 if is_made else 2)
    assert names_at(FEBRUARY) == ["Second" if is_made else "First"]


@pytest.mark.usefixtures("in_postgresql")
@pytest.mark.parametrize("is_led_on", [True, False])
def test_what_counts_in_postgresql_counts_where_the_copy_fails(is_led_on: bool):
    enter(waves(W1="First"))
    sent = authority.Authority.commit

    def commit(self: authority.Authority, work: duckdb.DuckDBPyConnection, *more: Any) -> None:
        sent(self, work, *more)
        work.execute("ROLLBACK")  # the transaction here is lost, as on a disk that is full by now

    def fail(*_: object) -> None:
        raise problems.OutOfReach("gone by now")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authority.Authority, "commit", commit)
        if not is_led_on:
            bring_up = authority.bring_up
            patch.setattr(
                authority,
                "bring_up",
                lambda remote, *rest: fail() if remote.standing.version == 2 else bring_up(remote, *rest),
            )
        assert enter(waves(W1="Second"), FEBRUARY).number == 2
        assert ledger.left_to_do().startswith("Upload 2 counts") is not is_led_on
    following.asked.at.clear()
    assert (names_at(FEBRUARY), ledger.left_to_do()) == (["Second"], "")


# PostgreSQL stops, and what it lacks --------------------------------------------------------------------------------------


@pytest.fixture
def shaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A PostgreSQL of the test's own, to be stopped and started, with a store in it."""
    with cluster() as running:
        monkeypatch.setenv("PROGRAMME_STORE", running.address(running.database()))
        monkeypatch.setenv("PROGRAMME_COPIES", str(tmp_path / "copies"))
        monkeypatch.setenv("PROGRAMME_STORE_EVERY", "0.05")
        enter(waves(W1="First"))
        yield running


def test_readers_go_on_while_postgresql_is_down_and_all_heals_by_itself(shaky: Cluster, capsys):
    shaky.stop()
    assert names_at(MARCH) == ["First"]
    assert eventually(lambda: names_at(MARCH) == ["First"] and "can't be reached since" in ledger.left_to_do())
    assert ledger.left_to_do().endswith("figures as of version 1.")
    with pytest.raises(problems.OutOfReach, match="Nothing was changed"):
        enter(waves(W1="Second"), FEBRUARY)
    assert main(["history"]) == 0  # a command reads on, and says so
    assert "can't be reached since" in capsys.readouterr().err
    assert main(["withdraw", "1", "--by", "Ann"]) == 3
    with on_server("other"), pytest.raises(problems.OutOfReach):  # where nothing was ever copied, nothing can be shown
        names_at(MARCH)
    shaky.start()
    assert enter(waves(W1="Second"), FEBRUARY).number == 2
    assert (names_at(FEBRUARY), ledger.left_to_do()) == (["Second"], "")


def test_a_server_follows_by_itself_through_a_stop_and_a_word_that_is_lost(shaky: Cluster, monkeypatch):
    monkeypatch.setattr(following, "CHANNEL", "elsewhere")  # this server hears of nothing, and has to ask
    following.follow()

    def version() -> int:
        shown = publishing.pointed_at()
        return shown.ledger_version if shown else 0

    try:
        with on_server("other"):
            enter(waves(W1="Second"), FEBRUARY)
        assert eventually(lambda: version() == 2)
        shaky.stop()
        assert eventually(lambda: bool(following.out_of_reach()))
        shaky.start()
        with on_server("other"):
            enter(waves(W1="Third"), MARCH)
        assert eventually(lambda: version() == 3 and not following.out_of_reach())
    finally:
        threads = list(following.asked.threads.values())
        following.asked.threads.clear()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()  # or it asks a store that is gone, again and again


@pytest.mark.usefixtures("in_postgresql")
def test_a_database_set_back_is_followed_and_what_it_lost_is_kept(postgresql: Cluster, monkeypatch):
    monkeypatch.setenv("PROGRAMME_STORE_EVERY", "0")
    enter(waves(W1="First"))
    postgresql.ask("postgres", f"CREATE DATABASE {database()}_back TEMPLATE {database()}")
    enter(waves(W1="Lost"), FEBRUARY)
    before, work = ledger.current(), programmes.home()
    monkeypatch.setattr(store_address, "copies_of", lambda _: work)  # the same server
    monkeypatch.setenv("PROGRAMME_STORE", postgresql.address(f"{database()}_back"))
    enter(waves(W1="Instead"), FEBRUARY)
    assert names_at(FEBRUARY) == ["Instead"]
    assert (ledger.ledger_version(), ledger.current().generation != before.generation) == (2, True)  # no answer is kept
    lost = programmes.home().with_name("programme.lost-in-postgresql.1.duckdb")
    with duckdb.connect(str(lost), read_only=True) as connection:
        assert connection.execute("SELECT name FROM waves_at(?, 2)", [FEBRUARY]).fetchall() == [("Lost",)]
    monkeypatch.setenv("PROGRAMME_STORE", postgresql.address(postgresql.database()))  # an empty one
    with pytest.raises(problems.StoreDamaged, match="holds nothing of the programme"):
        enter(waves(W1="Wrong place"), FEBRUARY)
    assert names_at(FEBRUARY) == ["Instead"]
    copies = sorted(publishing.published_folder().glob("*.duckdb"))
    backups.restore(copies[-1])  # as the message says
    assert names_at(FEBRUARY) == ["Instead"]
    assert check().damage == ()


def spoil(path: Path) -> None:
    size = path.stat().st_size
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:12_288] + b"\xff" * (size - 12_288))


@pytest.mark.usefixtures("in_postgresql")
@pytest.mark.parametrize("harm", whose_turn([spoil, Path.unlink], 2))
def test_a_copy_that_is_lost_or_damaged_is_made_anew(harm: Callable[[Path], object], monkeypatch):
    monkeypatch.setenv("PROGRAMME_STORE_EVERY", "0")
    enter(waves(W1="First"))
    harm(programmes.home())
    enter(waves(W1="Second"), FEBRUARY)
    harm(programmes.home())
    assert check().damage == ()
    for path in (programmes.home(), *publishing.published_folder().glob("*.duckdb")):
        harm(path)
    assert names_at(FEBRUARY) == ["Second"]


@pytest.mark.usefixtures("in_postgresql")
def test_check_finds_a_copy_that_was_changed_and_makes_it_anew():
    enter(waves(W1="First"))
    programmes.home().chmod(0o600)
    with duckdb.connect(str(programmes.home())) as connection:
        connection.execute("UPDATE waves_intervals SET name = 'Doctored'")
    found = check()
    assert found.damage == ()
    assert "made anew" in " ".join(found.mended)
    assert (names_at(MARCH), check().mended) == (["First"], ())


# The tables, and who may look at them -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_postgresql")
def test_a_database_of_the_first_layout_is_brought_up_to_date(postgresql: Cluster):
    name = f"{database()}_old"
    postgresql.ask("postgres", f"CREATE DATABASE {name}")
    address = postgresql.address(name)
    with psycopg.connect(address) as db:
        layout.migrate(db, up_to=1)
        db.execute("INSERT INTO ledger.programmes VALUES ('first', 'Named before', 0)")
    with programmes.in_store(address):
        enter(waves(W1="First"))
        assert (names_at(MARCH), programmes.current().name) == (["First"], "Named before")
    applied = [number for (number,) in postgresql.ask(name, "SELECT number FROM ledger.migrations ORDER BY number")]
    assert applied == [number for number, _, _ in layout.migrations()] == list(range(1, len(applied) + 1))
    postgresql.ask(name, "INSERT INTO ledger.migrations VALUES (99, 'of a release to come')")
    with programmes.in_store(address), pytest.raises(problems.StoreError, match="Update the program"):
        enter(waves(W1="Second"), FEBRUARY)


@pytest.mark.usefixtures("in_postgresql")
def test_the_database_itself_refuses_what_contradicts(postgresql: Cluster):
    enter(waves(W1="First"))
    row = "INSERT INTO ledger.waves_intervals SELECT programme, wave_id, name, sequence, departments, baseline_start, "
    row += "baseline_finish, forecast_start, forecast_finish, row_key, valid_from, valid_to, {}, known_to, {} "
    row += "FROM ledger.waves_intervals"
    for statement, refusal in {
        "INSERT INTO ledger.versions VALUES ('first', 1, 'x')": psycopg.errors.UniqueViolation,
        "INSERT INTO ledger.versions VALUES ('nobody', 1, 'x')": psycopg.errors.ForeignKeyViolation,
        "INSERT INTO ledger.ledger_entries VALUES ('first', 1, 'upload', 1)": psycopg.errors.UniqueViolation,
        row.format("known_from", "upload"): psycopg.errors.UniqueViolation,
        row.format("known_to", "upload"): psycopg.errors.CheckViolation,
        "UPDATE ledger.waves_intervals SET upload = 9": psycopg.errors.ForeignKeyViolation,
    }.items():
        with pytest.raises(refusal):
            postgresql.ask(database(), statement)


@pytest.mark.usefixtures("in_postgresql")
def test_an_account_sees_its_programme_as_at_now_and_no_other(postgresql: Cluster, capsysbinary):
    enter(waves(W1="First", W2="Gone"))
    enter(waves(W1="Renamed"), FEBRUARY)
    programmes.begin("health", "Shared health records")
    with programmes.using("health"):
        enter(waves(W9="Other"))
    accounts = [f"reader_{database()}", f"other_{database()}"]
    for account, programme in zip(accounts, ("first", "health"), strict=True):
        postgresql.ask("postgres", f"CREATE ROLE {account} LOGIN")
        assert main(["accounts", "grant", account, "--programme", programme]) == 0
    assert main(["accounts", "grant", "no_such_account", "--programme", "first"]) == 1

    def seen(account: str, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(postgresql.address(database(), account)) as db:
            return db.execute(statement.encode()).fetchall()

    for account, programme, names in zip(accounts, ("first", "health"), (["Renamed"], ["Other"]), strict=True):
        assert seen(account, "SELECT programme, name FROM now.waves") == [(programme, name) for name in names]
        assert seen(account, "SELECT DISTINCT programme FROM ledger.waves_intervals") == [(programme,)]
        assert seen(account, "SELECT id FROM ledger.programmes") == [(programme,)]
        for forbidden in (
            "SELECT * FROM ledger.upload_contents",
            "UPDATE ledger.waves_intervals SET name = 'x' RETURNING 1",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                seen(account, forbidden)
    capsysbinary.readouterr()
    assert main(["export", "waves", "--programme", "first"]) == 0
    heading, row = capsysbinary.readouterr().out.decode("utf-8-sig").split()
    shown = seen(accounts[0], f"SELECT {heading} FROM now.waves")
    assert [",".join("" if cell is None else str(cell) for cell in shown[0])] == [row]
    assert main(["accounts", "revoke", accounts[0], "--programme", "first"]) == 0
    assert seen(accounts[0], "SELECT * FROM now.waves") == []


@pytest.mark.usefixtures("in_postgresql")
def test_every_dataset_has_its_view_and_rows_are_called_as_they_are_now(postgresql: Cluster):
    text = "application_id,name,department,business_function,disposition\n{},Payroll,HR,Paying staff,migrate\n"
    for key, renames in (("HRX", {}), ("HR-01", {"HRX": "HR-01"})):
        uploads.commit(
            uploads.Request(
                DATASETS["applications"], text.format(key).encode(), "a.csv", FEBRUARY if renames else JANUARY, by="Ann",
                renames=renames,
            )
        )  # fmt: skip
    assert postgresql.ask(database(), "SELECT application_id, since, upload FROM now.applications") == [
        ("HR-01", JANUARY, 1)
    ]
    views = postgresql.ask(database(), "SELECT viewname FROM pg_views WHERE schemaname = 'now'")
    assert {name for (name,) in views} == set(DATASETS)
    kept = {
        name for (name,) in postgresql.ask(database(), "SELECT tablename FROM pg_tables WHERE schemaname = 'ledger'")
    }
    assert {schema.table(dataset) for dataset in DATASETS.values()} <= kept


# What is said -----------------------------------------------------------------------------------------------------------------


def test_no_password_is_ever_said(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("PROGRAMME_COPIES", str(tmp_path / "copies"))
    for address in (
        "postgresql://ann:s3cret%21@127.0.0.1:1/council?sslmode=disable",
        "postgresql://ann@127.0.0.1:1/council?password=s3cret%21",
        "postgresql://ann:s3cret%21@127.0.0.1:1/council?no_such_setting=1",
        "postgresql://ann:s3cret%21@127.0.0.1:port/council",
    ):
        monkeypatch.setenv("PROGRAMME_STORE", address)
        assert main(["history", "--json"]) == 3
        assert main(["copy", address, str(tmp_path / "x.duckdb")]) == 2
        told = capsys.readouterr()
        assert "s3cret" not in told.out + told.err + programmes.store_name() + str(programmes.home())


@pytest.mark.usefixtures("in_postgresql")
def test_of_an_account_that_there_isn_t_it_is_said_what_to_check(monkeypatch, capsys):
    """The server has answered, and waiting helps nobody."""
    address = urlsplit(os.environ["PROGRAMME_STORE"])
    elsewhere = address._replace(netloc=f"nobody_here@{address.netloc.rpartition('@')[2]}").geturl()
    monkeypatch.setenv("PROGRAMME_STORE", elsewhere)
    assert main(["history"]) == 3
    told = capsys.readouterr().err
    assert "nobody_here" in told
    assert "check the address, account and database that PROGRAMME_STORE names" in told


@pytest.mark.usefixtures("in_postgresql")
def test_without_the_driver_it_is_said_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert main(["history"]) == 3
    assert "pip install -r requirements-postgresql.txt" in capsys.readouterr().err


@pytest.mark.usefixtures("in_postgresql")
def test_what_postgresql_can_not_keep_is_refused_whole():
    enter(waves(W1="First"))
    long_key = "".join(hashlib.sha256(bytes([nth])).hexdigest() for nth in range(100))
    for rows in (waves(W1="Null \0 inside"), waves(**{long_key: "A key too long for an index"})):
        with pytest.raises(problems.LedgerRefused, match="PostgreSQL can't keep this"):
            enter(rows, FEBRUARY)
    assert (ledger.ledger_version(), names_at(FEBRUARY), check().damage) == (1, ["First"], ())
    odd = ' "" , \\N \\. \n\\.\n é ’ '
    enter(waves(W1=odd, W2=""), FEBRUARY)
    with on_server("other"):
        assert names_at(FEBRUARY) == sorted([odd, ""])
