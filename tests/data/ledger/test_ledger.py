"""Uploads, versions, withdrawal, and a store that others share, break or lose."""

from __future__ import annotations

import errno
import re
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data import ledger, problems
from data.datasets import DATASETS
from data.ledger import backups, publishing, schema
from data.ledger import writer as ledger_writer
from data.ledger.audit import check
from data.ledger.writer import Entered, NewUpload, state_at

WAVES = DATASETS["waves"]
JANUARY, FEBRUARY, MARCH = date(2013, 1, 31), date(2013, 2, 28), date(2013, 3, 31)


def waves(**names: str) -> pl.DataFrame:
    count = len(names)
    return pl.DataFrame(
        {
            "wave_id": list(names),
            "name": list(names.values()),
            "sequence": list(range(1, count + 1)),
            "departments": ["Housing"] * count,
            "baseline_start": [JANUARY] * count,
            "baseline_finish": [MARCH] * count,
        },
        schema={name: WAVES.frame_schema[name] for name in
                ("wave_id", "name", "sequence", "departments", "baseline_start", "baseline_finish")},
    )  # fmt: skip


def enter(
    rows: pl.DataFrame,
    day: date = JANUARY,
    mode: str = "full",
    content: bytes = b"file",
    renames: dict[str, str] | None = None,
) -> Entered:
    with ledger.writing() as writer:
        new = NewUpload(WAVES, day, mode, rows, content, "waves.csv", "test", renames=renames or {})  # type: ignore[arg-type]
        return writer.enter(new)


def names_at(day: date, version: int | None = None) -> list[str]:
    with ledger.reading() as cursor:
        rows = state_at(cursor, WAVES, day, ledger.ledger_version() if version is None else version)
    return sorted(rows["name"])


@contextmanager
def another_program(store: Path, *, read_only: bool = False) -> Iterator[int]:
    """A program that has the store open. Gives its process number."""
    script = f"import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only={read_only}); print(flush=True); sys.stdin.read()"
    arguments = [sys.executable, "-c", script, str(store)]
    other = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "\n"
        yield other.pid
    finally:
        other.communicate("")


def test_a_store_that_does_not_exist_reads_as_empty_and_is_not_made_by_reading(store):
    assert names_at(MARCH) == []
    assert not store.exists()


def test_a_full_report_removes_what_it_lacks_and_an_update_does_not():
    enter(waves(W1="First", W2="Second"))
    assert enter(waves(W2="Second again"), FEBRUARY, "update").effect.removed.is_empty()
    assert names_at(FEBRUARY) == ["First", "Second again"]
    assert enter(waves(W2="Second again"), MARCH, "full").effect.removed["name"].to_list() == ["First"]
    assert names_at(MARCH) == ["Second again"]
    assert names_at(JANUARY) == ["First", "Second"]


@pytest.mark.of_a_copy
def test_the_same_report_twice_is_nothing_to_change_and_writes_nothing():
    first = enter(waves(W1="First"))
    again = enter(waves(W1="First"))
    assert (first.number, again.number, ledger.ledger_version()) == (1, None, 1)


@pytest.mark.of_a_copy
def test_an_unchanged_report_for_a_later_date_is_kept_because_it_says_that_nothing_moved():
    enter(waves(W1="First"))
    assert enter(waves(W1="First"), MARCH).number == 2
    enter(waves(W1="Renamed"), FEBRUARY)  # comes late: March was reported as it was
    assert [names_at(day) for day in (JANUARY, FEBRUARY, MARCH)] == [["First"], ["Renamed"], ["First"]]


@pytest.mark.of_a_copy
def test_a_column_that_the_file_lacks_keeps_what_it_held():
    enter(waves(W1="First"))
    assert enter(waves(W1="Other").drop("departments"), FEBRUARY).effect.changed_after.height == 1
    with ledger.reading() as cursor:
        assert state_at(cursor, WAVES, FEBRUARY, 2)["departments"].to_list() == ["Housing"]


@pytest.mark.of_a_copy
def test_withdrawing_gives_the_state_as_if_it_had_never_been_made_and_reinstating_brings_it_back():
    enter(waves(W1="First"))
    enter(waves(W1="Wrong"), FEBRUARY)
    enter(waves(W1="First", W2="Second"), MARCH)
    with ledger.writing() as writer:
        assert writer.withdraw([2], "test") == [2]
    assert names_at(FEBRUARY) == ["First"]
    assert names_at(FEBRUARY, version=3) == ["Wrong"]  # as it was known before
    with ledger.writing() as writer:
        assert writer.withdraw([2], "test") == []  # withdrawn already: nothing to change
        assert writer.reinstate([2], "test") == [2]
    assert names_at(FEBRUARY) == ["Wrong"]
    assert ledger.ledger_version() == 5  # withdrawals and reinstatements are entries too


@pytest.mark.of_a_copy
def test_what_was_looked_up_before_another_upload_is_looked_up_again():
    enter(waves(W1="First"))
    with ledger.reading() as cursor:
        held = ledger_writer.held_at(cursor, WAVES, MARCH, 1)
    assert held is not None
    assert held.rows["name"].to_list() == ["First"]
    enter(waves(W1="Second"), FEBRUARY)
    with ledger.writing() as writer:
        entered = writer.enter(NewUpload(WAVES, MARCH, "full", waves(W1="Second"), b"", "waves.csv", "test"), held)
    assert (entered.effect.changed_after.height, entered.effect.unchanged) == (0, 1)


@pytest.mark.of_a_copy
def test_an_upload_that_does_not_exist_is_named():
    enter(waves(W1="First"))
    with pytest.raises(problems.LedgerRefused, match="no upload 9"), ledger.writing() as writer:
        writer.withdraw([9], "test")
    assert ledger.ledger_version() == 1


def test_the_file_comes_back_byte_for_byte():
    content = bytes(range(256)) * 50
    enter(waves(W1="First"), content=content)
    assert ledger.file_of(1) == ("waves.csv", content)


def test_a_failure_halfway_keeps_nothing():
    enter(waves(W1="First"))
    with pytest.raises(ZeroDivisionError), ledger.writing() as writer:
        writer.enter(NewUpload(WAVES, MARCH, "full", waves(W9="Lost"), b"", "w.csv", "test"))
        _ = 1 / 0
    assert (ledger.ledger_version(), names_at(MARCH)) == (1, ["First"])
    assert check().damage == ()


@pytest.mark.of_a_copy
def test_uploads_of_one_transaction_are_written_together(monkeypatch):
    """Each was written for itself, since every one looked for renamed rows: twice the time of a history of 81 uploads."""
    tables, insert = [], ledger_writer.insert

    def noted(db, table, rows):
        tables.append(table)
        insert(db, table, rows)

    monkeypatch.setattr(ledger_writer, "insert", noted)
    with ledger.writing() as writer:
        for day, name in ((JANUARY, "First"), (FEBRUARY, "Second"), (MARCH, "Third")):
            writer.enter(NewUpload(WAVES, day, "full", waves(W1=name), name.encode(), "waves.csv", "test"))
    assert [names_at(day) for day in (JANUARY, FEBRUARY, MARCH)] == [["First"], ["Second"], ["Third"]]
    assert tables.count("uploads") == 1


@pytest.mark.of_a_copy
def test_readers_keep_what_they_opened_while_a_writer_publishes():
    enter(waves(W1="First"))
    with ledger.reading() as cursor:
        enter(waves(W1="Second"), FEBRUARY)
        assert cursor.execute("SELECT count(*) FROM uploads").fetchone() == (1,)
    assert names_at(FEBRUARY) == ["Second"]


@pytest.mark.of_a_copy
def test_only_the_copy_that_is_pointed_at_is_kept():
    for number in range(4):
        enter(waves(W1=f"Name {number}"))
    assert list(publishing.published_folder().glob("*.duckdb")) == [ledger.current().path]


@pytest.mark.parametrize("why", [errno.EXDEV, errno.EOPNOTSUPP])
@pytest.mark.of_a_copy
def test_where_files_can_share_no_blocks_the_copy_is_written(monkeypatch, why):
    def refuse(*_: object) -> int:
        raise OSError(why, "no")

    monkeypatch.setattr("data.ledger.publishing.CAN_SHARE_BLOCKS", True)
    monkeypatch.setattr("data.ledger.publishing.os.copy_file_range", refuse, raising=False)
    enter(waves(W1="First"))
    assert names_at(MARCH) == ["First"]


@pytest.mark.of_a_copy
def test_a_copy_that_the_system_keeps_is_removed_later(monkeypatch):
    enter(waves(W1="First"))
    first = ledger.current().path
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path == first:
            raise PermissionError(13, "in use")
        unlink(path, missing_ok)

    with monkeypatch.context() as during:
        during.setattr(Path, "unlink", refuse)
        enter(waves(W1="Second"), FEBRUARY)
    assert names_at(FEBRUARY) == ["Second"]
    assert first in set(publishing.published_folder().glob("*.duckdb"))
    enter(waves(W1="Third"), MARCH)
    assert list(publishing.published_folder().glob("*.duckdb")) == [ledger.current().path]


@pytest.mark.of_a_copy
def test_a_second_writer_waits_and_then_says_that_the_store_is_busy(store, monkeypatch):
    enter(waves(W1="First"))
    monkeypatch.setenv("PROGRAMME_STORE_WAIT", "0.2")
    started, release = threading.Event(), threading.Event()

    def hold():
        with ledger.writing(wait=5):
            started.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    started.wait(20)
    try:
        with pytest.raises(problems.StoreBusy, match="Nothing was changed"):
            enter(waves(W1="Second"), FEBRUARY)
        assert names_at(MARCH) == ["First"]  # readers don't wait
    finally:
        release.set()
        holder.join()


@pytest.mark.usefixtures("two_files")
@pytest.mark.of_a_file
def test_another_program_that_holds_the_file_is_named_by_its_number(store, monkeypatch):
    enter(waves(W1="First"))
    monkeypatch.setenv("PROGRAMME_STORE_WAIT", "0.2")
    with another_program(store) as number:
        with pytest.raises(problems.StoreBusy, match=f"PID {number}"):
            enter(waves(W1="Second"), FEBRUARY)
        assert names_at(MARCH) == ["First"]


@pytest.mark.usefixtures("two_files")
@pytest.mark.of_a_file
@pytest.mark.parametrize("content", [b"this is no database" * 500, b""], ids=["rubbish", "nothing"])
def test_a_damaged_file_is_said_to_be_damaged_and_readers_go_on(store, content):
    enter(waves(W1="First"))
    store.write_bytes(content)
    with pytest.raises(problems.StoreDamaged, match="restore") as refusal:
        enter(waves(W1="Second"), FEBRUARY)
    assert names_at(MARCH) == ["First"]
    named = re.search(r"last published: (\S+)\.", str(refusal.value))
    assert named  # and what the message says to do works
    backups.restore(Path(named[1]))
    enter(waves(W1="Second"), FEBRUARY)
    assert names_at(FEBRUARY) == ["Second"]


@pytest.mark.of_a_file
def test_a_database_of_someone_elses_is_not_taken_over(store):
    with duckdb.connect(str(store)) as connection:
        connection.execute("CREATE TABLE theirs (x INTEGER)")
    with pytest.raises(problems.StoreDamaged, match="not a programme store"):
        enter(waves(W1="First"))
    with duckdb.connect(str(store)) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("theirs",)]


@pytest.mark.of_a_file
def test_a_store_whose_file_is_lost_is_not_silently_begun_anew(store):
    enter(waves(W1="First"))
    store.unlink()
    with pytest.raises(problems.StoreDamaged, match="missing"):
        enter(waves(W1="Second"), FEBRUARY)
    copies = sorted(publishing.published_folder().glob("*.duckdb"))
    backups.restore(copies[-1])  # a published copy will do, as the message says
    assert names_at(MARCH) == ["First"]


@pytest.mark.of_a_copy
def test_a_writer_killed_after_its_commit_is_finished_by_the_next(store):
    enter(waves(W1="First"))
    script = textwrap.dedent(
        """
        import os, sys
        from datetime import date
        import polars as pl
        from data import ledger
        from data.ledger import store
        from data.ledger.writer import NewUpload
        from tests.data.ledger.test_ledger import FEBRUARY, WAVES, waves
        store.publish = lambda *_: os.kill(os.getpid(), 9)   # killed between the commit and the publication
        with ledger.writing() as writer:
            writer.enter(NewUpload(WAVES, FEBRUARY, "full", waves(W1="Second"), b"x", "w.csv", "test"))
        """
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], check=False)
    assert killed.returncode == -9
    assert names_at(FEBRUARY) == ["Second"]  # whoever looks next finishes it
    assert (check().damage, check().mended) == ((), ())


def spoil_pointer(copies):
    publishing.pointer().write_text('{"file": 3')


def spoil_copies(copies):
    for copy in copies:
        copy.write_bytes(copy.read_bytes()[:20_000])


def spoil_blocks(copies):
    for copy in copies:
        size = copy.stat().st_size
        copy.write_bytes(copy.read_bytes()[:12_288] + bytes(size - 12_288))


def lose_copies(copies):
    for copy in copies:
        copy.unlink()


@pytest.mark.usefixtures("two_files")
@pytest.mark.parametrize("spoil", [spoil_pointer, spoil_copies, spoil_blocks, lose_copies])
@pytest.mark.of_a_copy
def test_what_is_published_is_made_again_from_a_sound_store(spoil):
    enter(waves(W1="First"))
    spoil(sorted(publishing.published_folder().glob("*.duckdb")))
    shown = ledger.with_retry(lambda cursor: cursor.execute("SELECT name FROM waves_at('2013-03-31', 1)").fetchall())
    assert shown == [("First",)]
    spoil(sorted(publishing.published_folder().glob("*.duckdb")))
    found = check()
    assert (found.damage, len(found.mended)) == ((), 1)
    assert (check().mended, names_at(MARCH)) == ((), ["First"])


@pytest.mark.usefixtures("two_files")
@pytest.mark.of_a_copy
def test_a_doctored_copy_is_found_by_the_check_and_replaced():
    enter(waves(W1="First"))
    copy = ledger.current().path
    assert copy is not None
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE waves_intervals SET name = 'Doctored'")
    assert len(check().mended) == 1
    assert names_at(MARCH) == ["First"]


@pytest.mark.usefixtures("two_files")
@pytest.mark.of_a_copy
def test_a_backup_is_never_made_of_a_damaged_copy(tmp_path):
    enter(waves(W1="First"))
    spoil_copies(sorted(publishing.published_folder().glob("*.duckdb")))
    backups.backup(tmp_path / "copy.duckdb")
    backups.restore(tmp_path / "copy.duckdb")
    assert names_at(MARCH) == ["First"]


@pytest.mark.of_a_copy
def test_a_full_disk_is_said_before_anything_is_written(monkeypatch):
    enter(waves(W1="First"))
    monkeypatch.setattr("data.ledger.store.shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(problems.StoreError, match="nearly full"):
        enter(waves(W1="Second"), FEBRUARY)
    assert names_at(MARCH) == ["First"]


def test_backup_and_restore_bring_back_every_upload_and_set_the_other_store_aside(tmp_path):
    enter(waves(W1="First"))
    backups.backup(tmp_path / "copy.duckdb")
    enter(waves(W1="Second"), FEBRUARY)
    with pytest.raises(problems.LedgerRefused, match="exists already"):
        backups.backup(tmp_path / "copy.duckdb")
    version, aside = backups.restore(tmp_path / "copy.duckdb")
    assert (version, names_at(MARCH)) == (1, ["First"])
    assert aside is not None
    assert aside.exists()
    assert ledger.file_of(1) == ("waves.csv", b"file")


@pytest.mark.of_a_copy
def test_a_file_that_is_no_backup_is_refused_and_nothing_changes(tmp_path):
    enter(waves(W1="First"))
    (tmp_path / "not.duckdb").write_bytes(b"no")
    with pytest.raises(problems.LedgerRefused, match="not a backup"):
        backups.restore(tmp_path / "not.duckdb")
    assert names_at(MARCH) == ["First"]


@pytest.mark.of_a_file
def test_check_finds_a_changed_figure_and_a_changed_file(store):
    enter(waves(W1="First"))
    store.chmod(0o600)  # by somebody who means to
    with duckdb.connect(str(store)) as connection:
        connection.execute("UPDATE waves_intervals SET name = 'Doctored'")
        connection.execute("UPDATE upload_contents SET file = 'x'::BLOB")
    said = " ".join(check().damage)
    assert "Waves: what is shown differs from what its uploads say" in said
    assert "The file of upload 1" in said


@pytest.mark.of_a_file
def test_the_store_holds_only_what_ducklake_has_too():
    written = " ".join(schema.statements()).upper()
    for missing in ("PRIMARY KEY", "UNIQUE", "CHECK (", "INDEX", "CREATE SEQUENCE", "ENUM", "RETURNING", "GENERATED"):
        assert missing not in written
