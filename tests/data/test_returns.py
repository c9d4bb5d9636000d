"""The monthly return: what its tables are, for which date, checked against each other, taken together or not at all."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from data import earlier_uploads, ledger, returns, uploads
from data.consent import Overtaken
from data.datasets import DATASETS
from data.exports import template_xlsx
from data.intake.options import Options
from data.ledger.intervals import Mode
from data.problems import LedgerRefused

DAY = date(2013, 9, 30)
APPLICATIONS = "application_id,name,department,business_function,disposition\n"
MIGRATIONS = "application_id,wave_id,stage,baseline_date\n"
WAVES = "wave_id,name,sequence,departments,baseline_start,baseline_finish\n"
ONE_APPLICATION = APPLICATIONS + "A1,Payroll,HR,Paying staff,migrate\n"
ITS_MIGRATION = MIGRATIONS + "A1,W1,not_started,2013-12-31\n"
ITS_WAVE = WAVES + "W1,One,1,HR,2013-11-01,2013-12-31\n"


def request(dataset: str, text: str, mode: Mode = "full", name: str = "") -> uploads.Request:
    return uploads.Request(DATASETS[dataset], text.encode(), name or f"{dataset}.csv", DAY, mode, by="Ann")


def a_return() -> list[uploads.Request]:
    """In an order in which each refers to what comes after it."""
    return [request("migrations", ITS_MIGRATION), request("waves", ITS_WAVE), request("applications", ONE_APPLICATION)]


def previewed(requests: list[uploads.Request]) -> list[uploads.Preview]:
    """What each would change, all of them readable."""
    seen = uploads.preview_together(requests)
    return [one for one in seen if isinstance(one, uploads.Preview)]


def added(seen: uploads.Preview) -> int | None:
    return seen.effect.added.height if seen.effect else None


def book(**sheets: list[list[object]]) -> bytes:
    made = Workbook()
    del made["Sheet"]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def rows_of(text: str) -> list[list[object]]:
    return [list(line.split(",")) for line in text.strip().splitlines()]


# Taken together ------------------------------------------------------------------------------------


def test_files_of_a_return_may_refer_to_each_other_in_any_order():
    seen = previewed(a_return())
    assert [added(one) for one in seen] == [1, 1, 1]
    numbers = [one.number for one in uploads.commit_together(a_return(), seen)]
    assert set(numbers) == {1, 2, 3}
    assert numbers[0] == 3, "what others refer to is entered before them"


def test_one_refused_file_keeps_the_others_out():
    bad = [request("applications", ONE_APPLICATION), request("migrations", ITS_MIGRATION.replace("A1", "A9"))]
    with pytest.raises(uploads.ReturnRejected, match=r"migrations\.csv: Row 2.*A9"):
        uploads.commit_together([*bad, request("waves", ITS_WAVE)])
    assert ledger.ledger_version() == 0


def test_a_whole_list_stands_in_the_place_of_the_rows_held():
    uploads.commit_together(a_return())
    others = ONE_APPLICATION.replace("A1", "A2")
    (_, migrations) = previewed([request("applications", others), request("migrations", ITS_MIGRATION)])
    assert "unknown reference" in set(migrations.ingested.problems["kind"])
    beside = [request("applications", others, "update"), request("migrations", ITS_MIGRATION)]
    assert not any(one.effect is None for one in previewed(beside))


def test_what_hangs_on_a_question_is_not_judged_by_one_of_its_answers():
    both = request("applications", ONE_APPLICATION + "A2,Rota,HR,Paying staff,migrate\n")
    uploads.commit_together([both, request("waves", ITS_WAVE)])
    shorter = replace(request("applications", ONE_APPLICATION.replace("A1", "A2")), is_mode_said=False)
    (one, migrations) = previewed([shorter, request("migrations", ITS_MIGRATION)])
    assert (one.asks_mode, one.lacking) == (True, 1), "A1 would go, to which the migrations refer"
    assert migrations.ingested.problems.is_empty(), "A1 is held"
    with pytest.raises(returns.Unsettled, match=r"applications\.csv: it lacks 1 of the 2 rows"):
        returns.previewed([shorter, request("migrations", ITS_MIGRATION)])
    (_, neither) = previewed([shorter, request("migrations", ITS_MIGRATION.replace("A1", "A9"))])
    assert "unknown reference" in set(neither.ingested.problems["kind"]), "wrong with either answer"
    (alone,) = previewed([shorter])
    assert not alone.asks_mode, "one row of two that leaves is what whole lists are for"


def test_a_file_begins_as_the_last_report_of_its_dataset_was():
    waves = DATASETS["waves"]
    lines = "".join(f"W{at},Wave {at},{at},HR,2013-11-01,2013-12-31\n" for at in range(1, 5))
    assert earlier_uploads.usual_mode(waves, "waves.csv") == earlier_uploads.UsualMode("full", None)
    uploads.commit(replace(request("waves", WAVES + lines), reporting_date=date(2013, 7, 31)))
    changes = replace(request("waves", ITS_WAVE.replace("One", "Uno"), "update"), reporting_date=date(2013, 8, 31))
    (report, correction) = (uploads.commit(each).number for each in (changes, replace(
        changes, mode="full", content=(WAVES + lines).encode(), file_name="corrected.csv")))  # fmt: skip
    assert earlier_uploads.usual_mode(waves, "October.csv") == earlier_uploads.UsualMode("update", report), (
        "what came later corrected it"
    )
    assert earlier_uploads.usual_mode(waves, "corrected 10.csv") == earlier_uploads.UsualMode("full", correction), (
        "its like comes first"
    )
    # Of only changes most rows are one; three of four as they are held look like a whole list that one row has left.
    usual = replace(request("waves", "", "update"), is_mode_said=False)
    of_three = [replace(usual, content=(WAVES + "".join(kept)).encode()) for kept in (
        lines.splitlines(True)[1:], [line.replace("Wave", "Step") for line in lines.splitlines(True)[1:]])]  # fmt: skip
    assert [uploads.preview(each).asks_mode for each in of_three] == [True, False]
    taken = uploads.commit(replace(of_three[0], is_mode_said=True)).number
    assert earlier_uploads.usual_mode(waves, "October.csv") == earlier_uploads.UsualMode(
        "update", taken, is_settled=True
    ), "asked once"
    with ledger.writing() as writer:
        writer.withdraw([number for number in (report, correction, taken) if number], "Ann")
    assert earlier_uploads.usual_mode(waves, "October.csv").mode == "full"


def test_two_whole_lists_of_one_dataset_are_not_taken_together():
    both = [request("waves", ITS_WAVE), request("waves", ITS_WAVE.replace("W1", "W2"), name="more.csv")]
    with pytest.raises(LedgerRefused, match=r"waves\.csv and more\.csv are both waves"):
        uploads.commit_together(both)
    assert ledger.ledger_version() == 0


def test_changes_to_different_rows_of_one_dataset_are_taken_together_and_to_one_row_are_not():
    first = request("waves", ITS_WAVE, "update")
    second = request("waves", ITS_WAVE.replace("W1", "W2"), "update", "more.csv")
    with pytest.raises(LedgerRefused, match="W1 is in both"):
        uploads.commit_together([first, request("waves", ITS_WAVE, "update", "again.csv")])
    assert len(uploads.commit_together([first, second])) == 2
    assert ledger.rows_now(DATASETS["waves"], DAY)["wave_id"].to_list() == ["W1", "W2"]


def test_what_was_previewed_is_taken_or_nothing():
    uploads.commit_together(a_return())
    mine = [
        request("waves", ITS_WAVE.replace("One", "Uno")),
        request("applications", ONE_APPLICATION.replace("Pay", "Wage")),
    ]
    seen = previewed(mine)
    uploads.commit(request("waves", ITS_WAVE.replace("W1", "W2"), "update"))  # which the whole list would now remove
    with pytest.raises(Overtaken):
        uploads.commit_together(mine, seen)
    assert ledger.ledger_version() == 4
    assert ledger.rows_now(DATASETS["applications"], DAY)["name"].to_list() == ["Payroll"]
    assert len(uploads.commit_together(mine, previewed(mine))) == 2


@pytest.mark.parametrize("key", ["A1", "PAY"], ids=["the earlier key", "the new key"])
def test_rows_renamed_by_one_file_of_a_return_are_so_to_the_others(key: str):
    uploads.commit_together(a_return())
    called = replace(request("applications", ONE_APPLICATION.replace("A1,", "PAY,")), renames={"A1": "PAY"})
    mine = [request("migrations", ITS_MIGRATION.replace("A1", key).replace("not_started", "build")), called]
    migrations, applications = previewed(mine)
    for preview in (migrations, applications):
        effect = preview.effect
        assert effect is not None
        assert (effect.added.height, effect.changed_after.height, effect.removed.height) == (0, 1, 0)
        assert (preview.rows_before, preview.lacking) == (1, 0)
    entered = uploads.commit_together(mine, [migrations, applications])
    for one, seen in zip(entered, (migrations, applications), strict=True):
        assert seen.effect is not None
        names = [name for name in seen.request.dataset.names if name in one.effect.changed_after.columns]
        assert one.effect.changed_before.select(names).equals(seen.effect.changed_before.select(names))
        assert one.effect.changed_after.select(names).equals(seen.effect.changed_after.select(names))
    for dataset in ("applications", "migrations"):
        assert ledger.rows_now(DATASETS[dataset], DAY)["application_id"].to_list() == ["PAY"]


def test_what_a_return_says_of_renamed_rows_and_cannot_be_keeps_all_of_it_out():
    uploads.commit_together(a_return())
    wrong = replace(request("applications", ONE_APPLICATION.replace("A1,", "PAY,")), renames={"A7": "PAY"})
    for take in (uploads.preview_together, uploads.commit_together):
        with pytest.raises(LedgerRefused, match="A7 can't be called PAY: no row of applications has the key A7"):
            take([request("waves", ITS_WAVE.replace("One", "Uno")), wrong])
    assert ledger.ledger_version() == 3


def test_what_a_preview_lacks_is_what_the_whole_list_would_remove():
    uploads.commit(
        request("waves", ITS_WAVE + "W2,Two,2,HR,2013-11-01,2013-12-31\nW3,Three,3,HR,2013-11-01,2013-12-31\n")
    )
    for mode in ("full", "update"):
        seen = uploads.preview(request("waves", ITS_WAVE + "W4,Four,4,HR,2013-11-01,2013-12-31\n", mode))
        assert (seen.rows_before, seen.lacking) == (3, 2), mode


# What its tables are -------------------------------------------------------------------------------


def test_a_workbook_of_several_sheets_is_as_many_tables():
    content = book(
        Waves=rows_of(ITS_WAVE), Sheet2=rows_of(ITS_MIGRATION), Readme=[["About this return"], ["Made by hand"]]
    )
    tables = returns.tables_in(content, "return 2013-09.xlsx", DAY)
    assert [(t.sheet, t.recognised.dataset and t.recognised.dataset.name) for t in tables] == [
        ("Waves", "waves"), ("Sheet2", "migrations"), ("Readme", None),
    ]  # fmt: skip
    chosen, aside = returns.settled(tables, {})
    assert [dataset.name for _, dataset in chosen] == ["waves", "migrations"]
    assert [(table.sheet, why) for table, why in aside] == [("Readme", "its headings are none of a dataset's")]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_the_notes_of_our_own_template_are_no_table_to_ask_about(dataset):
    tables = returns.tables_in(template_xlsx(dataset), "Book1.xlsx", DAY)
    chosen, aside = returns.settled(tables, {})
    assert [found.name for _, found in chosen] == [dataset.name]
    assert [table.sheet for table, _ in aside] == ["Notes"]


def test_what_is_not_certain_is_asked_and_may_be_said():
    tables = returns.tables_in(b"thing,remark\n1,x\n", "list.csv", DAY)
    with pytest.raises(returns.Unsettled, match='--is "list.csv='):
        returns.settled(tables, {})
    assert returns.settled(tables, {"list.csv": DATASETS["waves"]})[0][0][1].name == "waves"
    with pytest.raises(returns.Unsettled, match="nothing to take"):
        returns.settled(tables, {"list.csv": None})
    with pytest.raises(returns.Unsettled, match="no ‘lists.csv’"):
        returns.settled(tables, {"lists.csv": None})


def test_the_date_is_that_of_most_tables_and_others_are_named():
    tables = [
        *returns.tables_in(ITS_WAVE.encode(), "waves_2013-09-30.csv", DAY),
        *returns.tables_in(ITS_MIGRATION.encode(), "Migrations September 2013.csv", DAY),
        *returns.tables_in(ONE_APPLICATION.encode(), "applications 31.08.2013.csv", DAY),
        *returns.tables_in(ONE_APPLICATION.encode(), "applications.csv", DAY),  # says nothing
    ]
    found = returns.proposed_date(tables)
    assert found.day == DAY
    assert len(found.others) == 1
    assert found.others[0].startswith("applications 31.08.2013.csv speaks of")
    assert returns.proposed_date(tables[-1:]) == returns.Proposal(None)


def test_a_title_above_the_table_says_the_date():
    content = book(Waves=[["Waves as at 31 August 2013"], *rows_of(ITS_WAVE)])
    assert returns.proposed_date(returns.tables_in(content, "waves.xlsx", DAY)).day == date(2013, 8, 31)


# As last time --------------------------------------------------------------------------------------


def test_a_file_is_read_as_its_like_was_the_last_time():
    first = "Ref,What,Order,Who,Start,Finish\nW1,One,1,HR,2013-11-01,2013-12-31\n"
    said = Options(mapping={"What": "name", "Who": "departments", "Start": "baseline_start", "Finish": "baseline_finish",
                            "Ref": "wave_id"}, blanks={"*": ("TBC",)})  # fmt: skip
    uploads.commit(uploads.Request(DATASETS["waves"], first.encode(), "plan.csv", DAY, by="Ann", options=said))
    (table,) = returns.tables_in(first.encode(), "October plan.csv", DAY)
    assert table.recognised.dataset is DATASETS["waves"], "nothing but the earlier file says so"
    assert returns.as_last_time(DATASETS["waves"], table) == (said, 1)
    (other,) = returns.tables_in(ITS_WAVE.encode(), "waves.csv", DAY)
    assert returns.as_last_time(DATASETS["waves"], other) == (Options(), None)
    (renamed,) = returns.tables_in(ITS_WAVE.encode(), "plan 2013-10.csv", DAY)
    assert returns.as_last_time(DATASETS["waves"], renamed) == (Options(blanks={"*": ("TBC",)}), 1)


def test_our_own_template_filled_in_is_read_by_itself_too():
    """Its notes name the columns one below the other, and the workbook was refused: ‘Name the one to read’."""
    content = io.BytesIO(template_xlsx(DATASETS["waves"]))
    filled = load_workbook(content)
    filled["Waves"].append(["W1", "One", 1, "HR", date(2013, 11, 1), date(2013, 12, 31)])
    made = io.BytesIO()
    filled.save(made)
    seen = uploads.preview(uploads.Request(DATASETS["waves"], made.getvalue(), "waves.xlsx", DAY))
    assert added(seen) == 1
