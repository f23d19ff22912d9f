"""One connected browser: its cursors and what is still to be sent."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]

MAX_PENDING = 512 * 1024
"""Characters that may wait for one browser; one that is slower than that must reconnect."""

HEARTBEAT, NOT_LISTENING = "[]", "null"
"""Sent when there are no events: a heartbeat, or that events would not be sent at the moment."""

RENEW, NOT_ALLOWED, TOO_SLOW, TOO_MANY = 4000, 4401, 4408, 4429
"""Close codes: get a new ticket; the ticket is not valid; too slow a reader; too many sockets or messages."""


class Subscriber:
    """A browser with its cursor in each stream that its ticket names.

    Sending happens in a task of its own that lives only while there is something to send: thousands of quiet
    connections cost nothing but their socket.
    """

    __slots__ = ("_code", "_pending", "_send", "_sending", "_size", "bearer", "cursors", "until")

    def __init__(self, send: Send, cursors: Mapping[str, int], *, bearer: str, until: float) -> None:
        self.bearer = bearer
        self.cursors = dict(cursors)
        self.until = until
        """When it needs a new ticket, by the event loop's clock."""
        self._send = send
        self._pending: list[str] = []
        self._size = 0
        self._sending: asyncio.Task[None] | None = None
        self._code: int | None = None

    def send_events(self, stream: str, events: Iterable[tuple[int, str]]) -> None:
        """Send those of `events` (number and JSON, in order) that this browser has not received."""
        cursor = self.cursors[stream]
        fresh = [(number, text) for number, text in events if number > cursor]
        if fresh:
            self.cursors[stream] = fresh[-1][0]
            self.send_text(f"[{','.join(text for _, text in fresh)}]")

    def send_text(self, text: str) -> None:
        """Send `text` after what is pending."""
        if self._code is not None:
            return
        if self._size > MAX_PENDING:
            self.close(TOO_SLOW)
            return
        self._pending.append(text)
        self._size += len(text)
        self._start_sending()

    def close(self, code: int) -> None:
        """Close the connection without sending what is pending: the browser asks for it again."""
        if self._code is None:
            self._code = code
            self._pending.clear()
            self._start_sending()

    def _start_sending(self) -> None:
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_pending())

    async def _send_pending(self) -> None:
        try:
            while self._pending:
                text = self._pending.pop(0)
                await self._send({"type": "websocket.send", "text": text})
                self._size -= len(text)
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
        except OSError:
            # The browser has gone; the receiving side learns it, too.
            self._pending.clear()
        finally:
            self._sending = None
