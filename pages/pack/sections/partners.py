"""Partners: how far each has come towards sharing, and what concerns them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from data.datasets import PARTNERS
from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide
from pages.ui.formatting import capital, day, ended, listing, number
from pages.ui.labels import say
from queries import View

MOST = 8


def slides(view: View) -> list[Slide]:
    rows = view.ask("partners_stage")
    if rows.is_empty():
        return []
    concerns = view.ask("partners_concerns")
    counted = rows.filter(pl.col("is_counted"))
    made = [
        Slide(
            "partners",
            narrative.partners.partners(tabulation.named_briefly(rows)),
            chart=_funnel(view.ask("partners_funnel"), rows.filter(category="observer").filter(pl.col("stage") != "withdrawn")),
            points=() if counted.height else tuple(capital(str(name)) for name in rows["name"].head(MOST)),
            facts=tuple(_fact(row) for row in rows.head(12).iter_rows(named=True)),
            rule=rule("partners"),
            behind=tabulation.table(
                rows, ("name", "category", "stage", "stage_date", "target_live_date", "applications_in_scope", "upload"),
            ),
        )
    ]  # fmt: skip
    if concerns.height:
        made.append(
            Slide(
                "partners_concerns",
                narrative.partners.concerns(concerns),
                table=tabulation.table(
                    concerns, ("partner", "theme", "concern", "response", "status"), most=4, width=110
                ),
                facts=tuple(_concern(row) for row in concerns.head(8).iter_rows(named=True)),
                behind=tabulation.table(
                    concerns, ("partner", "theme", "concern", "response", "status", "raised_date", "upload")
                ),
            )
        )
    return made


def _funnel(stages: pl.DataFrame, observers: pl.DataFrame) -> Bars | None:
    """How many partners have come how far: one bar per stage, of those in it or beyond; then one bar of those that
    watch."""
    if stages.is_empty():
        return None
    labels = [Label(say("stage", row["stage"], PARTNERS), _here(row)) for row in stages.iter_rows(named=True)]
    reached, watching = stages["reached"].to_list(), [0] * stages.height
    if observers.height:
        labels.append(Label("Watching, as observers", listing(observers["name"].to_list(), 2)))
        reached, watching = [*reached, 0], [*watching, observers.height]
    listed = "; ".join(
        f"{label.name}: {number(many)}{f', {label.detail}' if label.detail else ''}"
        for label, many in zip(labels, (sum(each) for each in zip(reached, watching, strict=True)), strict=True)
    )
    series = (Series("So far or further", tuple(reached), "done"), Series("Observers", tuple(watching), "rest"))
    return Bars(
        tuple(labels), tuple(part for part in series if any(part.values)) or series[:1], "partners",
        f"How many partners have come to each stage on the way, or further. {listed}.",
    )  # fmt: skip


def _here(row: Mapping[str, Any]) -> str:
    """‘3 here now: NHS Plymouth, Plymouth City Council, …’, from partners_funnel."""
    return f"{number(row['here'])} here now: {row['names']}" if row["here"] else ""


def _fact(row: Mapping[str, Any]) -> Fact:
    who = f"{row['name']} ({say('category', row['category'])})"
    sentence = f"{who}: {_lower(say('stage', row['stage'], PARTNERS))}"
    if row["stage_date"]:
        sentence += f" since {day(row['stage_date'])}"
    if row["planned_stage"]:
        sentence += f", {narrative.partners.stage_to_come(row)}"
    if row["next_step"] and row["stage"] != "withdrawn":
        passed = ", a date that has passed" if row["next_step_passed"] else ""
        sentence += f"; next: {row['next_step']}" + (
            f", {day(row['next_step_date'])}{passed}" if row["next_step_date"] else ""
        )
    return Fact(f"{sentence}.", row["since"], row["upload"])


def _concern(row: Mapping[str, Any]) -> Fact:
    raised = f"{row['partner']}, on {_lower(say('theme', row['theme']))}, raised {day(row['raised_date'])}"
    sentence = f"{raised}: {ended(row['concern'])} {narrative.partners.answer(row)}"
    return Fact(sentence, row["since"], row["upload"])


def _lower(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


SECTION = Section(60, "partners", "Partners", ("partners",), slides)
