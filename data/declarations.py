"""The parts of a dataset's declaration: kinds of column, columns, rules, datasets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import polars as pl


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole number"
    MONEY = "money"
    NUMBER = "number"  # of whatever unit the row names, up to four decimals
    SHARE = "share"  # a percentage, 0 to 100
    DATE = "date"
    MONTH = "month"  # stored as the first day of the month
    YEAR = "financial year"  # stored as 2013/14
    CHOICE = "choice"  # one of Column.choices
    YES_NO = "yes or no"


STORED_AS: Mapping[Kind, tuple[str, pl.DataType]] = {
    Kind.TEXT: ("VARCHAR", pl.String()),
    Kind.WHOLE: ("BIGINT", pl.Int64()),
    Kind.MONEY: ("DECIMAL(18,2)", pl.Decimal(18, 2)),
    Kind.NUMBER: ("DECIMAL(18,4)", pl.Decimal(18, 4)),
    Kind.SHARE: ("DECIMAL(9,4)", pl.Decimal(9, 4)),
    Kind.DATE: ("DATE", pl.Date()),
    Kind.MONTH: ("DATE", pl.Date()),
    Kind.YEAR: ("VARCHAR", pl.String()),
    Kind.CHOICE: ("VARCHAR", pl.String()),
    Kind.YES_NO: ("BOOLEAN", pl.Boolean()),
}
"""For each kind: its type in the store (only types that DuckDB and DuckLake share) and in a Polars frame."""

FIGURES: Mapping[Kind, str] = {
    Kind.WHOLE: "a whole number",
    Kind.MONEY: "an amount in pounds such as 1234.50",
    Kind.NUMBER: "a number such as 3.5",
}
"""Kinds of figures, which may be in some unit or on some scale, with what a cell of them holds as a message says it."""


@dataclass(frozen=True)
class Column:
    """One column of a dataset: what it holds, its names, and its allowed values."""

    name: str
    kind: Kind
    description: str
    required: bool = False
    key: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    blank_is_an_answer: bool = False  # no text means something: ‘n/a’ in it must count as blank
    sign_is_an_answer: bool = False  # ‘£’ or ‘%’ alone says something
    has_happened: bool = False  # a date of what is done: one to come is pointed out
    is_repeated: bool = False  # the same on several rows, so that it adds up to nothing
    per: str = ""  # the column that says what one amount is for: those for the same thing alone are alike in size
    refers_to: str | None = None  # a dataset, whose single key the value must be
    example: str = ""
    also_called: tuple[str, ...] = ()  # other headings that mean this column
    synonyms: Mapping[str, str] | None = field(
        default=None, hash=False
    )  # what people type → the choice that it means (lower case)
    words: Mapping[str, str] | None = field(
        default=None, hash=False
    )  # choice → how the screen says it, where a plain reading won't do

    @cached_property
    def label(self) -> str:
        """The heading that people see, such as ‘Annual cost (£)’; never the raw column name."""
        text = self.name.removesuffix("_gbp").replace("_", " ")
        text = " ".join({"id": "ID", "sla": "SLA"}.get(word, word) for word in text.split())
        text = text[0].upper() + text[1:]
        return f"{text} (£)" if self.name.endswith("_gbp") else text

    @property
    def sql_type(self) -> str:
        return STORED_AS[self.kind][0]

    @property
    def sql_text(self) -> str:
        """SQL for a value as text, the same in history, comparison and export."""
        if self.kind is Kind.YES_NO:
            return f"CASE \"{self.name}\" WHEN true THEN 'yes' WHEN false THEN 'no' END"
        return f'"{self.name}"::VARCHAR'

    @property
    def frame_type(self) -> pl.DataType:
        return STORED_AS[self.kind][1]

    @property
    def expected(self) -> str:
        """What a cell may hold, as worded in a message."""
        if self.kind is Kind.CHOICE:
            return "one of " + ", ".join(choice.replace("_", " ") for choice in self.choices)
        if self.kind is Kind.DATE:
            return "a date such as 31/03/2013"
        if self.kind is Kind.MONTH:
            return "a month such as 01/03/2013 or March 2013"
        if self.kind is Kind.YEAR:
            return "a financial year such as 2013/14"
        if self.kind is Kind.YES_NO:
            return "yes or no"
        if self.kind is Kind.SHARE:
            return "a percentage from 0 to 100"
        if self.kind in FIGURES:
            noun = FIGURES[self.kind]
            if self.minimum is not None and self.maximum is not None:
                return f"{noun} from {self.minimum} to {self.maximum}"
            return f"{noun}, {self.minimum} or more" if self.minimum is not None else noun
        if self.refers_to:
            return f"the {self.name.replace('_', ' ')} of a row in {self.refers_to}"
        return "some text"

    def say(self, choice: str) -> str:
        """A choice as the screen writes it: ‘in_discussion’ → ‘In discussion’."""
        if self.words and choice in self.words:
            return self.words[choice]
        text = choice.replace("_", " ")
        return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class RequiredWhen:
    """`column` must be filled when `when` holds one of `values`; with `only`, it must be empty otherwise."""

    column: str
    when: str
    values: tuple[str, ...]
    only: bool = False


@dataclass(frozen=True)
class NotBefore:
    """`later` must not be before `earlier` where both are filled."""

    later: str
    earlier: str


@dataclass(frozen=True)
class OnlyWhen:
    """`column` must be empty unless `when` holds one of `values`."""

    column: str
    when: str
    values: tuple[str, ...]


Rule = RequiredWhen | NotBefore | OnlyWhen


@dataclass(frozen=True)
class Dataset:
    """A dataset: its name, what one row is, its columns, and the rules that tie columns together."""

    name: str
    title: str
    row: str  # what one row is: ‘one application’
    description: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the columns that together are the natural key."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def reference(self) -> Column | None:
        """The one column of the key that names the item, such as spend's component; None if several do so together."""
        named = [column for column in self.columns if column.key and column.kind is Kind.TEXT]
        return named[0] if len(named) == 1 else None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none (our own bug, not a user's)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def filling_matters(self, column: Column) -> bool:
        """Whether it matters that a text cell is filled at all, so that ‘n/a’ must count as blank: true for references,
        for columns that a rule requires or forbids, and for those where blank is an answer."""
        ruled = {rule.column for rule in self.rules if isinstance(rule, RequiredWhen | OnlyWhen)}
        return column.refers_to is not None or column.name in ruled or column.blank_is_an_answer

    @property
    def references(self) -> tuple[tuple[str, str], ...]:
        """(column, dataset that it refers to), for every column that refers to another dataset's key."""
        return tuple((c.name, c.refers_to) for c in self.columns if c.refers_to)

    @property
    def frame_schema(self) -> dict[str, pl.DataType]:
        return {column.name: column.frame_type for column in self.columns}
