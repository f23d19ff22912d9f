"""The device with which a client is in the room, and another one that asks to come in.

A personal link may be in other hands, so while the client is here a second device comes in by the
specialist's word only. Once the first has been silent for as long as a lost connection is, the next one
simply enters.
"""

from datetime import datetime

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.lib.facts import publish
from visavis.live.stream_names import client_bearer
from visavis.live.subscribe import disconnect
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.parties import Party
from visavis.waiting.errors import OnAnotherDevice
from visavis.waiting.events import announce_queue_change
from visavis.waiting.facts import DeviceAsked, DeviceLetIn
from visavis.waiting.locked_visits import get_visit
from visavis.waiting.models import Visit
from visavis.waiting.rate_limit import count_entry


def require_device(visit: Visit, device: str, *, now: datetime) -> None:
    """Raises `OnAnotherDevice` where the client is here with another device than this one."""
    if visit.is_elsewhere(device, now=now):
        raise OnAnotherDevice


def ask_for_device(appointment: Appointment, visit: Visit, device: str, *, now: datetime) -> None:
    """Ask the specialist to let another device in. The appointment is locked; asking twice is asking once.

    Raises `TooManyEntries`.
    """
    if visit.asking_device == device:
        return
    count_entry(f"device asks {appointment.public_id}", now=now)
    visit.asking_device = device
    visit.save(update_fields=["asking_device"])
    publish(DeviceAsked(appointment, by=THE_CLIENT, at=now))
    announce_queue_change(appointment, now=now)


def hold_device(appointment: Appointment, visit: Visit, device: str) -> None:
    """From now on the client is here with this device; pages of every other hear nothing more. Not saved."""
    if device and visit.device != device:
        visit.device, visit.asking_device = device, ""
        disconnect(client_bearer(appointment.public_id, appointment.link_generation))


@transaction.atomic(durable=True)
def answer_device(*, appointment_id: int, device: str, lets_in: bool, by: Actor, now: datetime) -> None:
    """Let the device that asks come in, in place of the client's first, or do not.

    Another one than was read about is not meant, so nothing happens to it.
    """
    appointment = Appointment.locked(appointment_id)
    visit = get_visit(appointment, Party.CLIENT)
    if not device or visit.asking_device != device:
        return
    visit.asking_device = ""
    if lets_in:
        hold_device(appointment, visit, device)
        publish(DeviceLetIn(appointment, by=by, at=now))
    visit.save(update_fields=["device", "asking_device"])
    announce_queue_change(appointment, now=now)
