"""Amounts are rounded and written the same by the store's macros and by Python, and never as what they aren't."""

from decimal import Decimal

import duckdb
from hypothesis import example, given
from hypothesis import strategies as st

from data import number_text
from data.ledger.schema import WRITING_MACROS

STORE = duckdb.connect()
STORE.execute(WRITING_MACROS)
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
HALVES = AMOUNTS.map(lambda amount: Decimal(int(amount)) + Decimal("0.50"))


def in_sql(expression: str, *values: Decimal) -> object:
    row = STORE.execute(f"SELECT {expression}", list(values)).fetchone()
    return row[0] if row else None


@given(AMOUNTS | HALVES)
@example(Decimal("1000.50"))
@example(Decimal("-1000.50"))
@example(Decimal("-0.01"))
@example(Decimal("0.50"))
@example(Decimal("0"))
def test_an_amount_is_rounded_away_from_nought_and_never_to_it(amount: Decimal):
    said = number_text.whole_pounds(amount)
    assert in_sql("whole_pounds(?::DECIMAL(38, 2))", amount) == said
    assert said.startswith("−£" if amount < 0 else "£")
    assert (said == "£0") == (amount == 0)
    in_pounds = Decimal(said.replace("£", "").replace(",", "").replace("−", "-"))
    gap = abs(in_pounds) - abs(amount)
    assert gap == 0 if abs(amount) < Decimal("0.5") else Decimal("-0.5") < gap <= Decimal("0.5")


@given(AMOUNTS, AMOUNTS)
@example(Decimal("411800"), Decimal("412000"))
@example(Decimal("1000300"), Decimal("1000000"))
@example(Decimal("99.95"), Decimal("100"))
@example(Decimal("-83.5"), Decimal("500"))
@example(Decimal("1.10"), Decimal("1.10"))
def test_a_percentage_says_all_or_nothing_of_what_is_only(part: Decimal, whole: Decimal):
    percent = in_sql("percent(?::DECIMAL(38, 2), ?::DECIMAL(38, 2))", part, whole)
    if not whole:
        assert percent is None
        return
    assert isinstance(percent, float)
    is_so = 100 * part / whole
    assert abs(Decimal(percent) - is_so) < Decimal("0.0501")
    if min(abs(is_so), abs(abs(is_so) - 100)) > Decimal("1e-6"):
        assert percent not in (0, 100, -100)
    if abs(percent) > 1e9:
        return  # a float holds no six decimals of it
    said = number_text.share(percent)
    assert in_sql("share_text(?::DOUBLE)", Decimal(percent)) == said
    assert Decimal(said.rstrip("%").replace(",", "").replace("−", "-")) == Decimal(str(percent))
