"""Services and rates: our rates beside those of others, and how many service levels are agreed."""

from __future__ import annotations

import polars as pl

from data.number_text import nearest
from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Beside, Chart, Fact, Label, Role, Section, Series, Slide
from pages.ui.labels import say
from queries import View

MOST = 8
"""How many rates a slide draws, the furthest above the comparator first; the rows behind hold every service."""


def slides(view: View) -> list[Slide]:
    rows = view.ask("services_list")
    if rows.is_empty():
        return []
    moments = view.ask("services_at_gateways")
    return [
        Slide(
            "services",
            narrative.services.rates(rows),
            chart=_chart(rows, moments),
            facts=(
                Fact(f"{narrative.services.rates(rows)}."),
                Fact(f"{narrative.services.agreed(moments)}."),
                *(
                    Fact(
                        f"{row['name']}: {narrative.services.beside(row)}, {row['unit']}; service level"
                        f" {say('sla_status', row['sla_status']).lower()}.",
                        row["since"], row["upload"],
                    )
                    for row in rows.iter_rows(named=True)
                ),
            ),
            rule=f"{rule('rates')} {rule('service_levels')}",
            whole=rows["gap_pct"].count(),
            behind=tabulation.table(
                rows,
                ("name", "sla_target", "sla_status", "unit", "rate_gbp", "comparator_rate_gbp", "gap_pct", "available_from"),
            ),
        )
    ]  # fmt: skip


def _chart(rows: pl.DataFrame, moments: pl.DataFrame) -> Chart:
    """Our rates as a share of others' rates, beside how many service levels were agreed when."""
    rates, levels = _rates(rows), _levels(moments)
    return Beside(rates, levels, 0.54) if rates else levels


STANDS: tuple[tuple[str, str, Role], ...] = (
    ("lower", "Lower, % of others' rate", "done"),
    ("same", "The same", "rest"),
    ("higher", "Higher, % of others' rate", "late"),
)


def _rates(rows: pl.DataFrame) -> Bars | None:
    """Our rate as a percentage of the comparator; services without one are not drawn."""
    known = rows.filter(pl.col("gap_pct").is_not_null()).sort(["gap_pct", "name"], descending=[True, False])
    shown = list(known.head(MOST).iter_rows(named=True))
    if not shown:
        return None
    labels = tuple(Label(row["name"], narrative.services.beside(row)) for row in shown)
    parts = (
        Series(name, tuple(nearest(100 + row["gap_pct"]) if row["stands"] == stands else 0 for row in shown), role)
        for stands, name, role in STANDS
    )
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels, tuple(part for part in parts if any(part.values)), "%",
        f"Our rates in per cent of what others charge. {listed}.",
    )  # fmt: skip


LEVELS: tuple[tuple[str, Role], ...] = (("agreed", "done"), ("in_review", "coming"), ("draft", "rest"))


def _levels(moments: pl.DataFrame) -> Bars:
    """How many service levels were agreed, in review and in draft on each key date."""
    shown = list(moments.tail(5).iter_rows(named=True))
    labels = tuple(Label(narrative.services.when(row), narrative.services.so_many_agreed(row)) for row in shown)
    parts = (
        Series(say("sla_status", status), tuple(float(row[status]) for row in shown), role) for status, role in LEVELS
    )
    listed = "; ".join(f"{narrative.services.moment(row)}: {narrative.services.so_many_agreed(row)}" for row in shown)
    return Bars(
        labels, tuple(part for part in parts if any(part.values)), "service levels",
        f"Service levels by how far they had come. {listed}.",
    )  # fmt: skip


SECTION = Section(72, "services", "Services and rates", ("services",), slides)
