"""What a digest says: alerts, what changed and what needs attention since an earlier date or ledger version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from pages.narrative.alerts import event_line
from pages.ui.formatting import capital, count, day
from queries import View, default_as_at

MOST = 30
"""Changes, and things that need attention, that a digest names; the rest is counted."""


@dataclass(frozen=True)
class Entry:
    """One line of a digest: what it is about, what is to be said of it, and a word before it (‘Began’, ‘New’), or none."""

    title: str
    sentence: str
    mark: str = ""


@dataclass(frozen=True)
class Part:
    """One subject of a digest: its heading, its lines, how many more there are, and what is said where there are none."""

    heading: str
    entries: tuple[Entry, ...]
    more: int = 0
    otherwise: str = ""


@dataclass(frozen=True)
class Digest:
    """Everything that a digest says, of one ledger version."""

    title: str
    source: str  # as at which date and ledger version, and since when
    illustrative: bool
    parts: tuple[Part, ...]


def since_date(view: View, since: date, role: str | None = None) -> Digest:
    """What there is to tell since a date, as known at the view's ledger version. `role`: only alerts that are addressed to it."""
    changes = list(view.ask("changes_all", since=since)["sentence"])
    then = replace(view, as_at=since)
    return _digest(view, then, f"since {day(since)}", view.ask("alerts_events", since=since), changes, role)


def since_version(view: View, version: int, role: str | None = None) -> Digest:
    """What there is to tell since an earlier ledger version: also corrections of earlier reports, and withdrawals."""
    then = View(min(default_as_at(version), view.as_at), version, view.generation)
    events = _between(then.ask("alerts_raised", rules_at=view.as_at), view.ask("alerts_raised"), view.as_at)
    return _digest(view, then, f"since ledger version {version}", events, _corrected(then, view), role)


def _corrected(then: View, now: View) -> list[str]:
    """The sentences of changes that are events now and were not events then, looked at from before the first report that the
    ledger took in, gave back or took back in between."""
    columns = ["number", "reporting_date", "withdrawn"]
    before, after = (view.ask("updates_history").select(columns) for view in (then, now))
    touched = after.join(before, on=columns, how="anti")
    if touched.is_empty():
        return []
    first = touched["reporting_date"].min()
    assert isinstance(first, date)
    since = first - timedelta(days=1)
    known = set() if then.as_at <= since else set(then.ask("changes_all", since=since)["sentence"])
    return [sentence for sentence in now.ask("changes_all", since=since)["sentence"] if sentence not in known]


def _between(before: pl.DataFrame, now: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The alerts that hold now and did not then, and the other way round."""
    key = ["alert_id", "dataset", "item_id"]
    began = now.join(before, on=key, how="anti", nulls_equal=True).with_columns(event=pl.lit("began"))
    ended = before.join(now, on=key, how="anti", nulls_equal=True).with_columns(event=pl.lit("ended"))
    return pl.concat([began, ended]).with_columns(day=pl.lit(as_at))


def _digest(view: View, then: View, since: str, events: pl.DataFrame, changes: list[str], role: str | None) -> Digest:
    fresh = view.ask("updates_latest").row(0, named=True)
    addressed = events if role is None else events.filter(owner=role)
    attention = view.ask("overview_attention")
    known = set(then.ask("overview_attention").select("kind", "item_id").rows())
    to = "" if role is None else f" for {role}"
    return Digest(
        title=f"What changed {since}, and what needs attention",
        source=f"As at {day(view.as_at)}, ledger version {view.ledger_version}; {since}.",
        illustrative=bool(fresh["illustrative"]),
        parts=(
            _part(f"Alerts{to}", [event_line(row) for row in addressed.iter_rows(named=True)], "No alert began or ended."),
            _part("What changed", [("", "", change) for change in changes], "Nothing changed."),
            _part(
                "What needs attention",
                [_attention(row, known) for row in attention.iter_rows(named=True)],
                "Nothing needs attention.",
            ),
        ),
    )  # fmt: skip


def _attention(row: dict[str, Any], known: set[tuple[Any, ...]]) -> tuple[str, str, str]:
    is_new = (row["kind"], row["item_id"]) not in known
    return f"{capital(row['severity'])}{', new' if is_new else ''}", row["title"], row["detail"]


def _part(heading: str, lines: list[tuple[str, str, str]], otherwise: str) -> Part:
    counted = f"{heading}: {count(len(lines), 'thing')}" if lines else heading
    entries = tuple(Entry(title, sentence, mark) for mark, title, sentence in lines[:MOST])
    return Part(counted, entries, len(lines) - len(entries), otherwise)


def roles(view: View) -> set[str]:
    """Everybody whom an alert may be addressed to: the owners of alerts, and of risks and benefits."""
    owners = view.ask("alerts_owners")["owner"].to_list()
    return set(owners)
