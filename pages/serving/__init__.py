"""What the dashboard serves beside its screens: scripts of its own, and Streamlit's files made small.

Streamlit sends its scripts uncompressed (4.5 MB on a first visit) and loads a chart's script only when the chart arrives.
Here each file is compressed once and kept, under a name that holds its content, so a browser asks for it once; and the
page's first answer already names what the charts need and shows the outline of a screen.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import importlib
import logging
import re
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit
import streamlit.logger as streamlit_logger
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime import runtime
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

import queries
from data import ledger, log
from pages.charts.theme import DARK, LIGHT
from pages.serving import bundle, health, joined, sign_in, stopping
from pages.serving.guard import Guard

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).parent
STREAMLIT = Path(streamlit.__file__).parent / "static"
FOLDER = "figures"
FOR_GOOD = "public, immutable, max-age=31536000"
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class Script:
    """A script of ours, under a name that changes with its content."""

    name: str
    content: bytes


def _named(stem: str, content: bytes) -> Script:
    return Script(f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.js", content)


@cache
def plotly() -> Script:
    """The bundle that draws."""
    return _named("plotly", bundle.script())


@cache
def drawing() -> Script:
    """The component that has it draw, and draws the texts beside the figures."""
    parts = [(HERE / name).read_bytes() for name in ("texts.js", "drawing.js")]
    return _named("drawing", b"".join([f'const PLOTLY = "{plotly().name}";\n'.encode(), *parts]))


def loader(script: Script) -> str:
    """What one of our components is to Streamlit, which sends it with every use of it: where the rest is (straight.js)."""
    return f"""// {FOLDER}/{script.name}
let use;
export default component => use ? use(component)
  : import(new URL("{FOLDER}/{script.name}", document.baseURI).href).then(script => (use = script.default)(component));
"""


@cache
def _compressed(file: str) -> bytes:
    """One of Streamlit's own files, or of those that are joined from them, compressed."""
    return gzip.compress(_content(file), 6)


def _content(file: str) -> bytes:
    """The same as it is."""
    return joined.content(file) if file in joined.files() else (STREAMLIT / file).read_bytes()


@cache
def _packed(script: Script) -> bytes:
    return gzip.compress(script.content, 9)


@cache
def _streamlits() -> frozenset[str]:
    """Streamlit's files that are worth compressing, as they are asked for (‘static/js/index.DormvYxC.js’), and joined ones."""
    own = {path.relative_to(STREAMLIT).as_posix() for path in (STREAMLIT / "static").rglob("*") if path.suffix in KINDS}
    return frozenset(own | joined.files())


@cache
def _index() -> bytes:
    """The page that every screen begins with, as Streamlit has it."""
    return (STREAMLIT / "index.html").read_bytes()


@cache
def paper() -> Script:
    """The component that has a table ready for paper."""
    return _named("paper", (HERE / "paper.js").read_bytes())


@cache
def first() -> bytes:
    """What the page does before anything else: it is between Streamlit and its connection, asks for the first run,
    hands our components over, lets a reader leave at once, keeps the keys that are pressed before the deck is there, lets /
    lead to the search and a group to its first screen, says how tables write numbers and what keys do in them, why a file was not
    taken, and where the keyboard goes on after a run."""
    scripts = [
        (HERE / name).read_text(encoding="utf-8")
        for name in (
            "together.js",
            "early_run.js",
            "straight.js",
            "leaving.js",
            "early_keys.js",
            "find_key.js",
            "navigation.js",
            "numbers.js",
            "stopping.js",
            "refused.js",
            "table_keys.js",
            "focus.js",
            "names.js",
        )
    ]
    return "".join(f"<script>{script}</script>" for script in scripts).encode()


@cache
def _head() -> bytes:
    """What the head of the page says besides: the charts' scripts at once, not when the first chart arrives."""
    ahead = [f"{FOLDER}/{drawing().name}", *joined.ahead()]
    links = "".join(f'<link rel="modulepreload" crossorigin href="./{file}">' for file in ahead)
    # Run as soon as it has come, which is while the browser waits for the others; a deferred one is asked for last.
    script = f'<script async fetchpriority="high" src="./{FOLDER}/{plotly().name}"></script>'
    return f"{script}{links}".encode()


SHAPE = f"""<style>
.shape {{ position: fixed; inset: 0; width: 100%; height: 100%; background: {LIGHT.background}; fill: {LIGHT.surface} }}
@media (prefers-color-scheme: dark) {{ .shape {{ background: {DARK.background}; fill: {DARK.surface} }} }}
</style><svg class="shape" aria-hidden="true"><rect width="100%" height="48"/><rect x="5%" y="72" width="60%" height="28"/>
<rect x="5%" y="124" width="58%" height="340"/><rect x="65%" y="124" width="30%" height="340"/>
<rect x="5%" y="488" width="28%" height="300"/><rect x="36%" y="488" width="28%" height="300"/>
<rect x="67%" y="488" width="28%" height="300"/></svg>"""
"""The outline of a screen, which stands until the page's own script has begun and puts the screen in its place."""


@cache
def style() -> bytes:
    """What Streamlit's theme can't say (pages/ui/page.css). At the page's end: it goes before Streamlit's own, which are in
    the head, and no run has to bring it."""
    return f"<style>{(HERE.parent / 'ui' / 'page.css').read_text(encoding='utf-8')}</style>".encode()


_GZIP = re.compile(r"\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?!0(?:\.0*)?\s*$)[0-9.]+\s*)?", re.IGNORECASE)
"""An encoding that a browser takes, unless with a weight of 0."""

KEPT_PAGES = 100
"""Addresses of which the page is kept. There are thirty screens; any other address has the same page, however many there are."""


class Front:
    """Answers for the scripts, and completes the page that every screen begins with. Everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        base = streamlit.config.get_option("server.baseUrlPath") or ""
        self.app, self.base = app, f"/{base.strip('/')}".rstrip("/")
        self.pages: dict[tuple[str, bool], list[Message]] = {}
        """(path, whether packed) → the answer there, always the same: Streamlit finds and reads its file again, each step in
        another thread, and waits for those that run screens."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        scope = {**scope, "method": "GET"}  # to HEAD the server sends the same headers, and no body
        packing = [(b"accept-encoding", b"gzip")] if _takes_gzip(Headers(scope=scope)) else []  # Streamlit heeds no q=0
        scope["headers"] = [*(pair for pair in scope["headers"] if pair[0] != b"accept-encoding"), *packing]
        answer = self._file(scope["path"].removeprefix(self.base).lstrip("/"), Headers(scope=scope))
        if answer is not None:
            await answer(scope, receive, send)
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            await self._page(scope, receive, send)
        else:
            await self.app(scope, receive, Completed(send, _takes_gzip(Headers(scope=scope)), []))

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers where a browser asks for a page; it may get a file."""
        place = scope["path"], _takes_gzip(Headers(scope=scope))
        cookies = await self._cookies(scope, receive)
        if place in self.pages:
            await _send_with(cookies, self.pages[place], send)
            return
        # A page must come as text, to be completed; it is compressed afterwards.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        answer = Completed(send, place[1], cookies)
        await self.app({**scope, "headers": headers}, receive, answer)
        if answer.screen:
            self.pages[place] = answer.screen
            if len(self.pages) > KEPT_PAGES:
                del self.pages[next(iter(self.pages))]  # nobody fills it with addresses that are none

    async def _cookies(self, scope: Scope, receive: Receive) -> list[str]:
        """The cookie with which a page connects (early_run.js), where the browser has none yet: Streamlit gives it with the
        answer to whether it is well."""
        if XSRF_COOKIE_NAME in Headers(scope=scope).get("cookie", ""):
            return []
        given: list[str] = []

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                given.extend(Headers(scope=message).getlist("set-cookie"))

        path = f"{self.base}/_stcore/health"
        await self.app({**scope, "path": path, "raw_path": path.encode(), "query_string": b""}, receive, note)
        return given

    def _file(self, file: str, headers: Headers) -> Response | None:
        takes_gzip = _takes_gzip(headers)
        ours = {f"{FOLDER}/{script.name}": script for script in (plotly(), drawing(), paper())}.get(file)
        if ours is not None:
            content = _packed(ours) if takes_gzip else ours.content
        elif file in (_streamlits() if takes_gzip else joined.files()):
            content = _compressed(file) if takes_gzip else _content(file)
        else:
            return None
        kept_as = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding", "Content-Type": KINDS[Path(file).suffix]}
        return Response(content, headers=kept_as | ({"Content-Encoding": "gzip"} if takes_gzip else {}))


def _takes_gzip(headers: Headers) -> bool:
    return "range" not in headers and any(
        _GZIP.fullmatch(each) for each in headers.get("accept-encoding", "").split(",")
    )


async def _send_with(cookies: list[str], answer: list[Message], send: Send) -> None:
    """Sends an answer, its beginning with these cookies; it stays as it was."""
    start, body = answer
    given = [(b"set-cookie", cookie.encode("latin-1")) for cookie in cookies]
    await send({**start, "headers": [*start["headers"], *given]})
    await send(body)


class Completed:
    """Sends on what it is given; a page that passes gets its head and its outline."""

    def __init__(self, send: Send, takes_gzip: bool, cookies: list[str]) -> None:
        self.send, self.takes_gzip, self.cookies = send, takes_gzip, cookies
        self.start: Message | None = None
        self.body = b""
        self.screen: list[Message] | None = None
        """What was sent without the cookies, if it was the page that every screen begins with."""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and Headers(scope=message).get("content-type", "").startswith(
            "text/html"
        ):
            self.start = message
        elif self.start is None:
            await self.send(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self.start)

    async def _send_page(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        is_screen = start["status"] == 200 and "set-cookie" not in headers and self.body == _index()
        page = joined.named_in(self.body).replace(b"<head>", b"<head>" + first(), 1)
        page = page.replace(b"</head>", _head() + b"</head>", 1)
        page = page.replace(b'<div id="root">', b'<div id="root">' + SHAPE.encode(), 1)
        page = page.replace(b"</body>", style() + b"</body>", 1)
        headers.add_vary_header("Accept-Encoding")
        if self.takes_gzip:
            page = gzip.compress(page, 6)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(page))
        # They speak of Streamlit's page as it is on disk, not of this one.
        for name in ("etag", "last-modified"):
            del headers[name]
        answer: list[Message] = [start, {"type": "http.response.body", "body": page}]
        await _send_with(self.cookies, answer, self.send)
        self.screen = answer if is_screen else None


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Load what the screens need, begin to compress what the first visit will ask for, and let the reader not wait for it."""
    _load()
    page = joined.named_in(_index()).decode() + "".join(joined.ahead())

    def warm() -> None:
        _packed(plotly())
        for file in sorted(_streamlits()):
            if file in page:
                _compressed(file)

    threading.Thread(target=warm, daemon=True).start()
    ledger.follow()
    print(f"\n  The dashboard: {sign_in.addresses()}\n  {sign_in.said_at_start()}\n", flush=True)
    _send_at_once(asyncio.get_running_loop())
    runtime.MESSAGE_FLUSH_INTERVAL_SECS = FLUSHED  # type: ignore[attr-defined]
    log.tell("server started")
    with stopping.arranged(asyncio.get_running_loop()):
        yield
    await stopping.finished()


FLUSHED = 0.001
"""Seconds that Streamlit waits between two times that it sends what runs have written. It waits five thousandths, also when a run
has ended, and the browser shows nothing before it knows that (together.js)."""

ACCESS = "uvicorn.access"
"""A line for each file that a browser asks for, with its address: nobody needs them, and a page asks for twenty."""


def log_as_lines() -> None:
    """Has all that the server logs written as JSON (data/log.py): what Streamlit and its server say, too."""
    log.set_up("stderr")
    streamlit_logger.setup_formatter = _hand_on
    names = ("uvicorn", ACCESS, "uvicorn.asgi", "uvicorn.error")
    for logger in [*streamlit_logger._loggers.values(), *map(logging.getLogger, names)]:
        _hand_on(logger)


def _hand_on(logger: logging.Logger) -> None:
    """In the place of what Streamlit does to set a logger up: what it is told goes to the root's."""
    logger.handlers[:] = []
    logger.propagate = logger.name != ACCESS


LOADED = ("pages/charts", "pages/narrative", "pages/parts", "pages/ui", "queries")
"""Folders of which all is loaded before the first reader is there."""


def _load() -> None:
    """Loads in one thread what fifty readers who come at once would load in fifty: modules that import each other in a circle, as
    those of pandas do, which Streamlit's tables use, are then seen half made."""
    importlib.import_module("pandas")
    root = HERE.parents[1]
    for path in sorted(path for folder in LOADED for path in (root / folder).rglob("*.py")):
        if path.stem not in ("__init__", "__main__"):
            importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
    queries.catalogue()


def _send_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """Have the server that is about to be made send what is written at once.

    An answer is written in two parts, its head and its body. asyncio sends both at once only on a socket that was made for TCP by
    name, which Streamlit's isn't; the body then waited up to 40 ms until the browser had acknowledged the head. A connection has
    what its listening socket has.
    """
    create = loop.create_server

    async def create_server(*args: Any, **options: Any) -> asyncio.Server:
        server = await create(*args, **options)
        for listening in server.sockets:
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server

    loop.create_server = create_server  # type: ignore[method-assign]


def page_as_sent() -> bytes:
    """The page that every screen begins with, as far as its scripts go."""
    return first() + _index()


MIDDLEWARE = (Middleware(Guard, page=page_as_sent), Middleware(Front))
ROUTES = (Route("/healthz", health.answer),)
"""For st.App (dashboard.py): the door first, then the page's own files; and what is asked by whoever watches over the server."""
