"""The ledger's tests, on either store: a file, and a PostgreSQL database with this server's copy of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ledger import programmes
from tests.deep import examples

ON_EITHER = ("test_ledger", "test_names", "test_personal", "test_programmes", "test_roles", "test_schema", "test_trail")
"""The modules whose tests are run on both, but for those marked of_a_file: what they damage or hold is the store itself, and of
a store in PostgreSQL it is only a copy (test_postgresql.py); or they ask no store at all. Those marked of_a_copy are run on
PostgreSQL with `DEEP_TESTS` only."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__.rpartition(".")[2] in ON_EITHER:
        marked = {mark.name for mark in metafunc.definition.iter_markers()}
        on_postgresql = 0 if "of_a_file" in marked else examples(0, 1) if "of_a_copy" in marked else 1
        metafunc.parametrize("store", ["file", *["postgresql"] * on_postgresql], indirect=True)


@pytest.fixture(autouse=True)
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own store: see tests/conftest.py. Of one in PostgreSQL, this server's work file."""
    if getattr(request, "param", "file") == "postgresql":
        request.getfixturevalue("in_postgresql")
        return programmes.home()
    path = tmp_path / "store" / "programme.duckdb"
    path.parent.mkdir()
    monkeypatch.setenv("PROGRAMME_STORE", str(path))
    return path


@pytest.fixture
def two_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file has one name only, as on Windows and many network shares: what readers see is a copy of the work file.
    Elsewhere it is the same file, and what befalls one befalls both: test_one_file.py."""
    monkeypatch.setattr("data.ledger.publishing.CAN_LINK", False)
