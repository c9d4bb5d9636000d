"""Data dictionary: what every dataset holds, column by column, with its template."""

import streamlit as st

from data.datasets import DATASETS
from pages.ui import declaration_tables, empty, figures, filters, page, tables
from pages.ui.formatting import plain

page.begin("Data dictionary")
name = filters.one_dataset("dataset")
dataset = DATASETS[name]
figures.finding(dataset.title)
st.markdown(f"{plain(dataset.description)} One row is {plain(dataset.row)}.")
empty.template(name, key=f"dictionary_{name}")
declaration_tables.show(dataset)
for sentence in declaration_tables.rules(dataset):
    st.markdown(f"- {plain(sentence)}")
tables.downloads(lambda: declaration_tables.columns(dataset), key=f"columns_{name}", file_name=f"dictionary_{name}")
