"""The charts of what it would take: what is drawn, where, and what a click on it gives."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import plotly.graph_objects as go
import polars as pl

from pages.charts import outlook

BY = date(2014, 4, 1)
LINE = pl.DataFrame({"a_month": [5.0, 10.0, 20.0], "times": [0.5, 1.0, 2.0], "odds": [3.0, 24.0, 81.0], "by": [BY] * 3})
PACES = pl.DataFrame(
    {
        "pace": ["of_late", "even", "best", "eight_in_ten"], "a_month": [10.0, 14.0, 14.2, 19.7],
        "times": [1.0, 1.4, 1.42, 1.97], "odds": [24.0, 50.0, 51.0, 80.0], "by": [BY] * 4,
        "from_date": [date(2013, 6, 30), None, date(2013, 2, 28), None], "to_date": [date(2013, 9, 30)] * 4,
    }
)  # fmt: skip


def test_each_pace_is_marked_on_the_line_and_named_beside_it():
    figure = go.Figure(outlook.odds_by_pace(outlook.joined(LINE, PACES)).to_dict())
    assert [(list(mark.x), list(mark.y), mark.customdata[0][0]) for mark in figure.data[1:]] == [
        ([10.0], [24.0], "of_late"), ([14.0], [50.0], "even"), ([14.2], [51.0], "best"), ([19.7], [80.0], "eight_in_ten"),
    ]  # fmt: skip
    texts = [note.text for note in figure.layout.annotations]
    assert "<b>10 a month</b><br>as of late: 1 in 4" in texts
    assert "<b>19.7 a month</b><br>8 in 10" in texts


def test_labels_of_paces_that_are_near_keep_apart():
    figure = outlook.odds_by_pace(outlook.joined(LINE, PACES))
    middles = [
        note.y / 100 * outlook.PLOT + note.yshift for note in figure.layout.annotations if note.text[:3] == "<b>"
    ]
    assert all(later - one >= outlook.LABEL - 1 for one, later in pairwise(middles))


def test_what_is_supposed_has_a_line_of_its_own():
    figure = outlook.odds_by_pace(outlook.joined(LINE, PACES, LINE.with_columns(pl.col("odds") + 10)))
    assert [line.line.dash for line in figure.data[:2]] == ["solid", "dash"]
    assert "with what is supposed" in [note.text for note in figure.layout.annotations]


def test_before_and_after_are_bars_with_a_stroke_at_today():
    rows = pl.DataFrame(
        {"change": ["nothing", "team", "all"], "odds": [24.0, 50.0, 61.0], "gain": [0.0, 26.0, 37.0], "by": [BY] * 3}
    )
    figure = go.Figure(outlook.before_and_after(rows).to_dict())
    assert list(figure.data[0].x) == [24.0, 50.0, 61.0]
    assert [one[0] for one in figure.data[0].customdata] == ["nothing", "team", "all"]
    assert figure.layout.shapes[0].x0 == 24.0


def test_what_is_blocked_is_hatched_and_a_click_says_of_what():
    rows = pl.DataFrame(
        {
            "kind": ["wave"] * 2, "code": ["W5", None], "name": ["Fifth", "In no wave"], "remaining": [22, 3], "blocked": [2, 0],
            "late": [0, 0], "longest_late": [None, None], "share_pct": [88.0, 12.0],
        }
    )  # fmt: skip
    figure = go.Figure(outlook.held(rows).to_dict())
    free, blocked = figure.data
    assert (list(free.x), list(blocked.x), blocked.marker.pattern.shape) == ([20, 3], [2, 0], "/")
    assert [list(one) for one in free.customdata] == [["wave", "W5", "Fifth"], ["wave", None, "In no wave"]]
    why = "The month-end payment file to the general ledger fails in test; the supplier's correction is awaited."
    blockers = outlook.held(rows.head(1).with_columns(kind=pl.lit("blocker"), name=pl.lit(why)))
    (label,) = blockers.layout.annotations
    lines = label.text.replace("<b>", "").replace("</b>", "").split("  ")[0].split("<br>")
    assert " ".join(lines) == why, "nothing of why is cut"
    assert (label.name, max(map(len, lines)) <= outlook.LETTERS) == ("lines", True)
