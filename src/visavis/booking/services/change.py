"""Confirm, move, cancel and reopen appointments."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from visavis.booking.availability import frozen_rules, require_offered, rules_of
from visavis.booking.conflicts import check_conflicts, clear_overbooked, overlaps_another
from visavis.booking.errors import SlotTaken, WallTimeSkipped
from visavis.booking.facts import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentReopened,
    AttendanceConfirmed,
)
from visavis.booking.lifecycle import Action, State
from visavis.booking.models import Appointment
from visavis.booking.models.appointments import OVERLAP
from visavis.booking.permissions import (
    cancel_refusal,
    cancels_late,
    confirm_refusal,
    move_refusal,
    reopen_refusal,
)
from visavis.booking.services.hold import expire_held
from visavis.booking.services.wall_time import lock_moved_on_the_wall
from visavis.lib.db import refusing
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_CLIENT, Actor, ActorKind


@transaction.atomic(durable=True)
def confirm(*, appointment_id: int, now: datetime) -> Appointment:
    """Record that the client will come; doing so twice changes nothing. Raises `NotPossibleNow`."""
    appointment = Appointment.locked(appointment_id)
    if appointment.lifecycle is not State.CONFIRMED:
        require(confirm_refusal(appointment.snapshot, now=now))
        appointment.transition(Action.CONFIRM, by=THE_CLIENT, now=now)
        publish(AttendanceConfirmed(appointment, by=THE_CLIENT, at=now))
    return appointment


@transaction.atomic(durable=True)
def move_by_client(*, appointment_id: int, slot: Interval, now: datetime) -> Appointment:
    """Give the appointment another time that is offered; it is never without one in between.

    Raises `TooLateToMove`, `SlotTaken`, `SlotNotOffered`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(move_refusal(appointment.snapshot, ActorKind.CLIENT, now=now))
    expire_held(appointment.specialist, now=now)
    require_offered(appointment.booked_service(), slot, now=now, without=appointment.pk)
    before, freed = appointment.slot, appointment.busy_span
    appointment.set_time(slot)
    appointment.overbooked = False
    return _moved(appointment, before, freed, by=THE_CLIENT, now=now)


@transaction.atomic(durable=True)
def move_by_staff(
    *,
    appointment_id: int,
    slot: Interval,
    by: Actor,
    now: datetime,
    override: bool = False,
    acknowledged: Collection[str] | None = None,
) -> Appointment:
    """Give the appointment another time; with `override` even one that the engine does not offer.

    With `acknowledged`, the keys of the conflicts that were read, only those are overridden. Raises
    `SlotNotOffered` with all conflicts, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(move_refusal(appointment.snapshot, by.kind, now=now))
    expire_held(appointment.specialist, now=now)
    before, freed = appointment.slot, appointment.busy_span
    appointment.set_time(slot)
    rules = rules_of(appointment.booked_service())
    appointment.overbooked = check_conflicts(
        appointment, rules, now=now, override=override, acknowledged=acknowledged
    )
    return _moved(appointment, before, freed, by=by, now=now)


@transaction.atomic(durable=True)
def move_back(*, appointment_id: int, acknowledged: str, by: Actor, now: datetime) -> Appointment:
    """Give the appointment the instant at which the clocks show the time that was agreed before a new law.

    `acknowledged` is what staff read that the clocks show at its start. It is a move like any by staff, but
    judged by its own length and breaks: that time was agreed once. Raises `WallTimeAnswered`,
    `WallTimeSkipped`, `SlotNotOffered` with all conflicts, `SlotTaken`, `NotPossibleNow`.
    """
    appointment = lock_moved_on_the_wall(appointment_id, acknowledged, now=now)
    start = appointment.booked_start()
    if start is None:
        raise WallTimeSkipped
    expire_held(appointment.specialist, now=now)
    before, freed = appointment.slot, appointment.busy_span
    appointment.set_time(appointment.slot_from(start))
    appointment.overbooked = check_conflicts(appointment, frozen_rules(appointment), now=now, override=False)
    return _moved(appointment, before, freed, by=by, now=now)


@transaction.atomic(durable=True)
def cancel(*, appointment_id: int, by: Actor, now: datetime, reason: str = "") -> Appointment:
    """Cancel the appointment. A client's late cancellation is marked; cancelling twice changes nothing.

    Raises `NotPossibleNow` when it is over, and for a client when it has begun.
    """
    appointment = Appointment.locked(appointment_id)
    if appointment.lifecycle is State.CANCELLED:
        return appointment
    require(cancel_refusal(appointment.snapshot, by.kind, now=now))
    appointment.cancelled_late = by.kind is ActorKind.CLIENT and cancels_late(appointment.snapshot, now=now)
    cancel_locked(appointment, by=by, now=now, reason=reason)
    return appointment


def cancel_locked(appointment: Appointment, *, by: Actor, now: datetime, reason: str) -> None:
    """Cancel an appointment that is locked, and unmark those that overlapped it alone."""
    appointment.overbooked = False
    appointment.version += 1
    appointment.transition(Action.CANCEL, by=by, now=now, reason=reason)
    clear_overbooked(appointment, freed=appointment.busy_span)
    publish(AppointmentCancelled(appointment, by=by, at=now))


@transaction.atomic(durable=True)
def reopen(*, appointment_id: int, by: Actor, now: datetime) -> Appointment:
    """Schedule again what was declined or cancelled, if no blocking appointment overlaps it.

    Raises `SlotTaken`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(reopen_refusal(appointment.snapshot))
    expire_held(appointment.specialist, now=now)
    if overlaps_another(appointment):
        raise SlotTaken
    appointment.overbooked = False
    appointment.cancelled_late = False
    appointment.version += 1
    appointment.transition(Action.REOPEN, by=by, now=now)
    publish(AppointmentReopened(appointment, by=by, at=now))
    return appointment


def _moved(
    appointment: Appointment, before: Interval, freed: Interval, *, by: Actor, now: datetime
) -> Appointment:
    """Store an appointment whose time was set: from `before`, and from `freed` with its buffers."""
    appointment.version += 1
    with refusing(OVERLAP, SlotTaken()):
        appointment.transition(Action.MOVE, by=by, now=now)
    clear_overbooked(appointment, freed=freed)
    publish(AppointmentMoved(appointment, by=by, at=now, before=before))
    return appointment
