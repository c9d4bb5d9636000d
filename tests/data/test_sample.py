"""The illustrative programme: the minutes' figures, the declared rules, the story, and the same bytes each time.

The figures are counted here with plain Python's csv module from the files alone, so that they check both the
generator and whatever the queries later say.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from data import ledger
from data.datasets import DATASETS, Column, Dataset, Kind, NotBefore, OnlyWhen, RequiredWhen
from data.intake.pipeline import Options, ingest
from data.problems import sentences
from data.sample import FOLDER, SampleUpload, make_sample, sample_uploads, story

REPORTS = [date.fromisoformat(report) for report in story.REPORTS]
MARCH = date(2013, 3, 31)
LAST = REPORTS[-1]
IN_SCOPE = {"consolidate", "migrate", "replace", "self_service"}
POSITION = {"green": 0.0, "amber_green": 0.5, "amber": 1.0, "amber_red": 1.5, "red": 2.0}

Row = dict[str, str]
State = dict[str, dict[tuple[str, ...], Row]]


def rows_of(upload: SampleUpload) -> list[Row]:
    with upload.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key_of(dataset: str, row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in DATASETS[dataset].keys)


@cache
def state(as_at: date) -> State:
    """Dataset → key → row, as the uploads up to that date leave it."""
    held: State = {name: {} for name in DATASETS}
    for upload in sample_uploads():
        if upload.reporting_date <= as_at:
            rows = {key_of(upload.dataset, row): row for row in rows_of(upload)}
            held[upload.dataset] = rows if upload.mode == "full" else held[upload.dataset] | rows
    return held


def rows(dataset: str, as_at: date) -> list[Row]:
    return list(state(as_at)[dataset].values())


def by_name(dataset: str, as_at: date) -> dict[str, Row]:
    return {row["name"]: row for row in rows(dataset, as_at)}


def migration(name: str, as_at: date) -> Row:
    return state(as_at)["migrations"][(by_name("applications", as_at)[name]["application_id"],)]


def migrated(as_at: date) -> int:
    return sum(bool(row["actual_date"]) for row in rows("migrations", as_at))


def in_scope(as_at: date) -> int:
    return sum(row["disposition"] in IN_SCOPE for row in rows("applications", as_at))


def computed_rating(gateway: Row, as_at: date) -> str:
    """The issue's rule, written out once more for these files."""
    baseline = date.fromisoformat(gateway["baseline_date"])
    done = date.fromisoformat(gateway["actual_date"]) if gateway["actual_date"] else None
    expected = done or date.fromisoformat(gateway["forecast_date"])
    slip = (expected - baseline).days
    overdue = any(
        row["gateway_id"] == gateway["gateway_id"]
        and row["status"] not in ("met", "waived")
        and date.fromisoformat(row["due_date"]) < as_at
        for row in rows("gateway_criteria", as_at)
    )
    if not done and (baseline < as_at or slip > 30):
        return "red"
    return "green" if slip <= 0 and (done or not overdue) else "amber"


def declared_too_well(as_at: date) -> set[str]:
    """The gateways whose owner says better than the rule does."""
    return {
        row["gateway_id"]
        for row in rows("gateways", as_at)
        if POSITION[row["declared_rating"]] < POSITION[computed_rating(row, as_at)]
    }


# The minutes' figures


@pytest.mark.parametrize("report", REPORTS)
def test_there_are_277_applications_of_which_82_are_to_consolidate_at_every_report(report):
    found = rows("applications", report)
    consolidate = sum(row["disposition"] == "consolidate" for row in found)
    assert (len(found), consolidate) == (277, 82)
    assert round(Decimal(consolidate) * 100 / len(found), 1) == Decimal("29.6")


@pytest.mark.parametrize("report", REPORTS)
def test_the_capital_is_three_million_pounds_over_four_strands_at_every_report(report):
    found = rows("spend", report)
    assert sum(Decimal(row["budget_gbp"]) for row in found) == Decimal("3000000.00")
    assert {row["strand"] for row in found} == set(DATASETS["spend"].column("strand").choices)


def test_the_gateways_and_go_live_keep_the_baselines_of_the_minutes():
    for report in REPORTS:
        baselines = {row["gateway_id"]: row["baseline_date"] for row in rows("gateways", report)}
        assert (baselines["GW1"], baselines["GW2"], baselines["GO"]) == ("2012-12-31", "2013-05-31", "2014-04-01")


def test_wave_1_is_human_resources_and_organisational_development_and_moves_first():
    wave = state(LAST)["waves"][("W1",)]
    assert wave["departments"].split("; ") == ["Human resources", "Organisational development"]
    applications = state(LAST)["applications"]
    first = min((row for row in rows("migrations", LAST) if row["actual_date"]), key=lambda row: row["actual_date"])
    assert applications[(first["application_id"],)]["department"] in wave["departments"]


def test_the_partners_stand_in_july_2012_as_the_minutes_say():
    partners = by_name("partners", REPORTS[0])
    assert partners["Sentinel CiC"]["stage"] == partners["Public Health (Plymouth)"]["stage"] == "committed"
    assert partners["Plymouth Community Healthcare"]["stage"] == partners["NHS Plymouth"]["stage"] == "in_discussion"
    assert sum(row["category"] == "observer" for row in partners.values()) == 2


# The declared rules


def test_the_manifest_is_in_the_order_of_replay_and_names_every_file_once():
    uploads = sample_uploads()
    order = {name: place for place, name in enumerate(make_sample.ORDER)}
    assert uploads == sorted(uploads, key=lambda upload: (upload.reporting_date, order[upload.dataset]))
    assert sorted(upload.path for upload in uploads) == sorted((FOLDER / "uploads").iterdir())
    assert {upload.reporting_date for upload in uploads} == set(REPORTS)
    assert all(upload.mode in ("full", "update") and upload.note for upload in uploads)
    # Each file costs the first start about as much as any other, so that they stay few and small.
    assert len(uploads) <= 90
    assert sum(upload.path.stat().st_size for upload in uploads) < 500_000


def is_well_formed(column: Column, text: str) -> bool:
    """Whether a filled cell holds what its column is declared to hold."""
    if column.kind is Kind.CHOICE:
        return text in column.choices
    if column.kind in (Kind.DATE, Kind.MONTH):
        return date.fromisoformat(text).isoformat() == text and (column.kind is Kind.DATE or text.endswith("-01"))
    if column.kind in (Kind.WHOLE, Kind.MONEY):
        number = Decimal(text)
        low = column.minimum if column.minimum is not None else number
        high = column.maximum if column.maximum is not None else number
        return low <= number <= high and (column.kind is Kind.MONEY or "." not in text)
    return text == text.strip()


def broken_rules(dataset: Dataset, row: Row) -> list[str]:
    """The rules that tie columns together which a row breaks, as text."""
    broken = []
    for rule in dataset.rules:
        match rule:
            case RequiredWhen(column, when, values, only):
                needed = row[when] in values
                ok = bool(row[column]) if needed else not (only and row[column])
            case NotBefore(later, earlier):
                ok = not row[later] or not row[earlier] or row[later] >= row[earlier]
            case OnlyWhen(column, when, values):
                ok = not row[column] or row[when] in values
        if not ok:
            broken.append(str(rule))
    return broken


def test_every_file_keeps_the_declared_rules_at_its_place_in_the_replay():
    held: State = {name: {} for name in DATASETS}
    for upload in sample_uploads():
        dataset = DATASETS[upload.dataset]
        found = rows_of(upload)
        keys = [key_of(upload.dataset, row) for row in found]
        assert found, upload
        assert len(set(keys)) == len(keys), upload
        fresh = dict(zip(keys, found, strict=True))
        held[upload.dataset] = fresh if upload.mode == "full" else held[upload.dataset] | fresh
        for row in found:
            assert tuple(row) == dataset.names
            assert broken_rules(dataset, row) == [], (upload, row)
            for column in dataset.columns:
                text = row[column.name]
                assert text or not column.required, (upload, column.name, row)
                assert not text or is_well_formed(column, text), (upload, column.name, row)
                assert not (text and column.refers_to) or (text,) in held[column.refers_to], (upload, column.name, row)


def test_ingest_takes_every_file_without_a_problem_or_a_word_of_doubt():
    held: State = {name: {} for name in DATASETS}
    for upload in sample_uploads():
        dataset = DATASETS[upload.dataset]
        known = {name: [key[0] for key in held[name]] for _, name in dataset.references}
        taken = ingest(upload.path.read_bytes(), upload.path.name, dataset, upload.reporting_date, Options(), known)
        assert not taken.problems.height, (upload, sentences(taken.problems))
        assert not taken.notices, upload
        assert not taken.unmapped
        fresh = {key_of(upload.dataset, row): row for row in rows_of(upload)}
        assert taken.rows.height == len(fresh)
        held[upload.dataset] = fresh if upload.mode == "full" else held[upload.dataset] | fresh


def typed(cell: str, is_number: bool) -> str:
    """A cell of the ledger as the file has it: numbers that are no money without their last zeros."""
    return cell.rstrip("0").rstrip(".") if is_number and "." in cell else cell


@pytest.mark.usefixtures("sample_store")
@pytest.mark.parametrize("as_at", [REPORTS[0], MARCH, LAST])
def test_the_ledger_holds_what_plain_reading_of_the_files_gives(as_at):
    with ledger.reading() as cursor:
        version = ledger.ledger_version()
        for dataset in DATASETS.values():
            names = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in dataset.names)
            held = cursor.execute(f"SELECT {names} FROM {dataset.name}_at(?, ?)", [as_at, version]).fetchall()
            numbers = [column.kind in (Kind.NUMBER, Kind.SHARE) for column in dataset.columns]
            found = [tuple(typed(*cell) for cell in zip(row, numbers, strict=True)) for row in held]
            assert sorted(found) == sorted(tuple(row.values()) for row in rows(dataset.name, as_at)), dataset.name


def test_no_upload_says_what_was_known_already():
    """A file that changed nothing would write nothing, and the history would have a hole."""
    held: State = {name: {} for name in DATASETS}
    for upload in sample_uploads():
        fresh = {key_of(upload.dataset, row): row for row in rows_of(upload)}
        before = held[upload.dataset]
        after = fresh if upload.mode == "full" else before | fresh
        assert after != before, upload
        if upload.mode == "update":
            assert all(before.get(key) != row for key, row in fresh.items()), upload
        held[upload.dataset] = after


@pytest.mark.parametrize("report", REPORTS)
def test_no_row_refers_to_one_that_has_gone_by_the_end_of_a_report(report):
    held = state(report)
    for dataset in DATASETS.values():
        for column, target in dataset.references:
            dangling = {row[column] for row in held[dataset.name].values()} - {key[0] for key in held[target]} - {""}
            assert not dangling, (dataset.name, column)


@pytest.mark.parametrize("report", REPORTS)
def test_no_report_tells_what_had_not_happened_yet(report):
    happened = {"migrations": "actual_date", "gateways": "actual_date", "gateway_criteria": "met_date",
                "partners": "stage_date", "partner_concerns": "raised_date"}  # fmt: skip
    for dataset, column in happened.items():
        assert all(row[column] <= report.isoformat() for row in rows(dataset, report)), dataset
    assert all(row["date"] <= report.isoformat() for row in rows("decisions", report) if row["status"] == "done")
    assert all(row["month"] <= report.isoformat() for row in rows("spend", report) if row["actual_gbp"])


def test_meetings_and_moves_fall_on_weekdays():
    dates = [row["date"] for row in rows("decisions", LAST)]
    dates += [row[name] for row in rows("gateways", LAST) for name in ("forecast_date", "actual_date") if row[name]]
    dates += [row[name] for row in rows("migrations", LAST) for name in ("forecast_date", "actual_date") if row[name]]
    assert [text for text in dates if date.fromisoformat(text).weekday() > 4] == []


def test_stages_never_go_back():
    stages = DATASETS["migrations"].column("stage").choices
    reached: Counter[tuple[str, ...]] = Counter()
    for report in REPORTS:
        for key, row in state(report)["migrations"].items():
            assert stages.index(row["stage"]) >= reached[key], (report, row)
            reached[key] = stages.index(row["stage"])


# The same bytes each time


def test_making_the_sample_again_gives_the_files_that_are_there(tmp_path):
    assert make_sample.write(tmp_path) == len(sample_uploads()) + 1
    for path in [FOLDER / "manifest.csv", *(FOLDER / "uploads").iterdir()]:
        assert (tmp_path / path.relative_to(FOLDER)).read_bytes() == path.read_bytes(), path.name


def test_making_the_sample_removes_what_an_older_story_left(tmp_path):
    (tmp_path / "uploads").mkdir()
    left = tmp_path / "uploads" / "2011-01-31_waves.csv"
    left.write_text("wave_id\n", encoding="utf-8")
    make_sample.write(tmp_path)
    assert not left.exists()


# The story


def test_migration_runs_behind_its_plan_but_never_stands_still_for_two_reports():
    planned = {
        report: sum(row["baseline_date"] <= report.isoformat() for row in rows("migrations", report))
        for report in REPORTS
    }
    assert (planned[MARCH], migrated(MARCH)) == (46, 42)
    assert (planned[LAST], migrated(LAST), in_scope(LAST)) == (120, 105, 167)
    moved = [migrated(now) - migrated(before) for before, now in pairwise(REPORTS)]
    assert moved == [0, 0, 0, 2, 4, 12, 7, 17, 9, 7, 13, 16, 6, 12]
    # A forecast needs four reports that moved: there are five by March 2013.
    assert sum(count > 0 for count in moved[: REPORTS.index(MARCH)]) == 5


def test_a_migration_is_blocked_for_three_reports_and_freed_and_another_still_is():
    blocked = [report for report in REPORTS if migration("E-recruitment", report)["blocker"]]
    assert blocked == [date(2013, 2, 28), date(2013, 3, 31), date(2013, 4, 30)]
    assert migration("E-recruitment", LAST)["stage"] in ("migrated", "decommissioned")
    assert migration("Benefits processing", LAST)["blocker"]
    assert migration("Benefits processing", LAST)["stage"] == "test"


def test_two_applications_are_found_late_in_scope_and_planned_a_report_later():
    for found, planned, name in (
        (date(2012, 12, 31), date(2013, 1, 31), "Trust funds and bequests"),
        (date(2013, 3, 31), date(2013, 4, 30), "Beach and foreshore inspections"),
    ):
        before = REPORTS[REPORTS.index(found) - 1]
        assert name not in by_name("applications", before)
        assert in_scope(found) == in_scope(before) + 1
        key = (by_name("applications", found)[name]["application_id"],)
        assert key not in state(found)["migrations"]
        assert key in state(planned)["migrations"]


def test_a_partners_concern_is_answered_and_closed_and_another_is_open():
    def concern(key: str, as_at: date) -> Row:
        return state(as_at)["partner_concerns"][(key,)]

    assert concern("C-01", date(2012, 7, 31))["status"] == "open"
    assert concern("C-01", date(2012, 9, 30))["status"] == "answered"
    assert "public ownership" in concern("C-01", date(2012, 9, 30))["response"]
    assert concern("C-01", LAST)["status"] == "closed"
    assert concern("C-03", LAST)["status"] == "open"
    assert all(row["response"] for row in rows("partner_concerns", LAST) if row["status"] != "open")


def test_ratings_change_as_the_gateways_slip_and_recover():
    def rating(gateway: str, as_at: date) -> str:
        return state(as_at)["gateways"][(gateway,)]["declared_rating"]

    assert [rating("GW1", report) for report in (date(2012, 10, 31), date(2012, 11, 30))] == ["green", "amber"]
    told = ["green", "amber", "amber", "red", "red", "amber"]
    assert [rating("GO", report) for report in REPORTS[7:13]] == told


def test_in_march_2013_one_rating_and_no_other_is_better_than_its_evidence():
    """The question of a later screen: which rating did the evidence not support as at 31 March 2013?"""
    assert declared_too_well(MARCH) == {"GW2"}
    last_three = [state(report)["gateways"][("GW2",)] for report in REPORTS[6:9]]
    assert {row["declared_rating"] for row in last_three} == {"green"}
    assert len({row["forecast_date"] for row in last_three}) == 3


def test_in_september_2013_something_needs_attention_of_each_kind():
    assert declared_too_well(LAST) == {"MS07"}
    decisions = state(LAST)["decisions"]
    late = [
        row["decision_id"]
        for row in decisions.values()
        if row["scrutinises"] and row["date"] >= decisions[(row["scrutinises"],)]["date"]
    ]
    assert late == ["D-10"]
    assert [r["partner_id"] for r in rows("partners", LAST) if "" < r["next_step_date"] < LAST.isoformat()] == ["P05"]
    overdue = [
        row["criterion_id"]
        for row in rows("gateway_criteria", LAST)
        if row["status"] not in ("met", "waived") and row["due_date"] < LAST.isoformat()
    ]
    assert overdue == ["GO-04"]
    of_gateways = [u for u in sample_uploads() if u.dataset == "gateways"]
    reported = [u.reporting_date for u in of_gateways for row in rows_of(u) if row["gateway_id"] == "MS09"]
    assert max(reported) == date(2013, 5, 31)


def test_scrutiny_came_before_the_business_case_was_decided():
    decisions = state(LAST)["decisions"]
    assert decisions[("D-05",)]["scrutinises"] == "D-04"
    assert decisions[("D-05",)]["date"] < decisions[("D-04",)]["date"]


def test_spend_is_told_for_every_month_that_is_over_and_drifts_over_budget():
    told = [upload.reporting_date for upload in sample_uploads() if upload.dataset == "spend"][1:]
    assert {date(2013, 2, 28), MARCH, LAST} <= set(told)
    for report in told:
        months = {row["month"][:7] for row in rows("spend", report) if row["actual_gbp"]}
        assert min(months) == "2012-10"
        assert max(months) == report.isoformat()[:7]
    forecast = sum(Decimal(row["forecast_gbp"]) for row in rows("spend", LAST))
    assert Decimal(3_000_000) < forecast < Decimal(3_100_000)
