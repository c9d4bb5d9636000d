"""Data quality: what does not add up between the datasets that the other slides rely on."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Fact, Section, Slide, Table
from pages.ui.formatting import day, short
from queries import View

MOST, MOST_FACTS = 6, 15
"""Findings on the slide, and as statements of the papers."""
LETTERS = 96
"""Of a finding, in a cell of the slide."""


def slides(view: View) -> list[Slide]:
    scores = view.ask("quality_scores", days=1)
    if scores.is_empty():
        return []
    rules, findings = view.ask("quality_by_rule"), view.ask("quality_findings")
    return [
        Slide(
            "quality",
            narrative.quality.headline(rules),
            table=_findings(findings) if findings.height else _scores(scores),
            facts=(
                Fact(f"{narrative.quality.scores(scores, view.as_at)}."),
                *(
                    Fact(
                        f"{narrative.quality.severity(row['severity'])}: {row['title']}. {row['finding']}",
                        row["since"],
                        row["upload"],
                    )
                    for row in findings.head(MOST_FACTS).iter_rows(named=True)
                ),
            ),
            rule=rule("quality_findings"),
            behind=tabulation.table(findings, ("severity", "about", "title", "finding", "since", "upload")),
        )
    ]


def _findings(findings: pl.DataFrame) -> Table:
    """The most pressing findings, one row each; the others are counted."""
    shown = findings.head(MOST)
    cells = tuple(
        (narrative.quality.severity(row["severity"]), short(row["title"], 40), short(row["finding"], LETTERS))
        for row in shown.iter_rows(named=True)
    )
    columns = ("How pressing", "Subject", "What does not add up")
    return Table(columns, cells, (False, False, False), findings.height - shown.height)


def _scores(scores: pl.DataFrame) -> Table:
    """If nothing is found: each dataset with its number of rows and its present score."""
    now = scores.filter("is_now")
    cells = tuple(
        (narrative.quality.title(row["dataset"]), f"{row['rows']:,}", f"{row['score']} {row['word']}", day(row["day"]))
        for row in now.iter_rows(named=True)
    )
    return Table(("List", "Rows", "Score", "As at"), cells, (False, True, False, False))


SECTION = Section(85, "quality", "Data quality", ("uploads",), slides)
