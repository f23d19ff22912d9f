"""Write events in the transaction that causes them, and read them from a cursor on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import FilteredRelation, Q
from psycopg.types.json import Jsonb

from visavis.live.models import Event, Stream
from visavis.live.protocol import NOTIFY_CHANNEL

RETENTION = timedelta(hours=24)
"""Longer than any page stays open without asking."""

BATCH = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Events after a cursor, and the cursor to ask from next time."""

    events: list[dict[str, Any]]
    cursor: int


# One trip to the database. Notifications make commits wait for each other, so none is sent where nobody can
# be reading.
_EMIT = """
WITH counted AS (
    INSERT INTO live_stream (name, last) VALUES (%(stream)s, 1)
    ON CONFLICT (name) DO UPDATE SET last = live_stream.last + 1
    RETURNING last, read_until
), written AS (
    INSERT INTO live_event (stream_id, number, kind, payload, created_at)
    SELECT %(stream)s, last, %(kind)s, %(payload)s, %(now)s FROM counted
)
SELECT last, CASE WHEN read_until >= %(now)s THEN pg_notify(%(channel)s, %(stream)s || ' ' || last) END
FROM counted
"""


def emit(stream: str, kind: str, *, now: datetime, **payload: Any) -> int:
    """Append an event to `stream` and return its id.

    The id is taken under the stream's row lock, which is kept until the transaction ends: so ids
    commit in their order, and nobody who resumes after one can have missed an earlier one. A plain
    serial loses events there. Who is connected is woken up when the transaction commits.
    """
    with connection.cursor() as cursor:
        told: dict[str, Any] = {
            "stream": stream,
            "kind": kind,
            "payload": Jsonb(payload),
            "now": now,
            "channel": NOTIFY_CHANNEL,
        }
        cursor.execute(_EMIT, told)
        (number, _) = cursor.fetchone()
    return int(number)


def events_after(stream: str, cursor: int) -> Batch:
    """The events of `stream` that follow `cursor`, in order, at most a batch of them. One query.

    A cursor beyond the stream's end comes from before an older database was restored: the batch's is the end.
    """
    following = FilteredRelation("events", condition=Q(events__number__gt=cursor))
    rows = Stream.objects.filter(name=stream).annotate(following=following).order_by("following__number")
    found = list(
        rows.values_list("last", "following__number", "following__kind", "following__payload")[:BATCH]
    )
    events = [
        {**payload, "id": number, "kind": kind}
        for _last, number, kind, payload in found
        if number is not None
    ]
    last = found[0][0] if found else 0
    return Batch(events, events[-1]["id"] if events else min(cursor, last))


def last_id(stream: str) -> int:
    """The cursor of a subscriber who starts now."""
    row = Stream.objects.filter(name=stream).first()
    return row.last if row else 0


def continue_from(stream: str, number: int) -> None:
    """Let a stream that is about to begin count on from `number`."""
    Stream.objects.get_or_create(name=stream, defaults={"last": number})


def prune(*, now: datetime) -> int:
    """Delete events past their retention; return how many."""
    deleted, _ = Event.objects.filter(created_at__lt=now - RETENTION).delete()
    return deleted


def prune_kind(kind: str, *, before: datetime) -> int:
    """Delete the events of a kind that nobody needs after minutes; return how many."""
    deleted, _ = Event.objects.filter(kind=kind, created_at__lt=before).delete()
    return deleted
