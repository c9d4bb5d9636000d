"""Charts of gateways: criteria met, by partner and by case, and how the ratings moved."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, clean, figure, in_bar, rating, row_label, text_on
from pages.narrative.gateways import CASES, columns_called
from pages.ui.formatting import number, short_day

ROW, BAR = 52, 0.46
FEWEST_COLUMNS = 6
"""For how many reports there is room, or the first one alone would fill the figure."""


def criteria_by_partner(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The criteria of one gateway, one bar per partner: met, overdue and still to come.

    Rows: one per partner (partner, met, criteria, overdue; partner_id where there is one). Custom data of a mark:
    [partner_id or ‘’]. Overdue criteria are hatched, so that colour is not the only sign.
    """
    kept = rows.filter(pl.col("criteria") > 0)
    ids = kept["partner_id"].fill_null("").to_list() if "partner_id" in kept.columns else [""] * kept.height
    return _criteria(kept, kept["partner"].to_list(), ids, palette)


def criteria_by_case(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The criteria by case of the Five Case Model, drawn like those by partner; a case without criteria has a line but
    no bar.

    Rows: gateways_criteria_by_case. Custom data of a mark: [five_case].
    """
    return _criteria(rows, [CASES[code] for code in rows["five_case"]], rows["five_case"].to_list(), palette)


def _criteria(kept: pl.DataFrame, names: list[str], ids: list[str], palette: Palette) -> go.Figure:
    places = [-at for at in range(kept.height)]
    met, whole, overdue = (kept[name].to_list() for name in ("met", "criteria", "overdue"))
    coming = [w - m - o for w, m, o in zip(whole, met, overdue, strict=True)]
    red = palette.rating["red"]

    stripes = {"shape": "/", "fgcolor": red, "size": 6}
    hatch = {"color": palette.background, "pattern": stripes, "line": {"color": red, "width": 2}}
    faint = palette.ramp[0]
    part = partial(counted_part, names, [[one] for one in ids])
    traces = [
        part(
            "Met",
            met,
            {"color": palette.actual, "line": {"color": palette.outline, "width": 1}},
            text_on(palette.actual),
        ),
        {**part("Overdue", overdue, hatch, palette.text), "textposition": "none"},
        part("Still to come", coming, {"color": faint, "line": {"color": palette.outline, "width": 1}}, text_on(faint)),
    ]
    waived = kept["waived"].to_list() if "waived" in kept.columns else [0] * kept.height
    labels = [
        row_label(_so_far(m, w, o, left_out), at, bold=clean(name), shift=13)
        for name, m, w, o, left_out, at in zip(names, met, whole, overdue, waived, places, strict=True)
    ]
    return figure(
        [trace for trace in traces if any(trace["x"])], palette, height=58 + ROW * max(1, kept.height), barmode="stack",
        showlegend=True, annotations=labels, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-kept.height + 0.55, 0.75]},
    )  # fmt: skip


def counted_part(
    names: list[str], custom: list[Any], name: str, counts: list[int], marker: dict[str, Any], ink: str
) -> dict[str, Any]:
    """One part of stacked criteria bars, with its count inside; names and custom data run from the top down. `ink`: the
    colour of the counts."""
    outline = marker["line"]
    return {
        "type": "bar", "orientation": "h", "name": name, "y": [-at for at in range(len(names))], "x": counts, "width": BAR,
        # no outline where there is no bar
        "marker": {**marker, "line": {**outline, "width": [outline["width"] if n else 0 for n in counts]}},
        "customdata": custom, **in_bar([number(n) if n else "" for n in counts], ink), "hoverinfo": "text",
        "hovertext": [f"{clean(n, 70)}<br>{name}: {c}" for n, c in zip(names, counts, strict=True)],
    }  # fmt: skip


def _so_far(met: int, whole: int, overdue: int, waived: int) -> str:
    """‘3 of 7 met, 1 overdue’, ‘no criterion’, or ‘waived’ if all of them are."""
    if not whole:
        return "waived" if waived else "no criterion"
    return f"{met} of {whole} met{f', {overdue} overdue' if overdue else ''}"


def ratings(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """How the computed ratings have moved: one column per report, one piece per rating with its shape and count.

    Rows: one per report and rating (reporting_date, computed_rating, gateways, names), the earliest report first.
    Custom data of a mark: [reporting date]. The last column has the ratings in words.
    """
    days = rows["reporting_date"].unique().sort().to_list()
    places = {day: at for at, day in enumerate(days)}
    traces, labels = [], []
    stacked = 0
    for code in ("green", "amber", "red"):
        here = list(rows.filter(pl.col("computed_rating") == code).iter_rows(named=True))
        if not here:
            continue
        shown, colour = rating(code), palette.rating[code]
        traces.append(
            {
                "type": "bar", "name": shown.word, "x": [places[row["reporting_date"]] for row in here],
                "y": [row["gateways"] for row in here], "width": 0.9, "marker": {"color": colour, "line": {"width": 0}},
                **in_bar([f"{shown.shape} {number(row['gateways'])}" for row in here], text_on(colour)),
                "customdata": [[row["reporting_date"].isoformat()] for row in here], "hoverinfo": "text",
                "hovertext": [
                    f"<b>{short_day(row['reporting_date'])}: {number(row['gateways'])} {shown.word.lower()}</b><br>"
                    + "<br>".join(clean(line) for line in textwrap.wrap(row["names"], 60)[:8])
                    for row in here
                ],
            }
        )  # fmt: skip
        if here[-1]["reporting_date"] == days[-1]:
            count = here[-1]["gateways"]
            labels.append(
                {
                    "x": len(days) - 0.55, "y": stacked + count / 2, "text": f"<b>{shown.shape} {shown.word}</b>",
                    "showarrow": False, "xanchor": "left", "font": {"color": colour},
                }
            )  # fmt: skip
            stacked += count
    every, names = max(1, -(-len(days) // 6)), columns_called(days)
    ticks = [at for at in range(len(days)) if (len(days) - 1 - at) % every == 0]
    return figure(
        traces, palette, height=230, barmode="stack", annotations=labels, margin={"r": 72},
        xaxis={"tickvals": ticks, "ticktext": ["<br>".join(names[at].rsplit(" ", 1)) for at in ticks],
               "range": [-0.5, max(len(days), FEWEST_COLUMNS) - 0.5]},
        yaxis={"visible": False},
    )  # fmt: skip
