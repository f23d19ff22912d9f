"""Which subscriber reads which stream, and the loop that fetches new events and sends them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from visavis.live.protocol import DISCONNECTIONS_KEPT
from visavis.live.subscribers import HEARTBEAT, NOT_LISTENING, RENEW, Subscriber
from visavis.live.tickets import TICKET_LIFETIME, Ticket

logger = logging.getLogger(__name__)

Rows = Mapping[str, Sequence[tuple[int, str]]]
Fetch = Callable[[Mapping[str, int]], Awaitable[Rows]]
"""Ask for what follows a cursor in each stream. Raises `OSError` when the database is away."""

STREAMS_PER_QUERY = 500
"""Streams asked for in one query."""

EVENTS_PER_ANSWER = 200
"""Events of one stream in one answer."""

PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between tries while the database is away."""

SOCKETS_PER_BEARER = 12
"""One person's tabs and devices. A page that finds no room asks by ordinary requests."""


class Hub:
    """All subscribers of this process.

    A stream that something happened in is looked at once, however many notifications came meanwhile and
    however many subscribers it has. All subscribers go the same way, those that have just come included.
    """

    def __init__(self, fetch: Fetch) -> None:
        self.subscribers: set[Subscriber] = set()
        self.is_listening = False
        self._fetch = fetch
        self._by_stream: dict[str, set[Subscriber]] = {}
        self._by_bearer: dict[str, set[Subscriber]] = {}
        self._disconnected: dict[str, datetime] = {}
        self._disconnections: dict[int, datetime] = {}
        # A dictionary for its order: what waits longest comes first.
        self._stale: dict[str, None] = {}
        self._has_stale = asyncio.Event()

    def has_room_for(self, bearer: str) -> bool:
        """Whether one more socket of `bearer` may join."""
        return len(self._by_bearer.get(bearer, ())) < SOCKETS_PER_BEARER

    def admits(self, ticket: Ticket) -> bool:
        """Whether the ticket was signed after its bearer was last disconnected."""
        disconnected_at = self._disconnected.get(ticket.bearer)
        return disconnected_at is None or ticket.signed_at > disconnected_at

    def disconnect(self, bearer: str, *, number: int, now: datetime) -> None:
        """Close all sockets of `bearer`, who needs a new ticket from then on: none in reserve is any good.

        `number` is the disconnection's own: it is heard of more than once, and closes sockets once.
        """
        if number in self._disconnections:
            return
        _forget_before(self._disconnections, now - 2 * DISCONNECTIONS_KEPT)
        _forget_before(self._disconnected, now - TICKET_LIFETIME)
        self._disconnections[number] = now
        self._disconnected[bearer] = now
        for subscriber in tuple(self._by_bearer.get(bearer, ())):
            subscriber.close(RENEW)

    def join(self, subscriber: Subscriber) -> None:
        """Start to send `subscriber` what follows its cursors."""
        self.subscribers.add(subscriber)
        self._by_bearer.setdefault(subscriber.bearer, set()).add(subscriber)
        subscriber.send_text(HEARTBEAT if self.is_listening else NOT_LISTENING)
        for stream in subscriber.cursors:
            self._by_stream.setdefault(stream, set()).add(subscriber)
            self.wake(stream)

    def leave(self, subscriber: Subscriber) -> None:
        """Remove a subscriber whose connection has ended."""
        self.subscribers.discard(subscriber)
        _remove(self._by_bearer, subscriber.bearer, subscriber)
        for stream in subscriber.cursors:
            _remove(self._by_stream, stream, subscriber)

    def wake(self, stream: str) -> None:
        """Something may have happened in `stream`."""
        if stream in self._by_stream:
            self._stale[stream] = None
            self._has_stale.set()

    def set_listening(self, listening: bool) -> None:
        """Set whether notifications arrive. Browsers are told, and poll while they do not."""
        if listening == self.is_listening:
            return
        self.is_listening = listening
        for subscriber in self.subscribers:
            subscriber.send_text(HEARTBEAT if listening else NOT_LISTENING)
        if listening:
            # Notifications were lost in between.
            for stream in self._by_stream:
                self.wake(stream)

    async def run(self) -> None:
        """Fetch new events and send them, for ever."""
        failures = 0
        while True:
            await self._has_stale.wait()
            streams = list(islice(self._stale, STREAMS_PER_QUERY))
            for stream in streams:
                del self._stale[stream]
            if not self._stale:
                self._has_stale.clear()
            try:
                await self._serve(streams)
                failures = 0
            except OSError as error:
                failures += 1
                if failures == 1:
                    logger.warning("events cannot be read, trying again: %s", error)
                for stream in streams:
                    self.wake(stream)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES)) - 1])

    async def _serve(self, streams: Sequence[str]) -> None:
        cursors = {
            stream: min(subscriber.cursors[stream] for subscriber in self._by_stream[stream])
            for stream in streams
            if stream in self._by_stream
        }
        if not cursors:
            return
        for stream, events in (await self._fetch(cursors)).items():
            for subscriber in tuple(self._by_stream.get(stream, ())):
                # Who came meanwhile and stands further back would miss what lies between: their turn comes.
                if subscriber.cursors[stream] >= cursors[stream]:
                    subscriber.send_events(stream, events)
            if len(events) == EVENTS_PER_ANSWER:
                self.wake(stream)


def _forget_before(times: dict[Any, datetime], then: datetime) -> None:
    for one in [one for one, at in times.items() if at < then]:
        del times[one]


def _remove(index: dict[str, set[Subscriber]], key: str, subscriber: Subscriber) -> None:
    others = index.get(key, set())
    others.discard(subscriber)
    if not others:
        index.pop(key, None)
