"""Partners: how far each has come on the way to sharing, and what worries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from data.datasets import PARTNERS
from pages import narrative
from pages.charts.theme import PARTNER_STAGES
from pages.narrative.methodology import rule
from pages.pack import cells
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide, Viewpoint
from pages.ui.formatting import capital, count, day, ended, lapse
from pages.ui.labels import say

MOST = 8


def slides(view: Viewpoint) -> list[Slide]:
    rows = view.ask("partners_stage")
    if rows.is_empty():
        return []
    concerns = view.ask("partners_concerns")
    counted = rows.filter(pl.col("is_counted"))
    made = [
        Slide(
            "partners",
            narrative.partners.partners(cells.named_briefly(rows)),
            chart=_chart(counted),
            points=() if counted.height else tuple(capital(str(name)) for name in rows["name"].head(MOST)),
            facts=tuple(_fact(row) for row in rows.head(12).iter_rows(named=True)),
            rule=rule("partners"),
            behind=cells.table(
                rows, ("name", "category", "stage", "stage_date", "target_live_date", "applications_in_scope", "upload"),
            ),
        )
    ]  # fmt: skip
    if concerns.height:
        made.append(
            Slide(
                "partners_concerns",
                narrative.partners.concerns(concerns),
                table=cells.table(concerns, ("partner", "theme", "concern", "response", "status"), most=4, width=110),
                facts=tuple(_concern(row) for row in concerns.head(8).iter_rows(named=True)),
                behind=cells.table(
                    concerns, ("partner", "theme", "concern", "response", "status", "raised_date", "upload")
                ),
            )
        )
    return made


def _chart(counted: pl.DataFrame) -> Bars | None:
    """Each partner by itself, or where they are too many for a slide, how many have reached each stage."""
    if counted.is_empty():
        return None
    return _way(counted) if counted.height <= MOST else _by_stage(counted)


def _by_stage(rows: pl.DataFrame) -> Bars:
    """How many partners are in each stage, the furthest stage first; those stages in which there is one."""
    held = rows["stage"].to_list()
    stages = [stage for stage in reversed(PARTNER_STAGES) if stage in held]
    numbers = tuple(held.count(stage) for stage in stages)
    labels = tuple(
        Label(say("stage", stage, PARTNERS), count(many, "partner"))
        for stage, many in zip(stages, numbers, strict=True)
    )
    said = "; ".join(f"{label.name}: {label.said}" for label in labels)
    return Bars(
        labels, (Series("Partners in this stage", numbers, "done"),), "partners", f"How many partners are in each stage. {said}."
    )  # fmt: skip


def _way(rows: pl.DataFrame) -> Bars:
    """How many of the seven steps to live each partner has reached."""
    steps = len(PARTNER_STAGES)
    labels = tuple(Label(row["name"], _stage(row)) for row in rows.iter_rows(named=True))
    reached = tuple(min(order, steps) for order in rows["stage_order"])
    said = "; ".join(f"{label.name}: {label.said}" for label in labels)
    return Bars(
        labels,
        (
            Series("Steps reached", reached, "done"),
            Series(f"Steps to come, of {steps}: the last is live", tuple(steps - n for n in reached), "rest"),
        ),
        "steps",
        f"How many of {steps} steps to live each partner has reached. {said}.",
    )


def _stage(row: Mapping[str, Any]) -> str:
    since = row["days_in_stage"]
    return say("stage", row["stage"], PARTNERS) + (f" for {lapse(since)}" if since else "")


def _fact(row: Mapping[str, Any]) -> Fact:
    who = f"{row['name']} ({say('category', row['category'])})"
    said = f"{who}: {_lower(say('stage', row['stage'], PARTNERS))}"
    if row["stage_date"]:
        said += f" since {day(row['stage_date'])}"
    if row["planned_stage"]:
        said += f", {narrative.partners.stage_to_come(row)}"
    if row["next_step"] and row["stage"] != "withdrawn":
        passed = ", a date that has passed" if row["next_step_passed"] else ""
        said += f"; next: {row['next_step']}" + (
            f", {day(row['next_step_date'])}{passed}" if row["next_step_date"] else ""
        )
    return Fact(f"{said}.", row["since"], row["upload"])


def _concern(row: Mapping[str, Any]) -> Fact:
    raised = f"{row['partner']}, on {_lower(say('theme', row['theme']))}, raised {day(row['raised_date'])}"
    said = f"{raised}: {ended(row['concern'])} {narrative.partners.answer(row)}"
    return Fact(said, row["since"], row["upload"])


def _lower(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


SECTION = Section(60, "partners", "Partners", ("partners",), slides)
