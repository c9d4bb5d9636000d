"""Fifty sessions that read and three people who commit, for a minute, on one server.

A session speaks what a browser speaks: it connects as a page does, asks for a run of a screen at a date, waits until it is whole,
thinks for a second or two, and asks for the next. Each of three others takes in a file with one application more, by command,
again and again. Printed: runs and commits, median and 95th percentile; the server's memory before, with all connected, at the
end and 30 s after all have gone; and what must be nought: runs that failed, runs of which two figures don't belong together,
commits that were acknowledged and are not there.
"""

from __future__ import annotations

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
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from tests.bench.memory import resident
from tests.e2e.server import ROOT, Server, serve

SESSIONS, WRITERS, SECONDS = 50, 3, 60.0
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


@dataclass
class Seen:
    """What all of them came upon."""

    runs: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)


async def session(server: Server, seen: Seen, until: float, chance: random.Random) -> None:
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
            await asyncio.sleep(chance.uniform(1, 2))


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


async def writer(server: Server, seen: Seen, until: float, name: str, folder: Path) -> None:
    """One who commits, again and again, each time one application more."""
    environment = {**os.environ, "PROGRAMME_STORE": str(server.store)}
    for number in range(1000):
        if time.monotonic() > until:
            return
        key = f"LOAD-{name}-{number:03}"
        file = folder / f"{key}.csv"
        file.write_text(f"{HEADING}{key},Application {key},Load,Measuring,retain\n", encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "data",
            "import",
            "applications",
            str(file),
            "--as-at",
            "2013-09-30",
            "--mode",
            "update",
        ]
        begun = time.monotonic()
        done = await asyncio.create_subprocess_exec(
            *command,
            "--mode",
            "update",
            "--by",
            name,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        _, problem = await done.communicate()
        seen.commits.append(time.monotonic() - begun)
        if done.returncode == 0:
            seen.acknowledged.append(key)
        else:
            seen.failed.append(f"commit {key}: {problem.decode()[:200]}")
        await asyncio.sleep(1)


async def together(server: Server, seen: Seen, folder: Path) -> float:
    """All at once; gives the server's memory in MB with everyone connected."""
    until = time.monotonic() + SECONDS
    chance = random.Random(1)
    tasks = [asyncio.create_task(session(server, seen, until, random.Random(chance.random()))) for _ in range(SESSIONS)]
    tasks += [asyncio.create_task(writer(server, seen, until, f"W{number}", folder)) for number in range(WRITERS)]
    await asyncio.sleep(SECONDS / 2)
    half = resident(server)
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, BaseException):
            seen.failed.append(repr(ended)[:200])
    return half


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


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        seen = Seen()
        with serve(Path(folder, "programme.duckdb")) as server:
            before = resident(server)
            half = asyncio.run(together(server, seen, Path(folder)))
            after = resident(server)
            time.sleep(30)
            gone = resident(server)
            lost = set(seen.acknowledged) - _there(server)
        print(f"{SESSIONS} sessions and {WRITERS} who commit, for {SECONDS:.0f} s")
        print(f"runs of a screen     {_times(seen.runs)}")
        print(f"commits by command   {_times(seen.commits)}")
        print(
            f"server's memory, MB  {before:.0f} before, {half:.0f} with all, {after:.0f} at the end, {gone:.0f} after 30 s"
        )
        print(f"                     {(half - before) / SESSIONS:.1f} a session")
        print(
            f"failed {len(seen.failed)}, torn {len(seen.torn)}, lost {len(lost)} of {len(seen.acknowledged)} acknowledged"
        )
        for line in seen.failed[:5] + seen.torn[:5]:
            print(f"    {line}")


if __name__ == "__main__":
    main()
