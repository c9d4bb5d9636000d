"""Charts of the risks: the matrix, the score of each, and how many each owner or partner has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages import narrative
from pages.charts import risks as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.links import go
from pages.ui.page import View

SCORED = (
    "title", "kind", "score", "band", "residual_score", "residual_band", "movement", "before_score", "owner", "due_date",
    "is_overdue", "since", "upload",
)  # fmt: skip


def matrix(view: View, kind: str, limits: Mapping[str, int], chosen: Mapping[str, Any]) -> None:
    """Open risks of one kind by likelihood and impact; a click lists those in a square. `chosen`: the square in the
    address."""
    cells = view.ask("risks_matrix", kind=kind, **limits)
    moves = view.ask("risks_moves", kind=kind, **limits)
    headline = narrative.risks.matrix(cells, kind)
    clicked = figures.show(
        charts.matrix(cells, moves.to_dicts(), kind, view.palette), title=headline,
        alt=f"Risks by likelihood and impact, as they stand and once the responses have worked. {headline}.",
        rows=cells.filter((pl.col("here") > 0) | (pl.col("residual") > 0)), key="risk_matrix",
        rule=rule("risk_score", "risk_open") + f" {narrative.risks.bands(limits)}.", selects=True, compact=True, leads=True,
        columns=("likelihood", "impact", "band", "here", "titles", "residual", "residual_titles"),
    )  # fmt: skip
    for stands, likelihood, impact in clicked:
        of_after = {"stands": "residual"} if stands == "residual" else {}
        go(view, "risks", **{**chosen, "kind": kind}, likelihood=likelihood, impact=impact, open="yes", **of_after)


def scores(view: View, rows: pl.DataFrame, counts: Mapping[str, Any], limits: Mapping[str, int]) -> None:
    """Each open risk on the scale; a click opens it. `rows`: risks_list."""
    headline = narrative.risks.since(counts)
    clicked = figures.show(
        charts.scores(rows, limits, view.palette), title=headline,
        alt=f"Each risk's score now, at the report before, and once its response has worked. {headline}.", rows=rows,
        key="risk_scores", rule=rule("risk_moved"), selects=True, compact=True, columns=SCORED, drawn=charts.SCORED,
    )  # fmt: skip
    for (risk_id,) in clicked:
        go(view, "risks", risk_id=risk_id)


def owners(view: View, limits: Mapping[str, int], chosen: Mapping[str, Any]) -> None:
    """How many risks each owner answers for; a click lists them."""
    rows = view.ask("risks_by_owner", **limits)
    headline = narrative.risks.by_owner(rows)
    clicked = figures.show(
        charts.by_band(rows, "owner", "of_owner", view.palette), title=headline, alt=f"Open risks by owner and band. {headline}.",
        rows=rows, key="risk_owners", rule=rule("risk_overdue"), selects=True, compact=True,
        columns=("owner", "band", "risks", "overdue", "of_owner"),
    )  # fmt: skip
    for owner, band in clicked:
        go(view, "risks", **chosen, owner=owner, band=band, open="yes")


def partners(view: View, limits: Mapping[str, int], chosen: Mapping[str, Any]) -> None:
    """How many risks concern each partner; a click lists them."""
    rows = view.ask("risks_by_partner", **limits)
    headline = narrative.risks.by_partner(rows)
    clicked = figures.show(
        charts.by_band(rows, "partner", "of_partner", view.palette), title=headline,
        alt=f"Open risks by partner and band. {headline}.", rows=rows, key="risk_partners", selects=True, compact=True,
        rule=rule("risk_overdue"), columns=("partner", "band", "risks", "overdue", "of_partner"),
    )  # fmt: skip
    for partner, band in clicked:
        go(view, "risks", **chosen, partner=partner, band=band, open="yes")
