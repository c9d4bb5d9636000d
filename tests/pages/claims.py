"""What sentences claim, held against the rows that were put in: a model in plain Python, and a parser for each kind of claim.

Nothing here asks the product anything. `Model` works out from the rows of the reports what is so at a date; each claim is a
pattern with a function that says what is wrong with a sentence that matches it, or None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import Any

from data.datasets import DATASETS
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
    def moved_outside(self) -> int:
        return len(self.moved) - self.moved_in_scope

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


Check = Callable[[re.Match[str], Model], "str | None"]
CLAIMS: list[tuple[re.Pattern[str], Check]] = []

N = r"(\d(?:[\d,]*\d)?)"
MONTHS = "January February March April May June July August September October November December"
D = rf"(\d{{1,2}} (?:{'|'.join(MONTHS.split())}) \d{{4}})"
"""A day as sentences say it; what stands at a mark of a chart is shorter, and the same date stands beside it."""
LAPSE = r"((?:about )?\d+½? (?:days?|weeks|months|years))"
MONEY = r"(−?£\d(?:[\d,]*\d)?(?:\.\d+)?(?: million|k|m)?)"
NAME = r"([A-Z][\w‘’ -]*?)"


def claim(pattern: str) -> Callable[[Check], Check]:
    """Registers how a kind of claim is checked. `N`, `D`, `LAPSE`, `MONEY`, `NAME` in braces stand for"
    " what they name."""
    whole = pattern.format(N=N, D=D, LAPSE=LAPSE, MONEY=MONEY, NAME=NAME)

    def register(check: Check) -> Check:
        CLAIMS.append((re.compile(whole), check))
        return check

    return register


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def number(said: str | None) -> int:
    return 0 if said in (None, "none", "None", "no", "No") else int(str(said).replace(",", ""))


def every(said: str | None) -> int:
    """‘The one’, ‘Both’, ‘All 3’; nought without any."""
    last = (said or "no").lower().split()[-1]
    return {"one": 1, "both": 2}[last] if last in ("one", "both") else number(last)


def day(said: str) -> date:
    return datetime.strptime(said, "%d %B %Y").date()


def pounds(said: str) -> Decimal:
    plain = said.replace("£", "").replace(",", "").replace("−", "-")
    for word, size in ((" million", 1_000_000), ("m", 1_000_000), ("k", 1_000)):
        if plain.endswith(word):
            return Decimal(plain.removesuffix(word)) * size
    return Decimal(plain)


def near(said: str, is_so: Decimal | None) -> bool:
    """Whether an amount is the one meant, rounded as it is said: half away from nought, and to nought only what is nought.
    From £10,000 on to three figures; without ‘k’ or ‘million’ also to the pound, and with a part to the penny."""
    if is_so is None:
        return False
    figures = 1_000 if abs(pounds(said)) >= 100_000 else 100 if abs(pounds(said)) >= 10_000 else 1
    if said.endswith(("million", "m")):
        steps = [Decimal(10_000)]
    elif said.endswith("k"):
        steps = [Decimal(figures)]
    else:
        steps = [Decimal("0.01")] if "." in said else [Decimal(figures), Decimal(1)]
    meant = Decimal(is_so)
    rounded = [(meant / step).quantize(Decimal(1), ROUND_HALF_UP) * step for step in steps]
    return pounds(said) in rounded and (said != "£0" or not meant)


def in_per_cent(said: str, part: Decimal | int, whole: Decimal | int) -> bool:
    """Whether a percentage is the one meant, to its last decimal, and all or nothing only where it is."""
    value, is_so = Decimal(said.replace("−", "-")), 100 * Decimal(part) / Decimal(whole)
    last = Decimal(1).scaleb(-max(1, len(said.partition(".")[2])))
    return abs(value - is_so) <= last * Decimal("0.51") and (value not in (0, 100) or value == is_so)


def wrong(said: object, is_so: object) -> str | None:
    return None if said == is_so else f"says {said}, but it is {is_so}"


def lapse(said: str, days: int) -> str | None:
    """Whether a length of time is said as it is, within the rounding of its unit."""
    many, half, unit = re.findall(r"(\d+)(½?) (\w+)", said)[0]
    size = {"day": 1, "days": 1, "weeks": 7, "months": 30.44, "years": 365.25}[unit]
    is_so = abs(days) / size
    exact = size == 1 and int(many) != abs(days)
    gap = abs(is_so - int(many) - (0.5 if half else 0))
    return (
        f"says {said}, but it is {abs(days)} days"
        if exact or gap > (0.35 if unit == "years" and is_so < 4.7 else 0.6)
        else None
    )


def first(*faults: str | None) -> str | None:
    return next((fault for fault in faults if fault), None)


# --- the whole -------------------------------------------------------------------------------------------------------


@claim(r"rated (green|amber|red) by the rule")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(m[1], is_so.rating)


@claim(r"Go-live is expected on {D}, {N} days? away and (as planned|{LAPSE} (later|earlier) than planned)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or live.is_done:
        return "there is no go-live to come"
    return first(
        wrong(day(m[1]), live.expected), wrong(number(m[2]), (live.expected - is_so.as_at).days), drift(m[3], live.slip)
    )


ODDS = r"(\d+ in \d+|[Ll]ess than 1 in 100|[Mm]ore than 99 in 100)"


def odds(said: str) -> float:
    part, whole = map(int, re.findall(r"\d+", said))
    return {"l": 0.0, "m": 1.0}.get(said[0].lower(), part / whole)


@claim(
    r"^\[Odds by (\d+ [A-Z][a-z]{{2}} \d{{4}})\] " + ODDS + r"(?: \(" + ODDS + r" by (\d+ [A-Z][a-z]{{2}} \d{{4}})\))?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The day of the baseline and that of the forecast; of a later day the odds are no worse."""
    live = is_so.go_live
    if live is None or live.is_done or live.row["baseline_date"] <= is_so.as_at:
        return "there is no go-live of which the day is to come"
    by, until = (datetime.strptime(said, "%d %b %Y").date() if said else None for said in (m[1], m[4]))
    own = live.expected if live.slip and live.expected > is_so.as_at else None
    turned = bool(own and m[3]) and odds(m[2]) != odds(m[3]) and (odds(m[3]) > odds(m[2])) is not (live.slip > 0)
    return first(wrong(by, live.row["baseline_date"]), wrong(until, own), wrong(turned, False))


@claim(r"^The go-live baseline of {D} has come(?:; half of the runs are through by {D})?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The day of the runs is the forecast's (tests/queries/test_forecast.py): here, that it is still to come."""
    live = is_so.go_live
    if live is None or live.is_done:
        return "it is reached, or there is none"
    return first(
        wrong(day(m[1]), live.row["baseline_date"]), wrong(live.row["baseline_date"] <= is_so.as_at, True),
        wrong(day(m[2]) > is_so.as_at, True) if m[2] else None,
    )  # fmt: skip


# The odds themselves are the forecast's: tests/queries/test_forecast.py.
@claim(
    r"an? \d+ in \d+ chance of being ready by {D}; "
    r"its owner (gives no other day|expects (\d+ [A-Z][a-z]+)(?: (\d{{4}}))?, (as planned|{LAPSE} (?:late|early)))"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or live.is_done or live.expected < is_so.as_at:
        return "there is no go-live to come"
    baseline = wrong(day(m[1]), live.row["baseline_date"])
    if m[2] == "gives no other day":
        return first(baseline, wrong(0, live.slip))
    expected = day(f"{m[3]} {m[4] or day(m[1]).year}")
    return first(baseline, wrong(expected, live.expected), slip(m[5], live.slip))


@claim(r"^(Baseline|Owner expects|Was due|Live since) (\d+ [A-Z][a-z]{{2}} \d{{4}})$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None:
        return "there is no go-live"
    told = datetime.strptime(m[2], "%d %b %Y").date()
    if m[1] == "Baseline":
        return wrong(told, live.row["baseline_date"])
    return first(
        wrong(told, live.expected), wrong(m[1] == "Live since", live.is_done),
        wrong(m[1] == "Was due", is_past(live, is_so.as_at)),
    )  # fmt: skip


def is_past(one: Gate | Wave, as_at: date) -> bool:
    """Whether its day has gone by without its being done."""
    return not one.is_done and one.expected < as_at


def drift(said: str, slip: int) -> str | None:
    if said == "as planned":
        return wrong(0, slip)
    return first(lapse(said, slip), wrong("later" in said, slip > 0))


@claim(r"(?:Go-live|^Go-live was first agreed for .*; it) was due on {D}, {LAPSE} ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or live.is_done:
        return "it is reached, or there is none"
    return first(wrong(day(m[1]), live.expected), lapse(m[2], (is_so.as_at - live.expected).days))


@claim(r"Go-live was first agreed for {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(day(m[1]), is_so.go_live and is_so.go_live.row["baseline_date"])


@claim(
    r"The inventory holds {N} applications?: {N} \(([\d.]+)%\) to be consolidated into the core"
    r" infrastructure, {N} in scope, {N} of these moved"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    whole = len(is_so.applications)
    core = sum(1 for row in is_so.rows["applications"] if row["disposition"] == "consolidate")
    return first(
        wrong(number(m[1]), whole), wrong(number(m[2]), core), wrong(in_per_cent(m[3], core, whole), True),
        wrong(number(m[4]), len(is_so.in_scope)), wrong(number(m[5]), is_so.moved_in_scope),
    )  # fmt: skip


@claim(r"^\[Applications\] {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.applications))


@claim(r"^\[Moved(?: of {N})?\] {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), len(is_so.in_scope)) if m[1] else None, wrong(number(m[2]), is_so.moved_in_scope))


@claim(r"^\[To consolidate\] {N} \((?:([\d.]+)%|–)\)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    core = sum(1 for row in is_so.rows["applications"] if row["disposition"] == "consolidate")
    share = 100 * core / len(is_so.applications) if is_so.applications else 0
    return first(wrong(number(m[1]), core), wrong(abs(float(m[2] or 0) - share) < 0.51, True))


@claim(r"(?:^\[Partners committed\] |Partners committed[:,] ){N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.committed), wrong(number(m[2]), len(is_so.counted_partners)))


@claim(r"(?:Applications moved[:,] ){N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.moved_in_scope), wrong(number(m[2]), len(is_so.in_scope)))


@claim(r"(?:^\[Spent of {MONEY}\] |Capital spent[:,] ){MONEY}(?: of {MONEY})?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, _ = is_so.money
    return None if near(m[2], spent) and near(m[1] or m[3], budget) else f"says {m[0]}, but it is {spent} of {budget}"


@claim(r"\((\d[\d,]*) (more|fewer)\)$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    earlier = is_so.before
    if earlier is None:
        return "there is no report before"
    label = re.match(r"\[([A-Z][a-z]+(?: [a-z]+){,2})", m.string)
    then, now = (
        {
            "Decision points passed": {sum(g.is_done for g in decision_points(at))}, "Partners committed": {at.committed},
            "Applications": {len(at.applications)}, "Moved of": {at.moved_in_scope}, "Moved": {at.moved_in_scope},
            "To consolidate": {sum(1 for row in at.rows["applications"] if row["disposition"] == "consolidate")},
        }[label[1] if label else ""]
        for at in (earlier, is_so)
    )  # fmt: skip
    change = number(m[1]) * (1 if m[2] == "more" else -1)
    return None if any(b - a == change for a in then for b in now) else f"says {m[0]}, but it went from {then} to {now}"


# --- gateways and dates -----------------------------------------------------------------------------------------------


@claim(
    r"(None|\d+) of (\d+) (gateway|decision point)s passed(?: yet|, (late|both late|all late)|, (\d+) of them late)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    points = decision_points(is_so)
    done = [g for g in points if g.is_done]
    late = sum(g.slip > 0 for g in done)
    said = len(done) if m[4] else number(m[5])
    if m[4] and {"late": 1, "both late": 2}.get(m[4], late) != late:
        return f"says {m[4]}, but {late} were late"
    return first(
        wrong(m[3], "decision point" if is_so.go_live else "gateway"),
        wrong(number(m[1]), len(done)), wrong(number(m[2]), len(points)), wrong(said, late),
    )  # fmt: skip


@claim(r"The one (?:gateway|decision point) is (not passed yet|passed, late|passed)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (one,) = decision_points(is_so)
    return wrong(m[1], ("passed, late" if one.slip > 0 else "passed") if one.is_done else "not passed yet")


@claim(r"; go-live (remains|is reached)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    lives = [g.is_done for g in is_so.gates if g.row["kind"] == "go_live"]
    return wrong(m[1], "is reached" if lives and all(lives) else "remains")


@claim(r"^{NAME}: (?:passed|reached) on {D}, (on plan|{LAPSE} (?:late|early))")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = is_so.gate(m[1])
    if gate is None or not gate.is_done:
        return "it is not done"
    return first(wrong(day(m[2]), gate.expected), slip(m[3], gate.slip))


def slip(said: str, days: int) -> str | None:
    if said == "on plan":
        return wrong(0, days)
    return first(lapse(said, days), wrong("late" in said, days > 0))


@claim(r"^{NAME}: expected {D}, (on plan|{LAPSE} (?:late|early))")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = is_so.gate(m[1])
    if gate is None:
        return None if m[1].startswith("Wave") else "there is no such gateway"
    if gate.is_done or gate.expected < is_so.as_at:
        return "it is done, or its day is past"
    return first(wrong(day(m[2]), gate.expected), slip(m[3], gate.slip))


@claim(
    r"(?:next is|^)[ ]?{NAME}(?:, (?:whose owner expects|due) {D}, (on plan|{LAPSE} (?:late|early))"
    r"| was due on {D}, {LAPSE} ago, not)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if m[1] == "Go-live" or (m[2] and not m[0].startswith("next")):
        return None  # the Overview's sentence, or a row of the timeline, in May
    coming = [g for g in is_so.gates if not g.is_done and g.row["kind"] != "milestone"]
    gate = is_so.gate(m[1])
    if gate is None or not coming:
        return "there is none to come"
    fault = wrong(gate.expected, min(g.expected for g in coming))
    if m[2]:
        return first(
            fault, wrong(day(m[2]), gate.expected), wrong(gate.expected >= is_so.as_at, True), slip(m[3], gate.slip)
        )
    return first(
        fault, wrong(day(m[5]), gate.expected), wrong(gate.expected < is_so.as_at, True),
        lapse(m[6], (is_so.as_at - gate.expected).days),
    )  # fmt: skip


@claim(
    r"^{NAME}: (done|expected|to finish) on {D}, first agreed for {D}(?:, (on plan|{LAPSE} (?:late|early)))?"
    r"(?:; its last move is expected on {D})?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """A gateway or a wave in the slide of the timeline."""
    one = is_so.gate(m[1]) or next(wave for wave in waves(is_so) if wave.name == m[1])
    later = later_move(one)
    how = "done" if one.is_done else "to finish" if later else "expected"
    return first(
        wrong((m[2], is_past(one, is_so.as_at)), (how, False)), wrong(day(m[3]), one.expected),
        wrong((day(m[3]) - day(m[4])).days, one.slip), wrong(day(m[7]) if m[7] else None, later),
        slip(m[5], one.slip) if m[5] else None,
    )  # fmt: skip


@claim(
    r"^{NAME}: was due on {D}, {LAPSE} ago, not (?:passed|reached|done) yet(?:, first agreed for {D})?"
    r"(?:; its last move is expected on {D})?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    one = is_so.gate(m[1]) or next(wave for wave in waves(is_so) if wave.name == m[1])
    return first(
        wrong((day(m[2]), is_past(one, is_so.as_at)), (one.expected, True)),
        lapse(m[3], (is_so.as_at - one.expected).days),
        wrong((one.expected - day(m[4])).days, one.slip) if m[4] else None,
        wrong(day(m[5]) if m[5] else None, later_move(one)) if m[4] else None,
    )  # fmt: skip


@claim(r"(?:The baseline, {D},) passed {N} days? ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[2]), (is_so.as_at - day(m[1])).days)


@claim(
    r"(?:Forecast|Done on|To be done on) {D}(?: is|,) {N} days? (after|before) the baseline(?:, more than the 30 days"
    r" that amber allows)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    days = number(m[2]) * (1 if m[3] == "after" else -1)
    found = [g for g in is_so.gates if g.expected == day(m[1]) and g.slip == days]
    return None if found else f"no gateway is {days} days from its baseline on {m[1]}"


@claim(r"(\d+) (?:criterion is|criteria are) overdue")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]) in {g.overdue for g in is_so.gates}, True)


@claim(r"(?:A criterion of (.+), due on {D}, is {N} days? overdue)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[3]), (is_so.as_at - day(m[2])).days)


CASES = ("Strategic", "Economic", "Commercial", "Financial", "Management", "Not said")
"""Of the Five Case Model, and what the criteria that name none are put under."""


def of_case(is_so: Model, name: str) -> tuple[int, int, int]:
    """(criteria met, criteria, those overdue) of a case; waived ones don't count."""
    case = None if name == "Not said" else name.lower()
    counted = [c for c in is_so.rows["gateway_criteria"] if c.get("five_case") == case and c["status"] != "waived"]
    return sum(c["status"] == "met" for c in counted), len(counted), sum(is_so.is_overdue(c) for c in counted)


@claim(
    r"(?:(?:^|: ){NAME}, the next with criteria: |{NAME}: |^)(none|None|\d+) of (\d+) criteria met(?:, (\d+) overdue)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = (number(m[3]), number(m[4]), number(m[5]))
    name = (m[1] or m[2] or "").removeprefix("Criteria by gateway. ").removeprefix("Criteria by case. ")
    if name in CASES:
        return wrong(said, of_case(is_so, name))
    gates = [gate] if (gate := is_so.gate(name)) else is_so.gates
    return None if said in {(g.met, g.counted, g.overdue) for g in gates} else f"says {said}, which is so of no gateway"


@claim(r"(All \d+|Both|The one) criteri(?:a are|on is) waived")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong((0, every(m[1])) in {(g.counted, g.held) for g in is_so.gates}, True)


@claim(r"^The one date to come, {NAME}, is expected (?:on plan|{LAPSE} (?:late|early))(?:, re-forecast .+)?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    coming = [g for g in is_so.gates if not g.is_done]
    if [g.name for g in coming] != [m[1]]:
        return "it is not the one that is to come"
    return lapse(m[2], coming[0].slip) if m[2] else wrong(0, coming[0].slip)


@claim(
    r"^(\d+) of (\d+) (date|wave)s (?:to come (?:is|are) expected late|not done (?:is|are) past)|^None of"
    r" (\d+) (date|wave)s to come has slipped"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    things: list[Gate] | list[Wave] = waves(is_so) if (m[3] or m[5]) == "wave" else is_so.gates
    coming = [(one.expected, one.slip) for one in things if not one.is_done]
    missed = sum(expected < is_so.as_at for expected, _ in coming)
    said = number(m[1]) if "past" in m[0] else 0
    return first(wrong(number(m[2] or m[4]), len(coming)), wrong(said, missed))


@claim(r"^(All \d+|Both|The one) (date|wave)s? (?:is|are) behind us")
def _(m: re.Match[str], is_so: Model) -> str | None:
    done = [g.is_done for g in is_so.gates] if m[2] == "date" else [w.is_done for w in waves(is_so)]
    return first(wrong(every(m[1]), len(done)), wrong(all(done), True))


@claim(r"(?:The rule does not support) {N} declared ratings?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), sum(g.declared_is_better for g in is_so.gates))


@claim(r"⚑ The rule does not support the declared rating\]")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """At the programme, or at a card: nothing else on the screen may say that every rating is supported."""
    return None if any(g.declared_is_better for g in is_so.gates) else "no rating to come is better than the rule's"


@claim(r"^[A-Z].*?: .* its owner declares [a-z/]+(, which the rule does not support)?\.$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = next((gate for gate in is_so.gates if m[0].startswith(f"{gate.name}: ")), None)
    return "there is no such gateway" if gate is None else wrong(bool(m[1]), gate.declared_is_better)


@claim(r"The rule supports (?:every declared rating|the declared ratings)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    declared = [g for g in is_so.gates if g.row["declared_rating"] and not g.is_done]
    return wrong(bool(declared) and not any(g.declared_is_better for g in declared), True)


@claim(r"[Nn]o (?:declared rating is better than the rule's|rating is declared of what is to come)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    declared = [g for g in is_so.gates if g.row["declared_rating"] and not g.is_done]
    return wrong(("better" in m[0], any(g.declared_is_better for g in declared)), (bool(declared), False))


# --- partners and concerns --------------------------------------------------------------------------------------------


@claim(r"(None|\d+) of (\d+) partners (?:is|are) committed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.committed), wrong(number(m[2]), len(is_so.counted_partners)))


@claim(r"The one partner is (committed|not committed yet)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(len(is_so.counted_partners), 1), wrong(m[1] == "committed", is_so.committed == 1))


@claim(
    r"^(?:(Only observers so far|No partners yet)(?:; (\d+|no) observers? ha(?:s|ve) withdrawn)?"
    r"|No partner is left: (\d+) ha(?:s|ve) withdrawn, (\d+) observers? remains?"
    r"|(All \d+|Both|The one) partners? ha(?:s|ve) withdrawn)\.?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    watching = [row for row in is_so.partners if row["category"] == "observer"]
    still = sum(row["stage"] != "withdrawn" for row in watching)
    said = {"Only observers so far": still > 0, "No partners yet": still == 0}.get(m[1], True)
    return first(
        wrong(len(is_so.counted_partners), 0),
        wrong(number(m[3]) or every(m[5]), len(is_so.partners) - len(watching)),
        wrong(said, True),
        wrong(number(m[2]), len(watching) - still) if m[1] else None,
        wrong(number(m[4]), still) if m[4] else None,
    )


@claim(r"^Nobody is in scope who could withdraw")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0, len(is_so.counted_partners))


@claim(r"^Membership confirmed on {D}: (All \d+|all \d+|[Bb]oth|[Tt]he one) partners? in scope ha(?:s|ve) committed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """From that day on nobody in scope waits, and the day before somebody did, or one of them had not come yet."""
    at, before = day(m[1]), day(m[1]) - timedelta(days=1)
    kept = [row["partner_id"] for row in is_so.counted_partners]
    changes = sorted(one for one in is_so.dates if one <= is_so.as_at)
    held = (row for reported in is_so.reports for row in is_so.odd.state(reported)["partners"])
    came = {  # when each was there first, also those that have left since
        key: next((one for one in changes if is_so.stage_at(key, one) not in (None, "withdrawn")), date.min)
        for key in {row["partner_id"] for row in held if row["category"] != "observer"}
    }
    return first(
        wrong(every(m[2]), len(kept)), wrong(is_so.committed, len(kept)),
        wrong([one for one in changes if one >= at and is_so.waits(one)], []),
        wrong([key for key, when in came.items() if when > at], []), wrong(is_so.waits(before) or at in came.values(), True),
    )  # fmt: skip


@claim(r"^{NAME} has been (in discussion|only identified) for {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = [row for row in is_so.counted_partners if row["name"] == m[1]]
    return lapse(m[3], (is_so.as_at - row["stage_date"]).days)


@claim(
    r"^(\d+) of (\d+) concerns (?:is|are) open|^None of (\d+) concerns is open(?:; (\d+) ha(?:s|ve) no"
    r" answer on record)?|^(All \d+|Both) concerns have an answer|^The one concern (.+)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = is_so.rows["partner_concerns"]
    still_open = sum(row["status"] == "open" for row in rows)
    silent = sum(not row["response"] for row in rows)
    if m[6]:
        said = "is open" if still_open else "is no longer open; no answer is on record" if silent else "has an answer"
        return wrong((m[6], 1), (said, len(rows)))
    whole = wrong(number(m[2] or m[3]) or every(m[5]), len(rows))
    return first(whole, wrong(number(m[1]), still_open), wrong(number(m[4]), silent) if not m[1] else None)


# --- applications, migrations, waves ----------------------------------------------------------------------------------


@claim(
    r"^{N} applications?(?: in {N} departments(?:; (.+?) ha(?:s|ve) the most, {N}(?: each)?|, {N} in"
    r" each)|, (?:all )?in )"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    by: dict[str, int] = {}
    for row in is_so.rows["applications"]:
        by[row["department"]] = by.get(row["department"], 0) + 1
    most = max(by.values(), default=0)
    named = re.split(r", | and ", m[3]) if m[3] else []
    alike = sorted(name for name, many in by.items() if many == most)
    fault = (
        None
        if not m[3] or named == alike or ("more" in m[3] and len(alike) > 2)
        else f"names {named}, but {alike} have the most"
    )
    return first(
        wrong(number(m[1]), len(is_so.applications)), wrong(number(m[2] or "1"), len(by)), fault,
        wrong(number(m[4] or m[5]), most) if m[2] else None,
    )  # fmt: skip


@claim(r"^The one application (can|is not to) be consolidated into the core")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = is_so.rows["applications"]
    return wrong(m[1] == "can", row["disposition"] == "consolidate")


@claim(r"^(?:None of {N}|(All \d+|Both)) applications can be consolidated into the core infrastructure$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    core = sum(row["disposition"] == "consolidate" for row in is_so.rows["applications"])
    return wrong((number(m[1]) or every(m[2]), core), (len(is_so.applications), every(m[2])))


@claim(r"^Of {N} applications?, {N} can be consolidated into the core infrastructure: ([\d.]+)%")
def _(m: re.Match[str], is_so: Model) -> str | None:
    core = sum(1 for row in is_so.rows["applications"] if row["disposition"] == "consolidate")
    whole = len(is_so.applications)
    return first(
        wrong(number(m[1]), whole),
        wrong(number(m[2]), core),
        wrong(in_per_cent(m[3], core, whole), True),
    )


@claim(r"^{N} (application|migration|row)s? in all")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(
        number(m[1]), len(is_so.rows[{"application": "applications", "migration": "migrations", "row": "spend"}[m[2]]])
    )


@claim(
    r"{N} of {N} applications? in scope moved,? (?:{N} planned by (?:now|then)|(?:by .* ago, )?and none has a planned date)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    fault = wrong("by now" in m[0], is_so.known_to == is_so.as_at) if m[3] else None
    if fault:
        return fault
    said = (number(m[1]), number(m[2]), number(m[3]))
    return wrong(said, (is_so.moved_in_scope, len(is_so.in_scope), is_so.planned_by_now))


@claim(
    r"(?:None of {N} applications in scope ha[sd]|The one application in scope ha[sd] not) moved (yet,|by {D}, {LAPSE} ago;) {N}"
    r" (?:was|were) planned by (?:now|then)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if fault := known(m[3], m[4], is_so):
        return fault
    said = (0, number(m[1] or "1"), number(m[5]))
    return wrong(said, (is_so.moved_in_scope, len(is_so.in_scope), is_so.planned_by_now))


@claim(r"Migration is complete: (all {N}|both|the one) applications? in scope ha(?:s|ve) moved")
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = every(m[1])
    return wrong((said, said), (is_so.moved_in_scope, len(is_so.in_scope)))


@claim(
    r"{N} more(?: applications?)?, out of scope, ha(?:s|ve) moved too"
    r"|{N} (?:applications?, )?out of scope,? ha(?:s|ve) moved(?! too)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """‘More’, ‘too’ only where others moved."""
    return first(
        wrong(number(m[1] or m[2]), is_so.moved_outside), wrong(bool(m[1]) and not is_so.moved_in_scope, False)
    )


@claim(r"changed in the last {N} reports|{N} (?:other )?items? needs? a look")
def _(m: re.Match[str], is_so: Model) -> str | None:
    if m[1]:
        return wrong(any(g.is_stale for g in is_so.gates) and 2 <= number(m[1]) < len(is_so.reports), True)
    return wrong(number(m[2]) <= sum(not g.is_done for g in is_so.gates), True)


@claim(r"^(?:None of {N} departments has (started)|(All \d+|Both) departments (have finished|are under way))(?:$|;)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    many = number(m[1]) or every(m[3])
    return wrong({"have finished": (many, 0, 0), "are under way": (0, many, 0)}.get(m[4], (0, 0, many)), states(is_so))


@claim(r"^Of {N} departments, (?:{N} finished)?(?:, | and )?(?:{N} under way)?(?:, | and )?(?:{N} not started)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = tuple(number(m[place]) for place in (2, 3, 4))
    return first(wrong(said, states(is_so)), wrong(number(m[1]), sum(said)))


@claim(r"^(Finance|Housing|Planning|Adult care|Libraries) (has finished|is under way|has not started)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(
        {"has finished": (1, 0, 0), "is under way": (0, 1, 0), "has not started": (0, 0, 1)}[m[2]], states(is_so)
    )


def states(is_so: Model) -> tuple[int, int, int]:
    """How many departments have finished, are under way, and have not started."""
    moves = {row["application_id"]: row for row in is_so.rows["migrations"]}
    by: dict[str, list[Row | None]] = {}
    for key in is_so.in_scope:
        by.setdefault(is_so.applications[key]["department"], []).append(moves.get(key))
    done = sum(all(row is not None and is_so.has_moved(row) for row in rows) for rows in by.values())
    idle = sum(all(row is None or row["stage"] == "not_started" for row in rows) for rows in by.values())
    return done, len(by) - done - idle, idle


@claim(r"; {N} applications? (?:has|have) no move reported$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.in_scope) - len(is_so.migrations_in_scope))


@claim(r"; {N} applications? in scope (?:is|are) in no wave\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.in_scope) - sum(len(wave_rows(is_so, wave)) for wave in is_so.rows["waves"]))


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
        found.append(Wave(row["name"], is_done, expected, (expected - row["baseline_finish"]).days, last))
    return found


def waves_done(is_so: Model) -> int:
    return sum(wave.is_done for wave in waves(is_so))


def past(is_so: Model) -> list[Wave]:
    """The waves whose day is past without their being done, the first of them first."""
    return sorted((w for w in waves(is_so) if not w.is_done and w.expected < is_so.as_at), key=lambda w: w.expected)


@claim(
    r"^(None|\d+) of (\d+) waves done(?: yet)?"
    r"(?:; (?:(\d+) are past their day, first )?{NAME},? (?:was )?due on {D}(?:, {LAPSE} ago)?"
    r"|, none late|; none is expected late)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Who slips most is another claim."""
    late = past(is_so)
    counted = first(wrong(number(m[1]), waves_done(is_so)), wrong(number(m[2]), len(is_so.rows["waves"])))
    if m[4]:
        said = number(m[3] or "1"), m[4], day(m[5])
        counted = counted or wrong(said, (len(late), late[0].name, late[0].expected) if late else 0)
        return counted or (lapse(m[6], (is_so.as_at - late[0].expected).days) if m[6] else None)
    if "none" in m[0]:
        unlikely = late or [wave for wave in waves(is_so) if wave.slip > 0 or later_move(wave)]
        return counted or wrong(unlikely, [])
    return counted


@claim(
    r"(?:; the last move of {NAME}|; {N} have moves after their end; the last of {NAME}"
    r"|^The one wave is not done yet; its last move)"
    r" is expected on {D}, {LAPSE} after the wave is to finish"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The wave whose last move comes most after it."""
    found = {wave.name: wave for wave in waves(is_so) if later_move(wave)}
    one = found.get(m[1] or m[3] or next(iter(found), ""))
    if one is None or one.last_move is None:
        return "no move of it comes after it"
    after = (one.last_move - one.expected).days
    return first(
        wrong(day(m[4]), one.last_move), lapse(m[5], after), wrong(past(is_so), []), wrong(number(m[2] or "1"), len(found)),
        wrong(after, max((wave.last_move - wave.expected).days for wave in found.values() if wave.last_move)),
    )  # fmt: skip


@claim(r"^Wave \S+, (.+), finished on {D}, (?:{N} days? (after|before) the baseline|on the baseline date)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    days = number(m[3]) * (-1 if m[4] == "before" else 1)
    done = {(wave.name, wave.expected, wave.slip) for wave in waves(is_so) if wave.is_done}
    return wrong((m[1], day(m[2]), days) in done, True)


@claim(r"^The (?:finish|start) of wave \S+, (.+?), (?:slipped|came forward)|^Wave \S+, (.+), is no longer finished")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of what has finished no finish moves any more."""
    if "start of" in m[0]:
        return None
    return wrong([wave.is_done for wave in waves(is_so) if wave.name == (m[1] or m[2])], [False])


@claim(r"waves done(?: yet)?; {NAME} slip(?:s|ped) most, by {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    most = max(wave.slip for wave in waves(is_so))
    named = m[1] in {wave.name for wave in waves(is_so) if wave.slip == most}
    return first(wrong((named, past(is_so)), (True, [])), lapse(m[2], most))


@claim(r"^The one wave is (done|not done yet)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong((m[1] == "done", 1), (waves_done(is_so) == 1, len(is_so.rows["waves"])))


@claim(
    r"^{NAME}: {N} of {N} moved; (?:done on {D}, (on plan|{LAPSE} (?:late|early))|expected {D}, (on plan"
    r"|{LAPSE} (?:late|early))|was due on {D}, {LAPSE} ago, not done yet|to finish on {D})(?:; its last move is expected on {D})?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = [row for row in is_so.rows["waves"] if row["name"] == m[1]]
    rows = wave_rows(is_so, wave)
    done = bool(rows) and all(is_so.has_moved(row) for row in rows)
    due = max(row["actual_date"] for row in rows) if done else wave["forecast_finish"] or wave["baseline_finish"]
    late, said = (due - wave["baseline_finish"]).days, m[5] or m[8]
    later = next(later_move(one) for one in waves(is_so) if one.name == m[1])
    return first(
        wrong(number(m[2]), sum(is_so.has_moved(row) for row in rows)), wrong(number(m[3]), len(rows)),
        wrong(day(m[4] or m[7] or m[10] or m[12]), due), wrong((bool(m[4]), bool(m[10])), (done, not done and due < is_so.as_at)),
        slip(said, late) if said else None, lapse(m[11], (is_so.as_at - due).days) if m[11] else None,
        wrong(day(m[13]) if m[13] else None, later), wrong(bool(m[7] and later), False),
    )  # fmt: skip


@claim(r"^(\d+|No) applications? still to move ha(?:s|ve) no date, or one that has passed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """An application without a migration has no date either; one that isn't in the inventory counts where its move is planned."""
    counted = is_so.in_scope | {row["application_id"] for row in is_so.rows["migrations"]} - is_so.applications.keys()
    dated = {
        row["application_id"]
        for row in is_so.rows["migrations"]
        if is_so.has_moved(row) or ((due := is_so.due(row)) and due >= is_so.as_at)
    }
    return wrong(number(m[1]), len(counted - dated))


@claim(r"^(?:{N} applications? in scope (?:is|are) blocked|No application in scope is blocked)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.blocked))


@claim(r"Its date passed {LAPSE} ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    since = [(is_so.as_at - is_so.due(row)).days for row in is_so.blocked if row in is_so.late]  # type: ignore[operator]
    return wrong(any(lapse(m[1], days) is None for days in since), True)


@claim(r"^The one wave to come, {NAME}, is expected (?:on plan|{LAPSE} (?:late|early))(?:, re-forecast .+)?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = [row for row in is_so.rows["waves"] if row["name"] == m[1]]
    late = ((wave["forecast_finish"] or wave["baseline_finish"]) - wave["baseline_finish"]).days
    return first(wrong(len(is_so.rows["waves"]) - waves_done(is_so), 1), lapse(m[2], late) if m[2] else wrong(late, 0))


@claim(r"Its (?:forecast|baseline), {D}, passed {N} days? ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[2]), (is_so.as_at - day(m[1])).days)


@claim(r"^50 rows a page, {N} pages$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]) in {-(-len(rows) // 50) for rows in is_so.rows.values()}, True)


@claim(r"^\[Teams' own date\] (\d+ [A-Z][a-z]{{2}} \d{{4}})(?: \({LAPSE} (?:earlier|later)\))?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The last date that still lies ahead; how far it is from the day of even odds belongs to the forecast."""
    outside = is_so.applications.keys() - is_so.in_scope
    left = [row for row in is_so.rows["migrations"] if row["application_id"] not in outside]
    due = [is_so.due(row) for row in left if not is_so.has_moved(row)]
    last = max((when for when in due if when and when >= is_so.as_at), default=None)
    return wrong(m[1], last and f"{last.day} {last:%b %Y}")


@claim(r"^(.+) and {N} more: no update for two reports or more")
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = len(re.split(r", | and ", m[1])) + number(m[2])
    return wrong(said, sum(g.is_stale for g in is_so.gates))


@claim(r"^{N} more (?:is|are) called out")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0 < number(m[1]) < sum(not g.is_done for g in is_so.gates), True)


# --- duplication and consolidation ------------------------------------------------------------------------------------


def _shared(is_so: Model, column: str) -> dict[str, list[Row]]:
    """What several applications have in one column, in any case."""
    found: dict[str, list[Row]] = {}
    for row in is_so.rows["applications"]:
        if row.get(column):
            found.setdefault(str(row[column]).lower(), []).append(row)
    return {value: rows for value, rows in found.items() if len(rows) > 1}


@claim(
    r"^{N} business functions? (?:is|are|has|have) (?:served in several departments, by {N} applications?; (.+) by {N} in {N}"
    r"|several applications, (?:all|each) in one department)\.?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    shared = _shared(is_so, "business_function")
    spread = {value: rows for value, rows in shared.items() if len({row["department"] for row in rows}) > 1}
    if not m[2]:
        return first(wrong(number(m[1]), len(shared)), wrong(len(spread), 0))
    most = spread[m[3].lower()]
    return first(
        wrong(number(m[1]), len(spread)), wrong(number(m[2]), sum(map(len, spread.values()))),
        wrong((number(m[4]), number(m[5])), (len(most), len({row["department"] for row in most}))),
    )  # fmt: skip


@claim(r"^1 business function is served in several departments: (.+), by {N} applications in {N}\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    shared = _shared(is_so, "business_function")
    spread = [(len(rows), len({row["department"] for row in rows})) for rows in shared.values()]
    return wrong([(number(m[2]), number(m[3]))], [pair for pair in spread if pair[1] > 1])


@claim(r"; {N} applications? in scope (?:is|are) still to move$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.migrations_in_scope) - is_so.moved_in_scope)


@claim(r"^{N} pairs? (?:is|are) called nearly the same, among {N} applications?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0 < number(m[1]) and 2 <= number(m[2]) <= len(is_so.applications), True)


@claim(r"from a likeness of 85 of 100\.$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return None  # a setting


@claim(r"(?:^|Held several times\. )([A-Z][\w ]*): {N} in {N} departments?\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = _shared(is_so, "business_function")[m[1].lower()]
    return wrong((number(m[2]), number(m[3])), (len(rows), len({row["department"] for row in rows})))


def _plan(is_so: Model) -> dict[str, tuple[Decimal, Decimal]]:
    """(of what is to be consolidated, of all) for each measure of the plan."""
    every = is_so.rows["applications"]
    core = [row for row in every if row["disposition"] == "consolidate"]
    keys = {row["application_id"] for row in core}
    ends = [
        (row["source_application_id"] in keys) + (row["target_application_id"] in keys)
        for row in is_so.rows["interfaces"]
    ]
    known = [row for row in core if row.get("contract_end")]
    go_live = is_so.go_live.expected if is_so.go_live else None
    late = [row for row in known if go_live and row["contract_end"] > go_live]

    def added(rows: list[Row], column: str) -> Decimal:
        return sum((Decimal(row.get(column) or 0) for row in rows), Decimal(0))

    counts: dict[str, tuple[Decimal | int, Decimal | int]] = {
        "To consolidate into the core": (len(core), len(every)),
        "Annual cost released": (added(core, "annual_cost_gbp"), added(every, "annual_cost_gbp")),
        "Interfaces that end": (ends.count(2), len(ends)),
        "Interfaces to re-point": (ends.count(1), len(ends)),
        "Departments affected": (len({row["department"] for row in core}), len({row["department"] for row in every})),
        "Users affected": (added(core, "users"), added(every, "users")),
        "Contracts past the go-live": (len(late), len(known)),
    }
    return {name: (Decimal(part), Decimal(whole)) for name, (part, whole) in counts.items()}


MEASURES = (
    "To consolidate into the core|Annual cost released|Interfaces that end|Interfaces to re-point|Departments affected"
    "|Users affected|Contracts past the go-live"
)


@claim(
    rf"(?:^|What the consolidation comes to\. )({MEASURES}): (£?)([\d,.]+( million)?) of £?([\d,.]+( million)?)"
    r"(?:, ([\d.]+)%| in the plan)?\.?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    part, whole = _plan(is_so)[m[1]]
    if m[2]:
        found = first(wrong(near(f"£{m[3]}", part), True), wrong(near(f"£{m[5]}".rstrip("."), whole), True))
    else:
        found = wrong((number(m[3]), number(m[5].rstrip("."))), (part, whole))
    return found or (wrong(in_per_cent(m[7], part, whole), True) if m[7] else None)


@claim(
    r"^{N} of {N} applications? to the core, ([\d.]+)%: (?:{N} (?:is|are)|none is) left,"
    r" (?:{MONEY} a year|no known cost) is released$"
    r"|^No application is in the plan; {N} applications? (?:stays as it is|stay as they are)$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    part, whole = _plan(is_so)["To consolidate into the core"]
    if m[6]:
        return wrong((0, number(m[6])), (part, whole))
    return first(
        wrong((number(m[1]), number(m[2]), number(m[4] or "0")), (part, whole, whole - part)),
        wrong(near(m[5] or "£0", _plan(is_so)["Annual cost released"][0]), True),
        wrong(in_per_cent(m[3], part, whole), True),
    )


@claim(r"(?i)\bminutes (?:say|state)|\bwere stated\b")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return "the panel's minutes are about the illustrative programme alone"


# --- attention --------------------------------------------------------------------------------------------------------


@claim(r"^{N} things? needs? attention now(?:, and {N} to watch)?|^{N} things? to watch|^Nothing needs attention")
def _(m: re.Match[str], is_so: Model) -> str | None:
    red = sum(how == "red" for how, _ in is_so.attention)
    return wrong((number(m[1]), number(m[2] or m[3])), (red, len(is_so.attention) - red))


@claim(r"^The one application goes to the core; (?:{MONEY} a year|no known cost) is released$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    cost = _plan(is_so)["Annual cost released"][0]
    return first(wrong(near(m[1] or "£0", cost), True), wrong(len(is_so.applications), 1))


@claim(r"^Contracts and support: {N} of them ends? before the go-live")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), is_so.early)


@claim(r"^See all {N}$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.attention))


# --- money ------------------------------------------------------------------------------------------------------------


@claim(r"{MONEY} is expected in all, {MONEY} (over|under) the budget")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = is_so.rows["spend"]
    whole = sum(
        (r["actual_gbp"] if r["actual_gbp"] is not None else r["forecast_gbp"] or Decimal(0) for r in rows), Decimal(0)
    )
    gap = whole - is_so.money[1]
    return first(wrong(near(m[1], whole), True), wrong(near(m[2], abs(gap)), True), wrong(m[3] == "over", gap > 0))


@claim(r"^Every part has used ([\d.]+)% of its budget$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    strands = {row["strand"] for row in is_so.rows["spend"]}
    sums = [is_so.money_of([r for r in is_so.rows["spend"] if r["strand"] == strand]) for strand in strands]
    used = [(spent, budget) for spent, budget, _ in sums if spent is not None and budget]
    return wrong((len(used), all(in_per_cent(m[1], *one) for one in used)), (len(strands), True))


@claim(r"^The largest share of a budget is used of ([A-Z][A-Za-z -]+): {MONEY} of {MONEY}, ([\d.]+)%")
def _(m: re.Match[str], is_so: Model) -> str | None:
    strands = {row["strand"] for row in is_so.rows["spend"]}
    sums = {strand: is_so.money_of([r for r in is_so.rows["spend"] if r["strand"] == strand]) for strand in strands}
    used = {
        strand: 100 * spent / budget for strand, (spent, budget, _) in sums.items() if spent is not None and budget > 0
    }
    strand = max(used, key=lambda one: used[one])
    spent, budget, _ = sums[strand]
    return first(
        wrong(near(m[2], spent), True), wrong(near(m[3], budget), True),
        wrong(spent is not None and in_per_cent(m[4], spent, budget), True),
        wrong([one for one, (spent, budget, _) in sums.items() if spent is not None and spent > budget], []),
    )  # fmt: skip


@claim(
    r"^{MONEY} (?:spent of {MONEY}(?:, ([\d.]+)%)?|of {MONEY} capital is spent(?:, {MONEY} (more|less)"
    r" than was due (by now|to \w+ \d{{4}})|, as was due (by now|to \w+ \d{{4}}))?)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, due = is_so.money
    fault = None if near(m[1], spent) and near(m[2] or m[4], budget) else f"says {m[0]}, but it is {spent} of {budget}"
    if spent is None or fault:
        return fault or "nothing is known to be spent"
    if m[3]:
        return wrong(in_per_cent(m[3], spent, budget), True)
    if m[5]:
        gap = first(wrong(near(m[5], abs(spent - due)), True), wrong(m[6] == "more", spent > due))
        return gap or wrong(m[7], is_so.due_up_to)
    return first(wrong(m[8], is_so.due_up_to), wrong(spent, due)) if m[8] else None


@claim(
    r"(?:^|\. |; )(Core infrastructure|Self-service applications): {MONEY} (?:spent )?of {MONEY}(?:;"
    r" (?:{MONEY}|nothing) was due (by now|to \w+ \d{{4}})|, ([\d.]+)%)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = {"Core infrastructure": "core_infrastructure"}.get(m[1], "self_service")
    spent, budget, due = is_so.money_of([row for row in is_so.rows["spend"] if row["strand"] == strand])
    if spent is None or not near(m[2], spent) or not near(m[3], budget):
        return f"says {m[0]}, but it is {spent} of {budget}"
    return first(
        wrong(near(m[4], due), True) if m[4] else wrong("nothing" in m[0] and due > 0, False),
        wrong(m[5] or is_so.due_up_to, is_so.due_up_to),
        wrong(in_per_cent(m[6], spent, budget), True) if m[6] else None,
    )


@claim(r"^Spent beyond budget: ([A-Z][A-Za-z ,-]+)$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    sums = {row["strand"]: is_so.money_of([r for r in is_so.rows["spend"] if r["strand"] == row["strand"]])
            for row in is_so.rows["spend"]}  # fmt: skip
    over = {strand for strand, (spent, budget, _) in sums.items() if spent is not None and spent > budget}
    named = {"core_infrastructure": "Core infrastructure", "self_service": "Self-service applications"}
    return wrong({one for one, name in named.items() if name in m[1]}, over)


@claim(
    r"([A-Z]\w+): (?:Spent|Spent and (forecast)) {MONEY}, which is {MONEY} more than its budget of {MONEY}"
    r"(?:, passed in ([A-Z][a-z]+ \d{{4}}))?\.$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Passed in the month from which what counts, added up from nought, stays above the whole budget."""
    rows = sorted((row for row in is_so.rows["spend"] if row["component"] == m[1]), key=lambda row: row["month"])
    spent, budget, expected, _ = _capital(is_so, m[1])
    comes_to = expected if m[2] else spent
    so_far, passed = Decimal(0), None
    for row in rows:
        before = so_far
        has_come = row["actual_gbp"] is not None and row["month"] <= is_so.as_at
        so_far += row["actual_gbp"] if has_come else (row["forecast_gbp"] or 0) if m[2] else 0
        passed = f"{row['month']:%B %Y}" if before <= budget < so_far else passed
    return first(
        wrong(near(m[3], comes_to), True), wrong(near(m[4], comes_to - budget), True), wrong(near(m[5], budget), True),
        wrong(m[6], passed), wrong(bool(m[2]), spent <= budget),
    )  # fmt: skip


@claim(r"(−?£\d(?:[\d,]*\d)?(?:\.\d+)?(?: million|k|m)?) (?:spent )?of \1(?![\d,.]*\d|k|m| million)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """What is said as all of something is all of it: spent of a budget, realised of a target or of what is planned."""
    spend, years = is_so.rows["spend"], is_so.rows["benefit_values"]
    whose = [spend] + [[row for row in spend if row[by] == name]
                       for by in ("strand", "component") for name in {row[by] for row in spend}]  # fmt: skip
    pairs: list[tuple[Decimal | None, Decimal]] = [is_so.money_of(rows)[:2] for rows in whose]
    pairs += [(row["realised_value"], row["target_value"]) for row in is_so.rows["benefits"]]
    sums: list[Decimal] = [
        sum((row[name] or Decimal(0) for row in years), Decimal(0)) for name in ("realised_gbp", "planned_gbp")
    ]
    pairs.append((sums[0], sums[1]))
    return wrong(any(part == whole and near(m[1], whole) for part, whole in pairs if part is not None), True)


@claim(r"(?:[Nn]othing is reported as spent of|none reported of) {MONEY}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of all, or of one strand, which is named before."""
    rows = is_so.rows["spend"]
    each = [
        is_so.money,
        *(is_so.money_of([r for r in rows if r["strand"] == one]) for one in {r["strand"] for r in rows}),
    ]
    return wrong(any(spent is None and near(m[1], budget) for spent, budget, _ in each), True)


@claim(r"^{MONEY} (?:capital is )?spent, without a budget")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(near(m[1], is_so.money[0]), True), wrong(is_so.money[1], Decimal(0)))


# --- renames ---


@claim(r"^(\S+) is now called (\S+)\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong((m[1], m[2].rstrip(".")) in is_so.renamed, True)


# --- changes ----------------------------------------------------------------------------------------------------------


@claim(r"(slipped|came forward) {N} days?, from {D} to {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    days = (day(m[4]) - day(m[3])).days
    return first(wrong(number(m[2]), abs(days)), wrong(m[1] == "slipped", days > 0))


@claim(r"(?:was passed|was reached) on {D}, (?:{N} days? (after|before) the baseline|on the baseline date)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    slip = number(m[2]) * (-1 if m[3] == "before" else 1)
    return wrong((day(m[1]), slip) in {(g.expected, g.slip) for g in is_so.gates if g.is_done}, True)


@claim(r"^{N} applications in scope moved(?:, the first to do so|; {N} in all)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """On a slide it looks back to the panel, not to the report before, so how many are new is not counted here."""
    return wrong(number(m[2] or m[1]), is_so.moved_in_scope)


@claim(r"^{MONEY} (?:more|less) was spent on (core infrastructure|self-service applications), {MONEY} in all")
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = "self_service" if m[2].startswith("self") else "core_infrastructure"
    return wrong(near(m[3], is_so.money_of([row for row in is_so.rows["spend"] if row["strand"] == strand])[0]), True)


@claim(
    r"^{MONEY} (?:more|less) is expected to be spent on (core infrastructure|self-service applications), {MONEY} in all"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = "self_service" if m[2].startswith("self") else "core_infrastructure"
    rows = [row for row in is_so.rows["spend"] if row["strand"] == strand]
    has_come = [row["actual_gbp"] is not None and row["month"] <= is_so.as_at for row in rows]
    each = [row["actual_gbp"] if came else row["forecast_gbp"] for row, came in zip(rows, has_come, strict=True)]
    return wrong(near(m[3], sum((one for one in each if one is not None), Decimal(0))), True)


@claim(r"\({MONEY} (more|less)\)$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    then, now = (is_so.before.money[0] if is_so.before else None), is_so.money[0]
    if then is None or now is None:
        return "one of the two is not known"
    return first(wrong(near(m[1], abs(now - then)), True), wrong(m[2] == "more", now > then))


@claim(r"^Timeline of {N} of {N} dated items")
def _(m: re.Match[str], is_so: Model) -> str | None:
    whole = len(is_so.gates) + len(is_so.rows["waves"])
    return wrong((number(m[1]), number(m[2])), (min(6, whole), whole))


@claim(
    r"(?:^|; |items\. )([^;.]+?), (?:[●◆▲] )?(done|(?:last move )?expected|was due) (\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}})"
    r"(?:, (on plan|{LAPSE} (?:late|early)|{LAPSE} ago, not done))?(?=[;.]|$)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """A row of the slide of the timeline, a gateway or a wave; a long name is cut, and then only its dates are known."""
    things: list[Gate | Wave] = [*is_so.gates, *waves(is_so)]
    one = next((one for one in things if one.name == m[1]), None)
    if one is None:
        return None
    how = "done" if one.is_done else "was due" if one.expected < is_so.as_at else "expected"
    if later := later_move(one):
        return wrong((m[2], datetime.strptime(m[3], "%d %b %Y").date()), ("last move expected", later))
    return first(
        wrong((m[2], datetime.strptime(m[3], "%d %b %Y").date()), (how, one.expected)),
        lapse(m[6], (is_so.as_at - one.expected).days) if m[6] else slip(m[4], one.slip),
    )


@claim(r"^{NAME}: ([A-Z][\w ]+?) for {LAPSE}\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = [row for row in is_so.counted_partners if row["name"] == m[1]]
    if not found:
        return "it is no partner that counts"
    fault = wrong(m[2].lower(), found[0]["stage"].replace("_", " "))
    return first(fault, lapse(m[3], (is_so.as_at - found[0]["stage_date"]).days))


@claim(r"^{N} partners?$|: {N} partners?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1] or m[2]) <= len(is_so.counted_partners), True)


def decisions_of(is_so: Model, which: str) -> list[Row]:
    """The decisions, cancelled ones left out: those ahead, or those overdue, of which no report says what came of them."""
    rows = [row for row in is_so.rows["decisions"] if row["purpose"] == "decision" and row["status"] != "cancelled"]
    ahead = [
        row for row in rows if row["status"] == "deferred" or (row["date"] >= is_so.as_at and not is_so.is_taken(row))
    ]
    if which == "ahead":
        return ahead
    return [row for row in rows if row not in ahead and not is_so.is_taken(row)]


def scrutinised(is_so: Model, rows: list[Row] | None = None) -> list[str]:
    """How scrutiny comes to each decision that is not cancelled: before, late, unreported (dated before it, but its day has
    passed without a report that it took place), open (the decision is deferred) or none. `rows`: of these decisions alone."""
    found = []
    for row in is_so.rows["decisions"] if rows is None else rows:
        if row["purpose"] != "decision" or row["status"] == "cancelled":
            continue
        looks = [
            (each["status"] == "planned" and each["date"] < is_so.as_at, each["date"])
            for each in is_so.rows["decisions"]
            if each["purpose"] == "scrutiny"
            and each["scrutinises"] == row["decision_id"]
            and each["status"] != "cancelled"
            and (each["status"] != "deferred" or each["date"] >= row["date"])
        ]
        no_word, when = min(looks, default=(False, None))
        how = "none" if when is None else "late" if when >= row["date"] else "unreported" if no_word else "before"
        found.append("open" if how == "late" and row["status"] == "deferred" else how)
    return found


OVERDUE = r"(?:; (\d+) (?:is|are) past (?:its|their) date with no outcome reported)?"


@claim(
    r"^(No|\d+) decisions? (?:is|are) to come(?:; (\d+) decisions? (?:was|were) asked for)?(?:; scrutiny of (it|\d+) is not"
    r" reported)?(?:; scrutiny of (it|\d+) waits for (?:its|their) new date)?"
    r"(?:; (\d+) ha(?:s|ve) no scrutiny [^:]*: .*?)?(?:, (?:with no|none with) scrutiny dated before it[:;] .*?"
    r"|; scrutiny comes before [a-z ]+)?" + OVERDUE + "$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    ahead, overdue = decisions_of(is_so, "ahead"), decisions_of(is_so, "overdue")
    found = Counter(scrutinised(is_so, ahead))
    without = len(ahead) if ", with no" in m[0] or ", none with" in m[0] else number(m[5])
    return first(
        wrong(number(m[1]), len(ahead)), wrong(number(m[6]), len(overdue)),
        *(wrong(1 if m[at] == "it" else number(m[at]), found[how]) for at, how in ((3, "unreported"), (4, "open"))),
        wrong(without, found["none"] + found["late"]),
        wrong(number(m[2]), len(scrutinised(is_so))) if m[2] else None,
    )  # fmt: skip


@claim(
    r"^(?:No decision is ahead|{N} decisions? ahead)(?:; scrutiny of {N} comes too late)?(?:; scrutiny of {N} is not"
    r" reported)?" + OVERDUE + "$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    ahead, overdue = decisions_of(is_so, "ahead"), decisions_of(is_so, "overdue")
    found = Counter(scrutinised(is_so, ahead))
    return first(
        wrong(number(m[1]), len(ahead)), wrong(number(m[2]), found["late"]), wrong(number(m[3]), found["unreported"]),
        wrong(number(m[4]), len(overdue)),
    )  # fmt: skip


def expected_dates(is_so: Model, *, to_come: bool) -> dict[tuple[str, str], date]:
    """The date expected of each gateway, wave and decision by its dataset and key; `to_come`: those not done yet alone."""
    found = {("gateways", g.row["gateway_id"]): g.expected for g in is_so.gates if not (to_come and g.is_done)}
    found |= {
        ("waves", row["wave_id"]): wave.expected
        for row, wave in zip(is_so.rows["waves"], waves(is_so), strict=True)
        if not (to_come and wave.is_done)
    }
    return found | {
        ("decisions", row["decision_id"]): row["date"]
        for row in is_so.rows["decisions"]
        if not (to_come and (is_so.is_taken(row) or row["status"] == "cancelled"))
    }


@claim(
    r"^Since (\d+ [A-Z][a-z]+(?: \d{{4}})?)(?: no date or move still to come has changed"
    r"|: (?:{N} dates?)?(?: and )?(?:{N} moves?)? slipped(?:, (?:{N} dates?)?(?: and )?(?:{N} moves?)? earlier)?"
    r"|: (?:{N} dates?)?(?: and )?(?:{N} moves?)? came forward)$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if is_so.before is None:
        return "there is no report before"
    now, renamed = expected_dates(is_so, to_come=False), dict(is_so.renamed)
    before = {
        (dataset, renamed.get(key, key)): when
        for (dataset, key), when in expected_dates(is_so.before, to_come=True).items()
    }
    finished = {row["wave_id"] for row, wave in zip(is_so.rows["waves"], waves(is_so), strict=True) if wave.is_done}
    for row in is_so.before.rows["waves"]:  # of what nobody forecast, the last move told when it would finish
        key = ("waves", renamed.get(row["wave_id"], row["wave_id"]))
        due = [is_so.before.due(one) for one in wave_rows(is_so.before, row)]
        if key in before and key[1] in finished and not row["forecast_finish"]:
            before[key] = max([before[key], *(one for one in due if one)])
    done = now.keys() - expected_dates(is_so, to_come=True).keys()
    days = [
        (now[key] - when).days
        for key, when in before.items()
        if key in now and (key in done or now[key] >= min(when, is_so.as_at))
    ]
    then = {renamed.get(row["application_id"], row["application_id"]): row for row in is_so.before.rows["migrations"]}
    both = [
        (is_so.to_come(row), is_so.to_come(then[row["application_id"]]))
        for row in is_so.migrations_in_scope
        if row["application_id"] in then and not is_so.has_moved(row)
    ]
    moves = [
        (now_due - due_then).days
        for now_due, due_then in both
        if now_due and due_then and now_due >= min(due_then, is_so.as_at)
    ]
    later, earlier = ([sum(sign * each > 0 for each in of) for of in (days, moves)] for sign in (1, -1))
    return first(
        wrong(that_day(m[1], is_so), is_so.before.as_at),
        wrong(number(m[2]), later[0]), wrong(number(m[3]), later[1]),
        wrong(number(m[4] or m[6]), earlier[0]), wrong(number(m[5] or m[7]), earlier[1]),
    )  # fmt: skip


def that_day(text: str, is_so: Model) -> date:
    """‘31 August’ as the last one before now; with a year that very day."""
    if text[-1].isdigit():
        return day(text)
    this_year = day(f"{text} {is_so.as_at.year}")
    return this_year if this_year <= is_so.as_at else this_year.replace(year=is_so.as_at.year - 1)


@claim(
    r"^Behind them(?: no row has changed|: (?:{N} (?:rows? )?changed)?(?:, | and )?"
    r"(?:{N} (?:rows? )?added)?(?: and )?(?:{N} (?:rows? )?removed)?)$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if is_so.before is None:
        return "there is no report before"
    changed = added = removed = 0
    renamed = dict(is_so.renamed)
    for name, dataset in DATASETS.items():
        now, before = (
            {tuple(row[key] for key in dataset.keys): row for row in model.rows[name]}
            for model in (is_so, is_so.before)
        )
        before = {
            tuple(renamed.get(part, part) for part in key): {
                column: renamed.get(value, value) if isinstance(value, str) else value for column, value in row.items()
            }
            for key, row in before.items()
        }
        added += len(now.keys() - before.keys())
        removed += len(before.keys() - now.keys())
        changed += sum(now[key] != before[key] for key in now.keys() & before.keys())
    told = [wrong(number(m[at]), count) for at, count in ((1, changed), (2, added), (3, removed))]
    return first(*told)


@claim(
    r"^(?:([Aa]s much|\d[\d,]* (?:more|fewer)) moved (?:than|as) due(?: by {D})?)?(?:; )?"
    r"(?:([Aa]s much|{MONEY} (more|less)) spent (?:than|as) due( to \w+ \d{{4}})?)?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    faults = []
    if m[1]:
        gap = is_so.moved_in_scope - is_so.planned_by_now
        told = 0 if m[1].lower() == "as much" else number(m[1].split()[0]) * (1 if m[1].endswith("more") else -1)
        faults += [wrong(told, gap), wrong(day(m[2]) if m[2] else is_so.as_at, is_so.known_to)]
    if m[3]:
        faults.append(wrong((m[6] or " by now").strip(), is_so.due_up_to))
        spent, _, due = is_so.money
        over = (spent or Decimal(0)) - due
        if m[3].lower() == "as much":
            faults.append(wrong(over, Decimal(0)))
        else:
            faults += [wrong(near(m[4], abs(over)), True), wrong(m[5] == "more", over > 0)]
    return first(*faults)


@claim(r"(?:No decision is to come; )(\d+) decisions? (?:was|were) asked for")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = [row for row in is_so.rows["decisions"] if row["purpose"] == "decision" and row["status"] != "cancelled"]
    return wrong(number(m[1]), len(rows))


@claim(
    r"^(?:Nothing has|{N} things? ha(?:s|ve)) changed since (?:(the panel met on)|the first report, of) {D}"
    r"(?:; these weigh most|: .*)?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The panel met before now and after something was reported; the first report is named where it did not."""
    met = [
        row["date"]
        for row in is_so.rows["decisions"]
        if row["purpose"] == "scrutiny" and row["status"] == "done" and row["date"] < is_so.as_at
    ]
    last = max(met, default=None)
    is_known = last is not None and is_so.reports[0] <= last
    return first(
        wrong(m[2] is not None, is_known), wrong(day(m[3]), last if is_known else is_so.reports[0]),
        wrong(len(is_so.reports) > 1 or is_known, True),
    )  # fmt: skip


@claim(r"^Left out: [A-Z][a-z ]+: no ([a-z, ]+) reported by {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of none of these lists a row is there; what is dated for a day to come is not yet."""
    names = [name.replace(" ", "_") for name in re.split(", | or ", m[1])]
    there = [
        name
        for name in names
        if any(row.get("raised_date") is None or row["raised_date"] <= is_so.as_at for row in is_so.rows.get(name, ()))
    ]
    return first(
        wrong(day(m[2]), is_so.as_at), wrong([], there), wrong(set(names) - {"uploads"} <= set(DATASETS), True)
    )


@claim(r"^{N} (?:changes? since|things? ha(?:s|ve) changed since the report of) {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.changes), wrong(day(m[2]), is_so.before and is_so.before.as_at))


@claim(r"^\[Go-live\] (\d+ [A-Z][a-z]{{2}} \d{{4}}) \({LAPSE} (later|earlier)\)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    if is_so.go_live is None or is_so.before is None or is_so.before.go_live is None:
        return "there was none at the report before"
    return slip(
        f"{m[2]} {'late' if m[3] == 'later' else 'early'}",
        (is_so.go_live.expected - is_so.before.go_live.expected).days,
    )


@claim(r"(?:^|; ){NAME} (?:most|slips most|by),? {LAPSE}(?:, re-forecast (?:once|twice|{N} times))?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = is_so.gate(m[1])
    if gate is None:
        return None
    first_baseline = next(
        row["baseline_date"] for day in is_so.reports for row in is_so.odd.state(day)["gateways"] if row["name"] == m[1]
    )
    return lapse(m[2], (gate.expected - first_baseline).days)


@claim(r"^{N} dated things?(?:: (?:{N} done)?(?: and )?(?:{N} past (?:its|their) date)?)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Gateways, waves, items of meetings, what is planned of partners and dated moves; not the stages that partners were in."""
    moves = [
        row for row in is_so.migrations_in_scope if row["baseline_date"] or row["forecast_date"] or row["actual_date"]
    ]
    partners = [row for row in is_so.partners if row["category"] != "observer"]
    targets = [row for row in partners if row["target_live_date"] and row["stage"] != "withdrawn"]
    planned = [
        row for row in is_so.rows["partners"] if row["category"] != "observer" and row["stage_date"] > is_so.as_at
    ]
    meetings = is_so.rows["decisions"]
    dated: tuple[list[Any], ...] = (is_so.gates, is_so.rows["waves"], meetings, moves, targets, planned)
    whole = sum(len(each) for each in dated)
    done = (
        sum(g.is_done for g in is_so.gates) + waves_done(is_so) + sum(map(is_so.is_taken, meetings))
        + sum(map(is_so.has_moved, moves)) + sum(row["stage"] == "live" for row in targets)
    )  # fmt: skip
    late = (
        sum(not g.is_done and g.expected < is_so.as_at for g in is_so.gates) + len(past(is_so)) + len(is_so.late)
        + sum(row["status"] == "planned" and row["date"] < is_so.as_at for row in meetings)
        + sum(row["stage"] != "live" and row["target_live_date"] < is_so.as_at for row in targets)
    )  # fmt: skip
    return first(wrong(number(m[1]), whole), wrong(number(m[2]), done), wrong(number(m[3]), late))


@claim(r"^(?:[A-Z][a-z' ]+ \d+, )*[A-Z][a-z' ]+ \d+(?:, [a-z ]+ \d+)*\.$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(sum(int(one) for one in re.findall(r"\d+", m[0])), is_so.changes)


def known(on: str | None, ago: str | None, is_so: Model) -> str | None:
    """What is wrong with the day and the age of the last that is known of the moves; neither is said where that is now."""
    age = (is_so.as_at - is_so.known_to).days
    if on is None or ago is None:
        return wrong(0, age)
    return first(wrong(day(on), is_so.known_to), lapse(ago, age))


@claim(
    r"Migration was .*? plan(?: except for what was due that day)? on {D}, {LAPSE} ago: |was due to move by {D}, {LAPSE} ago; the"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    return known(m[1] or m[3], m[2] or m[4], is_so)


@claim(r"Migration is (?:on|ahead|\w+ \S+ \w+ behind)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return known(None, None, is_so)


@claim(r"Migration (?:is|was) {LAPSE} (behind|ahead of) plan(?: on .* ago)?: {N} of")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Behind: since the first planned of those missing; ahead: until the last that moved was planned."""
    scoped = [
        row for row in is_so.rows["migrations"] if row["application_id"] in is_so.in_scope and row["baseline_date"]
    ]
    plan, moved = sorted(row["baseline_date"] for row in scoped), number(m[3])
    if (m[2] == "behind") != (moved < is_so.planned_by_now):
        return f"{moved} moved and {is_so.planned_by_now} planned is not {m[2]}"
    until = is_so.known_to
    return lapse(m[1], ((until - plan[moved]) if m[2] == "behind" else (plan[moved - 1] - until)).days)


@claim(r"[Tt]he last report on migrations, of {D}, is {N} days old: .* at most {N} days apart")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(day(m[1]), is_so.reports[-1]), wrong(number(m[2]), (is_so.as_at - day(m[1])).days))


@claim(r"{N} other items are (amber|red) too|One other item is (amber|red) too|{N} milestones are red")
def _(m: re.Match[str], is_so: Model) -> str | None:
    alike = [g for g in is_so.gates if not g.is_done and g.rating == (m[2] or m[3] or "red")]
    if m[4]:
        return wrong(number(m[4]), sum(g.row["kind"] == "milestone" for g in alike))
    whole = [
        g
        for g in is_so.gates
        if g.rating == (m[2] or m[3]) and (g.row["kind"] == "go_live" or (g in is_so.keys and not g.is_done))
    ]
    return wrong(number(m[1] or "1"), len(whole) - 1)


@claim(r"^(Wave [a-z]+) (?:slips|slipped) most, by {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = [row for row in is_so.rows["waves"] if row["name"] == m[1]]
    rows = wave_rows(is_so, wave)
    due = wave["forecast_finish"] or wave["baseline_finish"]
    if rows and all(is_so.has_moved(row) for row in rows):
        due = max(row["actual_date"] for row in rows)
    return lapse(m[2], (due - wave["baseline_finish"]).days)


@claim(
    r"^{N} applications( out of scope| not in the inventory)? (?:moved in ([A-Z][a-z ]+)|(?:entered|went back to) .+"
    r"|were decommissioned|became blocked.*)\."
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if not m[3] or is_so.before is None:
        return wrong(3 < number(m[1]) <= len(is_so.rows["migrations"]), True)
    had = {row["application_id"] for row in is_so.before.moved}
    these = {None: is_so.in_scope, " out of scope": is_so.applications.keys() - is_so.in_scope}.get(m[2], set())
    new = {row["application_id"] for row in is_so.moved if row["application_id"] not in had}
    here = sum(is_so.applications[key]["department"] == m[3] for key in new & these)
    # the slide looks back to the panel, and not to the report before
    return None if number(m[1]) >= here else f"says {m[1]}, but it is {here}"


@claim(r"^Now: .* and {N} more\.")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]) + 3, sum(how == "red" for how, _ in is_so.attention))


@claim(r"^The one wave is (?:done,|not done yet and) {LAPSE} late")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = is_so.rows["waves"]
    rows = wave_rows(is_so, wave)
    due = wave["forecast_finish"] or wave["baseline_finish"]
    if rows and all(is_so.has_moved(row) for row in rows):
        due = max(row["actual_date"] for row in rows)
    return lapse(m[1], (due - wave["baseline_finish"]).days)


@claim(
    r"^Live since (?:today, )?{D}, (as planned|on the planned day|{LAPSE} (later|earlier) than planned)"
    r"(?:; {N} of {N} applications? in scope)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or not live.is_done:
        return "it is not reached"
    left = (len(is_so.in_scope) - is_so.moved_in_scope, len(is_so.in_scope))
    return first(
        wrong(day(m[1]), live.expected), lapse(m[3], live.slip) if m[3] else wrong(live.slip, 0),
        wrong((number(m[5]), number(m[6])), left) if m[5] else None,
    )  # fmt: skip


@claim(r"(?:, the longest for|, for|blocked for|Blocked for) {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    longest = max((blocked_days(is_so, row) for row in is_so.blocked), default=0)
    return lapse(m[1], longest) if "longest" in m[0] else wrong(longest >= 1, True)


def blocked_days(is_so: Model, row: Row) -> int:
    """How long a migration has been blocked without a break, from the first report that said so."""
    since = is_so.as_at
    for day in reversed(is_so.reports):
        held = [r for r in is_so.odd.state(day)["migrations"] if r["application_id"] == row["application_id"]]
        if not held or not held[0]["blocker"]:
            break
        since = day
    return (is_so.as_at - since).days


@claim(r"^\[Spent of {MONEY}\] –")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(near(m[1], is_so.money[1]), True), wrong(is_so.money[0], None))


@claim(
    r"^(Core infrastructure|Self-service applications): (?:nothing is reported as spent of {MONEY}|{MONEY} spent, without"
    r" a budget); (?:{MONEY}|nothing) was due (by now|to \w+ \d{{4}})"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = {"Core infrastructure": "core_infrastructure"}.get(m[1], "self_service")
    spent, budget, due = is_so.money_of([row for row in is_so.rows["spend"] if row["strand"] == strand])
    said = near(m[2], budget) and spent is None if m[2] else near(m[3], spent) and not budget
    return wrong((said, near(m[4] or "£0", due), m[5]), (True, True, is_so.due_up_to))


@claim(r"is {N} days? after the decision that it looks at, ‘(.+?)’")
def _(m: re.Match[str], is_so: Model) -> str | None:
    meetings = is_so.rows["decisions"]
    (decision,) = [row for row in meetings if row["title"] == m[2]]
    gaps = {(row["date"] - decision["date"]).days for row in meetings if row["scrutinises"] == decision["decision_id"]}
    return wrong(number(m[1]) in gaps, True)


def last_reports(is_so: Model) -> set[date]:
    """The latest report of each dataset: of which ones a screen shows, tests/queries/test_updates.py and the screens know."""
    names = {name for day in is_so.reports for name in is_so.odd.report(day)}
    return {max(day for day in is_so.reports if name in is_so.odd.report(day)) for name in names}


@claim(r"^\[Last report (\d+ [A-Z][a-z]{{2}} \d{{4}}), {LAPSE} ago\]$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    last = datetime.strptime(m[1], "%d %b %Y").date()
    return first(wrong(last in last_reports(is_so), True), lapse(m[2], (is_so.as_at - last).days))


@claim(r"^\[{LAPSE} old\]$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(any(lapse(m[1], (is_so.as_at - last).days) is None for last in last_reports(is_so)), True)


@claim(r"the last report, of {D}, is {LAPSE} old")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(day(m[1]), is_so.reports[-1]), lapse(m[2], (is_so.as_at - is_so.reports[-1]).days))


@claim(
    r"(?:and was reached on|[Ll]ive since|\[Live since\]) (\d+ [A-Z][a-z]+ \d{{4}}),? \(?{LAPSE}"
    r" (late|early|before the baseline|after the baseline)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or not live.is_done:
        return "it is not reached"
    on = f"{live.expected.day} {live.expected:%B %Y}", f"{live.expected.day} {live.expected:%b %Y}"
    return first(
        wrong(m[1] in on, True), lapse(m[2], live.slip), wrong(m[3] in ("late", "after the baseline"), live.slip > 0)
    )


@claim(r"The capital is now expected to come to {MONEY} in all")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = is_so.rows["spend"]
    known = [row["forecast_gbp"] or Decimal(0) if row["actual_gbp"] is None else row["actual_gbp"] for row in rows]
    return wrong(near(m[1], sum(known, Decimal(0))), True)


# --- where it comes from ----------------------------------------------------------------------------------------------


@claim(r"(?:Made from|These slides rest on) {N} uploads?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), is_so.uploads)


@claim(r"\(?[Uu]pload {N}\)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return None if number(m[1]) <= sum(len(is_so.odd.report(d)) for d in is_so.odd.days) else "there is no such upload"


NAMED = "|".join(MONTHS.split())
DATED = re.compile(rf"\d{{1,2}} (?:{NAMED}) \d{{4}}|\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}}|(?:{NAMED}) \d{{4}}")
NUMBER = re.compile(r"\d[\d,.]*")


# --- pictures of the slides, as their text alternatives say them -------------------------------------------------------


def decision_points(is_so: Model) -> list[Gate]:
    """The gateways, and the go-live: of several the one that is expected last."""
    return [*is_so.keys, *([is_so.go_live] if is_so.go_live else [])]


@claim(r"(?:\[Decision points passed\]|[Dd]ecision points passed[:,]?) {N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    points = decision_points(is_so)
    return first(wrong(number(m[1]), sum(gate.is_done for gate in points)), wrong(number(m[2]), len(points)))


@claim(r"partners committed {N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.committed), wrong(number(m[2]), len(is_so.counted_partners)))


@claim(r"applications moved {N} of {N}(?=;|$)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.moved_in_scope), wrong(number(m[2]), len(is_so.in_scope)))


@claim(r"capital spent {MONEY} of {MONEY}(?=;|$)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, _ = is_so.money
    return None if near(m[1], spent) and near(m[2], budget) else f"says {m[0]}, but it is {spent} of {budget}"


STAGES = (
    "identified",
    "in discussion",
    "committed",
    "business case agreed",
    "design and sla agreed",
    "onboarding",
    "live",
)
STAGE = "(Identified|In discussion|Committed|Business case agreed|Design and SLA agreed|Onboarding|Live)"


def come_to(is_so: Model, stage: str) -> tuple[int, int]:
    """(partners that are in a stage or beyond it, partners that are in it)."""
    order = [STAGES.index(row["stage"].replace("_", " ")) for row in is_so.counted_partners]
    wanted = STAGES.index(stage.lower())
    return sum(one >= wanted for one in order), order.count(wanted)


@claim(STAGE + r": {N}(?!\d| here now)(?:, {N} here now)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    reached, here = come_to(is_so, m[1])
    return first(wrong(number(m[2]), reached), wrong(number(m[3]), here))


@claim(r"Watching, as observers: {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    watching = [row for row in is_so.partners if row["category"] == "observer" and row["stage"] != "withdrawn"]
    return wrong(number(m[1]), len(watching))


@claim(STAGE + r": {N} here now")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[2]), come_to(is_so, m[1])[1])


@claim(r"(Budget|Spent|Expected) {MONEY}(?=[;.](?:\s|$)|$)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, _ = is_so.money
    coming = [row for row in is_so.rows["spend"] if row["actual_gbp"] is None or row["month"] > is_so.as_at]
    expected = (spent or Decimal(0)) + sum((row["forecast_gbp"] or Decimal(0) for row in coming), Decimal(0))
    is_it = {"Budget": budget, "Spent": spent, "Expected": expected}[m[1]]
    return None if near(m[2], is_it) else f"says {m[0]}, but it is {is_it}"


@claim(rf"(\d{{{{1,2}}}} )?((?:{NAMED}) \d{{{{4}}}}) ((?:\d+ (?:green|amber|red)(?:, )?)+)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of several reports of a month each has its day."""
    days = [day for day in {*is_so.reports, is_so.as_at} if f"{day:%B %Y}" == m[2]]
    if m[1]:
        days = [day for day in days if day.day == number(m[1].strip())]
    elif len(days) > 1:
        return f"{m[2]} is of {len(days)} reports"
    said = {code: int(many) for many, code in re.findall(r"(\d+) (green|amber|red)", m[3])}
    held = [dict(Counter(gate.rating for gate in Model(is_so.odd, day).gates)) for day in days]
    return None if said in held else f"says {said} of {m[2]}, but it is {held}"


@claim(r"(\d{{1,2}} [A-Z][a-z]{{2}}(?: \d{{4}})?) → (\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}}), {LAPSE} (later|earlier)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    now = datetime.strptime(m[2], "%d %b %Y").date()
    then = datetime.strptime(m[1] if len(m[1]) > 6 else f"{m[1]} {now.year}", "%d %b %Y").date()
    return first(lapse(m[3], (now - then).days), wrong(m[4] == "later", now > then))


@claim(
    r"^(.+?): (?:{MONEY} of {MONEY} spent|budget {MONEY})(?:, {MONEY} expected)?; (?:{MONEY} (less than was due|more than was due"
    r"|over|under)|as was due|as budgeted|nothing reported)(?: (to [A-Z][a-z]+ \d{{4}}))?(?=[.;]|$)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, expected, gap = _capital(is_so, m[1])
    said = ((m[2], spent), (m[3] or m[4], budget), (m[5], expected), (m[6], abs(gap)))
    faults = (f"says {each}, but it is {is_it}" for each, is_it in said if each and not near(each, is_it))
    return next(faults, wrong(m[8] or is_so.due_up_to, is_so.due_up_to))


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


@claim(
    r"^(.+?) differs most from what was budgeted: {MONEY} (less than was due|more than was due|over|under)"
    r"(?:; {N} of {N} that differ gives? no reason|; all {N} that differ give a reason)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    gaps = {row["component"]: _capital(is_so, row["component"])[3] for row in is_so.rows["spend"]}
    differing = [gap for gap in gaps.values() if gap]
    most = max(map(abs, differing), default=Decimal(0))
    return first(
        wrong(
            near(m[2], most)
            and abs(gaps[m[1]]) == most
            and (gaps[m[1]] > 0) == (m[3] in ("over", "more than was due")),
            True,
        ),
        wrong(number(m[5] or m[6]), len(differing)) if m[5] or m[6] else None,
    )


@claim(r"^(.+?): {N} applications?, {N} in scope(?:, of which {N} (?:has|have) moved)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    held = {key for key, row in is_so.applications.items() if row["department"] == m[1]}
    return first(wrong(number(m[2]), len(held)), wrong(number(m[3]), len(held & set(is_so.in_scope))))


@claim(r"(?:{N} of )?{N} applications? in scope (?:is|are) still to move$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    left = len(is_so.in_scope) - is_so.moved_in_scope
    return wrong(number(m[1] or m[2]), left) or wrong(number(m[2]), len(is_so.in_scope) if m[1] else left)


SHORT = r"(\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}})"


@claim(r"scrutiny {LAPSE} (before|after) the decision, scrutiny " + SHORT + ", decision " + SHORT)
def _(m: re.Match[str], is_so: Model) -> str | None:
    looked, decided = (datetime.strptime(m[at], "%d %b %Y").date() for at in (3, 4))
    return first(lapse(m[1], (decided - looked).days), wrong(m[2] == "before", looked < decided))


@cache
def made_in(part: str) -> tuple[tuple[Check, re.Match[str]], ...]:
    """The claims that a sentence makes, of whatever programme: many say the same of each."""
    return tuple((check, found) for pattern, check in CLAIMS for found in pattern.finditer(part))


def read(text: str, parts: list[str], is_so: Model) -> tuple[int, list[str], bool]:
    """(numbers and dates checked, faults, whether a number is left that nothing understood) of a text"
    " and its sentences."""
    faults: list[str] = []
    covered: set[int] = set()
    at = 0
    for part in (text, *(part for part in parts if part != text)):
        offset = text.find(part, at) if part != text else 0
        at = offset if part != text else 0
        for check, found in made_in(part):
            if fault := check(found, is_so):
                faults.append(f"{fault}: {part}")
            covered.update(range(offset + found.start(), offset + found.end()))
    for found in DATED.finditer(text):
        if found[0] in is_so.spoken_dates:
            covered |= set(range(*found.span()))
    numbers = [found.start() for found in NUMBER.finditer(text)]
    return sum(start in covered for start in numbers), faults, any(start not in covered for start in numbers)


def gone_by(text: str, is_so: Model) -> Iterator[str]:
    """Where a text, or a label beside a mark, expects what is of a day that has gone by, or says how late that was to be when
    it was forecast last."""
    things: list[Gate | Wave] = [*is_so.gates, *waves(is_so)]
    for found in re.finditer(r"\b[Ee]xpect(?:s|ed)\b[ a-z]{0,12}? (\d{1,2} [A-Z][a-z]{2,8} \d{4})", text):
        style = "%d %b %Y" if len(found[1].split()[1]) == 3 else "%d %B %Y"
        if datetime.strptime(found[1], style if "May" not in found[1] else "%d %B %Y").date() < is_so.as_at:
            yield f"{found[0]} is past: {text}"
    for one in things:
        said = text.removeprefix(one.name)
        if (
            said != text
            and is_past(one, is_so.as_at)
            and re.match(r"\W[^;]*?(?:; )?[^;]*\b(?:on plan|late|early)$", said)
        ):
            yield f"{one.name} was due on {one.expected}: {text}"


def plurals(sentence: str) -> Iterator[str]:
    """Where a count and its noun don't agree, or a part is told of a whole of one."""
    nouns = (
        "application|migration|gateway|partner|concern|wave|department|thing|change|date|upload|day|report"
        "|row|decision point|decision(?! point)|observer|milestone|risk|threat|service level|service(?! level)|rate|benefit"
        "|option|rule|list|finding|mitigation|interface|step"
    )
    if found := re.search(r"(?<![\d,.])1 more (?:are|have)\b", sentence):
        yield f"{found[0]}: {sentence}"
    for found in re.finditer(
        rf"(?<![\d,.])(?:1 (?:{nouns}|criteria)s\b|1 criteria\b|(?:[Aa]ll|[Oo]f) 1 (?:{nouns}|criterion|is|are)\b|[Aa]ll [12]\b)",
        sentence,
    ):
        yield f"{found[0]}: {sentence}"
    for found in re.finditer(
        rf"(?<![\d,.£–-])(?!20[01]\d )(?:0|[2-9]|\d[\d,]*\d) (?:{nouns}|criterion)\b(?! \d)", sentence
    ):
        if not found[0].startswith("1 "):
            yield f"{found[0]}: {sentence}"


def contradictions(texts: list[str], is_so: Model) -> Iterator[str]:
    """Pairs of a screen's sentences that can't both be so."""
    said = {text.strip().rstrip(".") for text in texts}
    whole = "\n".join(said)

    def has(pattern: str) -> str | None:
        found = re.search(pattern, whole, re.MULTILINE)
        return found[0] if found else None

    pairs = (
        (
            r"^(?:(?:All \d+|Both) concerns have an answer|The one concern has an answer)",
            r"(?:No answer yet|No answer is on record)",
        ),
        (
            r"^Nothing needs attention",
            r"(?:was due on .* not (?:passed|reached) yet|passed \d+ days? ago|is overdue|are overdue)",
        ),
        (r"^Nothing needs attention", r"^Go-live was due on"),
        (r"^Only observers so far$", r"(?:(?<!partners )withdrew|has withdrawn|withdrawn since|Withdrawn)"),
        (r"Migration is complete", r"(?:has not moved yet|in scope has moved yet|has not started)"),
        (r"^None of \d+ applications in scope has moved", r"(?:has finished|\d+ finished\b|moved in all)"),
        (r"has finished", r"has not started"),
        (r"^No gateways, only milestones", r"[Gg]o-live is (?:expected|today)|Go-live was due"),
        (r"^Nothing has changed since", r"(?:slipped|moved on|withdrew|was added|was removed)"),
        (r"^This is the first report", r"\d+ changes? since"),
        (r"none is expected late", r"^.*Wave.*was due on"),
        (r"£0 (?:of|spent of)", r"[Nn]othing is reported as spent"),
        (r"^The rule supports every declared rating", r"The rule does not support"),
        (r"^No ratings yet", r"declares it"),
        (
            r"^Live since",
            r"(?:odds of having moved everything by|owner's forecast of go-live|in 100 by then|^\[Odds by)",
        ),
    )
    for one, other in pairs:
        if (here := has(one)) and (there := has(other)):
            yield f"‘{here}’ beside ‘{there}’"
    for gate in is_so.gates:
        name = re.escape(gate.name)
        if has(rf"{name}: (?:passed|reached) on") and (
            there := has(rf"{name}(?:: expected| is expected|, expected| was due|: was due)")
        ):
            yield f"{gate.name} is done beside ‘{there}’"
    for forbidden in (
        r"after nothing",
        r"none given",
        r"went back to .* from .withdrawn.",
        r"for 0 days",
        r"\bexpected –",
        r"\bNone\b(?! of)",
        r"\bnan\b",
        r"£[-−]",
        r"(?<![\w–-])-\d",
        r"£0 (?:over|under|more|less)\b",
    ):
        if here := has(rf".*{forbidden}.*"):
            yield f"‘{here}’ says nothing"


@claim(
    r"^{N} of {N} (?:is|are) (green|amber|red) by the rule(?:, (?:{N} (more|fewer) than|as) on (\d+ [A-Z][a-z]+(?: \d{{4}})?))?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    now = [gate.rating for gate in is_so.gates].count(m[3])
    found = first(wrong(number(m[1]), now), wrong(number(m[2]), len(is_so.gates)))
    if found or not m[6]:
        return found
    before = is_so.at_last_report_before()
    gap = now - [gate.rating for gate in before.gates].count(m[3])
    return first(
        wrong(that_day(m[6], is_so), before.as_at),
        wrong(
            (number(m[4]), m[5]) if m[4] else (0, None),
            (abs(gap), "more" if gap > 0 else "fewer") if gap else (0, None),
        ),
    )


@claim(r"; next is the (?:(decision|scrutiny|engagement) ‘(.+)’|move of (.+)) on {D}$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    if m[1]:
        days = [row["date"] for row in is_so.rows["decisions"] if (row["purpose"], row["title"]) == (m[1], m[2])]
    else:
        days = [row["actual_date"] or is_so.due(row) for row in is_so.migrations_in_scope
                if m[3] == is_so.applications[row["application_id"]]["name"]]  # fmt: skip
    return first(wrong(day(m[4]) in days, True), wrong(day(m[4]) >= is_so.as_at, True))


@claim(r"^The one item is (green|amber|red) by the rule(?:, (unlike|as) on (\d+ [A-Z][a-z]+(?: \d{{4}})?))?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (gate,) = is_so.gates
    if not m[2]:
        return wrong(m[1], gate.rating)
    before = is_so.at_last_report_before()
    ratings = [one.rating for one in before.gates]
    return first(
        wrong(m[1], gate.rating), wrong(that_day(m[3], is_so), before.as_at),
        wrong((m[2] == "as", 1), (ratings == [gate.rating], len(ratings))),
    )  # fmt: skip


@claim(r"^Latest step: (.+), ([a-z ]+|design and SLA agreed) since {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """A withdrawal is a step; a stage without a day is none."""
    dated = [row for row in is_so.partners if row["category"] != "observer" and row["stage_date"]]
    steps = {(row["name"], row["stage"].replace("_", " ").lower(), row["stage_date"]) for row in dated}
    return first(
        wrong((m[1], m[2].lower(), day(m[3])) in steps, True), wrong(day(m[3]), max(row["stage_date"] for row in dated))
    )
