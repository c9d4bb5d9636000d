"""The door: who is let in to what, before Streamlit sees a request. It wraps everything else that answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from streamlit import config
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from data import log
from data.problems import StoreError
from pages.serving import sign_in, upload_gate
from pages.serving.asked_anew import AskedAnew
from pages.serving.headers import Guarded, policy
from pages.serving.sign_in import Arrangement

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED = re.compile(r"_stcore/(metrics|script-health-check|agent/.*)")
"""What Streamlit answers beside the screens: how much memory each cache takes, and a way to press buttons without a browser."""
UPLOAD = re.compile(r"_stcore/upload_file/([^/]+)/[^/]+")
FILES = re.compile(r"media/.*(?<!\.png)")
"""What a screen gives out, for which Streamlit asks nobody who they are: downloads, but not the picture in a tab's title."""
HEALTH = re.compile(r"healthz|_stcore/health")
SIGN_IN = ("auth/login", "oauth2callback")
"""Where a provider signs people in."""
WANTED = "programme_wanted"
"""The cookie that keeps, while somebody signs in, the address that they came for."""
is_built = False
"""Whether this process serves: then every run of a screen has come through the door."""


class Guard:
    """Refuses what nobody has business with, and says to the rest how a request has come."""

    def __init__(self, app: ASGIApp, page: Callable[[], bytes]) -> None:
        global is_built
        base = streamlit.config.get_option("server.baseUrlPath") or ""
        self.app, self.base = app, f"/{base.strip('/')}".rstrip("/")
        self.policy = policy(page())
        is_built = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers, is_from_proxy = Headers(scope=scope), sign_in.is_from_proxy(scope)
        refusal = self._refusal(scope, headers)
        known = {sign_in.ARRIVAL, *(() if is_from_proxy else sign_in.trusted_headers())}
        kept = [(name, value) for name, value in scope["headers"] if name.decode("latin-1").lower() not in known]
        scope = {**scope, "headers": [*kept, (sign_in.ARRIVAL.encode(), sign_in.arrival(scope).encode())]}
        is_tls = scope["scheme"] in ("https", "wss") or (is_from_proxy and headers.get("x-forwarded-proto") == "https")
        send = Guarded(send, self.policy, is_tls=is_tls)
        if refusal is not None:
            log.tell("request refused", status=refusal.status_code)
            await refusal(scope, receive, send)
        elif scope["type"] == "websocket":
            if sign_in.arrangement() is Arrangement.PROXY:
                anew = AskedAnew(receive, send)
                receive, send = anew.receive, anew.send
            await self.app(scope, receive, send)
        elif scope["method"] == "PUT" and (upload := UPLOAD.fullmatch(self._path(scope))):
            await self._take(upload[1], headers, scope, receive, send)
        else:
            await self.app(scope, receive, self._remembering(scope, headers, send))

    def _path(self, scope: Scope) -> str:
        return scope["path"].removeprefix(self.base).lstrip("/")

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        """Why a request is not let in; None where it is."""
        host, origin, path = headers.get("host", ""), headers.get("origin"), self._path(scope)
        # By whoever keeps this machine, also with HTTP/1.0, which needs no name; a browser always gives one.
        is_watched = HEALTH.fullmatch(path) and ("host" not in headers or sign_in.is_loopback(sign_in.name_in(host)))
        if not is_watched and not sign_in.is_our_name(host):
            return PlainTextResponse("This dashboard is not served under that name (server.allowedHosts).", 421)
        is_change = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if is_change and origin is not None and not _is_ours(origin, host):
            return PlainTextResponse("A page of another site has no business here.", 403)
        if FILES.fullmatch(path) and not _may_look(scope):
            return PlainTextResponse("Sign in to see this file.", 403)
        if CLOSED.fullmatch(path) and not (path.startswith("_stcore/agent/") and self._is_developed(scope)):
            return PlainTextResponse("Not found", 404)
        # Where there is no provider, Streamlit logs an error for whoever asks.
        if path in SIGN_IN and sign_in.arrangement() is not Arrangement.PROVIDER:
            return PlainTextResponse("Not found", 404)
        return None

    @staticmethod
    def _is_developed(scope: Scope) -> bool:
        """Whether whoever is at this machine has asked for the way without a browser."""
        return bool(config.get_option("server.enableAgentApi")) and sign_in.arrival(scope) == sign_in.LOCAL

    async def _take(self, session: str, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a file in, or refuses it before any of it is read."""
        size = headers.get("content-length", "")
        # What comes in chunks may be more than was said.
        if not (size.isascii() and size.isdigit()) or "transfer-encoding" in headers:
            await PlainTextResponse("How large the file is must be said.", 411)(scope, receive, send)
            return
        with upload_gate.coming(session, int(size), sign_in.address_of(scope)) as closed:
            if closed is None:
                await self.app(scope, receive, send)
            else:
                log.tell("upload refused", status=closed.status, bytes=int(size))
                # What is left of the file is not read: the connection ends with the answer.
                answer = PlainTextResponse(closed.reason, closed.status, headers={"Connection": "close"})
                await answer(scope, receive, send)

    def _remembering(self, scope: Scope, headers: Headers, send: Send) -> Send:
        """Keeps the address from which somebody goes to sign in, and leads them back to it."""
        path = self._path(scope)
        if sign_in.arrangement() is not Arrangement.PROVIDER or path not in SIGN_IN:
            return send
        came_from = urlsplit(headers.get("referer", ""))
        wanted = unquote(_cookie(headers, WANTED))
        attributes = f"Path={self.base or '/'}; HttpOnly; SameSite=Lax"

        async def remember(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if path == "auth/login" and came_from.netloc == headers.get("host"):
                    address = quote(came_from.path + (f"?{came_from.query}" if came_from.query else ""), safe="")
                    answer.append("Set-Cookie", f"{WANTED}={address}; Max-Age=600; {attributes}")
                elif path == "oauth2callback" and wanted:
                    has_signed_in = any(
                        each.startswith(f"{USER_COOKIE_NAME}=") for each in answer.getlist("set-cookie")
                    )
                    if has_signed_in and _is_own_address(wanted):
                        answer["Location"] = wanted
                    answer.append("Set-Cookie", f"{WANTED}=; Max-Age=0; {attributes}")
            await send(message)

        return remember


def _may_look(scope: Scope) -> bool:
    try:
        return sign_in.may_look(scope)
    except StoreError:
        return False


def _is_ours(origin: str, host: str) -> bool:
    return urlsplit(origin).netloc == host or origin in config.get_option("server.corsAllowedOrigins")


def _cookie(headers: Headers, name: str) -> str:
    pairs = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
    return next((value for key, _, value in pairs if key == name), "")


def _is_own_address(address: str) -> bool:
    """Whether an address is of this server: no other's, however a browser may read it."""
    return bool(re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", address)) and len(address) < 2000
