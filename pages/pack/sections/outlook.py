"""What would it take? The pace needed to be ready in time, and what holds most of the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Role, Section, Series, Slide
from pages.ui.formatting import capital, count, ended, number
from queries import View

MOST = 6
ROLES: dict[str, Role] = {"of_late": "done", "best": "done", "even": "coming", "eight_in_ten": "coming"}


TAKES = ("team_pct", "team_from", "out", "wave_id", "wave_weeks", "by")
"""What a reader may suppose, by the names that outlook_what_if gives it."""


def slides(view: View, **chosen: Any) -> list[Slide]:
    """`chosen`: the reader's assumptions, as on the screen."""
    paces = view.ask("outlook_pace")
    if paces.is_empty():
        return []
    held = view.ask("outlook_left")
    supposed = _supposed(view.ask("outlook_what_if", **chosen), view.as_at) if chosen else []
    return [*supposed, _pace(paces, "outlook_pace" if supposed else "outlook"), *_held(held)]


def _supposed(rows: pl.DataFrame, as_at: date) -> list[Slide]:
    """The odds as things are, with each assumption alone, and with all of them."""
    rows = rows.filter(pl.col("odds").is_not_null())
    if rows.height < 2:
        return []
    labels = tuple(
        Label(narrative.outlook.CHANGES[row["change"]], narrative.outlook.after(row))
        for row in rows.iter_rows(named=True)
    )
    series = (
        Series("As things are", tuple(row["odds"] if row["change"] == "nothing" else 0 for row in rows.to_dicts()), "done"),
        Series("Supposed", tuple(0 if row["change"] == "nothing" else row["odds"] for row in rows.to_dicts()), "coming"),
    )  # fmt: skip
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return [
        Slide(
            "outlook",
            narrative.outlook.supposed(rows, as_at),
            chart=Bars(labels, series, "in 100", f"Odds of being ready. {listed}.", False),
            facts=tuple(Fact(f"{label.name}: {label.detail}.") for label in labels),
            rule=rule("what_if"),
            behind=tabulation.table(rows, ("change", "by", "odds", "gain", "p50_date", "p80_date")),
        )
    ]


def _pace(paces: pl.DataFrame, key: str) -> Slide:
    rows = list(paces.iter_rows(named=True))
    labels = tuple(Label(narrative.outlook.PACES[row["pace"]], _odds(row)) for row in rows)
    kinds: tuple[tuple[str, Role], ...] = (("Kept so far", "done"), ("Needed from now on", "coming"))
    series = tuple(
        Series(name, tuple(row["a_month"] if ROLES[row["pace"]] == role else 0 for row in rows), role)
        for name, role in kinds
    )
    listed = "; ".join(ended(narrative.outlook.pace_in_full(row)).rstrip(".") for row in rows)
    return Slide(
        key,
        narrative.outlook.would_take(paces),
        chart=Bars(labels, series, "applications a month", f"Applications a month. {listed}.", False),
        facts=(
            *(Fact(ended(narrative.outlook.pace_in_full(row))) for row in rows),
            Fact(narrative.outlook.evenly(paces)),
        ),
        rule=rule("pace"),
        behind=tabulation.table(paces, ("pace", "a_month", "times", "odds", "from_date", "to_date", "by")),
    )


def _odds(row: dict[str, Any]) -> str:
    """‘11.3 a month; about 1 in 4’; for a needed pace, how much more it is than the recent one."""
    a_month = f"{number(row['a_month'])} a month"
    if row["from_date"]:
        return f"{a_month}: {narrative.outlook.odds(row['odds'])}"
    return f"{a_month}, {narrative.outlook.times(row['times'])} that of late"


def _held(rows: pl.DataFrame) -> list[Slide]:
    """The waves that hold most of what is left."""
    waves = rows.filter(pl.col("kind") == "wave")
    if waves.is_empty():
        return []
    shown = list(waves.head(MOST).iter_rows(named=True))
    labels = tuple(Label(row["name"], narrative.outlook.still_to_move(row)) for row in shown)
    parts = (
        Series("Still to move", tuple(row["remaining"] - row["blocked"] for row in shown), "coming"),
        Series("Blocked", tuple(row["blocked"] for row in shown), "late"),
    )
    facts = [Fact(f"{capital(row['name'])}: {narrative.outlook.still_to_move(row)}.") for row in shown]
    if more := waves.height - len(shown):
        facts.append(Fact(f"{capital(count(more, 'other wave'))} with something left to move."))
    return [
        Slide(
            "outlook_held",
            narrative.outlook.most_held(tabulation.named_briefly(rows), "wave"),
            chart=Bars(
                labels, tuple(part for part in parts if any(part.values)), "applications",
                "Applications still to move by wave: "
                + "; ".join(f"{label.name}, {label.detail}" for label in labels) + ".",
            ),
            facts=tuple(facts),
            rule=rule("held"),
            whole=waves.height,
            behind=tabulation.table(rows, ("kind", "name", "remaining", "blocked", "late", "share_pct")),
        )
    ]  # fmt: skip


SECTION = Section(
    55, "outlook", "What would it take", ("migrations", "gateways"), slides, "no forecast of a go-live to come",
    takes=dict.fromkeys(TAKES, "outlook_what_if"),
)  # fmt: skip
