"""How this process's copies follow a store in PostgreSQL: by its notifications, and by asking now and then. Does
nothing for a file.

A server has one thread that listens and updates whatever has been copied here, so that no reader waits. A command asks
once. If nobody answers, readers go on with the copies, and out_of_reach() says since when.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

from data import log
from data.ledger import programmes, roles, store
from data.ledger.postgresql import authority, register
from data.ledger.postgresql.authority import CHANNEL
from data.ledger.postgresql.connecting import connect, in_words, reach
from data.ledger.publishing import pointed_at, store_path
from data.ledger.trail.delivery import deliver_if_possible
from data.problems import OutOfReach, StoreBusy, StoreError

EVERY_SECONDS = 5.0
"""At most so long a copy stays behind where the word of a write was lost."""
LEAST_PAUSE = 0.05
"""Seconds between two tries of the thread, however soon it is to ask: a store that can't be reached says so at once."""


@dataclass
class Asked:
    """When this process last asked each store how its programmes stand, and the result."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    at: dict[str, float] = field(default_factory=dict)  # by address, of time.monotonic
    threads: dict[str, threading.Thread] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)  # by address, why the copies could not follow the last time


asked = Asked()
"""That of this process."""


def every_seconds() -> float:
    return float(os.environ.get("PROGRAMME_STORE_EVERY", EVERY_SECONDS))


def freshen() -> None:
    """Updates the copy of this programme, unless another thread of this process does. Raises StoreError if there is no
    copy and nobody answers."""
    address = programmes.authority()
    if address is None:
        return
    thread = asked.threads.get(address)
    is_followed = thread is not None and thread.is_alive()
    has_copy = bool(programmes.named_or_only()) and pointed_at() is not None
    if has_copy and (is_followed or not _is_due(address)):
        return
    try:
        _ask(address)
    except StoreBusy:
        pass  # whoever writes here publishes what they write
    except StoreError as problem:
        if not has_copy:
            raise
        asked.trouble[address] = str(problem)


def _is_due(address: str) -> bool:
    """Whether it is time to ask again; the caller that gets True is the one to ask."""
    with asked.lock:
        before = asked.at.get(address)
        if before is not None and time.monotonic() < before + every_seconds():
            return False
        asked.at[address] = time.monotonic()
        return True


def _ask(address: str) -> None:
    """Asks which programmes there are, and how this one stands; follows both."""
    with in_words(address), connect(address, to_read=True) as db:
        names, said_of_roles = register.read(db), register.read_roles(db)
        stand = authority.standings(db)
    with asked.lock:
        asked.at[address] = time.monotonic()
    programmes.follow(names)
    roles.follow(said_of_roles)
    deliver_if_possible()
    if programmes.named_or_only():
        _follow_one(stand)
    asked.trouble.pop(address, None)


def _follow_one(stand: dict[str, authority.Standing]) -> None:
    """Brings one programme's copy up to date, if it isn't."""
    now = stand.get(programmes.current().id, authority.NOTHING)
    if now.generation is None and not store.exists():
        return
    shown = pointed_at()
    if shown is None or (shown.ledger_version, _of(shown.generation)) != (now.version, now.generation):
        store.catch_up(wait=0 if shown is not None else None)


def _of(own_generation: str) -> str:
    """PostgreSQL's generation, of a copy's own: see authority.bring_up."""
    return own_generation.partition("-")[0]


def out_of_reach() -> str:
    """Since when the store can't be reached, or why it can't be followed, and what is shown instead; empty if the
    copies follow, or the store is a file."""
    address = programmes.authority()
    if address is None:
        return ""
    since = reach.since.get(address)
    if since is None:
        return asked.trouble.get(address, "")
    today = datetime.now().date()
    when = f"{since:%H:%M}" if since.date() == today else f"{since:%d/%m/%Y at %H:%M}"
    now = pointed_at()
    shown = f"figures as of version {now.ledger_version}" if now else "there is no copy of it here yet"
    return f"The store can't be reached since {when}; {shown}."


# The thread of a server --------------------------------------------------------------------------------------------------


def follow() -> None:
    """Starts a thread that follows the store for as long as it is in asked.threads; once, and only for PostgreSQL."""
    address = programmes.authority()
    if address is None:
        return
    with asked.lock:
        if address not in asked.threads:
            asked.threads[address] = threading.Thread(target=_follow_on, args=(address,), daemon=True, name="follow")
            asked.threads[address].start()


def _is_meant(address: str) -> bool:
    return asked.threads.get(address) is threading.current_thread()


def _follow_on(address: str) -> None:
    pause, was_told = threading.Event(), ""
    while _is_meant(address):
        try:
            _listen(address)
        except StoreError as problem:
            if str(problem) != was_told:  # once, not at every try
                log.warn("PostgreSQL is out of reach", problem)
            was_told = str(problem)
        pause.wait(max(LEAST_PAUSE, min(1.0, every_seconds())))


def _listen(address: str) -> None:
    """Follows until the connection is lost, or the thread is no longer wanted. Raises StoreError."""
    with in_words(address), connect(address) as db:
        db.autocommit = True
        db.execute(f"LISTEN {CHANNEL}")
        while _is_meant(address):
            programmes.follow(register.read(db))
            roles.follow(register.read_roles(db))
            deliver_if_possible()
            stand, troubles = authority.standings(db), []
            for programme in programmes.listed():
                with programmes.using(programme.id):
                    if store_path().exists() or pointed_at() is not None:
                        troubles += _follow_if_possible(stand)
            if troubles:
                asked.trouble[address] = troubles[0]
            else:
                asked.trouble.pop(address, None)
            for _ in db.notifies(timeout=max(LEAST_PAUSE, every_seconds()), stop_after=1):
                pass  # whatever it is of: all that has a copy here is looked at


def _follow_if_possible(stand: dict[str, authority.Standing]) -> list[str]:
    """Follows, and returns the obstacle if there is one. Raises OutOfReach."""
    try:
        _follow_one(stand)
    except StoreBusy:
        pass  # a write of this server's own: it publishes by itself
    except OutOfReach:
        raise
    except StoreError as problem:
        return [str(problem)]
    return []
