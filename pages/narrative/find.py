"""What a search finds, and where it looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from data.datasets import DATASETS
from pages.ui.formatting import capital, count, listing, number


def headline(rows: pl.DataFrame, looked_for: str) -> str:
    """‘12 rows say ‘payroll’’ from the rows of search_found."""
    if rows.is_empty():
        return f"Nothing says ‘{looked_for}’"
    many = int(rows["matches"][0])
    return f"{capital(count(many, 'row'))} {'says' if many == 1 else 'say'} ‘{looked_for}’"


def group(row: Mapping[str, Any]) -> str:
    """‘Applications: 12’."""
    return f"{row['about']}: {number(row['of_dataset'])}"


def label(row: Mapping[str, Any]) -> str:
    """‘Payroll (APP-001)’; the reference alone where that is the name."""
    name, reference = row["title"], row["item_id"]
    return name if reference == name else f"{name} ({reference})"


def has_more(rows: pl.DataFrame) -> bool:
    """Whether more of one list is found than is shown."""
    return bool(rows["of_dataset"][0] > rows.height)


def searched(index: pl.DataFrame) -> str:
    """‘Every word is looked for, …, in: applications (277), waves (7) and uploads (89)’, from the rows of search_index."""
    if index.is_empty():
        return "Nothing has been uploaded for this date or earlier, so there is nothing to find yet."
    counts = dict(index.group_by("dataset", maintain_order=True).len().iter_rows())
    lists = [
        f"{DATASETS[name].title.lower() if name in DATASETS else name} ({number(many)})"
        for name, many in counts.items()
    ]
    return (
        f"Every word is looked for, whole or in part, with one letter wrong or two changed over, in: {listing(lists)}."
        " References count as words."
    )
