"""Book an appointment, look at it, move it, call it off."""

from http import HTTPStatus
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from ninja import Header, Router
from ninja.responses import Status

from visavis.api import bookings
from visavis.api.access import ANYBODY, STAFF_OR_CLIENT, ApiRequest, appointment_for, require_own_device
from visavis.api.responses import BODY, responses, with_alternatives
from visavis.api.schemas import AppointmentOut, Booked, BookingIn, CancelIn, Key, MoveIn
from visavis.api.serializers import appointment_out
from visavis.booking.errors import HoldExpired, SlotNotOffered, SlotTaken
from visavis.lib import clock
from visavis.people.links import sign_bearer_grant
from visavis.people.zones import zone_or_default

router = Router(tags=["Appointments"])
ONE = "/appointments/{uuid:public_id}"
NO_SUCH_TIME = (SlotTaken, SlotNotOffered, HoldExpired)


@router.post(
    "/appointments",
    auth=ANYBODY,
    response=responses(Booked, HTTPStatus.CREATED, refuses=BODY | {403, 409}),
    url_name="appointments",
)
def book(
    request: ApiRequest,
    wanted: BookingIn,
    idempotency_key: Header[Key | None] = None,
) -> Any:
    """Book a free time: for oneself, or with a token of staff for a client."""
    user, now = request.auth.user, clock.now()
    service = bookings.service_asked(user, wanted.service)
    try:
        if user is not None:
            made = bookings.book_as_staff(user, service, wanted, key=idempotency_key, now=now)
        else:
            made = bookings.book_as_client(request, service, wanted, key=idempotency_key, now=now)
    except NO_SUCH_TIME as refusal:
        zone = zone_or_default(wanted.zone, service.specialist.zone)
        return with_alternatives(refusal, service, wanted.start, zone, now=now)
    grant = None if user else sign_bearer_grant(made.public_id, made.link_generation)
    return Status(HTTPStatus.CREATED, Booked(appointment=appointment_out(made), grant=grant))


@router.get(
    ONE, auth=STAFF_OR_CLIENT, response=responses(AppointmentOut, refuses={403, 404}), url_name="appointment"
)
def appointment(request: ApiRequest, public_id: UUID) -> AppointmentOut:
    """One appointment."""
    return appointment_out(appointment_for(request.auth, public_id))


@router.post(
    f"{ONE}/move",
    auth=STAFF_OR_CLIENT,
    response=responses(AppointmentOut, refuses=BODY | {403, 404, 409}),
    url_name="move",
)
def move(request: ApiRequest, public_id: UUID, wanted: MoveIn) -> Any:
    """Give it another time; it is never without one in between."""
    found, now = appointment_for(request.auth, public_id), clock.now()
    require_own_device(request, found, now=now)
    try:
        moved = bookings.move_appointment(
            request, request.auth, found, wanted.start, override=wanted.override, now=now
        )
    except NO_SUCH_TIME as refusal:
        zone = ZoneInfo(found.client_tz.key)
        return with_alternatives(
            refusal, found.booked_service(), wanted.start, zone, now=now, without=found.pk
        )
    return appointment_out(moved)


@router.post(
    f"{ONE}/cancel",
    auth=STAFF_OR_CLIENT,
    response=responses(AppointmentOut, refuses=BODY | {403, 404, 409}),
    url_name="cancel",
)
def cancel(request: ApiRequest, public_id: UUID, said: CancelIn) -> AppointmentOut:
    """Cancel it. A late cancellation by the client is marked; cancelling twice changes nothing."""
    found, now = appointment_for(request.auth, public_id), clock.now()
    require_own_device(request, found, now=now)
    return appointment_out(bookings.cancel_appointment(request.auth, found, said.reason, now=now))
