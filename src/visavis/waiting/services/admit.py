"""Admit a waiting client, decline them, or send them a message."""

from datetime import datetime, timedelta

from django.db import transaction

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services.change import cancel_locked
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.waiting.events import announce_queue_change, send_to
from visavis.waiting.facts import ClientMessaged
from visavis.waiting.lifecycle import Step
from visavis.waiting.locked_visits import admit_client, get_visit, mark_entered
from visavis.waiting.models import Visit
from visavis.waiting.permissions import admit_refusal, message_refusal


@transaction.atomic(durable=True)
def admit(*, appointment_id: int, by: Actor, now: datetime) -> Appointment:
    """Let the waiting client in: the consultation is in progress. Doing it twice changes nothing.

    Raises `NobodyWaits`, also for a client who went away, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    admit_locked(appointment, by=by, now=now)
    return appointment


def admit_locked(appointment: Appointment, *, by: Actor, now: datetime) -> None:
    """The same for an appointment that is locked already, in the transaction that locked it."""
    client = get_visit(appointment, Party.CLIENT)
    require(admit_refusal(appointment.snapshot, client.lifecycle, has_left=client.has_left))
    if by.user is not None and by.user.pk == appointment.specialist.user_id:
        mark_entered(get_visit(appointment, Party.SPECIALIST), now=now)
    admit_client(appointment, client, by=by, now=now)


@transaction.atomic(durable=True)
def decline(*, appointment_id: int, by: Actor, reason: str, now: datetime) -> Appointment:
    """Turn the waiting client away: the appointment is cancelled by the specialist, with a reason.

    One who waits again after a call that took place is turned away, and the outcome stays as it is.

    Raises `NobodyWaits`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    client = _waiting(appointment)
    client.move(Step.TURN_AWAY)
    is_back = appointment.lifecycle is State.IN_PROGRESS
    if is_back:
        # No step of the appointment keeps it.
        client.said = reason
    client.save()
    send_to(appointment, Party.CLIENT, "declined", now=now, reason=reason)
    if is_back:
        # They came back after a call that took place: its outcome follows from the facts.
        announce_queue_change(appointment, now=now)
        return appointment
    cancel_locked(appointment, by=by, now=now, reason=reason)
    return appointment


@transaction.atomic(durable=True)
def message_client(*, appointment_id: int, by: Actor, minutes: int | None, text: str, now: datetime) -> Visit:
    """Ask the waiting client for some `minutes` of patience, or say something in words, or both.

    For so long, or for as long as any client may wait unanswered, nobody is alerted. Raises `NobodyWaits`,
    `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    client = _waiting(appointment)
    client.answered_at = now
    if minutes:
        client.hold_until = now + timedelta(minutes=minutes)
    client.said = text or client.said
    client.save(update_fields=["hold_until", "said", "answered_at"])
    until = max(now, client.hold_until or now)
    publish(ClientMessaged(appointment, by=by, at=now, until=until))
    send_to(appointment, Party.CLIENT, "message", now=now, text=text, **_held(client))
    announce_queue_change(appointment, now=now)
    return client


def _waiting(appointment: Appointment) -> Visit:
    client = get_visit(appointment, Party.CLIENT)
    require(message_refusal(appointment.snapshot, client.lifecycle))
    return client


def _held(client: Visit) -> dict[str, str]:
    return {"until": client.hold_until.isoformat()} if client.hold_until else {}
