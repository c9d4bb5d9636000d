"""The dashboard as a person starts it: its own process, on a free port of the loopback, with its own store."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds until a server that doesn't answer counts as broken; a cold start takes 2 or 3


@dataclass(frozen=True)
class Server:
    """A dashboard that is being served."""

    url: str  # without a slash at the end
    store: Path
    log_file: Path
    process: int = 0  # its number in the system

    def log(self) -> str:
        """What the server printed so far; warnings and tracebacks appear here and not on the screen."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port on which nobody listens, and which the system won't give to a connection of its own."""
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name == "posix")
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serve(
    store: Path, *options: str, script: str = "dashboard.py", port: int | None = None, in_postgresql: str = ""
) -> Iterator[Server]:
    """Serve the dashboard on `store` until the block ends; where there is no store yet, it starts with the sample.
    `in_postgresql`: serve the database at that address, which holds a store, with the copies of it where `store` lies.

    Just as ‘make run’ does, unless another `script` is named. `port`: one of which it is known that it is free. Raises
    RuntimeError, with the server's log, when it stops or doesn't answer within PATIENCE seconds.
    """
    with tempfile.TemporaryDirectory(prefix="dashboard-") as folder:
        port = port or free_port()
        log_file = Path(folder, "server.log")
        server = Server(f"http://127.0.0.1:{port}", store, log_file)
        command = [sys.executable, "-m", "streamlit", "run", script]
        command += [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none", *options]
        # A home of its own: what a developer set for themselves in ~/.streamlit must not decide a test.
        environment = {**os.environ, "PROGRAMME_STORE": str(store), "HOME": folder, "USERPROFILE": folder}
        environment = {name: value for name, value in environment.items() if not name.startswith("STREAMLIT_")}
        if in_postgresql:
            environment |= {"PROGRAMME_STORE": in_postgresql, "PROGRAMME_COPIES": str(store.parent)}
        with log_file.open("w", encoding="utf-8") as log:
            start = [sys.executable, "-m", "data", "sample", "start"]  # does nothing to a store that is there
            if (
                not in_postgresql
                and not store.exists()
                and subprocess.run(start, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT).returncode
            ):
                raise RuntimeError(f"The store could not be made:\n{server.log()}")
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            for _ in range(PATIENCE * 10):
                if process.poll() is not None or answers(server.url):
                    break
                Event().wait(0.1)
            if process.poll() is not None or not answers(server.url):
                raise RuntimeError(f"The dashboard did not start:\n{server.log()}")
            yield replace(server, process=process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
