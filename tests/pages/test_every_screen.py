"""What holds for every screen's script: it runs on nothing, long ago and in years to come. On the sample: test_addresses.py."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data import earlier_uploads, ledger
from tests.deep import examples
from tests.e2e.screens import FIRST, screens
from tests.pages.drawn import everything_said
from tests.pages.opening import opened as opened

ABOUT_NO_DATA = {"access", "accessibility", "dictionary", "find", "methods", "programmes", "trail", "updates"}
"""Screens that have something to show in a store without an upload."""

every_screen = pytest.mark.parametrize("name", screens())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without an upload; where there is none at all, the first start makes one with the sample."""
    path: Path = tmp_path_factory.mktemp("empty") / "programme.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(path))
        with ledger.writing():
            pass
    return path


@every_screen
def test_a_screen_without_data_says_what_to_upload(empty: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PROGRAMME_STORE", str(empty))
    app = opened(name)
    if name not in ABOUT_NO_DATA:
        assert "Nothing to show yet" in everything_said(app)
        assert app.get("download_button"), "with the template beside it"


def test_the_first_start_makes_the_store_with_the_sample(store: Path):
    opened(FIRST)
    assert earlier_uploads.sample_uploads()


@pytest.mark.parametrize(("place", "name"), list(enumerate(screens())), ids=screens())
def test_a_screen_looks_from_any_date(sample: Path, place: int, name: str):
    """Before the first report, early, or after the last one, in turn; from all three with `DEEP_TESTS`."""
    for as_at in ("2012-06-30", "2012-12-31", "2014-12-31")[examples(place % 3, 0) :: examples(3, 1)]:
        shown = f"As at **{date.fromisoformat(as_at):%d %B %Y}**"
        assert shown in everything_said(opened(name, as_at=as_at))
