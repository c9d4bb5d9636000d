"""What a refusal proposes is exact: said word for word, it is understood, and it lets the file in."""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import fields
from datetime import date

import pytest

from data.__main__ import main
from data.datasets import DATASETS
from data.intake.options import (
    OPTIONS,
    add_reading_options,
    by_command,
    column_named,
    in_words,
    on_page,
    options_from,
    options_together,
)
from data.intake.pipeline import Options, ingest
from data.intake.suggested_fixes import remedies
from data.problems import Refused, Remedy

DAY = date(2013, 3, 31)


def parsed(*words: str) -> Options:
    parser = argparse.ArgumentParser()
    add_reading_options(parser)
    return options_from(parser.parse_args(list(words)))


def proposed(text: str, dataset: str, *words: str) -> list[str]:
    taken = ingest(text.encode(), "file.csv", DATASETS[dataset], DAY, parsed(*words))
    return [by_command(way) for ways in remedies(taken) for way in ways]


def test_every_option_is_declared_once_beside_its_field():
    assert set(OPTIONS) == {option.name for option in fields(Options)}
    for said in ({way.control for way in OPTIONS.values()}, {way.flag for way in OPTIONS.values()}):
        assert len(said) == len(OPTIONS)
    assert all(option.help.endswith(".") for option in OPTIONS.values())


@pytest.mark.parametrize(
    ("remedy", "field", "value"),
    [
        (Remedy("mapping", "Project name=gateway_id+name"), "mapping", {"Project name": "gateway_id+name"}),
        (Remedy("blanks", 'End "date"=Ongoing, say'), "blanks", {'End "date"': ("Ongoing, say",)}),
        (Remedy("blanks", "Cost ($)=$TBC"), "blanks", {"Cost ($)": ("$TBC",)}),
        (Remedy("set_values", "kind=milestone"), "set_values", ("kind=milestone",)),
        (Remedy("heading_row", "0"), "heading_row", 0),
        (Remedy("heading_row", "4"), "heading_row", 4),
        (Remedy("transposed"), "transposed", True),
        (Remedy("transposed", "no"), "transposed", False),
        (Remedy("leave_out_rows", "5"), "leave_out_rows", (5,)),
        (Remedy("leave_out_columns", "H-J"), "leave_out_columns", (8, 9, 10)),
        (Remedy("currency", "$"), "currency", "$"),
        (Remedy("short_rows_blank"), "short_rows_blank", True),
    ],
)
def test_a_remedy_is_typed_so_that_a_shell_and_the_command_understand_it(remedy, field, value):
    assert getattr(parsed(*shlex.split(by_command(remedy))), field) == value


def test_three_digits_after_a_point_may_be_thousands_unless_pence_follow_one():
    file = "component;month;strand;budget_gbp\nA;01.04.2013;consolidation;1.234\nB;01.04.2013;consolidation;{}\n"
    assert proposed(file.format("12.500"), "spend") == ["--decimal-comma"]
    assert proposed(file.format("12.50"), "spend") == []
    assert proposed(file.format("12,500"), "spend", "--decimal-comma") == []


def test_a_date_of_zero_may_be_blank_where_the_column_may():
    file = "application_id,stage,forecast_date\nA,build,00/01/1900\nB,build,0-Jan-00\n"
    assert proposed(file, "migrations") == ["--blank forecast_date=00/01/1900", "--blank forecast_date=0-Jan-00"]
    said = parsed("--blank", "forecast_date=00/01/1900", "--blank", "*=0-Jan-00")
    taken = ingest(file.encode(), "f.csv", DATASETS["migrations"], DAY, said, {"applications": ["A", "B"]})
    assert taken.problems.is_empty()


def test_a_remedy_names_its_control_on_the_page():
    def say(way: Remedy) -> str:
        return on_page(way, DATASETS["gateways"])

    assert say(Remedy("blanks", "End date=Ongoing")) == "‘Taken as blank’: End date = Ongoing"
    # Columns are called by the names that stand in the lists to choose from.
    assert say(Remedy("mapping", "Site=gateway_id")) == "‘Columns’: Site is Gateway ID"
    assert say(Remedy("mapping", "Site=gateway_id+name")) == "‘Columns’: Site is Gateway ID and Name"
    assert say(Remedy("mapping", "Status=-")) == "‘Columns’: Status is not used"
    assert say(Remedy("set_values", "baseline_date=… when blank")) == "‘Fixed values’: Baseline date = … when blank"
    of_applications = on_page(
        Remedy("set_values", "core_component=… when disposition is self_service when blank"), DATASETS["applications"]
    )
    assert of_applications == "‘Fixed values’: Core component = … when Disposition is Self-service when blank"
    assert on_page(Remedy("months_across", "budget_gbp"), DATASETS["spend"]) == "‘Amounts under months’: Budget (£)"
    assert (
        on_page(Remedy("section_rows", "business_function"), DATASETS["applications"])
        == "‘Section rows’: Business function"
    )
    assert on_page(Remedy("fill_down", "wave_id"), DATASETS["migrations"]) == "‘Fill down’: Wave ID"
    assert (
        on_page(Remedy("fill_down", "wave_id=-"), DATASETS["migrations"])
        == "‘Fill down’: blank cells of Wave ID are blank"
    )
    assert say(Remedy("add_up")) == "‘Add up rows of one key’"
    assert say(Remedy("transposed", "no")) == "‘Shape’: A record per row"
    rows = (Remedy("leave_out_rows", "5"), Remedy("leave_out_rows", "9"))
    assert options_together(rows, say) == "‘Rows to leave out’: 5, 9"
    assert options_together(rows, by_command) == "--leave-out-row 5 --leave-out-row 9"


def test_what_was_said_of_a_file_can_be_read_again_in_the_words_of_the_page():
    said = parsed(
        *(
            "--map",
            "Site=gateway_id+name",
            "--map",
            "Status=-",
            "--set",
            "kind=milestone",
            "--set",
            "name=New when blank",
        ),
        *("--split-date", "Moved=actual_date,forecast_date", "--blank", "*=Reset", "--blank", "*=TBC", "--no-heading"),
        *("--leave-out-row", "5", "--leave-out-row", "9", "--not-transposed", "--html-entities", "--currency", "$"),
    )
    assert in_words(Options(), DATASETS["gateways"]) == []
    assert in_words(said, DATASETS["gateways"]) == [
        "‘Columns’: Site is Gateway ID and Name, Status is not used",
        "‘Row with the headings’: 0",
        "‘Shape’: A record per row",
        "‘Text holds HTML codes’",
        "‘Rows to leave out’: 5, 9",
        "‘Fixed values’: Kind = Milestone, Name = New when blank",
        "‘Dates that are past or future’: Moved = Actual date, Forecast date",
        "‘Taken as blank’: * = Reset, * = TBC",
        "‘Currency sign’: $",
    ]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.name)
def test_what_the_page_calls_a_column_is_understood_where_columns_are_typed(dataset):
    for column in dataset.columns:
        assert column_named(dataset, column.label) == column


PROJECTS = (
    "Marker,Project,Finish,Budget\nP-1,Payroll,Q4 2012/13,10\nP-2,Rents,28/02/2013,20\nP-3,Leisure,31/01/2013,30\n"
)


def test_for_columns_that_a_file_lacks_the_headings_that_could_hold_them_are_proposed():
    # Dates for the date, values that all differ for the key; one of a few words is rather said once for the file.
    said = proposed(PROJECTS, "gateways")
    assert "--map Marker=gateway_id" in said
    assert "--map Finish=baseline_date" in said
    assert "--map Budget=baseline_date" not in said
    assert '--set "kind=…"' in said
    assert '--set "gateway_id=…"' not in said  # one value for all rows is no key


def test_a_heading_of_two_lines_is_proposed_in_one():
    text = 'Marker,"Finish\n(approved)"\nP-1,31/03/2013\nP-2,28/02/2013\n'
    assert '--map "Finish (approved)=baseline_date"' in proposed(text, "gateways")


def test_a_part_of_a_key_may_be_one_value_for_all_rows():
    said = proposed("Marker,Amount\nA,1\nB,2\n", "spend")
    assert '--set "month=…"' in said


def test_a_heading_that_is_said_twice_feeds_both_columns():
    assert parsed("--map", "Project=gateway_id", "--map", "Project=name").mapping == {"Project": "gateway_id + name"}


def test_cells_that_are_no_answer_are_proposed_to_be_blank_or_filled():
    head = "gateway_id,name,kind,baseline_date,forecast_date\n"
    said = proposed(head + "G1,Go,go_live,TBC,Ongoing\n", "gateways")
    assert said == [
        '--set "baseline_date=… when blank"', "--blank forecast_date=Ongoing", '--read-as "forecast_date=Ongoing=…"',
    ]  # fmt: skip
    # ‘Not agreed’ in a required column: blank first, and then the blank cell is asked about; or a date for it.
    ways = ['--blank "baseline_date=Not agreed"', '--read-as "baseline_date=Not agreed=…"']
    assert proposed(head + "G1,Go,go_live,Not agreed,\n", "gateways") == ways
    # What a person can read, and nothing else: neither is it blank, nor is the file all that can be changed.
    assert proposed(head + "G1,Go,go_live,31/03/2013,w/c 3 June 2013\n", "gateways") == [
        '--read-as "forecast_date=w/c 3 June 2013=…"'
    ]
    # What is wrong is never proposed to be blank, nor its row to be left out: what they hold would be lost.
    assert proposed(head + "G1,Go,go_live,31/03/2013,31/02/2013\n", "gateways") == []


def test_month_first_is_offered_where_it_settles_something():
    head = "gateway_id,name,kind,baseline_date,Forecast\n"
    for forecasts in (
        ["30/06/2013", "06/30/2013"],
        ["10/06/12", "11/07/11"],
    ):  # they contradict each other; the year is first
        rows = "".join(f"G{n},Go,go_live,2013-03-31,{cell}\n" for n, cell in enumerate(forecasts))
        assert proposed(head + rows, "gateways") == []
    rows = "G1,Go,go_live,2013-03-31,06/05/2013\n"
    for text in (
        head.replace("Forecast", "Forecast (mm/dd/yyyy)") + rows,
        '"Dates are in month/day/year",,,,\n' + head + rows,
    ):
        assert proposed(text, "gateways") == ["--month-first"]
    assert proposed(head.replace("Forecast", "Forecast (DD-MMM-YYYY)") + rows, "gateways") == []
    assert proposed(head.replace("Forecast", "Forecast (mm/dd/yyyy)") + rows, "gateways", "--month-first") == []


@pytest.mark.parametrize(
    ("text", "dataset", "words", "wanted"),
    [
        # one line a payment
        ("component,month,strand,budget_gbp\nA,2013-03-01,consolidation,1\nA,2013-03-01,consolidation,2\n", "spend", (),
         "--add-up"),
        ("component,month,strand,budget_gbp\nA,2013-03-01,consolidation,$1\n", "spend", (), "--currency '$'"),
        ("component,month,strand,Budget £m\nA,2013-03-01,consolidation,1\n", "spend", ("--map", "Budget £m=budget_gbp"),
         '--unit "Budget £m=millions"'),
        ("component,month,strand,budget_gbp\nA,03/25/2013,consolidation,1\n", "spend", (), "--month-first"),
        ("partner_id,name,category,stage,stage_date\nNHS1,A,nhs,live,2013-01-01\nnhs1,B,nhs,live,2013-01-01\n", "partners",
         (), "--keys-as-they-are"),
    ],
)  # fmt: skip
def test_what_is_proposed_lets_the_file_in(text, dataset, words, wanted):
    assert wanted in proposed(text, dataset, *words)
    again = ingest(text.encode(), "file.csv", DATASETS[dataset], DAY, parsed(*words, *shlex.split(wanted)))
    assert again.problems.is_empty(), again.problems


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,One,1,All,2012-09-01\n",
            "--short-rows-blank",
        ),
        ("W1,One,1\nW2,Two,2\n", "--no-heading"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_would_let_it_be(text, wanted):
    with pytest.raises(Refused) as refusal:
        ingest(text.encode(), "waves.csv", DATASETS["waves"], DAY)
    assert wanted in [by_command(way) for way in refusal.value.remedies]


def test_a_fill_for_blank_cells_also_fills_those_that_hold_no_answer():
    text = "component,month,strand,budget_gbp\nA,2013-03-01,consolidation,Exempt under Section 43 of the FOI Act\n"
    filled = ingest(text.encode(), "f.csv", DATASETS["spend"], DAY, parsed("--set", "budget_gbp=0 when blank"))
    assert filled.problems.is_empty()
    assert filled.rows["budget_gbp"].to_list() == [0]
    assert any("without an answer" in notice.text for notice in filled.notices)  # it is said


def test_a_refusal_on_the_command_line_says_how_the_file_was_read_and_what_can_be_said(tmp_path, capsys):
    file = tmp_path / "projects.csv"
    file.write_text(PROJECTS)
    assert main(["import", "gateways", str(file), "--as-at", "2013-03-31"]) == 1
    out, err = capsys.readouterr()
    assert re.match(r"Read as UTF-8, commas, heading on row 1, 3 rows", out)
    assert "What can be said with the command" in err
    assert "  --map Finish=baseline_date  or  " in err


HEADINGS = "partner_id,name,category,stage,stage_date\n"


def test_rows_that_repeat_another_word_for_word_are_named_to_be_left_out():
    rows = "P1,One,nhs,identified,2012-07-05\nP2,Two,nhs,identified,2012-07-05\nP1,One,nhs,identified,2012-07-05\n"
    assert proposed(HEADINGS + rows, "partners") == ["--leave-out-row 4"]
    assert proposed(HEADINGS + rows, "partners", "--leave-out-row", "4") == []


def test_which_of_two_different_rows_of_a_key_is_meant_only_a_person_knows():
    rows = "P1,One,nhs,identified,2012-07-05\nP2,Two,nhs,identified,2012-07-05\nP1,Uno,nhs,identified,2012-07-05\n"
    assert proposed(HEADINGS + rows, "partners") == []


GATEWAYS = "gateway_id,name,kind,baseline_date\n"


@pytest.mark.parametrize(
    ("lacking", "filled", "wanted"),
    [
        ("G{},Design {},milestone,", 3, ['--set "baseline_date=… when blank"']),
        (
            "G{},Design {},milestone,",
            10_000,
            ['--set "baseline_date=… when blank"'],
        ),  # one run of rows, beneath the others
        ("G{},,,", 3, [f'--set "{name}=… when blank"' for name in ("name", "kind", "baseline_date")]),
        ("G{},,,", 10_000, [f'--set "{name}=… when blank"' for name in ("name", "kind", "baseline_date")]),
    ],
)
def test_where_many_records_lack_a_value_one_is_asked_for_and_no_row_is_to_be_left_out(lacking, filled, wanted):
    """Every `filled`th row lacks it, or, where that is more than there are, the last 1,449 do."""
    many = range(1449 * (filled if filled < 10 else 3))
    short = [i % filled == 0 if filled < 10 else i >= len(many) - 1449 for i in many]
    rows = [
        lacking.format(i, i) if s else f"G{i},Design {i},milestone,2013-03-31" for i, s in zip(many, short, strict=True)
    ]
    assert sum(short) == 1449
    assert proposed(GATEWAYS + "\n".join(rows), "gateways") == wanted


def test_where_rows_that_name_nothing_are_too_many_to_look_at_a_value_is_asked_for():
    rows = [f",Design {i},," if i % 3 == 0 else f"G{i},Design {i},milestone,2013-03-31" for i in range(1500)]
    assert [way for way in proposed(GATEWAYS + "\n".join(rows), "gateways") if "--set" in way] == [
        '--set "kind=… when blank"', '--set "baseline_date=… when blank"'
    ]  # fmt: skip


def test_a_mistyped_choice_is_offered_to_be_read_as_the_only_one_that_it_is_near_to():
    text = "gateway_id,name,kind,baseline_date,declared_rating\nG1,A,milstone,2013-05-01,gren\nG2,B,gateway,2013-05-01,amber re\n"
    taken = ingest(text.encode(), "g.csv", DATASETS["gateways"], DAY)
    assert taken.problems["value"].to_list() == ["milstone", "gren", "amber re"]
    offered = [way for ways in remedies(taken) for way in ways if way.option == "corrections"]
    said = [on_page(way, DATASETS["gateways"]) for way in offered]
    # amber re may be amber red, or amber
    assert said == ["Read ‘milstone’ as Milestone", "Read ‘gren’ as Green", "‘Read as’: ‘amber re’ as …"]


@pytest.mark.parametrize(
    ("corrections", "kinds"),
    [
        ({"Stage": ("migratd=Migrated",)}, []),
        ({"*": ("MIGRATD=migrated",)}, []),
        ({"stage": ("migratd=migrted", "migrted=migrated")}, []),  # the word for it was mistyped first
        ({"Stage": ("migratd=Ready",), "*": ("migratd=Migrated",)}, ["said twice", "must be blank"]),
        (
            {"Stage": ("migratd=Migrated", "Migrated?=Ready", "(migrated)=Ready")},
            [],
        ),  # said of those cells, and of no other
    ],
)
def test_a_cell_is_read_as_was_said(corrections, kinds):
    text = "Application ID,Stage,Actual date\nA,migratd,2013-03-01\n"
    said = Options(corrections=corrections)
    taken = ingest(text.encode(), "m.csv", DATASETS["migrations"], DAY, said, {"applications": ["A"]})
    assert taken.problems["kind"].to_list() == kinds
    told = [(notice.text, notice.examples) for notice in taken.notices if notice.kind == "corrected"]
    assert len(told) == 1
    assert told[0][0].startswith("Stage: 1 cell that says ‘migratd’ was read as ")
    assert told[0][1] == ("row 2, Stage: ‘migratd’",)
