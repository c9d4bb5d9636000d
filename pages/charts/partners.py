"""Charts of partners: each partner's stage over time, one lane each."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, PARTNER_STAGES, Palette, as_at_line, clean, date_ticks, figure, row_label, text_on
from pages.ui.formatting import lapse, listing, number, short_day

WORDS = {
    "identified": "Identified", "in_discussion": "In discussion", "committed": "Committed",
    "business_case_agreed": "Business case agreed", "design_and_sla_agreed": "Design and SLA agreed",
    "onboarding": "Onboarding", "live": "Live", "withdrawn": "Withdrawn",
}  # fmt: skip
ROW, BAR = 48, 0.4
MOST = 25
"""How many partners get a lane of their own."""

LETTERS = 46  # what a phone shows on one line

DAY = 86_400_000  # milliseconds, in which a date axis counts


def stage_lanes(spells: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """One lane per partner, a piece per stage, the further the darker; the furthest partner first. Beyond MOST the others
    are counted by stage in one line: up to one more than that, a line for ‘1 other partner’ would save nothing.

    Rows: one per partner and spell in a stage (partner_id, name, stage, from_date, to_date). Custom data of a mark:
    [partner_id]. Withdrawn is hatched.
    """
    order = {stage: at for at, stage in enumerate(PARTNER_STAGES)}
    last = {row["partner_id"]: row for row in spells.sort("from_date").iter_rows(named=True)}
    lanes = sorted(last.values(), key=lambda row: (-order.get(row["stage"], -1), row["from_date"], row["name"]))
    others = lanes[MOST:] if len(lanes) > MOST + 1 else []
    lanes = lanes[: len(lanes) - len(others)]
    place = {row["partner_id"]: -at for at, row in enumerate(lanes)}
    traces = []
    for stage in (*PARTNER_STAGES, "withdrawn"):
        here = [row for row in spells.iter_rows(named=True) if row["stage"] == stage and row["partner_id"] in place]
        if not here:
            continue
        colour = palette.ramp[order[stage]] if stage in order else palette.background
        marker: dict[str, object] = {"color": colour, "line": {"color": palette.outline, "width": 1}}
        if stage == "withdrawn":
            marker["pattern"] = {"shape": "x", "fgcolor": palette.rating["red"], "size": 7}
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": WORDS[stage], "width": BAR, "marker": marker,
                "y": [place[row["partner_id"]] for row in here], "base": [row["from_date"] for row in here],
                "x": [max((row["to_date"] - row["from_date"]).days, 1) * DAY for row in here],
                "text": [WORDS[stage]] * len(here), "textposition": "inside", "insidetextanchor": "start",
                "textfont": {"color": text_on(colour), "size": 12}, "textangle": 0, "hoverinfo": "text",
                "customdata": [[row["partner_id"]] for row in here],
                "hovertext": [
                    f"<b>{clean(row['name'])}</b><br>{WORDS[stage]}<br>{short_day(row['from_date'])} to"
                    f" {short_day(row['to_date'])}, {lapse((row['to_date'] - row['from_date']).days)}"
                    for row in here
                ],
            }
        )  # fmt: skip
    labels = []
    for row in lanes:
        so_far = f"{WORDS.get(row['stage'], row['stage'])}, {lapse((row['to_date'] - row['from_date']).days)}"
        name = clean(row["name"], max(18, LETTERS - len(so_far)))
        labels.append(row_label(so_far, place[row["partner_id"]], palette, bold=name, shift=11))
    if others:
        labels.append(_counted(others, -len(lanes), palette))
    rows = len(lanes) + bool(others)
    days = min([*spells["from_date"], as_at]), max([*spells["to_date"], as_at])
    line, label = as_at_line(as_at, palette, *days)
    return figure(
        traces, palette, height=90 + ROW * max(1, rows), barmode="overlay", shapes=[line], annotations=[*labels, label],
        uniformtext={"mode": "hide", "minsize": 12}, margin={"t": 26},
        xaxis=date_ticks(*days),
        yaxis={"visible": False, "range": [-rows + 0.55, 0.8]},
    )  # fmt: skip


def _counted(others: list[dict[str, Any]], y: float, palette: Palette) -> dict[str, Any]:
    """‘35 other partners: 20 in discussion, 15 identified’ from the furthest stage on."""
    tally = Counter(row["stage"] for row in others)
    parts = [f"{number(n)} {WORDS.get(stage, stage).lower().replace(' sla', ' SLA')}" for stage, n in tally.items()]
    lines = "<br>".join(textwrap.wrap(listing(parts), LETTERS))
    return row_label(lines, y, palette, bold=f"{number(len(others))} other partners", shift=-28, two_lines=True)


def funnel(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """How many partners have come how far: a bar per stage, of those in it or beyond; the further the darker.

    Rows: one per stage, in order (stage, stage_order, here, reached, reached_before, names). Custom data of a mark: [stage].
    A stage that more, or fewer, have reached than at the report before says so beside its name.
    """
    stages = list(rows.iter_rows(named=True))
    places = [-at for at in range(len(stages))]
    colours = [palette.ramp[row["stage_order"] - 1] for row in stages]
    bars = {
        "type": "bar", "orientation": "h", "y": places, "x": [row["reached"] for row in stages], "width": BAR + 0.12,
        "marker": {"color": colours, "line": {"color": palette.outline, "width": 1}},
        "text": [f"<b>{number(row['reached'])}</b>" if row["reached"] else "" for row in stages],
        "textposition": "inside", "insidetextanchor": "start", "textangle": 0,
        "textfont": {"color": [text_on(colour) for colour in colours], "size": 13},
        "customdata": [[row["stage"]] for row in stages], "hoverinfo": "text",
        "hovertext": [
            f"<b>{WORDS[row['stage']]}</b>: {number(row['reached'])} have come so far or further<br>"
            f"{clean(textwrap.shorten(row['names'] or 'None', 120))} {'are' if row['here'] > 1 else 'is'} here now"
            for row in stages
        ],
    }  # fmt: skip
    labels = [
        row_label(_moved(row), place, palette, bold=WORDS[row["stage"]], shift=15)
        for row, place in zip(stages, places, strict=True)
    ]
    most = max((row["reached"] for row in stages), default=1)
    return figure(
        [bars], palette, height=40 + 50 * max(1, len(stages)), annotations=labels, bargap=0,
        xaxis={"visible": False, "range": [0, max(most, 1)]}, yaxis={"visible": False, "range": [-len(stages) + 0.5, 0.85]},
    )  # fmt: skip


def _moved(row: Mapping[str, Any]) -> str:
    """‘1 here now · 1 more than the report before’."""
    parts = [f"{number(row['here'])} here now"] if row["here"] else []
    before = row["reached_before"]
    if before is not None and before != row["reached"]:
        gap = row["reached"] - before
        parts.append(
            f"{'▲' if gap > 0 else '▼'} {number(abs(gap))} {'more' if gap > 0 else 'fewer'} than a report before"
        )
    return " · ".join(parts)
