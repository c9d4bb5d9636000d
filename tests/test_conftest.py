"""The guard itself: no test reaches the user's store by any of the ways that the ledger has."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from data import ledger
from data.ledger import programmes
from tests.conftest import USERS_STORE, UsersStoreTouched


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
