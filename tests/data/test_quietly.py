"""How every command runs: what it loads, and how it ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.source import ROOT


@pytest.mark.usefixtures("sample_store")
@pytest.mark.parametrize(
    "command",
    [
        ("queries", "partners_stage", "--as-at", "2013-03-31"),
        ("pages.pack", "--as-at", "2013-03-31", "--format", "html", "--out", "-"),
        ("data", "history"),
    ],
)
def test_no_command_loads_pandas(command: tuple[str, ...]):
    """DuckDB loads it to look at a bound value, where it may; that is half a second of each command."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "duckdb" in loaded
    assert not [name for name in loaded if name.startswith("pandas.")]
