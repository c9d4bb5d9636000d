"""Checks that name the cell: each file is small, with the reason for each row behind it."""

from __future__ import annotations

from datetime import date
from time import process_time

import polars as pl
import pytest

from data.datasets import DATASETS
from data.intake.checks import canonical, group_problems, rows_listed
from data.intake.pipeline import Ingested, Options, ingest
from data.problems import PROBLEM_SCHEMA, sentences

HEAD = "application_id,name,department,business_function,disposition\n"
KNOWN: dict[str, pl.Series | list[str]] = {
    "applications": ["APP-001", "APP-002", "APP-003"],
    "waves": ["W1"],
    "gateways": ["GW1"],
    "partners": ["P1", "P2"],
}


def take(dataset: str, csv: str, known=None, **said) -> Ingested:
    lines = [line.split("  #")[0].rstrip() for line in csv.strip().splitlines()]  # ‘  # reason’ ends a line
    content = "\n".join(line.strip() for line in lines).encode()
    return ingest(
        content, "test.csv", DATASETS[dataset], date(2013, 9, 30), Options(**said), KNOWN if known is None else known
    )


def said(ingested: Ingested) -> list[str]:
    return sentences(ingested.problems)


def test_a_sound_file_has_no_problems() -> None:
    taken = take(
        "migrations",
        """
        application_id,wave_id,stage,baseline_date,actual_date
        APP-001,W1,migrated,2013-01-31,2013-02-28
        APP-002,,not_started,2013-06-30,
        """,
    )
    assert said(taken) == []
    assert taken.rows["_row"].to_list() == [2, 3]


def test_the_sentence_of_the_house() -> None:
    taken = take("migrations", "application_id,Status\nAPP-001,doen")
    assert said(taken) == [
        "Row 2, Status: ‘doen’ is not one of not started, discovery, build, test, ready, migrated, decommissioned. "
        "Did you mean ‘done’ → migrated?"
    ]


def test_every_problem_of_the_whole_file_in_one_pass_sorted_by_row() -> None:
    taken = take(
        "applications",
        """
        application_id,name,department,business_function,users,disposition,contract_end
        APP-001,Payroll,,Pay,12,retain,2013-03-31          # no department
        APP-002,Leave,HR,Pay,many,keeep,31/02/2013         # three cells wrong
        APP-001,Rota,HR,Pay,-3,retain,                     # a key for the second time, fewer users than none
        """,
    )
    assert [(p["row"], p["heading"], p["kind"]) for p in taken.problems.iter_rows(named=True)] == [
        (2, "department", "blank"),
        (2, "application_id", "duplicate key"),
        (3, "users", "not a number"),
        (3, "contract_end", "no such date"),
        (3, "disposition", "not allowed"),
        (4, "users", "out of range"),
        (4, "application_id", "duplicate key"),
    ]
    assert taken.problems.schema == PROBLEM_SCHEMA


def test_duplicates_name_each_other_and_are_shown_side_by_side() -> None:
    taken = take(
        "waves",
        """
        wave_id,name,sequence,departments,baseline_start,baseline_finish
        W1,Human resources,1,HR,2013-01-01,2013-03-31
        W2,Finance,2,Finance,2013-04-01,2013-06-30
        W1,HR,1,HR,2013-01-01,2013-03-31
        W1,H R,1,HR,2013-01-01,2013-03-31
        """,
    )
    assert said(taken)[0] == (
        "Row 2, wave_id: ‘W1’ is the wave_id of rows 4 and 5 too. Each row needs its own: mend one, or leave all but one out."
    )
    assert taken.problems["row"].to_list() == [2, 4, 5]
    assert taken.duplicates.select("_row", "name").rows() == [(2, "Human resources"), (4, "HR"), (5, "H R")]


def test_a_file_of_one_key_is_told_without_comparing_each_row_with_each() -> None:
    started = process_time()
    twice = said(take("applications", HEAD + "A1,Payroll,HR,Pay,migrate\n" * 30_000))
    assert len(twice) == 30_000
    assert "is the application_id of rows 3, 4, 5, 6 and 7 and 29,994 more too." in twice[0]
    assert "is the application_id of rows 2, 4, 5, 6 and 7 and 29,994 more too." in twice[1]
    assert process_time() - started < 15, "the square of it took minutes"


def test_a_key_of_two_columns() -> None:
    taken = take(
        "spend",
        """
        component,month,strand,budget_gbp
        Servers,2013-01-01,core_infrastructure,100
        Servers,2013-02-01,core_infrastructure,100
        Servers,Jan-13,core_infrastructure,100       # the month again, in words
        servers,2013-03-01,core_infrastructure,100   # the component in another case: one or two?
        """,
    )
    assert taken.problems.select("row", "kind").rows() == [
        (2, "duplicate key"), (2, "look-alike key"), (3, "look-alike key"), (4, "duplicate key"), (4, "look-alike key"),
        (5, "look-alike key"),
    ]  # fmt: skip


def keys(*written: str, known=None, **more) -> list[str]:
    rows = "\n".join(f"{key},Name,HR,Pay,retain" for key in written)
    taken = take(
        "applications", f"application_id,name,department,business_function,disposition\n{rows}", known or {}, **more
    )
    return taken.problems["kind"].to_list()


REGULAR = tuple(f"APP-{n:04d}" for n in range(1, 21))


def test_keys_that_look_alike() -> None:
    assert keys("app-001", "APP-001") == ["look-alike key"] * 2
    assert keys("A-7", "A-07", "A-10") != []  # zeros taken away, or two applications?
    assert keys("A-7", "A-07", keys_as_they_are=True) == []
    assert keys(*REGULAR) == []


def test_keys_that_lost_their_zeros_or_their_shape() -> None:
    assert keys(*REGULAR, "APP-21") == ["lost zeros"]
    assert keys(*REGULAR, "APP-00021") == ["unlike the other keys"]  # one nought too many
    assert keys(*REGULAR, "APP-OO21") == ["unlike the other keys"]  # letters O
    assert keys(*REGULAR, "app-0021") == ["unlike the other keys"]
    assert keys(*REGULAR, "APP\u20130021") == ["unlike the other keys"]  # a dash that Word made
    assert keys(*REGULAR, "21") == ["unlike the other keys"]
    assert keys(*REGULAR, "AP'P-0\"021") == ["unlike the other keys"]  # stray marks
    assert keys(*REGULAR, "21-Apr") == ["unlike the other keys"]  # a spreadsheet made a date of it
    assert keys(*REGULAR, "APP-0021 / APP-0022") == ["unlike the other keys"]
    assert keys(*REGULAR, "APP/0021") == keys(*REGULAR, "APP0021") == ["unlike the other keys"]
    assert keys(*REGULAR, "APP-0021APP-0022") == ["unlike the other keys"]
    assert keys(*REGULAR, "0021-APP") == ["unlike the other keys"]  # the only one of its shape
    assert keys(*REGULAR, "311-0021", "311-0022") == []  # another series, and said so
    assert keys(*(str(n) for n in range(80, 1001))) == []  # numbers that grow longer
    assert keys(*REGULAR, "APP-10000") == []  # the numbers have outgrown four digits


def test_keys_that_a_program_rewrote_are_refused_also_where_all_are_alike() -> None:
    assert keys("1000.0", "1037.0") == ["changed key"] * 2  # pandas, for a column with a blank cell
    assert keys("A1.0", "A2.0") == ["changed key"] * 2
    assert keys('"1,000"', '"1,037"') == ["changed key"] * 2  # a spreadsheet's thousands
    assert keys("01-Sep", "02-Sep") == ["unlike the other keys"] * 2  # SEP-1, SEP-2
    assert keys("+A1", "+A2") == keys("> A1", "> A2") == ["changed key"] * 2  # a comparison, a quoted e-mail
    assert keys("1.0", "1.1", "2.0", "2.10") == []  # chapters
    assert keys("JAN-1", "SEP-2") == []
    assert keys("1000.0", "1037.0", keys_as_they_are=True) == []


def test_plain_numbers_as_keys_are_taken_with_a_word() -> None:
    taken = take("waves", "wave_id,name,sequence,departments,baseline_start,baseline_finish\n"
                 "7,A,1,HR,2013-01-01,2013-01-31\n42,B,2,HR,2013-01-01,2013-01-31")  # fmt: skip
    assert said(taken) == []
    assert "keys are numbers" in [notice.kind for notice in taken.notices]


def test_a_new_key_that_looks_like_one_already_held() -> None:
    held = {"applications": ["APP-0007", "APP-0008"]}
    assert keys("APP-7", "APP-0008", known=held) == ["look-alike key"]
    assert keys("APP-0007", "APP-0009", known=held) == []


def test_references_with_near_matches() -> None:
    taken = take(
        "interfaces",
        """
        interface_id,source_application_id,target_application_id
        INT-1,APP-001,APP-002
        INT-2,app-1,APP-0O3
        INT-3,APP-001,MAINFRAME
        """,
    )
    assert said(taken) == [
        "Row 3, source_application_id: ‘app-1’ is not held in applications as at this date. Did you mean ‘APP-001’?",
        "Row 3, target_application_id: ‘APP-0O3’ is not held in applications as at this date. Did you mean ‘APP-003’?",
        "Row 4, target_application_id: ‘MAINFRAME’ is not held in applications as at this date. "
        "Mend it, or upload it in applications first.",
    ]


def test_a_dataset_that_was_never_uploaded_is_named_once() -> None:
    taken = take("migrations", "application_id,stage\nAPP-001,build\nAPP-002,build", known={})
    assert said(taken) == [
        "application_id refers to applications, and no applications are held as at this date. Upload applications first."
    ]


def test_a_dataset_may_refer_to_itself() -> None:
    taken = take(
        "decisions",
        """
        decision_id,title,body,purpose,date,status,scrutinises
        D-01,Business case,Scrutiny panel,scrutiny,2012-08-30,done,D-02     # D-02 stands in this very file
        D-02,Business case,Cabinet,decision,2012-09-11,done,
        D-03,Plan,Scrutiny panel,scrutiny,2012-10-30,planned,D-09           # nowhere
        D-04,Plan,Cabinet,decision,2012-11-30,planned,D-02                  # only scrutiny scrutinises
        """,
        known={},
    )
    assert taken.problems.select("row", "kind").rows() == [(4, "unknown reference"), (5, "must be blank")]


def test_rules_between_columns() -> None:
    taken = take(
        "migrations",
        """
        application_id,stage,actual_date
        APP-001,migrated,                # done, and no date of it
        APP-002,build,2013-03-31         # not done, and a date of it
        APP-003,dne,2013-03-31           # what it is isn't known, so only the stage is named
        """,
    )
    assert said(taken)[:2] == [
        "Row 2, actual_date: is blank, and must be filled when stage is migrated or decommissioned. "
        "Fill the cell, or mend the other.",
        "Row 3, actual_date: ‘2013-03-31’ must be blank unless stage is migrated or decommissioned. "
        "Clear the cell, or mend the other.",
    ]
    assert taken.problems["row"].to_list() == [2, 3, 4]


def test_a_column_that_a_rule_needs_and_the_file_lacks() -> None:
    taken = take(
        "applications", "application_id,name,department,business_function,disposition\nA,B,C,D,consolidate", known={}
    )
    assert taken.problems["kind"].to_list() == ["missing column"]
    assert "must be filled when disposition is consolidate: 1 row." in said(taken)[0]


def test_dates_out_of_order() -> None:
    taken = take("waves", "wave_id,name,sequence,departments,baseline_start,baseline_finish\n"
                 "W1,A,1,HR,2013-04-01,2013-03-31")  # fmt: skip
    assert said(taken) == [
        "Row 2, baseline_finish: ‘2013-03-31’ is before baseline_start (1 April 2013). Mend one of them."
    ]


def test_ranges_say_what_is_expected() -> None:
    taken = take("applications", "application_id,name,department,business_function,disposition,business_value\nA,B,C,D,retain,7",
                 known={})  # fmt: skip
    assert said(taken) == ["Row 2, business_value: ‘7’ is not a whole number from 1 to 5. Mend the cell."]


def test_equal_problems_become_one_line() -> None:
    rows = "\n".join(f"APP-{n:05d},Name,HR,Pay,purple" for n in range(5000))
    taken = take("applications", f"application_id,name,department,business_function,disposition\n{rows}", known={})
    groups = group_problems(taken.problems)
    assert taken.problems.height == 5000
    assert groups.select("value", "count", "rows").rows() == [("purple", 5000, "rows 2, 3, 4 and 4,997 more")]


def test_many_different_problems_of_one_kind_become_one_line_with_examples() -> None:
    rows = "\n".join(f"APP-{n:05d},Name,HR,Pay,retain,{n} people" if n < 30 else f"APP-{n:05d},Name,HR,Pay,retain,{n}"
                     for n in range(100))  # fmt: skip
    taken = take(
        "applications", f"application_id,name,department,business_function,disposition,users\n{rows}", known={}
    )
    groups = group_problems(taken.problems)
    assert groups["count"].to_list() == [30]
    assert groups["value"][0].startswith("0 people’, ‘1 people’, ‘2 people’ and 27 more")


def test_rows_in_words() -> None:
    assert rows_listed([3]) == "row 3"
    assert rows_listed([3, 4, 5]) == "rows 3, 4 and 5"
    assert rows_listed([3, 4, 5, 1006]) == "rows 3, 4, 5 and 1 more"
    assert rows_listed([None]) == ""


def test_no_problems_make_no_groups() -> None:
    assert group_problems(pl.DataFrame(schema=PROBLEM_SCHEMA)).is_empty()


def test_canonical_forms() -> None:
    same = ["APP-007", "app-7", "APP – 7", "\uff21\uff30\uff30-7", "АРР-7"]  # case, dash, full width, Cyrillic
    assert canonical(pl.Series(same)).to_list() == ["app-7"] * 5
    assert canonical(pl.Series(["A-0", "A-00"])).to_list() == ["a-0", "a-0"]


def test_what_is_worth_knowing_is_said() -> None:
    rows = [
        f"A{n:02d},N{n},{'Housing' if n % 2 else 'housing '},Pay,retain,2103-03-31,{chr(97 + n) * 50}"
        for n in range(10)
    ]
    taken = take(
        "applications",
        "application_id,name,department,business_function,disposition,contract_end,description\n" + "\n".join(rows),
        known={},
    )
    assert "year out of range" in taken.problems["kind"].to_list()  # 2103 can't be meant at all
    taken = take(
        "applications",
        "application_id,name,department,business_function,disposition,contract_end,description\n"
        + "\n".join(rows).replace("2103", "2053"),
        known={},
    )
    assert said(taken) == []
    assert {"alike names", "far date", "may be cut off"} <= {notice.kind for notice in taken.notices}


def test_what_is_done_only_after_the_reporting_date_is_pointed_out():
    taken = take(
        "migrations", "application_id,stage,actual_date\nA,migrated,28/12/2014\nB,migrated,28/12/2012\n", known={}
    )
    assert [notice.examples for notice in taken.notices if notice.kind == "still to come"] == [("28 December 2014",)]


WORDS = (
    "the",
    "system",
    "records",
    "every",
    "visit",
    "and",
    "payment",
    "made",
    "by",
    "officers",
    "who",
    "sign",
    "for",
    "it",
)


def described(texts: list[str], **more) -> list[str]:
    rows = "".join(f"\nA{n:02d},N{n},HR,Pay,retain,{text}" for n, text in enumerate(texts))
    heads = "application_id,name,department,business_function,disposition,description"
    return take("applications", heads + rows, {}, **more).problems["kind"].to_list()


def test_sentences_that_all_stop_at_one_length_were_cut_off() -> None:
    def sentence(n: int, length: int) -> str:
        return f"{chr(97 + n)} " + " ".join(WORDS[(n * 3 + i * (1 + n % 3)) % len(WORDS)] for i in range(length))

    whole = [sentence(n, 40 + n) for n in range(12)]
    assert described(whole) == []
    cut = [text[:100] for text in whole]
    kinds = described(cut)
    assert len(kinds) > 6  # those that end in a space are a little shorter
    assert set(kinds) == {"cut off"}
    assert described(cut, damaged_text=True) == []
    assert described([*whole[:3], (sentence(1, 60) * 2)[:254] + "x"]) == ["cut off"]  # where spreadsheets stop
    assert described([*whole[:3], (sentence(1, 60) * 2)[:254] + "."]) == []
    # Equally long and still whole: made by one pattern.
    assert (
        described(
            [
                f"{chr(97 + n)} system that the council's officers use for all of what {n % 7} does".ljust(80, "y")
                for n in range(20)
            ]
        )
        == []
    )


def test_a_row_of_one_cell_is_pointed_out_where_the_others_are_full() -> None:
    rows = "\n".join(f"Project {n},DH,Amber,2014-04-0{n % 9 + 1}" for n in range(20))
    fixed = {"mapping": {"project": "gateway_id + name"}, "set_values": ("kind=milestone", "baseline_date=2014-04-01")}
    lone = take("gateways", f"project,owner,rating,end date\n{rows}\nHealth projects,,,\n", **fixed)
    assert said(lone) == []  # it may be a record; a person is told
    notice = next(notice for notice in lone.notices if notice.kind == "one cell")
    assert notice.examples == ("row 22: ‘Health projects’",)
    full = take("gateways", f"project,owner,rating,end date\n{rows}\n", **fixed)
    assert "one cell" not in {notice.kind for notice in full.notices}
    # In a list where that is usual it is no news.
    sparse = take("gateways", "project,owner,rating,end date\n" + "A,,,\nB,,,\nC,DH,,\n".replace("A", "A1"), **fixed)
    assert "one cell" not in {notice.kind for notice in sparse.notices}


@pytest.mark.parametrize("name", ["Unnamed: 200", "Unnamed: 3_level_1"])
def test_what_a_program_writes_for_a_blank_heading_is_no_name(name: str) -> None:
    taken = take("partners", f"partner_id,name,category,stage,stage_date\nP1,{name},nhs,live,2013-01-31\n")
    assert [(p["row"], p["kind"]) for p in taken.problems.iter_rows(named=True)] == [(2, "made by a program")]
