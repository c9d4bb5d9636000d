"""Charts of ‘What would it take?’: the odds by pace, the odds before and after a change, and what holds most of the
rest."""

from __future__ import annotations

import textwrap
from typing import Any

import plotly.graph_objects as go
import polars as pl

from data.number_text import rounded
from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, clean, droppable, figure, row_label, spread
from pages.narrative import outlook as sentences
from pages.ui.formatting import count, number

HEIGHT, PLOT = 430, 370
"""Pixels: the figure of the odds by pace, and what is left of it for the lines."""
MARKS = {"of_late": "circle", "best": "diamond", "even": "circle-open", "eight_in_ten": "square-open"}
"""Pace → the shape of its mark: full for what was kept, hollow for what is sought."""
AXIS = "Applications a month from now on"
ROOM = 1.3
"""The axis is so many times as long as the highest pace on it, for the label of that pace."""
LABEL = 2 * TEXT_SIZE * 1.3 + 4
"""Pixels between the middles of two labels of two lines."""
MOST = 6
"""How many departments, waves or blockers are drawn; the others are counted beside the finding, and in the rows."""
ROW, BAR, LETTERS = 52, 0.36, 34
"""Pixels of a row, the part of it that a bar takes, and the letters of a label that fit a third of a desk, or a phone."""


def joined(line: pl.DataFrame, paces: pl.DataFrame, supposed: pl.DataFrame | None = None) -> pl.DataFrame:
    """The rows of outlook_odds_by_pace and outlook_pace in one frame, told apart by `part`: line, pace, or supposed for
    the line under the reader's assumptions."""
    parts = [line.with_columns(part=pl.lit("line")), paces.with_columns(part=pl.lit("pace"))]
    if supposed is not None:
        parts.append(supposed.with_columns(part=pl.lit("supposed")))
    return pl.concat(parts, how="diagonal_relaxed")


def odds_by_pace(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The odds of being ready in time by the pace from now on, with marks for the recent pace, the best so far, even
    odds and 8 in 10.

    Rows: from `joined`. Custom data of a mark: [pace].
    """
    line, paces = (rows.filter(pl.col("part") == part) for part in ("line", "pace"))
    supposed = rows.filter(pl.col("part") == "supposed")
    most = max([1.0, *line["a_month"], *paces["a_month"], *supposed["a_month"]]) * ROOM
    traces: list[dict[str, Any]] = [_line(line, "As things are", palette.actual, "solid")]
    labels: list[dict[str, Any]] = [
        {
            "x": 0,
            "y": 100,
            "text": "Odds in 100",
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 4,
        }
    ]
    if supposed.height:
        traces.append(_line(supposed, "With what is supposed", palette.forecast, "dash"))
        labels.append(_supposed(supposed, palette))
    traces += [_mark(row, palette) for row in paces.iter_rows(named=True)]
    labels += _labels(list(paces.iter_rows(named=True)))
    return figure(
        traces, palette, height=HEIGHT, annotations=labels, shapes=_guides(paces, palette),
        margin={"t": 30, "b": 30, "l": 4, "r": 10},
        xaxis={"range": [0, most], "nticks": 7, "title": {"text": AXIS, "font": {"size": TEXT_SIZE}}},
        yaxis={"range": [0, 100], "tickvals": [0, 20, 40, 60, 80, 100], "title": None},
    )  # fmt: skip


def _line(rows: pl.DataFrame, name: str, colour: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": rows["a_month"].to_list(), "y": rows["odds"].to_list(),
        "line": {"color": colour, "width": 3 if dash == "solid" else 2, "dash": dash}, "hoverinfo": "text",
        "hovertext": [
            f"{name}: {number(rounded(pace, 1))} a month, {sentences.odds(odds)}"
            for pace, odds in rows.select("a_month", "odds").iter_rows()
        ],
    }  # fmt: skip


def _mark(row: dict[str, Any], palette: Palette) -> dict[str, Any]:
    colour = palette.accent
    return {
        "type": "scatter", "mode": "markers", "x": [row["a_month"]], "y": [row["odds"]], "name": row["pace"],
        "customdata": [[row["pace"]]], "hoverinfo": "text", "hovertext": [sentences.pace_in_full(row)], "cliponaxis": False,
        "marker": {
            "symbol": MARKS[row["pace"]], "size": 13, "color": colour, "line": {"color": colour, "width": 2.5}, "opacity": 1,
        },
    }  # fmt: skip


def _labels(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A label beside each mark, to the right of and below the line: the line only rises, so only guides are drawn
    there."""
    wanted = [row["odds"] / 100 * PLOT - LABEL / 2 for row in rows]
    placed = spread(wanted, [LABEL] * len(rows), 0, PLOT)
    return [
        {
            "x": row["a_month"], "y": row["odds"], "showarrow": False, "xanchor": "left", "yanchor": "middle", "align": "left",
            "xshift": 11, "yshift": round(at - row["odds"] / 100 * PLOT), "borderpad": 0,
            "text": f"<b>{number(row['a_month'])} a month</b><br>{sentences.beside_mark(row)}",
        }
        for row, at in zip(rows, placed, strict=True)
    ]  # fmt: skip


def _supposed(rows: pl.DataFrame, palette: Palette) -> dict[str, Any]:
    """What the second line stands for, written at its upper end."""
    return {
        "x": rows["a_month"][-1], "y": rows["odds"][-1], "text": "with what is supposed", "showarrow": False,
        "xanchor": "center", "yanchor": "bottom", "yshift": 4, "font": {"color": palette.text},
    }  # fmt: skip


def _guides(paces: pl.DataFrame, palette: Palette) -> list[dict[str, Any]]:
    """From each of the wanted odds across to the line, and down to the pace that gives them."""
    guides = []
    for pace, odds in (
        paces.filter(pl.col("pace").is_in(["even", "eight_in_ten"])).select("a_month", "odds").iter_rows()
    ):
        line = {"color": palette.ghost, "width": 1, "dash": "dot"}
        guides.append({"type": "line", "x0": 0, "x1": pace, "y0": odds, "y1": odds, "line": line, "layer": "below"})
        guides.append({"type": "line", "x0": pace, "x1": pace, "y0": 0, "y1": odds, "line": line, "layer": "below"})
    return guides


def before_and_after(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The odds with nothing changed, with each change alone, and with all of them; a stroke marks today's.

    Rows: those of outlook_what_if that have odds. Custom data of a mark: [change].
    """
    shown = list(rows.iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    ink = {"nothing": palette.ghost, "all": palette.accent}
    colours = [ink.get(row["change"], palette.forecast) for row in shown]
    bars = {
        "type": "bar", "orientation": "h", "y": places, "x": [row["odds"] for row in shown], "width": BAR,
        "marker": {"color": colours, "line": {"width": 0}}, "customdata": [[row["change"]] for row in shown],
        "hoverinfo": "text", "hovertext": [f"{sentences.CHANGES[row['change']]}: {sentences.after(row)}" for row in shown],
    }  # fmt: skip
    today = shown[0]["odds"] if shown else 0
    # It runs from the bar of today down the others, which it is there to be compared with.
    line = {
        "type": "line", "x0": today, "x1": today, "y0": -BAR / 2, "y1": -len(shown) + 0.7,
        "line": {"color": palette.text, "width": 2, "dash": "dot"},
    }  # fmt: skip
    labels = [
        row_label(sentences.after(row), place, bold=sentences.CHANGES[row["change"]], shift=11)
        for row, place in zip(shown, places, strict=True)
    ]
    return figure(
        [bars], palette, height=24 + ROW * max(1, len(shown)), annotations=labels,
        shapes=[line] if len(shown) > 1 else [], margin={"t": 4, "b": 4},
        xaxis={"visible": False, "range": [0, 100]}, yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.8]},
    )  # fmt: skip


def held(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """What is still to move by department, wave or blocker, the largest first; blocked ones are hatched.

    Rows: of outlook_left, one kind. Custom data of a mark: [kind, code, name]. Those beyond MOST are only in the rows.
    """
    shown = list(rows.head(MOST).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    keys = [[row["kind"], row["code"], row["name"]] for row in shown]
    free = [row["remaining"] - row["blocked"] for row in shown]
    # A blocker is a sentence: in lines, so that none of it is cut.
    wrapped = [textwrap.wrap(row["name"], LETTERS) if row["kind"] == "blocker" else [row["name"]] for row in shown]
    tall = ROW + round(TEXT_SIZE * 1.3 * (max([1, *map(len, wrapped)]) - 1))
    width = BAR * ROW / tall
    common = {"type": "bar", "orientation": "h", "y": places, "width": width, "customdata": keys, "hoverinfo": "text"}
    hovers = [f"<b>{clean(row['name'], 120)}</b><br>{sentences.still_to_move(row)}" for row in shown]
    edge = {"color": palette.rating["red"], "width": [1.5 if row["blocked"] else 0 for row in shown]}
    traces = [
        {**common, "x": free, "hovertext": hovers, "marker": {"color": palette.forecast, "line": {"width": 0}}},
        {
            **common, "x": [row["blocked"] for row in shown], "base": free, "hovertext": hovers,
            "marker": {
                "color": palette.background, "line": edge,
                "pattern": {"shape": "/", "fgcolor": palette.rating["red"], "size": 6},
            },
        },
    ]  # fmt: skip
    labels = [
        row_label(_beside(row), place, bold="</b><br><b>".join(map(clean, lines)), shift=11)
        | ({"name": "lines"} if len(lines) > 1 else {})
        for row, place, lines in zip(shown, places, wrapped, strict=True)
    ]
    return figure(
        traces, palette, height=24 + tall * max(1, len(shown)), annotations=labels, barmode="overlay",
        margin={"t": 4, "b": 4}, xaxis={"visible": False, "range": [0, max([1, *rows["remaining"]])]},
        yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.8]},
    )  # fmt: skip


def _beside(row: dict[str, Any]) -> str:
    """‘11, 1 of them blocked’."""
    blocked = (
        "" if not row["blocked"] or row["kind"] == "blocker" else f", {count(row['blocked'], 'blocked', 'blocked')}"
    )
    return f"{number(row['remaining'])}{droppable(blocked)}"
