"""The screen's names for columns and choices, from the declarations: never a raw column name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from data.datasets import DATASETS, Column, Dataset, Kind
from pages.charts.theme import rating
from pages.ui.formatting import NOTHING, exact_money, exact_number, share, short, short_day, unbroken

DERIVED: Mapping[str, str] = {
    "holder": "Who",
    "role_held": "Role",
    "deed": "What was done",
    "server": "Server",
    "in_programme": "Programme",
    "said_at": "Since",
    "said_by": "By",
    "since": "Since",
    "upload": "Upload",
    "matches": "Matches",
    "applications": "Applications",
    "migrated": "Moved",
    "slip_days": "Slip (days)",
    "days_in_stage": "Days in stage",
    "planned_stage": "Stage to come",
    "planned_date": "To come on",
    "days_blocked": "Days blocked",
    "criteria": "Criteria",
    "criteria_met": "Criteria met",
    "met": "Met",
    "overdue": "Overdue",
    "computed_rating": "Computed rating",
    "declared_rating": "Declared rating",
    "time_quadrant": "TIME quadrant",
    "share_pct": "Share (%)",
    "open_concerns": "Open concerns",
    "is_overdue": "Overdue",
    "month_end": "Month end",
    "planned": "Planned",
    "actual": "Actual",
    "forecast": "Forecast",
    "row_key": "Row",
    "before": "Before",
    "after": "After",
    "event": "What happened",
    "declared_is_better": "Declared is better",
    "days_open": "Days open",
    "days_late": "Days late",
    "days_overdue": "Days overdue",
    "direction": "Direction",
    "other_name": "Other application",
    "other_department": "Its department",
    "days": "Days",
    "from_date": "From",
    "in_stage_since": "Since",
    "to_date": "To",
    "column_name": "Column",
    "uploaded_by": "Uploaded by",
    "file_name": "File",
    "item_id": "Reference",
    "severity": "How pressing",
    "word": "In a word",
    "wave": "Wave",
    "partner": "Partner",
    "gateway": "Gateway",
    "label": "Step",
    "step": "Order",
    "sentence": "What changed",
    "about": "About",
    "things": "How many",
    "finding": "What does not add up",
    "findings": "Findings",
    "with_findings": "Rows with a finding",
    "looks_for": "Rule",
    "filled_pct": "Filled (%)",
    "reports": "Reports",
    "first_baseline": "First baseline",
    "first_expected": "First expected",
    "expected_date": "Done or due",
    "re_forecasts": "Re-forecasts",
    "history": "Every date, and the report that gave it",
    "last_moved": "Last moved in the report of",
    "last_moved_days": "Last moved by (days)",
    "moved_days": "Moved (days)",
    "rebaselined": "Times the baseline changed",
    "is_done": "Done",
    "made_so_by": "Made so by",
    "called_out": "Called out",
    "disagreement": "Declared is",
    "unchanged_for": "Reports with the same declared rating",
    "moves": "Moves of the date",
    "slack_days": "Days before what waits for it",
    "scope": "In scope",
    "scope_p50": "In scope, even odds",
    "spent_pct": "Spent (%)",
    "finished_pct": "Odds that all has moved (%)",
    "probability_by_go_live": "Odds by the go-live (%)",
    "p50_date": "Even odds by",
    "due": "Due by now",
    "migrated_p5": "Moved, 95 in 100 odds",
    "migrated_p20": "Moved, 80 in 100 odds",
    "migrated_p50": "Moved, even odds",
    "migrated_p80": "Moved, 20 in 100 odds",
    "migrated_p95": "Moved, 5 in 100 odds",
    "start_baseline": "Baseline start",
    "start_forecast": "Forecast start",
    "start_actual": "Actual start",
    "lane": "Lane",
    "departments": "Departments",
    "named": "Which departments",
    "consolidate": "To be consolidated",
    "likeness_pct": "Alike (%)",
    "same_supplier": "Same supplier",
    "same_function": "Same function",
    "together_gbp": "Annual cost together (£)",
    "other_supplier": "Other supplier",
    "other_applications": "Its applications",
    "interfaces": "Interfaces",
    "source": "From",
    "source_department": "From department",
    "target": "To",
    "target_department": "To department",
    "what": "What ends",
    "alike_in": "What it is",
    "held": "Held in several departments",
    "own": "Its own",
    "elsewhere": "Of others",
    "other_names": "Names of those",
    "own_consolidate": "Its own to be consolidated",
    "elsewhere_consolidate": "Those to be consolidated",
    "end_date": "Ends on",
    "moves_on": "Moves on",
    "go_live_date": "Go-live",
    "successor": "Successor",
    "gap_days": "Days before the move",
    "is_gap": "Too early",
    "is_withdrawn": "Partner withdrew",
    "withdrawn_on": "Partner withdrew on",
    "variance_gbp": "Variance (£)",
    "committed_so_far_gbp": "Committed, added up",
    "benefits_gbp": "Benefits that count",
    "costs_gbp": "Costs that count",
    "net_gbp": "Net",
    "factor": "Discount factor",
    "discounted_gbp": "Net, discounted",
    "so_far_gbp": "Net, added up",
    "discounted_so_far_gbp": "Discounted, added up",
    "reached_pct": "Reached (%)",
    "driver": "What is otherwise",
    "worse_gbp": "At its worse end",
    "better_gbp": "At its better end",
    "npv_gbp": "Net present value",
    "npv_change_gbp": "Change of net present value",
    "swing_gbp": "From end to end",
    "is_planned": "In the plan",
    "change": "By the plan",
    "planned_component": "Into",
    "marked": "Reported",
    "whole": "Of",
    "planned_pct": "Planned (%)",
    "marked_pct": "Reported (%)",
    "unknown": "Not known",
    "kept": "In the plan as reported",
    "added": "Added",
    "dropped": "Dropped",
    "rest": "Others",
    "moved": "Moved",
    "in_scope": "In scope",
    "self_service": "To self-service",
    "undecided": "Undecided",
    "undated": "No date",
    "gaps": "Contract or support ends early",
    "shared": "Functions of others too",
    "interfaces_across": "With other departments",
    "next_move": "Next move",
    "last_move": "Last move",
    "task": "What is to be done",
    "day": "When",
    "quarter": "Quarter from",
    "names": "Names",
    "days_of_notice": "Days of notice",
    "of_title": "Looks at",
    "gap_pct": "Against the comparator (%)",
    "stands": "Our rate",
    "moment": "Which day",
    "lacking": "Without an agreed one",
    "score": "Score",
    "band": "Band",
    "residual_score": "Score after the response",
    "residual_band": "Band after the response",
    "before_score": "Score at the report before",
    "movement": "Since the report before",
    "of_owner": "Of the owner in all",
    "of_partner": "Of the partner in all",
    "place": "Place",
    "five_case": "Case",
    "figure": "Figure",
    "today": "Today",
    "without": "Without them",
    "hanging": "Without their partner",
    "rating": "Rating by the rule",
    "rating_if_waived": "If those are waived",
    "withdraws": "Withdraws",
    "without_pct": "Without them (%)",
    "without_gbp": "Without them, by cost",
    "contribution": "Contributes",
    "lower_pct": "Level below at (%)",
    "lower_option": "With",
    "higher_pct": "Level above at (%)",
    "higher_option": "With (above)",
    "move_pct": "Nearest, in points of weight",
    "dominated_by": "Beaten by",
    "a_point_gbp": "Cost of a point",
    "over_cheapest_gbp": "Of a point more than the cheapest",
    "over_next_gbp": "Of a point more than the next cheaper",
}
"""Names of columns that a query works out, where the plain reading of the name would not do."""


def column_of(name: str, dataset: Dataset | None = None) -> Column | None:
    """The declared column of that name, first in the given dataset, then in any; None for a computed column."""
    datasets = [dataset, *DATASETS.values()] if dataset else list(DATASETS.values())
    for one in datasets:
        if name in one.names:
            return one.column(name)
    return None


def label(name: str, dataset: Dataset | None = None) -> str:
    """A column's name on screen."""
    if dataset and name in dataset.names:
        return dataset.column(name).label
    if name in DERIVED:
        return DERIVED[name]
    column = column_of(name)
    return column.label if column else Column(name, Kind.TEXT, "").label


def say(name: str, value: str | None, dataset: Dataset | None = None) -> str:
    """A choice's name on screen: ‘self_service’ → ‘Self-service’."""
    if value is None:
        return ""
    column = column_of(name, dataset)
    if column is None or column.kind is not Kind.CHOICE:
        column = Column(name, Kind.CHOICE, "")
    return column.say(value)


def in_words(rows: pl.DataFrame, dataset: Dataset | None = None) -> pl.DataFrame:
    """The same rows with every choice in words; other columns are left alone."""
    replaced = []
    for name, kind in rows.schema.items():
        if kind == pl.String and (column := _choice_column(name, dataset)):
            words = {choice: column.say(choice) for choice in column.choices}
            replaced.append(pl.col(name).replace(words))
    return rows.with_columns(replaced) if replaced else rows


BANDS = ("low", "medium", "high", "very_high")
"""The bands of a risk, in order."""

WORKED_OUT: Mapping[str, tuple[str, ...]] = {
    "time_quadrant": ("tolerate", "invest", "migrate", "eliminate"),
    "band": BANDS,
    "residual_band": BANDS,
    "stands": ("lower", "same", "higher"),
    "alike_in": ("function", "product"),
    "moment": ("baseline", "due", "passed", "now"),
    "five_case": ("strategic", "economic", "commercial", "financial", "management", "not_said"),
    "severity": ("high", "medium", "low", "red", "amber"),
    "word": ("good", "fair", "poor"),
    "movement": ("new", "reopened", "worse", "better", "closed", "changed", "same"),
}
"""Columns that a query works out and that hold choices: which."""


WORDS: Mapping[str, Mapping[str, str]] = {
    "dataset": {name: dataset.title for name, dataset in DATASETS.items()},
    "measure": {
        "moved": "Applications moved",
        "spent": "Capital spent (£)",
        "committed": "Partners committed",
        "met": "Criteria met of the next gateway",
        "applications": "To consolidate into the core",
        "cost": "Annual cost released",
        "interfaces": "Interfaces that end",
        "repointed": "Interfaces to re-point",
        "departments": "Departments affected",
        "users": "Users affected",
        "contracts": "Contracts past the go-live",
    },
    "stage": {"unplanned": "No move reported"},
    "pace": {"of_late": "As of late", "best": "The best so far", "even": "Even odds", "eight_in_ten": "8 in 10"},
    "movement": {"reopened": "Open again"},
    "mode": {"full": "The whole list", "update": "Only changes"},
    "scrutiny": {
        "before": "Before the decision",
        "late": "Too late",
        "unreported": "Not reported",
        "open": "Decision deferred",
        "none": "No date",
    },
    "kind": {
        "undated": "No date",
        "move": "To move",
        "successor": "No successor",
        **{
            name: name.capitalize()
            for name in ("decision", "engagement", "scrutiny", "wave", "department", "blocker", "contract", "support",
                         "undecided", "blocked", "late", "criterion", "migration", "risk")
        },
    },
}  # fmt: skip
"""Columns that a query works out: code → its words, beside those that datasets declare for columns of that name."""


def _choice_column(name: str, dataset: Dataset | None) -> Column | None:
    if name in RATED:
        name = "declared_rating"
    if name == "change":
        words = {"component": "Another component", "other": "Another future"}
        return Column(name, Kind.CHOICE, "", choices=("added", "dropped", *words), words=words)
    if name == "what":
        return Column(name, Kind.CHOICE, "", choices=("contract", "support"))
    if name == "other_disposition":
        name = "disposition"
    if name == "planned_stage":
        name, dataset = "stage", DATASETS["partners"]
    if name in WORKED_OUT:
        return Column(name, Kind.CHOICE, "", choices=WORKED_OUT[name])
    if dataset and name in dataset.names:
        column = dataset.column(name)
        return column if column.kind is Kind.CHOICE else None
    # ‘stage’, ‘status’, ‘category’ mean different things in different datasets: the words are the union of all.
    declared = [d.column(name) for d in DATASETS.values() if name in d.names]
    choices = [c for c in declared if c.kind is Kind.CHOICE]
    words = dict(WORDS.get(name, {})) | {choice: c.say(choice) for c in choices for choice in c.choices}
    return Column(name, Kind.CHOICE, "", choices=tuple(words), words=words) if words else None


def with_labels(rows: pl.DataFrame, dataset: Dataset | None = None) -> pl.DataFrame:
    """The rows as people read them, for downloads: headings and choices in words.

    If two columns would have the same heading, the second adds its name in brackets.
    """
    names: dict[str, str] = {}
    for name in rows.columns:
        heading = label(name, dataset)
        names[name] = heading if heading not in names.values() else f"{heading} ({name.replace('_', ' ')})"
    return in_words(rows, dataset).rename(names)


RATED = ("declared_rating", "computed_rating", "rating", "rating_if_waived")


FACTORS = ("factor",)
"""Columns of factors, which are written to four decimals, as tables of them are printed."""

MONTHS = {column.name for dataset in DATASETS.values() for column in dataset.columns if column.kind is Kind.MONTH}


def cell(name: str, value: Any, width: int = 0) -> str:
    """One value in words."""
    if name in RATED:
        shown = rating(value)
        return f"{shown.shape}\u00a0{shown.word}" if value else NOTHING
    if value is None or value == "":
        return NOTHING
    if name == "status":
        return say(name, value)  # ‘overdue’ is worked out, and no choice that a dataset declares
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{short_day(value.date())}, {value:%H:%M} UTC"
    if isinstance(value, date):
        return unbroken(f"{value:%B %Y}" if name in MONTHS else short_day(value))
    if name.endswith("_gbp"):
        return exact_money(value)
    if name.endswith("_pct"):
        return share(value)
    if name in FACTORS:
        return f"{value:.4f}"
    if isinstance(value, (int, float, Decimal)):
        # An upload's number is a name, not an amount.
        return str(value) if name in ("upload", "number", "ledger_version") else exact_number(value)
    flat = " ".join(str(value).split())
    return short(flat, width) if width else flat


def rows_in_cells(rows: pl.DataFrame, dataset: Dataset | None = None, width: int = 0) -> tuple[tuple[str, ...], ...]:
    """Every value in words, row by row; `width`: texts are cut to so many characters, 0 for whole."""
    rated = [name for name in RATED if name in rows.columns]
    shown = in_words(rows, dataset).with_columns(rows.select(rated))
    return tuple(tuple(cell(name, row[name], width) for name in rows.columns) for row in shown.iter_rows(named=True))
