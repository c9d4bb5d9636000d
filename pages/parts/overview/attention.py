"""What needs attention: each item in one sentence, with a link to its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts.theme import rating
from pages.ui import tables, texts
from pages.ui.formatting import short
from pages.ui.links import link
from pages.ui.page import View

MOST = 6
"""How many are shown; the rest are in the table below, so that the page stays a page."""

KINDS: Mapping[str, str] = {
    "gateway_red": "Behind plan",
    "gateway_amber": "Behind plan",
    "forecast_passed": "Its day has passed",
    "scrutiny_late": "Scrutiny after the decision",
    "migration_blocked": "Blocked migration",
    "migration_late": "Late migration",
    "criterion_overdue": "Overdue criterion",
    "decision_overdue": "No word of a meeting",
    "concern_open": "Open concern",
    "benefit_short": "Benefit short of its target",
    "risk_very_high": "Very high risk",
    "risk_overdue": "Overdue mitigation",
    "contradiction": "Does not add up",
    "item_stale": "No update for two reports or more",
    "application_without_migration": "No migration planned",
    "endings_early": "Ends before the move",
    "service_levels": "No agreed service level",
}

BRIEFLY: Mapping[str, str] = {
    "gateway_red": "Late", "gateway_amber": "Late", "forecast_passed": "Overdue", "scrutiny_late": "Scrutiny late",
    "migration_blocked": "Blocked", "migration_late": "Late", "decision_overdue": "No outcome", "benefit_short": "Short",
    "item_stale": "No update", "application_without_migration": "No move planned", "service_levels": "Not agreed",
}  # fmt: skip
"""The same where there is room for a word or two."""


def show(view: View, things: pl.DataFrame) -> None:
    """The first few items, one line each with a link to the explanation, and all of them in a table on demand."""
    with texts.together("attention_lines"):
        texts.say(texts.heading(narrative.overview.attention(things)))
        if things.is_empty():
            texts.say(
                texts.line("No gateway, migration, meeting, criterion, concern or risk needs a decision at this date.")
            )
            return
        with texts.together("lines", "details"):
            for thing in things.head(MOST).iter_rows(named=True):
                line(view, thing, 60, noted=False)
                texts.say(texts.line(thing["detail"]))
    rest = st.expander(f"See all {things.height}", key="attention_rows", on_change="rerun", type="compact")
    if rest.open:
        with rest:
            tables.show(
                things.with_columns(pl.col("kind").replace(KINDS)), key="attention", alt="What needs attention",
                columns=("rank", "severity", "kind", "title", "detail", "since", "upload"),
            )  # fmt: skip


def line(view: View, thing: Mapping[str, Any], most: int, *, noted: bool = True) -> None:
    """One item as a link of at most so many letters, to its row; `noted`: the matter before its name, and its detail on
    demand."""
    shape, kind = rating(thing["severity"]).shape, _kind(thing)
    screen, chosen = _explained(thing)
    matter = f"{BRIEFLY.get(thing['kind'], kind)}: " if noted else ""
    words = f"{shape} {matter}{thing['title']}"
    link(view, screen, short(words, most), help=f"{kind}. {thing['detail']}" if noted else "", **chosen)


def _kind(thing: Mapping[str, Any]) -> str:
    return KINDS.get(thing["kind"], "To look at")


def _explained(thing: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """(screen, what to choose there) where an item is explained."""
    about = thing["about_id"]
    if thing["kind"] in ("scrutiny_late", "decision_overdue"):
        return "decisions", {"decision_id": thing["item_id"]}
    if thing["kind"] == "endings_early":
        return "duplication", {"part": "Contracts and support", "gap": "yes"}
    if thing["kind"] == "service_levels":
        return "services", {"service_id": about} if about != thing["item_id"] else {}
    return {
        "gateways": ("gateways", {"gateway_id": about}),
        "partners": ("partners", {"partner_id": about}),
        "risks": ("risks", {"risk_id": about}),
        "migration": ("application", {"application_id": about}),
        "inventory": ("application", {"application_id": about}),
        "quality": ("quality", {"rule": about}),
        "investment": ("investment", {"benefit_id": about, "part": "By year"}),
    }[thing["page"]]
