"""Charts of data quality: a score for each dataset and report, and how often each rule finds something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, clean, faint, figure, in_bar, row_label, text_on
from pages.narrative import quality as sentences
from pages.ui.formatting import short_day

RATED = {"good": "green", "fair": "amber", "poor": "red"}
SQUARE, HEAD = 26, 30
"""Pixels of a square's height, and above the first row."""


def scores(rows: pl.DataFrame, old: Mapping[str, date], palette: Palette = LIGHT) -> go.Figure:
    """A square for each dataset (down) and report (across), with its score and the word for it; or now, where a report is due,
    the day of the last.

    Rows: quality_scores; old: by dataset, the day of the last report where a new one is due. Custom data of a mark: [dataset].
    """
    datasets = rows["dataset"].unique(maintain_order=True).to_list()
    days = rows["day"].unique().sort().to_list()
    place = {name: -at for at, name in enumerate(datasets)}
    column = {day: at for at, day in enumerate(days)}
    traces: list[Any] = []
    for word, rating in RATED.items():
        here = list(rows.filter(word=word).iter_rows(named=True))
        if here:
            colour = palette.rating[rating]
            ground = faint(colour, 0.14) if word == "good" else colour
            traces.append(
                {
                    "type": "bar", "orientation": "h", "x": [0.94] * len(here), "base": [column[row["day"]] for row in here],
                    "y": [place[row["dataset"]] for row in here], "width": 0.86, "marker": {"color": ground},
                    "meta": [f"{row['score']}" for row in here],  # where a square is narrower than both
                    **in_bar(
                        [_score(row, old) for row in here], palette.text if word == "good" else text_on(colour), TEXT_SIZE - 1
                    ),
                    "customdata": [[row["dataset"]] for row in here],
                    "hoverinfo": "text", "hovertext": [clean(sentences.one_score(row, old)) for row in here],
                }
            )  # fmt: skip
    heads = [
        {
            "x": at + 0.47, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": {"size": TEXT_SIZE - 1},
            "text": f"{day.day} {day:%b}<br>{day.year}",
        }
        for day, at in column.items()
    ]  # fmt: skip
    return figure(
        traces, palette, height=HEAD + 24 + SQUARE * len(datasets), barmode="overlay", annotations=heads,
        margin={"t": 36, "b": 4},
        xaxis={"visible": False, "range": [0, len(days)]},
        yaxis={
            "range": [-len(datasets) + 0.5, 0.5], "tickvals": list(place.values()), "showgrid": False,
            "ticktext": [clean(sentences.title(name), 22) for name in datasets], "tickfont": {"color": palette.text},
        },
    )  # fmt: skip


def _score(row: Mapping[str, Any], old: Mapping[str, date]) -> str:
    if row["is_now"] and row["dataset"] in old:
        return f"{row['score']}, of {short_day(old[row['dataset']])}"
    return f"{row['score']} {row['word']}"


ROW, MOST = 44, 9


def by_rule(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per rule with findings, in parts: how many there are of each severity.

    Rows: quality_by_rule; the first few with findings are drawn. Custom data of a mark: [rule].
    """
    shown = rows.filter(pl.col("findings") > 0).head(MOST)
    found = list(shown.iter_rows(named=True))
    ratings = zip(sentences.SEVERITIES, ("red", "amber", "green"), strict=True)
    bars = [
        {
            "type": "bar", "orientation": "h", "y": [-at for at in range(len(found))], "x": [row[severity] for row in found],
            "width": 0.3, "marker": {"color": palette.rating[rating]},
            "customdata": [[row["rule"]] for row in found], "hoverinfo": "text",
            "hovertext": [f"{clean(row['title'])}: {sentences.how_pressing(row)}" for row in found],
        }
        for severity, rating in ratings
        if any(row[severity] for row in found)
    ]  # fmt: skip
    labels = [
        row_label(
            sentences.how_pressing(row), -at, bold=clean(row["title"]), shift=8,
        )
        for at, row in enumerate(found)
    ]  # fmt: skip
    return figure(
        bars, palette, barmode="stack", height=ROW * max(1, len(found)) + 16,
        annotations=labels, margin={"t": 4, "b": 4},
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-len(found) + 0.6, 0.75]},
    )  # fmt: skip
