"""A test of the way that sound and picture would take, before anybody was let in.

What it gives is no right to a call: the servers that help with one, with credentials good for half a
minute, to one who asks by a press, a few times in an hour.
"""

from datetime import datetime, timedelta
from typing import Any

from visavis.booking.models import Appointment
from visavis.lib.errors import require
from visavis.people.rate_limits import check_rate
from visavis.video.p2p import PeerToPeer
from visavis.video.providers import provider
from visavis.waiting.permissions import room_refusal

LASTS = timedelta(seconds=30)
_HOUR = timedelta(hours=1)


def has_ice_servers(*, now: datetime) -> bool:
    """Whether there is a server by which the way can be tested."""
    return bool(_ice_servers(now=now))


def ice_servers_for_test(appointment: Appointment, *, now: datetime) -> list[dict[str, Any]]:
    """What the client's browser needs for one test. Raises `RateLimited`, `NoRoom`, `NotPossibleNow`."""
    require(room_refusal(appointment.snapshot))
    check_rate(f"relay tested {appointment.public_id}", limit=10, per=_HOUR, now=now)
    return _ice_servers(now=now)


def _ice_servers(*, now: datetime) -> list[dict[str, Any]]:
    video = provider()
    return video.ice_servers_for_test(until=now + LASTS) if isinstance(video, PeerToPeer) else []
