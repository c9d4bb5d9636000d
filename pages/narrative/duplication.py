"""Duplication: functions and products held several times, similar names, flows between departments, value and fit, and
contracts and support that end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, listing, number


def functions(rows: pl.DataFrame) -> str:
    """‘17 business functions are served in several departments, by 53 applications; Managing casework by 8 in 4’."""
    if rows.is_empty():
        return "No business function is served by two applications"
    most = rows.row(0, named=True)
    if not most["shared_functions"]:
        each = "all" if rows.height == 1 else "each"
        return f"{_are(rows.height, 'business function', 'has', 'have')} several applications, {each} in one department"
    if most["shared_functions"] == 1:
        return (
            f"1 business function is served in several departments: {most['business_function']}, by"
            f" {number(most['applications'])} applications in {number(most['departments'])}"
        )
    return (
        f"{_are(most['shared_functions'], 'business function', 'is', 'are')} served in several departments, by"
        f" {count(most['shared_applications'], 'application')}; {most['business_function']} by"
        f" {number(most['applications'])} in {number(most['departments'])}"
    )


def products(rows: pl.DataFrame) -> str:
    """‘23 products are held by several departments, as 113 applications; November Archive by 6’."""
    if rows.is_empty():
        return "No product is held twice"
    most = rows.row(0, named=True)
    if not most["shared_products"]:
        each = "" if rows.height == 1 else "each "
        return f"{_are(rows.height, 'product', 'is', 'are')} held several times, {each}in one department"
    if most["shared_products"] == 1:
        return (
            f"1 product is held by several departments: {most['product']}, as {number(most['applications'])} applications in"
            f" {number(most['departments'])}"
        )
    return (
        f"{_are(most['shared_products'], 'product', 'is', 'are')} held by several departments, as"
        f" {count(most['shared_applications'], 'application')}; {most['product']} by {number(most['departments'])}"
    )


def pairs(rows: pl.DataFrame) -> str:
    """‘12 pairs of applications are called nearly the same: 9 applications’."""
    if rows.is_empty():
        return "No two applications are called nearly the same at this likeness"
    found = rows.row(0, named=True)
    among = count(found["applications"], "application")
    return f"{_are(found['pairs'], 'pair', 'is', 'are')} called nearly the same, among {among}"


def suppliers(rows: pl.DataFrame) -> str:
    """‘2 pairs of suppliers are spelt nearly alike: perhaps one firm’."""
    if rows.is_empty():
        return "No two suppliers are spelt nearly alike at this likeness"
    return f"{_are(rows.height, 'pair', 'is', 'are')} of suppliers spelt nearly alike: perhaps one firm"


def flows(rows: pl.DataFrame) -> str:
    """‘142 of 158 interfaces run between departments; most from Adult social care to Finance, 8’."""
    if rows.is_empty():
        return "No interfaces have been reported"
    whole, across = rows["total"][0], rows["total_across"][0]
    most = rows.filter(~pl.col("within"))
    if most.is_empty():
        return f"{capital(count(whole, 'interface'))}, each within one department"
    first = most.row(0, named=True)
    between = (
        "The one interface runs between departments"
        if whole == 1
        else f"{number(across)} of {count(whole, 'interface')} {'runs' if across == 1 else 'run'} between departments"
    )
    return f"{between}; most from {first['source_department']} to {first['target_department']}, {number(first['interfaces'])}"


VERBS = {
    "invest": "to invest in", "migrate": "of value, poorly built", "tolerate": "to tolerate", "eliminate": "to eliminate",
}  # fmt: skip
"""Quadrant → what it is said to be; ‘to migrate’ is a disposition, and would be taken for one."""


def scores(rows: pl.DataFrame) -> str:
    """‘93 to invest in, 59 of value, poorly built, 43 to tolerate, 50 to eliminate; 32 lack a score’."""
    whole = dict(rows.select("time_quadrant", "quadrant_applications").unique().iter_rows())
    lacking = whole.pop(None, 0)
    parts = [f"{number(whole[name])} {verb}" for name, verb in VERBS.items() if name in whole]
    if not parts:
        return "No application has both scores"
    rest = f"; {number(lacking)} {'lacks' if lacking == 1 else 'lack'} a score" if lacking else ""
    return f"{listing(parts)}{rest}"


def endings(rows: pl.DataFrame) -> str:
    """‘10 contracts and 4 support agreements end before the go-live and the move, with no successor; 62 end after it’."""
    if rows.is_empty():
        return "No end of a contract or of support is known of what has not moved"
    if rows["go_live_date"][0] is None:
        return "When contracts and support end; there is no go-live to hold them against"
    found = {row["what"]: row for row in rows.unique("what").iter_rows(named=True)}
    gaps = [
        count(found[what]["total_gaps"], noun)
        for what, noun in (("contract", "contract"), ("support", "support agreement"))
        if what in found and found[what]["total_gaps"]
    ]
    several = sum(row["total_gaps"] for row in found.values()) != 1
    early = (
        f"{capital(listing(gaps))} {'end' if several else 'ends'} before the go-live and the move, with no successor"
        f"{_ended(found)}"
        if gaps
        else "No contract or support ends before the go-live and the move without a successor"
    )
    late = found["contract"]["total_late"] if "contract" in found else 0
    if not late:
        return early
    return f"{early}; {count(late, 'contract')} of what moves {'runs' if late == 1 else 'run'} past the go-live"


def _ended(found: Mapping[str, Mapping[str, Any]]) -> str:
    """‘, of which 5 have ended already’."""
    ended = sum(row["total_gaps_ended"] for row in found.values())
    return f", of which {number(ended)} {'has' if ended == 1 else 'have'} ended already" if ended else ""


def successors(rows: pl.DataFrame) -> str:
    """‘38 of 47 applications to be replaced or retired have no successor named’."""
    if rows.is_empty():
        return "No application is still to be replaced or retired"
    whole, missing = int(rows["applications"].sum()), int(rows["missing"].sum())
    if not missing:
        return f"A successor is named for {'the one application' if whole == 1 else f'all {number(whole)} applications'} to go"
    if whole == 1:
        return "The one application to be replaced or retired has no successor named"
    return (
        f"{number(missing)} of {count(whole, 'application')} to be replaced or retired"
        f" {'has' if missing == 1 else 'have'} no successor named"
    )


def _are(many: int, noun: str, one: str, several: str) -> str:
    """‘17 business functions are’."""
    return f"{capital(count(many, noun))} {one if many == 1 else several}"
