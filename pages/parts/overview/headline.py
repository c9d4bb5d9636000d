"""The headline figures as tiles: their wording, what a change means, and where their rows are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from data.number_text import nearest
from pages.narrative.methodology import rule
from pages.ui.formatting import NOTHING, agreed, as_written, brief_money, day, number, share, short_day, slip
from pages.ui.tiles import Tile

NO_CHANGE = "no change"


def tiles(facts: Mapping[str, Any], since: pl.DataFrame) -> list[Tile]:
    """The Overview's tiles, from the rows of overview_headline and overview_since, without those of which nothing is
    reported. The expected date and the rating are in its first sentence and chips, and the moves are among its changes."""
    return [tile for tile in _tiles(facts, since) if tile.value != NOTHING or tile.change not in ("", NO_CHANGE)]


def _tiles(facts: Mapping[str, Any], since: pl.DataFrame) -> list[Tile]:
    """All of them; what isn't reported is a dash."""
    rows = {row["figure"]: row for row in since.iter_rows(named=True)}

    def moved(figure: str, how: str = "count", more_is_good: bool | None = None) -> dict[str, Any]:
        return change(rows.get(figure), how, more_is_good)

    applications = facts["applications"] or (0 if rows.get("applications", {}).get("change") else None)
    spent, capital = as_written(facts["actual_gbp"], facts["capital_gbp"], brief_money)
    return [
        *([_live(facts)] if facts["go_live_actual"] else []),
        Tile(
            "Decision points passed", _part(facts["decision_points_passed"], facts["decision_points"]),
            page="gateways", link="See them", **moved("decision_points_passed", more_is_good=True),
        ),
        Tile(
            _of("Moved", number(facts["in_scope"] or None)), number(facts["migrated"] if facts["in_scope"] else None),
            rule=rule("migrated", "in_scope") + _outside(facts["migrated_outside"], facts["migrated"]),
            page="migration", link="See which",
            chosen={"migrated": "yes", "in_scope": "yes"},
            **moved("migrated", more_is_good=True),
        ),
        Tile("Applications", number(applications), page="inventory", link="See them all", **moved("applications")),
        Tile(
            "To consolidate",
            _with_share(facts["consolidate"] if facts["applications"] else None, facts["consolidate_share_pct"]),
            rule=rule("consolidate"), page="inventory", link="See these", chosen={"disposition": "consolidate"},
            **moved("consolidate"),
        ),
        Tile(
            "Partners committed", _part(facts["partners_committed"], facts["partners"]),
            rule=rule("partners"), page="partners", link="See partners", **moved("partners_committed", more_is_good=True),
        ),
        Tile(
            _of("Spent", capital), spent, rule=rule("capital"),
            page="spend", link="See spending", **_of_months(moved("actual_gbp", "money"), rows.get("months_spent")),
        ),
    ]  # fmt: skip


def _live(facts: Mapping[str, Any]) -> Tile:
    """Once live: the day, and how late it was. There is no forecast any more, and no change since a report."""
    late, baseline = facts["go_live_slip_days"], agreed(facts["go_live_first_baseline"], facts["go_live_baseline"])
    return Tile(
        "Live since", short_day(facts["go_live_actual"]), change=slip(late), good=late <= 0,
        rule=f"First agreed for {baseline}.", page="gateways", link="See the dates",
    )  # fmt: skip


def _part(done: int, whole: int) -> str:
    """‘1 of 2’; a dash if there is no whole."""
    return f"{number(done)} of {number(whole)}" if whole else NOTHING


def _of(word: str, whole: str) -> str:
    """‘Spent of £3m’: the whole is in the label, because both values are too wide for a phone's tile."""
    return word if whole == NOTHING else f"{word} of {whole}"


def _outside(moved: int, in_scope: int) -> str:
    """‘ 3 more, out of scope, have moved too.’, or ‘ 3 out of scope have moved.’ if nothing in scope has."""
    have = "has" if moved == 1 else "have"
    sentence = f"more, out of scope, {have} moved too" if in_scope else f"out of scope {have} moved"
    return f" {number(moved)} {sentence}." if moved else ""


def _of_months(moved: dict[str, Any], months: Mapping[str, Any] | None) -> dict[str, Any]:
    """How many months the moves cover, if a report brought several at once: three would pass for one."""
    more = months["change"] if months else None
    return {**moved, "change": f"{moved['change']}: {number(more)} months"} if moved and more and more > 1 else moved


def change(row: Mapping[str, Any] | None, how: str = "count", more_is_good: bool | None = None) -> dict[str, Any]:
    """A tile's change in words, from one row of overview_since; empty if there is no earlier report.

    `how`: count or money. `more_is_good`: whether a rise is welcome; None if it is neither good nor bad.
    """
    if row is None or row["previous_report"] is None:
        return {}
    difference = row["change"]
    if row["before_said"] is None or difference is None:
        # There was a report, but this figure was not in it.
        return {"change": "new"} if row["now_said"] is not None else {}
    if not difference:
        return {"change": NO_CHANGE}
    size, rises = abs(difference), difference > 0
    text = {
        "count": f"{number(size)} {'more' if rises else 'fewer'}",
        "money": f"{brief_money(size)} {'more' if rises else 'less'}",
    }[how]
    good = None if more_is_good is None else rises == more_is_good
    return {"change": text, "rises": rises, "good": good}


def since_when(since: pl.DataFrame) -> str:
    """‘The figures, and how they changed since 31 August 2013’, once for all tiles."""
    before = since["previous_report"][0] if since.height else None
    return f"The figures, and how they changed since {day(before)}" if before else "The figures of the first report"


def _with_share(value: int | None, percent: float | None) -> str:
    """‘82 (29.6%)’, ‘2,924 (29%)’: a phone's tile has room for eleven letters of this size."""
    if value is None:
        return NOTHING
    if percent is not None and value >= 1_000 and 0.5 <= percent < 99.5:
        percent = nearest(percent)
    return f"{number(value)} ({share(percent)})"
