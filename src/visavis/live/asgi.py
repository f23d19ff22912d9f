"""The WebSocket at `/live/`, as a raw ASGI callable: no ORM, no session, nothing but tickets and streams.

A browser connects, says `{"ticket": …, "cursors": {stream: number}}`, and is sent lists of events from there
on; an empty list is a sign of life, `null` says that nothing would be told at the moment. Whatever else a
browser says is ignored: it speaks to the pages, by POST.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from visavis.lib import clock
from visavis.live.database import EventReader, listen
from visavis.live.hub import Hub
from visavis.live.protocol import LONGEST_CONNECTION
from visavis.live.subscribers import (
    HEARTBEAT,
    NOT_ALLOWED,
    NOT_LISTENING,
    RENEW,
    TOO_MANY,
    Subscriber,
)
from visavis.live.tickets import InvalidTicket, Keys, Ticket, cursors_from, read_ticket

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

PATH = "/live/"
MESSAGES = 20
"""Messages that a browser may send after its first one. Our page sends none: it speaks by POST."""
_BATCH = 200
"""After so many subscribers other tasks get their turn."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. Browsers take fifteen of silence for a lost connection: a cut path says nothing else."""

    heartbeat: float = 6.0
    hello_within: float = 5.0
    renew_after: float = LONGEST_CONNECTION.total_seconds() - 120
    """At the latest; spread over a fifth before it, so that they do not all come back at once."""


class LiveApp:
    """The application: one for each process, with its own listening connection."""

    def __init__(self, database: str, keys: Keys, timing: Timing | None = None) -> None:
        self._database = database
        self._keys = keys
        self._timing = timing or Timing()
        self._events = EventReader(database)
        self.hub = Hub(self._events.following)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the process's own beginning and end."""
        if scope["type"] == "websocket":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await _answer(scope, send, listening=self.hub.is_listening)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        listening = listen(self._database, self.hub)
        tasks = [asyncio.create_task(job) for job in (self.hub.run(), listening, self._heartbeats())]
        for task in tasks:
            task.add_done_callback(_must_not_end)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._events.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        # Accepted first: a script never learns why a connection was refused before that.
        await send({"type": "websocket.accept"})
        try:
            admitted = await self._authorise(scope, receive)
        except (InvalidTicket, TimeoutError):
            await _unless_gone(send({"type": "websocket.close", "code": NOT_ALLOWED}))
            return
        if admitted is None:
            return
        ticket, cursors = admitted
        if not self.hub.has_room_for(ticket.bearer):
            await _unless_gone(send({"type": "websocket.close", "code": TOO_MANY}))
            return
        lasts = self._timing.renew_after * random.uniform(0.8, 1)  # noqa: S311  spreads load, guards nothing
        until = asyncio.get_running_loop().time() + lasts
        subscriber = Subscriber(send, cursors, bearer=ticket.bearer, until=until)
        self.hub.join(subscriber)
        try:
            for _ in range(MESSAGES):
                if (await receive())["type"] == "websocket.disconnect":
                    return
            subscriber.close(TOO_MANY)
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            self.hub.leave(subscriber)

    async def _authorise(self, scope: Scope, receive: Receive) -> tuple[Ticket, Mapping[str, int]] | None:
        """The ticket and cursors; None if the browser has gone. Raises `InvalidTicket`, `TimeoutError`."""
        if scope["path"] != PATH:
            raise InvalidTicket
        async with asyncio.timeout(self._timing.hello_within):
            message = await receive()
        if message["type"] == "websocket.disconnect":
            return None
        try:
            said = json.loads(message.get("text") or "")
        except (ValueError, RecursionError):
            raise InvalidTicket from None
        if not isinstance(said, dict):
            raise InvalidTicket
        ticket = read_ticket(str(said.get("ticket", "")), self._keys, now=clock.now())
        if not self.hub.admits(ticket):
            raise InvalidTicket
        return ticket, cursors_from(said.get("cursors"), ticket.streams)

    async def _heartbeats(self) -> None:
        """Send heartbeats to all, and close connections that are too old."""
        while True:
            await asyncio.sleep(self._timing.heartbeat)
            now = asyncio.get_running_loop().time()
            word = HEARTBEAT if self.hub.is_listening else NOT_LISTENING
            for number, subscriber in enumerate(tuple(self.hub.subscribers)):
                if subscriber.until < now:
                    subscriber.close(RENEW)
                else:
                    subscriber.send_text(word)
                if number % _BATCH == 0:
                    await asyncio.sleep(0)


async def _answer(scope: Scope, send: Send, *, listening: bool) -> None:
    """Answer `/healthz`."""
    status = 404 if scope["path"] != "/healthz" else 200 if listening else 503
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    body = json.dumps({"live": "in order" if listening else "database not reachable"}).encode()
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _unless_gone(sending: Awaitable[None]) -> None:
    try:
        await sending
    except OSError:
        logger.debug("a browser was gone before it could be refused")


def _must_not_end(task: "asyncio.Task[None]") -> None:
    """Exit when a loop has failed: the supervisor restarts the process, which would otherwise be silent."""
    if not task.cancelled() and task.exception() is not None:
        logger.critical("live events stop", exc_info=task.exception())
        raise SystemExit(1)
