"""What changed among the gateways since an earlier date: dates, ratings, those passed, added and removed; words last.
One row per gateway and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: passed, unpassed (no longer reported as passed), redated (passed, on another day than was reported), called (its name or
what it is), slipped, forward and past (see comparing; of what isn't done), rebaselined,
rating (computed), declared (rating), added, removed, commentary. The computed rating can change because a day has passed;
its upload is then the one that brought the row as it stands.
uses: reports_compared
compares: gateways
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from data.datasets import DATASETS
from queries import Asking
from queries.changes.comparing import AS_IT_IS, Change, Pair, Row, answered, changes_of, compare, count, long_date

VERSIONS = """
SELECT *, planned_date(actual_date, forecast_date, baseline_date, $as_at) AS expected
FROM gateways_versions($as_at, $ledger_version)"""
KINDS = ("milestone", "gateway", "go_live")
"""The higher its place here, the more weight a change of it has."""
RATINGS = DATASETS["gateways"].column("declared_rating").choices
WORDS = ("commentary", "path_to_green")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, VERSIONS, also="true")
    rated: dict[str, dict[str, Row]] = {"now": {}, "before": {}}
    for row in ask("gateways_rated", since=since).iter_rows(named=True) if pairs else ():
        rated[row["compared"]][row["gateway_id"]] = row
    return answered(
        changes_of(
            "gateways", "gateways", pairs,
            lambda pair: kinds(pair, rated["now"].get(pair.item), rated["before"].get(pair.item)),
            lambda pair: pair.row["name"],
        )
    )  # fmt: skip


def kinds(pair: Pair, rated: Row | None, rated_before: Row | None) -> Iterator[Change]:
    row, before, now = pair.row, pair.before, pair.now
    name, place, many = row["name"], KINDS.index(row["kind"]), "gateways and milestones"
    is_done, was_done = (one is not None and one["is_done"] for one in (rated, rated_before))
    if now is None:
        yield Change("removed", (62, 86, 97)[place], f"{name} was removed.", f"{{n}} {many} were removed.")
        return
    if is_done and not was_done:
        reached = "reached" if row["kind"] == "go_live" else "passed"
        how = against_baseline(row["actual_date"], row["baseline_date"])
        passed = f"{name} was {reached} on {long_date(row['actual_date'])}, {how}."
        yield Change("passed", (70, 89, 95)[place], passed, by=("actual_date",))
    if before is None:
        if not is_done:
            added = f"{name} was added, for {long_date(row['expected'])}."
            yield Change("added", (61, 81, 87)[place], added, f"{{n}} {many} were added.")
        return
    if was_done and not is_done:
        yield Change("unpassed", (71, 90, 96)[place], f"{name} is no longer reported as passed.", by=("actual_date",))
    if was_done and is_done and pair.changed("actual_date"):
        reached = "reached" if row["kind"] == "go_live" else "passed"
        on, no_longer = long_date(row["actual_date"]), long_date(before["actual_date"])
        redated = f"{name} is reported as {reached} on {on} now, no longer on {no_longer}."
        size = abs(pair.days("actual_date"))
        yield Change("redated", (57, 75, 93)[place], redated, size=size, by=("actual_date",))
    days = pair.days("expected")
    if days and not is_done and not was_done:  # what was done had a day of its own, and no forecast
        way = pair.way("expected")
        weights = (56, 78, 94) if way == "forward" else (76, 92, 100)
        yield Change(way, weights[place], f"{name} {pair.moved('expected')}.", size=abs(days), by=("expected",))
    if pair.changed("baseline_date"):
        changed = f"from {long_date(before['baseline_date'])} to {long_date(row['baseline_date'])}"
        yield Change(
            "rebaselined", (75, 91, 99)[place], f"The baseline of {name} was changed {changed}.",
            size=abs(pair.days("baseline_date")), by=("baseline_date",),
        )  # fmt: skip
    if rated and rated_before and not is_done and rated["computed_rating"] != rated_before["computed_rating"]:
        steps = rated["rating_order"] - rated_before["rating_order"]
        if days:  # the date says as much
            weights = (50, 67, 69)
        else:
            weights = (73, 88, 98) if steps > 0 else (55, 74, 83)
        went = f"{name} went from {rated_before['computed_rating']} to {rated['computed_rating']} by the rule."
        yield Change("rating", weights[place], f"{went} {rated['reason']}", size=abs(steps), by=AS_IT_IS)
    if pair.changed("declared_rating"):
        rating, rating_before = row["declared_rating"], before["declared_rating"]
        if rating is None:
            declares = f"no longer declares a rating; it was {slashed(rating_before)} before"
        elif rating_before is None:
            declares = f"now declares it {slashed(rating)}, the first rating given"
        else:
            declares = f"now declares it {slashed(rating)}, after {slashed(rating_before)}"
        steps = abs(RATINGS.index(rating) - RATINGS.index(rating_before)) if rating and rating_before else 1
        weight = ((39, 56, 62) if days else (57, 72, 79))[place]
        yield Change("declared", weight, f"The owner of {name} {declares}.", size=steps, by=("declared_rating",))
    if pair.changed("name", "kind"):
        kind = DATASETS["gateways"].column("kind").say
        named = f"{before['name']} is called {name} now" if pair.changed("name") else f"{name} is otherwise as it was"
        became = f"; it is a {kind(row['kind']).lower()} now, no longer a {kind(before['kind']).lower()}"
        yield Change(
            "called", 58 if pair.changed("kind") else 19, f"{named}{became if pair.changed('kind') else ''}.",
            by=("name", "kind"),
        )  # fmt: skip
    if pair.changed(*WORDS):
        yield Change(
            "commentary", 6, f"The commentary on {name} was changed.", f"The commentary on {{n}} {many} was changed.",
            by=WORDS,
        )  # fmt: skip


def against_baseline(actual: date, baseline: date) -> str:
    """‘13 days after the baseline’."""
    days = (actual - baseline).days
    return (
        f"{count(abs(days), 'day')} {'after' if days > 0 else 'before'} the baseline"
        if days
        else "on the baseline date"
    )


def slashed(rating: str) -> str:
    """‘amber_red’ → ‘amber/red’."""
    return rating.replace("_", "/")
