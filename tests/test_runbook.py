"""The runbook's commands do what it says, and its units are as systemd takes them."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.__main__ import main
from data.log import FIELDS
from tests.data.ledger.test_ledger import enter, waves
from tests.source import ROOT, python_of, text

RUNBOOK = "docs/runbook.md"
UNITS = sorted((ROOT / "docs/service").iterdir())
ELSEWHERE = {
    "pages.serving": "make test gives it",
    "packages": "tests/data/commands/test_packages.py",
    "accounts": "tests/data/ledger/test_postgresql.py, for a store in a file has none",
}
"""Commands that aren't run here, and what runs them."""


def commands() -> list[str]:
    """Every line of the runbook's blocks, and every command in its sentences."""
    blocks = re.findall(r"^ {4}(\S.*)$", text(RUNBOOK), re.MULTILINE)
    return [*blocks, *re.findall(r"`(python -m data [a-z ]+)`", text(RUNBOOK))]


def test_every_command_of_the_runbook_does_what_it_says(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """One after the other, each line once, with the test's paths in the place of the machine's own."""
    enter(waves(W1="Anna Lee"))
    (tmp_path / "backups").mkdir()
    places = {
        "/var/backups/dashboard": str(tmp_path / "backups"), "/var/lib/dashboard/programme.duckdb": str(store),
        "/srv/drill": str(tmp_path / "drill"),
        "postgresql://dashboard@database.council.gov.uk/programme": str(tmp_path / "moved.duckdb"),
    }  # fmt: skip
    ran = set()
    for line in dict.fromkeys(commands()):
        for named, place in places.items():
            line = line.replace(named, place)
        *settings, command = re.split(r"(?<=\S) (?=python )", line)
        words = shlex.split(command)
        if words[:2] == ["python", "-c"]:
            assert len(subprocess.run([sys.executable, *words[1:]], capture_output=True, check=True).stdout) > 40
        if words[:3] != ["python", "-m", "data"] or words[3] in ELSEWHERE:
            continue
        with monkeypatch.context() as here:
            for setting in settings:
                here.setenv(*setting.split("=", 1))
            here.setattr(sys, "stdin", io.StringIO("Anna Lee\n"))
            assert main(words[3:]) == 0, (line, capsys.readouterr().err)
        ran.add(words[3])
    assert ran >= {"backup", "restore", "check", "roles", "copy", "person", "history"}
    assert "Anna Lee" in capsys.readouterr().out


def test_what_it_says_of_units_log_and_program_is_there():
    units = {path.name for path in UNITS}
    assert set(re.findall(r"`(dashboard[\w-]*\.(?:service|timer))`", text(RUNBOOK))) <= units
    told = set(re.findall(r"log: `([^`]+)`", text(RUNBOOK))) - {"Uncaught app execution"}  # Streamlit's own
    sources = "".join(text(path) for path in python_of("data", "pages"))
    assert told
    assert not [event for event in told if f'"{event}"' not in sources]
    table = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text("docs/serving.md"), re.MULTILINE))
    assert table == FIELDS


def test_systemd_takes_the_units(tmp_path: Path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("No systemd here to check the units with.")
    for unit in UNITS:
        said = unit.read_text(encoding="utf-8").replace("User=dashboard", "User=root")
        (tmp_path / unit.name).write_text(
            said.replace("/srv/dashboard/.venv/bin/python", "/bin/true"), encoding="utf-8"
        )
    tried = subprocess.run(
        [analyze, "verify", "--man=no", *map(str, sorted(tmp_path.glob("dashboard*")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tried.returncode, tried.stderr) == (0, "")
