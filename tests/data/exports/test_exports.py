"""Files that go out: no cell of them acts, and each comes back as it went."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from data import exports
from data.datasets import APPLICATIONS
from data.intake.values import Settings, read_column

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
NAME = APPLICATIONS.column("name")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "'", "\u3000"])
def test_a_sign_in_front_never_acts(sign: str, before: str):
    frame = pl.DataFrame({"name": [f"{before}{sign}1+1"]})
    assert exports.to_csv(frame).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    (cell,) = [row[0] for row in load_workbook(BytesIO(exports.to_xlsx(frame))).active.iter_rows(min_row=2)]
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


@given(st.text(alphabet=SIGNS + "'", min_size=1, max_size=3), st.text(alphabet="abc A1", min_size=1, max_size=6))
def test_what_is_defended_is_read_back_as_it_was(signs: str, rest: str):
    text = f"{signs}{rest.strip() or 'a'}"
    written = exports.defended(pl.DataFrame({"name": [text]}))["name"]
    read = read_column(written, NAME, Settings(date(2013, 9, 30)), presence=True)
    assert read.values.to_list() == [text] or read.found.height, "as it was, or refused"


def test_numbers_that_are_no_money_go_out_as_people_type_them():
    cells = [Decimal("4.0000"), Decimal("3.5"), Decimal("100"), Decimal("-20"), Decimal("0.0001"), None]
    frame = pl.DataFrame({"score": cells}, schema={"score": pl.Decimal(18, 4)})
    assert exports.to_csv(frame).decode("utf-8-sig").split() == ["score", "4", "3.5", "100", "-20", "0.0001"]
