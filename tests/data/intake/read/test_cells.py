"""What can't be seen is put right and said; what would be garbage is refused."""

from __future__ import annotations

import pytest

from data.intake.read.cells import mend, untangled
from data.problems import Refused
from tests.data.intake.read.support import read, table


@pytest.mark.parametrize(
    ("cell", "mended", "kind"),
    [
        ("Smith\u00a0Ltd", "Smith Ltd", "spaces"),
        ("APP\u200b-1", "APP-1", "invisible"),
        ("Cafe\u0301", "Café", "composed"),
        ("CafÃ©", "Café", "mojibake"),
        ("councilâ€™s", "council’s", "mojibake"),
        ("Â£20", "£20", "mojibake"),
        ("CafÃƒÂ©", "Café", "mojibake"),  # done twice
        ("council\x92s", "council’s", "mojibake"),  # Windows-1252 that was read as ISO 8859-1
        ("R&amp;D", "R&D", "codes"),
        ("O&#39;Connor", "O'Connor", "codes"),
        ("Si&acirc;n &Eacute;lan", "Siân Élan", "codes"),
        ("T&ycirc; G&wcirc;yr", "Tŷ Gŵyr", "codes"),
        ("one_x000D_\ntwo", "one\ntwo", "breaks"),  # Excel's own way to write it, in an export
        ("one_x0009_two", "one\ttwo", "breaks"),
        ("👨\u200d👩 Pay\u200droll", "👨\u200d👩 Payroll", "invisible"),  # pictures that are joined stay so
        ('="0012"', "0012", "excel text"),
        (
            "'=SUM(A1)",
            "'=SUM(A1)",
            "guard",
        ),  # taken off where the value is read, so that this cell alone may be such a text
        ("a\r\nb", "a\nb", "breaks"),
    ],
)
def test_a_cell_is_mended_and_the_kind_of_change_told(cell: str, mended: str, kind: str) -> None:
    assert mend(cell) == (mended, frozenset({kind}))


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "Ã",
            "À la carte",
            "Âme",
            "AT&T",
            "R&D; more",
            "'Tis",
            "5 = five",
            "naïve",
            "£20",
            "日本",
            "👨\u200d👩\u200d👧",
        ),
        *("R&D; R&sect", "a_x000"),
    ],
)
def test_good_text_is_left_alone(cell: str) -> None:
    assert mend(cell) == (cell, frozenset())
    assert untangled(cell) == cell


def test_every_change_is_said_once_with_its_count_and_place() -> None:
    sheet = read("ref,name\n 1 ,Smith\u00a0Ltd\n2,Jones\u00a0Ltd\n")
    assert table(sheet) == [["1", "Smith Ltd"], ["2", "Jones Ltd"]]
    assert [(notice.kind, notice.count) for notice in sheet.notices] == [("spaces", 2), ("padding", 1)]
    assert sheet.notices[0].examples[0] == "row 2, column B: ‘Smith[U+00A0]Ltd’ → ‘Smith Ltd’"


def test_control_characters_are_refused_by_cell() -> None:
    with pytest.raises(Refused, match=r"Row 3, column B: ‘a\[U\+0007\]b’ holds a control character"):
        read("ref,name\n1,x\n2,a\x07b\n")


def test_apostrophes_that_a_spreadsheet_put_before_text_come_off_a_whole_column_only() -> None:
    assert table(read("ref,name\n'01,'Tis\n'02,b\n")) == [["01", "'Tis"], ["02", "b"]]
