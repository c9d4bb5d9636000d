"""The consolidation planner: the result of a plan beside what is reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, listing, money, number, share
from pages.ui.labels import WORDS

NAMES = WORDS["measure"]
"""Measure → what it is called."""


def headline(rows: pl.DataFrame) -> str:
    """‘82 of 277 applications to the core, 29.6% (the minutes say nearly 30%): 195 are left, £1.8 million a year is
    released’, from planner_measures. The minutes' figure appears only for the programme that they are about."""
    found = {row["measure"]: row for row in rows.iter_rows(named=True)}
    core, cost = found["applications"], found["cost"]
    if not core["planned"]:
        stay = "stays as it is" if core["whole"] == 1 else "stay as they are"
        return f"No application is in the plan; {count(int(core['whole']), 'application')} {stay}"
    released = f"{money(cost['planned'])} a year is released" if cost["planned"] else "no known cost is released"
    if core["whole"] == 1:
        return f"The one application goes to the core; {released}"
    left = int(core["whole"] - core["planned"])
    remain = f"{number(left)} {'is' if left == 1 else 'are'} left" if left else "none is left"
    stated = "" if core["stated_pct"] is None else f" (the minutes say nearly {share(core['stated_pct'])})"
    return (
        f"{number(core['planned'])} of {count(int(core['whole']), 'application')} to the core, {share(core['planned_pct'])}"
        f"{stated}: {remain}, {released}"
    )


def measure(row: Mapping[str, Any]) -> str:
    """‘84 of 277, 30.3% (reported: 82)’."""
    say = money if row["measure"] == "cost" else number
    if row["measure"] == "contracts":
        text = f"{say(row['planned'])} of {number(row['whole'])} in the plan"
    else:
        text = f"{say(row['planned'])} of {say(row['whole'])}"
        if row["planned_pct"] is not None:
            text += f", {share(row['planned_pct'])}"
    return text if row["planned"] == row["marked"] else f"{text} (reported {say(row['marked'])})"


def by_department(rows: pl.DataFrame) -> str:
    """‘Human resources gives most to the core, 12; the plan adds 2 applications and drops 1’."""
    added, dropped = int(rows["added"].sum()), int(rows["dropped"].sum())
    most = rows.row(0, named=True)
    alike = rows.filter(pl.col("planned") == most["planned"])["department"].to_list()
    if not most["planned"]:
        first = "No department gives anything to the core"
    elif len(alike) > 1:
        first = f"{listing(alike, 2)} give most to the core, {number(most['planned'])} each"
    else:
        first = f"{alike[0]} gives most to the core, {number(most['planned'])}"
    parts = [
        f"{verb} {count(many, 'application')}" if at == 0 or not added else f"{verb} {number(many)}"
        for at, (verb, many) in enumerate((("adds", added), ("drops", dropped)))
        if many
    ]
    return f"{first}; the plan {listing(parts)}" if parts else first


LOST = (
    "This link was made for a plan that is too long for an address, so it doesn't hold it. Ask for the file that was saved of it:"
    " the Updates page shows what it would change. Below is what is reported."
)
"""Where an address speaks of a plan that isn't here."""


def saved(changed: int, *, is_long: bool = False) -> str:
    """What the file holds, and what happens to it. `is_long`: the plan doesn't fit into an address."""
    if not changed:
        return "This is what is reported. Click on a row to add or drop an application; the address of the page is the plan."
    kept = (
        "The plan is too long for an address: save the file to keep it, and send that instead of a link."
        if is_long
        else "The address of this page is the plan."
    )
    return (
        f"{capital(count(changed, 'application'))} changed so far. Nothing changes until the file is uploaded on the Updates"
        f" page, as ‘Only changes’. {kept}"
    )


def how(has_component: bool) -> str:
    """How to add applications, which need a component."""
    if has_component:
        return "Click on a row to add it to the plan, or to drop it."
    return "Click on a row in the plan to drop it. To add others, choose first which core component takes them over."


def all_of(verb: str, many: int) -> str:
    """‘Add all 12 that match’."""
    if not many:
        return f"{verb} all that match"
    return f"{verb} the one that matches" if many == 1 else f"{verb} all {number(many)} that match"
