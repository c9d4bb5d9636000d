"""The person's own file, handed back with its bad cells marked, can be mended and uploaded again."""

from __future__ import annotations

import io
from datetime import date

import openpyxl

from data import uploads
from data.datasets import DATASETS
from data.intake.annotated_workbook import LIST_SHEET, TABLE_SHEET, marked_workbook
from data.intake.pipeline import ingest

# A title row, a bad category in row 4, a missing name in row 5.
TEXT = (
    "Partners of the programme,,,,\n"
    "partner_id,name,category,stage,stage_date\n"
    "P01,Sentinel,cic,committed,2012-09-01\n"
    "P02,NHS Plymouth,nsh,identified,2012-09-01\n"
    "P03,,council,identified,2012-09-01\n"
)
PARTNERS, DAY = DATASETS["partners"], date(2012, 9, 30)


def test_bad_cells_are_filled_and_commented_where_the_file_has_them_and_the_mended_file_loads():
    read = ingest(TEXT.encode(), "partners.csv", PARTNERS, DAY)
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(read.sheet, read.problems)))
    table = book[TABLE_SHEET]
    marked = {cell.coordinate: cell.comment.text for row in table.iter_rows() for cell in row if cell.comment}
    assert set(marked) == {"C4", "B5"}
    assert "‘nsh’ is not one of" in marked["C4"]
    assert [row[0].value for row in book[LIST_SHEET].iter_rows(min_row=2)] == [4, 5]
    table["C4"], table["B5"] = "nhs", "Plymouth City Council"
    mended = io.BytesIO()
    book.save(mended)
    entered = uploads.commit(uploads.Request(PARTNERS, mended.getvalue(), "mended.xlsx", DAY, by="test"))
    assert entered.effect.added.height == 3
