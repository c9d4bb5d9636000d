"""Makes the files of the illustrative programme again: `python -m data.sample.make_sample [FOLDER]`.

The same story always gives the same bytes: whatever looks like chance is a hash of a name, so that adding an
application or an event changes nothing but itself. catalogue.py holds the applications, story.py what happens.
"""

from __future__ import annotations

import csv
import io
import sys
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from data.datasets import DATASETS
from data.sample import FOLDER, MANIFEST, story
from data.sample.catalogue import SUPPLIERS, Entry, entries, late_entries

Row = dict[str, str]
Rows = dict[str, Row]  # by natural key; a composite key's parts joined by a vertical bar

IN_SCOPE = ("consolidate", "migrate", "replace", "self_service")
STAGES = ("not_started", "discovery", "build", "test", "ready", "migrated", "decommissioned")
ORDER = ("applications", "interfaces", "waves", "migrations", "gateways", "partners", "gateway_criteria",
         "partner_concerns", "spend", "decisions")  # fmt: skip
"""The order of replay within a report: what others refer to comes first."""

LAST_MOVE = date(2014, 4, 11)


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


# What looks like chance


def chance(*key: object) -> float:
    """A number from 0 up to 1, always the same for the same key."""
    return int.from_bytes(sha256("|".join(map(str, key)).encode()).digest()[:6], "big") / 2**48


def between(low: int, high: int, *key: object) -> int:
    """A whole number from low to high, both included, always the same for the same key."""
    return low + int(chance(*key) * (high - low + 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


BANK_HOLIDAYS = frozenset(map(day, (
    "2012-12-25", "2012-12-26", "2013-01-01", "2013-03-29", "2013-04-01", "2013-05-06", "2013-05-27", "2013-08-26",
    "2013-12-25", "2013-12-26", "2014-01-01",
)))  # fmt: skip


def weekday(when: date) -> date:
    """That day, or the last working day before it."""
    while when.weekday() > 4 or when in BANK_HOLIDAYS:
        when -= timedelta(days=1)
    return when


def friday(when: date) -> date:
    """The first Friday on or after that day: teams forecast by the week."""
    return when + timedelta(days=(4 - when.weekday()) % 7)


# Applications and interfaces


def annual_cost(entry: Entry) -> str:
    """Pounds a year as text; empty for most of what departments built themselves."""
    if entry.hosting == "desktop" and chance("cost known", entry.name) < 0.55:
        return ""
    low, high = {"high": (24_000, 118_000), "medium": (6_000, 31_000), "low": (900, 7_500)}[entry.criticality]
    if entry.hosting == "desktop":
        low, high = 250, 2_400
    return f"{round(between(low, high, 'cost', entry.name), -2 if high > 5000 else -1)}.00"


def score(low: int, high: int, what: str, entry: Entry) -> str:
    """A score from 1 to 5 as text; empty where nobody has scored the application yet."""
    return "" if chance("unscored", what, entry.name) < 0.06 else str(between(low, high, what, entry.name))


def contract_end(entry: Entry) -> str:
    if entry.supplier in ("", "-") or chance("contract known", entry.name) < 0.12:
        return ""
    year, month = divmod(between(2012 * 12 + 11, 2016 * 12 + 8, "contract", entry.name), 12)
    return date(year, month + 1, monthrange(year, month + 1)[1]).isoformat()


def application(entry: Entry) -> Row:
    """An application as it stands when first listed."""
    supplier, products = SUPPLIERS.get(entry.supplier, ("In house" if entry.supplier == "-" else "", ("",)))
    value = {"high": (4, 5), "medium": (2, 4), "low": (1, 3)}[entry.criticality]
    fit = {"consolidate": (1, 3), "migrate": (3, 4), "replace": (1, 2), "self_service": (2, 4), "retain": (3, 5),
           "retire": (1, 2), "undecided": (2, 4)}[entry.disposition]  # fmt: skip
    return {
        "application_id": entry.application_id,
        "name": entry.name,
        "department": entry.department,
        "business_function": entry.business_function,
        "supplier": supplier,
        "product": products[between(0, len(products) - 1, "product", entry.business_function)],
        "users": "" if chance("users known", entry.name) < 0.04 else str(entry.users),
        "annual_cost_gbp": annual_cost(entry),
        "hosting": entry.hosting,
        "criticality": entry.criticality,
        "business_value": score(*value, "value", entry),
        "technical_fit": score(*fit, "fit", entry),
        "contract_end": contract_end(entry),
        "disposition": entry.disposition,
        "core_component": entry.core_component,
        "description": "Kept in a spreadsheet or a small database on a shared drive."
        if entry.hosting == "desktop" and entry.supplier == "-"
        else "",
    }


def revalue(rows: Rows) -> None:
    """Costs for the new financial year: about one application in six changes, in place."""
    for row in rows.values():
        if row["annual_cost_gbp"] and chance("revalued", row["name"]) < 0.17:
            factor = Decimal(between(96, 112, "revalued by", row["name"])) / 100
            row["annual_cost_gbp"] = f"{(Decimal(row['annual_cost_gbp']) * factor):.2f}"


def applications_at(report: str) -> Rows:
    """The inventory as at one report."""
    rows = {entry.application_id: application(entry) for entry in entries()}
    late = late_entries()
    by_name = {row["name"]: row for row in rows.values()}
    for when in (known for known in story.REPORTS if known <= report):
        if when in story.FOUND:
            key = story.FOUND[when]
            found = application(late[key]) | {"description": "Found late: it was on nobody's list."}
            rows[key] = by_name[found["name"]] = found
            del rows[by_name[story.LISTED_TWICE[when]]["application_id"]]
        for name, cells in story.DISPOSITION_CHANGES.get(when, {}).items():
            by_name[name].update(cells)
        if when == "2013-05-31":
            revalue(rows)
    return rows


HUBS = (
    ("General ledger", True, "Payments and income to post", "file", "daily", 22),
    ("Payroll", True, "Hours, expenses and changes of pay", "file", "monthly", 13),
    ("Personnel records", False, "Starters, leavers and posts", "database", "daily", 17),
    ("Directory service", False, "User accounts and groups", "api", "real_time", 26),
    ("Customer relationship management", True, "Requests and their progress", "api", "real_time", 18),
    ("Address gazetteer", False, "Addresses", "file", "weekly", 20),
    ("Income management", True, "Payments taken", "file", "daily", 11),
    ("Benefits document images", True, "Scanned letters", "message", "daily", 6),
    ("Adult care case records", False, "Clients and services", "database", "daily", 9),
    ("Children's case records", False, "Children and placements", "database", "daily", 8),
    ("Budget monitoring workbook", True, "Figures typed again by hand", "manual", "monthly", 8),
)
"""The applications that many others exchange data with: (name, whether it receives, what flows, how, how often,
how many others)."""


def interfaces_at(report: str) -> Rows:
    """The data flows as at one report: hubs with their spokes, and two more once the late applications are found."""
    taken_out = set(story.LISTED_TWICE.values())
    first = [entry for entry in entries() if entry.name not in taken_out]
    key_of = {entry.name: entry.application_id for entry in first}
    pairs: list[tuple[str, str, str, str, str]] = []
    for hub, receives, what, method, frequency, count in HUBS:
        spokes = sorted((e for e in first if e.name != hub), key=lambda e: chance("spoke", hub, e.name))
        busy = [e for e in spokes if e.criticality != "low" or chance("small spoke", hub, e.name) < 0.25][:count]
        for spoke in busy:
            ends = (spoke.application_id, key_of[hub]) if receives else (key_of[hub], spoke.application_id)
            how = method if chance("how", hub, spoke.name) < 0.8 else "file"
            pairs.append((*ends, how, frequency, what))
    for when, key in story.FOUND.items():
        if when <= report:
            pairs.append((key, key_of["Budget monitoring workbook"], "manual", "monthly", "Figures typed again"))
    rows: Rows = {}
    for number, (source, target, method, frequency, what) in enumerate(pairs, 1):
        unknown = chance("unknown", source, target) < 0.05
        rows[f"INT-{number:03}"] = {
            "interface_id": f"INT-{number:03}", "source_application_id": source, "target_application_id": target,
            "method": "" if unknown else method, "frequency": "" if unknown else frequency, "description": what,
        }  # fmt: skip
    return rows


# Migrations and waves


@dataclass(frozen=True)
class Move:
    """One application's move as it truly goes; what a report says of it is derived from this."""

    entry: Entry
    wave: str
    known_from: str  # the first report that has it
    baseline: date
    finish: date  # the day it moves in the end; beyond the last report nobody knows it yet


def wave_of(department: str) -> str:
    """The wave in which a department moves."""
    return next(key for key, wave in story.WAVES.items() if department in wave["departments"].split("; "))


def baselines() -> list[tuple[Entry, str, str, date]]:
    """(application, wave, first report that has it, baseline date) of every application that is ever in scope."""
    planned: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries():
        if entry.disposition in IN_SCOPE:
            planned[wave_of(entry.department)].append(entry)
    found: list[tuple[Entry, str, str, date]] = []
    for wave, batch in sorted(planned.items()):
        start, finish = (day(story.WAVES[wave][name]) for name in ("baseline_start", "baseline_finish"))
        batch.sort(key=lambda entry: chance("order", entry.name))
        for place, entry in enumerate(batch, 1):
            found.append((entry, wave, story.REPORTS[0], weekday(start + (finish - start) * place / len(batch))))
    named = {entry.name: entry for entry in (*entries(), *late_entries().values())}
    for name, (report, baseline) in story.MIGRATION_ADDED.items():
        found.append((named[name], wave_of(named[name].department), report, day(baseline)))
    return found


def moves() -> list[Move]:
    """Every move, with the day it truly happens: so many a month as the story says, roughly in planned order."""
    fixed = {name: day(told[3]) for name, told in story.BLOCKED.items()}
    planned = baselines()

    def late_by(item: tuple[Entry, str, str, date]) -> date:
        entry, wave, _, baseline = item
        return baseline + timedelta(days=between(-12, 20 if wave == "W1" else 45, "late by", entry.name))

    free = sorted((item for item in planned if item[0].name not in fixed), key=late_by)
    finished: list[Move] = [Move(*item, fixed[item[0].name]) for item in planned if item[0].name in fixed]
    for month, count in story.MOVES.items():
        year, number = map(int, month.split("-"))
        quota = count - sum(when.isoformat().startswith(month) for when in fixed.values())
        batch, free = free[:quota], free[quota:]
        for item in batch:
            last = monthrange(year, number)[1]
            when = weekday(date(year, number, between(4, last, "moved on", item[0].name)))
            finished.append(Move(*item, min(when, LAST_MOVE)))
    return sorted(finished, key=lambda move: move.entry.application_id)


def natural_stage(move: Move, finish: date, report: date) -> int:
    """How far along STAGES a move that ends on `finish` is at a report."""
    name = move.entry.name
    lead = (
        between(95, 140, "discovery", name), between(60, 85, "build", name), between(28, 42, "test", name),
        between(6, 14, "ready", name), 0,
    )  # fmt: skip
    reached = sum(report >= finish - timedelta(days=days) for days in lead)
    old_one_goes = move.entry.disposition in ("consolidate", "replace") and chance("switched off", name) < 0.75
    if old_one_goes and report >= finish + timedelta(days=between(60, 150, "switched off after", name)):
        return STAGES.index("decommissioned")
    return reached


def stage_at(move: Move, report: str) -> str:
    """The stage that a report gives; a blocked move stays where it was blocked until it is freed."""
    stage = natural_stage(move, move.finish, day(report))
    if move.entry.name in story.BLOCKED:
        since, _, held, _, _ = story.BLOCKED[move.entry.name]
        held_at = STAGES.index(held)
        on_the_way = natural_stage(move, day(since) + timedelta(days=25), day(report))
        stage = min(held_at, on_the_way) if report < since else max(held_at, stage)
    return STAGES[min(stage, STAGES.index(story.BEGINS.get(report, STAGES[-1])))]


def blocker_at(move: Move, report: str) -> str:
    told = story.BLOCKED.get(move.entry.name)
    return told[4] if told and told[0] <= report <= told[1] else ""


def forecast_at(move: Move, report: str) -> date:
    """The date that the team expects at a report: hopeful at first, close to the truth shortly before.

    One team in twenty never forecasts again, so that some dates pass unnoticed, as they do.
    """
    forecast = move.baseline
    forgets = chance("forgets", move.entry.name) < 0.05
    slip = move.finish - move.baseline
    for seen in (known for known in story.REPORTS if move.known_from <= known <= report):
        now = day(seen)
        if now >= move.finish or forgets:
            break
        blocked = bool(blocker_at(move, seen))
        first_wave, share = story.REPLANS.get(seen, ("none", 0.0))
        if move.wave >= first_wave and slip.days > 5:
            forecast = friday(move.baseline + slip * share)
        elif blocked and forecast <= now + timedelta(days=30):
            forecast = friday(now + timedelta(days=45))
        elif not blocked and move.finish - now <= timedelta(days=40):
            if abs((forecast - move.finish).days) > 6:
                forecast = friday(move.finish)
        elif not blocked and forecast <= now + timedelta(days=14):
            forecast = friday(min(move.finish, now + timedelta(days=42)))
    return forecast


def migrations_at(report: str, all_moves: Sequence[Move]) -> Rows:
    """How far each application has come, as at one report."""
    rows: Rows = {}
    for move in all_moves:
        if move.known_from <= report:
            stage = stage_at(move, report)
            done = stage in ("migrated", "decommissioned")
            rows[move.entry.application_id] = {
                "application_id": move.entry.application_id,
                "wave_id": move.wave,
                "stage": stage,
                "baseline_date": move.baseline.isoformat(),
                "forecast_date": forecast_at(move, report).isoformat(),
                "actual_date": move.finish.isoformat() if done else "",
                "blocker": blocker_at(move, report),
            }
    return rows


def waves_at(migrations: Rows) -> Rows:
    """The waves, with the dates that their applications' forecasts and actual dates add up to."""
    rows: Rows = {}
    for sequence, (key, wave) in enumerate(story.WAVES.items(), 1):
        batch = [row for row in migrations.values() if row["wave_id"] == key]
        expected = [row["actual_date"] or row["forecast_date"] for row in batch]
        slip = day(min(expected)) - day(min(row["baseline_date"] for row in batch))
        start = day(wave["baseline_start"]) + max(slip, timedelta())
        finish = max(expected) if all(row["actual_date"] for row in batch) else max(
            *expected, wave["baseline_finish"]
        )  # fmt: skip
        rows[key] = {
            "wave_id": key, "sequence": str(sequence), **wave,
            "forecast_start": min(start.isoformat(), finish), "forecast_finish": finish,
        }  # fmt: skip
    return rows


# Gateways, partners, concerns, decisions


def long_date(text: str) -> str:
    """«2013-03-28» as «28 March 2013»."""
    when = day(text)
    return f"{when.day} {when:%B %Y}"


def gateways_at(report: str) -> Rows:
    """The gateways; whoever still reports on one says when they looked at it last."""
    rows = story.merged(story.GATEWAYS, story.GATEWAY_CHANGES, report)
    for key, row in rows.items():
        seen = min(report, story.NEGLECTED.get(key, report))
        if not row.get("actual_date"):
            row["commentary"] += f" Reviewed for the {day(seen):%B %Y} report."
    return {key: {"gateway_id": key, **row} for key, row in rows.items()}


def partners_at(report: str) -> Rows:
    """The partners; the council's own applications are counted from the inventory whenever a partner reports."""
    rows = story.merged(story.PARTNERS, story.PARTNER_CHANGES, report)
    reported = max((when for when in story.PARTNER_CHANGES if when <= report), default=report)
    in_scope = sum(row["disposition"] in IN_SCOPE for row in applications_at(reported).values())
    rows["P01"]["applications_in_scope"] = str(in_scope)
    return {key: {"partner_id": key, **row} for key, row in rows.items()}


def keyed(column: str, first: story.Rows, changes: story.Changes, report: str) -> Rows:
    """The story's rows as at one report, each with its key in a column of that name."""
    return {key: {column: key, **row} for key, row in story.merged(first, changes, report).items()}


# Spend


def months(first: str, last: str) -> list[str]:
    """The months from first to last, each by its first day."""
    (y1, m1), (y2, m2) = (map(int, text.split("-")) for text in (first, last))
    return [date(n // 12, n % 12 + 1, 1).isoformat() for n in range(y1 * 12 + m1 - 1, y2 * 12 + m2)]


def share_out(pounds: Decimal, weights: Sequence[float], step: Decimal) -> list[Decimal]:
    """Parts in proportion to the weights, rounded to the step; the last takes what is left, so that they add up."""
    whole = sum(weights)
    parts = [(pounds * Decimal(str(round(w / whole, 6))) / step).quantize(Decimal(1)) * step for w in weights[:-1]]
    return [*parts, pounds - sum(parts)]


def spend_line(component: str, report: str) -> Rows:
    """One component's months as at one report: budget always, actual for months that are over.

    The forecast of the months to come is made again every quarter; of a month that is over it is the actual.
    """
    strand, total, first, last, outturn = story.SPEND_LINES[component]
    span = months(first, last)
    weights = [1 + 0.6 * chance("budget", component, month) for month in span]
    budgets = share_out(Decimal(total), weights, Decimal(100))
    drawn = [w * (0.75 + 0.5 * chance("actual", component, month)) for w, month in zip(weights, span, strict=True)]
    actuals = share_out((Decimal(total) * Decimal(str(outturn))).quantize(Decimal("0.01")), drawn, Decimal("0.01"))
    quarter = max((r for r in story.REPORTS if r <= report and r[5:7] in ("12", "03", "06", "09")), default="")
    hopeful = Decimal(total) * (1 + (Decimal(str(outturn)) - 1) / 2)
    spent_then = sum((a for a, m in zip(actuals, span, strict=True) if m < quarter), Decimal(0))
    ahead = [w for w, m in zip(weights, span, strict=True) if m >= quarter]
    left = share_out(max(hopeful - spent_then, Decimal(0)), ahead, Decimal(10)) if ahead else []
    rows: Rows = {}
    for place, (month, budget, actual) in enumerate(zip(span, budgets, actuals, strict=True)):
        over = month <= report
        forecast = left[place - len(span) + len(ahead)] if month >= quarter and quarter >= "2012-10" else budget
        soon = bool(quarter) and quarter <= month < (day(quarter) + timedelta(days=95)).isoformat()
        committed = f"{(forecast * Decimal('0.6')).quantize(Decimal(10)):.2f}" if soon else ""
        rows[f"{component}|{month}"] = {
            "component": component,
            "month": month,
            "strand": strand,
            "budget_gbp": f"{budget:.2f}",
            "committed_gbp": f"{actual:.2f}" if over else committed,
            "actual_gbp": f"{actual:.2f}" if over else "",
            "forecast_gbp": f"{actual if over else forecast:.2f}",
        }
    return rows


def spend_at(report: str) -> Rows:
    return {key: row for component in story.SPEND_LINES for key, row in spend_line(component, report).items()}


# Uploads


def state_at(report: str, all_moves: Sequence[Move]) -> dict[str, Rows]:
    """Everything that is true as at one report: dataset → its rows."""
    applications = applications_at(report)
    migrations = migrations_at(report, all_moves)
    return {
        "applications": applications,
        "interfaces": interfaces_at(report),
        "waves": waves_at(migrations),
        "migrations": migrations,
        "gateways": gateways_at(report),
        "partners": partners_at(report),
        "gateway_criteria": keyed("criterion_id", story.CRITERIA, story.CRITERIA_CHANGES, report),
        "partner_concerns": keyed("concern_id", story.CONCERNS, story.CONCERN_CHANGES, report),
        "spend": spend_at(report),
        "decisions": keyed("decision_id", story.DECISIONS, story.DECISION_CHANGES, report),
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
            if report in story.THINNED.get(dataset, ()):
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
