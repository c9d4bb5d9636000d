"""Gateways: dates, criteria, and declared ratings that the evidence does not support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pages.charts.theme import rating
from pages.narrative.changes import brief
from pages.narrative.timeline import Point, decision_points, reached
from pages.ui.formatting import capital, count, dated, every, listing, number


def gateways(rows: pl.DataFrame) -> str:
    """‘1 of 3 decision points passed, late; the rule does not support the declared rating of System design approved’."""
    if rows.is_empty():
        return "No gateways have been uploaded"
    keys = rows.filter(pl.col("kind") == "gateway")
    live = rows.filter(pl.col("kind") == "go_live")
    headline = passed(rows)
    if keys.is_empty():
        headline = "No gateways, only the go-live and milestones" if live.height else "No gateways, only milestones"
        if live.height == rows.height:
            headline = "No gateways, only the go-live"
    elif keys["is_done"].all() and live.height:
        headline += "; go-live is reached" if live["is_done"].all() else "; go-live remains"
    # What is passed is judged by its day, and its rating no longer says anything about what is to come.
    declared = rows.filter(pl.col("declared_rating").is_not_null() & ~pl.col("is_done"))
    doubted = declared.filter(pl.col("declared_is_better"))["name"].to_list()
    if doubted:
        return f"{headline}; the rule does not support the declared rating of {listing(doubted, 2)}"
    if rows["is_done"].all():
        return headline
    if declared.is_empty():
        return f"{headline}; no rating is declared of what is to come"
    return f"{headline}; no declared rating of what is to come is better than the rule's"


def passed(rows: pl.DataFrame) -> str:
    """‘2 of 3 decision points passed, both late’, from the rows of gateways_status."""
    return decision_points(map(Point._make, rows.select(Point._fields).iter_rows()))


def gateway(row: Mapping[str, Any], as_at: date) -> str:
    """‘Business case agreed: passed on 14 December 2012, on plan’, when it is expected, or that it is past its day."""
    stands = dated(row["expected_date"], row["slip_days"], as_at, is_done=row["is_done"], done=reached(row))
    return f"{row['name']}: {stands}"


def criteria(met: int | None, whole: int | None, overdue: int | None) -> str:
    """‘3 of 7 criteria met, 1 overdue’, ‘the one criterion is met’; ‘no criteria that count’ if there are none, or all
    are waived."""
    if not whole:
        return "no criteria that count"
    if whole == 1:
        return f"the one criterion is {'met' if met else 'overdue' if overdue else 'not met yet'}"
    headline = f"{number(met) if met else 'none'} of {number(whole)} criteria met"
    return f"{headline}, {number(overdue)} overdue" if overdue else headline


def criteria_by_partner(rows: pl.DataFrame) -> str:
    """‘5 of 9 criteria met, 1 overdue: Sentinel CiC’ for one gateway."""
    met, whole, overdue, waived = (int(rows[name].sum()) for name in ("met", "criteria", "overdue", "waived"))
    if waived and not whole:
        return f"{capital(every(waived, 'criterion', 'criteria'))} {'is' if waived == 1 else 'are'} waived"
    headline = capital(criteria(met, whole, overdue))
    late = rows.filter(pl.col("overdue") > 0)["partner"].to_list()
    return f"{headline}: {listing(late, 3)}" if late else headline


CASES: Mapping[str, str] = {
    "strategic": "Strategic", "economic": "Economic", "commercial": "Commercial", "financial": "Financial",
    "management": "Management", "not_said": "Not said",
}  # fmt: skip
"""Case of the Five Case Model → its name, in the order of the model."""


def name_cases(rows: pl.DataFrame) -> bool:
    """Whether any criterion names the case it supports, from gateways_criteria_by_case."""
    return bool(rows.height and rows["said"][0])


def criteria_by_case(rows: pl.DataFrame) -> str:
    """‘2 of 5 cases ready: Economic and Financial; overdue: Management’, from gateways_criteria_by_case. A case is
    ready if it has criteria and all are met."""
    cases = rows.filter(pl.col("five_case") != "not_said")
    if not name_cases(rows):
        return "No criterion says which of the five cases it supports"
    ready, late, bare, waived = (
        [CASES[code] for code in cases.filter(which)["five_case"]]
        for which in (
            (pl.col("criteria") > 0) & (pl.col("met") == pl.col("criteria")), pl.col("overdue") > 0,
            (pl.col("criteria") == 0) & (pl.col("waived") == 0), (pl.col("criteria") == 0) & (pl.col("waived") > 0),
        )
    )  # fmt: skip
    parts = [
        f"{capital(number(len(ready)) if ready else 'none')} of 5 cases ready{f': {listing(ready)}' if ready else ''}"
    ]
    parts += [f"overdue: {listing(late)}"] if late else []
    parts += [f"no criterion: {listing(bare)}"] if bare else []
    parts += [f"waived: {listing(waived)}"] if waived else []
    return "; ".join(parts)


def columns_called(days: Sequence[date], month: str = "%b") -> list[str]:
    """‘Jun 2015’ for each report, or ‘30 Jun 2015’ if a month has several; `month`: how the month is written."""
    months = Counter((each.year, each.month) for each in days)
    return [
        f"{f'{each.day} ' if months[each.year, each.month] > 1 else ''}{each.strftime(month)} {each.year}"
        for each in days
    ]


def called_out(rows: pl.DataFrame) -> str:
    """‘The rule does not support 1 declared rating: System design approved (declared green, computed amber)’."""
    if rows.is_empty():
        return "No ratings yet"
    better = rows.filter(pl.col("is_called_out") & (pl.col("disagreement") == "better"))
    others = rows.filter(pl.col("is_called_out")).height - better.height
    if better.is_empty():
        declared = rows.filter(pl.col("declared_rating").is_not_null() & ~pl.col("is_done")).height
        headline = (
            "The rule supports every declared rating of what is to come"
            if declared
            else "No rating is declared of what is to come"
        )
        if rows["is_done"].all():
            return "Everything is passed, so no rating is left to compare"
        if others:
            but = ", but" if declared else ", and"
            return f"{headline}{but} {count(others, 'item')} {'needs' if others == 1 else 'need'} a look"
        return headline
    names = [
        f"{row['name']} (declared {_word(row['declared_rating'])}, computed {_word(row['computed_rating'])})"
        for row in better.iter_rows(named=True)
    ]
    more = f"; {count(others, 'other item')} {'needs' if others == 1 else 'need'} a look" if others else ""
    return f"The rule does not support {count(better.height, 'declared rating')}: {listing(names, 2)}{more}"


def _word(code: str | None) -> str:
    return rating(code).word.lower()


def ratings(rows: pl.DataFrame) -> str:
    """‘2 of 14 are red by the rule, one more than on 31 August’, from gateways_ratings."""
    days = rows["reporting_date"].unique().sort().to_list()
    if not days:
        return "No report has been rated yet"
    now, before = (_rated(rows, day) for day in (days[-1], days[-2] if len(days) > 1 else days[-1]))
    worst = next((code for code in ("red", "amber") if now.get(code)), "green")
    found, whole = now[worst], sum(now.values())
    headline = f"{number(found)} of {number(whole)} {'is' if found == 1 else 'are'} {worst} by the rule"
    gap = found - before.get(worst, 0)
    if whole == 1:
        headline = f"The one item is {worst} by the rule"
        was_alone = len(days) > 1 and sum(before.values()) == 1
        return f"{headline}, {'unlike' if gap else 'as'} on {brief(days[-2], days[-1])}" if was_alone else headline
    if len(days) == 1:
        return headline
    then = f"{number(abs(gap))} {'more' if gap > 0 else 'fewer'} than" if gap else "as"
    return f"{headline}, {then} on {brief(days[-2], days[-1])}"


def _rated(rows: pl.DataFrame, day: date) -> dict[str, int]:
    return dict(rows.filter(pl.col("reporting_date") == day).select("computed_rating", "gateways").iter_rows())
