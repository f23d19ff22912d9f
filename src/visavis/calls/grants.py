"""Join a call: the seat is ours to give, what the browser needs to use it is the provider's."""

from datetime import datetime, timedelta
from typing import Any

from visavis.booking.models import Appointment
from visavis.calls.errors import VideoUnavailable
from visavis.calls.models import Seat
from visavis.calls.peers import party_name, peer_id
from visavis.calls.seats import get_held_seat
from visavis.calls.services import TakenSeat
from visavis.calls.services.join import require_admitted
from visavis.people.parties import Party
from visavis.video.port import JoinGrant, Participant, RoomSpec, VideoError
from visavis.video.providers import default_name, provider

SEATS = 2
EMPTY_TIMEOUT = timedelta(minutes=5)
"""An empty room of a media server closes after this; a return opens it again."""
GRANTED_FOR = timedelta(minutes=5)
"""Long enough to join, too short to be worth stealing. The page asks again before it looks for a new path."""
OVERTIME = timedelta(hours=2)


def grant_for(taken: TakenSeat, *, now: datetime) -> dict[str, Any]:
    """The answer to a page that took a seat. May speak to the provider, so call it outside of transactions.

    Raises `VideoUnavailable`.
    """
    return {
        "grant": _for_page(taken.appointment, taken.seat, now=now),
        "peers": [_peer(taken.appointment, taken.peer)] if taken.peer else [],
        # As pages of yesterday read it.
        "peer": {"seat": taken.peer.token, "epoch": taken.peer.epoch} if taken.peer else None,
    }


def renew_grant(
    *, appointment_id: int, party: Party, token: str, epoch: int, now: datetime
) -> dict[str, Any]:
    """The same grant with fresh credentials, for a page that still holds its seat. May speak to the provider.

    Raises `NotAdmitted`, `CallOver`, `StaleSeat`, `VideoUnavailable`.
    """
    appointment = Appointment.objects.select_related("specialist").get(pk=appointment_id)
    require_admitted(appointment)
    return _for_page(appointment, get_held_seat(appointment, party, token=token, epoch=epoch), now=now)


def _for_page(appointment: Appointment, seat: Seat, *, now: datetime) -> dict[str, Any]:
    try:
        grant = _granted(appointment, seat, now=now)
    except VideoError as error:
        raise VideoUnavailable from error
    # In seconds: the clock of a browser may be minutes wrong.
    lasts = int((grant.until - now).total_seconds())
    return {
        "provider": grant.ref.provider,
        "seat": seat.token,
        "epoch": seat.epoch,
        "lastsS": lasts,
        "access": grant.access,
        # As pages of yesterday read it.
        **grant.access,
        "polite": Party(seat.party) is Party.CLIENT,
        "until": grant.until.isoformat(),
        "lasts": lasts,
    }


def _granted(appointment: Appointment, seat: Seat, *, now: datetime) -> JoinGrant:
    party, video = Party(seat.party), provider(default_name())
    closes_at = max(appointment.ends_at, now) + OVERTIME
    ref = video.ensure_room(RoomSpec(appointment.room_name, SEATS, EMPTY_TIMEOUT, closes_at))
    who = Participant(peer_id(appointment, party), party_name(appointment, party), party)
    return video.grant(ref, who, until=now + GRANTED_FOR)


def _peer(appointment: Appointment, peer: Seat) -> dict[str, Any]:
    party = Party(peer.party)
    return {
        "id": peer_id(appointment, party),
        "party": peer.party,
        "name": party_name(appointment, party),
        "epoch": peer.epoch,
    }
