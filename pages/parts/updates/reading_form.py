"""How a person says a file is to be read, where detection is wrong or can't be certain: widgets in, Options out."""

from __future__ import annotations

import argparse

import streamlit as st

from data.datasets import Dataset
from data.intake.columns import Match
from data.intake.pipeline import Ingested, Options
from data.intake.read.model import column_numbers, letters
from data.intake.reading_options import WAYS, each_once, pairs, rows_in
from data.intake.values.units import HOW_TO_SAY, unit_said
from pages.ui.formatting import plain, spoken

DETECT = "Detect it"
ENCODINGS = (DETECT, "utf-8", "utf-16", "windows-1252", "iso-8859-1")
DELIMITERS = (DETECT, "comma", "semicolon", "tab", "pipe")
SHAPES = {DETECT: None, "A record per row": False, "A record per column": True}
NOT_USED = "-"


class BadLine(ValueError):
    """A line that a person typed is not of its form; the message says which and what was expected."""


def choose(token: str, sheets: tuple[tuple[str, bool], ...], mapping: dict[str, str]) -> Options:
    """Draws the options of one waiting file and returns them. Raises BadLine for a line that can't be understood."""
    left, right = st.columns(2)
    with left:
        sheet = None
        if sheets:
            names = {DETECT: None} | {f"{name} (hidden)" if hidden else name: name for name, hidden in sheets}
            sheet = names[st.selectbox(WAYS["sheet"].control, list(names), key=f"sheet_{token}")]
        encoding = st.selectbox(
            WAYS["encoding"].control, ENCODINGS, key=f"encoding_{token}", accept_new_options=True,
            help="How a CSV file's letters are written. Another may be typed, such as mac-roman.",
        )  # fmt: skip
        delimiter = st.selectbox(
            WAYS["delimiter"].control, DELIMITERS, key=f"delimiter_{token}", accept_new_options=True,
            help="Another sign may be typed, such as ^.",
        )  # fmt: skip
        shape = st.selectbox(WAYS["transposed"].control, list(SHAPES), key=f"shape_{token}")
        heading_row = st.number_input(
            WAYS["heading_row"].control, min_value=0, value=None, step=1, key=f"heading_{token}", placeholder=DETECT,
            help="As the spreadsheet numbers its rows; 0 when the file has no headings.",
        )  # fmt: skip
        leave_out = st.text_input(
            WAYS["leave_out_rows"].control, key=f"leave_out_{token}", placeholder="5, 9-12",
            help="Rows that you have looked at and set aside. They are named in the upload's record.",
        )  # fmt: skip
        keep = st.text_input(
            WAYS["keep_rows"].control, key=f"keep_{token}", placeholder="5, 9-12",
            help="Rows that look like a total or a template's row and are records.",
        )  # fmt: skip
        leave_out_columns = st.text_input(
            WAYS["leave_out_columns"].control, key=f"leave_out_columns_{token}", placeholder="C, H-J",
            help="Columns that aren't needed, by letter or number: such as one without a heading, or with one that occurs twice.",
        )  # fmt: skip
    with right:
        fixed = st.text_area(
            WAYS["set_values"].control, key=f"fixed_{token}", height=100,
            placeholder="department = Housing\nstage = migrated when actual_date\nbusiness_function = Not stated when blank",
            help="One a line, for a column that the file lacks or for its blank cells. Columns by the names in the data "
            "dictionary.",
        )  # fmt: skip
        blanks = st.text_area(
            WAYS["blanks"].control, key=f"blanks_{token}", height=70, placeholder="End date = Ongoing\n* = Reset",
            help="One a line: heading = the cell that means that nothing is known. * stands for every heading.",
        )  # fmt: skip
        splits = st.text_area(
            WAYS["split_dates"].control, key=f"splits_{token}", height=70,
            placeholder="Redirection Date = actual_date, forecast_date",
            help="One a line. Dates up to the reporting date go to the first column, later ones to the second.",
        )  # fmt: skip
        units = st.text_area(
            WAYS["units"].control, key=f"units_{token}", height=70, placeholder="Yearly budget = millions",
            help="One a line: heading = pounds (or ones: it changes nothing), pence, thousands, millions, another "
            "number to multiply by, or the scale that scores are on, such as 1-10.",
        )  # fmt: skip
    with st.container(horizontal=True):
        month_first = st.checkbox(
            WAYS["month_first"].control, key=f"month_first_{token}", help="03/04/2013 is 4 March."
        )
        decimal_comma = st.checkbox(
            WAYS["decimal_comma"].control,
            key=f"comma_{token}",
            help="1.234,50 is one thousand two hundred and thirty-four, and a half.",
        )
        fractions = st.checkbox(WAYS["fractions"].control, key=f"fractions_{token}", help="0.77 means 77%.")
        html = st.checkbox(WAYS["html_entities"].control, key=f"html_{token}", help="Such as &#39; for an apostrophe.")
        short = st.checkbox(
            WAYS["short_rows_blank"].control,
            key=f"short_{token}",
            help="The cells that they lack at their end are blank.",
        )
        damaged = st.checkbox(WAYS["damaged_text"].control, key=f"damaged_{token}")
        keys = st.checkbox(
            WAYS["keys_as_they_are"].control, key=f"keys_{token}", help="Also those that look alike or odd."
        )
        add_up = st.checkbox(WAYS["add_up"].control, key=f"add_up_{token}", help="Where all their other cells agree.")
        sections = st.text_input(
            WAYS["section_rows"].control, key=f"sections_{token}", placeholder="department", width=200,
            help="The column that rows with a single cell, such as the name of a department, fill for the rows beneath them.",
        )  # fmt: skip
        across = st.text_input(
            WAYS["months_across"].control, key=f"across_{token}", placeholder="budget_gbp", width=200,
            help="The column whose amounts stand under headings that are months, a column for each: they become rows.",
        )  # fmt: skip
        currency = st.text_input(WAYS["currency"].control, value="£", max_chars=3, width=120, key=f"currency_{token}")
    return Options(
        mapping=mapping,
        sheet=sheet,
        encoding=None if encoding in (DETECT, None) else encoding,
        delimiter=None if delimiter in (DETECT, None) else delimiter,
        heading_row=heading_row,
        transposed=SHAPES[shape],
        html_entities=html,
        short_rows_blank=short,
        leave_out_rows=_numbers(leave_out, "leave_out_rows"),
        keep_rows=_numbers(keep, "keep_rows"),
        leave_out_columns=_columns(leave_out_columns),
        set_values=tuple(line.replace(" = ", "=", 1) for line in _lines(fixed)),
        split_dates=_splits(splits),
        blanks=_blanks(blanks),
        month_first=True if month_first else None,
        decimal_comma=decimal_comma,
        currency=currency.strip() or "£",
        units=_units(units),
        fractions=fractions,
        damaged_text=damaged,
        keys_as_they_are=keys,
        add_up=add_up,
        section_rows=sections.strip(),
        months_across=across.strip(),
    )


def recall(token: str, sheets: tuple[tuple[str, bool], ...], said: Options) -> None:
    """Fills the form of a waiting file with what was said of another. Called before the form is drawn, by a button."""
    names = {name: f"{name} (hidden)" if hidden else name for name, hidden in sheets}
    shapes = {value: shape for shape, value in SHAPES.items()}
    values: dict[str, object] = {
        "sheet": names.get(said.sheet or "", DETECT if sheets else None),
        "encoding": said.encoding or DETECT,
        "delimiter": said.delimiter or DETECT,
        "shape": shapes[said.transposed],
        "heading": said.heading_row,
        "leave_out_columns": ", ".join(map(letters, said.leave_out_columns)),
        "fixed": "\n".join(said.set_values),
        "blanks": "\n".join(f"{heading} = {cell}" for heading, cells in said.blanks.items() for cell in cells),
        "splits": "\n".join(f"{heading} = {early}, {late}" for heading, (early, late) in said.split_dates.items()),
        "units": "\n".join(f"{heading} = {unit}" for heading, unit in said.units.items()),
        "month_first": bool(said.month_first),
        "comma": said.decimal_comma,
        "fractions": said.fractions,
        "html": said.html_entities,
        "short": said.short_rows_blank,
        "damaged": said.damaged_text,
        "keys": said.keys_as_they_are,
        "add_up": said.add_up,
        "sections": said.section_rows,
        "across": said.months_across,
        "currency": said.currency,
    }
    for name, value in values.items():
        st.session_state[f"{name}_{token}"] = value


def controls_of(said: Options) -> str:
    """The names of the controls that say these options, as a list in a sentence: ‘Fixed values’, ‘Allow short rows’."""
    untouched = Options()
    return ", ".join(
        f"‘{way.control}’" for name, way in WAYS.items() if getattr(said, name) != getattr(untouched, name)
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _numbers(text: str, option: str = "leave_out_rows") -> tuple[int, ...]:
    parts = [part for part in text.replace(";", ",").split(",") if part.strip()]
    found = {part: rows_in(part) for part in parts}
    if None in found.values():
        raise BadLine(f"{WAYS[option].control}: ‘{text}’ must be row numbers with commas between, such as 5, 9-12.")
    return tuple(row for rows in found.values() for row in rows or ())


def _columns(text: str) -> tuple[int, ...]:
    parts = [part for part in text.replace(";", ",").split(",") if part.strip()]
    found = {part: column_numbers(part) for part in parts}
    wrong = [part for part, columns in found.items() if columns is None]
    if wrong:
        raise BadLine(
            f"{WAYS['leave_out_columns'].control}: ‘{wrong[0].strip()}’ is no column. Say letters or numbers with commas "
            "between, such as C, H-J."
        )
    return tuple(column for columns in found.values() for column in columns or ())


def _pairs(text: str, option: str) -> list[tuple[str, str]]:
    lines = _lines(text)
    wrong = [line for line in lines if "=" not in line]
    if wrong:
        raise BadLine(f"{WAYS[option].control}: ‘{wrong[0]}’ must hold an equals sign.")
    return [(heading.strip(), value) for heading, value in pairs(lines, WAYS[option].flag)]


def _each_once(text: str, option: str) -> dict[str, str]:
    try:
        return each_once(_pairs(text, option), f"{WAYS[option].control}:")
    except argparse.ArgumentTypeError as problem:
        raise BadLine(str(problem)) from None


def _units(text: str) -> dict[str, str]:
    said = _each_once(text, "units")
    wrong = [unit for unit in said.values() if unit_said(unit) is None]
    if wrong:
        raise BadLine(f"{WAYS['units'].control}: ‘{wrong[0]}’ is no unit. {HOW_TO_SAY}")
    return said


def _splits(text: str) -> dict[str, tuple[str, str]]:
    found = {}
    for heading, columns in _each_once(text, "split_dates").items():
        past, comma, future = columns.partition(",")
        if not comma:
            raise BadLine(f"{WAYS['split_dates'].control}: ‘{columns}’ must name two columns, with a comma.")
        found[heading] = (past.strip(), future.strip())
    return found


def _blanks(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for heading, value in _pairs(text, "blanks"):
        found[heading] = (*found.get(heading, ()), value)
    return found


def choose_columns(token: str, dataset: Dataset, ingested: Ingested) -> None:
    """Draws a line per heading of the file: its name, some of its cells, and which of our columns it gives.

    What a person chooses is kept in the session, and read by `chosen_columns`.
    """
    said = {
        "exact": "By its name.",
        "synonym": "By a usual other name.",
        "given": "As you said.",
        "split": "As you said.",
    }
    st.caption(
        "What each heading of the file gives. One heading may give two columns, such as the reference and the name."
    )
    held = {
        match.position: list(st.session_state.get(f"column_{token}_{_mark(dataset, match)}", _found(match)))
        for match in ingested.matches
    }
    given = {name for names in held.values() for name in names} | set(ingested.supplied)
    for match in ingested.matches:
        heading, cells, column = st.columns([2, 3, 3], vertical_alignment="center")
        heading.markdown(f"**{plain(match.heading or f'Column {match.position + 1}')}**")
        cells.caption(plain(", ".join(match.samples)[:120]) or "(blank)")
        mine = held[match.position]
        note = said.get(match.how, "") if mine == _found(match) else said["given"]
        if match.how == "suggested" and not mine and match.columns[0] not in given:
            note = f"Looks like {dataset.column(match.columns[0]).label}: choose it if that is right."
        column.multiselect(
            f"Column for {spoken(match.heading) or match.position + 1}", [*dataset.names, NOT_USED],
            default=_found(match), key=f"column_{token}_{_mark(dataset, match)}",
            format_func=lambda name: "Not used" if name == NOT_USED else dataset.column(name).label,
            label_visibility="collapsed", placeholder="Not used",
        )  # fmt: skip
        if note:
            column.caption(plain(note))


def _found(match: Match) -> list[str]:
    """Our columns that a heading gives unless the person says otherwise."""
    return list(match.columns) if match.is_used else []


def _mark(dataset: Dataset, match: Match) -> str:
    """What names a heading's widget. It changes with what was found, so that a choice made for one way of reading the file
    is not taken for a choice against another."""
    return f"{dataset.name}_{match.position}_{match.heading}_{'+'.join(_found(match))}"


def chosen_columns(token: str, ingested: Ingested) -> dict[str, str]:
    """Their heading (or its place, where it has none of its own) → our columns or ‘-’, where the person chose something
    else than what was found."""
    headings = [match.heading for match in ingested.matches]
    chosen = {}
    for match in ingested.matches:
        said = st.session_state.get(f"column_{token}_{_mark(ingested.dataset, match)}")
        if said is None or list(said) == _found(match):
            continue
        is_named = bool(match.heading.strip()) and headings.count(match.heading) == 1
        wanted = [name for name in said if name != NOT_USED]
        chosen[match.heading if is_named else str(match.position + 1)] = " + ".join(wanted) or NOT_USED
    return chosen
