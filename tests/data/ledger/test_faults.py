"""A store under stress: damaged, in use, on a full disk, in a folder that is read-only, and failing after the commit."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from data import ledger, problems
from data.__main__ import main
from data.ledger import backups, connections, contents, publishing, switch
from data.ledger.audit import check
from data.ledger.contents import Reading, read_apart
from data.ledger.store import DAMAGE, try_again_at
from tests.data.commands.test_commands import GOOD
from tests.data.ledger.test_ledger import FEBRUARY, MARCH, another_program, enter, names_at, waves

ROOT = Path(__file__).parents[3]


def damage(path: Path, at: int, count: int = 64) -> None:
    """Turns some bytes of a file over, as a failing disk does."""
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    for place in range(at, min(at + count, len(content))):
        content[place] ^= 0xFF
    path.write_bytes(bytes(content))


def left_by_a_killed_writer(store: Path) -> bytes:
    """Commits an upload and stops before it is folded in. Returns the log."""
    store.chmod(0o600)
    script = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute(\"INSERT INTO about VALUES ('a', 'b')\"); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(store)], check=False)
    return store.with_name(store.name + ".wal").read_bytes()


def test_another_programs_database_is_never_opened(store, tmp_path, monkeypatch, capsys):
    """The engine would fetch an extension that reads it, by the file's first bytes."""
    theirs = tmp_path / "theirs.duckdb"
    with sqlite3.connect(theirs) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    file, opened, connect = tmp_path / "partners.csv", [], duckdb.connect
    file.write_text(GOOD)

    def noted(*given, **more):
        opened.append(str(given))
        return connect(*given, **more)

    monkeypatch.setattr(duckdb, "connect", noted)
    assert main(["restore", str(theirs)]) == 1
    assert "is not a backup of a programme store" in capsys.readouterr().err
    monkeypatch.setenv("PROGRAMME_STORE", str(theirs))
    for command in (["check"], ["history"], ["import", "partners", str(file), "--as-at", "2013-03-31"]):
        assert main(command) == 3
        assert "is not a programme store. Nothing was changed." in capsys.readouterr().err
    assert not any(str(theirs) in given for given in opened)


@pytest.mark.parametrize(
    "kind", ["pipe", "long name", "device", "question mark", "another's address", "no file can be made"]
)
def test_what_can_be_no_store_is_told_at_once(tmp_path, partners, monkeypatch, capsys, kind):
    place = tmp_path / "odd.duckdb"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "long name":
        place = tmp_path / ("x" * 240 + ".duckdb")
    elif kind == "device":
        place.symlink_to(os.devnull)
    elif kind == "question mark":
        place = tmp_path / "which?" / "store.duckdb"
    elif kind == "another's address":
        monkeypatch.chdir(tmp_path)
        place = "postgressql://dashboard:secret@db/programme"
    else:
        place = Path("/proc/self/x.duckdb")
        if not place.parent.exists():
            pytest.skip("there is no folder here in which nobody can make a file")
        monkeypatch.setenv("PROGRAMME_STORE_WAIT", "0.1")
    monkeypatch.setenv("PROGRAMME_STORE", str(place))
    held = sorted(tmp_path.iterdir())
    assert main(["import", "partners", str(partners), "--as-at", "2013-03-31"]) == 3
    told = capsys.readouterr().err
    assert "Check what PROGRAMME_STORE names." in told
    assert "secret" not in told
    assert sorted(tmp_path.iterdir()) == held


@pytest.mark.usefixtures("two_files")
@pytest.mark.parametrize("place", ["start", "headers", "blocks", "log"])
def test_damage_is_told_as_damage_at_once_with_the_way_back(store, monkeypatch, place):
    """The engine says of damage ‘checksum … in block’; that holds the letters of lock, and was waited for as one."""
    enter(waves(W1="First"))
    monkeypatch.setenv("PROGRAMME_STORE_WAIT", "30")
    if place == "log":
        log = left_by_a_killed_writer(store)
        damage(store.with_name(store.name + ".wal"), len(log) // 2, 4)
    else:
        at, count = {"start": (0, 64), "headers": (4_096, 8_192), "blocks": (12_288, 2**30)}[place]
        damage(store, at, count)
    began = time.monotonic()
    with pytest.raises(problems.StoreDamaged) as refusal:
        enter(waves(W1="Second"), FEBRUARY)
    assert time.monotonic() - began < 10
    assert "python -m data restore" in str(refusal.value)
    assert str(publishing.published_folder()) in str(refusal.value)  # the copy that is as good as a backup
    assert names_at(MARCH) == ["First"]


def test_a_damaged_block_is_found_by_the_check(store, capsys):
    enter(waves(W1="First"))
    for place in range(12_288, store.stat().st_size - 100, 50_000):
        damage(store, place)
    assert main(["check", "--json"]) == 3
    said = capsys.readouterr()
    assert json.loads(said.out)["status"] in ("damaged", "refused")
    assert "python -m data restore" in said.err
    assert "busy" not in said.err


@pytest.mark.usefixtures("two_files")
def test_only_a_copy_that_can_be_read_is_named_as_the_way_back(store):
    enter(waves(W1="First"))
    enter(waves(W1="Second"), FEBRUARY)
    [copy] = publishing.published_folder().glob("*.duckdb")
    store.write_bytes(b"nobody can read this" * 1000)
    with pytest.raises(problems.StoreDamaged) as refusal:
        enter(waves(W1="Third"), MARCH)
    assert str(copy) in str(refusal.value)
    copy.write_bytes(b"nor this" * 1000)
    with pytest.raises(problems.StoreDamaged) as refusal:
        enter(waves(W1="Third"), MARCH)
    assert "last published" not in str(refusal.value)


@pytest.mark.usefixtures("two_files")
def test_a_file_in_use_is_busy_whatever_the_engine_says_of_it(store, monkeypatch):
    enter(waves(W1="First"))
    with another_program(store, read_only=True) as number:
        with pytest.raises(problems.StoreBusy, match=f"PID {number}"), ledger.writing(wait=0.1):
            pass
        assert check().damage == ()  # who reads lets others read


def raising(problem: BaseException):
    def fail(*_: object, **__: object) -> None:
        raise problem

    return fail


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def partners(tmp_path: Path) -> str:
    path = tmp_path / "partners.csv"
    path.write_text(GOOD)
    return str(path)


def test_a_failing_publication_says_that_the_upload_counts(partners, capsys, monkeypatch):
    enter(waves(W1="First"))
    with monkeypatch.context() as during:
        during.setattr("data.ledger.publishing._linked", raising(FULL))
        assert main(["import", "partners", partners, "--as-at", "2013-01-31", "--json"]) == 0
        said = capsys.readouterr()
        answer = json.loads(said.out)
        assert (answer["status"], answer["upload"]) == ("done", 2)
        assert answer["left_to_do"].startswith("Upload 2 counts")
        assert "No space left on device" in said.err
        assert "Nothing was changed" not in said.out + said.err
        assert names_at(MARCH) == ["First"]  # readers go on
        assert main(["withdraw", "2", "--by", "Ann"]) == 0
        said = capsys.readouterr()
        assert "Upload 2 is withdrawn (ledger version 3)" in said.err
        assert "Nothing was changed" not in said.out + said.err
        assert main(["history"]) == 0
        assert "readers are still shown version 1" in capsys.readouterr().err
    try_again_at.clear()
    assert main(["history", "--json"]) == 0  # the next one that can finishes it
    said = capsys.readouterr()
    assert json.loads(said.out)["ledger_version"] == 3
    assert said.err == ""


def test_what_counts_is_said_where_not_even_a_note_has_room(partners, capsys, monkeypatch):
    """A rewritten file needs room, as the note of the obstacle did; the upload then counted without a word."""
    enter(waves(W1="First"))
    with monkeypatch.context() as during:

        def full(*_: object, **__: object) -> None:
            during.setattr(Path, "write_bytes", raising(FULL))
            during.setattr(Path, "write_text", raising(FULL))
            raise FULL

        during.setattr("data.ledger.publishing._linked", full)
        assert main(["import", "partners", partners, "--as-at", "2013-01-31"]) == 0
        assert "Upload 2 counts, and nothing of it is lost" in capsys.readouterr().err
    try_again_at.clear()
    assert main(["history"]) == 0
    assert capsys.readouterr().err == ""


class Failing:
    """A connection on which one statement fails, once it was carried out or before."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, statement: str, *, after: bool) -> None:
        self._connection, self._statement, self._after = connection, statement, after
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")

    def execute(self, sql: str, *rest: object):
        if sql == self._statement:
            if self._after:
                self._connection.execute(sql, *rest)
            raise duckdb.IOException("could not write: this says lock, checksum and Nothing, and means none of them")
        return self._connection.execute(sql, *rest)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def __getattr__(self, name: str):
        return getattr(self._connection, name)


def failing(monkeypatch: pytest.MonkeyPatch, statement: str, *, after: bool = False) -> None:
    connect = duckdb.connect

    def opened(path: object = ":memory:", *rest, **more):
        connection = connect(path, *rest, **more)  # type: ignore[arg-type]
        return connection if more.get("read_only") else Failing(connection, statement, after=after)

    monkeypatch.setattr(duckdb, "connect", opened)


def test_a_failing_checkpoint_says_that_the_upload_counts(partners, capsys, monkeypatch):
    enter(waves(W1="First"))
    with monkeypatch.context() as during:
        failing(during, "CHECKPOINT")
        assert main(["import", "partners", partners, "--as-at", "2013-01-31"]) == 0
        said = capsys.readouterr()
        assert "Upload 2:" in said.out
        assert "Upload 2 counts" in said.err
        assert "Nothing was changed" not in said.out + said.err
    assert main(["check"]) == 0
    assert ledger.left_to_do() == ""
    assert ledger.ledger_version() == 2


@pytest.mark.parametrize("after", [False, True])
def test_a_failing_commit_says_what_became_of_the_upload(partners, capsys, monkeypatch, after):
    enter(waves(W1="First"))
    with monkeypatch.context() as during:
        failing(during, "COMMIT", after=after)
        status = main(["import", "partners", partners, "--as-at", "2013-01-31"])
    said = capsys.readouterr()
    assert ("Nothing was changed" in said.err, status) == ((False, 0) if after else (True, 3))
    assert check().damage == ()
    assert ledger.ledger_version() == (2 if after else 1)


def test_what_counts_is_missed_when_its_log_is_lost(store, partners, monkeypatch):
    """An upload was acknowledged while it was only in the log: without the log the file is sound, and lacks it."""
    enter(waves(W1="First"))
    with monkeypatch.context() as during:
        failing(during, "CHECKPOINT")
        assert main(["import", "partners", partners, "--as-at", "2013-01-31"]) == 0
    publishing.log_of(store).unlink()
    with pytest.raises(
        problems.StoreDamaged, match="lost entries: it ends at ledger version 1, and version 2 was there"
    ):
        enter(waves(W1="Second"), FEBRUARY)
    assert names_at(MARCH) == ["First"]


def test_a_new_store_appears_whole_or_not_at_all(store, partners, capsys, monkeypatch):
    with monkeypatch.context() as during:
        failing(during, "CHECKPOINT")
        assert main(["import", "partners", partners, "--as-at", "2013-01-31"]) == 3
    assert "Nothing was changed" in capsys.readouterr().err
    assert not store.exists()
    assert main(["import", "partners", partners, "--as-at", "2013-01-31"]) == 0
    assert main(["check"]) == 0


@pytest.fixture
def nearly_full(monkeypatch):
    monkeypatch.setattr("data.ledger.store.shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())


def test_check_and_backup_need_no_room_beside_the_store(store, tmp_path, nearly_full, capsys):
    with pytest.MonkeyPatch.context() as before:
        before.setattr("data.ledger.store._refuse_full_disk", lambda _: None)
        enter(waves(W1="First"))

    def files() -> dict[str, int]:  # but for the audit trail, which has a line of the backup
        beside = [path for path in store.parent.rglob("*") if path.suffix not in (".lock", ".jsonl", ".json", ".end")]
        return {path.name: path.stat().st_mtime_ns for path in beside}

    seen = files()
    assert main(["check"]) == 0
    assert main(["backup", str(tmp_path / "elsewhere.duckdb")]) == 0
    assert seen == files()
    assert ledger.content_of_file(tmp_path / "elsewhere.duckdb") == ledger.content_of_file(store)
    with pytest.raises(problems.StoreError, match="nearly full"):
        enter(waves(W1="Second"), FEBRUARY)


def test_check_and_backup_work_in_a_folder_that_is_read_only(store, tmp_path, capsys):
    enter(waves(W1="First"))
    (store.parent / (store.name + ".lock")).unlink(missing_ok=True)
    if os.geteuid() == 0:
        done = subprocess.run(
            ["mount", "--bind", str(store.parent), str(store.parent)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("root, and not allowed to mount: nothing here can be made read-only")
        subprocess.run(["mount", "-o", "remount,bind,ro", str(store.parent)], check=True)
    else:
        store.parent.chmod(0o555)
    try:
        assert main(["check"]) == 0
        assert main(["backup", str(tmp_path / "elsewhere.duckdb")]) == 0
        assert main(["history"]) == 0
        with pytest.raises(problems.StoreError, match="can't be written"):
            enter(waves(W1="Second"), FEBRUARY)
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", "--lazy", str(store.parent)], check=True)  # readers keep their copy open
        store.parent.chmod(0o755)
    assert ledger.content_of_file(tmp_path / "elsewhere.duckdb") == ledger.content_of_file(store)


def test_a_damaged_backup_is_not_restored(tmp_path, inner, capsys):
    backups.backup(tmp_path / "copy.duckdb")
    whole = (tmp_path / "copy.duckdb").read_bytes()
    for place in (12_288, inner):  # what says where everything is, and what is told as damage by what it holds
        (tmp_path / "copy.duckdb").write_bytes(whole)
        damage(tmp_path / "copy.duckdb", place)
        assert main(["restore", str(tmp_path / "copy.duckdb")]) == 1
        assert names_at(MARCH) == ["First"]
        assert check().damage == ()
    assert "Nothing was changed" in capsys.readouterr().err


def test_a_restore_that_can_not_be_published_says_that_it_is_done(tmp_path, capsys, monkeypatch):
    enter(waves(W1="First"))
    backups.backup(tmp_path / "copy.duckdb")
    enter(waves(W1="Second"), FEBRUARY)
    with monkeypatch.context() as during:
        during.setattr("data.ledger.store.publish", raising(FULL))
        assert main(["restore", str(tmp_path / "copy.duckdb"), "--json"]) == 0
        said = capsys.readouterr()
        assert json.loads(said.out)["ledger_version"] == 1
        assert "The backup is restored" in json.loads(said.out)["left_to_do"]
        assert names_at(MARCH) == ["Second"]
    try_again_at.clear()
    assert names_at(MARCH) == ["First"]
    assert check().damage == ()


def test_an_older_log_is_never_replayed_into_a_restored_store(store, tmp_path):
    enter(waves(W1="First"))
    backups.backup(tmp_path / "copy.duckdb")
    left_by_a_killed_writer(store)
    damage(store, 0)  # so that the log can't be folded in
    _, aside = backups.restore(tmp_path / "copy.duckdb")
    assert aside is not None
    assert aside.with_name(aside.name + ".wal").exists()
    with ledger.looking() as connection:
        assert connection.execute("SELECT count(*) FROM about WHERE name = 'a'").fetchone() == (0,)
    assert not switch.incoming(store).exists()


def published() -> Path:
    """The copy that readers see."""
    shown = publishing.pointed_at()
    assert shown is not None
    assert shown.path is not None
    return shown.path


@pytest.fixture
def inner(store):
    """A place in a store of one upload that can be opened with damage there, and not be read through."""
    enter(waves(W1="First"))
    whole = store.read_bytes()
    for at in range(len(whole) - 4_096, 12_288, -4_096):
        if any(whole[at : at + 64]):
            damage(store, at)
            found = read_apart(store)
            store.write_bytes(whole)
            if found in DAMAGE:
                return at
    raise AssertionError("no damage is inside")


def test_what_takes_the_engine_down_is_tried_in_a_process_of_its_own(store, tmp_path, monkeypatch, capsys):
    """DuckDB 1.5 checked no sums of the blocks that hold columns, and followed what stood there wherever it led."""
    enter(waves(W1="First"))
    deadly = tmp_path / "deadly"
    deadly.write_text("#!/bin/sh\nkill -SEGV $$\n", encoding="utf-8")
    deadly.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(deadly))
    monkeypatch.setattr(contents, "_reader", contents._Reader())  # none that began before
    assert read_apart(store) is Reading.STOPS_THE_ENGINE
    assert main(["check"]) == 3
    said = capsys.readouterr().err
    assert "it stops the engine" in said
    assert "restore FILE" in said


@pytest.mark.usefixtures("two_files")
def test_damage_that_a_write_would_not_meet_is_told_to_writers(store, inner):
    damage(store, inner)
    with pytest.raises(problems.StoreDamaged, match="restore FILE"):
        enter(waves(W1="Second"), FEBRUARY)
    with pytest.raises(problems.StoreDamaged, match=publishing.published_folder().name), ledger.looking():
        pass
    assert names_at(MARCH) == ["First"]


def test_a_store_damaged_inside_is_restored_over_with_its_log(store, inner, tmp_path):
    backups.backup(tmp_path / "copy.duckdb")
    left_by_a_killed_writer(store)
    damage(store, inner)
    backups.restore(tmp_path / "copy.duckdb")
    assert names_at(MARCH) == ["First"]


@pytest.mark.usefixtures("two_files")
def test_readers_never_open_a_copy_that_was_altered(store, inner, monkeypatch):
    monkeypatch.setattr(ledger, "readers", connections.Readers())  # as in a process that begins
    shown = published()
    damage(shown, inner)
    assert names_at(MARCH) == ["First"]  # from a copy that was published again
    again = published()
    assert again != shown
    monkeypatch.setattr(ledger, "readers", connections.Readers())
    for path in (again, store):
        damage(path, inner)
    with pytest.raises(problems.StoreDamaged, match="restore FILE"):
        names_at(MARCH)


def test_a_copy_of_a_release_without_digests_is_read_and_gets_one(store):
    enter(waves(W1="First"))
    says = json.loads(publishing.pointer().read_text(encoding="utf-8"))
    del says["sha256"]
    publishing.pointer().write_text(json.dumps(says), encoding="utf-8")
    assert names_at(MARCH) == ["First"]
    with ledger.writing():
        pass
    now = publishing.pointed_at()
    assert now is not None
    assert now.sha256 == publishing.digest_of(store) == publishing.digest_of(published())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to look at")
def test_a_process_that_read_apart_leaves_nothing_when_it_has_ended(store):
    enter(waves(W1="Only"), FEBRUARY)
    assert read_apart(store) is Reading.WHOLE
    reader = contents._reader._process
    assert reader is not None
    assert reader.stdin is not None
    reader.stdin.close()  # it ends by itself
    pause = threading.Event()
    assert any(not Path(f"/proc/{reader.pid}").exists() or pause.wait(0.02) for _ in range(3000)), "a zombie is there"
    assert read_apart(store) is Reading.WHOLE
