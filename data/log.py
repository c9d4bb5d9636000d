"""The log: one JSON object per line, on standard error or in a file, which names no person and no cell.

A line has only the fields of FIELDS, and text in them only if it is a word of ours or a token. Other packages' messages
are logged by where they come from and, if their source contains the message, in their words without the values; an
exception by its type and the lines of code it passed through, never by its message, which may contain what somebody
typed.

The server always logs; a command only if PROGRAMME_LOG says where: ‘stderr’, or the path of a file that is appended to
(log rotation may move it away; it is then reopened).
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[1]
FIELDS: Mapping[str, str] = {
    "time": "when, UTC, to the millisecond",
    "level": "INFO; WARNING: look at it today; ERROR: look at it now",
    "event": "what happened: a deed of the audit trail, or one of those below; ‘message’ for what another package says",
    "session": "one open page, until it is closed: a token of this run of the server",
    "who": "the token of a person, as the audit trail has it",
    "programme": "a programme's id",
    "screen": "a screen's name in the address",
    "dataset": "a dataset's name",
    "upload": "an upload's number",
    "version": "a ledger version",
    "rows": "rows of a file, or that were handed over",
    "added": "rows that an upload added",
    "changed": "rows that it changed",
    "removed": "rows that it removed",
    "problems": "why a file was refused: how many",
    "kinds": "why a file was refused: what kinds of problem",
    "cells": "values that were taken out",
    "bytes": "how large a file is",
    "role": "a role that was given or taken away",
    "format": "of a briefing",
    "duration_ms": "how long it took",
    "status": "of an answer to a request that was refused; of the server's end",
    "error": "the kind of an exception, with those that it came from",
    "trace": "the lines of code that it came through, the last one last",
    "logger": "which package says it",
    "where": "the line of code that says it",
    "message": "its words, as they are in its source: without the values",
}
"""Every field that a line may have. docs/serving.md tells them."""

_session: ContextVar[str] = ContextVar("session", default="")
_SECRET = secrets.token_bytes(16)
"""Of this process: a session's token says nothing outside of it."""

_ours = logging.getLogger("programme")
_ours.addHandler(logging.NullHandler())  # without any, Python writes warnings with their tracebacks to the terminal


def tell(event: str, level: int = logging.INFO, **fields: object) -> None:
    """Writes one of our own lines. `fields`: those of FIELDS; None is left out."""
    unknown = fields.keys() - FIELDS.keys()
    assert not unknown, f"The log has no field {unknown}."
    _ours.log(level, event, extra={"fields": {name: value for name, value in fields.items() if value is not None}})


def warn(event: str, problem: BaseException) -> None:
    """Writes a warning, with the type of the exception."""
    _ours.warning(event, exc_info=problem, extra={"fields": {}})


@contextmanager
def timed(event: str, **fields: object) -> Iterator[dict[str, object]]:
    """Writes a line when the work inside has ended, with its duration, and the fields that the work adds."""
    begun, more = time.monotonic(), dict(fields)
    try:
        yield more
    finally:
        tell(event, duration_ms=round(1000 * (time.monotonic() - begun)), **more)  # type: ignore[arg-type]


@contextmanager
def of_session(session: str) -> Iterator[None]:
    """Marks the lines inside with a session, by a token."""
    token = sha256(_SECRET + session.encode()).hexdigest()[:12] if session else ""
    before = _session.set(token)
    try:
        yield
    finally:
        _session.reset(before)


class OneLine(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = getattr(record, "fields", {})
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": record.msg if record.name == _ours.name else "message",
        }
        if session := _session.get():
            line["session"] = session
        line |= fields
        if record.name != _ours.name:
            line |= {"logger": record.name, "where": f"{_short(record.pathname)}:{record.lineno}"}
            if isinstance(record.msg, str) and _is_in_source(record.pathname, record.msg):
                line["message"] = record.msg
        if record.exc_info and record.exc_info[1] is not None:
            line |= _exception(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


def _exception(problem: BaseException) -> dict[str, object]:
    kinds: list[str] = []
    at: BaseException | None = problem
    while at is not None and len(kinds) < 5:
        kinds.append(type(at).__name__)
        at = at.__cause__ or at.__context__
    return {"error": " from ".join(kinds), "trace": list(_frames(problem.__traceback__))[-30:]}


def _frames(at: TracebackType | None) -> Iterator[str]:
    while at is not None:
        code = at.tb_frame.f_code
        yield f"{_short(code.co_filename)}:{at.tb_lineno} {code.co_name}"
        at = at.tb_next


def _short(path: str) -> str:
    """A path relative to our folder, or to that of the packages."""
    for start in (f"{ROOT}{os.sep}", "site-packages" + os.sep):
        if start in path:
            return path.rpartition(start)[2]
    return Path(path).name


@lru_cache(maxsize=200)
def _source(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _is_in_source(path: str, message: str) -> bool:
    """Whether a message is written literally in the file that logs it, without any value."""
    return bool(message.strip()) and "\n" not in message and message in _source(path)


def set_up(default: str = "") -> None:
    """Makes this process log everything as lines, where PROGRAMME_LOG says, otherwise to the default; does nothing if
    neither is given."""
    goes_to = os.environ.get("PROGRAMME_LOG") or default
    if not goes_to:
        return
    handler: logging.Handler = logging.StreamHandler(sys.stderr) if goes_to == "stderr" else _file(Path(goes_to))
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _ours.setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda of: _uncaught(of.exc_type, of.exc_value, of.exc_traceback)
    sys.unraisablehook = lambda of: _uncaught(of.exc_type, of.exc_value, of.exc_traceback)


def _file(path: Path) -> logging.Handler:
    handler = logging.handlers.WatchedFileHandler(path, encoding="utf-8")
    path.chmod(0o600)
    return handler


def _uncaught(kind: type[BaseException], problem: BaseException | None, _: TracebackType | None) -> None:
    if not issubclass(kind, (KeyboardInterrupt, SystemExit)):
        _ours.error("stopped by an error", exc_info=problem, extra={"fields": {}})
