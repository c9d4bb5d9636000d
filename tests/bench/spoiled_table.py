"""Prints the README's table: what this project and plain readers make of every spoiled file.

Run: .venv/bin/python -m tests.bench.spoiled_table

A plain reader is judged leniently: headings may be in any order and be any name by which this project knows the column,
cells are compared as text with their ends stripped, numbers and pounds by value, dates (ISO or day first) by day, choices
in any case; blank cells and words for no answer are alike. It is silently wrong when it gives a
table without an error and the table isn't the clean one. Workbooks go to pandas and Polars; DuckDB's reader for them
needs a download, so that it counts as refusing them.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data.datasets import DATASETS
from tests.bench import measures
from tests.data.intake.spoil import Variant, clean_frame, variants
from tests.data.intake.test_spoiled import outcome

Rows = tuple[list[str], list[tuple[Any, ...]]]
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")


def by_polars(variant: Variant) -> Rows:
    if variant.file_name.endswith(_WORKBOOKS):
        frame = pl.read_excel(io.BytesIO(variant.content))
    else:
        frame = pl.read_csv(variant.content)
    return frame.columns, frame.rows()


def by_polars_as_text(variant: Variant) -> Rows:
    if variant.file_name.endswith(_WORKBOOKS):
        frame = pl.read_excel(io.BytesIO(variant.content), infer_schema_length=0)
    else:
        frame = pl.read_csv(variant.content, infer_schema=False)
    return frame.columns, frame.rows()


def by_duckdb(variant: Variant) -> Rows:
    return _duckdb(variant, "")


def by_duckdb_as_text(variant: Variant) -> Rows:
    return _duckdb(variant, ", all_varchar=true")


def _duckdb(variant: Variant, options: str) -> Rows:
    if variant.file_name.endswith(_WORKBOOKS):
        raise ValueError("no reader for workbooks without a download")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "file.csv"
        path.write_bytes(variant.content)
        found = connection.execute(f"SELECT * FROM read_csv('{path}'{options})")
        return [column[0] for column in found.description], found.fetchall()


def by_pandas(variant: Variant) -> Rows:
    return _pandas(variant)


def by_pandas_as_text(variant: Variant) -> Rows:
    return _pandas(variant, dtype=str, keep_default_na=False)


def _pandas(variant: Variant, **how: Any) -> Rows:
    import pandas  # type: ignore[import-untyped]  # noqa: TID251 (compared with, not used)

    source = io.BytesIO(variant.content)
    if variant.file_name.endswith(".xls"):
        how["engine_kwargs"] = {"logfile": io.StringIO()}  # xlrd prints its warnings amid the table
    frame = (
        pandas.read_excel(source, **how) if variant.file_name.endswith(_WORKBOOKS) else pandas.read_csv(source, **how)
    )
    return [str(column) for column in frame.columns], [tuple(row) for row in frame.itertuples(index=False)]


def plain(cell: Any) -> str:
    """A cell for comparing: text stripped, numbers by value, dates by day, every sort of blank as ''."""
    if cell is None or cell != cell:
        return ""
    text = str(cell).strip()
    if text in ("NaT", "nan", "<NA>"):
        return ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]00:00:00(?:\.0+)?", text):
        return text[:10]
    day = re.fullmatch(r"(\d\d)[/.-](\d\d)[/.-](\d{4})", text)
    if day:
        return f"{day[3]}-{day[2]}-{day[1]}"
    if text.lower() in ("n/a", "-", "tbc", "#n/a", "null", "none", "nan", "unknown"):
        return ""
    text = re.sub(r"^£\s*(?=\d)|(?<=\d)[, ](?=\d{3}\b)", "", text)
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text) and not re.fullmatch(r"0\d+", text):
        return f"{float(text):.4f}"
    return text.replace("\r\n", "\n").replace("self service", "self_service").lower()


def _bare(heading: str) -> str:
    return re.sub(r"[\s_]+", " ", heading.strip("\ufeff ")).strip().lower()


_COLUMN = {
    _bare(name): column.name
    for column in DATASETS["applications"].columns
    for name in (column.name, column.label, *column.also_called)
}


def judged(variant: Variant, clean: pl.DataFrame, read: Callable[[Variant], Rows]) -> str:
    """equal, refused or wrong."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            headings, rows = read(variant)
    except Exception:  # noqa: BLE001 (any error of a reader is a refusal)
        return "refused"
    expected = clean if variant.clean is None else variant.clean
    places = {_COLUMN.get(_bare(heading), heading): i for i, heading in enumerate(headings)}
    if not set(expected.columns) <= set(places):
        return "wrong"
    theirs = sorted(tuple(plain(row[places[name]]) for name in expected.columns) for row in rows)
    ours = sorted(tuple(plain(cell) for cell in row) for row in expected.rows())
    return "equal" if theirs == ours else "wrong"


READERS: dict[str, Callable[[Variant], Rows]] = {
    "Polars read_csv / read_excel": by_polars,
    "Polars, all as text": by_polars_as_text,
    "DuckDB read_csv": by_duckdb,
    "DuckDB, all as text": by_duckdb_as_text,
    "pandas read_csv / read_excel": by_pandas,
    "pandas, all as text": by_pandas_as_text,
}


def main() -> int:
    """Prints the table; exit status 1 when this project is silently wrong about any file."""
    clean = clean_frame()
    every = list(variants(clean))
    loadable = sum(variant.expected == "must_load" for variant in every)
    print(f"{len(every)} spoiled files, {loadable} of which must load.\n")
    print("| reader | read right | refused | silently wrong | of those that must load, loaded right |")
    print("|---|---:|---:|---:|---:|")
    wrong = 0
    results = {"this project": [outcome(variant)[0] for variant in every]}
    for name, read in READERS.items():
        results[name] = [judged(variant, clean, read) for variant in every]
    for name, found in results.items():
        counts = Counter(found)
        right = sum(o == "equal" and v.expected == "must_load" for o, v in zip(found, every, strict=True))
        bad = sum(
            o == "wrong" or (o == "equal" and v.expected == "must_refuse") for o, v in zip(found, every, strict=True)
        )
        print(
            f"| {name} | {len(every) - counts['refused'] - bad} | {counts['refused']} | {bad} | {right} of {loadable} |"
        )
        wrong += bad if name == "this project" else 0
    measures.take(f"of {len(every)} spoiled files: silently wrong", wrong, goal=0)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
