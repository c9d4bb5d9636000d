"""Packs that several modules look at, made once: `programmes.file_of` gives each as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages import pack
from pages.pack.content import Pack
from tests.pages.pack import programmes
from tests.pages.pack.programmes import AS_AT


@pytest.fixture(scope="session")
def of_the_sample(sample_folder: Path) -> Pack:
    """The briefing of the sample, from the store that tests share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(sample_folder / "programme.duckdb"))
        return programmes.of_the_sample()


@pytest.fixture(scope="session")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """That of a programme with every kind of slide, which is hard on a layout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(tmp_path_factory.mktemp("awkward") / "programme.duckdb"))
        programmes.awkward(300)
        return pack.make(AS_AT)
