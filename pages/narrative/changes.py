"""What changed since an earlier report."""

from __future__ import annotations

from datetime import date

import polars as pl

from pages.ui.formatting import capital, count, day


def changes(rows: pl.DataFrame, since: date | None) -> str:
    """‘43 changes since 28 February 2013, most important first’: from the rows of changes_all."""
    if since is None:
        return "This is the first report: there is nothing to compare it with"
    if rows.is_empty():
        return f"Nothing has changed since {day(since)}"
    return f"{capital(count(int(rows['changes'][0]), 'change'))} since {day(since)}, most important first"
