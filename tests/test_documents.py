"""The README, the decisions and the commands say the truth about each other."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys

import pytest

from data import __main__ as data_commands
from queries import __main__ as queries_commands
from queries import catalogue
from tests.source import ROOT, text

# The README and the commands say the truth --------------------------------------------------------


def code_in_readme() -> list[str]:
    """Every line of the README's code blocks and every `command` in its text."""
    blocks = re.findall(r"^(?: {4}|\t)(\S.*)$", text("README.md"), re.MULTILINE)
    fenced = [
        line for block in re.findall(r"```\w*\n(.*?)```", text("README.md"), re.DOTALL) for line in block.splitlines()
    ]
    return [*blocks, *fenced, *re.findall(r"`([^`\n]+)`", text("README.md"))]


def test_the_two_commands_come_first():
    top = "\n".join(text("README.md").splitlines()[:20])
    assert "make run" in top
    assert "make test" in top
    assert "-m streamlit run dashboard.py" in text("README.md"), "people without make"
    assert "-m pytest" in text("README.md")


def test_every_make_command_in_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = {name for line in code_in_readme() for name in re.findall(r"\bmake ([a-z]+)", line)}
    assert {"run", "test"} <= named
    assert named <= targets


def test_every_module_in_the_readme_exists():
    named = {name for line in code_in_readme() for name in re.findall(r"\bpython3? -m ([a-z0-9_.]+)", line)} - {
        "venv",
        "pip",
    }
    assert {"data", "queries"} <= named
    ours = {name for name in named if name.split(".")[0] in ("data", "queries", "tests")}
    missing = [n for n in ours if not any((ROOT / n.replace(".", "/")).with_suffix(s).exists() for s in ("", ".py"))]
    assert not missing


def test_every_file_in_the_readme_exists():
    named = set(re.findall(r"`((?:data|queries|pages|tests)/[\w./-]+)`", text("README.md")))
    made = {"data/programme.duckdb"}  # at the first start; git ignores it
    assert not [name for name in named - made if not (ROOT / name).exists()]


def test_decisions_are_numbered_and_dated():
    headings = re.findall(r"^## (.+)$", text("DECISIONS.md"), re.MULTILINE)
    numbers = [re.fullmatch(r"(\d+)\. .+ \(\d{1,2} [A-Z][a-z]+ \d{4}\)", heading) for heading in headings]
    assert headings
    assert [int(number[1]) if number else 0 for number in numbers] == list(range(1, len(headings) + 1))


COMMANDS = (
    "import",
    "export",
    "history",
    "withdraw",
    "reinstate",
    "template",
    "describe",
    "backup",
    "restore",
    "check",
)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command of ‘python -m data’ with its own parser."""
    groups = [a for a in data_commands.build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(groups[0].choices)


def test_every_promised_command_is_there():
    assert set(COMMANDS) <= set(commands())


@pytest.mark.parametrize("name", [*commands(), None])
def test_every_command_and_option_has_help(name: str | None):
    parser = commands()[name] if name else queries_commands.build_parser()
    assert parser.description
    # A word for it in the usage line (‘FILE’, ‘csv,xlsx’) is help enough for what needs no sentence.
    silent = [action.dest for action in parser._actions if not (action.help or action.metavar or action.choices)]
    assert not silent


@pytest.mark.parametrize("module", ["data", "queries"])
def test_help_is_what_a_person_gets(module: str):
    told = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0
    assert not told.stderr
    if module == "data":
        assert all(re.search(rf"^\s+{name}\s+\w+", told.stdout, re.MULTILINE) for name in commands()), told.stdout


def test_queries_lists_every_query(capsys: pytest.CaptureFixture[str]):
    assert queries_commands.main([]) == 0
    listed = {line.split()[0]: line.split(maxsplit=1)[1:] for line in capsys.readouterr().out.splitlines()}
    assert set(listed) == set(catalogue())
    assert all(listed.values()), "each with its one-line header"
