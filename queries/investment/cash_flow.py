"""The cash flow of the business case year by year, as it is and discounted, and each added up.
One row per financial year, from the first with a value to the last, also those between of which nothing is reported.
year: 2013/14; first_year: 2013; place: 0 for the first.
planned_gbp, realised_gbp, cost_gbp: as reported; realised_gbp is null where nothing is.
cashable_gbp, non_cashable_gbp, jobs_gbp, capital_avoided_gbp, unknown_gbp: what counts of each kind of benefit; unknown of
those that benefits doesn't hold. benefits_gbp: their sum. costs_gbp: cost_gbp with what is left of the optimism bias.
net_gbp: benefits_gbp - costs_gbp. factor: what a pound of the year is worth in the first. discounted_gbp: net_gbp × factor.
so_far_gbp, discounted_so_far_gbp: both added up; the last discounted_so_far_gbp is the net present value.
$kind text = equipment: the kind of project, see investment_bounds; outsourcing is biased in its running cost, others in capital
$rate text: the discount rate in per cent, the same in all years; without it the Green Book's (3.5, later 3.0 and 2.5)
$digits integer: to how many decimals factors are rounded, as in a printed table; without it not at all
$optimism text = 0: by how many per cent the capital in the costs is raised; all costs where no capital is reported
$managed text = 0: how many per cent of that are managed away
$managing text = 0: what managing it away costs in pounds, spread over the years as what is raised
$counts text = planned: planned, or realised, which replaces it in years that have ended
$without text: partners supposed to withdraw on the as-at date, by reference, with commas between
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from itertools import accumulate
from typing import Any

import polars as pl

from queries import Asking
from queries.investment.appraising import DIGITS, KINDS, discount_factor, flow_of, settings, year_name, years_of

POUNDS, FINE = pl.Decimal(38, 2), pl.Decimal(38, 12)
SCHEMA: dict[str, Any] = {
    "year": pl.String, "first_year": pl.Int64, "place": pl.Int64, "planned_gbp": POUNDS, "realised_gbp": POUNDS,
    "cost_gbp": POUNDS, **{f"{kind}_gbp": FINE for kind in KINDS}, "benefits_gbp": FINE, "costs_gbp": FINE, "net_gbp": FINE,
    "factor": FINE, "discounted_gbp": FINE, "so_far_gbp": FINE, "discounted_so_far_gbp": FINE,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, **given: Any) -> pl.DataFrame:
    chosen = settings(**given)
    years = years_of(flow_of(ask, as_at), chosen)
    with localcontext() as context:
        context.prec = DIGITS
        factors = [discount_factor(at, chosen.rate, digits=chosen.digits) for at in range(len(years))]
        discounted = [year.net * factor for year, factor in zip(years, factors, strict=True)]
        sums = zip(accumulate(year.net for year in years), accumulate(discounted), strict=True)
        rows = [
            (year_name(year.first), year.first, at, year.planned, year.realised, year.cost,
             *map(fine, year.kinds.values()), fine(year.benefits), fine(year.costs), fine(year.net),
             fine(factors[at]), fine(discounted[at]), fine(so_far), fine(discounted_so_far))
            for at, (year, (so_far, discounted_so_far)) in enumerate(zip(years, sums, strict=True))
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def fine(value: Decimal) -> Decimal:
    """To twelve decimals, as a frame keeps it."""
    return value.quantize(Decimal("1e-12"), ROUND_HALF_EVEN, Context(prec=DIGITS))
