"""How the server stops (SIGTERM, Ctrl-C): no write begins any more, one that is in hand is finished, open pages are told, and the
process ends with status 0 within STOP_SECONDS; with 1 where something in hand took longer, of which nothing counts then.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from data import log
from data.ledger import store

if TYPE_CHECKING:
    import asyncio

STOP_SECONDS = 30.0
"""At most so long it takes. What stops services must wait longer before it kills (docs/runbook.md: TimeoutStopSec)."""

SIGNALS = (signal.SIGTERM, signal.SIGINT)

is_stopping = threading.Event()


@contextmanager
def arranged(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Has this process stop so. Where signals aren't ours to take (another thread, another server), all stays as it is."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    server = getattr(
        before[signal.SIGTERM], "__self__", None
    )  # uvicorn's own; it would end with the signal, not with 0
    if not hasattr(server, "should_exit"):
        yield
        return
    for number in SIGNALS:
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(_begin, server))
    yield
    for number, handler in before.items():
        signal.signal(number, signal.SIG_IGN if is_stopping.is_set() else handler)


def _begin(server: Any) -> None:
    if is_stopping.is_set():
        return
    is_stopping.set()
    log.tell("server stopping")
    store.close_to_writers()
    threading.Thread(target=_force, daemon=True).start()
    server.should_exit = True


async def finished() -> None:
    """Waits for the write that is in hand."""
    await run_in_threadpool(store.wait_for_writers, STOP_SECONDS)
    log.tell("server stopped", status=0)


def _force() -> None:
    threading.Event().wait(STOP_SECONDS)
    log.tell("server stopped by force", logging.ERROR, status=1)
    os._exit(1)
