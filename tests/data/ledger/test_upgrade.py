"""Stores made by earlier releases of the engine: read as they are, written anew by the first writer, the old file kept."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from data import ledger
from data.ledger import backups, publishing, upgrade
from data.ledger.audit import check
from data.problems import StoreError
from tests.data.ledger.test_faults import left_by_a_killed_writer
from tests.data.ledger.test_ledger import FEBRUARY, JANUARY, MARCH, enter, names_at, waves

MADE_BY = Path(__file__).parent / "made_by"
RELEASES = sorted(path.name.removeprefix("duckdb-").removesuffix(".gz") for path in MADE_BY.iterdir())


@pytest.fixture(params=RELEASES)
def release(request) -> str:
    return str(request.param)


@pytest.fixture
def old(store, release) -> bytes:
    """A store with three uploads, of which the third was withdrawn, as an earlier release left it."""
    content = gzip.decompress((MADE_BY / f"duckdb-{release}.gz").read_bytes())
    store.write_bytes(content)
    return content


def told() -> list[list[str]]:
    return [names_at(day, version) for day in (JANUARY, FEBRUARY, MARCH) for version in (1, 2, 3, 4)]


FIRST, BOTH, THIRD = ["First"], ["First", "Second"], ["Third"]
BEFORE = [FIRST, FIRST, FIRST, FIRST, FIRST, BOTH, BOTH, BOTH, FIRST, BOTH, THIRD, BOTH]
"""What is told of it on three days at four versions."""


def kept(store: Path, release: str) -> list[Path]:
    return sorted(store.parent.glob(f"programme.duckdb-{release}.*"))


def test_it_says_the_same_and_the_old_file_is_kept(store, old, release):
    assert upgrade.made_by(store) == release
    assert told() == BEFORE
    enter(waves(W1="Fourth"), MARCH)
    assert upgrade.made_by(store) == duckdb.__version__
    assert told() == BEFORE
    assert names_at(MARCH) == ["Fourth"]
    assert [path.read_bytes() for path in kept(store, release)] == [old]
    shown = publishing.pointed_at()
    assert shown is not None
    assert shown.path is not None
    assert upgrade.made_by(shown.path) == duckdb.__version__
    assert check().damage == ()


def test_readers_see_the_new_file_though_nothing_else_is_written(store, old, release):
    with ledger.writing():
        pass
    shown = publishing.pointed_at()
    assert shown is not None
    assert shown.sha256 == publishing.digest_of(store)
    assert upgrade.made_by(store) == duckdb.__version__
    assert told() == BEFORE


@pytest.mark.parametrize("step", ["flush", "keep", "flush_folder"])
def test_broken_off_at_any_step_it_leaves_a_store_and_goes_on(store, old, release, step, monkeypatch):
    def stop(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as during:
        during.setattr(upgrade, step, stop)
        with pytest.raises(StoreError):
            enter(waves(W1="Fourth"), MARCH)
    assert told() == BEFORE
    enter(waves(W1="Fourth"), MARCH)
    assert told() == BEFORE
    assert names_at(MARCH) == ["Fourth"]
    assert [path.read_bytes() for path in kept(store, release)] == [old]
    assert not list(store.parent.glob("*.upgrade.part*"))


def test_what_a_killed_writer_left_in_its_log_is_not_lost(store, old, release):
    left_by_a_killed_writer(store)
    enter(waves(W1="Fourth"), MARCH)
    with ledger.looking() as connection:
        assert connection.execute("SELECT value FROM about WHERE name = 'a'").fetchall() == [("b",)]
    assert told() == BEFORE
    assert upgrade.made_by(store) == duckdb.__version__


def test_a_backup_of_an_earlier_release_is_restored_and_written_anew(store, release, tmp_path):
    (tmp_path / "backup.duckdb").write_bytes(gzip.decompress((MADE_BY / f"duckdb-{release}.gz").read_bytes()))
    enter(waves(W1="Other"))
    assert backups.restore(tmp_path / "backup.duckdb")[0] == 4
    assert told() == BEFORE
    enter(waves(W1="Fourth"), MARCH)
    assert upgrade.made_by(store) == duckdb.__version__
    assert told() == BEFORE
