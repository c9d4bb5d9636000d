"""Will we be live in time: the odds, the dates of the forecast, and what the teams expect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.ui.formatting import day, lapse, listing, number, share

FRACTIONS = ((1, 5), (1, 4), (3, 10), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (7, 10), (3, 4), (4, 5), (9, 10))
"""The fractions that people say between one in ten and nine in ten."""


def odds(percent: float | None) -> str:
    """‘about 1 in 8’, ‘about 3 in 10’, ‘about 95 in 100’, ‘less than 1 in 100’; never zero or certain."""
    return odds_alone(percent) if percent is None or not 1 <= percent <= 99 else f"about {odds_alone(percent)}"


def odds_alone(percent: float | None) -> str:
    """The same where a tile or a label has no room for ‘about’: ‘1 in 8’, ‘less than 1 in 100’."""
    if percent is None:
        return "not known"
    if percent < 1:
        return "less than 1 in 100"
    if percent > 99:
        return "more than 99 in 100"
    if percent < 9.5:
        return f"{number(round(percent))} in 100"
    if percent < 15:
        return f"1 in {number(round(100 / percent))}"
    if percent > 92:
        return f"{number(round(percent))} in 100"
    part, whole = min(FRACTIONS, key=lambda each: abs(percent - 100 * each[0] / each[1]))
    return f"{part} in {whole}"


def will_we(outlook: Mapping[str, Any]) -> str:
    """‘The odds of having moved everything by 1 April 2014, the go-live baseline, are about 1 in 3’, from the row of
    migration_forecast; its reason where it has none."""
    go_live, percent = outlook["go_live_date"], outlook["probability_by_go_live"]
    if is_live(outlook):
        left = (
            "everything in scope has moved"
            if not outlook["remaining"]
            else f"{even(outlook)[:1].lower()}{even(outlook)[1:]}"
        )
        return f"Live since {_since(outlook)}; {left}"
    if outlook["reason"]:
        return even(outlook)
    if go_live is None:
        half = _by(outlook["p50_date"])
        return f"Will we make it? No go-live date is reported; even odds of having moved everything {half}"
    if percent is None:
        return f"Will we make it? The odds can't be worked out; half of the runs are through {_by(outlook['p50_date'])}"
    if go_live <= outlook["as_at"]:
        return (
            f"The go-live baseline of {day(go_live)} has come; half of the runs are through {_by(outlook['p50_date'])}"
        )
    return f"The odds of having moved everything by {day(go_live)}, the go-live baseline, are {odds(percent)}"


def is_live(outlook: Mapping[str, Any]) -> bool:
    """Whether the go-live has been reached by the as-at date: what was forecast of it no longer counts."""
    return outlook.get("go_live_actual") is not None


def _since(outlook: Mapping[str, Any]) -> str:
    """‘10 April 2014, 9 days after the baseline’, of a go-live that has been reached."""
    reached, baseline = outlook["go_live_actual"], outlook["go_live_date"]
    days = (reached - baseline).days
    how = "the day of the baseline" if not days else f"{lapse(days)} {'after' if days > 0 else 'before'} the baseline"
    return f"{day(reached)}, {how}"


def _by(when: date | None) -> str:
    return f"by {day(when)}" if when else "only beyond ten years"


def even(outlook: Mapping[str, Any]) -> str:
    """‘Even odds of having moved everything come on 3 August 2014, about 4 months after go-live’; the reason without any."""
    half, go_live = outlook["p50_date"], outlook["go_live_date"]
    if outlook["reason"]:
        return f"No forecast: {outlook['reason'][:1].lower()}{outlook['reason'][1:].rstrip('.')}"
    if half is None:
        return "Even odds of having moved everything are more than ten years away"
    sentence = f"Even odds of having moved everything come on {day(half)}"
    if go_live is None:
        return sentence
    days = (half - go_live).days
    if not days:
        return f"{sentence}, the day of the go-live baseline"
    return f"{sentence}, {lapse(days)} {'after' if days > 0 else 'before'} the go-live baseline"


def team(outlook: Mapping[str, Any]) -> str:
    """‘12 days earlier’: the teams' own date against the day of even odds; empty without both."""
    days = outlook["difference_days"]
    if days is None:
        return ""
    if not days:
        return "the same day"
    return f"{lapse(days).removeprefix('about ')} {'earlier' if days > 0 else 'later'}"


OUTCOMES = (("unchanged", "kept their date"), ("earlier", "came forward"))


def context(rows: pl.DataFrame, percent: float | None) -> str:
    """Our risk beside what became of comparable public projects: as context, never part of the forecast.

    `rows`: of reference_slips. `percent`: the odds, in 100, of finishing by the go-live baseline; None without a forecast.
    """
    found = {row["outcome"]: row for row in rows.iter_rows(named=True)}
    slipped = found.get("slipped")
    if slipped is None:
        return ""
    ours = "" if percent is None else f"Our odds of being later than the go-live baseline are {odds(100 - percent)}. "
    others = [f"{number(found[name]['projects'])} {how}" for name, how in OUTCOMES if name in found]
    hindsight = " That was not known yet at this date." if slipped["is_hindsight"] else ""
    return (
        f"{ours}For comparison only, and no part of the forecast: of {number(slipped['of'])} major projects of the UK"
        f" government, {number(slipped['projects'])} slipped within a year ({share(slipped['share_pct'])}), half of these by"
        f" {number(slipped['median_days'])} days or more; {listing(others)}. Source: {slipped['source']}.{hindsight}"
    )
