"""Chart of departments by stage. The burn-up is in pages/charts/forecast.py."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.departments import with_others
from pages.charts.theme import LIGHT, STAGES, Palette, clean, figure, in_bar, row_label, text_on
from pages.ui.formatting import number

WORDS = {
    "not_started": "Not started", "discovery": "Discovery", "build": "Build", "test": "Test", "ready": "Ready",
    "migrated": "Migrated", "decommissioned": "Decommissioned",
    "unplanned": "No move reported",
}  # fmt: skip
ROW, BAR = 36, 0.46


def by_stage(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per department, split by stage from finished (left) to not started; the largest department first.

    Rows: of migration_by_stage. Custom data of a mark: [department, stage], the stage ‘unplanned’ for applications
    without a migration. Departments beyond the largest (pages/charts/departments.py) share one line with a count.
    """
    rows = with_others(rows, "stage")
    totals = rows.group_by("department", "others").agg(
        pl.col("applications").sum().alias("n"),
        pl.col("migrated").sum().alias("moved"),
    ).sort(["others", "n", "department"], descending=[False, True, False])  # fmt: skip
    departments = totals["department"].to_list()
    others = set(totals.filter("others")["department"])
    place = {name: -at for at, name in enumerate(departments)}
    found = {(d, s): n for d, s, n in rows.select("department", "stage", "applications").iter_rows()}
    traces: list[Any] = []
    # Finished first, so that the dark part grows from the left as the programme goes on.
    for stage in (*reversed(STAGES), "unplanned"):
        here = [d for d in departments if found.get((d, stage)) and d not in others]
        if not here:
            continue
        colour = palette.ramp[STAGES.index(stage)] if stage in STAGES else palette.background
        counts = [found[d, stage] for d in here]
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": WORDS[stage], "width": BAR,
                "y": [place[d] for d in here], "x": counts,
                "customdata": [[d, stage] for d in here],
                "hovertext": [f"{clean(d)}<br>{WORDS[stage]}: {n:,}" for d, n in zip(here, counts, strict=True)],
                "hoverinfo": "text",
                "marker": {"color": colour, "line": {"color": palette.outline, "width": 1}},
                **in_bar([number(n) for n in counts], text_on(colour)),
            }
        )  # fmt: skip
    labels = [
        row_label(f"{number(moved)} of {number(n)} moved", place[name], bold=clean(name), shift=9, size=12)
        for name, n, moved in totals.select("department", "n", "moved").iter_rows()
    ]
    return figure(
        traces, palette, height=58 + ROW * len(departments), barmode="stack",
        showlegend=True, annotations=labels,
        xaxis={"visible": False}, yaxis={"visible": False, "range": [-len(departments) + 0.55, 0.75]},
    )  # fmt: skip
