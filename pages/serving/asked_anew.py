"""A tab whose sign-in a proxy says stays connected for hours, and the proxy is asked about it once. So it is let go now and then,
when nothing is under way: the browser connects again by itself, through the proxy, which may turn it away by then."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Send

MOST_SECONDS = 3600.0
"""So long a connection stays."""
QUIET_SECONDS = 60.0
"""… and then until nothing has been sent either way for so long, for a run that is let go is a run that is stopped."""
CODE = 4000
"""Of the close: any but those after which the page says that the server is being restarted (stopping.js)."""


class AskedAnew:
    """The two ways of a connection, which ends when it has lasted long enough and is quiet."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._until = time.monotonic() + MOST_SECONDS
        self._latest = time.monotonic()
        self._coming: asyncio.Task[Message] | None = None
        self._is_over = False

    async def receive(self) -> Message:
        """The next message; that the connection has ended, where it is let go."""
        while not self._is_over:
            if self._coming is None:
                self._coming = asyncio.ensure_future(self._receive())
            left = max(self._until, self._latest + QUIET_SECONDS) - time.monotonic()
            await asyncio.wait({self._coming}, timeout=max(left, 0))
            if self._coming.done():
                message, self._coming = self._coming.result(), None
                self._latest = time.monotonic()
                return message
            if time.monotonic() >= max(self._until, self._latest + QUIET_SECONDS):
                self._coming.cancel()
                await self.send({"type": "websocket.close", "code": CODE})
                self._is_over = True
        return {"type": "websocket.disconnect", "code": CODE}

    async def send(self, message: Message) -> None:
        """Sends on, as long as it is there."""
        if not self._is_over:
            self._latest = time.monotonic()
            await self._send(message)
