"""The store lies on the disk once: what readers see is the work file under a second name, and nobody ever writes into it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from data import ledger, problems
from data.ledger import backups, connections, publishing
from tests.data.ledger.test_faults import damage, published
from tests.data.ledger.test_ledger import FEBRUARY, MARCH, another_program, enter, names_at, waves


def files_of(store: Path) -> set[int]:
    """The files that hold a store, however many names they have."""
    return {path.stat().st_ino for path in store.parent.rglob("*.duckdb")}


def test_the_store_lies_on_the_disk_once_and_is_not_to_be_written(store):
    enter(waves(W1="First"))
    enter(waves(W1="Second"), FEBRUARY)
    assert store.samefile(published())
    assert len(files_of(store)) == 1
    assert store.stat().st_mode & 0o777 == 0o400
    with ledger.writing():
        pass  # a writer who changes nothing leaves no second file either
    assert store.samefile(published())
    assert len(files_of(store)) == 1


def test_what_a_reader_has_open_stays_as_it_was(store):
    enter(waves(W1="First"))
    with published().open("rb") as file, ledger.reading() as cursor:
        before = file.read()
        enter(waves(W1="Second"), FEBRUARY)
        with ledger.writing() as writer:
            writer.withdraw([1], "test")
        file.seek(0)
        assert file.read() == before
        assert cursor.execute("SELECT count(*) FROM uploads").fetchone() == (1,)
    assert names_at(MARCH) == ["Second"]


def test_a_store_named_by_a_link_is_the_one_that_the_link_names(store, tmp_path, monkeypatch):
    link = tmp_path / "link.duckdb"
    link.symlink_to(store)
    monkeypatch.setenv("PROGRAMME_STORE", str(link))
    enter(waves(W1="First"))  # made where the link points
    monkeypatch.setenv("PROGRAMME_STORE", str(store))
    enter(waves(W1="Second"), FEBRUARY)
    monkeypatch.setenv("PROGRAMME_STORE", str(link))
    assert (names_at(FEBRUARY), link.is_symlink()) == (["Second"], True)
    assert len(list(tmp_path.iterdir())) == 2  # no lock, copy or trail beside the link


def test_a_program_that_reads_the_store_keeps_no_writer_out(store):
    enter(waves(W1="First"))
    with another_program(store, read_only=True):
        enter(waves(W1="Second"), FEBRUARY)
        assert names_at(MARCH) == ["Second"]


def test_damage_is_told_to_readers_and_writers_and_a_backup_brings_the_store_back(store, tmp_path, monkeypatch):
    """There is no second copy to go back to: what is there is never shown, and the message says what to do."""
    enter(waves(W1="First"))
    backups.backup(tmp_path / "copy.duckdb")
    damage(store, 12_288, 2**30)
    monkeypatch.setattr(ledger, "readers", connections.Readers())  # as in a process that begins
    for ask in (lambda: names_at(MARCH), lambda: enter(waves(W1="Second"), FEBRUARY)):
        with pytest.raises(problems.StoreDamaged, match="restore FILE") as refusal:
            ask()
        assert "last published" not in str(refusal.value)
    backups.restore(tmp_path / "copy.duckdb")
    assert names_at(MARCH) == ["First"]
    assert store.samefile(published())


def refuse(source: object, target: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("link", [refuse, shutil.copyfile], ids=["refused", "a copy"])
def test_where_files_have_one_name_the_store_is_copied_until_they_have_two(store, monkeypatch, link):
    with monkeypatch.context() as there:
        there.setattr(os, "link", link)
        enter(waves(W1="First"))
        enter(waves(W1="Second"), FEBRUARY)
        first = published()
        with ledger.writing():
            pass
        assert published() == first  # as it is there, nothing is copied again
        assert (store.samefile(first), len(files_of(store))) == (False, 2)
        assert publishing.digest_of(store) == publishing.digest_of(first)
    assert names_at(MARCH) == ["Second"]
    enter(waves(W1="Third"), MARCH)  # moved to another disk; or published by an earlier release
    assert names_at(MARCH) == ["Third"]
    assert len(files_of(store)) == 1
