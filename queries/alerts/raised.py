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
from data.number_text import exact
from queries import Asking

SCHEMA = {
    "alert_id": pl.String, "kind": pl.String, "dataset": pl.String, "item_id": pl.String, "title": pl.String,
    "owner": pl.String, "amount": pl.Float64, "sentence": pl.String, "upload": pl.Int64,
}  # fmt: skip
USUAL = {"odds_below": 50.0, "red": 15.0}
"""The threshold of an alert that names none; of the others no days."""


def answer(ask: Asking, as_at: date, ledger_version: int, rules_at: date | None) -> pl.DataFrame:
    alerts = ask("alerts_list", as_at=rules_at or as_at).to_dicts()
    wanted = {f"{alert['kind']}:{alert['dataset'] or ''}" for alert in alerts if alert["kind"] != "odds_below"}
    things = ask("alerts_things", wanted=",".join(sorted(wanted))) if wanted else pl.DataFrame()
    found: list[tuple[object, ...]] = []
    for alert in alerts:
        found += [
            (
                alert["alert_id"], alert["kind"], thing["dataset"], thing["item_id"], thing["title"],
                thing["owner"] or alert["owner"], float(thing["amount"]), thing["sentence"], thing["upload"],
            )
            for thing in (_odds(ask) if alert["kind"] == "odds_below" else _things(things, alert))
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


def _things(things: pl.DataFrame, alert: dict[str, Any]) -> list[dict[str, Any]]:
    """The things that an alert looks at: taken out as a frame, for there may be 100,000 of them, and most alerts look at few."""
    looked_at = things.filter(kind=alert["kind"])
    for column, value in (("dataset", alert["dataset"]), ("item_id", alert["reference"])):
        looked_at = looked_at if value is None else looked_at.filter(pl.col(column) == value)
    if alert["kind"] != "no_report_by":
        return looked_at.to_dicts()
    return [thing | {"title": DATASETS[thing["dataset"]].title} for thing in looked_at.to_dicts()]


def _odds(ask: Asking) -> list[dict[str, Any]]:
    """The odds of the go-live as one thing; none where there are no odds."""
    outlook = ask("migration_forecast").row(0, named=True)
    odds, day = outlook["probability_by_go_live"], outlook["go_live_date"]
    if odds is None:
        return []
    sentence = f"The odds of being ready by {day.day} {day:%B %Y} are {exact(odds)}%."
    return [
        {
            "dataset": "gateways", "item_id": None, "title": "Odds of the go-live", "owner": None, "amount": odds,
            "sentence": sentence, "upload": None,
        }
    ]  # fmt: skip
