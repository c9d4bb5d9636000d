"""What the business case is worth: net present value, payback, and what it rests on.
One row; none where no benefit has a value by year.
first_year, last_year: 2012/13, 2021/22. benefits_gbp, costs_gbp, net_gbp: added up, not discounted.
npv_gbp: discounted to the first year; benefits_npv_gbp, costs_npv_gbp: its two sides. benefits_per_pound: the first by the
second; null without costs.
payback_year: the first from whose end on the net flows added up stay at nought or above; payback_years: the years until
then from the start of the first, by a straight line within the year, 0 where they are never below. Null where they end below.
discounted_payback_year, discounted_payback_years: the same of the discounted flows.
lowest_gbp, lowest_year: where the flows added up are lowest.
rate_pct: the reader's own rate; null for the Green Book's. first_rate_pct: that of the first years.
optimism_pct, managed_pct, managing_gbp: as asked. left_pct: what is left of the bias. bias_gbp: by how much it raises costs.
planned_gbp, realised_gbp, due_gbp: what is planned in all; has been brought; was planned for the years that have ended.
lost_gbp: what was planned of partners that have withdrawn or are left out and is struck out, see struck_out in appraising.py;
lost_partners: the names of those of whom something is; null when there are none.
undated: how many benefits have no value by year, and so count nothing here, such as jobs.
since, upload: the latest report on the values.
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
from decimal import Decimal, localcontext
from itertools import accumulate
from typing import Any

import polars as pl

from queries import Asking
from queries.investment.appraising import (
    DIGITS,
    GREEN_BOOK,
    ZERO,
    bias_left,
    discount_factor,
    flow_of,
    net_present_value,
    payback,
    settings,
    struck_out,
    year_name,
    years_of,
)
from queries.investment.cash_flow import FINE, POUNDS, fine

SCHEMA: dict[str, Any] = {
    "first_year": pl.String, "last_year": pl.String, "benefits_gbp": FINE, "costs_gbp": FINE, "net_gbp": FINE,
    "npv_gbp": FINE, "benefits_npv_gbp": FINE, "costs_npv_gbp": FINE, "benefits_per_pound": FINE, "payback_year": pl.String,
    "payback_years": FINE, "discounted_payback_year": pl.String, "discounted_payback_years": FINE, "lowest_gbp": FINE,
    "lowest_year": pl.String, "rate_pct": FINE, "first_rate_pct": FINE, "optimism_pct": FINE, "managed_pct": FINE,
    "managing_gbp": FINE, "left_pct": FINE, "bias_gbp": FINE, "planned_gbp": POUNDS, "realised_gbp": POUNDS,
    "due_gbp": POUNDS, "lost_gbp": POUNDS, "lost_partners": pl.String, "undated": pl.Int64, "counts_realised": pl.Boolean,
    "since": pl.Date, "upload": pl.Int64,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, **given: Any) -> pl.DataFrame:
    chosen = settings(**given)
    flow = flow_of(ask, as_at)
    rows, years = flow.rows, years_of(flow, chosen)
    if not years:
        return pl.DataFrame(schema=SCHEMA)
    with localcontext() as context:
        context.prec = DIGITS
        first = years[0].first
        net = [year.net for year in years]
        discounted = [flow * discount_factor(at, chosen.rate, digits=chosen.digits) for at, flow in enumerate(net)]
        lowest = min((total, at) for at, total in enumerate(accumulate(net)))
        benefits, costs = (
            net_present_value(flows, chosen.rate, digits=chosen.digits)
            for flows in ([year.benefits for year in years], [year.costs for year in years])
        )
        lost = [(row, gbp) for row in rows if (gbp := struck_out(row, chosen, as_at))]
        all_costs, as_filed = sum((y.costs for y in years), ZERO), sum((y.cost for y in years), ZERO)
        realised = [row["realised_gbp"] for row in rows if row["realised_gbp"] is not None]
        found = {
            "first_year": year_name(first), "last_year": year_name(years[-1].first),
            "benefits_gbp": sum((y.benefits for y in years), ZERO), "costs_gbp": all_costs, "net_gbp": sum(net, ZERO),
            "npv_gbp": sum(discounted, ZERO), "benefits_npv_gbp": benefits, "costs_npv_gbp": costs,
            "benefits_per_pound": benefits / costs if costs else None,
            "lowest_gbp": lowest[0], "lowest_year": year_name(first + lowest[1]),
            "rate_pct": chosen.rate, "first_rate_pct": GREEN_BOOK[0][1] if chosen.rate is None else chosen.rate,
            "optimism_pct": chosen.optimism, "managed_pct": chosen.managed, "managing_gbp": chosen.managing,
            "left_pct": bias_left(chosen.optimism, chosen.managed), "bias_gbp": all_costs - as_filed - chosen.managing,
            "planned_gbp": sum((y.planned for y in years), ZERO), "realised_gbp": sum(realised, ZERO) if realised else None,
            "due_gbp": sum((y.planned for y in years if as_at >= date(y.first + 1, 3, 31)), ZERO),
            "lost_gbp": sum((gbp for _, gbp in lost), ZERO),
            "lost_partners": ", ".join(sorted({row["partner"] for row, _ in lost})) or None,
            "undated": len(set(ask("investment_benefits")["benefit_id"]) - {row["benefit_id"] for row in rows}),
            "counts_realised": chosen.counts_realised,
            "since": max(row["since"] for row in rows), "upload": max(row["upload"] for row in rows),
        }  # fmt: skip
        for name, flows in (("payback", net), ("discounted_payback", discounted)):
            at, length = payback(flows) or (None, None)
            found |= {f"{name}_year": None if at is None else year_name(first + at), f"{name}_years": length}
    finely = {
        name: fine(value) if isinstance(value, Decimal) and SCHEMA[name] == FINE else value
        for name, value in found.items()
    }
    return pl.DataFrame([finely], schema=SCHEMA)
