"""Programmes as they may come, the plain and the odd: what each report of theirs holds, as rows in plain Python.

A programme is a function from a day to the rows of each dataset, and the days on which it reports. `enter` puts the reports
into the store in one transaction; `state` says in plain Python which rows there are at a date.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from data import ledger
from data.datasets import DATASETS
from data.ledger.writer import NewUpload
from data.sample import sample_uploads

Row = dict[str, Any]
Rows = list[Row]
World = Callable[[date], Rows]

GO = date(2014, 4, 1)
START = date(2013, 1, 31)


def month_ends(first: date, many: int) -> list[date]:
    """So many month ends, the first of them in the month of `first`."""
    firsts = [date(first.year + (first.month + n) // 12, (first.month + n) % 12 + 1, 1) for n in range(many)]
    return [each - timedelta(days=1) for each in firsts]


@dataclass(frozen=True)
class Odd:
    """A programme: its name, the rows of each dataset at a day, the days of its reports and the dates to look from.

    renames: day → dataset → (earlier key → new key).
    """

    name: str
    worlds: Mapping[str, World]
    days: Sequence[date]
    looks: Sequence[date]
    renames: Mapping[date, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    _made: dict[date, dict[str, Rows]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def report(self, day: date) -> dict[str, Rows]:
        """The rows that each dataset's report of that day holds; a dataset without any reports nothing."""
        if day not in self._made:
            found = {name: world(day) for name, world in self.worlds.items()}
            self._made[day] = {name: rows for name, rows in found.items() if rows or self._had_rows(name, day)}
        return self._made[day]

    def _had_rows(self, name: str, day: date) -> bool:
        return any(self.worlds[name](earlier) for earlier in self.days if earlier < day)

    def state(self, as_at: date) -> dict[str, Rows]:
        """The rows that stand at the end of a day: every report is a full one."""
        stands: dict[str, Rows] = {name: [] for name in DATASETS}
        for day in self.days:
            if day <= as_at:
                stands |= self.report(day)
        return stands

    def reports(self, as_at: date) -> list[date]:
        """The reporting dates by a day."""
        return [day for day in self.days if day <= as_at and self.report(day)]


def enter(odd: Odd) -> None:
    """Enter every report of the programme into the store, in one transaction."""
    order = list(DATASETS)
    with ledger.writing() as writer:
        for day in odd.days:
            for name, rows in sorted(odd.report(day).items(), key=lambda item: order.index(item[0])):
                dataset = DATASETS[name]
                frame = pl.DataFrame(
                    [{column: row.get(column) for column in dataset.names} for row in rows],
                    schema={c.name: c.frame_type for c in dataset.columns},
                )
                writer.enter(
                    NewUpload(
                        dataset,
                        day,
                        "full",
                        frame,
                        f"{odd.name}{name}{day}".encode(),
                        f"{name}_{day}.csv",
                        by="Ann",
                        renames=odd.renames.get(day, {}).get(name, {}),
                    )
                )


DISPOSITIONS = ("consolidate", "migrate", "replace", "self_service", "retain", "retire", "undecided")
DEPARTMENTS = ("Finance", "Housing", "Planning", "Adult care", "Libraries")
STAGES = ("not_started", "discovery", "build", "test", "ready")


def letters(number: int) -> str:
    """A name without digits: ‘aa’, ‘ab’ …: what a sentence says of a number must not be found in a name."""
    said = ""
    for _ in range(3):
        number, place = divmod(number, 26)
        said = chr(97 + place) + said
    return said


def applications(
    many: int, dispositions: Sequence[str] = DISPOSITIONS, departments: Sequence[str] = DEPARTMENTS
) -> World:
    """The same applications at every day."""
    rows = [
        {
            "application_id": f"APP-{letters(n)}",
            "name": f"System {letters(n)}",
            "department": departments[n % len(departments)],
            "business_function": "Work",
            "disposition": dispositions[n % len(dispositions)],
            "core_component": "Core ledger" if dispositions[n % len(dispositions)] == "consolidate" else None,
            "annual_cost_gbp": Decimal(1000 + 10 * n) if n % 5 else None,
            "users": 10 + n,
        }
        for n in range(many)
    ]
    return lambda day: rows


def migrations(
    inventory: World,
    *,
    first: date = date(2013, 2, 1),
    last: date = date(2014, 3, 15),
    pace: float = 1.0,
    late: int = 0,
    share: float = 1.0,
    baselines: bool = True,
    forecasts: bool = True,
    waves: int = 2,
    blocked: int = 0,
    in_scope_only: bool = True,
    stage_ahead: bool = True,
) -> World:
    """The moves of an inventory: evenly planned from `first` to `last`, made `late` days late at `pace`, `share` of them."""

    def world(day: date) -> Rows:
        going = [row for row in inventory(day) if not in_scope_only or row["disposition"] in DISPOSITIONS[:4]]
        rows = []
        for n, application in enumerate(going):
            span = (last - first).days
            planned = first + timedelta(days=round(span * n / max(1, len(going) - 1)))
            due = first + timedelta(days=round((planned - first).days / pace) + late)
            moved = due <= day and n < share * len(going)
            ahead = (due - day).days
            stage = "migrated" if moved else STAGES[max(0, min(4, 4 - ahead // 40))] if stage_ahead else "not_started"
            rows.append(
                {
                    "application_id": application["application_id"],
                    "wave_id": f"W{letters(n * waves // len(going))}" if waves else None,
                    "stage": "decommissioned" if moved and n % 4 == 3 else stage,
                    "baseline_date": planned if baselines else None,
                    "forecast_date": None if moved or not forecasts else max(due, planned),
                    "actual_date": due if moved else None,
                    "blocker": "Waiting for the supplier" if not moved and n >= len(going) - blocked else None,
                }
            )
        return rows

    return world


def waves(many: int = 2, *, slip: int = 0, first: date = date(2013, 2, 1), last: date = date(2014, 3, 15)) -> World:
    """So many waves one after the other, each forecast `slip` days late from the third report on."""

    def world(day: date) -> Rows:
        each = (last - first).days // max(1, many)
        return [
            {
                "wave_id": f"W{letters(n)}",
                "name": f"Wave {letters(n)}",
                "sequence": n + 1,
                "departments": "Finance",
                "baseline_start": first + timedelta(days=each * n),
                "baseline_finish": first + timedelta(days=each * (n + 1)),
                "forecast_start": first + timedelta(days=each * n + slip) if slip else None,
                "forecast_finish": first + timedelta(days=each * (n + 1) + slip) if slip else None,
            }
            for n in range(many)
        ]

    return world


def gate(
    key: str,
    kind: str,
    baseline: date,
    *,
    slips: int = 0,
    done: date | None = None,
    declared: Sequence[str | None] = (None,),
    forecast: bool = True,
    known_early: bool = False,
    restated: tuple[int, date] | None = None,
) -> Callable[[date, int], Row]:
    """One gateway: forecast `slips` days later at each report, done on `done`; `declared` at each report, the last for good.
    `restated`: from which report on the baseline is another day."""

    def row(day: date, nth: int) -> Row:
        is_done = done is not None and (done <= day or known_early)
        planned = restated[1] if restated and nth >= restated[0] else baseline
        return {
            "gateway_id": key,
            "name": f"{key} agreed" if kind != "go_live" else f"{key} day",
            "kind": kind,
            "baseline_date": planned,
            "forecast_date": planned + timedelta(days=slips * nth) if forecast else None,
            "actual_date": done if is_done else None,
            "declared_rating": declared[min(nth, len(declared) - 1)],
            "commentary": None,
        }

    return row


def gateways(days: Sequence[date], *gates: Callable[[date, int], Row]) -> World:
    return lambda day: [each(day, sum(1 for d in days if d < day)) for each in gates]


def criteria(*rows: tuple[str, str, str | None, str, date | None]) -> World:
    """(gateway, status from the start, partner, status later, due): the later status holds from April 2013 on."""

    def world(day: date) -> Rows:
        found = []
        for n, (gateway, before, partner, after, due) in enumerate(rows):
            status = after if day >= date(2013, 4, 1) else before
            found.append(
                {
                    "criterion_id": f"C{letters(n)}",
                    "gateway_id": gateway,
                    "criterion": f"Condition {letters(n)}",
                    "partner_id": partner,
                    "status": status,
                    "due_date": due,
                    "met_date": min(due or day, day) if status == "met" else None,
                }
            )
        return found

    return world


def partners(*steps: tuple[str, str, Sequence[tuple[str, date]]], planned_ahead: bool = False) -> World:
    """(name, category, its stages with their dates): each stage is reported from its day on, or one report before it."""

    def world(day: date) -> Rows:
        rows = []
        for n, (name, category, stages) in enumerate(steps):
            until = day + timedelta(days=20 if planned_ahead else 0)
            reached = [each for each in stages if each[1] <= until] or [stages[0]]
            stage, since = reached[-1]
            rows.append(
                {
                    "partner_id": f"P{letters(n)}",
                    "name": name,
                    "category": category,
                    "stage": stage,
                    "stage_date": since,
                    "target_live_date": GO if n % 2 == 0 else None,
                    "staff_in_scope": 10 * n + 5,
                    "applications_in_scope": 2 * n + 1,
                    "next_step": "Meet again" if n % 3 else None,
                    "next_step_date": date(2013, 5, 20) if n % 3 == 2 else None,
                }
            )
        return rows

    return world


def concerns(*rows: tuple[str, str, str, bool]) -> World:
    """(partner, theme, status, whether a response is given)."""
    made: Rows = [
        {
            "concern_id": f"K{letters(n)}",
            "partner_id": partner,
            "theme": theme,
            "concern": f"Worry {letters(n)}",
            "response": "We keep control" if answered else None,
            "status": status,
            "raised_date": date(2013, 1, 10) + timedelta(days=7 * n),
        }
        for n, (partner, theme, status, answered) in enumerate(rows)
    ]
    return lambda day: [row for row in made if row["raised_date"] <= max(day, START)]


def spend(*, actuals: bool = True, budget: int = 10_000, rate: float = 1.0, months: int = 16) -> World:
    """Two components a month apart, in two strands; what was spent is known up to the month of the report."""
    firsts = [date(2013 + n // 12, n % 12 + 1, 1) for n in range(months)]

    def world(day: date) -> Rows:
        return [
            {
                "component": component,
                "month": month,
                "strand": strand,
                "budget_gbp": Decimal(budget),
                "committed_gbp": None,
                "forecast_gbp": Decimal(budget) if rate != 1 else None,
                "actual_gbp": Decimal(round(budget * rate)) if actuals and month <= day else None,
            }
            for month in firsts
            for component, strand in (("Servers", "core_infrastructure"), ("Portal", "self_service"))
        ]

    return world


def to_the_penny() -> World:
    """Capital by half pounds and pennies, nearly all spent and then overspent by a little, and a component of credits."""
    rows = (
        ("Servers", "core_infrastructure", 1, "999900", "999800", None),  # £100 less than was due, and of the whole
        ("Servers", "core_infrastructure", 3, "100", "500", None),  # now £300 over, 100.03%
        ("Cabling", "core_infrastructure", 1, "10", "9.99", "10"),  # a penny under
        ("Portal", "self_service", 2, "500", "1000.50", None),  # half a pound, which rounds away from nought
        ("Sales", "self_service", 2, "-500", "-400.49", None),  # of credits nothing is passed
        ("Sales", "self_service", 3, "0", "-8.51", None),
        ("Racks", "self_service", 2, "100", "150", "0"),  # more is spent, and less expected, than will be
        ("Racks", "self_service", 12, "0", None, "70.5"),
    )
    return lambda day: [
        {
            "component": component, "month": (month := date(2013, at, 1)), "strand": strand, "budget_gbp": Decimal(budget),
            "committed_gbp": None, "forecast_gbp": None if forecast is None else Decimal(forecast),
            "actual_gbp": Decimal(actual) if actual is not None and month <= day else None,
        }
        for component, strand, at, budget, actual, forecast in rows
    ]  # fmt: skip


def decisions(*rows: tuple[str, str, date, str, str | None], done_early: bool = False) -> World:
    """(key, purpose, date, status once its day has come, what it scrutinises)."""

    def world(day: date) -> Rows:
        return [
            {
                "decision_id": key,
                "title": f"{key} matter",
                "body": "Cabinet" if purpose == "decision" else "Scrutiny panel",
                "purpose": purpose,
                "date": when,
                "status": status if when <= day or done_early or status not in ("done",) else "planned",
                "scrutinises": looks_at,
                "outcome": "Agreed" if status == "done" and when <= day else None,
            }
            for key, purpose, when, status, looks_at in rows
        ]

    return world


LATER = date(2013, 4, 1)
"""From when on the later of two states holds, as in `criteria`."""


def services(*rows: tuple[str, str, int | None, int | None]) -> World:
    """(status before, status later, our rate, the comparator) in pounds."""

    def world(day: date) -> Rows:
        return [
            {
                "service_id": f"S{letters(n)}",
                "name": f"Service {letters(n)}",
                "unit": "a user a month",
                "sla_status": after if day >= LATER else before,
                "rate_gbp": None if rate is None else Decimal(rate),
                "comparator_rate_gbp": None if other is None else Decimal(other),
            }
            for n, (before, after, rate, other) in enumerate(rows)
        ]

    return world


def benefits(*rows: tuple[str, str | None, int, int | None, int | str | None, date | None]) -> World:
    """(kind, partner, target, where it began, realised later, full effect); in pounds a year, jobs in posts."""

    def world(day: date) -> Rows:
        return [
            {
                "benefit_id": f"B{letters(n)}",
                "name": f"Benefit {letters(n)}",
                "kind": kind,
                "partner_id": partner,
                "unit": "posts" if kind == "jobs" else "£ a year",
                "baseline_value": None if begun is None else Decimal(begun),
                "target_value": Decimal(target),
                "realised_value": None if realised is None or day < LATER else Decimal(realised),
                "full_effect_date": full,
            }
            for n, (kind, partner, target, begun, realised, full) in enumerate(rows)
        ]

    return world


def benefit_values(*rows: tuple[int, str, int, int | None, int | None]) -> World:
    """(which benefit, year, planned, realised later, cost) in pounds."""
    return lambda day: [
        {
            "benefit_id": f"B{letters(n)}",
            "year": year,
            "planned_gbp": Decimal(planned),
            "realised_gbp": None if realised is None or day < LATER else Decimal(realised),
            "cost_gbp": None if cost is None else Decimal(cost),
        }
        for n, year, planned, realised, cost in rows
    ]


def risks(
    *rows: tuple[str, tuple[int, int], tuple[int, int], tuple[int, int] | None, str, str | None, str | None],
    raised: date = date(2013, 1, 10),
    due: date | None = None,
) -> World:
    """(kind, likelihood and impact before, later, once the response has worked, status later, partner, owner)."""

    def world(day: date) -> Rows:
        found = []
        for n, (kind, before, after, residual, status, partner, owner) in enumerate(rows):
            likelihood, impact = after if day >= LATER else before
            left, harm = residual or (None, None)
            found.append(
                {
                    "risk_id": f"R{letters(n)}",
                    "title": f"Risk {letters(n)}",
                    "kind": kind,
                    "partner_id": partner,
                    "likelihood": likelihood,
                    "impact": impact,
                    "residual_likelihood": left,
                    "residual_impact": harm,
                    "owner": owner,
                    "due_date": due,
                    "status": status if day >= LATER else "provisional",
                    "raised_date": raised,
                }
            )
        return found

    return world


def vehicle_options(*rows: tuple[str, str, int, int, int | None]) -> World:
    """(option, criterion, weight, score, cost in pounds)."""
    return lambda day: [
        {
            "option": option,
            "criterion": criterion,
            "weight": Decimal(weight),
            "score": Decimal(score),
            "cost_gbp": None if cost is None else Decimal(cost),
        }
        for option, criterion, weight, score, cost in rows
    ]


def interfaces(*rows: tuple[int, int]) -> World:
    """(the application that sends, the one that receives), by their places in `applications`."""
    return lambda day: [
        {
            "interface_id": f"I{letters(n)}",
            "source_application_id": f"APP-{letters(source)}",
            "target_application_id": f"APP-{letters(target)}",
        }
        for n, (source, target) in enumerate(rows)
    ]


PLAIN_PARTNERS = (
    (
        "Devon",
        "council",
        (
            ("in_discussion", date(2012, 11, 1)),
            ("committed", date(2013, 3, 15)),
            ("business_case_agreed", date(2013, 7, 10)),
        ),
    ),
    ("Sentinel", "cic", (("identified", date(2012, 10, 1)), ("in_discussion", date(2013, 2, 10)))),
    ("Trust", "nhs", (("committed", date(2012, 12, 1)), ("withdrawn", date(2013, 6, 5)))),
    ("Watchers", "observer", (("identified", date(2012, 9, 1)),)),
)


def plain(
    name: str = "plain", *, many: int = 12, days: Sequence[date] = (), looks: Sequence[date] = (), **other: World
) -> Odd:
    """A programme like most: monthly reports, gateways, go-live, partners, concerns, money. `other`: datasets replaced."""
    days = days or month_ends(date(2013, 1, 1), 9)
    inventory = other.get("applications", applications(many))
    worlds: dict[str, World] = {
        "applications": inventory,
        "waves": waves(),
        "migrations": migrations(inventory),
        "gateways": gateways(
            days,
            gate("Case", "gateway", date(2013, 1, 15), done=date(2013, 1, 30), declared=("amber",)),
            gate("Design", "gateway", date(2013, 5, 31), slips=7, declared=(None, "green", "green", None)),
            gate("Desk", "milestone", date(2013, 4, 10), done=date(2013, 4, 10)),
            gate("Live", "go_live", GO, slips=3, declared=("green",)),
        ),
        "gateway_criteria": criteria(
            ("Design", "in_progress", "Paaa", "met", date(2013, 4, 20)),
            ("Design", "not_started", None, "in_progress", date(2013, 3, 20)),
            ("Case", "met", None, "met", date(2013, 1, 10)),
        ),
        "partners": partners(*PLAIN_PARTNERS),
        "partner_concerns": concerns(
            ("Paaa", "control", "open", False), ("Paab", "cost", "answered", True), ("Paab", "control", "open", True)
        ),
        "spend": spend(),
        "decisions": decisions(
            ("Money", "decision", date(2013, 2, 20), "done", None),
            ("Look", "scrutiny", date(2013, 2, 10), "done", "Money"),
            ("Vehicle", "decision", date(2013, 12, 10), "planned", None),
        ),
    } | other
    return Odd(name, worlds, days, looks or (days[5],))


def without(odd: Odd, name: str, *datasets: str) -> Odd:
    """The same programme under another name, without some datasets."""
    return replace(odd, name=name, worlds={key: world for key, world in odd.worlds.items() if key not in datasets})


def only(odd: Odd, name: str, *datasets: str) -> Odd:
    """The same programme under another name, with these datasets alone."""
    return replace(odd, name=name, worlds={key: odd.worlds[key] for key in datasets})


def _until(day: date, before: World, after: World) -> World:
    """One world before a day, and another from it on."""
    return lambda at: before(at) if at < day else after(at)


def _named_gateways() -> list[Odd]:
    days = month_ends(date(2013, 1, 1), 9)
    long_days = month_ends(date(2013, 1, 1), 18)

    def of(
        name: str,
        *gates: Callable[[date, int], Row],
        looks: Sequence[date] = (),
        over: Sequence[date] = days,
        **o: World,
    ) -> Odd:
        return plain(name, days=over, looks=looks, **(o | {"gateways": gateways(over, *gates)}))  # type: ignore[arg-type]

    late_gates = (
        gate("Case", "gateway", date(2013, 1, 15), done=date(2013, 2, 20)),
        gate("Design", "gateway", date(2013, 3, 15), done=date(2013, 4, 9), declared=("green",)),
        gate("Live", "go_live", GO, slips=12),
    )
    past = gate("Live", "go_live", date(2013, 4, 15), forecast=True)
    return [
        of("both passed late, go-live to come", *late_gates),
        of("go-live alone", gate("Live", "go_live", GO)),
        of("go-live alone, past and not recorded", past),
        of(
            "go-live past its date, nothing else",
            past,
            looks=(date(2013, 4, 15), date(2013, 4, 16), date(2014, 12, 31)),
        ),
        of(
            "live on the day",
            gate("Case", "gateway", date(2013, 1, 15), done=date(2013, 1, 15)),
            gate("Live", "go_live", date(2013, 6, 1), done=date(2013, 6, 1)),
            looks=(date(2013, 6, 1), date(2013, 8, 31)),
        ),
        of(  # before everything has moved, and late enough for a forecast
            "live early", gate("Live", "go_live", date(2013, 10, 1), done=date(2013, 7, 20)), looks=(date(2013, 8, 31),)
        ),
        of(
            "live late",
            gate("Case", "gateway", date(2013, 1, 15)),
            gate("Live", "go_live", date(2013, 3, 1), slips=20, done=date(2013, 6, 11), declared=("green",)),
        ),
        of("live date given ahead", gate("Live", "go_live", date(2013, 9, 1), done=date(2013, 9, 1), known_early=True)),
        of(
            "baselines restated",
            gate("Case", "gateway", date(2013, 2, 15), done=date(2013, 4, 9), restated=(2, date(2013, 3, 31))),
            gate("Live", "go_live", date(2013, 9, 1), slips=6, restated=(4, GO)),
            waves=_until(date(2013, 4, 1), waves(), waves(first=date(2013, 4, 1), last=date(2014, 4, 30))),
        ),
        of(
            "live on a restated baseline",
            gate("Live", "go_live", date(2013, 3, 1), done=date(2013, 6, 3), restated=(3, date(2013, 6, 1))),
        ),
        of(
            "only milestones",
            gate("Desk", "milestone", date(2013, 3, 1), done=date(2013, 3, 1)),
            gate("Cable", "milestone", date(2013, 4, 1), slips=10),
        ),
        of("one milestone past its date", gate("Desk", "milestone", date(2013, 3, 1))),
        of(
            "no forecasts",
            gate("Case", "gateway", date(2013, 3, 1), forecast=False),
            gate("Live", "go_live", GO, forecast=False),
        ),
        of(
            "two go-lives",
            gate("First", "go_live", date(2013, 5, 1), done=date(2013, 5, 3)),
            gate("Second", "go_live", GO, slips=9),
        ),
        of(
            "early",
            gate("Case", "gateway", date(2013, 4, 15), done=date(2013, 3, 20)),
            gate("Design", "gateway", date(2013, 9, 1), slips=-10),
            gate("Live", "go_live", GO, slips=-5),
            migrations=migrations(applications(12), pace=2.0),
        ),
        of(
            "late",
            gate("Case", "gateway", date(2013, 2, 15), slips=30),
            gate("Design", "gateway", date(2013, 3, 15), slips=15, declared=("green", "amber_green")),
            gate("Live", "go_live", GO, slips=25, declared=("amber_green",)),
            migrations=migrations(applications(12), pace=0.5),
            waves=waves(slip=40),
        ),
        of(
            "many gateways, all stale",
            *(
                gate(f"Gate{letters(n)}", "gateway", date(2013, 10, 1) + timedelta(days=9 * n), declared=("green",))
                for n in range(15)
            ),
            gate("Live", "go_live", GO),
        ),
        of(
            "gateway passed ahead of its day",
            gate("Case", "gateway", date(2013, 8, 15), done=date(2013, 8, 1), known_early=True),
            gate("Live", "go_live", GO),
        ),
        of(
            "rating declared first and taken back",
            gate("Case", "gateway", date(2013, 12, 1), declared=(None, None, None, None, "green", None)),
            gate("Live", "go_live", GO, declared=("amber", None)),
            looks=(days[4], days[5]),
        ),
        of(
            "the whole life",
            gate("Case", "gateway", date(2013, 1, 15), done=date(2013, 2, 1)),
            gate("Live", "go_live", date(2014, 4, 1), slips=2, done=date(2014, 5, 6)),
            looks=(date(2013, 1, 30), date(2013, 2, 28), date(2014, 4, 1), date(2014, 5, 6), date(2014, 6, 30)),
            over=long_days,
        ),
    ]


def _named_moves() -> list[Odd]:
    days = month_ends(date(2013, 1, 1), 9)
    some, one = applications(14), applications(1, ("migrate",))
    return [
        plain("no applications", many=0),
        plain("one application", many=1),
        plain("one application, moved", applications=one, migrations=migrations(one, last=date(2013, 2, 1))),
        plain("two applications", many=2),
        plain("a council", many=277, looks=(days[6],)),
        plain("a county", many=2000, looks=(days[6],)),
        plain("all moved", migrations=migrations(some, last=date(2013, 4, 1)), applications=some),
        plain("all moved late", migrations=migrations(some, last=date(2013, 4, 1), late=33), applications=some),
        plain("before the first move", migrations=migrations(some, first=date(2013, 11, 1)), applications=some),
        plain("first report only", looks=(days[0],)),
        plain("before the first report", looks=(date(2012, 12, 31),)),
        plain("between reports", looks=(date(2013, 5, 12),)),
        plain("long past", looks=(date(2016, 5, 1),)),
        plain("stopped", days=days[:4], looks=(date(2013, 12, 31),)),
        plain(
            "one department",
            applications=applications(9, departments=("Finance",)),
            migrations=migrations(applications(9, departments=("Finance",))),
        ),
        plain(
            "one department, all moved",
            applications=applications(9, departments=("Finance",)),
            migrations=migrations(applications(9, departments=("Finance",)), last=date(2013, 4, 1)),
        ),
        plain(
            "one department, none begun",
            applications=applications(9, departments=("Finance",)),
            migrations=migrations(applications(9, departments=("Finance",)), first=date(2014, 1, 1), stage_ahead=False),
        ),
        plain("no baselines", migrations=migrations(some, baselines=False), applications=some),
        plain(
            "no dates at all", migrations=migrations(some, baselines=False, forecasts=False, share=0), applications=some
        ),
        plain("no waves", waves=lambda day: [], migrations=migrations(some, waves=0), applications=some),
        plain("one wave, late", waves=waves(1, slip=25), migrations=migrations(some, waves=1), applications=some),
        plain(
            "one wave, done",
            waves=waves(1, last=date(2013, 4, 1)),
            applications=some,
            migrations=migrations(some, waves=1, last=date(2013, 4, 1)),
        ),
        plain("blocked", migrations=migrations(some, pace=0.6, blocked=3), applications=some),
        plain("moves without an inventory", applications=lambda day: [], migrations=migrations(some)),
        plain(
            "moved, then out of scope",
            applications=_until(date(2013, 6, 1), some, applications(14, ("retain", "undecided"))),
            migrations=migrations(some),
        ),
        plain(
            "rows leave",
            applications=_until(date(2013, 6, 1), some, applications(5)),
            migrations=_until(date(2013, 6, 1), migrations(some), migrations(applications(5))),
        ),
        plain("moves out of scope", migrations=migrations(some, in_scope_only=False), applications=some),
        plain("in scope without a plan", applications=some, migrations=lambda day: migrations(some)(day)[:3]),
        plain("nothing in scope", applications=applications(8, ("retain", "retire")), migrations=lambda day: []),
    ]


def _named_bodies() -> list[Odd]:
    days = month_ends(date(2013, 1, 1), 9)
    gone = ("withdrawn", date(2013, 3, 5))
    start = ("in_discussion", date(2012, 12, 1))
    observer = ("Watchers", "observer", (("identified", date(2012, 9, 1)),))
    return [
        plain("only observers", partners=partners(observer, ("Fund", "observer", (start,)))),
        plain("observers, and one of them withdrew", partners=partners(observer, ("Fund", "observer", (start, gone)))),
        plain("an observer that withdrew", partners=partners(("Fund", "observer", (start, gone)))),
        plain("observers and one that withdrew", partners=partners(observer, ("Trust", "nhs", (start, gone)))),
        plain("all withdrawn", partners=partners(("Trust", "nhs", (start, gone)), ("Devon", "council", (start, gone)))),
        plain("one partner", partners=partners(("Devon", "council", (start, ("committed", date(2013, 5, 1)))))),
        plain("one partner, not committed", partners=partners(("Devon", "council", (start,)))),
        plain(
            "back from withdrawn",
            partners=partners(("Devon", "council", (start, gone, ("business_case_agreed", date(2013, 6, 20))))),
            looks=(days[5],),
        ),
        plain(
            "back a stage",
            partners=partners(
                ("Devon", "council", (("onboarding", date(2012, 12, 1)), ("committed", date(2013, 6, 20))))
            ),
        ),
        plain(
            "stages ahead of their day",
            partners=partners(*PLAIN_PARTNERS, planned_ahead=True),
            looks=(date(2013, 2, 28), date(2013, 5, 31)),
        ),
        plain(
            "partners come and go",
            partners=_until(date(2013, 6, 1), partners(*PLAIN_PARTNERS), partners(*PLAIN_PARTNERS[:2])),
        ),
        plain(
            "concerns answered without words",
            partner_concerns=concerns(("Paaa", "control", "answered", False), ("Paab", "cost", "closed", False)),
        ),
        plain(
            "concerns answered",
            partner_concerns=concerns(("Paaa", "control", "answered", True), ("Paab", "cost", "closed", True)),
        ),
        plain(
            "concerns open, one with words",
            partner_concerns=concerns(("Paaa", "control", "open", True), ("Paab", "cost", "open", False)),
        ),
        plain("one concern, open", partner_concerns=concerns(("Paaa", "control", "open", False))),
        plain("one concern, closed without words", partner_concerns=concerns(("Paaa", "control", "closed", False))),
        plain("concerns of one that withdrew", partner_concerns=concerns(("Paac", "staff", "open", False))),
        plain("no spend", spend=lambda day: []),
        plain("spend without actuals", spend=spend(actuals=False)),
        plain("spend with a budget of nought", spend=spend(budget=0)),
        plain("overspent", spend=spend(rate=1.4)),
        plain("nothing spent", spend=spend(rate=0.0)),
        plain(
            "decisions done ahead of their day",
            decisions=decisions(
                ("Money", "decision", date(2013, 10, 20), "done", None),
                ("Look", "scrutiny", date(2013, 10, 10), "done", "Money"),
                done_early=True,
            ),
        ),
        plain(
            "decisions of every kind",
            decisions=decisions(
                ("Money", "decision", date(2013, 4, 20), "deferred", None),
                ("Vehicle", "decision", date(2013, 5, 20), "cancelled", None),
                ("Design", "decision", date(2013, 3, 20), "planned", None),
                ("Site", "decision", date(2013, 4, 25), "deferred", None),
                ("Visit", "scrutiny", date(2013, 8, 2), "planned", "Site"),
                ("Look", "scrutiny", date(2013, 9, 10), "planned", "Late"),
                ("Late", "decision", date(2013, 8, 20), "planned", None),
                ("Early", "scrutiny", date(2013, 7, 1), "planned", "Good"),
                ("Good", "decision", date(2013, 7, 31), "planned", None),
                ("Talk", "engagement", date(2013, 2, 3), "done", None),
            ),
        ),
        plain(
            "criteria waived, overdue and met",
            gateway_criteria=criteria(
                ("Design", "waived", None, "waived", date(2013, 2, 1)),
                ("Live", "not_started", "Paaa", "not_met", date(2013, 2, 1)),
                ("Live", "not_started", "Paab", "in_progress", date(2013, 6, 29)),
                ("Live", "met", None, "met", None),
                ("Desk", "in_progress", None, "in_progress", date(2013, 3, 1)),
            ),
        ),
    ]


def _without() -> list[Odd]:
    base = plain()
    return [
        Odd("nothing at all", {}, [], [date(2013, 6, 30)]),
        base,
        without(base, "no gateways", "gateways", "gateway_criteria"),
        without(base, "no migrations", "migrations"),
        without(base, "no partners", "partners", "partner_concerns"),
        only(base, "gateways alone", "gateways"),
        only(base, "partners alone", "partners"),
        only(base, "money alone", "spend"),
        only(base, "inventory alone", "applications"),
        only(base, "waves alone", "waves"),
        only(base, "decisions alone", "decisions"),
        _renamed(),
        _calm(),
        _calm_but_past(),
    ]


def _renamed() -> Odd:
    """A row of each kind gets another key halfway."""
    base = plain("renamed")
    turn = date(2013, 6, 30)
    new = {"APP-aaa": "HRX-aaa", "Design": "Blueprint", "Paaa": "Pxxx", "Waaa": "Wxxx"}
    columns = ("application_id", "gateway_id", "partner_id", "wave_id")

    def turned(world: World) -> World:
        def rows(day: date) -> Rows:
            made = world(day)
            if day < turn:
                return made
            return [row | {c: new.get(row[c], row[c]) for c in columns if c in row} for row in made]

        return rows

    renames = {
        "applications": {"APP-aaa": "HRX-aaa"},
        "gateways": {"Design": "Blueprint"},
        "partners": {"Paaa": "Pxxx"},
        "waves": {"Waaa": "Wxxx"},
        "migrations": {"APP-aaa": "HRX-aaa"},
    }
    return replace(base, worlds={n: turned(w) for n, w in base.worlds.items()}, renames={turn: renames})


def _calm() -> Odd:
    """A programme of which nothing needs attention."""
    days = month_ends(date(2013, 1, 1), 9)

    def steady(day: date) -> Rows:
        return [gate("Live", "go_live", GO)(day, 0) | {"commentary": f"Report of {letters(day.month)}"}]

    return plain(
        "calm",
        days=days,
        gateways=steady,
        partner_concerns=lambda day: [],
        gateway_criteria=lambda day: [],
        partners=partners(PLAIN_PARTNERS[0]),
    )


def _calm_but_past() -> Odd:
    """The same, looked at long after its go-live, which nobody recorded; nothing is left to move."""
    some = applications(6)
    return replace(
        _calm(),
        name="calm, but past",
        looks=[date(2014, 4, 2)],
        worlds=dict(_calm().worlds) | {"applications": some, "migrations": migrations(some, last=date(2013, 5, 1))},
    )


def _registers() -> list[Odd]:
    """Risks, services, benefits and options as they may come, each with little beside it."""
    days = month_ends(date(2013, 1, 1), 6)
    soon, past = date(2014, 3, 31), date(2013, 2, 28)
    whole = plain("whole", days=days)

    def of(name: str, *kept: str, looks: Sequence[date] = (days[1], days[5]), **worlds: World) -> Odd:
        return Odd(name, {one: whole.worlds[one] for one in kept} | worlds, days, looks)

    sla = ("draft", "agreed")
    return [
        of(
            "one of each",
            "partners",
            risks=risks(("threat", (2, 3), (4, 4), (2, 2), "open", "Paaa", "Head of ICT"), due=past),
            services=services((*sla, 10, 12)),
            benefits=benefits(("cashable", "Paaa", 900, 0, 900, soon)),
            benefit_values=benefit_values((0, "2012/13", 0, None, 400), (0, "2013/14", 900, 100, 0)),
            vehicle_options=vehicle_options(("Company", "Control", 100, 4, 5000)),
        ),
        of(
            "registers of several",
            "partners",
            "gateways",
            "decisions",
            risks=risks(
                ("threat", (4, 4), (5, 5), None, "open", None, "Head of ICT"),  # very high, no residual known
                ("threat", (4, 4), (4, 4), (2, 2), "open", "Paaa", "Head of ICT"),  # high, low once answered
                ("threat", (4, 4), (4, 5), (4, 4), "provisional", "Paab", None),  # high and stays so, nobody's
                ("opportunity", (2, 2), (3, 3), (4, 5), "open", "Paac", "Panel"),  # rises, of one that withdrew
                ("threat", (1, 2), (1, 1), None, "closed", None, "Panel"),
            ),
            services=services(
                (*sla, 10, 12),
                ("agreed", "agreed", 12, 12),
                ("draft", "in_review", 12, 10),
                ("draft", "draft", None, 5),
                ("draft", "draft", 5, 0),
            ),
            benefits=benefits(
                ("cashable", "Paaa", 900, 0, 900, soon),
                ("jobs", None, 12, 3, 5, past),
                ("cashable", "Paac", 800, 0, None, past),
                ("capital_avoided", None, 700, None, None, None),
            ),
            benefit_values=benefit_values(
                (0, "2012/13", 0, None, 40_000),
                (0, "2013/14", 20_000, 19_000, 1_000),
                (0, "2014/15", 60_000, None, 1_000),
                (2, "2013/14", 9_000, None, 500),
                (2, "2014/15", 9_000, None, 500),
            ),
            vehicle_options=vehicle_options(
                ("Company", "Control", 60, 4, 5000),
                ("Company", "Speed", 40, 2, 5000),
                ("Council", "Control", 60, 2, 9000),
                ("Council", "Speed", 40, 4, 9000),
                ("Trust", "Control", 60, 1, None),
                ("Trust", "Speed", 40, 1, None),
            ),
        ),
        of(
            "all closed, none rated",
            risks=risks(
                ("threat", (5, 5), (5, 5), None, "closed", None, None),
                ("threat", (2, 2), (2, 2), None, "closed", None, None),
            ),
            services=services(("draft", "draft", None, None), ("draft", "draft", None, None)),
            benefits=benefits(("cashable", None, 900, 0, None, None), ("jobs", None, 3, None, 0, past)),
            benefit_values=benefit_values((0, "2013/14", 0, None, None)),
            vehicle_options=vehicle_options(("Company", "Control", 0, 4, None), ("Council", "Control", 0, 4, None)),
        ),
        of(
            "opportunities alone",
            risks=risks(
                ("opportunity", (2, 2), (5, 5), (5, 5), "open", None, None),
                ("opportunity", (2, 2), (2, 2), (4, 4), "open", None, None),
                raised=date(2013, 6, 15),
            ),
            services=services(("agreed", "agreed", 10, 12), ("agreed", "agreed", 10, 12), ("draft", "agreed", 1, 2)),
            benefits=benefits(("cashable", None, 900, 1000, 950, soon), ("cashable", None, 900, 0, 1200, past)),
            benefit_values=benefit_values((0, "2013/14", -500, -700, 100), (1, "2014/15", 90, None, -20)),
            vehicle_options=vehicle_options(
                ("Company", "Control", 40, 4, 500),
                ("Company", "Speed", 40, 2, 500),
                ("Company", "Jobs", 20, 3, 500),  # no weight of it parts them
                ("Council", "Control", 40, 2, 400),
                ("Council", "Speed", 40, 4, 400),
                ("Council", "Jobs", 20, 3, 400),
            ),
        ),
        of(
            "values without benefits",
            "partners",
            risks=risks(
                ("threat", (3, 3), (4, 4), (1, 1), "open", "Paaa", "Panel"),
                ("threat", (3, 3), (2, 2), (1, 1), "open", "Paaa", "Head"),
            ),
            benefit_values=benefit_values((0, "2012/13", 900, None, 100), (0, "2013/14", 900, None, 100)),
            vehicle_options=vehicle_options(
                ("Company", "Control", 70, 4, 0), ("Company", "Speed", 40, 2, 0), ("Council", "Control", 30, 2, 400)
            ),
        ),
        of(
            "decisions cancelled and deferred",
            decisions=decisions(
                ("Money", "decision", date(2013, 4, 20), "deferred", None),
                ("Vehicle", "decision", date(2013, 5, 20), "cancelled", None),
                ("Look", "scrutiny", date(2013, 5, 2), "deferred", "Money"),
                ("Far", "decision", date(2015, 5, 20), "planned", None),
                ("View", "scrutiny", date(2015, 5, 20), "planned", "Far"),
            ),
        ),
        of(
            "nearly, and to the penny",
            looks=(days[0], days[2], days[5]),
            spend=to_the_penny(),
            benefits=benefits(
                ("cashable", None, 412_000, 0, 411_800, past),  # 99.95%
                ("jobs", None, 96, 96, 96, past),  # kept
                ("jobs", None, 9, 9, 8, past),  # not kept
                ("jobs", None, 20, None, "19.96", past),
                ("cashable", None, -500, 0, -600, past),  # to fall, and has
                ("cashable", None, 500, 0, "-83.5", past),  # further away than where it began
            ),
            benefit_values=benefit_values(
                (0, "2012/13", 412_000, 411_800, None), (0, "2013/14", 1_000_000, 999_900, None)
            ),
        ),
        of("one decision, cancelled", decisions=decisions(("Money", "decision", date(2013, 4, 20), "cancelled", None))),
        of("one decision, alone", decisions=decisions(("Money", "decision", date(2013, 4, 20), "planned", None))),
        of(
            "scrutiny without its decision",
            decisions=decisions(("Look", "scrutiny", date(2013, 5, 2), "planned", "Money")),
        ),
    ]


def _drawn(seed: int) -> Odd:
    """A programme put together at random."""
    draw = random.Random(seed)
    days = month_ends(date(2013, 1, 1), draw.randint(2, 12))
    if draw.random() < 0.4:
        days = sorted({day + timedelta(days=draw.randint(-9, 9)) for day in days})
    inventory = applications(
        draw.choice([1, 3, 17, 60]), draw.sample(DISPOSITIONS, draw.randint(1, 7)), DEPARTMENTS[: draw.randint(1, 5)]
    )
    declared = [None, "green", "amber_green", "amber", "amber_red", "red"]

    def rating() -> list[str | None]:
        return [draw.choice(declared) for _ in range(draw.randint(1, 4))]

    gates = []
    for n in range(draw.randint(0, 4)):
        baseline = date(2013, 1, 10) + timedelta(days=draw.randint(0, 300))
        done = baseline + timedelta(days=draw.randint(-30, 60)) if draw.random() < 0.5 else None
        gates.append(
            gate(
                f"Gate{letters(n)}",
                draw.choice(["gateway", "milestone"]),
                baseline,
                slips=draw.randint(-9, 20),
                done=done,
                declared=rating(),
                forecast=draw.random() < 0.8,
                known_early=draw.random() < 0.2,
            )
        )
    if draw.random() < 0.8:
        at = date(2013, 5, 1) + timedelta(days=draw.randint(0, 400))
        gates.append(
            gate(
                "Live",
                "go_live",
                at,
                slips=draw.randint(-9, 20),
                declared=rating(),
                done=at + timedelta(days=draw.randint(-20, 40)) if draw.random() < 0.4 else None,
            )
        )
    stages = (
        "identified",
        "in_discussion",
        "committed",
        "business_case_agreed",
        "design_and_sla_agreed",
        "onboarding",
        "live",
        "withdrawn",
    )
    bodies = []
    for n in range(draw.randint(0, 5)):
        at, walk = date(2012, 10, 1), []
        for _ in range(draw.randint(1, 4)):
            walk.append((draw.choice(stages), at))
            at += timedelta(days=draw.randint(20, 120))
        bodies.append((f"Body {letters(n)}", draw.choice(["council", "nhs", "cic", "observer"]), tuple(walk)))
    worries = [
        (
            f"P{letters(draw.randint(0, 4))}",
            draw.choice(["control", "cost", "staff"]),
            draw.choice(["open", "answered", "closed"]),
            draw.random() < 0.5,
        )
        for _ in range(draw.randint(0, 4))
    ]
    judged = [
        (
            f"Gate{letters(draw.randint(0, 3))}",
            draw.choice(["not_started", "met", "waived"]),
            None,
            draw.choice(["met", "not_met", "in_progress", "waived"]),
            date(2013, 1, 1) + timedelta(days=draw.randint(0, 300)),
        )
        for _ in range(draw.randint(0, 6))
    ]
    meetings: list[tuple[str, str, date, str, str | None]] = []
    for n in range(draw.randint(0, 4)):
        when = date(2013, 1, 10) + timedelta(days=draw.randint(0, 360))
        meetings.append(
            (f"Item{letters(n)}", "decision", when, draw.choice(["done", "planned", "deferred", "cancelled"]), None)
        )
        if draw.random() < 0.6:
            meetings.append(
                (
                    f"Look{letters(n)}",
                    "scrutiny",
                    when + timedelta(days=draw.randint(-30, 5)),
                    draw.choice(["done", "planned"]),
                    f"Item{letters(n)}",
                )
            )
    many_waves = draw.randint(1, 4)
    return Odd(
        f"drawn {letters(seed)}",
        {
            "applications": inventory,
            "waves": waves(many_waves, slip=draw.choice([0, 0, 12, 45])),
            "migrations": migrations(
                inventory,
                pace=draw.choice([0.4, 0.8, 1.0, 1.5]),
                late=draw.randint(-10, 30),
                share=draw.choice([0, 0.5, 1]),
                baselines=draw.random() < 0.8,
                forecasts=draw.random() < 0.8,
                waves=many_waves,
                blocked=draw.choice([0, 0, 1, 2]),
                last=date(2013, 6, 1) + timedelta(days=draw.randint(0, 300)),
                in_scope_only=draw.random() < 0.7,
            ),
            "gateways": gateways(days, *gates),
            "gateway_criteria": criteria(
                *[row for row in judged if row[0] in {f"Gate{letters(n)}" for n in range(len(gates))}]
            )
            if gates
            else lambda day: [],
            "partners": partners(*bodies, planned_ahead=draw.random() < 0.3) if bodies else lambda day: [],
            "partner_concerns": concerns(
                *[row for row in worries if row[0] in {f"P{letters(n)}" for n in range(len(bodies))}]
            ),
            "spend": spend(
                actuals=draw.random() < 0.7, rate=draw.choice([0.5, 1.0, 1.3]), budget=draw.choice([0, 900, 40_000])
            )
            if draw.random() < 0.7
            else lambda day: [],
            "decisions": decisions(*meetings, done_early=draw.random() < 0.3),
        },
        days,
        sorted({draw.choice(days), days[-1] + timedelta(days=draw.choice([0, 0, 10, 400]))}),
    )


@dataclass(frozen=True)
class _Sample(Odd):
    """The sample: a report holds the datasets of which a file came that day, whole."""

    came: Mapping[date, Sequence[str]] = field(default_factory=dict)

    def report(self, day: date) -> dict[str, Rows]:
        if day not in self._made:
            self._made[day] = {name: self.worlds[name](day) for name in self.came.get(day, ())}
        return self._made[day]


def _value(text: str, kind: object) -> Any:
    if not text:
        return None
    if kind == pl.Date:
        return date.fromisoformat(text)
    if isinstance(kind, pl.Decimal):
        return Decimal(text)
    return int(text) if kind == pl.Int64 else text


def sample() -> Odd:
    """The sample's own files, read in plain Python: at its first report, half way and at its last."""
    held: dict[str, dict[tuple[Any, ...], Row]] = {name: {} for name in DATASETS}
    came: dict[date, list[str]] = {}
    states: dict[tuple[str, date], Rows] = {}
    for upload in sample_uploads():
        dataset = DATASETS[upload.dataset]
        types = {column.name: column.frame_type for column in dataset.columns}
        with upload.path.open(encoding="utf-8", newline="") as file:
            rows = [{name: _value(row.get(name) or "", kind) for name, kind in types.items()}
                    for row in csv.DictReader(file)]  # fmt: skip
        before = {} if upload.mode == "full" else held[upload.dataset]
        held[upload.dataset] = before | {tuple(row[name] for name in dataset.keys): row for row in rows}
        came.setdefault(upload.reporting_date, []).append(upload.dataset)
        states[upload.dataset, upload.reporting_date] = list(held[upload.dataset].values())

    def world(name: str) -> World:
        return lambda day: states[name, max(at for which, at in states if which == name and at <= day)]

    days = sorted(came)
    return _Sample(
        "the sample", {name: world(name) for name in DATASETS}, days, (days[0], date(2013, 3, 31), days[-1]), came=came
    )


def every() -> list[Odd]:
    """All of them, each under a name of its own."""
    return [
        *_without(),
        *_named_gateways(),
        *_named_moves(),
        *_named_bodies(),
        *_registers(),
        *(_drawn(seed) for seed in range(12)),
    ]
