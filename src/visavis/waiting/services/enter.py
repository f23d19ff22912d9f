"""Enter the waiting room, and leave it."""

from datetime import datetime

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT
from visavis.people.parties import Party
from visavis.waiting.admission import is_waiting_room_open, open_door_admits
from visavis.waiting.events import announce_queue_change, send_to
from visavis.waiting.facts import ClientEntered, ClientLeft
from visavis.waiting.lifecycle import Stage
from visavis.waiting.locked_visits import admit_client, get_visit, mark_entered
from visavis.waiting.models import Visit
from visavis.waiting.permissions import enter_refusal, room_refusal
from visavis.waiting.rate_limit import count_entry
from visavis.waiting.services.devices import ask_for_device, hold_device


@transaction.atomic(durable=True)
def enter_waiting_room(*, appointment_id: int, now: datetime, device: str = "") -> Visit:
    """The client enters the waiting room; where the door is open they come in at once.

    While they are here with another device the specialist is asked, and the visit stays the other's.
    Entering again changes nothing. Raises `NoRoom`, `RoomNotOpen`, `NotPossibleNow`, `NotLetInAgain`,
    `TooManyEntries`.
    """
    appointment = Appointment.locked(appointment_id)
    is_open = is_waiting_room_open(appointment, get_visit(appointment, Party.SPECIALIST), now=now)
    visit = get_visit(appointment, Party.CLIENT)
    require(enter_refusal(appointment.snapshot, visit.lifecycle, is_open=is_open))
    if visit.is_elsewhere(device, now=now):
        ask_for_device(appointment, visit, device, now=now)
        return visit
    hold_device(appointment, visit, device)
    is_back = visit.lifecycle is Stage.WAITING and visit.left_at is not None
    if visit.lifecycle is not Stage.ADMITTED:
        # For one who was let in, the call decides whether they come back as if they had never gone.
        visit.touch(now=now)
    is_news = mark_entered(visit, now=now) or is_back
    if is_news:
        count_entry(f"entered {appointment.public_id}", now=now)
        publish(ClientEntered(appointment, by=THE_CLIENT, at=now))
        send_to(appointment, Party.SPECIALIST, "entered", now=now)
    if open_door_admits(appointment, visit, now=now):
        admit_client(appointment, visit, by=THE_CLIENT, now=now)
    elif is_news:
        announce_queue_change(appointment, now=now)
    return visit


@transaction.atomic(durable=True)
def leave_waiting_room(*, appointment_id: int, now: datetime) -> None:
    """The client leaves the waiting room; they may enter again. Without waiting it changes nothing."""
    appointment = Appointment.locked(appointment_id)
    visit = get_visit(appointment, Party.CLIENT)
    if visit.lifecycle is not Stage.WAITING or visit.left_at is not None:
        return
    visit.left_at = now
    visit.device = visit.asking_device = ""
    visit.save(update_fields=["left_at", "device", "asking_device"])
    publish(ClientLeft(appointment, by=THE_CLIENT, at=now))
    # Another tab of theirs would go on sending heartbeats.
    send_to(appointment, Party.CLIENT, "left", now=now)
    send_to(appointment, Party.SPECIALIST, "left", now=now)
    announce_queue_change(appointment, now=now)


@transaction.atomic(durable=True)
def open_waiting_room(*, appointment_id: int, now: datetime) -> Visit:
    """The specialist comes to the room, which is open from then on, however early.

    Raises `NoRoom`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(room_refusal(appointment.snapshot))
    visit = get_visit(appointment, Party.SPECIALIST)
    mark_entered(visit, now=now)
    return visit
