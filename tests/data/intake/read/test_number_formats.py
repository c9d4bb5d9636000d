"""What a spreadsheet shows of a number is what is read: scaled by commas, with a unit beside it, by sign and by condition."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from data.datasets import DATASETS
from data.intake.pipeline import ingest
from data.intake.read.book import text_of
from data.intake.read.number_formats import shown_beside


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (12.5, '£0.0"m"', "£12.5m"), (12_500_000, '0.0,,"m"', "12.5m"), (12_500, '#,##0.0,"k"', "12.5k"),
        (12_500, "#,##0,", "12.5 thousand"),  # it shows 13, and the number holds £12,500
        (12_500, "£#,##0,;-£#,##0,", "12.5 thousand"), (-12_500_000, "#,##0.0,,", "-12.5 million"),
        (1.5e7, '[>=1000000]0.0,,"m";[>=1000]0,"k";0', "15m"), (1_500, '[>=1000000]0.0,,"m";[>=1000]0.0,"k";0', "1.5k"),
        (3, '[>=1000000]0.0,,"m";[>=1000]0.0,"k";0', "3"), (-12.5, '0.0"m";[Red](0.0"m")', "-12.5m"),
        (12.5, r"0.0\m", "12.5m"), (12.5, '0.0 "mio"', "12.5 mio"), (5, 'General" k"', "5 k"), (1250, '0"p"', "1250p"),
        (12, '0" days"', "12 days"), (7, '"APP-"0', "APP-7"), (77, '0"%"', "77%"),
        # what shows the number itself, or what has always been read
        (12, '0" users"', "12"), (12.5, '£0.00" p.a."', "12.5"), (12.5, "[$£-809]#,##0.00", "12.5"), (0.77, "0%", "77%"),
        (-5, "#,##0;(#,##0)", "-5"), (0, r'_-* #,##0.00_-;\-* #,##0.00_-;_-* "-"??_-;_-@_-', "0"), (12.5, "# ?/?", "12.5"),
        (1234.5, r'_-* #,##0.00_-;\-* #,##0.00_-;_-* "-"??_-;_-@_-', "1234.5"), (12.5, "0.00E+00", "12.5"),
        (12345, "0000-0000", "12345"), (12.5, "#,##0.00 [$€-407]", "€12.5"), (3, "@", "3"), (3, "0;;", "3"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_format_shows_it(value: float, number_format: str, text: str) -> None:
    assert text_of(value, number_format) == text


@pytest.mark.parametrize(
    ("number", "showing", "text"),
    [
        ("12.5", "£12.5m", "£12.5m"), ("12500000", "12.5m", "12.5m"), ("12500", "13", "12.5 thousand"),
        ("12", "12 days", "12 days"),
        ("1234.5", "£1,234.50", None), ("1234.5", "1.234,50 €", None), ("12", "12 users", None), ("-5", "(5)", None),
        ("0.123456", "0.12", None), ("1.25", "1.250", None), ("5", "5.00E+00", None),
    ],
)  # fmt: skip
def test_an_open_document_tells_what_it_shows(number: str, showing: str, text: str | None) -> None:
    assert shown_beside(Decimal(number), showing) == text


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("dd/mm/yyyy", "00/01/1900"), ("d-mmm-yy", "00/01/1900"), ('dd/mm/yyyy;;"-"', "-"), ("dd/mm/yyyy;;", ""),
        ("dd/mm/yyyy;@", "00/01/1900"), ("hh:mm:ss", "00:00:00"), ("[h]:mm", "00:00:00"),
    ],
)  # fmt: skip
def test_a_date_of_zero_is_what_its_format_shows(number_format: str, text: str) -> None:
    assert text_of(time(), number_format) == text


def test_amounts_shown_in_millions_load_as_millions() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Component", "Month", "Strand", "Budget"])
    sheet.append(["Servers", date(2013, 3, 1), "core_infrastructure", 12.5])
    sheet.append(["Licences", date(2013, 3, 1), "core_infrastructure", 2_000_000])
    sheet["D2"].number_format = '£0.0"m"'
    sheet["D3"].number_format = "#,##0,"
    content = BytesIO()
    book.save(content)
    taken = ingest(content.getvalue(), "spend.xlsx", DATASETS["spend"], date(2013, 3, 31))
    assert taken.problems.is_empty()
    assert taken.rows["budget_gbp"].to_list() == [12_500_000, 2_000_000]
    assert [notice.count for notice in taken.notices if notice.kind == "scale"] == [2]  # it is listed
