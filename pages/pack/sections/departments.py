"""Departments: how one of them changes, and what it must do next; the reader may choose which one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Columns, Fact, Label, Role, Section, Series, Slide
from pages.ui.formatting import capital, listing, number, short
from pages.ui.labels import say
from queries import View

QUARTERS, TASKS = 8, 5
"""Quarters and kinds of things to do that a slide draws; the rows behind hold every one."""

ROLES: Mapping[str, Role] = {"consolidate": "done", "migrate": "coming", "replace": "plan", "self_service": "rest"}


def slides(view: View, department: str | None = None) -> list[Slide]:
    """`department`: the reader's choice; without it, or if there is none of that name, the one with most left to do."""
    rows = view.ask("departments_list")
    if rows.is_empty():
        return []
    found = rows.filter(pl.col("department").eq_missing(pl.lit(department)))
    row = (found if found.height else _most_waiting(rows)).row(0, named=True)
    name = row["department"]
    ahead, things = view.ask("departments_ahead", department=name), view.ask("departments_next", department=name)
    facts = tuple(Fact(sentence) for sentence in narrative.departments.facts(row))
    made = []
    if chart := _ahead(ahead):
        made.append(
            Slide(
                "departments",
                f"{short(name, 60)}: {narrative.departments.department(row)}",
                chart=chart,
                facts=(Fact(f"{narrative.departments.ahead(ahead)}."), *facts),
                rule=rule("in_scope", "migrated"),
                behind=tabulation.table(ahead, ("quarter", "disposition", "applications", "moved", "late", "names")),
            )
        )
    if things.height:
        tasks = tuple(
            Fact(f"{thing['name']}: {narrative.departments.task(thing)}", None, thing["upload"])
            for thing in things.head(TASKS).iter_rows(named=True)
        )
        made.append(
            Slide(
                "departments_next" if made else "departments",
                f"{short(name, 60)}: {narrative.departments.to_do(tabulation.named_briefly(things))}",
                chart=_next(things),
                facts=tasks if made else (*tasks, *facts),
                rule=rule("blocked", "endings"),
                behind=tabulation.table(things, ("name", "kind", "day", "detail", "upload")),
            )
        )
    return made


def _most_waiting(rows: pl.DataFrame) -> pl.DataFrame:
    """The departments, the one with most to do first; of equal ones, the one with most still to move."""
    return (
        rows.with_columns(
            waits=pl.sum_horizontal(list(narrative.departments.WAITING)), to_move=pl.col("in_scope") - pl.col("moved")
        )
        .sort(["waits", "to_move", "department"], descending=[True, True, False])
        .drop("waits", "to_move")
    )


def _quarter(day: date | None) -> str:
    """‘Oct–Dec 2013’, by its first day."""
    return "No date" if day is None else f"{day:%b}–{day + timedelta(days=75):%b} {day.year}"


def _ahead(rows: pl.DataFrame) -> Columns | None:
    """What becomes of its applications: the last QUARTERS quarters of them, and those without a date."""
    quarters = rows["quarter"].unique().sort(nulls_last=True).to_list()[-QUARTERS:]
    if not quarters:
        return None
    counted = {
        (each["quarter"], each["disposition"]): each["applications"] - each["late"]
        for each in rows.iter_rows(named=True)
    }
    late = dict(rows.group_by("quarter").agg(pl.col("late").sum()).iter_rows())
    series = tuple(
        Series(say("disposition", one), tuple(counted.get((quarter, one), 0) for quarter in quarters), role)
        for one, role in ROLES.items()
        if any(counted.get((quarter, one)) for quarter in quarters)
    )
    if any(late[quarter] for quarter in quarters):
        series += (Series("Late", tuple(late[quarter] for quarter in quarters), "late"),)
    listed = "; ".join(
        f"{_quarter(quarter)}: " + ", ".join(f"{part.name} {part.values[at]}" for part in series if part.values[at])
        for at, quarter in enumerate(quarters)
    )
    return Columns(
        tuple(_quarter(quarter) for quarter in quarters), series, "applications",
        f"What becomes of its applications, quarter by quarter. {listed}.",
    )  # fmt: skip


def _next(things: pl.DataFrame) -> Bars:
    """How many things there are to do, by kind, the most pressing first."""
    rows = things.group_by("kind", maintain_order=True).agg(pl.col("name")).to_dicts()
    labels = tuple(Label(narrative.departments.KINDS[each["kind"]], _named(each)) for each in rows)
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    pressing = ("blocked", "late", "contract", "support")
    parts: tuple[tuple[str, Role, bool], ...] = (("Pressing", "late", True), ("Next", "coming", False))
    series = tuple(
        Series(
            name, tuple(len(each["name"]) if (each["kind"] in pressing) == is_pressing else 0 for each in rows), role
        )
        for name, role, is_pressing in parts
    )
    return Bars(
        labels, tuple(part for part in series if any(part.values)), "things", f"{capital(listed)}.", shows_values=False
    )


def _named(each: Mapping[str, Any]) -> str:
    """‘3: Payroll and 2 more’."""
    return f"{number(len(each['name']))}: {listing([short(name, 26) for name in each['name']], 1)}"


SECTION = Section(
    58, "departments", "A department", ("applications",), slides, "no department with something in scope or to do",
    takes={"department": "departments_next"},
)  # fmt: skip
