"""Applications: by department, on the way to the core, and one by one with their interfaces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, day, every, is_past, lapse, listing, number, share, was_due

IN_SCOPE = ("consolidate", "migrate", "replace", "self_service")


def by_department(rows: pl.DataFrame) -> str:
    """‘277 applications in 12 departments; Adult social care has the most, 41’."""
    if rows.is_empty():
        return "No applications"
    totals = rows.group_by("department").agg(pl.col("applications").sum()).sort(
        ["applications", "department"], descending=[True, False]
    )  # fmt: skip
    most = totals.row(0, named=True)
    whole = count(int(rows["applications"].sum()), "application")
    if totals.height == 1:
        how = {1: "", 2: "both "}.get(int(rows["applications"].sum()), "all ")
        return f"{capital(whole)}, {how}in {most['department']}"
    where = f"{capital(whole)} in {count(totals.height, 'department')}"
    alike = totals.filter(pl.col("applications") == most["applications"])["department"].to_list()
    if len(alike) == totals.height:
        return f"{where}, {number(most['applications'])} in each"
    if len(alike) > 1:
        return f"{where}; {listing(alike, 2)} have the most, {number(most['applications'])} each"
    return f"{where}; {most['department']} has the most, {number(most['applications'])}"


def to_core(steps: pl.DataFrame) -> str:
    """‘Of 277 applications 82 can be consolidated into the core, 29.6%’."""
    found = {row["code"]: row for row in steps.iter_rows(named=True)}
    whole, core = found.get("all"), found.get("consolidate")
    if whole is None or not whole["applications"]:
        return "No applications yet on the way to the core"
    if core is None:
        return f"{count(whole['applications'], 'application')} on the way to the core"
    if whole["applications"] == 1:
        can = "can" if core["applications"] else "is not to"
        return f"The one application {can} be consolidated into the core infrastructure"
    if not core["applications"]:
        return f"None of {number(whole['applications'])} applications can be consolidated into the core infrastructure"
    if core["applications"] == whole["applications"]:
        return (
            f"{capital(every(whole['applications'], 'application'))} can be consolidated into the core infrastructure"
        )
    return (
        f"Of {count(whole['applications'], 'application')}, {number(core['applications'])}"
        f" can be consolidated into the core infrastructure: {share(core['share_pct'])}"
    )


def application(row: Mapping[str, Any], as_at: date) -> str:
    """‘To be consolidated into HR and payroll; now in test, expected 14 June 2013’, or that it was due then: what
    happens to one application."""
    component = f" into {row['core_component']}" if row.get("core_component") else ""
    plan = {
        "consolidate": f"To be consolidated{component}",
        "migrate": "To be migrated",
        "replace": "To be replaced",
        "self_service": "To become self-service",
        "retain": "To be retained",
        "retire": "To be retired",
        "undecided": "Its future is undecided",
    }.get(row["disposition"], "")
    in_scope = row["disposition"] in IN_SCOPE
    if not row.get("stage"):
        return f"{plan}; no migration is planned" if in_scope else plan
    if row.get("is_migrated", row.get("actual_date") is not None):
        done = {
            "consolidate": f"Consolidated{component}", "migrate": "Migrated", "replace": "Replaced",
            "self_service": "Made self-service",
        }.get(row["disposition"], f"{plan}; yet it moved")  # fmt: skip
        off = "; now switched off" if row["stage"] == "decommissioned" else ""
        return f"{done} on {day(row['actual_date'])}{off}"
    plan += ";" if in_scope else "; yet it has a migration,"
    if row.get("actual_date"):
        return f"{plan} to move on {day(row['actual_date'])}"
    when = row.get("forecast_date") or row.get("baseline_date")
    stage = "not started" if row["stage"] == "not_started" else f"now in {str(row['stage']).replace('_', ' ')}"
    if when and is_past(when, as_at, is_done=False):
        return f"{plan} {stage}; it {was_due(when, as_at, 'moved')}"
    return f"{plan} {stage}, {f'expected {day(when)}' if when else 'with no date'}"


def dates(row: Mapping[str, Any]) -> str:
    """‘Its contract ends on 31 March 2014, 6 weeks before the move’: the date of one application that matters most."""
    move = row["actual_date"] or row["forecast_date"] or row["baseline_date"]
    end = row["contract_end"]
    if not (end and move):
        return "Its dates" if end or move else "No date has been reported for it"
    if end < move:
        return f"Its contract ends on {day(end)}, {lapse((move - end).days)} before the move"
    return "Its contract lasts until the move"


def repointed(rows: pl.DataFrame, about: Mapping[str, Any]) -> str:
    """‘What must be re-pointed when this application moves: 10 in, 6 out’; once it has moved, its flows."""
    flows = rows.filter(pl.col("direction") != "itself")
    if flows.is_empty() or about.get("is_migrated"):
        return interfaces(rows)
    sends = flows.filter(pl.col("direction") == "sends").height
    return (
        f"What must be re-pointed when this application moves: {number(flows.height - sends)} in, {number(sends)} out"
    )


def interfaces(rows: pl.DataFrame) -> str:
    """‘3 interfaces: sends to 2 applications, receives from 1’."""
    if rows.is_empty():
        return "No interfaces have been reported"
    sends = rows.filter(pl.col("direction") == "sends").height
    receives = rows.filter(pl.col("direction") == "receives").height
    parts = [f"{sends} sent" if sends else "", f"{receives} received" if receives else ""]
    return (
        f"{capital(count(rows.height, 'interface'))}: {listing([p for p in parts if p])}"
        if sends or receives
        else (capital(count(rows.height, "interface")))
    )
