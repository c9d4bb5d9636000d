"""Links from screen to screen that keep the reader's date and ledger version."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from data.ledger import programmes
from pages.narrative.methodology import Rule
from pages.ui import texts
from pages.ui.address import FIRST
from pages.ui.as_at_bar import AS_AT, VERSION
from pages.ui.formatting import plain
from pages.ui.page import View
from pages.ui.which_programme import PROGRAMME

PAGES = {
    "overview": "pages/overview.py",
    "inventory": "pages/inventory.py",
    "duplication": "pages/duplication.py",
    "planner": "pages/planner.py",
    "departments": "pages/departments.py",
    "application": "pages/application.py",
    "migration": "pages/migration.py",
    "outlook": "pages/outlook.py",
    "gateways": "pages/gateways.py",
    "partners": "pages/partners.py",
    "withdrawal": "pages/withdrawal.py",
    "decisions": "pages/decisions.py",
    "services": "pages/services.py",
    "risks": "pages/risks.py",
    "timeline": "pages/timeline.py",
    "changes": "pages/changes.py",
    "spend": "pages/spend.py",
    "investment": "pages/investment.py",
    "vehicle": "pages/vehicle.py",
    "briefing": "pages/briefing.py",
    "updates": "pages/updates.py",
    "find": "pages/find.py",
    "quality": "pages/quality.py",
    "programmes": "pages/programmes.py",
    "dictionary": "pages/dictionary.py",
    "methods": "pages/methods.py",
    "accessibility": "pages/accessibility.py",
}
"""Screen → its file, as Streamlit's links want it."""


def behind(view: View, **chosen: Any) -> dict[str, str]:
    """The query string: the choices, with the date and version if they are not the latest, or the reader's own address
    has them."""
    kept = {name: str(value) for name, value in chosen.items() if value not in (None, "")}
    if programmes.are_several():
        kept[PROGRAMME] = programmes.current().id
    if view.as_at != view.latest or view.is_fixed:
        kept[AS_AT] = view.as_at.isoformat()
    if view.chosen_version is not None:
        kept[VERSION] = str(view.chosen_version)
    return kept


def address(view: View, page: str, **chosen: Any) -> str:
    """The address of a screen, relative to another one: ‘inventory?disposition=consolidate’."""
    asked = urlencode(behind(view, **chosen))
    return ("./" if page == FIRST else page) + (f"?{asked}" if asked else "")


def link(view: View, page: str, label: str, *, help: str = "", **chosen: Any) -> None:
    """A link to a screen, with filters: `link(view, "inventory", "82 to consolidate", disposition="consolidate")`.

    The label may contain data; it is shown as text.
    """
    if texts.is_gathering():
        texts.say(texts.link(address(view, page, **chosen), label, note=help))
        return
    st.page_link(
        PAGES[page], label=plain(label), help=plain(help) if help else None, query_params=behind(view, **chosen)
    )


def methods(rules: str) -> str:
    """The address of the first of these rules in Methods, at this date and version; empty for other words."""
    if not isinstance(rules, Rule):
        return ""
    kept = {name: st.query_params[name] for name in (PROGRAMME, AS_AT, VERSION) if name in st.query_params}
    return f"methods?{urlencode({'rule': rules.names[0]} | kept)}"


def to_departments(view: View, *departments: object) -> None:
    """Links to the pages of the chosen departments, each once, in a row."""
    chosen = list(dict.fromkeys(str(name) for name in departments if name))
    if chosen:
        with st.container(horizontal=True, gap="small"):
            for name in chosen:
                link(view, "departments", f"{name} as a department →", department=name)


def chip(view: View, page: str, label: str, colour: str, *, help: str = "", **chosen: Any) -> None:
    """A link that looks like a chip in one of Streamlit's colours, such as a rating: ‘◆ Amber by the rule’. For use
    within texts.together."""
    texts.say(texts.link(address(view, page, **chosen), label, note=help, colour=colour))


def go(view: View, page: str, **chosen: Any) -> None:
    """Opens a screen now, after a click on a bar, a point or a row."""
    st.switch_page(PAGES[page], query_params=behind(view, **chosen))
