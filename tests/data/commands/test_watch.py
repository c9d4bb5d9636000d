"""What people and programs leave in a drop folder that is no file to be taken."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import openpyxl
import pytest

from data import ledger
from data.commands import watch
from data.problems import LedgerRefused, StoreError
from tests.data.commands.test_commands import APPLICATIONS, GOOD, WAVES
from tests.source import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def look(folder: Path) -> tuple[int, list[str]]:
    said: list[str] = []
    return watch.watch(folder, "test", said.append, once=True), said


def test_no_link_is_followed(folder, tmp_path):
    secret = tmp_path / "elsewhere.csv"
    secret.write_text(GOOD)
    (folder / "partners_2012-09-30.csv").symlink_to(secret)
    os.link(secret, folder / "partners_2012-10-31.csv")
    (folder / "inside").symlink_to(tmp_path, target_is_directory=True)
    (folder / "gone.csv").symlink_to(tmp_path / "nothing")
    os.mkfifo(folder / "partners_2012-11-30.csv")
    (folder / ".taking").symlink_to(secret)
    refused, said = look(folder)
    assert refused == 5
    assert [text.split(":")[0] for text in said] == [
        "gone.csv", "inside", "partners_2012-09-30.csv", "partners_2012-10-31.csv", "partners_2012-11-30.csv",
    ]  # fmt: skip
    assert sum("it is a link" in text for text in said) == 3
    assert "hard link" in said[3]
    assert "pipe" in said[4]
    assert not ledger.exists()
    assert secret.read_text() == GOOD


@pytest.mark.parametrize("name", ["done", "refused"])
def test_nothing_is_moved_through_a_link(folder, tmp_path, name):
    (tmp_path / "elsewhere").mkdir()
    (folder / name).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (folder / "partners_2012-09-30.csv").write_text(GOOD)
    with pytest.raises(LedgerRefused, match="is a link"):
        look(folder)
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not ledger.exists()


def test_reports_and_marks_are_never_written_through_a_link(folder, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (folder / "done").mkdir()
    (folder / "done" / "partners_2012-09-30.csv.report.txt").symlink_to(mine)
    (folder / ".taking.part").symlink_to(mine)
    (folder / "partners_2012-09-30.csv").write_text(GOOD)
    assert look(folder)[0] == 0
    assert mine.read_text() == "mine"


NAMES = [
    b"partners_2012-09-30.csv\n",
    b"two\nlines.csv",
    b"caf\xe9 \xff\xfe.csv",
    b"n" * 251 + b".csv",
    "ü".encode() * 125 + b".csv",
    b"tab\tand \x1b[31m.csv",
]


def test_names_of_every_kind_are_survived_and_said_on_one_line(folder):
    for again in range(2):
        for name in NAMES:
            Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(f"{GOOD}{again}")
        refused, said = look(folder)
        assert refused == len(NAMES)
        assert all(text.isprintable() for text in said)
    moved = list((folder / "refused").iterdir())
    reports = [path for path in moved if path.name.endswith(".report.txt")]
    assert (len(moved), len(reports)) == (4 * len(NAMES), 2 * len(NAMES))
    assert not [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]


def test_what_is_still_being_sent_under_another_name_is_left_alone(folder):
    for name in ("partners_2012-09-30.csv.part", "partners_2012-09-30.csv.FILEPART", "x.tmp", ".x.csv", "~$x.xlsx"):
        (folder / name).write_text(GOOD)
    assert look(folder) == (0, [])
    (folder / "partners_2012-09-30.csv.part").rename(folder / "partners_2012-09-30.csv")  # and now it is whole
    refused, (told,) = look(folder)
    assert (refused, told.split(".csv: ")[1][:5]) == (0, "done.")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(folder):
    with (folder / "partners_2012-09-30.csv").open("wb") as file:
        file.truncate(10**11)
    assert look(folder)[0] == 1
    report = (folder / "refused" / "partners_2012-09-30.csv.report.txt").read_text()
    assert "100,000 MB; the limit is 50 MB" in report


def test_a_store_that_can_not_be_written_leaves_the_file_and_says_so(folder, store):
    store.write_bytes(b"no store" * 1000)
    (folder / "partners_2012-09-30.csv").write_text(GOOD)
    said: list[str] = []
    with pytest.raises(StoreError):
        watch.watch(folder, "test", said.append, once=True)
    assert "It will be tried again" in said[0]
    assert (folder / "partners_2012-09-30.csv").exists()


def returned(folder: Path, name: str, **sheets: str) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, text in sheets.items():
        sheet = book.create_sheet(title)
        for line in text.splitlines():
            sheet.append(line.split(","))
    book.save(folder / name)


def test_a_workbook_of_several_sheets_is_a_return(folder):
    returned(folder, "return_2012-09-30.xlsx", Applications=APPLICATIONS, Waves=WAVES, Notes="By hand\nBy Ann\n")
    refused, said = look(folder)
    assert (refused, said) == (
        0,
        ["return_2012-09-30.xlsx: done. Applications: Upload 1: 1 added, 0 changed, 0 removed, 0 unchanged."],
    )
    report = (folder / "done" / "return_2012-09-30.xlsx.report.txt").read_text()
    assert "Waves: Upload 2: 1 added" in report
    assert "sheet ‘Notes’: left out, because its headings are none of a dataset's." in report


def test_a_return_of_which_one_sheet_is_wrong_or_would_remove_most_rows_is_refused_whole(folder):
    many = WAVES + "".join(WAVES.splitlines()[1].replace("W1", f"W{n}") + "\n" for n in range(2, 31))
    returned(folder, "return_2012-09-30.xlsx", Applications=APPLICATIONS.replace("migrate", "migratd"), Waves=many)
    assert look(folder)[0] == 1
    assert ledger.ledger_version() == 0
    returned(folder, "return_2012-10-31.xlsx", Applications=APPLICATIONS, Waves=many)
    assert look(folder)[0] == 0
    returned(folder, "return_2012-11-30.xlsx", Applications=APPLICATIONS, Waves=WAVES)
    refused, said = look(folder)
    assert (refused, "it lacks 29 of the 30 rows of waves that are held" in said[0]) == (1, True)
    returned(folder, "return_2012-11-30.full.xlsx", Applications=APPLICATIONS, Waves=WAVES)
    assert look(folder)[0] == 0


def test_a_return_that_was_taken_just_before_the_watch_stopped_is_only_filed(folder, monkeypatch):
    returned(folder, "return_2012-09-30.xlsx", Applications=APPLICATIONS, Waves=WAVES)
    with monkeypatch.context() as stopped:
        stopped.setattr(watch, "_free", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(folder)
    assert ledger.ledger_version() == 2
    assert "taken just before the watch was stopped" in look(folder)[1][0]
    assert ledger.ledger_version() == 2


def test_a_signal_that_comes_while_the_event_is_being_asked_for_is_heeded():
    stop = threading.Event()
    with stop._cond:  # type: ignore[attr-defined]
        watch.set_apart(stop)
    assert stop.wait(60)


def test_told_to_stop_it_finishes_what_it_has_in_hand_and_ends_with_0(folder, store):
    (folder / "gateways_2013-03-31.csv").write_text("Ref,Gateway,Kind,Baseline\nGW1,Agreed,Gateway,14/12/2012\n")
    command = [sys.executable, "-m", "data", "watch", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("gateways_2013-03-31.csv: done")
        process.terminate()
        assert (process.communicate()[0], process.returncode) == ("", 0)
    finally:
        process.kill()
    assert [path.name for path in folder.iterdir() if path.is_file()] in ([".watch.lock"], [])
