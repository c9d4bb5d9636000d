"""What a screen says if there is nothing to show: what to upload, with its template."""

from __future__ import annotations

import streamlit as st

from data.datasets import DATASETS
from data.exports import template_csv, template_xlsx
from pages.ui.formatting import day, listing, plain
from pages.ui.links import link
from pages.ui.page import View
from pages.ui.this_run import reporting_dates


def say(view: View, *datasets: str, what: str = "") -> None:
    """Says that there is nothing yet, names the dataset to upload, and offers its template.

    `what`: our own words for what would be here, such as ‘the burn-up’.
    """
    titles = listing([DATASETS[name].title.lower() for name in datasets])
    with st.container(border=True, key=f"empty_{'_'.join(datasets)}_{len(what)}"):
        missing = f" for {plain(what)}" if what else ""
        st.markdown(f"**Nothing to show yet{missing}.** Upload {titles} for this date or earlier.{_first(view)}")
        for name in datasets:
            template(name, key=f"empty_{name}_{len(what)}")
        link(view, "updates", "Go to Updates")


def _first(view: View) -> str:
    """Leads a reader who looks from before the first report to it."""
    first = min(reporting_dates(view.ledger_version), default=None)
    return f" The first report is that of {plain(day(first))}." if first and first > view.as_at else ""


def template(name: str, *, key: str) -> None:
    """The template of one dataset, as a workbook and as CSV."""
    dataset = DATASETS[name]
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            f"{dataset.title}: template workbook", data=lambda: template_xlsx(dataset), file_name=f"{name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", on_click="ignore",
            key=f"{key}_xlsx",
        )  # fmt: skip
        st.download_button(
            f"{dataset.title}: template CSV", data=lambda: template_csv(dataset), file_name=f"{name}.csv",
            mime="text/csv", on_click="ignore", key=f"{key}_csv", type="tertiary",
        )  # fmt: skip
