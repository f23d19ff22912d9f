"""Let a page read streams by WebSocket: the answer to its POST, once the view has authorised it."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.http import JsonResponse

from visavis.live.channel import LONGEST_CONNECTION
from visavis.live.tickets import LASTS, Keys, sign


def admission(streams: Sequence[str], *, now: datetime) -> JsonResponse:
    """Where to connect, the ticket to show there, and the last event of each stream at this moment."""
    cursors = expect_readers(streams, now=now)
    keys = Keys(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))
    ticket = sign(streams, keys, now=now)
    return JsonResponse({"url": settings.VISAVIS.live.url, "ticket": ticket, "cursors": cursors})


@transaction.atomic(durable=True)
def expect_readers(streams: Sequence[str], *, now: datetime) -> dict[str, int]:
    """Wake the readers of `streams` up for as long as a ticket made now can last; return the last events.

    Under each stream's row lock: whoever is just writing to it without waking anybody up has committed before
    the ticket is out, so its bearer finds the event there.
    """
    until = now + LASTS + LONGEST_CONNECTION
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
