"""Timeline: gateways, go-live, waves and the milestones to come, on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages import narrative
from pages.charts.theme import rating
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Fact, Label, Section, Slide, Span, Spans
from pages.ui.formatting import day, short_day, slip
from queries import View

MOST = 6
"""Rows that a slide holds at a size that the back row reads; the rest is in the rows behind it."""


def slides(view: View) -> list[Slide]:
    items = view.ask("timeline_items")
    dated = items.filter((pl.col("lane") != "decisions") & pl.col("baseline_date").is_not_null())
    if dated.is_empty():
        return []
    headline = narrative.timeline.timeline(tabulation.named_briefly(items), view.as_at)
    shown = choose(dated)
    rows = tuple(_span(row, view.as_at) for row in shown.iter_rows(named=True))
    listed = "; ".join(f"{row.label.name}, {row.label.detail}" for row in rows)
    return [
        Slide(
            "timeline",
            headline,
            chart=Spans(rows, view.as_at, f"Timeline of {len(rows)} of {dated.height} dated items. {listed}."),
            facts=tuple(_fact(row, view.as_at) for row in shown.iter_rows(named=True)),
            rule=rule("slip"),
            behind=tabulation.table(
                items, ("name", "kind", "baseline_date", "forecast_date", "actual_date", "slip_days", "status",
                        "upload"),
            ),
        )
    ]  # fmt: skip


def choose(dated: pl.DataFrame) -> pl.DataFrame:
    """At most MOST items: go-live and gateways first, then waves under way or to come, then milestones to come, then what
    is done; shown in the order of their dates."""
    ranked = dated.with_columns(
        expected=pl.coalesce("actual_date", "forecast_date", "baseline_date"),
        rank=pl.when(pl.col("kind") == "go_live")
        .then(-1)
        .when(pl.col("kind") == "gateway")
        .then(0)
        .when(pl.col("status") == "done")
        .then(3)
        .when(pl.col("lane") == "waves")
        .then(1)
        .otherwise(2),
    )
    chosen = ranked.sort("rank", "expected", "item_id").head(MOST)
    return chosen.sort("expected", "item_id")


def _span(row: Mapping[str, Any], as_at: date) -> Span:
    expected, baseline = row["expected"], row["baseline_date"]
    start = row["start_forecast"] or row["start_baseline"] or min(expected, baseline)
    return Span(Label(row["name"], _dates_in_words(row, as_at)), start, baseline, expected, row["status"] == "done")


def _dates_in_words(row: Mapping[str, Any], as_at: date) -> str:
    shape = f"{rating(row['computed_rating']).shape} " if row["computed_rating"] else ""
    if _is_past(row, as_at):
        return f"{shape}was due {short_day(row['expected'])}"
    return f"{shape}{'done' if row['status'] == 'done' else 'expected'} {short_day(row['expected'])}, {slip(row['slip_days'])}"


def _is_past(row: Mapping[str, Any], as_at: date) -> bool:
    """Whether its day has gone by without it being done: then it is not on plan, whatever was forecast."""
    past: bool = row["status"] != "done" and row["expected"] < as_at
    return past


def _fact(row: Mapping[str, Any], as_at: date) -> Fact:
    how = "done on" if row["status"] == "done" else "was due on" if _is_past(row, as_at) else "expected on"
    stands = "not done yet" if _is_past(row, as_at) else slip(row["slip_days"])
    sentence = f"{row['name']}: {how} {day(row['expected'])}, first agreed for {day(row['baseline_date'])}, {stands}."
    return Fact(sentence, row["since"], row["upload"])


SECTION = Section(20, "timeline", "Timeline", ("gateways", "waves"), slides)
