"""Two dashboards on one PostgreSQL behind Debian's nginx, as past one machine: what is taken in on one is seen on the other, and
either of them, or PostgreSQL, may stop."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from data import ledger
from data.__main__ import main
from data.ledger import programmes, publishing, roles, trail
from data.ledger.roles import EVERY, Role
from data.ledger.trail import checking
from tests import nginx
from tests.debian import missing_is_failure
from tests.e2e.conftest import checked
from tests.e2e.server import Server, free_port, serve
from tests.e2e.tab import Tab, new_tab
from tests.e2e.test_proxy import ANNA
from tests.e2e.test_updates import RIGHT, put_in
from tests.postgresql import Cluster, cluster

CONFIGURATION = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
    upstream one {{ server 127.0.0.1:{one}; server 127.0.0.1:{two} backup; }}
    upstream two {{ server 127.0.0.1:{two}; server 127.0.0.1:{one} backup; }}
    map $http_user_agent $side {{ ~second two; default one; }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 51m;
        location / {{
            proxy_pass http://$side;
            proxy_set_header X-Forwarded-Email {anna};
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Host $http_host;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout 12h;
            proxy_buffering off;
        }}
    }}
}}
"""
"""A reader stays with one server, and is passed on to the other where that doesn't answer (docs/scale.md)."""


@dataclass(frozen=True)
class Shared:
    """Two servers of one store, the proxy before them, and the database behind them."""

    one: Server
    two: Server
    url: str
    database: Cluster


@pytest.fixture
def shared(sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    binary = nginx.find()
    if binary is None and missing_is_failure():
        pytest.fail(nginx.HOW)
    if binary is None:
        pytest.skip(nginx.HOW)
    with cluster() as database:
        monkeypatch.setenv("PROGRAMME_STORE", address := database.address(database.database()))
        monkeypatch.setenv("PROGRAMME_COPIES", str(tmp_path / "one"))
        assert main(["copy", str(sample_folder / "programme.duckdb"), address, "--json"]) == 0
        roles.say(ANNA, Role.ADMINISTRATOR, EVERY, "test", may_leave_none=True)
        monkeypatch.setenv("PROGRAMME_PROXY", "127.0.0.1")
        monkeypatch.setenv("PROGRAMME_STORE_EVERY", "60")  # so that what is seen sooner was told
        ports = {"one": free_port(), "two": free_port(), "port": free_port()}
        conf = tmp_path / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        conf.write_text(CONFIGURATION.format(user=user, folder=tmp_path, anna=ANNA, **ports), encoding="utf-8")
        settings = ("--server.trustedUserHeaders", '{"X-Forwarded-Email": "email"}')
        with (
            serve(tmp_path / "one" / "c", *settings, port=ports["one"], in_postgresql=address) as one,
            serve(tmp_path / "two" / "c", *settings, port=ports["two"], in_postgresql=address) as two,
        ):
            process = subprocess.Popen([binary, "-c", str(conf)])
            try:
                for _ in checked(two):
                    yield Shared(one, two, f"http://127.0.0.1:{ports['port']}", database)
            finally:
                process.terminate()
                process.wait(10)


def version_on(server: Server) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_COPIES", str(server.store.parent))
        shown = publishing.pointed_at()
        assert programmes.home().exists()
    return shown.ledger_version if shown else 0


def held_in(store: Path) -> ledger.Content:
    """What a store's file holds, but for what it says of itself."""
    content = ledger.content_of_file(store)
    assert content is not None
    return {table: rows for table, rows in content.items() if table != "about"}


def held_on(server: Server) -> ledger.Content:
    """What the copy of a server holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_COPIES", str(server.store.parent))
        return held_in(programmes.home())


def take(tab: Tab, name: str, content: str) -> None:
    """Puts a file in on Updates and takes it, as whoever has signed in."""
    tab.open("updates")
    put_in(tab, name, content)
    tab.after(tab.page.get_by_test_id("stMain").get_by_text("Only changes", exact=True).click)
    button = tab.page.get_by_role("button", name="into decisions")
    expect(button).to_be_enabled()
    tab.after(button.click)


def test_what_one_takes_in_the_other_shows_and_either_may_stop(
    browser: Browser, shared: Shared, sample_folder: Path, record_property
):
    with new_tab(browser, shared.url) as first, new_tab(browser, shared.url, user_agent="second") as second:
        second.open("decisions")
        assert held_on(shared.two) == held_in(sample_folder / "programme.duckdb"), "the sample, as it is in a file"
        before = version_on(shared.two)
        take(first, "decisions_2013-09-30.csv", RIGHT)
        expect(first.page.get_by_test_id("stMain")).to_contain_text(re.compile(r"Upload \d+ is taken"))
        begun = time.monotonic()
        pause = threading.Event()
        while version_on(shared.two) == before:
            pause.wait(0.01)
        waited = time.monotonic() - begun
        record_property("seconds until the other server had it", round(waited, 2))
        print(f"The other server had it {waited:.2f} s after the first had said so")
        assert waited < 60
        second.open("decisions", as_at="2013-09-30")
        expect(second.page.get_by_test_id("stMain")).to_contain_text("Extra gateway review")
        second.open("trail")  # what was done on either
        done = [line.event for line in trail.events()]
        assert (done.count("signed in") > 2, done[-1]) == (True, "signed in")
        expect(second.page.get_by_test_id("stMain")).to_contain_text(f"{len(done)} events since")
        expect(second.page.get_by_test_id("stMain")).to_contain_text(f"{len(done)} events in all")

        shared.database.stop()
        for patience in (1, 2, 4, 8, 16, 32):  # until the server has noticed, which a screen that is open doesn't show
            second.open("decisions")  # readers go on
            second.page.get_by_role("button", name="About these figures").click()
            with suppress(AssertionError):
                expect(second.page.get_by_test_id("stAlert")).to_be_visible(timeout=1000 * patience)
                break
        expect(second.page.get_by_test_id("stAlert")).to_contain_text("The store can't be reached since")
        second.open("trail")
        expect(second.page.get_by_test_id("stAlert")).to_contain_text("can't be reached")
        take(first, "decisions_2013-09-30.csv", RIGHT.replace("E2E-1", "E2E-2"))
        expect(first.page.get_by_test_id("stMain")).to_contain_text("can't be reached")
        shared.database.start()
        take(first, "decisions_2013-09-30.csv", RIGHT.replace("E2E-1", "E2E-2"))
        expect(first.page.get_by_test_id("stMain")).to_contain_text(re.compile(r"Upload \d+ is taken"))

        # Who came while the database was stopped is noted too: two screens of one tab, and one of the other.
        assert [line.event for line in trail.events()].count("signed in") >= done.count("signed in") + 3
        assert checking.check().broken == ()
        os.kill(shared.one.process, signal.SIGKILL)
        first.open("decisions", as_at="2013-09-30")  # the other server takes its readers
        expect(first.page.get_by_test_id("stMain")).to_contain_text("Extra gateway review")
