"""The slide of programmes side by side: there only where there are several, and pinned to what was known."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import pytest

from data.ledger import programmes
from pages import pack
from pages.pack import __main__ as command
from queries import BadParameter, across
from tests.data.ledger.test_ledger import FEBRUARY, MARCH, enter, waves

AS_AT = date(2013, 9, 30)


@pytest.fixture
def two(sample_store: Path):
    programmes.begin("health", "Shared health records")
    with programmes.using("health"):
        enter(waves(W1="Only"), FEBRUARY)


@pytest.mark.usefixtures("sample_store")
def test_a_store_with_one_programme_shows_no_sign_of_it():
    assert "programmes" not in pack.keys_of(())
    with pytest.raises(pack.NoSuchSection):
        pack.keys_of(("programmes",))


@pytest.mark.usefixtures("two")
def test_the_slide_says_of_each_what_its_own_screens_say_and_is_made_again_from_its_versions():
    with programmes.using("first"):
        made = pack.make(AS_AT, wanted=("programmes",))
    slide = made.slides[1]
    assert slide.behind is not None
    assert [row[0] for row in slide.behind.rows] == across.standings(AS_AT)["programme"].to_list()
    assert dict(made.choices)["versions"] in made.again
    known = ", ".join(
        f"{name} {version}" for name, version in across.standings(AS_AT).select("programme", "ledger_version").rows()
    )
    assert f"As known at these ledger versions: {known}." in [fact.text for fact in made.slides[2].facts]
    with programmes.using("health"):
        enter(waves(W1="Only", W2="More"), MARCH)
    programmes.begin("library", "Libraries")
    with programmes.using("first"):
        again = pack.make(AS_AT, made.ledger_version, ("programmes",), choices=dict(made.choices))
        now = pack.make(AS_AT, made.ledger_version, ("programmes",))
    assert again.fingerprint == made.fingerprint
    assert now.fingerprint != made.fingerprint, "without its versions it is as known now"


@pytest.mark.usefixtures("two")
def test_the_command_says_what_makes_the_same_file_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def made(*given: str) -> bytes:
        out = tmp_path / "a.html"
        which = ("--programme", "health", "--as-at", "2013-02-28", "--sections", "programmes,sources")
        assert command.main([*which, "--format", "html", "--out", str(out), *given]) == 0
        return out.read_bytes()

    before = made()
    printed = capsys.readouterr().out
    again = shlex.split(printed.split("reported: ")[1].splitlines()[0])
    with programmes.using("first"):
        enter(waves(W1="Another"), FEBRUARY)
    assert made() != before, "as known now"
    capsys.readouterr()
    assert made(*again[again.index("--choose") :][:2]) == before
    assert "reported: " not in capsys.readouterr().out


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("text", ["first", "first:x", "nobody:3", "first:1,first:2", ""])
def test_what_names_no_versions_is_refused(text: str):
    with programmes.using("first"), pytest.raises(BadParameter, match="such as first:71"):
        pack.make(AS_AT, wanted=("programmes",), choices={"versions": text})
