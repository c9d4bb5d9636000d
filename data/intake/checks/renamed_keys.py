"""Keys in a file that belong to renamed rows: earlier ones that are still understood, and those that can't be meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from data.intake.checks import in_order
from data.ledger.names import Names
from data.ledger.schema import names_of
from data.problems import PROBLEM_SCHEMA, Notice, NoticeKind, ProblemKind

if TYPE_CHECKING:
    from data.intake.pipeline import Ingested


def checked_names(read: Ingested, names: Names, renames: Mapping[str, str]) -> Ingested:
    """The file as read, with the effect of renamed rows: a notice for each earlier key that was understood, a problem
    for a row that is there twice, under both keys, and for a key that the row gets only on a later day."""
    dataset, day = read.dataset, read.reporting_date
    headings = {column.name: column.label for column in dataset.columns}
    headings |= {name: heading for heading, named in read.mapping.items() for name in named.split(" + ")}
    notices: list[Notice] = []
    problems: list[dict[str, object]] = []
    for column, space in names_of(dataset).items():
        if column not in read.rows.columns:
            continue
        cells = read.rows.select("_row", pl.col(column).alias("key")).drop_nulls("key")
        keys = set(cells["key"].to_list())
        is_own = space == dataset.name and column in dataset.keys
        earlier = names.earlier_names(space, day) | (dict(renames) if is_own else {})
        later = {} if is_own and renames else names.later_names(space, day)
        for key in sorted(keys & earlier.keys()):
            at = cells.filter(pl.col("key") == key)["_row"].to_list()
            if column in dataset.keys and len(dataset.keys) == 1 and earlier[key] in keys:
                other = cells.filter(pl.col("key") == earlier[key])["_row"][0]
                message = (
                    f"is what ‘{earlier[key]}’ was called before, and row {other:,} is that row already.",
                    "Leave one of the two out; if they are two different things, withdraw the upload that renamed it.",
                )
                problems.append(_problem(at[0], column, headings, key, message))
            else:
                count = f"{len(at):,} row{'' if len(at) == 1 else 's'}"
                text = f"{headings[column]}: {key} is now called {earlier[key]}, and was read as that in {count}."
                notices.append(Notice(NoticeKind.EARLIER_KEY, text, len(at)))
        for key in sorted(keys & later.keys()):
            renaming = later[key]
            message = (
                f"is the key of ‘{renaming.old_key}’ only from {renaming.reporting_date:%d/%m/%Y} on (upload "
                f"{renaming.upload}), and this report is of {day:%d/%m/%Y}.",
                f"Write ‘{renaming.old_key}’, as it was called then.",
            )
            problems += [
                _problem(row, column, headings, key, message)
                for row in cells.filter(pl.col("key") == key)["_row"].to_list()
            ]
    if not problems and not notices:
        return read
    found = pl.concat([read.problems, pl.DataFrame(problems, schema=PROBLEM_SCHEMA)])
    return replace(read, problems=in_order(found), notices=(*read.notices, *notices))


def _problem(
    row: int, column: str, headings: Mapping[str, str], value: str, message: tuple[str, str]
) -> dict[str, object]:
    return {
        "row": row, "column": column, "heading": headings[column], "value": value, "kind": ProblemKind.RENAMED_KEY,
        "problem": message[0], "mend": message[1],
    }  # fmt: skip
