"""What holds for every query: its header, its columns, one row per what it says, on any store, at any date."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import queries
from data import ledger
from data.datasets import DATASETS
from data.ledger import derived
from queries import ask, catalogue, find, gathered, parameters_of, whole_sql
from tests.deep import examples, in_turn, whose_turn
from tests.queries import large
from tests.queries.conftest import Programme

# For each question that pages and outside checks ask: the columns that together say what one row is (none: there is one
# row), then others that they rely on.
CONTRACT = {
    "overview_headline": (
        "",
        "as_at go_live_baseline go_live_forecast days_to_go_live applications consolidate consolidate_share_pct in_scope"
        " migrated gateways_passed gateways partners_committed partners capital_gbp actual_gbp computed_rating reason"
        " previous_report latest_report",
    ),
    "overview_since": ("figure", "now before change previous_report"),
    "overview_dates_moved": ("lane item_id", "name kind before_date now_date days"),
    "overview_moves_slipped": ("", "slipped came_forward previous_report"),
    "overview_measures": ("measure", "done due whole name item_id"),
    "migration_odds_by_report": ("reporting_date", "is_now probability_by_go_live go_live_date p50_date"),
    "overview_attention": ("rank", "severity kind item_id title detail page since upload"),
    "timeline_items": (
        "lane item_id",
        "name kind start_baseline baseline_date start_forecast forecast_date actual_date computed_rating status",
    ),
    "inventory_by_department": ("department disposition", "applications annual_cost_gbp"),
    "inventory_list": (
        "application_id",
        "name department business_function supplier product users annual_cost_gbp hosting criticality business_value"
        " technical_fit time_quadrant contract_end disposition core_component stage since upload matches",
    ),
    "duplication_functions": ("business_function", "applications departments named consolidate annual_cost_gbp"),
    "duplication_products": ("supplier product", "applications departments named consolidate annual_cost_gbp"),
    "duplication_pairs": ("application_id other_application_id", "likeness_pct same_supplier together_gbp pairs"),
    "duplication_suppliers": ("supplier other_supplier", "likeness_pct applications other_applications"),
    "planner_measures": ("measure", "planned marked whole planned_pct marked_pct unknown"),
    "planner_by_department": ("department", "applications planned kept added dropped rest users annual_cost_gbp"),
    "planner_list": ("application_id", "name department is_planned change planned_component disposition matches"),
    "planner_file": ("application_id", "name department disposition core_component successor_application_id"),
    "planner_components": ("core_component", "applications"),
    "departments_list": (
        "department",
        "applications in_scope moved undecided blocked late gaps undated interfaces shared waves",
    ),
    "departments_next": ("kind application_id", "place name day detail"),
    "departments_shared": ("alike_in held supplier", "own elsewhere names other_names departments named own_shared"),
    "departments_ahead": ("quarter disposition", "applications late moved names"),
    "interfaces_by_department": ("source_department target_department", "interfaces applications within total"),
    "interfaces_list": ("interface_id", "source source_department target target_department matches"),
    "inventory_scores": ("business_value technical_fit", "time_quadrant applications quadrant_applications"),
    "endings_by_month": ("month what", "endings gaps gaps_ended to_move staying go_live_date"),
    "endings_list": ("application_id what", "end_date moves_on successor is_gap is_late gap_days matches"),
    "endings_successors": ("disposition", "applications named missing"),
    "inventory_to_core": ("step", "label applications share_pct"),
    "inventory_application": ("application_id", "name department stage wave since upload"),
    "inventory_interfaces": ("interface_id", "direction other_application_id other_name method frequency"),
    "row_history": ("reporting_date column_name event", "before after upload uploaded_by uploaded_at file_name"),
    "migration_burn_up": ("month_end", "planned actual forecast scope"),
    "migration_throughput": (
        "reporting_date",
        "previous_report days scope migrated remaining moved scope_change has_moved counted_from counted_days",
    ),
    "migration_first_moves": ("month_to", "month_from moved"),
    "migration_plan": ("first_day last_day", "applications"),
    "migration_remaining": ("", "scope migrated remaining team_date team_undated go_live_date go_live_forecast"),
    "migration_forecast": (
        "",
        "p50_date p80_date p95_date probability_by_go_live go_live_date remaining scope reports_used reports_that_moved"
        " history_from history_to method limits team_date difference_days reason finding",
    ),
    "migration_forecast_fan": (
        "month_end",
        "migrated_p5 migrated_p20 migrated_p50 migrated_p80 migrated_p95 scope_p5 scope_p20 scope_p50 scope_p80 scope_p95",
    ),
    "migration_by_stage": ("department stage", "applications"),
    "migration_waves": (
        "wave_id",
        "name sequence departments baseline_start baseline_finish forecast_start forecast_finish applications migrated"
        " slip_days",
    ),
    "migration_blockers": (
        "application_id",
        "name department wave stage blocker forecast_date since days_blocked upload",
    ),
    "outlook_what_if": ("change", "by odds gain p50_date p80_date"),
    "outlook_pace": ("pace", "a_month times odds from_date to_date by remaining evenly"),
    "outlook_odds_by_pace": ("times", "a_month odds by"),
    "outlook_left": ("kind code name", "remaining blocked late longest_late share_pct"),
    "migration_list": (
        "application_id",
        "name department wave_id stage baseline_date forecast_date actual_date blocker since upload matches",
    ),
    "gateways_status": (
        "gateway_id",
        "name kind baseline_date forecast_date actual_date slip_days criteria_met criteria declared_rating"
        " computed_rating reason commentary path_to_green overdue stale declared_is_better since upload",
    ),
    "gateways_criteria": ("criterion_id", "gateway_id criterion partner status due_date met_date evidence is_overdue"),
    "gateways_criteria_by_case": ("five_case", "met criteria overdue waived said"),
    "gateways_criteria_by_partner": ("gateway_id partner_id", "partner met criteria overdue"),
    "partners_stage": (
        "partner_id",
        "name category stage stage_date days_in_stage target_live_date staff_in_scope applications_in_scope next_step"
        " next_step_date open_concerns since upload",
    ),
    "partners_agreed": ("partner_id step", "name stage is_reached reached_on criteria met"),
    "partners_by_report": ("reporting_date stage", "partners names"),
    "partners_concerns_by_theme": ("theme", "concerns open answered closed longest_open days_to_answer"),
    "partners_without": ("figure", "today without name"),
    "partners_shares_without": ("partner_id", "name share_pct gbp without_pct without_gbp withdraws"),
    "partners_withdrawals": ("partner_id", "name applications staff share_pct npv_change_gbp criteria risks"),
    "partners_left_behind": ("kind item_id", "title partner_id partner gateway_id"),
    "partners_scope": ("partner_id", "applications_in_scope staff_in_scope applications_share_pct by_applications_gbp"),
    "partners_stage_history": ("partner_id from_date stage", "name to_date"),
    "partners_concerns": ("concern_id", "partner_id partner theme concern response status raised_date since upload"),
    "spend_list": (
        "component month",
        "strand budget_gbp committed_gbp actual_gbp forecast_gbp since upload matches total_budget_gbp total_actual_gbp",
    ),
    "investment_cash_flow": (
        "year",
        "first_year planned_gbp realised_gbp cost_gbp benefits_gbp costs_gbp net_gbp factor discounted_gbp so_far_gbp"
        " discounted_so_far_gbp",
    ),
    "investment_value": (
        "npv_gbp",
        "benefits_gbp costs_gbp net_gbp payback_year payback_years discounted_payback_year rate_pct optimism_pct left_pct"
        " realised_gbp lost_gbp lost_partners since upload",
    ),
    "investment_sensitivity": ("driver partner_id", "npv_gbp worse_gbp better_gbp swing_gbp turns"),
    "investment_benefits": (
        "benefit_id",
        "name owner kind unit baseline_value target_value realised_value reached_pct has_reached is_short since upload",
    ),
    "investment_list": ("benefit_id year", "planned_gbp realised_gbp cost_gbp since upload matches"),
    "investment_bounds": ("kind", "lower_pct upper_pct source"),
    "vehicle_appraisal": (
        "option",
        "letter place score lead cost_gbp weight_sum lacks weights_differ dominated_by a_point_gbp over_cheapest_gbp"
        " over_next_gbp",
    ),
    "vehicle_contributions": ("option criterion", "number uploaded_weight weight share_pct score contribution"),
    "vehicle_turning_points": ("criterion", "share_pct lower_pct lower_option higher_pct higher_option move_pct"),
    "vehicle_rows": ("option criterion", "weight score cost_gbp rationale since upload matches"),
    "gateways_trend": (
        "gateway_id reporting_date",
        "name kind first_baseline forecast_date expected_date slip_days upload",
    ),
    "gateways_slips": (
        "gateway_id",
        "name kind first_baseline baseline_date expected_date slip_days re_forecasts last_moved history",
    ),
    "waves_trend": ("wave_id reporting_date", "name first_baseline forecast_date expected_date slip_days upload"),
    "waves_slips": (
        "wave_id",
        "name first_baseline baseline_date expected_date slip_days re_forecasts last_moved history",
    ),
    "ratings_compared": (
        "gateway_id",
        "name declared_rating computed_rating reason made_so_by disagreement unchanged_for unchanged_while_moved stale"
        " is_called_out called_out since upload",
    ),
    "programme_rating": ("", "computed_rating rated_by reason rule red amber green red_items declared_rating"),
    "changes_all": (
        "rank",
        "subject kind weight item_id title sentence alike things reporting_date upload page changes since",
    ),
    "reference_slips": ("outcome", "projects of share_pct median_days is_hindsight source"),
    "calendar_events": ("uid", "dataset item_id day status summary description sequence stamped_at illustrative"),
    "decisions_last_panel": ("decision_id", "title body date upload"),
    "timeline_all": (
        "lane item_id",
        "name kind start_baseline baseline_date start_forecast forecast_date start_actual actual_date slip_days status"
        " partner_ids leads_to_lane leads_to slack_days items dataset row_key page since upload bars",
    ),
    "updates_changes": ("row_key column_name", "before after event"),
    "updates_since_version": ("rank", "subject kind weight item_id title sentence alike things page"),
    "updates_rows_changed": ("dataset", "subject added changed removed since"),
    "updates_history": (
        "number",
        "dataset reporting_date mode uploaded_by uploaded_at file_name sha256 bytes rows added changed removed unchanged"
        " note illustrative withdrawn withdrawn_by withdrawn_at counted",
    ),
    "risks_list": (
        "risk_id",
        "title kind score band residual_score movement is_overdue owner partner since upload matches",
    ),
    "decisions_list": (
        "decision_id",
        "title body purpose date status is_overdue of_title outcome since upload matches",
    ),
    "services_list": (
        "service_id",
        "name sla_status unit rate_gbp comparator_rate_gbp gap_pct stands since upload matches",
    ),
    "services_at_gateways": ("gateway_id moment", "gateway day services agreed in_review draft lacking"),
    "services_not_agreed": ("service_id", "name sla_status gateway day is_passed since upload"),
    "risks_matrix": ("likelihood impact", "band band_order here residual titles residual_titles"),
    "risks_moves": ("before_likelihood before_impact likelihood impact", "risks titles rise"),
    "risks_by_owner": ("owner band", "risks overdue of_owner"),
    "risks_by_partner": ("partner band", "risks overdue of_partner"),
    "risks_counts": (
        "",
        "rows open threats opportunities very_high overdue added reopened worse better closed before_day",
    ),
    "partners_membership": ("", "partners committed is_confirmed waits_for confirmed_on"),
    "updates_latest": (
        "",
        "reporting_date ledger_version number dataset uploaded_by uploaded_at file_name illustrative datasets",
    ),
    "updates_reporting_dates": ("reporting_date", "uploads is_shown"),
    "alerts_list": ("alert_id", "kind threshold dataset reference owner since upload"),
    "alerts_things": ("kind dataset item_id", "title owner amount sentence upload"),
    "alerts_raised": ("alert_id dataset item_id", "kind title owner amount sentence upload"),
    "alerts_events": ("event day alert_id dataset item_id", "kind title owner amount sentence upload since"),
    "alerts_owners": ("owner", ""),
    "search_lists": ("dataset", "things"),
    "search_found": ("rank", "dataset about item_id title passage of_dataset matches upload"),
    "quality_findings": ("place", "rule severity dataset item_id title finding looks_for about since upload matches"),
    "quality_by_rule": (
        "rule",
        "title severity findings high medium low datasets all_findings all_high rules clean_rules",
    ),
    "quality_scores": ("dataset day", "is_now rows filled_pct clean_pct score word with_findings findings"),
    "quality_ages": ("dataset", "last_report reports next_due age_days is_old"),
    "minutes_stated": ("", "applications to_core_pct"),
    "updates_reports": ("dataset reporting_date", ""),
    "updates_due": ("", "last_report reports next_due age_days is_old"),
    "updates_returns": (
        "dataset reporting_date",
        "state upload file_name last_date last_upload last_file_name is_passed",
    ),
}
ONE_ROW_ALWAYS = {
    "overview_moves_slipped",
    "overview_headline",
    "updates_latest",
    "migration_remaining",
    "migration_team_dates",
    "migration_forecast",
    "programme_rating",
    "risks_counts",
    "partners_membership",
}
ONE_ROW_PER_FIGURE = {
    "overview_figures",
    "overview_since",
    "reports_compared",
    "reference_slips",
    "investment_bounds",
    "updates_returns",  # of every dataset
    "quality_by_rule",  # also of those that find nothing
    "risks_matrix",  # every cell
}  # rows even when nothing is known

OF_ONE_ROW: dict[str, dict[str, Any]] = {
    "inventory_application": {"application_id": "APP-001"},
    "inventory_interfaces": {"application_id": "APP-001"},
    "row_history": {"dataset": "applications", "row_key": "APP-001"},
    "updates_changes": {"number": 5},
    "search_found": {"words": "payroll"},
}


def check(name: str, answer: pl.DataFrame) -> None:
    """The answer has the columns agreed, and one row per what its header says."""
    key, others = CONTRACT.get(name, ("", ""))
    keys = key.split()
    missing = set(keys + others.split()) - set(answer.columns)
    assert not missing, f"{name} lacks {missing}"
    if keys:
        assert answer.select(keys).is_unique().all(), f"{name}: more than one row per {key}"
    if name in ONE_ROW_ALWAYS:
        assert answer.height == 1, name


def test_every_question_of_the_contract_is_there():
    assert set(CONTRACT) <= set(catalogue())


def test_their_order_is_stated():
    """An answer without an ORDER BY of its own comes in another order tomorrow; only parts of others may do without."""
    for name, query in catalogue().items():
        if query.sql:
            is_ordered = any(line.lower().startswith("order by") for line in query.sql.splitlines())
            is_part = any(note.startswith("In no order") for note in query.notes)
            assert is_ordered is not is_part, name
            assert not is_part or name not in CONTRACT, name


def test_what_they_use_is_there_and_used():
    for name, query in catalogue().items():
        for used in query.uses if query.sql else ():
            assert f" {used}" in query.sql, f"{name} uses {used}, but doesn't"
            find(used)


def test_without_any_store():
    """Parameters are optional, and nothing is known."""
    for name in catalogue():
        assert not {"as_at", "ledger_version"} & set(parameters_of(name)), name
        answer = ask(name, date(2013, 3, 31))
        check(name, answer)
        assert answer.is_empty() or name in ONE_ROW_ALWAYS | ONE_ROW_PER_FIGURE, name


MANY = examples(31_000, large.APPLICATIONS)
"""Applications of the large store. The engine keeps rows in blocks of 122,880: four reports of 31,000 fill more than one."""


@pytest.fixture(scope="module")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a large store, made once: four reports of as many applications as fill more than one block of a table."""
    folder = tmp_path_factory.mktemp("large")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(folder / "programme.duckdb"))
        large.make(reports=4, applications=MANY)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


NOTHING_ON_THE_LARGE_STORE = {
    "partners_left_behind",  # nobody has withdrawn
    "search_found",  # nothing is looked for
    "minutes_stated",  # it is not the illustrative programme
    "alerts_events",  # no alert is set up
    "alerts_list",
    "alerts_owners",
    "alerts_raised",
    "changes_commentary",
    "changes_names",  # nothing was renamed
    "updates_taken_out",  # nobody's data were
    "changes_interfaces",  # they stay as they are;
    "commentary_list",  # nothing is said in it;
    "changes_partners",  # each keeps its stage for five reports;
    "changes_waves",
    "waves_finished",  # none of them has
    "updates_since_version",  # no earlier version is named
    "departments_shared",  # of no department
    "services_not_agreed",  # no gateway's day has come
    "planner_file",  # a plan without steps changes nothing
    "duplication_pairs",  # names that differ in their number are not alike,
    "duplication_suppliers",
    "decisions_last_panel",  # no panel has met
    "keys_renamed",  # nothing was renamed
    "migration_first_moves",  # the first report shows none
    "migration_forecast_fan",  # three of its four reports moved
    "migration_odds_by_report",
    "outlook_what_if",
    "outlook_pace",
    "outlook_odds_by_pace",
}


@pytest.mark.slow
def test_on_a_large_store(large_folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PROGRAMME_STORE", str(large_folder / "programme.duckdb"))
    with ledger.looking() as db:
        assert derived.is_as_rebuilt(db)  # as an upload leaves it, although it wasn't uploaded
    for name in catalogue():
        if "_rule_" in name:
            continue  # asked with quality_findings
        answer = ask(name, date(2012, 4, 30), **large.PARAMETERS.get(name, {}))
        check(name, answer)
        assert not answer.is_empty() or name in NOTHING_ON_THE_LARGE_STORE, name
    headline = ask("overview_headline", date(2012, 4, 30)).row(0, named=True)
    in_scope = sum(k % 7 < 4 for k in range(MANY))  # the first four of seven dispositions in turn
    # of those in scope; the moves began on 10 February, 80 days ago
    migrated = sum(k % 7 < 4 and k % 24 < 3 and 30 * (k % 24) <= 80 for k in range(MANY))
    assert (headline["applications"], headline["in_scope"], headline["migrated"]) == (MANY, in_scope, migrated)
    assert ask("inventory_list", date(2012, 4, 30), limit=100)["matches"][0] == MANY


PARTS = {name for name in catalogue() if name not in CONTRACT} & (
    {used for query in catalogue().values() for used in query.uses}
    | {part for query in catalogue().values() for pattern, _ in query.gathers for part in gathered(pattern)}
    | {name for name, query in catalogue().items() if query.compares}  # asked by changes_all
)
"""Those that others ask, and of whose answers nothing is agreed: asked with those, and by themselves once on the sample."""


def example_of(dataset: str) -> str:
    """One row of a dataset, of the examples that its template shows."""
    declared = DATASETS[dataset]
    cells = {column.name: column.example for column in declared.columns if column.example}
    cells |= {name: cells.get(name, "X") for name in declared.keys}
    return ",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values())


@pytest.mark.parametrize("dataset", ["none", *whose_turn(DATASETS, 2)])
def test_with_one_dataset_only(programme: Programme, dataset: str):
    """A team begins with one file: every screen must hold.

    Half of the datasets have their turn, the others a day later. Who doesn't name the dataset sees at most that there was an
    upload: that is asked of each question for a sixth of the datasets, and for all with `DEEP_TESTS`.
    """
    if dataset == "none":
        with ledger.writing():
            pass  # made, but empty
    else:
        programme.reports({"2013-03-31": {dataset: example_of(dataset)}})
    dates = (date(2013, 3, 31),) if dataset != "none" else (date(1900, 1, 1), date(9999, 12, 31))
    turn = list(DATASETS).index(dataset) if dataset != "none" else 0
    for place, name in enumerate(catalogue()):
        if name in PARTS:
            continue
        names_it = dataset == "none" or re.search(rf"\b{dataset}", whole_sql(name))
        if not names_it and catalogue()[name].sql and "uploads" not in whole_sql(name):
            continue  # the same as without any dataset
        if not names_it and not in_turn(place + turn // 2, 3):
            continue
        for as_at in dates:
            check(name, ask(name, as_at))


def test_the_day_before_the_first_report_nothing_is_known(programme: Programme):
    """Of every dataset there is a row, so that none of them can show through."""
    programme.reports({"2013-03-31": {dataset: example_of(dataset) for dataset in DATASETS}})
    shows_dates = {"updates_history", "updates_reporting_dates"}
    for name in catalogue():
        answer = ask(name, date(2013, 3, 30))
        check(name, answer)
        assert answer.is_empty() or name in ONE_ROW_ALWAYS | ONE_ROW_PER_FIGURE | shows_dates, name


@pytest.mark.parametrize(("place", "name"), list(enumerate(catalogue())), ids=catalogue())
def test_on_the_sample(sample: Path, place: int, name: str):
    """At dates that differ in kind; the same question has the same answer in the same order, which is tried of each third in SQL,
    where one thread answers, and of all with `DEEP_TESTS`.

    Each is asked at one of the four kinds of date beside the latest report, in turn, and at all of them with `DEEP_TESTS`. Before
    any report nothing is known, which the test above holds of every one that is asked without parameters.
    """
    given = OF_ONE_ROW.get(name, {})
    dates = ask("updates_reporting_dates", date(2013, 9, 30))["reporting_date"].to_list()
    first = ask(name, dates[-1], **given)
    check(name, first)
    if place % examples(3, 1) == 0 or not catalogue()[name].sql:
        queries._answer.cache_clear()
        again = ask(name, dates[-1], **given)
        if any(note.startswith("In no order") for note in catalogue()[name].notes):
            first, again = (frame.sort(frame.columns) for frame in (first, again))
        assert first.equals(again)
    if name not in PARTS:
        # the first report, between two of them, one in which much changed, and after them all
        kinds = (dates[0], date(2013, 1, 15), dates[8], date(9999, 12, 31))
        before = [date(2012, 7, 30)] if given else []
        for as_at in (*before, *kinds[examples(place % 4, 0) :: examples(4, 1)]):
            check(name, ask(name, as_at, **given))
