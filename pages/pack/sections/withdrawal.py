"""If a partner withdraws: what each withdrawal alone would take away."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide
from queries import View

MOST = 7


def slides(view: View) -> list[Slide]:
    rows = view.ask("partners_withdrawals")
    known = rows.filter(pl.col("applications").is_not_null())
    if known.is_empty():
        return []
    shown = list(known.head(MOST).iter_rows(named=True))
    labels = tuple(Label(row["name"], f"brings {narrative.withdrawal.took(row)}") for row in shown)
    listed = "; ".join(f"{label.name} {label.detail}" for label in labels)
    return [
        Slide(
            "withdrawal",
            f"If a partner withdraws: {narrative.withdrawal.most(tabulation.named_briefly(known))}",
            chart=Bars(
                labels, (Series("Applications it brings", tuple(row["applications"] for row in shown), "coming"),),
                "applications", f"What each partner would take away. {listed}.",
            ),
            facts=tuple(
                Fact(f"Without {row['name']}: {narrative.withdrawal.took(row)} would go; {narrative.withdrawal.hangs(row)}.")
                for row in shown
            ),
            rule=rule("withdrawal"),
            behind=tabulation.table(rows, ("name", "applications", "staff", "npv_change_gbp", "criteria", "risks")),
        )
    ]  # fmt: skip


SECTION = Section(
    62, "withdrawal", "If a partner withdraws", ("partners",), slides, "no partner that says what it brings"
)
