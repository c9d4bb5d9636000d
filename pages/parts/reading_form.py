"""How a person says a file is to be read, where detection is wrong or can't be certain: widgets in, Options out."""

from __future__ import annotations

import streamlit as st

from data.datasets import Dataset
from data.ingest import Ingested, Options
from data.reading_options import pairs
from pages.parts.words import plain

DETECT = "Detect it"
ENCODINGS = (DETECT, "utf-8", "utf-16", "windows-1252", "iso-8859-1")
DELIMITERS = (DETECT, "comma", "semicolon", "tab", "pipe")
SHAPES = {DETECT: None, "A record per row": False, "A record per column": True}
NOT_USED, UNDECIDED = "Not used", "—"


class BadLine(ValueError):
    """A line that a person typed is not of its form; the message says which and what was expected."""


def choose(token: str, sheets: tuple[tuple[str, bool], ...], mapping: dict[str, str]) -> Options:
    """Draws the options of one waiting file and returns them. Raises BadLine for a line that can't be understood."""
    left, right = st.columns(2)
    with left:
        sheet = None
        if sheets:
            names = {DETECT: None} | {f"{name} (hidden)" if hidden else name: name for name, hidden in sheets}
            sheet = names[st.selectbox("Sheet", list(names), key=f"sheet_{token}")]
        encoding = st.selectbox(
            "Encoding", ENCODINGS, key=f"encoding_{token}", help="How a CSV file's letters are written."
        )
        delimiter = st.selectbox("Between cells stands", DELIMITERS, key=f"delimiter_{token}")
        shape = st.selectbox("Shape", list(SHAPES), key=f"shape_{token}")
        heading_row = st.number_input(
            "Row with the headings", min_value=0, value=None, step=1, key=f"heading_{token}", placeholder=DETECT,
            help="As the spreadsheet numbers its rows; 0 when the file has no headings.",
        )  # fmt: skip
        leave_out = st.text_input(
            "Rows to leave out", key=f"leave_out_{token}", placeholder="5, 9",
            help="Rows that you have looked at and set aside. They are named in the upload's record.",
        )  # fmt: skip
    with right:
        fixed = st.text_area(
            "Fixed values, one a line", key=f"fixed_{token}", height=100,
            placeholder="department = Housing\nstage = migrated when actual_date\nbusiness_function = Not stated when blank",
            help="For a column that the file lacks, or for its blank cells. Columns by the names in the data dictionary.",
        )  # fmt: skip
        blanks = st.text_area(
            "Taken as blank, one a line", key=f"blanks_{token}", height=70, placeholder="End date = Ongoing\n* = Reset",
            help="Their heading = the cell that means nothing is known. * stands for every heading.",
        )  # fmt: skip
        splits = st.text_area(
            "Dates that are past or future, one a line", key=f"splits_{token}", height=70,
            placeholder="Redirection Date = actual_date, forecast_date",
            help="Dates up to the reporting date go to the first column, later ones to the second.",
        )  # fmt: skip
    with st.container(horizontal=True):
        month_first = st.checkbox("Month first", key=f"month_first_{token}", help="03/04/2013 is 4 March.")
        decimal_comma = st.checkbox(
            "Decimal comma",
            key=f"comma_{token}",
            help="1.234,50 is one thousand two hundred and thirty-four, and a half.",
        )
        fractions = st.checkbox("Fractions", key=f"fractions_{token}", help="0.77 means 77%.")
        html = st.checkbox("Text holds HTML codes such as &#39;", key=f"html_{token}")
        short = st.checkbox(
            "Allow short rows", key=f"short_{token}", help="The cells that they lack at their end are blank."
        )
        damaged = st.checkbox("Damaged text as it is", key=f"damaged_{token}")
        keys = st.checkbox("Keys as they are", key=f"keys_{token}", help="Also those that look alike or odd.")
        add_up = st.checkbox("Add up rows of one key", key=f"add_up_{token}", help="Where all their other cells agree.")
        currency = st.text_input("Currency sign", value="£", max_chars=3, width=120, key=f"currency_{token}")
    return Options(
        mapping=mapping,
        sheet=sheet,
        encoding=None if encoding == DETECT else encoding,
        delimiter=None if delimiter == DETECT else delimiter,
        heading_row=heading_row,
        transposed=SHAPES[shape],
        html_entities=html,
        short_rows_blank=short,
        leave_out_rows=_numbers(leave_out),
        set_values=tuple(line.replace(" = ", "=", 1) for line in _lines(fixed)),
        split_dates=_splits(splits),
        blanks=_blanks(blanks),
        month_first=True if month_first else None,
        decimal_comma=decimal_comma,
        currency=currency.strip() or "£",
        fractions=fractions,
        damaged_text=damaged,
        keys_as_they_are=keys,
        add_up=add_up,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.replace(";", ",").split(",") if part.strip())
    except ValueError:
        raise BadLine(f"Rows to leave out: «{text}» must be row numbers with commas between, such as 5, 9.") from None


def _pairs(text: str, what: str) -> list[tuple[str, str]]:
    lines = _lines(text)
    wrong = [line for line in lines if "=" not in line]
    if wrong:
        raise BadLine(f"{what}: «{wrong[0]}» must hold an equals sign.")
    return [(heading.strip(), value.strip()) for heading, value in pairs(lines, "--blank")]


def _splits(text: str) -> dict[str, tuple[str, str]]:
    found = {}
    for heading, columns in _pairs(text, "Dates that are past or future"):
        past, comma, future = columns.partition(",")
        if not comma:
            raise BadLine(f"Dates that are past or future: «{columns}» must name two columns, with a comma.")
        found[heading] = (past.strip(), future.strip())
    return found


def _blanks(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for heading, value in _pairs(text, "Taken as blank"):
        found[heading] = (*found.get(heading, ()), value)
    return found


def choose_columns(token: str, dataset: Dataset, ingested: Ingested) -> None:
    """Draws a line per heading of the file: its name, some of its cells, and which of our columns it is.

    What a person chooses is kept in the session under `column_<token>_<position>`, and read by `chosen_columns`.
    """
    choices = [UNDECIDED, NOT_USED, *dataset.names]
    for match in ingested.matches:
        said = {
            "exact": "by its name",
            "synonym": "by a usual other name",
            "given": "as you said",
            "split": "as you said",
        }
        heading, cells, column = st.columns([2, 3, 2], vertical_alignment="center")
        heading.markdown(f"**{plain(match.heading)}**")
        cells.caption(plain(", ".join(match.samples)[:120]) or "(blank)")
        now = match.columns[0] if match.is_used and match.columns else UNDECIDED
        note = said.get(match.how, "")
        if match.how == "suggested":
            note = f"Looks like {dataset.column(match.columns[0]).label}: choose it if that is right."
        column.selectbox(
            f"Column for {match.heading}", choices, index=choices.index(now), key=f"column_{token}_{match.position}",
            format_func=lambda name: name if name in (UNDECIDED, NOT_USED) else dataset.column(name).label,
            label_visibility="collapsed",
        )  # fmt: skip
        if note:
            column.caption(note)


def chosen_columns(token: str, headings: tuple[str, ...], automatic: dict[str, str]) -> dict[str, str]:
    """Their heading → our column (or «-»), where the person chose something else than what was found."""
    chosen = {}
    for position, heading in enumerate(headings):
        column = st.session_state.get(f"column_{token}_{position}")
        found = automatic.get(heading, UNDECIDED)
        if column in (None, found):
            continue
        chosen[heading] = "-" if column in (NOT_USED, UNDECIDED) else column
    return chosen
