"""What earlier uploads say about the next file: how it is read, whether it is the whole list, and whether the sample counts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import ledger
from data.datasets import DATASETS, Dataset
from data.intake.options import OPTIONS, Options, kept
from data.ledger.intervals import Mode

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def remembered_mapping(dataset: Dataset, headings: tuple[str, ...]) -> dict[str, str]:
    """How the person matched these very headings the last time, for this dataset; empty if they never did."""
    if not headings:
        return {}
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT options FROM uploads WHERE dataset = ? AND options LIKE '%mapping%' ORDER BY number DESC LIMIT 200",
            [dataset.name],
        ).fetchall()
    for (stored,) in found:
        options = json.loads(stored)
        if options.get("headings") == list(headings):
            return dict(options["mapping"])
    return {}


def earlier_reading(dataset: Dataset, headings: tuple[str, ...], file_name: str) -> tuple[int, Options, bool] | None:
    """The number of the latest upload of a dataset with reading options; the options that may well hold for the next
    file too (not the rows left out, the sheet, or the columns: see remembered_mapping); and whether that file was like
    this one: by its headings, or by its name without digits.

    One that was like this one comes first. None if there were never any options.
    """
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT number, options, file_name FROM uploads WHERE dataset = ? AND NOT illustrative "
            "ORDER BY number DESC LIMIT 200",
            [dataset.name],
        ).fetchall()
    of_one_file = {"sheet", *(option.name for option in OPTIONS.values() if option.is_of_one_file)}
    readings = []
    for number, options, name in found:
        stored = json.loads(options)
        if set(stored) - {"headings", *of_one_file}:
            is_alike = stored.get("headings") == list(headings) or _nameless(name) == _nameless(file_name)
            read_with = kept({name: value for name, value in stored.items() if name not in of_one_file})
            readings.append((number, read_with, is_alike))
    return max(readings, key=lambda one: one[2], default=None)


@dataclass(frozen=True)
class UsualMode:
    """The mode of a dataset's last report; the whole list if there is none. upload: its number. is_settled: it was
    taken as an update although most of its rows were unchanged, so that nobody need be asked about the next one like
    it."""

    mode: Mode = "full"
    upload: int | None = None
    is_settled: bool = False


def usual_mode(dataset: Dataset, file_name: str) -> UsualMode:
    """Whether the last report of a dataset was the whole list or an update. Other uploads for its date are taken as
    corrections. One whose file name was the same as this file's, except for digits, comes first."""
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT mode, number, file_name, unchanged * 2 > rows FROM uploads_at(?) WHERE dataset = ? AND NOT withdrawn "
            "ORDER BY reporting_date DESC, number LIMIT 200",
            [ledger.ledger_version(), dataset.name],
        ).fetchall()
    alike = [one for one in found if _nameless(one[2]) == _nameless(file_name)]
    if not found:
        return UsualMode()
    mode, number, _, is_as_held = (*alike, *found)[0]
    return UsualMode(mode, number, mode == "update" and is_as_held)


def _nameless(file_name: str) -> str:
    """A file's name without its ending, digits and separators: last month's file has the same."""
    return re.sub(r"[\W\d_]+", "", file_name.rpartition(".")[0]).casefold()


def with_these_headings(headings: tuple[str, ...]) -> tuple[Dataset, ...]:
    """The datasets that a person has taken files with just these headings into, saying how to read them."""
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT DISTINCT dataset, options FROM uploads WHERE NOT illustrative AND options LIKE '%headings%'"
        ).fetchall()
    names = {name for name, options in found if json.loads(options).get("headings") == list(headings)}
    return tuple(dataset for name, dataset in DATASETS.items() if name in names and any(headings))


def sample_uploads(dataset: str | None = None, ledger_version: int | None = None) -> list[int]:
    """The numbers of the illustrative uploads that count, at a ledger version (by default now)."""
    version = ledger.ledger_version() if ledger_version is None else ledger_version
    with ledger.reading() as cursor:
        return sample_uploads_at(cursor, version, dataset)


def sample_uploads_at(cursor: DuckDBPyConnection, version: int, dataset: str | None = None) -> list[int]:
    found = cursor.execute(
        "SELECT number FROM uploads_at(?) WHERE illustrative AND NOT withdrawn AND (? IS NULL OR dataset = ?) "
        "ORDER BY number",
        [version, dataset, dataset],
    ).fetchall()
    return [number for (number,) in found]
