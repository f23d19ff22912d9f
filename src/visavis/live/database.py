"""The serving process's own two connections to PostgreSQL: one listens, one reads. No ORM."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import AsyncConnection

from visavis.lib import clock
from visavis.live.hub import EVENTS_PER_ANSWER, PAUSES, Hub, Rows
from visavis.live.protocol import (
    APPLICATION,
    DISCONNECTIONS_KEPT,
    NOTIFY_CHANNEL,
    disconnection_in,
    stream_of,
)

logger = logging.getLogger(__name__)

CHECKED_EVERY_S = 15.0
ANSWERS_WITHIN_S = 5.0
_ROBUST: Mapping[str, Any] = {
    "autocommit": True,
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

_FOLLOWING = """
SELECT wanted.stream, event.number, event.kind, event.payload::text
FROM unnest(%s::text[], %s::bigint[]) AS wanted (stream, after)
CROSS JOIN LATERAL (
    SELECT number, kind, payload FROM live_event
    WHERE stream_id = wanted.stream AND number > wanted.after
    ORDER BY number LIMIT %s
) AS event
ORDER BY wanted.stream, event.number
"""

_DISCONNECTIONS = "SELECT id, bearer FROM live_disconnection WHERE at > now() - %s ORDER BY id"


class EventReader:
    """Reads events over one connection, made again whenever it was lost."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._connection: AsyncConnection[tuple[Any, ...]] | None = None

    async def following(self, cursors: Mapping[str, int]) -> Rows:
        """The events after each stream's cursor, as JSON, `EVENTS_PER_ANSWER` at most. Raises `OSError`."""
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                connection = await self._connected()
                asked = [list(cursors), list(cursors.values()), EVENTS_PER_ANSWER]
                answer = await connection.execute(_FOLLOWING, asked)
                rows = await answer.fetchall()
        except (psycopg.Error, TimeoutError) as error:
            await self.close()
            raise OSError(f"{error}") from error
        found: dict[str, list[tuple[int, str]]] = {}
        for stream, number, kind, payload in rows:
            told = (
                f'{{"stream":{json.dumps(stream)},"id":{number},"kind":{json.dumps(kind)},"data":{payload}}}'
            )
            found.setdefault(stream, []).append((number, told))
        return found

    async def close(self) -> None:
        """Let the connection go; the next question makes another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                await connection.close()

    async def _connected(self) -> AsyncConnection[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = await AsyncConnection.connect(self._database, **_ROBUST)
        return self._connection


async def listen(database: str, hub: Hub) -> None:
    """Wake the hub's streams up as they are written to, for ever. A pooler would not pass that on."""
    failures = 0
    while True:
        try:
            options = {**_ROBUST, "application_name": APPLICATION}
            async with await AsyncConnection.connect(database, **options) as connection:
                await connection.execute(f"LISTEN {NOTIFY_CHANNEL}".encode())
                await _disconnect_all(connection, hub)
                failures = 0
                hub.set_listening(True)
                await _hear(connection, hub)
        except (psycopg.Error, TimeoutError, OSError) as error:
            failures += 1
            if failures == 1:
                logger.warning("the database does not tell what happens, trying again: %s", error)
        hub.set_listening(False)
        await asyncio.sleep(PAUSES[min(failures, len(PAUSES)) - 1])


async def _hear(connection: AsyncConnection[Any], hub: Hub) -> None:
    while True:
        async for notification in connection.notifies(timeout=CHECKED_EVERY_S):
            if disconnection := disconnection_in(notification.payload):
                number, bearer = disconnection
                hub.disconnect(bearer, number=number, now=clock.now())
            else:
                hub.wake(stream_of(notification.payload))
        # A connection that died without a word hears nothing either: this question finds out.
        await _disconnect_all(connection, hub)


async def _disconnect_all(connection: AsyncConnection[Any], hub: Hub) -> None:
    """End the connections of all whom it concerns, also where their notification was not heard."""
    async with asyncio.timeout(ANSWERS_WITHIN_S):
        answer = await connection.execute(_DISCONNECTIONS, [DISCONNECTIONS_KEPT])
        rows = await answer.fetchall()
    for number, bearer in rows:
        hub.disconnect(bearer, number=number, now=clock.now())
