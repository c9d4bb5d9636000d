"""What a digest says: alerts, what changed and what needs attention since an earlier date or ledger version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from pages.narrative.alerts import event_line
from pages.ui.formatting import capital, count, day
from pages.ui.look_back import look_back
from queries import View, catalogue, default_as_at

ALERT = ("alert_id", "dataset", "item_id")
"""What tells one thing that an alert holds for from another."""

MOST = 30
"""Changes, and things that need attention, that a digest names; the rest is counted."""


OF: Mapping[str, str] = {
    "criterion_overdue": "gateway_criteria", "concern_open": "partner_concerns", "scrutiny_late": "decisions",
    "decision_overdue": "decisions", "migration_blocked": "migrations", "migration_late": "migrations",
    "risk_very_high": "risks", "risk_overdue": "risks", "benefit_short": "benefits", "endings_early": "applications",
    "application_without_migration": "migrations", "service_levels": "services", "gateway_red": "gateways",
    "gateway_amber": "gateways", "forecast_passed": "gateways", "item_stale": "gateways",
}  # fmt: skip
"""Kind of a thing that needs attention → the dataset of which it is a row. A contradiction's is that of its rule."""

RULES: Mapping[str, str] = {"spend_over_budget": "spend", "weights_not_100": "vehicle_options"}
"""Rule of a contradiction → the dataset in which it finds it."""

Addressed = Callable[[str | None, str | None], bool]
"""Whether a row, by dataset and reference, is addressed to whom the digest is for."""


@dataclass(frozen=True)
class Entry:
    """One line of a digest: its subject, the sentence, and a word before it (‘Began’, ‘New’) or none."""

    title: str
    sentence: str
    mark: str = ""


@dataclass(frozen=True)
class Part:
    """One subject of a digest: its heading, its lines, how many more there are, and the text if there are none."""

    heading: str
    entries: tuple[Entry, ...]
    more: int = 0
    otherwise: str = ""


@dataclass(frozen=True)
class Digest:
    """The whole content of a digest, at one ledger version."""

    title: str
    source: str  # as at which date and ledger version, and since when
    illustrative: bool
    parts: tuple[Part, ...]


def since_date(view: View, since: date, role: str | None = None) -> Digest:
    """The news since a date, as known at the view's ledger version; if nothing was reported by that date, since the
    first report. `role`: only what is addressed to it."""
    found = look_back(view, since)
    when = f"since {day(since)}" if found in (None, since) else f"since the first report, of {day(found)}"
    changes = [] if found is None else _sentences(view, "changes_all", role, since=found)
    then = replace(view, as_at=found or since)
    events = view.ask("alerts_events", since=found or since)
    otherwise = "Nothing changed." if found else "There is no earlier report to compare with."
    return _digest(view, then, when, events, changes, role, otherwise)


def since_version(view: View, version: int, role: str | None = None) -> Digest:
    """The news since an earlier ledger version, including corrections of earlier reports and withdrawals."""
    then = View(min(default_as_at(version), view.as_at), version, view.generation)
    events = _between(then.ask("alerts_raised", rules_at=view.as_at), view.ask("alerts_raised"))
    events = _dated(view, events, then.as_at)
    changes = _sentences(view, "updates_since_version", role, version=version, known_on=then.as_at)
    return _digest(view, then, f"since ledger version {version}", events, changes, role)


def _sentences(view: View, query_name: str, role: str | None, **parameters: object) -> list[str]:
    """What changed, in sentences, from a query with the columns of changes_all. Changes for a role are dated one by
    one, because a group of changes has no owner."""
    if role is None:
        return list(view.ask(query_name, **parameters)["sentence"])
    is_addressed = _addressed(view, role)
    rows = view.ask(query_name, **parameters, together=0)
    return [row["sentence"] for row in rows.iter_rows(named=True) if is_addressed(_dataset(row), row["item_id"])]


def _dataset(change: Mapping[str, Any]) -> str | None:
    """The dataset that a row of changes_all is about; for a row that only changed its key, its kind says which."""
    query = catalogue().get(f"changes_{change['subject']}")
    return str(change["kind"]) if query is None or not query.compares else query.compares


def _addressed(view: View, role: str) -> Addressed:
    """What is addressed to a role: the rows that it owns, and rows without an owner that one of its alerts watches."""
    rows = view.ask("alerts_addressed")
    own = {(row["dataset"], row["item_id"]): row["role"] for row in rows.filter("is_own").iter_rows(named=True)}
    looked_at = set(rows.filter(~pl.col("is_own"), pl.col("role") == role).select("dataset", "item_id").rows())

    def is_addressed(dataset: str | None, item: str | None) -> bool:
        owner = own.get((dataset, item))
        return owner == role if owner is not None else bool(looked_at & {(dataset, None), (dataset, item)})

    return is_addressed


def _between(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The alerts that hold now and did not then, and the reverse; their days are still to be found."""
    began = now.join(before, on=ALERT, how="anti", nulls_equal=True).with_columns(event=pl.lit("began"))
    ended = before.join(now, on=ALERT, how="anti", nulls_equal=True).with_columns(event=pl.lit("ended"))
    return pl.concat([began, ended]).with_columns(day=pl.lit(None, pl.Date))


def _dated(view: View, events: pl.DataFrame, then: date) -> pl.DataFrame:
    """The events with the days on which they happened, as known now: within the period looked back to, or, for what a
    correction shows to have begun before it, since the first report. What never held, as known now, ended on the day
    looked back to."""
    first = view.ask("updates_reporting_dates").filter("is_shown")["reporting_date"].min()
    for since in (then, first):
        if events["day"].null_count() and isinstance(since, date) and since < view.as_at:
            days = view.ask("alerts_events", since=since).sort("day").unique([*ALERT, "event"], keep="last")
            found = events.join(
                days.select(*ALERT, "event", on="day"), on=[*ALERT, "event"], how="left", nulls_equal=True
            )
            events = found.with_columns(day=pl.coalesce("day", "on")).drop("on")
    began = pl.when(event="began").then(pl.lit(first, pl.Date)).otherwise(pl.lit(then))
    return events.with_columns(day=pl.coalesce("day", began))


def _digest(
    view: View,
    then: View,
    since: str,
    events: pl.DataFrame,
    changes: list[str],
    role: str | None,
    otherwise: str = "Nothing changed.",
) -> Digest:
    fresh = view.ask("updates_latest").row(0, named=True)
    addressed = events if role is None else events.filter(owner=role)
    attention = view.ask("overview_attention").to_dicts()
    if role is not None:
        is_addressed = _addressed(view, role)
        attention = [
            row for row in attention if is_addressed(OF.get(row["kind"], RULES.get(row["about_id"])), row["item_id"])
        ]
    known = set(then.ask("overview_attention").select("kind", "item_id").rows())
    to = "" if role is None else f" for {role}"
    return Digest(
        title=f"What changed {since}, and what needs attention",
        source=f"As at {day(view.as_at)}, ledger version {view.ledger_version}; {since}.",
        illustrative=bool(fresh["illustrative"]),
        parts=(
            _part(f"Alerts{to}", [event_line(row) for row in addressed.iter_rows(named=True)], "No alert began or ended."),
            _part(f"What changed{to}", [("", "", change) for change in changes], otherwise),
            _part(
                f"What needs attention{to}", [_attention(row, known) for row in attention], "Nothing needs attention."
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
    """Everybody who may receive an alert: the owners of alerts, risks and benefits."""
    owners = view.ask("alerts_owners")["owner"].to_list()
    return set(owners)
