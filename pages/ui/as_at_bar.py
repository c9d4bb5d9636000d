"""The bar at the head of every screen: the ‘as at’ control, the ledger version, and how fresh the figures are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

import queries
from data import ledger
from data.datasets import DATASETS
from pages.ui import address, person
from pages.ui.formatting import day, lapse, moment, plain, short_day
from pages.ui.this_run import EARLIEST, GENERATION, KNOWN, LATEST, ask, now, reporting_dates
from pages.ui.which_programme import show_chooser

SCREENS = {
    "overview": "Will we be live in time, what has changed, and what needs a decision.",
    "changes": "What moved between two dates, in sentences, each with the upload that brought it.",
    "timeline": "Everything with a date, on one axis to the go-live and past it.",
    "outlook": "The pace that being ready in time would take, and what would become of the odds if something were changed.",
    "inventory": "Every business software application in use, in every department.",
    "duplication": "Which applications do the same work, what flows between them, and what ends when.",
    "planner": "What would follow if other applications were consolidated; nothing changes until its file is uploaded.",
    "departments": "What each department holds, how far it has come, and what it must do next.",
    "migration": "How far the applications have come on their way, against the plan to the go-live.",
    "gateways": "The dated decision points on the way to go-live.",
    "partners": "The bodies that share the services, may come to, or watch.",
    "withdrawal": "What would be restated if one or several partners withdrew, beside today's figures.",
    "decisions": "What is to be decided, whether scrutiny comes before it, and what came of it.",
    "services": "What the shared services offer, at which service level, and at what rate beside what others charge.",
    "risks": "What may go wrong, or better than planned: how likely, how bad, and what is done about it.",
    "spend": "What was budgeted, committed and spent, by component and month.",
    "investment": "What the money brings, when it is paid back, and what that hangs on.",
    "vehicle": "Which form of the service vehicle does best on what matters, and at what cost.",
    "briefing": "The slides for the panel, and the same content as files for the agenda.",
    "access": "Who may look at the programme, change its data, or say who may do what.",
    "updates": "Take a file in, see what it would change before it does, and withdraw it if need be.",
    "find": "Rows of every list, and uploads, by a few words. The key / leads here from every screen.",
    "quality": "What does not add up between the lists, how pressing it is, and how well each list is filled.",
    "programmes": "The programmes of this store side by side: will each be ready, how far each has come, and how fresh that is.",
    "dictionary": "What a file may hold, dataset by dataset: headings, values and rules.",
    "methods": "Every rule behind the figures, and how the forecast is worked out.",
    "accessibility": "Who can use this dashboard, how by keyboard, what is left, and whom to tell.",
}
"""Screen → what it shows, in a line behind the ⓘ."""

SHOWS: Mapping[str, str] = {
    "inventory": "applications", "application": "applications,migrations", "duplication": "applications,interfaces",
    "planner": "applications,interfaces", "departments": "applications,migrations", "migration": "migrations",
    "outlook": "migrations", "gateways": "gateways,gateway_criteria", "partners": "partners,partner_concerns",
    "withdrawal": "partners", "decisions": "decisions", "services": "services", "risks": "risks", "spend": "spend",
    "investment": "benefits,benefit_values", "vehicle": "vehicle_options",
}  # fmt: skip
"""Screen → the datasets that its pictures are of; those that aren't here show all of them."""

NOTHING_REPORTED = ("access", "trail", "dictionary", "methods", "accessibility", "programmes")
"""Screens that show nothing of what is reported, or say for each programme how old that is."""

ILLUSTRATIVE = "Illustrative data, except what the panel minutes state"

FACTS = (
    "The approach is of national interest and watched by several national bodies.",
    "A service vehicle eases the capital burden on the council, transfers risk, and offers standardised services at"
    " competitive rates.",
    "The client base is any public sector organisation in Plymouth and Devon; the first focus is Public Health,"
    " NHS Plymouth and Sentinel CiC.",
    "Two key gateways lead to delivery by April 2014: December 2012, business case agreed with the partners;"
    " May 2013, system design and service level agreements approved.",
    "There are 277 business software applications across all departments, and nearly 30% could be consolidated into"
    " the core infrastructure.",
    "A £3 million capital business case goes to Cabinet in September 2012, in four parts: core infrastructure,"
    " application consolidation, self-service applications, and transformation in every department.",
    "The first to migrate are human resources and organisational development.",
    "The risk register is developed once the final membership of the partnership is confirmed.",
    "Sentinel CiC and Public Health (Plymouth) would be partners; talks with other NHS areas and Plymouth Community"
    " Healthcare are on-going, with a discussion at the September meeting of Devon council Chief Executives.",
    "A company, possibly a community interest company or social enterprise, could protect the investment and highly"
    " skilled jobs.",
    "Loss of control and of investment worries many potential partners; a community interest company keeps public"
    " ownership.",
    "Final business cases come to the scrutiny panel before the decision is taken.",
)
"""What the minutes state; everything else that the dashboard ships with is illustrative."""
AS_AT, VERSION = "as_at", "ledger_version"
"""The names of the two choices in the URL and in the session."""

FOLLOWED = "as_at_followed"
"""In the session: the latest reporting date, while it is the one looked from."""
FIXED = "as_at_fixed"
"""In the session: the latest reporting date, while the address says it, so that who follows the link sees it still when the next
report has come."""
FIXES = (
    "Puts the date and the ledger version into the address: whoever opens it later sees these figures, whatever comes."
)


def choose_as_at(screen: str) -> None:
    """The ‘as at’ control, at the head of every screen: any date, and steps from report to report.

    `screen`: the one about to be shown. The address omits the latest date and the latest version.
    """
    address.arrive(screen)
    known = queries.ledger_state()
    st.session_state[KNOWN], st.session_state[GENERATION] = known.ledger_version, known.generation
    in_address = address.read(AS_AT, on_every_screen=True)
    address.read(VERSION, on_every_screen=True)
    version = st.session_state[VERSION] = _as_version(st.session_state.get(VERSION))
    shown = known.ledger_version if version is None else version
    dates = reporting_dates(shown)
    latest = dates[-1] if dates else date.today()
    kept = _as_day(st.session_state.get(AS_AT))
    # Who looks at the latest report goes on to the next one when it comes, by their own upload or another's.
    is_following = in_address is None and kept == st.session_state.get(FOLLOWED)
    as_at = latest if kept is None or is_following else kept
    address.hold(AS_AT, as_at)
    is_fixed = as_at == latest and (
        _as_day(in_address) == as_at or (in_address is None and st.session_state.get(FIXED) == as_at)
    )
    address.write(AS_AT, as_at.isoformat(), usual=None if is_fixed else latest.isoformat(), called="As at")
    st.session_state[FIXED] = as_at if is_fixed else None
    st.session_state[FOLLOWED] = as_at if as_at == latest and not is_fixed else None
    show_chooser()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="as_at_bar"):
        _step("Earlier report", "earlier_report", [d for d in dates if d < as_at][-1:])
        st.date_input(
            "As at", value=None, min_value=EARLIEST, max_value=LATEST, format="DD/MM/YYYY", width=132, key=AS_AT,
            label_visibility="collapsed", **address.noting(AS_AT),
        )  # fmt: skip
        _step("Later report", "later_report", [d for d in dates if d > as_at][:1])
        fresh = latest_upload(as_at, shown)
        if fresh.get("illustrative"):
            _mark_illustrative()
        if screen not in NOTHING_REPORTED:
            _mark_old(*_oldest(SHOWS.get(screen), as_at, shown))
        with st.popover("About these figures", key="about"):
            _tell_about(screen, as_at, version, dates, fresh)
        person.tell()


def _step(label: str, key: str, to: list[date]) -> None:
    """A button to the report before or after; `to`: its date, or None if there is no such report."""
    st.button(
        plain(label), key=key, disabled=not to, on_click=_go_to, args=(to,),
        help=plain(f"The report of {day(to[0])}" if to else f"There is no {label.lower()}."),
    )  # fmt: skip


def _tell_about(screen: str, as_at: date, version: int | None, dates: list[date], fresh: dict[str, Any]) -> None:
    """The content of the ⓘ: what the screen answers, how fresh it is, the reports there are, and the ledger version."""
    st.markdown(SCREENS.get(screen or address.FIRST, ""))
    st.caption(freshness(as_at, version, fresh))
    if behind := ledger.left_to_do():
        st.warning(plain(behind))
    if dates:
        st.menu_button("Reports", dates[::-1], format_func=day, key="report_chosen", on_click=_go_to_chosen)
    st.number_input(
        "Ledger version", min_value=0, max_value=now().ledger_version, step=1, format="%d",
        placeholder="what is known now", key=VERSION,
        help="Every upload and every withdrawal gets a number. Give one to see the figures as they were known then; leave it"
        " empty for what is known now.",
    )  # fmt: skip
    if version is None or (dates and as_at == dates[-1] and not st.session_state[FIXED]):
        st.button("Fix the address", key="fix", on_click=_fix, args=(as_at, version))
        st.caption(FIXES)
    address.write(VERSION, version, called="Ledger version")


def _as_day(kept: object) -> date | None:
    """The date in the address or the widget; None if it is no date, or one that no programme has."""
    if isinstance(kept, str):
        try:
            kept = date.fromisoformat(kept)
        except ValueError:
            return None
    return kept if isinstance(kept, date) and EARLIEST <= kept <= LATEST else None


def _as_version(kept: object) -> int | None:
    """The ledger version in the address or the widget; None if there is no such version."""
    number = address.whole_number(kept) if isinstance(kept, str) else kept
    return number if isinstance(number, int) and 0 <= number <= now().ledger_version else None


def _mark_illustrative() -> None:
    """The mark on every screen while any of the sample counts, and which figures are facts."""
    with st.popover("◇ Illustrative", key="facts", help=ILLUSTRATIVE):
        st.markdown(
            "The dashboard ships with an invented programme, so that every screen has something"
            " to show. These statements come from the panel's minutes; **everything else is illustrative**. The sample can be"
            " removed on the Updates page."
        )
        st.markdown("\n".join(f"- {fact}" for fact in FACTS))


def _oldest(datasets: str | None, as_at: date, version: int) -> tuple[pl.DataFrame, str]:
    """What updates_due says of these datasets together; if only some of several are old, of the oldest, with its title."""
    together = ask("updates_due", as_at, version, datasets=datasets)
    if not datasets or "," not in datasets or (together.height and together["is_old"][0]):
        return together, ""
    each = {name: ask("updates_due", as_at, version, datasets=name) for name in datasets.split(",")}
    old = {name: rows for name, rows in each.items() if rows.height and rows["is_old"][0]}
    if not old:
        return together, ""
    name = min(old, key=lambda name: old[name]["last_report"][0])
    return old[name], DATASETS[name].title


def _mark_old(reports: pl.DataFrame, of: str) -> None:
    """‘Last report 30 Sep 2013, 9 weeks ago’, if by its usual rhythm a later report was due for what the screen shows;
    shorter on a phone. `of`: the dataset, if it is of one of several."""
    if reports.is_empty() or not reports["is_old"][0]:
        return
    last, ago = reports["last_report"][0], lapse(reports["age_days"][0]).removeprefix("about ")
    with st.container(key="old_reports", width="content"):
        whose = f"{plain(of)}: last" if of else "Last"
        st.markdown(f":orange-badge[{whose} report {short_day(last)}, {ago} ago]", width="content")
        st.markdown(f":orange-badge[{f'{plain(of)} ' if of else ''}{ago} old]", width="content")


def _go_to(dates: list[date]) -> None:
    if dates:
        st.session_state[AS_AT] = dates[0]


def _go_to_chosen() -> None:
    chosen = st.session_state.get("report_chosen")
    if chosen is not None:
        st.session_state[AS_AT] = chosen


def _fix(as_at: date, version: int | None) -> None:
    st.session_state[FIXED] = as_at
    st.session_state[VERSION] = now().ledger_version if version is None else version


def forget_version() -> None:
    st.session_state[VERSION] = None
    if st.session_state[FIXED]:  # who wants what is known now wants the next report, too
        st.session_state[FIXED] = None
        address.put(AS_AT, None)


def latest_upload(as_at: date, version: int) -> dict[str, Any]:
    rows = ask("updates_latest", as_at, version)
    return rows.row(0, named=True) if rows.height else {}


def freshness(as_at: date, version: int | None, fresh: dict[str, Any]) -> str:
    """‘As at 30 September 2013, ledger version 41. Last updated 1 October 2013 at 09:15 by …, from … (upload 41).
    Latest report: 30 September 2013.’ The last upload need not be the report for the latest date.

    `version`: the one that the reader chose; None for the present.
    """
    if fresh.get("number") is None:
        known = "" if version is None else f", as known at ledger version {version}"
        return f"As at **{day(as_at)}**{known}: nothing has been uploaded for this date or earlier."
    by = f" by {plain(fresh['uploaded_by'])}" if fresh.get("uploaded_by") else ""
    return (
        f"As at **{day(as_at)}**, ledger version {fresh['ledger_version']}."
        f" Last updated {moment(fresh['uploaded_at'])}{by}, from {plain(fresh['file_name'])}"
        f" (upload {fresh['number']}). Latest report: {day(fresh['reporting_date'])}."
    )
