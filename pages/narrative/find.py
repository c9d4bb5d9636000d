"""What a search finds, and where it searches."""

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


def searched(rows: pl.DataFrame) -> str:
    """‘Looks in 15 of 17 lists, departments and 89 uploads; …’, from the rows of search_lists."""
    if rows.is_empty():
        return "Nothing has been uploaded for this date or earlier, so there is nothing to find yet."
    counts = dict(rows.iter_rows())
    lists = f"{number(sum(name in DATASETS for name in counts))} of {count(len(DATASETS), 'list')}"
    places = [lists, *(["departments"] if "departments" in counts else [])]
    places += [count(counts["uploads"], "upload")] if "uploads" in counts else []
    return (
        f"Looks in {listing(places)}; moves and yearly values are found with their application or benefit. Parts of words will"
        " do, and one letter may be wrong."
    )
