"""A slow line in front of a server, for every kind of connection alike: a rate, and a delay each way.

`python -m tests.bench.peers.slow PORT OF_THE_SERVER` passes on what comes to PORT. A browser's own throttling leaves
web sockets alone, over which a dashboard gets nearly all of its content.
"""

from __future__ import annotations

import asyncio
import sys

MEGABITS, ROUND_TRIP = 20, 0.030  # Mbit/s downwards for all connections together; seconds


class Line:
    """What all connections share: when the line is free again."""

    def __init__(self) -> None:
        self.free = 0.0

    def arrives(self, size: int) -> float:
        """When the last of so many bytes is through, on the loop's clock."""
        now = asyncio.get_running_loop().time()
        self.free = max(now, self.free) + size * 8 / (MEGABITS * 1e6)
        return self.free + ROUND_TRIP / 2


async def passes(source: asyncio.StreamReader, target: asyncio.StreamWriter, line: Line) -> None:
    """Hands on what comes, each piece when it would have come through."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def write() -> None:
        while True:
            at, piece = await waiting.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not piece:
                break
            target.write(piece)
            await target.drain()
        target.close()

    writing = asyncio.create_task(write())
    try:
        while piece := await source.read(16_384):
            at = line.arrives(len(piece))
            await waiting.put((at, piece))
            await asyncio.sleep(max(0.0, at - ROUND_TRIP / 2 - loop.time()))  # no more than the line carries
        await waiting.put((loop.time(), b""))
        await writing
    except (ConnectionError, asyncio.CancelledError):
        writing.cancel()
        target.close()


async def main(port: int, server: int) -> None:
    """Serve until ended."""
    down, up = Line(), Line()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(ROUND_TRIP)  # what opening a connection takes
        there, back = await asyncio.open_connection("127.0.0.1", server)
        await asyncio.gather(passes(reader, back, up), passes(there, writer, down))

    async with await asyncio.start_server(connected, "127.0.0.1", port) as serving:
        await serving.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
