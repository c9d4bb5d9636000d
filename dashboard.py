"""The programme dashboard: page settings, navigation and the shared ‘as at’ control.

Facts come in through data/, are asked about in queries/, and are shown in pages/: one file a screen.
"""

from contextlib import suppress

import streamlit as st

from data import log
from data.ledger.roles import Role
from data.problems import StoreError
from pages import serving
from pages.ui import as_at_bar, page, person, sample, which_programme


def show() -> None:
    """One run of the screen that the reader is on."""
    with page.entered() as why_not:
        if why_not:
            st.set_page_config(page_title="Programme dashboard", page_icon=page.ICON, layout="wide")
            page.turn_away(why_not)
        which_programme.choose_programme()
        st.set_page_config(page_title=which_programme.programme(), page_icon=page.ICON, layout="wide")
        sample.start()  # at the very first start there is no store yet: make it, with the illustrative sample
        show_screen()


def show_screen() -> None:
    """The navigation, the bar, and the screen that was chosen."""
    screen = st.navigation(
        {
            "Progress": [
                page.screen("pages/overview.py", "Overview", default=True),
                page.screen("pages/changes.py", "What changed"),
                page.screen("pages/timeline.py", "Timeline"),
                page.screen("pages/gateways.py", "Gateways"),
                page.screen("pages/migration.py", "Migration"),
                page.screen("pages/outlook.py", "What would it take?"),
                page.screen("pages/programmes.py", "Programmes", is_hidden=not which_programme.are_several()),
            ],
            "Applications": [
                page.screen("pages/inventory.py", "Inventory"),
                page.screen("pages/duplication.py", "Duplication"),
                page.screen("pages/planner.py", "Consolidation planner"),
                page.screen("pages/departments.py", "Departments"),
                page.screen("pages/application.py", "Application", is_hidden=True),
            ],
            "Money": [
                page.screen("pages/spend.py", "Capital"),
                page.screen("pages/services.py", "Services and rates"),
                page.screen("pages/investment.py", "Investment"),
                page.screen("pages/vehicle.py", "Vehicle options"),
            ],
            "Partners": [
                page.screen("pages/partners.py", "Partners"),
                page.screen("pages/withdrawal.py", "If a partner withdraws"),
                page.screen("pages/risks.py", "Risks"),
            ],
            "Panel": [
                page.screen("pages/briefing.py", "Briefing"),
                page.screen("pages/decisions.py", "Decisions and scrutiny"),
            ],
            "Data": [
                page.screen("pages/updates.py", "Updates"),
                page.screen("pages/quality.py", "Data quality"),
                page.screen("pages/dictionary.py", "Data dictionary"),
                page.screen("pages/methods.py", "Methods"),
                page.screen("pages/accessibility.py", "Accessibility"),
                page.screen("pages/access.py", "Who may do what", is_hidden=not person.may(Role.ADMINISTRATOR)),
                page.screen("pages/trail.py", "Audit trail", is_hidden=not person.may(Role.ADMINISTRATOR)),
            ],
            "": [page.screen("pages/find.py", "Find")],
        },
        expanded=True,
    )
    with log.timed("screen", screen=screen.url_path or "overview"):
        try:
            as_at_bar.choose_as_at(screen.url_path)
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
