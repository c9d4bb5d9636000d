"""Every sentence on what changed in the sample, report by report, as sample_changes.txt has them.

The file was written when SQL still told them, and was held against every pair of the sample's reports. A sentence that changes
on purpose is changed there: `python -m tests.queries.test_sample_changes` prints the file again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from data.sample import loading
from queries import ask

TOLD = Path(__file__).with_name("sample_changes.txt")


def lines() -> Iterator[str]:
    """For each report how many changes there are one by one, and a hash of them; then those told, alike ones together."""
    for day in ask("updates_reporting_dates", date(2014, 1, 1))["reporting_date"].sort():
        yield from sentences(day, ask("changes_all", day, together=0), ask("changes_all", day))


def sentences(day: date, each: pl.DataFrame, together: pl.DataFrame) -> Iterator[str]:
    columns = ["weight", "subject", "kind", "item_id", "reporting_date", "upload", "page", "sentence"]
    rows = "\n".join(" ".join(map(str, row)) for row in each.select(columns).iter_rows())
    yield f"# {day}: {each.height} one by one, {hashlib.sha256(rows.encode()).hexdigest()[:16]}"
    yield from (
        f"{row['weight']} {row['subject']} {row['kind']}, upload {row['upload']}: {row['sentence']}"
        for row in together.iter_rows(named=True)
    )


def test_every_sentence_is_what_it_was(sample: Path):
    assert list(lines()) == TOLD.read_text(encoding="utf-8").splitlines()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROGRAMME_STORE"] = str(Path(folder) / "programme.duckdb")
        loading.load_sample()
        print("\n".join(lines()))


if __name__ == "__main__":
    main()
