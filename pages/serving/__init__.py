"""What the dashboard serves beside its screens: the charts' scripts, and Streamlit's own files made small.

Streamlit sends its scripts uncompressed (4.5 MB on a first visit) and loads a chart's script only when the chart arrives.
Here each file is compressed once and kept, under a name that holds its content, so a browser asks for it once; and the
page's first answer already names what the charts need and shows the outline of a screen.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response

from pages.serving import bundle

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).parent
STREAMLIT = Path(streamlit.__file__).parent / "static"
FOLDER = "figures"
FOR_GOOD = "public, immutable, max-age=31536000"
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

ELEMENTS = ("BidiComponent", "DateInput", "Popover", "Metric", "Expander", "Button")
"""Streamlit's parts that nearly every screen has, which it would otherwise ask for one after the other as they arrive."""


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
    """The component that has it draw."""
    return _named("drawing", (HERE / "drawing.js").read_bytes())


LOADER = f"""
export default async component => {{
  const at = name => new URL(`{FOLDER}/${{name}}`, document.baseURI).href;
  return (await import(at("{drawing().name}"))).default(component, at("{plotly().name}"));
}}
"""
"""What the component is to Streamlit, which sends it with every figure: where to find the rest."""


@cache
def _compressed(file: str) -> bytes:
    """One of Streamlit's own files, compressed."""
    return gzip.compress((STREAMLIT / file).read_bytes(), 6)


@cache
def _packed(script: Script) -> bytes:
    return gzip.compress(script.content, 9)


@cache
def _streamlits() -> frozenset[str]:
    """The files of Streamlit's that are worth compressing, as they are asked for (‘static/js/index.DormvYxC.js’)."""
    return frozenset(
        path.relative_to(STREAMLIT).as_posix() for path in (STREAMLIT / "static").rglob("*") if path.suffix in KINDS
    )


@cache
def _ahead() -> tuple[str, ...]:
    """The files of ELEMENTS with all that they import, without those that the page names anyway."""
    parts = json.loads((STREAMLIT / "manifest.json").read_bytes())
    wanted = [name for name in parts if Path(name).stem in ELEMENTS]
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop()
        if parts[name]["file"] not in found:
            found[parts[name]["file"]] = None
            wanted += parts[name].get("imports", [])
    page = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    return tuple(file for file in found if file.endswith(".js") and file not in page)


def _head() -> bytes:
    """What the head of the page says besides: the charts' scripts at once, not when the first chart arrives."""
    ahead = [f"{FOLDER}/{drawing().name}", *_ahead()]
    links = "".join(f'<link rel="modulepreload" crossorigin href="./{file}">' for file in ahead)
    # Deferred, so that it runs when the page's own script has started, while the server works on the first screen.
    return f'{links}<script defer src="./{FOLDER}/{plotly().name}"></script>'.encode()


class Front:
    """Answers for the scripts, and completes the page that every screen begins with. Everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        base = streamlit.config.get_option("server.baseUrlPath") or ""
        self.app, self.base = app, f"/{base.strip('/')}".rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        answer = self._file(scope["path"].removeprefix(self.base).lstrip("/"), Headers(scope=scope))
        if answer is None:
            await self.app(scope, receive, Completed(send))
        else:
            await answer(scope, receive, send)

    def _file(self, file: str, headers: Headers) -> Response | None:
        takes_gzip = "gzip" in headers.get("accept-encoding", "") and "range" not in headers
        ours = {f"{FOLDER}/{script.name}": script for script in (plotly(), drawing())}.get(file)
        if ours is not None:
            content = _packed(ours) if takes_gzip else ours.content
        elif takes_gzip and file in _streamlits():
            content = _compressed(file)
        else:
            return None
        told = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding", "Content-Type": KINDS[Path(file).suffix]}
        return Response(content, headers=told | ({"Content-Encoding": "gzip"} if takes_gzip else {}))


class Completed:
    """Sends on what it is given; a page that passes gets its head completed."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

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
        page = self.body.replace(b"</head>", _head() + b"</head>", 1)
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(page))
        # They speak of Streamlit's page as it is on disk, not of this one.
        for name in ("etag", "last-modified"):
            del headers[name]
        await self.send(start)
        await self.send({"type": "http.response.body", "body": page})


MIDDLEWARE = (Middleware(Front),)
"""For st.App (dashboard.py)."""
