"""Charts of partners: each partner's stage over time, one lane each."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, PARTNER_STAGES, Look, as_at_line, clean, figure, row_label, text_on
from pages.parts.words import lapse, short_day

WORDS = {
    "identified": "Identified", "in_discussion": "In discussion", "committed": "Committed",
    "business_case_agreed": "Business case agreed", "design_and_sla_agreed": "Design and SLA agreed",
    "onboarding": "Onboarding", "live": "Live", "withdrawn": "Withdrawn",
}  # fmt: skip
ROW, BAR = 68, 0.34
DAY = 86_400_000  # milliseconds, in which a date axis counts


def stage_lanes(spells: pl.DataFrame, as_at: date, look: Look = LIGHT) -> go.Figure:
    """One lane per partner, a piece per stage, the further the darker; the furthest partner first.

    Rows: one per partner and spell in a stage (partner_id, name, stage, from_date, to_date). Custom data of a mark:
    [partner_id]. Withdrawn is hatched.
    """
    order = {stage: at for at, stage in enumerate(PARTNER_STAGES)}
    last = {row["partner_id"]: row for row in spells.sort("from_date").iter_rows(named=True)}
    lanes = sorted(last.values(), key=lambda row: (-order.get(row["stage"], -1), row["from_date"], row["name"]))
    place = {row["partner_id"]: -at for at, row in enumerate(lanes)}
    traces = []
    for stage in (*PARTNER_STAGES, "withdrawn"):
        here = [row for row in spells.iter_rows(named=True) if row["stage"] == stage]
        if not here:
            continue
        colour = look.ramp[order[stage]] if stage in order else look.background
        marker: dict[str, object] = {"color": colour, "line": {"color": look.outline, "width": 1}}
        if stage == "withdrawn":
            marker["pattern"] = {"shape": "x", "fgcolor": look.rating["red"], "size": 7}
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
    labels = [
        row_label(
            f"{WORDS.get(row['stage'], row['stage'])} for {lapse((row['to_date'] - row['from_date']).days)}",
            place[row["partner_id"]], look, bold=clean(row["name"], 46), shift=12, two_lines=True,
        )
        for row in lanes
    ]  # fmt: skip
    line, label = as_at_line(as_at, look)
    return figure(
        traces, look, height=90 + ROW * max(1, len(lanes)), barmode="overlay", shapes=[line], annotations=[*labels, label],
        uniformtext={"mode": "hide", "minsize": 10}, margin={"t": 26},
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "nticks": 7},
        yaxis={"visible": False, "range": [-len(lanes) + 0.55, 0.8]},
    )  # fmt: skip
