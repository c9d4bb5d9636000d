"""What is said of the capital: against what was due, and what it will come to."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pages.narrative import spend as say


def spend(actual: str | None, due: str, budget: str = "3000000", to: date | None = None) -> pl.DataFrame:
    values = {"total_actual_gbp": actual, "total_due_gbp": due, "total_budget_gbp": budget}
    amounts = {name: [None if v is None else Decimal(v)] for name, v in values.items()}
    return pl.DataFrame({**amounts, "spent_to": [to]})


@pytest.mark.parametrize(
    ("actual", "due", "said"),
    [
        ("1029278", "996700", "£1.03 million of £3 million capital is spent, £32,600 more than was due by now"),
        ("900000", "996700", "£900,000 of £3 million capital is spent, £96,700 less than was due by now"),
        ("999000", "1000000", "£999,000 of £3 million capital is spent, £1,000 less than was due by now"),
        ("1000000", "1000000", "£1 million of £3 million capital is spent, as was due by now"),
        ("1000000.4", "1000000", "£1 million of £3 million capital is spent, £0.40 more than was due by now"),
        (
            "2999999",
            "2000000",
            "£2,999,999 of £3 million capital is spent, £1 million more than was due by now",
        ),  # not all of it
        ("0", "0", "£0 of £3 million capital is spent"),
        (None, "5", "Nothing is reported as spent of £3 million capital"),
    ],
)
def test_the_headline_of_money(actual: str | None, due: str, said: str):
    assert say.against_due(spend(actual, due)) == said


def test_where_actuals_end_early_spent_and_due_are_compared_up_to_there():
    """Two months of which nothing is reported were counted as if nothing had been spent in them."""
    rows = spend("1777661.53", "1744200", to=date(2013, 6, 30))
    assert (
        say.against_due(rows) == "£1.78 million of £3 million capital is spent, £33,500 more than was due to June 2013"
    )
    row = component("-100", against="due") | {"spent_to": date(2013, 6, 30)}
    assert say.part(row) == "Servers: £900 of £1,000 spent; £100 less than was due to June 2013"


def strand(name: str, spent: str | None, budget: str, percent: float | None) -> dict[str, object]:
    return {
        "strand": name, "actual_gbp": None if spent is None else Decimal(spent), "budget_gbp": Decimal(budget),
        "due_gbp": Decimal(0), "spent_pct": percent,
    }  # fmt: skip


def test_the_part_that_has_used_most_and_those_beyond_their_budget():
    core, served = strand("core_infrastructure", "900", "1000", 90.0), strand("self_service", "500", "1000", 50.0)
    assert (
        say.by_strand(pl.DataFrame([core, served]))
        == "The largest share of a budget is used of Core infrastructure: £900 of £1,000, 90%"
    )
    alike = strand("self_service", "1800", "2000", 90.0)
    assert say.by_strand(pl.DataFrame([core, alike])) == "Every part has used 90% of its budget"
    assert (
        say.by_strand(pl.DataFrame([core, alike, strand("consolidation", "1", "100", 1.0)]))
        == "Each of Core infrastructure and Self-service applications has used 90% of its budget"
    )
    beyond = strand("self_service", "1500", "1000", 150.0)
    assert say.by_strand(pl.DataFrame([core, beyond])) == "Spent beyond budget: Self-service applications"
    credits = strand("self_service", "-400", "-500", None)  # less was credited than budgeted
    assert say.by_strand(pl.DataFrame([core, credits])) == "Spent beyond budget: Self-service applications"
    nearly = strand("self_service", "2999.90", "3000", 99.997)
    assert say.of_budget(nearly) == "£2,999.90 of £3,000, 99.997%"  # rounded, it would be all of it
    unknown = strand("self_service", None, "1000", None)
    assert say.by_strand(pl.DataFrame([unknown], infer_schema_length=None)) == "What each part was budgeted"
    assert say.of_budget(unknown) == "none reported of £1,000"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("3050200", "; £3.05 million is expected in all, £50,200 over the budget"),
        ("2900000", "; £2.9 million is expected in all, £100,000 under the budget"),
        ("3000000", "; the whole budget is expected to be spent"),
        (None, ""),
    ],
)
def test_what_it_will_come_to(expected: str | None, said: str):
    rows = spend("1000000", "1000000").with_columns(total_forecast_gbp=pl.lit(expected).cast(pl.Decimal(18, 2)))
    assert say.heading(rows) == f"£1 million of £3 million capital is spent, as was due by now{said}"


def component(
    variance: str | None, reason: str | None = None, against: str = "budget", spent: str | None = "900"
) -> dict[str, object]:
    expected = None if against == "due" or variance is None else Decimal(1000) + Decimal(variance)
    return {
        "component": "Servers", "actual_gbp": None if spent is None else Decimal(spent), "budget_gbp": Decimal(1000),
        "forecast_gbp": expected, "variance_gbp": None if variance is None else Decimal(variance), "against": against,
        "variance_reason": reason, "spent_to": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said", "why"),
    [
        (component("100", "Prices rose."), "Servers: £900 of £1,000 spent, £1,100 expected; £100 over", "Prices rose."),
        (component("-50"), "Servers: £900 of £1,000 spent, £950 expected; £50 under", "no reason given"),
        (component("0"), "Servers: £900 of £1,000 spent, £1,000 expected; as budgeted", ""),
        (component("-0.01"), "Servers: £900 of £1,000 spent, £999.99 expected; £0.01 under", "no reason given"),
        (component("-100", against="due"), "Servers: £900 of £1,000 spent; £100 less than was due", "no reason given"),
        (component(None, against="due", spent=None), "Servers: budget £1,000; nothing reported", ""),
    ],
)
def test_by_how_much_a_component_differs_and_why(row: dict[str, object], said: str, why: str):
    assert (say.part(row), say.reason(row)) == (said, why)


def test_which_component_differs_most_and_how_many_give_no_reason():
    rows = [component("100", "Prices rose."), component("-50"), component("0")]
    assert say.variances(pl.DataFrame(rows)) == (
        "Servers differs most from what was budgeted: £100 over; 1 of 2 that differ gives no reason"
    )
    assert say.variances(pl.DataFrame(rows[:1])) == "Servers differs most from what was budgeted: £100 over"
    assert say.variances(pl.DataFrame(rows[2:])) == "No component differs from its budget"
    assert (
        say.variances(pl.DataFrame([component(None, against="due", spent=None)])) == "What each component was budgeted"
    )
