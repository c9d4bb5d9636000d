"""The engine itself may stumble: the question is put again, and nobody else is left with an invalid connection."""

from __future__ import annotations

import duckdb
import pytest

from data import ledger
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
