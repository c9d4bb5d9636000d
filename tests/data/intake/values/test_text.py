"""Text, keys and choices: as they are, or refused where a program on the way has spoiled them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.datasets import APPLICATIONS, GATEWAYS, INTERFACES, MIGRATIONS, Column, Kind
from data.intake.values import Parsed, Settings, read_column

NAME = APPLICATIONS.column("name")
DESCRIPTION = APPLICATIONS.column("description")
KEY = APPLICATIONS.column("application_id")


def read(cells: list[str | None], column: Column, presence: bool = False, **said) -> Parsed:
    settings = Settings(date(2013, 9, 30), **said)
    return read_column(pl.Series(cells, dtype=pl.String), column, settings, presence=presence)


@pytest.mark.parametrize(
    "text",
    [
        "Payroll", "Café bookings", "Zoë’s – “x” £5 … naïve", "SOCIÉTÉ GÉNÉRALE", "What next? See below", "A & B (old)",
        "https://example.org/x?id=1&y=2", "who@example.org", "Is it live? Not yet.", "M&S", "50% off", "a\nb", "#1 choice",
        "Ångström", "Łódź", "北京", "Straße", "R&D; legal", "Où?", "- a list item", "+44 1752 668000",
        "C:\\new\\table", "^[a-z]+\\d$", "Cœur", "x = EASY", "mode=F4", "https://example.org/Caf%C3%A9",
        "50%CO2", "Why? Who knows",
    ],
)  # fmt: skip
def test_ordinary_text_is_taken_letter_for_letter(text: str) -> None:
    parsed = read([text], NAME)
    assert parsed.values.to_list() == [text]
    assert parsed.found.is_empty()


@pytest.mark.parametrize("odd", [[], ["n/a"], ["=1+1"], ["  Housing"], ["Caf\u00e9"], [None]])
def test_a_long_column_of_few_texts_is_read_as_a_short_one(odd: list[str | None]) -> None:
    few: list[str | None] = ["Housing", "Finance"]
    long, short = read(few * 3_000 + odd, NAME), read(few + odd, NAME)
    assert long.values.to_list() == few * 2_999 + short.values.to_list()
    for got, wanted in ((long.found, short.found), (long.notes, short.notes)):
        assert got.with_columns(got["position"] - 5_998).to_dicts() == wanted.to_dicts()


@pytest.mark.parametrize(
    ("text", "became", "note"),
    [
        (" Payroll ", "Payroll", "spaces round it"),
        ("Cafe\u0301", "Café", "unseen characters"),  # the accent as a character of its own
        ("Pay\u200broll", "Payroll", "unseen characters"),
        ("Human\u00a0resources", "Human resources", "unseen characters"),
        ('="00123"', "00123", "spreadsheet text"),
        ("a\r\nb", "a\nb", "parted"),  # a line break is a line break
        ("'=SUM(A1)", "=SUM(A1)", ""),  # our own exports write it so
    ],
)
def test_what_nobody_can_see_is_put_right_and_said(text: str, became: str, note: str) -> None:
    parsed = read([text], NAME)
    assert parsed.values.to_list() == [became]
    assert parsed.notes["note"].to_list() == ([note] if note else [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CafÃ©", "damaged text"),
        ("Childrenâ€™s", "damaged text"),
        ("Â£5", "damaged text"),
        ("Caf\ufffd", "damaged text"),
        ("Caf?s", "damaged text"),
        ("ChildrenÕs", "damaged text"),  # Mac Roman read as Windows-1252
        ("CafŽ", "damaged text"),
        ("Caf‚", "damaged text"),  # a DOS code page read as Windows-1252
        ("It\x92s", "damaged text"),  # Windows-1252 read as ISO 8859-1
        ("Pay\x00roll", "control character"),
        ("Pay\u202eroll", "control character"),  # turns the rest round on the screen
        ("Pаyroll", "mixed alphabets"),  # the first a is Cyrillic
        ("Caf\\u00e9", "damaged text"),  # letters as programs escape them
        ("Caf\\xe9", "damaged text"),
        ("Caf%C3%A9", "damaged text"),
        ("Caf=C3=A9 desk", "damaged text"),
        ("Caf=E9 desk", "damaged text"),
        ("First floor.\\nSecond floor", "damaged text"),  # a line break that stayed two letters
        ("Mapping \ue000", "damaged text"),
        ("Bryn-y-M™r", "damaged text"),  # Mac Roman's ô
        ("Bryn-y-M“r", "damaged text"),  # a DOS code page's ô
        ("œ desk", "damaged text"),  # and its £
        ("Cost in ¤", "damaged text"),  # ISO 8859-15's €
        ("Desk ? front", "damaged text"),  # a dash
        ("Cost ?5 a seat", "damaged text"),
        ("2013-09-02", "turned into a date"),
        ("ditto", "ditto"),
        ("as above", "ditto"),
        ("〃", "ditto"),
        ("Err:502", "spreadsheet error"),  # LibreOffice
        ("#WERT!", "spreadsheet error"),  # Excel in German
        ("#N/D", "spreadsheet error"),
        ("#REF!", "spreadsheet error"),
        ("######", "lost in a spreadsheet"),
        ("n/a", "no answer"),  # a name is required
    ],
)
def test_spoiled_text_is_refused(text: str, kind: str) -> None:
    parsed = read([text], NAME)
    assert parsed.values.to_list() == [None]
    assert parsed.found["kind"].to_list() == [kind]


def test_double_encoded_text_says_what_it_was() -> None:
    assert "Did you mean ‘Café’?" in read(["CafÃ©"], NAME).found["mend"][0]


def test_damaged_text_is_taken_when_said() -> None:
    parsed = read(["Caf\ufffd", "CafÃ©", "It\x92s"], NAME, damaged_text=True)
    assert parsed.found.is_empty()
    assert parsed.values.to_list() == ["Caf\ufffd", "CafÃ©", "It\x92s"]


def test_no_answers_in_free_text_are_blank_but_words_stay_and_both_are_listed() -> None:
    parsed = read(["n/a", "TBC", "NULL", "\\N", "#N/A", "Unknown", "See notes", "None of them"], DESCRIPTION)
    assert parsed.values.to_list() == [None, None, None, None, None, "Unknown", "See notes", "None of them"]
    assert parsed.notes["note"].to_list() == ["taken as blank"] * 5 + ["no answer kept"]


def test_what_may_be_meant_in_free_text_is_kept_and_said() -> None:
    parsed = read(["See above", "<p>Used by <b>all</b></p>"], DESCRIPTION)
    assert parsed.values.to_list() == ["See above", "<p>Used by <b>all</b></p>"]
    assert parsed.notes["note"].to_list() == ["ditto kept", "html"]
    assert read(["a <= b and c > d"], DESCRIPTION).notes.is_empty()
    assert read(["ditto"], DESCRIPTION).found["kind"].to_list() == ["ditto"]


def test_what_a_spreadsheet_or_a_broken_quotation_left_in_a_name_is_refused() -> None:
    assert read(["'Payroll", '"Payroll', "01-Mar", "Mar-13"], NAME).found["kind"].to_list() == [
        "stray quotation mark", "stray quotation mark", "turned into a date", "turned into a date",
    ]  # fmt: skip
    assert read(["'60s archive", "'Payroll' (old)", '15" screens', '"Payroll"'], NAME).found.is_empty()


def test_long_numbers_that_lost_their_end_are_refused_as_keys() -> None:
    assert read(["1234567890123450", "1234567890123456"], KEY).found["value"].to_list() == ["1234567890123450"]


def test_no_answers_are_blank_where_being_filled_means_something() -> None:
    # ‘n/a’ as a blocker would count as blocked; as a reference it refers to nothing.
    blocker, waits = (
        MIGRATIONS.column("blocker"),
        ["Waiting for a server", "No test environment", "Nothing from the supplier"],
    )
    nothing = [
        "n/a",
        "No",
        "N",
        "nil",
        "0",
        "FALSE",
        "None known",
        "No known issues",
        "no blockers at present.",
        "None now",
        "Not blocked",
    ]
    for often in (1, 3_000):
        parsed = read([*nothing, *waits * often], blocker, presence=True)
        assert parsed.values.unique(maintain_order=True).to_list() == [None, *waits]
        assert parsed.notes["note"].to_list() == ["taken as blank"] * len(nothing)
    assert read(["No", "0"], DESCRIPTION).values.to_list() == ["No", "0"]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("1.23E+05", "scientific notation"),
        ("АРР-001", "mixed alphabets"),  # Cyrillic letters throughout, all of which look Latin
        ("AP\nP-001", "line break in a key"),
        ("######", "lost in a spreadsheet"),
    ],
)
def test_spoiled_keys_are_refused(key: str, kind: str) -> None:
    assert read([key], KEY).found["kind"].to_list() == [kind]


def test_choices_by_name_words_and_synonym() -> None:
    rating = GATEWAYS.column("declared_rating")
    parsed = read(["Amber/ Red", "A/R", "G", "amber_green", "AMBER-GREEN", "Red"], rating)
    assert parsed.values.to_list() == ["amber_red", "amber_red", "green", "amber_green", "amber_green", "red"]
    assert parsed.notes["became"].to_list() == ["amber_red", "green"]  # by synonym; a spelling is no reinterpretation
    hosting = APPLICATIONS.column("hosting")
    assert read(["On-Premises", "SaaS", "supplier hosted"], hosting).values.to_list() == [
        "on_premises", "cloud", "supplier_hosted",
    ]  # fmt: skip


def test_a_wrong_choice_says_what_was_expected_and_what_may_be_meant() -> None:
    stage = MIGRATIONS.column("stage")
    found = read(["doen", "bulid", "purple"], stage).found
    assert found["problem"][0] == (
        "is not one of not started, discovery, build, test, ready, migrated, decommissioned."
    )
    assert found["mend"].to_list() == ["Did you mean ‘done’ → migrated?", "Did you mean ‘build’?", ""]


def test_a_choice_that_is_asked_denied_or_left_behind_is_none() -> None:
    rating = GATEWAYS.column("declared_rating")
    cells = ["Green?", "amber -> green", "~amber", "!red", "¬ red", "≠red", "<red>", "amber → red"]
    assert read([*cells], rating).found["kind"].to_list() == ["not allowed"] * len(cells)
    assert read(["(red)", "Amber - green", "Red!", "amber / green"], rating).values.to_list() == [
        "red", "amber_green", "red", "amber_green",
    ]  # fmt: skip
    assert read(["Yes?", "Yes."], Column("agreed", Kind.YES_NO, "")).values.to_list() == [None, True]


def test_a_synonym_goes_before_no_answer() -> None:
    disposition = APPLICATIONS.column("disposition")  # declares ‘tbc’ to mean undecided
    assert read(["TBC", "n/a"], disposition).values.to_list() == ["undecided", None]
    assert read(["n/a"], disposition).found["kind"].to_list() == ["no answer"]


def test_yes_and_no() -> None:
    column = Column("agreed", Kind.YES_NO, "Whether it is agreed.")
    parsed = read(["Yes", "n", "TRUE", "0", "maybe", "TBC"], column)
    assert parsed.values.to_list() == [True, False, True, False, None, None]
    assert parsed.found["kind"].to_list() == ["not yes or no"]


@given(st.text(min_size=1, max_size=40))
def test_text_is_kept_or_noted_or_refused(text: str) -> None:
    for column in (NAME, KEY, DESCRIPTION, INTERFACES.column("source_application_id")):
        parsed = read([text], column)
        value = parsed.values[0]
        same = value is not None and value == text.replace("\r\n", "\n").replace("\r", "\n")
        guarded = value is not None and text == f"'{value}"
        assert same or guarded or parsed.found.height or parsed.notes.height


def test_a_line_break_or_a_tab_in_a_name_is_kept_and_said() -> None:
    cells: list[str | None] = ["Pay\nroll", "Council\ttax", "Licensing"]
    parsed = read(cells, NAME)
    assert parsed.values.to_list() == cells
    assert parsed.notes["note"].to_list() == ["parted", "parted"]
    assert read(cells, DESCRIPTION).notes.is_empty()  # where people write several lines


def test_what_says_nothing_is_refused_for_a_name_and_said_in_a_column_that_may_be_blank() -> None:
    words: list[str | None] = ["~", "nil", "Please select", "Loading..."]
    assert set(read(words, NAME).found["kind"]) == {"no answer"}
    parsed = read(words, DESCRIPTION)
    assert parsed.values.to_list() == words
    assert set(parsed.notes["note"]) == {"no answer kept"}
    assert read(["Nil returns", "Blank forms", "Loading bay"], NAME).found.is_empty()
