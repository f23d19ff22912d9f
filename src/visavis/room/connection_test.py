"""A test of the way that sound and picture would take, before anybody was let in.

What it gives is no right to a call: what a browser needs to reach the provider, good for half a minute, to
one who asks by a press, a few times in an hour.
"""

from datetime import datetime, timedelta
from typing import Any

from visavis.booking.models import Appointment
from visavis.calls.errors import VideoUnavailable
from visavis.calls.rooms import carrier_of
from visavis.lib.errors import require
from visavis.people.rate_limits import check_rate
from visavis.video.port import VideoError
from visavis.waiting.permissions import room_refusal

LASTS = timedelta(seconds=30)
_HOUR = timedelta(hours=1)


def connection_test_access(appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    """What the client's browser needs for one test. May speak to the provider.

    Raises `RateLimited`, `NoRoom`, `NotPossibleNow`, `VideoUnavailable`.
    """
    require(room_refusal(appointment.snapshot))
    check_rate(f"relay tested {appointment.public_id}", limit=10, per=_HOUR, now=now)
    try:
        video = carrier_of(appointment)
        access = dict(video.test_access(until=now + LASTS) or {})
    except VideoError as error:
        raise VideoUnavailable from error
    return {"provider": video.name, "access": access}
