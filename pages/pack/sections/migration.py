"""Migration and forecast: is it on plan, and when will it be done?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from data.number_text import nearest
from pages import narrative
from pages.narrative import forecasting
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Fact, Lines, Moment, Role, Section, Series, Slide
from pages.ui.formatting import capital, count, day, lapse, number, short_day
from queries import View


def slides(view: View) -> list[Slide]:
    months = view.ask("migration_burn_up")
    if months.is_empty():
        return []
    outlook = view.ask("migration_forecast").row(0, named=True)
    made = [
        Slide(
            "migration",
            narrative.migration.burn_up(months, view.as_at),
            chart=_burn_up(months, view.as_at) if _has_moves(months) else None,
            table=None
            if _has_moves(months)
            else tabulation.table(months, ("month_end", "planned", "actual", "forecast"), most=7),
            facts=tuple(_facts(view, months, outlook)),
            rule=rule("migrated", "burn_up"),
            behind=tabulation.table(months, ("month_end", "planned", "actual", "forecast")),
        )
    ]
    fan = view.ask("migration_forecast_fan")
    if fan.height:
        made.append(
            Slide(
                "forecast",
                forecast_headline(outlook),
                chart=_fan(months, fan, view.as_at, outlook),
                facts=(Fact(outlook["finding"]), Fact(outlook["team_finding"])),
                rule=f"It is tried {number(outlook['runs'])} times, from the moves so far and the plan; ‘95 in 100 by’ a day"
                f" means that everything had moved by then in 95 of 100 tries. {outlook['limits']}",
                method=f"{outlook['method']} {outlook['limits']} {forecasting.courses()} {forecasting.runs()}",
                behind=tabulation.table(
                    fan, ("month_end", "migrated_p5", "migrated_p50", "migrated_p95", "scope_p50", "finished_pct")
                ),
            )
        )
    elif outlook["reason"]:
        made[0] = Slide(**{**made[0].__dict__, "facts": (*made[0].facts, Fact(f"No forecast: {outlook['reason']}"))})
    return made


def forecast_headline(outlook: dict[str, Any]) -> str:
    """‘The odds of having moved everything by 1 April 2014 are 6 in 100; even odds come on 3 August 2014’."""
    odds, goal, even = outlook["probability_by_go_live"], outlook["go_live_date"], outlook["p50_date"]
    if goal is not None and goal <= outlook["as_at"]:
        return narrative.outlook.even(outlook)
    until = f"even odds come on {day(even)}" if even else "even odds are out of sight"
    if odds is None or goal is None:
        return capital(until)
    chance = "under 1 in 100" if odds < 1 else "over 99 in 100" if odds > 99 else f"{nearest(odds)} in 100"
    return f"The odds of having moved everything by {day(goal)} are {chance}; {until}"


def _has_moves(months: pl.DataFrame) -> bool:
    """Whether anything was planned, moved or expected: a chart of zeros says nothing."""
    return any(value for name in ("planned", "actual", "forecast") for value in months[name])


def _burn_up(months: pl.DataFrame, as_at: date) -> Lines:
    # Without a date to come it would end where the moves do, and say that the teams expect no more.
    is_dated = months.filter(pl.col("month_end") > as_at)["forecast"].is_not_null().any()
    ahead = [
        forecast if is_dated and (end >= as_at or actual is not None) else None
        for end, actual, forecast in months.select("month_end", "actual", "forecast").iter_rows()
    ]
    lines = [
        Series("Planned", tuple(months["planned"]), "plan"),
        Series("Forecast by the team", tuple(ahead), "forecast"),
        Series("Moved", tuple(months["actual"]), "done"),
    ]
    return Lines(
        tuple(months["month_end"]), tuple(line for line in lines if any(v is not None for v in line.values)), as_at,
        "applications", f"Applications moved, planned and forecast, by month. {narrative.migration.burn_up(months, as_at)}.",
    )  # fmt: skip


def _fan(months: pl.DataFrame, fan: pl.DataFrame, as_at: date, outlook: Mapping[str, Any]) -> Lines:
    """What has moved, and the ways on which so many in 100 have moved everything by a day: each line ends on its day, at what
    is then in scope."""
    moved = dict(months.filter(pl.col("actual").is_not_null()).select("month_end", "actual").iter_rows())
    runs = {row["month_end"]: row for row in fan.iter_rows(named=True)}
    there = {name: _arrival(runs, percent, outlook.get(day)) for name, _, percent, day, _ in WAYS}
    days = tuple(sorted({*moved, *runs, *(when for when in there.values() if when)}))
    done = max((each for each in moved.values() if each is not None), default=0)
    lines = (
        Series("In scope", tuple(runs[end]["scope_p50"] if end in runs else None for end in days), "plan"),
        *(
            Series(name, _way(column, there[name], days, runs), role, "" if there[name] else None)
            for name, column, _, _, role in WAYS
        ),
        Series("Moved", tuple(moved.get(end) for end in days), "done", f"Moved {number(done)}"),
    )
    marked = [
        Moment(when, f"{name} by {short_day(when) if outlook.get(day) else f'{when:%b %Y}'}")
        for name, _, _, day, _ in WAYS
        if (when := there[name])
    ]
    ends = "; ".join(moment.text for moment in marked)
    return Lines(
        days, lines, as_at, "applications", f"Applications moved, and the odds of having moved everything by a day. {ends}.",
        (*(moment for moment in moments(outlook) if moment.day == outlook["go_live_date"]), *marked),
    )  # fmt: skip


WAYS: tuple[tuple[str, str, float, str, Role], ...] = (
    ("5 in 100", "migrated_p95", 5, "", "faint"), ("Even odds", "migrated_p50", 50, "p50_date", "forecast"),
    ("95 in 100", "migrated_p5", 95, "p95_date", "faint"),
)  # fmt: skip
"""(odds of having moved everything, how far that way is in a month, the odds in 100, the field with their day, role)."""


def _arrival(runs: Mapping[date, Mapping[str, Any]], percent: float, known: date | None) -> date | None:
    """The day on which so many in 100 have moved everything: the one that is known, or the end of its month."""
    return known or next((end for end in sorted(runs) if runs[end]["finished_pct"] >= percent), None)


def _way(
    column: str, there: date | None, days: Sequence[date], runs: Mapping[date, Mapping[str, Any]]
) -> tuple[float | None, ...]:
    """How much has moved on each day: never more than is in scope, which is reached on the day `there`."""
    scopes = {end: row["scope_p50"] for end, row in runs.items()}

    def value(day: date) -> float | None:
        if there is not None and day >= there:
            so_far = [scopes[end] for end in sorted(scopes) if end <= day]
            return float(so_far[-1]) if day == there and so_far else None
        return float(min(runs[day][column], scopes[day])) if day in runs else None

    return tuple(value(day) for day in days)


def moments(outlook: Mapping[str, Any]) -> tuple[Moment, ...]:
    """The baseline of the go-live and the day of even odds, where they are known."""
    marked = (("Go-live baseline", outlook["go_live_date"]), ("Even odds", outlook["p50_date"]))
    return tuple(Moment(when, f"{name} {short_day(when)}") for name, when in marked if when)


def _facts(view: View, months: pl.DataFrame, outlook: Mapping[str, Any]) -> list[Fact]:
    waves = view.ask("migration_waves")
    blocked = view.ask("migration_blockers")
    facts = [Fact(f"{narrative.migration.burn_up(months, view.as_at)}.")]
    if undated := outlook["team_undated"]:
        have, are = ("has", "is") if undated == 1 else ("have", "are")
        facts.append(
            Fact(
                f"{capital(count(undated, 'application'))} still to move {have} no date, or one that has passed, and {are} not"
                " in the teams' forecast."
            )
        )
    if waves.height:
        facts.append(Fact(f"{narrative.migration.waves(waves, view.as_at)}."))
    facts += [
        Fact(
            f"{row['name']}: {_moved(row)}; {narrative.migration.wave(row, view.as_at)}.",
            row["since"], row["upload"], (row["moves_since"], row["moves_upload"]),
        )
        for row in waves.head(10).iter_rows(named=True)
    ]  # fmt: skip
    facts.append(Fact(f"{narrative.migration.blockers(blocked)}."))
    facts += [
        Fact(f"{row['name']} ({row['department']}) {_blocked(row['days_blocked'])}: {row['blocker']}",
             row["since"], row["since_upload"], (row["reported_on"], row["upload"]))
        for row in blocked.head(5).iter_rows(named=True)
    ]  # fmt: skip
    return facts


def _moved(row: Mapping[str, Any]) -> str:
    """‘3 of 7 moved’ for a wave."""
    if not row["applications"]:
        return "no application in scope"
    return f"{number(row['migrated'])} of {number(row['applications'])} moved"


def _blocked(days: int) -> str:
    return f"has been blocked for {lapse(days)}" if days else "is blocked since this report"


SECTION = Section(50, "migration", "Migration and forecast", ("migrations",), slides)
