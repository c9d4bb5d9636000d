"""Charts of the risks: the matrix of likelihood and impact, the score of each, and how many each owner or partner has."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, RATINGS, Palette, clean, faint, figure, in_bar, joined, row_label, text_on, tinted
from pages.narrative import risks as sentences
from pages.ui.formatting import number
from pages.ui.labels import BANDS, say

RATED: Mapping[str, str] = {"low": "green", "medium": "amber", "high": "amber_red", "very_high": "red"}
"""Band of a threat → the rating whose colour and shape it takes; high and very high keep apart by shape and strength."""

VEIL: Mapping[str, float] = {"low": 0.16, "medium": 0.18, "high": 0.28, "very_high": 0.46}
"""How strongly the cells of a band are coloured."""

LIKELIHOOD = ("1 hardly", "2 unlikely", "3 possible", "4 likely", "5 almost<br>certain")
IMPACT = ("1<br>little", "2<br>minor", "3<br>moderate", "4<br>major", "5<br>very much")
"""The five levels of each axis in words: the ends are those of data/datasets.py."""

CELL, SQUARE, ACROSS, UP = 76, 18, 0.295, 0.14
"""Pixels: the height of a cell and the side of a square. Parts of a cell: how far beside its middle, and above it, a square
stands, so that arrows run between them and squares of two cells are apart."""

APART = 0.07
"""Parts of a cell: how far the arrows of one column stand apart at most; all of them within twice that, clear of the squares on a
phone too, where a cell is 53 pixels wide."""

ROW, SCORED, MOST = 53, 9, 11
"""Pixels of a row of scores; how many risks and owners are drawn, the others are in the register."""


def shape(band: str) -> str:
    """The symbol of a band: ● low, ◆ medium, ◮ high, ▲ very high."""
    return RATINGS[RATED[band]].shape


def colour(band: str, kind: str, palette: Palette) -> str:
    """The colour of a band: rating colours for threats, blues for opportunities."""
    blues = (palette.ghost, palette.forecast, palette.accent, palette.actual)
    return palette.rating[RATED[band]] if kind == "threat" else blues[BANDS.index(band)]


def matrix(cells: pl.DataFrame, moves: Sequence[Mapping[str, Any]], kind: str, palette: Palette = LIGHT) -> go.Figure:
    """Likelihood upwards, impact to the right: a full square with the number of risks now, a hollow one with the number
    once the responses have worked, and an arrow for each move since the previous report.

    Rows: risks_matrix; moves: the rows of risks_moves. Custom data of a mark: [now or residual, likelihood, impact].
    """
    rows = list(cells.iter_rows(named=True))
    ground = [
        {
            "type": "rect", "x0": row["impact"] - 0.48, "x1": row["impact"] + 0.48, "y0": row["likelihood"] - 0.47,
            "y1": row["likelihood"] + 0.47, "line": {"width": 0}, "layer": "below",
            "fillcolor": faint(colour(row["band"], kind, palette), VEIL[row["band"]]),
        }
        for row in rows
    ]  # fmt: skip
    words = [  # drawn over the arrows, so that they can be read
        {
            "x": row["impact"] - 0.45, "y": row["likelihood"] - 0.46, "xanchor": "left", "yanchor": "bottom", "showarrow": False,
            "text": text, "name": name, "font": {"size": 12, "color": palette.text},
        }
        for row in rows
        for text, name in ((say("band", row["band"]).replace(" ", "<br>"), "roomy"), (shape(row["band"]), "tight"))
    ]  # fmt: skip
    corner = {
        "x": 0.5, "y": 0.5, "xanchor": "right", "yanchor": "top", "yshift": -4, "xshift": -4, "showarrow": False,
        "text": "<b>Likelihood ↑<br>Impact →</b>", "align": "right", "font": {"size": 12, "color": palette.text},
    }  # fmt: skip
    arrows = _arrows(moves, kind, palette)
    here = [row for row in rows if row["here"]]
    after = [row for row in rows if row["residual"]]
    traces = [
        # One colour for all: the ground says the band, and a second scheme of colours on it would compete.
        _squares(
            "As it stands", "now", here, "here", "titles", -ACROSS,
            {"color": palette.actual, "line": {"width": 0}}, [text_on(palette.actual)] * len(here),
        ),
        _squares(
            "Once the response has worked", "residual", after, "residual", "residual_titles", ACROSS,
            {"color": palette.background, "line": {"color": palette.text, "width": 1.5}}, [palette.text] * len(after),
        ),
    ]  # fmt: skip
    return figure(
        traces, palette, height=5 * CELL + 84 + (24 if arrows else 0), showlegend=True, shapes=ground,
        annotations=[*arrows, *words, corner],
        margin={"t": 30, "l": 84},
        xaxis={"range": [0.5, 5.5], "tickvals": [1, 2, 3, 4, 5], "ticktext": list(IMPACT),
               "title": {"text": _key_of_arrows(arrows, palette), "standoff": 8, "font": {"size": 13}}},
        yaxis={"range": [0.5, 5.5], "tickvals": [1, 2, 3, 4, 5], "ticktext": list(LIKELIHOOD), "showgrid": False},
    )  # fmt: skip


def _squares(
    name: str, stands: str, rows: list[dict[str, Any]], count: str, titles: str, across: float, marker: dict[str, Any],
    inks: list[str],
) -> dict[str, Any]:  # fmt: skip
    return {
        "type": "scatter", "mode": "markers+text", "name": name, "x": [row["impact"] + across for row in rows],
        "y": [row["likelihood"] + UP for row in rows], "text": [f"<b>{number(row[count])}</b>" for row in rows],
        "textfont": {"color": inks, "size": 13}, "cliponaxis": False, "hoverinfo": "text",
        "marker": {"symbol": "square", "size": SQUARE, "opacity": 1, **marker},
        "hovertext": [
            f"<b>{name}: {number(row[count])}</b>, {say('band', row['band']).lower()}<br>{_wrapped(row[titles])}" for row in rows
        ],
        "customdata": [[stands, row["likelihood"], row["impact"]] for row in rows],
    }  # fmt: skip


def _wrapped(titles: str | None) -> str:
    return "<br>".join(clean(line) for line in textwrap.wrap(titles or "", 56)[:6])


def _key_of_arrows(arrows: Sequence[Mapping[str, Any]], palette: Palette) -> str:
    """‘→ worse, → better than at the report before’, in the colours of the arrows that are drawn; empty without any."""
    drawn = {arrow["arrowcolor"] for arrow in arrows}
    inks = [(palette.rating[code], word) for code, word in (("red", "worse"), ("green", "better"))]
    words = [tinted(f"<b>→ {word}</b>", ink) for ink, word in inks if ink in drawn]
    between = [part for word in words for part in (", ", word)][1:]
    return joined(*between, " than at the report before") if words else ""


def _arrows(moves: Sequence[Mapping[str, Any]], kind: str, palette: Palette) -> list[dict[str, Any]]:
    """From the old cell to the new one, between the squares; red for worse. Arrows in one column are kept apart."""
    columns = [move["impact"] for move in moves]
    arrows = []
    for at, move in enumerate(moves):
        is_worse = (move["rise"] > 0) == (kind == "threat")
        ink = palette.muted if not move["rise"] else palette.rating["red" if is_worse else "green"]
        alike = columns.count(move["impact"])
        across = min(APART, 2 * APART / alike) * (columns[:at].count(move["impact"]) - (alike - 1) / 2)
        arrows.append(
            {
                "x": move["impact"] + across, "y": move["likelihood"], "ax": move["before_impact"] + across,
                "ay": move["before_likelihood"], "xref": "x", "yref": "y", "axref": "x", "ayref": "y", "showarrow": True,
                "arrowhead": 2, "arrowsize": 0.75, "arrowwidth": 2.5, "arrowcolor": ink, "text": "",
                "hovertext": f"{number(move['risks'])}: {_wrapped(move['titles'])}",
            }
        )  # fmt: skip
    return arrows


def scores(rows: pl.DataFrame, limits: Mapping[str, int], palette: Palette = LIGHT) -> go.Figure:
    """Each risk on the scale from 1 to 25 with its bands: a full square now, a hollow diamond once the response has
    worked, and a line from the score at the previous report.

    Rows: risks_list; the first SCORED are drawn. Custom data of a mark: [risk_id].
    """
    shown = list(rows.head(SCORED).iter_rows(named=True))
    ground, words = _bands_behind(limits, palette)
    labels = []
    for at, row in enumerate(shown):
        is_chance = ", opportunity" if row["kind"] == "opportunity" else ""
        how = f"{shape(row['band'])} {clean(sentences.score(row))}{is_chance}"
        labels.append(row_label(how, -at, bold=clean(row["title"]), shift=6, two_lines=True))
    return figure(
        [*_lines_from_before(shown, palette), *_scores_marked(shown, palette)], palette, height=64 + ROW * max(1, len(shown)),
        showlegend=True, shapes=ground, annotations=[*labels, *words], margin={"t": 30, "b": 24},
        xaxis={"range": [0, 26], "visible": False}, yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.9]},
    )  # fmt: skip


def _lines_from_before(shown: list[dict[str, Any]], palette: Palette) -> list[dict[str, Any]]:
    """A line from the score at the previous report to the one now, for each risk whose score moved."""
    traces = []
    for at, row in enumerate(shown):
        if row["before_score"] is None or row["before_score"] == row["score"]:
            continue
        ink = palette.rating["red" if row["movement"] == "worse" else "green"]
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "x": [row["before_score"], row["score"]], "y": [-at, -at],
                "line": {"color": ink, "width": 3}, "hoverinfo": "skip", "showlegend": False,
                "marker": {"symbol": "circle", "size": [9, 0], "color": ink, "opacity": 1},
            }
        )  # fmt: skip
    return traces


def _scores_marked(shown: list[dict[str, Any]], palette: Palette) -> list[dict[str, Any]]:
    """The marks of after the response and of now, and the key of the lines from before."""
    residual = [(row, -at) for at, row in enumerate(shown) if row["residual_score"] is not None]
    return [
        {
            "type": "scatter", "mode": "markers", "name": "After the response",
            "x": [row["residual_score"] for row, _ in residual],
            "y": [y for _, y in residual], "customdata": [[row["risk_id"]] for row, _ in residual], "hoverinfo": "text",
            "hovertext": [f"{clean(row['title'], 70)}<br>After the response: {row['residual_score']}" for row, _ in residual],
            "marker": {
                "symbol": "diamond", "size": 11, "opacity": 1, "color": palette.background,
                "line": {"color": palette.text, "width": 1.5},
            },
        },
        {
            "type": "scatter", "mode": "markers", "name": "As it stands", "x": [row["score"] for row in shown],
            "y": [-at for at in range(len(shown))], "customdata": [[row["risk_id"]] for row in shown], "hoverinfo": "text",
            "hovertext": [f"<b>{clean(row['title'], 70)}</b><br>{clean(sentences.score(row))}" for row in shown],
            "marker": {"symbol": "square", "size": 13, "opacity": 1, "color": palette.actual},
        },
        {
            "type": "scatter", "mode": "markers", "name": "At the report before", "x": [None], "y": [None],
            "marker": {"symbol": "circle", "size": 9, "color": palette.ghost},
        },
    ]  # fmt: skip


def _bands_behind(limits: Mapping[str, int], palette: Palette) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The ground of each band, and its word beneath."""
    edges = [0.0, *(limits[name] + 0.5 for name in sentences.DEFAULTS), 26.0]
    ground, words = [], []
    for band, first, last in zip(BANDS, edges, edges[1:], strict=False):
        ground.append(
            {
                "type": "rect", "x0": first, "x1": last, "y0": 0, "y1": 1, "yref": "paper", "line": {"width": 0},
                "layer": "below", "fillcolor": faint(palette.rating[RATED[band]], VEIL[band] / 2),
            }
        )  # fmt: skip
        words.append(
            {
                "x": (first + last) / 2, "y": 0, "yref": "paper", "yanchor": "top", "showarrow": False,
                "text": f"{shape(band)} {say('band', band)}", "font": {"size": 12},
            }
        )  # fmt: skip
    return ground, words


def by_band(rows: pl.DataFrame, column: str, total: str, palette: Palette = LIGHT) -> go.Figure:
    """How many open risks each owner or partner has: one bar each, split by band, the worst first; overdue mitigations
    are counted beside the name.

    Rows: risks_by_owner or risks_by_partner; column: owner or partner; total: of_owner or of_partner. Custom data of a
    mark: [whose, band]. The first MOST are drawn.
    """
    names = rows[column].unique(maintain_order=True).to_list()[:MOST]
    place = {name: -at for at, name in enumerate(names)}
    traces = []
    for band in reversed(BANDS):
        here = [row for row in rows.filter(pl.col("band") == band).iter_rows(named=True) if row[column] in place]
        if not here:
            continue
        fill = colour(band, "threat", palette)
        # Both reds are solid, or high would look milder than medium; through a hatch the number could not be read.
        edge = {"color": palette.text, "width": 3} if band == "very_high" else {"color": palette.background, "width": 1}
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": f"{shape(band)} {say('band', band)}", "width": 0.42,
                "marker": {"color": fill, "line": edge},
                "y": [place[row[column]] for row in here], "x": [row["risks"] for row in here],
                **in_bar([number(row["risks"]) for row in here], text_on(fill)), "hoverinfo": "text",
                "hovertext": [f"{clean(row[column])}<br>{say('band', band)}: {number(row['risks'])}" for row in here],
                "customdata": [[row[column], band] for row in here],
            }
        )  # fmt: skip
    labels = []
    for name in names:
        own = rows.filter(pl.col(column) == name)
        late = int(own["overdue"].sum())
        rest = number(own[total][0]) + (f", {number(late)} overdue" if late else "")
        labels.append(row_label(rest, place[name], bold=clean(name), shift=11))
    return figure(
        traces, palette, height=64 + 44 * max(1, len(names)), barmode="stack", showlegend=True, annotations=labels,
        margin={"t": 30}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-len(names) + 0.6, 0.8]},
    )  # fmt: skip
