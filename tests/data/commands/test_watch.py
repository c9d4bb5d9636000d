"""What people and programs leave in a drop folder that is no file to be taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from data import ledger
from data.commands import watch
from data.problems import LedgerRefused, StoreError
from tests.data.commands.test_commands import GOOD


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
