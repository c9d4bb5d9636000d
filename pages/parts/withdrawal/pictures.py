"""Charts of a withdrawal: the shares of the cost, the restated figures, and what would be left without its partner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import withdrawal as charts
from pages.narrative.methodology import rule
from pages.ui import figures, tables, tiles
from pages.ui.formatting import capital, plain
from pages.ui.links import go, link
from pages.ui.page import View
from pages.ui.tiles import Tile

BASES: Mapping[str, str] = {"applications": "Applications", "staff": "Staff"}
"""By what the cost is shared, of what partners bring → in words."""

BRINGS = ("name", "applications", "staff", "npv_change_gbp", "criteria", "risks", "stage")


def shares(view: View, chosen: Sequence[str], by: str) -> None:
    """Each partner's share of the capital, as it is and without those that withdraw. A click opens a partner."""
    rows = view.ask("partners_shares_without", withdrawn=_joined(chosen), shared_by=by)
    headline = narrative.withdrawal.shares(rows)
    clicked = figures.show(
        charts.shares(rows, view.palette),
        title=headline, alt=f"How the capital would be shared. {headline}.", rows=rows, key="withdrawal_shares",
        rule=rule("withdrawal"), selects=True, compact=True, leads=True, drawn=charts.MOST,
        columns=("name", "brings", "share_pct", "gbp", "without_pct", "without_gbp", "withdraws"),
    )  # fmt: skip
    for (partner_id,) in clicked:
        go(view, "partners", partner_id=partner_id)


def restated(view: View, partners: pl.DataFrame, chosen: Sequence[str], by: str) -> None:
    """Every figure as it would be, with today's beside it. `partners`: the rows of partners_withdrawals."""
    rows = view.ask("partners_without", withdrawn=_joined(chosen))
    names = partners.filter(pl.col("partner_id").is_in(chosen))["name"].to_list()
    figures.show(
        None, title=narrative.withdrawal.restated(rows, names), alt="", key="withdrawal_restated",
        rows=rows.with_columns(pl.col("figure").replace(narrative.withdrawal.FIGURES)),
        rule=rule("withdrawal"), compact=True, columns=("figure", "today", "without", "name"),
    )  # fmt: skip
    tiles.show(
        view,
        [
            Tile(
                narrative.withdrawal.figure_name(row), capital(narrative.withdrawal.figure(row, "without")),
                change=narrative.withdrawal.difference(row), rule=row["name"] or "",
            )
            for row in rows.filter(pl.col("today").ne_missing(pl.col("without"))).iter_rows(named=True)
        ],
        across=3,
    )  # fmt: skip
    if same := narrative.withdrawal.unchanged(rows):
        st.caption(plain(same))
    link(view, "outlook", "See what less in scope would do to the odds →")
    link(view, "briefing", "Show this as a slide →", slide="withdrawal", withdrawn=_joined(chosen), shared_by=by)


def gateways(view: View, chosen: Sequence[str]) -> None:
    """The coming gateways with their rating now, and their rating if the dependent criteria were waived. A click opens
    a gateway."""
    rows = view.ask("partners_ratings_without", withdrawn=_joined(chosen))
    if rows.is_empty():
        return
    headline = narrative.withdrawal.ratings(rows)
    clicked = figures.show(
        charts.ratings(rows, view.palette),
        title=headline, alt=f"Criteria and ratings of the gateways to come. {headline}.", rows=rows, key="withdrawal_ratings",
        rule=rule("withdrawal_ratings", "rating"), selects=True, compact=True, drawn=charts.MOST,
        columns=("name", "expected_date", "rating", "rating_if_waived", "criteria", "met", "hanging", "overdue"),
    )  # fmt: skip
    for (gateway_id,) in clicked:
        go(view, "gateways", gateway_id=gateway_id)


def each(view: View, partners: pl.DataFrame) -> None:
    """What the withdrawal of each partner alone would remove; a click assumes it."""
    headline = narrative.withdrawal.most(partners)
    clicked = figures.show(
        charts.each(partners, view.palette), title=headline, alt=f"What each partner's withdrawal would take away. {headline}.",
        rows=partners, key="withdrawal_each", rule=rule("withdrawal"), selects=True, compact=True, leads=True, drawn=charts.MOST,
        columns=BRINGS,
    )  # fmt: skip
    for (partner_id,) in clicked:
        go(view, "withdrawal", withdrawn=partner_id)


def named(view: View, partners: pl.DataFrame) -> None:
    """The criteria and risks that name each partner; nothing if none does. A click assumes its withdrawal."""
    headline = narrative.withdrawal.named(partners)
    if not headline:
        return
    clicked = figures.show(
        charts.named(partners, view.palette), title=headline, alt=f"What would be left without its partner. {headline}.",
        rows=partners, key="withdrawal_named", rule=rule("withdrawal"), selects=True, compact=True, drawn=charts.MOST,
        columns=BRINGS,
    )  # fmt: skip
    for (partner_id,) in clicked:
        go(view, "withdrawal", withdrawn=partner_id)


def table(partners: pl.DataFrame, view: View) -> None:
    """The same in full; choosing a row assumes it."""
    tables.show(
        partners, key="withdrawals", alt="What the withdrawal of each partner alone would take away",
        opens=lambda row: go(view, "withdrawal", withdrawn=row["partner_id"]),
        columns=BRINGS,
    )  # fmt: skip


def hanging(view: View, chosen: Sequence[str]) -> None:
    """The criteria, risks and concerns that would name a partner that has gone."""
    rows = view.ask("partners_left_behind", withdrawn=_joined(chosen))
    if rows.is_empty():
        return
    st.header("What would be left without its partner", anchor=False)
    tables.show(
        rows.with_columns(pl.col("kind").replace(narrative.withdrawal.KINDS)), key="left_behind",
        alt="Criteria, risks and concerns that would name a partner that has withdrawn",
        columns=("kind", "title", "partner", "item_id"),
    )  # fmt: skip


def _joined(chosen: Sequence[str]) -> str | None:
    return ",".join(chosen) or None
