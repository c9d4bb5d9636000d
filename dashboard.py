"""The programme dashboard: page settings, navigation and the shared ‘as at’ control.

Facts come in through data/, are asked about in queries/, and are shown in pages/: one file a screen.
"""

from contextlib import suppress

import streamlit as st

from data import log
from data.ledger.roles import Role
from data.problems import StoreError
from pages import serving
from pages.ui import page, person, sample


def show() -> None:
    """One run of the screen that the reader is on."""
    with page.entered() as why_not:
        if why_not:
            st.set_page_config(page_title="Programme dashboard", page_icon=page.ICON, layout="wide")
            page.turn_away(why_not)
        page.choose_programme()
        st.set_page_config(page_title=page.programme(), page_icon=page.ICON, layout="wide")
        sample.start()  # at the very first start there is no store yet: make it, with the illustrative sample
        show_screen()


def show_screen() -> None:
    """The navigation, the bar, and the screen that was chosen."""
    screen = st.navigation(
        {
            "Progress": [
                st.Page("pages/overview.py", title="Overview", default=True),
                st.Page("pages/changes.py", title="What changed"),
                st.Page("pages/timeline.py", title="Timeline"),
                st.Page("pages/gateways.py", title="Gateways"),
                st.Page("pages/migration.py", title="Migration"),
                st.Page("pages/outlook.py", title="What would it take?"),
                st.Page(
                    "pages/programmes.py", title="Programmes", visibility="visible" if page.are_several() else "hidden"
                ),
            ],
            "Applications": [
                st.Page("pages/inventory.py", title="Inventory"),
                st.Page("pages/duplication.py", title="Duplication"),
                st.Page("pages/planner.py", title="Consolidation planner"),
                st.Page("pages/departments.py", title="Departments"),
                st.Page("pages/application.py", title="Application", visibility="hidden"),
            ],
            "Money": [
                st.Page("pages/spend.py", title="Capital"),
                st.Page("pages/services.py", title="Services and rates"),
                st.Page("pages/investment.py", title="Investment"),
                st.Page("pages/vehicle.py", title="Vehicle options"),
            ],
            "Partners": [
                st.Page("pages/partners.py", title="Partners"),
                st.Page("pages/withdrawal.py", title="If a partner withdraws"),
                st.Page("pages/risks.py", title="Risks"),
            ],
            "Panel": [
                st.Page("pages/briefing.py", title="Briefing"),
                st.Page("pages/decisions.py", title="Decisions and scrutiny"),
            ],
            "Data": [
                st.Page("pages/updates.py", title="Updates"),
                st.Page("pages/quality.py", title="Data quality"),
                st.Page("pages/dictionary.py", title="Data dictionary"),
                st.Page("pages/methods.py", title="Methods"),
                st.Page("pages/accessibility.py", title="Accessibility"),
                st.Page(
                    "pages/access.py",
                    title="Who may do what",
                    visibility="visible" if person.may(Role.ADMINISTRATOR) else "hidden",
                ),
                st.Page(
                    "pages/trail.py",
                    title="Audit trail",
                    visibility="visible" if person.may(Role.ADMINISTRATOR) else "hidden",
                ),
            ],
            "": [st.Page("pages/find.py", title="Find")],
        },
        expanded=True,
    )
    with log.timed("screen", screen=screen.url_path or "overview"):
        try:
            page.choose_as_at(screen.url_path)
            with suppress(page.Stopped):  # a screen without data ends before its last line
                screen.run()
        except StoreError as problem:
            page.tell_unreadable(problem)
        page.end()


if __name__ == "__main__":
    show()
else:  # the server imports this file for what it serves; Streamlit runs it for each change of a screen
    serving.log_as_lines()
    app = st.App(__file__, middleware=serving.MIDDLEWARE, routes=serving.ROUTES, lifespan=serving.lifespan)
