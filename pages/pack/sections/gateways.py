"""Gateways: what remains until the next one, and which rating the rule supports."""

from __future__ import annotations

from datetime import date

import polars as pl

from pages import narrative
from pages.charts.theme import rating
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Columns, Fact, Label, Role, Section, Series, Slide
from pages.ui.formatting import capital, listing, short
from queries import View

MOST, BARS, REPORTS = 6, 6, 8
"""Rows of the table, bars and columns of the charts that a slide holds."""


def slides(view: View) -> list[Slide]:
    rows = view.ask("gateways_status")
    if rows.is_empty():
        return []
    ratings = Slide(
        "gateways_ratings",
        narrative.gateways.gateways(tabulation.named_briefly(rows)),
        chart=_ratings(view.ask("gateways_ratings")),
        table=tabulation.table(
            _pressing(rows),
            ("name", "expected_date", "declared_rating", "computed_rating"),
            most=MOST,
            width=44,
        ),
        facts=tuple(_facts(rows, view.as_at)),
        rule=rule("rating", "declared"),
        behind=tabulation.table(
            rows,
            ("name", "baseline_date", "expected_date", "slip_days", "criteria_met", "criteria", "declared_rating",
             "computed_rating", "upload"),
        ),
    )  # fmt: skip
    judged = rows.filter(pl.col("criteria") > 0).sort("is_done", "expected_date", maintain_order=True)
    if judged.is_empty():
        return [Slide(**{**ratings.__dict__, "key": "gateways"})]
    criteria = Slide(
        "gateways",
        criteria_headline(judged),
        chart=_criteria(judged.head(BARS)),
        facts=tuple(
            Fact(f"{row['name']}: {narrative.gateways.criteria(row['criteria_met'], row['criteria'], row['overdue'])}.",
                 row["criteria_since"], row["criteria_upload"])
            for row in judged.head(MOST).iter_rows(named=True)
        ),
        rule=rule("criteria", "overdue"),
        whole=judged.height,
        behind=tabulation.table(
            view.ask("gateways_criteria"), ("gateway", "criterion", "partner", "status", "due_date", "met_date", "upload"),
        ),
    )  # fmt: skip
    return [criteria, ratings]


def _ratings(counted: pl.DataFrame) -> Columns | None:
    """How the computed ratings moved from report to report; None for a single report."""
    days = counted["reporting_date"].unique().sort().to_list()[-REPORTS:]
    if len(days) < 2:
        return None
    found = {(row["reporting_date"], row["computed_rating"]): row["gateways"] for row in counted.iter_rows(named=True)}
    codes: tuple[Role, ...] = ("green", "amber", "red")
    parts = tuple(
        Series(f"{rating(code).shape} {rating(code).word}", tuple(found.get((day, code), 0) for day in days), code)
        for code in codes
    )
    listed = "; ".join(
        f"{name} " + ", ".join(f"{part.values[at]} {rating(part.role).word.lower()}" for part in parts if part.values[at])
        for at, name in enumerate(narrative.gateways.columns_called(days, "%B"))
    )  # fmt: skip
    return Columns(
        tuple(narrative.gateways.columns_called(days)), tuple(part for part in parts if any(part.values)), "items",
        f"Gateways and milestones by computed rating, report by report. {listed}.",
    )  # fmt: skip


def _pressing(rows: pl.DataFrame) -> pl.DataFrame:
    """Gateways and the go-live first, then coming milestones that slip or are doubted, then the rest."""
    return (
        rows.with_columns(
            place=pl.when(pl.col("kind") != "milestone").then(0).when(~pl.col("is_done")).then(1).otherwise(2),
            calm=(pl.col("computed_rating") == "green") & ~pl.col("declared_is_better"),
        )
        .sort("place", "calm", "expected_date", "gateway_id")
        .drop("place", "calm")
    )


def criteria_headline(judged: pl.DataFrame) -> str:
    """‘System design, the next with criteria: none of 7 criteria met, 1 overdue’, from those with criteria, next first."""
    coming = judged.filter(~pl.col("is_done"))
    if coming.is_empty():
        return "Every gateway with criteria has been passed"
    row = coming.row(0, named=True)
    met = narrative.gateways.criteria(row["criteria_met"], row["criteria"], row["overdue"])
    return f"{short(row['name'], 60)}, the next with criteria: {met}"


def _criteria(judged: pl.DataFrame) -> Bars:
    rows = list(judged.iter_rows(named=True))
    met, overdue = [row["criteria_met"] for row in rows], [row["overdue"] for row in rows]
    coming = [row["criteria"] - row["criteria_met"] - row["overdue"] for row in rows]
    labels = tuple(
        Label(short(row["name"], 70), narrative.gateways.criteria(row["criteria_met"], row["criteria"], row["overdue"]))
        for row in rows
    )
    parts = [Series("Met", tuple(met), "done"), Series("Overdue", tuple(overdue), "late"),
             Series("Still to come", tuple(coming), "rest")]  # fmt: skip
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels, tuple(part for part in parts if any(part.values)), "criteria", f"Criteria by gateway. {listed}."
    )


def _facts(rows: pl.DataFrame, as_at: date) -> list[Fact]:
    facts = []
    for row in _pressing(rows).head(MOST + 3).iter_rows(named=True):
        words = f"{narrative.gateways.gateway(row, as_at)}. The computed rating is {rating(row['computed_rating']).word.lower()}"
        if row["declared_rating"]:
            better = ", which the rule does not support" if row["declared_is_better"] else ""
            words += f"; its owner declares {rating(row['declared_rating']).word.lower()}{better}"
        also = (
            (row["criteria_since"], row["criteria_upload"]) if row["overdue"] else (None, None)
        )  # the rating rests on it
        facts.append(Fact(f"{words}.", row["since"], row["upload"], also))
    stale = rows.filter(pl.col("stale"))["name"].to_list()
    if stale:
        facts.append(Fact(f"{capital(listing(stale, 3))}: no update for two reports or more."))
    return facts


SECTION = Section(40, "gateways", "Gateways", ("gateways",), slides)
