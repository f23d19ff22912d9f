"""What people do in the waiting room: one service for one action, one transaction each."""

from datetime import datetime

from django.db import transaction

from visavis.booking.errors import NotPossibleNow
from visavis.booking.facts import AppointmentCancelled
from visavis.booking.lifecycle import OPEN, Action, State
from visavis.booking.models import Appointment
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.links import Seat
from visavis.people.models import User
from visavis.practice.models import Practice
from visavis.schedule.models import Door
from visavis.waiting.errors import NobodyWaits, NoRoom, RoomNotOpen
from visavis.waiting.facts import ClientEntered
from visavis.waiting.lifecycle import Stage, Step
from visavis.waiting.models import Visit
from visavis.waiting.rules import comes_in_unasked, opens_at
from visavis.waiting.streams import tell
from visavis.waiting.visits import come, let_in, visit_of


@transaction.atomic(durable=True)
def enter(*, appointment_id: int, now: datetime) -> Visit:
    """The client enters the waiting room; where the door is open they come in at once.

    Entering again changes nothing. Raises `NoRoom`, `RoomNotOpen`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    _require_room(appointment)
    if not _is_open(appointment, now=now):
        raise RoomNotOpen
    visit = visit_of(appointment, Seat.CLIENT)
    visit.sign(now=now)
    if come(visit, now=now):
        publish(ClientEntered(appointment, by=THE_CLIENT, at=now))
        tell(appointment, Seat.SPECIALIST, "entered", now=now)
    if door_lets_in(appointment, visit, now=now):
        let_in(appointment, visit, by=THE_CLIENT, now=now)
    return visit


@transaction.atomic(durable=True)
def open_room(*, appointment_id: int, now: datetime) -> Visit:
    """The specialist comes to the room, which is open from then on, however early.

    Raises `NoRoom`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    _require_room(appointment)
    visit = visit_of(appointment, Seat.SPECIALIST)
    come(visit, now=now)
    return visit


@transaction.atomic(durable=True)
def admit(*, appointment_id: int, by: Actor, now: datetime) -> Appointment:
    """Let the waiting client in: the consultation is in progress. Doing it twice changes nothing.

    Raises `NobodyWaits`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    _require_room(appointment)
    client = visit_of(appointment, Seat.CLIENT)
    if client.lifecycle not in {Stage.WAITING, Stage.ADMITTED}:
        raise NobodyWaits
    if by.user is not None and by.user.pk == appointment.specialist.user_id:
        come(visit_of(appointment, Seat.SPECIALIST), now=now)
    let_in(appointment, client, by=by, now=now)
    return appointment


@transaction.atomic(durable=True)
def decline(*, appointment_id: int, by: Actor, reason: str, now: datetime) -> Appointment:
    """Turn the waiting client away: the appointment is cancelled by the specialist, with a reason.

    Raises `NobodyWaits`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    client = visit_of(appointment, Seat.CLIENT)
    if client.lifecycle is not Stage.WAITING:
        raise NobodyWaits
    client.take(Step.TURN_AWAY)
    client.save()
    appointment.version += 1
    appointment.move(Action.CANCEL, by=by, now=now, reason=reason)
    tell(appointment, Seat.CLIENT, "declined", now=now, reason=reason)
    publish(AppointmentCancelled(appointment, by=by, at=now))
    return appointment


@transaction.atomic(durable=True)
def notice(*, user: User, now: datetime) -> None:
    """A page of the specialist `user` shows who waits: write it on those visits, and that they are there.

    The client is told "… sees that you are here" for as long as this keeps being true. Whoever has the desk
    open while a consultation of theirs should run has come to it, even if the client has not.
    """
    waiting = Visit.objects.filter(
        seat=Seat.CLIENT.value, stage=Stage.WAITING.value, appointment__specialist__user=user
    )
    for visit in waiting.select_related("appointment__specialist").order_by("pk").select_for_update(
        of=("self",), no_key=True, skip_locked=True
    ):  # fmt: skip
        if not visit.noticed(now=now):
            tell(visit.appointment, Seat.CLIENT, "noticed", now=now, by=visit.appointment.specialist.name)
        visit.noticed_at, visit.noticed_by = now, user
        visit.save(update_fields=["noticed_at", "noticed_by"])
    _come_to_what_runs(user, now=now)


def door_lets_in(appointment: Appointment, client: Visit, *, now: datetime) -> bool:
    """Whether the service's door stands open for this waiting client."""
    door_open = appointment.service.door == Door.OPEN
    waits = client.lifecycle is Stage.WAITING and appointment.is_open
    return waits and comes_in_unasked(door_open=door_open, starts_at=appointment.starts_at, now=now)


def is_open_now(appointment: Appointment, specialist: Visit | None, *, now: datetime) -> bool:
    """Whether clients can enter the waiting room: its time has come, or the specialist opened it."""
    if now >= opens_at(appointment.starts_at, Practice.current().room_opens_min):
        return True
    return specialist is not None and specialist.entered_at is not None


def _is_open(appointment: Appointment, *, now: datetime) -> bool:
    return is_open_now(appointment, visit_of(appointment, Seat.SPECIALIST), now=now)


def _require_room(appointment: Appointment) -> None:
    if not appointment.service.by_video:
        raise NoRoom
    if appointment.lifecycle not in OPEN | {State.IN_PROGRESS}:
        raise NotPossibleNow


def _come_to_what_runs(user: User, *, now: datetime) -> None:
    running = Appointment.objects.filter(
        specialist__user=user, starts_at__lte=now, ends_at__gt=now, state__in=[state.value for state in OPEN]
    ).exclude(visits__seat=Seat.SPECIALIST.value)
    Visit.objects.bulk_create(
        [
            Visit(
                appointment=appointment,
                seat=Seat.SPECIALIST.value,
                stage=Stage.WAITING.value,
                entered_at=now,
            )
            for appointment in running
        ],
        ignore_conflicts=True,
    )
