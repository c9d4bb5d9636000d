"""Real files through the very commands, checked against what Python's own csv module counts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from data.__main__ import main
from queries import ask

FIXED = ["--set", "department=Government sites", "--set", "business_function=Website", "--set", "disposition=migrate"]

# What each stretch of days needs said: which column is which (the first files have no headings), and from when on rows stop
# early where their last cells are blank.
BARE_NAMES = ["--no-heading", "--map", "1=application_id+name"]
BARE_DATES = [*BARE_NAMES, "--split-date", "6=actual_date,forecast_date"]
LOWER_CASE = ["--map", "name=application_id+name", "--split-date", "redirection date=actual_date,forecast_date"]
SITES = ["--map", "Site=application_id", "--map", "Title=name", "--split-date",
         "Redirection Date=actual_date,forecast_date", "--html-entities", "--short-rows-blank"]  # fmt: skip
MIGRATION = ["--set", "stage=not_started", "--set", "stage=migrated when actual_date"]

SHIFTED = {"2013-02-04": 5}  # decc has its own name in the date column: named, looked at, and left out of an update
DATE_PLACE = {"2013-01-16": 5, "2013-01-21": 4, "2013-01-28": 4}  # later files: the third column


def options_for(day: str) -> list[str]:
    if day == "2013-01-10":
        return BARE_NAMES
    if day == "2013-01-16":
        return BARE_DATES
    if day == "2013-02-17":  # one day's file has a Status that is a web server's answer, not a stage
        return [*SITES, "--map", "Status=-"]
    return LOWER_CASE if day < "2013-02" else SITES


def of(dataset: str, options: list[str]) -> list[str]:
    """The options of a day as they fit a dataset: applications have a name and no dates, migrations the other way about."""
    said: list[str] = []
    for flag, value in zip(options, [*options[1:], ""], strict=True):
        if flag == "--map":
            value = value.replace("+name", "") if dataset == "migrations" else value
            if dataset == "applications" or not value.endswith("=name"):
                said += [flag, value]
        elif flag == "--split-date":
            said += [flag, value] if dataset == "migrations" else []
        elif flag.startswith("--"):
            said.append(flag)
    return said


def days(folder: Path) -> list[tuple[str, Path]]:
    return [(path.name[6:16], path) for path in sorted((folder / "govuk_transition").glob("sites_*.csv"))]


def date_in(words: str) -> date | None:
    found = re.fullmatch(r"(\d+)(?:st|nd|rd|th) (\w+) (\d{4})", words.strip())
    return datetime.strptime(" ".join(found.groups()), "%d %B %Y").date() if found else None


def dated_sites(path: Path, day: str) -> dict[str, date]:
    """Site → redirection date, by the plainest of readers."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    place = DATE_PLACE.get(day, 2)
    found = {row[0]: date_in(row[place]) for row in rows if len(row) > place}
    return {site: when for site, when in found.items() if when is not None}


def run(*arguments: str, capsys) -> dict:
    status = main([*arguments, "--json", "--by", "test"])
    said = capsys.readouterr()
    assert status == 0, said.err
    return json.loads(said.out)


@pytest.mark.slow
def test_fifteen_days_of_a_real_tracker_replay_to_the_counts_of_another_route(shared_data, capsys):
    files = days(shared_data)
    assert len(files) == 15
    expected_moved, expected_sites = {}, {}
    known_dates: dict[str, date] = {}
    for day, path in files:
        left_out = ["--leave-out-row", str(SHIFTED[day]), "--mode", "update"] if day in SHIFTED else []
        options = options_for(day)
        run(
            "import",
            "applications",
            str(path),
            "--as-at",
            day,
            *FIXED,
            *of("applications", options),
            *left_out,
            capsys=capsys,
        )
        if day != "2013-01-10":  # that file says only whether, not when: nothing to date a migration by
            run("import", "migrations", str(path), "--as-at", day, *MIGRATION, *of("migrations", options), *left_out,
                capsys=capsys)  # fmt: skip
        dates = dated_sites(path, day)
        known_dates = {**known_dates, **dates} if day in SHIFTED else dates
        expected_moved[day] = sum(when <= date.fromisoformat(day) for when in known_dates.values())
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        expected_sites[day] = len(rows) - (day > "2013-01-16")
    for day, moved in expected_moved.items():
        shown = ask("overview_headline", date.fromisoformat(day)).row(0, named=True)
        assert (day, shown["migrated"]) == (day, moved)
        if day not in SHIFTED:
            assert (day, shown["applications"]) == (day, expected_sites[day])
    last = date(2013, 3, 22)
    burn_up = {r["month_end"]: r["actual"] for r in ask("migration_burn_up", last).iter_rows(named=True)}
    by_month = Counter(when.replace(day=1) for when in known_dates.values() if when <= last)
    running = 0
    for month in sorted(by_month):
        running += by_month[month]
        in_month = [count for end, count in burn_up.items() if end.replace(day=1) == month]
        assert in_month == [running]
    assert main(["check"]) == 0


def test_the_row_that_slipped_a_column_is_named_and_nothing_of_its_day_is_taken(shared_data, capsys):
    day, path = next((day, path) for day, path in days(shared_data) if day in SHIFTED)
    main(["import", "applications", str(path), "--as-at", day, *FIXED, *of("applications", SITES), "--by", "test"])
    capsys.readouterr()
    status = main(
        ["import", "migrations", str(path), "--as-at", day, *MIGRATION, *of("migrations", SITES), "--by", "test"]
    )
    assert status == 1
    said = capsys.readouterr().err
    assert "Row 5" in said
    assert "‘23rd January 2013’ doesn't fit its column" in said
    assert ask("migration_list", date(2013, 12, 31)).is_empty()


SF = ["--map", "ID=application_id", "--map", "Department Name of Data System=name", "--map",
      "Department Custodian=department", "--map", "Vendor=supplier", "--map", "Product=product", "--map",
      "Purpose=business_function", "--set", "disposition=undecided", "--set",
      "business_function=Not stated when blank", "--damaged-text"]  # fmt: skip


def test_a_citys_inventory_names_its_two_double_identifiers_and_merges_nothing(shared_data, capsys):
    path = shared_data / "sf_sb272_enterprise_systems.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    twice = {key for key, count in Counter(row["ID"] for row in rows).items() if count > 1}
    assert twice == {"REC-0023-S", "TTX-0019-S"}
    assert main(["import", "applications", str(path), "--as-at", "2016-07-01", *SF, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    at = [number for number, row in enumerate(rows, start=2) if row["ID"] in twice]
    assert [(p["row"], p["kind"]) for p in said["problems"]] == [(number, "duplicate key") for number in at]
    assert ask("inventory_list", date(2020, 1, 1)).is_empty()
    # Looked at, and the second of each set aside: the rest is taken.
    aside = [number for number in at if rows[number - 2]["ID"] in {r["ID"] for r in rows[: number - 2]}]
    leave = [part for number in aside for part in ("--leave-out-row", str(number))]
    taken = run("import", "applications", str(path), "--as-at", "2016-07-01", *SF, *leave, capsys=capsys)
    assert taken["added"] == len(rows) - len(aside) == 461
    by_department = Counter(row["Department Custodian"] for n, row in enumerate(rows, start=2) if n not in aside)
    shown = ask("inventory_by_department", date(2016, 7, 1))
    assert dict(zip(shown["department"], shown["applications"], strict=True)) == by_department
