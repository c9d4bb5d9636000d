"""How the forecast works, with all its constants, so that a reader could simulate it from the words alone.

Separate from the other rules, because these import the engine, which charts must not.
"""

from __future__ import annotations

from queries.migration.forecasting import (
    DRAG,
    EVENNESS,
    HORIZON_YEARS,
    LATELY,
    MONTH_SPREAD,
    RUNS,
    SPEED_SPREAD,
    STILL_SCOPE,
    WITH_PLAN,
    WITHOUT_PLAN,
)


def courses() -> str:
    """Which courses the forecast's runs take, how often, and how long each is: from the constants used in the draws."""
    plan, none = WITH_PLAN, WITHOUT_PLAN
    others = 100 - round(100 * (plan["plan_speed"] + plan["kept_speed"]))
    return (
        f"Courses: each run draws one, that of the rest if all goes on so. With a plan, in 100: {100 * plan['plan_speed']:g} the"
        " plan's shape from where as large a share had been planned to move, at the plan's speed;"
        f" {100 * plan['kept_speed']:g} the same at the speed kept so far (months of the plan done by months since the first"
        f" move, one month added to both); {others} go on without it. Of these, or of all where there is no plan, in 100:"
        f" {100 * none['of_late']:g} at the pace of late (the latest reports that make up {LATELY} months, with half a"
        f" month at half the pace so far beside them); {100 * none['gathering']:g} gathering pace (what has moved grows with the"
        f" square of time); {100 * none['slowing']:g} slowing down (as x(2 − x) of the whole time). A plan counts by the share of"
        " the scope that it dates, times its length by the longer of the time to its end and the time since the first move, where"
        " that is less than 1. Its first and last hundredth are left out, and"
        f" {100 * EVENNESS:g}% of it is spread evenly."
    )


def runs() -> str:
    """How a run proceeds along its course: from the constants used in the draws."""
    return (
        f"Runs: {RUNS:,}, each up to {HORIZON_YEARS} years from the last report. A run takes"
        f" {DRAG:g} times as long as its course says, for what is left last is what is hardest, and that times a"
        " factor of its own that it keeps, of which the logarithm is logistic around nought with a standard deviation of"
        f" {SPEED_SPREAD:g}. Each month brings a month's work times a factor with a mean of 1, of which the logarithm is"
        f" normal with a standard deviation of {MONTH_SPREAD:g}. Each month scope grows as in some month of the history,"
        f" beside which {STILL_SCOPE} month without growth is put; each application more takes what one took so far, times"
        " the run's factors. These numbers are those with which programmes of known outcome came out as the odds said."
    )
