"""Programmes side by side, if there are several: whether each will be ready, what it has moved and spent, how fresh it
is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from data.ledger import programmes
from data.number_text import in_hundred, nearest
from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide
from pages.ui.formatting import capital, count
from queries import View, across

MOST = 6
"""How many programmes stand on the slide, those least likely to be ready first; the rows behind hold every one."""


def slides(view: View, versions: Mapping[str, int] | None = None) -> list[Slide]:
    """`versions`: which programmes, and at which ledger version each; without it, all as known now."""
    rows = across.standings(view.as_at, versions=versions)
    reported = rows.filter(pl.col("latest_report").is_not_null())
    if reported.is_empty():
        return []
    shown = list(reported.head(MOST).iter_rows(named=True))
    readiness, moved = narrative.programmes.headline(rows), narrative.programmes.moved_and_spent(rows)
    left = reported.height - len(shown)
    others = [Fact(f"{capital(count(left, 'more programme'))} in the rows behind this slide.")] if left else []
    known = ", ".join(f"{row['programme']} {row['ledger_version']}" for row in shown)
    known_at = Fact(f"As known at these ledger versions: {known}.")
    return [
        Slide(
            "programmes", readiness, chart=_readiness(shown), rule=rule("programmes"), whole=reported.height,
            facts=(*_facts(shown, narrative.programmes.readiness), *others),
            behind=tabulation.table(rows, ("programme", "odds", "computed_rating", "expected", "go_live_baseline")),
        ),
        Slide(
            "programmes_progress", moved, chart=_moved(shown), whole=reported.height,
            facts=(*_facts(shown, narrative.programmes.reported), *others, known_at),
            behind=tabulation.table(
                rows, ("programme", "migrated", "in_scope", "actual_gbp", "budget_gbp", "latest_report", "ledger_version")
            ),
        ),
    ]  # fmt: skip


def _facts(shown: list[dict[str, Any]], say: Callable[[Mapping[str, Any]], str]) -> list[Fact]:
    return [Fact(f"{row['programme']}: {say(row)}.", row["latest_report"]) for row in shown]


def _readiness(shown: list[dict[str, Any]]) -> Bars:
    """The odds of each, out of a hundred; no bar if there are none."""
    labels = tuple(Label(row["programme"], narrative.programmes.readiness(row)) for row in shown)
    odds = tuple(nearest(row["odds"] or 0) for row in shown)
    rest = tuple(0 if row["odds"] is None else 100 - chance for row, chance in zip(shown, odds, strict=True))
    parts = (Series("Ready in time", odds, "done"), Series("Not in time", rest, "rest"))
    return Bars(labels, parts, "in 100", _alt("Odds of being ready in time", labels), shows_values=False)


def _moved(shown: list[dict[str, Any]]) -> Bars:
    """What each has moved, as a share of its scope."""
    labels = tuple(Label(row["programme"], narrative.programmes.reported(row)) for row in shown)
    moved = tuple(in_hundred(row["migrated"], row["in_scope"]) if row["in_scope"] else 0 for row in shown)
    rest = tuple(100 - share if row["in_scope"] else 0 for row, share in zip(shown, moved, strict=True))
    parts = (Series("Moved", moved, "done"), Series("To move", rest, "rest"))
    return Bars(labels, parts, "per cent", _alt("What has moved and what is spent", labels), shows_values=False)


def _alt(what: str, labels: tuple[Label, ...]) -> str:
    return f"{what}. {'; '.join(f'{label.name}: {label.detail}' for label in labels)}."


SECTION = Section(
    12, "programmes", "Programmes", (), slides, "no programme that has reported by this date",
    takes={"versions": across.read}, pins=lambda: {"versions": across.written(across.versions_now())},
    is_offered=programmes.are_several,
)  # fmt: skip
