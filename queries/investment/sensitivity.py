"""What the net present value hangs on most: how far it moves when one thing is otherwise and all else as it is.
One row per thing, the one that moves it furthest first.
driver: benefits and costs (a fifth more or less), rate (a percentage point more or less), delay (every benefit a year later,
none lost), optimism (costs raised by the published upper bound, none of it managed), partner (it withdraws on the as-at date).
partner_id, partner: of the last. npv_gbp: with nothing otherwise.
worse_gbp, better_gbp: the net present value at the lower and at the higher end; better_gbp is npv_gbp where there is one end
only, unless that is the better one. swing_gbp: from one end to the other. worse, better: what was otherwise there, in
numbers: per cent, points or years; null where there is no such end.
turns: whether it is below nought at one end and not as it is, or the other way round.
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

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from queries import Asking
from queries.investment.appraising import AS_SET, BOUNDS, ZERO, Case, flow_of, settings, worth, worths_without
from queries.investment.cash_flow import FINE, fine

FIFTH, POINT = Decimal(20), Decimal(1)
SCHEMA: dict[str, Any] = {
    "driver": pl.String, "partner_id": pl.String, "partner": pl.String, "npv_gbp": FINE, "worse_gbp": FINE,
    "better_gbp": FINE, "swing_gbp": FINE, "worse": pl.Decimal(38, 2), "better": pl.Decimal(38, 2), "turns": pl.Boolean,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, **given: Any) -> pl.DataFrame:
    chosen = settings(**given)
    flow = flow_of(ask, as_at)
    if not flow.rows:
        return pl.DataFrame(schema=SCHEMA)
    upper = BOUNDS[chosen.kind][1]
    unmanaged = replace(chosen, optimism=upper, managed=ZERO, managing=ZERO)
    partners = {
        row["partner_id"]: row["partner"]
        for row in flow.rows
        if row["partner_id"] and row["withdrawn_on"] is None and row["partner_id"] not in chosen.without
    }
    whole = Decimal(100)
    cases: list[tuple[str, str | None, list[tuple[Decimal, Case]]]] = [
        ("benefits", None, [(step, Case(benefits=whole + step)) for step in (-FIFTH, FIFTH)]),
        ("costs", None, [(step, Case(costs=whole + step)) for step in (-FIFTH, FIFTH)]),
        ("rate", None, [(step, Case(points=step)) for step in (-POINT, POINT)]),
        ("delay", None, [(POINT, Case(later=1))]),
        ("optimism", None, [(upper, AS_SET)]),
        *(("partner", partner_id, [(whole, Case(lost=partner_id))]) for partner_id in partners),
    ]
    today, without = worth(flow, chosen), worths_without(flow, chosen, partners)
    found = []
    for driver, partner_id, ends in cases:
        rests_on = unmanaged if driver == "optimism" else chosen
        worths: list[tuple[Decimal, Decimal | None]] = [
            (worth(flow, rests_on, case) if case.lost is None else without[case.lost], step) for step, case in ends
        ]
        worths += [(today, None)] if len(worths) == 1 else []
        (worse, worse_step), (better, better_step) = sorted(worths, key=lambda end: end[0])
        found.append(
            (driver, partner_id, partners.get(partner_id or ""), fine(today), fine(worse), fine(better),
             fine(better - worse), worse_step, better_step, (worse < 0) != (today < 0) or (better < 0) != (today < 0))
        )  # fmt: skip
    order = {driver: at for at, (driver, _, _) in enumerate(cases)}
    found.sort(key=lambda row: (-row[6], order[row[0]], row[1] or ""))
    return pl.DataFrame(found, schema=SCHEMA, orient="row")
