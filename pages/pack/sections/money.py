"""Money: the budget and spending of each part of the capital business case."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from data.number_text import nearest
from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Beside, Chart, Fact, Label, Lines, Role, Section, Series, Slide
from pages.ui.formatting import as_written, capital, ended, money
from pages.ui.labels import say
from queries import View


def slides(view: View) -> list[Slide]:
    rows = view.ask("spend_by_strand")
    if rows.is_empty():
        return []
    return [
        Slide(
            "money",
            narrative.spend.against_due(rows),
            chart=_chart(view, rows),
            facts=(*_facts(rows), *_variances(view)),
            rule=f"{rule('capital')} {rule('variance')}",
            behind=tabulation.table(
                rows,
                (
                    "strand",
                    "budget_gbp",
                    "due_gbp",
                    "spent_to",
                    "committed_gbp",
                    "actual_gbp",
                    "forecast_gbp",
                    "spent_pct",
                    "upload",
                ),
            ),
        )
    ]


def _chart(view: View, rows: pl.DataFrame) -> Chart | None:
    """Capital month by month, beside its parts."""
    strands, months = _strands(rows), view.ask("spend_by_month")
    if strands is None or months.height < 2:
        return strands
    return Beside(_added_up(months, view.as_at), strands, 0.56)


LINES: tuple[tuple[str, str, Role], ...] = (
    ("Budget", "budget_so_far_gbp", "plan"),
    ("Expected", "expected_so_far_gbp", "forecast"),
    ("Spent", "spent_so_far_gbp", "done"),
)


def _added_up(months: pl.DataFrame, as_at: date) -> Lines:
    """Budget, spent and expected, cumulative from the first month; a month's amount is at its last day."""
    ends = tuple(month.replace(day=monthrange(month.year, month.month)[1]) for month in months["month"])
    lines = tuple(
        Series(name, tuple(None if value is None else float(value) for value in months[column]), role)
        for name, column, role in LINES
    )
    lasts = {line.name: last for line in lines if (last := [value for value in line.values if value is not None][-1:])}
    budget = lasts.get("Budget", [None])[0]
    listed = "; ".join(f"{name} {as_written(last, budget)[0]}" for name, [last] in lasts.items())
    return Lines(
        ends, tuple(line for line in lines if any(v is not None for v in line.values)), as_at, "£",
        f"Capital added up month by month: {listed}.",
    )  # fmt: skip


def _strands(rows: pl.DataFrame) -> Bars | None:
    """Spent and left for each strand, in thousands of pounds unless that is too coarse; overspending stands out."""
    strands = list(rows.iter_rows(named=True))
    spent = [float(row["actual_gbp"] or 0) for row in strands]
    budget = [float(row["budget_gbp"]) for row in strands]
    if not any(n > 0 for n in (*spent, *budget)):
        return None
    pairs = list(zip(spent, budget, strict=True))
    unit = 1000 if max(*spent, *budget) >= 20_000 else 1
    counted = "£ thousand" if unit == 1000 else "£"
    labels = tuple(Label(say("strand", row["strand"]), narrative.spend.of_budget(row)) for row in strands)
    parts = (
        Series(f"Spent, {counted}", tuple(_counted(unit, min(s, max(b, 0))) for s, b in pairs), "done"),
        Series("Over the budget", tuple(_counted(unit, s - max(b, 0)) for s, b in pairs), "late"),
        Series("Left of the budget", tuple(_counted(unit, b - s) for s, b in pairs), "rest"),
    )
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels, tuple(part for part in parts if any(part.values)), counted,
        f"Capital by part of the business case. {listed}.",
    )  # fmt: skip


def _counted(unit: int, pounds: float) -> int:
    return max(0, nearest(pounds / unit))


def _due(row: Mapping[str, Any]) -> str:
    return money(row["due_gbp"]) if row["due_gbp"] else "nothing"


def _spent(row: Mapping[str, Any]) -> str:
    sentence = narrative.spend.spent_of(row["actual_gbp"], row["budget_gbp"])
    return sentence[:1].lower() + sentence[1:]


def _facts(rows: pl.DataFrame) -> list[Fact]:
    facts = [Fact(f"{narrative.spend.against_due(rows)}.", rows["since"].max(), None)]  # type: ignore[arg-type]
    whole = rows.row(0, named=True)
    if rows["forecast_gbp"].null_count() == 0:
        facts.append(Fact(f"The capital is now expected to come to {money(whole['total_forecast_gbp'])} in all."))
    facts += [
        Fact(
            f"{say('strand', row['strand'])}: {_spent(row)}; {_due(row)} was due {narrative.spend.up_to(row['spent_to'])}.",
            row["since"], row["upload"],
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    return facts


def _variances(view: View) -> list[Fact]:
    """How much each component differs from its budget, and why; those that don't differ are left out."""
    rows = view.ask("spend_by_component")
    return [
        Fact(f"{narrative.spend.part(row)}. {capital(ended(narrative.spend.reason(row)))}", row["since"], row["upload"])
        for row in rows.iter_rows(named=True)
        if row["variance_gbp"]
    ]


SECTION = Section(70, "money", "Money", ("spend",), slides)
