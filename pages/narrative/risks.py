"""Risks: whether the register is provisional, how many there are and how severe, what moved, and who owns them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, day, every, listing, number, out_of
from pages.ui.labels import say

DEFAULTS: Mapping[str, int] = {"low_to": 6, "medium_to": 12, "high_to": 20}
"""The highest score of each band but the last, where the reader chose no others: a published scheme's (bodies differ)."""

MOST = 4
"""How many partners are named before the others are counted."""


def membership(row: Mapping[str, Any]) -> str:
    """‘Provisional until every partner in scope has committed: 5 of 8 have; it waits for …’, from partners_membership;
    once all have, ‘Membership confirmed on 12 December 2013: all 5 partners in scope have committed’."""
    if not row["partners"]:
        return "Provisional: no partner is in scope"
    if row["is_confirmed"]:
        have = "has" if row["partners"] == 1 else "have"
        return (
            f"Membership confirmed on {day(row['confirmed_on'])}: {every(row['partners'], 'partner')} in scope"
            f" {have} committed"
        )
    so_far = number(row["committed"]) if row["committed"] else "none"
    have = "has" if row["committed"] < 2 else "have"
    waiting = listing(row["waits_for"].split("; "), MOST)
    return (
        f"Provisional until every partner in scope has committed: {so_far} of {number(row['partners'])} {have}; it waits for"
        f" {waiting}"
    )


def still_provisional(membership: Mapping[str, Any], counts: Mapping[str, Any]) -> str:
    """‘; 12 risks are still marked provisional’ once membership is confirmed; otherwise empty."""
    many = counts["still_provisional"]
    if not membership["is_confirmed"] or not many:
        return ""
    return f"; {count(many, 'risk')} {'is' if many == 1 else 'are'} still marked provisional"


def counts(row: Mapping[str, Any]) -> str:
    """‘10 threats and 2 opportunities are open; of the threats 4 are high; 2 mitigations are overdue’, from risks_counts."""
    if not row["open"]:
        return f"No risk is open; {every(row['rows'], 'risk')} {'is' if row['rows'] == 1 else 'are'} closed"
    kinds = [
        count(row[many], noun, plural)
        for many, noun, plural in (("threats", "threat", ""), ("opportunities", "opportunity", "opportunities"))
        if row[many]
    ]
    parts = [f"{capital(listing(kinds))} {'is' if row['open'] == 1 else 'are'} open"]
    found = {band: row[f"{band}_threats"] for band in ("very_high", "high") if row[f"{band}_threats"]}
    bad = [f"{number(many)} {'is' if many == 1 else 'are'} {say('band', band).lower()}" for band, many in found.items()]
    if row["threats"] == 1:
        how = say("band", next(iter(found))).lower() if found else "neither high nor very high"
        parts.append(f"{'it' if row['open'] == 1 else 'the threat'} is {how}")
    elif row["threats"]:
        parts.append(f"of the threats {listing(bad)}" if bad else "no threat is high or very high")
    if row["overdue"]:
        parts.append(overdue(row["overdue"]))
    return "; ".join(parts)


def overdue(many: int) -> str:
    """‘2 mitigations are overdue’."""
    return f"{count(many, 'mitigation')} {'is' if many == 1 else 'are'} overdue"


def matrix(cells: pl.DataFrame, kind: str) -> str:
    """‘4 of 10 open threats are high or very high; 0 would be once the responses have worked’, from risks_matrix."""
    whole = int(cells["here"].sum())
    if not whole:
        return f"No {'threat' if kind == 'threat' else 'opportunity'} is open"
    if whole == 1:
        row = cells.filter(pl.col("here") == 1).row(0, named=True)
        return f"The one open {kind} is {say('band', row['band']).lower()}"
    above = cells.filter(pl.col("band_order") > 2)
    bad, left = int(above["here"].sum()), int(above["residual"].sum())
    plural = {"threat": "open threats", "opportunity": "open opportunities"}[kind]
    headline = f"{capital(out_of(bad, whole, f'open {kind}', plural=plural))} high or very high"
    # What is left is said only where it is known of all: of those that nobody scored nothing is.
    if not bad or left == bad or cells["residual"].sum() < whole:
        return headline
    return f"{headline}; {number(left) if left else 'none'} would be once each response has worked"


def since(row: Mapping[str, Any]) -> str:
    """‘Since 31 August 2013: 2 new, 4 worse, 2 better, 1 closed’, from risks_counts."""
    if row["before_day"] is None:
        return "The risks of the first report"
    parts = [
        f"{number(row[name])} {word}"
        for name, word in (
            ("added", "new"),
            ("reopened", "open again"),
            ("worse", "worse"),
            ("better", "better"),
            ("closed", "closed"),
        )
        if row[name]
    ]
    nothing = "no risk is new, open again, worse, better or closed"
    return f"Since {day(row['before_day'])}: {', '.join(parts) if parts else nothing}"


def by_owner(rows: pl.DataFrame) -> str:
    """‘Programme Director answers for most: 3 of 12 open risks’, from risks_by_owner."""
    whole, first = int(rows["risks"].sum()), rows.row(0, named=True)
    nobodys = int(rows.filter(pl.col("owner") == "Nobody")["risks"].sum())
    if nobodys:
        if nobodys == whole:
            return f"{'The one' if whole == 1 else 'No'} open risk has {'no' if whole == 1 else 'an'} owner"
        return f"{capital(out_of(nobodys, whole, 'open risk', ('has', 'have')))} no owner"
    if first["of_owner"] == whole:
        return f"{first['owner']} answers for {every(whole, 'open risk')}"
    alike = rows.filter(pl.col("of_owner") == first["of_owner"])["owner"].n_unique()
    if alike > 1:
        most = number(first["of_owner"])
        return f"{count(whole, 'open risk')}; no owner answers for more than {'one' if most == '1' else most}"
    return f"{first['owner']} answers for most: {number(first['of_owner'])} of {count(whole, 'open risk')}"


def by_partner(rows: pl.DataFrame) -> str:
    """‘10 of 12 open risks concern the programme as a whole’, from risks_by_partner."""
    whole = int(rows["risks"].sum())
    own = int(rows.filter(pl.col("partner") == "The programme")["risks"].sum())
    if own == whole:
        return f"{'The one' if whole == 1 else 'Every'} open risk concerns the programme as a whole"
    if rows["partner"].n_unique() == 1:
        return f"{capital(every(whole, 'open risk'))} {'concerns' if whole == 1 else 'concern'} {rows['partner'][0]}"
    if not own:
        return f"{capital(every(whole, 'open risk'))} concern single partners"
    return f"{capital(out_of(whole - own, whole, 'open risk', ('concerns', 'concern')))} a single partner"


def bands(limits: Mapping[str, int]) -> str:
    """‘Bands: up to 6 low, up to 12 medium, up to 20 high, above very high’."""
    low, medium, high = (limits[name] for name in DEFAULTS)
    return f"Bands: 1 to {low} low, to {medium} medium, to {high} high, over {high} very high"


def score(row: Mapping[str, Any], before: bool = True) -> str:
    """‘20 high, was 15’: the score of one row of risks_list with its band, and the score at the previous report."""
    parts = [f"{row['score']} {say('band', row['band']).lower()}"]
    if row["movement"] in ("new", "reopened"):
        parts.append({"new": "new", "reopened": "open again"}[row["movement"]])
    elif before and row["movement"] in ("worse", "better"):
        parts.append(f"{row['movement']}, was {row['before_score']}")
    if row["is_overdue"]:
        parts.append("overdue")
    return ", ".join(parts)
