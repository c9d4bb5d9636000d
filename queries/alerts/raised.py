"""What alerts say as at the date: the things for which an alert holds
One row per alert and thing, in the order of the alerts.
alert_id, kind: the alert. dataset, item_id, title: the thing; of the odds the go-live, without a reference. owner: who is told,
the row's own owner, else the alert's. amount: by how much, see alerts_things; of odds per cent. sentence: how it stands.
A slip, an overdue thing and a missing report count beyond the threshold, a risk from it on, odds below it.
$rules_at date: the date whose alerts are meant; without it, the as-at date
uses: alerts_list
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from data.datasets import DATASETS
from queries import Asking

SCHEMA = {
    "alert_id": pl.String, "kind": pl.String, "dataset": pl.String, "item_id": pl.String, "title": pl.String,
    "owner": pl.String, "amount": pl.Float64, "sentence": pl.String, "upload": pl.Int64,
}  # fmt: skip
USUAL = {"odds_below": 50.0, "red": 15.0}
"""The threshold of an alert that names none; of the others no days."""


def answer(ask: Asking, as_at: date, ledger_version: int, rules_at: date | None) -> pl.DataFrame:
    found: list[tuple[object, ...]] = []
    for alert in ask("alerts_list", as_at=rules_at or as_at).iter_rows(named=True):
        things = _odds(ask) if alert["kind"] == "odds_below" else _things(ask, alert["kind"])
        found += [
            (
                alert["alert_id"], alert["kind"], thing["dataset"], thing["item_id"], thing["title"],
                thing["owner"] or alert["owner"], float(thing["amount"]), thing["sentence"], thing["upload"],
            )
            for thing in things
            if alert["dataset"] in (None, thing["dataset"])
            and alert["reference"] in (None, thing["item_id"])
            and holds(alert, thing)
        ]  # fmt: skip
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def holds(alert: dict[str, Any], thing: dict[str, Any]) -> bool:
    """Whether a thing of an alert's kind is beyond the alert's threshold."""
    threshold = USUAL.get(alert["kind"], 0.0) if alert["threshold"] is None else float(alert["threshold"])
    if alert["kind"] == "odds_below":
        return bool(thing["amount"] < threshold)
    if alert["kind"] == "red":
        return bool(thing["dataset"] == "gateways" or thing["amount"] >= threshold)
    return bool(thing["amount"] > threshold)


def _things(ask: Asking, kind: str) -> list[dict[str, Any]]:
    things = ask("alerts_things").filter(kind=kind)
    if kind != "no_report_by":
        return things.to_dicts()
    return [thing | {"title": DATASETS[thing["dataset"]].title} for thing in things.to_dicts()]


def _odds(ask: Asking) -> list[dict[str, Any]]:
    """The odds of the go-live as one thing; none where there are no odds."""
    outlook = ask("migration_forecast").row(0, named=True)
    odds, day = outlook["probability_by_go_live"], outlook["go_live_date"]
    if odds is None:
        return []
    sentence = f"The odds of being ready by {day.day} {day:%B %Y} are {odds:g}%."
    return [
        {
            "dataset": "gateways", "item_id": None, "title": "Odds of the go-live", "owner": None, "amount": odds,
            "sentence": sentence, "upload": None,
        }
    ]  # fmt: skip
