"""What stands before Streamlit: every page is completed, at whatever address, and scripts come compressed and for good."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from streamlit.runtime import runtime, runtime_util

from pages import serving
from pages.serving import joined

PAGE = (
    "<html><head><script type=module></script></head><body>"
    + "<!-- long enough to be compressed -->" * 40
    + '<div id="root"></div></body></html>'
)


async def page(_: object) -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"etag": "as on disk", "last-modified": "long ago"})


async def health(_: object) -> PlainTextResponse:
    return PlainTextResponse("ok", headers={"set-cookie": "_streamlit_xsrf=2|a; Path=/"})


async def words(_: object) -> PlainTextResponse:
    return PlainTextResponse("</head> " * 300)


async def screen(request: Request) -> Response:
    """Streamlit's own page, as it answers at any address that it doesn't know; some answers say more."""
    more = {"set-cookie": "seen=1"} if "with-cookie" in request.url.path else {}
    return HTMLResponse(serving._index(), 404 if "missing" in request.url.path else 200, headers=more)


ROUTES = [Route("/", page), Route("/inventory", page), Route("/words", words), Route("/_stcore/health", health)]
ROUTES += [Route("/screens/{name}", screen)]
INNER = GZipMiddleware(Starlette(routes=ROUTES))


def ask(
    path: str, front: serving.Front | None = None, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of a request, as a browser asks; `front`: of a server that was asked before."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": named}
    asyncio.run((front or serving.Front(INNER))(scope, receive, send))
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(part.get("body", b"") for part in sent[1:])
    assert int(told["content-length"]) == len(body)
    return sent[0]["status"], told, body


@pytest.mark.parametrize("path", ["/", "/inventory"])
@pytest.mark.parametrize("encoding", ["gzip, br", "identity"])
def test_every_page_names_the_scripts_and_shows_an_outline(path: str, encoding: str):
    status, told, body = ask(path, accept="text/html", accept_encoding=encoding)
    text = (gzip.decompress(body) if "gzip" in encoding else body).decode()
    assert status == 200
    assert ("content-encoding" in told) == ("gzip" in encoding)
    assert (
        f'<script async fetchpriority="high" src="./figures/{serving.plotly().name}"></script>'
        in text.split("</head>")[0]
    )
    assert f'href="./figures/{serving.drawing().name}"' in text.split("</head>")[0]
    assert text.startswith(f"<html><head>{serving.first().decode()}<script type=module>"), "before Streamlit's own"
    assert '<div id="root"><style>' in text
    assert "etag" not in told
    assert "last-modified" not in told


def test_a_page_brings_the_cookie_that_its_connection_needs_to_a_browser_that_has_none():
    assert ask("/inventory", accept="text/html")[1]["set-cookie"] == "_streamlit_xsrf=2|a; Path=/"
    assert "set-cookie" not in ask("/inventory", accept="text/html", cookie="_streamlit_xsrf=2|b")[1]
    assert "set-cookie" not in ask("/words", accept="*/*")[1]


def test_the_page_is_made_once_for_each_address_and_others_every_time():
    asked: list[str] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await INNER(scope, receive, send)

    front = serving.Front(inner)
    paths = ("/screens/risks", "/screens/missing", "/screens/with-cookie", "/inventory", "/words")
    for path in paths:
        new, known = (
            ask(path, front, accept="text/html", accept_encoding="gzip", cookie=cookie)
            for cookie in ("", "_streamlit_xsrf=2|b")
        )
        assert new[2] == known[2]
        assert new[1] == known[1] | ({"set-cookie": new[1]["set-cookie"]} if "set-cookie" in new[1] else {})
        if path == paths[0]:
            assert ("set-cookie" in new[1], "set-cookie" in known[1]) == (True, False), "what is kept is nobody's own"
            assert gzip.decompress(known[2]) == ask(path, front, accept="text/html")[2], "and packed for who takes it"
    assert {path: asked.count(path) for path in paths} == dict.fromkeys(paths, 2)
    ask(paths[0], front, accept="text/html", accept_encoding="gzip")
    assert asked.count(paths[0]) == 2, "once packed and once as it is"
    for number in range(serving.KEPT_PAGES + 1):
        ask(f"/screens/{number}", front, accept="text/html")
    assert len(front.pages) == serving.KEPT_PAGES
    assert (f"/screens/{serving.KEPT_PAGES}", False) in front.pages, "the latest are kept"


def test_what_is_no_page_passes_through_as_it_is():
    _, told, body = ask("/words", accept="*/*", accept_encoding="gzip")
    assert told["content-encoding"] == "gzip"
    assert gzip.decompress(body) == b"</head> " * 300


@pytest.mark.parametrize("path", ["/", "/words", f"/{serving.FOLDER}/{serving.drawing().name}"])
@pytest.mark.parametrize(
    ("takes", "is_packed"),
    [("gzip;q=0", False), ("br, gzip; q=0.0", False), ("br", False), ("gzip;q=0.5", True), ("GZIP", True)],
)
def test_who_takes_no_gzip_gets_none(path: str, takes: str, is_packed: bool):
    for kind in ("*/*",) if path == "/words" else ("*/*", "text/html"):
        assert (ask(path, accept=kind, accept_encoding=takes)[1].get("content-encoding") == "gzip") == is_packed


def test_head_is_told_what_get_would_be():
    for path in ("/", f"/{serving.FOLDER}/{serving.drawing().name}"):
        for kind in ("text/html", "*/*"):
            assert ask(path, method="HEAD", accept=kind)[1] == ask(path, accept=kind)[1]


def test_scripts_come_compressed_and_for_good():
    known = [f"/figures/{serving.plotly().name}", f"/figures/{serving.drawing().name}"]
    streamlits = next(file for file in sorted(serving._streamlits()) if file.startswith("static/js/index."))
    for path in (*known, f"/{streamlits}", f"/{joined.ahead()[0]}"):
        status, told, body = ask(path, accept_encoding="gzip")
        assert status == 200
        assert told["cache-control"] == "public, immutable, max-age=31536000"
        assert told["content-type"].startswith("text/javascript")
        assert len(gzip.decompress(body)) > 2 * len(body)
    assert ask(known[0])[2] == serving.plotly().content
    assert ask(f"/{joined.ahead()[0]}")[2] == joined.content(joined.ahead()[0])
    assert "content-encoding" not in ask(known[0], accept_encoding="gzip", range="bytes=0-9")[1]


def test_a_name_that_is_not_ours_is_not_answered():
    """No path of the request reaches the file system."""
    for path in ("/figures/../../etc/passwd", "/static/js/../index.html", "/figures/plotly-000000000000.js"):
        assert ask(path, accept_encoding="gzip")[0] == 404


def test_the_page_names_no_script_that_is_not_there():
    scripts = re.findall(r'(?:src|href)="\./([^"]+\.js)"', ask("/screens/risks", accept="text/html")[2].decode())
    assert set(joined.ahead()) < set(scripts)
    for script in scripts:
        assert ask(f"/{script}")[0] == 200, script


def test_streamlit_holds_back_nobody_who_leaves():
    """leaving.js takes it for granted: a listener that asks `Stay on the page?` must look at its event."""
    scripts = [path.read_text(encoding="utf-8") for path in serving.STREAMLIT.rglob("*.js")]
    leaving = [part for script in scripts for part in re.findall(r"[^;,]{0,40}beforeunload.{0,6}", script)]
    assert len(leaving) == 1
    assert leaving[0].endswith(".addEventListener(`beforeunload`,()=>")


def test_an_answer_is_sent_at_once_whatever_the_browser_has_acknowledged():
    async def no_delay() -> int:
        loop = asyncio.get_running_loop()
        serving._send_at_once(loop)
        arrived: asyncio.Future[asyncio.StreamWriter] = loop.create_future()
        listening = socket.socket(socket.AF_INET)  # as Streamlit makes it, of no protocol by name
        listening.bind(("127.0.0.1", 0))
        async with await asyncio.start_server(lambda _, writer: arrived.set_result(writer), sock=listening):
            _, ours = await asyncio.open_connection(*listening.getsockname())
            theirs = await arrived
            option = theirs.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            ours.close()
            theirs.close()
        return int(option)

    assert asyncio.run(no_delay()) != 0


def test_streamlit_waits_between_sendings_as_long_as_it_is_told():
    assert "MESSAGE_FLUSH_INTERVAL_SECS" in runtime.Runtime._loop_coroutine.__code__.co_names
    assert serving.FLUSHED < runtime_util.MESSAGE_FLUSH_INTERVAL_SECS
