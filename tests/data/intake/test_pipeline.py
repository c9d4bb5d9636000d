"""From bytes to rows: the whole way, on small files with the reason for each row behind it, and on real ones."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data import exports
from data.datasets import DATASETS, Dataset, Kind
from data.intake.pipeline import Ingested, Options, ingest
from data.problems import Refused, sentences
from tests.deep import examples

SEPTEMBER = date(2013, 9, 30)
HEADINGS = "application_id,name,department,business_function,disposition"


def take(dataset: str, content: str | bytes, as_at: date = SEPTEMBER, known=None, **said) -> Ingested:
    raw = content.encode() if isinstance(content, str) else content
    return ingest(raw, "test.csv", DATASETS[dataset], as_at, Options(**said), known or {})


def kinds(taken: Ingested) -> list[str]:
    return taken.problems["kind"].to_list()


def noticed(taken: Ingested, kind: str) -> list[str]:
    return [notice.text for notice in taken.notices if notice.kind == kind]


def test_rows_are_typed_in_the_files_order_with_only_what_it_supplied() -> None:
    taken = take("applications", f"users,{HEADINGS},Annual cost\n12,B,Rota,HR,Pay,retain,£5\n,A,Leave,HR,Pay,keep,")
    assert taken.supplied == (*HEADINGS.split(",")[:4], "users", "annual_cost_gbp", "disposition")
    assert taken.rows.columns == [*taken.supplied, "_row"]
    for name in taken.supplied:
        assert taken.rows.schema[name] == DATASETS["applications"].column(name).frame_type
    assert taken.rows["application_id"].to_list() == ["B", "A"]
    assert taken.rows["annual_cost_gbp"].to_list() == [Decimal("5.00"), None]
    assert taken.mapping["Annual cost"] == "annual_cost_gbp"


def test_row_numbers_are_the_spreadsheets() -> None:
    # A title, a blank line and a cell of two lines are above the row that is wrong: a spreadsheet calls it row 5.
    taken = take(
        "applications", f'Our applications,,,,\n\n{HEADINGS}\nA,"Pay\nroll",HR,Pay,retain\nB,Leave,HR,Pay,purple\n'
    )
    assert taken.problems["row"].to_list() == [5]
    assert taken.rows["_row"].to_list() == [4, 5]


def test_every_reinterpretation_is_listed() -> None:
    taken = take(
        "applications",
        f"{HEADINGS},contract_end\nA,N,HR,Pay,retain,13th December 2012\nB,N,HR,Pay,retain,TBC\nC,N,HR,Pay,keep,01/02/2013",
    )
    assert [(n.kind, n.text, n.examples) for n in taken.notices] == [
        ("date in words", "contract_end: 1 cell was read from a date in words.",
         ("row 2, contract_end: ‘13th December 2012’ → 13 December 2012",)),
        ("taken as blank", "contract_end: 1 cell without an answer was taken as blank.",
         ("row 3, contract_end: ‘TBC’ → blank",)),
        ("day first",
         "contract_end: 1 cell may be day first or month first; was read day first, as dates are written in Britain.",
         ("row 4, contract_end: ‘01/02/2013’ → 1 February 2013",)),
        ("synonym", "disposition: 1 cell was read by a synonym.", ("row 4, disposition: ‘keep’ → retain",)),
    ]  # fmt: skip


def test_another_column_of_the_file_may_tell_the_order_of_day_and_month() -> None:
    # ‘Paid’ is not ours, and its 12/31/2012 shows that whoever made the file writes the month first.
    taken = take("applications", f"{HEADINGS},contract_end,Paid\nA,N,HR,Pay,retain,01/02/2013,12/31/2012")
    assert kinds(taken) == ["dates ambiguous"]
    assert "Paid in the same file is month first (‘12/31/2012’)" in sentences(taken.problems)[0]
    said = take(
        "applications", f"{HEADINGS},contract_end,Paid\nA,N,HR,Pay,retain,01/02/2013,12/31/2012", month_first=True
    )
    assert said.rows["contract_end"].to_list() == [date(2013, 1, 2)]


def test_fixed_values_for_missing_columns() -> None:
    taken = take(
        "migrations",
        "application_id,actual_date\nA,2013-02-28\nB,",
        known={"applications": ["A", "B"]},
        set_values=("stage=not_started", "stage=migrated when actual_date"),
    )
    assert taken.rows["stage"].to_list() == ["migrated", "not_started"]
    assert kinds(taken) == []
    assert len(noticed(taken, "fixed value")) == 2


def test_fixed_values_by_condition_and_for_blank_cells() -> None:
    taken = take(
        "applications", "application_id,name,department,business_function\nA,N,HR,\nB,N,IT,Mail",
        set_values=("disposition=retain", "disposition=retire when department is it", "business_function=Not stated when blank"),
    )  # fmt: skip
    assert taken.rows["disposition"].to_list() == ["retain", "retire"]
    assert taken.rows["business_function"].to_list() == ["Not stated", "Mail"]
    assert kinds(taken) == []


def test_fixed_values_that_cannot_be() -> None:
    wrong = ("department=Housing", "stage=purple", "disposition=purple", "disposition retain")
    taken = take("applications", f"{HEADINGS}\nA,N,HR,Pay,retain", set_values=wrong)
    assert kinds(taken) == ["fixed value", "fixed value", "unknown column", "fixed value in the file"]
    assert any(
        "which the file has" in sentence for sentence in sentences(taken.problems)
    )  # never written over silently


def test_dates_divided_by_the_reporting_date() -> None:
    taken = take(
        "migrations", "Site,Redirection Date\nA,13th December 2012\nB,10th April 2013\nC,",
        date(2013, 3, 22), {"applications": ["A", "B", "C"]}, mapping={"Site": "application_id"},
        split_dates={"Redirection Date": ("actual_date", "forecast_date")},
        set_values=("stage=not_started", "stage=migrated when actual_date"),
    )  # fmt: skip
    assert kinds(taken) == []
    assert taken.rows.select("actual_date", "forecast_date", "stage").rows() == [
        (date(2012, 12, 13), None, "migrated"), (None, date(2013, 4, 10), "not_started"), (None, None, "not_started"),
    ]  # fmt: skip


def test_cells_taken_as_blank_when_said() -> None:
    csv_text = f"{HEADINGS},contract_end\nA,N,HR,Pay,retain,Ongoing\nB,N,HR,Pay,retain,2013-01-01"
    assert kinds(take("applications", csv_text)) == ["not a date"]
    taken = take("applications", csv_text, blanks={"contract_end": ("ongoing",)})
    assert kinds(taken) == []
    assert noticed(taken, "taken as blank") == ["contract_end: 1 cell was taken as blank, as said."]
    assert kinds(take("applications", csv_text, blanks={"*": ("Ongoing",)})) == []
    assert "unknown heading" in kinds(take("applications", csv_text, blanks={"contract_endd": ("Ongoing",)}))


def test_a_column_right_by_name_and_wrong_by_content_is_challenged_once() -> None:
    rows = "\n".join(f"A{n:03d},N,HR,Pay,retain,{n % 28 + 1}/03/2013" for n in range(100))
    taken = take("applications", f"{HEADINGS},Annual cost\n{rows}")
    assert kinds(taken) == ["wrong content"]
    assert "100 of its 100 cells are dates (such as ‘1/03/2013’" in sentences(taken.problems)[0]


def test_a_name_column_full_of_dates_is_challenged() -> None:
    rows = "\n".join(f"A{n:03d},{n % 28 + 1:02d}/03/2013,HR,Pay,retain" for n in range(20))
    assert kinds(take("applications", f"{HEADINGS}\n{rows}")) == ["wrong content"]


def test_exchanged_headings_are_challenged() -> None:
    rows = [(f"A{n:03d}", f"Payroll of ward {n}", ("HR", "Housing")[n % 2]) for n in range(20)]

    def taken(heads: str, order: tuple[int, int, int], **said) -> list[str]:
        lines = "\n".join(",".join([*(row[i] for i in order), "Pay", "retain"]) for row in rows)
        return kinds(take("applications", f"{heads},business_function,disposition\n{lines}", **said))

    assert taken("application_id,name,department", (0, 1, 2)) == []
    assert taken("application_id,name,department", (1, 0, 2)) == ["wrong content"]
    assert taken("application_id,name,department", (0, 2, 1)) == ["wrong content"]
    mapping = {"application_id": "application_id"}
    assert taken("application_id,name,department", (1, 0, 2), mapping=mapping) == []  # a person says so


def test_a_heading_in_millions_must_be_confirmed() -> None:
    csv_text = f"{HEADINGS},Cost £m\nA,N,HR,Pay,retain,1.5"
    mapping = {"Cost £m": "annual_cost_gbp"}
    assert kinds(take("applications", csv_text, mapping=mapping)) == ["unit"]
    for unit, amount in (("millions", "1500000.00"), ("pounds", "1.50")):
        taken = take("applications", csv_text, mapping=mapping, units={"Cost £m": unit})
        assert taken.rows["annual_cost_gbp"].to_list() == [Decimal(amount)]


def test_a_heading_in_another_currency_must_be_confirmed() -> None:
    csv_text = f"{HEADINGS},Annual cost ($)\nA,N,HR,Pay,retain,15"
    assert kinds(take("applications", csv_text)) == ["another currency"]
    assert kinds(take("applications", csv_text, currency="$")) == []


def test_one_of_our_columns_under_an_unknown_heading_is_asked_about() -> None:
    rows = "\n".join(f"A{n:03d},N,HR,Pay,retain,2013-03-{n + 1:02d}" for n in range(9))
    taken = take("applications", f"{HEADINGS},Ende\n{rows}")
    assert kinds(taken) == ["likely heading"]
    assert sentences(taken.problems)[0].startswith(
        "The heading ‘Ende’ isn't known and would not be used, but its cells (‘2013-03-01’"
    )
    assert kinds(take("applications", f"{HEADINGS},Ende\n{rows}", mapping={"Ende": "-"})) == []
    counted = "\n".join(f"{n},A{n:03d},N,HR,Pay,retain,x{n}" for n in range(1, 10))
    assert (
        kinds(take("applications", f"No,{HEADINGS},Extra\n{counted}")) == []
    )  # row numbers and words are no column of ours


def test_rows_of_one_key_are_added_up_only_when_said() -> None:
    csv_text = "component,month,strand,budget_gbp,actual_gbp\nServers,Jan-13,consolidation,100,5\n" \
               "Servers,2013-01-01,consolidation,50,\nTills,Jan-13,consolidation,1,1"  # fmt: skip
    assert kinds(take("spend", csv_text)) == ["duplicate key", "duplicate key"]
    taken = take("spend", csv_text, add_up=True)
    assert kinds(taken) == []
    assert taken.rows.select("component", "budget_gbp", "actual_gbp").rows() == [
        ("Servers", Decimal("150.00"), Decimal("5.00")), ("Tills", Decimal("1.00"), Decimal("1.00")),
    ]  # fmt: skip
    # Two strands for one key can't be added up to one.
    assert kinds(take("spend", csv_text.replace("consolidation,50", "transformation,50"), add_up=True)) != []


def test_blank_core_component_in_words_is_still_required() -> None:
    taken = take("applications", f"{HEADINGS},core_component\nA,N,HR,Pay,consolidate,n/a\nB,N,HR,Pay,retain,n/a")
    assert taken.problems.select("row", "kind").rows() == [(2, "blank")]
    assert taken.rows["core_component"].to_list() == [None, None]


def test_what_an_export_wrote_comes_back_as_it_was() -> None:
    # Exports defend text that a spreadsheet would run with an apostrophe.
    taken = take("applications", f"{HEADINGS},description\nA,'=1+1,HR,'@home,retain,\"'-5 to '+5\"")
    assert kinds(taken) == []
    assert taken.rows.select("name", "business_function", "description").rows() == [("=1+1", "@home", "-5 to '+5")]


NAMES = ("Tills", "Payroll", "Leave", "Rota", "Stock", "Parking", "Ledger", "Libraries")
OF_MONEY = [dataset for dataset in DATASETS.values() if any(column.kind is Kind.MONEY for column in dataset.columns)]


def exported(dataset: Dataset, amounts: list[Decimal]) -> pl.DataFrame:
    """Rows as an export has them: each dataset's own example, under other names, with these amounts in turn."""
    rows = []
    for name in NAMES:
        row: dict[str, object] = {column.name: column.example for column in dataset.columns}
        row |= {column.name: None for column in dataset.columns if column.refers_to and not column.required}
        row |= {dataset.keys[0]: name}
        rows.append(row)
    held = {"benefits": list(NAMES)}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    taken = take(dataset.name, out.getvalue(), known=held)
    assert kinds(taken) == []
    in_turn = itertools.cycle(amounts)
    money = [column.name for column in dataset.columns if column.kind is Kind.MONEY]
    return taken.rows.select(dataset.names).with_columns(
        pl.Series(name, [next(in_turn) for _ in NAMES], dtype=pl.Decimal(18, 2)) for name in money
    )


@settings(deadline=None, max_examples=examples(10, 60), suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(OF_MONEY),
    st.lists(st.decimals(0, 10, places=2) | st.decimals(0, 10**9, places=2) | st.integers(0, 10**6).map(Decimal), min_size=8,
             max_size=8),
)  # fmt: skip
@example(
    DATASETS["spend"], [Decimal("999999.50"), Decimal("0.50"), *map(Decimal, (20_000, 10_000, 0, 40_000, 7, 9_000))]
)
def test_an_export_comes_back_by_itself_whatever_its_amounts(dataset: Dataset, amounts: list[Decimal]) -> None:
    rows = exported(dataset, amounts)
    for content in (exports.to_csv(rows), exports.to_xlsx(rows, dataset.title)):
        name = "export.csv" if content.startswith(exports.UTF8_MARK) else "export.xlsx"
        taken = ingest(content, name, dataset, SEPTEMBER, Options(), {"benefits": list(NAMES)})
        assert sentences(taken.problems) == []
        assert taken.rows.select(dataset.names).equals(rows)


def test_what_was_answered_once_is_not_asked_of_an_export() -> None:
    """Each is asked about when it comes, and held once it is answered and not once a program saved it again."""
    risks = DATASETS["risks"]
    rows = exported(risks, [])
    typed: dict[str, list[str | None]] = {
        "partner_id": ["P1", None, None, "P2", None, None, "P3", None],  # do they stand for the blank ones beneath?
        "risk_id": [
            "R1",
            "R-1",
            "R001",
            "R2",
            "r.1",
            "1,037",
            "R3",
            "\u0420-4",
        ],  # alike, without zeros, of a program, Cyrillic
    }
    held = rows.with_columns(pl.Series(name, values) for name, values in typed.items())
    known = {"partners": ["P1", "P2", "P3"]}
    for content in (exports.to_csv(held), exports.to_xlsx(held, "Risks")):
        taken = ingest(content, "a.csv", risks, SEPTEMBER, Options(), known)
        assert sentences(taken.problems) == []
        assert taken.rows.select(risks.names).equals(held)
        taken = ingest(content, "a.csv", risks, SEPTEMBER, Options(), known | {"risks": ["R-02"]})
        assert kinds(taken) == ["lost zeros", "look-alike key"], "what is held now is asked about"
    retyped = exports.to_csv(held).replace(b"\n", b"\r\n")
    assert {"fill down", "mixed alphabets", "changed key"} <= set(
        kinds(ingest(retyped, "a.csv", risks, SEPTEMBER, Options(), known))
    )


def test_of_an_export_that_was_changed_since_its_amounts_are_asked_about() -> None:
    spend = DATASETS["spend"]
    rows = exported(
        spend, [Decimal(each) for each in (250_000, 310_000, 420_000, 280_000, 390_000, 510_000, 330_000, 400_000)]
    )
    typed = rows.with_columns(budget_gbp=pl.when(pl.int_range(8) == 3).then(Decimal("370.00")).otherwise("budget_gbp"))
    for content, changed in zip(
        *([exports.to_csv(each), exports.to_xlsx(each)] for each in (rows, typed)), strict=True
    ):
        assert kinds(ingest(changed, "a.csv", spend, SEPTEMBER, Options(), {})) == []
        if content.startswith(exports.UTF8_MARK):
            changed = changed.replace(b",370.00,", b",370,")
        else:  # as a spreadsheet keeps it: other cells, the property of before
            book = openpyxl.load_workbook(io.BytesIO(content))
            book.worksheets[0]["D5"] = 370
            kept = io.BytesIO()
            book.save(kept)
            changed = kept.getvalue()
        assert kinds(ingest(changed, "a.csv", spend, SEPTEMBER, Options(), {})) == ["another scale"]


def test_an_apostrophe_before_one_cell_says_nothing_of_another() -> None:
    taken = take("applications", f"{HEADINGS},description\nA,'=1+1,HR,Pay,retain,'=B2\nB,=1+1,HR,Pay,retain,Fine")
    assert taken.problems.select("row", "heading", "kind").rows() == [(3, "name", "formula")]
    # Nor where it stands before every cell of a column, as some programs mark text.
    taken = take("applications", f"{HEADINGS},description\nA,'=1+1,HR,Pay,retain,=B2\nB,'Fine,HR,Pay,retain,'=C2")
    assert taken.problems.select("row", "heading", "kind").rows() == [(2, "description", "formula")]
    assert taken.rows["name"].to_list() == ["=1+1", "Fine"]


@pytest.mark.parametrize("cell", ["＝SUM(A1)", "﹦1+1", "＝－A1", "@SUM(A1:A9)", "＠SUM(A1)"])
def test_signs_in_full_width_make_formulas_too(cell: str) -> None:
    taken = take("applications", f"{HEADINGS}\nA,{cell},HR,Pay,retain")
    assert kinds(taken) == ["formula"]
    assert take("applications", f"{HEADINGS}\nA,'{cell},HR,Pay,retain").rows["name"].to_list() == [cell]


def test_a_file_without_rows_is_refused_or_said() -> None:
    with pytest.raises(Refused):
        take("applications", HEADINGS)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=examples(60, 150))
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda s: s.encode("utf-8")),
        st.text(alphabet=",;\t\n\r\"'=abA019/.-£\u00e9\u200b", max_size=200).map(
            lambda s: f"{HEADINGS},users\n{s}".encode()
        ),
    ),
    st.sampled_from(sorted(DATASETS)),
)
def test_any_bytes_are_read_or_refused_and_never_raise_anything_else(content: bytes, dataset: str) -> None:
    try:
        taken = take(dataset, content)
    except Refused:
        return
    assert taken.rows.height == taken.sheet.cells.height
    sentences(taken.problems)


CELL = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(["TBC", "31/03/2013", "£5", "retain", "APP-1", "n/a", "1.234", "=1+1", "#REF!", "Café", "  x "]),
)


@settings(deadline=None, max_examples=examples(60, 150))
@given(st.lists(st.lists(CELL, min_size=7, max_size=7), min_size=1, max_size=6))
def test_no_cell_is_lost_without_a_word(table: list[list[str | None]]) -> None:
    """Each cell of the file is in the rows letter for letter, or a problem, or a notice speaks of it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEADINGS.split(","), "users", "annual_cost_gbp"])
    writer.writerows([[cell or "" for cell in row] for row in table])
    try:
        taken = take("applications", out.getvalue())
    except Refused:
        return
    if taken.problems.height or taken.notices:
        return
    for row, cells in zip(taken.rows.iter_rows(named=True), table, strict=True):
        for name, cell in zip(HEADINGS.split(","), cells, strict=False):
            if name != "disposition":
                assert row[name] == (cell or None) or f"'{row[name]}" == cell
