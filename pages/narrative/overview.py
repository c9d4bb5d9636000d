"""The programme in one sentence, and what needs attention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.charts.theme import rating
from pages.narrative.outlook import odds
from pages.ui.formatting import capital, count, day, lapse, number


def overview(headline: Mapping[str, Any], outlook: Mapping[str, Any] | None = None) -> str:
    """The one sentence of the Overview: the odds where there are any, the go-live date, and how the rule rates it.

    `outlook`: the row of migration_forecast. The odds come first, for the forecast of go-live is what its owners say.
    """
    expected, baseline = headline["go_live_forecast"], headline["go_live_baseline"]
    verdict = _verdict(headline)
    old = _no_news(headline)
    if expected is None and baseline is None:
        return f"No go-live date is reported{verdict}{old}"
    if headline["go_live_actual"]:
        return f"{live(headline)}{_left(headline)}{verdict}{old}"
    forecast = expected or baseline
    late = (forecast - baseline).days if baseline else 0
    drift = {True: "as planned", False: f"{lapse(late)} {'later' if late > 0 else 'earlier'} than planned"}[late == 0]
    to_go = headline["days_to_go_live"]
    if to_go is not None and to_go < 0:
        return f"Go-live was due on {day(forecast)}, {lapse(to_go)} ago, and is not reached yet{verdict}{old}"
    if to_go == 0:
        return f"Go-live is due today, {day(forecast)}, {drift}{verdict}{old}"
    away = f"{count(to_go, 'day')} away" if to_go is not None else "with no number of days to go"
    if lead := _odds(outlook):
        return f"{lead}; the forecast of go-live is {day(forecast)}, {drift}{verdict}{old}"
    return f"Go-live is expected on {day(forecast)}, {away} and {drift}{verdict}{old}"


def live(headline: Mapping[str, Any]) -> str:
    """‘Live since 10 April 2014, 9 days later than planned’: once the go-live has been reached, whatever was forecast."""
    late = headline["go_live_slip_days"]
    how = "as planned" if not late else f"{lapse(late)} {'later' if late > 0 else 'earlier'} than planned"
    since = "today, " if headline["days_to_go_live"] == 0 else ""
    return f"Live since {since}{day(headline['go_live_actual'])}, {how}"


def _left(headline: Mapping[str, Any]) -> str:
    """‘; 12 of 113 applications in scope are still to move’: what going live has left."""
    whole = headline["in_scope"]
    left = whole - headline["migrated"]
    if not left:
        return ""
    which = "the one application in scope" if whole == 1 else f"{number(left)} of {number(whole)} applications in scope"
    return f"; {which} {'is' if left == 1 else 'are'} still to move"


A_LONG_TIME = 92
"""Days without any report after which the sentence of the Overview says how old what it rests on is: a quarter."""


def _no_news(headline: Mapping[str, Any]) -> str:
    reported = headline["latest_report"]
    silent = (headline["as_at"] - reported).days if reported else 0
    return f"; the last report, of {day(reported)}, is {lapse(silent)} old" if silent > A_LONG_TIME else ""


def _odds(outlook: Mapping[str, Any] | None) -> str:
    """‘The odds of having moved everything by 1 April 2014 are about 5 in 100’; empty where the forecast gives none."""
    if outlook is None or outlook["reason"] or outlook["probability_by_go_live"] is None:
        return ""
    by = outlook["go_live_date"]
    if by <= outlook["as_at"]:
        return ""
    return f"The odds of having moved everything by {day(by)} are {odds(outlook['probability_by_go_live'])}"


def _verdict(headline: Mapping[str, Any]) -> str:
    if not headline["computed_rating"]:
        return ""
    return f"; rated {rating(headline['computed_rating']).word.lower()} by the rule"


def attention(items: pl.DataFrame) -> str:
    """‘3 things need attention now, and 5 to watch’."""
    red = items.filter(pl.col("severity") == "red").height
    amber = items.height - red
    if items.is_empty():
        return "Nothing needs attention"
    if not red:
        return f"{capital(count(amber, 'thing'))} to watch"
    now = f"{capital(count(red, 'thing'))} {'needs' if red == 1 else 'need'} attention now"
    return f"{now}, and {number(amber)} to watch" if amber else now
