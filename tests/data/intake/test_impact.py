"""What a person is asked to look at twice before a file is taken."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from data import consent, earlier_uploads, uploads
from data.datasets import DATASETS
from data.intake import impact
from data.intake.options import Options

HEADINGS = "application_id,name,department,business_function,supplier,annual_cost_gbp,disposition\n"
SEPTEMBER, OCTOBER = date(2012, 9, 30), date(2012, 10, 31)


def applications(count: int, cost: int = 1000) -> str:
    return HEADINGS + "".join(
        f"APP-{n:03},Application {n},Housing,Work {n},Supplier {n},{cost},retain\n" for n in range(count)
    )


def seen(text: str, day: date = OCTOBER, dataset: str = "applications") -> uploads.Preview:
    return uploads.preview(uploads.Request(DATASETS[dataset], text.encode(), "file.csv", day, by="test"))


def take(text: str, day: date = SEPTEMBER, dataset: str = "applications") -> None:
    uploads.commit(uploads.Request(DATASETS[dataset], text.encode(), "file.csv", day, by="test"))


def test_a_first_report_has_nothing_unusual_and_needs_one_click():
    preview = seen(applications(300))
    assert preview.effect is not None
    assert (preview.warnings, impact.count_to_type(preview.effect)) == ((), None)


def test_more_than_a_fifth_of_the_rows_gone_is_called_out_and_the_count_must_be_typed():
    take(applications(20))
    few, many = seen(applications(16)), seen(applications(15))  # a fifth is four rows: five are more
    assert few.effect is not None
    assert many.effect is not None
    assert (few.warnings, impact.count_to_type(few.effect)) == ((), None)
    assert "5 of 20 rows would be removed" in many.warnings[0]
    assert impact.count_to_type(many.effect) == 5


def test_a_cost_that_rises_tenfold_is_called_out_with_its_row():
    take(applications(10))
    text = applications(10).replace("Supplier 3,1000", "Supplier 3,10000").replace("Supplier 4,1000", "Supplier 4,9999")
    assert seen(text).warnings == (
        "Annual cost (£) rises tenfold or more in 1 row: APP-003 from £1,000.00 to £10,000.00.",
    )


def test_a_go_live_that_moves_and_a_baseline_that_changes_are_called_out():
    text = "gateway_id,name,kind,baseline_date,forecast_date\nGO,Go-live,go_live,2014-04-01,2014-04-01\n"
    take(text, dataset="gateways")
    moved = seen(text.replace("2014-04-01\n", "2014-05-01\n"), dataset="gateways").warnings
    assert moved == ("The go-live forecast moves in 1 row: GO from 01/04/2014 to 01/05/2014.",)
    again = seen(text.replace(",2014-04-01,", ",2014-06-01,"), dataset="gateways").warnings
    assert "Baseline date, which was agreed, is changed" in again[0]


def test_a_key_that_looks_renamed_is_offered_but_two_candidates_are_not():
    take(applications(20))
    text = applications(20).replace("APP-003,", "HOU-1,")
    preview = seen(text)
    assert preview.effect is not None
    offered = impact.likely_renames(DATASETS["applications"], preview.effect)
    assert [(one.old_key, one.new_key) for one in offered] == [("APP-003", "HOU-1")]
    twin = seen(text + "HOU-9,Application 3,Housing,Work 3,Supplier 3,1000,retain\n")
    assert twin.effect is not None
    assert impact.likely_renames(DATASETS["applications"], twin.effect) == []


def test_a_late_report_says_what_it_does_to_later_ones():
    take(applications(10), SEPTEMBER)
    take(applications(10).replace("Application 3", "Renamed"), date(2012, 11, 30))
    late = seen(applications(10).replace("Supplier 5", "Other"), OCTOBER)
    assert late.later_reports == 1
    names = DATASETS["applications"].names
    before, after = (frame.sort("row_key").select(names) for frame in (late.latest_before, late.latest_after))
    assert before.equals(after)  # November said everything itself


def test_what_others_did_meanwhile_is_told():
    preview = seen(applications(3))
    take(applications(2), SEPTEMBER)
    said = consent.entered_since(preview.ledger_version)
    assert (
        said == "While you were looking, test uploaded applications as at 30/09/2012 (2 added, 0 changed, 0 removed)."
    )


def test_a_commit_after_someone_elses_is_checked_against_what_they_left():
    take("wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,One,1,Housing,2013-01-01,2013-02-01\n",
         dataset="waves")  # fmt: skip
    take(applications(3))
    text = "application_id,wave_id,stage\nAPP-001,W1,build\n"
    preview = seen(text, dataset="migrations")
    assert preview.effect is not None
    take(applications(1), OCTOBER)  # meanwhile APP-001 leaves the inventory
    with pytest.raises(uploads.Rejected, match="APP-001"):
        uploads.commit(preview.request, preview)


def test_a_matching_that_was_said_once_is_remembered_for_the_same_headings():
    text = applications(2).replace("name,department", "what,who", 1)
    options = Options(mapping={"what": "name", "who": "department"})
    request = uploads.Request(DATASETS["applications"], text.encode(), "a.csv", SEPTEMBER, by="test", options=options)
    uploads.commit(request)
    headings = tuple(text.splitlines()[0].split(","))
    assert earlier_uploads.remembered_mapping(DATASETS["applications"], headings) == {
        "what": "name",
        "who": "department",
    }
    assert earlier_uploads.remembered_mapping(DATASETS["applications"], headings[1:]) == {}


def test_what_was_said_of_the_last_file_is_offered_for_the_next():
    waves = DATASETS["waves"]
    headings = "wave_id,name,sequence,baseline_start,baseline_finish"
    row = ",1,02/11/2013,01/12/2013\n"

    def upload(name: str, heads: str, day: date, options: Options) -> None:
        content = f"{heads}\n{name},{name}{row}{name},a row that was set aside\n".encode()
        uploads.commit(uploads.Request(waves, content, "w.csv", day, "update", by="test", options=options))

    assert earlier_uploads.earlier_reading(waves, (), "next.csv") is None
    first = Options(
        set_values=("departments=Housing",), split_dates={"When": ("forecast_start", "forecast_finish")},
        blanks={"*": ("Reset", "x=y")}, short_rows_blank=True, leave_out_rows=(3,),
    )  # fmt: skip
    upload("W1", f"{headings},When", SEPTEMBER, first)
    second = Options(set_values=("departments=Housing",), encoding="utf-8", short_rows_blank=True, leave_out_rows=(3,))
    upload("W2", headings, OCTOBER, second)
    # The latest comes first, save where an earlier one had these very headings; rows that were left out were of that file.
    assert earlier_uploads.earlier_reading(waves, (), "next.csv") == (2, replace(second, leave_out_rows=()), False)
    alike = earlier_uploads.earlier_reading(waves, tuple(f"{headings},When".split(",")), "next.csv")
    assert alike == (1, replace(first, leave_out_rows=()), True)
    by_its_name = earlier_uploads.earlier_reading(waves, (), "W 2013-10.csv")  # as w.csv, save for digits
    assert by_its_name == (2, replace(second, leave_out_rows=()), True)
    assert earlier_uploads.earlier_reading(DATASETS["gateways"], (), "next.csv") is None


def test_a_key_that_is_only_written_otherwise_is_offered_as_a_rename_whatever_else_changed():
    heads = "gateway_id,name,kind,baseline_date\n"
    take(f"{heads}Crowsnest programme,A,milestone,2013-01-31\nTwo,B,milestone,2013-02-28\n", dataset="gateways")
    after = f"{heads}CROWSNEST Programme,Other,gateway,2014-01-31\nTwo,B,milestone,2013-02-28\n"
    refused = seen(after, dataset="gateways")
    assert refused.ingested.problems["kind"].to_list() == ["look-alike key"]
    assert "was renamed" in refused.ingested.problems["mend"][0]
    meant = uploads.Request(
        DATASETS["gateways"], after.encode(), "g.csv", OCTOBER, by="test", options=Options(keys_as_they_are=True)
    )
    preview = uploads.preview(meant)
    assert preview.effect is not None
    offered = impact.likely_renames(DATASETS["gateways"], preview.effect)
    assert [(rename.old_key, rename.new_key) for rename in offered] == [("Crowsnest programme", "CROWSNEST Programme")]
    assert any("differ only in how they are written" in warning for warning in preview.warnings)


TITLED = "Application inventory,,,,\nPosition as at 28 February 2013,,,,\n\n"
HEADS = "application_id,name,department,business_function,disposition\nAPP-001,Payroll,HR,Pay,retain\n"
MARCH = date(2013, 3, 31)


def dates_said(text: str, file_name: str = "a.csv") -> list[str]:
    request = uploads.Request(DATASETS["applications"], text.encode(), file_name, MARCH, by="test")
    return [warning for warning in uploads.preview(request).warnings if "speaks of" in warning]


def test_a_date_about_the_table_that_contradicts_the_reporting_date_is_said():
    title = "Row 2 (‘Position as at 28 February 2013’) speaks of 28 February 2013, and the reporting date is 31 March 2013: "
    assert dates_said(TITLED + HEADS) == [f"{title}is it the right file, and the right date?"]
    assert dates_said(TITLED.replace("28 February", "31 March") + HEADS) == []
    assert dates_said(TITLED.replace("28 February", "March") + HEADS) == []  # a month contradicts only if it is another
    assert dates_said(TITLED.replace("28 February 2013", "30 March 2013") + HEADS) != []  # a day, if it is not that one
    assert dates_said(TITLED.replace("as at 28 February 2013", "April 2012 to March 2013") + HEADS) == []
    # When it was printed is no date of what it tells, unless it was before that.
    assert dates_said(TITLED.replace("Position as at 28 February", "Printed on 3 April") + HEADS) == []
    assert dates_said(TITLED.replace("Position as at 28", "Printed on 28") + HEADS) != []
    note = "\n\nSource: asset register as at 28/02/2013,,,,\n"
    assert "speaks of 28 February 2013" in dates_said(HEADS + note)[0]


def test_a_date_in_a_name_that_contradicts_the_reporting_date_is_said():
    assert dates_said(HEADS, "applications_2013-03-31.csv") == []
    assert dates_said(HEADS, "applications 2013-03.csv") == []
    assert (
        "file's name, ‘applications_2013-02-28.csv’, speaks of 28 Feb"
        in dates_said(HEADS, "applications_2013-02-28.csv")[0]
    )
    assert "speaks of February 2013" in dates_said(HEADS, "Applications P11 2012-13.csv")[0]
    book = openpyxl.Workbook()
    book.active.title = "Feb 2013"
    for line in HEADS.splitlines():
        book.active.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    request = uploads.Request(DATASETS["applications"], content.getvalue(), "a.xlsx", MARCH, by="test")
    assert "The sheet's name, ‘Feb 2013’, speaks of February 2013" in uploads.preview(request).warnings[0]
