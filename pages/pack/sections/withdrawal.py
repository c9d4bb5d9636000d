"""If a partner withdraws: what the reader's choice would restate, and what each withdrawal alone would remove."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.charts.theme import rating
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide, Table
from pages.ui.formatting import capital
from queries import View

MOST, MOST_HANGING = 7, 5


def slides(view: View, withdrawn: str | None = None, shared_by: str | None = None) -> list[Slide]:
    """`withdrawn`, `shared_by`: a reader's choices, as on the screen; without them, each partner alone."""
    restated = _restated(view, withdrawn, shared_by) if withdrawn else []
    return [*restated, *_each(view, "withdrawal_each" if restated else "withdrawal")]


def _restated(view: View, withdrawn: str, shared_by: str | None) -> list[Slide]:
    """Every figure as it would be beside today's, and the coming gateways; none if no chosen body is a partner."""
    shares = view.ask("partners_shares_without", withdrawn=withdrawn, shared_by=shared_by)
    names = tabulation.named_briefly(shares.filter("withdraws"))["name"].to_list()
    if not names:
        return []
    figures = view.ask("partners_without", withdrawn=withdrawn)
    hanging = view.ask("partners_left_behind", withdrawn=withdrawn)
    gateways = view.ask("partners_ratings_without", withdrawn=withdrawn)
    facts = tuple(
        Fact(f"{narrative.withdrawal.figure_name(row)}: {narrative.withdrawal.figure(row, 'without')},"
             f" {narrative.withdrawal.difference(row)}.")
        for row in figures.iter_rows(named=True)
    )  # fmt: skip
    made = [
        Slide(
            "withdrawal",
            narrative.withdrawal.restated(figures, names),
            chart=_shares(shares.filter(pl.col("share_pct").is_not_null()).head(MOST)),
            table=_beside(figures),
            facts=(*facts, Fact(f"{narrative.withdrawal.shares(shares)}.")),
            rule=rule("withdrawal"),
            whole=shares["share_pct"].count(),
            behind=tabulation.table(shares, ("name", "brings", "share_pct", "gbp", "without_pct", "without_gbp")),
        )
    ]
    if gateways.height:
        made.append(
            Slide(
                "withdrawal_ratings",
                narrative.withdrawal.ratings(tabulation.named_briefly(gateways)),
                chart=_ratings(gateways.head(MOST)),
                table=_hanging(hanging) if hanging.height else None,
                facts=tuple(
                    Fact(f"{row['name']}: {narrative.withdrawal.rated(row)}.")
                    for row in gateways.head(MOST).iter_rows(named=True)
                ),
                rule=rule("withdrawal_ratings"),
                whole=gateways.height,
                behind=tabulation.table(hanging, ("kind", "title", "partner", "item_id")),
            )
        )
    return made


def _beside(figures: pl.DataFrame) -> Table:
    """Each figure that changes, as it is and as it would be."""
    changed = figures.filter(pl.col("today").ne_missing(pl.col("without")))
    rows = tuple(
        (
            narrative.withdrawal.figure_name(row), narrative.withdrawal.figure(row, "today"),
            narrative.withdrawal.figure(row, "without"),
        )
        for row in changed.iter_rows(named=True)
    )  # fmt: skip
    return Table(("Figure", "Today", "Then"), rows, (False, True, True))


def _shares(known: pl.DataFrame) -> Bars | None:
    """How the cost would be shared, among partners that report what they bring."""
    if known.is_empty():
        return None
    rows = list(known.iter_rows(named=True))
    labels = tuple(Label(row["name"], narrative.withdrawal.share_of(row)) for row in rows)
    parts = (
        Series("Would bear", tuple(row["without_pct"] or 0 for row in rows), "coming"),
        Series("Withdraws", tuple((row["share_pct"] or 0) if row["withdraws"] else 0 for row in rows), "late"),
    )
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(
        labels,
        tuple(part for part in parts if any(part.values)),
        "per cent",
        f"Shares of the capital. {listed}.",
        False,
    )


def _hanging(hanging: pl.DataFrame) -> Table:
    """The first items that would be left without their partner; the rows behind have them all."""
    named = hanging.with_columns(pl.col("kind").replace(narrative.withdrawal.KINDS))
    return tabulation.table(named, ("kind", "title", "partner"), most=MOST_HANGING, width=60)


def _ratings(gateways: pl.DataFrame) -> Bars:
    rows = list(gateways.iter_rows(named=True))
    labels = tuple(
        Label(row["name"], f"{rating(row['rating']).shape} {narrative.withdrawal.rated(row)}") for row in rows
    )
    parts = (
        Series("Met", tuple(row["met"] for row in rows), "done"),
        Series("Without their partner", tuple(row["hanging"] for row in rows), "late"),
        Series("Not met yet", tuple(row["criteria"] - row["met"] - row["hanging"] for row in rows), "rest"),
    )
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return Bars(labels, tuple(part for part in parts if any(part.values)), "criteria", f"{capital(listed)}.")


def _each(view: View, key: str) -> list[Slide]:
    """What each partner alone would take with it."""
    rows = view.ask("partners_withdrawals")
    known = rows.filter(pl.col("applications").is_not_null())
    if known.is_empty():
        return []
    shown = list(known.head(MOST).iter_rows(named=True))
    labels = tuple(Label(row["name"], f"brings {narrative.withdrawal.took(row)}") for row in shown)
    listed = "; ".join(f"{label.name} {label.detail}" for label in labels)
    return [
        Slide(
            key,
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
            whole=known.height,
            behind=tabulation.table(rows, ("name", "applications", "staff", "npv_change_gbp", "criteria", "risks")),
        )
    ]  # fmt: skip


SECTION = Section(
    62, "withdrawal", "If a partner withdraws", ("partners",), slides, "no partner that says what it brings",
    takes={"withdrawn": "partners_without", "shared_by": "partners_shares_without"},
)  # fmt: skip
