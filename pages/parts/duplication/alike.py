"""Similar names of applications and suppliers, at a degree of likeness that the reader sets."""

from __future__ import annotations

import streamlit as st

from pages import narrative
from pages.narrative.methodology import rule
from pages.ui import filters, tables
from pages.ui.formatting import headed, plain
from pages.ui.links import go
from pages.ui.page import View

USUAL, LEAST = 85, 60
"""The likeness from which two names count as alike: below 80 most pairs of the sample are chance."""

SHOWN = 500
"""Pairs that the table holds; the sentence above counts them all."""

COLUMNS = (
    "likeness_pct", "name", "department", "disposition", "other_name", "other_department", "other_disposition", "same_supplier",
    "supplier", "same_function", "together_gbp", "application_id", "other_application_id",
)  # fmt: skip


def show(view: View) -> None:
    """The pairs of duplication_pairs, each opening its first application, and those of duplication_suppliers."""
    threshold = filters.whole("threshold", "Alike from, of 100", USUAL, LEAST, 100)
    pairs = view.ask("duplication_pairs", threshold=threshold, limit=SHOWN)
    st.header(headed(narrative.duplication.pairs(pairs)), anchor=False, help=plain(rule("likeness")))
    if pairs.height:
        tables.show(
            pairs, key="duplication_pairs", alt="Pairs of applications with nearly the same name", columns=COLUMNS,
            opens=lambda row: go(view, "application", application_id=row["application_id"]),
        )  # fmt: skip
    suppliers = view.ask("duplication_suppliers", threshold=threshold)
    st.markdown(f"{plain(narrative.duplication.suppliers(suppliers))}.")
    if suppliers.height:
        tables.show(suppliers, key="duplication_suppliers", alt="Pairs of suppliers with nearly the same name")
