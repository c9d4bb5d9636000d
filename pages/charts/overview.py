"""The Overview's charts beside the burn-up: the odds by report, the dates that moved, the decisions ahead, four
measures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from data.number_text import nearest
from pages.charts.decisions import CODES, WORST_FIRST
from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, clean, date_ticks, droppable, figure, rating, row_label
from pages.narrative import overview as sentences
from pages.ui.formatting import number, short_day

ROW = 46
"""Pixels: a row with its label above its marks."""

KEY = 28
"""Pixels: a key above the rows, clear of the first one's label."""

MOST = 5
"""Rows of a panel; the others are behind it and on their own screen."""

MOST_DECISIONS = MOST - 2
"""The same of rows of two lines."""


def odds(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The chance of having moved everything by the go-live baseline, report by report; the latest one large.

    Rows: migration_odds_by_report. Custom data of a mark: [reporting_date].
    """
    days, percents = rows["reporting_date"].to_list(), rows["probability_by_go_live"].to_list()
    last = len(days) - 1
    top = max(50.0, min(100.0, 20 * (max(percents) // 20 + 1)))
    line = {
        "type": "scatter", "mode": "lines+markers", "x": days, "y": percents, "hoverinfo": "text", "cliponaxis": False,
        "line": {"color": palette.accent, "width": 2},
        "marker": {"color": palette.accent, "opacity": 1, "size": [18 if place == last else 8 for place in range(len(days))]},
        "hovertext": [
            f"Report of {short_day(day)}: {_in_100(percent)} by {short_day(go_live)}"
            for day, percent, go_live in rows.select("reporting_date", "probability_by_go_live", "go_live_date").iter_rows()
        ],
        "customdata": [[str(day)] for day in days],
    }  # fmt: skip
    notes = [_beside(days[last], max(percents[-3:]), f"<b>{_in_100(percents[last])}</b>", "right", 14, 20)]
    if last > 1:
        rises = percents[1] > percents[0]  # then the line runs above the point, and the label is below it
        notes.append(
            {
                **_beside(days[0], percents[0], _in_100(percents[0]), "left", -8 if rises else 8, TEXT_SIZE),
                "yanchor": "top" if rises else "bottom",
            }
        )
    air = timedelta(days=max(10, (days[last] - days[0]).days // 12))
    span = (days[0] - air, days[last] + air)
    return figure(
        [line], palette, height=288, annotations=notes, margin={"t": 10, "b": 4, "r": 4},
        xaxis={**date_ticks(*span), "range": list(span)},
        yaxis={"range": [0, top], "dtick": 10 if top <= 50 else 20, "title": None},
    )  # fmt: skip


def _in_100(percent: float) -> str:
    return f"{number(min(max(nearest(percent), 1), 99))} in 100"


def _beside(day: date, value: float, text: str, xanchor: str, shift: int, size: int) -> dict[str, Any]:
    return {
        "x": day, "y": value, "text": text, "showarrow": False, "xanchor": xanchor, "yanchor": "bottom", "yshift": shift,
        "font": {"size": size},
    }  # fmt: skip


def dates_moved(rows: pl.DataFrame, palette: Palette = LIGHT, most: int = MOST) -> go.Figure:
    """One dumbbell per row: hollow at the earlier report's date, full at the present one; red later, green earlier.

    Rows: overview_dates_moved; the first `most` are drawn. Custom data of a mark: [lane, item_id].
    """
    traces: list[Any] = []
    labels = []
    shown = rows.head(most)
    for y, row in enumerate(shown.iter_rows(named=True)):
        colour = palette.rating["red" if row["days"] > 0 else "green"]
        moved = sentences.moved(row)
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "x": [row["before_date"], row["now_date"]], "y": [-y, -y],
                "line": {"color": colour, "width": 3}, "hoverinfo": "text", "cliponaxis": False,
                "marker": {
                    "size": [10, 12], "opacity": 1, "color": [palette.background, colour], "line": {"color": colour, "width": 2},
                },
                "hovertext": [
                    f"{clean(row['name'])}: {short_day(row['before_date'])}, then {short_day(row['now_date'])}"
                ] * 2,
                "customdata": [[row["lane"], row["item_id"]]] * 2,
            }
        )  # fmt: skip
        labels.append(row_label(moved, -y, bold=clean(row["name"]), shift=8))
    days = [*shown["before_date"], *shown["now_date"]]
    return _rows(traces, labels, shown.height, (min(days), max(days)), palette)


def decisions(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT, most: int = MOST_DECISIONS) -> go.Figure:
    """The coming months, with each decision (a diamond) joined to its scrutiny (a square): red if scrutiny comes too
    late, green if it comes before and the decision is not past its day without an outcome.

    Rows: decisions_scrutinised. Of more than `most` those are drawn for which scrutiny comes too late or isn't known, the
    first of those alike; of those past their day without an outcome only the latest, in the room left by the others.
    Custom data of a mark: [decision_id].
    """
    traces: list[Any] = []
    labels = []
    how = pl.col("scrutiny").replace_strict({name: place for place, name in enumerate(WORST_FIRST)})
    others = rows.filter(~pl.col("is_overdue")).sort(how, maintain_order=True).head(most)
    overdue = rows.filter("is_overdue")
    shown = pl.concat([others, overdue.tail(most - others.height)]).sort("date", "decision_id")
    for y, row in enumerate(shown.iter_rows(named=True)):
        code = CODES[row["scrutiny"]]
        code = "amber" if code == "green" and row["is_overdue"] else code
        colour = palette.rating[code]
        marks = [(row["scrutiny_date"], "square", "Scrutiny"), (row["date"], "diamond", row["body"])]
        marks = [mark for mark in marks if mark[0] is not None]
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "x": [day for day, _, _ in marks], "y": [-y] * len(marks),
                "line": {"color": colour, "width": 3}, "hoverinfo": "text", "cliponaxis": False,
                "marker": {"size": 13, "symbol": [symbol for _, symbol, _ in marks], "color": colour},
                "hovertext": [f"{clean(who)}, {short_day(day)}" for day, _, who in marks],
                "customdata": [[row["decision_id"]]] * len(marks),
            }
        )  # fmt: skip
        scrutiny = f"{rating(code).shape} {clean(sentences.scrutiny(row, as_at, say_who=droppable))}"
        labels.append(row_label(scrutiny, -y, bold=clean(row["title"]), shift=9, two_lines=True))
    labels.append(
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": "■ scrutiny  ◆ decision", "font": {"size": 12}, "yshift": KEY - 18,
        }
    )  # fmt: skip
    days = [as_at, *shown["date"], *shown["scrutiny_date"].drop_nulls()]
    return _rows(traces, labels, shown.height, (min(days), max(days)), palette, tall=18, above=KEY)


def measures(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per measure on its own whole: how much is done, with a mark at what was due by now.

    Rows: overview_measures. Custom data of a mark: [measure, item_id].
    """
    names = [row["measure"] for row in rows.iter_rows(named=True)]
    places = [-y for y in range(len(names))]
    whole = [100.0] * len(names)
    done = [min(100.0, 100 * row["done"] / row["whole"]) for row in rows.iter_rows(named=True)]
    custom = [[row["measure"], row["item_id"]] for row in rows.iter_rows(named=True)]
    texts = [sentences.measure(row) for row in rows.iter_rows(named=True)]
    hover = [clean(f"{bold} {rest}") for bold, rest in texts]
    due = [
        (y, min(100.0, 100 * row["due"] / row["whole"]))
        for y, row in zip(places, rows.iter_rows(named=True), strict=True)
        if row["due"] is not None
    ]
    traces = [
        _bar(places, whole, palette.grid, hover, custom, 0.42),
        _bar(places, done, palette.actual, hover, custom, 0.22),
        {
            "type": "scatter", "mode": "markers", "x": [x for _, x in due], "y": [y for y, _ in due], "hoverinfo": "skip",
            "marker": {"symbol": "line-ns", "size": 20, "line": {"color": palette.marker, "width": 3}},
            "cliponaxis": False,
        },
    ]  # fmt: skip
    labels = [
        row_label(clean(rest), y, bold=clean(bold), shift=11, is_figure=True)
        for y, (bold, rest) in zip(places, texts, strict=True)
    ]
    return figure(
        traces, palette, height=ROW * len(names) + 12, annotations=labels, barmode="overlay", margin={"t": 4, "b": 4, "r": 4},
        xaxis={"range": [0, 101], "visible": False},
        yaxis={"range": [-len(names) + 0.6, 0.75], "visible": False},
    )  # fmt: skip


def _bar(
    places: list[int], lengths: list[float], colour: str, hover: list[str], custom: list[Any], width: float
) -> dict[str, Any]:
    return {
        "type": "bar", "orientation": "h", "y": places, "x": lengths, "width": width, "hoverinfo": "text",
        "hovertext": hover, "customdata": custom, "marker": {"color": colour},
    }  # fmt: skip


def _rows(
    traces: list[Any],
    labels: list[Any],
    count: int,
    days: tuple[date, date],
    palette: Palette,
    tall: int = 0,
    above: int = 0,
) -> go.Figure:
    """Rows of marks on an axis of dates over `days`. `tall`: extra pixels per row; `above`: pixels for a key on top."""
    air = timedelta(days=max(7, (days[1] - days[0]).days // 14))
    span = (days[0] - air, days[1] + air)
    top = max(tall, above)
    return figure(
        traces, palette, height=(ROW + tall) * count + 56 + top - tall, annotations=labels,
        margin={"t": 4 + top, "b": 4, "r": 4}, xaxis={**date_ticks(*span), "range": list(span)},
        yaxis={"range": [-count + 0.6, 0.75], "visible": False},
    )  # fmt: skip
