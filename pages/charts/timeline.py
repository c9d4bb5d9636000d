"""The timeline lane by lane: every dated item, and what must come before what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import plotly.graph_objects as go
import polars as pl

from pages.charts.dated_marks import (
    Item,
    Key,
    Scale,
    Window,
    bar_trace,
    bar_traces,
    dates_in_words,
    expected,
    marks_key,
    point_traces,
    rating_in_colour,
    span,
)
from pages.charts.theme import (
    LIGHT,
    TEXT_SIZE,
    Palette,
    as_at_line,
    clean,
    date_ticks,
    figure,
    joined,
    row_label,
    text_on,
)
from pages.ui.formatting import capital, number, short_day, slip

LANES: Mapping[str, str] = {
    "gateways": "Gateways and milestones", "waves": "Waves", "decisions": "Decisions and scrutiny", "partners": "Partners",
    "migrations": "Dated moves",  # an application in scope may have no date, or no migration
}  # fmt: skip
STATUS = {
    "done": "done", "in_progress": "under way", "not_started": "not started", "planned": "planned", "overdue": "past its date",
    "blocked": "blocked", "deferred": "deferred", "cancelled": "cancelled",
}  # fmt: skip
IN_LANES = Scale(row=54, bar=0.19, ghost=0.06, below=-0.17, point=12, gap=1, is_cut=True)
TALLER = 0.2  # of a row, by which a bar with words in it is higher
HEAD = 1.1  # how much of a row the name of a lane takes, or the label below would cover it
LONGEST_WITHOUT_DATES, TOP_DATES = 8, 36  # rows that a window shows together; pixels that the dates at the top take
HUNDRED = 100
TOO_LATE, BEFORE = "Comes too late", "Must come before"


@dataclass
class Placed:
    """What is where: each item with its height, the labels of rows and lanes, and how high it all is."""

    items: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    rows: float = 0


def lane_name(lane: str) -> str:
    """What a lane is called; one that came with a later dataset by its own name."""
    return LANES.get(lane, capital(lane.replace("_", " ")))


def by_lane(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT, window: Window | None = None) -> go.Figure:
    """Every dated thing in its lane, and what must come before what.

    Rows (queries/timeline/all.sql): one per bar or point (lane, item_id, row_key, name, kind, the dates, computed_rating,
    status, leads_to_lane, leads_to, slack_days, items); of kind month, several together. `window`: the days
    that the axis shows; everything when there is none. A partner's stages share a row, and so do the months of one status.
    Custom data of a mark: [lane, row_key, item_id].
    """
    placed = _place(list(rows.iter_rows(named=True)), palette)
    first, last = window or span(rows, as_at)
    line, label = as_at_line(as_at, palette, first, last)
    if is_tall := placed.rows > LONGEST_WITHOUT_DATES:
        label["yshift"] = TOP_DATES
    shown = [line] if first <= as_at <= last else []
    singles = [row for row in placed.items if row["kind"] != "month"]
    stages = [row for row in singles if row["kind"] == "stage"]
    others = [row for row in singles if row["kind"] != "stage"]
    bars = [row for row in others if row["start_baseline"] or row["start_forecast"]]
    points = [row for row in others if not (row["start_baseline"] or row["start_forecast"])]
    traces = [
        *leads(placed.items, palette),
        *_blocks([row for row in placed.items if row["kind"] == "month"], palette),
        *_stages(stages, as_at, palette),
        *bar_traces(bars, palette, IN_LANES),
        *point_traces(points, palette, IN_LANES),
    ]
    days = {"type": "date", "range": [first, last], **date_ticks(first, last)}
    above = TOP_DATES if is_tall else 0
    key = marks_key(points, palette, joins_key(traces))
    key["yshift"] += above
    return figure(
        traces, palette, height=round(86 + above + IN_LANES.row * max(1.5, placed.rows)), barmode="overlay",
        shapes=shown, annotations=[*placed.labels, key, *([label] if shown else [])], margin={"t": 52 + above},
        uniformtext={"mode": "hide", "minsize": 12}, xaxis={**days, "showgrid": True},
        yaxis={"visible": False, "range": [-placed.rows + 0.4, 0.6]}, **(_dates_above(traces, days) if is_tall else {}),
    )  # fmt: skip


def _dates_above(traces: list[Item], days: Item) -> Item:
    """The dates at the top too, where a figure is longer than a window; an axis is drawn only when a trace lies on it."""
    traces.append(
        {
            "type": "scatter",
            "x": [days["range"][0]],
            "y": [None],
            "xaxis": "x2",
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    return {"xaxis2": {**days, "overlaying": "x", "matches": "x", "side": "top", "showgrid": False}}


def _place(rows: list[Item], palette: Palette) -> Placed:
    placed = Placed()
    lane: str | None = None
    taken: dict[str, float] = {}
    for row in rows:
        if row["lane"] != lane:
            lane, taken = row["lane"], {}
            by_month = ", by month" if row["kind"] == "month" else ""
            placed.labels.append(lane_label(f"{lane_name(lane)}{by_month}", -placed.rows, palette))
            placed.rows += HEAD
        shared = row_of(row)
        if shared not in taken:
            taken[shared] = -placed.rows
            # a bar so high that its label is higher
            is_wide = row["kind"] in ("month", "stage", "planned_stage", "target_live")
            beside = "" if is_wide else _rating_and_date(row, palette)
            if row["kind"] == "month":
                beside = number(sum(one["items"] for one in rows if one["lane"] == lane and row_of(one) == shared))
            name = clean(own_name(row))
            placed.labels.append(
                row_label(
                    beside, taken[shared], bold=name, shift=12 if is_wide else 8, two_lines=bool(beside) and not is_wide
                )
            )
            placed.rows += 1
        custom = [row["lane"], row["row_key"], row["item_id"]]
        placed.items.append({**row, "y": taken[shared], "custom": custom, "hover": hover_in_lane(row)})
    return placed


def row_of(row: Item) -> str:
    if row["kind"] == "month":
        return f"months {row['status']}"
    if row["lane"] == "partners":
        return f"partner {row['row_key']}"
    return f"item {row['item_id']}"


def own_name(row: Item) -> str:
    if row["kind"] == "month":
        return capital(STATUS.get(row["status"], str(row["status"])))
    if row["lane"] == "partners":
        return str(row["name"]).rsplit(": ", 1)[0]
    return str(row["name"])


def lane_label(name: str, y: float, palette: Palette) -> Item:
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False, "align": "left",
        "text": f"<b>{clean(name)}</b>", "font": {"size": TEXT_SIZE + 2, "color": palette.accent},
    }  # fmt: skip


def _rating_and_date(row: Item, palette: Palette) -> str:
    """‘▲ Red · 21 Jun 2013, 3 weeks late’: shape and word, date and slip."""
    shown = [rating_in_colour(row["computed_rating"], palette), " · "] if row["computed_rating"] else []
    return joined(*shown, when_in_lane(row))


def when_in_lane(row: Item) -> str:
    """‘21 Jun 2013, 3 weeks late’: date and slip."""
    when = short_day(expected(row))
    if row["status"] in ("overdue", "deferred", "cancelled", "blocked"):
        return f"{when}, {STATUS[row['status']]}"
    late = "" if not row["slip_days"] else f", {slip(row['slip_days']).removeprefix('about ')}"
    return f"{'done ' if row['status'] == 'done' else ''}{when}{late}"


def hover_in_lane(row: Item) -> str:
    if row["kind"] == "month":
        return f"<b>{clean(row['name'], 80)}</b><br>Choose it to look closer"
    lines = [
        f"<b>{clean(row['name'], 80)}</b>",
        capital(STATUS.get(row["status"], clean(row["status"]))),
        *dates_in_words(row),
    ]
    if row["slack_days"] is not None and row["slack_days"] < 0:
        lines.append("Later than what it must come before")
    if row["detail"]:
        lines.append(clean(row["detail"], 110))
    return "<br>".join(lines)


def _stages(rows: list[Item], as_at: date, palette: Palette) -> list[Item]:
    """The stages of each partner, one after the other; the one that it is in ends at the as-at date."""
    drawn = [(row, row["start_actual"], max(row["actual_date"] or as_at, row["start_actual"])) for row in rows]
    if not drawn:
        return []
    words = [str(row["name"]).rsplit(": ", 1)[-1] for row in rows]
    return [
        bar_trace(
            "Stage", drawn, palette, palette.actual, IN_LANES, taller=TALLER, text=[clean(capital(word)) for word in words],
            textposition="inside", insidetextanchor="start", textangle=0, textfont={"color": text_on(palette.actual), "size": 12},
        )
    ]  # fmt: skip


def _blocks(rows: list[Item], palette: Palette) -> list[Item]:
    """Many together: a block a month with their number."""
    traces = []
    for status, colour in (("done", palette.actual), ("", palette.forecast)):
        here = [row for row in rows if (row["status"] == "done") == (status == "done")]
        drawn = [(row, row["start_actual"] or row["start_forecast"], expected(row)) for row in here]
        if drawn:
            shown = [(row, start, end) for row, start, end in drawn if start and end]
            traces.append(
                bar_trace(
                    "Months", shown, palette, colour, IN_LANES, taller=TALLER, textposition="inside",
                    insidetextanchor="middle", textangle=0,
                    text=[number(row["items"]) if row["items"] >= HUNDRED else "" for row, _, _ in shown],
                    textfont={"color": text_on(colour), "size": 12},
                )
            )  # fmt: skip
            traces.append(counts(shown, text_on(colour)))
    return traces


def counts(drawn: list[tuple[Item, date, date]], ink: str) -> Item:
    """The number in each block, below a hundred. In a trace of its own: Plotly leaves six pixels about the text in a bar,
    which on a phone would hide every other number. Longer ones are in the bars, and are hidden where they don't fit, as is one
    that would run into the one before (`meta`: no short forms)."""
    middles = [start + (end - start) / 2 for _, start, end in drawn]
    return {
        "type": "scatter", "mode": "text", "x": middles, "y": [row["y"] for row, _, _ in drawn], "showlegend": False,
        "text": [number(row["items"]) if row["items"] < HUNDRED else "" for row, _, _ in drawn], "hoverinfo": "skip",
        "textfont": {"color": ink, "size": 12}, "meta": [],
    }  # fmt: skip


def leads(rows: list[Item], palette: Palette) -> list[Item]:
    """From what must come first to what waits for it; on its own trace, in red and dashed, where it comes too late."""
    found = {(row["lane"], row["item_id"]): row for row in rows}
    lines: dict[bool, tuple[list[date | None], list[float | None]]] = {False: ([], []), True: ([], [])}
    for row in rows:
        target = found.get((row["leads_to_lane"], row["leads_to"]))
        # So many moves lead to each wave that their lines would hide it.
        if target is None or row["lane"] == "migrations":
            continue
        xs, ys = lines[row["slack_days"] is not None and row["slack_days"] < 0]
        xs += [expected(row), expected(target), None]
        ys += [row["y"], target["y"], None]
    return [
        {
            "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip",
            "name": TOO_LATE if late else BEFORE,
            "line": {"color": palette.rating["red"] if late else palette.ghost, "width": 2 if late else 1,
                     "dash": "dash" if late else "dot"},
        }
        for late, (xs, ys) in lines.items()
        if xs
    ]  # fmt: skip


def joins_key(traces: list[Item]) -> Key:
    """The key to those of the traces that join what comes first to what waits for it."""
    marks = {TOO_LATE: "╍", BEFORE: "┈"}
    return [
        (marks[each["name"]], each["line"]["color"], each["name"].lower())
        for each in traces
        if each.get("name") in marks
    ]
