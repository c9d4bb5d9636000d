"""The programme at a glance: one sentence, its ratings as chips, and on a phone the four key dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages import narrative
from pages.charts.theme import rating
from pages.ui import texts
from pages.ui.formatting import count, is_past, short_day
from pages.ui.links import chip
from pages.ui.page import View


def show(view: View, facts: Mapping[str, Any], ahead: Mapping[str, Any]) -> None:
    """`facts`: the row of overview_headline; `ahead`: that of migration_forecast."""
    with texts.together("headline"):
        texts.say(texts.heading(narrative.overview.glance(facts, ahead, view.ask("updates_due"))))
        texts.say(*_chips(view, view.ask("programme_rating").row(0, named=True)))
        texts.say(*_dates(facts, ahead))


def _chips(view: View, row: Mapping[str, Any]) -> list[texts.Part]:
    """The programme's computed and declared ratings, the red milestones, and declared ratings that the rule does not
    support."""
    with texts.gathering() as chips:
        for code, by in ((row["computed_rating"], " by the rule"), (row["declared_rating"], ", say its owners")):
            if code:
                shown = rating(code)
                chip(view, "gateways", f"{shown.shape} {shown.word}{by}", shown.badge, help=row["reason"])
        if red := row["red_milestones"]:
            shown = rating("red")
            chip(view, "gateways", f"{shown.shape} {count(red, 'milestone')} red", shown.badge)
        if row["called_out"]:
            chip(view, "gateways", f"⚑ {count(row['called_out'], 'rating')} to question", "orange")
    return [texts.group("row", *chips)] if chips else []


def _dates(facts: Mapping[str, Any], ahead: Mapping[str, Any]) -> list[texts.Part]:
    """Baseline, owner's date, even odds, and the day by which 80 in 100 runs have finished; unknown dates are left out."""
    owner = facts["go_live_forecast"]
    known = [
        ("Baseline", facts["go_live_baseline"]),
        ("Live since", facts["go_live_actual"])
        if facts["go_live_actual"]
        else ("Was due", owner)
        if is_past(owner, facts["as_at"], is_done=False)
        else ("Owner expects", owner if owner != facts["go_live_baseline"] else None),  # the baseline may stand for it
        ("Even odds by", ahead["p50_date"]),
        ("80 in 100 by", ahead["p80_date"]),
    ]
    lines = [texts.line(f"{name} ", texts.strong(short_day(when))) for name, when in known if when]
    return [texts.group("dates", *lines)] if lines else []
