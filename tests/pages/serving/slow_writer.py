"""The dashboard's server with one address more, at which an upload begins that isn't committed before the server is to stop."""

from __future__ import annotations

import threading

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from data import ledger
from data.ledger.writer import NewUpload
from data.problems import StoreBusy
from pages import serving
from pages.serving import stopping
from tests.data.ledger.test_ledger import JANUARY, WAVES, waves


def _write() -> None:
    with ledger.writing() as writer:
        writer.enter(NewUpload(WAVES, JANUARY, "full", waves(W1="In hand"), b"x", "w.csv", "test"))
        begun.set()
        stopping.is_stopping.wait(60)
        threading.Event().wait(0.5)  # goes on after the word to stop
    try:
        with ledger.writing():
            pass
    except StoreBusy as problem:
        print(f"refused: {problem}", flush=True)


begun = threading.Event()


async def answer(_: Request) -> PlainTextResponse:
    """Answers as soon as the write is in hand."""
    threading.Thread(target=_write, daemon=True).start()
    return PlainTextResponse(str(await run_in_threadpool(begun.wait, 60)))


if __name__ == "__main__":
    st.title("Open")
else:
    serving.log_as_lines()
    app = st.App(
        __file__,
        middleware=serving.MIDDLEWARE,
        routes=(*serving.ROUTES, Route("/write", answer)),
        lifespan=serving.lifespan,
    )
