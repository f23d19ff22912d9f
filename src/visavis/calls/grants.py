"""Join a call: the seat is ours to give, the room and what the browser needs for it are the provider's.

What is said to the provider is said before a seat is taken or after that was committed, never between. Where
it does not answer, nobody has a second seat: the page asks again in the same words, and gets the same one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from visavis.booking.lifecycle import ACTIVE
from visavis.booking.models import Appointment
from visavis.calls.away import note_absence
from visavis.calls.errors import CallOver, NotAdmitted, VideoUnavailable
from visavis.calls.models import Seat
from visavis.calls.peers import party_name, peer_id
from visavis.calls.rooms import carrier_of, forget_room, prepare_room
from visavis.calls.seats import get_held_seat
from visavis.calls.services import TakenSeat, admit_and_take_seat, take_seat
from visavis.calls.services.join import require_admitted
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.video.port import JoinGrant, Participant, RoomGone, RoomRef, VideoError
from visavis.video.providers import provider_of

GRANTED_FOR = timedelta(minutes=5)
"""Long enough to join, too short to be worth stealing. The page asks again before it looks for a new path."""


def join_call(
    appointment: Appointment,
    party: Party,
    *,
    tab: str,
    take_over: bool,
    request: str = "",
    device: str = "",
    now: datetime,
) -> dict[str, Any]:
    """Give a seat to a page, and what its browser needs. May speak to the provider.

    Raises what `take_seat` raises, and `VideoUnavailable`: before a seat was taken from anybody, if it can.
    """
    with _told_as_refusal(appointment, now=now):
        if _may_join(appointment):
            prepare_room(appointment, now=now)
        taken = take_seat(
            appointment_id=appointment.pk,
            party=party,
            tab=tab,
            take_over=take_over,
            request=request,
            device=device,
            now=now,
        )
        return _answer(taken, now=now)


def admit_and_join(appointment: Appointment, *, by: Actor, tab: str, now: datetime) -> dict[str, Any]:
    """Let the client in, and give the specialist's seat to the page that did. May speak to the provider.

    Where it does not answer, the client waits on: nobody is let into a call that cannot be held.
    Raises what `admit_and_take_seat` raises, and `VideoUnavailable`.
    """
    with _told_as_refusal(appointment, now=now):
        if appointment.by_video and appointment.lifecycle in ACTIVE:
            prepare_room(appointment, now=now)
        taken = admit_and_take_seat(appointment_id=appointment.pk, by=by, tab=tab, now=now)
        return _answer(taken, now=now)


def renew_grant(
    *, appointment_id: int, party: Party, token: str, epoch: int, now: datetime
) -> dict[str, Any]:
    """The same grant with fresh credentials, for a page that still holds its seat. May speak to the provider.

    Raises `NotAdmitted`, `CallOver`, `StaleSeat`, `VideoUnavailable`.
    """
    appointment = Appointment.objects.select_related("specialist", "service").get(pk=appointment_id)
    require_admitted(appointment)
    seat = get_held_seat(appointment, party, token=token, epoch=epoch)
    with _told_as_refusal(appointment, now=now):
        return _grant(appointment, seat, renews=True, now=now)


def _may_join(appointment: Appointment) -> bool:
    """Whether anybody may, as far as can be seen without a lock. What it refuses, the service refuses."""
    try:
        require_admitted(appointment)
    except (NotAdmitted, CallOver):
        return False
    return True


@contextmanager
def _told_as_refusal(appointment: Appointment, *, now: datetime) -> Iterator[None]:
    try:
        yield
    except VideoError as error:
        note_absence(carrier_of(appointment).name, now=now)
        raise VideoUnavailable from error


def _answer(taken: TakenSeat, *, now: datetime) -> dict[str, Any]:
    return {
        "grant": _grant(taken.appointment, taken.seat, now=now),
        "peers": [_peer(taken.appointment, taken.peer)] if taken.peer else [],
    }


def _grant(appointment: Appointment, seat: Seat, *, renews: bool = False, now: datetime) -> dict[str, Any]:
    grant = _granted(appointment, Party(seat.party), renews=renews, now=now)
    # In seconds: the clock of a browser may be minutes wrong.
    lasts = int((grant.until - now).total_seconds())
    return {
        "provider": grant.ref.provider,
        "seat": seat.token,
        "epoch": seat.epoch,
        "lastsS": lasts,
        "access": grant.access,
    }


def _granted(appointment: Appointment, party: Party, *, renews: bool, now: datetime) -> JoinGrant:
    ref = prepare_room(appointment, renews=renews, now=now)
    try:
        return _asked(ref, appointment, party, now=now)
    except RoomGone:
        forget_room(ref, asked_at=now + timedelta(microseconds=1))
    return _asked(prepare_room(appointment, now=now), appointment, party, now=now)


def _asked(ref: RoomRef, appointment: Appointment, party: Party, *, now: datetime) -> JoinGrant:
    who = Participant(peer_id(appointment, party), party_name(appointment, party), party)
    return provider_of(ref).grant(ref, who, until=now + GRANTED_FOR)


def _peer(appointment: Appointment, peer: Seat) -> dict[str, Any]:
    party = Party(peer.party)
    return {
        "id": peer_id(appointment, party),
        "party": peer.party,
        "name": party_name(appointment, party),
        "epoch": peer.epoch,
    }
