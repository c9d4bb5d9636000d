"""The README, the decisions and the commands say the truth about each other."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from data.commands import command_line
from data.datasets import DATASETS
from pages.narrative import criteria
from pages.narrative.accessibility import BARRIERS
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


def examples_in_readme() -> list[tuple[str, list[str]]]:
    """(command, what it prints, line by line) of every indented block that begins with a prompt."""
    blocks = re.findall(r"(?:^ {4}.*\n)+", text("README.md"), re.MULTILINE)
    lines = [line[4:] for block in blocks if block.startswith("    $ ") for line in block.splitlines()]
    starts = [at for at, line in enumerate(lines) if line.startswith("$ ")]
    return [
        (lines[at].removeprefix("$ "), lines[at + 1 : after])
        for at, after in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def test_the_examples_in_the_readme_print_what_it_says(tmp_path: Path, store: Path):
    """Each is run as printed, one after the other; ‘cat’ shows a file that the reader has."""
    examples = examples_in_readme()
    assert len(examples) >= 6
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PROGRAMME_STORE": str(store)}
    for command, printed in examples:
        if command.startswith("cat "):
            (tmp_path / command.removeprefix("cat ")).write_text("\n".join([*printed, ""]), encoding="utf-8")
            continue
        run = subprocess.run(
            re.sub(r"^python\b", shlex.quote(sys.executable), command), shell=True, cwd=tmp_path, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        assert run.stdout.splitlines() == printed, command


def test_the_glossary_names_every_dataset_stage_disposition_and_rating():
    named = {
        code
        for line in re.findall(r"^- (`.+?)(?=: )", text("GLOSSARY.md"), re.MULTILINE)
        for code in re.findall(r"`(\w+)`", line)
    }
    choices = {
        choice
        for dataset in DATASETS.values()
        for column in dataset.columns
        if column.name in ("stage", "disposition") or column.name.endswith("_rating")
        for choice in column.choices
    }
    assert {"consolidate", "decommissioned", "withdrawn", "amber_red"} <= choices
    assert not {*DATASETS, *choices} - named, "GLOSSARY.md says each in one line"
    assert not [line for line in text("GLOSSARY.md").splitlines() if len(line) > 130]


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
    groups = [a for a in command_line.build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
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


def test_each_promise_names_tests_that_are_there():
    named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", text("docs/promises.md"))
    rows = [line for line in text("docs/promises.md").splitlines() if line.startswith("| ") and "shown by" not in line]
    assert named
    assert all("::test_" in row for row in rows)
    assert not [(path, name) for path, name in named if f"\ndef {name}(" not in text(path)]


def test_the_table_of_criteria_is_what_the_statement_says():
    told = [f"| {one.number} {one.name} | {one.level} | {one.state} | {one.how} |" for one in criteria.CRITERIA]
    assert [line for line in text("docs/accessibility.md").splitlines() if re.match(r"\| \d", line)] == told
    assert len({each.number for each in criteria.CRITERIA}) == 55
    assert {each.criterion.split()[0] for each in BARRIERS} <= {each.number for each in criteria.CRITERIA}
