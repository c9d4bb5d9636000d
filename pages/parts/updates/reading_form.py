"""How a person says how a file is to be read, where detection is wrong or uncertain: widgets in, Options out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data.datasets import Dataset
from data.intake.columns import Match
from data.intake.option_forms import Option
from data.intake.options import OPTIONS, Options, chosen_options, with_more
from data.intake.pipeline import Ingested
from data.problems import Remedy
from pages.ui.formatting import plain, spoken
from pages.ui.upload_cache import Pending

DETECT = "Detect it"
NOT_USED = "-"
FORM = [each for each in OPTIONS.values() if each.form.widget != "columns"]
"""The options of the form; how columns are matched has a part of its own."""


def choose(token: str, sheets: tuple[tuple[str, bool], ...], mapping: dict[str, str]) -> Options:
    """Draws the options of one waiting file and returns them. Raises BadOption for one that can't be understood."""
    left, right = st.columns(2)
    below = st.container(horizontal=True)
    places = {"lines": right, "check": below}
    chosen: dict[str, Any] = {}
    for each in FORM:
        offered = _offered(each, sheets)
        if each.form.widget != "select" or offered:
            with places.get(each.form.widget, left):
                texts = _texts(each, offered, _drawn(each, offered, token))
            if texts:
                chosen[each.name] = each.form.read(texts, each.control)
    return Options(mapping=mapping, **chosen)


def _offered(each: Option, sheets: tuple[tuple[str, bool], ...]) -> dict[str, str]:
    """A list's entries besides detection: label → its text."""
    if each.name == "sheet":
        return {f"{name} (hidden)" if hidden else name: name for name, hidden in sheets}
    return {word: text for text, word in each.words.items()} or {choice: choice for choice in each.choices}


def _drawn(each: Option, offered: dict[str, str], token: str) -> Any:
    """Draws the option's control. Returns its value."""
    match each.form.widget:
        case "select":
            return st.selectbox(
                each.control,
                [DETECT, *offered],
                key=f"{each.name}_{token}",
                accept_new_options=bool(each.choices),
                help=plain(each.help),
            )
        case "number":
            return st.number_input(
                each.control,
                min_value=0,
                value=None,
                step=1,
                key=f"{each.name}_{token}",
                placeholder=DETECT,
                help=plain(each.help),
            )
        case "lines":
            lines = f"{each.help} One a line."
            return st.text_area(
                each.control, key=f"{each.name}_{token}", height=80, placeholder=each.example, help=plain(lines)
            )
        case "check":
            return st.checkbox(each.control, key=f"{each.name}_{token}", help=plain(each.help))
    return st.text_input(
        each.control,
        key=f"{each.name}_{token}",
        placeholder=each.example or str(each.form.empty or ""),
        help=plain(each.help),
    )


def _texts(each: Option, offered: dict[str, str], value: Any) -> list[str]:
    """A control's value, as the texts of its option; none if it is empty."""
    match each.form.widget:
        case "select":
            return [] if value in (DETECT, None) else [offered.get(value, value)]
        case "number":
            return [] if value is None else [str(value)]
        case "lines":
            return [line.strip() for line in value.splitlines() if line.strip()]
        case "check":
            return [""] if value else []
    return [value.strip()] if value and value.strip() else []


def is_drawn(token: str) -> bool:
    """Whether a waiting file's form is on the screen, so that its values are still known."""
    return any(f"{each.name}_{token}" in st.session_state for each in FORM)


def settle(waiting: Pending, remedy: Remedy) -> None:
    """Applies a suggested fix to a waiting file, when the button beside its problem is pressed."""
    way = OPTIONS[remedy.option]
    value = way.form.read([remedy.value], way.control)
    waiting.options = with_more(waiting.options or Options(), {remedy.option: value})
    recall(waiting.token, waiting.sheets, waiting.options)


def recall(token: str, sheets: tuple[tuple[str, bool], ...], options: Options) -> None:
    """Fills a waiting file's form with the options of another. A button calls it before the form is drawn."""
    values = chosen_options(options)
    for each in FORM:
        texts = each.form.texts(values[each.name], " = ") if each.name in values else []
        st.session_state[f"{each.name}_{token}"] = _shown(each, _offered(each, sheets), texts)


def _shown(each: Option, offered: dict[str, str], texts: list[str]) -> object:
    """The control's value when the option has these texts."""
    match each.form.widget:
        case "select":
            called = {text: word for word, text in offered.items()}
            # A sheet that this workbook doesn't have is for the person to choose.
            return (
                DETECT if not texts or (texts[0] not in called and not each.choices) else called.get(texts[0], texts[0])
            )
        case "number":
            return int(texts[0]) if texts else None
        case "lines":
            return "\n".join(texts)
        case "check":
            return bool(texts)
    return ", ".join(texts)


def controls_of(options: Options) -> str:
    """The names of the controls for these options, as a list in a sentence: ‘Fixed values’, ‘Allow short rows’."""
    return ", ".join(f"‘{OPTIONS[name].control}’" for name in chosen_options(options))


MOST_HEADINGS = 100
"""Headings of a file for which a person may say here what they give. For 16,384 the screen took 100 seconds."""


def choose_columns(token: str, dataset: Dataset, ingested: Ingested) -> None:
    """Draws a line per heading of the file: its name, some of its cells, and which of our columns it gives.

    The choices are kept in the session, where `chosen_columns` reads them.
    """
    notes = {
        "exact": "By its name.",
        "synonym": "By a usual other name.",
        "given": "As you said.",
        "split": "As you said.",
    }
    st.caption(
        "What each heading of the file gives. One heading may give two columns, such as the reference and the name."
    )
    current = {
        match.position: list(st.session_state.get(f"column_{token}_{_mark(dataset, match)}", _found(match)))
        for match in ingested.matches
    }
    given = {name for names in current.values() for name in names} | set(ingested.supplied)
    shown = _with_a_line(ingested.matches, current)
    if len(shown) < len(ingested.matches):
        st.caption(
            f"Here are {len(shown)} of the file's {len(ingested.matches):,} headings: those that are used, or may be, then the"
            " first. If what you need is not among them, take out of the file the columns that nobody needs."
        )
    for match in shown:
        heading, cells, column = st.columns([2, 3, 3], vertical_alignment="center")
        heading.markdown(f"**{plain(match.heading or f'Column {match.position + 1}')}**")
        cells.caption(plain(", ".join(match.samples)[:120]) or "(blank)")
        mine = current[match.position]
        note = notes.get(match.how, "") if mine == _found(match) else notes["given"]
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


def _with_a_line(matches: Sequence[Match], current: Mapping[int, list[str]]) -> list[Match]:
    """The headings that get a line, in order: a browser can't cope with more."""
    first = sorted(matches, key=lambda match: (not current[match.position], not match.columns, match.position))
    return sorted(first[:MOST_HEADINGS], key=lambda match: match.position)


def _found(match: Match) -> list[str]:
    """The columns that a heading gives unless the person says otherwise."""
    return list(match.columns) if match.is_used else []


def _mark(dataset: Dataset, match: Match) -> str:
    """The name of a heading's widget. It changes with what was found, so that a choice made for one reading of the file
    is not applied to another."""
    return f"{dataset.name}_{match.position}_{match.heading}_{'+'.join(_found(match))}"


def chosen_columns(token: str, ingested: Ingested) -> dict[str, str]:
    """Their heading (or its position, if it has no name of its own) → our columns or ‘-’, where the person's choice
    differs from what was found."""
    headings = [match.heading for match in ingested.matches]
    chosen = {}
    for match in ingested.matches:
        names = st.session_state.get(f"column_{token}_{_mark(ingested.dataset, match)}")
        if names is None or list(names) == _found(match):
            continue
        is_named = bool(match.heading.strip()) and headings.count(match.heading) == 1
        wanted = [name for name in names if name != NOT_USED]
        chosen[match.heading if is_named else str(match.position + 1)] = " + ".join(wanted) or NOT_USED
    return chosen
