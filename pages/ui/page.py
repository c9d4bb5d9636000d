"""The start of every screen: the guard, the bar with the ‘as at’ control, and the title."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.parse import urlencode

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

import queries
from data import ledger, log
from data.datasets import DATASETS
from data.ledger import programmes, roles
from data.ledger.names import can_be_renamed
from data.problems import StoreError
from pages.charts.theme import PALETTES, Palette
from pages.serving import upload_gate
from pages.ui import address, person, texts, upload_cache
from pages.ui.formatting import day, gist, lapse, moment, plain, short_day
from queries import LedgerState

ICON = str(Path(__file__).with_name("icon.png"))
"""The picture in the browser's tab; a file of our own, because a named icon would be fetched from outside."""

PROGRAMME = "programme"
"""The name, in the address and the session, of which programme is looked at, where the store holds several."""

INSTEAD = "_instead"
"""After that name: of the field where the address names no programme that there is. A browser takes one of the same name for the
same, and choosing what it shows already is no change."""

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

FIRST = "overview"
"""The screen at the address of the dashboard itself."""

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
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

KNOWN, GENERATION = "ledger_known", "ledger_generation"
"""In the session: the latest ledger version at the start of this run, and the generation of the store. A run looks at no
other, whatever is committed while it lasts."""

LOOKED_AT = "programme_looked_at"
"""In the session: the programme of this run."""

SENT = "sent_to_entry"
"""In the session: that a bare page has sent the reader to the entry script."""

_has_entered: ContextVar[bool] = ContextVar("has_entered", default=False)
"""Whether this run has come through the entry script. Of the run and not of the session: one that was stopped before its page
must not let the next one by."""


_head: ContextVar[DeltaGenerator | None] = ContextVar("head", default=None)
"""Where this run says what of the address can't be used; None before the screen has begun."""


@dataclass(frozen=True)
class View(queries.View):
    """The reader's viewpoint: everything that a page needs to ask for its figures and to draw them."""

    latest: date | None  # the latest reporting date known then; None when nothing had been uploaded
    palette: Palette
    known_version: int  # the latest when the run began
    chosen_version: int | None = None  # None: the reader wants what is known now
    is_fixed: bool = False  # the address says the date, although it is the latest: it stays when the next report comes

    @property
    def now(self) -> LedgerState:
        """The state of the ledger when the run began."""
        return LedgerState(self.known_version, self.generation)

    def ask(self, query_name: str, **parameters: object) -> pl.DataFrame:
        """The answer to a query from this viewpoint. If a backup was restored in the middle of the run, the run begins
        again."""
        with beginning_again():
            return super().ask(query_name, **parameters)


@contextmanager
def entered() -> Iterator[str]:
    """Marks that the entry script is running, so that the page it leads to may be shown, and checks who is there. Gives
    the reason why they may see nothing, or "". Only dashboard.py uses this. When it ends, the session may upload files
    only if a box for them was drawn."""
    _has_entered.set(True)
    st.session_state.pop(SENT, None)
    try:
        with log.of_session(session()):
            yield person.why_turned_away()
    finally:
        _has_entered.set(False)
        upload_gate.settle(session())


def screen(path: str, title: str, *, default: bool = False, is_hidden: bool = False) -> StreamlitPage:
    """A screen of the navigation, by its file beside dashboard.py; `is_hidden`: reachable, but not listed."""
    return copy.copy(
        _screen(path, title, default, "hidden" if is_hidden else "visible")
    )  # a run notes in it that it may run


@cache
def _screen(path: str, title: str, default: bool, visibility: Literal["visible", "hidden"]) -> StreamlitPage:
    """Cached: Streamlit checks the disk for each screen, and a run declares all of them; that took a tenth of its time."""
    return st.Page(Path(__file__).parents[2] / path, title=title, default=default, visibility=visibility)


def session() -> str:
    """Streamlit's id of this run's session; "" outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def tell_unreadable(problem: StoreError) -> None:
    """Says that the store can't be read, in place of a screen; the cause, with its paths, is for the log and for
    ‘check’."""
    log.warn("the store can't be read", problem)
    st.title("The store can’t be read")
    st.error(
        "What this screen shows can’t be read just now, and nothing was changed. Reload the page in a minute. If it stays so, "
        "tell whoever keeps the dashboard: on the server, ‘python -m data check’ says what is wrong and what to do."
    )


def turn_away(why: str) -> NoReturn:
    """Shows why somebody may see nothing, in place of the screen that they asked for."""
    _declare_hidden()
    person.turn_away(why)


def programme_of_session() -> str | None:
    """The id of the programme that the reader is looking at; None outside of a session, and if there is only one."""
    if get_script_run_ctx(suppress_warning=True) is None or not programmes.are_several():
        return None
    return str(st.session_state.get(LOOKED_AT) or programmes.listed()[0].id)


programmes.asked_by.append(programme_of_session)


def programme() -> str:
    """The name of the programme that the reader is looking at."""
    return programmes.current().name


def are_several() -> bool:
    """Whether there is more than one programme that the reader may look at."""
    return len(roles.seen()) > 1


def choose_programme() -> None:
    """Opens the programme in the address, otherwise the one opened before. Choices made for another programme (dates,
    filters, files) are forgotten, because they are not this one's."""
    if not programmes.are_several():
        return
    asked, before = st.query_params.get(PROGRAMME), st.session_state.get(LOOKED_AT)
    known = [each.id for each in roles.seen()]
    if asked is not None and asked not in known:
        _tell_unknown(asked)
    wanted = asked or (before if before in known else known[0])
    if before not in (None, wanted):
        _forget_choices()
    st.session_state[LOOKED_AT] = st.session_state[PROGRAMME] = wanted
    address.write(PROGRAMME, wanted)


def _forget_choices() -> None:
    for key in [key for key in st.session_state if key != PROGRAMME]:
        del st.session_state[key]


def _tell_unknown(asked: str) -> None:
    """A link to an unknown programme never shows another one's figures."""
    st.title("No such programme", anchor=False)
    st.error(plain(f"There is no programme ‘{gist(asked)}’ in this store. Choose one that there is."))
    _programme_chooser(place=None, ending=INSTEAD)
    _lead_to_statement({})
    st.stop()


def _programme_chooser(place: int | None = 0, ending: str = "") -> None:
    """The control that chooses a programme, if there are several; its field searches as the reader types. `place`: None
    if none is chosen; `ending`: of its key."""
    names = {each.id: each.name for each in roles.seen()}
    if place is not None and len(names) < 2:
        return
    st.selectbox(
        "Programme", list(names), place, format_func=names.__getitem__, key=f"{PROGRAMME}{ending}",
        on_change=_go_to_chosen_programme, args=(ending,), width=320, label_visibility="collapsed",
        placeholder="Choose a programme",
    )  # fmt: skip


def _go_to_chosen_programme(ending: str) -> None:
    """Opens the chosen programme and clears the address, because the choices there are the other programme's."""
    st.query_params.clear()
    st.query_params[PROGRAMME] = st.session_state[PROGRAMME + ending]


def go_to_programme(programme_id: str) -> None:
    """Opens the Overview of another programme, after a click on its bar."""
    st.switch_page(f"pages/{FIRST}.py", query_params={PROGRAMME: programme_id})


def guard() -> None:
    """Hands a page that was opened by its address to the entry script, if this run has not come through it.

    A run that has come through it is shown only to those who may look at the programme, whatever else let them by.

    Streamlit serves a folder named pages/ by itself until the entry script has declared its navigation once: after a
    restart the first request to a page would run it bare, without navigation, ‘as at’ control or sign-in.
    """
    if _has_entered.get():
        _has_entered.set(False)
        if why := person.why_turned_away():
            person.turn_away(why)
        return
    if st.session_state.get(SENT):
        st.error("Open the dashboard at its first page.")
        st.stop()
    st.session_state[SENT] = True
    _declare_hidden()  # which switches Streamlit's own serving of pages/ off for good; the rerun goes through dashboard.py
    st.rerun()


def _declare_hidden() -> None:
    """Declares a navigation that nobody sees. It includes all pages, so that the requested one stays the one shown."""
    folder = Path(__file__).parents[1]
    pages = [st.Page(str(path), default=path.stem == FIRST) for path in sorted(folder.glob("[a-z]*.py"))]
    st.navigation(pages, position="hidden")


def now() -> LedgerState:
    """The state of the ledger when this run began."""
    return LedgerState(st.session_state[KNOWN], st.session_state[GENERATION])


def ask(name: str, as_at: date, ledger_version: int, **params: Any) -> pl.DataFrame:
    """The answer to one query, from the store as it was when this run began: see View.ask."""
    with beginning_again():
        return queries.ask(name, as_at, ledger_version, generation=now().generation, **params)


@contextmanager
def beginning_again() -> Iterator[None]:
    """Runs the screen once more if a backup was restored in the middle of its run."""
    try:
        yield
    except queries.Restored:
        begin_again()
        raise  # a download is made after its run, so that there is nothing to begin again


def begin_again() -> None:
    """Runs the screen once more; does nothing outside of a run."""
    st.rerun()


def reporting_dates(ledger_version: int) -> list[date]:
    """The reporting dates of the uploads in force at a ledger version, earliest first."""
    rows = ask("updates_reporting_dates", LATEST, ledger_version)
    return rows.get_column("reporting_date").to_list()[::-1]


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
    _programme_chooser()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="as_at_bar"):
        _step("Earlier report", "earlier_report", [d for d in dates if d < as_at][-1:])
        st.date_input(
            "As at", value=None, min_value=EARLIEST, max_value=LATEST, format="DD/MM/YYYY", width=132, key=AS_AT,
            label_visibility="collapsed", **address.noting(AS_AT),
        )  # fmt: skip
        _step("Later report", "later_report", [d for d in dates if d > as_at][:1])
        fresh = _latest_upload(as_at, shown)
        if fresh.get("illustrative"):
            _mark_illustrative()
        if screen not in NOTHING_REPORTED:
            _mark_old(ask("updates_due", as_at, shown, datasets=SHOWS.get(screen)))
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
    st.markdown(SCREENS.get(screen or FIRST, ""))
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


def _mark_old(reports: pl.DataFrame) -> None:
    """‘Last report 30 Sep 2013, 9 weeks ago’, if by its usual rhythm a later report was due for what the screen shows;
    shorter on a phone."""
    if reports.is_empty() or not reports["is_old"][0]:
        return
    last, ago = reports["last_report"][0], lapse(reports["age_days"][0]).removeprefix("about ")
    with st.container(key="old_reports", width="content"):
        st.markdown(f":orange-badge[Last report {short_day(last)}, {ago} ago]", width="content")
        st.markdown(f":orange-badge[{ago} old]", width="content")


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


def _forget_version() -> None:
    st.session_state[VERSION] = None
    if st.session_state[FIXED]:  # who wants what is known now wants the next report, too
        st.session_state[FIXED] = None
        st.query_params.pop(AS_AT, None)


def begin(title: str) -> View:
    """Begins a screen: guard, browser title, and a heading for screen readers only, because the navigation already
    shows it. Every page calls this first.

    `title` is our own words, not data.
    """
    guard()
    upload_cache.here()
    as_at = st.session_state.get(AS_AT)
    chosen, known = st.session_state.get(VERSION), now()
    version = known.ledger_version if chosen is None else int(chosen)
    dates = reporting_dates(version)
    view = View(
        as_at=as_at if isinstance(as_at, date) else date.today(),
        ledger_version=version,
        latest=dates[-1] if dates else None,
        palette=PALETTES.get(st.context.theme.type or "light", PALETTES["light"]),
        generation=known.generation,
        known_version=known.ledger_version,
        chosen_version=None if chosen is None else int(chosen),
        is_fixed=st.session_state.get(FIXED) is not None,
    )
    st.set_page_config(page_title=f"{title}, {day(view.as_at)}: {programme()}")
    with st.container(key="screen_title"):
        st.title(title, anchor=False)
        st.text(_on_paper(view))
    if view.chosen_version is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(f"Shown as known at ledger version {view.ledger_version}; later uploads are left out.", width=520)
            st.button("Show what is known now", on_click=_forget_version, key="forget_version")
    _head.set(st.container(key="left_out"))
    _follow_renames(view)
    return view


NAMES: Mapping[str, str] = {
    **{dataset.reference.name: name for name, dataset in DATASETS.items() if dataset.reference and can_be_renamed(dataset)},
    "withdrawn": "partners",
}  # fmt: skip
"""Choice in an address → the dataset of which it names a row or, with commas between, several."""

LANES: Mapping[str, str] = {**{name: name for name in DATASETS}, "migrations": "applications"}
"""Lane of the timeline → the dataset of which `row_key` names a row."""


def _follow_renames(view: View) -> None:
    """Replaces a key in the address by the row's key at this date, and says so, so that a reader who steps back to an
    earlier report keeps looking at the same row."""
    wanted = {**NAMES, "row_key": LANES.get(st.query_params.get("lane", ""), "")}
    keys, sentences = {}, []
    for choice, dataset in wanted.items():
        text = st.query_params.get(choice)
        if not text or not dataset:
            continue
        rows = view.ask("keys_renamed", dataset=dataset).select("old_key", "latest_key", "is_later").rows()
        called = {old: (key, is_later) for old, key, is_later in rows}
        parts = text.split(",") if choice == "withdrawn" else [text]
        for old in {part: part for part in parts if part in called}:
            key, is_later = called[old]
            sentences.append(f"{old} was called {key} then." if is_later else f"{old} is now called {key}.")
        if any(part in called for part in parts):
            keys[choice] = ",".join(called.get(part, (part, False))[0] for part in parts)
    address.follow(keys)
    if sentences:
        st.caption(plain(" ".join(dict.fromkeys(sentences))))


class Stopped(Exception):
    """Ends a screen early, because there is nothing more to show."""


def stop() -> NoReturn:
    """Ends a screen before its last line. After Streamlit's own `stop` nothing can be shown, so every screen without
    data lacked the link to the accessibility statement."""
    raise Stopped


def end() -> None:
    """Ends every screen: the link to the accessibility statement, with the reader's viewpoint; and, at the screen's
    head, what in its address can't be used, which is known only now."""
    place, left_out = _head.get(), address.left_out()
    if place is not None and left_out:
        place.info(plain(left_out))
    _head.set(None)
    kept = {name: st.query_params[name] for name in (PROGRAMME, AS_AT, VERSION) if name in st.query_params}
    _lead_to_statement(kept)


def _lead_to_statement(kept: dict[str, str]) -> None:
    href = "accessibility" + (f"?{urlencode(kept)}" if kept else "")
    texts.show("footer", texts.line(texts.link(href, "Accessibility statement")))


def _on_paper(view: View) -> str:
    """The content of the bar, for the printed page: ‘ICT shared services, as at 30 September 2013, ledger version 71. ◇
    …’."""
    mark = f" ◇ {ILLUSTRATIVE}." if _latest_upload(view.as_at, view.ledger_version).get("illustrative") else ""
    return f"{programme()}, as at {day(view.as_at)}, ledger version {view.ledger_version}.{mark}"


def _latest_upload(as_at: date, version: int) -> dict[str, Any]:
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


def chosen(name: str, known: pl.Series | None = None, noun: str = "") -> str | None:
    """What the address names for this page, such as the application to show; None if it names nothing.

    With `known`, the references that exist at this date, an unknown one gives None, and the screen says so. `noun`:
    what it is a reference to, in our own words.
    """
    named = address.given(name)
    if named is not None and known is not None and named not in known:
        st.info(plain(f"No {noun} {named} has been reported by this date; here are all that have."))
        return None
    return named
