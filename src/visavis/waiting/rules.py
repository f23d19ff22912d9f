"""When the waiting room is open, who comes in unasked, who may be late. Pure: no database, no clock."""

from datetime import datetime, timedelta

DELAY_CONCERNS_NEXT = timedelta(hours=3)
"""Who comes so soon is told that the specialist runs late."""


def opens_at(starts_at: datetime, room_opens_min: int) -> datetime:
    """When the waiting room opens by itself. UTC in, UTC out."""
    return starts_at - timedelta(minutes=room_opens_min)


def is_admitted_by_open_door(
    starts_at: datetime, *, door_opens_before: timedelta | None, now: datetime
) -> bool:
    """Whether a client who enters now is let in by the open door; without a time there is none."""
    return door_opens_before is not None and now >= starts_at - door_opens_before


def is_answered(
    *, answered_at: datetime | None, hold_until: datetime | None, patience: timedelta, now: datetime
) -> bool:
    """Whether what the specialist last told a waiting client still holds, for `patience` at least."""
    if answered_at is None:
        return False
    return now < max(answered_at + patience, hold_until or answered_at)
