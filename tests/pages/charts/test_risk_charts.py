"""The pictures of risks: what stands where in the matrix, which arrows lead there, and what the scale says."""

from __future__ import annotations

import re

import polars as pl
import pytest

from pages.charts import risks
from pages.charts.theme import DARK, LIGHT, contrast
from pages.ui.labels import BANDS
from tests.pages import frames

BANDED = {"low_to": 6, "medium_to": 12, "high_to": 20}


def test_a_cell_has_its_colour_its_word_and_both_counts():
    drawn = risks.matrix(frames.RISK_CELLS, [], "threat")
    now, after = drawn.data
    assert (list(now.text), list(after.text)) == (["<b>2</b>", "<b>1</b>"], ["<b>2</b>"])
    assert [list(mark) for mark in now.customdata] == [["now", 4, 3], ["now", 5, 5]]
    assert [list(mark) for mark in after.customdata] == [["residual", 1, 1]]
    assert {now.marker.symbol, after.marker.symbol} == {"square"}
    assert now.marker.color == LIGHT.actual, "one colour, or the key shows the first one's; the ground says the band"
    called = [(note.text, note.name) for note in drawn.layout.annotations[:4]]
    assert called == [("Medium", "roomy"), ("◆", "tight"), ("Very<br>high", "roomy"), ("▲", "tight")]
    assert len({shape.fillcolor for shape in drawn.layout.shapes}) == 4
    assert "likelihood" in drawn.layout.annotations[-1].text.lower()
    assert drawn.layout.yaxis.ticktext[0] == "1 hardly"
    assert drawn.layout.xaxis.ticktext[-1] == "5<br>very much"


def test_an_arrow_leads_from_where_risks_stood_and_says_by_colour_whether_it_got_worse():
    def arrows(kind: str) -> list[tuple[float, float, str]]:
        notes = risks.matrix(frames.RISK_CELLS, frames.RISK_MOVES.to_dicts(), kind).layout.annotations
        return [(note.ay, note.y, note.arrowcolor) for note in notes if note.showarrow]

    red, green = LIGHT.rating["red"], LIGHT.rating["green"]
    assert arrows("threat") == [(2, 4, red), (5, 4, green), (3, 4, LIGHT.muted)]
    assert [colour for *_, colour in arrows("opportunity")] == [green, red, LIGHT.muted]  # more of a chance is better


def test_every_cell_has_its_word_which_is_written_over_an_arrow_and_not_under_it():
    cells = pl.concat([frames.RISK_CELLS.head(1).with_columns(likelihood=pl.lit(n, pl.Int64)) for n in range(1, 6)])
    up = {
        "impact": 3,
        "before_impact": 3,
        "likelihood": 4,
        "before_likelihood": 2,
        "risks": 1,
        "rise": 6,
        "titles": "Fire",
    }
    notes = risks.matrix(cells, [up], "threat").layout.annotations
    assert [note.text for note in notes if note.name == "roomy"] == ["Medium"] * 5
    assert max(at for at, note in enumerate(notes) if note.showarrow) < min(
        at for at, note in enumerate(notes) if note.name == "roomy"
    )


def test_arrows_of_one_column_stand_apart():
    drawn = risks.matrix(frames.RISK_CELLS, frames.RISK_MOVES.to_dicts(), "threat")
    places = [note.x for note in drawn.layout.annotations if note.showarrow]
    assert len(set(places)) == len(places)
    # On a phone a cell is 53 pixels wide; an arrow's head takes 4 to each side.
    nearest = 53 * risks.ACROSS - risks.SQUARE / 2 - 4
    assert max(abs(place - round(place)) for place in places) * 53 <= nearest, "an arrow over a figure"


def test_colours_of_arrows_are_named_where_there_are_any():
    def key(moves: pl.DataFrame) -> str:
        return re.sub(
            "<[^>]*>", "", risks.matrix(frames.RISK_CELLS, moves.to_dicts(), "threat").layout.xaxis.title.text
        )

    assert key(frames.RISK_MOVES) == "→ worse, → better than at the report before"
    assert key(frames.RISK_MOVES.head(1)) == "→ worse than at the report before"
    assert key(frames.RISK_MOVES.clear()) == ""


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_a_number_is_read_on_the_bar_of_every_band(palette):
    rows = pl.concat([frames.RISKS_BY_OWNER.head(1).with_columns(band=pl.lit(band)) for band in BANDS])
    drawn = {trace.customdata[0][1]: trace for trace in risks.by_band(rows, "owner", "of_owner", palette).data}
    for trace in drawn.values():
        assert contrast(trace.textfont.color, trace.marker.color) >= 4.5, trace.name
        assert contrast(trace.marker.color, palette.background) >= 3, "solid: a paler one would look milder than medium"
        assert trace.marker.pattern.shape is None, "lines through a number"
    assert drawn["very_high"].marker.line.color == palette.text != drawn["high"].marker.line.color


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_every_band_can_be_seen_and_told_apart_without_colour(palette):
    assert len({risks.shape(band) for band in BANDS}) == 4
    for kind in ("threat", "opportunity"):
        for band in BANDS:
            assert contrast(risks.colour(band, kind, palette), palette.background) >= 3


def test_the_scale_shows_now_before_and_after():
    drawn = risks.scores(frames.RISKS, BANDED)
    named = {trace.name: trace for trace in drawn.data if trace.name}
    assert list(named["As it stands"].x) == [25, 16, 8, 2]
    assert list(named["After the response"].x) == [4, 12, 1]
    lines = [(trace.x, trace.line.color) for trace in drawn.data if trace.mode == "lines+markers"]
    assert lines == [((12, 25), LIGHT.rating["red"]), ((20, 16), LIGHT.rating["green"])]
    texts = [note.text for note in drawn.layout.annotations]
    assert texts[0] == "<b>Fire &lt;b&gt;agreed&lt;/b&gt;</b><br>▲ 25 very high, worse, was 12, overdue"
    assert texts[-4:] == ["● Low", "◆ Medium", "◮ High", "▲ Very high"]
    edges = [shape.x0 for shape in drawn.layout.shapes] + [drawn.layout.shapes[-1].x1]
    assert edges == [0, 6.5, 12.5, 20.5, 26]


def test_many_risks_are_drawn_as_far_as_can_be_read():
    many = pl.concat([frames.RISKS] * 500)
    drawn = risks.scores(many, BANDED)
    assert len(next(trace for trace in drawn.data if trace.name == "As it stands").x) == risks.SCORED
    owners = pl.concat([
        frames.RISKS_BY_OWNER.with_columns(pl.format("{} {}", pl.lit(n), "owner").alias("owner")) for n in range(30)
    ])  # fmt: skip
    assert len(risks.by_band(owners, "owner", "of_owner").layout.annotations) == risks.MOST


def test_whose_risks_are_late_stands_beside_the_name():
    drawn = risks.by_band(frames.RISKS_BY_OWNER, "owner", "of_owner")
    assert [note.text.split("</b>  ")[1] for note in drawn.layout.annotations] == ["3, 1 overdue", "1"]
    assert [trace.name for trace in drawn.data] == ["▲ Very high", "◮ High", "● Low"]
