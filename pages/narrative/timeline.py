"""What has been reached, what is to come, and how often its date has moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from pages.ui.formatting import capital, count, day, every, lapse, listing, number, slip, was_due


def timeline(items: pl.DataFrame, as_at: date) -> str:
    """‘1 of 3 decision points passed, late; next is System design approved, whose owner expects 14 June 2013, 2 weeks late’."""
    gateways = [row for row in items.iter_rows(named=True) if row["kind"] == "gateway"]
    live = [row for row in items.iter_rows(named=True) if row["kind"] == "go_live"]
    to_come = [row for row in gateways + live if not _done(row, as_at)]
    if not gateways and not live:
        return "The dates of the programme"
    sentence = decision_points(
        Point(row["kind"], _done(row, as_at), row["actual_date"] or _expected(row), row["slip_days"])
        for row in gateways + live
    )
    if not to_come:
        return f"{sentence}, and the programme is live" if live else sentence
    nearest = min(to_come, key=_expected)
    if _expected(nearest) < as_at:
        return f"{sentence}; {nearest['name']} {was_due(_expected(nearest), as_at, reached(nearest))}"
    late = _late(nearest)
    when = "whose owner expects" if late else "due"  # on plan there may be no word of its owner
    return f"{sentence}; next is {nearest['name']}, {when} {day(_expected(nearest))}, {slip(late)}"


class Point(NamedTuple):
    """What is counted as a decision point, or not: a row of gateways_status, or one made from timeline_items."""

    kind: str
    is_done: bool
    expected_date: date
    slip_days: int


def decision_points(rows: Iterable[Point]) -> str:
    """‘2 of 3 decision points passed, both late’: the gateways and the go-live; of several go-lives the one expected
    last among those not yet reached. ‘1 of 2 gateways passed’ if no go-live is reported."""
    listed = list(rows)
    gateways = [row for row in listed if row.kind == "gateway"]
    lives = sorted(
        (row for row in listed if row.kind == "go_live"), key=lambda row: (row.is_done, -row.expected_date.toordinal())
    )
    points = gateways + lives[:1]
    slips = [row.slip_days for row in points if row.is_done]
    return passed(slips, len(points), "decision point" if lives else "gateway")


def passed(slips: Sequence[int], points: int, noun: str) -> str:
    """‘2 of 3 decision points passed, both late’, given the number of points and the days by which each passed one was
    late."""
    if not points:
        return "No gateways reported"
    late = sum(1 for days in slips if days > 0)
    if points == 1:
        return f"The one {noun} is passed{', late' if late else ''}" if slips else f"The one {noun} is not passed yet"
    if not slips:
        return f"None of {count(points, noun)} passed yet"
    all_late = {1: ", late", 2: ", both late"}.get(late, ", all late")
    how = (all_late if late == len(slips) else f", {number(late)} of them late") if late else ""
    return f"{number(len(slips))} of {count(points, noun)} passed{how}"


def _done(row: Mapping[str, Any], as_at: date) -> bool:
    return row["actual_date"] is not None and row["actual_date"] <= as_at


def reached(row: Mapping[str, Any]) -> str:
    """The word for a point that is done: a gateway is passed, a go-live reached."""
    return "reached" if row.get("kind") == "go_live" else "passed"


def _expected(row: Mapping[str, Any]) -> date:
    return row["forecast_date"] or row["baseline_date"] or date.max


def _late(row: Mapping[str, Any]) -> int | None:
    if row["baseline_date"] is None:
        return None
    return (_expected(row) - row["baseline_date"]).days


def trend(slips: pl.DataFrame, noun: str, as_at: date) -> str:
    """‘3 of 14 dates to come are expected late; Wave 3 most, about 3 months’, from the slip table of gateways or waves.

    Items past their day are not compared: the slip of their last forecast does not say how late they are.
    """
    if slips.is_empty():
        return f"No {noun}s have been reported"
    coming = slips.filter(~pl.col("is_done"))
    if coming.is_empty():
        return f"{capital(every(slips.height, noun))} {'is' if slips.height == 1 else 'are'} behind us"
    past = coming.filter(pl.col("expected_date") < as_at).sort("expected_date", "name")
    late = coming.filter((pl.col("slip_days") > 0) & (pl.col("expected_date") >= as_at)).sort(
        ["slip_days", "name"], descending=[True, False]
    )
    if coming.height == 1:
        return _one_to_come(coming.row(0, named=True), noun, as_at)
    missed = ""
    if past.height:
        first = past.row(0, named=True)
        when = f"{first['name']}, due on {day(first['expected_date'])}"
        day_of = "is past its day," if past.height == 1 else "are past their day, first"
        missed = f"{number(past.height)} of {count(coming.height, noun)} not done {day_of} {when}"
    if late.is_empty():
        return missed or f"None of {count(coming.height, noun)} to come has slipped"
    first = late.row(0, named=True)
    most = f"{lapse(first['slip_days'])}{_often(first['re_forecasts'])}"
    if missed:
        return f"{missed}; of those to come {first['name']} slips most, {most}"
    are = "is" if late.height == 1 else "are"
    sentence = f"{number(late.height)} of {count(coming.height, noun)} to come {are} expected late"
    return f"{sentence}; {first['name']} {'by' if late.height == 1 else 'most,'} {most}"


def _one_to_come(row: Mapping[str, Any], noun: str, as_at: date) -> str:
    if row["expected_date"] < as_at:
        return f"The one {noun} not done, {row['name']}, {was_due(row['expected_date'], as_at)}"
    if row["slip_days"] <= 0:
        return f"The one {noun} to come has not slipped"
    late = f"{lapse(row['slip_days'])} late{_often(row['re_forecasts'])}"
    return f"The one {noun} to come, {row['name']}, is expected {late}"


def _often(re_forecasts: int) -> str:
    return f", re-forecast {_times(re_forecasts)}" if re_forecasts else ""


def _times(often: int) -> str:
    return {1: "once", 2: "twice"}.get(often, f"{number(often)} times")


def tally(rows: Iterable[Mapping[str, Any]]) -> tuple[int, int, int]:
    """(how many, how many done, how many past their date) for rows of timeline_all. A partner's past stages don't count
    as dated items: they happened, but were never due by a day. What is cancelled doesn't either: it is drawn, and will not be."""
    counted = [row for row in rows if row["kind"] != "stage" and row["status"] != "cancelled"]
    done = sum(row["items"] for row in counted if row["status"] == "done")
    return sum(row["items"] for row in counted), done, sum(row["items_late"] for row in counted)


def lane(rows: Sequence[Mapping[str, Any]]) -> str:
    """‘7 of 14 done, 1 past its date’ for the rows of one lane; the lanes add up to what `timetable` says of all."""
    whole, done, late = tally(rows)
    past = f", {number(late)} past {'its' if late == 1 else 'their'} date" if late else ""
    if rows[0]["lane"] == "partners":
        dates = f"{number(done)} of {count(whole, 'date')} done{past}; " if whole else ""
        return f"{dates}a piece for each stage"
    return f"{number(done)} of {number(whole)} done{past}"


OTHERS = "Press one for its name"


def others(many: int) -> str:
    """‘21 others’, of a lane that names those that press most."""
    return count(many, "other")


def timetable(rows: pl.DataFrame, as_at: date) -> str:
    """‘34 dated things: 12 done, 3 past their date; next is …’: from the rows that the timeline shows."""
    if rows.is_empty():
        return "Nothing dated in this view"
    counted = rows.with_columns(expected=pl.coalesce("actual_date", "forecast_date", "baseline_date"))
    coming = counted.filter(~pl.col("status").is_in(["done", "cancelled"]) & (pl.col("kind") != "stage"))
    whole, done, late = tally(rows.iter_rows(named=True))
    parts = [f"{number(done)} done"] if done else []
    if late:
        parts.append(f"{number(late)} past {'its' if late == 1 else 'their'} date")
    sentence = capital(count(whole, "dated thing")) + (f": {listing(parts)}" if parts else "")
    ahead = coming.filter((pl.col("expected") >= as_at) & (pl.col("kind") != "month")).sort(
        ["expected", "lane_order", "name"]
    )
    if ahead.is_empty():
        return sentence
    first = ahead.row(0, named=True)
    what = first["name"]
    if first["kind"] == "wave":
        # Most waves are called so: ‘Wave 2’ is not ‘wave Wave 2’.
        what = f"the end of {'' if what.lower().startswith('wave') else 'wave '}{what}"
    elif first["lane"] == "decisions":
        what = f"the {first['kind']} ‘{what}’"  # it may be called like the gateway that it is about
    elif first["lane"] == "migrations":
        what = f"the move of {what}"
    return f"{sentence}; next is {what} on {day(first['expected'])}"
