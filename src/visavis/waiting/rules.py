"""When the waiting room is open, and when a client may come in unasked. Pure: no database, no clock."""

from datetime import datetime, timedelta

OPEN_DOOR_BEFORE = timedelta(minutes=5)
"""Where the door stands open, the client joins by themselves from here on."""


def opens_at(starts_at: datetime, room_opens_min: int) -> datetime:
    """When the waiting room opens by itself. UTC in, UTC out."""
    return starts_at - timedelta(minutes=room_opens_min)


def comes_in_unasked(*, door_open: bool, starts_at: datetime, now: datetime) -> bool:
    """Whether a client who enters now is let in by the open door."""
    return door_open and now >= starts_at - OPEN_DOOR_BEFORE
