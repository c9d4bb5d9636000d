"""Takes every offer for every refused file: all spoiled variants, and each other file that a test of data/ sees
refused. `python -m tests.bench.every_offer` (some twenty minutes) prints what became of them, and every fault."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

import data.intake.pipeline
from data.datasets import DATASETS, Dataset
from data.intake.pipeline import Ingested, Options
from tests.bench import measures
from tests.data.intake.offers import Case, walk

read = data.intake.pipeline.ingest
refused: dict[tuple[object, ...], Case] = {}


def recorded(
    content: bytes,
    file_name: str,
    dataset: Dataset,
    day: date,
    options: Options | None = None,
    known: Any = None,
    *more: Any,
) -> Ingested:
    """As ingest; a refused file is kept with the name of its test."""
    is_refused = True
    try:
        taken = read(content, file_name, dataset, day, options, known, *more)
        is_refused = taken.problems.height > 0
    finally:
        if is_refused and len(content) < 200_000:
            name = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
            held: Mapping[str, list[str]] = {
                key: keys.to_list() if isinstance(keys, pl.Series) else list(keys)
                for key, keys in (known or {}).items()
            }
            case = Case(name, content, file_name, dataset.name, (), held, options or Options(), day)
            refused.setdefault((content, file_name, dataset.name, repr(options), day, repr(sorted(held))), case)
    return taken


def main() -> None:
    data.intake.pipeline.ingest = recorded  # type: ignore[assignment]  # before any test takes it by its name
    began = time.monotonic()
    pytest.main(["-q", "-p", "no:cacheprovider", *(sys.argv[1:] or ["tests/data"])])
    print(f"{len(refused):,} refused files, after {time.monotonic() - began:.0f} s")
    loaded = ended = looked = 0
    faults: list[str] = []
    for case in refused.values():
        if case.dataset not in DATASETS:  # a test declared it for itself
            continue
        walked = walk(case)
        looked, ended, loaded = looked + walked.looked_at, ended + bool(walked.ends), loaded + bool(walked.loaded)
        for fault in walked.faults:
            faults.append(fault)
            print(fault[:500], flush=True)
    print(
        f"{looked:,} readings; {loaded:,} files can be brought in by offers, {ended:,} have ways that end; {len(faults):,} faults"
    )
    measures.take(f"of {looked:,} readings that a refusal offers: at fault", len(faults), goal=0)


if __name__ == "__main__":
    main()
