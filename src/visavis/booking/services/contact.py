"""Confirm a contact before a time is booked: ask by a message with the link, ask again, and confirm.

A hold that waits for this is a hold like any other: it blocks the time, and expires by itself. What the
client said stands in its row; a client's record is made only when it is booked.
"""

from datetime import datetime, timedelta

from django.db import transaction

from visavis.booking.availability import require_still_free
from visavis.booking.errors import HoldExpired
from visavis.booking.facts import AppointmentRequested, AppointmentScheduled, ConfirmationAsked
from visavis.booking.lifecycle import WITHOUT_CLIENT, Action
from visavis.booking.models import Appointment
from visavis.booking.permissions import confirm_contact_refusal
from visavis.booking.services.client_record import (
    ClientDetails,
    prove_by_confirming,
    reached_elsewhere,
    write_details,
)
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT
from visavis.people.links import LinkSource

PATIENCE = timedelta(minutes=30)
"""How long a time is kept for somebody who has to look at their messages first."""


def ask_to_confirm(held: Appointment, details: ClientDetails, *, now: datetime) -> None:
    """Keep a hold, whose specialist is locked, until its client confirms it, and have the link sent.

    Another contact gets a link of its own, and the one before opens nothing any more; the time is not kept
    longer for it. The same form sent twice sends nothing twice.
    """
    asked_before, contacts = held.awaits_confirmation, held.message_contacts
    elsewhere = reached_elsewhere(held, details)
    held.link_generation += elsewhere
    write_details(held, details, by=THE_CLIENT, now=now)
    if not asked_before:
        held.held_until = _kept_until(held, now=now)
    held.save()
    if not asked_before or elsewhere or contacts != held.message_contacts:
        publish(ConfirmationAsked(held, by=THE_CLIENT, at=now))


def writes_to_another(held: Appointment, details: ClientDetails) -> bool:
    """Whether these details have anything done for a contact that nothing was done for yet."""
    asked = (held.client_email, held.client_phone, held.sms)
    return not held.awaits_confirmation or asked != (details.email, details.phone, details.sms)


@transaction.atomic(durable=True)
def ask_again(*, appointment_id: int, now: datetime) -> Appointment:
    """Send the link by which a hold is confirmed once more. Raises `HoldExpired`.

    One that is booked meanwhile stays as it is.
    """
    held = Appointment.locked(appointment_id)
    if held.lifecycle not in WITHOUT_CLIENT:
        return held
    if not (held.awaits_confirmation and held.is_kept(now)):
        raise HoldExpired
    publish(ConfirmationAsked(held, by=THE_CLIENT, at=now))
    return held


@transaction.atomic(durable=True)
def confirm_contact(
    *, appointment_id: int, source: LinkSource, generation: int, now: datetime
) -> Appointment:
    """Book a hold by the link from `source` that was sent to its client.

    `generation` is that of the link: one that went to an earlier contact confirms nothing. Doing so twice
    changes nothing. Raises `HoldExpired`, `ContactNotConfirmed`, `SlotTaken`, `SlotNotOffered`.
    """
    held = Appointment.locked(appointment_id)
    if held.lifecycle not in WITHOUT_CLIENT:
        return held
    was_sent = source is not LinkSource.COPY and generation == held.link_generation
    was_sent_link = was_sent and held.awaits_confirmation
    require(confirm_contact_refusal(held.snapshot, was_sent_link=was_sent_link, now=now))
    require_still_free(held, now=now)
    prove_by_confirming(held, source, now=now)
    book_described(held, now=now)
    return held


def book_described(held: Appointment, *, now: datetime) -> None:
    """Make a hold, whose client is known and whose specialist is locked, an appointment or a request."""
    held.held_until = None
    asks = held.service.needs_approval
    held.transition(Action.REQUEST if asks else Action.BOOK, by=THE_CLIENT, now=now)
    publish((AppointmentRequested if asks else AppointmentScheduled)(held, by=THE_CLIENT, at=now))


def _kept_until(held: Appointment, *, now: datetime) -> datetime:
    """Not past the start, and never shorter than it was kept already."""
    already = held.held_until or now
    return max(already, min(now + PATIENCE, held.starts_at))
