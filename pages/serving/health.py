"""`/healthz`: for whoever watches over the server. It says nothing that is secret, and needs no sign-in; where people sign in,
whoever comes from elsewhere is told whether all is well, and no more."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from data import ledger
from data.ledger import programmes
from data.problems import StoreError
from pages.serving import sign_in

if TYPE_CHECKING:
    from starlette.requests import Request


def state() -> tuple[int, dict[str, object]]:
    """The status of the answer, and what it says: whether every programme's store can be read and its authority reached, the
    ledger version and the age in seconds of what was entered last (of the programme that was entered in last), and the disk's
    free bytes. 503 where a store can't be read."""
    unreadable, unreachable, entries = 0, 0, []
    for programme in programmes.listed():
        with programmes.using(programme.id):
            try:
                entry, since = ledger.latest_entry()
            except StoreError:
                unreadable += 1
                continue
            unreachable += not ledger.authority_answers()
            if since is not None:
                entries.append((since, entry))
    age, version = min(entries) if entries else (None, None)
    found: dict[str, object] = {
        "status": "unreadable" if unreadable else "ok",
        "programmes": len(programmes.listed()),
        "unreadable": unreadable,
        "authority_reachable": not unreachable,
        "ledger_version": version,
        "age_seconds": age,
        "disk_free_bytes": _free(),
    }
    return (503 if unreadable else 200), found


def _free() -> int | None:
    try:
        return shutil.disk_usage(programmes.home().parent).free
    except OSError:
        return None


async def answer(request: Request) -> JSONResponse:
    """The state, as JSON; never kept by anybody on the way."""
    try:
        status, found = await run_in_threadpool(state)
    except StoreError:  # the register itself
        status, found = 503, {"status": "unreadable"}
    if sign_in.is_stranger(request.scope):
        found = {"status": found["status"]}
    return JSONResponse(found, status, headers={"Cache-Control": "no-store"})
