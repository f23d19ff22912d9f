"""What may be done in the waiting room now. Pure: no database, no clock, no settings.

As in `booking.permissions`, each function answers with None where the action is allowed, and otherwise with
the refusal. What only the waiting room knows, who is there and whether it is open, is an argument.
"""

from datetime import datetime, timedelta

from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import OPEN, State
from visavis.booking.permissions import Snapshot
from visavis.lib.errors import DomainError
from visavis.waiting.errors import NobodyWaits, NoRoom, NotLetInAgain, NotTheTime, RoomNotOpen
from visavis.waiting.lifecycle import Stage

DELAY_ANNOUNCED_FROM = timedelta(hours=1)
"""From so long before the start a client may say that they will be late."""


def room_refusal(appointment: Snapshot) -> DomainError | None:
    """There is a room for what meets by video, from the agreement until it is closed."""
    if not appointment.by_video:
        return NoRoom()
    return None if appointment.is_active else NotPossibleNow()


def enter_refusal(appointment: Snapshot, stage: Stage | None, *, is_open: bool) -> DomainError | None:
    """Clients enter a waiting room that is open: its time has come, or the specialist opened it.

    One who came back to a consultation that has begun and was turned away does not enter it again.
    """
    if is_not_let_in_again(appointment.state, stage):
        return NotLetInAgain()
    return room_refusal(appointment) or (None if is_open else RoomNotOpen())


def is_not_let_in_again(state: State, stage: Stage | None) -> bool:
    """Whether the client was turned away when they came back to a consultation that goes on."""
    return state is State.IN_PROGRESS and stage is Stage.TURNED_AWAY


def admit_refusal(appointment: Snapshot, stage: Stage | None, *, has_left: bool) -> DomainError | None:
    """A client is let in who waits and has not gone away, or who is in already."""
    is_there = stage in {Stage.WAITING, Stage.ADMITTED} and not has_left
    return room_refusal(appointment) or (None if is_there else NobodyWaits())


def message_refusal(appointment: Snapshot, stage: Stage | None) -> DomainError | None:
    """A client who waits is told something, or turned away."""
    return room_refusal(appointment) or (None if stage is Stage.WAITING else NobodyWaits())


def delay_refusal(appointment: Snapshot, *, now: datetime) -> DomainError | None:
    """Clients say that they will be late for what is agreed, from an hour before the start until the end."""
    in_time = appointment.starts_at - DELAY_ANNOUNCED_FROM <= now < appointment.ends_at
    return None if appointment.state in OPEN and in_time else NotTheTime()
