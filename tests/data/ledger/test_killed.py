"""Kill drills: every command that writes, killed before each of its steps and at random moments.

Nothing that was acknowledged is lost, nothing is half done, the next command works without help, and readers notice nothing.
CI drills a few steps of one command, every second day of restore and on the others of any, and prints which;
`KILL_DRILLS=all` drills them all (`KILL_DRILLS_OF=restore,withdraw`: of these commands), `KILL_DRILLS=N` again those of day N.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data import ledger
from data.datasets import DATASETS
from data.intake.pipeline import ingest
from data.ledger.writer import NewUpload
from tests.data.ledger.killing import ROOT, Commands, ask_until
from tests.deep import whose_turn

FIRST = """wave_id,name,sequence,departments,baseline_start,baseline_finish
W1,One,1,Housing,2013-01-31,2013-03-31
W2,Two,2,Housing,2013-01-31,2013-03-31
"""
SECOND = FIRST.replace("One", "Uno")
RENAMED = SECOND.replace("W2,Two", "W-B,Two")
OTHER = "application_id,name,department,business_function,disposition\nA1,Payroll,Housing,Paying staff,migrate\n"
WANTED = os.environ.get("KILL_DRILLS", str(date.today().toordinal()))
POINTS = 2
"""So many steps of each command in CI."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "first import": ("import", "waves", "first.csv", "--as-at", "2013-01-31", "--by", "Ann"),
    "import": ("import", "waves", "renamed.csv", "--as-at", "2013-04-30", "--mode", "update", "--by", "Ann"),
    "rename": ("import", "waves", "renamed.csv", "--as-at", "2013-04-30", "--rename", "W2=W-B", "--by", "Ann"),
    "return": ("import", "--return", "renamed.csv", "applications.csv", "--as-at", "2013-04-30", "--by", "Ann"),
    "withdraw": ("withdraw", "2", "--by", "Ann"),
    "reinstate": ("reinstate", "1", "--by", "Ann"),
    "backup": ("backup", "made.duckdb"),
    "restore": ("restore", "earlier.duckdb"),
    "person remove": ("person", "remove", "Ann", "--why", "asked", "--confirm", "CODE"),
    "sample load": ("sample", "load"),
    "sample remove": ("sample", "remove"),
}
ON_AN_EMPTY_PLACE = {"first import", "sample load"}


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    drill = Drill(tmp_path_factory.mktemp("drill"))
    yield drill
    drill.commands.close()


class Drill:
    """A folder of stores: one prepared for each kind of command, and a copy of it for each kill."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.commands, self.number = folder, Commands(folder), 0
        for name, content in (("first", FIRST), ("second", SECOND), ("renamed", RENAMED), ("applications", OTHER)):
            (folder / f"{name}.csv").write_text(content)
        self._prepare("plain")
        for day, name in (("2013-01-31", "first"), ("2013-02-28", "second")):
            self.done(("import", "waves", f"{name}.csv", "--as-at", day, "--by", "Ann"))
        self.done(("backup", "earlier.duckdb"))
        self.done(("import", "waves", "first.csv", "--as-at", "2013-03-31", "--by", "Ann"))
        self.done(("withdraw", "1", "--by", "Ann"))

    def _prepare(self, name: str) -> None:
        (self.folder / name).mkdir()
        self.commands.store = self.folder / name / "programme.duckdb"

    def begin(self, name: str) -> None:
        """A store of its own for the next kill."""
        self.number += 1
        self._prepare(f"drill-{self.number}")
        kind = "sample" if name == "sample remove" else "plain"
        if kind == "sample" and not (self.folder / "sample").exists():
            here = self.commands.store
            self._prepare("sample")
            self.done(("sample", "load"))
            self.commands.store = here
        if name not in ON_AN_EMPTY_PLACE:
            shutil.copytree(self.folder / kind, self.commands.store.parent, dirs_exist_ok=True)

    def end(self) -> None:
        shutil.rmtree(self.commands.store.parent)
        (self.folder / "made.duckdb").unlink(missing_ok=True)

    def placed(self, arguments: tuple[str, ...]) -> list[str]:
        if arguments[-1] == "CODE":  # that of a dry run; where nothing is left to be found there is none
            told = json.loads(self.done((*arguments[:-2], "--json"))[0])
            arguments = (*arguments[:-1], told["confirm"]) if "confirm" in told else arguments[:-2]
        return [str(self.folder / a) if a.endswith((".csv", ".duckdb")) else a for a in arguments]

    def done(self, *commands: tuple[str, ...]) -> list[str]:
        """What commands print, all of which must succeed."""
        answer = self.commands.run(*map(self.placed, commands))
        assert answer["status"] == 0, (commands, answer)
        return list(answer["out"])

    def state(self) -> tuple[object, ...]:
        """What the store says: its version, each upload and whether it counts, and a dataset; it must be sound."""
        history, rows, checked, *_ = self.done(("history", "--json"), ("export", "waves"), ("check", "--json"))
        said = json.loads(history)
        uploads = sorted((u["number"], u["sha256"], u["withdrawn"]) for u in said["uploads"])
        assert json.loads(checked)["status"] == "sound"
        return said["ledger_version"], tuple(uploads), rows

    def outcome(self, name: str, kill_at: int | None) -> tuple[int, int]:
        """(status, steps) of a command, killed or not, with readers looking on."""
        with self.commands.reading():
            answer = self.commands.run(self.placed(COMMANDS[name]), kill_at=kill_at)
        return answer["status"], answer["steps"]


def test_uploads_that_are_withdrawn_together_are_one_entry_to_a_reader(tmp_path: Path) -> None:
    """As ‘sample remove’ does it: a reader that counted each of them failed on every day on which that was drilled."""
    waves, stop = DATASETS["waves"], tmp_path / "stop"
    with ledger.writing() as writer:
        for day in (date(2013, 1, 31), date(2013, 2, 28)):
            rows = ingest(FIRST.encode(), "first.csv", waves, day).rows.drop("_row")
            writer.enter(NewUpload(waves, day, "full", rows, FIRST.encode(), "first.csv", "Ann"))
        writer.withdraw([1, 2], "Ann")
    stop.touch()
    assert ask_until(stop) == 3


@pytest.mark.timeout(0 if WANTED == "all" else 300)
def test_a_command_that_is_killed_leaves_all_or_nothing(drill: Drill, request: pytest.FixtureRequest) -> None:
    named = os.environ.get("KILL_DRILLS_OF", "")
    chosen = named.split(",") if named else list(COMMANDS)
    if WANTED != "all" and not named:
        other = random.Random(WANTED).choice([name for name in COMMANDS if name != "restore"])
        chosen = ["restore" if int(WANTED) % 2 else other]
    for name in chosen:
        arguments = COMMANDS[name]
        drill.begin(name)
        before = drill.state()
        status, steps = drill.outcome(name, None)
        assert (status, steps > 5) == (0, True)
        after = drill.state()
        drill.end()
        points = range(1, steps + 1)
        if WANTED != "all":
            points = sorted(random.Random(f"{WANTED} {name}").sample(points, 1 if "sample" in name else POINTS))  # type: ignore[assignment]
        for point in points:
            drill.begin(name)
            assert drill.outcome(name, point)[0] == -signal.SIGKILL, (name, point)
            found = drill.state()
            assert found in (before, after), (name, point, found)
            made = drill.folder / "made.duckdb"
            if name == "backup" and made.exists():
                drill.done(("restore", "made.duckdb"))
                assert drill.state() == before, (name, point)
                made.unlink()
            drill.done(arguments)
            if name != "backup":
                assert drill.state()[2] == after[2], (name, point)
            assert not list(drill.commands.store.parent.glob("*.part")), (name, point)
            drill.end()
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            which = f"killed before {len(points)} of {steps} steps ({', '.join(map(str, points))})"
            print(f"\nKill drills, KILL_DRILLS={WANTED}: {name} {which}")


@pytest.mark.timeout(0 if WANTED == "all" else 300)
@pytest.mark.parametrize("name", whose_turn(["restore", "rename"], 1 if WANTED == "all" else 2))
def test_a_command_killed_from_outside_at_any_moment(drill: Drill, name: str) -> None:
    """As an outsider does it: a real command in a process of its own, and SIGKILL while it works."""
    chance = random.Random(f"{WANTED} {name} outside")
    for _ in range(60 if WANTED == "all" else 1):
        drill.begin(name)
        before = drill.state()
        process = subprocess.Popen(
            [sys.executable, "-m", "data", *drill.placed(COMMANDS[name])], cwd=ROOT, stdout=-1, stderr=-1,
            env=os.environ | {"PROGRAMME_STORE": str(drill.commands.store)},
        )  # fmt: skip
        timer = threading.Timer(chance.uniform(0.2, 2.5), process.kill)
        timer.start()
        process.communicate()
        timer.cancel()
        found = drill.state()
        if process.returncode == 0:
            assert found[0] != before[0]
        drill.done(COMMANDS[name])
        drill.end()
