"""A programme in a few lines: inline CSV goes into a store of the test's own, with the reason for each row behind it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data import ledger
from data.datasets import DATASETS
from data.declarations import Column, Dataset, Kind
from data.ledger.intervals import Mode
from data.ledger.writer import NewUpload, Writer
from queries import ask


def day(text: str) -> date:
    return date.fromisoformat(text)


def read_table(dataset: Dataset, text: str) -> pl.DataFrame:
    """Inline CSV as typed rows. What follows ` # ` on a line is the reason for the row; an empty cell is null.

    The ledger is entered below ingest here, for some rules are about rows that ingest would not let in today: a reference
    to nothing, an actual date that has not come.
    """
    lines = [line.split(" # ")[0].strip() for line in text.strip().splitlines()]
    rows = [
        {name.strip(): value.strip() or None for name, value in row.items()}
        for row in csv.DictReader(StringIO("\n".join(lines)))
    ]
    names = [name.strip() for name in lines[0].split(",")]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return frame.with_columns(_typed(pl.col(name), dataset.column(name)) for name in names)


def _typed(cells: pl.Expr, column: Column) -> pl.Expr:
    if column.kind in (Kind.DATE, Kind.MONTH):
        return cells.str.to_date("%Y-%m-%d")
    return cells == "yes" if column.kind is Kind.YES_NO else cells.cast(column.frame_type)


class Programme:
    """What a test says happened: reports, withdrawals; and the questions that it then asks."""

    def report(self, reporting_date: str, mode: Mode = "full", *, illustrative: bool = False, **tables: str) -> int:
        """Enters one upload per dataset given; returns the number of the last."""
        with ledger.writing() as writer:
            return self._enter(writer, reporting_date, mode, tables, illustrative=illustrative)

    def reports(self, reports: Mapping[str, Mapping[str, str]]) -> None:
        """Enters full reports by their dates, in one transaction, which takes a fraction of the time of one each."""
        with ledger.writing() as writer:
            for reporting_date, tables in reports.items():
                self._enter(writer, reporting_date, "full", tables)

    @staticmethod
    def _enter(
        writer: Writer, reporting_date: str, mode: Mode, tables: Mapping[str, str], *, illustrative: bool = False
    ) -> int:
        number = 0
        for name, text in tables.items():
            entered = writer.enter(
                NewUpload(
                    DATASETS[name],
                    day(reporting_date),
                    mode,
                    read_table(DATASETS[name], text),
                    f"{name}{reporting_date}{text}".encode(),
                    f"{name}-{reporting_date}.csv",
                    by="Ann",
                    illustrative=illustrative,
                )
            )
            assert entered.number is not None, f"{name}: nothing to change"
            number = entered.number
        return number

    def withdraw(self, number: int) -> None:
        with ledger.writing() as writer:
            writer.withdraw([number], by="Ben")

    def reinstate(self, number: int) -> None:
        with ledger.writing() as writer:
            writer.reinstate([number], by="Ben")

    @staticmethod
    def ask(query: str, as_at: str, ledger_version: int | None = None, **parameters: Any) -> pl.DataFrame:
        return ask(query, day(as_at), ledger_version, **parameters)

    def rows(self, query: str, as_at: str, *columns: str, **parameters: Any) -> list[tuple[object, ...]]:
        """The answer as tuples of these columns, dates as ISO text so that they can be read beside the CSV."""
        answer = self.ask(query, as_at, **parameters).select(columns)
        return answer.with_columns(pl.col(pl.Date).cast(pl.String)).rows()

    def row(self, query: str, as_at: str, **parameters: Any) -> dict[str, object]:
        """The only row of the answer, dates as ISO text."""
        answer = self.ask(query, as_at, **parameters)
        assert answer.height == 1
        return answer.with_columns(pl.col(pl.Date).cast(pl.String)).row(0, named=True)


@pytest.fixture
def programme(store: Path) -> Programme:
    """An empty programme in the test's own store."""
    return Programme()
