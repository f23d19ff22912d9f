"""Answer requests: approve, decline, or let them expire."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from visavis.booking.availability import frozen_rules
from visavis.booking.conflicts import check_conflicts, clear_overbooked
from visavis.booking.facts import RequestApproved, RequestDeclined, RequestExpired
from visavis.booking.lifecycle import Action, State
from visavis.booking.models import Appointment
from visavis.booking.permissions import approve_refusal, decline_refusal
from visavis.booking.services.hold import expire_held
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import THE_SYSTEM, Actor


@transaction.atomic(durable=True)
def approve(
    *,
    appointment_id: int,
    by: Actor,
    now: datetime,
    override: bool = False,
    acknowledged: Collection[str] | None = None,
) -> Appointment:
    """Agree to a requested time; with `override` also to one that hours no longer offer.

    It is judged as of the moment of the request, so a slow answer loses nothing. With `acknowledged`, the
    keys of the conflicts that were read, only those are overridden. Raises `SlotNotOffered`,
    `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(approve_refusal(appointment.snapshot))
    expire_held(appointment.specialist, now=now)
    appointment.overbooked = check_conflicts(
        appointment,
        frozen_rules(appointment),
        now=now,
        override=override,
        acknowledged=acknowledged,
        as_of=appointment.created_at,
    )
    appointment.transition(Action.APPROVE, by=by, now=now)
    publish(RequestApproved(appointment, by=by, at=now))
    return appointment


@transaction.atomic(durable=True)
def decline(*, appointment_id: int, by: Actor, now: datetime, reason: str = "") -> Appointment:
    """Decline a requested time. Raises `NotPossibleNow`."""
    appointment = Appointment.locked(appointment_id)
    require(decline_refusal(appointment.snapshot))
    appointment.transition(Action.DECLINE, by=by, now=now, reason=reason)
    clear_overbooked(appointment, freed=appointment.busy_span)
    publish(RequestDeclined(appointment, by=by, at=now))
    return appointment


def expire_requests(*, older_than: timedelta, now: datetime) -> int:
    """End the requests that nobody answered in time, or whose start has come; return how many."""
    waiting = Appointment.objects.filter(state=State.REQUESTED.value)
    unanswered = waiting.filter(created_at__lte=now - older_than) | waiting.filter(starts_at__lte=now)
    return sum(_expire(pk, now=now) for pk in unanswered.values_list("pk", flat=True))


@transaction.atomic(durable=True)
def _expire(appointment_id: int, *, now: datetime) -> bool:
    appointment = Appointment.locked(appointment_id)
    if appointment.lifecycle is not State.REQUESTED:
        return False
    freed = appointment.busy_span
    appointment.transition(Action.EXPIRE, by=THE_SYSTEM, now=now)
    clear_overbooked(appointment, freed=freed)
    publish(RequestExpired(appointment, by=THE_SYSTEM, at=now))
    return True
