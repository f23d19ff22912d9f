"""Who reads what, and the one loop that fetches what is new and hands it out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice

from visavis.live.readers import ALL_WELL, NOT_LISTENING, Reader

logger = logging.getLogger(__name__)

Rows = Mapping[str, Sequence[tuple[int, str]]]
Fetch = Callable[[Mapping[str, int]], Awaitable[Rows]]
"""Ask for what follows a cursor in each stream. Raises `OSError` when the database is away."""

AT_ONCE = 500
"""Streams asked for in one query."""

MOST_AT_ONCE = 200
"""Events of one stream in one answer."""

PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between tries while the database is away."""


class Hub:
    """All readers of this process.

    A stream that something happened in is looked at once, however many notifications came meanwhile and
    however many readers it has. All readers go the same way, those that have just come included.
    """

    def __init__(self, fetch: Fetch) -> None:
        self.readers: set[Reader] = set()
        self.is_listening = False
        self._fetch = fetch
        self._by_stream: dict[str, set[Reader]] = {}
        # A dictionary for its order: what waits longest comes first.
        self._stale: dict[str, None] = {}
        self._something = asyncio.Event()

    def join(self, reader: Reader) -> None:
        """Begin to tell `reader` what follows its cursors."""
        self.readers.add(reader)
        reader.say(ALL_WELL if self.is_listening else NOT_LISTENING)
        for stream in reader.cursors:
            self._by_stream.setdefault(stream, set()).add(reader)
            self.wake(stream)

    def leave(self, reader: Reader) -> None:
        """Forget a reader whose connection has ended."""
        self.readers.discard(reader)
        for stream in reader.cursors:
            others = self._by_stream.get(stream, set())
            others.discard(reader)
            if not others:
                self._by_stream.pop(stream, None)

    def wake(self, stream: str) -> None:
        """Something may have happened in `stream`."""
        if stream in self._by_stream:
            self._stale[stream] = None
            self._something.set()

    def listens(self, listening: bool) -> None:
        """Notifications come, or no longer do. Browsers are told, and ask by themselves meanwhile."""
        if listening == self.is_listening:
            return
        self.is_listening = listening
        for reader in self.readers:
            reader.say(ALL_WELL if listening else NOT_LISTENING)
        if listening:
            # Nobody told us what happened while we did not hear.
            for stream in self._by_stream:
                self.wake(stream)

    async def run(self) -> None:
        """Fetch and hand out, for ever."""
        failures = 0
        while True:
            await self._something.wait()
            streams = list(islice(self._stale, AT_ONCE))
            for stream in streams:
                del self._stale[stream]
            if not self._stale:
                self._something.clear()
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
            stream: min(reader.cursors[stream] for reader in self._by_stream[stream])
            for stream in streams
            if stream in self._by_stream
        }
        if not cursors:
            return
        for stream, events in (await self._fetch(cursors)).items():
            for reader in tuple(self._by_stream.get(stream, ())):
                # Who came meanwhile and stands further back would miss what lies between: their turn comes.
                if reader.cursors[stream] >= cursors[stream]:
                    reader.take(stream, events)
            if len(events) == MOST_AT_ONCE:
                self.wake(stream)
