"""A dataset's declaration as people read it: a row per column, and its rules as sentences."""

from __future__ import annotations

import polars as pl
import streamlit as st

from data.datasets import DATASETS, Column, Dataset, NotBefore, OnlyWhen, RequiredWhen
from pages.ui.formatting import capital, listing, plain


def columns(dataset: Dataset) -> pl.DataFrame:
    """One row per column of the dataset: Column, Heading in a file, What it holds, A cell may hold, Needed, Example."""
    return pl.DataFrame(
        [
            {
                "Column": column.label,
                "Heading in a file": column.name,
                "What it holds": column.description,
                "A cell may hold": expected(column),
                "Needed": needed(column),
                "Example": column.example,
                "Also understood as": ", ".join(column.also_called),
            }
            for column in dataset.columns
        ]
    )


def show(dataset: Dataset) -> None:
    """The columns on screen, as a table that breaks long lines instead of cutting them."""
    with st.container(key="dictionary_columns"):  # on a phone its rows become cards (page.css)
        _table(dataset)


def _table(dataset: Dataset) -> None:
    st.table(
        {
            "Column": [f"**{plain(one.label)}**  \n{plain(one.name)}" for one in dataset.columns],
            "What it holds": [
                plain(one.description) + (f"  \nNeeded: {needed(one).lower()}" if one.required else "")
                for one in dataset.columns
            ],
            "A cell may hold": [
                plain(f"{expected(one)}, for example {one.example}" if needs_example(one) else expected(one))
                for one in dataset.columns
            ],
        },
        hide_index=True, alt=f"Columns of {dataset.title}",
    )  # fmt: skip


def needed(column: Column) -> str:
    if column.key:
        return "Yes, and unique"
    return "Yes" if column.required else "No"


def needs_example(column: Column) -> bool:
    """Whether what a cell may hold doesn't give an example of its own."""
    return bool(column.example) and not column.choices and "such as" not in expected(column)


def expected(column: Column) -> str:
    """What a cell may hold: the choices as screens write them (a file may write them so), or the kind in words."""
    if column.choices:
        return "One of " + "; ".join(column.say(choice) for choice in column.choices)
    if column.refers_to:
        return f"The reference of a row in {DATASETS[column.refers_to].title.lower()}"
    return capital(column.expected)


def rules(dataset: Dataset) -> list[str]:
    """The rules that tie columns together, a sentence each."""

    def named(name: str) -> str:
        return dataset.column(name).label

    def values(name: str, codes: tuple[str, ...]) -> str:
        return listing([dataset.column(name).say(code).lower() for code in codes]).replace(" and ", " or ")

    sentences = []
    for rule in dataset.rules:
        if isinstance(rule, RequiredWhen):
            condition = f"{named(rule.when).lower()} is {values(rule.when, rule.values)}"
            only = ", and must be empty otherwise" if rule.only else ""
            sentences.append(f"{named(rule.column)} is needed when {condition}{only}.")
        elif isinstance(rule, NotBefore):
            sentences.append(f"{named(rule.later)} must not be before {named(rule.earlier).lower()}.")
        elif isinstance(rule, OnlyWhen):
            sentences.append(
                f"{named(rule.column)} must be empty unless {named(rule.when).lower()} is"
                f" {values(rule.when, rule.values)}."
            )
    return sentences
