"""Headings are found beneath titles, records are told from totals and notes, and what is unsure is refused by row."""

from __future__ import annotations

import re

import pytest

from data.problems import Refused, Remedy
from tests.data.intake.read.support import read, table

HEAD = "ref,name,department,cost\n"
BODY = "1,Payroll,HR,20\n2,Parking,Roads,30\n3,Fleet,Roads,40\n"
ROWS = [["1", "Payroll", "HR", "20"], ["2", "Parking", "Roads", "30"], ["3", "Fleet", "Roads", "40"]]


@pytest.mark.parametrize(
    ("text", "rows", "left_out"),
    [
        (HEAD + BODY, [2, 3, 4], ()),
        ("Inventory\nAs at,March\n\n" + HEAD + BODY, [5, 6, 7], (1, 2)),  # a title block
        (HEAD + "\n" + BODY.replace("\n", "\n\n"), [3, 5, 7], ()),  # blank rows keep their numbers
        (HEAD + BODY + "Total,,,90\n", [2, 3, 4], (5,)),
        (HEAD + BODY + ",,,\nGrand total:,,,£90.00\n", [2, 3, 4], (6,)),
        (HEAD + BODY + "\nSource: the asset register\n* estimated\n", [2, 3, 4], (6, 7)),
        (HEAD + BODY.replace("2,P", HEAD + "2,P"), [2, 4, 5], (3,)),  # the heading again, on a second page
        (HEAD + "---,----,----------,----\n" + BODY, [3, 4, 5], (2,)),  # SQL Server's, Oracle's and PostgreSQL's tools
        ((" " + HEAD + "-----+------+------------+------\n " + BODY).replace(",", " | "), [3, 4, 5], (2,)),
        (
            re.sub("(?m)^(.+)$", r"| \1 |", HEAD + ":--,---:,---,---\n" + BODY).replace(",", " | "),
            [3, 4, 5],
            (2,),
        ),  # Markdown
        (
            re.sub("(?m)^(.+)$", r"| \1 |", HEAD + BODY).replace(",", " | ").join(["+--+--+\n"] * 2)
            + "3 rows in set (0.1 sec)\n",
            [3, 4, 5],
            (1, 6, 7),
        ),  # MySQL's
        ("sep=,\n" + HEAD + BODY, [2, 3, 4], ()),  # Excel doesn't count its own hint as a row
        (HEAD.replace("\n", ",,\n") + BODY.replace("\n", ",,\n"), [2, 3, 4], ()),  # empty columns at the end
        ("," + HEAD + "," + BODY.replace("\n", "\n,")[:-1], [2, 3, 4], ()),  # an empty column at the start
    ],
)
def test_the_table_is_found_and_rows_keep_their_spreadsheet_numbers(
    text: str, rows: list[int], left_out: tuple[int, ...]
) -> None:
    sheet = read(text)
    assert table(sheet) == ROWS
    assert sheet.rows.to_list() == rows
    assert sheet.left_out == left_out
    assert sheet.headings == ("ref", "name", "department", "cost")
    assert sum(notice.count for notice in sheet.notices if notice.kind == "left out") == len(left_out)


def test_a_quoted_line_break_does_not_count_as_a_row() -> None:
    sheet = read('ref,name,department\n1,"two\nlines",HR\n2,b,HR\n')
    assert sheet.rows.to_list() == [2, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "headings but no rows"),
        (BODY, "row 1 doesn't look like headings: ‘1’ is a value"),
        (HEAD + BODY + "4,Grants,HR\n", "Row 5: fewer cells than headings .row 5 has 3 of 4.*cut off"),
        (HEAD + BODY + "4,Smith, Jones,HR,50\n", "Row 5: more filled cells than headings"),
        (HEAD + "4,Smith, Jones,HR,\n" + BODY, "Row 2: more filled cells|Row 2 has more cells"),
        (HEAD + BODY + "Total,Everything,All of them,90\n", "Row 5 is called ‘Total’ but also holds ‘Everything’"),
        (HEAD + BODY + "\nref,name,cost,ends\n9,x,1,2\n", "Row 6 looks like the headings of a second table"),
        ("ref,name,Name,cost\n1,a,b,2\n", "heading ‘Name’ occurs twice, in columns B and C.*only in case"),
        ("ref,name,,cost\n1,a,b,2\n", "Column C has no heading in row 1, but cells are filled beneath it .row 2: ‘b’"),
        (
            ",,Department,,Cost,\nref,name,Apr-13,May-13,Apr-13,May-13\n1,a,2,3,4,5\n",
            "two rows: ‘Apr-13’ in row 2 occurs under ‘Department’ and ‘Cost’ in row 1",
        ),
        ("Cost,Name\nx,ref,y,z\na,1,b,c\n", "If the headings are in row 2, say so"),  # a pivot table's fields
        ('"ref,name,cost"\n"1,a,2"\n', "Each line is in quotes as a whole"),
        (BODY.replace("\n", "\n" + HEAD, 1), "Row 2 looks like the headings, but row 1 above it look"),
    ],
)
def test_what_is_unsure_is_refused_and_says_where(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(text)


def test_short_rows_may_be_allowed_and_rows_left_out() -> None:
    text = HEAD + BODY + "4,Grants\nend of list\n"
    sheet = read(text, short_rows_blank=True, leave_out_rows=(6,))
    assert "1 row left out as said" in sheet.detection
    assert any(notice.text == "1 row left out, as said." for notice in sheet.notices)
    assert table(sheet)[3] == ["4", "Grants", "", ""]
    assert [notice.kind for notice in sheet.notices] == ["left out", "short rows"]
    with pytest.raises(Refused, match="Row 99 can't be left out"):
        read(text, leave_out_rows=(99,))


def test_columns_may_be_left_out_by_letter_and_are_named() -> None:
    nameless = "ref,name,,cost\n1,a,b,2\n"
    with pytest.raises(Refused, match="or leave it out") as refused:
        read(nameless)
    assert refused.value.remedies == (Remedy("leave_out_columns", "C"),)
    sheet = read(nameless, leave_out_columns=(3,))
    assert sheet.headings == ("ref", "name", "cost")
    assert table(sheet) == [["1", "a", "2"]]
    assert sheet.places == (1, 2, 4)
    assert "1 column left out as said" in sheet.detection
    assert [notice.examples for notice in sheet.notices] == [("column C: b",)]
    twice = "ref,name,Name,cost\n1,a,b,2\n"
    with pytest.raises(Refused, match="occurs twice") as refused:
        read(twice)
    assert refused.value.remedies == (Remedy("leave_out_columns", "C"), Remedy("leave_out_columns", "B"))
    assert table(read(twice, leave_out_columns=(2,))) == [["1", "b", "2"]]
    assert table(read("1,a,b\n2,c,d\n", heading_row=0, leave_out_columns=(2,))) == [["1", "b"], ["2", "d"]]


def test_a_last_column_without_heading_may_be_left_out_but_nothing_that_may_have_been_shifted() -> None:
    remarks = HEAD.replace("\n", ",\n") + BODY.replace("\n", ",checked\n")
    with pytest.raises(Refused, match="‘checked’ is beyond the last") as refused:
        read(remarks)
    assert Remedy("leave_out_columns", "E") in refused.value.remedies
    assert table(read(remarks, leave_out_columns=(5,))) == table(read(HEAD + BODY))
    shifted = HEAD + BODY + "4,Smith, Jones,HR,50\n"
    with pytest.raises(Refused, match="‘50’ is beyond the last") as refused:
        read(shifted)
    assert refused.value.remedies == ()  # the row is a record: it is to be mended, not left out
    with pytest.raises(Refused, match="Column E can't be left out: the heading row has 4 cells"):
        read(shifted, leave_out_columns=(5,))
    with pytest.raises(Refused, match="Column Z can't be left out: the file has no such column"):
        read(remarks, leave_out_columns=(26,))


def test_of_a_table_on_its_side_rows_are_left_out() -> None:
    text = "ref,1,2,3\nname,a,b,c\n,x,y,z\ncost,1,2,3\n"
    sheet = read(text, transposed=True, leave_out_columns=(3,))
    assert sheet.headings == ("ref", "name", "cost")
    assert "1 row left out as said" in sheet.detection


def test_blank_cells_too_many_are_accepted_only_where_nothing_shifted() -> None:
    even = HEAD + "1,Payroll,HR,20\n2,Parking,Roads,30,\n3,Fleet,Roads,40\n4,Grants,HR,10\n"
    assert [row[3] for row in table(read(even))] == ["20", "30", "40", "10"]
    with pytest.raises(Refused, match="Row 3 has more cells than there are headings, and ‘Roads’ doesn't fit"):
        read(even.replace("2,Parking,Roads,30,", "2,Parking, central,Roads,"))


def test_a_file_without_heading_line_has_numbers_for_headings() -> None:
    sheet = read(BODY, heading_row=0)
    assert (sheet.headings, sheet.heading_row, table(sheet)) == (("1", "2", "3", "4"), 0, ROWS)
    assert sheet.rows.to_list() == [1, 2, 3]


def test_a_stated_heading_row_is_taken() -> None:
    sheet = read("a title,with,four,cells\nAlpha,Beta,Gamma,Delta\n1,2,3,4\n", heading_row=2)
    assert sheet.headings == ("Alpha", "Beta", "Gamma", "Delta")
    with pytest.raises(Refused, match="Row 9 was to hold the headings"):
        read(HEAD + BODY, heading_row=9)


def test_a_table_on_its_side_is_turned_and_its_cells_found_again() -> None:
    text = "ref,1,2,3\nname,Payroll,Parking,Fleet\ndepartment,HR,Roads,Roads\ncost,20,30,40\n"
    sheet = read(text)
    assert (table(sheet), sheet.transposed) == (ROWS, True)
    assert sheet.rows.to_list() == [2, 3, 4]  # the columns in which the records stand
    assert sheet.place(3, 1) == (2, 3)  # the name of the second record: row 2, column C
    assert "a record per column" in sheet.detection
    with pytest.raises(Refused, match="row 1 doesn't look like headings"):
        read(text, transposed=False)


def test_a_long_table_of_numbers_is_not_taken_for_one_on_its_side() -> None:
    # Each row is mostly numbers, and there are more rows than columns: but each column is of one sort too.
    rows = [f"STATE {i},S{i},{i:02},{i * 7},{i * 13},{i * 5},{i * 3}" for i in range(1, 40)]
    sheet = read("\n".join(["Place,Short,Code,Grants,Loans,Gifts,Total", *rows]))
    assert (sheet.transposed, sheet.cells.height, sheet.heading_row) == (False, 39, 1)


def test_a_cell_is_found_again_beside_empty_columns() -> None:
    sheet = read(",ref,,name,cost\n,1,,Payroll,20\n")
    assert sheet.headings == ("ref", "name", "cost")
    assert sheet.place(2, 1) == (2, 4)


def test_a_column_that_only_counts_rows_may_lack_a_heading() -> None:
    sheet = read(",ref,name,cost\n0,1,a,5\n1,2,b,6\n")
    assert sheet.headings == ("", "ref", "name", "cost")
    assert [notice.kind for notice in sheet.notices] == ["no heading"]


def test_detection_says_how_the_file_was_read() -> None:
    text = "Inventory;;;\n;;;\n" + (HEAD + BODY).replace(",", ";").replace("Fleet", "Café") + "Total;;;90\n"
    assert read(text.encode("cp1252")).detection == (
        "read as Windows-1252, semicolons, heading on row 3, 3 rows, 1 totals row left out"
    )


CELLS = "ref,name,department,cost,ends\n1,Payroll,HR,20,\n2,Parking,Roads,30,see below\n3,Fleet,Roads,40,\n"


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("1,2,3,4,5\n" + CELLS, 1),  # columns numbered by hand
        ("A,B,C,D,E\n" + CELLS, 1),  # a print of the sheet with its letters
        ("What,,Who,,Plan\n" + CELLS, 1),  # groups of headings
        ("What,What,Who,Money,Money\n" + CELLS, 1),  # the same, unmerged
        (CELLS.replace("\n", "\nname,department,cost,ends,ref\n", 1), 1),  # names for people beneath names for programs
        (CELLS + "\n* provisional\n(1) excludes VAT\nContact: jo@example.org\n", 3),
        (CELLS + "\nPrepared by,J Smith,,,\n", 1),
        (CELLS + "\n\nThis email is confidential, and meant for you alone.\nPlymouth City Council\n", 2),
        (CELLS + "EOF\n", 1),
        (CELLS.replace("3,F", "Page 1 of 2\n3,F") + "Page 2 of 2\n", 2),
        (CELLS.replace("3,F", "Inventory\nref,name,department,cost,ends\n3,F"), 2),  # each page with its title
        (CELLS + ",,,90,\n", 1),  # a sum that says so by being the sum
        (CELLS.replace("2,P", ",HR Total,,20,\n2,P") + ",Roads Total,,70,\n,Grand Total,,90,\n", 3),
        (CELLS.replace("2,P", "\x0c2,P") + "\x0c\n", 0),  # a new page
        (CELLS + "*** End of report ***\n", 1),
        (CELLS + "Record count:,3\n", 1),
        (CELLS + "(3 rows affected)\n", 1),
        (CELLS + "Note: costs exclude VAT, support and hosting.\n", 1),
    ],
)
def test_what_people_and_programs_put_round_a_table_is_left_out_and_said(text: str, left_out: int) -> None:
    sheet = read(text)
    assert [row[1] for row in table(sheet)] == ["Payroll", "Parking", "Fleet"]
    assert len(sheet.left_out) == left_out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # A record whose heading came after it is no group of headings.
        ("9,Grants,HR,50,\n" + CELLS, "row 1 above it look like a table"),
        ("9,Grants,Roads,,x\n" + CELLS, "row 1 above it look like a table"),
        # The last record's last cell had a line break without quotes: not a note, but half of what it says.
        (CELLS.replace("40,\n", "40,asked for in\nMay and agreed by the board\n"), "Row 5: fewer cells than headings"),
        (CELLS + "4,Grants\n", "Row 5: fewer cells than headings"),
        (CELLS + "\n4,Grants\n", "Row 6: fewer cells than headings"),
        (CELLS + "4;Grants of the city and county council;HR;50;\n", "Row 5: fewer cells than headings"),
        (CELLS.replace("\n", "\ntext,Text,HR,£,2013-03-31\n", 1) + ",,,91,\n5,a\n", "Row 7: fewer cells than headings"),
        (CELLS + "Record count:,5\n", "Row 5 says 5 rows, but 3 are there"),
        (CELLS + "\nData truncated: showing first 3 rows\n", "Row 6 says that the file isn't whole"),
        ("Top 3 of 120 by cost,,,,\n" + CELLS, "Row 1 says that the file isn't whole"),
    ],
)
def test_what_may_be_part_of_the_table_is_not_left_out(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(text)
