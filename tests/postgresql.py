"""A PostgreSQL of the tests' own: a cluster in memory or a temporary folder, on a free port of the loopback, gone afterwards.

`python -m tests.postgresql` makes sure that there is one to start: it installs Debian's package where it may, and says how
otherwise.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from data.ledger.postgresql.layout import make_ready
from tests.debian import make_sure

HOW = "No PostgreSQL for the tests of data/ledger. Install it (Debian, Ubuntu: sudo apt install postgresql)."
NOBODY = ("postgres", "nobody")
"""As whom the server runs where the tests run as root, which PostgreSQL refuses to."""

SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
shared_buffers = 32MB
max_connections = 60
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
"""
"""Nothing of it outlives the tests, so it waits for no disk. That its commits may be lost when it stops at once
(synchronous_commit) is for the ledger to prevent."""


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: that of the newest version here; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = found[-1] if found else shutil.which("initdb")
    return Path(named).resolve().parent if named else None


@dataclass
class Cluster:
    """A server that is running, or stopped for a while."""

    folder: Path
    port: int
    account: str | None
    numbers: int = 0
    is_running: bool = False

    def run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's programs, as the account that it may run as. Raises CalledProcessError, with what it said."""
        bin_folder = programs()
        assert bin_folder is not None
        as_whom: dict[str, Any] = (
            {"user": self.account, "group": self.account, "extra_groups": []} if self.account else {}
        )
        if self.account == "nobody":
            as_whom["group"] = "nogroup"
        subprocess.run(
            [str(bin_folder / program), *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, **as_whom,
        )  # fmt: skip

    def start(self) -> None:
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "120", "-o", f"-p {self.port}", "start")
        self.is_running = True

    def stop(self) -> None:
        """At once, as a machine stops whose power fails; what was committed is there again after start()."""
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "-t", "120", "stop")
        self.is_running = False

    def address(self, database: str, account: str = "postgres") -> str:
        return f"postgresql://{account}@127.0.0.1:{self.port}/{database}"

    def ask(self, database: str, statement: str) -> list[tuple[Any, ...]]:
        """One statement to a database, by itself; its rows, if it has any."""
        with psycopg.connect(self.address(database), autocommit=True) as db:
            answer = db.execute(statement.encode())
            return answer.fetchall() if answer.description else []

    def database(self) -> str:
        """A database of a name of its own, with the tables of a store in it and nothing more."""
        if not self.numbers:
            self.ask("postgres", "CREATE DATABASE ready")
            make_ready(self.address("ready"))
        self.numbers += 1
        self.ask("postgres", f"CREATE DATABASE store_{self.numbers} TEMPLATE ready")
        return f"store_{self.numbers}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster of its own until the block ends."""
    account = None
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        import pwd

        known = {entry.pw_name for entry in pwd.getpwall()}
        account = next(name for name in NOBODY if name in known)
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir=memory if memory.is_dir() else None))
    if account:
        shutil.chown(folder, account)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Cluster(folder, port, account)
    try:
        made.run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        made.start()
        try:
            yield made
        finally:
            if made.is_running:
                made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    return make_sure(programs, ("postgresql",), of="the ledger's tests", how=HOW, skipped="Its tests on PostgreSQL")


if __name__ == "__main__":
    sys.exit(main())
