"""The table that every check examines, and how a check names a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from data.datasets import Column, Dataset
from data.problems import PROBLEM_SCHEMA, ProblemKind, no_problems


@dataclass
class Table:
    """The input of the checks: typed rows, the cells as the file has them, and where each is."""

    dataset: Dataset
    rows: pl.DataFrame  # our columns, typed; null where blank or refused
    texts: Mapping[str, pl.Series]  # our column → the cells as the file has them
    headings: Mapping[str, str]  # our column → the file's heading
    numbers: pl.Series  # spreadsheet row numbers
    refused: Mapping[str, pl.Series] = field(default_factory=dict)  # our column → whether the cell was refused already

    def at(
        self, mask: pl.Series, column: Column, kind: ProblemKind, problem: str | pl.Series, mend: str | pl.Series = ""
    ) -> pl.DataFrame:
        """A problem for every row where `mask` is true; cells that were refused already are not named twice."""
        mask = mask.fill_null(False)
        if column.name in self.refused:
            mask = mask & ~self.refused[column.name]
        if not mask.any():
            return no_problems()
        text = self.texts.get(column.name)
        here = pl.DataFrame({"row": self.numbers.filter(mask)})
        value = text.filter(mask) if text is not None else self.rows[column.name].cast(pl.String).filter(mask)
        return here.with_columns(
            pl.lit(column.name).alias("column"),
            pl.lit(self.headings.get(column.name, column.label)).alias("heading"),
            value.alias("value"),
            pl.lit(kind).alias("kind"),
            (problem.filter(mask) if isinstance(problem, pl.Series) else pl.lit(problem)).alias("problem"),
            (mend.filter(mask) if isinstance(mend, pl.Series) else pl.lit(mend)).alias("mend"),
        ).select(list(PROBLEM_SCHEMA))

    def label(self, column: str) -> str:
        return self.headings.get(column, self.dataset.column(column).label)


def file_problem(
    kind: ProblemKind, problem: str, mend: str = "", column: str | None = None, heading: str | None = None
) -> pl.DataFrame:
    """One problem with the file, or with one column of it, as a whole."""
    return pl.DataFrame([(None, column, heading, None, kind, problem, mend)], schema=PROBLEM_SCHEMA, orient="row")


def with_or(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def with_and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
