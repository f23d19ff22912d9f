"""Whether the room of an appointment, whose row is locked or merely read, stands open."""

from datetime import datetime

from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import OPEN, State
from visavis.booking.models import Appointment
from visavis.practice.models import Practice
from visavis.waiting.errors import NoRoom
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.rules import comes_in_unasked, opens_at


def require_room(appointment: Appointment) -> None:
    """Raises `NoRoom` where people meet in person, and `NotPossibleNow` before or after its life."""
    if not appointment.service.by_video:
        raise NoRoom
    if appointment.lifecycle not in OPEN | {State.IN_PROGRESS}:
        raise NotPossibleNow


def is_open_now(appointment: Appointment, specialist: Visit | None, *, now: datetime) -> bool:
    """Whether clients can enter the waiting room: its time has come, or the specialist opened it."""
    if now >= opens_at(appointment.starts_at, Practice.current().room_opens_min):
        return True
    return specialist is not None and specialist.entered_at is not None


def door_lets_in(appointment: Appointment, client: Visit, *, now: datetime) -> bool:
    """Whether the service's door stands open for this waiting client."""
    waits = client.lifecycle is Stage.WAITING and not client.has_left and appointment.is_open
    before = appointment.service.door_opens_before
    return waits and comes_in_unasked(appointment.starts_at, door_opens_before=before, now=now)
