"""Who may do what: the roles of addresses and domains, for administrators to see and change."""

import streamlit as st

from pages import narrative
from pages.parts import access as parts
from pages.ui import figures, page, tables
from pages.ui.formatting import plain

view = page.begin("Who may do what")
if not parts.may():
    page.stop()

lines, entries = parts.lines(), parts.entries()
figures.finding(narrative.access.headline(lines))
st.markdown(plain(parts.how_people_sign_in()))
parts.follow_up()
parts.public(lines)
parts.form(view.now.generation, entries)
if not lines.is_empty():
    tables.show(
        lines, key="roles", alt="Who has which role", opens=parts.choose, file_name="roles",
        columns=("holder", "role_held", "in_programme", "said_at", "said_by"),
    )  # fmt: skip
if not entries.is_empty():
    with st.expander("Everything that was ever said of roles", key="roles_history"):
        tables.show(
            entries, key="roles_said", alt="Every role given or taken away, newest first", file_name="roles_history",
            columns=("said_at", "said_by", "holder", "role_held", "in_programme"),
        )  # fmt: skip
