"""The grid at the head of the Updates page: which datasets came for which date, with template and last file of each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from data.datasets import DATASETS
from data.exports import template_csv
from pages.narrative import updates as narrative
from pages.ui.formatting import plain, short_day
from pages.ui.page import View

STATES = {
    "received": ("●", "Received"),
    "unchanged": ("○", "No change"),
    "missing": ("▲", "Missing"),
    "not_due": ("–", "Not due"),
    "never": ("–", "None yet"),
}
"""What came: its shape and its word."""


def show(view: View) -> None:
    """Draws the grid as at the view's date, below what is missing and what to do next."""
    rows = view.ask("updates_returns")
    st.markdown(plain(narrative.return_headline(rows)))
    _component()(key="return_grid", data=grid(rows))


def grid(rows: pl.DataFrame) -> dict[str, Any]:
    """The rows of updates_returns as the table shows them: its dates, and a line for each dataset."""
    lines = []
    for (name,), of_one in rows.group_by("dataset", maintain_order=True):
        dataset, first = DATASETS[str(name)], of_one.row(0, named=True)
        states = of_one.drop_nulls("reporting_date")["state"].to_list()
        lines.append(
            {
                "title": dataset.title,
                "cells": [{"state": state, "shape": STATES[state][0], "word": STATES[state][1]} for state in states],
                "last": f"{short_day(first['last_date'])}: {first['last_file_name']}"
                if first["last_upload"]
                else "None yet",
                "since": f"last for {short_day(first['last_date'])}"
                if states[-1:] in (["missing"], ["not_due"])
                else "",
                "template": template_csv(dataset).decode("utf-8"),
                "file": f"{dataset.name}.csv",
            }
        )
    dates = rows["reporting_date"].drop_nulls().unique().sort()
    return {"dates": [short_day(one) for one in dates], "lines": lines}


@cache
def _component() -> Any:
    """The component, declared once per process."""
    here = Path(__file__).parent
    return st.components.v2.component(
        "return_grid",
        html='<div class="grid"></div>',
        css=here.joinpath("return_grid.css").read_text(encoding="utf-8"),
        js=here.joinpath("return_grid.js").read_text(encoding="utf-8"),
    )
