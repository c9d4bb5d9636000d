"""Sources and definitions: on which uploads the pack rests, and how its figures are counted."""

from __future__ import annotations

import polars as pl

from data.datasets import DATASETS
from pages.narrative.methodology import RULES
from pages.pack import tabulation
from pages.pack.content import Fact, Section, Slide, Table
from pages.ui.formatting import capital, count, day, short_day
from queries import View

DEFINED = ("in_scope", "migrated", "rating", "programme_rating", "partners", "slip")


def slides(view: View) -> list[Slide]:
    rows = view.ask("updates_history").filter(pl.col("counted")).sort("number")
    if rows.is_empty():
        return []
    return [
        Slide(
            "sources",
            headline(rows),
            table=_by_dataset(rows),
            facts=(Fact(f"{headline(rows)}."), Fact("The appendix lists each upload with the hash of its file.")),
            behind=tabulation.table(
                rows, ("number", "dataset", "reporting_date", "mode", "file_name", "rows", "sha256"), most=1000
            ),
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


def _by_dataset(rows: pl.DataFrame) -> Table:
    """One row per dataset, in the order in which people meet them: how many uploads, and the latest of them."""
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
    return Table(
        (capital("dataset"), "Uploads", "Latest reported", "Its number", "Its file begins (SHA-256)"),
        tuple(cells_of),
        (False, True, False, True, False),
    )


SECTION = Section(90, "sources", "Sources and definitions", ("uploads",), slides)
