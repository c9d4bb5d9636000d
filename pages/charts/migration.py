"""Charts of migration: the burn-up, and the departments by stage."""

from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.departments import with_others
from pages.charts.theme import (
    LIGHT,
    STAGES,
    Look,
    as_at_line,
    clean,
    count_ticks,
    date_ticks,
    figure,
    row_label,
    text_on,
)
from pages.ui.formatting import number

WORDS = {
    "not_started": "Not started", "discovery": "Discovery", "build": "Build", "test": "Test", "ready": "Ready",
    "migrated": "Migrated", "decommissioned": "Decommissioned",
}  # fmt: skip
ROW, BAR = 44, 0.46


def burn_up(rows: pl.DataFrame, as_at: date, look: Look = LIGHT) -> go.Figure:
    """Applications moved, added up by month: the plan as a ghost, what happened solid, what is forecast dashed.

    Rows: one per month (month_end, planned, actual, and forecast where there is one). The line of what happened ends
    at the as-at date, not at the end of its month. Custom data of a mark: [series, month_end].
    """
    months = rows["month_end"].to_list()
    known = rows.filter(pl.col("actual").is_not_null())
    lines = [_line("Planned", months, rows["planned"].to_list(), look.ghost, 2, "solid")]
    notes = []
    if "forecast" in rows.columns:
        ahead = rows.filter(pl.col("forecast").is_not_null() & (pl.col("month_end") > as_at))
        if known.height and ahead.height:
            days = [min(as_at, known["month_end"][-1]), *ahead["month_end"]]
            counts = [known["actual"][-1], *ahead["forecast"]]
            lines.append(_line("Forecast", days, counts, look.forecast, 2.5, "dash"))
            notes.append(_end("Forecast", days[-1], counts[-1], "right", "top"))
    if known.height:
        days = [*known["month_end"][:-1], min(as_at, known["month_end"][-1])]
        done = known["actual"].to_list()
        lines.append(_line("Moved", days, done, look.actual, 3.5, "solid"))
        lines.append(
            {
                "type": "scatter", "mode": "markers", "x": [days[-1]], "y": [done[-1]], "hoverinfo": "skip",
                "marker": {"size": 10, "color": look.actual}, "showlegend": False,
            }
        )  # fmt: skip
        notes.append(_end(f"Moved {number(done[-1])}", days[-1], done[-1], "left", "top"))
    if rows.height:
        notes.append(_end(f"Planned {number(rows['planned'][-1])}", months[-1], rows["planned"][-1], "right", "bottom"))
    ends = min([*months, as_at]), max([*months, as_at])
    line, label = as_at_line(as_at, look, *ends)
    return figure(
        lines, look, height=380, shapes=[line], annotations=[*notes, label], margin={"t": 26, "l": 4},
        xaxis=date_ticks(*ends),
        yaxis={"rangemode": "tozero", "title": None, **count_ticks(max([0, *rows["planned"].drop_nulls()]))},
    )  # fmt: skip


def _line(name: str, days: list[date], counts: list[Any], colour: str, width: float, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "x": days, "y": counts,
        "line": {"color": colour, "width": width, "dash": dash}, "marker": {"size": 5, "color": colour},
        "customdata": [[name, str(d)] for d in days], "hoverinfo": "text",
        "hovertext": [f"{name} by {d.day} {d:%B %Y}: {number(n)}" for d, n in zip(days, counts, strict=True)],
    }  # fmt: skip


def _end(text: str, day: date, value: float, xanchor: str, side: str) -> dict[str, Any]:
    """A label at the end of a line: in its place a key would have to be looked up."""
    return {
        "x": day, "y": value, "text": f"<b>{text}</b>", "showarrow": False, "xanchor": xanchor,
        "yanchor": "top" if side == "top" else "bottom", "yshift": -14 if side == "top" else 6,
        "xshift": 6 if xanchor == "left" else 0,
    }  # fmt: skip


def by_stage(rows: pl.DataFrame, look: Look = LIGHT) -> go.Figure:
    """Departments by stage: a bar each, from the finished on the left to those not started; the largest first.

    Rows: one per department and stage (department, stage, applications). Custom data of a mark: [department, stage].
    Beyond the largest (pages/charts/departments.py) the departments are counted in one line: a bar would dwarf the rest.
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
    for stage in reversed(STAGES):
        here = [d for d in departments if found.get((d, stage)) and d not in others]
        if not here:
            continue
        colour = look.ramp[STAGES.index(stage)]
        counts = [found[d, stage] for d in here]
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": WORDS[stage], "width": BAR,
                "y": [place[d] for d in here], "x": counts, "text": [number(n) for n in counts],
                "customdata": [[d, stage] for d in here],
                "hovertext": [f"{clean(d)}<br>{WORDS[stage]}: {n:,}" for d, n in zip(here, counts, strict=True)],
                "hoverinfo": "text", "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
                "textfont": {"color": text_on(colour), "size": 12},
                "marker": {"color": colour, "line": {"color": look.outline, "width": 1}},
            }
        )  # fmt: skip
    labels = [
        # A phone shows some fifty letters of it on the one line.
        row_label(f"{number(moved)} of {number(n)} moved", place[name], look, bold=clean(name, 32), shift=13)
        for name, n, moved in totals.select("department", "n", "moved").iter_rows()
    ]
    return figure(
        traces, look, height=58 + ROW * len(departments), barmode="stack", showlegend=True, annotations=labels,
        uniformtext={"mode": "hide", "minsize": 10},
        xaxis={"visible": False}, yaxis={"visible": False, "range": [-len(departments) + 0.55, 0.75]},
    )  # fmt: skip
