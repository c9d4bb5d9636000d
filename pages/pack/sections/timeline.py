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
from pages.ui.formatting import agreed, dated, day, is_past, short_day, slip, was_due
from queries import View

MOST = 6
"""Rows that a slide holds at a size that the back row reads; the rest is in the rows behind it."""


def slides(view: View) -> list[Slide]:
    items = view.ask("timeline_items")
    known = items.filter((pl.col("lane") != "decisions") & pl.col("baseline_date").is_not_null())
    if known.is_empty():
        return []
    headline = narrative.timeline.timeline(tabulation.named_briefly(items), view.as_at)
    shown = (
        choose(known)
        .join(
            view.ask("migration_waves").select("wave_id", "last_move_on", "moves_since", "moves_upload"),
            left_on="item_id",
            right_on="wave_id",
            how="left",
        )
        .join(view.ask("dates_slipped").select("lane", "item_id", "first_baseline"), on=["lane", "item_id"], how="left")
    )
    rows = tuple(_span(row, view.as_at) for row in shown.iter_rows(named=True))
    listed = "; ".join(f"{row.label.name}, {row.label.detail}" for row in rows)
    return [
        Slide(
            "timeline",
            headline,
            chart=Spans(rows, view.as_at, f"Timeline of {len(rows)} of {known.height} dated items. {listed}."),
            facts=tuple(_fact(row, view.as_at) for row in shown.iter_rows(named=True)),
            rule=rule("slip"),
            whole=known.height,
            behind=tabulation.table(
                items, ("name", "kind", "baseline_date", "forecast_date", "actual_date", "slip_days", "status",
                        "upload"),
            ),
        )
    ]  # fmt: skip


def choose(known: pl.DataFrame) -> pl.DataFrame:
    """At most MOST items: go-live and gateways first, then waves under way or to come, then milestones to come, then
    what is done; shown in the order of their dates."""
    ranked = known.with_columns(
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
    if last := _last_move(row):
        return f"last move expected {short_day(last)}"
    return f"{shape}{dated(row['expected'], row['slip_days'], as_at, is_done=row['status'] == 'done', brief=True)}"


def _last_move(row: Mapping[str, Any]) -> date | None:
    """When the last outstanding application of a wave moves, if that is after the wave's finish."""
    last: date | None = row["last_move_on"] if row["lane"] == "waves" and row["status"] != "done" else None
    return last if last and last > row["expected"] else None


def _fact(row: Mapping[str, Any], as_at: date) -> Fact:
    is_done = row["status"] == "done"
    agreed_for = f"first agreed for {agreed(row['first_baseline'], row['baseline_date'])}"
    if is_past(row["expected"], as_at, is_done):
        stands = f"{was_due(row['expected'], as_at, 'done')}, {agreed_for}"
    elif _last_move(row):
        stands = f"to finish on {day(row['expected'])}, {agreed_for}"
    else:
        stands = (
            f"{'done' if is_done else 'expected'} on {day(row['expected'])}, {agreed_for}, {slip(row['slip_days'])}"
        )
    last = f"; its last move is expected on {day(_last_move(row))}" if _last_move(row) else ""
    is_of_moves = row["lane"] == "waves" and (is_done or last != "")
    also = (row["moves_since"], row["moves_upload"]) if is_of_moves else (None, None)
    return Fact(f"{row['name']}: {stands}{last}.", row["since"], row["upload"], also)


SECTION = Section(20, "timeline", "Timeline", ("gateways", "waves"), slides)
