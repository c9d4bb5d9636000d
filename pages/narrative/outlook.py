"""Will we be live in time: the odds, the dates of the forecast, and what the teams expect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from data.number_text import exact, nearest, rounded
from pages.ui.formatting import capital, count, day, lapse, listing, number, share
from pages.ui.labels import WORDS

FRACTIONS = (
    (1, 10), (1, 9), (1, 8), (1, 7), (1, 6), (1, 5), (1, 4), (3, 10), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (7, 10), (3, 4),
    (4, 5), (9, 10),
)  # fmt: skip
"""The fractions that people say between one in ten and nine in ten."""

FITS = 2.5
"""How many in 100 a fraction may be off: of 45 or 85 in 100 there is none that people say, and ‘2 in 5’ or ‘4 in 5’ would be
heard as something else than the number beside it."""


def odds(percent: float | None, *, in_100: bool = False) -> str:
    """‘about 1 in 8’, ‘about 3 in 10’, ‘about 95 in 100’, ‘less than 1 in 100’; never zero or certain."""
    alone = odds_alone(percent, in_100=in_100)
    return alone if percent is None or not 1 <= percent <= 99 else f"about {alone}"


def odds_beside(*percents: float | None) -> list[str]:
    """`odds` of figures that stand in one sentence: all in 100 as soon as one of them is, to be compared at a glance."""
    if any("in 100" in odds(percent) for percent in percents):
        return [odds(percent, in_100=True) for percent in percents]
    return [odds(percent) for percent in percents]


def odds_alone(percent: float | None, *, in_100: bool = False) -> str:
    """The same without ‘about’, for tiles and labels: ‘1 in 8’, ‘less than 1 in 100’."""
    if percent is None:
        return "not known"
    if percent < 1:
        return "less than 1 in 100"
    if percent > 99:
        return "more than 99 in 100"
    part, whole = min(FRACTIONS, key=lambda each: abs(percent - 100 * each[0] / each[1]))
    if in_100 or not 9.5 <= percent <= 92 or abs(percent - 100 * part / whole) > FITS:
        return f"{number(nearest(percent))} in 100"
    return f"{part} in {whole}"


def will_we(outlook: Mapping[str, Any]) -> str:
    """‘The odds of having moved everything by 1 April 2014, the go-live baseline, are about 1 in 3’, from the row of
    migration_forecast; the reason if there are no odds."""
    go_live, percent = outlook["go_live_date"], outlook["probability_by_go_live"]
    if is_live(outlook):
        if not outlook["scope"]:
            left = f"{outlook['reason'][:1].lower()}{outlook['reason'][1:].rstrip('.')}"
        elif not outlook["remaining"]:
            left = "everything in scope has moved"
        elif outlook["reason"]:
            many = outlook["remaining"]
            left = f"{count(many, 'application')} in scope {'is' if many == 1 else 'are'} still to move"
        else:
            left = f"{even(outlook)[:1].lower()}{even(outlook)[1:]}"
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
    """Whether the go-live has been reached by the as-at date; its forecast then no longer counts."""
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
    """‘Even odds of having moved everything come on 3 August 2014, about 4 months after go-live’; ‘came’ once that day has come,
    for they are those of the last report; the reason if there are none."""
    half, go_live = outlook["p50_date"], outlook["go_live_date"]
    if outlook["reason"]:
        return f"No forecast: {outlook['reason'][:1].lower()}{outlook['reason'][1:].rstrip('.')}"
    if half is None:
        return "Even odds of having moved everything are more than ten years away"
    sentence = f"Even odds of having moved everything {'come' if half > outlook['as_at'] else 'came'} on {day(half)}"
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
    """Our risk beside the outcomes of comparable public projects: as context, never part of the forecast.

    `rows`: of reference_slips. `percent`: the odds, in 100, of finishing by the go-live baseline; None without a
    forecast.
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


# What would it take ---------------------------------------------------------------------------------

PACES = WORDS["pace"]
"""Pace of outlook_pace → what it is."""

CHANGES = {
    "nothing": "As things are", "team": "Another team alone", "out": "Less in scope alone", "wave": "The wave alone",
    "date": "The other date alone", "all": "All of it together",
}  # fmt: skip
"""Change of outlook_what_if → its name."""


def would_take(paces: pl.DataFrame) -> str:
    """‘Even odds of being ready by 1 April 2014 take 15.2 applications a month, against 11.3 of late; the best so far is 17’."""
    by = {row["pace"]: row for row in paces.iter_rows(named=True)}
    even_odds, late, best = by["even"], by["of_late"], by["best"]
    if late["odds"] >= 80:
        enough = f"The pace of late, {_a_month(late)}, is enough"
        return f"{enough}: the odds of being ready by {day(late['by'])} are {odds(late['odds'])}"
    if late["odds"] >= 50:
        return (
            f"The pace of late, {_a_month(late)}, gives better than even odds of being ready by {day(late['by'])}; 8 in 10 take"
            f" {number(by['eight_in_ten']['a_month'])}"
        )
    reached = "is only" if even_odds["a_month"] > best["a_month"] else "is"
    return (
        f"Even odds of being ready by {day(late['by'])} take {_a_month(even_odds)}, against {number(late['a_month'])} of late;"
        f" the best so far {reached} {number(best['a_month'])}"
    )


def _a_month(row: Mapping[str, Any]) -> str:
    return f"{number(row['a_month'])} application{'' if row['a_month'] == 1 else 's'} a month"


def beside_mark(row: Mapping[str, Any]) -> str:
    """‘as of late: 1 in 4’, ‘even odds’: what a pace is and, unless the odds themselves are sought, its odds."""
    name = PACES[row["pace"]]
    return f"{name.lower()}: {odds_alone(row['odds'])}" if row["from_date"] else name.lower()


def pace_in_full(row: Mapping[str, Any]) -> str:
    """A pace in a sentence, with the reports that it is from, for a slide or beside a mark."""
    when = f", from {day(row['from_date'])} to {day(row['to_date'])}" if row["from_date"] else ""
    name = {
        "of_late": "The pace of late", "best": "The best pace so far", "even": "Even odds take",
        "eight_in_ten": "Odds of 8 in 10 take",
    }[row["pace"]]  # fmt: skip
    if not row["from_date"]:
        return f"{name} {_a_month(row)}, {times(row['times'])} that of late"
    return f"{name}{when}: {_a_month(row)}; kept up from now on, the odds are {odds(row['odds'])}"


def times(factor: float) -> str:
    """‘1.34 times’."""
    return f"{exact(rounded(factor, 2))} times"


def evenly(paces: pl.DataFrame) -> str:
    """Why dividing what is left by the months is not enough, from outlook_pace."""
    row = paces.row(0, named=True)
    return (
        f"{count(row['remaining'], 'application')} still to move by {day(row['by'])}: {number(row['evenly'])} a month if all"
        " went evenly. The forecast counts on what is left last taking longest, and on scope growing as it has."
    )


def after(row: Mapping[str, Any]) -> str:
    """‘about 3 in 4, 51 in 100 more’, from a row of outlook_what_if."""
    by = f" by {day(row['by'])}" if row["change"] == "date" else ""
    gain = row["gain"]
    if row["change"] == "nothing" or gain is None:
        return f"{odds(row['odds'])}{by}"
    if abs(gain) < 1:
        return f"{odds(row['odds'])}{by}, {'hardly a' if gain else 'no'} difference"
    size = f"{number(nearest(abs(gain)))} in 100 {'more' if gain > 0 else 'fewer'}"
    return f"{odds(row['odds'], in_100=True)}{by}, {size}"


def no_pace(outlook: Mapping[str, Any]) -> str:
    """Why no pace can be given: there is no go-live, or its date has passed."""
    if outlook["go_live_date"] is None:
        return "No go-live date is reported, so no pace can be asked for"
    return f"The go-live baseline of {day(outlook['go_live_date'])} has come, so no pace can be asked for"


def supposed(rows: pl.DataFrame, as_at: date) -> str:
    """‘With all of it the odds are about 3 in 4, up from about 1 in 4’, from outlook_what_if."""
    before, last = rows.row(0, named=True), rows.row(-1, named=True)
    if last["by"] <= as_at:
        return f"{day(last['by'])} has come, and not everything has moved"
    if rows.height == 1:
        return f"As things are, the odds of being ready by {day(before['by'])} are {odds(before['odds'])}"
    with_it = "With all of it" if last["change"] == "all" else "With this alone"
    if last["odds"] is None or before["odds"] is None:
        return f"{with_it}, the odds of being ready by {day(last['by'])} are {odds(last['odds'])}"
    now, then = odds_beside(last["odds"], before["odds"])
    if now == then:
        return f"{with_it} the odds stay {now}"
    return f"{with_it} the odds are {now}, {'up' if last['odds'] > before['odds'] else 'down'} from {then}"


def still_to_move(row: Mapping[str, Any]) -> str:
    """‘11 still to move, 18% of all; 1 blocked; 1 late, by 38 days’, from a row of outlook_left."""
    parts = [f"{number(row['remaining'])} still to move, {share(row['share_pct'])} of all"]
    if row["blocked"]:
        parts.append(f"{number(row['blocked'])} blocked")
    if row["late"]:
        parts.append(f"{number(row['late'])} late, the longest by {lapse(row['longest_late'])}")
    return "; ".join(parts)


def most_held(rows: pl.DataFrame, kind: str) -> str:
    """‘Planning and Environmental services hold 22 of 62 still to move’: the departments, waves or blockers with the
    most. If none has as many as are in no wave, or not in the inventory, that comes first."""
    words = {"department": "department", "wave": "wave", "blocker": "blocker"}
    here = rows.filter(pl.col("kind") == kind)
    if here.is_empty():
        return "Nothing is blocked" if kind == "blocker" else f"No {words[kind]} has anything left to move"
    whole = int(rows.filter(pl.col("kind") == "department")["remaining"].sum())
    if kind == "blocker":
        stopped = here["remaining"].sum()
        return f"{number(stopped)} of {number(whole)} still to move {'is' if stopped == 1 else 'are'} blocked"
    first = here.filter(~pl.col("name").is_in(list(NOWHERE))).head(2)
    if first.is_empty():
        return f"{capital(_what_is_left(whole, whole))} {'is' if whole == 1 else 'are'} {NOWHERE[here['name'][0]]}"
    names, held_by_them = first["name"].to_list(), int(first["remaining"].sum())
    verb = "hold" if len(names) > 1 else "holds"
    if here["name"][0] in NOWHERE:
        elsewhere = here["remaining"][0]
        most = (
            f"{capital(_what_is_left(elsewhere, whole))} {'is' if elsewhere == 1 else 'are'} {NOWHERE[here['name'][0]]}"
        )
        return f"{most}; {listing(names)} {verb} {number(held_by_them)}"
    return f"{listing(names)} {verb} {_what_is_left(held_by_them, whole)}"


NOWHERE = {"In no wave": "in no wave", "Not in the inventory": "not in the inventory"}
"""What outlook_left calls no wave and no department → what is said of what is left there."""


def _what_is_left(held: int, whole: int) -> str:
    """‘22 of 62 still to move’, ‘all 5 still to move’."""
    if held < whole:
        return f"{number(held)} of {number(whole)} still to move"
    which = {1: "the one", 2: "both"}.get(whole, f"all {number(whole)}")
    return f"{which} still to move"
