"""A server that is told to stop: what it has in hand is finished, nothing begins, and it ends with 0 and a word to open pages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from threading import Event

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from data import ledger
from data.log import FIELDS
from pages.serving import stopping
from tests.e2e.server import PATIENCE, ROOT, answers, free_port


def test_a_write_in_hand_is_finished_open_pages_are_told_and_it_ends_with_0(store: Path, tmp_path: Path):
    port, log = free_port(), tmp_path / "log"
    address = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "tests/pages/serving/slow_writer.py", f"--server.port={port}",
               "--server.headless=true", "--server.fileWatcherType=none"]  # fmt: skip
    environment = os.environ | {"HOME": str(tmp_path), "PROGRAMME_STORE": str(store), "PYTHONPATH": str(ROOT)}
    with log.open("w") as err:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=err, text=True)
    try:
        for _ in range(PATIENCE * 10):
            if process.poll() is not None or answers(f"http://{address}"):
                break
            Event().wait(0.1)
        assert urllib.request.urlopen(f"http://{address}/write", timeout=60).read() == b"True"
        with connect(f"ws://{address}/_stcore/stream", subprotocols=[Subprotocol("streamlit")]) as page:
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            code = 0
            try:
                while True:
                    page.recv(60)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 0
            assert code in (1001, 1012)
        out, _ = process.communicate(timeout=PATIENCE)
        assert time.monotonic() - begun < stopping.STOP_SECONDS
    finally:
        process.kill()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert process.returncode == 0, lines
    assert ledger.ledger_version() == 1, "what was in hand counts"
    assert "being stopped" in out, "and nothing else begins"
    assert [line["event"] for line in lines if line["event"].startswith("server")] == [
        "server started", "server stopping", "server stopped",
    ]  # fmt: skip
    assert {line["logger"] for line in lines if line["event"] == "message"} >= {"uvicorn.error"}, "in the same form"
    assert "uvicorn.access" not in {line.get("logger") for line in lines}
    assert not {name for line in lines for name in line} - FIELDS.keys()
