"""Find: rows of every dataset, and uploads, by a few words, each with a link to its screen."""

import streamlit as st

from pages import narrative
from pages.ui import address, figures, filters, page
from pages.ui.formatting import headed, plain
from pages.ui.links import link
from pages.ui.row_links import screen_of

view = page.begin("Find")
looked_for = filters.words("q", "Find", width=520, placeholder="A name, a reference, a supplier, a file …")
only = page.chosen("dataset")
if only not in (None, *view.ask("search_lists")["dataset"]):
    address.check("dataset", "List", can_be_used=False)
    only = None
found = view.ask("search_found", words=looked_for, dataset=only, most=200 if only else 6)

if looked_for is None or found.is_empty():
    if looked_for is not None:
        figures.finding(narrative.find.headline(found, looked_for))
    st.markdown(plain(narrative.find.searched(view.ask("search_lists"))))
    st.checkbox(
        "The key / leads here from every screen", key="slash_key", persist_state="session",
        value=st.context.cookies.get("slash_key") != "off",
        help="Turn it off if you speak to your computer, or come to it by mistake. It is kept in this browser.",
    )  # fmt: skip
    page.stop()

figures.finding(narrative.find.headline(found, looked_for))
for group in found.partition_by("dataset", maintain_order=True):
    first = group.row(0, named=True)
    st.subheader(headed(narrative.find.group(first)), anchor=False)
    for row in group.iter_rows(named=True):
        screen, chosen = screen_of(row["dataset"], row["item_id"], row["upload"])
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            link(view, screen, narrative.find.label(row), **chosen)
            if row["passage"]:
                st.caption(plain(row["passage"]), width="content")
    if narrative.find.has_more(group):
        link(view, "find", f"See all {first['of_dataset']:,} →", q=looked_for, dataset=row["dataset"])
if only:
    link(view, "find", "Look in every list", q=looked_for)
