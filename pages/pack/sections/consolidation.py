"""Duplication and consolidation: what is held several times, and the result of the consolidation as marked."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide
from pages.ui.formatting import count, number
from queries import View

MOST = 7
"""How many functions a slide draws; the rows behind hold every one."""

LIKENESS = 85
"""From which likeness of 100 the slide calls names nearly the same: the usual one of the screen."""


def slides(view: View) -> list[Slide]:
    measures = view.ask("planner_measures")
    if measures.is_empty():
        return []
    functions, products = view.ask("duplication_functions"), view.ask("duplication_products")
    pairs = view.ask("duplication_pairs", threshold=LIKENESS, limit=20)
    endings = view.ask("endings_by_month")
    made = []
    if functions.height or products.height or pairs.height:
        made.append(
            Slide(
                "duplication",
                narrative.duplication.functions(functions)
                if functions.height
                else narrative.duplication.products(products),
                chart=_shared(functions, "business_function") or _shared(products, "product"),
                facts=(
                    Fact(f"{narrative.duplication.functions(functions)}."),
                    Fact(f"{narrative.duplication.products(products)}."),
                    Fact(f"{narrative.duplication.pairs(pairs)}, from a likeness of {LIKENESS} of 100."),
                ),
                rule=f"{rule('duplication')} {rule('likeness')}",
                whole=functions.height or products.height,
                behind=tabulation.table(
                    functions,
                    ("business_function", "applications", "departments", "named", "consolidate", "annual_cost_gbp"),
                ),
            )
        )
    made.append(
        Slide(
            "consolidation",
            narrative.planner.headline(measures),
            chart=_measures(measures),
            facts=(
                *(
                    Fact(f"{narrative.planner.NAMES[row['measure']]}: {narrative.planner.measure(row)}.")
                    for row in measures.iter_rows(named=True)
                ),
                *((Fact(f"{narrative.duplication.endings(endings)}."),) if endings.height else ()),
            ),
            rule=rule("plan"),
            behind=tabulation.table(measures, ("measure", "planned", "whole", "planned_pct", "unknown")),
        )
    )
    return made


def _shared(rows: pl.DataFrame, name: str) -> Bars | None:
    """How many applications each function or product has, and how many of them are to be consolidated."""
    if rows.is_empty():
        return None
    shown = rows.head(MOST)
    labels = tuple(
        Label(row[name], f"{number(row['applications'])} in {count(row['departments'], 'department')}")
        for row in shown.iter_rows(named=True)
    )
    parts = (
        Series("To be consolidated", tuple(shown["consolidate"]), "done"),
        Series("Others", tuple(shown["applications"] - shown["consolidate"]), "rest"),
    )
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels, tuple(part for part in parts if any(part.values)), "applications", f"Held several times. {listed}."
    )


def _measures(rows: pl.DataFrame) -> Bars:
    """Each measure of the marked consolidation, as a part of its whole."""
    labels = tuple(
        Label(narrative.planner.NAMES[row["measure"]], narrative.planner.measure(row))
        for row in rows.iter_rows(named=True)
    )
    parts = tuple(rows["planned_pct"].fill_null(0))
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels,
        (Series("Consolidated", parts, "done"), Series("Not", tuple(100 - part for part in parts), "rest")),
        "per cent", f"What the consolidation comes to. {listed}.", shows_values=False,
    )  # fmt: skip


SECTION = Section(57, "consolidation", "Duplication and consolidation", ("applications",), slides)
