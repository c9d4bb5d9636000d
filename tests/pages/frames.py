"""Small frames with the columns that the queries give, and the reason for each row."""

from datetime import date

import polars as pl


def d(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def months(*rows: tuple[str, int, int | None, int | None]) -> pl.DataFrame:
    """migration_burn_up: (month_end, planned, actual, forecast)."""
    return pl.DataFrame(
        [(d(month), planned, actual, forecast) for month, planned, actual, forecast in rows],
        schema={"month_end": pl.Date, "planned": pl.Int64, "actual": pl.Int64, "forecast": pl.Int64},
        orient="row",
    )


def today(
    rows: pl.DataFrame, due: int, scope: int, behind: int | None, outside: int = 0, known_to: date | None = None
) -> pl.DataFrame:
    """The same with what migration_burn_up says of the as-at date, in the last month that has an actual."""
    month = rows.filter(pl.col("actual").is_not_null())["month_end"].max()
    here = pl.col("month_end").eq_missing(pl.lit(month, pl.Date))
    named = {
        "planned_by_now": due,
        "scope": scope,
        "days_behind": behind,
        "moved_outside": outside,
        "moved_unplanned": 0,
        "scope_at_first": scope,
    }
    told = [pl.when(here).then(pl.lit(value, pl.Int64)).alias(name) for name, value in named.items()]
    told.append(pl.when(here).then("actual").alias("moved_by_now"))
    told.append(pl.when(here).then(pl.lit(known_to or month, pl.Date)).alias("known_to"))
    return rows.with_columns(*told, is_as_at_month=here)


BURN_UP = months(
    ("2013-01-31", 0, 0, None),
    ("2013-02-28", 28, 14, None),  # behind: half of what was planned
    ("2013-03-31", 59, 28, 28),  # by 31 March what was planned for 28 February
    ("2013-04-30", 90, None, 60),
)

DATED = pl.DataFrame(
    [
        # Passed two weeks late.
        ("gateways", "G1", "Business case <b>agreed</b>", "gateway", None, d("2012-12-14"), None, d("2012-12-28"),
         d("2012-12-28"), 14, "amber", "done"),
        # A date that has come by the as-at date of the tests only in a later report.
        ("gateways", "G2", "System design approved", "gateway", None, d("2013-05-31"), None, d("2013-06-14"), None, 14,
         "amber", "planned"),
        ("gateways", "M1", "Servers bought", "milestone", None, d("2013-01-15"), None, d("2013-01-15"), d("2013-01-15"),
         0, "green", "done"),
        ("gateways", "GL", "Go-live", "go_live", None, d("2014-04-01"), None, d("2014-04-01"), None, 0, "green",
         "planned"),
        ("waves", "G1", "Human resources", "wave", d("2013-01-01"), d("2013-03-15"), d("2013-01-10"), d("2013-04-15"),
         None, 31, None, "in_progress"),  # the same reference as a gateway, in another lane
        ("decisions", "D1", "Capital business case", "decision", None, d("2012-09-18"), None, d("2012-09-18"),
         d("2012-09-18"), 0, None, "done"),
    ],
    schema={
        "lane": pl.String, "item_id": pl.String, "name": pl.String, "kind": pl.String, "start_baseline": pl.Date,
        "baseline_date": pl.Date, "start_forecast": pl.Date, "forecast_date": pl.Date, "actual_date": pl.Date,
        "slip_days": pl.Int64, "computed_rating": pl.String, "status": pl.String,
    },
    orient="row",
)  # fmt: skip

BY_DEPARTMENT = pl.DataFrame(
    [("Finance", "consolidate", 3), ("Finance", "retain", 1), ("Housing", "undecided", 2), ("<i>Odd</i>", "retire", 1)],
    schema={"department": pl.String, "disposition": pl.String, "applications": pl.Int64},
    orient="row",
)

INTERFACES = pl.DataFrame(
    [
        ("receives", "A2", "General <b>ledger</b>", "file", "daily", "What was paid"),
        ("receives", "A3", "Not in the inventory", None, None, None),  # nothing is known of how
        ("sends", "A4", "Income management", "api", "real_time", None),
        ("itself", "A1", "Payroll", "manual", None, None),  # both ends are the same
    ],
    schema=["direction", "other_application_id", "other_name", "method", "frequency", "description"],
    orient="row",
)

APPLICATION = {
    "baseline_date": d("2013-05-01"), "forecast_date": d("2013-05-22"), "actual_date": None, "is_migrated": False,
    "contract_end": d("2013-05-01"),  # before it is expected to move
}  # fmt: skip

TO_CORE = pl.DataFrame(
    [
        (1, "all", "All applications", 277, 100.0),
        (2, "in_scope", "In scope of the migration", 167, 60.3),
        (3, "consolidate", "To consolidate into the core", 82, 29.6),
    ],
    schema={"step": pl.Int64, "code": pl.String, "label": pl.String, "applications": pl.Int64, "share_pct": pl.Float64},
    orient="row",
)

BY_STAGE = pl.DataFrame(
    [
        ("Finance", "migrated", 2, 2, 0), ("Finance", "decommissioned", 1, 1, 0),  # finished
        ("Housing", "build", 1, 0, 0), ("Housing", "not_started", 4, 0, 0),  # under way
        ("Planning", "not_started", 3, 0, 0),  # not begun
    ],
    schema={
        "department": pl.String, "stage": pl.String, "applications": pl.Int64, "migrated": pl.Int64, "unplanned": pl.Int64,
    },
    orient="row",
)  # fmt: skip

WAVES = pl.DataFrame(
    [
        ("W1", "Human resources", d("2013-01-01"), d("2013-03-01"), d("2013-01-01"), d("2013-03-01"), 10, 10,
         d("2013-03-08"), True, None, 7, 0),
        ("W2", "Finance", d("2013-03-01"), d("2013-06-01"), d("2013-03-15"), d("2013-07-06"), 20, 5, None, False,
         d("2013-07-01"), 35, 0),
    ],
    schema={
        "wave_id": pl.String, "name": pl.String, "baseline_start": pl.Date, "baseline_finish": pl.Date,
        "forecast_start": pl.Date, "forecast_finish": pl.Date, "applications": pl.Int64, "migrated": pl.Int64,
        "finished_on": pl.Date, "is_done": pl.Boolean, "last_move_on": pl.Date, "slip_days": pl.Int64, "in_no_wave": pl.Int64,
    },
    orient="row",
)  # fmt: skip

GATEWAYS = pl.DataFrame(
    [
        ("G1", "Business case agreed", "gateway", d("2012-12-14"), d("2012-12-28"), d("2012-12-28"), True, 14, "amber",
         "amber", False),
        ("G2", "System design approved", "gateway", d("2013-05-31"), d("2013-07-31"), None, False, 61, "green", "red",
         True),  # its owner says green
        ("GL", "Go-live", "go_live", d("2014-04-01"), None, None, False, 0, None, "green", False),
    ],
    schema={
        "gateway_id": pl.String, "name": pl.String, "kind": pl.String, "baseline_date": pl.Date,
        "forecast_date": pl.Date, "actual_date": pl.Date, "is_done": pl.Boolean, "slip_days": pl.Int64,
        "declared_rating": pl.String, "computed_rating": pl.String, "declared_is_better": pl.Boolean,
    },
    orient="row",
).with_columns(
    expected_date=pl.coalesce("actual_date", "forecast_date", "baseline_date"),
    planned_date=pl.coalesce("forecast_date", "baseline_date"),
)  # fmt: skip


CRITERIA = pl.DataFrame(
    [("Sentinel CiC", "P2", 1, 3, 1, 0), ("The programme", None, 2, 2, 0, 0), ("Only waived", "P3", 0, 0, 0, 2)],
    schema={
        "partner": pl.String,
        "partner_id": pl.String,
        "met": pl.Int64,
        "criteria": pl.Int64,
        "overdue": pl.Int64,
        "waived": pl.Int64,
    },
    orient="row",
)

SPELLS = pl.DataFrame(
    [
        ("P1", "Plymouth City Council", "committed", d("2012-07-01"), d("2013-01-31")),
        ("P2", "Sentinel CiC", "in_discussion", d("2012-07-01"), d("2012-10-01")),
        ("P2", "Sentinel CiC", "onboarding", d("2012-10-01"), d("2013-01-31")),
        ("P3", "Left again", "withdrawn", d("2012-12-01"), d("2013-01-31")),
    ],
    schema={
        "partner_id": pl.String, "name": pl.String, "stage": pl.String, "from_date": pl.Date, "to_date": pl.Date,
    },
    orient="row",
).with_columns(in_stage_since="from_date", days=(pl.col("to_date") - pl.col("from_date")).dt.total_days())  # fmt: skip

PARTNERS = pl.DataFrame(
    [
        ("P1", "Plymouth City Council", "council", "committed", 214, True),
        ("P2", "Sentinel CiC", "cic", "onboarding", 122, True),
        ("P4", "Another NHS area", "nhs", "in_discussion", 273, True),
        ("P5", "A national body", "observer", "identified", 400, False),
    ],
    schema={
        "partner_id": pl.String, "name": pl.String, "category": pl.String, "stage": pl.String, "days_in_stage": pl.Int64,
        "is_counted": pl.Boolean,
    },
    orient="row",
)  # fmt: skip

SPEND_BY_MONTH = pl.DataFrame(
    [  # two months spent, one of the two to come committed
        (date(2013, 1, 1), 100, 100, 100, None, 100, 100, None, 100),
        (date(2013, 2, 1), 100, 150, 150, None, 200, 250, 250, 250),
        (date(2013, 3, 1), 100, 50, None, 90, 300, None, 340, 300),
        (date(2013, 4, 1), 100, None, None, 120, 400, None, 460, None),
    ],
    schema=[
        "month", "budget_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "budget_so_far_gbp", "spent_so_far_gbp",
        "expected_so_far_gbp", "committed_so_far_gbp",
    ],
    orient="row",
)  # fmt: skip
SPEND_BY_COMPONENT = pl.DataFrame(
    [  # over, with a reason; without a forecast; as budgeted; of which nothing is known
        ("<b>Servers</b>", "core_infrastructure", 1000, 800, 900, 850, 1100, 100, "budget", None, "A second site."),
        ("Forms", "self_service", 500, 400, None, 350, None, -50, "due", None, None),
        ("Network", "core_infrastructure", 100, 0, None, None, 100, 0, "budget", None, None),
        ("Archive", "consolidation", 70, 0, None, None, None, None, "due", None, None),
    ],
    schema=[
        "component", "strand", "budget_gbp", "due_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "variance_gbp", "against",
        "spent_to", "variance_reason",
    ],
    orient="row",
)  # fmt: skip
SPEND_BY_STRAND = pl.DataFrame(
    [
        ("core_infrastructure", 1000, 800, None, 900, 90.0),
        ("self_service", 500, 400, None, 600, 120.0),
        ("consolidation", 100, 0, None, None, None),
    ],
    schema=["strand", "budget_gbp", "due_gbp", "spent_to", "actual_gbp", "spent_pct"],
    orient="row",
)

FUNNEL = pl.DataFrame(
    [("identified", 1, 3, 8, 8, "A, B, <i>C</i>"), ("committed", 3, 2, 5, 4, "D, E"), ("live", 7, 0, 1, 2, None)],
    schema=["stage", "stage_order", "here", "reached", "reached_before", "names"],
    orient="row",
)
RATINGS = pl.DataFrame(
    [
        (date(2013, 2, 28), "green", 3, "A, B, <i>C</i>"),
        (date(2013, 3, 31), "green", 2, "A, B"),
        (date(2013, 3, 31), "red", 1, "<i>C</i>"),
    ],
    schema=["reporting_date", "computed_rating", "gateways", "names"],
    orient="row",
)

RISK_CELLS = pl.DataFrame(
    [
        # Two as they stand, none after the response.
        (4, 3, "medium", 2, 2, "Fire <b>agreed</b>, Flood", 0, None),
        (5, 5, "very_high", 4, 1, "Strike", 0, None),
        (1, 1, "low", 1, 0, None, 2, "Fire, Flood"),  # only once the responses have worked
        (3, 5, "high", 3, 0, None, 0, None),  # an empty cell keeps its colour and its word
    ],
    schema={
        "likelihood": pl.Int64, "impact": pl.Int64, "band": pl.String, "band_order": pl.Int64, "here": pl.Int64,
        "titles": pl.String, "residual": pl.Int64, "residual_titles": pl.String,
    },
    orient="row",
)  # fmt: skip
"""risks_matrix."""

RISK_MOVES = pl.DataFrame(
    [(2, 3, 4, 3, 1, "Fire <b>agreed</b>", 6), (5, 3, 4, 3, 1, "Flood", -3), (3, 4, 4, 3, 1, "Rain", 0)],
    schema={
        "before_likelihood": pl.Int64, "before_impact": pl.Int64, "likelihood": pl.Int64, "impact": pl.Int64,
        "risks": pl.Int64, "titles": pl.String, "rise": pl.Int64,
    },
    orient="row",
)  # fmt: skip
"""risks_moves: worse, better, and turned."""

RISKS = pl.DataFrame(
    [
        ("R1", "Fire <b>agreed</b>", "threat", 25, "very_high", 4, "worse", 12, True),
        ("R2", "Flood", "threat", 16, "high", None, "better", 20, False),  # nobody has said what would be left
        ("R3", "Others join", "opportunity", 8, "medium", 12, "new", None, False),
        ("R4", "Rain", "threat", 2, "low", 1, "same", 2, False),
    ],
    schema={
        "risk_id": pl.String, "title": pl.String, "kind": pl.String, "score": pl.Int64, "band": pl.String,
        "residual_score": pl.Int64, "movement": pl.String, "before_score": pl.Int64, "is_overdue": pl.Boolean,
    },
    orient="row",
)  # fmt: skip
"""risks_list."""

RISKS_BY_OWNER = pl.DataFrame(
    [("Head <i>of</i> ICT", "very_high", 1, 1, 3), ("Head <i>of</i> ICT", "high", 2, 0, 3), ("Nobody", "low", 1, 0, 1)],
    schema={"owner": pl.String, "band": pl.String, "risks": pl.Int64, "overdue": pl.Int64, "of_owner": pl.Int64},
    orient="row",
)  # fmt: skip
"""risks_by_owner."""
