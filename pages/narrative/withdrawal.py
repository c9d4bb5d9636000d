"""What if a partner withdraws: the restated figures, and which withdrawal would remove the most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.charts.theme import rating
from pages.ui.formatting import brief_money, count, listing, money, number, share

FIGURES = {
    "partners": "Partners", "committed": "Partners committed", "applications": "Applications that partners bring",
    "staff": "Staff that partners bring", "npv": "Net present value", "criteria": "Criteria without their partner",
    "risks": "Open risks without their partner", "concerns": "Open concerns without their partner", "met": "Criteria met",
}  # fmt: skip
"""Figure of partners_without → its name."""

NOBODY = "Nobody is in scope who could withdraw."

KINDS = {"criterion": "Criterion", "risk": "Risk", "concern": "Concern"}
"""Kind of partners_left_behind → in words."""


def restated(rows: pl.DataFrame, names: list[str]) -> str:
    """‘Without NHS Plymouth 6 partners bring 238 of 269 applications’, from partners_without."""
    by = {row["figure"]: row for row in rows.iter_rows(named=True)}
    left, scope = int(by["partners"]["without"]), by["applications"]
    who = f"Without {listing(names, 2)}"
    if not left:
        return f"{who} no partner is left"
    bring = f"{count(left, 'partner')} {'brings' if left == 1 else 'bring'}"
    if not scope["today"]:
        return (
            f"{who} {count(left, 'partner')} {'is' if left == 1 else 'are'} left of {number(by['partners']['today'])}"
        )
    return f"{who} {bring} {number(scope['without'])} of {count(int(scope['today']), 'application')}"


def figure_name(row: Mapping[str, Any]) -> str:
    """‘Criteria met’: the name of a figure of partners_without."""
    return FIGURES[row["figure"]]


def figure(row: Mapping[str, Any], which: str) -> str:
    """A figure of partners_without in words, as it is (`today`) or as it would be (`without`)."""
    value = row[which]
    return money(value) if row["figure"] == "npv" else number(value)


def unchanged(rows: pl.DataFrame) -> str:
    """‘As today: Net present value £3.84 million; Criteria met 0’, from partners_without; empty if all would change."""
    same = rows.filter(pl.col("today").eq_missing(pl.col("without"))).iter_rows(named=True)
    figures = "; ".join(f"{figure_name(row)} {figure(row, 'today')}" for row in same)
    return f"As today: {figures}" if figures else ""


def difference(row: Mapping[str, Any]) -> str:
    """‘7 today’, ‘as today’."""
    return "as today" if row["today"] == row["without"] else f"{figure(row, 'today')} today"


def shares(rows: pl.DataFrame) -> str:
    """‘Plymouth City Council would bear 70% of the capital, 62% today’, from partners_shares_without."""
    known = rows.filter(pl.col("share_pct").is_not_null())
    if known.is_empty():
        return "It isn't known yet what the partners bring, so no capital can be shared"
    if not rows["withdraws"].any():
        row = known.row(0, named=True)
        return f"{row['name']} bears {share(row['share_pct'])} of the capital, if it is shared by what each brings"
    stays = known.filter(~pl.col("withdraws"))
    if stays.is_empty():
        return "Nobody is left who would bear the capital"
    row = stays.row(0, named=True)
    return f"{row['name']} would bear {share(row['without_pct'])} of the capital, {share(row['share_pct'])} today"


def share_of(row: Mapping[str, Any]) -> str:
    """‘62% → 70%, £1.86m → £2.1m’, ‘withdraws: 12%, £350k’, from a row of partners_shares_without."""
    if row["share_pct"] is None:
        return "not known" if not row["withdraws"] else "withdraws"
    gbp = "" if row["gbp"] is None else f", {brief_money(row['gbp'])}"
    if row["withdraws"]:
        return f"withdraws: {share(row['share_pct'])}{gbp}"
    if row["without_pct"] == row["share_pct"]:
        return f"{share(row['share_pct'])}{gbp}"
    then = "" if row["gbp"] is None else f", {brief_money(row['gbp'])} → {brief_money(row['without_gbp'])}"
    return f"{share(row['share_pct'])} → {share(row['without_pct'])}{then}"


def most(rows: pl.DataFrame) -> str:
    """‘Without Plymouth City Council most would go: 167 applications and £400,000 of value’, from partners_withdrawals."""
    row = rows.row(0, named=True)
    if row["applications"] is None:
        return "What each partner's withdrawal would take away isn't known yet"
    if rows.height == 1:
        return f"{row['name']} brings {took(row)}"
    alike = rows.filter(pl.col("applications") == row["applications"])["name"].to_list()
    if len(alike) > 1:
        return f"{listing(alike, 2)} bring most, {count(row['applications'], 'application')} each"
    return f"{row['name']} brings most: {took(row)}"


def took(row: Mapping[str, Any]) -> str:
    """‘31 applications, 22 staff and £120,000 of net present value’, from a row of partners_withdrawals."""
    parts = []
    if row["applications"] is not None:
        parts.append(count(row["applications"], "application"))
    if row["staff"] is not None:
        parts.append(f"{number(row['staff'])} staff")
    if row["npv_change_gbp"]:
        parts.append(f"{brief_money(-row['npv_change_gbp'])} of net present value")
    return listing(parts) or "not known yet"


def named(rows: pl.DataFrame) -> str:
    """‘5 criteria still to meet and 2 open risks name a partner: Plymouth City Council most, 2’, from
    partners_withdrawals; empty if nothing names one."""
    each = [(row["name"], (row["criteria"] or 0) + (row["risks"] or 0)) for row in rows.iter_rows(named=True)]
    if not (sums := _naming({column: rows[column].sum() for column in ("criteria", "risks")})):
        return ""
    most = max(many for _, many in each)
    alike = [name for name, many in each if many == most]
    return f"{sums} a partner: {listing(alike, 2)} most, {most}{' each' if len(alike) > 1 else ''}"


def hangs(row: Mapping[str, Any], *, or_else: str = "no criterion still to meet and no open risk names it") -> str:
    """‘2 criteria and 1 open risk name it’, from a row of partners_withdrawals."""
    naming = _naming(row)
    return f"{naming} it" if naming else or_else


def _naming(row: Mapping[str, Any]) -> str:
    """‘2 criteria still to meet and 1 open risk name’; empty if there are none."""
    parts = [
        count(row[column], one, many)
        for column, one, many in (("criteria", "criterion still to meet", "criteria still to meet"), ("risks", "open risk", ""))
        if row[column]
    ]  # fmt: skip
    many = (row["criteria"] or 0) + (row["risks"] or 0)
    return f"{listing(parts)} {'names' if many == 1 else 'name'}" if parts else ""


def ratings(rows: pl.DataFrame) -> str:
    """‘3 criteria of System design and Go-live would lose their partner; no rating changes’, from partners_ratings_without."""
    hanging = int(rows["hanging"].sum())
    if not hanging:
        return "No rating changes, and no criterion still to meet would lose its partner"
    of = rows.filter(pl.col("hanging") > 0)
    changed = of.filter(pl.col("rating") != pl.col("rating_if_waived"))["name"].to_list()
    which = f"{count(hanging, 'criterion', 'criteria')} of {listing(of['name'].to_list(), 2)}"
    headline = f"{which} would lose {'its' if hanging == 1 else 'their'} partner"
    if changed:
        return f"{headline}; if waived, {listing(changed, 2)} would be rated otherwise"
    return f"{headline}; no rating changes"


def rated(row: Mapping[str, Any]) -> str:
    """‘Amber as today; 2 of 7 without their partner, ● green if waived’, from a row of partners_ratings_without."""
    as_it_is, hanging = rating(row["rating"]).word, row["hanging"]
    if not hanging:
        return f"{as_it_is} as today; none without its partner"
    then = rating(row["rating_if_waived"])
    what = f"{number(hanging)} of {number(row['criteria'])} without {'its' if hanging == 1 else 'their'} partner"
    if row["rating_if_waived"] == row["rating"]:
        return f"{as_it_is} as today; {what}"
    return f"{as_it_is} as today; {what}, {then.shape} {then.word.lower()} if waived"
