"""Vehicle options: which form of the service vehicle scores highest, what would change that, and what a point costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from data.number_text import exact, rounded
from pages.ui.formatting import NOTHING, brief_money, capital, count, listing, money, share

HIGHEST = 5
"""The highest score that a file may give."""

MOST_DECIMALS = 6
"""Decimals of a score at most, however close two of them are."""


def heading(rows: pl.DataFrame) -> str:
    """‘Community interest company scores highest, 4.05 of 5; Joint committee follows with 3.43’, from vehicle_appraisal."""
    scored = [row for row in rows.iter_rows(named=True) if row["score"] is not None]
    if not scored:
        return "No option has a score: every weight is nought"
    first = [row["option"] for row in scored if row["place"] == 1]
    rest = [row for row in scored if row["place"] != 1]
    places = decimals(rows["score"])
    best = points(scored[0]["score"], places)
    if rows.height == 1:
        return f"{first[0]}, the one option, scores {best} of {HIGHEST}"
    lead = (
        f"{listing(first)} share the highest score, {best} of {HIGHEST}"
        if len(first) > 1
        else f"{first[0]} scores highest, {best} of {HIGHEST}"
    )
    return f"{lead}; {rest[0]['option']} follows with {points(rest[0]['score'], places)}" if rest else lead


def points(score: Decimal | None, places: int = 2) -> str:
    """‘4.05’, for display; never compare by it, because equal words may hide a difference."""
    return NOTHING if score is None else f"{rounded(score, places)}"


def decimals(scores: Iterable[Decimal | None]) -> int:
    """How many decimals distinguish scores that differ: two, unless two scores would then read alike."""
    differing = {score for score in scores if score is not None}
    return next(
        (places for places in range(2, MOST_DECIMALS) if len({points(s, places) for s in differing}) == len(differing)),
        MOST_DECIMALS,
    )


def standing(row: Mapping[str, Any], places: int = 2) -> str:
    """‘4.05 of 5; £520,000, £128k a point’ of an option."""
    if row["score"] is None:
        return "no score"
    if row["a_point_gbp"] is None:
        return f"{points(row['score'], places)} of {HIGHEST}"
    return f"{points(row['score'], places)} of {HIGHEST}; {money(row['cost_gbp'])}, {worth(row)}"


def key(rows: pl.DataFrame) -> list[str]:
    """What the numbers in the bars mean, each: ‘1 Keeps public ownership, 20%’, from vehicle_contributions."""
    first = rows.filter(pl.col("option") == rows["option"][0]) if rows.height else rows
    every = rows.unique("number", keep="first", maintain_order=True).sort("number")
    shares = dict(first.select("criterion", "share_pct").iter_rows())
    weights = ((row, shares.get(row["criterion"])) for row in every.iter_rows(named=True))
    return [
        f"{row['number']} {row['criterion']}{f', {share(part)}' if part is not None else ''}" for row, part in weights
    ]


def lettered(rows: pl.DataFrame) -> list[str]:
    """What the letters stand for, each: ‘A £520,000, £128k a point of score’, from vehicle_appraisal."""
    letters = dict(rows.select("option", "letter").iter_rows())
    return [
        f"{row['letter']} {money(row['cost_gbp'])}, "
        + (f"beaten by {letters[row['dominated_by']]}" if row["dominated_by"] else f"{worth(row)} of score")
        for row in rows.iter_rows(named=True)
        if row["a_point_gbp"] is not None
    ]


def remarks(rows: pl.DataFrame) -> Iterator[str]:
    """What a reader must know about the weights, scores and costs, one sentence each; from vehicle_appraisal."""
    each = list(rows.iter_rows(named=True))
    other = [row for row in each if row["weight_sum"] != 100]
    if other:
        sums = {row["weight_sum"] for row in other}
        what = f"to {exact(sums.pop())}" if len(sums) == 1 else "to other sums"
        whose = (
            "The weights" if len(other) == len(each) else f"The weights of {listing([r['option'] for r in other], 3)}"
        )
        yield f"{whose} come {what} instead of 100; scores are divided by their sum."
    if each and each[0]["weights_differ"]:
        yield "The options give one criterion different weights, so that each is scored by its own; set weights to compare them."
    for row in each:
        if row["lacks"]:
            yield f"{row['option']} is not scored on {row['lacks']}; its score rests on the other criteria."
        if row["costs_differ"]:
            yield f"{row['option']} has different costs in its rows; the highest counts."
    silent = [row["option"] for row in each if row["cost_gbp"] is None]
    if silent:
        yield f"No cost is reported of {listing(silent, 3)}."


def what_turns(rows: pl.DataFrame, appraised: pl.DataFrame) -> str:
    """‘The choice turns first on Quick and simple to set up: at 27% instead of 10% Joint committee is preferred’, from
    vehicle_turning_points."""
    if appraised.height == 1:
        return "There is one option, so that no weight changes the choice"
    if appraised["score"].null_count() == appraised.height:
        return "What would change the choice can't be said: every weight is nought"
    if rows.is_empty():
        return (
            "What would change the choice can't be said: the options need common weights and a score on every criterion"
        )
    level = appraised.filter(pl.col("place") == 1)["option"].to_list()
    parting = rows.filter("parts")["criterion"].to_list()
    lead = f"{capital(listing(level, 3))} are level" if len(level) > 1 else ""
    if len(parting) == rows.height:
        return f"{lead}: any move of a weight parts them"
    if parting:
        which = listing([f"‘{criterion}’" for criterion in parting], 3)
        return f"{lead}: only {which} {'parts' if len(parting) == 1 else 'part'} them"
    lead = f"{lead} whatever one weight is; the" if lead else "The"
    nearest = rows.row(0, named=True)
    if nearest["move_pct"] is None:
        if len(level) > 1:
            return lead.removesuffix("; the")
        return f"No weight, wherever it is moved, makes another option than {appraised['option'][0]} the preferred one"
    at, letters = _nearer(nearest)
    called = dict(appraised.select("letter", "option").iter_rows())
    others = listing([called[letter] for letter in letters], 3)
    now, then = (share(each) for each in (nearest["share_pct"], at))
    verb = "is" if len(letters) == 1 else "are"
    return f"{lead} choice turns first on {nearest['criterion']}: at {then} instead of {now} {others} {verb} preferred"


def _nearer(row: Mapping[str, Any]) -> tuple[Decimal, list[str]]:
    ends = [
        (row[f"{way}_pct"], row[f"{way}_letters"].split(", "))
        for way in ("lower", "higher")
        if row[f"{way}_pct"] is not None
    ]
    return min(ends, key=lambda end: abs(end[0] - row["share_pct"]))


def holds(row: Mapping[str, Any]) -> str:
    """‘20% now; A from 5% to 64.4%, B below, C above’ at the bar of a criterion; ‘15% now; A and B level at any weight’."""
    low, high = (None if row[f"{way}_pct"] is None else share(row[f"{way}_pct"]) for way in ("lower", "higher"))
    preferred, below, above = (
        listing(row[f"{which}_letters"].split(", "), 4) if row[f"{which}_letters"] else ""
        for which in ("preferred", "lower", "higher")
    )
    now = share(row["share_pct"])
    best = preferred if preferred == row["preferred_letter"] else f"{preferred} level"
    if low is None and high is None:
        return f"{now} now; {best} at any weight"
    others = [f"{below} below"] if low else []
    others += [f"{above} above"] if high else []
    if low and row["lower_pct"] == row["higher_pct"]:
        return f"{now} now; {', '.join(others)}"
    span = f"from {low} to {high}" if low and high else f"from {low} on" if low else f"up to {high}"
    return f"{now} now; {best} {span}, {', '.join(others)}"


def cost(rows: pl.DataFrame) -> str:
    """‘2 of 5 options are beaten on cost and score; a point costs £96,600 to £305,000’, from vehicle_appraisal."""
    costed = rows.filter(pl.col("a_point_gbp").is_not_null())
    if costed.is_empty():
        return "No cost is reported with a score"
    dominated = costed.filter(pl.col("dominated_by").is_not_null()).height
    low, high = costed["a_point_gbp"].min(), costed["a_point_gbp"].max()
    each = f"a point costs {money(low)}" + (f" to {money(high)}" if low != high else "")  # type: ignore[arg-type]
    if not dominated:
        return f"No option is beaten on cost and score; {each}"
    whole = f"{count(costed.height, 'option')}{' with a cost' if costed.height < rows.height else ''}"
    return f"{dominated} of {whole} {'is' if dominated == 1 else 'are'} beaten on cost and score; {each}"


def worth(row: Mapping[str, Any]) -> str:
    """‘£128k a point’ of score, or ‘beaten by X’; short, because it stands in labels too."""
    if row["dominated_by"]:
        return f"beaten by {row['dominated_by']}"
    return f"{brief_money(row['a_point_gbp'])} a point"
