"""Totals by arithmetic, a template's rows, amounts of another scale, SharePoint's lookups: never taken for what they aren't."""

from __future__ import annotations

import math
import random
from datetime import date
from decimal import Decimal
from statistics import NormalDist

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.datasets import DATASETS
from data.intake.checks import not_records
from data.intake.checks.scales import WRITTEN_OTHERWISE, by_what_they_are_for, of_another_scale
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.suggested_fixes import remedies
from data.intake.values.lookups import looked_up
from data.problems import Remedy

DAY = date(2013, 3, 31)
HEADINGS = "application_id,name,department,business_function,disposition"


def take(dataset: str, text: str, **said: object) -> Ingested:
    return ingest(text.encode(), "file.csv", DATASETS[dataset], DAY, Options(**said))  # type: ignore[arg-type]


def spend(*rows: str, **said: object) -> Ingested:
    text = "\n".join(["Component,Budget,Actual", *rows])
    return take("spend", text, set_values=("month=01/03/2013", "strand=core_infrastructure"), **said)


def named(taken: Ingested) -> list[tuple[int, str]]:
    return list(taken.problems.select("row", "kind").rows())


@pytest.mark.parametrize("name", ["Capital total", "Capital", "Housing", "Everything", "All"])
def test_a_row_that_is_the_sum_of_those_above_is_a_total_whatever_it_is_called(name: str) -> None:
    taken = spend("Servers,1204,1100", "Licences,215,107", "Network,630,0", f"{name},2049,1207")
    assert named(taken) == [(5, "total")]
    assert "sum of rows 2 to 4 in every amount" in taken.problems["problem"][0]
    assert remedies(taken) == ((Remedy("leave_out_rows", "5"), Remedy("keep_rows", "5")),)
    left = spend("Servers,1204,1100", "Licences,215,107", "Network,630,0", f"{name},2049,1207", leave_out_rows=(5,))
    assert (left.problems.height, left.rows["budget_gbp"].sum()) == (0, Decimal(2049))
    kept = spend("Servers,1204,1100", "Licences,215,107", "Network,630,0", f"{name},2049,1207", keep_rows=(5,))
    assert (kept.problems.height, kept.rows.height) == (0, 4)


def test_a_total_of_two_rows_by_its_name() -> None:
    assert named(spend("Servers,12,11", "Licences,2,1", "Capital total,14,12")) == [(4, "total")]


@pytest.mark.parametrize(
    "rows",
    [
        ("A,9130,0", "B,0,1000.55", "C,9130,1000.55"),  # each amount comes from one row alone
        ("A,100,", "B,200,", "C,300,"),  # three licences, and no total: round figures add up by chance
        ("A,1000,", "B,500,", "C,1500,"),
        ("A,1,", "B,2,", "C,3,"),
        ("A,1204,100", "B,215,50", "C,1419,151"),  # the budgets add up and the actuals don't
        ("A,1204,", "B,215,", "C,1420,"),  # nearly
        ("A,0,0", "B,0,0", "C,0,0"),
        ("A,12,", "B,12,", "C,12,"),
    ],
)
def test_figures_that_add_up_by_chance_are_records(rows: tuple[str, ...]) -> None:
    assert named(spend(*rows)) == []


def test_two_long_figures_hardly_add_up_by_chance() -> None:
    assert named(spend("A,1204.17,", "B,215.40,", "C,1419.57,")) == [(4, "total")]


def test_subtotals_and_the_grand_total_are_each_named() -> None:
    rows = (
        "Servers,1204,1100", "Storage,215,107", "Infrastructure,1419,1207",  # the sum of two, in two amounts
        "Portal,630,", "Forms,71,", "Payments,99,5", "Self service,800,5",  # since the last total
        "Programme,2219,1212",  # of all records
    )  # fmt: skip
    assert named(spend(*rows)) == [(4, "total"), (8, "total"), (9, "total")]


GROUPS = ("Servers,1204.17,1100", "Storage,215.40,107"), ("Portal,630.28,9", "Forms,71.55,3", "Payments,99.10,5")


@pytest.mark.parametrize(
    ("first", "grand", "found"),
    [
        ("Infrastructure,1419.57,1207", "Programme,2220.50,1224", [4, 8, 9]),  # each is what it should be
        (
            "Infrastructure total,1419.60,1207",
            "Programme,2220.50,1224",
            [4, 8, 9],
        ),  # the first is rounded, and called one
        (
            "Infrastructure total,1419.60,1207",
            "Programme,2220.53,1224",
            [4, 8, 9],
        ),  # the last is the sum of the two above it
        ("Infrastructure,1419.60,1207", "Programme,3640.10,2431", [8, 9]),  # nothing tells the first from a record
    ],
)
def test_what_follows_a_total_that_is_not_exact_is_found_as_well(first: str, grand: str, found: list[int]) -> None:
    one, two = GROUPS
    assert named(spend(*one, first, *two, "Self service,800.93,17", grand)) == [(row, "total") for row in found]


def test_the_sum_of_some_rows_above_is_a_total_wherever_they_begin() -> None:
    rows = ("Desks,117.31,4", "Racks,99.25,11", "Lines,410.02,7", "Both,509.27,18", "Phones,12.75,1")
    assert named(spend(*rows)) == [(5, "total")]
    costs = [f"A{n},{(n * 7919) % 9973 + 40}," for n in range(400)]  # sums of rows that lie together by chance
    assert named(spend(*costs)) == []


def test_a_total_without_a_name_is_named_once_and_not_as_a_blank_key() -> None:
    taken = spend("Servers,1204,1100", "Licences,215,107", ",1419,1207", "Network,630,0")
    assert named(taken) == [(4, "total")]


def test_what_is_called_a_total_without_being_the_sum_is_asked_about_too() -> None:
    assert named(spend("Servers,1204,1100", "Licences,215,107", "Capital total,1500,1207")) == [(4, "total")]
    assert named(spend("Servers,1204,1100", "TotalMobile,215,107", "Total Mobile licences,99,14")) == []


def test_a_total_of_each_month_is_one_wherever_its_months_stand() -> None:
    """All months of an item before the next, as a report tool sorts them: no total is the sum of the rows just above it."""

    def of(items: dict[str, tuple[str, str]]) -> str:
        months = ("Apr-13", "May-13")
        rows = [
            f"{name},consolidation,{months[n]},{cell}" for name, cells in items.items() for n, cell in enumerate(cells)
        ]
        return "\n".join(["component,strand,month,budget_gbp,actual_gbp", *rows])

    parts = {"Servers": ("1012.30,910.50", "1000.10,900"), "Network": ("502.40,200.25", "403.20,")}
    total, other = {"Infrastructure": ("1514.70,1110.75", "1403.30,900")}, {"Portal": ("70,20", "75,")}
    for items, at in ((parts | total | other, 6), (other | total | parts, 4)):
        taken = take("spend", of(items))
        assert named(taken) == [(at, "total"), (at + 1, "total")]
        assert "the sum of others of its month in every amount" in taken.problems["problem"][0]
        assert named(take("spend", of(items), keep_rows=(at, at + 1))) == []
    by_chance = {"Infrastructure": ("1514.70,1110.75", "1403.31,900")}  # in one month alone
    flat = {name: (f"{cost},", f"{cost},") for name, cost in (("A", 100), ("B", 200), ("C", 300))}
    assert named(take("spend", of(parts | by_chance | other))) == named(take("spend", of(flat))) == []


def test_many_totals_are_left_out_together() -> None:
    rows = [
        row
        for n in range(5)
        for row in (f"A{n},12{n}4.11,", f"B{n},215.40,", f"Department {n} total,{1419.51 + 10 * n:.2f},")
    ]
    taken = spend(*rows)
    assert [kind for _, kind in named(taken)] == ["total"] * 5
    assert [way.value for way in remedies(taken)[0]] == ["4", "7", "10", "13", "16"]


def test_summaries_above_their_parts_are_totals_as_those_beneath() -> None:
    assert named(spend("Capital,2049,1207", "Servers,1204,1100", "Licences,215,107", "Network,630,0")) == [(2, "total")]
    outline = (
        "Programme,2219,1212", "Infrastructure,1419,1207", "Servers,1204,1100", "Storage,215,107", "Self service,800,5",
        "Portal,630,", "Forms,71,", "Payments,99,5",
    )  # fmt: skip
    assert named(spend(*outline)) == [(2, "total"), (3, "total"), (6, "total")]
    short = ("Core,300,84", "Servers,100,31", "Network,200,53", "Apps,75,28", "Licences,50,17", "People,25,11")
    assert named(spend(*short)) == [(2, "total"), (5, "total")]  # the first might be chance, were the second no sum
    assert named(spend(*short[:3])) == []
    like = ",March 2013,consolidation"
    rows = f"component,month,strand,budget_gbp\n{{}}{like},300\nA{like},100\nB{like},200\n"
    assert named(take("spend", rows.format("Consolidation"))) == [(2, "total")]  # called as its group is
    assert named(take("spend", rows.format("Licences"))) == []  # by chance


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 10**7), min_size=3, max_size=30), st.booleans(), st.data())
def test_a_total_never_loads_as_a_record(pence: list[int], is_beneath: bool, data: st.DataObject) -> None:
    amounts = [Decimal(100_003 + n) / 100 for n in pence]  # figures of six digits and more
    at = data.draw(st.integers(3, len(amounts)))
    rows = [f"C{n},{amount},{amount / 2:.2f}" for n, amount in enumerate(amounts)]
    rows.insert(at, f"Capital,{sum(amounts[:at])},{sum((a / 2).quantize(Decimal('0.01')) for a in amounts[:at])}")
    taken = spend(*rows) if is_beneath else spend(*rows[::-1])
    assert (at + 2 if is_beneath else len(rows) + 1 - at, "total") in named(taken)


@pytest.mark.parametrize(
    "row",
    [
        "REQUIRED,REQUIRED,REQUIRED,REQUIRED,retain", "Mandatory,Mandatory,Optional,Optional,retain",
        "[App ref],[Enter App Name],[Dept],[Function],retain", "APP-1,[Enter App Name],Housing,Rents,retain",
        "e.g. APP-001,Payroll,Housing,Rents,retain", "APP-1,e.g. Payroll,Housing,Rents,retain",
        "Example,Payroll,Housing,Rents,retain", "APP-X,Example application,Housing,Rents,retain",
        "text,text,text,text,retain", "<ref>,<name>,<department>,<function>,retain", ",text,text,text,text",
        "APP-1,Enter name here,Housing,Rents,retain",
    ],
)  # fmt: skip
def test_a_templates_row_is_never_an_application(row: str) -> None:
    text = f"{HEADINGS}\n{row}\nAPP-7,Council tax,Revenues,Tax,retain\n"
    taken = take("applications", text)
    assert named(taken) == [(2, "template row")]
    assert remedies(taken) == ((Remedy("leave_out_rows", "2"), Remedy("keep_rows", "2")),)
    assert take("applications", text, leave_out_rows=(2,)).problems.is_empty()


@pytest.mark.parametrize(
    "name",
    ["Choose and Book", "Select HR", "Example Housing Association portal", "SampleManager", "Enterprise Vault", "Text messaging",
     "Optional extras", "Required learning", "Eg Group CRM", "[Legacy] Payroll", "Date of birth checker", "Test management"],
)  # fmt: skip
def test_names_that_begin_like_a_hint_are_names(name: str) -> None:
    assert named(take("applications", f"{HEADINGS}\nAPP-1,{name},Housing,Rents,retain\n")) == []


def test_a_record_that_looks_like_a_template_may_be_kept() -> None:
    text = f"{HEADINGS}\nAPP-1,[Retired],Housing,Rents,retain\n"
    assert named(take("applications", text)) == [(2, "template row")]
    assert take("applications", text, keep_rows=(2,)).rows["name"].to_list() == ["[Retired]"]
    assert take("applications", text, keep_rows=(9,)).problems["kind"].to_list() == ["unknown row", "template row"]


def test_a_row_of_units_is_named_and_counts_when_left_out() -> None:
    text = "component,month,strand,budget_gbp\n,,,£000\nServers,March 2013,consolidation,12.5\n"
    assert named(take("spend", text)) == [(2, "template row")]
    assert take("spend", text, leave_out_rows=(2,)).problems["kind"].to_list() == ["unit"]
    said = take("spend", text, leave_out_rows=(2,), units={"budget_gbp": "thousands"})
    assert said.rows["budget_gbp"].to_list() == [Decimal("12500.00")]


def amounts(*said: str) -> pl.Series:
    return pl.Series([Decimal(amount) for amount in said], dtype=pl.Decimal(18, 2))


@pytest.mark.parametrize(
    ("said", "odd", "fit"),
    [
        (("2059000", "9832000", "14257000", "1391000", "3.7", "12.1"), [4, 5], "as millions"),
        (("9000", "12000", "15000", "12"), [3], "as thousands"),
        (("1400000", "2000000", "3.7"), [2], "as millions"),  # few rows are looked at like many
        (("9000", "12000", "15000", "12.5", "0"), [3], "as thousands"),
        (("12.5", "3.7", "140", "22", "125000"), [4], "a thousand times less"),  # thousands, and one in pounds
        (("2", "3.7", "14", "8", "5", "6100000", "0"), [5], "a million times less"),
        (("12.50", "8.99", "140", "22.75", "9000"), [], ""),  # small payments and a large one
        (("20", "300", "4500", "70000", "900000"), [], ""),  # a column that runs from small to large
        (("25000", "120000", "90000", "1000"), [], ""),
        (("25000", "26000", "27000", "0.5"), [], ""),  # neither 500 nor 500,000 would fit
        (("1204", "1100", "1"), [], ""), (("9000", "12"), [], ""), ((), [], ""),
        (("14257000", "3.7"), [1], "as millions"), (("9000", "12.5"), [1], "as thousands"),  # two are enough
        (("3.7", "14257000", "12.1", "2059000"), [0, 2], "as millions"),  # as are as many as the rest
        (("290", "45.2", "5000", "117600"), [1], "as thousands"),  # no gap, and the only one not written in round pounds
        (("116", "91.2", "1180", "9640", "96400"), [], ""),  # all are rounded to as many digits
    ],
)  # fmt: skip
def test_amounts_far_from_the_rest_that_would_fit_in_another_unit(
    said: tuple[str, ...], odd: list[int], fit: str
) -> None:
    mask, where, found = of_another_scale(amounts(*said))
    assert (mask.arg_true().to_list(), found, bool(where)) == (odd, fit, bool(fit))


@given(st.data(), st.integers(1, 10**8))
def test_amounts_of_about_one_size_are_looked_over_without_missing_any(data: st.DataObject, least: int) -> None:
    """Those that by_what_they_are_for leaves out: of_another_scale finds nothing among them."""
    pence = data.draw(st.lists(st.integers(least, WRITTEN_OTHERWISE * least - 1), min_size=2, max_size=60))
    values = pl.Series([Decimal(each) / 100 for each in pence], dtype=pl.Decimal(18, 2))
    alike = pl.DataFrame({"amount": values})
    assert by_what_they_are_for(alike, pl.repeat("user", len(values), eager=True)) == []
    assert not of_another_scale(values)[0].any()


def test_only_amounts_for_the_same_thing_are_compared_and_only_where_one_is_far_off() -> None:
    rows = pl.DataFrame({"amount": amounts("140", "0.03", "0.14", "12", "135", "0.02", "0")})
    found = by_what_they_are_for(rows, pl.Series(["user", "page", "user", "GB", "user", "page", "page"]))
    assert [each["amount"].to_list() for each in found] == [[Decimal(140), Decimal("0.14"), Decimal(135)]]


def wide(count: int, spread: float = 1.7) -> list[int]:
    """Costs of some hundreds to some hundreds of thousands of pounds, without a gap between them."""
    return [
        max(round(160 * math.exp(spread * NormalDist().inv_cdf((n + 0.5) / count))) * 100, 100) for n in range(count)
    ]


@pytest.mark.parametrize("count", [120, 277, 2_000])
@pytest.mark.parametrize("every", [6, 15])
def test_thousands_among_pounds_are_found_in_a_column_without_a_gap(count: int, every: int) -> None:
    costs = [Decimal(cost) for cost in wide(count, 1.4)]
    typed = {at: round(costs[at] / 1000, 1) for at in range(count // 3, count, every)}
    mixed = [typed.get(at, cost) for at, cost in enumerate(costs)]
    mask, _, fit = of_another_scale(pl.Series(mixed, dtype=pl.Decimal(18, 2)))
    found = set(mask.arg_true().to_list())
    assert fit == "as thousands"
    assert found <= typed.keys()
    assert len(found) * 2 > len(typed)


@pytest.mark.parametrize(("count", "fewest"), [(2, 15), (3, 25), (5, 30), (8, 30), (12, 34), (40, 36)])
def test_one_amount_in_thousands_is_mostly_asked_about_in_small_wide_columns_too(count: int, fewest: int) -> None:
    asked = 0
    for seed in range(40):
        chance = random.Random(seed)
        costs = [Decimal(max(round(160 * math.exp(chance.gauss(0, 1.4))), 1) * 100) for _ in range(count)]
        assert of_another_scale(pl.Series(costs, dtype=pl.Decimal(18, 2)))[1:] == ("", "")
        mixed = [round(costs[0] / 1000, 1), *costs[1:]]
        asked += of_another_scale(pl.Series(mixed, dtype=pl.Decimal(18, 2)))[2] == "as thousands"
    assert asked >= fewest


@pytest.mark.parametrize("count", [8, 40, 277, 2_000, 40_000])
def test_wide_columns_by_themselves_are_not_asked_about(count: int) -> None:
    for costs in (
        wide(count),
        [float(f"{16_000 * math.exp(1.7 * NormalDist().inv_cdf((n + 0.5) / count)):.3g}") for n in range(count)],
        [round(3_000 * math.exp(2.2 * NormalDist().inv_cdf((n + 0.5) / count)), 2) for n in range(count)],
    ):
        series = pl.Series([round(Decimal(str(cost)), 2) for cost in costs], dtype=pl.Decimal(18, 2))
        assert of_another_scale(series)[1:] == ("", "")


def test_amounts_far_above_a_column_of_thousands_are_asked_about_row_by_row() -> None:
    rows = ("A,12.5,", "B,3.7,", "C,140,", "D,22,", "E,125000,")
    assert named(spend(*rows)) == [(6, "another scale")]
    thousands = spend(*rows, units={"Budget": "thousands"})
    assert named(thousands) == [(6, "another scale")]
    assert "far above the rest of the column" in thousands.problems["problem"][0]
    assert remedies(thousands) == ((Remedy("keep_rows", "6"),),)
    kept = spend(*rows, units={"Budget": "thousands"}, keep_rows=(6,))
    assert kept.rows["budget_gbp"][-1] == Decimal("125000000.00")


def test_amounts_of_another_scale_are_asked_about_until_the_column_is_said_to_be_in_pounds() -> None:
    rows = ("A,2059000,", "B,9832000,", "C,14257000,", "D,4450000,", "E,3.7,")
    taken = spend(*rows)
    assert named(taken) == [(6, "another scale")]
    assert remedies(taken) == ((Remedy("units", "Budget=pounds"),),)
    assert spend(*rows, units={"Budget": "pounds"}).rows["budget_gbp"][-1] == Decimal("3.70")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("3;#Housing", ["Housing"]), ("3;#Housing;#4;#Adults", ["Housing", "Adults"]), (";#Housing;#", ["Housing"]),
        ("Housing;#Adults", ["Housing", "Adults"]), (";#Housing;#Adults;#", ["Housing", "Adults"]),
        ("string;#Housing", ["Housing"]),
        ("float;#12.5", ["12.5"]), ("3;#Housing;#3;#Housing", ["Housing"]), ("12;#Smith, Jane", ["Smith, Jane"]),
        ("3;#", []), ("Housing", []), ("Housing; Adults", []),
    ],
)  # fmt: skip
def test_a_lookup_is_what_the_list_shows(cell: str, parts: list[str]) -> None:
    assert looked_up(cell) == parts


def test_lookups_are_stripped_and_said_or_refused() -> None:
    text = f"{HEADINGS},users\n1;#APP-1,Rents,3;#Housing,Rents,9;#Retain,float;#12\nAPP-2,Pay,Housing,Pay,retain,3\n"
    taken = take("applications", text)
    assert taken.problems.is_empty()
    assert taken.rows.select("application_id", "department", "disposition", "users").row(0) == (
        "APP-1",
        "Housing",
        "retain",
        12,
    )
    assert [n.examples for n in taken.notices if "Department" in n.text or "department" in n.text] == [
        ("row 2, department: ‘3;#Housing’ → Housing",)
    ]
    in_codes = take("applications", f"{HEADINGS}\nAPP-1,Rents,3&#59;&#35;Housing,Rents,retain\n")
    assert in_codes.rows["department"].to_list() == ["Housing"]
    two = take("applications", f"{HEADINGS}\nAPP-1,Rents,3;#Housing;#4;#Adults,Rents,retain\n")
    assert named(two) == [(2, "lookup")]
    head = "wave_id,name,sequence,departments,baseline_start,baseline_finish"
    waves = f"{head}\nW1,One,1,3;#Housing;#4;#Adults,2013-01-01,2013-02-01\n"
    assert take("waves", waves).rows["departments"].to_list() == ["Housing; Adults"]


def test_a_lookup_without_its_text_is_refused() -> None:
    assert named(take("applications", f"{HEADINGS}\nAPP-1,Rents,3;#,Rents,retain\n")) == [(2, "lookup")]


def test_a_cost_that_is_the_same_on_each_row_of_an_option_adds_up_to_nothing():
    rows = [f"Company,{criterion},25,3,520000" for criterion in ("Control", "Jobs", "Assets", "Speed")]
    taken = take("vehicle_options", "\n".join(["Option,Criterion,Weight,Score,Cost", *rows]))
    assert not taken.problems.height
    assert taken.rows.height == 4


amount = st.sampled_from([0, 1, 2, 3, 5, 1000, 2000, 3000, -1000])
listed_rows = st.lists(st.tuples(st.sampled_from(["A", "Total", "Sum", "B"]), amount, amount), min_size=1, max_size=9)


@settings(max_examples=150)
@given(listed_rows, st.booleans())
def test_a_file_that_can_hold_no_total_is_passed_by_and_no_other(rows: list[tuple[str, int, int]], ends_in_sum: bool):
    """The look at all rows at once leaves out the look row by row only where that would find nothing."""
    if ends_in_sum:
        rows = [*rows, ("C", sum(cost for _, cost, _ in rows), sum(users for _, _, users in rows))]
    names = pl.Series([f"{name} {at}" for at, (name, _, _) in enumerate(rows)])
    values = {
        "name": names,
        "annual_cost_gbp": pl.Series([cost for _, cost, _ in rows], dtype=pl.Int64).cast(pl.Decimal(18, 2)),
        "users": pl.Series([users for _, _, users in rows], dtype=pl.Int64),
    }
    texts = {name: series.cast(pl.String) for name, series in values.items()}
    given = (pl.DataFrame(list(texts.values())), pl.Series(range(2, len(rows) + 2)), values, texts)
    quickly = not_records.totals(*given, DATASETS["applications"], {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(not_records, "_may_hold_a_total", lambda *_: True)
        assert not_records.totals(*given, DATASETS["applications"], {}).equals(quickly)


@given(
    st.lists(
        st.sampled_from(["Total", "sub-totals", "TOTAL :", "Totalled", "Payroll total cost", "Payroll", ""]), max_size=4
    )
)
def test_rows_called_totals_are_found_by_the_word_first(labels: list[str]) -> None:
    label = pl.Series(labels, dtype=pl.String)
    assert not_records._called_total(label).equals(label.str.contains(not_records._CALLED_TOTAL))
