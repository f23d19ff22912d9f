"""Book, move and cancel for clients and staff, by the same forms, services and rules as the pages."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from visavis.api.access import Caller
from visavis.api.errors import Invalid
from visavis.api.schemas import BookingIn
from visavis.booking.access import bookable_service
from visavis.booking.cookies import hold_owner
from visavis.booking.errors import ChallengeSpent, ProofMissing, ProofRefused
from visavis.booking.forms import MESSAGE_LENGTH, BookingForm, CancelForm
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.permissions import move_refusal
from visavis.booking.proof_of_work import Proof, challenge_of, new_challenge, read_proof
from visavis.booking.rate_limits import check_booking_rate, check_message_rate
from visavis.booking.services import (
    IdempotencyKey,
    book_directly,
    book_for_client,
    cancel,
    move_by_client,
    move_by_staff,
)
from visavis.desk.access import services_for
from visavis.desk.forms.client import ClientForm
from visavis.lib.errors import require
from visavis.people.actors import THE_CLIENT, Actor, ActorKind
from visavis.people.models import User
from visavis.people.rate_limits import every_pseudonym
from visavis.practice.models import Practice
from visavis.schedule.models import Service

CHALLENGE_LASTS = timedelta(minutes=10)


class StaffBookingForm(ClientForm):
    """The client as staff write them down, and what the client said."""

    message = forms.CharField(max_length=MESSAGE_LENGTH, required=False)


def service_asked(user: User | None, public_id: UUID) -> Service:
    """A service that the caller may book. Raises `Invalid`."""
    found: Service | None
    try:
        if user is None:
            found = bookable_service(public_id)
        else:
            found = services_for(user).filter(public_id=public_id, active=True).first()
    except Http404:
        found = None
    if found is None:
        raise Invalid({"service": _("There is no such service to book.")})
    return found


def book_as_client(
    request: HttpRequest, service: Service, wanted: BookingIn, *, key: str | None, now: datetime
) -> Appointment:
    """Book for the caller, capped as on the pages.

    Raises `Invalid`, `ProofMissing`, `RateLimited`, and what `book_directly` raises.
    """
    if wanted.override:
        raise Invalid({"override": _("Only staff may take a time that is not offered.")})
    form = BookingForm(_typed(service, wanted), moment=wanted.start)
    if not form.is_valid():
        raise Invalid.by_form(form)
    practice = Practice.current()
    proof = _proof(service, wanted, now=now) if practice.proof_of_work else None
    check_booking_rate(request, form.contacts(), now=now)
    try:
        return book_directly(
            service=service.public_id,
            start=wanted.start,
            details=form.details(),
            # Each request comes from a browser of its own.
            owner=hold_owner(request, secrets.token_hex(16)),
            now=now,
            confirm_first=practice.confirm_contact,
            proof=proof,
            idempotency_key=_idempotency_key("anybody", key, wanted),
        )
    except ChallengeSpent as refusal:
        raise ProofMissing from refusal


def challenge_asked(service: Service, start: datetime, *, now: datetime) -> dict[str, Any] | None:
    """What is to be solved before a stranger books; None where the practice asks for no proof of work."""
    if not Practice.current().proof_of_work:
        return None
    text = new_challenge(_subject(service, start), now=now, until=now + CHALLENGE_LASTS)
    return challenge_of(text)


def book_as_staff(
    user: User, service: Service, wanted: BookingIn, *, key: str | None, now: datetime
) -> Appointment:
    """Book on a client's behalf. Raises `Invalid`, and what `book_for_client` raises."""
    form = StaffBookingForm(_typed(service, wanted))
    if not form.is_valid():
        raise Invalid.by_form(form)
    return book_for_client(
        service_id=service.pk,
        slot=service.slot_from(wanted.start),
        details=form.details(message=form.cleaned_data["message"]),
        by=Actor.staff(user),
        now=now,
        override=wanted.override,
        idempotency_key=_idempotency_key(f"user {user.pk}", key, wanted),
    )


def move_appointment(
    request: HttpRequest,
    caller: Caller,
    appointment: Appointment,
    start: datetime,
    *,
    override: bool,
    now: datetime,
) -> Appointment:
    """Move the appointment to another start; the start it has already changes nothing.

    Raises `Invalid`, `NotPossibleNow`, `TooLateToMove`, `RateLimited`, and what the two services raise.
    """
    if caller.user is None:
        if override:
            raise Invalid({"override": _("Only staff may take a time that is not offered.")})
        require(move_refusal(appointment.snapshot, ActorKind.CLIENT, now=now))
    if start == appointment.starts_at:
        return appointment
    slot = appointment.slot_from(start)
    if caller.user is not None:
        by = Actor.staff(caller.user)
        return move_by_staff(appointment_id=appointment.pk, slot=slot, by=by, now=now, override=override)
    check_message_rate(request, appointment, now=now)
    return move_by_client(appointment_id=appointment.pk, slot=slot, now=now)


def cancel_appointment(
    caller: Caller, appointment: Appointment, reason: str, *, now: datetime
) -> Appointment:
    """Cancel; what is cancelled already stays so. Raises `Invalid`, `NotPossibleNow`."""
    form = CancelForm({"reason": reason})
    if not form.is_valid():
        raise Invalid.by_form(form)
    if appointment.lifecycle is State.CANCELLED:
        return appointment
    by = Actor.staff(caller.user) if caller.user else THE_CLIENT
    return cancel(appointment_id=appointment.pk, by=by, now=now, reason=form.cleaned_data["reason"])


def _proof(service: Service, wanted: BookingIn, *, now: datetime) -> Proof:
    """The solved challenge that was sent; a program has no reason to wait instead. Raises `ProofMissing`."""
    try:
        proof = read_proof(wanted.proof, _subject(service, wanted.start), now=now)
    except ProofRefused as refusal:
        raise ProofMissing from refusal
    if not proof.computed:
        raise ProofMissing
    return proof


def _subject(service: Service, start: datetime) -> str:
    return f"{service.public_id} {start.astimezone(UTC).isoformat()}"


def _idempotency_key(who: str, key: str | None, wanted: BookingIn) -> IdempotencyKey | None:
    """The caller's key together with the request: it takes both to get the same appointment again.

    Without a token anybody could send a key; only its sender knows the whole request.
    """
    if key is None:
        return None
    keys = every_pseudonym(f"idempotency key of {who}: {key}")
    # Who asks again later has another proof.
    digests = every_pseudonym(wanted.model_dump_json(exclude={"proof"}))
    present, *former = (IdempotencyKey(*one) for one in zip(keys, digests, strict=True))
    return replace(present, former=tuple(former))


def _typed(service: Service, wanted: BookingIn) -> dict[str, Any]:
    """What was sent, as the forms of the pages take it."""
    return {
        **wanted.model_dump(),
        "language": wanted.language or get_language() or "en",
        "zone": wanted.zone or service.specialist.zone,
    }
