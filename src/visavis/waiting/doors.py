"""Whether the room of an appointment, whose row is locked or merely read, stands open."""

from datetime import datetime

from visavis.booking.models import Appointment
from visavis.practice.models import Practice
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.rules import comes_in_unasked, opens_at


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
