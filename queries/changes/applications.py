"""What changed in the inventory since an earlier date: applications found late, gone, in or out of scope, costs.
One row per application and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: added, removed, scope (it came into scope or left it; the rule stands in applications_scoped), disposition, money
(annual cost), contract, other (any other field), description (words only).
$together integer = 0: of more than so many alike there is one row; 0 gives each a row
uses: reports_compared
compares: applications
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from data.datasets import DATASETS
from queries import Asking
from queries.changes.comparing import Change, Likeness, Pair, answered, changes_of, compare_alike, long_date, pounds

VERSIONS = "SELECT * FROM applications_scoped"
NOT_NAMED = {"application_id", "disposition", "annual_cost_gbp", "contract_end", "description"}
OTHER = {
    name: "number of users" if name == "users" else name.replace("_", " ")
    for name in (
        "supplier", "product", "users", "hosting", "criticality", "business_value", "technical_fit", "core_component",
        "business_function", "department", "name", *DATASETS["applications"].names,
    )
    if name not in NOT_NAMED
}  # fmt: skip
"""The columns that ‘details’ names, and how: those of most interest first, then any other."""


LIKE = Likeness(
    same=(
        "CASE WHEN later.row_key IS NULL THEN earlier.valid_to END",
        "coalesce(later.department, earlier.department)",
        "coalesce(later.in_scope, earlier.in_scope)",
        "earlier.in_scope IS DISTINCT FROM later.in_scope",
        "CASE WHEN earlier.disposition IS DISTINCT FROM later.disposition THEN later.disposition END",
        *(f"earlier.{name} IS DISTINCT FROM later.{name}" for name in ("annual_cost_gbp", "contract_end")),
    ),
    sizes={
        "money": "abs(coalesce(later.annual_cost_gbp, 0) - coalesce(earlier.annual_cost_gbp, 0))",
        "contract": "abs(date_diff('day', earlier.contract_end, later.contract_end))",
    },
    read=("department", "in_scope", "disposition", "annual_cost_gbp", "contract_end"),
    digests={"description": ("description",), "other": tuple(OTHER)},
)


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None, together: int = 0) -> pl.DataFrame:
    pairs = compare_alike(ask, since, together, LIKE, VERSIONS, ["applications_scoped"])
    return answered(changes_of("applications", "inventory", pairs, kinds, lambda pair: pair.row["name"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before = pair.row, pair.before
    name, many, department = row["name"], f"{{n}} applications in {row['department']}", row["department"]
    now_to = to_become(row["disposition"])
    if before is None:
        yield Change(
            "added", 64 if row["in_scope"] else 50, f"{name} was added to the inventory, {now_to}.",
            f"{{n}} applications were added to the inventory in {department}, {'' if row['in_scope'] else 'not '}in scope.",
        )  # fmt: skip
        return
    if pair.now is None:
        scope = "; it was in scope" if row["in_scope"] else ""
        yield Change(
            "removed", 54 if scope else 47, f"{name} was removed from the inventory{scope}.",
            f"{{n}} applications were removed from the inventory in {department}.",
        )  # fmt: skip
        return
    was_to = to_become(before["disposition"])
    if pair.changed("in_scope"):
        came = "came into scope" if row["in_scope"] else "left the scope"
        yield Change(
            "scope", 63, f"{name} {came}: {now_to}, no longer {was_to}.", f"{many} {came}.", by=("disposition",)
        )
    elif pair.changed("disposition"):
        yield Change(
            "disposition", 52, f"{name} is now {now_to}, no longer {was_to}.", f"{many} are now {now_to}.",
            by=("disposition",),
        )  # fmt: skip
    if pair.changed("annual_cost_gbp"):
        cost, cost_before = row["annual_cost_gbp"], before["annual_cost_gbp"]
        more = (cost or Decimal(0)) - (cost_before or Decimal(0))
        if cost_before is None:
            sentence = f"The annual cost of {name} is now known: {pounds(cost)}."
        elif cost is None:
            sentence = f"The annual cost of {name} is no longer given."
        else:
            rose = "rose" if more > 0 else "fell"
            sentence = f"The annual cost of {name} {rose} by {pounds(more)}, to {pounds(cost)}."
        yield Change(
            "money", 26, sentence, f"The annual costs of {many} changed.", size=abs(more), by=("annual_cost_gbp",)
        )
    if pair.changed("contract_end"):
        if row["contract_end"] is None:
            sentence = f"The end of the contract for {name} is no longer given."
        elif before["contract_end"] is None:
            sentence = f"The contract for {name} ends on {long_date(row['contract_end'])}."
        else:
            moved = f"from {long_date(before['contract_end'])} to {long_date(row['contract_end'])}"
            sentence = f"The end of the contract for {name} moved {moved}."
        yield Change(
            "contract", 24, sentence, f"The contracts of {many} have other end dates.",
            size=abs(pair.days("contract_end")), by=("contract_end",),
        )  # fmt: skip
    if changed := [words for column, words in OTHER.items() if column in pair.differ]:
        yield Change(
            "other", 12, f"The details of {name} were changed: {', '.join(changed)}.", f"The details of {many} were changed.",
            by=tuple(OTHER),
        )  # fmt: skip
    if pair.changed("description"):
        yield Change(
            "description", 4, f"The description of {name} was changed.", f"The descriptions of {many} were changed.",
            by=("description",),
        )  # fmt: skip


def to_become(disposition: str) -> str:
    """‘to be migrated’."""
    irregular = {"undecided": "undecided", "self_service": "to become self-service", "retain": "to be kept"}
    return irregular.get(disposition) or f"to be {disposition.rstrip('e')}ed"
