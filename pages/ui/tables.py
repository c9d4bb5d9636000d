"""Tables on a screen: labels from the declarations, UK dates, pounds, downloads, and a link from a row to its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from data.datasets import Dataset, Kind
from data.events import Event
from data.exports import to_csv, to_xlsx
from data.ledger import trail
from data.ledger.roles import bound
from pages import serving
from pages.ui import person, selection
from pages.ui.formatting import component_key, gist, headed, number
from pages.ui.labels import FACTORS, column_of, in_words, label, rows_in_cells, with_labels

ROW_HEIGHT, MOST_ROWS_SEEN = 35, 12
ON_PAPER = 100
"""How many rows of a table are printed; the others are counted, and in the downloads."""

PENCE_BELOW = 10_000
"""Pounds: a column with a larger amount is written in whole pounds; its downloads and the printed page have every penny."""

_paper = st.components.v2.component("paper", js=serving.loader(serving.paper()), isolate_styles=False)

Downloaded = Callable[[], pl.DataFrame]


def show(
    rows: pl.DataFrame,
    *,
    key: str,
    alt: str,
    columns: Sequence[str] = (),
    dataset: Dataset | None = None,
    opens: Callable[[dict[str, Any]], None] | None = None,
    everything: Downloaded | None = None,
    file_name: str = "",
    help: Mapping[str, str] | None = None,
) -> None:
    """Shows rows as a table, with its downloads above.

    `columns`: which, in which order; all if empty. `opens` is called with the row (by column name) that the reader
    chooses, and usually switches to its page. `everything`: called for the rows to download if the table shows only one
    page of them. `alt`: what the table holds, for a screen reader. `help`: column → a sentence at its heading.
    """
    alt = gist(alt)
    shown = rows.select([name for name in columns if name in rows.columns]) if columns else rows
    # Above the table: on a phone the table's own buttons would lie over a heading.
    downloads(everything or (lambda: shown), key=key, file_name=file_name or key, dataset=dataset)
    displayed = _displayable(in_words(shown, dataset))
    config = _column_config(shown, dataset, help or {}, displayed)
    # Its name tells pages/serving/table_keys.js whether the rows open something.
    _paper(
        key=component_key(f"{key}_on_paper" if opens is None else f"{key}_opens_on_paper"),
        data=_on_paper(shown, dataset),
    )
    height = ROW_HEIGHT * (min(max(rows.height, 1), MOST_ROWS_SEEN) + 1) + 3
    if opens is None:
        st.dataframe(displayed, hide_index=True, column_config=config, height=height, alt=alt, key=key, placeholder="")
    else:
        st.dataframe(
            displayed, hide_index=True, column_config=config, height=height, alt=f"{alt}. Enter chooses a row", key=key,
            placeholder="", on_select=lambda: selection.note(key), selection_mode="single-row",
        )  # fmt: skip
        at = selection.new(key)
        if at is not None and at < rows.height:
            opens(rows.row(at, named=True))


def on_paper() -> Any:
    """A container for what is printed and never shown: the content of closed tabs, which the browser doesn't have."""
    return st.container(key="only_on_paper")


def rows_on_paper(
    heading: str, rows: pl.DataFrame, *, key: str, columns: Sequence[str] = (), dataset: Dataset | None = None
) -> None:
    """Rows as they are printed, under a heading; nothing if there are none."""
    if rows.height:
        st.subheader(headed(heading), anchor=False)
        shown = rows.select([name for name in columns if name in rows.columns]) if columns else rows
        _paper(key=component_key(f"{key}_on_paper"), data=_on_paper(shown, dataset))


def _on_paper(rows: pl.DataFrame, dataset: Dataset | None) -> dict[str, Any]:
    """The table as it is printed. The one on screen is a picture of the rows in view, and is cut where it scrolls."""
    more = rows.height - ON_PAPER
    return {
        "head": [label(name, dataset) for name in rows.columns],
        "rows": [list(cells) for cells in rows_in_cells(rows.head(ON_PAPER), dataset)],
        "numeric": [kind.is_numeric() for kind in rows.dtypes],
        "more": f"And {number(more)} more: see the downloads." if more > 0 else "",
    }


def downloads(everything: Downloaded, *, key: str, file_name: str, dataset: Dataset | None = None) -> None:
    """Two buttons: the rows as CSV and as a workbook, made only on request. Downloads of datasets are recorded in the
    audit trail."""

    def rows() -> pl.DataFrame:
        found = everything()
        if dataset is not None:
            trail.note(Event.EXPORTED, person.called(), dataset=dataset.name, rows=found.height)
        return with_labels(found, dataset)

    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download CSV", data=bound(lambda: to_csv(rows())), file_name=f"{file_name}.csv",
            mime="text/csv", on_click="ignore", key=f"{key}_csv", type="tertiary",
        )  # fmt: skip
        st.download_button(
            "Workbook", data=bound(lambda: to_xlsx(rows())),
            file_name=f"{file_name}.xlsx", on_click="ignore", key=f"{key}_xlsx", type="tertiary",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )  # fmt: skip


def _displayable(rows: pl.DataFrame) -> pl.DataFrame:
    """Decimals as plain numbers, which the browser's table can format."""
    decimals = [name for name, kind in rows.schema.items() if isinstance(kind, pl.Decimal)]
    return rows.with_columns(pl.col(decimals).cast(pl.Float64)) if decimals else rows


def _pattern(name: str, values: pl.Series) -> str:
    """The format of a numeric column: the property that pages/serving/numbers.js gives to numbers."""
    if name in FACTORS:
        return "as_factor"
    if name.endswith("_pct"):
        return "as_share"
    if name.endswith("_gbp"):
        is_small = (values.cast(pl.Float64).abs().max() or 0) < PENCE_BELOW  # type: ignore[operator]
        return "as_pence" if is_small and _decimals(values) else "as_pounds"
    return ("as_whole", "as_tenths", "as_hundredths")[_decimals(values)]


def _decimals(values: pl.Series) -> int:
    """How many decimals every number needs, at most two."""
    if not values.dtype.is_float() and not values.dtype.is_decimal():
        return 0
    sizes = values.cast(pl.Float64).drop_nulls()
    return next((places for places in (0, 1) if ((sizes - sizes.round(places)).abs() < 1e-6).all()), 2)


WIDEST, LETTER, BESIDE, LOOKED_AT = 480, 6.5, 18, 8
"""Pixels: of a column of texts at most, of a letter, and beside the text; rows that the browser's table looks at to measure."""


def _width(texts: pl.Series, heading: str) -> int | None:
    """As wide as its longest text if the browser's table would cut that: it measures few rows, and ignores texts twice
    as long as their average, blanks included. Otherwise None, the table's own choice."""
    if texts.dtype != pl.String or texts.is_empty():
        return None
    lengths = texts.fill_null("").str.len_chars().to_list()
    margin = BESIDE / LETTER
    first = [length + margin for length in lengths[:LOOKED_AT]]
    measured = max([length for length in first if length < 2 * sum(first) / len(first)], default=0) - margin
    longest = max(lengths)
    return None if longest <= max(measured, len(heading)) else min(WIDEST, round(LETTER * longest + BESIDE))


def _column_config(
    rows: pl.DataFrame, dataset: Dataset | None, help: Mapping[str, str], displayed: pl.DataFrame | None = None
) -> dict[str, Any]:
    """`displayed`: the same rows in words, which determine the width of text columns."""
    words = rows if displayed is None else displayed
    config: dict[str, Any] = {}
    for name, kind in rows.schema.items():
        heading = label(name, dataset)
        column = column_of(name, dataset)
        more: dict[str, Any] = {"help": help.get(name)}
        if isinstance(kind, pl.Date):
            month = column is not None and column.kind is Kind.MONTH
            config[name] = st.column_config.DateColumn(heading, format="MMMM YYYY" if month else "D MMM YYYY", **more)
        elif isinstance(kind, pl.Datetime):
            config[name] = st.column_config.DatetimeColumn(
                heading, format="D MMM YYYY, HH:mm", timezone="Europe/London", **more
            )
        elif isinstance(kind, pl.Boolean):
            config[name] = st.column_config.CheckboxColumn(heading, **more)
        elif kind.is_numeric():
            heading = heading.removesuffix(" (£)").removesuffix(" (%)")
            config[name] = st.column_config.NumberColumn(heading, format=f"%({_pattern(name, rows[name])})s", **more)
        else:
            config[name] = st.column_config.TextColumn(heading, width=_width(words[name], heading), **more)
    return config
