"""Workbooks: which sheet to read, whatever the format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.problems import Notice, Refused
from data.reading.model import Grid, HeadingCounter, ReadOptions


@dataclass(frozen=True)
class Book:
    """An open workbook: (name, hidden) of each sheet, and how to read one by name."""

    sheets: tuple[tuple[str, bool], ...]
    read: Callable[[str], Grid]


def open_book(content: bytes, kind: str) -> Book:
    raise Refused("Workbooks can't be read yet.")


def choose_sheet(book: Book, how: ReadOptions, looks_like_heading: HeadingCounter) -> tuple[str, tuple[Notice, ...]]:
    raise Refused("Workbooks can't be read yet.")
