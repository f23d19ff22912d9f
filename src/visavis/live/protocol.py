"""Constants that the writing and the serving side share. Needs neither Django nor a database."""

from datetime import timedelta

NOTIFY_CHANNEL = "live"
"""The channel of PostgreSQL's NOTIFY."""

APPLICATION = "visavis live"
"""The application name of the listening connection, so that `visavis doctor` finds it."""

LONGEST_CONNECTION = timedelta(minutes=12)
"""A browser needs a new ticket after this."""


def stream_of(payload: str) -> str:
    """The stream that a notification names, before the event's number.

    The event itself is not in it: a notification may be 8 kB at most.
    """
    return payload.partition(" ")[0]


_DISCONNECTS = "disconnect "


def disconnection_of(bearer: str) -> str:
    """The notification that closes the connections of `bearer`."""
    return _DISCONNECTS + bearer


def disconnected_bearer(payload: str) -> str | None:
    """Whose connections a notification closes; None for one that names a stream."""
    return payload.removeprefix(_DISCONNECTS) if payload.startswith(_DISCONNECTS) else None
