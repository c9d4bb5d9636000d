"""Services: how our rates compare, and how many service levels were agreed when a gateway was due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, day, exact_money, number, out_of, share


def rates(rows: pl.DataFrame) -> str:
    """‘9 of 11 rates are lower than the comparator; 1 service has none’, from services_list."""
    known = rows.filter(pl.col("stands").is_not_null())
    if known.is_empty():
        return "No rate has a comparator"
    lower = known.filter(pl.col("stands") == "lower").height
    headline = f"{capital(out_of(lower, known.height, 'rate'))} lower than the comparator"
    without = rows.height - known.height
    return f"{headline}; {count(without, 'service')} {'has' if without == 1 else 'have'} none" if without else headline


def beside(row: Mapping[str, Any], *, unit: str | None = None) -> str:
    """‘£6.20 beside £7.10, 12.7% lower’, of one row of services_list; with a `unit` ‘£6.20 beside £7.10 a user a month, …’."""
    of = f" {unit}" if unit else ""
    if row["stands"] is None:
        return f"{exact_money(row['rate_gbp'])}{of}, no comparator" if row["rate_gbp"] is not None else "no rate yet"
    both = f"{exact_money(row['rate_gbp'])} beside {exact_money(row['comparator_rate_gbp'])}{of}"
    return f"{both}, the same" if row["stands"] == "same" else f"{both}, {share(abs(row['gap_pct']))} {row['stands']}"


def agreed(rows: pl.DataFrame) -> str:
    """‘11 of 12 service levels are agreed; 5 were not on 3 July 2013, when ‘System design’ was passed’, from
    services_at_gateways, for the latest day on which a gateway was due by its baseline, due, or passed."""
    now = rows.filter(pl.col("moment") == "now").row(0, named=True)
    headline = f"{capital(out_of(now['agreed'], now['services'], 'service level'))} agreed"
    come = rows.filter(pl.col("moment") != "now")
    if come.is_empty():
        return headline
    last = come.row(-1, named=True)
    lacked = last["services"] - last["agreed"]
    is_today = last["moment"] == "due" and last["day"] == now["day"]
    which = (
        "the baseline of ‘{}’"
        if last["moment"] == "baseline"
        else f"when ‘{{}}’ {'is' if is_today else 'was'} {last['moment']}"
    )
    then = f"on {day(last['day'])}, {which.format(last['gateway'])}"
    if last["services"] == now["services"] == 1:
        return f"{headline}; it was {'not ' if lacked else ''}{then}"
    if lacked in (0, last["services"]):
        return f"{headline}; {'none was' if lacked else 'all were'} {then}"
    return f"{headline}; {number(lacked)} {'was' if lacked == 1 else 'were'} not {then}"


def when(row: Mapping[str, Any]) -> str:
    """‘Baseline 31 May 2013’, ‘Due …’, ‘Passed 3 July 2013’, ‘Now’: the day that counts in one row of services_at_gateways."""
    return "Now" if row["moment"] == "now" else f"{capital(row['moment'])} {day(row['day'])}"


def moment(row: Mapping[str, Any]) -> str:
    """‘Passed 3 July 2013: System design’: the same with the gateway."""
    return when(row) if row["gateway"] is None or row["moment"] == "now" else f"{when(row)}: {row['gateway']}"


def so_many_agreed(row: Mapping[str, Any]) -> str:
    """‘7 of 12 agreed’: one row of services_at_gateways."""
    return f"{number(row['agreed'])} of {number(row['services'])} agreed"
