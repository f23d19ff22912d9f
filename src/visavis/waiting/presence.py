"""How somebody who entered is present, by the last word of their page. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

PRESENCE_GRACE = timedelta(seconds=90)
"""How long somebody counts as present without a heartbeat: a tunnel, a lift, a reload."""

HEARTBEAT_OVERDUE = timedelta(seconds=30)
"""A visible page that has missed three heartbeats has lost its connection."""

ON_THE_WAY = timedelta(seconds=20)
"""So long after letting somebody in the specialist's page may take to come."""


class Presence(StrEnum):
    """How a person who entered is present now."""

    HERE = "here"
    HIDDEN = "hidden"
    """The page is open, but they look at another one."""
    LOST = "lost"
    GONE = "gone"


SPEAKS = frozenset({Presence.HERE, Presence.HIDDEN})
"""Their page is heard."""


def presence_of(
    *, last_seen_at: datetime | None, left_at: datetime | None, visible: bool, now: datetime
) -> Presence:
    """How this person is here.

    A page that is looked at speaks every ten seconds; a hidden one is slowed down by its browser to once
    a minute, so its silence says less.
    """
    if last_seen_at is None or left_at is not None:
        return Presence.GONE
    silence = now - last_seen_at
    if silence > (HEARTBEAT_OVERDUE if visible else PRESENCE_GRACE):
        return Presence.LOST
    return Presence.HERE if visible else Presence.HIDDEN


def is_present(*, last_seen_at: datetime | None, left_at: datetime | None, now: datetime) -> bool:
    """Whether this person counts as present: a silence within the grace does not end it."""
    return last_seen_at is not None and left_at is None and now - last_seen_at <= PRESENCE_GRACE


def has_met_specialist(*, admitted_at: datetime | None, specialist_seen_at: datetime | None) -> bool:
    """Whether the specialist was in the room when the client was let in, or has been since."""
    if admitted_at is None or specialist_seen_at is None:
        return False
    return specialist_seen_at >= admitted_at - PRESENCE_GRACE


def is_left_alone(
    *, admitted_at: datetime | None, specialist_seen_at: datetime | None, by_open_door: bool, now: datetime
) -> bool:
    """Whether a client in a call is without the specialist: let in by the open door, or a while ago."""
    if has_met_specialist(admitted_at=admitted_at, specialist_seen_at=specialist_seen_at):
        return False
    return by_open_door or (admitted_at is not None and now - admitted_at >= ON_THE_WAY)
