"""A second reading of the contract, in plain Python: uploads replayed into dicts, figures counted from the dicts.

Written from the contract of the datasets and the headers of the queries alone; shares no code with the product.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Row = dict[str, Any]
State = dict[str, dict[str, Row]]

KEYS = {
    "applications": ("application_id",), "waves": ("wave_id",), "migrations": ("application_id",),
    "gateways": ("gateway_id",), "partners": ("partner_id",), "gateway_criteria": ("criterion_id",),
    "spend": ("component", "month"), "decisions": ("decision_id",), "partner_concerns": ("concern_id",),
}  # fmt: skip
REFERENCES = {
    "applications": {"application_id": "applications"}, "waves": {"wave_id": "waves"},
    "migrations": {"application_id": "applications", "wave_id": "waves"}, "gateways": {"gateway_id": "gateways"},
    "partners": {"partner_id": "partners"},
    "gateway_criteria": {"criterion_id": "gateway_criteria", "gateway_id": "gateways", "partner_id": "partners"},
    "spend": {}, "decisions": {"decision_id": "decisions", "scrutinises": "decisions"},
    "partner_concerns": {"concern_id": "partner_concerns", "partner_id": "partners"},
}  # fmt: skip
IN_SCOPE = ("consolidate", "migrate", "replace", "self_service")
MOVED = ("migrated", "decommissioned")
PARTNER_STAGES = (
    "identified", "in_discussion", "committed", "business_case_agreed", "design_and_sla_agreed", "onboarding", "live",
    "withdrawn",
)  # fmt: skip


@dataclass
class Upload:
    """One file that was entered; `rows` hold only the columns that the file has."""

    number: int
    dataset: str
    day: date
    mode: str
    rows: list[Row]
    renames: dict[str, str] = field(default_factory=dict)
    counts: bool = True


def key_of(dataset: str, row: Row) -> str:
    return " · ".join(str(row[name]) for name in KEYS[dataset])


def called(dataset: str, rows: Iterable[Row], space: str, names: dict[str, str]) -> dict[str, Row]:
    columns = [column for column, refers in REFERENCES[dataset].items() if refers == space]
    again = [
        row | {c: names.get(row[c], row[c]) for c in columns if row.get(c) is not None} if names else row
        for row in rows
    ]
    return {key_of(dataset, row): row for row in again}


class Model:
    """The programme as known at one version: what the uploads that count say, day by day."""

    def __init__(self, uploads: Iterable[Upload], columns: dict[str, tuple[str, ...]]) -> None:
        self.uploads = sorted((u for u in uploads if u.counts), key=lambda u: (u.day, u.number))
        self.columns = columns
        self.days = sorted({u.day for u in self.uploads})
        self.states: list[State] = []
        self.renamed: list[dict[str, dict[str, str]]] = []
        """Of each day, by dataset: the key that a row had at the end of the day before → its key at the end of this one."""
        self._replay()

    def _replay(self) -> None:
        state: State = {name: {} for name in KEYS}
        given_up: dict[str, dict[str, str]] = {}
        for day in self.days:
            of_day: dict[str, dict[str, str]] = {}
            for upload in (u for u in self.uploads if u.day == day):
                if upload.renames:
                    space, held = upload.dataset, given_up.get(upload.dataset, {})
                    names = {held.get(old, old): new for old, new in upload.renames.items()}
                    state = {name: called(name, rows.values(), space, names) for name, rows in state.items()}
                    held = {old: names.get(now, now) for old, now in held.items()} | names
                    given_up[space] = {old: now for old, now in held.items() if old not in names.values()}
                    then = of_day.get(space, {})
                    of_day[space] = {old: names.get(now, now) for old, now in then.items()} | {
                        old: new for old, new in names.items() if old not in then.values()
                    }
                rows = {key_of(upload.dataset, row): row for row in upload.rows}
                for space, names in given_up.items():
                    rows = called(upload.dataset, rows.values(), space, names)
                before = state[upload.dataset]
                blank = dict.fromkeys(self.columns[upload.dataset])
                filled = {key: {**before.get(key, blank), **row} for key, row in rows.items()}
                state = {**state, upload.dataset: filled if upload.mode == "full" else {**before, **filled}}
            self.states.append(state)
            self.renamed.append(of_day)

    def at(self, day: date) -> State:
        found: State = {name: {} for name in KEYS}
        for on, state in zip(self.days, self.states, strict=True):
            if on <= day:
                found = state
        return found

    def versions(self, dataset: str, as_at: date) -> dict[str, list[tuple[date, date, Row]]]:
        """Of each row by its key at the day: every spell between two reports, from, to, and what it said."""
        found: dict[str, list[tuple[date, date, Row]]] = {}
        ends = [*self.days[1:], date.max]
        for on, end, state, names in zip(self.days, ends, self.states, self.renamed, strict=True):
            if on > as_at:
                break
            moved = names.get(dataset, {})
            found = {moved.get(key, key): spells for key, spells in found.items()}
            for key, row in state[dataset].items():
                found.setdefault(key, []).append((on, end, row))
        return found


def has_moved(row: Row, day: date) -> bool:
    return row["stage"] in MOVED and row["actual_date"] is not None and row["actual_date"] <= day


def expected(row: Row, day: date) -> date | None:
    is_to_come = row["stage"] in ("migrated", "decommissioned") and row["actual_date"] and row["actual_date"] > day
    return row["actual_date"] if is_to_come else row["forecast_date"] or row["baseline_date"]


def share(part: Any, whole: Any) -> float | None:
    if not whole or part is None:
        return None
    return float((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def known_sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def scoped(state: State) -> set[str]:
    return {key for key, row in state["applications"].items() if row["disposition"] in IN_SCOPE}


def criteria(model: Model, day: date) -> dict[str, Row]:
    """Each criterion at the day, with its status on it."""
    found = {}
    for key, row in model.at(day)["gateway_criteria"].items():
        status = row["status"]
        if status == "met" and row["met_date"] is not None and row["met_date"] > day:
            status = "in_progress"
        found[key] = row | {"status": status}
    return found


def gateways_status(model: Model, day: date) -> dict[str, Row]:
    found = {}
    judged = list(criteria(model, day).values())
    for key, row in model.at(day)["gateways"].items():
        baseline, actual = row["baseline_date"], row["actual_date"]
        done = actual is not None and actual <= day
        due = actual or row["forecast_date"] or baseline
        own = [one for one in judged if one["gateway_id"] == key and one["status"] != "waived"]
        late = [one for one in own if one["status"] != "met" and one["due_date"] is not None and one["due_date"] < day]
        slip = (due - baseline).days
        if done:
            rating = "green" if actual <= baseline else "amber"
        elif baseline < day or slip > 30:
            rating = "red"
        else:
            rating = "green" if slip <= 0 and not late else "amber"
        found[key] = {
            "kind": row["kind"], "baseline_date": baseline, "forecast_date": row["forecast_date"], "actual_date": actual,
            "expected_date": due, "is_done": done, "slip_days": slip, "criteria": len(own),
            "criteria_met": sum(one["status"] == "met" for one in own), "overdue": len(late),
            "declared_rating": row["declared_rating"], "computed_rating": rating,
        }  # fmt: skip
    return found


def partners_stage(model: Model, day: date) -> dict[str, Row]:
    found, versions = {}, model.versions("partners", day)
    for key, row in model.at(day)["partners"].items():
        stage, since, planned, planned_on = row["stage"], row["stage_date"], None, None
        if since > day:
            # what it had come to: the stages whose own dates came while they stood
            reached = [
                (said["stage"], said["stage_date"])
                for on, end, said in versions[key]
                if said["stage_date"] <= day and said["stage_date"] < end
            ]
            stage, since = reached[-1] if reached else ("identified", None)
            if stage != row["stage"]:
                planned, planned_on = row["stage"], row["stage_date"]
        counted = row["category"] != "observer" and stage != "withdrawn"
        found[key] = {
            "stage": stage, "stage_date": since, "days_in_stage": (day - since).days if since else None,
            "planned_stage": planned, "planned_date": planned_on, "stage_order": PARTNER_STAGES.index(stage) + 1,
            "is_counted": counted, "is_committed": counted and PARTNER_STAGES.index(stage) >= 2,
            "open_concerns": sum(
                c["partner_id"] == key and c["status"] == "open" and c["raised_date"] <= day
                for c in model.at(day)["partner_concerns"].values()
            ),
        }  # fmt: skip
    return found


def overview_headline(model: Model, day: date) -> Row:
    state, days = model.at(day), [on for on in model.days if on <= day]
    applications, in_scope = state["applications"], scoped(state)
    moved = {key for key, row in state["migrations"].items() if has_moved(row, day)}
    gateways, partners = gateways_status(model, day), partners_stage(model, day)
    lives = [row for row in gateways.values() if row["kind"] == "go_live"]
    waiting = [row for row in lives if not row["is_done"]]
    dates = sorted(row["expected_date"] for row in waiting or lives)
    live = [row for row in waiting or lives if row["expected_date"] == dates[-1]]
    critical = [r for r in gateways.values() if r["kind"] == "go_live" or (r["kind"] == "gateway" and not r["is_done"])]
    consolidate = sum(row["disposition"] == "consolidate" for row in applications.values())
    kinds = [row for row in gateways.values() if row["kind"] == "gateway"]
    spend = state["spend"].values()
    found = {
        "latest_report": days[-1] if days else None, "previous_report": days[-2] if len(days) > 1 else None,
        "days_to_go_live": (dates[-1] - day).days if dates else None, "applications": len(applications),
        "consolidate": consolidate, "consolidate_share_pct": share(consolidate, len(applications)),
        "in_scope": len(in_scope), "migrated": len(moved & in_scope), "migrated_outside": len(moved - in_scope),
        "gateways": len(kinds), "gateways_passed": sum(row["is_done"] for row in kinds),
        "partners": sum(row["is_counted"] for row in partners.values()),
        "partners_committed": sum(row["is_committed"] for row in partners.values()),
        "capital_gbp": known_sum(row["budget_gbp"] for row in spend),
        "actual_gbp": known_sum(row["actual_gbp"] for row in spend if row["month"] <= day),
        "computed_rating": max(
            (row["computed_rating"] for row in critical), key=("green", "amber", "red").index, default=None
        ),
    }  # fmt: skip
    if len(live) < 2:  # of two expected on one day either may be named
        one = live[0] if live else None
        done = one is not None and one["is_done"]
        found |= {
            "go_live_baseline": one and one["baseline_date"],
            "go_live_forecast": one
            and ((not done and one["actual_date"]) or one["forecast_date"] or one["baseline_date"]),
            "go_live_actual": one["actual_date"] if one and done else None,
            "go_live_slip_days": one and one["slip_days"],
        }
    return found


def migration_burn_up(model: Model, day: date) -> dict[date, Row]:
    state = model.at(day)
    rows = [row for key, row in state["migrations"].items() if key in scoped(state)]
    planned = sorted(row["baseline_date"] for row in rows if row["baseline_date"])
    moves = sorted(row["actual_date"] for row in rows if has_moved(row, day))
    to_come = sorted(e for row in rows if not has_moved(row, day) and (e := expected(row, day)) is not None and e > day)
    months = [month_end(one) for one in (*planned, *moves, day)]
    if not state["migrations"]:
        return {}
    first, last = min(months), max([*months, *(month_end(one) for one in to_come)])
    found, end = {}, first
    reports = [u.day for u in model.uploads if u.dataset in ("applications", "migrations") and u.day <= day]
    came = [u.day for u in model.uploads if u.dataset == "migrations" and u.day <= day]
    every_move = [row["actual_date"] for row in state["migrations"].values() if has_moved(row, day)]
    known_to = max([*came, *every_move])
    by_now, outside = (
        sum(one <= known_to for one in planned),
        len([1 for key, row in state["migrations"].items() if key not in scoped(state) and has_moved(row, day)]),
    )
    unplanned = sum(has_moved(row, day) and row["baseline_date"] is None for row in rows)
    at_first = next((n for on in sorted(reports) if (n := len(scoped(model.at(on))))), None)
    dated, behind = len(moves) - unplanned, 0
    if dated < by_now:
        behind = (known_to - planned[dated]).days
    elif dated > by_now:
        behind = (known_to - planned[dated - 1]).days
    while end <= last:
        here, past = end == month_end(day), end < month_end(day)
        until = min(end, day)
        found[end] = {
            "planned": sum(one <= end for one in planned),
            "actual": sum(one <= until for one in moves) if end <= month_end(known_to) else None,
            "forecast": None if past else len(moves) + sum(one <= end for one in to_come),
            "scope": len(scoped(model.at(until))) if (here or past) and reports and min(reports) <= until else None,
            "known_to": known_to if here else None, "moved_by_now": len(moves) if here else None,
            "moved_unplanned": unplanned if here else None,
            "planned_by_now": by_now if here else None, "moved_outside": outside if here else None,
            "days_behind": behind if here else None, "scope_at_first": at_first if here else None,
        }  # fmt: skip
        end = month_end(end + timedelta(days=1))
    return found


def migration_by_stage(model: Model, day: date) -> dict[tuple[str, str], Row]:
    state = model.at(day)
    found: dict[tuple[str, str], Row] = {}
    where = {key: state["applications"][key]["department"] for key in scoped(state)}
    unplanned = Counter(where[key] for key in scoped(state) - state["migrations"].keys())
    for key, row in state["migrations"].items():
        if key not in where:
            continue
        one = found.setdefault(
            (where[key], row["stage"]), {"applications": 0, "migrated": 0, "unplanned": unplanned[where[key]]}
        )
        one["applications"] += 1
        one["migrated"] += has_moved(row, day)
    if state["migrations"]:
        for name, n in unplanned.items():
            found[name, "unplanned"] = {"applications": n, "migrated": 0, "unplanned": n}
    return found


def migration_waves(model: Model, day: date) -> dict[str, Row]:
    state, found = model.at(day), {}
    for key, wave in state["waves"].items():
        rows = [row for app, row in state["migrations"].items() if row["wave_id"] == key and app in scoped(state)]
        moved = [row["actual_date"] for row in rows if has_moved(row, day)]
        waiting = [row for row in rows if not has_moved(row, day)]
        done = bool(rows) and not waiting
        finish = max(moved) if done else wave["forecast_finish"] or wave["baseline_finish"]
        begun = (
            any(row["stage"] != "not_started" for row in rows)
            or (wave["forecast_start"] or wave["baseline_start"]) <= day
        )
        found[key] = {
            "applications": len(rows), "migrated": len(moved), "blocked": sum(row["blocker"] is not None for row in waiting),
            "late": sum((e := expected(row, day)) is not None and e < day for row in waiting), "is_done": done,
            "finished_on": max(moved) if done else None,
            "last_move_on": max((e for row in waiting if (e := expected(row, day)) is not None and e >= day), default=None),
            "slip_days": (finish - wave["baseline_finish"]).days,
            "status": "done" if done else "in_progress" if begun else "not_started",
        }  # fmt: skip
    for one in found.values():
        one["in_no_wave"] = len(scoped(state)) - sum(each["applications"] for each in found.values())
    return found


def migration_throughput(model: Model, day: date) -> dict[date, Row]:
    found: dict[date, Row] = {}
    before: Row | None = None
    for on in sorted({u.day for u in model.uploads if u.dataset == "migrations" and u.day <= day}):
        state, listed = model.at(on), model.versions("applications", on)
        counting = scoped(state)
        for key, row in state["migrations"].items():
            spells = listed.get(key, [])
            was_in_scope = [(end, spell["disposition"] in IN_SCOPE) for _, end, spell in spells]
            left_as_one = key not in state["applications"] and (not spells or was_in_scope[-1][1])
            if left_as_one or (
                has_moved(row, on) and any(end > row["actual_date"] for end, was in was_in_scope if was)
            ):
                counting.add(key)
        moved = {key for key in counting & state["migrations"].keys() if has_moved(state["migrations"][key], on)}
        scope = len(counting)
        found[on] = {
            "scope": scope, "migrated": len(moved), "remaining": scope - len(moved),
            "moved": len(moved) - before["migrated"] if before else None,
            "scope_change": scope - before["scope"] if before else None,
        }  # fmt: skip
        before = found[on]
    return found


def inventory_by_department(model: Model, day: date) -> dict[tuple[str, str], Row]:
    parts: dict[tuple[str, str], list[Row]] = {}
    for row in model.at(day)["applications"].values():
        parts.setdefault((row["department"], row["disposition"]), []).append(row)
    return {
        part: {"applications": len(rows), "annual_cost_gbp": known_sum(row["annual_cost_gbp"] for row in rows)}
        for part, rows in parts.items()
    }


def inventory_to_core(model: Model, day: date) -> dict[str, Row]:
    state = model.at(day)
    rows, moves = state["applications"], state["migrations"]
    core = {key for key, row in rows.items() if row["disposition"] == "consolidate"}
    moved = {key for key in core if key in moves and has_moved(moves[key], day)}
    started = {key for key in core if key in moves and moves[key]["stage"] != "not_started"}
    steps = {"all": set(rows), "in_scope": scoped(state), "consolidate": core, "started": started, "migrated": moved}
    return {
        code: {
            "applications": len(keys), "share_pct": share(len(keys), len(rows)),
            "annual_cost_gbp": known_sum(rows[key]["annual_cost_gbp"] for key in keys),
        }
        for code, keys in steps.items()
        if rows
    }  # fmt: skip


def spend_by_strand(model: Model, day: date) -> dict[str, Row]:
    everything = [
        row | {"actual_gbp": row["actual_gbp"] if row["month"] <= day else None}
        for row in model.at(day)["spend"].values()
    ]

    months = [row["month"] for row in everything if row["actual_gbp"] is not None]
    known_to = max(months, default=day)

    def summed(rows: list[Row]) -> Row:
        forecast = [r["actual_gbp"] if r["actual_gbp"] is not None else r["forecast_gbp"] for r in rows]
        return {
            "budget_gbp": known_sum(row["budget_gbp"] for row in rows),
            "due_gbp": known_sum(row["budget_gbp"] for row in rows if row["month"] <= known_to) or Decimal(0),
            "committed_gbp": known_sum(row["committed_gbp"] for row in rows),
            "actual_gbp": known_sum(row["actual_gbp"] for row in rows),
            "forecast_gbp": known_sum(forecast) if any(row["forecast_gbp"] is not None for row in rows) else None,
        }

    total = {f"total_{name}": value for name, value in summed(everything).items()}
    found = {}
    for strand in {row["strand"] for row in everything}:
        own = summed([row for row in everything if row["strand"] == strand])
        actual = own["actual_gbp"]
        found[strand] = own | total | {
            "remaining_gbp": own["budget_gbp"] - (actual or 0), "spent_pct": share(actual, own["budget_gbp"]),
            "latest_actual_month": max(months, default=None),
            "spent_to": end if months and (end := month_end(known_to)) < day else None,
        }  # fmt: skip
    return found


def decisions_scrutinised(model: Model, day: date) -> dict[str, Row]:
    items = {
        key: row | {"status": "planned" if row["status"] == "done" and row["date"] > day else row["status"]}
        for key, row in model.at(day)["decisions"].items()
    }
    found = {}
    for key, row in items.items():
        if row["purpose"] != "decision" or row["status"] == "cancelled":
            continue
        looks = [
            (one["status"] == "planned" and one["date"] < day, one["date"])
            for one in items.values()
            if one["purpose"] == "scrutiny"
            and one["scrutinises"] == key
            and one["status"] != "cancelled"
            and (one["status"] != "deferred" or one["date"] >= row["date"])
        ]
        unreported, first = min(looks, default=(False, None))
        if first is None:
            scrutiny = "none"
        elif first < row["date"]:
            scrutiny = "unreported" if unreported else "before"
        else:
            scrutiny = "open" if row["status"] == "deferred" else "late"
        found[key] = {
            "status": row["status"], "outcome": None if row["status"] == "planned" and
            model.at(day)["decisions"][key]["status"] == "done" else row["outcome"],
            "is_ahead": row["status"] == "deferred" or (row["status"] != "done" and row["date"] >= day),
            "is_overdue": row["status"] == "planned" and row["date"] < day,
            "scrutiny_date": first, "scrutiny": scrutiny, "scrutiny_unreported": unreported,
            "days_of_notice": (row["date"] - first).days if first else None,
        }  # fmt: skip
    return found


QUESTIONS: dict[str, tuple[tuple[str, ...], Callable[[Model, date], Any]]] = {
    "overview_headline": ((), overview_headline),
    "migration_burn_up": (("month_end",), migration_burn_up),
    "migration_by_stage": (("department", "stage"), migration_by_stage),
    "migration_waves": (("wave_id",), migration_waves),
    "migration_throughput": (("reporting_date",), migration_throughput),
    "inventory_by_department": (("department", "disposition"), inventory_by_department),
    "inventory_to_core": (("code",), inventory_to_core),
    "gateways_status": (("gateway_id",), gateways_status),
    "partners_stage": (("partner_id",), partners_stage),
    "spend_by_strand": (("strand",), spend_by_strand),
    "decisions_scrutinised": (("decision_id",), decisions_scrutinised),
}
"""By query: the columns that name a row of its answer (none: there is one row), and what the model says of each row."""
