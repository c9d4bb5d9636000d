"""A programme's screens alone and as one of 400, and how long all are looked at side by side.

Each of the 400 holds what the sample holds: 277 applications, 89 uploads. Milliseconds of the server's script, the least of 15;
then the Programmes screen's one question, asked of all for the first time, again, and after one of them has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from datetime import date
from pathlib import Path

from data import ledger
from data.ledger import programmes
from queries import across
from tests.bench import measures
from tests.bench.screens import TIMES, milliseconds
from tests.e2e.server import ROOT

PROGRAMMES, AS_AT = 400, date(2013, 9, 30)
CHANGED = "p200"
SCREENS = ("overview", "changes", "gateways", "migration", "inventory", "partners", "spend", "risks")


def many_of(store: Path) -> None:
    """The sample's store as the first of many; the files of the others are the same bytes on the disk."""
    published = store.with_name(f"{store.name}.published")
    for number in range(1, PROGRAMMES):
        there = programmes.begin(f"p{number}", f"Programme {number}").file
        os.link(store, there)
        beside = there.with_name(f"{there.name}.published")
        shutil.copytree(published, beside, copy_function=os.link)
        if f"p{number}" != CHANGED:  # to readers a ledger of its own, so that no answer of another serves for it
            pointer = beside / "CURRENT"
            said = json.loads(pointer.read_text(encoding="utf-8"))
            pointer.unlink()
            pointer.write_text(json.dumps({**said, "generation": uuid.uuid4().hex}), encoding="utf-8")


def script(store: Path, screen: str, programme: str | None) -> float:
    """Milliseconds of one screen's script: the least, after a run that fills the caches."""
    from streamlit.testing.v1 import AppTest

    os.environ["PROGRAMME_STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    if programme:
        app.query_params["programme"] = programme
    app.run().switch_page(f"pages/{screen}.py").run()
    assert not app.exception, app.exception
    return min(milliseconds(app.run) for _ in range(3 * TIMES))


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        alone, among = Path(folder, "alone", "programme.duckdb"), Path(folder, "among", "programme.duckdb")
        for store in (alone, among):
            os.environ["PROGRAMME_STORE"] = str(store)
            store.parent.mkdir()
            subprocess.run([sys.executable, "-m", "data", "sample", "start"], cwd=ROOT, check=True, capture_output=True)
        many_of(among)
        print(f"{'screen':<14}{'alone':>8}{'1 of ' + str(PROGRAMMES):>10}{'ratio':>8}")
        for screen in SCREENS:
            one, of_many = script(alone, screen, None), script(among, screen, CHANGED)
            print(f"{screen:<14}{one:>8.0f}{of_many:>10.0f}{of_many / one:>8.2f}")
            measures.take(f"{screen}, beside {PROGRAMMES - 1} programmes", of_many, "ms", than=one, to="alone")
        os.environ["PROGRAMME_STORE"] = str(among)
        print(f"\nall {PROGRAMMES} side by side, in seconds")
        print(f"first time       {milliseconds(lambda: across.standings(AS_AT)) / 1000:8.2f}")
        print(f"again            {milliseconds(lambda: across.standings(AS_AT)) / 1000:8.2f}")
        with programmes.using(CHANGED):
            path = programmes.current().file
            kept = path.read_bytes()
            path.unlink()
            path.write_bytes(kept)  # its own bytes, for it alone will change
            with ledger.writing() as writer:
                writer.withdraw([1], "bench")
        print(f"after a change   {milliseconds(lambda: across.standings(AS_AT)) / 1000:8.2f}")


if __name__ == "__main__":
    main()
