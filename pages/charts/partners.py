"""Charts of partners: each one's stage over time, how many have come how far, their concerns and what they bring."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import (
    LIGHT,
    PARTNER_STAGES,
    Palette,
    as_at_line,
    clean,
    count_ticks,
    date_ticks,
    droppable,
    figure,
    in_bar,
    row_label,
    text_on,
)
from pages.narrative import partners as sentences
from pages.ui.formatting import lapse, listing, number, short_day
from pages.ui.labels import say

WORDS = {
    "identified": "Identified", "in_discussion": "In discussion", "committed": "Committed",
    "business_case_agreed": "Business case agreed", "design_and_sla_agreed": "Design and SLA agreed",
    "onboarding": "Onboarding", "live": "Live", "withdrawn": "Withdrawn",
}  # fmt: skip
ROW, BAR, WIDE = 48, 0.4, 0.5
"""Pixels of a row; the parts of it that a bar takes, and one with words in it."""
KEY = 80
"""Pixels: the key to the stages above the lanes, which takes four lines on a phone."""

MOST = 25
"""How many partners get a lane of their own."""

LETTERS = 46  # what a phone shows on one line

DAY = 86_400_000  # milliseconds, in which a date axis counts


def stage_lanes(spells: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """One lane per partner, with a piece per stage, darker for later stages; the furthest partner first. Partners
    beyond MOST share one line with counts by stage; one more than MOST is drawn anyway, because a line for ‘1 other
    partner’ would save nothing.

    Rows: one per partner and spell in a stage (partner_id, name, stage, from_date, to_date, in_stage_since, days; the
    last two null where no day is reported). Custom data of a mark: [partner_id]. Withdrawn is hatched.
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
        colour, marker = _stage_look(stage, palette)
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": WORDS[stage].removesuffix(" agreed"), "width": WIDE, "marker": marker,
                "y": [place[row["partner_id"]] for row in here], "base": [row["from_date"] for row in here],
                "x": [max((row["to_date"] - row["from_date"]).days, 1) * DAY for row in here],
                "text": [WORDS[stage]] * len(here), "textposition": "inside", "insidetextanchor": "start",
                "textfont": {"color": text_on(colour), "size": 12}, "textangle": 0, "hoverinfo": "text",
                "customdata": [[row["partner_id"]] for row in here],
                "hovertext": [
                    f"<b>{clean(row['name'])}</b><br>{WORDS[stage]}<br>{short_day(row['in_stage_since'] or row['from_date'])} to"
                    f" {short_day(row['to_date'])}{_so_long(row)}"
                    for row in here
                ],
            }
        )  # fmt: skip
    labels = []
    for row in lanes:
        so_far = f"{WORDS.get(row['stage'], row['stage'])}{droppable(_so_long(row))}"
        labels.append(row_label(so_far, place[row["partner_id"]], bold=clean(row["name"]), shift=13))
    if others:
        labels.append(_counted(others, -len(lanes)))
    rows = len(lanes) + bool(others)
    days = min([*spells["from_date"], as_at]), max([*spells["to_date"], as_at])
    line, label = as_at_line(as_at, palette, *days)
    return figure(
        traces, palette, height=KEY + 90 + ROW * max(1, rows), barmode="overlay", shapes=[line], annotations=[*labels, label],
        uniformtext={"mode": "hide", "minsize": 12}, margin={"t": KEY + 26}, showlegend=True,
        xaxis=date_ticks(*days),
        yaxis={"visible": False, "range": [-rows + 0.55, 0.8]},
    )  # fmt: skip


def _stage_look(stage: str, palette: Palette) -> tuple[str, dict[str, Any]]:
    """(the colour of a stage, its bar's marker): darker the further it is; withdrawn is hatched."""
    colour = palette.ramp[PARTNER_STAGES.index(stage)] if stage in PARTNER_STAGES else palette.background
    marker: dict[str, Any] = {"color": colour, "line": {"color": palette.outline, "width": 1}}
    if stage == "withdrawn":
        marker["pattern"] = {"shape": "x", "fgcolor": palette.rating["red"], "size": 7}
    return colour, marker


def _so_long(row: dict[str, Any]) -> str:
    """‘, 4 months’: how long a partner was in a stage; empty where no day is reported."""
    return "" if row["days"] is None else f", {lapse(row['days'])}"


def _counted(others: list[dict[str, Any]], y: float) -> dict[str, Any]:
    """‘35 other partners: 20 in discussion, 15 identified’, the furthest stage first."""
    tally = Counter(row["stage"] for row in others)
    parts = [f"{number(n)} {WORDS.get(stage, stage).lower().replace(' sla', ' SLA')}" for stage, n in tally.items()]
    lines = "<br>".join(textwrap.wrap(listing(parts), LETTERS))
    return row_label(lines, y, bold=f"{number(len(others))} other partners", shift=-28, two_lines=True)


def funnel(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """How many partners have come how far: one bar per stage, of those in it or beyond, darker for later stages.

    Rows: one per stage, in order (stage, stage_order, here, reached, reached_before, names). Custom data of a mark:
    [stage]. A stage reached by more or fewer partners than at the previous report says so beside its name.
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
        row_label(_moved(row), place, bold=WORDS[row["stage"]], shift=15)
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


STEPS = {
    "committed": ("Committed", "Com-<br>mitted"), "business_case_agreed": ("Business<br>case",),
    "design_and_sla_agreed": ("Design<br>and SLA",), "onboarding": ("On-<br>boarding",), "live": ("Live",),
}  # fmt: skip
"""Step of partners_agreed → its heading, short enough for a phone, and where it isn't for a narrower figure, that one too."""


def agreed(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """What each partner has agreed and signed: a full square and its month for each step done, a hollow one for each
    step to come.

    Rows: of partners_agreed, partner by partner, each with every step. Custom data of a mark: [partner_id]. The first
    MOST partners are drawn; the rows have them all.
    """
    partners = rows.unique("partner_id", maintain_order=True).head(MOST)
    places = {one: -at for at, one in enumerate(partners["partner_id"])}
    shown = [row for row in rows.iter_rows(named=True) if row["partner_id"] in places]
    colours = [palette.ramp[row["step_order"] - 1] if row["is_reached"] else palette.background for row in shown]
    marks = {
        "type": "scatter", "mode": "markers+text", "x": [row["step_order"] for row in shown],
        "y": [places[row["partner_id"]] for row in shown], "cliponaxis": False, "hoverinfo": "text",
        "marker": {
            "symbol": "square", "size": 14, "color": colours, "opacity": 1, "line": {"color": palette.outline, "width": 1.5},
        },
        "text": [f" {row['reached_on']:%b %y}" if row["reached_on"] else "" for row in shown], "textposition": "middle right",
        "textfont": {"size": 12, "color": palette.text}, "customdata": [[row["partner_id"]] for row in shown],
        "hovertext": [
            f"<b>{clean(row['name'])}</b><br>{WORDS[row['step']]}: "
            + (f"{short_day(row['reached_on'])}" if row["reached_on"] else "not yet" if not row["is_reached"] else "yes")
            for row in shown
        ],
    }  # fmt: skip
    labels = [
        row_label(sentences.criteria(row), places[row["partner_id"]], bold=clean(row["name"]), shift=10)
        for row in partners.iter_rows(named=True)
    ]
    heads = [
        {
            "x": 3 + at, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "center", "showarrow": False, "text": name,
            "font": {"size": 12, "color": palette.muted},
            **({"name": width} if len(names) > 1 else {}),
        }
        for at, names in enumerate(STEPS.values())
        for width, name in zip(("roomy", "tight"), names, strict=False)
    ]  # fmt: skip
    return figure(
        [marks], palette, height=70 + ROW * max(1, partners.height), annotations=[*labels, *heads], margin={"t": 38},
        xaxis={"visible": False, "range": [2.6, 7.7]},
        yaxis={"visible": False, "range": [-partners.height + 0.5, 0.85]},
    )  # fmt: skip


REPORTS = 12
"""So many of the latest reports are drawn."""


def by_report(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """How many partners were in each stage at each report: one column per report, the furthest stage at the bottom.

    Rows: of partners_by_report. Custom data of a mark: [reporting_date, stage].
    """
    days = rows["reporting_date"].unique().sort().to_list()[-REPORTS:]
    traces = []
    for stage in (*reversed(PARTNER_STAGES), "withdrawn"):
        here = {
            row["reporting_date"]: row for row in rows.filter(pl.col("stage") == stage).iter_rows(named=True)
            if row["reporting_date"] in days
        }  # fmt: skip
        if not here:
            continue
        colour, marker = _stage_look(stage, palette)
        traces.append(
            {
                "type": "bar", "name": WORDS[stage], "x": [days.index(day) for day in here],
                "y": [row["partners"] for row in here.values()], "marker": marker,
                **in_bar([number(row["partners"]) for row in here.values()], text_on(colour)),
                "customdata": [[day.isoformat(), stage] for day in here], "hoverinfo": "text",
                "hovertext": [
                    f"{short_day(day)}, <b>{WORDS[stage]}</b>: {number(row['partners'])}<br>"
                    f"{clean(textwrap.shorten(row['names'], 120))}"
                    for day, row in here.items()
                ],
            }
        )  # fmt: skip
    return figure(
        traces, palette, height=360, barmode="stack", showlegend=True, margin={"t": 62},
        xaxis={"tickvals": list(range(len(days))), "ticktext": [f"{day.day} {day:%b}<br>{day.year}" for day in days]},
        yaxis={"title": None, **count_ticks(max(rows.group_by("reporting_date").agg(pl.col("partners").sum())["partners"]))},
    )  # fmt: skip


def by_theme(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """What the concerns are about: one bar per theme, answered or closed concerns full, open ones hatched.

    Rows: of partners_concerns_by_theme. Custom data of a mark: [theme].
    """
    places = [-at for at in range(rows.height)]
    themes = [[theme] for theme in rows["theme"]]
    settled = [row["answered"] + row["closed"] for row in rows.iter_rows(named=True)]
    texts = [sentences.theme(row) for row in rows.iter_rows(named=True)]
    common = {
        "type": "bar", "orientation": "h", "y": places, "width": BAR, "customdata": themes, "hoverinfo": "text",
        "hovertext": texts,
    }  # fmt: skip
    amber = palette.rating["amber"]
    traces = [
        {**common, "x": settled, "marker": {"color": palette.actual, "line": {"width": 0}}},
        {
            **common, "x": rows["open"].to_list(), "base": settled,
            "marker": {
                "color": palette.background, "line": {"color": amber, "width": [1.5 if many else 0 for many in rows["open"]]},
                "pattern": {"shape": "/", "fgcolor": amber, "size": 6},
            },
        },
    ]  # fmt: skip
    labels = [
        row_label(text, place, bold=say("theme", theme[0]), shift=11)
        for theme, text, place in zip(themes, texts, places, strict=True)
    ]
    return figure(
        traces, palette, height=24 + ROW * max(1, rows.height), annotations=labels, barmode="overlay", margin={"t": 4, "b": 4},
        xaxis={"visible": False, "range": [0, max([1, *rows["concerns"]])]},
        yaxis={"visible": False, "range": [-rows.height + 0.55, 0.85]},
    )  # fmt: skip


def scope(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """What each partner brings: a pair of bars each, applications above and staff below.

    Rows: of partners_scope. Custom data of a mark: [partner_id]. The first MOST are drawn; the rows have them all.
    """
    shown = rows.head(MOST)
    keys = [[one] for one in shown["partner_id"]]
    texts = [sentences.brings(row) for row in shown.iter_rows(named=True)]
    traces = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": [-at + shift for at in range(shown.height)], "width": 0.2,
            "x": [value or 0 for value in shown[column]], "customdata": keys,
            "marker": {"color": colour, "line": {"color": palette.outline, "width": 1}},
            "hoverinfo": "text", "hovertext": texts,
        }
        for name, column, colour, shift in (
            ("Applications", "applications_in_scope", palette.actual, 0.1),
            ("Staff", "staff_in_scope", palette.ramp[2], -0.12),
        )
    ]  # fmt: skip
    labels = [
        row_label(text, -at, bold=clean(name), shift=12)
        for at, (name, text) in enumerate(zip(shown["name"], texts, strict=True))
    ]
    return figure(
        traces, palette, height=60 + ROW * max(1, shown.height), annotations=labels, barmode="overlay", showlegend=True,
        margin={"t": 30}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-shown.height + 0.55, 0.85]},
    )  # fmt: skip
