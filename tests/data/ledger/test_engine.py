"""The engine itself may stumble: the question is put again, and nobody else is left with an invalid connection."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from data import ledger
from data.ledger.connections import ROW_GROUP, open_to_write
from data.ledger.writer import insert
from data.problems import EngineStumbled


@pytest.fixture(autouse=True)
def made():
    with ledger.writing():
        pass


def test_a_question_is_put_again_on_a_connection_opened_anew():
    seen = []

    def ask(cursor: duckdb.DuckDBPyConnection) -> int:
        seen.append(cursor)
        if len(seen) < 3:
            raise duckdb.InternalException("Attempted to access index 0 within vector of size 0")
        found = cursor.execute("SELECT 42").fetchone()
        return found[0] if found else 0

    assert ledger.with_retry(ask) == 42
    assert len(seen) == 3


def test_a_question_that_always_fails_is_said_to_have_failed_and_others_are_answered():
    def ask(cursor: duckdb.DuckDBPyConnection) -> None:
        raise duckdb.FatalException("database has been invalidated")

    with pytest.raises(EngineStumbled, match="Try again"):
        ledger.with_retry(ask, tries=2)
    assert ledger.with_retry(lambda cursor: cursor.execute("SELECT 1").fetchone()) == (1,)


@pytest.mark.parametrize("height", [1, ROW_GROUP, ROW_GROUP + 1, 3 * ROW_GROUP - 1, 5 * ROW_GROUP + 2_049])
def test_rows_written_by_two_threads_are_all_there_in_their_order(height: int, tmp_path: Path):
    rows = pl.DataFrame({"n": pl.int_range(height, eager=True)}).with_columns(name=pl.format("Name {}", "n"))
    with open_to_write(tmp_path / "made.duckdb") as db:
        db.execute("CREATE TABLE t (n BIGINT, name VARCHAR)")
        insert(db, "t", rows)
        insert(db, "t", rows.head(3))
        db.execute("CHECKPOINT")
        assert db.sql("SELECT * FROM t").pl().equals(pl.concat([rows, rows.head(3)]))
        held = db.execute("SELECT count, row_group_id FROM pragma_storage_info('t') WHERE column_name = 'n'").fetchall()
    assert max(count for count, _ in held) <= ROW_GROUP
