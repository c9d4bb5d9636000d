"""The charts of the vehicle's options, of frames as small as will do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts import vehicle
from pages.charts.theme import LIGHT
from pages.narrative import vehicle as narrative

PARTS = pl.DataFrame(
    [
        ("Company <b>1</b>", "A", 1, "Control", Decimal("2.4"), Decimal(4), Decimal(60)),
        ("Company <b>1</b>", "A", 2, "Speed", Decimal("0.8"), Decimal(2), Decimal(40)),
        ("Council", "B", 1, "Control", Decimal("1.2"), Decimal(2), Decimal(60)),
        ("Council", "B", 2, "Speed", Decimal("0.1"), Decimal("0.25"), Decimal(40)),  # too narrow for its number
    ],
    schema=["option", "letter", "number", "criterion", "contribution", "score", "share_pct"],
    orient="row",
)


def option(letter: str, cost: int | None, score: str, dominated_by: str | None = None) -> dict[str, Any]:
    return {
        "option": f"Option {letter}", "letter": letter, "cost_gbp": None if cost is None else Decimal(cost),
        "score": Decimal(score), "dominated_by": dominated_by, "over_next_gbp": None,
        "a_point_gbp": None if cost is None else cost / Decimal(score),
    }  # fmt: skip


OPTIONS = pl.DataFrame(
    [
        option("A", 520_000, "4.05"),
        option("B", 540_000, "4.05", "Option A"),  # so near that their letters must make room
        option("C", 280_000, "2.9"),
        option("D", None, "2"),  # no cost: not in the picture
    ]
)

TURNS = pl.DataFrame(
    [
        ("Control", "A", Decimal(60), Decimal(50), None, "A", "B", None),
        ("Speed", "A", Decimal(40), None, None, "A, C", None, None),  # the same two at any weight
    ],
    schema=[
        "criterion", "preferred_letter", "share_pct", "lower_pct", "higher_pct", "preferred_letters", "lower_letters",
        "higher_letters",
    ],
    orient="row",
)  # fmt: skip


def notes(figure: go.Figure) -> str:
    return " | ".join(str(note.text) for note in figure.layout.annotations)


def test_a_score_is_made_of_numbered_parts():
    control, speed = vehicle.contributions(PARTS).data
    assert list(control.x) == [2.4, 1.2]
    assert list(speed.x) == [0.8, 0.1]
    assert list(speed.text) == ["2", "2"]
    assert "<b>A Company &lt;b&gt;1&lt;/b&gt;</b>  3.20" in notes(vehicle.contributions(PARTS))


def test_scores_that_read_alike_and_differ_get_the_decimals_that_tell_them_apart():
    """Printed as 4.05 each they would seem a tie, and the order a whim."""
    close = pl.DataFrame([option("A", None, "4.0513") | {"place": 1}, option("B", None, "4.0508") | {"place": 2}])
    assert narrative.heading(close) == "Option A scores highest, 4.0513 of 5; Option B follows with 4.0508"
    assert narrative.standing(close.row(0, named=True), narrative.decimals(close["score"])) == "4.0513 of 5"
    assert (
        narrative.what_turns(TURNS.clear(), close.head(1))
        == "There is one option, so that no weight changes the choice"
    )
    assert narrative.what_turns(TURNS.clear(), close).startswith("What would change the choice can't be said")
    tied = close.with_columns(score=pl.lit(Decimal("4.05")), place=pl.lit(1))
    assert narrative.heading(tied) == "Option A and Option B share the highest score, 4.05 of 5"
    parts = PARTS.head(3).with_columns(
        contribution=pl.Series([Decimal("2.4004"), Decimal("0.8000"), Decimal("3.2001")])
    )
    assert "3.2004" in notes(vehicle.contributions(parts))
    assert "3.2001" in notes(vehicle.contributions(parts))


def test_a_line_joins_those_that_none_dominates_and_letters_keep_apart():
    drawn = vehicle.cost_against_score(OPTIONS)
    line, marks = drawn.data
    assert list(line.x) == [280_000, 520_000]
    assert list(marks.x) == [280_000, 520_000, 540_000]
    assert list(marks.marker.color) == [LIGHT.actual, LIGHT.actual, LIGHT.background]
    assert "Score, by cost; hollow: beaten by another" in notes(drawn)
    assert "hollow" not in notes(vehicle.cost_against_score(OPTIONS.filter(pl.col("letter") != "B")))
    letters = {note.text: note.x for note in drawn.layout.annotations if note.yshift == 8}
    assert list(letters) == ["<b>C</b>", "<b>A</b>", "<b>B</b>"]
    assert letters["<b>B</b>"] - letters["<b>A</b>"] >= vehicle.LETTER * 600_000 - 1


def test_a_bar_spans_the_weights_at_which_the_choice_is_the_same():
    _, same, now = vehicle.turning_points(TURNS).data
    assert (list(same.base), list(same.x)) == ([50, 0], [50, 100])
    assert list(now.x) == [60, 40]
    said = notes(vehicle.turning_points(TURNS))
    assert "60% now; A from 50% on, B below" in said
    assert "40% now; A and C level at any weight" in said
