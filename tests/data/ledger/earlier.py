"""Stores as earlier releases made them, by their own commands, for tests of the upgrade.

`python -m tests.data.ledger.earlier NAME FOLDER` makes one of the release that is checked out in a folder (git worktree add),
with the Python that runs this, and adds it to made_by/; PYTHONPATH may name a folder with the engine that the release had.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

MADE_BY = Path(__file__).parent / "made_by"
HEADINGS = "wave_id,name,sequence,departments,baseline_start,baseline_finish\n"
FILES = {
    "waves_1.csv": f"{HEADINGS}W1,First,1,Housing,2013-01-31,2013-03-31\nW2,Second,2,Housing,2013-01-31,2013-03-31\n",
    "waves_2.csv": f"{HEADINGS}W1,Uno,1,Housing,2013-01-31,2013-03-31\nW-B,Second,2,Housing,2013-01-31,2013-03-31\n",
    "waves_3.csv": f"{HEADINGS}W1,Withdrawn,1,Housing,2013-01-31,2013-03-31\n",
    "applications.csv": "application_id,name,department,business_function,disposition,annual_cost_gbp\n"
    "A1,Payroll,Housing,Paying staff,migrate,\"12,500.50\"\n",
}  # fmt: skip
COMMANDS = (
    "import waves waves_1.csv --as-at 2013-01-31 --by Ann",
    "import waves waves_2.csv --as-at 2013-02-28 --by Ann --rename W2=W-B",
    "import applications applications.csv --as-at 2013-02-28 --by Ann",
    "import waves waves_3.csv --as-at 2013-03-31 --by Ben",
    "withdraw 4 --by Ann",
    # of the releases that have them
    "programmes begin health --name Health",
    "roles grant anna@council.gov.uk administrator",
    "export waves --out exported.csv --programme first",
)


def unpack(name: str, folder: Path) -> None:
    """Puts a store, with all that lay beside it, into a folder."""
    with tarfile.open(MADE_BY / f"{name}.tar.xz") as packed:
        packed.extractall(folder, filter="data")


def make(name: str, release: Path) -> list[str]:
    """Makes one, and returns what the release's commands refused."""
    refused = []
    with tempfile.TemporaryDirectory() as made:
        files, store = Path(made, "files"), Path(made, "store")
        files.mkdir()
        store.mkdir()
        for file, content in FILES.items():
            (files / file).write_text(content, encoding="utf-8")
        environment = os.environ | {"PROGRAMME_STORE": str(store / "programme.duckdb")}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(release), os.environ.get("PYTHONPATH"))))
        for command in COMMANDS:
            words = [word if word not in FILES else str(files / word) for word in command.split()]
            words = [str(files / word) if word == "exported.csv" else word for word in words]
            tries = [words, words[:-2]] if "--rename" in words else [words]  # the first releases know no renaming
            for tried in tries:
                run = subprocess.run(
                    [sys.executable, "-m", "data", *tried], cwd=release, env=environment, capture_output=True, text=True
                )
                if not run.returncode:
                    break
                refused.append(f"{' '.join(tried)}: {run.stderr.splitlines()[-1]}")
        with tarfile.open(MADE_BY / f"{name}.tar.xz", "w:xz", preset=9) as packed:
            for path in sorted(store.rglob("*")):
                if path.is_file() and not path.name.endswith(".lock"):
                    about = tarfile.TarInfo(str(path.relative_to(store)))
                    about.size, about.mode = path.stat().st_size, 0o600
                    packed.addfile(about, io.BytesIO(path.read_bytes()))
    return refused


if __name__ == "__main__":
    print("\n".join(make(sys.argv[1], Path(sys.argv[2]))))
