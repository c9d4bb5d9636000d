"""What the sample's programme is for: its benefits, and what each brings and costs year by year.

As in story.py: the rows as first reported, then the changes that each later report brought. The minutes speak of on-going
benefits, of the capital burden and of skilled jobs protected and increased; every figure here is illustrative.
"""

from __future__ import annotations

from decimal import Decimal

from data.sample import story
from data.sample.spend import spend_at
from data.sample.story import Changes, Row

FIRST = "2012-09-30"
BEGINS, YEARS = 2012, 10
"""The first financial year (April 2012 to March 2013), and how many there are."""


def _benefit(name: str, owner: str, kind: str, unit: str, target: str, full: str, partner: str = "", baseline: str = "0",
             start: str = "2013-04-01") -> Row:  # fmt: skip
    return {
        "name": name, "owner": owner, "kind": kind, "partner_id": partner, "unit": unit, "baseline_value": baseline,
        "target_value": target, "realised_value": "", "start_date": start, "full_effect_date": full,
    }  # fmt: skip


BENEFITS: story.Rows = {
    "B-01": _benefit("Licences and support given up", "Head of ICT", "cashable", "£ a year", "412000", "2016-03-31"),
    "B-02": _benefit("Servers and sites no longer run", "Head of ICT", "cashable", "£ a year", "268000", "2015-03-31"),
    "B-03": _benefit("Staff time freed by self-service", "Head of Customer Services", "cashable", "£ a year", "305000",
                     "2016-03-31"),
    "B-04": _benefit("Services redesigned in departments", "Heads of service", "cashable", "£ a year", "190000",
                     "2016-03-31", start="2014-04-01"),
    "B-05": _benefit("Overheads shared with Public Health", "Programme Director", "cashable", "£ a year", "30000",
                     "2015-03-31", "P02", start="2014-04-01"),
    "B-06": _benefit("Overheads shared with NHS Plymouth", "Programme Director", "cashable", "£ a year", "85000",
                     "2015-03-31", "P03", start="2014-04-01"),
    "B-07": _benefit("Overheads shared with Sentinel CiC", "Programme Director", "cashable", "£ a year", "60000",
                     "2015-03-31", "P04", start="2014-04-01"),
    "B-08": _benefit("Customers' time saved", "Head of Customer Services", "non_cashable", "hours a year", "21000",
                     "2016-03-31"),
    "B-09": _benefit("Requests finished online", "Head of Customer Services", "non_cashable", "% of requests", "45",
                     "2015-09-30", baseline="18"),
    "B-10": _benefit("Skilled jobs protected", "Programme Director", "jobs", "jobs", "96", "2014-04-01"),
    "B-11": _benefit("Skilled jobs added in the city", "Programme Director", "jobs", "jobs", "22", "2017-03-31",
                     start="2014-04-01"),
    "B-12": _benefit("Replacement servers not bought", "Head of ICT", "capital_avoided", "£", "640000", "2016-03-31"),
}  # fmt: skip

BENEFIT_CHANGES: Changes = {
    "2013-03-31": {
        "B-02": {"full_effect_date": "2015-09-30"},
        "B-13": _benefit("Overheads shared with Plymouth Community Healthcare", "Programme Director", "cashable",
                         "£ a year", "72000", "2015-03-31", "P05", start="2014-04-01"),
    },
    "2013-09-30": {
        "B-01": {"realised_value": "88500", "target_value": "398000"},
        "B-02": {"realised_value": "41200"},
        "B-03": {"realised_value": "26000"},
        "B-08": {"realised_value": "2400"},
        "B-09": {"realised_value": "24"},
        "B-10": {"realised_value": "96"},
        "B-12": {"realised_value": "215000"},
    },
}  # fmt: skip

PAID_FROM = {"B-01": "consolidation", "B-02": "core_infrastructure", "B-03": "self_service", "B-04": "transformation"}
"""Benefit → the strand of capital that brings it about."""

SHARE_OF_FULL = {"B-12": (0, 62, 0, 38)}
"""Benefit → per cent of its target in each year from the first, where it isn't one that grows and stays."""

GROWS = {"2013": (0, 12, 55, 90, 100), "2014": (0, 0, 45, 85, 100)}
"""Year in which a benefit begins → per cent of its target in each year; the last goes on."""

RUNNING = {"B-01": 12, "B-02": 38, "B-03": 26, "B-04": 22, "B-05": 30, "B-06": 30, "B-07": 30, "B-13": 30}
"""Benefit → what it costs to run, in per cent of what it brings when in full effect."""

REALISED = {
    "2013-09-30": {
        ("B-01", "2013/14"): "38200.00", ("B-02", "2013/14"): "17650.00", ("B-03", "2013/14"): "11400.00",
        ("B-12", "2013/14"): "215000.00",
    },
}  # fmt: skip
"""Report → (benefit, year) → what it has brought so far in the year."""


def year_of(month: str) -> str:
    """The financial year in which a month (ISO) lies."""
    begin = int(month[:4]) - (month[5:7] < "04")
    return f"{begin}/{(begin + 1) % 100:02}"


def capital() -> dict[tuple[str, str], Decimal]:
    """(Strand, financial year) → the capital budgeted."""
    held: dict[tuple[str, str], Decimal] = {}
    for row in spend_at(story.REPORTS[0]).values():
        key = row["strand"], year_of(row["month"])
        held[key] = held.get(key, Decimal(0)) + Decimal(row["budget_gbp"])
    return held


def benefit_values_at(report: str) -> dict[str, dict[str, str]]:
    """What each benefit that is counted in pounds brings and costs in each year, as at one report."""
    benefits, paid = story.merged(BENEFITS, BENEFIT_CHANGES, report), capital()
    rows = {}
    for key, benefit in benefits.items():
        if benefit["kind"] not in ("cashable", "capital_avoided"):
            continue
        shares = SHARE_OF_FULL.get(key) or GROWS[benefit["start_date"][:4]]
        for place in range(YEARS):
            year = year_of(f"{BEGINS + place}-04")
            share = shares[place] if place < len(shares) else 0 if key in SHARE_OF_FULL else shares[-1]
            planned = Decimal(benefit["target_value"]) * share / 100
            running = Decimal(benefit["target_value"]) * RUNNING.get(key, 0) / 100 * (1 if share else 0)
            cost = running + paid.get((PAID_FROM.get(key, ""), year), Decimal(0))
            realised = {pair: value for when, of in REALISED.items() if when <= report for pair, value in of.items()}
            rows[f"{key}|{year}"] = {
                "benefit_id": key, "year": year, "planned_gbp": f"{planned:.2f}",
                "realised_gbp": realised.get((key, year), ""), "cost_gbp": f"{cost:.2f}",
            }  # fmt: skip
    return rows
