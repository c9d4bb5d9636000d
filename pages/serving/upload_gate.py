"""Which sessions may bring files now, and how much: asked before a file's bytes are read.

Streamlit keeps what any session sends, whether its page asks for files or not. Here a session may send them only while the screen
that it was shown last has a box for them, drawn for an editor, and only so many bytes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from data.ledger import programmes, roles
from data.problems import UserError

MOST_OF_A_SESSION = 150 * 2**20
"""Bytes that a session may have brought, and that no screen has taken yet: several files of a return, of at most 50 MB each."""
MOST_IN_ALL = 300 * 2**20


MOST_OPEN = 2000
"""Sessions that may bring files: who has left theirs longest ago has to look again."""


@dataclass(frozen=True)
class Closed:
    """Why a file is not taken: what the answer says."""

    status: int
    reason: str


_drawn: set[str] = set()
_open: dict[str, tuple[roles.Person, str]] = {}
_coming: dict[str, int] = {}
_lock = threading.Lock()


def draw(session: str) -> None:
    """Says that the screen of a run has a box for files."""
    _drawn.add(session)


def settle(session: str) -> None:
    """Says that a run has ended: from now on the session may bring files, if there was a box for them."""
    has_box = session in _drawn
    _drawn.discard(session)
    with _lock:
        _open.pop(session, None)
        if has_box:
            _open[session] = roles.present(), programmes.current().id
        for old in list(_open)[:-MOST_OPEN]:
            del _open[old]


@contextmanager
def coming(session: str, size: int, address: str | None = None) -> Iterator[Closed | None]:
    """Makes room for a file of that many bytes while it comes; gives why it may not, or None. `address`: of whoever brings it,
    where people sign in."""
    closed = _why_not(session, address)
    with _lock:
        if closed is None:
            held = _held()
            if held.get(session, 0) + _coming.get(session, 0) + size > MOST_OF_A_SESSION:
                most = MOST_OF_A_SESSION // 2**20
                why = f"At most {most} MB of files may wait to be read. Remove some, or take in those that are there first."
                closed = Closed(413, why)
            elif sum(held.values()) + sum(_coming.values()) + size > MOST_IN_ALL:
                closed = Closed(503, "Others are bringing files just now. Try again in a minute.")
            else:
                _coming[session] = _coming.get(session, 0) + size
    try:
        yield closed
    finally:
        if closed is None:
            with _lock:
                _coming[session] -= size
                if not _coming[session]:
                    del _coming[session]


def _why_not(session: str, address: str | None) -> Closed | None:
    with _lock:
        person, programme = _open.get(session, (None, ""))
    if person is None or address not in (None, person.address):
        return Closed(403, "This screen takes no files.")
    try:
        with roles.acting(person), programmes.using(programme):
            roles.require(roles.Role.EDITOR)
    except UserError as problem:
        return Closed(403, str(problem))
    return None


def _held() -> dict[str, int]:
    """Bytes by session, of the files that no screen has let go of."""
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    return {
        session: sum(len(file.data) for file in list(files.values()))
        for session, files in list(manager.file_storage.items())
    }
