"""What a heading, a title, a note or a row of units says of the figures: understood, or asked about; never passed over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data.datasets import DATASETS, Column
from data.intake.heading_words import names_of, synonyms_of
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.suggested_fixes import remedies
from data.intake.values.units import Unit, spoken_of, unclear_in, unit_named
from data.problems import ProblemKind, Remedy

DAY = date(2013, 3, 31)
BUDGET = DATASETS["spend"].column("budget_gbp")
COST = DATASETS["applications"].column("annual_cost_gbp")
USERS = DATASETS["applications"].column("users")
VALUE = DATASETS["applications"].column("business_value")


def take(dataset: str, text: str, **said: object) -> Ingested:
    return ingest(text.encode(), "file.csv", DATASETS[dataset], DAY, Options(**said))  # type: ignore[arg-type]


def kinds(taken: Ingested) -> list[str]:
    return taken.problems["kind"].to_list()


def offered(taken: Ingested) -> list[Remedy]:
    return [way for ways in remedies(taken) for way in ways]


def budgets(heading: str, *cells: str, above: str = "", beneath: str = "", **said: Any) -> Ingested:
    rows = "".join(f'P{n},March 2013,consolidation,"{cell}"\n' for n, cell in enumerate(cells))
    quoted = heading.replace('"', '""')
    return take("spend", f'{above}component,month,strand,"{quoted}"\n{rows}{beneath}', **said)


def scores(heading: str, *cells: str, **said: object) -> Ingested:
    rows = "".join(f'A-{n},Name {n},Housing,Rents,retain,"{cell}"\n' for n, cell in enumerate(cells))
    return take(
        "applications", f'application_id,name,department,business_function,disposition,"{heading}"\n{rows}', **said
    )


def unclear(heading: str, column: Column) -> str:
    return unclear_in(heading, column, names_of(column) | synonyms_of(column))


@pytest.mark.parametrize(
    "heading",
    [
        "Budget", "Budget (£)", "Budget £", "Budget (GBP)", "Budget (number)", "Budget*", "Budget (1)", "Budget [£ sterling]",
        "Budget 2013/14 (£)", "Budget 12/13", "Budget FY13", "Budget Mar-13", "Budget M12", "Budget Q4", "Capital budget",
        "Total budget (ex VAT)", "SpendToDate", "totalBudget", "Amount (GBP)", "Monthly budget", "Revised budget, £, net of VAT",
    ],
)  # fmt: skip
def test_what_changes_no_amount_is_understood(heading: str) -> None:
    assert unclear(heading, BUDGET) == ""


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Budget (k£)", "(k£)"), ("Budget £k", "£k"), ("Budget £m", "£m"), ("Budget £m 12/13", "£m"), ("Budget\n£'000", "£'000"),
        ("Budget (£ 000s)", "(£ 000s)"), ("Budget bn", "bn"), ("Budget (thou)", "(thou)"), ("Budget mil", "mil"),
        ("Budget [pence]", "[pence]"), ("Budget p", "p"), ("Budget (%)", "(%)"), ("Budget (days)", "(days)"), ("Budget ¢", "¢"),
        ("BudgetK", "K"), ("budget_m", "m"), ("Budget x1000", "x1000"), ("Budget TEUR", "TEUR"), ("Budget - lakhs", "lakhs"),
        ("Budget (Mio.)", "(Mio.)"), ("Budget per user", "per"), ("Budget £m 12", "£m 12"), ("Budget (qwx)", "(qwx)"),
        ("Budget (2,000s)", "(2,000s)"), ("Budget ‰", "‰"), ("Budget z", "z"),
    ],
)  # fmt: skip
def test_what_may_change_an_amount_is_asked_about(heading: str, part: str) -> None:
    assert unclear(heading, BUDGET) == part
    taken = budgets(heading, "12.5", "2", mapping={heading: "budget_gbp"})  # the mapping says which column, not in what
    assert kinds(taken) == ["unit"]
    assert taken.problems["value"].to_list() == [part]
    changes_nothing = budgets(heading, "12.5", "2", mapping={heading: "budget_gbp"}, units={heading: "pounds"})
    assert changes_nothing.rows["budget_gbp"].to_list() == [Decimal("12.50"), Decimal("2.00")]


@pytest.mark.parametrize(
    ("heading", "column", "part"),
    [
        ("Annual cost (£)", COST, ""), ("Cost p.a.", COST, ""), ("Cost (£ pa)", COST, ""), ("Yearly cost £/yr", COST, ""),
        ("Monthly cost", COST, "Monthly"), ("Cost per month", COST, "per month"), ("Annual cost (£k) p.a.", COST, "(£k)"),
        ("Users", USERS, ""), ("Users (number)", USERS, ""), ("No. of users", USERS, ""), ("# users", USERS, ""),
        ("Named users 2013", USERS, ""), ("Users (000s)", USERS, "(000s)"), ("Users (k)", USERS, "(k)"),
        ("Users (%)", USERS, "(%)"), ("Users (£)", USERS, "(£)"), ("Users, hundreds", USERS, "hundreds"),
        ("Business value (1-5)", VALUE, ""), ("Business value out of 5", VALUE, ""),
        ("Business value (1 = low, 5 = high)", VALUE, ""), ("Business value score", VALUE, ""),
        ("Business value (1 = high, 5 = low)", VALUE, "(1 = high, 5 = low)"), ("Business value (1-10)", VALUE, "(1-10)"),
        ("Business value out of 10", VALUE, "out of 10"), ("Business value /10", VALUE, "/10"),
        ("Business value (%)", VALUE, "(%)"),
        ("Business value (3)", VALUE, "(3)"), ("Business value (0-5)", VALUE, "(0-5)"),
        ("Business value (1 low - 5 high)", VALUE, ""), ("Business value (5 low 1 high)", VALUE, "(5 low 1 high)"),
        ("Business value (5 low - 1 high)", VALUE, "(5 low - 1 high)"), ("Business value (high 5, low 1)", VALUE, ""),
    ],
)  # fmt: skip
def test_each_kind_of_figure_has_its_own_units(heading: str, column: Column, part: str) -> None:
    assert unclear(heading, column) == part


def test_headings_in_the_usual_words_load_without_a_question() -> None:
    for heading, column in (
        ("Cost p.a.", "annual_cost_gbp"),
        ("Annual cost £ p.a.", "annual_cost_gbp"),
        ("Users (no.)", "users"),
    ):
        taken = scores(heading, "5")
        assert (kinds(taken), taken.rows[column].to_list()) == ([], [5])
    named = take(
        "applications", "Ref,Name of application,Department,Business function,Disposition\nA-1,Rents,Housing,R,retain\n"
    )
    assert named.rows["name"].to_list() == ["Rents"]


def test_the_offers_for_an_unclear_unit_lead_on() -> None:
    taken = budgets("Budget (k£)", "12.5", mapping={"Budget (k£)": "budget_gbp"})
    assert offered(taken) == [Remedy("units", "Budget (k£)=thousands"), Remedy("units", "Budget (k£)=pounds")]
    taken = budgets("Budget (k£)", "12.5", mapping={"Budget (k£)": "budget_gbp"}, units={"Budget (k£)": "thousands"})
    assert (kinds(taken), taken.rows["budget_gbp"].to_list()) == ([], [Decimal("12500.00")])
    # One that is like nothing known has them all; what was said (the mapping) is not offered to be taken back.
    assert [way.value for way in offered(scores("Annual cost (qwx)", "5", mapping={"Annual cost (qwx)": "annual_cost_gbp"}))] == [
        "Annual cost (qwx)=pounds", "Annual cost (qwx)=thousands", "Annual cost (qwx)=millions",
    ]  # fmt: skip


def test_cells_that_name_their_unit_leave_no_question() -> None:
    taken = budgets("Budget (£million)", "£1.90m", "£900k", "0", mapping={"Budget (£million)": "budget_gbp"})
    assert kinds(taken) == []
    assert taken.rows["budget_gbp"].to_list() == [Decimal("1900000.00"), Decimal("900000.00"), Decimal("0.00")]
    # One of them doesn't: it may be pounds or millions.
    assert kinds(budgets("Budget (£million)", "£1.90m", "2", mapping={"Budget (£million)": "budget_gbp"})) == ["unit"]
    said: dict[str, Any] = {"mapping": {"Budget (£million)": "budget_gbp"}, "units": {"Budget (£million)": "millions"}}
    assert budgets("Budget (£million)", "£1.90m", "2", **said).rows["budget_gbp"].to_list() == [1_900_000, 2_000_000]
    # ‘m’ under days may be months or minutes, unless a £ stands before it.
    assert kinds(budgets("Budget (days)", "12m", mapping={"Budget (days)": "budget_gbp"})) == ["unit"]
    assert kinds(budgets("Budget (days)", "£12m", mapping={"Budget (days)": "budget_gbp"})) == []


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("thousands", Unit(Decimal(1000))), ("Thousand", Unit(Decimal(1000))), ("pence", Unit(Decimal("0.01"))),
        ("ones", Unit()), ("100,000", Unit(Decimal(100_000))), ("1-10", Unit(scale=(1, 10))), ("5 to 1", Unit(scale=(5, 1))),
        ("furlongs", None), ("0", None), ("3-3", None), ("", None),
    ],
)  # fmt: skip
def test_a_unit_as_people_say_it(said: str, unit: Unit | None) -> None:
    assert unit_named(said) == unit


def test_a_unit_that_is_none_is_refused() -> None:
    assert kinds(budgets("budget_gbp", "12.5", units={"budget_gbp": "furlongs"})) == ["unit"]
    assert budgets("budget_gbp", "1250", units={"budget_gbp": "pence"}).rows["budget_gbp"].to_list() == [
        Decimal("12.50")
    ]
    assert budgets("budget_gbp", "3", units={"budget_gbp": "100000"}).rows["budget_gbp"].to_list() == [
        Decimal("300000.00")
    ]


@pytest.mark.parametrize(
    ("units", "is_asked"), [(("user", "GB", "page", "call"), False), (("user", "user", "user", "user"), True)]
)
def test_rates_for_different_things_are_not_compared(units: tuple[str, ...], is_asked: bool) -> None:
    """£140 a user and 3p a page are an ordinary catalogue; three rates of hundreds a user and one of 14p are not."""
    rates = zip(units, ("140.00", "135.00", "0.14", "150.00"), strict=True)
    rows = "".join(f"S{n},Service {n},draft,{unit},{rate}\n" for n, (unit, rate) in enumerate(rates))
    taken = take("services", f"service_id,name,sla_status,unit,comparator_rate_gbp\n{rows}")
    assert (ProblemKind.ANOTHER_SCALE in kinds(taken)) is is_asked


def test_scores_on_another_scale_are_asked_about_also_where_they_fit_ours() -> None:
    assert kinds(scores("Business Value (1-10)", "5", "4")) == ["unit"]  # 5 of 10 is not 5 of 5
    assert [way.value for way in offered(scores("Business Value (1-10)", "5"))] == [
        "Business Value (1-10)=1-10", "Business Value (1-10)=1-5", "Business Value (1-10)=-",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scale", "became"),
    [
        ("1-10", {"1": 1, "2": 1, "3": 2, "5": 3, "6": 3, "7": 4, "9": 5, "10": 5}),  # two points of theirs to one of ours
        ("0-10", {"0": 1, "5": 3, "10": 5}), ("1-3", {"1": 1, "2": 3, "3": 5}),
        ("5-1", {"5": 1, "4": 2, "1": 5}),  # it runs the other way: their 1 is the best
        ("0-100", {"0": 1, "50%": 3, "100": 5}), ("1-5", {"1": 1, "4": 4}),
    ],
)  # fmt: skip
def test_scores_are_converted_when_told_to(scale: str, became: dict[str, int]) -> None:
    taken = scores(
        "Business value (x)",
        *became,
        mapping={"Business value (x)": "business_value"},
        units={"Business value (x)": scale},
    )
    assert kinds(taken) == []
    assert taken.rows["business_value"].to_list() == list(became.values())
    assert any(notice.kind == "another scale" for notice in taken.notices) == (scale != "1-5")


def test_a_score_beyond_the_scale_that_was_said_is_refused() -> None:
    assert kinds(scores("Business value", "11", "3", units={"Business value": "1-10"})) == ["out of range"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Capital programme 2012/13 (all figures £'000)", "(all figures £'000)"),
        ("All figures in thousands", "figures in thousands"),
        ("Figures are shown in £m", "shown in £m"), ("£ thousands", "£ thousands"), ("(k£)", "(k£)"), ("Spend k", "k"),
        ("Amounts in TEUR", "Amounts in TEUR"), ("kGBP", "kGBP"),
        ("Values in pence", "Values in pence"), ("Thousands", "Thousands"),
        ("Financial summary, £ thds", "Financial summary, £ thds"), ("Spend (£k)", "(£k)"), ("Figures in qwx", "Figures in qwx"),
        ("All amounts in pounds sterling", ""), ("Figures in £s", ""), ("Cost in £ per annum", ""), ("£", ""), ("Spend (£)", ""),
        # nothing of amounts, or an amount itself
        ("Includes £2m contingency", ""), ("Total budget £14.3m for 2012/13", ""), ("Costs over £5k are excluded", ""),
        ("Costs in Plymouth", ""), ("Capital programme (Draft)", ""), ("Thousands of residents use these", ""),
        ("Figures exclude VAT", ""), ("Note: figures are cumulative", ""), ("Figures in brackets are negative", ""),
        ("Rounded to the nearest thousand", ""), ("Position as at 31 March 2013", ""), ("Business unit: Housing", ""),
        ("Prepared by ICT", ""), ("One million users by 2014", ""),
    ],
)  # fmt: skip
def test_what_a_title_or_a_note_says_of_amounts(text: str, part: str) -> None:
    assert spoken_of(text, BUDGET) == part
    above = f'"{text}",,,\n\n'
    assert kinds(budgets("budget_gbp", "12.5", "2", above=above)) == (["unit"] if part else [])


@pytest.mark.parametrize("text", ["All amounts are in £000.", "Figures shown in thousands of pounds", "(£m)"])
def test_a_unit_beneath_the_table_counts(text: str) -> None:
    assert kinds(budgets("budget_gbp", "12.5", "2", beneath=f'\n"Note: {text}",,,\n')) == ["unit"]


def test_a_unit_over_one_group_of_columns_is_asked_of_those_only() -> None:
    text = ",,,£000,Headcount,\ncomponent,month,strand,budget_gbp,actual_gbp\nP,March 2013,consolidation,12,3\n"
    taken = take("spend", text)
    assert taken.problems["column"].to_list() == ["budget_gbp"]


def test_scores_out_of_ten_in_a_title() -> None:
    table = (
        "application_id,name,department,business_function,disposition,Business value\nA-1,Rents,Housing,R,retain,5\n"
    )
    assert kinds(take("applications", f"Scored out of 10,,,,,\n\n{table}")) == ["unit"]
    assert kinds(take("applications", f"Scored from 1-5,,,,,\n\n{table}")) == []


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Risk register. Scores: 1 = almost certain 5 = rare", True), ("Key: 1 = Very high ... 5 = Very low", True),
        ("Scores: high is 1, low is 5", True), ("A score of 1 = high", True), ("Rated 1 to 5, 1 being the highest", True),
        ("Scores: 1 (high) to 5 (low)", True), ("Rated 1 to 5, where 5 is the highest", False),
        ("Key: 1 = rare, 5 = almost certain", False),
        ("Scored 1 (poor) to 5 (excellent)", False), ("Scores: low = 1, high = 5", False), ("Priority 1 = high", False),
        ("Likelihood 1 = unlikely 2 = possible 5 = certain", False), ("5 high-level risks, 1 low", False),
    ],
)  # fmt: skip
def test_a_key_that_turns_the_scores_round_is_asked_about(text: str, is_asked: bool) -> None:
    assert bool(spoken_of(text, VALUE)) is is_asked
    if is_asked:
        table = "application_id,name,department,business_function,disposition,Business value\nA-1,Rents,Housing,R,retain,2\n"
        taken = take("applications", f'"{text}",,,,,\n\n{table}')
        assert remedies(taken)[0][0] == Remedy("units", "Business value=5-1")


@pytest.mark.parametrize(
    ("heading", "cells", "is_asked"),
    [
        ("Currency", ["GBP", "EUR"], True), ("Crcy", ["XOF", "XOF"], True), ("Curr.", ["GBP", "£"], False),
        ("In", ["$", "$"], True), ("Unit", ["£k", "£"], True), ("UoM", ["'000", "'000"], True), ("Unit", ["£", "each"], False),
        ("Sign", ["+", "-"], True), ("DR/CR", ["D", "C"], True), ("D/C", ["S", "H"], True), ("Posting", ["Dr", "Debit"], False),
        ("Type", ["Debit", "Credit"], True),
        ("Grade", ["D", "C"], False), ("Remark", ["-", "-"], False), ("Frequency", ["Monthly", "Annual"], True),
        ("Paid", ["Per annum", "Yearly"], False), ("Team", ["ICT", "HRM"], False),
        ("Scale", ["k", "m"], True), ("Must", ["M", "M"], False),
        ("Package", ["CAD", "CAD"], False), ("Ccy", ["CAD", "CAD"], True), ("Backup frequency", ["Weekly", "Daily"], False),
        ("Billing", ["Weekly", "Weekly"], True), ("Cost centre", ["000", "000"], False),
    ],
)  # fmt: skip
def test_a_column_that_says_what_amounts_are_is_not_passed_over(heading: str, cells: list[str], is_asked: bool) -> None:
    rows = "".join(f"A-{n},Name {n},Housing,Rents,retain,{n + 90},{cell}\n" for n, cell in enumerate(cells))
    file = f"application_id,name,department,business_function,disposition,Cost,{heading}\n{rows}"
    taken = take("applications", file)
    assert kinds(taken) == ["said beside"] * is_asked
    assert list(remedies(taken)) == [(Remedy("mapping", f"{heading}=-"),)] * is_asked
    assert kinds(take("applications", file, mapping={heading: "-"})) == []
    if heading == "Frequency":  # an invoice a month for the cost of a year
        assert kinds(take("applications", file.replace(",Cost,", ",Annual cost,"))) == []


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Budget YTD", "YTD"), ("Budget (cumulative)", "cumulative"), ("SpendToDate", "To Date"),
        ("Full year budget", "Full year"),
        ("Annual budget", "Annual"), ("Quarterly budget", "Quarterly"), ("Budget, running total", "running total"),
        ("Monthly budget", ""), ("Budget, month to date", ""), ("Budget 2013/14", ""), ("Budget Q4", ""),
    ],
)  # fmt: skip
def test_amounts_of_more_than_their_month_are_asked_about(heading: str, part: str) -> None:
    said: dict[str, Any] = {"mapping": {heading: "budget_gbp"}}
    taken = budgets(heading, "100", "200", **said)
    assert taken.problems["value"].to_list() == ([part] if part else [])
    if part:
        assert offered(taken) == [Remedy("units", f"{heading}=pounds")]
        assert kinds(budgets(heading, "100", "200", **said, units={heading: "pounds"})) == []
    # The same of a year's amounts, and nothing of those that are of no time.
    years = take(
        "benefit_values", "benefit_id,year,Planned (cumulative)\nB-1,2012/13,5\n", mapping={"3": "planned_gbp"}
    )
    assert "unit" in kinds(years)
    assert kinds(
        take("benefit_values", "benefit_id,year,Planned saving a year\nB-1,2012/13,5\n", mapping={"3": "planned_gbp"})
    ) == ["nothing to refer to"]


@pytest.mark.parametrize(
    ("column", "cells", "is_asked"),
    [
        ("Amount", ["Budget", "Actual"], True), ("Amount", ["Forecasts", "Forecasts"], True),  # Amount is the actual
        ("Budget", ["Actuals", "Actuals"], True), ("Budget", ["Budget", "Budget"], False),
        ("Budget,Actual", ["Budget", "Actual"], False),
        ("Budget", ["Capital", "Actual"], True), ("Budget", ["Capital", "Revenue"], False),
    ],
)  # fmt: skip
def test_a_column_that_says_which_amount_a_row_holds_is_not_passed_over(column, cells, is_asked) -> None:
    """A measure a row, as a report tool unpivots: taken for one amount they were added up, which was offered."""
    rows = "".join(f"P,March 2013,consolidation,{cell},12.5{',3' * (',' in column)}\n" for cell in cells)
    taken = take(
        "spend",
        f"component,month,strand,Measure,{column}\n{rows}",
        set_values=() if "Bu" in column else ("budget_gbp=0",),
    )
    assert (kinds(taken).count("said beside"), Remedy("add_up") in offered(taken) and is_asked) == (is_asked, False)


def test_percentages_in_a_row_whose_unit_is_per_cent() -> None:
    head = "benefit_id,name,kind,unit,baseline_value,target_value\n"
    file = f"{head}B1,Online,non_cashable,% of requests,12 %,45%\nB2,J,jobs,jobs,1,2%\n"
    taken = take("benefits", file)
    assert taken.problems.select("row", "value", "kind").rows() == [(3, "2%", "not a number")]
    assert taken.rows["target_value"].to_list() == [Decimal(45), None]


def test_a_row_of_units_counts_although_it_is_left_out() -> None:
    table = "component,month,strand,Budget,Actual\n,,,£000,£\nP,March 2013,consolidation,12,3\n"
    taken = take("spend", table, leave_out_rows=(2,))
    assert (kinds(taken), taken.problems["column"].to_list()) == (["unit"], ["budget_gbp"])
    # A row of hints says nothing of amounts.
    hints = "component,month,strand,Budget\ntext,date,choose from list,[Enter cost]\nP,March 2013,consolidation,12\n"
    assert kinds(take("spend", hints, leave_out_rows=(2,))) == []
    example = "component,month,strand,Budget\nExample,March 2013,consolidation,1000\nP,March 2013,consolidation,12\n"
    assert kinds(take("spend", example, leave_out_rows=(2,))) == []


def test_a_currency_in_a_title_is_asked_about() -> None:
    assert kinds(budgets("budget_gbp", "12", above='"All figures in US$",,,\n\n', units={"budget_gbp": "pounds"})) == [
        "another currency"
    ]


MEANS: dict[str, Decimal | int] = {
    "£": 1, "": 1, "GBP": 1, "2013/14": 1, "k": 1000, "£k": 1000, "k£": 1000, "£000": 1000, "£'000s": 1000, "m": 10**6,
    "£m": 10**6, "£ million": 10**6, "bn": 10**9, "p": Decimal("0.01"), "pence": Decimal("0.01"), "thou": 1000, "T£": 1000,
}  # fmt: skip
"""What people write beside ‘Budget’, and what it means."""


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(MEANS)), st.sampled_from(["{} ({})", "{} [{}]", "{} {}", "{}, {}", "{}\n{}", "{} - {}", "{}_{}"]),
    st.sampled_from(["Budget", "budget_gbp", "Planned spend", "BUDGET"]), st.decimals(1, 5000, places=2),
    st.sampled_from(["", "k", "m"]),
)  # fmt: skip
def test_a_heading_loads_as_what_it_says_or_is_refused(mark, form, name, amount, own) -> None:
    heading = form.format(name, mark)
    cell = f"{amount}{own}"
    taken = budgets(heading, cell, mapping={heading: "budget_gbp"})
    if kinds(taken):
        assert set(kinds(taken)) <= {"unit", "too many decimals"}
        assert own == "" or "unit" not in kinds(taken) or MEANS[mark] != 1
    else:
        factor = {"": MEANS[mark], "k": 1000, "m": 10**6}[own]
        assert taken.rows["budget_gbp"].to_list() == [Decimal(amount) * factor]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(categories=["L", "S", "N", "P"]), min_size=1, max_size=6))
def test_no_made_up_mark_beside_a_heading_is_passed_over(mark: str) -> None:
    # Whatever letters and signs stand there: none of a unit's making is read as none.
    assume(not all(sign in "()[]{}<>,.;:/\\-–—_*†‡&'\"“”‘’`?!|#+~£" or sign.isdigit() for sign in mark))
    part = unclear(f"Budget ({mark})", BUDGET)
    words = {word.casefold() for word in mark.replace("£", " ").split()}
    assert part or all(unclear(f"Budget ({word})", BUDGET) == "" for word in words)
