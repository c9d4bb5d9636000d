"""The illustrative programme: uploads to be replayed through the same ingest as anybody's file.

README.md beside this file says what is a fact from the panel's minutes and what is made up.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from data.ledger.intervals import Mode

FOLDER = Path(__file__).parent
MANIFEST = FOLDER / "manifest.csv"


@dataclass(frozen=True)
class SampleUpload:
    """One file of the sample, and how to upload it."""

    path: Path
    dataset: str
    reporting_date: date
    mode: Mode
    note: str


def sample_uploads() -> list[SampleUpload]:
    """The sample's uploads in the order of their replay: by reporting date, then what others refer to first."""
    with MANIFEST.open(encoding="utf-8", newline="") as file:
        return [
            SampleUpload(FOLDER / row["path"], row["dataset"], date.fromisoformat(row["reporting_date"]),
                         cast(Mode, row["mode"]), row["note"])
            for row in csv.DictReader(file)
        ]  # fmt: skip
