"""Data dictionary: what every dataset holds, column by column, with its template."""

import streamlit as st

from data.datasets import DATASETS
from pages.parts import dictionary, empty, filters, page, tables
from pages.parts.words import plain

view = page.begin(
    "Data dictionary",
    "What a file may hold, dataset by dataset. Templates, checks and tables all follow from these declarations.",
)
with filters.row():
    wanted = filters.one_of("dataset", "Dataset", list(DATASETS), {name: one.title for name, one in DATASETS.items()})

for name, dataset in DATASETS.items():
    if wanted not in (None, name):
        continue
    st.header(dataset.title, anchor=False)
    st.markdown(f"{plain(dataset.description)} One row is {plain(dataset.row)}.")
    empty.template(name, key=f"dictionary_{name}")
    tables.show(dictionary.columns(dataset), key=f"columns_{name}", alt=f"Columns of {dataset.title}")
    for sentence in dictionary.rules(dataset):
        st.markdown(f"- {plain(sentence)}")
