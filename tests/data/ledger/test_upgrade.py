"""Stores made by earlier releases of the engine: read as they are, rewritten by the first writer, the old file kept."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data import ledger
from data.datasets import DATASETS
from data.ledger import backups, programmes, publishing, roles, rows_now, upgrade
from data.ledger.audit import check
from data.problems import StoreError
from tests.data.ledger import earlier
from tests.data.ledger.test_faults import left_by_a_killed_writer
from tests.data.ledger.test_ledger import FEBRUARY, JANUARY, MARCH, enter, names_at, waves
from tests.deep import whose_turn

APRIL = date(2013, 4, 30)
MADE_BY = Path(__file__).parent / "made_by"
RELEASES = sorted(path.name.removeprefix("duckdb-").removesuffix(".gz") for path in MADE_BY.glob("duckdb-*.gz"))
EARLIER = sorted(path.name.removesuffix(".tar.xz") for path in MADE_BY.glob("*.tar.xz"))
"""By the day and the commit of each release that kept a store in another way: the first with commands; the last of format 1; the
first of format 2 (renamed rows); of several programmes; of DuckDB 2 and roles; with the audit trail (earlier.py made them)."""


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


RENAMED_IN_FORMAT_1 = "2026-11-28-81615d1"
"""In format 1 a renamed row was one row gone and another come."""
ROLES = "programme.duckdb.programmes/roles.json"


@pytest.mark.parametrize("name", whose_turn(EARLIER, 2))
def test_a_store_of_each_earlier_form_opens_says_the_same_and_goes_on(store, name):
    earlier.unpack(name, store.parent)
    several = (store.parent / "programme.duckdb.programmes" / "register.json").exists()
    with programmes.using("first" if several else None):
        assert ledger.ledger_version() == 5
        days = [names_at(day, 5) for day in (JANUARY, FEBRUARY, MARCH)]
        assert days == [["First", "Second"], ["Second", "Uno"], ["Second", "Uno"]]
        assert [names_at(MARCH, number) for number in (1, 2, 4)] == [
            ["First", "Second"],
            ["Second", "Uno"],
            ["Withdrawn"],
        ]
        assert rows_now(DATASETS["applications"], MARCH)["annual_cost_gbp"].to_list() == [Decimal("12500.50")]
        assert ledger.file_of(1)[1].decode() == earlier.FILES["waves_1.csv"]
        enter(waves(W1="Next"), APRIL)
        assert names_at(APRIL) == ["Next"]
        assert [names_at(day, 5) for day in (JANUARY, FEBRUARY, MARCH)] == days
        found = check()
        assert (found.damage, found.loose_ends) == ((), ())
        assert upgrade.made_by(store) == duckdb.__version__
        # what format 1 was told of renamed rows is followed from an entry of the program's own on
        assert ledger.ledger_version() == (7 if name == RENAMED_IN_FORMAT_1 else 6)
        row = ledger.with_retry(
            lambda cursor: cursor.execute("SELECT wave_id FROM waves_at(?, 5)", [FEBRUARY]).fetchall()
        )
        assert sorted(row) == [("W-B",), ("W1",)]
    assert {each.id for each in programmes.listed()} == ({"first", "health"} if several else {"first"})
    assert [line.who for line in roles.lines()] == (["anna@council.gov.uk"] if (store.parent / ROLES).exists() else [])
