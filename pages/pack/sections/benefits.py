"""Benefits: how far each has come from its baseline to its target, jobs among them."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide
from pages.ui.formatting import short
from queries import View

MOST = 7
"""Benefits that a slide draws; the rows behind hold every one."""


def slides(view: View) -> list[Slide]:
    rows = view.ask("investment_benefits")
    counted = rows.filter(~pl.col("is_withdrawn"))
    if counted.is_empty():
        return []
    return [
        Slide(
            "benefits",
            narrative.investment.benefits(counted),
            chart=_chart(_shown(counted)),
            facts=tuple(
                Fact(
                    f"{row['name']} ({narrative.investment.kind(row['kind']).lower()}): {narrative.investment.reached(row)}.",
                    row["since"], row["upload"],
                )
                for row in counted.iter_rows(named=True)
            ),
            rule=rule("benefits"),
            whole=counted.height,
            behind=tabulation.table(
                rows,
                ("name", "kind", "owner", "unit", "baseline_value", "target_value", "realised_value", "reached_pct",
                 "full_effect_date", "upload"),
            ),
        )
    ]  # fmt: skip


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    """At least one of each kind, and those that have come furthest, in the order of the kinds."""
    ordered = rows.with_row_index("at").sort("reached_pct", "at", descending=[True, False], nulls_last=True)
    first = ordered.unique("kind", keep="first", maintain_order=True)
    others = ordered.join(first, on="benefit_id", how="anti", maintain_order="left")
    return pl.concat([first, others]).head(MOST).sort("at").drop("at")


def _chart(rows: pl.DataFrame) -> Bars:
    each = list(rows.iter_rows(named=True))
    labels = tuple(Label(short(row["name"], 60), narrative.investment.reached(row)) for row in each)
    reached = tuple(min(max(float(row["reached_pct"] or 0), 0.0), 100.0) for row in each)
    parts = (
        Series("Reached", reached, "done"), Series("Still to come", tuple(100 - part for part in reached), "rest"),
    )  # fmt: skip
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels, tuple(part for part in parts if any(part.values)), "per cent", f"Benefits reached. {listed}.", False
    )


SECTION = Section(76, "benefits", "Benefits", ("benefits",), slides)
