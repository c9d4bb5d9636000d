"""Departments: what each holds, how far it has come, and what it must do next."""

import polars as pl
import streamlit as st

from pages.parts.departments import one, pictures
from pages.ui import empty, filters, page
from pages.ui.formatting import plain

view = page.begin("Departments")
rows = view.ask("departments_list")

if rows.is_empty():
    empty.say(view, "applications", "migrations", what="the departments")
    page.stop()

wanted = filters.one_of("department", "Department", filters.values(rows, "department"), width=300)
if wanted is None:
    pictures.every(view, rows)
    page.stop()

found = rows.filter(pl.col("department") == wanted)
if found.is_empty():
    st.info(plain(f"No department {wanted} has an application at this date; here are all that have."))
    pictures.every(view, rows)
    page.stop()

one.show(view, found.row(0, named=True))
