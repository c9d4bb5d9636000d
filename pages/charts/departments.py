"""Many departments on one chart: the largest by name and the rest together, so that the chart stays readable."""

from __future__ import annotations

import polars as pl

from pages.ui.formatting import number

MOST = 25
"""How many departments get a bar of their own."""


def with_others(rows: pl.DataFrame, by: str, most: int = MOST) -> pl.DataFrame:
    """The rows, with all departments beyond the `most` largest combined, and a column `others` that marks the combined
    rows.

    Rows: one per department and `by` (department, `by`, applications, and migrated where known); the result has the
    same shape. Departments of equal size are in alphabetical order. One more than `most` is left as it is: a line for
    ‘1 other department’ would save nothing.
    """
    sizes = rows.group_by("department").agg(pl.col("applications").sum()).sort(
        ["applications", "department"], descending=[True, False]
    )  # fmt: skip
    if sizes.height <= most + 1:
        return rows.with_columns(others=pl.lit(False))
    kept = pl.col("department").is_in(sizes["department"].head(most).to_list())
    together = f"{number(sizes.height - most)} other departments"
    return (
        rows.with_columns(department=pl.when(kept).then(pl.col("department")).otherwise(pl.lit(together)), others=~kept)
        .group_by("department", by, "others", maintain_order=True)
        .agg(pl.col("applications", *(["migrated"] if "migrated" in rows.columns else [])).sum())
    )
