"""Charts of the inventory: applications by department, the way to the core, and one application's flows and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from data.each_value import each_in_words
from pages.charts.departments import with_others
from pages.charts.theme import (
    DISPOSITIONS,
    LIGHT,
    TEXT_SIZE,
    Palette,
    as_at_line,
    clean,
    date_ticks,
    figure,
    in_bar,
    row_label,
    text_on,
)
from pages.ui.formatting import capital, count, is_past, lapse, number, share, short_day, slip, was_due

WORDS = {
    "consolidate": "Consolidate", "migrate": "Migrate", "replace": "Replace", "self_service": "Self-service",
    "retain": "Retain", "retire": "Retire", "undecided": "Undecided",
}  # fmt: skip
ROW, BAR = 52, 0.46
ROOM_FOR_NUMBERS = 14  # pixels of a bar's height that a number needs
DENSE, LONGEST, LABEL = 28, 560, (21, 18)
"""Pixels of a row at least; of all rows together, before they draw closer; and of a label above its bar, also where its letters
are small, because rows are close."""


FOR_KEY = 48
"""Pixels by which the figure of one department is higher, so that its key is seen whole."""


def by_department(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per department, split by disposition; the largest department first.

    Rows: one per department and disposition (department, disposition, applications). Custom data of a mark:
    [department, disposition]. What is in scope comes first and in colour, the rest in greys. Departments beyond the
    largest (pages/charts/departments.py) share one line with a count, because a bar of them all would dwarf the rest.
    """
    rows = with_others(rows, "disposition")
    totals = rows.group_by("department", "others").agg(pl.col("applications").sum().alias("n")).sort(
        ["others", "n", "department"], descending=[False, True, False]
    )  # fmt: skip
    departments = totals["department"].to_list()
    others = set(totals.filter("others")["department"])
    place = {name: -at for at, name in enumerate(departments)}
    found = {(d, s): n for d, s, n in rows.select("department", "disposition", "applications").iter_rows()}
    row = min(ROW, max(DENSE, LONGEST / max(1, len(departments))))
    is_close = row - LABEL[0] < ROOM_FOR_NUMBERS
    bar = min(BAR * ROW, row - LABEL[is_close])
    longest = max([1, *totals.filter(~pl.col("others"))["n"]])
    traces: list[Any] = []
    for disposition in DISPOSITIONS:
        here = [d for d in departments if found.get((d, disposition)) and d not in others]
        if not here:
            continue
        counts = [found[d, disposition] for d in here]
        colour = palette.disposition[disposition]
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": WORDS[disposition], "width": bar / row,
                "y": [place[d] for d in here], "x": counts,
                "customdata": [[d, disposition] for d in here],
                "hovertext": [f"{clean(d)}<br>{WORDS[disposition]}: {n:,}" for d, n in zip(here, counts, strict=True)],
                "hoverinfo": "text", "marker": {"color": colour, "line": {"color": palette.outline, "width": 1}},
                **(in_bar([number(n) for n in counts], text_on(colour)) if bar >= ROOM_FOR_NUMBERS else {}),
            }
        )  # fmt: skip
    labels = [
        row_label(number(total), place[name], bold=clean(name), shift=round(bar / 2) + 1, size=TEXT_SIZE - 2 * is_close)
        for name, total in zip(departments, totals["n"], strict=True)
    ]
    spare = (
        FOR_KEY if len(departments) == 1 else 0
    )  # a key may take half of a figure's height, and a phone needs three lines
    return figure(
        traces, palette, height=58 + spare + round(row * len(departments)), barmode="stack", showlegend=True, annotations=labels,
        margin={"t": 8},
        xaxis={"visible": False, "range": [0, 1.01 * longest]},
        yaxis={"visible": False, "range": [-len(departments) + 0.55, 0.75 + spare / row]},
    )  # fmt: skip


def to_core(steps: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The way from all applications to those already in the core: one bar per step, each a part of the first.

    Rows: one per step (step, code, label, applications, share_pct), the whole first. Custom data of a mark: [code].
    """
    ordered = steps.sort("step")
    places = [-at for at in range(ordered.height)]
    colours = [palette.ghost, *[palette.forecast] * max(0, ordered.height - 2), palette.actual][: ordered.height]
    if ordered.height == 1:
        colours = [palette.ghost]
    bars = {
        "type": "bar", "orientation": "h", "y": places, "x": ordered["applications"].to_list(), "width": BAR,
        "marker": {"color": colours}, "customdata": [[code] for code in ordered["code"]],
        "hovertext": [
            f"{clean(label)}: {number(n)} ({share(part)} of all)"
            for label, n, part in ordered.select("label", "applications", "share_pct").iter_rows()
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    labels = [
        row_label(f"{number(n)} · {share(part)}", -at, bold=clean(label), shift=13)
        for at, (label, n, part) in enumerate(ordered.select("label", "applications", "share_pct").iter_rows())
    ]
    return figure(
        [bars], palette, height=20 + (ROW + 6) * max(1, ordered.height), annotations=labels,
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-ordered.height + 0.55, 0.8]},
    )  # fmt: skip


SIDES = {"receives": (0.0, 0.46), "sends": (0.54, 1.0)}
"""From where to where an arrow runs: what the application receives at its left, what it sends at its right."""

MOST_FLOWS, FLOW, FLOW_LETTERS = 7, 46, 22
"""Arrows on a side, the others together below them; pixels of one; letters of a name that half a phone shows."""


def flows(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One application as a bar, between what it receives (left) and what it sends (right).

    Rows: queries/inventory/interfaces.sql; an interface with itself counts as sent. Where a side has more than can be
    named, an arrow stands for a department's interfaces. Custom data of a mark: [other_application_id], or [‘’,
    department].
    """
    traces: list[Any] = []
    labels = []
    places = [0]
    for side, (start, end) in SIDES.items():
        here = rows.filter((pl.col("direction") == "receives") == (side == "receives"))
        here = here if here.height <= MOST_FLOWS else _by_department(here)
        shown = list(here.head(MOST_FLOWS).iter_rows(named=True))
        heights = [-at for at in range(len(shown))]
        custom = [_opens(row) for row in shown]
        hover = [
            f"{clean(row['other_name'])}<br>{clean(capital(_how(row)))}"
            + (f"<br>{clean(row['description'], 110)}" if row["description"] else "")
            for row in shown
        ]
        traces.append(
            {
                "type": "bar", "orientation": "h", "y": heights, "x": [end - start] * len(shown), "base": start, "width": 0.06,
                "marker": {"color": palette.forecast}, "customdata": custom, "hovertext": hover, "hoverinfo": "text",
            }
        )  # fmt: skip
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": [end] * len(shown), "y": heights, "cliponaxis": False,
                "marker": {"symbol": "triangle-right", "size": 13, "color": palette.forecast}, "customdata": custom,
                "hovertext": hover, "hoverinfo": "text",
            }
        )  # fmt: skip
        for row, height in zip(shown, heights, strict=True):
            name = "itself" if row["direction"] == "itself" else clean(row["other_name"], FLOW_LETTERS)
            labels.append(_at(f"<b>{name}</b>", start, height, 4, "bottom"))
            labels.append(_at(clean(_how(row), FLOW_LETTERS + 6), start, height, -4, "top"))
        if here.height > MOST_FLOWS:
            labels.append(_at(f"and {number(here.height - MOST_FLOWS)} more", start, -MOST_FLOWS, 0, "middle"))
        places.append(-min(here.height, MOST_FLOWS + 1) + 1)
    lowest = min(places)
    traces.append(
        {
            "type": "bar", "orientation": "v", "x": [0.5], "y": [lowest - 1], "base": 0.5, "width": 0.03,
            "marker": {"color": palette.actual}, "hoverinfo": "skip",
        }
    )  # fmt: skip
    return figure(
        traces, palette, height=FLOW * (1 - lowest) + 12, annotations=labels, barmode="overlay", margin={"t": 4, "b": 4, "r": 4},
        xaxis={"visible": False, "range": [0, 1.02]}, yaxis={"visible": False, "range": [lowest - 0.5, 0.5]},
    )  # fmt: skip


def _by_department(rows: pl.DataFrame) -> pl.DataFrame:
    """The interfaces of one side by the department at the other end, most first, as rows drawn in the same way."""
    return (
        rows.with_columns(pl.col("other_department").fill_null("Not in the inventory"))
        .group_by("other_department")
        .agg(pl.len().alias("flows"))
        .sort(["flows", "other_department"], descending=[True, False])
        .with_columns(
            direction=pl.lit("several"), other_application_id=pl.lit(""), other_name=pl.col("other_department"),
            frequency=pl.lit(None, pl.String), description=pl.lit(None, pl.String),
        )
        .pipe(lambda some: some.with_columns(each_in_words(some["flows"], lambda n: count(n, "interface")).alias("method")))
    )  # fmt: skip


def _opens(row: Mapping[str, Any]) -> list[str]:
    return ["", row["other_department"]] if row["direction"] == "several" else [row["other_application_id"]]


def _how(row: Mapping[str, Any]) -> str:
    """‘file, daily’."""
    return ", ".join(str(part).replace("_", " ") for part in (row["method"], row["frequency"]) if part)


def _at(text: str, x: float, y: float, shift: int, anchor: str) -> dict[str, Any]:
    return {
        "x": x, "y": y, "text": text, "showarrow": False, "xanchor": "left", "yanchor": anchor, "yshift": shift,
        "align": "left", "font": {"size": TEXT_SIZE - 1},
    }  # fmt: skip


def dates(about: Mapping[str, Any], as_at: date, palette: Palette = LIGHT) -> go.Figure | None:
    """The dates of one application: its move (hollow as planned, solid as expected or done), and the ends of its
    contract and support. None if no date is known.

    about: a row of queries/inventory/application.sql.
    """
    is_moved, planned = about["is_migrated"], about["baseline_date"]
    move = about["actual_date"] or about["forecast_date"] or planned
    found: list[tuple[str, str, list[date], str]] = []
    if move:
        missed = is_past(move, as_at, is_moved)
        beside = short_day(move) + (f", {slip((move - planned).days)}" if planned else "")
        if missed:
            beside = capital(was_due(move, as_at, "moved", brief=True))
        marks = [move] if planned in (None, move) else [planned, move]
        found.append(
            (
                "Moved" if is_moved else "Its move" if missed else "Expected to move",
                beside,
                marks,
                palette.actual if is_moved else palette.forecast,
            )
        )
    for column, name in (("contract_end", "Contract ends"), ("support_end", "Support ends")):
        if end := about.get(column):
            gap = (end - move).days if move else 0
            apart = f", {lapse(gap)} {'after' if gap > 0 else 'before'} the move" if gap else ""
            found.append((name, f"{short_day(end)}{apart}", [end], palette.marker))
    if not found:
        return None
    traces = [
        {
            "type": "scatter", "mode": "lines+markers", "x": marks, "y": [-at] * len(marks), "cliponaxis": False,
            "line": {"color": colour, "width": 3}, "hoverinfo": "text", "hovertext": [short_day(day) for day in marks],
            "marker": {
                "symbol": "diamond", "size": 12, "opacity": 1, "line": {"color": colour, "width": 2},
                "color": [palette.background, colour] if len(marks) == 2 else [colour],
            },
        }
        for at, (_, _, marks, colour) in enumerate(found)
    ]  # fmt: skip
    days = [as_at, *(day for _, _, marks, _ in found for day in marks)]
    air = timedelta(days=max(10, (max(days) - min(days)).days // 14))
    span = (min(days) - air, max(days) + air)
    line, label = as_at_line(as_at, palette, *span)
    labels = [row_label(clean(rest), -at, bold=name, shift=9) for at, (name, rest, _, _) in enumerate(found)]
    return figure(
        traces, palette, height=46 * len(found) + 70, annotations=[*labels, label], shapes=[line], margin={"t": 22, "b": 4},
        xaxis={**date_ticks(*span), "range": list(span)}, yaxis={"visible": False, "range": [-len(found) + 0.5, 0.8]},
    )  # fmt: skip
