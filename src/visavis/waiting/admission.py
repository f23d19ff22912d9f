"""Whether a client may enter the waiting room, and whether an open door admits them at once."""

from datetime import datetime

from visavis.booking.models import Appointment
from visavis.practice.models import Practice
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.rules import door_opens_at, opens_at


def waiting_room_opens_at(appointment: Appointment) -> datetime:
    """When the waiting room of an appointment opens by itself. UTC."""
    return opens_at(appointment.starts_at, Practice.current().room_opens_min)


def is_waiting_room_open(appointment: Appointment, specialist: Visit | None, *, now: datetime) -> bool:
    """Whether clients can enter the waiting room: its time has come, or the specialist opened it."""
    if now >= waiting_room_opens_at(appointment):
        return True
    return specialist is not None and specialist.entered_at is not None


def open_door_admits(appointment: Appointment, client: Visit, *, now: datetime) -> bool:
    """Whether the service's open door admits this waiting client now."""
    waits = client.lifecycle is Stage.WAITING and not client.has_left and appointment.is_open
    return waits and joins_at_once(appointment, now=now)


def joins_at_once(appointment: Appointment, *, now: datetime) -> bool:
    """Whether a client who enters now is admitted by the open door."""
    since = door_opens_at(appointment.starts_at, appointment.door_opens_before)
    return since is not None and now >= since
