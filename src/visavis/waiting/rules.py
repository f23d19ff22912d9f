"""When the waiting room and an open door open, and how long a message to the client holds. Pure."""

from datetime import datetime, timedelta

DELAY_CONCERNS_NEXT = timedelta(hours=3)
"""Clients whose appointment begins this soon are told that the specialist runs late."""

RETURN_WITHIN = timedelta(minutes=10)
"""So long after the last one left, or after the planned end, somebody who was let in may come back."""

REPEATS_WITHIN = timedelta(minutes=15)
MAX_ENTRIES = 8
"""So often within `REPEATS_WITHIN` a client may enter one waiting room anew; a loop would ring for ever."""
MAX_ANNOUNCED_DELAYS = 6
"""So often within `REPEATS_WITHIN` a client may say that they will be late."""


def opens_at(starts_at: datetime, room_opens_min: int) -> datetime:
    """When the waiting room opens by itself. UTC in, UTC out."""
    return starts_at - timedelta(minutes=room_opens_min)


def door_opens_at(starts_at: datetime, door_opens_before: timedelta | None) -> datetime | None:
    """From when the open door of a service admits clients at once; None where it has none. UTC."""
    return None if door_opens_before is None else starts_at - door_opens_before


def is_answered(
    *, answered_at: datetime | None, hold_until: datetime | None, patience: timedelta, now: datetime
) -> bool:
    """Whether what the specialist last told a waiting client still holds, for `patience` at least."""
    if answered_at is None:
        return False
    return now < max(answered_at + patience, hold_until or answered_at)


def is_away_too_long(*, ends_at: datetime, last_present_at: datetime | None, now: datetime) -> bool:
    """Whether somebody who was let in has been away for more than ten minutes after the planned end."""
    return now - max(ends_at, last_present_at or ends_at) > RETURN_WITHIN
