"""The command: its exit statuses, its help, and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data import ledger
from data.ledger.publishing import pointer
from pages.pack import __main__ as command
from tests.deep import whose_turn
from tests.pages.pack import programmes
from tests.source import ROOT


def run(*arguments: str) -> int:
    try:
        return command.main(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)


def wanted(out: Path, *more: str, form: str = "html") -> list[str]:
    return ["--as-at", "2013-03-31", "--format", form, "--out", str(out), *more]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("form", "starts"),
    whose_turn([("pptx", b"PK"), ("docx", b"PK"), ("html", b"<!doctype html>"), ("pdf", b"%PDF")], 2),
)
def test_it_writes_each_format(tmp_path: Path, form: str, starts: bytes, capsys: pytest.CaptureFixture[str]):
    assert run(*wanted(tmp_path / "out", "--sections", "gateways,money", form=form)) == 0
    assert (tmp_path / "out").read_bytes().startswith(starts)
    made = programmes.of_the_sample()
    assert made.ledger_version == ledger.ledger_version()
    known = f"ledger version {made.ledger_version}, from {len(made.sources)} uploads"
    assert f"4 slides as at 2013-03-31, {known}. Fingerprint " in capsys.readouterr().out


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--sections", "cash"), "There is no section ‘cash’"),
        (("--sections", "money,gatewys"), "There is no section ‘gatewys’. Did you mean gateways?"),
        (("--ledger-version", "-1"), "not a ledger version"),
        (("--as-at", "31.3.2013"), "is not a date such as 2013-03-31"),
        (("--as-at", "9999-12-31"), "years from 1950 to 2100 can"),
        (("--format", "odp"), "invalid choice"),
        (("--out", "/no/such/folder/out.html"), "There is no folder /no/such/folder for out.html."),
    ],
)
def test_wrong_usage_is_2(tmp_path: Path, more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]):
    assert run(*wanted(tmp_path / "out", *more)) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("sample")
def test_a_version_that_is_to_come_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    following = ledger.ledger_version() + 1
    assert run(*wanted(tmp_path / "out", "--ledger-version", str(following))) == 2
    assert f"There is no ledger version {following} yet" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("sample")
def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(*wanted(tmp_path)) == 2
    assert f"{tmp_path} is a folder. Say which file in it" in capsys.readouterr().err


@pytest.mark.usefixtures("sample")
def test_what_can_not_be_written_is_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def refuse(self: Path, content: bytes) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert run(*wanted(tmp_path / "out.html", "--sections", "money")) == 2
    assert f"{tmp_path / 'out.html'} can't be written: Permission denied." in capsys.readouterr().err


@pytest.mark.usefixtures("sample")
def test_a_file_that_is_there_is_replaced(tmp_path: Path):
    (tmp_path / "out.html").write_text("old")
    assert run(*wanted(tmp_path / "out.html", "--sections", "money")) == 0
    assert (tmp_path / "out.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.usefixtures("sample")
def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]):
    assert run("--as-at", "2013-03-31", "--format", "docx", "--sections", "money", "--out", "-") == 0
    said = capfdbinary.readouterr()
    assert said.out.startswith(b"PK"), "the file and nothing else"
    assert b"Wrote the file: 2 slides as at 2013-03-31" in said.err


@pytest.mark.usefixtures("sample")
def test_the_last_and_the_first_day_make_a_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for day, says in (("2100-12-31", "slides as at 2100-12-31"), ("1950-01-01", "1 slide as at 1950-01-01")):
        assert run(*wanted(tmp_path / "out", "--as-at", day, form="pptx")) == 0
        assert says in capsys.readouterr().out


def test_what_is_missing_is_asked_for(capsys: pytest.CaptureFixture[str]):
    assert run("--format", "html") == 2
    assert "--as-at" in capsys.readouterr().err


@pytest.mark.usefixtures("sample")
def test_a_format_that_can_not_be_made_is_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "typst", None)
    assert run(*wanted(tmp_path / "out.pdf", form="pdf")) == 1
    assert "the package typst is missing" in capsys.readouterr().err
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
