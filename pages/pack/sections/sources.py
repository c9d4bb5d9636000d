"""Sources and definitions: the uploads that the pack relies on, and how its figures are counted."""

from __future__ import annotations

from math import ceil

import polars as pl

from data.datasets import DATASETS
from data.ledger import programmes
from pages.narrative.methodology import RULES
from pages.pack import tabulation
from pages.pack.content import Fact, Section, Slide, Table
from pages.ui.formatting import capital, count, day, short_day
from queries import View

OTHERS = "The uploads are those of this programme; the section Programmes names the ledger version of each other one."
DEFINED = ("in_scope", "migrated", "rating", "programme_rating", "partners", "slip")


def slides(view: View) -> list[Slide]:
    rows = view.ask("updates_history").filter(pl.col("counted")).sort("number")
    if rows.is_empty():
        return []
    first, *more = _by_dataset(rows)
    return [
        Slide(
            "sources",
            headline(rows),
            table=first,
            facts=(
                Fact(f"{headline(rows)}."),
                Fact("The appendix lists each upload with the hash of its file."),
                *([Fact(OTHERS)] if programmes.are_several() else []),
            ),
            behind=tabulation.table(
                rows, ("number", "dataset", "reporting_date", "mode", "file_name", "rows", "sha256"), most=1000
            ),
        ),
        *(
            Slide(f"sources_{at}", "The other lists, and their latest uploads", table=table)
            for at, table in enumerate(more, 2)
        ),
        Slide("definitions", "How the figures are counted", points=tuple(RULES[name] for name in DEFINED)),
    ]


def headline(rows: pl.DataFrame) -> str:
    """‘These slides rest on 44 uploads, the latest reported 31 March 2013’, from the uploads that count."""
    made_up = rows.filter(pl.col("illustrative")).height
    sentence = (
        f"These slides rest on {count(rows.height, 'upload')}, the latest reported {day(rows['reporting_date'].max())}"  # type: ignore[arg-type]
    )
    if not made_up:
        return sentence
    return f"{sentence}; {'all' if made_up == rows.height else count(made_up, 'upload')} of them illustrative"


MOST = 12
"""As many rows as a slide has room for."""


def _by_dataset(rows: pl.DataFrame) -> list[Table]:
    """One row per dataset, in the order in which people meet them: its number of uploads, and the latest one. Split
    into as many tables of about equal length as needed."""
    cells_of = []
    for name, dataset in DATASETS.items():
        here = rows.filter(pl.col("dataset") == name).sort("reporting_date", "number")
        if here.height:
            last = here.row(-1, named=True)
            cells_of.append(
                (
                    dataset.title,
                    str(here.height),
                    short_day(last["reporting_date"]),
                    str(last["number"]),
                    last["sha256"][:12],
                )
            )
    headings = (capital("dataset"), "Uploads", "Latest reported", "Its number", "Its file begins (SHA-256)")
    tables = ceil(len(cells_of) / MOST)
    each = ceil(len(cells_of) / tables)
    return [
        Table(headings, tuple(cells_of[at : at + each]), (False, True, False, True, False))
        for at in range(0, len(cells_of), each)
    ]


SECTION = Section(90, "sources", "Sources and definitions", ("uploads",), slides)
