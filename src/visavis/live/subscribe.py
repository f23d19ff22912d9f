"""Subscribe a page to streams: the answer to its POST, after the view has authorised it."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.http import JsonResponse

from visavis.live.protocol import DISCONNECTS, LONGEST_CONNECTION, NOTIFY_CHANNEL
from visavis.live.tickets import TICKET_LIFETIME, Keys, sign

_DISCONNECT = """
WITH written AS (
    INSERT INTO live_disconnection (bearer, at) VALUES (%(bearer)s, clock_timestamp()) RETURNING id
)
SELECT pg_notify(%(channel)s, concat_ws(' ', %(kind)s::text, id, %(bearer)s::text)) FROM written
"""


def subscribe(streams: Sequence[str], *, bearer: str, now: datetime) -> JsonResponse:
    """The address to connect to, a ticket for `bearer`, and the last event id of each stream."""
    cursors = expect_subscribers(streams, now=now)
    keys = Keys(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))
    ticket = sign(streams, keys, bearer=bearer, now=now)
    return JsonResponse({"url": settings.VISAVIS.live.url, "ticket": ticket, "cursors": cursors})


@transaction.atomic(durable=True)
def expect_subscribers(streams: Sequence[str], *, now: datetime) -> dict[str, int]:
    """Send notifications for `streams` as long as a ticket made now can last; return the last event ids.

    This happens under each stream's row lock: a writer that sends no notification has committed before the
    ticket is out, so its bearer finds the event.
    """
    until = now + TICKET_LIFETIME + LONGEST_CONNECTION
    cursors = {}
    with connection.cursor() as cursor:
        for stream in sorted(streams):
            cursor.execute(
                "INSERT INTO live_stream (name, last, read_until) VALUES (%s, 0, %s) ON CONFLICT (name)"
                " DO UPDATE SET read_until = greatest(live_stream.read_until, excluded.read_until)"
                " RETURNING last",
                [stream, until],
            )
            (cursors[stream],) = cursor.fetchone()
    return cursors


def disconnect(bearer: str) -> None:
    """Close the connections of `bearer` when the present transaction commits.

    They ask for a new ticket, which tells whether they may still read, and what. A serving process that does
    not listen at the moment finds the row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DISCONNECT, {"bearer": bearer, "channel": NOTIFY_CHANNEL, "kind": DISCONNECTS})
