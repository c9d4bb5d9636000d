"""Cells that a person says to read as another word: ‘migratd’ as Migrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from data.intake.values.common import plain
from data.problems import Notice, NoticeKind


def meanings(corrections: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """(form of a cell → how it is read, cells with two different readings), from texts ‘cell=word’."""
    found: dict[str, str] = {}
    contradicted = []
    for text in corrections:
        cell, _, word = text.rpartition("=")
        if found.setdefault(_form(cell), word.strip()) != word.strip():
            contradicted.append(cell.strip())
    return {form: _in_the_end(form, found) for form in found}, contradicted


def _in_the_end(form: str, words: Mapping[str, str]) -> str:
    """How a cell is read if the word for it was itself mistyped, and corrected."""
    passed = {form}
    while (after := _form(words[form])) in words and after not in passed:
        passed.add(form := after)
    return words[form]


def _form(cell: str) -> str:
    """Two cells are one but for case and spaces: what is said of ‘<10’ or ‘Met?’ is not said of ‘10’ and ‘Met’."""
    return plain(cell).casefold()


def corrected(
    cells: pl.Series, words: Mapping[str, str], heading: str, rows: pl.Series
) -> tuple[pl.Series, list[Notice]]:
    """The cells of a column, each read as its form in `words` says, and a notice for each word. `rows`: their numbers
    in the spreadsheet."""
    became = {
        text: words[_form(text)] for text in cells.drop_nulls().unique(maintain_order=True) if _form(text) in words
    }
    notices = []
    for text, word in became.items():
        at = rows.filter((cells == text).fill_null(False))
        was = f"{len(at):,} cell{' that says' if len(at) == 1 else 's that say'} ‘{plain(text)[:60]}’"
        examples = tuple(f"row {row:,}, {heading}: ‘{plain(text)[:60]}’" for row in at.head(5))
        message = f"{heading}: {was} {'was' if len(at) == 1 else 'were'} read as {word}, as said."
        notices.append(Notice(NoticeKind.CORRECTED, message, len(at), examples))
    return cells.replace(became) if became else cells, notices
