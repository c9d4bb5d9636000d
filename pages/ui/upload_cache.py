"""Files that a person has chosen but not yet committed, kept on the server while the person looks at other screens.

The session holds only a token. A file is forgotten when it is committed, when the person chooses another, when the
session ends, or when newer files need the memory set aside for waiting ones.
"""

from __future__ import annotations

import ctypes
import dataclasses
import gc
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.typed import file_name
from pages.serving import upload_gate

MOST_BYTES = 400_000_000
"""All waiting files together, with what was worked out about them; the oldest go first."""
MOST_BYTES_OF_A_SESSION = 250_000_000
"""Those of one session. The file that it has before it is kept, however large: intake has a limit of its own."""
MOST_RESULTS = 3
"""How many ways of reading one file are remembered."""
GRACE = 10.0
"""Seconds from the end of a connection until what its session holds is let go: a browser that only lost the network for a
moment comes back to its file."""


@dataclass
class Pending:
    """One chosen file, and the results derived from it, by what they depend on."""

    token: str
    name: str
    content: bytes
    session: str = ""
    of_cells: bool = False  # whether it holds the cells of rows that were edited on screen
    table: Any = None  # as it was recognised: data.returns.Table
    options: Any = None  # how the person says to read it: data.intake.options.Options
    read_for: str = ""  # the dataset for which that was said
    read_as: int | None = None  # the upload as which it is read
    usual_mode: Any = None  # data.uploads.UsualMode: what the last report of that dataset was
    is_mode_preset: bool = False  # whether the choice shows it without anybody having said so
    renames: dict[str, Any] = field(default_factory=dict)  # earlier key → data.intake.impact.Rename, as the person says
    sheets: tuple[tuple[str, bool], ...] = ()  # of a workbook: (name, hidden)
    headings: tuple[str, ...] = ()  # as they were found
    worked_out: dict[Any, Any] = field(default_factory=dict)
    offered: dict[str, Any] = field(default_factory=dict)  # what was shown to be agreed to, by the name of its button

    def once(self, key: Any, work: Callable[[], Any]) -> Any:
        """The result of `work`, computed once per key; only the latest few are kept."""
        if key not in self.worked_out:
            while len(self.worked_out) >= MOST_RESULTS:
                self.worked_out.pop(next(iter(self.worked_out)))
            self.worked_out[key] = work()
            _make_room(self)
        return self.worked_out[key]

    def offer(self, shown: Any, is_same: Callable[[Any, Any], bool]) -> str:
        """Keeps exactly what is shown for approval. Returns the name to ask for it by: the previous one's, which is
        kept, if it `is_same`."""
        for name, before in self.offered.items():
            if is_same(before, shown):
                return name
        while len(self.offered) > 1:  # the one before may still be on a screen
            self.offered.pop(next(iter(self.offered)))
        name = secrets.token_urlsafe(6)
        self.offered[name] = shown
        return name

    @property
    def weight(self) -> int:
        """The bytes that it holds: the file, the tables read from it, and derived results."""
        return len(self.content) + weight_of((self.worked_out, self.offered), {id(self.content)})


def weight_of(value: Any, seen: set[int] | None = None) -> int:
    """The bytes that a value holds in its tables and texts, each counted once."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, (bytes, bytearray, str)):
        return len(value)
    if isinstance(value, (pl.DataFrame, pl.Series)):
        return int(value.estimated_size())
    if isinstance(value, Mapping):
        return sum(weight_of(key, seen) + weight_of(each, seen) for key, each in value.items())
    if isinstance(value, (tuple, list, set, frozenset)):
        return sum(weight_of(each, seen) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return sum(weight_of(getattr(value, each.name), seen) for each in dataclasses.fields(value))
    return 0


_files: OrderedDict[str, Pending] = OrderedDict()
_leaving: dict[str, threading.Timer] = {}
_lock = threading.RLock()


def hold(name: str, content: bytes, *, of_cells: bool = False, table: Any = None) -> str:
    """Keeps a file and returns its token."""
    token = secrets.token_urlsafe(9)
    one = Pending(token, file_name(name), content, here(), of_cells, table, headings=table.headings if table else ())
    with _lock:
        _files[token] = one
    _make_room(one)
    return token


def find(token: str | None) -> Pending | None:
    """The file of a token; None when it was forgotten."""
    here()
    with _lock:
        return _files.get(token) if token else None


def forget(token: str | None) -> None:
    """Forgets a file."""
    with _lock:
        if token:
            _files.pop(token, None)


def _make_room(latest: Pending) -> None:
    """Frees the oldest entries while too much is held: first what can be derived again, then whole files."""
    with _lock:
        for most, files in (
            (MOST_BYTES_OF_A_SESSION, [one for one in _files.values() if one.session == latest.session]),
            (MOST_BYTES, list(_files.values())),
        ):
            others = [one for one in files if one is not latest]
            weight = sum(one.weight for one in files)
            for one in others:
                if weight > most and (one.worked_out or one.offered):
                    weight -= one.weight - len(one.content)
                    one.worked_out, one.offered = {}, {}
            while weight > most and len(latest.worked_out) > 1:
                before = latest.weight
                latest.worked_out.pop(next(iter(latest.worked_out)))
                weight -= before - latest.weight
            for one in others:
                if weight > most:
                    weight -= one.weight
                    _files.pop(one.token, None)


# Sessions -------------------------------------------------------------------------------------------------------------


def here() -> str:
    """The session of this run, registered so that what it holds is freed when it ends; "" outside of one."""
    context = get_script_run_ctx()
    if context is None:
        return ""
    with _lock:
        timer = _leaving.pop(context.session_id, None)
    if timer is not None:
        timer.cancel()
    return _mark(context.session_id)


def _left(session: str) -> None:
    """Called when the browser has closed, or lost its connection."""
    timer = threading.Timer(GRACE, _let_go_unless_back, (session,))
    timer.daemon = True
    with _lock:
        before = _leaving.pop(session, None)
        _leaving[session] = timer
    if before is not None:
        before.cancel()
    timer.start()


def _let_go_unless_back(session: str) -> None:
    if runtime.exists() and runtime.get_instance().is_active_session(session):
        _left(session)  # it is back, and has not run since: look again
    else:
        let_go_of(session)


def let_go_of(session: str) -> None:
    """Forgets everything that a session holds, and returns the memory."""
    upload_gate.settle(session)
    with _lock:
        _leaving.pop(session, None)
        tokens = [token for token, one in _files.items() if one.session == session]
        for token in tokens:
            _files.pop(token)
    if (
        runtime.exists()
    ):  # Streamlit keeps the files, and with the downloads the tables that they would be made of, for minutes
        server = runtime.get_instance()
        server.uploaded_file_mgr.remove_session_files(session)
        server.media_file_mgr.clear_session_refs(session)
        server.media_file_mgr.remove_orphaned_files()
        server.dataframe_source_mgr.clear_all_for_session(session)
    if tokens:
        _give_back()


def _give_back() -> None:
    """Returns free memory to the system: in glibc's arenas it stays with the process until asked for."""
    gc.collect()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


@st.cache_resource(scope="session", on_release=_left, show_spinner=False)
def _mark(session: str) -> str:
    """Streamlit forgets this when the session's connection ends, and says so to _left."""
    return session
