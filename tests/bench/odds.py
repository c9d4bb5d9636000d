"""Do the forecast's odds mean what they say? Programmes of known outcome, asked from the first move on.

`python -m tests.bench.odds [PROGRAMMES] [--runs N] [--seed S] [--every K] [--kinds KIND,…] [--size N]`

A programme has a kind (how its pace goes), a plan that foresees this well, badly or not at all, reports, and a go-live. It is
played to its end. At every third report (`--every`) the product's own arithmetic (`simulate` with the history and the plan, as
migration_forecast calls it) gives the odds of having moved everything by the go-live. Printed for each tenth: how often it
happened and of how many; likewise per kind and plan for the lowest and the highest tenth; Brier scores beside resampled
months, a straight line, a constant and the plan's own dates; and how often the days of 50, 80 and 95 in 100 were kept. A few
programmes go through a real store, where the query must give the same digits.

The forecast's constants were rounded from a fit to programmes of other seeds. One that never saw two speeds, mixed and waves
came to nearly the same; the kinds of HELD_APART are given a Brier score of their own.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from queries.migration.forecasting import MONTH, Plan, Stretch, day_at, finished_by, position, share_finished, simulate

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

PLAIN = ("steady", "ramp", "s_curve", "slowing", "stalls")
HELD_APART = ("waves", "correlated", "growing", "late_reports", "two_speeds", "mixed")
KINDS = PLAIN + HELD_APART
PLANS = {"well": 0.30, "badly": 0.20, "none": 0.20, "optimistic": 0.12, "waves_only": 0.09, "partly": 0.09}
"""What the plan foresees → how many programmes in one have such a plan."""
MONTHS = 180
GRID = np.linspace(0, 1, 201)


@dataclass(frozen=True)
class Programme:
    """`reports`: month numbers. `moved`, `scope`: as each report says. `moves`: the day of each move, in order. `planned`:
    (first day, last day, applications) of what is planned. `finish`: when the last one moved, in months; inf for never."""

    number: int
    kind: str
    foresight: str
    reports: Whole
    moved: Whole
    scope: Whole
    moves: list[date]
    planned: list[tuple[date, date, int]]
    go_live: int
    finish: float


@dataclass(frozen=True)
class Question:
    """A programme at a report: what the forecast is given, and what came of it. Months count from the report."""

    programme: Programme
    report: int
    history: tuple[Stretch, ...]
    left: int
    plan: Plan | None
    go_live: int
    finish: float

    @property
    def happened(self) -> bool:
        return self.finish <= self.go_live


# Programmes ---------------------------------------------------------------------------------------


def month_end(month: int) -> date:
    """The last day of a month; month 0 is January 2010."""
    return date(2010 + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def day_in(place: float) -> date:
    """The day at a place counted in months, of which a whole number is the end of a month."""
    found = day_at(position(month_end(0)) + max(1, round(place * MONTH)))
    assert found is not None
    return found


def pace(kind: str, random: np.random.Generator) -> Floats:
    """The pace over the whole time of a programme, which is on average 1."""
    rising = np.ones_like(GRID)
    if kind == "ramp":
        low, power = random.uniform(0.05, 0.5), random.uniform(0.8, 2.0)
        rising = low + (1 - low) * (power + 1) * GRID**power
    elif kind == "s_curve" and random.random() < 0.5:
        grown = np.exp(-random.uniform(6, 11) * (GRID - random.uniform(0.4, 0.65)))
        rising = grown / (1 + grown) ** 2
        rising += 0.04 * rising.mean()
    elif kind == "s_curve":
        early, late = random.uniform(1.8, 3.2, 2)
        rising = GRID ** (early - 1) * (1 - GRID) ** (late - 1)
        rising += 0.04 * rising.mean()
    elif kind == "slowing" and random.random() < 0.5:
        low = random.uniform(0.1, 0.5)
        rising = low + (1 - low) * 2 * (1 - GRID)
    elif kind == "slowing":
        rising = np.exp(-random.uniform(0.8, 2.2) * GRID)
    elif kind == "waves":
        count, busy = int(random.integers(3, 7)), random.uniform(0.4, 0.75)
        edges = [0.0, *(np.arange(1, count) / count + random.uniform(-0.25, 0.25, count - 1) / count), 1.0]
        rising = np.full_like(GRID, random.uniform(0.0, 0.35))
        for begin, end in pairwise(edges):
            rising[(GRID >= begin + (1 - busy) * (end - begin)) & (GRID <= end)] = random.uniform(0.6, 1.6)
    elif kind == "two_speeds":
        rising = np.where(GRID < random.uniform(0.25, 0.7), 1.0, random.uniform(0.4, 2.5))
    return np.asarray(rising / rising.mean())


def summed(rates: Floats) -> Floats:
    """From a pace to the share moved, 0 to 1."""
    grown = np.concatenate([[0], np.cumsum((rates[1:] + rates[:-1]) / 2)])
    return np.asarray(grown / grown[-1])


def rates_by_month(
    kind: str, base: str, moved: Floats, planned: float, slip: float, random: np.random.Generator
) -> Floats:
    """Which share of the applications each month should bring, beyond the programme's time too."""
    months = np.arange(MONTHS + 1)
    if random.random() < 0.25:  # of what was planned for a month a part is done; afterwards it goes on as of late
        grown, over, late = np.interp(months / planned, GRID, moved) / slip, int(np.ceil(planned)), 6
        least = 0.25 / planned
    else:  # the same shape takes longer
        grown, over, late = np.interp(months / (planned * slip), GRID, moved), int(np.ceil(planned * slip)), 3
        least = 0.3 / (planned * slip)
    since = max(over - late, 0)
    grown[over:] = grown[over] + max((grown[over] - grown[since]) / (over - since), least) * (months[over:] - over)
    rates = np.diff(grown)
    if kind == "correlated" or (kind == "mixed" and random.random() < 0.5):
        kept, spread = random.uniform(0.6, 0.92), random.uniform(0.3, 0.65)
        state = random.normal(size=MONTHS)
        for month in range(1, MONTHS):
            state[month] = kept * state[month - 1] + np.sqrt(1 - kept**2) * state[month]
    else:
        spread = float(random.choice([0.0, 0.15, 0.3, 0.5]))
        state = random.normal(size=MONTHS)
    rates = rates * np.exp(spread * state - spread**2 / 2)
    if kind == "stalls" or (kind == "mixed" and random.random() < 0.3):
        rates = stalled(rates, planned * slip, random)
    return np.asarray(rates)


def stalled(rates: Floats, time: float, random: np.random.Generator) -> Floats:
    """Standstills of some months: the work either waits for them, or goes by without what they would have brought."""
    rates = rates.copy()
    if random.random() < 0.5:
        for at in sorted(random.integers(1, max(2, int(time)), random.integers(1, 4)), reverse=True):
            rates = np.concatenate([rates[:at], np.zeros(random.integers(2, 5)), rates[at:]])[:MONTHS]
        return rates
    often, month = random.uniform(0.06, 0.15), 0
    while month < MONTHS:
        if random.random() < often:
            length = int(random.integers(1, 4))
            rates[month : month + length] = 0
            month += length
        month += 1
    return rates


def play(number: int, kind: str, random: np.random.Generator, size: int | None = None) -> Programme:
    """A programme from its first report to its end."""
    foresight = str(random.choice(list(PLANS), p=list(PLANS.values())))
    count = size or (167 if random.random() < 0.4 else int(np.clip(np.exp(random.normal(np.log(150), 0.6)), 30, 900)))
    quiet = int(random.integers(1, 5))  # months before the work begins
    planned = random.uniform(9, 24)
    slip = float(np.exp(random.uniform(0.15, 0.6) if foresight == "optimistic" else random.normal(0.10, 0.22)))
    base = kind
    if kind == "mixed":
        base = str(random.choice(["ramp", "s_curve", "waves", "slowing", "steady", "two_speeds"]))
    elif kind in ("stalls", "correlated", "growing", "late_reports"):
        base = str(random.choice(["steady", "steady", "ramp", "s_curve"]))
    true = pace(base, random)
    rates = rates_by_month(kind, base, summed(true), planned, slip, random)
    growth = random.uniform(0, 0.006) * (random.random() < 0.5)
    if kind == "growing" or (kind == "mixed" and random.random() < 0.4):
        growth = random.uniform(0.005, 0.03)
    follows = random.uniform(0, 0.5)  # how far the pace grows with the scope
    moved, scope = [0] * (quiet + 1), [count] * (quiet + 1)
    for month in range(MONTHS):
        more = int(random.poisson(count * growth)) if month < 1.2 * planned * slip else 0
        if kind == "growing" and random.random() < 0.05:
            more += int(random.poisson(0.06 * count))
        wanted = int(random.poisson(rates[month] * count * (scope[-1] / count) ** follows))
        moved.append(min(moved[-1] + wanted, scope[-1] + more))
        scope.append(scope[-1] + more)
        if moved[-1] == scope[-1]:
            break
    finish = len(moved) - 1 - random.uniform(0, 1) if moved[-1] == scope[-1] else np.inf
    reports = np.arange(len(moved))
    told = np.array(moved)
    if kind == "late_reports" or (kind == "mixed" and random.random() < 0.3):
        if random.random() < 0.5:  # some never come
            reports = reports[(random.random(len(reports)) > random.uniform(0.15, 0.5)) | (reports == 0)]
        else:  # a part of each month is only told by the next
            before = np.concatenate([[0], told[:-1]])
            told = told - (random.uniform(0.3, 1.0) * (told - before)).astype(np.int64)
    if random.random() < 0.12:  # the first report comes when work is under way
        first = quiet + int(random.integers(0, max(2, int(planned * slip * 0.4))))
        reports = reports[reports >= first]
    moves = [
        day_in(month - random.uniform(0, 0.9))
        for month in range(1, len(told))
        for _ in range(told[month] - told[month - 1])
    ]
    begin = quiet - float(random.choice([0, 0, 0, 1, 2]))  # the work began as planned, or later
    went_as_planned = true * np.exp(np.interp(GRID, np.linspace(0, 1, 8), random.normal(0, 0.2, 8)))
    others = [each for each in ("steady", "ramp", "s_curve", "waves", "slowing") if each != base]
    foreseen = summed(pace(str(random.choice(others)), random) if foresight == "badly" else went_as_planned)
    places = begin + np.interp((np.arange(count) + 0.5) / count, foreseen, GRID) * planned
    ends = begin + planned
    go_live = (
        ends + float(random.choice([0, 0, 1, 1, 2, 3])),
        begin + planned * random.uniform(0.85, 1.5),
        quiet + planned * slip * float(np.exp(random.normal(0.05, 0.2))),
    )[int(random.choice(3, p=[0.6, 0.2, 0.2]))]
    return Programme(
        number, kind, foresight, reports, told[reports], np.array(scope)[reports], sorted(moves),
        plan_of(foresight, places, random), round(go_live), finish,
    )  # fmt: skip


def plan_of(foresight: str, places: Floats, random: np.random.Generator) -> list[tuple[date, date, int]]:
    """(first day, last day, applications) in order, of the planned places."""
    if foresight == "none":
        return []
    if foresight == "waves_only":
        waves = [wave for wave in np.array_split(places, int(random.integers(4, 9))) if len(wave)]
        return [(day_in(wave[0] - random.uniform(0, 1.5)), day_in(wave[-1]), len(wave)) for wave in waves]
    if foresight == "partly":
        places = np.sort(random.choice(places, int(len(places) * random.uniform(0.25, 0.7)), replace=False))
    if random.random() < 0.5:
        places = np.ceil(places)
    return [(day, day, often) for day, often in sorted(Counter(day_in(place) for place in places).items())]


# Questions ----------------------------------------------------------------------------------------


def questions(programme: Programme, every: int = 1) -> list[Question]:
    """One at each report from the first that shows a move, while something is left and the go-live is to come."""
    asked = []
    for at, month in enumerate(programme.reports):
        left = int(programme.scope[at] - programme.moved[at])
        if not programme.moved[at] or left <= 0 or programme.go_live <= month:
            continue
        start = position(month_end(int(month)))
        plan = Plan(
            tuple(
                (position(first - timedelta(days=1)) - start, position(last) - start, many)
                for first, last, many in programme.planned
            ),
            int(programme.scope[at]),
        )
        asked.append(
            Question(
                programme, at, history(programme, at), left, plan if programme.planned else None,
                int((programme.go_live - month) * MONTH), (programme.finish - month) * MONTH,
            )
        )  # fmt: skip
    return asked[::every]


def history(programme: Programme, at: int) -> tuple[Stretch, ...]:
    """What the queries make of the reports up to that one: see migration_throughput and migration_first_moves."""
    reports = [month_end(int(month)) for month in programme.reports[: at + 1]]
    places = [position(day) for day in reports]
    found = []
    first = int(np.flatnonzero(programme.moved)[0])
    if first == 0:
        early = [position(day) for day in programme.moves[: int(programme.moved[0])]]
        months = -(-(places[0] - early[0] + 1) // MONTH)
        for back in range(months, 0, -1):
            begin = places[0] - back * MONTH
            found.append(Stretch(MONTH, sum(begin < each <= begin + MONTH for each in early), 0))
    waits = [(there - here).days for here, there in pairwise(reports[first:])]
    for here in range(max(first, 1), at + 1):
        since = reports[here - 1]
        grown = int(programme.scope[here] - programme.scope[here - 1])
        if here == first:
            longest = max(waits, default=(reports[here] - since).days)
            since = max(since, min(programme.moves[0] - timedelta(days=1), reports[here] - timedelta(days=longest)))
            known = int(np.searchsorted(programme.reports, programme.reports[here]))
            grown = int(programme.scope[known] - programme.scope[here - 1])
        moved = int(programme.moved[here] - programme.moved[here - 1])
        found.append(Stretch(places[here] - position(since), moved, grown))
    return tuple(found)


# Answers ------------------------------------------------------------------------------------------


def forecast(question: Question, runs: int) -> tuple[float, tuple[bool, ...]]:
    """The odds that the product gives, 0 to 1; and whether the days of 50, 80 and 95 in 100 were kept."""
    finished = simulate(
        question.history, question.left, question.programme.number, runs=runs, plan=question.plan
    ).finished
    days = (finished_by(finished, share) for share in (0.5, 0.8, 0.95))
    return share_finished(finished, question.go_live), tuple(day is None or question.finish <= day for day in days)


def resampled(question: Question, runs: int) -> float:
    """What the product did before: past stretches strung together at random, as if the past were the future."""
    random = np.random.default_rng(question.programme.number)
    lengths, moves, scopes = (
        np.array([getattr(each, name) for each in question.history]) for name in ("length", "moved", "scope")
    )
    elapsed, left = np.zeros(runs), np.full(runs, float(question.left))
    over = np.full(runs, np.inf)
    while elapsed.min() < question.go_live and np.isinf(over).any():
        drawn = random.integers(0, len(lengths), runs)
        gained = (moves - scopes)[drawn].astype(float)
        ends = np.isinf(over) & (gained >= left)
        over[ends] = (elapsed + lengths[drawn] * left / np.maximum(gained, 1))[ends]
        left, elapsed = left - gained, elapsed + lengths[drawn]
    return float((over <= question.go_live).mean())


def straight(question: Question) -> float:
    """Sure that it happens if what has moved so far, less what came in, goes on evenly; else sure that it doesn't."""
    gained = sum(each.moved - each.scope for each in question.history)
    return float(
        gained > 0 and question.left / gained * sum(each.length for each in question.history) <= question.go_live
    )


def by_the_plan(question: Question) -> float:
    """Sure that the plan's last day is kept; without a plan 0.5."""
    if question.plan is None:
        return 0.5
    return float(max(until for _, until, _ in question.plan.dates) <= question.go_live)


def same_as_the_query(programme: Programme) -> int:
    """Reports the programme into a store of its own and holds the query's digits against the arithmetic's. Returns how many
    forecasts were compared; raises AssertionError where they differ."""
    from data import ledger
    from data.datasets import DATASETS
    from data.ledger.writer import NewUpload
    from queries import ask
    from tests.queries.conftest import read_table

    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROGRAMME_STORE"] = str(Path(folder) / "programme.duckdb")
        for at, month in enumerate(programme.reports):
            with ledger.writing() as writer:
                for name, table in tables(programme, at).items():
                    rows = read_table(DATASETS[name], table)
                    day = month_end(int(month))
                    writer.enter(NewUpload(DATASETS[name], day, "full", rows, table.encode(), f"{name}.csv", "bench"))
        compared = 0
        for question in questions(programme):
            row = ask("migration_forecast", month_end(int(programme.reports[question.report]))).row(0, named=True)
            if row["reason"] is not None:
                continue
            runs = simulate(question.history, question.left, row["seed"], plan=question.plan).finished
            expected = round(min(max(100 * share_finished(runs, question.go_live), 0.1), 99.9), 1)
            assert row["probability_by_go_live"] == expected, (programme, question, row)
            compared += 1
        return compared


def tables(programme: Programme, at: int) -> dict[str, str]:
    """What the programme reports at that report, as CSV."""
    scope, moved = int(programme.scope[at]), int(programme.moved[at])
    rows = ["application_id,wave_id,stage,baseline_date,actual_date"]
    waves = ["wave_id,name,sequence,departments,baseline_start,baseline_finish"]
    dated: list[tuple[str, str]] = []
    for number, (first, last, many) in enumerate(programme.planned, 1):
        if first != last:
            waves.append(f"W{number},Wave {number},{number},All,{first},{last}")
        dated += [(f"W{number}", "") if first != last else ("", str(first))] * many
    dated += [("", "")] * (scope - len(dated))
    for number, (wave, baseline) in enumerate(dated[:scope]):
        stage, day = ("migrated", programme.moves[number]) if number < moved else ("test", "")
        rows.append(f"A{number},{wave},{stage},{baseline},{day}")
    found = {"migrations": "\n".join(rows)}
    if at == 0:
        found["gateways"] = f"gateway_id,name,kind,baseline_date\nGO,Go-live,go_live,{month_end(programme.go_live)}"
        if len(waves) > 1:
            found["waves"] = "\n".join(waves)
    return found


# What is printed ----------------------------------------------------------------------------------


def brier(odds: Floats, happened: Floats) -> float:
    return float(np.mean((odds - happened) ** 2))


def tenths(odds: Floats, happened: Floats) -> str:
    """Each tenth: the mean of what was given, how often it happened, both in 100, and how many forecasts."""
    place = np.minimum((odds * 10).astype(int), 9)
    lines = []
    for each in range(10):
        inside = place == each
        if inside.any():
            given, came = 100 * odds[inside].mean(), 100 * happened[inside].mean()
            lines.append(f"{10 * each:>3} to {10 * each + 10:<4}{given:>10.0f}{came:>10.0f}{inside.sum():>10,}")
    return "\n".join([f"{'in 100':<11}{'given':>10}{'happened':>10}{'forecasts':>10}", *lines])


def by_group(groups: Sequence[str], odds: Floats, happened: Floats) -> str:
    """Each kind or plan: how many forecasts, their Brier score, and how often the lowest and the highest tenth happened."""
    lines = [f"{'':<14}{'forecasts':>10}{'Brier':>8}{'below 10':>18}{'above 90':>18}"]
    for group in dict.fromkeys(groups):
        inside = np.array([each == group for each in groups])
        ends = []
        for end in (inside & (odds < 0.1), inside & (odds > 0.9)):
            ends.append(f"{100 * happened[end].mean():.0f} of 100 ({end.sum():,})" if end.any() else "none")
        lines.append(
            f"{group:<14}{inside.sum():>10,}{brier(odds[inside], happened[inside]):>8.3f}{ends[0]:>18}{ends[1]:>18}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] = ()) -> None:
    """Plays the programmes, asks at each report and prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.odds", description="Judge the forecast's odds.")
    parser.add_argument("programmes", nargs="?", type=int, default=1_001)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=2_013)
    parser.add_argument("--every", type=int, default=3, help="ask only at every so-manieth report")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--size", type=int, default=None, help="applications of each programme")
    parser.add_argument("--stores", type=int, default=3, help="how many programmes go through a real store")
    given = parser.parse_args(list(arguments))
    kinds = given.kinds.split(",")
    random = np.random.default_rng(given.seed)
    programmes = [play(number, kinds[number % len(kinds)], random, given.size) for number in range(given.programmes)]
    asked = [question for programme in programmes for question in questions(programme, given.every)]
    happened = np.array([float(question.happened) for question in asked])
    answers = [forecast(question, given.runs) for question in asked]
    odds = np.array([answer for answer, _ in answers])
    print(f"{len(programmes):,} programmes, {len(asked):,} forecasts, {100 * happened.mean():.0f} in 100 happened\n")
    print(tenths(odds, happened))
    print()
    groupings: tuple[Callable[[Programme], str], ...] = (lambda each: each.kind, lambda each: each.foresight)
    for grouping in groupings:
        print(by_group([grouping(question.programme) for question in asked], odds, happened), end="\n\n")
    before = np.array([resampled(question, 500) for question in asked])
    others = {
        "the forecast": odds, "resampled months": before, "a straight line": np.array([straight(each) for each in asked]),
        "a constant": np.full(len(asked), happened.mean()), "the plan's dates": np.array([by_the_plan(each) for each in asked]),
    }  # fmt: skip
    apart = np.array([question.programme.kind in HELD_APART for question in asked])
    four = np.array([sum(each.moved > 0 for each in question.history) >= 4 for question in asked])
    print(f"{'Brier score':<20}{'all':>8}{'held apart':>12}{'4 that moved':>14}")
    for name, said in others.items():
        parts = (
            brier(said[some], happened[some]) if some.any() else float("nan") for some in (apart | True, apart, four)
        )
        print(f"{name:<20}" + "".join(f"{each:>{width}.3f}" for each, width in zip(parts, (8, 12, 14), strict=True)))
    print("\nresampled months, as before:\n" + tenths(before, happened))
    kept = 100 * np.array([days for _, days in answers]).mean(axis=0)
    print(
        "\ndays that were kept, in 100: "
        + ", ".join(f"of p{share} {each:.0f}" for share, each in zip((50, 80, 95), kept, strict=True))
    )
    if given.stores:
        compared = sum(same_as_the_query(programme) for programme in programmes[: given.stores])
        print(f"{compared} forecasts through a real store gave the same digits")


if __name__ == "__main__":
    main(sys.argv[1:])
