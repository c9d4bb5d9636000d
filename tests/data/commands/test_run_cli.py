"""How every command runs: what it loads, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import ROOT


def loaded_by(*command: str) -> set[str]:
    """The modules that a command loads."""
    run = [sys.executable, "-X", "importtime", "-m", *command]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    return {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.usefixtures("sample")
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
    loaded = loaded_by(*command)
    assert "duckdb" in loaded
    assert not [name for name in loaded if name.startswith("pandas.")]


def test_a_command_that_writes_loads_no_datasets_of_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """DuckDB loads them, with their readers for clouds, to look at a table that it is given; and Polars all that Arrow computes,
    for a series of one of its arrays."""
    monkeypatch.setenv("PROGRAMME_STORE", str(tmp_path / "programme.duckdb"))
    file = ROOT / "data/sample/uploads/2012-07-31_applications.csv"
    loaded = loaded_by("data", "import", "applications", str(file), "--as-at", "2012-07-31")
    assert {"duckdb", "pyarrow"} <= loaded
    assert not {"pyarrow._dataset", "pyarrow.compute"} & loaded


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.usefixtures("store")
def test_a_terminal_is_told_nothing_by_a_file_or_its_name(tmp_path: Path):
    """An escape sequence may clear the screen, colour what follows, or put words on the next command line."""
    import pty

    file = tmp_path / "\x1b[2Jgateways\x07.csv"  # there is none: the message names it
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "data", "import", "gateways", str(file), "--as-at", "2013-03-31"]
    with subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:  # Linux's way to say that nobody writes any more
                part = b""
            if not part:
                break
            seen += part
        os.close(ours)
    assert running.returncode == 2
    said = seen.decode()
    assert "\ufffd[2Jgateways\ufffd.csv" in said
    assert not [letter for letter in said if not letter.isprintable() and letter not in "\r\n\t"]
