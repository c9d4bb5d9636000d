"""The page in Dash: `python -m tests.bench.peers.dash_page PORT`."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from dash import Dash, Input, Output, dash_table, dcc, html

from tests.bench import peers


def main(port: int) -> None:
    """Serve it on the loopback."""
    app = Dash(title="Applications")
    first = peers.contents(peers.DATES[0])
    across = {"display": "flex", "gap": "1rem"}
    app.layout = html.Div(
        [
            html.H1("Applications"),
            dcc.RadioItems([str(day) for day in peers.DATES], str(peers.DATES[0]), id="as_at", inline=True),
            html.Div([html.Div([html.P(label), html.H2(id=label)]) for label in first[0]], style=across),
            html.Div(
                [html.Div([html.H2(title), dcc.Graph(id=title)], style={"flex": 1}) for title in first[1]], style=across
            ),
            dash_table.DataTable(id="rows", page_size=50),  # type: ignore[attr-defined]
        ]
    )

    @app.callback(
        *[Output(label, "children") for label in first[0]],
        *[Output(title, "figure") for title in first[1]],
        Output("rows", "data"),
        Input("as_at", "value"),
    )
    def update(as_at: str) -> tuple[Any, ...]:
        tiles, figures, rows = peers.contents(date.fromisoformat(as_at))
        return *tiles.values(), *figures.values(), rows.to_dicts()

    app.run(host="127.0.0.1", port=port, debug=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
