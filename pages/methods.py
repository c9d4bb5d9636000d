"""Methods: every rule behind the figures, whole, and how the forecast is worked out."""

import streamlit as st

from pages.narrative.methodology import SUBJECTS, rule
from pages.ui import outlook, page
from pages.ui.formatting import plain

view = page.begin("Methods")
ahead = outlook.facts(view)
with st.container(key="rules"):
    for subject, names in SUBJECTS.items():
        st.header(plain(subject), anchor=False)
        st.markdown("\n".join(f"- {plain(rule(name))}" for name in names))
        if "odds" in names:
            outlook.method(ahead)
            outlook.context(view, ahead)
