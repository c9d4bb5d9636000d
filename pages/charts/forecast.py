"""Will we make it? The burn-up with its scope and, beyond the last report, the fan of the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from data.number_text import nearest
from pages.charts.theme import LIGHT, Palette, as_at_line, count_ticks, date_ticks, faint, figure
from pages.narrative.outlook import odds
from pages.ui.formatting import capital, is_past, number, short_day, was_due

FAN = ("migrated_p5", "migrated_p20", "migrated_p50", "migrated_p80", "migrated_p95")
PLOT, LINE, LETTER, NARROW = 323, 18, 7, 300
"""Pixels, about: the plot's height, a line and a letter of a label, and the plot's width on a phone."""
SURE = ((50, "migrated_p50", "solid"), (80, "migrated_p20", "dash"), (95, "migrated_p5", "dot"))
"""In 50, 80 and 95 of 100 runs at least as many have moved as in the run that 50, 20 and 5 do not exceed."""


def joined(months: pl.DataFrame, fan: pl.DataFrame) -> pl.DataFrame:
    """The rows of migration_burn_up and migration_forecast_fan in one frame, told apart by `part`."""
    parts = [months.with_columns(part=pl.lit("burn_up")), fan.with_columns(part=pl.lit("fan"))]
    return pl.concat(parts, how="diagonal_relaxed")


def burn_up(
    rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT, outlook: Mapping[str, Any] | None = None
) -> go.Figure:
    """Applications in scope, planned, moved and expected by the teams, month by month, with the fan of the forecast.

    Rows: from `joined`: part burn_up (month_end, planned, actual, forecast, scope) and part fan (month_end, migrated_p5
    … migrated_p95, scope_p50); without the second there is no fan. `outlook`: the row of migration_forecast, which
    gives the go-live and the dates by which 50, 80 and 95 in 100 runs have finished. Custom data of a mark: [series,
    month_end].
    """
    months = rows.filter(pl.col("part") == "burn_up").sort("month_end")
    fan = rows.filter(pl.col("part") == "fan").sort("month_end") if FAN[0] in rows.columns else rows.clear()
    traces: list[Any] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    if fan.height:
        traces += _bands(fan, palette)
    traces += _scope(months, fan, as_at, palette)
    ends = months["month_end"].to_list()
    known_to = _known_to(months, as_at)
    if months["planned"].is_not_null().any():
        traces.append(_stepped(_line("Planned", *_plan(months, known_to), palette.ghost, 2, "solid")))
    known = months.filter(pl.col("actual").is_not_null())
    days = [min(day, known_to) for day in known["month_end"]]
    done = known["actual"].to_list()
    ahead = months.filter(pl.col("forecast").is_not_null() & (pl.col("month_end") > as_at))
    if done and ahead.height:
        days_ahead, counts = [days[-1], *ahead["month_end"]], [done[-1], *ahead["forecast"]]
        traces.append(_stepped(_line("The teams' dates", days_ahead, counts, palette.forecast, 2, "dash")))
    traces += _sure(fan, palette)
    if done:
        # named at the line
        traces.append({**_stepped(_line("Moved", days, done, palette.actual, 3.5, "solid")), "showlegend": False})
        traces.append(_dot(days[-1], done[-1], palette))
    top = _top(rows)
    room = 1.36 if outlook and outlook.get("p50_date") else 1.12  # above the lines, for the dates of the runs
    runs_through = [outlook[f"p{share}_date"] for share, _, _ in SURE if outlook and outlook.get(f"p{share}_date")]
    go_live = [outlook["go_live_date"]] if outlook and outlook.get("go_live_date") else []
    shown = [*ends, *fan["month_end"], *runs_through, *go_live, *days, as_at]
    span = min(shown) - timedelta(days=10), max(shown) + timedelta(days=20)
    if done:
        # Below the line, except for one that lies on the axis, or would run into the go-live's label.
        moved = _moved(done[-1], known_to, as_at)
        is_at_the_end = _part(days[-1], span) > 0.75
        pixels = PLOT * done[-1] / (top * room)  # above the axis
        is_met = bool(go_live) and pixels < 3 * LINE + 34 and _meet(moved, days[-1], go_live[0], span, is_at_the_end)
        above = is_met or done[-1] < top / 12
        lifted = max(6, round(3 * LINE + 10 - pixels)) if is_met else 6 if above else -6
        side, shift = ("right", -6) if is_at_the_end else ("left", 6)
        notes.append(_note(moved, days[-1], done[-1], side, "bottom" if above else "top", (shift, lifted)))
    if outlook is not None:
        shapes, marked, noted = _landmarks(outlook, span, top, palette)
        traces += marked
        notes += noted
    notes += _scope_note(months)
    line, label = as_at_line(as_at, palette, min(shown), max(shown))
    return figure(
        traces, palette, height=480, shapes=[line, *shapes], annotations=[*notes, label], showlegend=True,
        margin={"t": 112, "l": 4}, xaxis={**date_ticks(min(shown), max(shown)), "range": span},
        yaxis={"range": [0, top * room], "title": None, **count_ticks(top)},
    )  # fmt: skip


def _bands(fan: pl.DataFrame, palette: Palette) -> list[dict[str, Any]]:
    """The wide band holds 90 in 100 runs, the narrow one 60: the darker, the likelier."""
    days = fan["month_end"].to_list()
    bands = []
    for low, high, share, strength in (
        ("migrated_p5", "migrated_p95", 90, 0.16),
        ("migrated_p20", "migrated_p80", 60, 0.24),
    ):
        bands.append(
            {
                "type": "scatter", "mode": "lines", "x": [*days, *reversed(days)],
                "y": [*fan[high].to_list(), *reversed(fan[low].to_list())], "fill": "toself", "hoverinfo": "skip",
                "fillcolor": faint(palette.forecast, strength), "line": {"width": 0}, "showlegend": True,
                "name": f"{share} in 100 range",
            }
        )  # fmt: skip
    return bands


def _sure(fan: pl.DataFrame, palette: Palette) -> list[dict[str, Any]]:
    """The lines that 50, 80 and 95 in 100 runs reach. All three end alike, so that the key can tell them apart."""
    days = fan["month_end"].to_list()
    return [
        _bare(
            _line(
                "Even odds" if share == 50 else f"{share} in 100 odds",
                days,
                fan[column].to_list(),
                palette.accent,
                1.5,
                dash,
            )
        )
        for share, column, dash in SURE
        if days
    ]


def _scope(months: pl.DataFrame, fan: pl.DataFrame, as_at: date, palette: Palette) -> list[dict[str, Any]]:
    """The number to be moved: a step as reported, and beyond the last report as the middle run expects it."""
    if "scope" not in months.columns:
        return []
    known = months.filter(pl.col("scope").is_not_null())
    if fan.height:  # it goes on from the last report
        known = known.filter(pl.col("month_end") < fan["month_end"][0])
    days = [min(day, as_at) for day in known["month_end"]]
    counts = known["scope"].to_list()
    if not days and not fan.height:
        return []
    if fan.height:
        days += fan["month_end"].to_list()
        counts += fan["scope_p50"].to_list()
    elif months["month_end"][-1] > days[-1]:
        # without a forecast the scope of the last report stands, so that the plan is seen to reach it
        days.append(months["month_end"][-1])
        counts.append(counts[-1])
    line = _line("In scope", days, counts, palette.text, 1.5, "solid")
    return [{**_bare(_stepped(line)), "showlegend": False}]  # named at the line


def _scope_note(months: pl.DataFrame) -> list[dict[str, Any]]:
    if "scope" not in months.columns or not months["scope"].is_not_null().any():
        return []
    known = months.filter(pl.col("scope").is_not_null())
    # The first report's, which may be older than the first month that is drawn.
    first, last = next((each for each in known["scope_at_first"] if each is not None), None), known["scope"][-1]
    grown = f", {number(first)} at first" if first not in (None, last) else ""
    return [
        _note(f"In scope {number(last)}{grown}", known["month_end"][0], known["scope"][0], "left", "bottom", (2, 4))
    ]


def _part(day: date, span: tuple[date, date]) -> float:
    """Where the day lies on the axis: 0 at its beginning, 1 at its end."""
    return (day - span[0]) / (span[1] - span[0])


def _meet(text: str, day: date, go_live: date, span: tuple[date, date], grows_left: bool) -> bool:
    """Whether the label beside that day would overlap the go-live's label, on a phone or on a desk."""
    long = LETTER * len(text.removeprefix("<b>").removesuffix("</b>")) + 6, LETTER * len("Go-live baseline") + 6

    def covered(at: float, length: float, to_the_left: bool) -> tuple[float, float]:
        return (at - length, at) if to_the_left else (at, at + length)

    for width in (NARROW, 2.5 * NARROW):
        label = covered(_part(day, span) * width, long[0], grows_left)
        named = covered(_part(go_live, span) * width, long[1], _part(go_live, span) > 0.6)
        if label[0] < named[1] and named[0] < label[1]:
            return True
    return False


def _landmarks(
    outlook: Mapping[str, Any], span: tuple[date, date], top: float, palette: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """(shapes, traces, annotations): the go-live as a line, and a mark for each date by which that share of runs has
    finished.

    The marks are stacked, so that their labels never meet however near the dates are. Each label is on the side where
    the axis, `span`, has more room.
    """

    shapes, traces, notes = [], [], []
    go_live = outlook.get("go_live_date")
    if go_live is not None:
        shapes.append(
            {
                "type": "line", "x0": go_live.isoformat(), "x1": go_live.isoformat(), "y0": 0, "y1": top * 1.04,
                "line": {"color": palette.text, "width": 2},
            }
        )  # fmt: skip
        odds = outlook.get("probability_by_go_live")
        has_come = outlook.get("as_at") is not None and go_live <= outlook["as_at"]
        odds_line = (
            "" if odds is None or has_come else f"<br><b>{number(min(max(nearest(odds), 1), 99))} in 100 by then</b>"
        )
        # On the side where there is room: left of the line the early counts lie low, where the label stands.
        side = "right" if _part(go_live, span) > 0.6 else "left"
        notes.append(
            {
                "x": go_live.isoformat(), "y": 0, "yref": "paper", "xanchor": side, "yanchor": "bottom",
                "xshift": 4 if side == "left" else -4, "yshift": 4, "showarrow": False, "align": side,
                "text": f"Go-live baseline<br>{short_day(go_live)}{odds_line}",
            }
        )  # fmt: skip
    for at, (share, _, _) in enumerate(SURE):
        day = outlook.get(f"p{share}_date")
        if day is None:
            continue
        height = top * (1.1 + 0.08 * at)
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": [day], "y": [height], "hoverinfo": "text", "showlegend": False,
                "hovertext": [f"{share} in 100 runs have moved everything by {short_day(day)}"], "cliponaxis": False,
                "customdata": [["Forecast", str(day)]], "name": f"{share} in 100 runs through",
                "marker": {"symbol": "diamond", "size": 11, "color": palette.accent},
            }
        )  # fmt: skip
        label = f"<b>{share} in 100</b> by <b>{short_day(day)}</b>"
        where = ("right", "middle", (-9, 0)) if _part(day, span) > 0.5 else ("left", "middle", (9, 0))
        notes.append(_note(label, day, height, *where))
    return shapes, traces, notes


def _top(rows: pl.DataFrame) -> float:
    """The highest count drawn; at least one, because an axis without a range would be drawn upside down."""
    names = ("planned", "actual", "forecast", "scope", "migrated_p95", "scope_p50")
    counts = [count for name in names if name in rows.columns for count in rows[name].drop_nulls().to_list()]
    return float(max([1, *counts]))


def _line(name: str, days: list[date], counts: list[Any], colour: str, width: float, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "x": days, "y": counts,
        "line": {"color": colour, "width": width, "dash": dash}, "marker": {"size": 5, "color": colour},
        "customdata": [[name, str(d)] for d in days], "hoverinfo": "text",
        "hovertext": [f"{name} by {d.day} {d:%B %Y}: {number(n)}" for d, n in zip(days, counts, strict=True)],
    }  # fmt: skip


def _stepped(line: dict[str, Any]) -> dict[str, Any]:
    """The line as steps: a count holds until the next known day, and there is no value between two counts."""
    return {**line, "line": {**line["line"], "shape": "hv"}}


def _known_to(months: pl.DataFrame, as_at: date) -> date:
    """The last day covered by the reports. The line of moves ends there, and is compared with the plan there."""
    known = months["known_to"].drop_nulls().to_list() if "known_to" in months.columns else []
    return known[0] if known else as_at


def _moved(count: int, known_to: date, as_at: date) -> str:
    """‘Moved 105’, or ‘Moved 105 by 30 Sep’ if nothing has been reported since."""
    return f"<b>Moved {number(count)}{f' by {known_to.day} {known_to:%b}' if known_to < as_at else ''}</b>"


def _plan(months: pl.DataFrame, known_to: date) -> tuple[list[date], list[int]]:
    """The days and counts of the plan: the month ends, and the last reported day with the number planned by then."""
    points = dict(months.select("month_end", "planned").iter_rows())
    if "planned_by_now" in months.columns and (due := months["planned_by_now"].drop_nulls().to_list()):
        points[known_to] = due[0]
    days = sorted(points)
    return days, [points[day] for day in days]


def _bare(line: dict[str, Any]) -> dict[str, Any]:
    """The line without its dots."""
    return {**line, "mode": "lines"}


def _dot(day: date, count: int, palette: Palette) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": [day], "y": [count], "hoverinfo": "skip", "showlegend": False,
        "marker": {"size": 10, "color": palette.actual}, "cliponaxis": False,
    }  # fmt: skip


def _note(text: str, day: date, value: float, xanchor: str, yanchor: str, shift: tuple[int, int]) -> dict[str, Any]:
    """A label at the line itself, so that the reader need not look it up in a key."""
    return {
        "x": day, "y": value, "text": text, "showarrow": False, "xanchor": xanchor, "yanchor": yanchor,
        "xshift": shift[0], "yshift": shift[1],
    }  # fmt: skip


def glance(
    rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT, outlook: Mapping[str, Any] | None = None
) -> go.Figure:
    """The Overview's burn-up: moved against planned and in scope, each named at its line, with the fan. Low in the
    chart, where nothing else is: the go-live with its odds, its owner's date and the day of even odds.

    Rows, `outlook` and custom data as in `burn_up`; the axis ends soon after 80 in 100 runs have finished.
    """
    months = rows.filter(pl.col("part") == "burn_up").sort("month_end")
    fan = rows.filter(pl.col("part") == "fan").sort("month_end") if FAN[0] in rows.columns else rows.clear()
    marks = _marks(outlook or {}, as_at)
    first = min([*months["month_end"], as_at])
    latest = (outlook or {}).get("p80_date") or max([*months["month_end"], *fan["month_end"], as_at])
    ends = [*months["month_end"], *(day for day, _, _ in marks), latest]
    last = max([as_at, *ends]) + timedelta(days=20)
    last = max(min(last, as_at + timedelta(days=1100)), as_at + timedelta(days=20))
    top = _top(months)
    traces: list[Any] = [*(_bands(fan, palette) if fan.height else []), *_scope(months, fan, as_at, palette)]
    notes = _scope_note(months)
    known = months.filter(pl.col("actual").is_not_null())
    known_to = _known_to(months, as_at)
    days, done = [min(day, known_to) for day in known["month_end"]], known["actual"].to_list()
    planned = _plan(months, known_to) if months["planned"].is_not_null().any() else ([], [])
    if planned[0]:
        traces.append(_stepped(_line("Planned", *planned, palette.ghost, 2, "solid")))
    if done:
        traces += [
            _stepped(_line("Moved", days, done, palette.actual, 3.5, "solid")),
            _dot(days[-1], done[-1], palette),
        ]
    notes += _at_the_lines(planned, days, done, (known_to, as_at), (first, last), top)
    shapes, marked, noted = _low_marks(marks, (first, last), top, palette)
    line, _ = as_at_line(as_at, palette, first, last)
    return figure(
        [*traces, *marked], palette, height=308, shapes=[line, *shapes], annotations=[*notes, *noted],
        margin={"t": 4, "b": 4, "l": 4}, xaxis={**date_ticks(first, last), "range": [first, last]},
        yaxis={"range": [0, top * 1.12], "title": None, **count_ticks(top)},
    )  # fmt: skip


HEIGHTS = (0.37, 0.16, 0.05)
"""At which part of the scope the marks lie, from the go-live's baseline down: below the fan, and right of the lines."""


def _marks(outlook: Mapping[str, Any], as_at: date) -> list[tuple[date, str, str]]:
    """(day, label, symbol), top first: the go-live's baseline with its odds, its owner's date, and even odds. There are
    no odds for a day that has passed, nor for a go-live that has been reached."""
    baseline, expected, even = (outlook.get(name) for name in ("go_live_date", "go_live_forecast", "p50_date"))
    reached = outlook.get("go_live_actual")
    marks = []
    if baseline is not None:
        percent = outlook.get("probability_by_go_live")
        chance = (
            f"<br><b>{capital(odds(percent))}</b>" if percent is not None and baseline > as_at and not reached else ""
        )
        marks.append((baseline, f"Baseline<br>{short_day(baseline)}{chance}", ""))
    if reached is not None:
        marks.append((reached, f"Live since {short_day(reached)}", "diamond"))
    elif expected is not None and expected != baseline:
        missed = is_past(expected, as_at, is_done=False)
        owner = capital(was_due(expected, as_at, brief=True)) if missed else f"Owner expects {short_day(expected)}"
        marks.append((expected, owner, "diamond"))
    if even is not None:
        marks.append((even, f"Even odds by {short_day(even)}", "circle"))
    return marks


def _low_marks(
    marks: list[tuple[date, str, str]], span: tuple[date, date], top: float, palette: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """(shapes, traces, annotations): the marks below the fan, one under the other so that no labels meet."""
    shapes, traces, notes = [], [], []
    for place, (day, text, symbol) in enumerate(marks):
        height = top * HEIGHTS[place]
        if symbol:
            traces.append(
                {
                    "type": "scatter", "mode": "markers", "x": [day], "y": [height], "hoverinfo": "text", "name": text,
                    "hovertext": [text], "customdata": [["Forecast", str(day)]], "showlegend": False,
                    "marker": {"symbol": symbol, "size": 12, "color": palette.accent},
                }
            )  # fmt: skip
        else:
            shapes.append(
                {
                    "type": "line", "x0": day.isoformat(), "x1": day.isoformat(), "y0": top * 0.24, "y1": top * 1.06,
                    "line": {"color": palette.text, "width": 2},
                }
            )  # fmt: skip
        # The baseline's label is right of its line while there is room: at its left the moves are named.
        is_late = (day - span[0]) / (span[1] - span[0]) > (0.5 if symbol else 0.75)
        side = "right" if is_late else "left"
        notes.append(
            {
                **_note(text, day, height, side, "middle", (-10 if is_late else 10, 0)), "align": side,
            }
        )  # fmt: skip
    return shapes, traces, notes


FOR_PLANNED = 0.2
"""The part of the width that ‘Planned’ takes on a phone: nearer to the left edge it grows inwards."""


def _at_the_lines(
    planned: tuple[list[date], list[int]], days: list[date], done: list[int], until: tuple[date, date],
    span: tuple[date, date], top: float,
) -> list[dict[str, Any]]:  # fmt: skip
    """‘Moved 105’ and ‘Planned 120’ at the last reported day, the higher label above its line and the lower one below.
    Where there is no room at the left, the plan is named halfway up. `until`: that day, and the as-at date."""
    notes = []
    known_to = until[0]
    by_now = dict(zip(*planned, strict=True)).get(known_to)
    reached = (known_to - span[0]) / (span[1] - span[0])
    has_room, is_at_the_end = reached > 0.35, reached > 0.85
    is_behind = by_now is None or not done or done[-1] <= by_now
    above, below = ("right", "bottom", (-6, 4)), ("left", "top", (6, -4))
    if planned[0]:
        name = f"Planned {number(by_now)}" if has_room and by_now is not None else "Planned"
        half = next(place for place, count in enumerate(planned[1]) if count >= planned[1][-1] / 2)
        day, value = (known_to, by_now) if has_room and by_now is not None else (planned[0][half], planned[1][half])
        is_first = (day - span[0]) / (span[1] - span[0]) < FOR_PLANNED
        inwards = ("left", "bottom", (6, 4))
        notes.append(_note(name, day, value, *(inwards if is_first else above if is_behind or not has_room else below)))
    if done:
        is_low = done[-1] < top / 12
        below_left = ("right", "top", (-6, -4))
        place = (
            ("left", "bottom", (6, 6)) if is_low else (below_left if is_at_the_end else below) if is_behind else above
        )
        notes.append(_note(_moved(done[-1], *until), days[-1], done[-1], *place))
    return notes
