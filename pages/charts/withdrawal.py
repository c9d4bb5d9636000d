"""Charts of a withdrawal: how the cost would be shared without those that withdraw."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, clean, faint, figure, row_label
from pages.narrative import withdrawal as sentences

MOST, LETTERS = 12, 54
ROW, BAR = 50, 0.34


def shares(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Each partner's share of the cost: full as it would be, the outline as it is; hatched where the partner withdraws.

    Rows: of partners_shares_without. Custom data of a mark: [partner_id]. The first MOST are drawn; the rows have them all.
    """
    shown = list(rows.head(MOST).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    texts = [sentences.share_of(row) for row in shown]
    red = palette.rating["red"]
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
                    "width": [1.5 if row["share_pct"] else 0 for row in shown],
                },
                "pattern": {
                    "shape": ["/" if row["withdraws"] else "" for row in shown], "fgcolor": red, "size": 6,
                },
            },
        },
    ]  # fmt: skip
    labels = [
        row_label(text, place, palette, bold=clean(row["name"], max(16, LETTERS - len(text))), shift=11)
        for row, text, place in zip(shown, texts, places, strict=True)
    ]
    most = max([1.0, *(value for row in shown for value in (row["share_pct"], row["without_pct"]) if value)])
    return figure(
        traces, palette, height=24 + ROW * max(1, len(shown)), annotations=labels, barmode="overlay", margin={"t": 4, "b": 4},
        xaxis={"visible": False, "range": [0, most]}, yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.85]},
    )  # fmt: skip
