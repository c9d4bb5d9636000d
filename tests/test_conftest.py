"""The guard itself: no test reaches the user's store by any of the ways that the ledger has. And which worker does what."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from data import ledger
from data.ledger import programmes
from tests.conftest import BROWSER, POSTGRESQL, USERS_STORE, UsersStoreTouched, next_of, unit_of


def test_the_users_store_is_what_the_ledger_opens_by_default():
    assert os.fspath(programmes.DEFAULT_STORE) == USERS_STORE


def test_each_test_has_a_store_of_its_own(store: Path):
    assert os.environ["PROGRAMME_STORE"] == str(store)
    assert not store.exists()


@pytest.mark.parametrize(
    "name", ["", ".lock", ".published/CURRENT", ".published/00000001.duckdb"], ids=["store", "lock", "pointer", "copy"]
)
def test_the_users_store_cannot_be_opened(name: str):
    path = Path(USERS_STORE + name)
    with pytest.raises(UsersStoreTouched):
        duckdb.connect(str(path))
    with pytest.raises(UsersStoreTouched):
        path.open("ab")


def test_the_ledger_cannot_open_the_users_store(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PROGRAMME_STORE")
    with pytest.raises(UsersStoreTouched), ledger.writing():
        pass


def test_a_worker_does_what_it_keeps_running_first_and_helps_the_others_last():
    tests = ["tests/e2e/test_seen.py::test", "tests/data/ledger/test_names.py::test_of[postgresql]",
             "tests/data/ledger/test_names.py::test_of[file]"]  # fmt: skip
    waiting = [unit_of(test) for test in tests]
    assert [next_of(waiting, kept) for kept in (BROWSER, POSTGRESQL, "")] == waiting
    assert next_of(waiting[1:], BROWSER) == waiting[2], "it starts no PostgreSQL while there is anything else"
    assert next_of(waiting[1:2], BROWSER) == waiting[1]


def test_what_shares_something_goes_to_one_worker():
    names = "tests/data/ledger/test_names.py"
    assert (
        unit_of(f"{names}::test_of[file]")
        == unit_of(f"{names}::test_one[x]")
        != unit_of(f"{names}::test_of[postgresql]")
    )
    pack = "tests/pages/pack/test_{}.py::test"
    assert unit_of(pack.format("files")) == unit_of(pack.format("parts")) != unit_of(pack.format("opened"))
    sentences = "tests/pages/test_sentences.py::test_it[{}]"
    assert unit_of(sentences.format(1)) != unit_of(sentences.format(2))
