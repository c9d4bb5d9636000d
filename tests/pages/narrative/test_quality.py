"""What is said of how well the data adds up, and how it is drawn."""

from datetime import date

import polars as pl
import pytest

from pages.charts import quality as charts
from pages.charts.theme import LIGHT
from pages.narrative import quality as say

DAY = date(2013, 3, 31)


def rules(found: int, high: int) -> pl.DataFrame:
    return pl.DataFrame({
        "rule": ["weights_not_100", "successor"], "title": ["Weights that do not sum to 100", "Successors"],
        "severity": ["high" if high else "low", None] if found else [None, None], "findings": [found, 0],
        "high": [high, 0], "medium": [0, 0], "low": [found - high, 0],
        "all_findings": [found] * 2, "all_high": [high] * 2, "rules": [2, 2], "clean_rules": [1 if found else 2] * 2,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("found", "high", "sentence"),
    [
        (0, 0, "Nothing is found wrong by 2 rules"),
        (1, 1, "1 finding, high"),
        (1, 0, "1 finding, not high"),
        (2, 2, "2 findings, both of them high"),
        (12, 12, "12 findings, all of them high"),
        (12, 3, "12 findings, 3 of them high"),
    ],
)
def test_how_many_findings(found: int, high: int, sentence: str):
    assert say.headline(rules(found, high)) == sentence


def score(dataset: str, day: date, number: int, word: str) -> dict[str, object]:
    return {
        "dataset": dataset, "day": day, "is_now": day == DAY, "rows": 10, "filled_pct": 100.0, "clean_pct": float(number),
        "score": number, "word": word, "with_findings": 10 - number // 10, "findings": 3,
    }  # fmt: skip


SCORES = pl.DataFrame(
    [
        score("partners", date(2013, 2, 28), 100, "good"),  # the report before counts in no sentence
        score("partners", DAY, 50, "poor"),
        score("spend", DAY, 90, "fair"),
        score("risks", DAY, 100, "good"),
    ]
)


AGES = pl.DataFrame(
    {"dataset": ["partners", "risks"], "last_report": [DAY, date(2012, 11, 30)], "is_old": [False, True]}
)


def test_which_lists_are_good():
    good = "1 of 3 lists is good at 31 March 2013; poor: Partners; fair: Capital"
    assert say.scores(SCORES, DAY) == good
    assert say.scores(SCORES, DAY, say.old_lists(AGES)) == f"{good}; a new report is due of Risks", (
        "100 is the score of four months ago"
    )


def test_a_square_for_each_list_and_report_says_its_score_and_word():
    drawn = charts.scores(SCORES, say.old_lists(AGES)).to_plotly_json()
    squares = [
        (trace["y"][at], trace["base"][at], text, trace["customdata"][at])
        for trace in drawn["data"]
        for at, text in enumerate(trace["text"])
    ]
    assert sorted(squares) == [
        (-2, 1, "100, of 30 Nov 2012", ["risks"]), (-1, 1, "90 fair", ["spend"]), (0, 0, "100 good", ["partners"]),
        (0, 1, "50 poor", ["partners"]),
    ]  # fmt: skip
    assert drawn["layout"]["yaxis"]["ticktext"] == ["Partners", "Capital", "Risks"]
    assert [head["text"] for head in drawn["layout"]["annotations"]] == ["28 Feb<br>2013", "31 Mar<br>2013"]


def test_a_bar_for_each_rule_that_finds_something():
    drawn = charts.by_rule(rules(12, 3)).to_plotly_json()
    assert drawn["data"][0]["customdata"] == [["weights_not_100"]]
    # A bar of which 3 of 12 are high was all in the colour of the worst.
    assert [list(bar["x"]) for bar in drawn["data"]] == [[3], [9]]
    assert [bar["marker"]["color"] for bar in drawn["data"]] == [LIGHT.rating["red"], LIGHT.rating["green"]]
    assert drawn["layout"]["annotations"][0]["text"] == "<b>Weights that do not sum to 100</b>  ▲ 3 high, ● 9 low"
