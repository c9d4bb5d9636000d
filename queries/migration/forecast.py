"""When everything in scope will have moved, by the moves so far and the plan: the odds, and how they were worked out.
One row, always; where no forecast can be given its dates and odds are empty and reason says why.
p50_date, p80_date, p95_date: the day by which half, 80 and 95 in 100 of 10,000 runs had moved everything in scope, as seen from
the last report: such a day may have passed by the as-at date, and no later report says whether everything had moved by then.
Null when they had not within ten years.
probability_by_go_live: how many in 100 runs had finished by go_live_date, the baseline of the go-live, to one decimal;
probability_by_go_live_forecast: by the go-live's own forecast. Neither is nearer to 0 or 100 than 0.1 while the day is to
come; 0 when it has come; null once the go-live is reached. go_live_actual: the day it was reached, once that has come.
scope, migrated, remaining: as at the date; planned: how many of the scope the plan dates, see migration_plan.
reports_used: the stretches between reports, and the months before the first one, that the pace is taken from, from
history_from to history_to; reports_that_moved: see migration_remaining; seed: of the numbers that all forecasts draw.
team_date, team_undated: see migration_remaining. difference_days: p50_date minus team_date; above zero, even odds come
later than the team's own dates.
finding, team_finding: the answer in a sentence, and what the team's own dates say beside it; both always filled.
method: what the forecast rests on, in a sentence, and limits: what it does not know, to be shown beside the figures.
reason: why there is no forecast; null when there is one.
The rules for when there is none, and how good the odds are: DECISIONS.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from data.number_text import nearest
from queries.migration.forecasting import (
    DRAG,
    HORIZON_YEARS,
    RUNS,
    SEED,
    Plan,
    Runs,
    Stretch,
    Whole,
    day_at,
    finished_by,
    position,
    share_finished,
    simulate,
)

Ask = Callable[..., pl.DataFrame]

FEWEST_REPORTS_THAT_MOVED = 4
MOST_STILL_REPORTS = 1
WITHIN = {5: "five", 10: "ten"}[HORIZON_YEARS]

SCHEMA = {
    "as_at": pl.Date, "finding": pl.String, "team_finding": pl.String, "reason": pl.String,
    "p50_date": pl.Date, "p80_date": pl.Date, "p95_date": pl.Date,
    "probability_by_go_live": pl.Float64, "go_live_date": pl.Date,
    "probability_by_go_live_forecast": pl.Float64, "go_live_forecast": pl.Date,
    "go_live_actual": pl.Date,
    "scope": pl.Int64, "migrated": pl.Int64, "remaining": pl.Int64, "planned": pl.Int64,
    "reports_used": pl.Int64, "reports_that_moved": pl.Int64, "history_from": pl.Date, "history_to": pl.Date,
    "team_date": pl.Date, "team_undated": pl.Int64, "difference_days": pl.Int64,
    "method": pl.String, "limits": pl.String, "runs": pl.Int64, "seed": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """What a forecast starts from: the row of migration_remaining, the history that counts, and the plan."""

    left: dict[str, object]
    history: tuple[Stretch, ...]
    plan: Plan | None
    history_from: date | None
    history_to: date | None
    reason: str | None

    def runs(self, marks: tuple[int, ...] = (), past: int | None = None) -> Runs:
        """The runs of the forecast, from the last report on; `marks`, `past`: see simulate."""
        remaining = self.left["remaining"]
        assert isinstance(remaining, int)
        return simulate(self.history, remaining, SEED, marks, plan=self.plan, past=past)


def look_out(ask: Ask) -> Outlook:
    """What the ledger says; `reason` is filled when no forecast can be made of it."""
    left, reports = ask("migration_remaining").row(0, named=True), ask("migration_throughput").to_dicts()
    return outlook_of(left, reports, ask("migration_first_moves").to_dicts(), plan_of(ask, left))


def outlook_of(
    left: dict[str, object], reports: list[dict[str, Any]], first_moves: list[dict[str, Any]], plan: Plan | None
) -> Outlook:
    """As look_out, of the answers of migration_throughput and migration_first_moves, and what is left as `standing` says it."""
    stretches = [(row["month_from"], row["month_to"], row["moved"], 0) for row in first_moves] + [
        (row["counted_from"], row["reporting_date"], row["moved"], row["counted_scope_change"])
        for row in reports
        if row["counted_from"] is not None
    ]
    history = tuple(Stretch(position(to) - position(since), moved, scope) for since, to, moved, scope in stretches)
    first, last = (stretches[0][0], stretches[-1][1]) if stretches else (None, None)
    return Outlook(left, history, plan, first, last, why_not(**left))  # type: ignore[arg-type]


def plan_of(ask: Ask, left: dict[str, object], **moved: object) -> Plan | None:
    """The plan as seen from the last report; None where nothing is planned, or nothing reported. `moved`: see
    migration_plan, for another plan than that of the programme."""
    return planned_of(ask("migration_plan", **moved), left)


def planned_of(planned: pl.DataFrame, left: dict[str, object]) -> Plan | None:
    """As plan_of, from the answer of migration_plan."""
    last_report = left["last_report"]
    if planned.is_empty() or not isinstance(last_report, date):
        return None
    start, scope = position(last_report), left["scope"]
    assert isinstance(scope, int)
    return Plan(
        tuple(
            (position(first - timedelta(days=1)) - start, position(last) - start, applications)
            for first, last, applications in planned.iter_rows()
            if first > date.min
        ),
        scope,
    )


def why_not(
    as_at: date, scope: int, remaining: int, last_report: date | None, reports_that_moved: int, still_reports: int,
    longest_wait: int | None, **_: object,
) -> str | None:  # fmt: skip
    """Why no forecast can be given, in a sentence; None when one can."""
    if last_report is None:
        return "No report on migrations has been uploaded yet."
    if scope == 0:
        return "No application is in scope yet, so there is nothing to forecast."
    if remaining <= 0:
        return "Everything in scope has moved, so there is nothing left to forecast."
    if reports_that_moved < FEWEST_REPORTS_THAT_MOVED:
        so_far = ("No report shows", "Only one reporting period shows", "Only two reporting periods show",
                  "Only three reporting periods show")[reports_that_moved]  # fmt: skip
        return f"{so_far} applications moving so far; a forecast needs four."
    if still_reports > MOST_STILL_REPORTS:
        return "Nothing moved in the last two reports, so no date can be given."
    age = (as_at - last_report).days
    if longest_wait is not None and age > 2 * longest_wait:
        return (
            f"The last report on migrations, of {long_date(last_report)}, is {age:,} days old: too old to forecast from"
            f" when reports come at most {longest_wait} days apart."
        )
    return None


def long_date(day: date) -> str:
    """The day as people write it: 1 April 2014."""
    return f"{day.day} {day:%B %Y}"


def odds(percent: float) -> str:
    """The odds as people say them; never ‘0’ or ‘100’, for ten thousand runs can't prove either."""
    if percent < 1:
        return "fewer than 1 in 100"
    return "more than 99 in 100" if percent > 99 else f"{nearest(percent)} in 100"


def answer(ask: Ask, as_at: date, ledger_version: int) -> pl.DataFrame:
    outlook = look_out(ask)
    left = outlook.left
    found: dict[str, object] = {name: left.get(name) for name in SCHEMA} | {
        "reason": outlook.reason, "finding": outlook.reason, "reports_used": len(outlook.history), "runs": RUNS,
        "history_from": outlook.history_from, "history_to": outlook.history_to, "seed": SEED,
        "planned": 0 if outlook.plan is None else sum(applications for _, _, applications in outlook.plan.dates),
    }  # fmt: skip
    if outlook.reason is None:
        found |= forecast(outlook, as_at)
    found["team_finding"] = say_of_team(left["team_date"], left["team_undated"], found["p50_date"])  # type: ignore[arg-type]
    return pl.DataFrame([found], schema=SCHEMA)


def forecast(outlook: Outlook, as_at: date) -> dict[str, object]:
    """The columns of the answer that a forecast fills."""
    left = outlook.left
    start = position(left["last_report"])  # type: ignore[arg-type]
    finished = outlook.runs().finished

    found: dict[str, object] = {f"p{share}_date": day_by(finished, start, share) for share in (50, 80, 95)}
    if left["go_live_actual"] is None:
        found["probability_by_go_live"] = percent_by(finished, start, left["go_live_date"], as_at)
        found["probability_by_go_live_forecast"] = percent_by(finished, start, left["go_live_forecast"], as_at)
    if isinstance(found["p50_date"], date) and isinstance(left["team_date"], date):
        found["difference_days"] = (found["p50_date"] - left["team_date"]).days
    found["finding"] = say(found, left["go_live_date"], left["last_report"], as_at)  # type: ignore[arg-type]
    found["method"] = say_method(outlook)
    found["limits"] = (
        "It knows no blocker, holiday or new team; tried on programmes of known outcome, what it gave so many in 100 happened"
        " about as often."
    )
    return found


def day_by(finished: Whole, start: int, share: int) -> date | None:
    """The day by which so many in 100 of the runs that began at the place `start`, that of the last report, have finished; None
    beyond ten years."""
    place = finished_by(finished, share / 100)
    return None if place is None else day_at(start + max(place, 1))  # it had not finished by the last report


def percent_by(finished: Whole, start: int, day: object, as_at: date) -> float | None:
    """How many in 100 runs have finished by a day: never nearer to 0 or 100 than 0.1 while the day is to come, 0 once it has."""
    return (
        None if not isinstance(day, date) else percent_of(share_finished(finished, position(day) - start), day, as_at)
    )


def percent_of(share: float, day: date, as_at: date) -> float:
    """A share of the runs, 0 to 1, as odds in 100 of a day."""
    return 0.0 if day <= as_at else round(min(max(100 * share, 0.1), 99.9), 1)


def say_method(outlook: Outlook) -> str:
    """What the forecast rests on."""
    moved = sum(stretch.moved for stretch in outlook.history)
    rests = f"the {moved:,} moves from {long_date(outlook.history_from)} to {long_date(outlook.history_to)}"  # type: ignore[arg-type]
    if outlook.plan is None:
        return (
            f"It rests on {rests}: in each of {RUNS:,} runs the rest goes on as of late, gathers pace or slows down, and"
            f" takes about {DRAG:g} times as long as that says, for what is left last is hardest, while scope grows as it has."
        )
    planned, scope = sum(applications for _, _, applications in outlook.plan.dates), outlook.left["scope"]
    return (
        f"It rests on {rests} and on the plan, which dates {planned:,} of {scope:,} applications: in each of {RUNS:,} runs the"
        " rest follows the plan, goes on as of late, gathers pace or slows down, and"
        f" takes about {DRAG:g} times as long as that says, for what is left last is hardest, while scope grows as it has."
    )


def say(found: dict[str, object], go_live: object, last_report: date, as_at: date) -> str:
    """The forecast in a sentence; where the day of even odds has passed, as what the last report said of it."""
    p50, p95 = found["p50_date"], found["p95_date"]
    if not isinstance(p50, date):
        text = f"The odds of having moved everything within {WITHIN} years are below even"
    else:
        subject = "The odds of having moved everything are"
        if p50 <= as_at:
            subject = f"By the last report, of {long_date(last_report)}, the odds of having moved everything were"
        text = f"{subject} even by {long_date(p50)} and "
        text += f"95 in 100 by {long_date(p95)}" if isinstance(p95, date) else f"below 95 in 100 within {WITHIN} years"
    share = found.get("probability_by_go_live")  # none once the go-live is reached
    if not isinstance(go_live, date) or not isinstance(share, float):
        return f"{text}."
    if go_live <= as_at:
        return f"{text}; the go-live baseline, {long_date(go_live)}, has come already."
    return f"{text}; by the go-live baseline, {long_date(go_live)}, they are {odds(share)}."


def say_of_team(team_date: date | None, undated: int, p50: date | None) -> str:
    """What the team's own dates say, and how far the forecast is from it."""
    if team_date is None:
        return "The team's own forecasts give no date to come."
    text = f"The team's own forecasts add up to {long_date(team_date)}"
    if p50 is not None:
        days = (p50 - team_date).days
        how = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
        text += ", the same day" if days == 0 else f", {how} {'before' if days > 0 else 'after'} the day of even odds"
    if undated:
        who = "1 application still to move has" if undated == 1 else f"{undated:,} applications still to move have"
        text += f"; {who} no date, or one that has passed"
    return f"{text}."
