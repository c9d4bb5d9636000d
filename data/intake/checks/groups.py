"""Problems grouped for reading, so that 5,000 equal ones are one line."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from data.intake.checks.table import with_and
from data.intake.values.common import plain

GROUP_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "column": pl.String(),
    "heading": pl.String(),
    "value": pl.String(),  # the cell; examples of it where the group holds many different ones
    "problem": pl.String(),
    "mend": pl.String(),
    "count": pl.Int64(),
    "rows": pl.String(),  # ‘row 3’, ‘rows 3, 4, 5 and 4,997 more’
    "at": pl.Int64(),  # the place of the first of them among all problems
}


MOST_LINES = 8
"""How many different lines of one kind a column may have before they become one line."""
MOST_ROWS = 3
"""How many rows are named at most."""


def group_problems(problems: pl.DataFrame) -> pl.DataFrame:
    """One row per group of equal problems, so that 5,000 equal ones read as one line, in the order of the first of
    each.

    Equal means the same column, kind, cell and message. If one column has more than MOST_LINES different lines of one kind,
    they become one line too, with examples of the cells and the first one's message.
    """
    equal = ["kind", "column", "heading", "value", "problem", "mend"]
    groups = (
        problems.with_columns(pl.int_range(pl.len()).alias("at"))
        .group_by(equal, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("count"), pl.col("row").alias("all_rows"), pl.col("at").min())
    )
    alike = ["kind", "column", "heading"]
    groups = groups.with_columns(pl.len().over(alike).alias("lines"))
    few = groups.filter(pl.col("lines") <= MOST_LINES).drop("lines")
    many = (
        groups.filter(pl.col("lines") > MOST_LINES)
        .group_by(alike, maintain_order=True)
        .agg(
            pl.col("value").drop_nulls().unique(maintain_order=True).head(4).alias("examples"),
            pl.col("value").n_unique().alias("values"),
            pl.col("problem").first(),
            pl.col("problem").n_unique().alias("messages"),
            pl.col("mend").first(),
            pl.col("count").sum(),
            pl.col("all_rows").list.explode(keep_nulls=True, empty_as_null=False).sort(),
            pl.col("at").min(),
        )
    )
    joined = pl.DataFrame(
        [
            {
                **{name: row[name] for name in (*alike, "mend", "count", "all_rows", "at")},
                "value": _examples(row["examples"], row["values"]),
                "problem": row["problem"] if row["messages"] == 1 else f"(the first) {row['problem']}",
            }
            for row in many.iter_rows(named=True)
        ],
        schema={**{name: groups.schema[name] for name in few.columns}},
    ).select(few.columns)  # fmt: skip
    every = pl.concat([few, joined]).sort("at")
    return every.with_columns(
        pl.Series("rows", [rows_listed(rows) for rows in every["all_rows"]], dtype=pl.String)
    ).select(list(GROUP_SCHEMA))


def _examples(examples: list[str], count: int) -> str:
    """A few cells between the quotation marks of a sentence: a’, ‘b’, ‘c’ and 17 more such as ‘d."""
    short = [plain(example)[:40] for example in examples]
    if count <= len(short):
        return "’, ‘".join(short)
    return "’, ‘".join(short[:-1]) + f"’ and {count - len(short) + 1:,} more such as ‘{short[-1]}"


def rows_listed(rows: Sequence[int | None]) -> str:
    """‘row 3’, ‘rows 3, 4 and 5’, ‘rows 3, 4, 5 and 4,997 more’; "" for the file as a whole."""
    numbers = [f"{row:,}" for row in rows if row is not None]
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    if len(numbers) <= MOST_ROWS:
        return f"rows {with_and(numbers)}"
    return f"rows {', '.join(numbers[:MOST_ROWS])} and {len(numbers) - MOST_ROWS:,} more"
