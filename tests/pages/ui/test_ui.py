"""What several pages show: labels, links, downloads, tiles, the dictionary, a row's history."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import polars as pl
import pytest
import streamlit as st

from data.datasets import APPLICATIONS, DATASETS, MIGRATIONS, SPEND
from pages.charts.theme import LIGHT
from pages.narrative import forecasting as sentences
from pages.narrative import methodology
from pages.parts.overview import headline
from pages.ui import cards, declaration_tables, labels, links, page, row_history, tables
from pages.ui.as_at_bar import freshness
from pages.ui.page import View
from queries.migration import forecasting
from tests.source import ROOT


def looking(as_at: date = date(2013, 9, 30), version: int | None = None) -> View:
    latest = date(2013, 9, 30)
    return View(as_at, version or 71, "none", latest, LIGHT, known_version=71, chosen_version=version)


def test_links_keep_the_date_and_the_version_and_leave_out_what_is_not_chosen():
    assert links.behind(looking(), disposition="consolidate", department=None) == {"disposition": "consolidate"}
    assert links.behind(looking(date(2013, 3, 31), 40), wave_id="W1") == {
        "wave_id": "W1", "as_at": "2013-03-31", "ledger_version": "40",
    }  # fmt: skip


def test_each_run_has_a_screen_of_its_own_to_note_in_that_it_may_run(monkeypatch: pytest.MonkeyPatch):
    made = SimpleNamespace()
    monkeypatch.setattr(page, "_screen", lambda *_: made)
    assert page.screen("pages/find.py", "Find") is not page.screen("pages/find.py", "Find")


def test_links_lead_to_files_that_are_there():
    assert [path for path in links.PAGES.values() if not (ROOT / path).exists()] == []


def test_no_column_keeps_its_raw_name():
    names = {column.name for dataset in DATASETS.values() for column in dataset.columns} | set(labels.DERIVED)
    said = {name: labels.label(name) for name in names}
    assert {name: label for name, label in said.items() if "_" in label or not label[0].isupper()} == {}
    assert labels.label("annual_cost_gbp") == "Annual cost (£)"


def test_choices_are_said_in_words():
    rows = pl.DataFrame(
        {"disposition": ["self_service", None], "stage": ["not_started", "in_discussion"], "x": ["a_b", ""]}
    )
    said = labels.in_words(rows)
    assert said["disposition"].to_list() == ["Self-service", None]
    assert said["stage"].to_list() == ["Not started", "In discussion"]  # of migrations, and of partners
    assert said["x"].to_list() == ["a_b", ""]  # not a choice: left alone


def test_downloads_have_headings_that_people_read_and_keep_alike_ones_apart():
    rows = pl.DataFrame({"name": ["Payroll"], "annual_cost_gbp": [Decimal("1.50")], "before": ["x"]})
    assert labels.with_labels(rows).columns == ["Name", "Annual cost (£)", "Before"]
    twice = pl.DataFrame({"actual": [1], "actual_gbp": [1], "applications": [1]})
    assert len(set(labels.with_labels(twice).columns)) == 3


def test_columns_are_shown_by_their_kind():
    rows = pl.DataFrame(
        {"contract_end": [date(2013, 1, 1)], "annual_cost_gbp": [1.0], "share_pct": [29.6], "users": [1], "name": ["x"]}
    )
    config = tables._column_config(rows, APPLICATIONS, {"users": "People."})
    assert config["contract_end"]["type_config"]["format"] == "D MMM YYYY"
    assert config["annual_cost_gbp"]["type_config"]["format"] == "%(as_pounds)s"
    assert config["share_pct"]["type_config"]["format"] == "%(as_share)s"
    assert config["users"]["help"] == "People."
    numbers = pl.DataFrame(
        {
            "rate_gbp": [0.14, -21.0],  # small, and one has pence: all are written with theirs
            "net_gbp": [-431_480.27, 0.5],  # large: in whole pounds, the pence are in the downloads
            "weight": [15.0, None],
            "score": [4.05, 4.5],
            "gap_days": [1, 2],
            "factor": [1.0, 0.966184],
        }
    )
    patterns = {name: one["type_config"]["format"] for name, one in tables._column_config(numbers, None, {}).items()}
    assert patterns == {
        "rate_gbp": "%(as_pence)s", "net_gbp": "%(as_pounds)s", "weight": "%(as_whole)s", "score": "%(as_hundredths)s",
        "gap_days": "%(as_whole)s", "factor": "%(as_factor)s",
    }  # fmt: skip
    cells = labels.rows_in_cells(numbers.head(1))[0]
    assert cells == ("£0.14", "−£431,480.27", "15", "4.05", "1", "1.0000")
    # Of a column that is mostly blank the browser's table leaves out the one long text when it measures, and cuts it.
    rare = pl.DataFrame({"rationale": [None, None, "Its assets are locked in for the community by law.", None, None]})
    assert tables._column_config(rare, None, {})["rationale"]["width"] == round(50 * tables.LETTER + tables.BESIDE)
    assert tables._column_config(pl.DataFrame({"name": ["Payroll", "Ledger"]}), None, {})["name"]["width"] is None
    month = tables._column_config(pl.DataFrame({"month": [date(2013, 1, 1)]}), SPEND, {})
    assert month["month"]["type_config"]["format"] == "MMMM YYYY"


def since(figure: str, change: Decimal | int | None, before: str | None = "x", report: date | None = date(2013, 8, 31)):
    return {"figure": figure, "change": change, "now_said": "y", "before_said": before, "previous_report": report}


@pytest.mark.parametrize(
    ("row", "how", "more_is_good", "said"),
    [
        (since("migrated", 12), "count", True, {"change": "12 more", "rises": True, "good": True}),
        (since("migrated", -1), "count", True, {"change": "1 fewer", "rises": False, "good": False}),
        (since("applications", 3), "count", None, {"change": "3 more", "rises": True, "good": None}),
        (since("actual_gbp", Decimal("161502.10")), "money", None, {"change": "£162k more", "rises": True, "good": None}),
        (since("migrated", 0), "count", True, {"change": "no change"}),
        (since("migrated", None, None), "count", True, {"change": "new"}),
        (since("migrated", None, None, None), "count", True, {}),  # the first report of all
        (None, "count", True, {}),
    ],
)  # fmt: skip
def test_a_tile_says_in_words_what_changed(row, how, more_is_good, said):
    assert headline.change(row, how, more_is_good) == said


@pytest.mark.parametrize(
    ("value", "percent", "said"),
    [(82, 29.6, "82 (29.6%)"), (2_924, 29.24, "2,924 (29%)"), (0, 0.0, "0 (0%)"), (None, None, "–")],
)
def test_a_number_with_its_share_fits_a_tile_on_a_phone(value, percent, said):
    assert headline._with_share(value, percent) == said
    assert len(said) <= 11


def test_every_rule_is_a_sentence():
    assert {name: text for name, text in methodology.RULES.items() if not text.endswith(".")} == {}
    assert methodology.rule("slip", "blocked").count(".") == 3


def test_every_rule_is_on_the_methods_page_once():
    told = [name for names in methodology.SUBJECTS.values() for name in names]
    assert sorted(told) == sorted(methodology.RULES)


def test_methods_say_every_constant_of_the_forecast():
    """So that another can simulate it by the words alone."""
    courses, runs = sentences.courses(), sentences.runs()
    in_hundred = [*forecasting.WITHOUT_PLAN.values(), forecasting.EVENNESS, 0.50, 0.17, 0.33]
    assert list(forecasting.WITH_PLAN.values())[:2] == [0.50, 0.17]
    said = re.findall(r"[\d.,]*\d", courses)
    assert {f"{100 * share:g}" for share in in_hundred} | {str(forecasting.LATELY)} <= set(said)
    others = (f"{forecasting.RUNS:,}", forecasting.HORIZON_YEARS, forecasting.DRAG, forecasting.SPEED_SPREAD,
              forecasting.MONTH_SPREAD, forecasting.STILL_SCOPE)  # fmt: skip
    assert {str(each) for each in others} <= set(re.findall(r"[\d.,]*\d", runs))


def test_the_line_on_freshness():
    fresh = {
        "number": 41, "ledger_version": 43, "uploaded_at": None, "uploaded_by": "A *Person*", "file_name": "x.csv",
        "reporting_date": date(2013, 9, 30),
    }  # fmt: skip
    said = freshness(date(2013, 9, 30), None, fresh)
    assert said.startswith("As at **30 September 2013**, ledger version 43.")
    assert "A \\*Person\\*" in said
    assert "(upload 41). Latest report: 30 September 2013." in said
    assert "nothing has been uploaded" in freshness(date(2013, 9, 30), None, {"number": None})


def test_values_on_a_card():
    assert cards.value(APPLICATIONS.column("annual_cost_gbp"), Decimal("24500.00")) == "£24,500"
    assert cards.value(APPLICATIONS.column("hosting"), "on_premises") == "On premises"
    assert cards.value(APPLICATIONS.column("contract_end"), date(2013, 1, 2)) == "2 January 2013"
    assert cards.value(APPLICATIONS.column("users"), 1200) == "1,200"
    assert cards.value(APPLICATIONS.column("description"), None) == "–"
    assert cards.value(SPEND.column("month"), date(2013, 1, 1)) == "January 2013"


def test_a_card_says_texts_of_the_data_as_they_were_typed_and_long_ones_whole(monkeypatch: pytest.MonkeyPatch):
    lines: dict[str, str] = {}
    said: list[str] = []
    monkeypatch.setattr(st, "table", lambda fields, **_: lines.update(fields))
    monkeypatch.setattr(st, "text", said.append)
    hebrew = "\u05e9\u05dc\u05d5\u05dd"
    row = {"description": f"{hebrew} 12 {'x' * 1000}"}
    cards.show("eForms", row, APPLICATIONS, ("description",), extra={"Wave": "eBilling", "Slip": None})
    assert (lines["Wave"], lines["Slip"]) == ("eBilling", "–")
    assert said == [f"\u2068{hebrew}\u2069 12 {'x' * 1000}"], "what is written from right to left is kept to itself"


def test_history_is_said_in_words():
    changes = pl.DataFrame(
        {
            "column_name": ["stage", "forecast_date", "blocker"],
            "before": ["not_started", "2013-06-14", None],
            "after": ["build", None, "a_b"],
            "event": ["changed", "changed", "added"],
        }
    )
    said = row_history.in_words(changes, MIGRATIONS.name)
    assert said["column_name"].to_list() == ["Stage", "Forecast date", "Blocker"]
    assert said["before"].to_list() == ["Not started", "14 June 2013", None]
    assert said["after"].to_list() == ["Build", None, "a_b"]
    assert said["event"].to_list() == ["Changed", "Changed", "Added"]


def test_the_dictionary_follows_the_declarations():
    for dataset in DATASETS.values():
        assert declaration_tables.columns(dataset)["Heading in a file"].to_list() == list(dataset.names)
        assert len(declaration_tables.rules(dataset)) == len(dataset.rules)
    assert declaration_tables.rules(APPLICATIONS) == ["Core component is needed when disposition is consolidate."]
    assert "migrated or decommissioned" in declaration_tables.rules(MIGRATIONS)[0]
    disposition = declaration_tables.expected(APPLICATIONS.column("disposition"))
    assert "; Self-service; " in disposition, "as screens write it"
    assert not any(declaration_tables.needs_example(column) for column in MIGRATIONS.columns if "date" in column.name)
