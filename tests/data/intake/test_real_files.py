"""Real files that nobody here wrote, each with the options that it needs and its figures worked out by another route."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data.datasets import DATASETS
from data.intake.pipeline import Ingested, Options, ingest
from data.problems import Refused, sentences

SEPTEMBER = date(2013, 9, 30)


def kinds(taken: Ingested) -> list[str]:
    return taken.problems["kind"].to_list()


SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_real_files = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real files are not here ({SHARED})")
SITES = sorted((SHARED / "govuk_transition").glob("sites_*.csv")) if SHARED.is_dir() else []


def records(name: str, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    """The file by another route: Python's own csv module."""
    with (SHARED / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def real(name: str, dataset: str, as_at: date, known=None, **said) -> Ingested:
    return ingest((SHARED / name).read_bytes(), name, DATASETS[dataset], as_at, Options(**said), known or {})


SF = {
    "ID": "application_id", "Department Name of Data System": "name", "Department Custodian": "department",
    "Vendor": "supplier", "Product": "product", "Purpose": "business_function",
}  # fmt: skip


@needs_real_files
def test_the_city_inventory_names_its_duplicates_and_blanks_and_merges_nothing() -> None:
    name = "sf_sb272_enterprise_systems.csv"
    taken = real(name, "applications", date(2016, 1, 1), mapping=SF, set_values=("disposition=undecided",))
    rows = records(name)
    ids = [row["ID"] for row in rows]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    found = taken.problems.filter(pl.col("kind") == "duplicate key")
    assert twice == ["REC-0023-S", "TTX-0019-S"]
    assert sorted(found["value"].to_list()) == sorted(twice * 2)
    assert taken.duplicates.height == 4
    assert taken.rows.height == len(rows) == 463
    blank = taken.problems.filter(pl.col("kind") == "blank")
    assert blank.height == sum(not row["Purpose"].strip() for row in rows) == 27
    damaged = taken.problems.filter(pl.col("kind") == "damaged text")
    assert set(damaged["heading"]) == {"Purpose", "Department Name of Data System"}
    assert "OLSE-Wages recovered ? MWO & PSLO" in damaged["value"].to_list()  # a dash that became a question mark


@needs_real_files
def test_the_city_inventory_loads_when_a_person_has_decided() -> None:
    name = "sf_sb272_enterprise_systems.csv"
    taken = real(
        name, "applications", date(2016, 1, 1), mapping=SF, damaged_text=True, leave_out_rows=(408, 461),
        set_values=("disposition=undecided", "business_function=Not stated when blank"),
    )  # fmt: skip
    assert sentences(taken.problems) == []
    assert taken.rows.height == 461
    assert taken.rows.filter(business_function="Not stated").height == 27


def site_options(path: Path) -> tuple[dict, dict, dict]:
    """(mapping for applications, mapping for migrations, what else to say), by the headings that the file has."""
    first = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    said: dict = {"short_rows_blank": True, "set_values": ("stage=not_started", "stage=migrated when actual_date")}
    if "Site" in first:
        mapping, moves, dates = (
            {"Site": "application_id", "Title": "name"},
            {"Site": "application_id"},
            "Redirection Date",
        )
        if "Status" in first:
            moves["Status"] = "-"  # an HTTP status, not a stage
    elif first[0] == "name":
        mapping, moves, dates = {"name": "application_id + name"}, {"name": "application_id"}, "redirection date"
    else:
        mapping, moves, dates = {"1": "application_id + name"}, {"1": "application_id"}, "6"
        said["heading_row"] = 0
    if len(first) > 2:
        said["split_dates"] = {dates: ("actual_date", "forecast_date")}
    return mapping, moves, said


def counted_by_hand(path: Path, as_at: date) -> tuple[int, int]:
    """(sites, sites whose redirection date is not after the reporting date), with nothing but csv and a pattern."""
    lines = [line for line in csv.reader(path.read_text(encoding="utf-8").splitlines()) if any(line)]
    if lines[0][0] in ("Site", "name"):
        lines = lines[1:]
    moved = 0
    for line in lines:
        for cell in line:
            match = re.fullmatch(r"(\d+)(?:st|nd|rd|th) (\w+) (\d{4})", cell.strip())
            if match:
                month = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                         "November", "December"].index(match[2]) + 1  # fmt: skip
                moved += date(int(match[3]), month, int(match[1])) <= as_at
    return len(lines), moved


@needs_real_files
@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem[:16])
def test_each_day_of_the_move_to_gov_uk(path: Path) -> None:
    as_at = date.fromisoformat(path.stem.split("_")[1])
    mapping, moves, said = site_options(path)
    shifted = as_at == date(
        2013, 2, 4
    )  # row 5 of that day has a comma in its title and no quotes: its cells are shifted
    if shifted:
        with pytest.raises(Refused, match="Row 5"):
            ingest(path.read_bytes(), path.name, DATASETS["migrations"], as_at, Options(mapping=moves, **said), {})
        return
    fixed = ("department=Government Digital Service", "business_function=Website", "disposition=migrate")
    inventory_said = {key: value for key, value in said.items() if key in ("short_rows_blank", "heading_row")}
    inventory = ingest(path.read_bytes(), path.name, DATASETS["applications"], as_at,
                       Options(mapping=mapping, set_values=fixed, **inventory_said), {})  # fmt: skip
    assert sentences(inventory.problems) == []
    known = {"applications": inventory.rows["application_id"]}
    taken = ingest(path.read_bytes(), path.name, DATASETS["migrations"], as_at, Options(mapping=moves, **said), known)
    assert sentences(taken.problems) == []
    moved = taken.rows.filter(pl.col("stage") == "migrated").height
    assert (taken.rows.height, moved) == counted_by_hand(path, as_at)
    assert not any("&#" in name for name in inventory.rows["name"])


@needs_real_files
def test_projects_that_stand_in_columns() -> None:
    said = {
        "mapping": {"Project name": "gateway_id + name"},
        "set_values": ("kind=milestone", "baseline_date=2014-04-01"),
    }
    turned = real("gmpp_uk_2014.csv", "gateways", SEPTEMBER, transposed=True, **said)
    assert turned.rows.height == 199
    assert turned.rows["name"].n_unique() == 199
    # Someone else's transposition of the same file is the check.
    rows = records("gmpp_2014_transposed_to_rows.csv")
    mine = {" ".join(name.split()) for name in turned.rows["name"]}
    theirs = {" ".join(row["project_name"].split()) for row in rows}
    assert len(mine & theirs) >= 190


@needs_real_files
def test_projects_with_dotted_dates_exemptions_and_ratings() -> None:
    name = "gmpp_uk_2018.csv"
    said = {"mapping": {"project_name": "gateway_id + name", "end_date": "baseline_date + forecast_date"},
            "set_values": ("kind=milestone",)}  # fmt: skip
    taken = real(name, "gateways", date(2017, 9, 30), **said)
    rows = records(name, "cp1252")
    unsaid = [row for row in rows if not re.fullmatch(r"\d\d\.\d\d\.\d\d", row["end_date"].strip())]
    # Where no end date was published the required baseline can't be blank: each is named, none is made up.
    assert taken.problems["kind"].unique().to_list() == ["no answer"]
    assert taken.problems.height == len(unsaid) == 5
    left_out = tuple(taken.problems["row"].to_list())
    rest = real(name, "gateways", date(2017, 9, 30), leave_out_rows=left_out, **said)
    assert sentences(rest.problems) == []
    assert rest.rows.height == len(rows) - 5
    for rating, written in (("amber", "amber"), ("amber_red", "amber/red"), ("red", "red")):
        published = [row for row in rows if row not in unsaid and row["colour_rating"].strip().lower() == written]
        assert rest.rows.filter(declared_rating=rating).height == len(published)


@needs_real_files
def test_budgets_in_millions_of_pounds() -> None:
    name = "gmpp_uk_2018.csv"
    taken = real(
        name, "spend", date(2017, 9, 30), mapping={"project_name": "component", "yearly_budget": "budget_gbp"},
        units={"yearly_budget": "millions"}, set_values=("month=2017-09-01", "strand=transformation"),
    )  # fmt: skip
    written = [re.sub("[£,\\s]", "", row["yearly_budget"]) for row in records(name, "cp1252")]
    amounts = [Decimal(text) * 1_000_000 for text in written if re.fullmatch(r"-?[\d.]+", text)]
    assert taken.problems["kind"].unique().to_list() == ["no answer"]
    assert taken.rows["budget_gbp"].sum() == sum(amounts)


@needs_real_files
def test_a_file_of_semicolons_names_the_sentences_in_its_date_column() -> None:
    taken = real(
        "gmpp_uk_2021.csv", "gateways", date(2021, 3, 31),
        mapping={"project_number": "gateway_id", "project_name": "name", "end_date": "baseline_date + forecast_date"},
        set_values=("kind=milestone",),
    )  # fmt: skip
    assert taken.rows.height == 184
    assert set(kinds(taken)) == {"not a date", "not allowed", "no answer"}


@needs_real_files
@pytest.mark.parametrize(("year", "as_at", "rows"), [(2016, date(2016, 6, 9), 398), (2019, date(2019, 5, 1), 463)])
def test_canadian_projects(year: int, as_at: date, rows: int) -> None:
    name = f"canada_gc_it_projects_{year}.csv"
    mapping = {"uniqueId": "component", "totalBudget": "budget_gbp", "asOfDate": "month"}
    pounds = real(name, "spend", as_at, mapping=mapping, set_values=("strand=transformation",))
    assert set(kinds(pounds)) == {"another currency", "blank"}
    taken = real(name, "spend", as_at, mapping=mapping, currency="$", set_values=("strand=transformation",))
    raw = records(name)
    blank = [row for row in raw if not row["totalBudget"].strip()]
    assert taken.problems["kind"].to_list() == ["blank"] * len(blank)
    assert taken.rows.height == len(raw) == rows
    assert taken.rows["budget_gbp"].sum() == sum(
        Decimal(re.sub(r"[$,]", "", row["totalBudget"])) for row in raw if row["totalBudget"].strip()
    )
    gateways = real(
        name, "gateways", as_at, set_values=("kind=milestone",),
        mapping={"uniqueId": "gateway_id", "projectName": "name", "estimatedCompletionDate": "baseline_date",
                 "rawProvidedDate": "forecast_date"},
    )  # fmt: skip
    assert set(kinds(gateways)) <= {"blank", "not a date", "year out of range"}


@needs_real_files
def test_foreign_office_spending_is_duplicates_until_added_up() -> None:
    name = "uk_gov_spend_april_2010_unclean_odi.csv"
    said = {"mapping": {"Expense Area": "component", "Amount (GBP)": "actual_gbp", "Payment Date": "month"},
            "set_values": ("strand=transformation", "budget_gbp=0")}  # fmt: skip
    assert set(kinds(real(name, "spend", date(2010, 5, 31), **said))) == {"duplicate key"}
    taken = real(name, "spend", date(2010, 5, 31), add_up=True, **said)
    rows = records(name, "cp1252")
    groups = {(row["Expense Area"], row["Payment Date"][3:]) for row in rows}
    assert sentences(taken.problems) == []
    assert taken.rows.height == len(groups) == 11
    assert taken.rows["actual_gbp"].sum() == sum(Decimal(row["Amount (GBP)"].replace(",", "")) for row in rows)
