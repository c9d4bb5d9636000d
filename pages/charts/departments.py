"""Many departments on one chart: the largest by name, the rest together, so that a figure stays a figure."""

from __future__ import annotations

from typing import Any

import polars as pl

from pages.charts.theme import text_on
from pages.ui.formatting import number

MOST = 25
"""How many departments get a bar of their own."""

PHONE = 330
"""Pixels of the longest bar on a phone."""


def with_others(rows: pl.DataFrame, by: str, most: int = MOST) -> pl.DataFrame:
    """The rows with the departments beyond the `most` largest taken together, and a column `others` that says which.

    Rows: one per department and `by` (department, `by`, applications, and migrated where it is known), and so
    is what comes back. Of departments of
    one size the first in the alphabet comes first. Up to one more than `most` are left as they are: a line for ‘1 other
    department’ would save nothing.
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


def numbers(bars: list[Any], most: int) -> dict[str, Any]:
    """The count in each part of the bars that has room for it on a phone. A trace of its own: Plotly leaves six pixels about
    the text in a bar, for which these have no room."""
    xs, ys, text, inks = [], [], [], []
    reached: dict[int, float] = {}
    for each in bars:
        for y, n in zip(each["y"], each["x"], strict=True):
            if n * PHONE >= most * 9 * len(number(n)):
                xs.append(reached.get(y, 0) + n / 2)
                ys.append(y)
                text.append(number(n))
                inks.append(text_on(each["marker"]["color"]))
            reached[y] = reached.get(y, 0) + n
    return {
        "type": "scatter", "mode": "text", "x": xs, "y": ys, "text": text, "textfont": {"color": inks, "size": 12},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
