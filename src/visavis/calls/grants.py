"""Join a call: the seat is ours to give, what the browser needs to use it is the provider's."""

from datetime import datetime, timedelta
from typing import Any

from visavis.booking.models import Appointment
from visavis.calls.errors import VideoUnavailable
from visavis.calls.models import Seat
from visavis.calls.services import Taken
from visavis.people.links import Seat as Part
from visavis.video.port import JoinGrant, VideoError
from visavis.video.port import Part as VideoPart
from visavis.video.providers import provider

SEATS = 2
EMPTY_FOR = timedelta(minutes=5)
"""An empty room of a media server closes after this; whoever comes back opens it again."""
GRANTED_FOR = timedelta(minutes=5)
"""Long enough to join, too short to be worth stealing."""
OVERTIME = timedelta(hours=2)


def grant_for(taken: Taken, *, now: datetime) -> dict[str, Any]:
    """The answer to a page that took a seat. May speak to the provider, so it stands outside of transactions.

    Raises `VideoUnavailable`.
    """
    seat, peer = taken.seat, taken.peer
    try:
        grant = _granted(taken, now=now)
    except VideoError as error:
        raise VideoUnavailable from error
    return {
        "grant": {
            **grant.for_browser,
            "provider": grant.provider,
            "seat": seat.token,
            "epoch": seat.epoch,
            "until": grant.until.isoformat(),
        },
        "peer": _peer(peer),
    }


def _granted(taken: Taken, *, now: datetime) -> JoinGrant:
    appointment, part, video = taken.appointment, Part(taken.seat.part), provider()
    closes_at = max(appointment.ends_at, now) + OVERTIME
    video.open_room(appointment.room_name, seats=SEATS, empty_timeout=EMPTY_FOR, closes_at=closes_at)
    return video.grant(
        appointment.room_name,
        identity=f"{part.value}:{taken.seat.epoch}",
        name=name_of(appointment, part),
        part=VideoPart(part.value),
        until=now + GRANTED_FOR,
    )


def name_of(appointment: Appointment, part: Part) -> str:
    """What the person in `part` is called, for the other one to read."""
    return appointment.client_name if part is Part.CLIENT else appointment.specialist.name


def _peer(peer: Seat | None) -> dict[str, Any] | None:
    return {"seat": peer.token, "epoch": peer.epoch} if peer else None
