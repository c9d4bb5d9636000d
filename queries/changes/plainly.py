"""What changed since an earlier date, in plain words
One row per row of the dataset that changed, came or went between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains. kind: row, always, so that all can stand together: ‘2 risks added, 1 changed:
likelihood 3 → 4.’ One by one each says what it is called and what its columns hold before and now; of words only which.
uses: reports_compared
compares: every other dataset
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from data.datasets import DATASETS
from data.declarations import Column, Dataset, Kind
from data.number_text import exact, exact_pounds
from queries import Asking
from queries.changes.comparing import Change, Pair, answered, changes_of, compare, long_date


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    dataset, pairs = DATASETS[ask.dataset], compare(ask, since)
    alike = summary(dataset, pairs)
    return answered(
        changes_of(
            dataset.name, "updates", pairs, lambda pair: kinds(dataset, pair, alike), lambda pair: called(dataset, pair)
        )
    )


def kinds(dataset: Dataset, pair: Pair, alike: str) -> Iterator[Change]:
    name, rows = called(dataset, pair), dataset.title.lower()
    if pair.before is None:
        yield Change("row", 30, f"{name} was added to the {rows}.", alike)
    elif pair.now is None:
        yield Change("row", 30, f"{name} was removed from the {rows}.", alike)
    elif columns := changed(dataset, pair):
        weight = 10 if all(is_words(column) for column in columns) else 20
        values = ", ".join(step(column, pair) for column in columns)
        yield Change("row", weight, f"{name} changed: {values}.", alike, by=tuple(column.name for column in columns))


def summary(dataset: Dataset, pairs: list[Pair]) -> str:
    """‘2 risks added, 1 changed: likelihood 3 → 4.’; of several changed rows, in how many a column did."""
    differing = [(pair, columns) for pair in pairs if (columns := changed(dataset, pair))]
    if len(differing) == 1:
        pair, columns = differing[0]
        details = ", ".join(step(column, pair) for column in columns)
    else:
        counted = Counter(column for _, columns in differing for column in columns)
        details = ", ".join(f"{label(column)} ({many:,})" for column, many in counted.most_common())
    parts = [
        f"{many:,} {what}"
        for many, what in (
            (sum(pair.before is None for pair in pairs), "added"),
            (sum(pair.now is None for pair in pairs), "removed"),
            (len(differing), f"changed: {details}"),
        )
        if many
    ]
    number, _, rest = ", ".join(parts).partition(" ")
    return f"{number} {dataset.row.removeprefix('one ') if number == '1' else dataset.title.lower()} {rest}."


def changed(dataset: Dataset, pair: Pair) -> list[Column]:
    return [column for column in dataset.columns if not column.key and pair.changed(column.name)]


def called(dataset: Dataset, pair: Pair) -> str:
    """‘Fire in the data centre (R1)’: what a required column of words says, and the key; or the key alone."""
    names = (column.name for column in dataset.columns if is_words(column) and column.required and not column.key)
    name = next(names, None)
    return f"{pair.row[name]} ({pair.item})" if name else pair.item


def step(column: Column, pair: Pair) -> str:
    """‘likelihood 3 → 4’; of words only which."""
    if is_words(column):
        return label(column)
    assert pair.before
    assert pair.now
    return f"{label(column)} {value(column, pair.before)} → {value(column, pair.now)}"


def is_words(column: Column) -> bool:
    return column.kind is Kind.TEXT and not column.refers_to


def label(column: Column) -> str:
    return column.label if column.label[:2].isupper() else column.label[0].lower() + column.label[1:]


def value(column: Column, row: dict[str, object]) -> str:
    """A value as people read it."""
    cell = row[column.name]
    if cell is None:
        return "blank"
    if isinstance(cell, date):
        return f"{cell:%B %Y}" if column.kind is Kind.MONTH else long_date(cell)
    if isinstance(cell, Decimal):
        if column.kind is Kind.MONEY:
            return exact_pounds(cell)
        return exact(cell) if column.kind is Kind.NUMBER else f"{exact(cell)}%"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:,}" if isinstance(cell, int) else column.say(str(cell)).lower() if column.choices else str(cell)
