"""Constants that the writing and the serving side share. Needs neither Django nor a database."""

from datetime import timedelta

NOTIFY_CHANNEL = "live"
"""The channel of PostgreSQL's NOTIFY."""

APPLICATION = "visavis live"
"""The application name of the listening connection, so that `visavis doctor` finds it."""

LONGEST_CONNECTION = timedelta(minutes=12)
"""A browser needs a new ticket after this."""

DISCONNECTIONS_KEPT = LONGEST_CONNECTION + timedelta(minutes=3)
"""So far back serving processes look for connections to end: no connection or ticket is older."""


def stream_of(payload: str) -> str:
    """The stream that a notification names, before the event's number.

    The event itself is not in it: a notification may be 8 kB at most.
    """
    return payload.partition(" ")[0]


DISCONNECTS = "disconnect"
"""Begins a notification that closes connections; the row's number and the bearer follow."""


def disconnection_in(payload: str) -> tuple[int, str] | None:
    """The number of a disconnection and whose connections it closes; None for what names a stream."""
    kind, _, rest = payload.partition(" ")
    if kind != DISCONNECTS:
        return None
    number, _, bearer = rest.partition(" ")
    return int(number), bearer
