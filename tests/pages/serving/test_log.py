"""The log: lines of JSON with the fields that are documented, and nothing of anybody in them, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit.logger
from streamlit import error_util

from data import log
from data.__main__ import main
from data.events import Event
from data.ledger import programmes, roles, trail
from data.log import FIELDS
from data.problems import StoreError
from pages import serving

PLANTED = "Quill"
HEADINGS = "Wave id,Name,Sequence,Departments,Baseline start,Baseline finish"
ADDRESS = "zoe.quill@council.gov.uk"


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """Filled, at the end of the block, with what was logged meanwhile."""
    kept, before = logging.getLogger().handlers[:], streamlit.logger.setup_formatter
    loggers = {name: (each.handlers[:], each.propagate) for name, each in logging.root.manager.loggerDict.items()
               if isinstance(each, logging.Logger)}  # fmt: skip
    monkeypatch.setenv("PROGRAMME_LOG", str(tmp_path / "log"))
    for hook in ("sys.excepthook", "sys.unraisablehook", "threading.excepthook"):
        monkeypatch.setattr(hook, None)
    serving.log_as_lines()
    found: list[dict[str, object]] = []
    yield found
    logging.captureWarnings(False)
    logging.getLogger().handlers[:] = kept
    streamlit.logger.setup_formatter = before
    for name, (handlers, propagate) in loggers.items():
        logging.getLogger(name).handlers[:] = handlers
        logging.getLogger(name).propagate = propagate


def test_nothing_of_anybody_is_in_the_log(
    store: Path, tmp_path: Path, lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
):
    """A name in cells, headings, notes, file names, accounts, sign-ins, roles, reasons, messages and addresses."""
    good = tmp_path / f"{PLANTED}.csv"
    good.write_text(f"{HEADINGS},Zoe {PLANTED}\nW1,{PLANTED},1,{PLANTED},31/01/2013,31/03/2013,{PLANTED}\n")
    bad = tmp_path / f"{PLANTED}_bad.csv"
    bad.write_text(f"{HEADINGS}\nW1,{PLANTED},{PLANTED},{PLANTED},31/01/2013,31/03/2013\n{PLANTED},{PLANTED},,,,\n")
    by = ["--by", f"Zoe {PLANTED}", "--note", f"From {PLANTED}", "--as-at", "2013-03-31"]
    assert main(["import", "waves", str(bad), *by]) == 1
    assert main(["import", "waves", str(good), *by, "--leave-out-column", "G"]) == 0
    assert main(["import", "waves", str(tmp_path / "missing"), *by]) == 2
    assert main(["withdraw", "1", "--by", PLANTED]) == 0
    assert main(["withdraw", "99", "--by", PLANTED]) == 1
    assert main(["export", "waves", "--out", str(tmp_path / f"{PLANTED}.out")]) == 0
    roles.say(ADDRESS, roles.Role.EDITOR, roles.EVERY, PLANTED)
    for event in (Event.SIGNED_IN, Event.REFUSED, Event.SIGNED_OUT):
        trail.note(event, ADDRESS, store=programmes.home(), why=PLANTED)
    with roles.acting(roles.Person(ADDRESS)), log.of_session(PLANTED), log.timed("screen", screen="overview"):
        pass
    with monkeypatch.context() as broken:
        broken.setattr(trail, "adding", raising)
        trail.note(Event.EXPORTED, ADDRESS, dataset="waves")
    try:
        raise KeyError(PLANTED) from ValueError(f"{PLANTED} is not a number")
    except KeyError as problem:
        error_util._log_uncaught_app_exception(problem)
    thread = threading.Thread(target=int, args=(PLANTED,))
    thread.start()
    thread.join()
    logging.getLogger("of.another.package").error(f"{PLANTED} could not be found")
    logging.getLogger("of.another.package").error("%s could not be found", PLANTED)
    warnings.warn(f"{PLANTED} is deprecated", stacklevel=1)
    text = (tmp_path / "log").read_text()
    assert PLANTED.lower() not in text.lower()
    lines += [json.loads(line) for line in text.splitlines()]
    assert not {name for line in lines for name in line} - FIELDS.keys()
    told = [line["event"] for line in lines]
    assert {
        "file read",
        "commit",
        "uploaded",
        "withdrawn",
        "exported",
        "role granted",
        "signed in",
        "refused",
        "screen",
    } <= set(told)
    refused = next(line for line in lines if line["event"] == "file read" and line["problems"])
    assert refused["dataset"] == "waves"
    assert "not a number" in str(refused["kinds"])
    people = {line["who"] for line in lines if line["event"] in ("signed in", "signed out")}
    assert len(people) == 1, "a person is a token, the trail's"
    assert trail.named(str(people.pop()), trail.people()) == ADDRESS
    fault = next(line for line in lines if line.get("message") == "Uncaught app execution")
    assert fault["error"] == "KeyError from ValueError"
    assert next(line for line in lines if line["event"] == "stopped by an error")["error"] == "ValueError"
    assert "test_nothing_of_anybody_is_in_the_log" in str(fault["trace"])
    assert [line["error"] for line in lines if line["event"] == "not noted in the audit trail"] == ["StoreError"]
    assert all(line["time"] and line["level"] for line in lines)
    assert (tmp_path / "log").stat().st_mode & 0o077 == 0


def raising(*_: object) -> None:
    raise StoreError(f"{PLANTED}: no room")


def test_a_command_without_a_log_shows_no_traceback():
    """A warning that is nobody's to read at a terminal: the command says what it has to say by itself."""
    warned = "from data import log; log.warn('audit trail waits for PostgreSQL', OSError('no way'))"
    ran = subprocess.run([sys.executable, "-c", warned], cwd=log.ROOT, capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")
