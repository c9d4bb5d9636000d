"""Fifty sessions that read and three people who commit, for a minute, on one server; or others for as long as is said.

An hour of a busy office: `python -m tests.bench.load --sessions 20 --writers 1 --minutes 60 --think 15 --pause 60`.
A session speaks what a browser speaks: it connects as a page does, asks for a run of a screen at a date, waits until it is whole,
thinks for a second or two, and asks for the next; after some minutes it ends, and another begins. Each of the writers takes in a
file with one application more, by command, again and again. Printed: runs and commits, median and 95th percentile; the server's
memory before, at each tenth of the time, and 30 s after all have gone; what the store's folder takes on the disk; and what must
be nought: runs that failed, runs of which two figures don't belong together, commits that were acknowledged and are not there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from tests.bench import measures
from tests.bench.memory import resident
from tests.e2e.server import ROOT, Server, serve

TENTHS = 10
VISIT = 300.0
"""Seconds after which a session ends, and another begins in its place."""
SCREENS = (
    "overview",
    "inventory",
    "changes",
    "timeline",
    "gateways",
    "migration",
    "partners",
    "spend",
    "risks",
    "departments",
)
DATES = ("2012-12-31", "2013-03-31", "2013-06-30", "2013-09-30")
COUNTED = re.compile(rb"([\d,]+) applications in [\d,]+ departments|of ([\d,]+) applications in scope moved")
"""What a screen says in several places, each time from another message."""
HEADING = "application_id,name,department,business_function,disposition\n"


@dataclass(frozen=True)
class Use:
    """How many look and commit, for how long, and how many seconds each waits before the next: `think` from two thirds
    to four thirds of that, `pause` exactly."""

    sessions: int = 50
    writers: int = 3
    seconds: float = 60.0
    think: float = 1.5
    pause: float = 1.0


@dataclass
class Seen:
    """What all of them came upon, and the server's memory in MB and the store's folder in MB as time went by."""

    runs: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    disk: list[float] = field(default_factory=list)


async def reader(server: Server, seen: Seen, use: Use, until: float, chance: random.Random) -> None:
    """One reader after another, until the time is over."""
    while time.monotonic() < until:
        await session(server, seen, use, min(until, time.monotonic() + VISIT * chance.uniform(0.5, 1.5)), chance)


async def session(server: Server, seen: Seen, use: Use, until: float, chance: random.Random) -> None:
    """One reader, from screen to screen."""
    request = urllib.request.Request(f"{server.url}/", headers={"Accept": "text/html"})
    answer = await asyncio.to_thread(urllib.request.urlopen, request)
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    token = cookie.partition("=")[2].strip('"')
    url = server.url.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(
        url,
        subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
        origin=Origin(server.url),
        additional_headers={"Cookie": cookie},
        max_size=None,
        ping_interval=None,
    ) as socket:
        while time.monotonic() < until:
            screen = chance.choice(SCREENS)
            ask = BackMsg()
            ask.rerun_script.page_name = "" if screen == "overview" else screen
            ask.rerun_script.query_string = f"as_at={chance.choice(DATES)}"
            begun = time.monotonic()
            await socket.send(ask.SerializeToString())
            ended = await _whole(socket)
            seen.runs.append(time.monotonic() - begun)
            if ended.problem:
                seen.failed.append(f"{screen}: {ended.problem}")
            if len(set(ended.counted)) > 1:
                seen.torn.append(f"{screen}: {set(ended.counted)}")
            await asyncio.sleep(use.think * chance.uniform(2 / 3, 4 / 3))


@dataclass
class Run:
    """What came of one run: why it failed, and the numbers that must be the same wherever they stand."""

    problem: str = ""
    counted: list[bytes] = field(default_factory=list)


async def _whole(socket: websockets.ClientConnection) -> Run:
    """Everything of one run, until it has ended."""
    found = Run()
    while True:
        sent = await asyncio.wait_for(socket.recv(decode=False), 60)
        found.counted += [b"".join(numbers) for numbers in COUNTED.findall(sent)]
        said = ForwardMsg()
        said.ParseFromString(sent)
        if said.WhichOneof("type") == "delta" and said.delta.new_element.WhichOneof("type") == "exception":
            found.problem = said.delta.new_element.exception.message
        if said.WhichOneof("type") == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            if said.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                found.problem = found.problem or f"ended with {said.script_finished}"
            return found


async def writer(server: Server, seen: Seen, use: Use, until: float, name: str, folder: Path) -> None:
    """One who commits, again and again, each time one application more."""
    environment = {**os.environ, "PROGRAMME_STORE": str(server.store)}
    number = 0
    while time.monotonic() < until:
        number += 1
        key = f"LOAD-{name}-{number:04}"
        file = folder / f"{key}.csv"
        file.write_text(f"{HEADING}{key},Application {key},Load,Measuring,retain\n", encoding="utf-8")
        command = ["-m", "data", "import", "applications", str(file), "--as-at", "2013-09-30"]
        begun = time.monotonic()
        done = await asyncio.create_subprocess_exec(
            sys.executable, *command, "--mode", "update", "--by", name,
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        _, problem = await done.communicate()
        seen.commits.append(time.monotonic() - begun)
        if done.returncode == 0:
            seen.acknowledged.append(key)
        else:
            seen.failed.append(f"commit {key}: {problem.decode()[:200]}")
        await asyncio.sleep(use.pause)


async def watcher(server: Server, seen: Seen, use: Use) -> None:
    """Who looks at the server's memory and at the disk, at each tenth of the time."""
    for _ in range(TENTHS):
        await asyncio.sleep(use.seconds / TENTHS)
        seen.memory.append(resident(server))
        found = [file.stat() for file in server.store.parent.rglob("*") if file.is_file()]
        seen.disk.append(sum({each.st_ino: each.st_size for each in found}.values()) / 2**20)


async def together(server: Server, seen: Seen, use: Use, folder: Path) -> None:
    """All at once."""
    until = time.monotonic() + use.seconds
    chance = random.Random(1)
    tasks = [
        asyncio.create_task(watcher(server, seen, use)),
        *(
            asyncio.create_task(reader(server, seen, use, until, random.Random(chance.random())))
            for _ in range(use.sessions)
        ),
        *(asyncio.create_task(writer(server, seen, use, until, f"W{number}", folder)) for number in range(use.writers)),
    ]
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, BaseException):
            seen.failed.append(repr(ended)[:200])


def _there(server: Server) -> set[str]:
    listed = subprocess.run(
        [sys.executable, "-m", "data", "export", "applications"], cwd=ROOT, check=True, capture_output=True, text=True,
        env={**os.environ, "PROGRAMME_STORE": str(server.store)},
    )  # fmt: skip
    return {line.split(",")[0] for line in listed.stdout.splitlines()}


def _times(taken: list[float]) -> str:
    if not taken:
        return "none"
    ninety_fifth = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    median = 1000 * statistics.median(taken)
    return f"{len(taken):>6,}   median {median:6,.0f} ms   95 in 100 within {1000 * ninety_fifth:6,.0f} ms"


def main(arguments: Sequence[str] = ()) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description="Use a server.")
    parser.add_argument("--sessions", type=int, default=Use.sessions)
    parser.add_argument("--writers", type=int, default=Use.writers)
    parser.add_argument("--minutes", type=float, default=Use.seconds / 60)
    parser.add_argument("--think", type=float, default=Use.think, help="seconds between a reader's screens")
    parser.add_argument("--pause", type=float, default=Use.pause, help="seconds between a writer's commits")
    given = parser.parse_args(list(arguments))
    use = Use(given.sessions, given.writers, 60 * given.minutes, given.think, given.pause)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        seen = Seen()
        with serve(Path(folder, "programme.duckdb")) as server:
            before = resident(server)
            asyncio.run(together(server, seen, use, Path(folder)))
            time.sleep(30)
            gone = resident(server)
            lost = set(seen.acknowledged) - _there(server)
            log = server.log() if seen.failed else ""
    each = (max(seen.memory) - before) / use.sessions
    print(f"{use.sessions} sessions and {use.writers} who commit, for {use.seconds:.0f} s")
    print(f"runs of a screen     {_times(seen.runs)}")
    print(f"commits by command   {_times(seen.commits)}")
    print(f"server's memory, MB  {before:.0f} before, {_by_tenth(seen.memory)} at each tenth, {gone:.0f} after 30 s")
    print(f"                     {each:.1f} a session, at the most")
    print(f"the store's folder   {_by_tenth(seen.disk)} MB at each tenth")
    print(
        f"failed {len(seen.failed)}, torn {len(seen.torn)}, lost {len(lost)} of {len(seen.acknowledged)} acknowledged"
    )
    for line in seen.failed[:5] + seen.torn[:5] + log.splitlines()[-40:]:
        print(f"    {line}")
    for what, number in (("failed", len(seen.failed)), ("torn", len(seen.torn)), ("lost", len(lost))):
        measures.take(f"{use.sessions} readers and {use.writers} writers: {what}", number, goal=0)
    measures.take("server's memory, a session", each, "MB")
    measures.take("server's memory at the end, to half-way", seen.memory[-1], "MB", than=seen.memory[TENTHS // 2 - 1])


def _by_tenth(figures: list[float]) -> str:
    return " ".join(f"{figure:.0f}" for figure in figures)


if __name__ == "__main__":
    main(sys.argv[1:])
