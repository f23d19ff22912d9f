"""Come to the room, and go away from it."""

from datetime import datetime

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT
from visavis.people.parties import Party
from visavis.waiting.doors import door_lets_in, is_open_now
from visavis.waiting.facts import ClientEntered, ClientLeft
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.permissions import enter_refusal, room_refusal
from visavis.waiting.streams import queue_changed, tell
from visavis.waiting.visits import come, let_in, visit_of


@transaction.atomic(durable=True)
def enter(*, appointment_id: int, now: datetime) -> Visit:
    """The client enters the waiting room; where the door is open they come in at once.

    Entering again changes nothing. Raises `NoRoom`, `RoomNotOpen`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    is_open = is_open_now(appointment, visit_of(appointment, Party.SPECIALIST), now=now)
    require(enter_refusal(appointment.snapshot, is_open=is_open))
    visit = visit_of(appointment, Party.CLIENT)
    is_back = visit.lifecycle is Stage.WAITING and visit.left_at is not None
    visit.sign(now=now)
    is_news = come(visit, now=now) or is_back
    if is_news:
        publish(ClientEntered(appointment, by=THE_CLIENT, at=now))
        tell(appointment, Party.SPECIALIST, "entered", now=now)
    if door_lets_in(appointment, visit, now=now):
        let_in(appointment, visit, by=THE_CLIENT, now=now)
    elif is_news:
        queue_changed(appointment, now=now)
    return visit


@transaction.atomic(durable=True)
def leave_waiting(*, appointment_id: int, now: datetime) -> None:
    """The client goes away and says so; they may enter again. Without waiting it changes nothing."""
    appointment = Appointment.locked(appointment_id)
    visit = visit_of(appointment, Party.CLIENT)
    if visit.lifecycle is not Stage.WAITING or visit.left_at is not None:
        return
    visit.left_at = now
    visit.save(update_fields=["left_at"])
    publish(ClientLeft(appointment, by=THE_CLIENT, at=now))
    # Another tab of theirs would go on giving signs of life.
    tell(appointment, Party.CLIENT, "left", now=now)
    tell(appointment, Party.SPECIALIST, "left", now=now)
    queue_changed(appointment, now=now)


@transaction.atomic(durable=True)
def open_room(*, appointment_id: int, now: datetime) -> Visit:
    """The specialist comes to the room, which is open from then on, however early.

    Raises `NoRoom`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(room_refusal(appointment.snapshot))
    visit = visit_of(appointment, Party.SPECIALIST)
    come(visit, now=now)
    return visit
