"""Vehicle options: how the forms of the service vehicle score, what would change that, and at what cost."""

from __future__ import annotations

import polars as pl

from data.number_text import rounded
from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide
from queries import View

MOST = 10
"""How many options a slide holds; the rows behind hold every one."""


def slides(view: View) -> list[Slide]:
    rows = view.ask("vehicle_appraisal")
    if rows.is_empty():
        return []
    turning, places = view.ask("vehicle_turning_points"), narrative.vehicle.decimals(rows["score"])
    return [
        Slide(
            "vehicle",
            narrative.vehicle.heading(rows),
            chart=_scores(rows),
            facts=(
                Fact(f"{narrative.vehicle.heading(rows)}.", rows["since"].max(), None),  # type: ignore[arg-type]
                *(Fact(f"{row['option']}: {narrative.vehicle.standing(row, places)}.", row["since"], row["upload"])
                  for row in rows.iter_rows(named=True)),
                Fact(f"{narrative.vehicle.what_turns(turning, rows)}."),
                *(Fact(remark) for remark in narrative.vehicle.remarks(rows)),
            ),
            rule=f"The weights are those uploaded. {rule('scores')}",
            whole=rows.height,
            behind=tabulation.table(
                view.ask("vehicle_contributions"), ("option", "criterion", "weight", "score", "contribution")
            ),
        )
    ]  # fmt: skip


def _scores(rows: pl.DataFrame) -> Bars:
    """The score of each option, with its cost."""
    shown = list(rows.head(MOST).iter_rows(named=True))
    places = narrative.vehicle.decimals(rows["score"])
    labels = tuple(Label(row["option"], narrative.vehicle.standing(row, places)) for row in shown)
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels, (Series("Score of 5", tuple(float(rounded(row["score"] or 0, 2)) for row in shown), "done"),), "points",
        f"The options by their weighted scores. {listed}.", shows_values=False,
    )  # fmt: skip


SECTION = Section(77, "vehicle", "Vehicle options", ("vehicle_options",), slides)
