"""The command: its exit statuses, its help, and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data.ledger_published import pointer
from pages.pack import __main__ as command
from pages.pack import pdf
from tests.source import ROOT


def run(*arguments: str) -> int:
    try:
        return command.main(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)


def wanted(out: Path, *more: str, form: str = "html") -> list[str]:
    return ["--as-at", "2013-03-31", "--format", form, "--out", str(out), *more]


@pytest.mark.usefixtures("sample_store")
@pytest.mark.parametrize(
    ("form", "starts"), [("pptx", b"PK"), ("docx", b"PK"), ("html", b"<!doctype html>"), ("pdf", b"%PDF")]
)
def test_it_writes_each_format(tmp_path: Path, form: str, starts: bytes, capsys: pytest.CaptureFixture[str]):
    if form == "pdf" and pdf.missing():
        pytest.skip(pdf.missing())
    assert run(*wanted(tmp_path / "out", "--sections", "gateways,money", form=form)) == 0
    assert (tmp_path / "out").read_bytes().startswith(starts)
    assert "4 slides as at 2013-03-31, ledger version 70, from 44 uploads. Fingerprint " in capsys.readouterr().out


@pytest.mark.usefixtures("sample_store")
@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--sections", "cash"), "There is no section «cash»"),
        (("--ledger-version", "71"), "There is no ledger version 71 yet"),
        (("--ledger-version", "-1"), "not a ledger version"),
        (("--as-at", "31.3.2013"), "is not a date such as 2013-03-31"),
        (("--format", "odp"), "invalid choice"),
        (("--out", "/no/such/folder/out.html"), "can't be written"),
    ],
)
def test_wrong_usage_is_2(tmp_path: Path, more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]):
    assert run(*wanted(tmp_path / "out", *more)) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_is_missing_is_asked_for(capsys: pytest.CaptureFixture[str]):
    assert run("--format", "html") == 2
    assert "--as-at" in capsys.readouterr().err


@pytest.mark.usefixtures("sample_store")
def test_a_format_that_can_not_be_made_is_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert run(*wanted(tmp_path / "out.pdf", form="pdf")) == 1
    assert "Pango is missing" in capsys.readouterr().err
    assert not (tmp_path / "out.pdf").exists()


def test_a_damaged_store_is_3(sample_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    sample_store.write_text("no store", encoding="utf-8")
    pointer().write_text("{", encoding="utf-8")
    assert run(*wanted(tmp_path / "out.html")) == 3
    assert "python -m data restore" in capsys.readouterr().err


def test_no_store_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(*wanted(tmp_path / "out.html")) == 0
    said = capsys.readouterr()
    assert "There is no store at" in said.err
    assert "Left out, because nothing is reported: Where we are, Timeline" in said.out


def test_help_names_every_option_and_section():
    told = subprocess.run(
        [sys.executable, "-m", "pages.pack", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for word in ("--as-at", "--ledger-version", "--format", "--sections", "--out", "where_we_are", "decisions"):
        assert word in told.stdout
