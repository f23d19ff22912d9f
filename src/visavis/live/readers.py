"""One connected browser: how far it has read, and what is still to be sent to it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]

MOST_WAITING = 512 * 1024
"""Letters that wait for one browser when more comes; who takes so little is better off asking anew."""

ALL_WELL, NOT_LISTENING = "[]", "null"
"""What is sent when there is nothing to tell: a sign of life, and the word that it would not be told."""

RENEW, NOT_ALLOWED, TOO_SLOW = 4000, 4401, 4408
"""Why we close: come back with a fresh ticket, that ticket is none, you do not take what is sent."""


class Reader:
    """A browser with its cursor in each stream that its ticket names.

    Sending happens in a task of its own that lives only while there is something to send: thousands of quiet
    connections cost nothing but their socket.
    """

    __slots__ = ("_code", "_pending", "_send", "_sending", "_size", "cursors", "until")

    def __init__(self, send: Send, cursors: Mapping[str, int], *, until: float) -> None:
        self.cursors = dict(cursors)
        self.until = until
        """When it has to come back with a fresh ticket, by the event loop's clock."""
        self._send = send
        self._pending: list[str] = []
        self._size = 0
        self._sending: asyncio.Task[None] | None = None
        self._code: int | None = None

    def take(self, stream: str, events: Iterable[tuple[int, str]]) -> None:
        """Send those of `events` (number and JSON, in order) that this browser has not had."""
        cursor = self.cursors[stream]
        fresh = [(number, text) for number, text in events if number > cursor]
        if fresh:
            self.cursors[stream] = fresh[-1][0]
            self.say(f"[{','.join(text for _, text in fresh)}]")

    def say(self, text: str) -> None:
        """Send `text` after what waits already."""
        if self._code is not None:
            return
        if self._size > MOST_WAITING:
            self.close(TOO_SLOW)
            return
        self._pending.append(text)
        self._size += len(text)
        self._begin()

    def close(self, code: int) -> None:
        """Close the connection; what still waits is not sent, for the browser will come back for it."""
        if self._code is None:
            self._code = code
            self._pending.clear()
            self._begin()

    def _begin(self) -> None:
        if self._sending is None:
            self._sending = asyncio.create_task(self._go_on())

    async def _go_on(self) -> None:
        try:
            while self._pending:
                text = self._pending.pop(0)
                await self._send({"type": "websocket.send", "text": text})
                self._size -= len(text)
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
        except OSError:
            # The browser has gone; whoever waits for its messages hears of it too.
            self._pending.clear()
        finally:
            self._sending = None
