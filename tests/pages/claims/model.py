"""What is so at a date, worked out in plain Python from the rows of the reports alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from tests.pages.odd_programmes import Odd, Row

IN_SCOPE = ("consolidate", "migrate", "replace", "self_service")
MOVED = ("migrated", "decommissioned")
EARLY = ("identified", "in_discussion")
RATINGS = ("green", "amber_green", "amber", "amber_red", "red")
COMPUTED = {"green": 0, "amber": 2, "red": 4}


@dataclass
class Gate:
    """A gateway, milestone or go-live at a date, by the rule as the screens state it."""

    row: Row
    is_done: bool
    expected: date
    slip: int
    met: int
    counted: int
    held: int
    overdue: int
    rating: str
    is_stale: bool

    @property
    def name(self) -> str:
        return str(self.row["name"])

    @property
    def declared_is_better(self) -> bool:
        """Not done: what is done is judged by its day, and nothing is left to compare."""
        declared = self.row["declared_rating"]
        return not self.is_done and declared is not None and RATINGS.index(declared) < COMPUTED[self.rating]


@dataclass
class Model:
    """What is so at a date, from the rows of the reports alone."""

    odd: Odd
    as_at: date
    changes: int = 0  # how many sentences tell what changed since the report before
    rows: dict[str, list[Row]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = self.odd.state(self.as_at)

    @cached_property
    def reports(self) -> list[date]:
        return self.odd.reports(self.as_at)

    @cached_property
    def before(self) -> Model | None:
        """The same at the report before the latest one."""
        return Model(self.odd, self.reports[-2]) if len(self.reports) > 1 else None

    def at_last_report_before(self) -> Model:
        """The same on the day of the last report before the date itself."""
        return Model(self.odd, max(day for day in self.reports if day < self.as_at))

    @cached_property
    def renamed(self) -> list[tuple[str, str]]:
        """(earlier, later) of each row that got another key in a report since the one before, once a dataset."""
        new = self.odd.renames.get(self.reports[-1], {}) if len(self.reports) > 1 else {}
        return [pair for names in new.values() for pair in names.items()]

    def first_baseline(self, dataset: str, row: Row) -> date:
        """The baseline that the first report gave of a gateway, or of a wave's finish, under whatever key it had there."""
        by, column = {"gateways": ("gateway_id", "baseline_date"), "waves": ("wave_id", "baseline_finish")}[dataset]
        key, found = row[by], row[column]
        for day in reversed(self.reports):
            found = next((one[column] for one in self.odd.state(day)[dataset] if one[by] == key), found)
            names = self.odd.renames.get(day, {}).get(dataset, {})
            key = next((old for old, new in names.items() if new == key), key)
        return found

    @cached_property
    def uploads(self) -> int:
        return sum(len(self.odd.report(day)) for day in self.reports)

    @cached_property
    def in_scope(self) -> set[str]:
        return {row["application_id"] for row in self.rows["applications"] if row["disposition"] in IN_SCOPE}

    @cached_property
    def applications(self) -> dict[str, Row]:
        return {row["application_id"]: row for row in self.rows["applications"]}

    def has_moved(self, row: Row) -> bool:
        return row["stage"] in MOVED and row["actual_date"] is not None and row["actual_date"] <= self.as_at

    @cached_property
    def migrations_in_scope(self) -> list[Row]:
        return [row for row in self.rows["migrations"] if row["application_id"] in self.in_scope]

    @cached_property
    def moved(self) -> list[Row]:
        return [row for row in self.rows["migrations"] if self.has_moved(row)]

    @cached_property
    def moved_in_scope(self) -> int:
        """How many have moved of those that the inventory has in scope: the one set that counts."""
        return sum(self.has_moved(row) for row in self.migrations_in_scope)

    @cached_property
    def moved_unplanned(self) -> int:
        """How many of these have no baseline: nothing says when they were to move, so they make up for none that is late."""
        return sum(self.has_moved(row) and row["baseline_date"] is None for row in self.migrations_in_scope)

    @cached_property
    def moved_outside(self) -> int:
        return len(self.moved) - self.moved_in_scope

    def expected_of(self, rows: list[Row]) -> Decimal:
        """What is spent of these rows of the capital, and forecast of those of which nothing is."""
        has_come = [row["actual_gbp"] is not None and row["month"] <= self.as_at for row in rows]
        each = [row["actual_gbp"] if came else row["forecast_gbp"] for row, came in zip(rows, has_come, strict=True)]
        return sum((one for one in each if one is not None), Decimal(0))

    @cached_property
    def known_to(self) -> date:
        """The last day of which it is known what has moved: that of the latest report on migrations, or of a later move."""
        came = [day for day in self.reports if "migrations" in self.odd.report(day)]
        return max([*came, *(row["actual_date"] for row in self.moved)], default=self.as_at)

    @cached_property
    def planned_by_now(self) -> int:
        """By the last day of which it is known what has moved."""
        return sum(
            1 for row in self.migrations_in_scope if row["baseline_date"] and row["baseline_date"] <= self.known_to
        )

    @cached_property
    def late(self) -> list[Row]:
        return [
            row
            for row in self.migrations_in_scope
            if not self.has_moved(row) and (due := self.due(row)) and due < self.as_at
        ]

    @staticmethod
    def due(row: Row) -> date | None:
        found: date | None = row["forecast_date"] or row["baseline_date"]
        return found

    def to_come(self, row: Row) -> date | None:
        """The day on which a move is expected: an actual date that is still to come goes before the forecast."""
        ahead = row["actual_date"] if row["actual_date"] and row["actual_date"] > self.as_at else None
        return ahead or self.due(row)

    @cached_property
    def blocked(self) -> list[Row]:
        return [row for row in self.migrations_in_scope if row["blocker"] and not self.has_moved(row)]

    @cached_property
    def gates(self) -> list[Gate]:
        return [self._gate(row) for row in self.rows["gateways"]]

    def _gate(self, row: Row) -> Gate:
        done = row["actual_date"] is not None and row["actual_date"] <= self.as_at
        expected = row["actual_date"] or row["forecast_date"] or row["baseline_date"]
        slip = (expected - row["baseline_date"]).days
        mine = [c for c in self.rows["gateway_criteria"] if c["gateway_id"] == row["gateway_id"]]
        counted = [c for c in mine if c["status"] != "waived"]
        overdue = [c for c in counted if self.is_overdue(c)]
        if done:
            rating = "green" if slip <= 0 else "amber"
        elif row["baseline_date"] < self.as_at or slip > 30:
            rating = "red"
        else:
            rating = "green" if slip <= 0 and not overdue else "amber"
        met = [c for c in counted if c["status"] == "met"]
        return Gate(
            row, done, expected, slip, len(met), len(counted), len(mine), len(overdue), rating, self._stale(row, done)
        )

    def _stale(self, row: Row, done: bool) -> bool:
        """Not done, and left as it was by two reports on gateways or criteria."""
        if done:
            return False
        seen, since = None, 0
        for day in self.reports:
            if not {"gateways", "gateway_criteria"} & set(self.odd.report(day)):
                continue
            state = self.odd.state(day)
            now = (
                [r for r in state["gateways"] if r["gateway_id"] == row["gateway_id"]],
                [c for c in state["gateway_criteria"] if c["gateway_id"] == row["gateway_id"]],
            )
            seen, since = (now, 0) if now != seen else (seen, since + 1)
        return since >= 2

    def is_overdue(self, criterion: Row) -> bool:
        due = criterion["due_date"]
        return criterion["status"] not in ("met", "waived") and due is not None and due < self.as_at

    @cached_property
    def waves(self) -> list[Wave]:
        return _waves(self)

    @cached_property
    def keys(self) -> list[Gate]:
        return [gate for gate in self.gates if gate.row["kind"] == "gateway"]

    @cached_property
    def go_live(self) -> Gate | None:
        lives = sorted((g for g in self.gates if g.row["kind"] == "go_live"), key=lambda g: g.row["gateway_id"])
        return max(lives, key=lambda g: g.expected) if lives else None

    @cached_property
    def rating(self) -> str | None:
        """The worst computed rating among the gateways still to be passed and the go-live that is expected last."""
        critical = [
            g for g in self.gates if g.row["kind"] == "go_live" or (g.row["kind"] == "gateway" and not g.is_done)
        ]
        return max((g.rating for g in critical), key=COMPUTED.__getitem__, default=None)

    @cached_property
    def partners(self) -> list[Row]:
        """The partners with the stage that each has come to: one that is reported with a date to come is"
        " still planned."""
        found = []
        for row in self.rows["partners"]:
            versions = [
                (day, held)
                for day in self.reports
                for held in self.odd.state(day)["partners"]
                if held["partner_id"] == row["partner_id"]
            ]
            stage, since = "identified", None
            for place, (_, held) in enumerate(versions):
                until = versions[place + 1][0] if place + 1 < len(versions) else date.max
                if held["stage_date"] <= self.as_at and held["stage_date"] < until:
                    stage, since = held["stage"], held["stage_date"]
            found.append(row | {"stage": stage, "stage_date": since})
        return found

    def stage_at(self, partner_id: str, at: date) -> str | None:
        """The stage of a partner on a day, as all reports so far have it; None before it came and after it was left out."""
        found: str | None = None
        for place, reported in enumerate(self.reports):
            held = [row for row in self.odd.state(reported)["partners"] if row["partner_id"] == partner_id]
            until = self.reports[place + 1] if place + 1 < len(self.reports) else date.max
            if not held:
                found = None if reported <= at else found
            elif held[0]["stage_date"] <= at and held[0]["stage_date"] < until:
                found = held[0]["stage"]
            elif reported <= at:
                found = found or "identified"
        return found

    def waits(self, at: date) -> bool:
        """Whether some partner had come by a day, and not committed yet."""
        held = (row for reported in self.reports for row in self.odd.state(reported)["partners"])
        keys = {row["partner_id"] for row in held if row["category"] != "observer"}
        return any(self.stage_at(key, at) in EARLY for key in keys)

    @cached_property
    def counted_partners(self) -> list[Row]:
        return [row for row in self.partners if row["category"] != "observer" and row["stage"] != "withdrawn"]

    @cached_property
    def committed(self) -> int:
        return sum(1 for row in self.counted_partners if row["stage"] not in EARLY)

    @cached_property
    def attention(self) -> set[tuple[str, str]]:
        """(red or amber, reference) of all that needs attention."""
        found = set()
        for g in self.gates:
            if not g.is_done and (g.rating != "green" or g.expected < self.as_at or g.is_stale):
                found.add(("red" if g.rating == "red" else "amber", str(g.row["gateway_id"])))
        found |= {("red", row["application_id"]) for row in self.blocked}
        for row in self.late:
            if row not in self.blocked:
                found.add(("red" if (self.as_at - self.due(row)).days > 30 else "amber", row["application_id"]))  # type: ignore[operator]
        found |= {("amber", c["criterion_id"]) for c in self.rows["gateway_criteria"] if self.is_overdue(c)}
        gone = {row["partner_id"] for row in self.partners if row["stage"] == "withdrawn"}
        found |= {
            ("amber", c["concern_id"])
            for c in self.rows["partner_concerns"]
            if c["status"] == "open" and c["partner_id"] not in gone
        }
        for risk in self.rows["risks"]:
            is_bad = risk["kind"] != "opportunity" and risk["likelihood"] * risk["impact"] > 20
            is_late = risk["due_date"] is not None and risk["due_date"] < self.as_at
            if risk["status"] != "closed" and risk["raised_date"] <= self.as_at and (is_bad or is_late):
                found.add(("red" if is_bad else "amber", risk["risk_id"]))
        for component in {row["component"] for row in self.rows["spend"]}:
            months = [row for row in self.rows["spend"] if row["component"] == component]
            spent = sum((row["actual_gbp"] or 0 for row in months if row["month"] <= self.as_at), Decimal(0))
            if spent > sum(row["budget_gbp"] for row in months):
                found.add(("amber", component))
        planned = {row["application_id"] for row in self.rows["migrations"]}
        found |= {("amber", key) for key in self.in_scope - planned}
        if self.early:
            found.add(("amber", "endings"))
        for benefit in self.rows["benefits"]:
            target, realised = benefit["target_value"], benefit["realised_value"]
            way = target - (benefit["baseline_value"] or 0)
            has_all = realised is not None and (realised >= target if way >= 0 else realised <= target)
            full = benefit["full_effect_date"]
            if full is not None and full < self.as_at and not has_all and benefit["partner_id"] not in gone:
                found.add(("amber", benefit["benefit_id"]))
        lacking = [row["service_id"] for row in self.rows["services"] if row["sla_status"] != "agreed"]
        if lacking and any(g.row["kind"] == "gateway" and g.expected <= self.as_at for g in self.gates):
            found.add(("amber", lacking[0] if len(lacking) == 1 else "service_levels"))
        meetings = {row["decision_id"]: row for row in self.rows["decisions"]}
        for key, row in meetings.items():
            if row["status"] == "planned" and row["date"] < self.as_at:
                found.add(("amber", key))
            decision = meetings.get(row["scrutinises"] or "")
            is_scrutiny = row["purpose"] == "scrutiny" and row["status"] != "cancelled"
            stands = decision is not None and decision["status"] not in ("cancelled", "deferred")
            if decision and is_scrutiny and stands and row["date"] >= decision["date"]:
                found.add(("red", key))
        return found

    @cached_property
    def early(self) -> int:
        """Contracts and support of what is in scope and has not moved that end before its move and before the go-live, with no
        successor named."""
        if self.go_live is None:
            return 0
        moves = {row["application_id"]: row for row in self.rows["migrations"]}
        ends = [
            (row[column], moves.get(key))
            for key, row in self.applications.items()
            for column in ("contract_end", "support_end")
            if key in self.in_scope and row.get(column) and not row.get("successor_application_id")
        ]
        return sum(
            end < self.go_live.expected
            and not (move and (self.has_moved(move) or end >= (self.due(move) or self.go_live.expected)))
            for end, move in ends
        )

    @cached_property
    def money(self) -> tuple[Decimal | None, Decimal, Decimal]:
        """(spent, budget, due up to the latest month with an actual, else by now); spent is None where no month has one."""
        return self.money_of(self.rows["spend"])

    def money_of(self, rows: list[Row]) -> tuple[Decimal | None, Decimal, Decimal]:
        known = [row["actual_gbp"] for row in rows if row["actual_gbp"] is not None]
        due = sum((row["budget_gbp"] for row in rows if row["month"] <= (self.spent_in or self.as_at)), Decimal(0))
        return (sum(known, Decimal(0)) if known else None, sum((row["budget_gbp"] for row in rows), Decimal(0)), due)

    @cached_property
    def spent_in(self) -> date | None:
        """The latest month of which any report says what was spent: up to it, spent and due are compared."""
        known = (
            row["month"] for row in self.rows["spend"] if row["actual_gbp"] is not None and row["month"] <= self.as_at
        )
        return max(known, default=None)

    @property
    def due_up_to(self) -> str:
        month = self.spent_in
        return "by now" if month is None or _month_end(month) >= self.as_at else f"to {month:%B %Y}"

    def is_taken(self, meeting: Row) -> bool:
        return meeting["status"] == "done" and meeting["date"] <= self.as_at

    @cached_property
    def dates(self) -> set[date]:
        """Every date that a sentence may name: those in the rows of any report so far, and the days of the reports."""
        found = {self.as_at, *self.odd.days}
        for day in self.reports:
            for rows in self.odd.report(day).values():
                found |= {value for row in rows for value in row.values() if isinstance(value, date)}
        return found

    @cached_property
    def spoken_dates(self) -> set[str]:
        """The dates as sentences, tables and captions say them."""
        days = {f"{one.day} {one:{month} %Y}" for one in self.dates for month in ("%B", "%b")}
        return days | {f"{one:%B %Y}" for one in self.dates}

    def gate(self, name: str) -> Gate | None:
        return next((gate for gate in self.gates if gate.name == name), None)


MONTHS = "January February March April May June July August September October November December"


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def wave_rows(is_so: Model, wave: Row) -> list[Row]:
    """The migrations of applications in scope that name a wave."""
    return [
        row
        for row in is_so.rows["migrations"]
        if row["wave_id"] == wave["wave_id"] and row["application_id"] in is_so.in_scope
    ]


@dataclass
class Wave:
    """A wave at a date: done once all of its applications in scope have moved."""

    name: str
    is_done: bool
    expected: date
    slip: int
    last_move: date | None  # of those to come
    row: Row


def later_move(one: Gate | Wave) -> date | None:
    """When the last application of a wave is expected to move, where that is after the wave is to finish."""
    last = one.last_move if isinstance(one, Wave) and not one.is_done else None
    return last if last and last > one.expected else None


def waves(is_so: Model) -> list[Wave]:
    return is_so.waves


def _waves(is_so: Model) -> list[Wave]:
    found = []
    for row in is_so.rows["waves"]:
        moves = wave_rows(is_so, row)
        is_done = bool(moves) and all(is_so.has_moved(one) for one in moves)
        due = row["forecast_finish"] or row["baseline_finish"]
        expected = max(one["actual_date"] for one in moves) if is_done else due
        days = [is_so.due(one) for one in moves if not is_so.has_moved(one)]
        last = max((one for one in days if one and one >= is_so.as_at), default=None)
        found.append(Wave(row["name"], is_done, expected, (expected - row["baseline_finish"]).days, last, row))
    return found


def waves_done(is_so: Model) -> int:
    return sum(wave.is_done for wave in waves(is_so))


def past(is_so: Model) -> list[Wave]:
    """The waves whose day is past without their being done, the first of them first."""
    return sorted((w for w in waves(is_so) if not w.is_done and w.expected < is_so.as_at), key=lambda w: w.expected)


def decision_points(is_so: Model) -> list[Gate]:
    """The gateways, and the go-live: of several the one that is expected last."""
    return [*is_so.keys, *([is_so.go_live] if is_so.go_live else [])]


def _capital(is_so: Model, name: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """(spent, budget, expected, by how much it differs) of a component or a strand."""
    strand = name.lower().replace(" ", "_")
    rows = [row for row in is_so.rows["spend"] if name == row["component"] or strand == row["strand"]]
    reported = [row for row in rows if row["actual_gbp"] is not None and row["month"] <= is_so.as_at]
    coming = [row["forecast_gbp"] or Decimal(0) for row in rows if row not in reported]
    spent = sum((row["actual_gbp"] for row in reported), Decimal(0))
    budget = sum((row["budget_gbp"] for row in rows), Decimal(0))
    due = is_so.money_of(rows)[2]
    expected = spent + sum(coming, Decimal(0))
    is_forecast = any(row["forecast_gbp"] is not None for row in rows)
    return spent, budget, expected, expected - budget if is_forecast else spent - due if reported else Decimal(0)
