"""What the server keeps of sessions that have ended: one browser after another drops a file of 5.4 MB on the Updates page, looks
at what it would do, and closes. Prints the server's resident memory in MB, before, while each looks, and after."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from playwright.sync_api import FilePayload, expect

from pages.ui.upload_cache import GRACE
from tests.bench import ingest, measures
from tests.e2e import browser as installed
from tests.e2e.server import Server, serve
from tests.e2e.tab import launched, new_tab

ROWS, SESSIONS = 43_000, 20


def resident(server: Server) -> float:
    """The server's resident memory in MB."""
    lines = Path(f"/proc/{server.process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def main() -> None:
    """Measures and prints."""
    executable = installed.find()
    if executable is None:
        print(installed.HOW)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder, "applications_2013-10-31.csv")
        ingest.make_csv(file, rows=ROWS)
        payload = FilePayload(
            name=file.name, mimeType="text/csv", buffer=file.read_bytes().replace(b"APP-", b"SYSTEM-")
        )
        print(f"{len(payload['buffer']) / 1e6:.1f} MB")
        with launched(executable) as chromium, serve(Path(folder, "programme.duckdb")) as server:
            with new_tab(chromium, server.url) as tab:
                tab.open("updates")
            kept = []
            print(f"started        {resident(server):6.0f}")
            for number in range(1, SESSIONS + 1):
                with new_tab(chromium, server.url) as tab:
                    tab.page.set_default_timeout(120_000)
                    tab.open("updates")
                    tab.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(payload)
                    expect(tab.page.get_by_test_id("stMain")).to_contain_text("The whole list", timeout=120_000)
                    tab.wait_ready()
                    looking = resident(server)
                time.sleep(GRACE + 2)
                kept.append(resident(server))
                print(f"session {number:<2}     {looking:6.0f} {kept[-1]:6.0f}", flush=True)
    measures.take(
        f"memory after {SESSIONS} sessions that dropped a file",
        kept[-1],
        "MB",
        than=kept[len(kept) // 2 - 1],
        to="after half of them",
    )


if __name__ == "__main__":
    main()
