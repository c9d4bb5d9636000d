"""The sample's applications and interfaces as at each report."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from functools import cache

from data.sample import story
from data.sample.catalogue import SUPPLIERS, Entry, entries, late_entries
from data.sample.chance import between, chance

Row = dict[str, str]
Rows = dict[str, Row]  # by natural key; a composite key's parts joined by a vertical bar

IN_SCOPE = ("consolidate", "migrate", "replace", "self_service")


def annual_cost(entry: Entry) -> str:
    """Pounds a year as text; empty for most of what departments built themselves."""
    if entry.hosting == "desktop" and chance("cost known", entry.name) < 0.55:
        return ""
    low, high = {"high": (24_000, 118_000), "medium": (6_000, 31_000), "low": (900, 7_500)}[entry.criticality]
    if entry.hosting == "desktop":
        low, high = 250, 2_400
    return f"{round(between(low, high, 'cost', entry.name), -2 if high > 5000 else -1)}.00"


def score(low: int, high: int, what: str, entry: Entry) -> str:
    """A score from 1 to 5 as text; empty where nobody has scored the application yet."""
    return "" if chance("unscored", what, entry.name) < 0.06 else str(between(low, high, what, entry.name))


def contract_end(entry: Entry) -> str:
    if entry.supplier in ("", "-") or chance("contract known", entry.name) < 0.12:
        return ""
    year, month = divmod(between(2012 * 12 + 11, 2016 * 12 + 8, "contract", entry.name), 12)
    return date(year, month + 1, monthrange(year, month + 1)[1]).isoformat()


def support_end(supplier: str, product: str, entry: Entry) -> str:
    """When the supplier stops supporting it: a product's versions share their dates, and older ones end sooner."""
    if entry.supplier in ("", "-") or chance("support known", entry.name) < 0.25:
        return ""
    version = between(0, 2, "version", entry.name)
    year = between(2013, 2016, "support", supplier, product) + version
    month = between(0, 3, "support month", supplier, product) * 3 + 3
    return date(year, month, monthrange(year, month)[1]).isoformat()


ENDS, STAYS = ("retire", "replace"), ("consolidate", "migrate", "retain")


@cache
def _staying() -> dict[str, str]:
    """Business function → the first application for it that stays."""
    found: dict[str, str] = {}
    for entry in entries():
        if entry.disposition in STAYS and entry.name not in story.LISTED_TWICE.values():
            found.setdefault(entry.business_function, entry.application_id)
    return found


def successor(entry: Entry) -> str:
    """The application that takes its work over: another for the same function that stays, if it ends and somebody has said."""
    if entry.disposition not in ENDS or chance("successor named", entry.name) < 0.15:
        return ""
    return _staying().get(entry.business_function, "")


def application(entry: Entry) -> Row:
    """An application as it is when first listed."""
    supplier, products = SUPPLIERS.get(entry.supplier, ("In house" if entry.supplier == "-" else "", ("",)))
    value = {"high": (4, 5), "medium": (2, 4), "low": (1, 3)}[entry.criticality]
    fit = {"consolidate": (1, 3), "migrate": (3, 4), "replace": (1, 2), "self_service": (2, 4), "retain": (3, 5),
           "retire": (1, 2), "undecided": (2, 4)}[entry.disposition]  # fmt: skip
    product = products[between(0, len(products) - 1, "product", entry.business_function)]
    return {
        "application_id": entry.application_id,
        "name": entry.name,
        "department": entry.department,
        "business_function": entry.business_function,
        "supplier": supplier,
        "product": product,
        "users": "" if chance("users known", entry.name) < 0.04 else str(entry.users),
        "annual_cost_gbp": annual_cost(entry),
        "hosting": entry.hosting,
        "criticality": entry.criticality,
        "business_value": score(*value, "value", entry),
        "technical_fit": score(*fit, "fit", entry),
        "contract_end": contract_end(entry),
        "support_end": support_end(supplier, product, entry),
        "disposition": entry.disposition,
        "core_component": entry.core_component,
        "successor_application_id": successor(entry),
        "description": "Kept in a spreadsheet or a small database on a shared drive."
        if entry.hosting == "desktop" and entry.supplier == "-"
        else "",
    }


def revalue(rows: Rows) -> None:
    """Costs for the new financial year: about one application in six changes, in place."""
    for row in rows.values():
        if row["annual_cost_gbp"] and chance("revalued", row["name"]) < 0.17:
            factor = Decimal(between(96, 112, "revalued by", row["name"])) / 100
            row["annual_cost_gbp"] = f"{(Decimal(row['annual_cost_gbp']) * factor):.2f}"


def applications_at(report: str) -> Rows:
    """The inventory as at one report."""
    rows = {entry.application_id: application(entry) for entry in entries()}
    late = late_entries()
    by_name = {row["name"]: row for row in rows.values()}
    for when in (known for known in story.REPORTS if known <= report):
        if when in story.FOUND:
            key = story.FOUND[when]
            found = application(late[key]) | {"description": "Found late: it was on nobody's list."}
            rows[key] = by_name[found["name"]] = found
            del rows[by_name[story.LISTED_TWICE[when]]["application_id"]]
        for name, cells in story.DISPOSITION_CHANGES.get(when, {}).items():
            by_name[name].update(cells)
        if when == "2013-05-31":
            revalue(rows)
    return rows


HUBS = (
    ("General ledger", True, "Payments and income to post", "file", "daily", 22),
    ("Payroll", True, "Hours, expenses and changes of pay", "file", "monthly", 13),
    ("Personnel records", False, "Starters, leavers and posts", "database", "daily", 17),
    ("Directory service", False, "User accounts and groups", "api", "real_time", 26),
    ("Customer relationship management", True, "Requests and their progress", "api", "real_time", 18),
    ("Address gazetteer", False, "Addresses", "file", "weekly", 20),
    ("Income management", True, "Payments taken", "file", "daily", 11),
    ("Benefits document images", True, "Scanned letters", "message", "daily", 6),
    ("Adult care case records", False, "Clients and services", "database", "daily", 9),
    ("Children's case records", False, "Children and placements", "database", "daily", 8),
    ("Budget monitoring workbook", True, "Figures typed again by hand", "manual", "monthly", 8),
)
"""The applications that many others exchange data with: (name, whether it receives, what flows, how, how often,
how many others)."""


def interfaces() -> Rows:
    """The data flows: hubs with their spokes. Nobody has drawn those of the applications found late."""
    taken_out = set(story.LISTED_TWICE.values())
    first = [entry for entry in entries() if entry.name not in taken_out]
    key_of = {entry.name: entry.application_id for entry in first}
    pairs: list[tuple[str, str, str, str, str]] = []
    for hub, receives, what, method, frequency, count in HUBS:
        spokes = sorted((e for e in first if e.name != hub), key=lambda e: chance("spoke", hub, e.name))
        busy = [e for e in spokes if e.criticality != "low" or chance("small spoke", hub, e.name) < 0.25][:count]
        for spoke in busy:
            ends = (spoke.application_id, key_of[hub]) if receives else (key_of[hub], spoke.application_id)
            how = method if chance("how", hub, spoke.name) < 0.8 else "file"
            pairs.append((*ends, how, frequency, what))
    rows: Rows = {}
    for number, (source, target, method, frequency, what) in enumerate(pairs, 1):
        unknown = chance("unknown", source, target) < 0.05
        rows[f"INT-{number:03}"] = {
            "interface_id": f"INT-{number:03}", "source_application_id": source, "target_application_id": target,
            "method": "" if unknown else method, "frequency": "" if unknown else frequency, "description": what,
        }  # fmt: skip
    return rows
