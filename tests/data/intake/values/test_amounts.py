"""Money, whole numbers and shares: exact or refused, never out by a thousand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.datasets import APPLICATIONS, BENEFITS, RISKS, SPEND, VEHICLE_OPTIONS, Column, Kind
from data.intake.values import Parsed, Settings, read_column
from data.intake.values.units import unit_in
from data.problems import ProblemKind

COST = APPLICATIONS.column("annual_cost_gbp")
BUDGET = SPEND.column("budget_gbp")  # required
USERS = APPLICATIONS.column("users")
SHARE = Column("weight", Kind.SHARE, "A weight.")


def read(cells: list[str | None], column: Column = COST, **said) -> Parsed:
    return read_column(pl.Series(cells, dtype=pl.String), column, Settings(date(2013, 9, 30), **said))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50"),
        ("£1,234.50", "1234.50"),
        ("£\u00a01,234.50", "1234.50"),  # no-break space, as in published files
        ("\u00a0£9941.96", "9941.96"),
        ("1,234", "1234"),  # thousands: British amounts never have three decimals
        ("1,234,567.80", "1234567.80"),
        ("1 234 567", "1234567"),
        ("(1,234)", "-1234"),
        ("(£1,234.50)", "-1234.50"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("\u22125", "-5"),  # the true minus sign
        ("5.00-", "-5"),  # as accounting systems print it
        ("1.2m", "1200000"),
        ("£2.788 million", "2788000"),  # three decimals are certain before ‘million’
        ("£3k", "3000"),
        ("£1.5bn", "1500000000"),
        ("1,234 GBP", "1234"),
        ("1234.5000", "1234.50"),  # as databases export decimals
        ("24500.100000000002", "24500.10"),  # a spreadsheet's arithmetic
        (".50", "0.50"),
        ("0", "0"),
        (" £-   ", "0"),  # 0 in a spreadsheet's format for accounts
        ("GBP –", "0"),
    ],
)
def test_amounts_as_people_write_them(text: str, amount: str) -> None:
    parsed = read([text])
    assert parsed.found.is_empty()
    assert parsed.values.to_list() == [Decimal(amount)]
    assert parsed.values.dtype == pl.Decimal(18, 2)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1,23", "decimal comma"),
        ("1.234,50", "decimal comma"),
        ("1234,5", "decimal comma"),
        ("1.234", "thousands or decimals"),  # 1,234 on the Continent
        ("24.500", "thousands or decimals"),
        ("1,23,456", "not a number"),
        ("0,123", "decimal comma"),
        ("12.345.678", "decimal comma"),
        ("1234.567", "too many decimals"),
        ("1.2E+05", "scientific notation"),
        ("$2,788,000", "another currency"),
        ("€5", "another currency"),
        ("12%", "not a number"),
        ("12O0", "not a number"),  # the letter O
        ("5 - 10", "not a number"),
        ("about 500", "not a number"),
        ("(5", "not a number"),
        ("--5", "not a number"),
        ("$ -", "not a number"),
        ("nil", "not a number"),  # 0, or no answer?
        ("99999999999999999", "out of range"),
        ("#REF!", "spreadsheet error"),
        ("#####", "lost in a spreadsheet"),
        ("31/03/2013", "not a number"),
        ("£1.5m approx", "not a number"),
    ],
)
def test_what_is_no_certain_amount_is_refused(text: str, kind: str) -> None:
    parsed = read([text])
    assert parsed.values.to_list() == [None]
    assert parsed.found["kind"].to_list() == [kind]


def test_a_decimal_comma_is_read_when_said() -> None:
    parsed = read(["1.234,50", "12,5", "1234"], decimal_comma=True)
    assert parsed.values.to_list() == [Decimal("1234.50"), Decimal("12.50"), Decimal("1234.00")]
    assert read(["1,234"], decimal_comma=True).found["kind"].to_list() == ["thousands or decimals"]


def test_another_currency_is_taken_one_for_one_when_said_and_noted() -> None:
    parsed = read(["$2,788,000", "500"], currency="$")
    assert parsed.values.to_list() == [Decimal("2788000.00"), Decimal("500.00")]
    assert parsed.notes["note"].to_list() == ["currency"]
    assert read(["£5"], currency="$").found["kind"].to_list() == ["another currency"]


def test_a_column_in_millions_is_multiplied_when_said() -> None:
    parsed = read(["£12,131.50", "2.788"], multiplier=1_000_000)
    assert parsed.values.to_list() == [Decimal("12131500000.00"), Decimal("2788000.00")]
    assert parsed.notes["note"].to_list() == ["multiplied", "multiplied"]
    # A cell that names its own unit is read by that.
    assert read(["1.2m", "£900k"], multiplier=1_000_000).values.to_list() == [
        Decimal("1200000.00"),
        Decimal("900000.00"),
    ]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Budget (£m)", "millions"),
        ("Budget £ million", "millions"),
        ("Cost £000", "thousands"),
        ("Cost (£'000s)", "thousands"),
        ("Cost (£k)", "thousands"),
        ("cost_m", "millions"),
        ("budget_k", "thousands"),
        ("Annual cost (£)", ""),
        ("Maximum", ""),
    ],
)
def test_headings_that_name_a_unit(heading: str, unit: str) -> None:
    assert unit_in(heading) == unit


def test_no_answers() -> None:
    cells: list[str | None] = [
        "n/a",
        "TBC",
        "-",
        "Exempt under Section 43(2) of the Freedom of Information Act 2000",
        None,
    ]
    assert read(cells).found.is_empty()
    assert read(cells).notes.height == 4
    assert read(cells, BUDGET).found["kind"].to_list() == ["no answer"] * 4


def test_whole_numbers() -> None:
    parsed = read(["1,200", "1200.0", "7", "2k"], USERS)
    assert parsed.values.to_list() == [1200, 1200, 7, 2000]
    refused = read(["12.5", "£5", "1.200", "12 people", "1e3"], USERS)
    assert refused.found["kind"].to_list() == [
        "not a whole number", "not a number", "thousands or decimals", "not a number", "scientific notation",
    ]  # fmt: skip


def test_a_score_may_have_its_words_beside_it() -> None:
    """As a risk register has it: the number counts, unless its words are those of the other end."""
    score = RISKS.column("likelihood")
    written = [
        "4 - Likely",
        "1 – Rare",
        "3 (Moderate)",
        "Almost certain (5)",
        "2: Unlikely",
        "5. Very high",
        "3 = possible",
    ]
    parsed = read([*written, "2"], score)
    assert (parsed.values.to_list(), parsed.found.height) == ([4, 1, 3, 5, 2, 5, 3, 2], 0)
    assert parsed.notes["note"].to_list() == ["score with words"] * len(written)
    others = [
        "1 - Almost certain",
        "5 (Rare)",
        "4 - unlikely",
        "6 - Likely",
        "0 (none)",
        "4 likely",
        "3 - 4",
        "2 months",
        "4 (was 3)",
    ]
    assert read([*others], score).values.to_list() == [None] * len(others)
    assert read(["4 - Likely"], USERS).values.to_list() == [None]


def test_shares() -> None:
    assert read(["77%", "77", "0.5 %", "12.5 per cent"], SHARE).values.to_list() == [
        Decimal("77.0000"), Decimal("77.0000"), Decimal("0.5000"), Decimal("12.5000"),
    ]  # fmt: skip
    # 0.77 is how a spreadsheet gives 77 %, and how people write 0.77 %.
    assert read(["0.77", "12"], SHARE).found["kind"].to_list() == ["fraction or percentage"]
    assert read(["0.77"], SHARE, fractions=True).values.to_list() == [Decimal("77.0000")]
    assert read(["1200%"], SHARE).found["kind"].to_list() == ["out of range"]
    assert read(["1", "0"], SHARE).found["kind"].to_list() == ["fraction or percentage"]


FORMS = [
    lambda a: f"{a}",
    lambda a: f"{a:,}",
    lambda a: f"£{a:,}" if a >= 0 else f"-£{-a:,}",
    lambda a: f"£ {a:,}" if a >= 0 else f"(£{-a:,})",
    lambda a: f"{a:,} GBP",
    lambda a: f"{a}00",
    lambda a: f"{a:,}".replace(",", " "),
    lambda a: f"{a:,}".replace(",", "\u00a0"),
    lambda a: f"{a:,}".translate(str.maketrans(",.", ".,")),  # the Continent
    lambda a: f"{a}".replace(".", ","),
    lambda a: f"{a:.0f}" if a == a.to_integral() else f"{a}",
    lambda a: f"{a:E}",
    lambda a: f"{a.normalize():f}",
    lambda a: f"{a / 1000:,f}k",
    lambda a: f"£{a / 1_000_000:f} million",
]


@given(
    st.decimals(Decimal("-99999999"), Decimal("99999999"), places=2, allow_nan=False),
    st.sampled_from(FORMS),
    st.sampled_from([COST, BUDGET]),
)
def test_an_amount_written_in_any_form_is_read_as_itself_or_refused(amount: Decimal, form, column: Column) -> None:
    parsed = read([form(amount)], column)
    assert parsed.values[0] == amount or parsed.found.height


@given(st.integers(-(10**9), 10**9), st.sampled_from(["{}", "{:,}", "{}.0", "{}.000", "{:_}"]))
def test_a_whole_number_written_in_any_form_is_read_as_itself_or_refused(number: int, form: str) -> None:
    text = form.format(number).replace("_", ".")  # the Continent's thousands
    parsed = read([text], USERS)
    assert parsed.values[0] == number or parsed.found.height


@given(st.text(alphabet="0123456789.,-() £$%kmE+'", max_size=14), st.booleans())
def test_the_quick_way_and_the_careful_way_agree(text: str, comma: bool) -> None:
    quick = read([text or None])
    careful = read([(text or None)], multiplier=1, decimal_comma=False, currency="£")
    padded = read([f"{text} " if text else None])  # a space at the end keeps it off the quick way
    assert quick.values.to_list() == careful.values.to_list() == padded.values.to_list()
    assert bool(text.strip()) <= bool(quick.values.null_count() == 0 or quick.found.height or quick.notes.height)


def test_the_apostrophe_of_a_spreadsheet_is_no_part_of_a_number() -> None:
    parsed = read(["'1234", "5", None])
    assert parsed.values.to_list() == [Decimal("1234.00"), Decimal("5.00"), None]
    assert parsed.notes.select("position", "note").rows() == [(0, "spreadsheet text")]


def test_a_column_that_can_only_have_decimal_commas_is_read_so_and_says_so() -> None:
    parsed = read(["250,00", "8.169,25", "16.088,50", "1200"])
    assert parsed.values.to_list() == [Decimal("250.00"), Decimal("8169.25"), Decimal("16088.50"), Decimal("1200.00")]
    assert parsed.notes["note"].to_list() == ["decimal comma"] * 3
    # One amount with a point, or one that may be thousands, and nothing is certain any more.
    assert read(["250,00", "8.169,25", "16.088,50", "12.50"]).found.height == 3
    assert read(["250,00", "8.169,25", "16.088,50", "1,234"]).found.height == 3


@given(
    st.lists(st.decimals(Decimal("0"), Decimal("99999999"), places=2, allow_nan=False), min_size=1, max_size=8),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_decimal_commas_among_points_never_move_a_point(amounts: list[Decimal], continental: list[bool]) -> None:
    swap = str.maketrans(",.", ".,")
    parsed = read([f"{a:,}".translate(swap) if c else f"{a:,}" for a, c in zip(amounts, continental, strict=False)])
    wrong = set(parsed.found["position"].to_list())
    assert all(parsed.values[i] == amount or i in wrong for i, amount in enumerate(amounts))


TARGET = BENEFITS.column("target_value")  # of whatever unit the row names
SCORE = VEHICLE_OPTIONS.column("score")  # 0 to 5


@pytest.mark.parametrize(
    ("text", "number"), [("3.5", "3.5"), ("1,234.5678", "1234.5678"), ("£420,000", "420000"), ("-7", "-7"), ("1.2m", "1200000")]
)  # fmt: skip
def test_a_number_has_up_to_four_decimals_and_may_be_money(text, number):
    parsed = read([text, "1"], TARGET)
    assert parsed.values.to_list() == [Decimal(number), Decimal(1)]
    assert parsed.values.dtype == pl.Decimal(18, 4)


@pytest.mark.parametrize(("text", "kind"), [
    ("1.23456", ProblemKind.TOO_MANY_DECIMALS),
    ("1.234", ProblemKind.THOUSANDS_OR_DECIMALS),  # on the Continent 1,234
    ("85%", ProblemKind.NOT_A_NUMBER),  # 85, or 0.85
])  # fmt: skip
def test_a_number_that_may_be_another_is_refused(text, kind):
    assert read([text], TARGET).found["kind"].to_list() == [kind]


def test_a_score_has_three_decimals_without_a_doubt_and_no_pounds():
    parsed = read(["3.125", "£3"], SCORE)
    assert parsed.values.to_list() == [Decimal("3.125"), None]
    assert parsed.found["kind"].to_list() == [ProblemKind.NOT_A_NUMBER]


def test_a_score_of_another_scale_keeps_its_decimals():
    parsed = read(["1", "10", "4"], SCORE, scale=(1, 10))  # the lowest is our 0, the highest our 5
    assert parsed.values.to_list() == [Decimal(0), Decimal(5), Decimal("1.6667")]
