"""What is said of a reading option, as a value and back: each form, and the table that README shows."""

from __future__ import annotations

from typing import Any

import pytest

from data.intake.option_forms import BadOption
from data.intake.options import OPTIONS
from tests.source import text


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("split_dates", ["Date=actual_date, forecast_date"], {"Date": ("actual_date", "forecast_date")}),
        ("leave_out_rows", ["5", "9-11"], (5, 9, 10, 11)),
        ("leave_out_columns", ["C", "H-J"], (3, 8, 9, 10)),
        ("blanks", ["End=x=y", "*=Reset", "*=TBC"], {"End": ("x=y",), "*": ("Reset", "TBC")}),
        ("corrections", ["Stage = migratd = Migrated", "*=x=y=Z"], {"Stage": ("migratd=Migrated",), "*": ("x=y=Z",)}),
        ("units", ["Cost (x=y)=thousands"], {"Cost (x=y)": "thousands"}),
        ("mapping", ["Site=name+gateway_id", "Status=-"], {"Site": "name+gateway_id", "Status": "-"}),
        ("transposed", ["no"], False),
        ("heading_row", ["0"], 0),
    ],
)
def test_what_is_said_becomes_a_value_and_the_value_says_the_same_again(name: str, said: list[str], value: Any):
    form = OPTIONS[name].form
    assert form.read(said, "") == value
    assert form.read(form.texts(value, "="), "") == value


@pytest.mark.parametrize(
    ("name", "said", "wanted"),
    [
        ("blanks", ["no equals"], "Taken as blank: ‘no equals’ .* must hold an equals sign"),
        ("corrections", ["Stage=migratd"], "Read as: ‘Stage=migratd’ is not of the form HEADING=CELL=WORD"),
        ("corrections", ["Stage=migratd="], "not of the form HEADING=CELL=WORD"),
        ("split_dates", ["Date = actual_date"], "must name two columns"),
        ("leave_out_rows", ["five"], "‘five’ is no row"),
        ("leave_out_rows", ["9-5"], "‘9-5’ is no row"),
        ("leave_out_columns", ["?"], "‘\\?’ is no column"),
        ("units", ["Cost=loads"], "‘loads’ is no unit. Say pounds"),
        ("units", ["Cost=millions", "Cost=thousands"], "says both ‘millions’ and ‘thousands’ of ‘Cost’"),
        ("mapping", ["Site=name", "Site=-"], "both that it is used and that it isn't"),
        ("heading_row", ["-1"], "‘-1’ is no row"),
    ],
)
def test_what_is_not_of_its_form_is_refused_by_its_name(name: str, said: list[str], wanted: str):
    with pytest.raises(BadOption, match=wanted):
        OPTIONS[name].form.read(said, OPTIONS[name].control)


def table() -> str:
    """README's table of options: a row for each kind of file that needs one."""
    rows = [f"| {file} | `{typed}` |" for each in OPTIONS.values() for file, typed in each.for_a_file.items()]
    return "\n".join(["| the file | the option |", "|---|---|", *rows])


def test_the_table_in_the_readme_is_this_one():
    assert table() in text("README.md"), f"write this into README.md:\n{table()}"
