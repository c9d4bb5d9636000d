"""A programme in a few lines: inline CSV goes into a store of the test's own, with the reason for each row behind it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from io import StringIO
from threading import RLock
from typing import Any, ParamSpec, TypeVar

import polars as pl
import pytest

from data import ledger
from data.datasets import DATASETS
from data.declarations import Column, Dataset, Kind
from data.ledger.intervals import Mode
from data.ledger.publishing import pointed_at
from data.ledger.store import writing
from data.ledger.writer import NewUpload, Writer
from queries import ask

P = ParamSpec("P")
T = TypeVar("T")


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
    """What a test says happened: reports, withdrawals; and the questions that it then asks.

    What it says is entered when somebody looks, all of it in one transaction: each by itself costs as much as twenty of the
    questions, and tests/data/ledger/test_model.py holds that it makes no difference.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, NewUpload]] = []
        self._entering = RLock()  # a screen's sections look from several threads

    def report(self, reporting_date: str, mode: Mode = "full", *, illustrative: bool = False, **tables: str) -> int:
        """Enters one upload per dataset given; returns the number of the last."""
        return self._say(reporting_date, mode, tables, illustrative=illustrative)

    def _say(self, reporting_date: str, mode: Mode, tables: Mapping[str, str], *, illustrative: bool = False) -> int:
        shown = pointed_at()
        first = (shown.ledger_version if shown else 0) + len(self._waiting) + 1
        self._waiting += [
            (
                number,
                NewUpload(
                    DATASETS[name],
                    day(reporting_date),
                    mode,
                    read_table(DATASETS[name], text),
                    f"{name}{reporting_date}{text}".encode(),
                    f"{name}-{reporting_date}.csv",
                    by="Ann",
                    illustrative=illustrative,
                ),
            )
            for number, (name, text) in enumerate(tables.items(), start=first)
        ]
        return first + len(tables) - 1

    def reports(self, reports: Mapping[str, Mapping[str, str]]) -> None:
        """Enters full reports by their dates."""
        for reporting_date, tables in reports.items():
            self._say(reporting_date, "full", tables)

    def enter(self) -> None:
        """Enters what was said so far."""
        with self._entering:
            if self._waiting:
                with writing() as writer:
                    self._enter(writer)

    def _enter(self, writer: Writer) -> None:
        waiting, self._waiting = self._waiting, []
        for number, upload in waiting:
            assert writer.enter(upload).number == number, f"{upload.dataset.name}: nothing to change"

    def withdraw(self, number: int) -> None:
        with writing() as writer:
            self._enter(writer)
            writer.withdraw([number], by="Ben")

    def reinstate(self, number: int) -> None:
        with writing() as writer:
            self._enter(writer)
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


def entered_when_looked_at(monkeypatch: pytest.MonkeyPatch) -> Programme:
    """An empty programme; whoever looks into the ledger or writes to it enters first what a test said so far."""
    programme = Programme()

    def after_entering(look: Callable[P, T]) -> Callable[P, T]:
        @wraps(look)
        def looking(*args: P.args, **kwargs: P.kwargs) -> T:
            programme.enter()
            return look(*args, **kwargs)

        return looking

    for name in ("exists", "current", "looking", "writing"):
        monkeypatch.setattr(ledger, name, after_entering(getattr(ledger, name)))
    return programme
