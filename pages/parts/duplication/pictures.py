"""Charts of duplication: functions and products held several times, value and fit, and the rows of one mark."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from data.datasets import APPLICATIONS
from pages import narrative
from pages.charts import duplication as charts
from pages.narrative.methodology import rule
from pages.ui import figures, filters, listing
from pages.ui.address import whole_number
from pages.ui.formatting import headed
from pages.ui.links import go, link
from pages.ui.page import View

COLUMNS = (
    "name", "department", "supplier", "product", "business_function", "disposition", "core_component", "stage", "users",
    "annual_cost_gbp", "contract_end", "application_id", "since", "upload",
)  # fmt: skip
CHOICES = ("business_function", "product", "business_value", "technical_fit")
PORTFOLIO = "Value and fit"


def functions(view: View, rows: pl.DataFrame) -> None:
    """From duplication_functions: the business functions that most departments serve separately."""
    headline = narrative.duplication.functions(rows)
    clicked = figures.show(
        charts.shared(rows, "business_function", view.palette) if rows.height else None, title=headline,
        alt=f"Business functions with several applications. {headline}.", rows=rows, key="duplication_functions",
        rule=rule("duplication", "consolidate"), selects=True, compact=True, leads=True,
        columns=("business_function", "applications", "departments", "named", "consolidate", "annual_cost_gbp"),
    )  # fmt: skip
    for (function,) in clicked:
        go(view, "duplication", business_function=function)


def products(view: View, rows: pl.DataFrame) -> None:
    """From duplication_products: the products that most departments hold separately."""
    headline = narrative.duplication.products(rows)
    clicked = figures.show(
        charts.shared(rows, "product", view.palette) if rows.height else None, title=headline,
        alt=f"Products with several applications. {headline}.", rows=rows, key="duplication_products",
        rule=rule("duplication", "consolidate"), selects=True, compact=True,
        columns=("product", "supplier", "applications", "departments", "named", "consolidate", "annual_cost_gbp"),
    )  # fmt: skip
    for (product,) in clicked:
        go(view, "duplication", product=product)


def scores(view: View) -> None:
    """From inventory_scores, at the reader's thresholds: how many applications have which value and fit."""
    left, right = st.columns([3, 2], gap="large")
    with right, filters.row():
        value_from = filters.whole("value_from", "Valuable from", 3, 1, 5)
        fit_from = filters.whole("fit_from", "Sound from", 3, 1, 5)
    rows = view.ask("inventory_scores", value_from=value_from, fit_from=fit_from)
    headline = narrative.duplication.scores(rows)
    with left:
        clicked = figures.show(
            charts.scores(rows, value_from, fit_from, view.palette), title=headline,
            alt=f"Applications by business value and technical fit. {headline}.", rows=rows, key="duplication_scores",
            rule=rule("time"), selects=True, compact=True,
            columns=("business_value", "technical_fit", "time_quadrant", "applications", "annual_cost_gbp"),
        )  # fmt: skip
    for value, fit in clicked:
        go(view, "duplication", business_value=value, technical_fit=fit)


def chosen() -> dict[str, str]:
    """What the address asks to list: a business function, a product, or a pair of scores."""
    return {name: str(st.query_params[name]) for name in CHOICES if st.query_params.get(name)}


def held(view: View, chosen: Mapping[str, str]) -> None:
    """The applications of the chosen function, product or scores, each opening its page."""
    numbers = ("business_value", "technical_fit")
    wanted = {name: text for name, text in chosen.items() if name not in numbers or whole_number(text) is not None}
    heading = ", ".join(
        f"{APPLICATIONS.column(name).label.lower()} {text}" if name in APPLICATIONS.names else text
        for name, text in wanted.items()
    )
    st.header(headed(f"Applications with {heading}"), anchor=False)
    listing.show(
        view, "inventory_list", wanted, key="duplication_rows", noun="application", alt="Applications that were chosen",
        columns=COLUMNS, dataset=APPLICATIONS, opens=lambda row: go(view, "application", application_id=row["application_id"]),
    )  # fmt: skip
    link(view, "duplication", "All duplication", part=PORTFOLIO if "business_value" in chosen else None)
