"""Departments: what each holds, what waits to be done in it, and how it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, day, ended, every, listing, money, number

WAITING: Mapping[str, str] = {
    "blocked": "Blocked", "late": "Late", "gaps": "Cover ends early", "undated": "No date",
    "undecided": "Undecided",
}  # fmt: skip
"""What waits to be done → what it is called."""

KINDS: Mapping[str, str] = {
    "blocked": "Clear what blocks it",
    "late": "Move it, or say when",
    "contract": "Renew its contract, or move it sooner",
    "support": "Renew its support, or move it sooner",
    "undated": "Say when it moves",
    "undecided": "Decide what will happen to it",
    "move": "Move it",
    "successor": "Name its successor",
}
"""Kind of a thing to do → what is to be done."""


def waiting(rows: pl.DataFrame) -> str:
    """‘37 things wait in 12 of 14 departments: 3 blocked, 14 ends too early …; most in Finance, 6’."""
    totals = {kind: int(rows[kind].sum()) for kind in WAITING}
    if not any(totals.values()):
        return "Nothing waits to be done in any department"
    each = rows.with_columns(waits=pl.sum_horizontal(list(WAITING))).sort(
        ["waits", "department"], descending=[True, False]
    )  # fmt: skip
    busy = each.filter(pl.col("waits") > 0)
    most = busy.row(0, named=True)
    many = sum(totals.values())
    where = f"{capital(count(many, 'thing'))} {'waits' if many == 1 else 'wait'} to be done"
    if rows.height == 1:
        return where
    if busy.height == 1:
        return f"{where}, {'' if many == 1 else 'all '}in {most['department']}"
    departments = f"{number(busy.height)} of {count(rows.height, 'department')}"
    if busy.height == rows.height:
        departments = every(rows.height, "department")
    alike = busy.filter(pl.col("waits") == most["waits"])["department"].to_list()
    if len(alike) == busy.height:
        return f"{where} in {departments}, {number(most['waits'])} in each"
    if len(alike) > 1:
        return f"{where} in {departments}; most in {listing(alike, 2)}, {number(most['waits'])} each"
    return f"{where} in {departments}; most in {most['department']}, {number(most['waits'])}"


def department(row: Mapping[str, Any]) -> str:
    """‘24 applications, 15 in scope, of which 9 have moved’."""
    whole = capital(count(row["applications"], "application"))
    if not row["in_scope"]:
        return f"{whole}, none in scope"
    if row["moved"] == row["in_scope"]:
        moved = "which has moved" if row["in_scope"] == 1 else "which have all moved"
    else:
        moved = (
            f"of which {number(row['moved']) if row['moved'] else 'none'} {'has' if row['moved'] < 2 else 'have'} moved"
        )
    return f"{whole}, {number(row['in_scope'])} in scope, {moved}"


def facts(row: Mapping[str, Any]) -> list[str]:
    """The facts about a department, one sentence each: cost and users, waves, interfaces, duplication, self-service."""
    sentences = []
    if row["annual_cost_gbp"] is not None:
        users = f", for {number(row['users'])} users added up" if row["users"] else ""
        cost = "It costs" if row["applications"] == 1 else "They cost"
        sentences.append(f"{cost} {money(row['annual_cost_gbp'])} a year{users}.")
    if row["waves"]:
        sentences.append(f"Waves: {row['waves']}.")
    if row["next_move"]:
        last = f", the last on {day(row['last_move'])}" if row["last_move"] != row["next_move"] else ""
        sentences.append(f"The next move is expected on {day(row['next_move'])}{last}.")
    if row["interfaces"]:
        whole, across = row["interfaces"], row["interfaces_across"]
        if whole == 1:
            how = f", {'with another department' if across else 'within the department'}"
        elif across == whole:
            how = f", {'both' if whole == 2 else 'all'} with other departments"
        else:
            how = f", {number(across) if across else 'none'} with other departments"
        sentences.append(f"{capital(count(whole, 'interface'))}{how}.")
    if row["shared"]:
        verb = "serves a business function" if row["shared"] == 1 else "serve business functions"
        sentences.append(f"{capital(count(row['shared'], 'application'))} {verb} that other departments serve as well.")
    if row["self_service"]:
        sentences.append(f"{capital(count(row['self_service'], 'application'))} for self-service.")
    return sentences


def ahead(rows: pl.DataFrame) -> str:
    """‘3 become self-service, 2 are replaced, 8 are consolidated and 4 move as they are; 2 are late; 1 has no date’."""
    totals = dict(rows.group_by("disposition").agg(pl.col("applications").sum()).iter_rows())
    verbs = (
        ("self_service", "becomes self-service", "become self-service"), ("replace", "is replaced", "are replaced"),
        ("consolidate", "is consolidated", "are consolidated"), ("migrate", "moves as it is", "move as they are"),
    )  # fmt: skip
    if rows.height and rows["moved"].sum() == rows["applications"].sum():
        verbs = (
            ("self_service", "became self-service", "became self-service"), ("replace", "was replaced", "were replaced"),
            ("consolidate", "was consolidated", "were consolidated"), ("migrate", "moved as it was", "moved as they were"),
        )  # fmt: skip
    parts = [
        f"{number(totals[name])} {one if totals[name] == 1 else many}" for name, one, many in verbs if name in totals
    ]
    if not parts:
        return "Nothing of it is in scope"
    undated = int(rows.filter(pl.col("quarter").is_null())["applications"].sum())
    late = int(rows["late"].sum())
    behind = f"; {number(late)} {'is' if late == 1 else 'are'} late" if late else ""
    rest = f"; {number(undated)} {'has' if undated == 1 else 'have'} no date" if undated else ""
    return f"{listing(parts)}{behind}{rest}"


AHEAD = ("move", "successor")
"""Kinds of departments_next that come in their time: nothing waits for them yet."""


def to_do(rows: pl.DataFrame) -> str:
    """‘8 things wait to be done, then 8 next steps; first of all for Payroll’, from departments_next, counted as in
    departments_list and the chart: a contract and the support of one application that both end too early are two."""
    if rows.is_empty():
        return "No next step"
    ahead = rows.filter(pl.col("kind").is_in(AHEAD)).height
    waits = rows.height - ahead
    parts = [f"{count(waits, 'thing')} {'waits' if waits == 1 else 'wait'} to be done"] if waits else []
    parts += [f"{'then ' if waits else ''}{count(ahead, 'next step')}"] if ahead else []
    sentence = f"{', '.join(parts)}{';' if waits and ahead else ','}"
    return f"{sentence} {'' if rows.height == 1 else 'first of all '}for {rows['name'][0]}"


def task(row: Mapping[str, Any]) -> str:
    """‘Clear what blocks it: the supplier has no date.’"""
    return ended(f"{KINDS[row['kind']]}: {row['detail']}" if row["detail"] else KINDS[row["kind"]])


def shared(rows: pl.DataFrame) -> str:
    """‘9 of its applications do, or are, what others hold as well: 4 functions and 6 products; most often Managing casework’."""
    if rows.is_empty():
        return "No application of it does, or is, what another department holds as well"
    first = rows.row(0, named=True)
    kinds = [
        count(many, kind)
        for kind in ("function", "product")
        if (many := rows.filter(pl.col("alike_in") == kind).height)
    ]
    own = first["own_shared"]
    do = "application does, or is," if own == 1 else "applications do, or are,"
    most = f"; most often {first['held']}" if rows.height > 1 else f", {first['held']}"
    return f"{number(own)} {do} what other departments hold as well: {listing(kinds)}{most}"


def held_twice(row: Mapping[str, Any]) -> str:
    """‘2 here, 6 in 3 others’, of one row of departments_shared."""
    others = "other" if row["departments"] == 1 else "others"
    return f"{number(row['own'])} here, {number(row['elsewhere'])} in {number(row['departments'])} {others}"
