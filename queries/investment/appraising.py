"""The arithmetic of an appraisal: discounting, payback, optimism bias, and what changes when one thing does.

All of it in decimals of fifty digits; what is shown is rounded by who shows it. Sources: discount rates, HM Treasury, The
Green Book (3.5% for years 0 to 30, 3.0% for 31 to 75, 2.5% for 76 to 125, year 0 not discounted); optimism bias, Mott
MacDonald 2002, in the Green Book's supplementary guidance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from itertools import accumulate
from typing import Any

import polars as pl

from queries import BadParameter

DIGITS = 50
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
GREEN_BOOK: tuple[tuple[int, Decimal], ...] = ((30, Decimal("3.5")), (75, Decimal("3.0")))
"""(Last year, per cent a year up to it), year 0 being the first; later years have LATER."""
LATER = Decimal("2.5")

KINDS = ("cashable", "non_cashable", "jobs", "capital_avoided", "unknown")
"""The kinds of benefit as `benefits` declares them, and that of a benefit which it doesn't hold."""

BOUNDS: Mapping[str, tuple[Decimal, Decimal]] = {
    kind: (Decimal(lower), Decimal(upper))
    for kind, lower, upper in (
        ("equipment", 10, 200),
        ("outsourcing", 0, 41),
        ("standard_buildings", 2, 24),
        ("non_standard_buildings", 4, 51),
        ("standard_civil", 3, 44),
        ("non_standard_civil", 6, 66),
    )
}
"""Kind of project → the published lower and upper bound of its optimism bias, in per cent of the cost."""
OF_RUNNING_COST = "outsourcing"
"""The kind of project of which the bounds speak of running cost; those of the others speak of capital."""


def discount_factor(
    place: int, rate: Decimal | None = None, points: Decimal = ZERO, digits: int | None = None
) -> Decimal:
    """What a pound in year `place` is worth in year 0. `rate`: per cent a year, the same in all years; None for the Green
    Book's. `points`: how many percentage points are added to it. `digits`: rounded to so many decimals, as in a printed
    table; None for exact."""
    with localcontext() as context:
        context.prec = DIGITS
        factor, after = ONE, 0
        for last, percent in (*GREEN_BOOK, (place, LATER)):
            years = max(0, min(place, last) - after)
            factor /= (ONE + ((percent if rate is None else rate) + points) / HUNDRED) ** years
            after = max(after, last)
        return factor if digits is None else factor.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def net_present_value(
    flows: Sequence[Decimal], rate: Decimal | None = None, points: Decimal = ZERO, digits: int | None = None
) -> Decimal:
    """The sum of the flows of years 0, 1, 2 …, each discounted to year 0."""
    with localcontext() as context:
        context.prec = DIGITS
        return sum((flow * discount_factor(at, rate, points, digits) for at, flow in enumerate(flows)), ZERO)


def payback(flows: Sequence[Decimal]) -> tuple[int, Decimal] | None:
    """(Year, years) of the first year from whose end on the flows added up stay at nought or above: its place, and the years
    from the start of year 0, by a straight line within that year. None where they end below nought; year 0 and no years
    where they are never below it."""
    with localcontext() as context:
        context.prec = DIGITS
        so_far = list(accumulate(flows))
        below = [at for at, total in enumerate(so_far) if total < 0]
        if not so_far or (below and below[-1] == len(so_far) - 1):
            return None
        if not below:
            return 0, ZERO
        at = below[-1] + 1
        return at, at - so_far[at - 1] / flows[at]


def bias_left(bias: Decimal, managed: Decimal) -> Decimal:
    """How many per cent are left of a bias of which `managed` per cent have been managed away."""
    return bias * (HUNDRED - managed) / HUNDRED


def with_bias(cost: Decimal, bias: Decimal, managed: Decimal, managing: Decimal) -> Decimal:
    """A cost raised by what is left of its bias, and what managing the rest costs."""
    return cost * (HUNDRED + bias_left(bias, managed)) / HUNDRED + managing


@dataclass(frozen=True)
class Settings:
    """What an appraisal rests on, as the reader set it; amounts in per cent, but `managing` in pounds."""

    kind: str
    rate: Decimal | None
    digits: int | None
    optimism: Decimal
    managed: Decimal
    managing: Decimal
    counts_realised: bool
    without: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One thing that is otherwise than the settings say."""

    benefits: Decimal = HUNDRED  # per cent of what is counted
    costs: Decimal = HUNDRED
    later: int = 0  # by how many years each benefit comes later
    points: Decimal = ZERO  # percentage points on the discount rate
    lost: str | None = None  # the partner that withdraws on the as-at date


AS_SET = Case()


@dataclass(frozen=True)
class Year:
    """One financial year of the cash flow; `kinds`: what each kind of benefit brings of the `benefits`."""

    first: int
    planned: Decimal
    realised: Decimal | None
    cost: Decimal
    costs: Decimal
    kinds: Mapping[str, Decimal]

    @property
    def benefits(self) -> Decimal:
        return sum(self.kinds.values(), ZERO)

    @property
    def net(self) -> Decimal:
        return self.benefits - self.costs


def settings(
    kind: str,
    rate: str | None,
    digits: int | None,
    optimism: str,
    managed: str,
    managing: str,
    counts: str,
    without: str | None,
) -> Settings:
    """The parameters of a question as settings. Raises BadParameter where one is no number, or beyond what makes sense."""
    if kind not in BOUNDS:
        raise BadParameter(f"The parameter ‘kind’ is one of {', '.join(BOUNDS)}, not ‘{kind}’.")
    if counts not in ("planned", "realised"):
        raise BadParameter(f"The parameter ‘counts’ is planned or realised, not ‘{counts}’.")
    return Settings(
        kind,
        None if rate is None else number("rate", rate, 0, 100),
        None if digits is None else int(number("digits", str(digits), 0, 12)),
        number("optimism", optimism, 0, 1000),
        number("managed", managed, 0, 100),
        number("managing", managing, 0, 10**12),
        counts == "realised",
        tuple(name.strip() for name in (without or "").split(",") if name.strip()),
    )


def number(name: str, text: str, least: int, most: int) -> Decimal:
    """The number that a parameter is given as; raises BadParameter where it is none from `least` to `most`."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not least <= value <= most:
        raise BadParameter(f"The parameter ‘{name}’ is a number from {least} to {most:,}, not ‘{text}’.")
    return value


@dataclass(frozen=True)
class Flow:
    """What is known of the cash flow: its rows, one per benefit and year as investment_by_benefit gives them; the capital by
    financial year, empty where none is reported; and the date from which it is looked at."""

    rows: Sequence[Mapping[str, Any]]
    capital: Mapping[int, Decimal]
    as_at: date

    def biased(self, year: int, cost: Decimal, kind: str) -> Decimal:
        """The part of a year's cost of which the bounds speak: the capital in it, or what is not capital; the whole of it
        where no capital is reported."""
        if not self.capital:
            return cost
        capital = max(ZERO, min(cost, self.capital.get(year, ZERO)))
        return cost - capital if kind == OF_RUNNING_COST else capital


def flow_of(ask: Callable[[str], pl.DataFrame], as_at: date) -> Flow:
    """What the ledger says."""
    rows, capital = ask("investment_by_benefit"), ask("investment_capital")
    return Flow(list(rows.iter_rows(named=True)), dict(capital.iter_rows()), as_at)


def years_of(flow: Flow, chosen: Settings, case: Case = AS_SET) -> list[Year]:
    """The cash flow by financial year, without a gap from the first to the last."""
    if not flow.rows:
        return []
    with localcontext() as context:
        context.prec = DIGITS
        begins = [row["first_year"] for row in flow.rows]
        places = range(min(begins), max(begins) + case.later + 1)
        brings = {year: dict.fromkeys(KINDS, ZERO) for year in places}
        planned, cost = dict.fromkeys(places, ZERO), dict.fromkeys(places, ZERO)
        realised: dict[int, Decimal | None] = dict.fromkeys(places)
        for row in flow.rows:
            year = row["first_year"]
            planned[year] += row["planned_gbp"]
            cost[year] += row["cost_gbp"] or ZERO
            if row["realised_gbp"] is not None:
                realised[year] = (realised[year] or ZERO) + row["realised_gbp"]
            brought = counted(row, chosen, flow.as_at, case) * case.benefits / HUNDRED
            brings[year + case.later][row["kind"] or "unknown"] += brought
        biased = {year: flow.biased(year, cost[year], chosen.kind) for year in places}
        whole = sum(biased.values(), ZERO)

        def managing(year: int) -> Decimal:
            if whole:
                return chosen.managing * biased[year] / whole
            return chosen.managing if year == places[0] else ZERO

        def costs(year: int) -> Decimal:
            raised = with_bias(biased[year], chosen.optimism, chosen.managed, managing(year))
            return (cost[year] - biased[year] + raised) * case.costs / HUNDRED

        return [Year(year, planned[year], realised[year], cost[year], costs(year), brings[year]) for year in places]


def counted(row: Mapping[str, Any], chosen: Settings, as_at: date, case: Case = AS_SET) -> Decimal:
    """What one benefit counts with in one year: what it has brought, where that was asked for and the year has ended, else
    what is planned and not struck out."""
    if _counts_as_realised(row, chosen, as_at):
        return Decimal(row["realised_gbp"])
    return Decimal(row["planned_gbp"]) - struck_out(row, chosen, as_at, case)


def struck_out(row: Mapping[str, Any], chosen: Settings, as_at: date, case: Case = AS_SET) -> Decimal:
    """How much of what is planned of one benefit in one year is lost because its partner has withdrawn, or would on the as-at
    date where the settings or the case leave it out: of each year that had not ended by then all but what has been realised."""
    left_on, partner, realised = row["withdrawn_on"], row["partner_id"], row["realised_gbp"]
    if left_on is None and partner is not None and (partner in chosen.without or partner == case.lost):
        left_on = as_at
    if left_on is None or left_on >= _end_of(row) or _counts_as_realised(row, chosen, as_at):
        return ZERO
    planned = Decimal(row["planned_gbp"])
    return planned - (ZERO if realised is None else min(planned, Decimal(realised)))


def _counts_as_realised(row: Mapping[str, Any], chosen: Settings, as_at: date) -> bool:
    return chosen.counts_realised and row["realised_gbp"] is not None and as_at >= _end_of(row)


def _end_of(row: Mapping[str, Any]) -> date:
    """The last day of the financial year of a row: what holds at its end holds after that day."""
    return date(row["first_year"] + 1, 3, 31)


def worth(flow: Flow, chosen: Settings, case: Case = AS_SET) -> Decimal:
    """The net present value in a case."""
    years = years_of(flow, chosen, case)
    return net_present_value([year.net for year in years], chosen.rate, case.points, chosen.digits)


def worths_without(flow: Flow, chosen: Settings, partners: Iterable[str]) -> dict[str, Decimal]:
    """Partner → the net present value without it: as `worth` where the case is that it withdraws, but with the
    rows gone through once for all of them, for each partner only takes its own from the net flows of the years."""
    years = years_of(flow, chosen)
    with localcontext() as context:
        context.prec = DIGITS
        factors = [discount_factor(at, chosen.rate, digits=chosen.digits) for at in range(len(years))]
        net = [year.net for year in years]
        lost = {partner: [ZERO] * len(years) for partner in partners}
        for row in flow.rows:
            if (of_partner := lost.get(row["partner_id"])) is not None:
                still = counted(row, chosen, flow.as_at, Case(lost=row["partner_id"]))
                of_partner[row["first_year"] - years[0].first] += counted(row, chosen, flow.as_at) - still
        return {
            partner: sum(
                ((here - less) * factor for here, less, factor in zip(net, of_partner, factors, strict=True)), ZERO
            )
            for partner, of_partner in lost.items()
        }


def year_name(first: int) -> str:
    """‘2013/14’ for the financial year that begins in April 2013."""
    return f"{first}/{(first + 1) % 100:02}"
