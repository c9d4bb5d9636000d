"""The pictures of duplication: what is drawn of frames worked by hand, and what is said above them."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts import duplication
from pages.charts.theme import DARK, LIGHT, Palette
from pages.narrative import duplication as sentences
from pages.narrative import inventory
from tests.pages.charts.test_ahead_charts import traces, valid

every_palette = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
FUNCTIONS = pl.DataFrame(
    {
        "business_function": ["Paying <b>staff</b>", "Booking"], "applications": [3, 2], "departments": [2, 1],
        "named": ["Finance, HR", "Place"], "consolidate": [1, 0], "annual_cost_gbp": [150.0, None],
        "shared_functions": [1, 1], "shared_applications": [3, 3],
    }
)  # fmt: skip
FLOWS = pl.DataFrame(
    {
        "source_department": ["HR", "HR", "Finance"], "target_department": ["Finance", "HR", "Place"], "interfaces": [14, 2, 1],
        "applications": [9, 3, 2], "within": [False, True, False], "total": [17] * 3, "total_across": [15] * 3,
    }
)  # fmt: skip
SCORES = pl.DataFrame(
    {
        "business_value": [4, 4, 1, None], "technical_fit": [1, 4, 5, 3], "applications": [2, 7, 1, 3],
        "time_quadrant": ["migrate", "invest", "tolerate", None], "quadrant_applications": [2, 7, 1, 3],
    }
)  # fmt: skip
ENDINGS = pl.DataFrame(
    {
        "month": [date(2013, 5, 1), date(2013, 5, 1), date(2014, 12, 1), date(2099, 1, 1)],
        "what": ["contract", "support", "contract", "contract"], "endings": [2, 1, 1, 1], "gaps": [1, 1, 0, 0],
        "to_move": [1, 0, 1, 0], "staying": [0, 0, 0, 1], "go_live_date": [date(2014, 4, 15)] * 4,
        "total_endings": [4, 1, 4, 4], "total_gaps": [1, 1, 1, 1], "total_gaps_ended": [1, 1, 1, 1], "total_late": [1, 0, 1, 1],
    }
)  # fmt: skip
SUCCESSORS = pl.DataFrame(
    {"disposition": ["replace", "retire"], "applications": [3, 2], "named": [1, 0], "missing": [2, 2]}
)


def test_how_many_of_the_shared_are_drawn_is_said():
    many = pl.concat([FUNCTIONS.head(1)] * 17 + [FUNCTIONS.tail(1)] * 30)
    assert "7 of 17 drawn" in notes(duplication.shared(many, "business_function"))
    assert not [note for note in notes(duplication.shared(FUNCTIONS, "business_function")) if "drawn" in note]


def notes(made: go.Figure) -> list[str]:
    return [note.text for note in made.layout.annotations]


@every_palette
def test_a_bar_for_each_function(palette: Palette):
    made = valid(duplication.shared(FUNCTIONS, "business_function", palette))
    consolidated, others = traces(made)
    assert (list(consolidated["x"]), list(others["x"])) == ([1, 0], [2, 2])
    assert consolidated["customdata"][0] == ["Paying <b>staff</b>"], "what a click asks for is the name as it is"
    assert notes(made)[0] == "<b>Paying &lt;b&gt;staff&lt;/b&gt;</b>  3 in 2 departments"


@every_palette
def test_a_square_for_each_pair_of_departments(palette: Palette):
    (squares,) = traces(valid(duplication.flows(FLOWS, palette)))
    # by all their flows: HR 18 (its own count at both ends), Finance 15, Place 1
    assert list(zip(squares["x"], squares["y"], squares["text"], strict=True)) == [
        (1, 0, "14"),
        (0, 0, "2"),
        (2, -1, "1"),
    ]
    assert squares["customdata"][0] == ["HR", "Finance"]
    assert list(squares["marker"]["line"]["width"]) == [1, 2, 1], "a department with itself stands out"


@every_palette
def test_value_and_fit_with_their_thresholds(palette: Palette):
    made = valid(duplication.scores(SCORES, 4, 2, palette))
    (squares,) = traces(made)
    assert list(squares["text"]) == ["2", "7", "1"], "what lacks a score has no place"
    assert notes(made) == ["<b>Migrate</b> 2", "<b>Invest</b> 7", "<b>Tolerate</b> 1"]
    assert [(line["x0"], line["y0"]) for line in made.layout.shapes] == [(0.4, 3.5), (1.5, 0.4)]


@every_palette
def test_endings_up_and_down(palette: Palette):
    made = valid(duplication.endings(ENDINGS, date(2013, 1, 31), palette))
    early, moving = traces(made)
    assert list(early["y"]) == [1, -1], "contracts upwards, support downwards"
    assert early["marker"]["pattern"]["shape"] == "/", "not by colour alone"
    assert list(early["customdata"]) == [["contract", "2013-05-01"], ["support", "2013-05-01"]]
    assert list(moving["x"]) == [date(2013, 5, 1), date(2014, 12, 1)], "2099 would squeeze all else"
    assert {"<b>Go-live 15 Apr 2014</b>", "<b>Contracts end</b>", "<b>Support ends</b>"} <= set(notes(made))
    without = ENDINGS.with_columns(go_live_date=pl.lit(None, pl.Date))
    assert not [note for note in notes(duplication.endings(without, date(2013, 1, 31), palette)) if "Go-live" in note]


@every_palette
def test_successors(palette: Palette):
    named, missing = traces(valid(duplication.successors(SUCCESSORS, palette)))
    assert (list(named["x"]), list(missing["x"])) == ([1, 0], [2, 2])


def test_what_is_said():
    assert sentences.functions(FUNCTIONS) == (
        "1 business function is served in several departments: Paying <b>staff</b>, by 3 applications in 2"
    )
    assert sentences.flows(FLOWS) == "15 of 17 interfaces run between departments; most from HR to Finance, 14"
    assert sentences.scores(SCORES) == "7 to invest in, 2 of value, poorly built and 1 to tolerate; 3 lack a score"
    assert sentences.endings(ENDINGS) == (
        "1 contract and 1 support agreement end before the go-live and the move, with no successor, of which 2 have ended"
        " already; 1 contract of what moves runs past the go-live"
    )
    assert sentences.successors(SUCCESSORS) == "4 of 5 applications to be replaced or retired have no successor named"


def test_what_is_repointed_is_said_until_it_has_moved():
    rows = pl.DataFrame({"direction": ["sends", "receives", "receives", "itself"]})
    moves = "What must be re-pointed when this application moves: 2 in, 1 out"
    assert inventory.repointed(rows, {"is_migrated": False}) == moves, "what it sends to itself moves with it"
    assert inventory.repointed(rows, {"is_migrated": None}) == moves, "no migration is reported"
    assert inventory.repointed(rows, {"is_migrated": True}) == "4 interfaces: 1 sent and 2 received"
    assert inventory.repointed(rows.clear(), {}) == "No interfaces have been reported"


@pytest.mark.parametrize(
    ("say", "rows", "said"),
    [
        (sentences.functions, FUNCTIONS.clear(), "No business function is served by two applications"),
        (
            sentences.functions,
            FUNCTIONS.tail(1).with_columns(shared_functions=0),
            "1 business function has several applications, all in one department",
        ),
        (sentences.flows, FLOWS.clear(), "No interfaces have been reported"),
        (
            sentences.flows,
            FLOWS.filter(pl.col("within")).with_columns(total=2, total_across=0),
            "2 interfaces, each within one department",
        ),
        (sentences.scores, SCORES.tail(1), "No application has both scores"),
        (sentences.endings, ENDINGS.clear(), "No end of a contract or of support is known of what has not moved"),
        (
            sentences.endings,
            ENDINGS.with_columns(total_gaps=0, total_gaps_ended=0, total_late=0),
            "No contract or support ends before the go-live and the move without a successor",
        ),
        (
            sentences.endings,
            ENDINGS.with_columns(go_live_date=pl.lit(None, pl.Date)),
            "When contracts and support end; there is no go-live to hold them against",
        ),
        (
            sentences.successors,
            SUCCESSORS.head(1).with_columns(applications=1, missing=0),
            "A successor is named for the one application to go",
        ),
        (sentences.successors, SUCCESSORS.clear(), "No application is still to be replaced or retired"),
        (sentences.suppliers, pl.DataFrame(), "No two suppliers are spelt nearly alike at this likeness"),
    ],
)
def test_what_is_said_at_the_edges(say, rows: pl.DataFrame, said: str):
    assert say(rows) == said
