"""Methods: every rule behind the figures, whole, and how the forecast is worked out."""

import streamlit as st

from pages.narrative.methodology import SUBJECTS, rule
from pages.ui import outlook, page
from pages.ui.formatting import plain

view = page.begin("Methods")
ahead = outlook.facts(view)
subjects = list(SUBJECTS)
begins = subjects.index("Partners")
for half, column in zip((subjects[:begins], subjects[begins:]), st.columns(2, gap="large"), strict=True):
    with column:
        for subject in half:
            st.header(plain(subject), anchor=False)
            st.markdown("\n".join(f"- {plain(rule(name))}" for name in SUBJECTS[subject]))
            if "odds" in SUBJECTS[subject]:
                outlook.method(ahead)
                outlook.context(view, ahead)
