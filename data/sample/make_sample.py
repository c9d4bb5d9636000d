"""Makes the files of the illustrative programme again: `python -m data.sample.make_sample [FOLDER]`.

The same story always gives the same bytes: whatever looks like chance is a hash of a name, so that adding an
application or an event changes nothing but itself. catalogue.txt holds the applications; story.py, gateways.py and
partners.py say what happens; inventory.py, migrations.py and spend.py work out each report from that.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.datasets import DATASETS
from data.sample import FOLDER, MANIFEST, alerts, benefits, gateways, partners, risks, services, story, vehicle
from data.sample.chance import day
from data.sample.inventory import IN_SCOPE, Row, Rows, applications_at, interfaces
from data.sample.migrations import Move, migrations_at, moves, waves_at
from data.sample.spend import spend_at

ORDER = ("applications", "interfaces", "waves", "migrations", "gateways", "partners", "gateway_criteria",
         "partner_concerns", "services", "spend", "benefits", "benefit_values", "risks", "decisions", "vehicle_options",
         "commentary", "alerts")  # fmt: skip
"""The order of replay within a report: what others refer to comes first."""

BEGINS = {"services": services.FIRST, "benefits": benefits.FIRST, "benefit_values": benefits.FIRST, "risks": risks.FIRST,
          "vehicle_options": vehicle.FIRST, "alerts": alerts.FIRST}  # fmt: skip
"""Dataset → the report that first has it, where that isn't the first of all."""


@dataclass(frozen=True)
class Upload:
    """One file to write: its rows as text, and how it is uploaded."""

    dataset: str
    report: str
    mode: str
    note: str
    rows: Sequence[Row]

    @property
    def path(self) -> str:
        return f"uploads/{self.report}_{self.dataset}.csv"


def long_date(text: str) -> str:
    """‘2013-03-28’ as ‘28 March 2013’."""
    when = day(text)
    return f"{when.day} {when:%B %Y}"


def gateways_at(report: str) -> Rows:
    """The gateways; whoever still reports on one says when they looked at it last."""
    rows = story.merged(gateways.GATEWAYS, gateways.GATEWAY_CHANGES, report)
    for key, row in rows.items():
        seen = min(report, gateways.NEGLECTED.get(key, report))
        if not row.get("actual_date"):
            row["commentary"] += f" Reviewed for the {day(seen):%B %Y} report."
    return {key: {"gateway_id": key, **row} for key, row in rows.items()}


def partners_at(report: str) -> Rows:
    """The partners; the council's own applications are counted from the inventory whenever a partner reports."""
    rows = story.merged(partners.PARTNERS, partners.PARTNER_CHANGES, report)
    reported = max((when for when in partners.PARTNER_CHANGES if when <= report), default=report)
    in_scope = sum(row["disposition"] in IN_SCOPE for row in applications_at(reported).values())
    rows["P01"]["applications_in_scope"] = str(in_scope)
    return {key: {"partner_id": key, **row} for key, row in rows.items()}


def keyed(column: str, first: story.Rows, changes: story.Changes, report: str) -> Rows:
    """The story's rows as at one report, each with its key in a column of that name."""
    return {key: {column: key, **row} for key, row in story.merged(first, changes, report).items()}


def state_at(report: str, all_moves: Sequence[Move]) -> dict[str, Rows]:
    """Everything that is true as at one report: dataset → its rows."""
    applications = applications_at(report)
    migrations = migrations_at(report, all_moves)
    return {
        "applications": applications,
        "interfaces": interfaces(),
        "waves": waves_at(migrations),
        "migrations": migrations,
        "gateways": gateways_at(report),
        "partners": partners_at(report),
        "gateway_criteria": keyed("criterion_id", gateways.CRITERIA, gateways.CRITERIA_CHANGES, report),
        "partner_concerns": keyed("concern_id", partners.CONCERNS, partners.CONCERN_CHANGES, report),
        "services": keyed("service_id", services.SERVICES, services.SERVICE_CHANGES, report),
        "spend": spend_at(report),
        "benefits": keyed("benefit_id", benefits.BENEFITS, benefits.BENEFIT_CHANGES, report),
        "benefit_values": benefits.benefit_values_at(report),
        "risks": keyed("risk_id", risks.RISKS, risks.RISK_CHANGES, report),
        "decisions": keyed("decision_id", story.DECISIONS, story.DECISION_CHANGES, report),
        "vehicle_options": vehicle.options_at(report),
        "commentary": story.merged({}, story.COMMENTARY, report),
        "alerts": keyed("alert_id", alerts.ALERTS, {}, report),
    }


def upload_of(dataset: str, report: str, before: Mapping[str, Row], now: Mapping[str, Row]) -> Upload | None:
    """The file that a team would send: everything the first time and where a row went, else what changed."""
    changed = [row for key, row in now.items() if before.get(key) != row]
    gone = before.keys() - now.keys()
    if not changed and not gone:
        return None
    full = not before or bool(gone) or dataset == "decisions"
    note = story.NOTES.get((report, dataset), f"{DATASETS[dataset].title} as reported at {long_date(report)}.")
    return Upload(dataset, report, "full" if full else "update", note, list(now.values()) if full else changed)


def uploads() -> list[Upload]:
    """Every upload of the sample, in the order of replay."""
    all_moves = moves()
    reported: dict[str, Rows] = {}
    made: list[Upload] = []
    for report in story.REPORTS:
        now = state_at(report, all_moves)
        for dataset in ORDER:
            if report in story.THINNED.get(dataset, ()) or report < BEGINS.get(dataset, ""):
                continue
            upload = upload_of(dataset, report, reported.get(dataset, {}), now[dataset])
            if upload:
                made.append(upload)
                reported[dataset] = now[dataset]
    return made


def as_csv(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The rows as UTF-8 CSV under those headings."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def files() -> dict[str, bytes]:
    """Path under this folder → content, for every file of the sample and its manifest."""
    made = uploads()
    manifest = [
        {"path": u.path, "dataset": u.dataset, "reporting_date": u.report, "mode": u.mode, "note": u.note} for u in made
    ]
    contents = {u.path: as_csv(DATASETS[u.dataset].names, u.rows) for u in made}
    names = ("path", "dataset", "reporting_date", "mode", "note")
    return {MANIFEST.name: as_csv(names, manifest), **contents}


def write(folder: Path) -> int:
    """Writes the sample into a folder, removes what an older story left there; the number of files written."""
    made = files()
    (folder / "uploads").mkdir(parents=True, exist_ok=True)
    for old in (folder / "uploads").glob("*.csv"):
        if f"uploads/{old.name}" not in made:
            old.unlink()
    for path, content in made.items():
        (folder / path).write_bytes(content)
    return len(made)


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)} files written.")
