"""Charts of a withdrawal: what each would remove, and how the capital would be shared without those that withdraw."""

from __future__ import annotations

from functools import partial

import plotly.graph_objects as go
import polars as pl

from pages.charts.gateways import counted_part
from pages.charts.theme import LIGHT, Palette, clean, faint, figure, rating, row_label, text_on
from pages.narrative import withdrawal as sentences

MOST = 12
ROW, BAR = 55, 0.28


def each(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """What the withdrawal of each partner alone would remove: a bar of its applications, with staff and net present
    value in words above it.

    Rows: of partners_withdrawals. Custom data of a mark: [partner_id]. The first MOST are drawn; the rows have them
    all.
    """
    shown = list(rows.head(MOST).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    texts = [sentences.took(row) for row in shown]
    bars = {
        "type": "bar", "orientation": "h", "y": places, "width": BAR, "customdata": [[row["partner_id"]] for row in shown],
        "x": [row["applications"] or 0 for row in shown], "marker": {"color": palette.forecast, "line": {"width": 0}},
        "hoverinfo": "text",
        "hovertext": [f"{clean(row['name'])}: {text}; {sentences.hangs(row)}" for row, text in zip(shown, texts, strict=True)],
    }  # fmt: skip
    labels = [
        row_label(text, place, bold=clean(row["name"]), shift=10, two_lines=True)
        for row, text, place in zip(shown, texts, places, strict=True)
    ]
    return figure(
        [bars], palette, height=24 + ROW * max(1, len(shown)), annotations=labels, margin={"t": 4, "b": 4},
        xaxis={"visible": False, "rangemode": "tozero"}, yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.85]},
    )  # fmt: skip


def named(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """How many criteria still to meet and open risks name each partner, and would be left without it.

    Rows: of partners_withdrawals. Custom data of a mark: [partner_id]. The first MOST are drawn; the rows have them
    all.
    """
    shown = list(rows.head(MOST).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    part = partial(counted_part, [row["name"] for row in shown], [[row["partner_id"]] for row in shown])
    outline = {"color": palette.outline, "width": 1}
    traces = [
        part(name, [row[column] or 0 for row in shown], {"color": ink, "line": outline}, text_on(ink)) | {"width": BAR}
        for name, column, ink in (
            ("Criteria still to meet", "criteria", palette.actual), ("Open risks", "risks", palette.ramp[2]),
        )
    ]  # fmt: skip
    labels = [
        row_label(
            sentences.hangs(row, or_else="nothing names it"), place, bold=clean(row["name"]), shift=10, two_lines=True
        )
        for row, place in zip(shown, places, strict=True)
    ]
    return figure(
        [trace for trace in traces if any(trace["x"])], palette, height=44 + ROW * max(1, len(shown)), barmode="stack",
        showlegend=True, annotations=labels, margin={"t": 30, "b": 4}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.85]},
    )  # fmt: skip


def shares(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Each partner's share of the capital: full as it would be, and an outline as it is where somebody
    withdraws; hatched if the partner does.

    Rows: of partners_shares_without. Custom data of a mark: [partner_id]. The first MOST are drawn; the rows have them
    all.
    """
    shown = list(rows.head(MOST).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    texts = [sentences.share_of(row) for row in shown]
    red, is_other = palette.rating["red"], bool(rows["withdraws"].any())
    common = {
        "type": "bar", "orientation": "h", "y": places, "width": BAR, "customdata": [[row["partner_id"]] for row in shown],
        "hoverinfo": "text", "hovertext": [f"{clean(row['name'])}: {text}" for row, text in zip(shown, texts, strict=True)],
    }  # fmt: skip
    traces = [
        {
            **common, "x": [row["without_pct"] or 0 for row in shown],
            "marker": {"color": palette.forecast, "line": {"width": 0}},
        },
        {
            **common, "x": [row["share_pct"] or 0 for row in shown],
            "marker": {
                "color": [palette.background if row["withdraws"] else faint(palette.background, 0) for row in shown],
                "line": {
                    "color": [red if row["withdraws"] else palette.text for row in shown],
                    "width": [1.5 if row["share_pct"] and is_other else 0 for row in shown],
                },
                "pattern": {
                    "shape": ["/" if row["withdraws"] else "" for row in shown], "fgcolor": red, "size": 6,
                },
            },
        },
    ]  # fmt: skip
    labels = [
        row_label(text, place, bold=clean(row["name"]), shift=10, two_lines=True)
        for row, text, place in zip(shown, texts, places, strict=True)
    ]
    most = max([1.0, *(value for row in shown for value in (row["share_pct"], row["without_pct"]) if value)])
    return figure(
        traces, palette, height=24 + ROW * max(1, len(shown)), annotations=labels, barmode="overlay", margin={"t": 4, "b": 4},
        xaxis={"visible": False, "range": [0, most]}, yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.85]},
    )  # fmt: skip


def ratings(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The criteria of each coming gateway: met, depending on a partner that has gone (hatched), and the rest. Above
    each bar: its rating now, and its rating if the dependent criteria were waived.

    Rows: of partners_ratings_without. Custom data of a mark: [gateway_id]. The first MOST are drawn; the rows have them
    all.
    """
    shown = list(rows.head(MOST).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    red, pale = palette.rating["red"], palette.ramp[0]

    part = partial(counted_part, [row["name"] for row in shown], [[row["gateway_id"]] for row in shown])
    outline = {"color": palette.outline, "width": 1}
    hatch = {
        "color": palette.background,
        "pattern": {"shape": "/", "fgcolor": red, "size": 6},
        "line": {"color": red, "width": 2},
    }
    traces = [
        part("Met", [row["met"] for row in shown], {"color": palette.actual, "line": outline}, text_on(palette.actual)),
        # the number stands in the words above the bar, for none can be read on stripes
        {**part("Without their partner", [row["hanging"] for row in shown], hatch, palette.text), "textposition": "none"},
        part(
            "Not met yet", [row["criteria"] - row["met"] - row["hanging"] for row in shown],
            {"color": pale, "line": outline}, text_on(pale),
        ),
    ]  # fmt: skip
    labels = [
        row_label(
            f"{rating(row['rating']).shape} {sentences.rated(row)}", place, bold=clean(row["name"]),
            shift=11, two_lines=True,
        )
        for row, place in zip(shown, places, strict=True)
    ]  # fmt: skip
    return figure(
        [trace for trace in traces if any(trace["x"])], palette, height=44 + (ROW + 12) * max(1, len(shown)), barmode="stack",
        showlegend=True, annotations=labels, margin={"t": 30, "b": 4}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.95]},
    )  # fmt: skip
