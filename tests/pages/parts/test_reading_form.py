"""The page can say whatever the command can: each control gives the option that its flag gives."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.datasets import DATASETS
from data.intake.options import OPTIONS, add_reading_options, options_from
from data.intake.pipeline import Options, ingest
from pages.parts.updates import reading_form


def form() -> None:
    """What the page draws of a workbook with two sheets; the options go to the session, for the test to look at."""
    import streamlit as st

    from pages.parts.updates import reading_form

    st.session_state["chosen"] = reading_form.choose("t", (("List", False), ("Old", True)), {})


def drawn() -> AppTest:
    app = AppTest.from_function(form, default_timeout=60).run()
    assert not app.exception
    return app


def by_command(*words: str) -> Options:
    parser = argparse.ArgumentParser()
    add_reading_options(parser)
    return options_from(parser.parse_args(list(words)))


def controls(app: AppTest) -> dict[str, Any]:
    kinds = (app.selectbox, app.number_input, app.text_input, app.text_area, app.checkbox)
    return {control.label: control for kind in kinds for control in kind}


def test_every_option_has_its_control():
    wanted = {way.control for field, way in OPTIONS.items() if field != "mapping"}  # columns have a part of their own
    assert set(controls(drawn())) == wanted


def test_untouched_the_form_leaves_everything_to_be_detected():
    assert drawn().session_state["chosen"] == Options()


@pytest.mark.parametrize(
    ("option", "said", "words"),
    [
        ("sheet", "Old (hidden)", ["--sheet", "Old"]),
        ("encoding", "windows-1252", ["--encoding", "windows-1252"]),
        ("delimiter", "semicolon", ["--delimiter", "semicolon"]),
        ("heading_row", 4, ["--heading-row", "4"]),
        ("heading_row", 0, ["--no-heading"]),
        ("transposed", "A record per column", ["--transposed"]),
        ("transposed", "A record per row", ["--not-transposed"]),
        ("html_entities", True, ["--html-entities"]),
        ("short_rows_blank", True, ["--short-rows-blank"]),
        ("leave_out_rows", "5, 9", ["--leave-out-row", "5", "--leave-out-row", "9"]),
        ("leave_out_columns", "C, 6", ["--leave-out-column", "c", "--leave-out-column", "6"]),
        ("leave_out_columns", "C, H-J", ["--leave-out-column", "3", "--leave-out-column", "H-J"]),
        ("set_values", "kind = milestone\nname=New when blank", ["--set", "kind=milestone", "--set", "name=New when blank"]),
        ("split_dates", "Moved=actual_date, forecast_date", ["--split-date", "Moved=actual_date,forecast_date"]),
        ("blanks", "End = Ongoing\n* = Reset\nEnd = x=y", ["--blank", "End=Ongoing", "--blank", "*=Reset", "--blank", "End=x=y"]),
        ("corrections", "Kind = milstone = Milestone", ["--read-as", "Kind=milstone=Milestone"]),
        ("month_first", True, ["--month-first"]),
        ("decimal_comma", True, ["--decimal-comma"]),
        ("currency", "$", ["--currency", "$"]),
        ("units", "Budget = millions\nCost (x=y) = thousands", ["--unit", "Budget=millions", "--unit", "Cost (x=y)=thousands"]),
        ("fractions", True, ["--fractions"]),
        ("damaged_text", True, ["--damaged-text"]),
        ("keys_as_they_are", True, ["--keys-as-they-are"]),
        ("add_up", True, ["--add-up"]),
        ("section_rows", "department", ["--section-rows", "department"]),
        ("fill_down", "department\nwave_id = -", ["--fill-down", "department", "--fill-down", "wave_id=-"]),
    ],
)  # fmt: skip
def test_a_control_gives_what_its_flag_gives(option, said, words):
    app = drawn()
    controls(app)[OPTIONS[option].control].set_value(said)
    app.run()
    assert not app.exception
    assert app.session_state["chosen"] == by_command(*words)


def recalled() -> None:
    """The form of a page, filled in with what was said of an earlier file."""
    import streamlit as st

    from pages.parts.updates import reading_form

    sheets = (("List", False), ("Old", True))
    if "earlier" in st.session_state:
        reading_form.recall("t", sheets, st.session_state.pop("earlier"))
    st.session_state["chosen"] = reading_form.choose("t", sheets, {})


def test_what_was_said_of_an_earlier_file_can_be_said_again_at_once():
    said = Options(
        sheet="Old", encoding="windows-1252", delimiter="semicolon", heading_row=0, transposed=True, html_entities=True,
        short_rows_blank=True, leave_out_columns=(3, 28), set_values=("kind=milestone", "name=New when blank"),
        split_dates={"Moved": ("actual_date", "forecast_date")}, blanks={"End": ("Ongoing", "x=y"), "*": ("Reset",)},
        corrections={"Kind": ("milstone=Milestone",)},
        month_first=True, decimal_comma=True, currency="$", units={"Budget": "millions"}, fractions=True,
        damaged_text=True, keys_as_they_are=True, add_up=True, months_across="budget_gbp", section_rows="strand",
        fill_down=("department",), periods_from="april",
    )  # fmt: skip
    untouched = Options()
    kept = {name for name in OPTIONS if getattr(said, name) != getattr(untouched, name)}
    assert set(OPTIONS) - kept == {"mapping", "leave_out_rows", "keep_rows"}, (
        "an option of the form that can't be recalled"
    )
    app = AppTest.from_function(recalled, default_timeout=60)
    app.session_state["earlier"] = said
    app.run()
    assert not app.exception
    assert app.session_state["chosen"] == said
    assert reading_form.controls_of(Options(add_up=True, month_first=True)) == "‘Month first’, ‘Add up rows of one key’"


WITH_HEADINGS = b"Ref,Project,Finish\nP-1,Payroll,31/03/2013\nP-2,Rents,28/02/2013\n"
WITHOUT = b"P-1,Payroll,31/03/2013\nP-2,Rents,28/02/2013\n"


def columns(content: bytes, options: Options) -> AppTest:
    """The part of the form that says what each heading gives, drawn by a page of its own."""

    def draw(content, options):
        from datetime import date

        import streamlit as st

        from data.datasets import DATASETS
        from data.intake.pipeline import ingest
        from pages.parts.updates import reading_form

        read = ingest(content, "f.csv", DATASETS["gateways"], date(2013, 3, 31), options)
        reading_form.choose_columns("t", DATASETS["gateways"], read)
        st.session_state["chosen"] = reading_form.chosen_columns("t", read)

    app = AppTest.from_function(draw, kwargs={"content": content, "options": options}, default_timeout=60).run()
    assert not app.exception
    return app


def test_one_heading_can_give_two_columns():
    app = columns(WITH_HEADINGS, Options(mapping={"Ref": "-"}))
    assert app.session_state["chosen"] == {}
    app.multiselect[1].set_value(["gateway_id", "name"]).run()
    assert app.session_state["chosen"] == {"Project": "gateway_id + name"}
    app.multiselect[2].set_value([reading_form.NOT_USED]).run()
    assert app.session_state["chosen"] == {"Project": "gateway_id + name", "Finish": "-"}


def test_a_likeness_is_no_longer_suggested_once_the_column_is_given():
    def suggestions(app: AppTest) -> list[str]:
        return [caption.value for caption in app.caption if "Looks like" in caption.value]

    app = columns(b"Ref,Project,Projected finish,Baseline day\nP-1,Payroll,31/03/2013,01/03/2013\n", Options())
    assert [said.split(":")[0] for said in suggestions(app)] == ["Looks like Baseline date"]
    app.multiselect[2].set_value(["baseline_date"]).run()
    assert suggestions(app) == []


def test_a_column_without_a_heading_is_named_by_its_place():
    app = columns(WITHOUT, Options(heading_row=0))
    app.multiselect[0].set_value(["gateway_id"]).run()
    app.multiselect[1].set_value(["name"]).run()
    app.multiselect[2].set_value(["baseline_date"]).run()
    chosen = app.session_state["chosen"]
    assert chosen == {"1": "gateway_id", "2": "name", "3": "baseline_date"}
    said = Options(heading_row=0, mapping=chosen, set_values=("kind=milestone",))
    assert ingest(WITHOUT, "f.csv", DATASETS["gateways"], date(2013, 3, 31), said).problems.is_empty()


def test_a_choice_made_for_one_way_of_reading_is_not_held_against_another():
    app = columns(WITH_HEADINGS, Options())
    assert app.multiselect[0].value == ["gateway_id"]  # ‘Ref’ is a usual other name
    app.multiselect[0].set_value([]).run()
    assert app.session_state["chosen"] == {"Ref": "-"}
    # Read without headings, the same place is another column: nothing was chosen for it.
    again = columns(WITHOUT, Options(heading_row=0))
    assert again.session_state["chosen"] == {}
