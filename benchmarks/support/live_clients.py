"""Thousands of clients for live events: raw WebSockets in one process, with as little work as possible.

The server on the other core is measured: clients only split frames and note their arrival.
"""

import asyncio
import json
import os
import struct
import time
from collections.abc import Callable, Iterable

HANDSHAKE = (
    "GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
AT_ONCE = 100
PONG, PING, CLOSE = 0xA, 0x9, 0x8


class LiveClient(asyncio.Protocol):
    """One client: sends its ticket, answers pings, and notes when events arrive."""

    def __init__(self, hello: str) -> None:
        self._hello = hello.encode()
        self._rest = b""
        self._is_open = False
        self.admitted = asyncio.get_running_loop().create_future()
        self.received_at: list[float] = []
        """`time.perf_counter()` at each message with events."""
        self.on_events: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(HANDSHAKE.encode())

    def data_received(self, data: bytes) -> None:
        """Take whatever frames are whole."""
        self._rest += data
        if not self._is_open:
            head, separator, self._rest = self._rest.partition(b"\r\n\r\n")
            if not separator:
                self._rest = head
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.transport.abort()
                return
            self._is_open = True
            self.transport.write(_frame(0x1, self._hello))
        while (whole := _first_frame(self._rest)) is not None:
            kind, payload, self._rest = whole
            self._take(kind, payload)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody here closes a connection, so this is a failure."""
        if not self.admitted.done():
            self.admitted.set_exception(ConnectionError("refused"))

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == PING:
            self.transport.write(_frame(PONG, payload))
        elif kind == CLOSE:
            self.transport.close()
        elif not self.admitted.done():
            self.admitted.set_result(payload == b"[]")
        elif payload != b"[]":
            self.received_at.append(time.perf_counter())
            self.on_events()


def _frame(kind: int, payload: bytes) -> bytes:
    mask = os.urandom(4)
    size = (
        struct.pack("!B", 0x80 | len(payload))
        if len(payload) < 126
        else struct.pack("!BH", 0xFE, len(payload))
    )
    return bytes([0x80 | kind]) + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def _first_frame(data: bytes) -> tuple[int, bytes, bytes] | None:
    if len(data) < 2:
        return None
    size, begins = data[1], 2
    if size == 126:
        size, begins = int.from_bytes(data[2:4]), 4
    elif size == 127:
        size, begins = int.from_bytes(data[2:10]), 10
    end = begins + size
    return (data[0] & 0xF, data[begins:end], data[end:]) if len(data) >= end else None


async def connect_clients(port: int, hellos: Iterable[tuple[str, dict[str, int]]]) -> list[LiveClient]:
    """Connect a client for each ticket and cursors; raises `ConnectionError` when one is refused."""
    loop, door = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def enter(ticket: str, cursors: dict[str, int]) -> LiveClient:
        hello = json.dumps({"ticket": ticket, "cursors": cursors})
        async with door:
            _, made = await loop.create_connection(lambda: LiveClient(hello), "127.0.0.1", port)
            if not await asyncio.wait_for(made.admitted, 30):
                raise ConnectionError("the server does not listen")
        return made

    return list(await asyncio.gather(*(enter(ticket, cursors) for ticket, cursors in hellos)))


async def wait_for_events(clients: Iterable[LiveClient], count: int, *, within: float = 30.0) -> list[float]:
    """Wait until each has heard `count` things; when each heard the last of them. Raises `TimeoutError`."""
    waiting = list(clients)
    async with asyncio.timeout(within):
        while any(len(one.received_at) < count for one in waiting):
            await asyncio.sleep(0.002)
    return [one.received_at[count - 1] for one in waiting]
