"""Checks over typed rows: every problem of the whole file in one pass, each naming its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from data.datasets import Dataset, NotBefore, OnlyWhen, RequiredWhen
from data.intake.checks.groups import group_problems, rows_listed
from data.intake.checks.key_normalisation import bare, canonical
from data.intake.checks.keys import check_keys
from data.intake.checks.not_records import NOT_RECORDS, template_rows, totals
from data.intake.checks.references import check_references, reference_keys
from data.intake.checks.scales import by_what_they_are_for, of_another_scale
from data.intake.checks.table import Table, file_problem, with_and, with_or
from data.intake.checks.warnings import cut_off, find_warnings, rows_of_one_cell
from data.intake.values.common import uk_date
from data.problems import Notice, ProblemKind, no_problems

__all__ = [
    "NOT_RECORDS", "Table", "bare", "by_what_they_are_for", "canonical", "check", "cut_off", "duplicates",
    "file_problem", "find_warnings", "group_problems", "in_order", "of_another_scale", "reference_keys", "rows_listed",
    "rows_of_one_cell", "template_rows", "totals", "with_and",
]  # fmt: skip


def check(
    table: Table, known: Mapping[str, pl.Series], keys_as_they_are: bool = False, existing: pl.DataFrame | None = None,
    is_sealed: bool = False,
) -> tuple[pl.DataFrame, list[Notice]]:  # fmt: skip
    """All problems of the rows, and warnings about their keys. `known`: dataset → keys that exist. `existing`: the
    stored rows, if the table has only a few of their cells; None if it has its rows whole. `is_sealed`: the keys are
    from an unchanged export, so they are compared only with the keys held now."""
    whole = table if existing is None else _whole(table, existing)
    problems = [_filled(table), _ranges(table), _rules(whole), _unique(table), check_references(table, known)]
    if existing is not None:
        problems.append(_no_longer_existing(table, existing))
    notices: list[Notice] = []
    if not keys_as_they_are:
        problems.append(check_keys(table, known, notices, is_sealed))
    return pl.concat(problems), notices


def _whole(table: Table, existing: pl.DataFrame) -> Table:
    """The table with the columns that it lacks, as the held rows of the same keys have them."""
    keys = list(table.dataset.keys)
    lacking = [name for name in table.dataset.names if name not in table.rows.columns]
    rows = table.rows.join(existing.select(*keys, *lacking), on=keys, how="left", maintain_order="left")
    return replace(table, rows=rows)


def _no_longer_existing(table: Table, existing: pl.DataFrame) -> pl.DataFrame:
    """Partial rows whose key no longer has a row to put them in."""
    keys = table.dataset.keys
    found = table.rows.select(keys).join(existing.select(*keys, there=True), on=keys, how="left", maintain_order="left")
    return table.at(
        found["there"].is_null(), table.dataset.column(keys[0]), ProblemKind.NO_SUCH_ROW,
        "is the key of no row at this date: only some of its cells are given.", "Add it with all of its cells.",
    )  # fmt: skip


def in_order(problems: pl.DataFrame) -> pl.DataFrame:
    """The problems sorted by row, those of the whole file first; a cell that feeds two columns is named once."""
    if not problems.height:
        return problems
    once = problems.unique(["row", "heading", "value", "kind", "problem"], keep="first", maintain_order=True)
    return once.sort("row", nulls_last=False, maintain_order=True)


def _filled(table: Table) -> pl.DataFrame:
    found = []
    for column in table.dataset.columns:
        if column.required and column.name in table.rows.columns and table.rows[column.name].null_count():
            found.append(
                table.at(
                    table.rows[column.name].is_null(), column, ProblemKind.BLANK,
                    f"is blank: it must hold {column.expected}.", "Fill the cell, or leave the row out.",
                )
            )  # fmt: skip
    return pl.concat([no_problems(), *found])


def _ranges(table: Table) -> pl.DataFrame:
    found = []
    for column in table.dataset.columns:
        if column.name not in table.rows.columns or (column.minimum is None and column.maximum is None):
            continue
        values = table.rows[column.name]
        low, high = values.min(), values.max()
        too_low = column.minimum is not None and low is not None and low < column.minimum  # type: ignore[operator]
        too_high = column.maximum is not None and high is not None and high > column.maximum  # type: ignore[operator]
        if not (too_low or too_high):
            continue
        outside = pl.Series([False] * len(values))
        if too_low:
            outside = values < column.minimum
        if too_high:
            outside = outside | (values > column.maximum)
        found.append(
            table.at(outside, column, ProblemKind.OUT_OF_RANGE, f"is not {column.expected}.", "Mend the cell.")
        )
    return pl.concat([no_problems(), *found])


def _rules(table: Table) -> pl.DataFrame:
    found = [no_problems()]
    rows = table.rows
    for rule in table.dataset.rules:
        if isinstance(rule, NotBefore):
            if rule.later in rows.columns and rule.earlier in rows.columns:
                wrong = (rows[rule.later] < rows[rule.earlier]).fill_null(False)
                if wrong.any():
                    messages = pl.Series(
                        [
                            f"is before {table.label(rule.earlier)} ({uk_date(day)})." if is_wrong else ""
                            for is_wrong, day in zip(wrong, rows[rule.earlier], strict=True)
                        ],
                        dtype=pl.String,
                    )
                    found.append(
                        table.at(
                            wrong,
                            table.dataset.column(rule.later),
                            ProblemKind.DATES_OUT_OF_ORDER,
                            messages,
                            "Mend one of them.",
                        )
                    )
            continue
        if rule.when not in rows.columns:
            continue
        column = table.dataset.column(rule.column)
        is_so = rows[rule.when].is_in(rule.values).fill_null(False)
        when = f"{table.label(rule.when)} is {with_or(rule.values)}"
        has_column = rule.column in rows.columns
        if isinstance(rule, RequiredWhen):
            if not has_column and is_so.any():
                found.append(
                    file_problem(
                        ProblemKind.MISSING_COLUMN,
                        f"The file has no column for {column.label}, which must be filled when {when}: "
                        f"{int(is_so.sum()):,} row{'' if is_so.sum() == 1 else 's'}.",
                        "Add the column, map a heading to it, or give it a fixed value.",
                        column.name,
                    )
                )
            elif has_column:
                found.append(
                    table.at(
                        is_so & rows[rule.column].is_null(), column, ProblemKind.BLANK,
                        f"is blank, and must be filled when {when}.", "Fill the cell, or mend the other.",
                    )
                )  # fmt: skip
        if has_column and (isinstance(rule, OnlyWhen) or rule.only):
            unknown = table.refused.get(rule.when)
            surplus = rows[rule.column].is_not_null() & ~is_so
            if unknown is not None:
                surplus = surplus & ~unknown
            found.append(
                table.at(
                    surplus,
                    column,
                    ProblemKind.MUST_BE_BLANK,
                    f"must be blank unless {when}.",
                    "Clear the cell, or mend the other.",
                )
            )
    return pl.concat(found)


def duplicates(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The rows whose key occurs more than once, with all columns, rows of one key together in the file's order."""
    keys = [key for key in dataset.keys if key in rows.columns]
    if len(keys) != len(dataset.keys) or not rows.height:
        return rows.clear()
    return (
        rows.filter(pl.struct(keys).is_duplicated() if len(keys) > 1 else pl.col(keys[0]).is_duplicated())
        .filter(pl.all_horizontal(pl.col(keys).is_not_null()))
        .sort([*keys, "_row"], maintain_order=True)
    )


def _unique(table: Table) -> pl.DataFrame:
    keys = table.dataset.keys
    if not all(key in table.rows.columns for key in keys) or not table.rows.height:
        return no_problems()
    if len(keys) == 1:
        column = table.rows[keys[0]]
        if column.n_unique() + max(column.null_count() - 1, 0) == len(column):
            return no_problems()
    rows = table.rows.select(keys).with_columns(table.numbers.alias("_row"), pl.int_range(pl.len()).alias("_at"))
    twice = duplicates(rows, table.dataset)
    if not twice.height:
        return no_problems()
    # Of each key the first few rows, and how many: all of them beside each would be the square of a file of one key.
    own_rows = pl.col("_row").unique(maintain_order=True)
    together = twice.group_by(keys, maintain_order=True).agg(
        own_rows.head(MOST_NAMED + 1).alias("rows"), own_rows.len().alias("many")
    )
    others = twice.join(together, on=list(keys), how="left", maintain_order="left")
    last = table.dataset.column(keys[-1])
    first = table.dataset.column(keys[0])
    noun = " and ".join(table.label(key) for key in keys)
    by_place = pl.DataFrame(
        {
            "_at": others["_at"],
            "message": [
                _other_rows(row, rows, many, noun)
                for row, rows, many in others.select("_row", "rows", "many").iter_rows()
            ],
        }
    )
    messages = rows.select("_at").join(by_place, on="_at", how="left", maintain_order="left")["message"]
    named = first if len(keys) == 1 else last
    return table.at(
        messages.is_not_null(), named, ProblemKind.DUPLICATE_KEY, messages.fill_null(""),
        "Each row needs its own: mend one, or leave all but one out.",
    )  # fmt: skip


MOST_NAMED = 5
"""How many other rows of a key a message names."""


def _other_rows(row: int, rows: list[int], many: int, noun: str) -> str:
    """`rows`: the first of the `many` rows that have the key, one more than are named."""
    others = [f"{other:,}" for other in rows if other != row][:MOST_NAMED]
    if not others:  # each cell of a row is a record where months stand across
        return f"is the {noun} of another cell of the row too."
    more = many - 1 - len(others)
    listed = with_and(others) + (f" and {more:,} more" if more else "")
    return f"is the {noun} of row{'s' if many > 2 else ''} {listed} too."
