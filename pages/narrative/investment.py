"""Investment: the value of the business case, what it depends on, and how far its benefits have come."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from data.datasets import DATASETS
from data.number_text import counted_in, rounded
from pages.ui.formatting import (
    as_written,
    brief_money,
    capital,
    count,
    every,
    exact_money,
    listing,
    money,
    number,
    out_of,
    share,
)

KINDS_OF_PROJECT: Mapping[str, str] = {
    "equipment": "Equipment and development",
    "outsourcing": "Outsourcing (running cost)",
    "standard_buildings": "Standard buildings",
    "non_standard_buildings": "Non-standard buildings",
    "standard_civil": "Standard civil engineering",
    "non_standard_civil": "Non-standard civil engineering",
}
COUNTS: Mapping[str, str] = {"planned": "Planned benefits", "realised": "Realised, once a year has ended"}


def heading(value: Mapping[str, Any]) -> str:
    """‘£3.84 million net present value; it pays back in 2017/18, after 5.1 years’, from investment_value."""
    worth = value["npv_gbp"]
    return f"{money(worth)} net present value; {pays_back(value)}"


def pays_back(value: Mapping[str, Any]) -> str:
    """‘it pays back in 2017/18, after 5.1 years’, undiscounted."""
    return _paid(value["payback_year"], value["payback_years"], value["last_year"])


def _paid(year: str | None, length: Decimal | None, last: str) -> str:
    if year is None or length is None:
        return f"it does not pay back by the end of {last}"
    if not length:
        return "it never costs more than it has brought"
    return f"it pays back in {year}, after {years(length)}"


def years(length: Decimal) -> str:
    """‘5.1 years’, ‘1 year’."""
    many = rounded(length, 1)
    return f"{number(many)} {'year' if many == 1 else 'years'}"


def rests_on(value: Mapping[str, Any]) -> str:
    """‘Discounted at 3.5% a year …; costs raised by 10% for optimism; benefits as planned.’, from investment_value."""
    rate = (
        f"Discounted at the Green Book's {share(value['first_rate_pct'])} a year"
        if value["rate_pct"] is None
        else f"Discounted at {share(value['rate_pct'])} a year"
    )
    parts = [f"{rate}, {value['first_year']} not at all", optimism(value)]
    parts.append(
        "what has been realised counts for years that have ended" if value["counts_realised"] else "benefits as planned"
    )
    if value["lost_partners"]:
        parts.append(f"without {money(value['lost_gbp'])} planned of {value['lost_partners']}")
    return f"{'; '.join(parts)}."


def optimism(value: Mapping[str, Any]) -> str:
    """‘costs with £122,400 for optimism bias (51%, of which 92% is managed for £7,000)’."""
    if not value["optimism_pct"] and not value["managing_gbp"]:
        return "costs without optimism bias"
    managed = f", of which {share(value['managed_pct'])} is managed" if value["managed_pct"] else ""
    price = f" for {money(value['managing_gbp'])}" if value["managing_gbp"] else ""
    return f"costs with {money(value['bias_gbp'])} for optimism bias ({share(value['optimism_pct'])}{managed}{price})"


def both_paybacks(value: Mapping[str, Any]) -> str:
    """‘Undiscounted it pays back in 2017/18, after 5.1 years; discounted it pays back in 2017/18, after 5.4 years.’"""
    plainly = pays_back(value)
    discounted = _paid(value["discounted_payback_year"], value["discounted_payback_years"], value["last_year"])
    if plainly == discounted:
        return f"{capital(plainly)}, discounted or not."
    return f"Undiscounted {plainly}; discounted {discounted}."


def in_full(value: Mapping[str, Any]) -> str:
    """Everything that a reader may ask of the case: benefits and costs, both paybacks, the most money out, and what has
    been realised."""
    each = value["benefits_per_pound"]
    ratio = "" if each is None else f", {exact_money(each)} for each pound"
    verb = "counts" if value["undated"] == 1 else "count"
    uncounted = (
        f"{capital(count(value['undated'], 'benefit'))} without a value in pounds by year {verb} nothing here."
        if value["undated"]
        else ""
    )
    sentences = (
        f"Benefits of {money(value['benefits_npv_gbp'])} and costs of {money(value['costs_npv_gbp'])}, both discounted, come"
        f" to {money(value['npv_gbp'])}{ratio}.",
        both_paybacks(value), most_money_out(value), f"{realised_so_far(value)}.", uncounted,
    )  # fmt: skip
    return " ".join(filter(None, sentences))


def most_money_out(value: Mapping[str, Any]) -> str:
    """‘At most £2.72 million is out, at the end of 2013/14.’; blank if it never is."""
    if value["lowest_gbp"] >= 0:
        return ""
    return f"At most {money(-value['lowest_gbp'])} is out, at the end of {value['lowest_year']}."


def realised_so_far(value: Mapping[str, Any]) -> str:
    """‘£282,250 of £11.18 million planned by year has been realised’; unreported values don't count as zero. The
    sentence says ‘by year’ because a benefit may report its own realised value although no year has its pounds. What is
    struck out with a partner that has left is planned no more."""
    left = value["planned_gbp"] - value["lost_gbp"]
    if value["realised_gbp"] is None:
        return f"No realised benefit is reported in pounds by year yet, of {money(left)} planned"
    realised, planned = as_written(value["realised_gbp"], left)
    return f"{realised} of {planned} planned by year has been realised"


def matters_most(rows: pl.DataFrame) -> str:
    """‘Optimism bias at its upper bound alone turns it negative’, from investment_sensitivity."""
    first = rows.row(0, named=True)
    if not first["swing_gbp"]:
        return "Nothing that was tried changes the net present value"
    is_negative = first["npv_gbp"] < 0
    turns, turn = (
        ("lifts it to £0 or above", "lift it to £0 or above")
        if is_negative
        else ("turns it negative", "turn it negative")
    )
    found = rows.filter("turns")
    turning = [alone(row, is_better=is_negative) for row in found.iter_rows(named=True)]
    if not turning:
        return f"No single change tried {turns}"
    if len(turning) > 3:
        return f"{len(turning)} of the changes tried alone {turn}"
    if len(turning) == 1:
        return capital(f"{turning[0]} alone {turn if found['driver'][0] in ('benefits', 'costs') else turns}")
    return capital(f"{listing(turning)} would each {turn}")


def alone(row: Mapping[str, Any], *, is_better: bool) -> str:
    """One end of a change as the subject of a sentence: ‘20% lower benefits’, ‘losing NHS Plymouth’."""
    step = row["better"] if is_better else row["worse"]
    match row["driver"]:
        case "benefits" | "costs":
            return f"{share(abs(step))} {'lower' if step < 0 else 'higher'} {row['driver']}"
        case "rate":
            return f"a discount rate a point {'lower' if step < 0 else 'higher'}"
        case "delay":
            return "a year's delay of the benefits"
        case "optimism":
            return "optimism bias at its upper bound"
        case _:
            return f"losing {row['partner']}"


def driver(row: Mapping[str, Any]) -> str:
    """What differs, as a label at its bar: ‘Benefits 20% lower or higher’, the worse direction first."""
    match row["driver"]:
        case "benefits" | "costs":
            ways = "lower or higher" if row["worse"] < 0 else "higher or lower"
            return f"{capital(row['driver'])} {share(abs(row['worse']))} {ways}"
        case "rate":
            return f"Discount rate a point {'higher or lower' if row['worse'] > 0 else 'lower or higher'}"
        case "delay":
            return "Benefits a year later"
        case "optimism":
            return f"Optimism bias of {share(row['worse'] or row['better'])}, the upper bound"
        case _:
            return f"Without {row['partner']}"


def ends(row: Mapping[str, Any]) -> str:
    """‘£1.99m to £5.7m’, or the only end: ‘£3.53m’."""
    if row["worse"] is None or row["better"] is None:
        return brief_money(row["worse_gbp"] if row["better"] is None else row["better_gbp"])
    return f"{brief_money(row['worse_gbp'])} to {brief_money(row['better_gbp'])}"


def benefits(rows: pl.DataFrame) -> str:
    """‘7 of 13 benefits report what is realised; 1 has reached its target; 2 are past the day of full effect without
    reaching it’, from investment_benefits. Benefits of withdrawn partners are counted separately."""
    gone = rows.filter("is_withdrawn").height
    if gone == rows.height:
        return f"{capital(every(gone, 'benefit'))} {'is' if gone == 1 else 'are'} of partners that have withdrawn"
    rows = rows.filter(~pl.col("is_withdrawn"))
    known = rows.filter(pl.col("realised_value").is_not_null()).height
    reached = rows.filter("has_reached").height
    short = rows.filter("is_short").height
    if known:
        parts = [f"{capital(out_of(known, rows.height, 'benefit', ('reports', 'report')))} what is realised"]
        whose = "its target" if reached == 1 else "their targets"
        parts.append(
            f"{reached} {'has' if reached == 1 else 'have'} reached {whose}" if reached else "no target is reached"
        )
    else:
        parts = [f"{capital(count(rows.height, 'benefit'))}, no level reported yet"]
    if short:
        parts.append(f"{short} {'is' if short == 1 else 'are'} past the day of full effect without reaching it")
    if gone:
        parts.append(f"{gone} more {'is' if gone == 1 else 'are'} of partners that have withdrawn")
    return "; ".join(parts)


def reached(row: Mapping[str, Any]) -> str:
    """‘£88,500 of £398,000 a year’ for one benefit, with its baseline if that is not zero; from investment_benefits. As
    exact as the rows: 19.96 of 20 is not all."""
    unit = row["unit"]
    target = counted_in(unit, row["target_value"])
    begun = f", from {counted_in(unit, row['baseline_value'], briefly=True)}" if row["baseline_value"] else ""
    if row["realised_value"] is None:
        return f"target {target}{begun}; no level reported"
    realised = counted_in(unit, row["realised_value"], briefly=True)
    # Of what is to fall, ‘£950 of £900’ would read as more than enough.
    is_part = not unit.startswith("%") and row["target_value"] >= (row["baseline_value"] or 0)
    return f"{realised} of {target}{begun}" if is_part else f"{realised}, target {target}{begun}"


def kind(code: str) -> str:
    """The name of a kind of benefit: ‘Cashable’; ‘Not among the benefits’ for those that have only yearly values."""
    return "Not among the benefits" if code == "unknown" else DATASETS["benefits"].column("kind").say(code)
