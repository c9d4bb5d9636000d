"""The sample's capital as at each report: £3,000,000.00 over thirteen components."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from data.sample import story
from data.sample.chance import chance, day
from data.sample.inventory import Rows


def months(first: str, last: str) -> list[str]:
    """The months from first to last, each by its first day."""
    (y1, m1), (y2, m2) = (map(int, text.split("-")) for text in (first, last))
    return [date(n // 12, n % 12 + 1, 1).isoformat() for n in range(y1 * 12 + m1 - 1, y2 * 12 + m2)]


def share_out(pounds: Decimal, weights: Sequence[float], step: Decimal) -> list[Decimal]:
    """Parts in proportion to the weights, rounded to the step; the last takes what is left, so that they add up."""
    whole = sum(weights)
    parts = [(pounds * Decimal(str(round(w / whole, 6))) / step).quantize(Decimal(1)) * step for w in weights[:-1]]
    return [*parts, pounds - sum(parts)]


def spend_line(component: str, report: str) -> Rows:
    """One component's months as at one report: budget always, actual for months that are over.

    The forecast of the months to come is made again every quarter; of a month that is over it is the actual.
    """
    strand, total, first, last, outturn = story.SPEND_LINES[component]
    span = months(first, last)
    weights = [1 + 0.6 * chance("budget", component, month) for month in span]
    budgets = share_out(Decimal(total), weights, Decimal(100))
    drawn = [w * (0.75 + 0.5 * chance("actual", component, month)) for w, month in zip(weights, span, strict=True)]
    actuals = share_out((Decimal(total) * Decimal(str(outturn))).quantize(Decimal("0.01")), drawn, Decimal("0.01"))
    quarter = max((r for r in story.REPORTS if r <= report and r[5:7] in ("12", "03", "06", "09")), default="")
    hopeful = Decimal(total) * (1 + (Decimal(str(outturn)) - 1) / 2)
    spent_then = sum((a for a, m in zip(actuals, span, strict=True) if m < quarter), Decimal(0))
    ahead = [w for w, m in zip(weights, span, strict=True) if m >= quarter]
    left = share_out(max(hopeful - spent_then, Decimal(0)), ahead, Decimal(10)) if ahead else []
    told_in, reason = story.SPEND_REASONS.get(component, ("never", ""))
    rows: Rows = {}
    for place, (month, budget, actual) in enumerate(zip(span, budgets, actuals, strict=True)):
        over = month <= report
        forecast = left[place - len(span) + len(ahead)] if month >= quarter and quarter >= "2012-10" else budget
        soon = bool(quarter) and quarter <= month < (day(quarter) + timedelta(days=95)).isoformat()
        committed = f"{(forecast * Decimal('0.6')).quantize(Decimal(10)):.2f}" if soon else ""
        rows[f"{component}|{month}"] = {
            "component": component,
            "month": month,
            "strand": strand,
            "budget_gbp": f"{budget:.2f}",
            "committed_gbp": f"{actual:.2f}" if over else committed,
            "actual_gbp": f"{actual:.2f}" if over else "",
            "forecast_gbp": f"{actual if over else forecast:.2f}",
            "variance_reason": reason if over and month.startswith(told_in) else "",
        }
    return rows


def spend_at(report: str) -> Rows:
    return {key: row for component in story.SPEND_LINES for key, row in spend_line(component, report).items()}
