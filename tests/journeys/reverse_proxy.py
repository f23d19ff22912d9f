"""A proxy before pages and live events, as an operator's: 502 while the servers are away."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LONGEST_HEAD = 64 * 1024
AWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 11\r\nConnection: close\r\n\r\nBad Gateway"


@dataclass
class Proxy:
    """Where it listens, and how many live connections go through it at this moment."""

    port: int
    pages: int
    events: int
    live: int = field(default=0)
    most_live: int = field(default=0)
    refused: int = field(default=0)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one request on, and whatever follows it on the same connection."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            live = head.split(b" ", 2)[1].startswith(b"/live/")
            await self._pass_on(head, live, reader, writer)
        writer.close()

    async def _pass_on(
        self, head: bytes, live: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            there = await asyncio.open_connection("127.0.0.1", self.events if live else self.pages)
        except OSError:
            self.refused += 1
            writer.write(AWAY)
            await writer.drain()
            return
        # One request for each connection, so that each is sent where it belongs.
        there[1].write(head if live else head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        self.live += live
        self.most_live = max(self.most_live, self.live)
        try:
            ways = {
                asyncio.create_task(_pump(reader, there[1])),
                asyncio.create_task(_pump(there[0], writer)),
            }
            # The server's end of a connection ends it for the browser too.
            _, left = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in left:
                way.cancel()
        finally:
            self.live -= live
            there[1].close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()


@contextmanager
def proxy(port: int, *, pages: int, events: int) -> Iterator[Proxy]:
    """Listen on `port` for the length of the block, from a thread of its own."""
    made, loop, ready = Proxy(port, pages, events), asyncio.new_event_loop(), threading.Event()

    async def run(ended: asyncio.Event) -> None:
        server = await asyncio.start_server(made.serve, "127.0.0.1", port, limit=LONGEST_HEAD)
        ready.set()
        await ended.wait()
        server.close()

    ended = asyncio.Event()

    def work() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(run(ended))
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    if not ready.wait(10):
        raise AssertionError("the proxy does not listen")
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
