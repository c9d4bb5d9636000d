"""Files that a person has chosen but not yet committed, kept on the server while the person looks at other screens.

The session holds only a token. A file is forgotten when it is committed, when the person chooses another, or when the
memory set aside for waiting files is needed for newer ones.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MOST_BYTES = 400_000_000
"""All waiting files together; the oldest are forgotten first."""


@dataclass
class Pending:
    """One chosen file, and what was worked out about it, by what it depends on."""

    token: str
    name: str
    content: bytes
    sheets: tuple[tuple[str, bool], ...] = ()  # of a workbook: (name, hidden)
    headings: tuple[str, ...] = ()  # as they were found
    worked_out: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, work: Callable[[], Any]) -> Any:
        """The result of `work`, done once for a key; only the latest few are kept."""
        if key not in self.worked_out:
            while len(self.worked_out) >= 3:
                self.worked_out.pop(next(iter(self.worked_out)))
            self.worked_out[key] = work()
        return self.worked_out[key]


_held: OrderedDict[str, Pending] = OrderedDict()
_lock = threading.Lock()


def hold(name: str, content: bytes) -> str:
    """Keeps a file and gives its token."""
    token = secrets.token_urlsafe(9)
    with _lock:
        _held[token] = Pending(token, name, content)
        while sum(len(one.content) for one in _held.values()) > MOST_BYTES and len(_held) > 1:
            _held.popitem(last=False)
    return token


def find(token: str | None) -> Pending | None:
    """The file of a token; None when it was forgotten."""
    with _lock:
        return _held.get(token) if token else None


def forget(token: str | None) -> None:
    """Lets go of a file."""
    with _lock:
        if token:
            _held.pop(token, None)
