"""What every answer says to the browser of what it may do with it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import Message, Send

INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
"""A script that is in the page itself."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = "max-age=31536000"


@cache
def policy(page: bytes) -> str:
    """The content security policy under which the scripts in a page run, and no others but those that the server sends.

    `blob:` is how Streamlit starts the components that draw the figures; a script that has come in with data can't make one,
    for it doesn't run. Streamlit's styles are made in the page, so they can't be named one by one.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in INLINE.findall(page)
    )
    return (
        f"default-src 'self'; script-src 'self' blob: {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


BEGINS = ("http.response.start", "websocket.http.response.start", "websocket.accept")
"""The messages with which an answer begins."""


class Guarded:
    """Sends on what it is given, with HEADERS and a policy; behind TLS every cookie is for TLS alone."""

    def __init__(self, send: Send, policy: str, *, is_tls: bool) -> None:
        self.send, self.policy, self.is_tls = send, policy, is_tls

    async def __call__(self, message: Message) -> None:
        if message["type"] in BEGINS:
            message = {**message, "headers": list(message.get("headers", ()))}
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS | {"Content-Security-Policy": self.policy})
            if self.is_tls:
                headers["Strict-Transport-Security"] = YEAR
                message["headers"] = [
                    (
                        name,
                        value + b"; Secure"
                        if name.lower() == b"set-cookie" and b"secure" not in _flags(value)
                        else value,
                    )
                    for name, value in message["headers"]
                ]
        await self.send(message)


def _flags(cookie: bytes) -> list[bytes]:
    return [part.strip().lower() for part in cookie.split(b";")[1:]]
