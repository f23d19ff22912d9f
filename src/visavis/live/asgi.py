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
from visavis.live.channel import LONGEST_CONNECTION
from visavis.live.database import EventReader, listen
from visavis.live.hub import Hub
from visavis.live.readers import ALL_WELL, NOT_ALLOWED, NOT_LISTENING, RENEW, Reader
from visavis.live.tickets import Keys, NoTicket, cursors_from, streams_of

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

PATH = "/live/"
_BREATH = 200
"""Readers spoken to in one go; then others have their turn."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. Browsers take fifteen of silence for a lost connection: a cut path says nothing else."""

    heartbeat: float = 6.0
    hello_within: float = 10.0
    renew_after: float = LONGEST_CONNECTION.total_seconds() - 120
    """At the latest; spread over a fifth before it, so that they do not all come back at once."""


class Live:
    """The application: one for each process, with its own listening connection."""

    def __init__(self, database: str, keys: Keys, pace: Pace | None = None) -> None:
        self._database = database
        self._keys = keys
        self._pace = pace or Pace()
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
        tasks = [asyncio.create_task(job) for job in (self.hub.run(), listening, self._beat())]
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
            cursors = await self._admitted(scope, receive)
        except (NoTicket, TimeoutError):
            await _unless_gone(send({"type": "websocket.close", "code": NOT_ALLOWED}))
            return
        if cursors is None:
            return
        lasts = self._pace.renew_after * random.uniform(0.8, 1)  # noqa: S311  spreads load, guards nothing
        reader = Reader(send, cursors, until=asyncio.get_running_loop().time() + lasts)
        self.hub.join(reader)
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            self.hub.leave(reader)

    async def _admitted(self, scope: Scope, receive: Receive) -> Mapping[str, int] | None:
        """The reader's cursors by their ticket, None if they have gone. Raises `NoTicket`, `TimeoutError`."""
        if scope["path"] != PATH:
            raise NoTicket
        async with asyncio.timeout(self._pace.hello_within):
            message = await receive()
        if message["type"] == "websocket.disconnect":
            return None
        try:
            said = json.loads(message.get("text") or "")
        except (ValueError, RecursionError):
            raise NoTicket from None
        if not isinstance(said, dict):
            raise NoTicket
        streams = streams_of(str(said.get("ticket", "")), self._keys, now=clock.now())
        return cursors_from(said.get("cursors"), streams)

    async def _beat(self) -> None:
        """Signs of life for everybody, and the end of connections that are too old."""
        while True:
            await asyncio.sleep(self._pace.heartbeat)
            now = asyncio.get_running_loop().time()
            word = ALL_WELL if self.hub.is_listening else NOT_LISTENING
            for number, reader in enumerate(tuple(self.hub.readers)):
                if reader.until < now:
                    reader.close(RENEW)
                else:
                    reader.say(word)
                if number % _BREATH == 0:
                    await asyncio.sleep(0)


async def _answer(scope: Scope, send: Send, *, listening: bool) -> None:
    """For whoever wants to know whether this process serves."""
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
    """Without one of its loops the process would look alive and tell nothing: end it, it is started again."""
    if not task.cancelled() and task.exception() is not None:
        logger.critical("live events stop", exc_info=task.exception())
        raise SystemExit(1)
