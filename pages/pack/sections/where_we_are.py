"""Where we are: will we be live in time, and how far has each part come?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.number_text import in_hundred, nearest
from pages import narrative
from pages.charts.theme import rating
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import (
    Bars,
    Beside,
    Fact,
    Label,
    Mark,
    MarkedRow,
    Marks,
    Moment,
    Role,
    Section,
    Series,
    Slide,
    Squares,
)
from pages.ui.formatting import agreed, as_written, count, day, is_past, money, number, share, short_day, slip, was_due
from queries import View


def slides(view: View) -> list[Slide]:
    facts = view.ask("overview_headline").row(0, named=True)
    statements = _facts(
        facts,
        narrative.gateways.passed(view.ask("gateways_status")),
        narrative.partners.partners(view.ask("partners_stage")),
    )
    if not statements:
        return []
    outlook = view.ask("migration_forecast").row(0, named=True)
    progress, odds = _progress(facts), _odds(outlook, view.as_at)
    made = [
        Slide(
            "where_we_are",
            narrative.overview.overview(facts, outlook, view.ask("updates_due")),
            chart=odds or progress,
            facts=tuple(statements),
            rule=rule("programme_rating", "in_scope", "migrated"),
            behind=tabulation.figures(view.ask("overview_since")),
        )
    ]
    if odds and progress:
        listed = "; ".join(f"{_lower(label.name)} {label.detail}" for label in progress.labels)
        made.append(Slide("progress", f"So far: {listed}", chart=progress))
    return made


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _odds(outlook: Mapping[str, Any], as_at: date) -> Beside | None:
    """The odds as squares, beside the days when the forecast's runs finish and the dates that the owners expect; None
    without odds for a day to come."""
    goal, percent = outlook["go_live_date"], outlook["probability_by_go_live"]
    if outlook["reason"] or goal is None or percent is None or goal <= as_at:
        return None
    figure = "Under 1 in 100" if percent < 1 else "Over 99 in 100" if percent > 99 else f"{nearest(percent)} in 100"
    chance = f"the odds of having moved everything by {day(goal)}"
    squares = Squares(min(max(nearest(percent), 1), 99), figure, chance, f"{figure}: {chance}.")
    owner = (
        outlook["go_live_forecast"] if outlook["go_live_forecast"] != goal else None
    )  # the baseline may stand for it
    missed = is_past(owner, as_at, is_done=False)
    dates: list[tuple[str, date | None, Role]] = [
        (f"The owner's forecast of go-live{', past' if missed else ''}", owner, "plan"),
        ("The teams' own dates", outlook["team_date"], "plan"),
        ("Even odds of having moved everything", outlook["p50_date"], "coming"),
        ("80 in 100 by then", outlook["p80_date"], "coming"),
        ("95 in 100 by then", outlook["p95_date"], "coming"),
    ]
    rows = tuple(MarkedRow(Label(name, ""), (Mark(when, role, short_day(when)),)) for name, when, role in dates if when)
    listed = "; ".join(f"{row.label.name}, {row.marks[0].text}" for row in rows)
    lines = (Moment(as_at, f"As at {short_day(as_at)}"), Moment(goal, f"Go-live baseline {short_day(goal)}"))
    return Beside(squares, Marks(rows, lines, f"When everything will have moved. {listed}."), 0.36)


def _progress(facts: Mapping[str, Any]) -> Bars | None:
    """How much of each whole is done, in per cent; items without a whole are left out."""
    capital = None if facts["actual_gbp"] is None else facts["capital_gbp"]
    rows = [
        ("Decision points passed", facts["decision_points_passed"], facts["decision_points"], number),
        ("Partners committed", facts["partners_committed"], facts["partners"], number),
        ("Applications moved", facts["migrated"], facts["in_scope"], number),
        ("Capital spent", facts["actual_gbp"], capital, money),
    ]
    kept = [(name, done or 0, whole, say) for name, done, whole, say in rows if whole]
    if not kept:
        return None
    done = [in_hundred(n, whole) for _, n, whole, _ in kept]
    labels = tuple(Label(name, "{} of {}".format(*as_written(n, whole, say))) for name, n, whole, say in kept)
    return Bars(
        labels,
        (Series("Done", tuple(done), "done"), Series("Still to do", tuple(100 - n for n in done), "rest")),
        "%",
        "Bars of how much is done: " + "; ".join(f"{label.name}, {label.detail}" for label in labels) + ".",
    )


def _now(facts: Mapping[str, Any]) -> str:
    """The state of the go-live's date: reached, reforecast, unchanged, or past."""
    if facts["go_live_actual"]:
        return f" and was reached on {day(facts['go_live_actual'])}, {slip(facts['go_live_slip_days'])}"
    if facts["days_to_go_live"] < 0:
        return f"; it {was_due(facts['go_live_forecast'], facts['as_at'], 'reached')}"
    if facts["go_live_forecast"] == facts["go_live_baseline"]:
        return ", and no other day is forecast"
    return f"; its forecast is now {day(facts['go_live_forecast'])}"


def _facts(facts: Mapping[str, Any], gateways: str, partners: str) -> list[Fact]:
    """The headline figures as statements; unknown ones are left out. `gateways`, `partners`: findings."""
    reported = facts["latest_report"]
    texts = []
    if facts["computed_rating"]:
        shown = rating(facts["computed_rating"])
        texts.append(f"The computed rating of the programme is {shown.word.lower()}. {facts['reason']}")
    if facts["go_live_baseline"]:
        agreed_for = agreed(facts["go_live_first_baseline"], facts["go_live_baseline"])
        texts.append(f"Go-live was first agreed for {agreed_for}{_now(facts)}.")
    if facts["applications"]:
        texts.append(
            f"The inventory holds {count(facts['applications'], 'application')}:"
            f" {number(facts['consolidate'])} ({share(facts['consolidate_share_pct'])}) to be consolidated into the core"
            f" infrastructure, {number(facts['in_scope'])} in scope, {number(facts['migrated'])} of these moved."
        )
    if outside := facts["migrated_outside"]:
        have = "application, out of scope, has" if outside == 1 else "applications, out of scope, have"
        counted = f"{number(outside)} more {have} moved too" if facts["migrated"] else f"{number(outside)} {have} moved"
        texts.append(f"{counted}.")
    if facts["decision_points"]:
        texts.append(f"{gateways}.")
    if facts["partners"]:
        texts.append(f"{partners}.")
    if facts["capital_gbp"] is not None:
        texts.append(f"{narrative.spend.spent_of(facts['actual_gbp'], facts['capital_gbp'])}.")
    return [Fact(text, reported) for text in texts]


SECTION = Section(
    10, "where_we_are", "Where we are", ("gateways", "applications", "migrations", "partners", "spend"), slides,
    "no go-live, gateway, application, move, partner or capital reported",
)  # fmt: skip
