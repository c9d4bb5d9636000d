"""Words that a person says mean blank (‘TBC’, ‘Ongoing’)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from data.intake.values.common import normal, plain
from data.problems import Notice, NoticeKind


def without_blank_words(
    cells: pl.Series, blanks: Sequence[str], heading: str, rows: pl.Series
) -> tuple[pl.Series, list[Notice]]:
    """The cells of a column, null where they hold one of `blanks`, and a notice, or None if no cell does. `rows`: their
    numbers in the spreadsheet."""
    wanted = {normal(value) or plain(value) for value in blanks}
    texts = [t for t in cells.drop_nulls().unique() if (normal(t) or plain(t)) in wanted]
    blank = cells.is_in(texts).fill_null(False)
    count = int(blank.sum())
    if not count:
        return cells, []
    shown = zip(rows.filter(blank).head(5), cells.filter(blank).head(5), strict=True)
    notice = Notice(
        NoticeKind.TAKEN_AS_BLANK,
        f"{heading}: {count:,} cell{'s were' if count > 1 else ' was'} taken as blank, as said.",
        count,
        tuple(f"row {row:,}, {heading}: ‘{plain(cell)[:60]}’" for row, cell in shown),
    )
    return pl.select(pl.when(~blank).then(cells)).to_series().rename(cells.name), [notice]
