"""The dashboard as it is where there is no npm, to be served instead of dashboard.py: the full bundle draws."""

import importlib
from pathlib import Path

import streamlit as st

from pages import serving
from pages.serving import bundle

bundle.small = lambda: Path(__file__).with_name("there is none")
importlib.reload(serving)  # it has named the bundle already
app = st.App(Path(__file__).parents[2] / "dashboard.py", middleware=serving.MIDDLEWARE, lifespan=serving.lifespan)
