"""Book: from a hold, directly, or on a client's behalf."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from visavis.booking.availability import require_still_free, rules_of
from visavis.booking.conflicts import check_conflicts, check_overlaps
from visavis.booking.errors import ContactMissing, OverlapsAppointment, SlotTaken
from visavis.booking.facts import AppointmentScheduled, ClientDetailsChanged
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.models.appointments import OVERLAP
from visavis.booking.permissions import book_refusal, details_refusal
from visavis.booking.proof_of_work import Proof
from visavis.booking.services.client_record import (
    ClientDetails,
    describe,
    drop_record_without_bookings,
    reached_elsewhere,
)
from visavis.booking.services.contact import ask_to_confirm, book_described, writes_to_another
from visavis.booking.services.hold import HoldOwner, expire_held, hold_locked, new_appointment
from visavis.booking.services.idempotency import IdempotencyKey, record_result, replay
from visavis.booking.services.proof import spend_proof
from visavis.lib.db import refusing
from visavis.lib.errors import DomainError, require
from visavis.lib.facts import publish
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_CLIENT, Actor
from visavis.schedule.models import Service

_AT_ONCE = timedelta(minutes=1)


@transaction.atomic(durable=True)
def book_held(
    *,
    appointment_id: int,
    details: ClientDetails,
    now: datetime,
    known: bool = False,
    proof: Proof | None = None,
) -> Appointment:
    """Book the slot that the client holds: `scheduled`, or `requested` where approval is needed.

    One that is to be confirmed first stays held until its client does so, unless their contact is `known`:
    the device has shown before that it is theirs. So does one that needs a proof of work, without `proof`.
    Booking what was booked already changes nothing, so that a form sent twice is harmless.
    Raises `HoldExpired`, `SlotTaken`, `SlotNotOffered`, `ContactMissing`, `ProofRefused`.
    """
    appointment = Appointment.locked(appointment_id)
    if appointment.lifecycle in {State.SCHEDULED, State.REQUESTED}:
        return appointment
    require(book_refusal(appointment.snapshot, now=now))
    require_still_free(appointment, now=now)
    if appointment.needs_proof and not known and writes_to_another(appointment, details):
        spend_proof(proof)
    _book_hold(appointment, details, known=known, now=now)
    return appointment


@transaction.atomic(durable=True)
def book_directly(
    *,
    service: UUID,
    start: datetime,
    details: ClientDetails,
    owner: HoldOwner,
    now: datetime,
    confirm_first: bool = False,
    proof: Proof | None = None,
    idempotency_key: IdempotencyKey | None = None,
) -> Appointment:
    """Hold a slot for a client and book it at once, by the rules and caps of the two.

    With `confirm_first` it stays held until the client confirms it by the link that is sent to them. A
    `proof` of work is spent.
    What was booked with `idempotency_key` before is returned as it stands by now. Raises what `hold_slot`
    and `book_held` raise, `IdempotencyKeyReused`, `BookingChangedSince`; then nothing is held.
    """
    chosen = Service.with_specialist_locked(public_id=service)
    if made := replay(idempotency_key):
        return made
    if proof is not None:
        spend_proof(proof)
    # The hold lasts no longer than this transaction.
    appointment = hold_locked(chosen, start=start, owner=owner, keep=_AT_ONCE, now=now, zone=details.zone)
    appointment.confirm_first, appointment.needs_proof = confirm_first, proof is not None
    _book_hold(appointment, details, known=False, now=now)
    record_result(idempotency_key, appointment, now=now)
    return appointment


@transaction.atomic(durable=True)
def book_for_client(
    *,
    service_id: int,
    slot: Interval,
    details: ClientDetails,
    by: Actor,
    now: datetime,
    override: bool = False,
    acknowledged: Collection[str] | None = None,
    idempotency_key: IdempotencyKey | None = None,
) -> Appointment:
    """Book on a client's behalf. Staff may take a time the engine does not offer, knowingly.

    Raises `SlotNotOffered` with all conflicts, unless `override`. With `acknowledged`, the keys of the
    conflicts that were read, only those are overridden. An overlap taken so is marked as overbooked.
    What was booked with `idempotency_key` before is returned as it stands by now.
    Raises `ContactMissing`, `IdempotencyKeyReused`.
    """
    service = _locked_service(service_id, now=now)
    if made := replay(idempotency_key):
        return made
    appointment = new_appointment(service, slot, State.SCHEDULED, now=now)
    appointment.overbooked = check_conflicts(
        appointment, rules_of(service), now=now, override=override, acknowledged=acknowledged
    )
    _require_contact(details)
    _create(appointment, details, SlotTaken(), by=by, now=now)
    record_result(idempotency_key, appointment, now=now)
    return appointment


@transaction.atomic(durable=True)
def book_starting_now(
    *,
    service_id: int,
    details: ClientDetails,
    by: Actor,
    now: datetime,
    override: bool = False,
    acknowledged: Collection[str] | None = None,
) -> Appointment:
    """Make a consultation that starts with this minute, whatever the working hours are.

    The client needs no contact: staff hand the personal link over. Raises `OverlapsAppointment` where it
    overlaps another appointment, buffers included, unless `override`, read as in `book_for_client`; then it
    is marked.
    """
    service = _locked_service(service_id, now=now)
    start = now.replace(second=0, microsecond=0)
    appointment = new_appointment(service, service.slot_from(start), State.SCHEDULED, now=now)
    appointment.overbooked = check_overlaps(
        appointment, now=now, override=override, acknowledged=acknowledged
    )
    _create(appointment, details, OverlapsAppointment(), by=by, now=now)
    return appointment


@transaction.atomic(durable=True)
def correct_details(*, appointment_id: int, details: ClientDetails, by: Actor, now: datetime) -> Appointment:
    """Write down another name, contact, language or zone.

    Where links went to a contact that is no longer the client's, all that were sent are void. Raises
    `NotPossibleNow`, and `ContactMissing` where there was a contact.
    """
    appointment = Appointment.locked(appointment_id)
    require(details_refusal(appointment.snapshot, by.kind, now=now))
    links_void = reached_elsewhere(appointment, details)
    appointment.link_generation += links_void
    # A client who was booked without a contact may stay so; a contact cannot be removed.
    if appointment.has_contact:
        _require_contact(details)
    former = appointment.client
    describe(appointment, details, by=by, now=now)
    appointment.save()
    drop_record_without_bookings(former, appointment)
    publish(ClientDetailsChanged(appointment, by=by, at=now, links_void=links_void))
    return appointment


def _locked_service(service_id: int, *, now: datetime) -> Service:
    """The service, its specialist locked and freed of holds that ran out."""
    service = Service.with_specialist_locked(pk=service_id)
    expire_held(service.specialist, now=now)
    return service


def _create(
    appointment: Appointment, details: ClientDetails, overlap: DomainError, *, by: Actor, now: datetime
) -> None:
    """Store what staff made, in the words of the client. Raises `overlap` where another one is in the way."""
    describe(appointment, details, by=by, now=now)
    with refusing(OVERLAP, overlap):
        appointment.create(by=by, now=now)
    publish(AppointmentScheduled(appointment, by=by, at=now))


def _book_hold(held: Appointment, details: ClientDetails, *, known: bool, now: datetime) -> None:
    """Make a hold, whose specialist is locked, an appointment or a request, or have it confirmed first.

    Raises `ContactMissing`.
    """
    _require_contact(details)
    if held.confirm_first and not known:
        ask_to_confirm(held, details, now=now)
    else:
        describe(held, details, by=THE_CLIENT, now=now)
        book_described(held, now=now)


def _require_contact(details: ClientDetails) -> None:
    if not (details.email or details.phone):
        raise ContactMissing
