"""Will we make it? The forecast's odds and dates, with its method and limits, beside what the teams expect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages.charts.theme import rating
from pages.narrative import outlook as sentences
from pages.narrative.methodology import rule
from pages.ui import tiles
from pages.ui.formatting import capital, plain, short_day
from pages.ui.page import View
from pages.ui.tiles import Tile


def facts(view: View) -> dict[str, Any]:
    """The one row of migration_forecast."""
    return view.ask("migration_forecast").row(0, named=True)


def dates(view: View, outlook: Mapping[str, Any], *, here: bool) -> None:
    """The odds and the dates as tiles, or why there are none. `here`: whether this is the screen that shows the
    forecast."""
    if outlook["reason"]:
        st.markdown(plain(outlook["team_finding"]))
        return
    go_live = outlook["go_live_date"]
    # On the screen of the forecast the tiles lead to the applications that are left.
    to: dict[str, Any] = {"page": "migration", "link": "See the forecast"}
    if here:
        to = {"page": "migration", "link": "See what is left", "chosen": {"migrated": "no", "in_scope": "yes"}}
    by_then = Tile(
        f"Odds by {short_day(go_live)}" if go_live else "Odds by go-live",
        capital(sentences.odds_alone(outlook["probability_by_go_live"])),
        change=_by_the_forecast(outlook), rule=rule("odds"), **to,
    )  # fmt: skip
    shown = [
        # of a day that has come, and of a go-live that is reached, there are no odds
        *([by_then] if go_live is None or (go_live > outlook["as_at"] and not sentences.is_live(outlook)) else []),
        *(
            Tile(title, _date(outlook[f"p{share}_date"]), rule=rule("odds"), **to)
            for share, title in ((50, "Even odds by"), (80, "80 in 100 by"), (95, "95 in 100 by"))
        ),
        Tile("Teams' own date", short_day(outlook["team_date"]), change=sentences.team(outlook), rule=rule("team_date"), **to),
    ]  # fmt: skip
    tiles.show(view, shown, across=5)


def _date(found: date | None) -> str:
    return short_day(found) if found else "Beyond ten years"


def _by_the_forecast(outlook: Mapping[str, Any]) -> str:
    """‘1 in 10 by 22 Apr 2014’, the go-live's own forecast, if that is another day than its baseline."""
    forecast = outlook["go_live_forecast"]
    if forecast in (None, outlook["go_live_date"]) or forecast <= outlook["as_at"]:
        return ""
    return f"{sentences.odds_alone(outlook['probability_by_go_live_forecast'])} by {short_day(forecast)}"


def method(outlook: Mapping[str, Any]) -> None:
    """The forecast's method, the history it uses, and what it does not know; and the teams' dates in words."""
    if outlook["reason"]:
        return
    st.caption(plain(worked_out(outlook)))


def worked_out(outlook: Mapping[str, Any]) -> str:
    """The same, as text."""
    return (
        f"{outlook['method']} {outlook['limits']} All forecasts draw the same numbers, so what rests on the same moves and plan"
        f" says the same, whatever else was uploaded. {outlook['team_finding']}"
    )


def context(view: View, outlook: Mapping[str, Any]) -> None:
    """What became of comparable programmes, beside our own risk: in words, never mixed into the forecast."""
    st.caption(plain(others(view, outlook)))


def others(view: View, outlook: Mapping[str, Any]) -> str:
    """The same, as text."""
    go_live = outlook["go_live_date"]
    has_come = go_live is not None and go_live <= outlook["as_at"]
    percent = None if has_come else outlook["probability_by_go_live"]
    return sentences.context(view.ask("reference_slips"), percent)


def programme(row: Mapping[str, Any]) -> None:
    """The programme's computed beside its declared rating, what decides it, and the rule for combining ratings."""
    computed, declared = rating(row["computed_rating"]), rating(row["declared_rating"])
    better = " :orange-badge[⚑ The rule does not support the declared rating]" if row["declared_is_better"] else ""
    st.markdown(
        f"**The programme** :{declared.badge}-badge[Declared: {declared.shape} {declared.word}]"
        f" :{computed.badge}-badge[Computed: {computed.shape} {computed.word}]{better}"
    )
    st.markdown(plain(row["reason"]))
    st.caption(f"How it rolls up: {plain(row['rule'])}")


def as_text(outlook: Mapping[str, Any]) -> str:
    """The figure's alternative text: the forecast in full sentences."""
    return f"{outlook['finding']} {outlook['team_finding']}"


BEHIND = (
    "month_end",
    "planned",
    "actual",
    "forecast",
    "scope",
    "migrated_p50",
    "migrated_p20",
    "migrated_p5",
    "finished_pct",
)
"""Of those rows, what a table shows: what is drawn. What else is known of the as-at month alone, its headline says."""


def behind(months: pl.DataFrame, fan: pl.DataFrame) -> pl.DataFrame:
    """The rows behind the figure: each month with the plan, the moves, the scope and the forecast."""
    kept = fan.select("month_end", *[name for name in fan.columns if name.startswith(("migrated_p", "finished"))])
    return months.join(kept, on="month_end", how="full", coalesce=True).sort("month_end")


def chosen(series: str, day: str) -> dict[str, str]:
    """The filters that show the rows behind a mark of the burn-up: what was planned, what has moved, what is left."""
    which = {"Planned": {"planned_by": day}, "Moved": {"migrated_by": day}}.get(series, {"migrated": "no"})
    return {**which, "in_scope": "yes"}
