"""From a personal link to a grant, and from an appointment into its call."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from ninja import Router
from ninja.responses import Status

from visavis.api.access import (
    ANYBODY,
    CLIENT_ONLY,
    PARTIES_ONLY,
    ApiRequest,
    Caller,
    appointment_for,
    device_of,
)
from visavis.api.errors import InvalidLink
from visavis.api.responses import BODY, responses
from visavis.api.schemas import AppointmentOut, Entered, GrantIn, GrantOut, Joined, JoinIn
from visavis.api.serializers import appointment_out
from visavis.booking.access import open_link
from visavis.booking.models import Appointment
from visavis.booking.services.client_record import prove_contact, would_prove
from visavis.calls.grants import join_call
from visavis.lib import clock
from visavis.people.actors import Actor
from visavis.people.links import sign_bearer_grant
from visavis.people.parties import Party
from visavis.schedule.models import Door
from visavis.waiting.access import get_appointment_to_admit, is_own
from visavis.waiting.errors import NotYours
from visavis.waiting.lifecycle import Stage
from visavis.waiting.services import admit, enter_waiting_room, require_device

router = Router(tags=["Clients and calls"])


@router.post(
    "/grants",
    auth=ANYBODY,
    response=responses(GrantOut, HTTPStatus.CREATED, refuses=BODY | {403}),
    url_name="grants",
)
def grants(request: ApiRequest, given: GrantIn) -> Any:
    """Exchange a client's personal link for a grant, good for that one appointment while the link is."""
    token = given.token.rstrip("/").rpartition("/")[2]
    opened = open_link(token, now=clock.now())
    if opened is None:
        raise InvalidLink
    found = opened.appointment
    if would_prove(found, opened.source):
        generation = found.link_generation
        prove_contact(appointment_id=found.pk, source=opened.source, generation=generation, now=clock.now())
    grant = sign_bearer_grant(found.public_id, found.link_generation)
    return Status(HTTPStatus.CREATED, GrantOut(grant=grant, appointment=found.public_id))


@router.post(
    "/appointments/{uuid:public_id}/enter",
    auth=CLIENT_ONLY,
    response=responses(Entered, refuses={403, 409}),
    url_name="enter",
)
def enter(request: ApiRequest, public_id: UUID) -> Entered:
    """Enter the waiting room, as the client: the specialist is told. Entering twice changes nothing."""
    found, device, now = appointment_for(request.auth, public_id), device_of(request), clock.now()
    visit = enter_waiting_room(appointment_id=found.pk, device=device, now=now)
    require_device(visit, device, now=now)
    return Entered(admitted=visit.lifecycle is Stage.ADMITTED)


@router.post(
    "/appointments/{uuid:public_id}/admit",
    auth=PARTIES_ONLY,
    response=responses(AppointmentOut, refuses={403, 404, 409}),
    url_name="admit",
)
def admit_client(request: ApiRequest, public_id: UUID) -> AppointmentOut:
    """Let the waiting client in, as the specialist or an administrator. Doing it twice changes nothing."""
    user = request.auth.user
    if user is None:
        raise NotYours
    found = get_appointment_to_admit(user, public_id)
    return appointment_out(admit(appointment_id=found.pk, by=Actor.staff(user), now=clock.now()))


@router.post(
    "/appointments/{uuid:public_id}/join",
    auth=PARTIES_ONLY,
    response=responses(Joined, refuses=BODY | {403, 404, 409, 410}),
    url_name="join",
)
def join(request: ApiRequest, public_id: UUID, who: JoinIn) -> Joined:
    """Join the call: only for its two people, once the client was admitted or by an open door."""
    found, now = appointment_for(request.auth, public_id), clock.now()
    party = _party(request.auth, found)
    if party is Party.CLIENT and found.is_open and found.door == Door.OPEN:
        enter_waiting_room(appointment_id=found.pk, device=device_of(request), now=now)
        # It has begun now, by the open door.
        found = appointment_for(request.auth, public_id)
    answer = join_call(
        found,
        party,
        tab=who.tab,
        take_over=who.take_over,
        device=device_of(request) if party is Party.CLIENT else "",
        now=now,
    )
    return Joined(room=found.room_name, party=party, **answer)


def _party(caller: Caller, appointment: Appointment) -> Party:
    """As whom the caller comes. Raises `NotYours` for staff who are not the specialist."""
    if caller.user is None:
        return Party.CLIENT
    if not is_own(caller.user, appointment):
        raise NotYours
    return Party.SPECIALIST
