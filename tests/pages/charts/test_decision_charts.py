"""The picture of the notice that scrutiny gives: to the right before the decision, to the left after it."""

from __future__ import annotations

from datetime import date

import polars as pl

from pages.charts import decisions
from pages.charts.theme import LIGHT

ROWS = pl.DataFrame(
    [
        ("D1", "Case <b>first</b>", date(2013, 1, 22), "before", 6, False, False),
        ("D2", "Vehicle", date(2013, 12, 10), "late", -8, True, True),
        ("D3", "Budget", date(2014, 2, 1), "none", None, False, False),
        ("D4", "Live", date(2014, 3, 11), "unreported", 20, False, True),
    ],
    schema=["decision_id", "title", "date", "scrutiny", "days_of_notice", "is_overdue", "scrutiny_unreported"],
    orient="row",
)


def test_the_days_before_and_after_and_none():
    drawn = decisions.notice(ROWS)
    bars, marks = drawn.data
    assert list(bars.x) == list(marks.x) == [-6, 8, 0, -20], "as time runs: what comes before lies left"
    assert [note.text for note in drawn.layout.annotations[-2:]] == ["← days before the decision", "after →"]
    assert drawn.layout.xaxis.range == (-1.06 * 20, 1.06 * 8), "no more room on either side than its bars need"
    assert list(marks.marker.symbol) == ["circle", "triangle-up", "diamond", "diamond"]  # shapes beside the colours
    assert list(bars.marker.color) == [LIGHT.rating[code] for code in ("green", "red", "amber", "amber")]
    assert [list(mark) for mark in bars.customdata] == [["D1"], ["D2"], ["D3"], ["D4"]]
    texts = [note.text for note in drawn.layout.annotations]
    assert texts[1] == "<b>Vehicle</b><br>▲ 8 days after; neither reported"
    assert texts[3] == "<b>Live</b><br>◆ 20 days before; not reported"
    assert "<b>first</b>" not in texts[0]


def test_of_many_the_worst_are_drawn_first_and_of_those_alike_the_latest():
    """A heading that warns of six that come too late stood above the last ten, of which none did."""
    many = pl.concat(
        [ROWS.with_columns(pl.format("{}-{}", "decision_id", pl.lit(at)).alias("decision_id")) for at in range(6)]
    )
    drawn = [mark for (mark,) in decisions.notice(many).data[0].customdata]
    assert drawn == [f"D2-{at}" for at in range(5, -1, -1)] + [f"D4-{at}" for at in range(5, 1, -1)]
